"""The ledger: one small JSON file for each episode and one for the show, kept in version control.

It is what makes a build repeatable: an episode's guid and date of publication are decided at its first
build and never again, since a listener's app takes a new guid for a new episode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast import history, records, shownotes, storage
from reviewcast.errors import ReviewError, ShowError
from reviewcast.model import Correction, Episode
from reviewcast.notation import cut, legal, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewcast.model import Chapter, Cue, Enclosure, Facts, Mix, Receipt, Review, Script, Show

_SHOW = "show"
SHOW_FILE = f"{_SHOW}.json"
_DECIDED = {"schema", "guid", "voice", "addresses", "released"}
_PODCAST_NAMESPACE = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
"""The namespace of podcast:guid (podcast-namespace, docs/tags/guid.md)."""
_WORDS = 500
"""Characters of what a correction says."""
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What the guid of a show is."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a destination was given the last time the show was published there."""

    address: str
    """What the feed's addresses began with, with a slash at its end."""
    date: str
    """ISO 8601."""
    feed: str
    """SHA-256 of feed.xml, in hex."""
    items: Mapping[str, str]
    """Guid -> the path below OUT, or the address, of its audio: what the feed and its archive named."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a show and its episodes from earlier builds."""

    episodes: dict[str, Episode] = field(default_factory=dict)
    """By slug."""
    show_guid: str | None = None
    """None before the first build."""
    voice: str | None = None
    """The profile of the first build; None before it."""
    addresses: tuple[str, ...] = ()
    """Where listeners were told to find the feed (feed.xml or as it was called), the earliest first."""
    released: Mapping[str, Release] = field(default_factory=dict)
    """By destination, as it was named."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Every other key of show.json, kept as it is."""

    def audio_of(self, guid: str) -> frozenset[str]:
        """Every audio of that guid which listeners may have."""
        return frozenset(release.items[guid] for release in self.released.values() if guid in release.items)

    @property
    def elsewhere(self) -> frozenset[str]:
        """The addresses of files of imported episodes, which are there and not below OUT, whatever they begin with."""
        places = (place for episode in self.episodes.values() for place in (episode.audio, episode.cover))
        return frozenset(place for place in places if place and "://" in place)

    def has_moved(self, feed: str) -> bool:
        """Whether listeners were told another address than *feed* before, and not *feed* first."""
        return bool(self.addresses) and self.addresses[0] != feed


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


def settle(ledger: Ledger, show: Show, voice: str | None) -> Ledger:
    """*ledger* with the show's guid and the voice of the first build decided, where they were not yet.

    *voice* is the profile that speaks in this build, None for one that a show is not to keep.
    """
    guid = ledger.show_guid or show_guid(show.base_url, show.title)
    return replace(ledger, show_guid=guid, voice=ledger.voice or voice)


# --- reading and writing ----------------------------------------------------------------------------------


def read(folder: Path) -> Ledger:
    """The ledger below *folder*; an empty one where there is none.

    Raises ShowError naming the file when a record is damaged, of another version, or a copy of another's guid:
    to go on without it would give its episode a new guid, and every listener the episode again.
    """
    ledger = Ledger()
    guids: dict[str, Path] = {}
    for path in sorted(folder.glob("[!.]*.json")):
        try:
            data = path.read_bytes()
            if path.stem == _SHOW:
                ledger = _with_show(ledger, records.load(data))
            else:
                episode = records.from_json(data)
                if episode.slug != path.stem:
                    raise ValueError(f'it is the record of "{episode.slug}"')
                if (other := guids.setdefault(episode.guid, path)) != path:
                    raise ShowError(
                        f"{other.name} has the same guid, and apps would take the two for one episode; delete the one"
                        " that is a copy",
                        path=str(path),
                    )
                ledger.episodes[episode.slug] = episode
        except OSError as error:
            raise storage.refusal(error, path) from error
        except ValueError as error:
            raise _unusable(error, path) from error
    return ledger


