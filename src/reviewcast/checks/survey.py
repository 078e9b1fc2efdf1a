"""What the rules look at: a feed as an app reads it, its archive, the ledger, and the files that it names."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from reviewcast import subscription
from reviewcast.checks import captions, marks
from reviewcast.checks.imagery import Picture, examine
from reviewcast.checks.listening import Sound
from reviewcast.notation import cut, line, url
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from reviewcast.checks.captions import Timed
    from reviewcast.checks.marks import Marks
    from reviewcast.checks.places import Place
    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Show
    from reviewcast.subscription import Item, Subscription

_TITLE = 60
_DIGEST = re.compile(r"-([0-9a-f]{8})\.[a-z0-9]+$")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the feed or of a page of its archive, and the episode of the ledger that it is."""

    item: Item
    where: str
    page: str
    """The document that it stands in."""
    recent: bool
    """Whether it stands in the feed itself, which is what apps read."""
    episode: Episode | None = None

    @property
    def audio(self) -> str:
        """The address of its enclosure; empty where it has none."""
        return self.item.enclosure.url if self.item.enclosure else ""

    @property
    def is_made_here(self) -> bool:
        """Whether the ledger knows it as an episode that was built."""
        return self.episode is not None and self.episode.receipt is not None

    @property
    def is_imported(self) -> bool:
        """Whether the ledger knows it as one that was made elsewhere: it stays as its author left it."""
        return self.episode is not None and self.episode.receipt is None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as it was read."""

    entry: Entry
    name: str
    kind: str
    """Its media type, in lower case."""
    cues: tuple[Timed, ...]
    damage: str
    """Why it cannot be read; empty where it can."""


@dataclass(frozen=True)
class Survey:
    """A show as it is about to be published, or as it is."""

    address: str
    """Of the feed: where it is, or will be."""
    size: int
    """Bytes of the feed."""
    feed: Subscription
    archive: tuple[tuple[str, Subscription], ...]
    """(name, page) pairs."""
    place: Place
    show: Show | None
    book: Ledger | None
    now: datetime
    opens: bool = True
    """Whether transcripts are read; a quick check of what was just written only sees that they are there."""
    lost_page: str = ""
    """The page of the archive that is named and cannot be read; empty where all are there."""
    sounds: Mapping[str, Sound | str] = field(default_factory=dict)
    """What was heard, by address: what the audio is, or why it is none; empty for a quick check."""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every item: those of the feed first, then of the archive what is not in the feed too."""
        entries = [_entry(item, FEED, recent=True) for item in self.feed.items]
        present = {entry.item.guid for entry in entries}
        for name, page in self.archive:
            entries += [_entry(item, name, recent=False) for item in page.items if item.guid not in present]
        if self.book is None:
            return tuple(entries)
        known = _Known(self.book)
        return tuple(replace(entry, episode=known.find(entry.item)) for entry in entries)

    @cached_property
    def chapters(self) -> tuple[tuple[Entry, dict[str, Marks]], ...]:
        """Of every item the chapters in each form at hand, first the one that the others are measured by."""
        return tuple((entry, self._forms(entry)) for entry in self.seen)

    @cached_property
    def transcripts(self) -> tuple[Transcript, ...]:
        """Every transcript of the feed that is there, read; none in a quick check."""
        if not self.opens:
            return ()
        return tuple(
            self._transcript(entry, address, kind)
            for entry in self.recent
            for address, kind in entry.item.transcripts
            if self.place.owns(address) and not self.place.look(address).trouble
        )

    @cached_property
    def recent(self) -> tuple[Entry, ...]:
        """The items of the feed itself."""
        return tuple(entry for entry in self.entries if entry.recent)

    @cached_property
    def seen(self) -> tuple[Entry, ...]:
        """The items whose files are looked at: in a folder all, of a server not those of the archive."""
        return self.entries if self.place.is_local else self.recent

    @cached_property
    def pictures(self) -> dict[str, Picture | str]:
        """Every cover that is there, by its address: what it is, or why it is none."""
        images = dict.fromkeys(self.own([self.feed.image, *(entry.item.image for entry in self.seen)]))
        return {address: self._picture(address) for address in images if not self.place.look(address).trouble}

    @cached_property
    def told(self) -> frozenset[str]:
        """The slugs of the episodes that some item is."""
        return frozenset(entry.episode.slug for entry in self.entries if entry.episode)

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """The addresses of imported files, which are where they were, and as they were."""
        return self.book.elsewhere if self.book else frozenset()

    @cached_property
    def shared(self) -> frozenset[str]:
        """The audio of more than one item."""
        owners = Counter(entry.audio for entry in self.entries)
        return frozenset(address for address, count in owners.items() if count > 1)

    def is_foreign(self, entry: Entry) -> bool:
        """Whether the file there is not the one that the feed tells of, or another's: what it is, is no news of it."""
        size = self.place.look(entry.audio).size
        lengthy = entry.item.enclosure is None or size is None or entry.item.enclosure.length == str(size)
        return not lengthy or entry.audio in self.shared

    def sound(self, entry: Entry) -> Sound | None:
        """What was heard of it; None where nobody listened, where it does not play, or where it is not its file."""
        heard = self.sounds.get(entry.audio)
        known = isinstance(heard, Sound) and not self.is_foreign(entry) and not self.is_replaced(entry, heard)
        return heard if isinstance(heard, Sound) and known else None

    def is_replaced(self, entry: Entry, heard: Sound) -> bool:
        """Whether the file has other content than the digest in its name says, in a name that we gave."""
        said = _DIGEST.search(entry.audio)
        return entry.is_made_here and said is not None and not heard.digest.startswith(said[1])

    def seconds(self, entry: Entry) -> float:
        """How long it is: as measured, else by the ledger, else by the feed; 0 where nobody knows."""
        if sound := self.sound(entry):
            return sound.seconds
        return entry.episode.seconds if entry.episode else subscription.seconds(entry.item.duration) or 0.0

    def _forms(self, entry: Entry) -> dict[str, Marks]:
        forms: dict[str, Marks] = {}
        sound = self.sound(entry)
        ours = entry.is_made_here
        if entry.episode and ours:
            forms["the ledger"] = marks.recorded(entry.episode)
        for address in self.own([entry.item.chapters_url]):
            with suppress(ValueError):
                forms["the JSON file"] = marks.listed(self.place.read(address) or b"")
        if entry.item.psc or ours:
            forms["the feed"] = marks.podlove(entry.item.psc)
        if sound and not sound.damage and (ours or sound.chapters):
            forms["the audio file"] = marks.tagged(sound.chapters)
        return forms

    def _picture(self, address: str) -> Picture | str:
        data = self.place.read(address) or b""
        try:
            picture = examine(data)
        except ValueError as error:
            return str(error)
        begun = len(data) < (self.place.look(address).size or 0)  # so large a file that its end was not read
        return replace(picture, whole=picture.whole or begun)

    def _transcript(self, entry: Entry, address: str, written: str) -> Transcript:
        kind = written.partition(";")[0].strip().lower()
        try:
            cues, damage = captions.read(self.place.read(address) or b"", kind), ""
        except ValueError as error:
            cues, damage = (), str(error)
        return Transcript(entry, self.place.name(address), kind, cues, damage)

    def own(self, addresses: Sequence[str]) -> Iterator[str]:
        """Those of *addresses* whose files are to be looked at here."""
        return (address for address in addresses if address and self.place.owns(address))


