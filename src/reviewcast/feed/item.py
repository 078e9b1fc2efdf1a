"""What the feed says of an episode."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from reviewcast.feed.values import at, date, truth
from reviewcast.namespace import LONGEST_NAME, Tag, cdata, given
from reviewcast.notation import clock, cut, legal, line
from reviewcast.shownotes import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.model import Chapter, Episode, Show


def write(entry: Any, episode: Episode, show: Show, base: str) -> None:  # noqa: ANN401 - feedgen is untyped
    """Fill feedgen's *entry*; *base* is what addresses begin with.

    The description, which is what Apple shows, is the notes in less than 4,000 bytes; the whole notes are the
    content, and both are HTML. A guid is no address, and nothing in it is ever changed.
    """
    entry.title(_title(episode))
    entry.link(href=at(base, episode.page), rel="alternate")
    entry.description(cdata(_summary(episode)))
    entry.content(_notes(episode), type="CDATA")
    entry.guid(legal(episode.guid), permalink=False)
    entry.enclosure(at(base, episode.audio), str(episode.bytes), legal(episode.type))
    entry.reviewcast.tags = _tags(episode, show, base)


def _tags(episode: Episode, show: Show, base: str) -> tuple[Tag, ...]:
    """The item behind what feedgen writes. Only whoever wrote the review is a person: a voice is none.

    The season and the episode are told twice, since Apple reads its own tags and the other names the season.
    """
    season, number = (str(value) if value and value > 0 else "" for value in (episode.season, episode.episode))
    author, picture = line(episode.author), at(base, episode.cover) if episode.cover else ""
    ours = episode.receipt is not None  # an episode that was imported may well have been spoken by a person
    return (
        Tag("pubDate", date(episode.published)),
        Tag("itunes:title", _title(episode)),
        Tag("itunes:duration", str(round(episode.seconds))),
        Tag("itunes:explicit", truth(value=episode.explicit)),
        Tag("itunes:episodeType", episode.episode_type),
        *given("itunes:season", season),
        *given("itunes:episode", number),
        *given("itunes:author", author),
        *_images(picture, episode),
        *given("podcast:season", season, _season_name(episode, show)),
        *given("podcast:episode", number),
        *given("podcast:person", cut(author, LONGEST_NAME), {"role": "author", "group": "writing"}),
        *(_transcript(at(base, path), kind, episode.language) for path, kind in episode.transcripts),
        *_chapters_file(at(base, episode.chapters_path) if episode.chapters_path else ""),
        *_chapters(episode.chapters),
        *given("podcast:txt", "true" if ours else "", {"purpose": "ai-content"}),
    )


def _title(episode: Episode) -> str:
    return line(episode.title) or episode.slug


def _notes(episode: Episode) -> str:
    return legal(episode.notes).strip() or _paragraph(episode)


def _summary(episode: Episode) -> str:
    """The short notes; what was imported has only one form, which may be too long."""
    fitting = (text for text in (legal(episode.summary).strip(), _notes(episode)) if text)
    return next((text for text in fitting if len(text.encode()) <= MOST_BYTES), "") or _paragraph(episode)


def _paragraph(episode: Episode) -> str:
    return f"<p>{escape(cut(line(episode.description) or _title(episode), 600), quote=False)}</p>"


def _season_name(episode: Episode, show: Show) -> dict[str, str]:
    names = dict(enumerate(show.feed.seasons, 1))
    name = cut(line(names.get(episode.season or 0, "")), LONGEST_NAME)
    return {"name": name} if name else {}


def _images(picture: str, episode: Episode) -> tuple[Tag, ...]:
    if not picture:
        return ()
    alt = f"The cover of {_title(episode)}"
    return (
        Tag("itunes:image", attributes={"href": picture}),
        Tag("podcast:image", "", {"href": picture, "alt": alt, "aspect-ratio": "1/1"}),
    )


def _transcript(address: str, kind: str, language: str) -> Tag:
    """Every form of ours has times, which is what makes it captions (docs/tags/transcript.md)."""
    return Tag("podcast:transcript", "", {"url": address, "type": kind, "language": language, "rel": "captions"})


def _chapters_file(address: str) -> tuple[Tag, ...]:
    kind = {"url": address, "type": "application/json+chapters"}
    return (Tag("podcast:chapters", "", kind),) if address else ()


def _chapters(chapters: Sequence[Chapter]) -> tuple[Tag, ...]:
    """Podlove Simple Chapters 1.2, the only form that gPodder reads."""
    rows = (Tag("psc:chapter", "", {"start": clock(row.start), "title": line(row.title)}) for row in chapters)
    return (Tag("psc:chapters", "", {"version": "1.2"}, tuple(rows)),) if chapters else ()