def first_voice(folder: Path) -> str | None:
    """The profile of the first build, by the ledger below *folder*; None before it.

    Reads no episode. Raises as :func:`read`.
    """
    path = folder / SHOW_FILE
    try:
        return _with_show(Ledger(), records.load(path.read_bytes())).voice
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise storage.refusal(error, path) from error
    except ValueError as error:
        raise _unusable(error, path) from error


def _unusable(error: ValueError, path: Path) -> ShowError:
    return ShowError(
        f"the record cannot be used, since {error}; restore the file from version control or a backup", path=str(path)
    )


def save(folder: Path, episode: Episode) -> bool:
    """Write *episode*'s record, ``FOLDER/SLUG.json``; says whether it was not there just so already."""
    return storage.write_if_changed(folder / f"{episode.slug}.json", records.to_json(episode))


def save_show(folder: Path, ledger: Ledger) -> bool:
    """Write ``FOLDER/show.json``; says whether it was not there just so already. Do it before any episode's."""
    decided: dict[str, Any] = {"schema": records.SCHEMA, "guid": ledger.show_guid, "voice": ledger.voice}
    if ledger.addresses:
        decided["addresses"] = list(ledger.addresses)
    if ledger.released:
        decided["released"] = {name: _release_row(release) for name, release in ledger.released.items()}
    return storage.write_if_changed(folder / SHOW_FILE, records.dump({**ledger.more, **decided}))


def _with_show(ledger: Ledger, record: dict[str, Any]) -> Ledger:
    guid, voice = record.get("guid"), record.get("voice")
    if guid is not None and not (isinstance(guid, str) and UUID.fullmatch(guid)):
        raise ValueError('"guid" is not a UUID')
    if voice is not None and not isinstance(voice, str):
        raise ValueError('"voice" is not text')
    addresses, released = record.get("addresses", []), record.get("released", {})
    if not isinstance(addresses, list) or not all(isinstance(address, str) for address in addresses):
        raise ValueError('"addresses" is not a list of texts')
    if not isinstance(released, dict):
        raise ValueError('"released" is not a table')
    more = {key: value for key, value in record.items() if key not in _DECIDED}
    return replace(
        ledger,
        show_guid=guid,
        voice=voice,
        addresses=tuple(addresses),
        released={name: _release(row) for name, row in released.items()},
        more=more,
    )


def _release_row(release: Release) -> dict[str, Any]:
    row = {name: getattr(release, name) for name in ("address", "date", "feed")}
    return row | {"items": dict(release.items)}


def _release(row: object) -> Release:
    if not isinstance(row, dict) or not isinstance(row.get("items"), dict):
        raise ValueError('"released" has a row without "items"')
    texts = (row.get("address"), row.get("date"), row.get("feed"), *row["items"].values())
    if not all(isinstance(text, str) for text in texts):
        raise ValueError('"released" has a value that is not text')
    return Release(row["address"], row["date"], row["feed"], row["items"])


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
    absent: tuple[str, ...] = (),
    source: str,
    said: tuple[str, ...],
    audio: str,
    chapters_path: str,
    transcripts: tuple[tuple[str, str], ...],
    cover: str | None,
    cover_small: str | None = None,
    now: datetime,
) -> Episode:
    """The episode as it stands after this build; nothing is written.

    What *ledger* knows of it stays: guid, history, whether it is withdrawn, and the date of publication, which
    is the front matter's, else *now* (aware), until the episode is out. ``updated`` moves to *now*, and the
    history gets a line that says what is new, only when the audio is; for other words under the same audio
    ``updated`` alone moves. Audio that takes the place of published audio makes it a correction.
    Paths are below OUT. Raises ReviewError for the slug ``show``, whose file is the show's own.
    """
    check_slug(review)
    before = ledger.episodes.get(review.slug)
    facts = review.facts
    others = history.others_of(script, voice)
    change = history.describe(before, script, said, voice)
    built = Episode(
        slug=review.slug,
        guid=episode_guid(ledger.show_guid or show_guid(show.base_url, show.title), review.slug),
        published=publication_date(before, facts, now),
        updated=now.replace(microsecond=0),
        title=line(review.title),
        description=shownotes.describe(review, script),
        notes="",
        author=line(facts.author or show.author),
        language=show.language,
        explicit=show.explicit if facts.explicit is None else facts.explicit,
        draft=facts.draft,
        audio=audio,
        bytes=len(enclosure.data),
        type=enclosure.type,
        seconds=round(enclosure.seconds, 3),
        chapters=tuple(map(_tidy_chapter, mix.chapters)),
        chapters_path=chapters_path,
        transcripts=transcripts,
        text=tuple(map(_tidy_cue, mix.cues)),
        source=source,
        said=said,
        rules=history.rules_of(script),
        voice=voice,
        others=others,
        absent=absent,
        receipt=_tidy_receipt(enclosure.receipt),
        film=facts.film,
        year=facts.year,
        director=facts.director,
        cast=facts.cast,
        rating=facts.rating,
        tags=facts.tags,
        season=facts.season,
        episode=facts.episode,
        episode_type=facts.episode_type or "full",
        cover=cover,
        cover_small=cover_small,
        review=Path(review.name).name,
        correction=_correction(ledger, before, audio, facts, change, now),
    )
    episode = _continued(built, before, change)
    links = shownotes.links(review)
    return replace(
        episode,
        summary=shownotes.write_notes(episode, links, most=shownotes.MOST_BYTES),
        notes=shownotes.write_notes(episode, links),
    )