def _entry(item: Item, page: str, *, recent: bool) -> Entry:
    name = cut(line(item.title), _TITLE) or item.guid or "an item without a title"
    return Entry(item, f'{page} "{name}"', page, recent)


def is_audio_of(entry: Entry, episode: Episode) -> bool:
    """Whether the enclosure of *entry* is the audio that the ledger has."""
    said, known = _plain(entry.audio), _plain(episode.audio)
    return said == known or said.endswith(f"/{known}")


def _plain(address: str) -> str:
    """An address, or a path, without what is encoded in it: a feed and a ledger may write one in two ways."""
    return unquote(url(address))


class _Known:
    """The episodes of a ledger by all that an item may be known by."""

    def __init__(self, book: Ledger) -> None:
        episodes = book.episodes.values()
        self.by_guid = {episode.guid: episode for episode in episodes}
        self.by_audio = {_plain(episode.audio): episode for episode in episodes if episode.audio}
        self.by_page = {episode.page: episode for episode in episodes}

    def find(self, item: Item) -> Episode | None:
        """What most of guid, audio and page say, the guid before the others: one of them may be wrong."""
        audio = _plain(item.enclosure.url) if item.enclosure else ""
        below = "/".join(audio.split("/")[-2:])
        page = "/".join(unquote(item.link).split("/")[-3:])
        named = (
            self.by_guid.get(item.guid),
            self.by_audio.get(below) or self.by_audio.get(audio),
            self.by_page.get(page),
        )
        found = {id(episode): episode for episode in named if episode}
        votes = Counter(id(episode) for episode in named if episode)
        return found[votes.most_common(1)[0][0]] if votes else None
