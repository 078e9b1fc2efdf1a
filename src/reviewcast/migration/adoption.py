"""Taking over a show: its feed is read, and what its listeners' apps know it by goes into the ledger."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from reviewcast import callsheet, document, ledger, scaffold, storage
from reviewcast import show as shows
from reviewcast.document.slugs import make_slug
from reviewcast.errors import ReviewcastError, ShowError
from reviewcast.ledger import Release
from reviewcast.migration import channel as channels
from reviewcast.migration import hosted, sources
from reviewcast.migration.items import Desk
from reviewcast.model import Finding
from reviewcast.notation import line, url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from reviewcast.ledger import Ledger
    from reviewcast.migration.sources import Source
    from reviewcast.model import Episode, Show

COVER = "cover.jpg"


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an import took over, or would."""

    title: str
    address: str
    """Where listeners find the feed so far; empty when it does not say."""
    items: int
    """How many the feed has."""
    book: Ledger
    """The ledger with the show's identity, and without the new episodes."""
    taken: tuple[Episode, ...]
    """New in the ledger, in the order of the feed."""
    kept: tuple[Episode, ...]
    """In the ledger already, and left as they were."""
    findings: tuple[Finding, ...]
    settings: Mapping[str, Any] | None = None
    """The keys of the show.toml that is to be written; None where there is one."""
    differences: tuple[tuple[str, Any, Any], ...] = ()
    """(key, in the feed, in show.toml) where show.toml was there and says something else."""
    picture: bytes = field(default=b"", repr=False)
    """The cover that is to be written."""
    written: tuple[Path, ...] = ()
    """Files other than the ledger's; none in a dry run."""


def adopt(
    where: str,
    folder: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    waiting: Callable[[], None] = lambda: None,
    stage: Callable[[str], None] = lambda _: None,
) -> Adoption:
    """Take the show whose feed is at *where*, an address or a file, into the ledger of the show in *folder*.

    The show's guid, the feed's address and an episode for each item go into the ledger; where there is no show.toml,
    one is written from the channel, with the cover where it was read from an address. Nothing that is there is
    overwritten, and running it again changes nothing. With *dry_run* nothing is written at all. *waiting* is called
    when a build holds the ledger, *stage* with a few words when something that takes its time begins.

    Raises UsageError and HostError as :func:`sources.fetch` does, and ShowError when the show in *folder* is known
    to listeners by another guid than the feed's.
    """
    stage("reading the feed")
    source = sources.fetch(where)
    place = folder / "ledger"
    with nullcontext() if dry_run else storage.exclusive(place, waiting=waiting):
        here = shows.load(folder) if (folder / shows.FILE).exists() else None
        adoption = _Move(source, folder, ledger.read(place), here, now).plan(stage)
        if dry_run:
            return adoption
        stage("writing the ledger")
        ledger.save_show(place, adoption.book)  # first: a record without it would make another guid
        for episode in adoption.taken:
            ledger.save(place, episode)
        return replace(adoption, written=_furnish(folder, adoption))


def _furnish(folder: Path, adoption: Adoption) -> tuple[Path, ...]:
    """Write the cover, then the other files of a new show, show.toml last."""
    if adoption.settings is None:
        return ()
    pictures = (folder / COVER,) if adoption.picture else ()
    for path in pictures:
        storage.write(path, adoption.picture)
    return (*pictures, *scaffold.furnish(folder, adoption.settings))


