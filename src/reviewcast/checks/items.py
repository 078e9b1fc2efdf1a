"""Rules about each episode: its identity, its file, its date, its words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reviewcast import subscription, web
from reviewcast.checks.places import is_fetchable
from reviewcast.notation import line
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.checks.survey import Entry, Survey

TYPES = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/mp4", "audio/x-m4a", "audio/aac"),
    ".ogg": ("audio/ogg",),
    ".opus": ("audio/ogg", "audio/opus"),
    ".mp4": ("video/mp4",),
    ".m4v": ("video/x-m4v", "video/mp4"),
    ".mov": ("video/quicktime",),
    ".pdf": ("application/pdf",),
}
"""What the ending of an enclosure's name may be, and its media types."""

MOST_DESCRIPTION = 4_000
"""Bytes (PSP-1; Apple cuts what is longer)."""
_SECOND = 1.0
_NUMBERED = re.compile(r"\b(episode|ep\.?)\s*#?\d+|^#\d+", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


# --- identity ---------------------------------------------------------------------------------------------


def guid(survey: Survey) -> Iterator[tuple[str, str]]:
    """A guid, and the one that listeners' apps remember."""
    repeated = {(name, said) for name, said, _ in _repeated(survey)}
    for entry in survey.entries:
        said, known = entry.item.guid, entry.episode
        if (entry.page, said) in repeated:
            continue  # told by `guid_twice`
        if not said:
            yield entry.where, "it has no guid, so an app may take it for a new episode each time"
        elif known and said != known.guid:
            yield entry.where, f'its guid is "{said}" and the ledger has "{known.guid}": listeners would get it twice'


def guid_twice(survey: Survey) -> Iterator[tuple[str, str]]:
    """No guid of two episodes, in one document or in the ledger."""
    for name, said, count in _repeated(survey):
        yield name, f'{count} items have the guid "{said}", and apps show one of them'
    if survey.book:
        owners: dict[str, str] = {}
        for episode in survey.book.episodes.values():
            other = owners.setdefault(episode.guid, episode.slug)
            if other != episode.slug:
                yield f"ledger/{episode.slug}.json", f"it has the guid of ledger/{other}.json"


def _repeated(survey: Survey) -> Iterator[tuple[str, str, int]]:
    """(document, guid, count) of guids that stand in a document more than once."""
    for name, page in ((FEED, survey.feed), *survey.archive):
        counted = Counter(item.guid for item in page.items if item.guid)
        yield from ((name, said, count) for said, count in counted.items() if count > 1)


# --- the file ---------------------------------------------------------------------------------------------


def enclosure(survey: Survey) -> Iterator[tuple[str, str]]:
    """One file an episode."""
    for entry in survey.entries:
        if entry.item.enclosures != 1 or not entry.audio:
            count = entry.item.enclosures if entry.audio else 0
            yield entry.where, f"it has {count} enclosures where an episode has one" if count else "it has no audio"


def enclosure_twice(survey: Survey) -> Iterator[tuple[str, str]]:
    """No file of two episodes."""
    owners: dict[str, Entry] = {}
    for entry in survey.entries:
        other = owners.setdefault(entry.audio, entry)
        if entry.audio and other is not entry and other.item.guid != entry.item.guid:
            yield entry.where, f"its audio is that of {other.where}, and Apple shows one of the two"


def https(survey: Survey) -> Iterator[tuple[str, str]]:
    """Addresses that nobody on the way can read or change."""
    feed = survey.feed
    named = [(f"{FEED} channel", address) for address in (feed.self_link, feed.link, feed.image)]
    for entry in survey.entries:
        item = entry.item
        addresses = (entry.audio, item.link, item.image, item.chapters_url, *(url for url, _ in item.transcripts))
        named += [(entry.where, address) for address in addresses if address not in survey.elsewhere]
    told = set()
    for where, address in named:
        if where not in told and (why := _openness(address)):
            told.add(where)
            yield where, f"{address} {why}"


def address(survey: Survey) -> Iterator[tuple[str, str]]:
    """Addresses in ASCII, percent-encoded, that lead to a server."""
    for entry in survey.entries:
        for named in (entry.audio, entry.item.chapters_url, *(url for url, _ in entry.item.transcripts)):
            if named and not is_fetchable(named):
                yield entry.where, f'"{named}" is no address that every app can fetch'


def audio_type(survey: Survey) -> Iterator[tuple[str, str]]:
    """The ending of the name and the media type agree."""
    for entry in survey.entries:
        if entry.audio not in survey.elsewhere and (why := _mistyping(entry)):
            yield entry.where, f"its audio {why}"


def audio_imported(survey: Survey) -> Iterator[tuple[str, str]]:
    """Audio that was taken over as it is, be it called what it may, which no build can mend."""
    for entry in survey.entries:
        if entry.audio in survey.elsewhere and (why := _openness(entry.audio) or _mistyping(entry)):
            yield entry.where, f"its audio, which is where it was imported from, {why}"


def audio_missing(survey: Survey) -> Iterator[tuple[str, str]]:
    """The file is there."""
    for entry in survey.seen:
        for named in survey.own([entry.audio]):
            if trouble := survey.place.look(named).trouble:
                yield survey.place.name(named), f"{entry.where} names this file, which {trouble}"


def length(survey: Survey) -> Iterator[tuple[str, str]]:
    """The file is as long as the feed says."""
    for entry in survey.seen:
        if entry.item.enclosure is None:
            continue
        said = entry.item.enclosure.length
        for named in survey.own([entry.audio]):
            size = survey.place.look(named).size
            if size is not None and said != str(size):
                yield survey.place.name(named), f"the feed says {said or 'nothing'} bytes and the file has {size}"


# --- the date ---------------------------------------------------------------------------------------------


def date(survey: Survey) -> Iterator[tuple[str, str]]:
    """A date with a zone."""
    for entry in survey.entries:
        if entry.item.date is None:
            said = entry.item.published
            yield entry.where, f'its date "{said}" is not one of RFC 2822 with a zone' if said else "it has no date"


def future(survey: Survey) -> Iterator[tuple[str, str]]:
    """Nothing that is still to come."""
    for entry in survey.entries:
        if entry.item.date and entry.item.date > survey.now + timedelta(minutes=1):
            yield entry.where, f"it is dated {entry.item.date.isoformat()}, which is still to come: most apps hide it"


def date_moved(survey: Survey) -> Iterator[tuple[str, str]]:
    """The date that the ledger keeps."""
    for entry in survey.entries:
        known, said = entry.episode, entry.item.date
        if known and said and abs(said - known.published) > timedelta(seconds=1) and said <= survey.now:
            yield entry.where, f"it is dated {said.isoformat()} and the ledger has {known.published.isoformat()}"


def duration(survey: Survey) -> Iterator[tuple[str, str]]:
    """As long as it plays: as measured, else as the ledger has it."""
    for entry in survey.entries:
        said, true = subscription.seconds(entry.item.duration), survey.seconds(entry)
        if said is None:
            told = entry.item.duration
            yield entry.where, f'its duration is "{told}", which is no time' if told else "it has no duration"
        elif true and abs(said - true) > _SECOND:
            yield entry.where, f"its duration is {said:.0f} seconds, and it plays for {true:.1f}"


# --- the words --------------------------------------------------------------------------------------------


def page_missing(survey: Survey) -> Iterator[tuple[str, str]]:
    """The page that an episode, or the show, links to is there."""
    pages = [(f"{FEED} channel", survey.feed.link)]
    pages += [(entry.where, entry.item.link) for entry in survey.seen]
    for where, link in pages:
        for named in survey.own([link]):
            if trouble := survey.place.look(named).trouble:
                yield survey.place.name(named), f"{where} links to this page, which {trouble}"


def numbered_title(survey: Survey) -> Iterator[tuple[str, str]]:
    """A title that does not say what itunes:episode says."""
    for entry in survey.recent:
        if found := _NUMBERED.search(entry.item.title):
            yield entry.where, f'its title has "{found[0]}" in it, which apps add by themselves'


def description(survey: Survey) -> Iterator[tuple[str, str]]:
    """Descriptions that Apple does not cut."""
    rows = [(f"{FEED} channel", survey.feed.description)]
    rows += [(entry.where, entry.item.description) for entry in survey.recent]
    for where, said in rows:
        if (size := len(said.encode("utf-8", "replace"))) > MOST_DESCRIPTION:
            yield where, f"the description has {size:,} bytes, and Apple shows {MOST_DESCRIPTION:,}"


def same_notes(survey: Survey) -> Iterator[tuple[str, str]]:
    """Notes of its own for each episode."""
    for entry, before in zip(survey.recent, survey.recent[1:], strict=False):
        said, earlier = _first(entry.item.description), _first(before.item.description)
        if said and said == earlier:
            yield entry.where, f"its description begins as that of {before.where}"


def disclosure(survey: Survey) -> Iterator[tuple[str, str]]:
    """The listener is told that a machine speaks."""
    for entry in survey.recent:
        known = entry.episode
        if known and known.receipt and not any(cue.role == "disclosure" for cue in known.text):
            yield entry.where, "nothing in it says that the voice is synthetic, which Apple asks for in the audio too"


def _openness(address: str) -> str:
    """What is to be said of an address that others on the way can read."""
    is_open = address.startswith("http://") and not web.is_loopback(address)
    return "is not encrypted; the namespace and Apple ask for https://" if is_open else ""


def _mistyping(entry: Entry) -> str:
    """How the name of its audio and its media type disagree."""
    said = entry.item.enclosure.type if entry.item.enclosure else ""
    suffix = _suffix(entry.audio)
    if not entry.audio or said.partition(";")[0].strip().lower() in TYPES.get(suffix, ()):
        return ""
    return f'is named "{suffix or "without an ending"}" and typed "{said}"'


def _first(notes: str) -> str:
    """The first paragraph, which is what an app shows of notes."""
    return line(_TAGS.sub(" ", notes.partition("</p>")[0]))


def _suffix(named: str) -> str:
    try:
        name = urlsplit(named).path.rpartition("/")[2]
    except ValueError:
        return ""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""
