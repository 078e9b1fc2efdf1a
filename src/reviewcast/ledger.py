"""The ledger: one small JSON file for each episode and one for the show, kept in version control.

It is what makes a build repeatable: an episode's guid and date of publication are decided at its first
build and never again, since a listener's app takes a new guid for a new episode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast import history, records, shownotes, storage
from reviewcast.errors import ReviewError, ShowError
from reviewcast.model import Episode
from reviewcast.notation import legal, line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reviewcast.model import Chapter, Cue, Enclosure, Mix, Receipt, Review, Script, Show

_SHOW = "show"
_PODCAST_NAMESPACE = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
"""The namespace of podcast:guid (podcast-namespace, docs/tags/guid.md)."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a show and its episodes from earlier builds."""

    episodes: dict[str, Episode] = field(default_factory=dict)
    """By slug."""
    show_guid: str | None = None
    """None before the first build."""
    voice: str | None = None
    """The profile of the first build; None before it."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Every other key of show.json, kept as it is."""


# --- identity ---------------------------------------------------------------------------------------------


def podcast_guid(name: str) -> str:
    """The guid of a show as the podcast namespace makes it: uuid5 of *name*, which is the feed's address
    without its scheme and the slashes at its end, or for want of one any other name.
    """
    import uuid

    stripped = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", "", legal(name)).rstrip("/")
    return str(uuid.uuid5(uuid.UUID(_PODCAST_NAMESPACE), stripped))


def show_guid(base_url: str, title: str) -> str:
    """The guid of a show that has none yet: from where its feed will be, else from its title."""
    return podcast_guid(f"{base_url.rstrip('/')}/feed.xml" if base_url else title)


def episode_guid(of_show: str, slug: str) -> str:
    """The guid of an episode that has none yet: uuid5 of its slug in the namespace of its show's guid."""
    import uuid

    return str(uuid.uuid5(uuid.UUID(of_show), slug))


def settle(ledger: Ledger, show: Show, voice: str) -> Ledger:
    """*ledger* with the show's guid and the voice of the first build decided, where they were not yet."""
    guid = ledger.show_guid or show_guid(show.base_url, show.title)
    return replace(ledger, show_guid=guid, voice=ledger.voice or voice)


# --- reading and writing ----------------------------------------------------------------------------------


def read(folder: Path) -> Ledger:
    """The ledger below *folder*; an empty one where there is none.

    Raises ShowError naming the file when a record is damaged or of another version: to go on without it
    would give its episode a new guid, and every listener the episode again.
    """
    ledger = Ledger()
    for path in sorted(folder.glob("[!.]*.json")):
        try:
            data = path.read_bytes()
            if path.stem == _SHOW:
                ledger = _with_show(ledger, records.load(data))
            else:
                episode = records.from_json(data)
                if episode.slug != path.stem:
                    raise ValueError(f'it is the record of "{episode.slug}"')
                ledger.episodes[episode.slug] = episode
        except OSError as error:
            raise storage.refusal(error, path) from error
        except ValueError as error:
            raise ShowError(
                f"the record cannot be used, since {error}; restore the file from version control or a backup",
                path=str(path),
            ) from error
    return ledger


def save(folder: Path, episode: Episode) -> bool:
    """Write *episode*'s record, ``FOLDER/SLUG.json``; says whether it was not there just so already."""
    return storage.write_if_changed(folder / f"{episode.slug}.json", records.to_json(episode))


def save_show(folder: Path, ledger: Ledger) -> bool:
    """Write ``FOLDER/show.json``; says whether it was not there just so already. Do it before any episode's."""
    decided = {"schema": records.SCHEMA, "guid": ledger.show_guid, "voice": ledger.voice}
    return storage.write_if_changed(folder / f"{_SHOW}.json", records.dump({**ledger.more, **decided}))


def _with_show(ledger: Ledger, record: dict[str, Any]) -> Ledger:
    guid, voice = record.get("guid"), record.get("voice")
    if guid is not None and not (isinstance(guid, str) and _UUID.fullmatch(guid)):
        raise ValueError('"guid" is not a UUID')
    if voice is not None and not isinstance(voice, str):
        raise ValueError('"voice" is not text')
    more = {key: value for key, value in record.items() if key not in {"schema", "guid", "voice"}}
    return replace(ledger, show_guid=guid, voice=voice, more=more)