def publication_date(before: Episode | None, facts: Facts, now: datetime) -> datetime:
    """When the episode is, or was, published: kept once it is out; until then the front matter's date, else *now*."""
    if before is not None and not before.draft:
        known = [now, *(datetime.fromisoformat(entry["date"]) for entry in before.history[-1:])]  # a clock may go back
        if before.published <= max(known):
            return before.published
    return (facts.date or now).replace(microsecond=0)


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
        updated=before.updated if same else built.updated,
        withdrawn=before.withdrawn,
        history=before.history if same_audio else (*before.history, entry),
    )


def _correction(
    ledger: Ledger, before: Episode | None, audio: str, facts: Facts, change: str, now: datetime
) -> Correction | None:
    """The author's own words, else all that is new since the audio that listeners have; of the day it was noted."""
    known = before.correction if before else None
    if facts.correction:
        same = known is not None and known.words == line(facts.correction)
        return known if same else Correction(now.replace(microsecond=0), line(facts.correction))
    heard = ledger.audio_of(before.guid) if before else frozenset()
    if before is None or audio == before.audio or not heard:
        return known
    since = _since(heard, before)
    if heard == {audio} or [entry["audio"] for entry in since[:1]] == [audio]:
        return None  # a change was taken back: nothing is otherwise than listeners have it
    changes = (new["change"] for old, new in pairwise(since) if new["audio"] != old["audio"])
    words = "; ".join(dict.fromkeys((*changes, change)))
    return Correction(now.replace(microsecond=0), cut(words, _WORDS))


def _since(heard: frozenset[str], before: Episode) -> tuple[dict[str, Any], ...]:
    """The history from the latest audio on that was *heard*; nothing where none of it was."""
    at = max((at for at, entry in enumerate(before.history) if entry["audio"] in heard), default=len(before.history))
    return before.history[at:]


def _tidy_chapter(chapter: Chapter) -> Chapter:
    return replace(chapter, start=round(chapter.start, 3), end=round(chapter.end, 3), title=line(chapter.title))


def _tidy_cue(cue: Cue) -> Cue:
    return replace(cue, start=round(cue.start, 3), end=round(cue.end, 3), text=line(cue.text), words=())


def _tidy_receipt(receipt: Receipt) -> Receipt:
    values = (receipt.lufs, receipt.true_peak, receipt.seconds)
    lufs, true_peak, seconds = (round(value, 3) for value in values)
    return replace(receipt, lufs=lufs, true_peak=true_peak, seconds=seconds)