@dataclass(frozen=True, slots=True)
class _Move:
    """A feed on its way into a folder; nothing here writes."""

    source: Source
    folder: Path
    book: Ledger
    here: Show | None
    """The show in the folder, where there is one."""
    now: datetime

    def plan(self, stage: Callable[[str], None]) -> Adoption:
        source, book = self.source, self._identified()
        given, left_out = channels.settings_of(source.channel, self.folder)
        desk = self._desk(given)
        taken = tuple(filter(None, map(desk.take, source.items)))
        if source.is_online:
            stage("asking for lengths")
            taken = hosted.measured(taken)
        picture, refused = self._picture()
        if self.here is None and (picture or (self.folder / COVER).is_file()):
            given["cover"] = COVER
        return Adoption(
            title=given["title"],
            address=source.address,
            items=len(source.items),
            book=self._released(book, desk),
            taken=taken,
            kept=tuple(episode for episode in book.episodes.values() if episode.guid in desk.audio),
            findings=(*_remarks(source), *left_out, *refused, *desk.findings, *hosted.unmeasured(taken)),
            settings=None if self.here else given,
            differences=channels.differences(given, self.here) if self.here else (),
            picture=picture,
        )

    def _identified(self) -> Ledger:
        """The ledger with the guid and the address that listeners know the show by."""
        book, here, address = self.book, self.here, self.source.address
        said = self.source.channel.guid.lower()
        said = said if ledger.UUID.fullmatch(said) else ""
        if said and book.show_guid and said != book.show_guid.lower():
            raise ShowError(
                f"this show's guid is {book.show_guid}, and the feed's is {said}: they are two shows; import into a"
                ' folder of its own with --show DIR, or, if this one was never published, delete "guid" here',
                path=str(self.folder / "ledger" / ledger.SHOW_FILE),
            )
        title = here.title if here else line(self.source.channel.title)
        made = ledger.podcast_guid(address) if address else ledger.show_guid(here.base_url if here else "", title)
        known = () if not address or address in book.addresses else (address,)
        return replace(book, show_guid=book.show_guid or said or made, addresses=(*known, *book.addresses))

    def _desk(self, given: Mapping[str, Any]) -> Desk:
        return Desk(
            self.source.channel,
            self.source.items,
            known={episode.guid: slug for slug, episode in self.book.episodes.items()},
            reviews=dict(self._reviews()),
            language=self.here.language if self.here else given.get("language", "en"),
            author=self.here.author if self.here else given.get("author", ""),
            origin=f"imported from {self.source.address or 'a file'}",
            now=self.now,
        )

    def _reviews(self) -> Iterator[tuple[str, str]]:
        """What the title, and what the slug, of each review becomes as a slug -> the review's slug."""
        skip = self.here.skip if self.here else ()
        for path in sorted((self.folder / "reviews").glob("[!.]*")):
            if path.suffix.lower() not in callsheet.SUFFIXES:
                continue
            try:
                review = document.parse(storage.read(path, "the review"), str(path), skip=skip)
            except ReviewcastError:
                continue  # its build will say what is wrong with it
            yield make_slug(review.title), review.slug
            yield review.slug, review.slug

    def _picture(self) -> tuple[bytes, tuple[Finding, ...]]:
        is_there = self.here is not None or (self.folder / COVER).exists()
        return (b"", ()) if is_there else hosted.picture(self.source)

    def _released(self, book: Ledger, desk: Desk) -> Ledger:
        """*book* with what the old feed gave to listeners: an episode of it with other audio is a correction.

        What lies below the show's own address is named as a build names it: then the feed is one of ours, come back.
        """
        place, feed = self.source.address or "imported", hashlib.sha256(self.source.data).hexdigest()
        own = url(self.here.address) if self.here and self.here.base_url else "-"
        items = {guid: audio.removeprefix(own) for guid, audio in desk.audio.items() if guid not in desk.waiting}
        known = book.released.get(place)
        if known is not None and known.feed == feed and known.items == items:
            return book
        date = self.now.replace(microsecond=0).isoformat()
        release = Release(urljoin(self.source.address, "."), date, feed, items)
        return replace(book, released={**book.released, place: release})


def _remarks(source: Source) -> Iterator[Finding]:
    """What is to be said of the feed as a whole."""
    channel = source.channel
    if not source.address:
        told = "the feed does not say where it is, so the new one cannot say that it has moved"
        yield _remark("no-address", told, "import it by its address, where that still answers")
    if source.unread:
        told = f"older episodes are in {source.unread}, which a file's import does not read"
        yield _remark("unread-page", told, "import the feed by its address")
    if channel.new_feed_url and channel.new_feed_url != source.address:
        yield _remark("moved-already", f"the feed says that it has moved to {channel.new_feed_url}", "import that one")
    if channel.guid and not ledger.UUID.fullmatch(channel.guid):
        yield _remark("show-guid", "its podcast:guid is no UUID, and another one is made")


def _remark(code: str, told: str, mend: str = "") -> Finding:
    return Finding(code, "warning", told, "the channel", mend)