# --- recording --------------------------------------------------------------------------------------------


def check_slug(review: Review) -> None:
    """Raise ReviewError for the slug ``show``, whose record would lie where the show's own does."""
    if review.slug.casefold() == _SHOW:
        raise ReviewError(
            'the slug "show" is taken by the ledger itself; give the review another slug in its front matter',
            path=review.name,
        )


def record(
    ledger: Ledger,
    review: Review,
    script: Script,
    mix: Mix,
    enclosure: Enclosure,
    show: Show,
    *,
    voice: str,
    source: str,
    said: tuple[str, ...],
    audio: str,
    chapters_path: str,
    transcripts: tuple[tuple[str, str], ...],
    cover: str | None,
    now: datetime,
) -> Episode:
    """The episode as it stands after this build; nothing is written.

    What *ledger* knows of it stays: guid, date of publication, history. A first build takes the date from
    the front matter, else *now* (aware). ``updated`` moves to *now*, and the history gets a line that
    says what is new, only when the audio is; for other words under the same audio ``updated`` alone moves.
    Paths are below OUT. Raises ReviewError for the slug ``show``, whose file is the show's own.
    """
    check_slug(review)
    facts = review.facts
    chapters = tuple(map(_tidy_chapter, mix.chapters))
    description = shownotes.describe(review, script)
    built = Episode(
        slug=review.slug,
        guid=episode_guid(ledger.show_guid or show_guid(show.base_url, show.title), review.slug),
        published=(facts.date or now).replace(microsecond=0),
        updated=now.replace(microsecond=0),
        title=line(review.title),
        description=description,
        notes=shownotes.write_notes(review, script, chapters, description),
        author=line(facts.author or show.author),
        language=show.language,
        explicit=show.explicit if facts.explicit is None else facts.explicit,
        draft=facts.draft,
        audio=audio,
        bytes=len(enclosure.data),
        type=enclosure.type,
        seconds=round(enclosure.seconds, 3),
        chapters=chapters,
        chapters_path=chapters_path,
        transcripts=transcripts,
        text=tuple(map(_tidy_cue, mix.cues)),
        source=source,
        said=said,
        rules=history.rules_of(script),
        voice=voice,
        receipt=_tidy_receipt(enclosure.receipt),
        film=facts.film,
        year=facts.year,
        director=facts.director,
        cast=facts.cast,
        rating=facts.rating,
        tags=facts.tags,
        season=facts.season,
        episode=facts.episode,
        cover=cover,
        review=Path(review.name).name,
    )
    before = ledger.episodes.get(review.slug)
    return _continued(built, before, history.describe(before, script, said, voice))


def _continued(built: Episode, before: Episode | None, change: str) -> Episode:
    """*built* with everything that was decided in earlier builds."""
    entry = {"date": built.updated.isoformat(), "audio": built.audio, "change": change}
    if before is None:
        return replace(built, updated=built.published, history=(entry,))
    same_audio = built.audio == before.audio
    same = same_audio and [cue.text for cue in built.text] == [cue.text for cue in before.text]
    return replace(
        built,
        guid=before.guid,
        published=before.published,
        updated=before.updated if same else built.updated,
        history=before.history if same_audio else (*before.history, entry),
    )


def _tidy_chapter(chapter: Chapter) -> Chapter:
    return replace(chapter, start=round(chapter.start, 3), end=round(chapter.end, 3), title=line(chapter.title))


def _tidy_cue(cue: Cue) -> Cue:
    return replace(cue, start=round(cue.start, 3), end=round(cue.end, 3), text=line(cue.text))


def _tidy_receipt(receipt: Receipt) -> Receipt:
    values = (receipt.lufs, receipt.true_peak, receipt.seconds)
    lufs, true_peak, seconds = (round(value, 3) for value in values)
    return replace(receipt, lufs=lufs, true_peak=true_peak, seconds=seconds)
