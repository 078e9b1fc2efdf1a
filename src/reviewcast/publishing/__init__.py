"""Publishing: from the output folder to where listeners are, the feed last, so that it never names what is not there.

Stopped anywhere, it leaves the old feed or the new one, whole, and every file that either names; run again, it
goes on from there, and when all is there it sends nothing. Nothing is deleted but what withdrawn episodes had,
when that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from reviewcast import ledger, output, storage, web
from reviewcast.errors import HostError
from reviewcast.hosts.host import expect
from reviewcast.ledger import Release
from reviewcast.model import Finding
from reviewcast.publishing import outlook, shipment
from reviewcast.publishing.planning import Plan, limits, open_host, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewcast.hosts import File, Host
    from reviewcast.ledger import Ledger
    from reviewcast.production import Studio

__all__ = ["Outcome", "Plan", "open_host", "plan", "publish"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of publishing."""

    plan: Plan
    feed: Literal["swapped", "same", "kept"]
    """``kept`` when the old one was left, because of an error among the findings."""
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Why the feed was not swapped."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def publish(
    studio: Studio,
    host: Host,
    *,
    look: bool = True,
    removed: Callable[[str], None] | None = None,
    planned: Callable[[Plan], None] = lambda _: None,
    sent: Callable[[File], None] = lambda _: None,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Bring *host* to what the output folder holds: audio and pages first, each verified, then the feed.

    *planned* is told what will be done before it is, *sent* of each file that is there, *waiting* when a build or
    another publisher of this machine must end first. With *look* the show's own address is asked whether it serves
    what was sent, before the feed names it. With an error among the findings the old feed stays. With *removed*
    what only withdrawn episodes had is deleted at the host, after the feed, and it is called with each name.

    Raises HostError when the host fails, ChangedError when somebody else changed the feed in the meantime,
    StorageError when the disk does.
    """
    with storage.exclusive(studio.ledger, waiting=waiting), storage.exclusive(studio.out, waiting=waiting):
        book = ledger.read(studio.ledger)
        made = plan(studio, host, book)
        planned(made)
        if made.errors:
            return Outcome(made, "kept", made.findings)
        with host.hold(waiting):
            outcome = _carry_out(made, studio, book, host, sent, look=look)
            if removed is not None and outcome.feed != "kept":
                for key in host.remove(made.retired):
                    removed(key)
            return outcome


def _carry_out(
    made: Plan, studio: Studio, book: Ledger, host: Host, sent: Callable[[File], None], *, look: bool
) -> Outcome:
    address, found = studio.show.address, list(made.findings)
    if made.files and host.name not in book.released:
        begun = Release(address, studio.now.isoformat(), "", {})  # what lies there is ours from now on
        book = _note(book, studio, begun, host)
    for stage in shipment.stages(made.files):
        if not stage[0].lasting:  # from here on it takes the place of what others may have put there meanwhile
            expect(host, output.FEED, made.version)
        host.send(stage, sent)
        host.verify(stage)
    found += (limit for limit in limits(host) if limit not in found)
    if look:
        found += outlook.look(address, made.files)
    if any(finding.level == "error" for finding in found):
        return Outcome(made, "kept", tuple(found))
    if made.feed:
        _swap(host, made.feed, made.version)
        sent(made.feed)
    found += _announce(studio, host, book, look=look)
    return Outcome(made, "swapped" if made.feed else "same", tuple(found))


def _swap(host: Host, feed: File, version: str | None) -> None:
    host.swap(feed, version)
    held = host.read(feed.key)
    if held is None or held.data != feed.read():
        raise HostError(f"the feed at {host.name} is not what was sent; look at it there, then run again")


def _announce(studio: Studio, host: Host, book: Ledger, *, look: bool) -> Iterator[Finding]:
    """Tell the ledger and the hub what listeners have now; what was told before is not told again."""
    address = studio.show.address + output.FEED
    data = (studio.out / output.FEED).read_bytes()
    public = (episode for episode in book.episodes.values() if episode.is_public(studio.now))
    items = {episode.guid: episode.audio for episode in sorted(public, key=lambda episode: episode.slug)}
    release = Release(studio.show.address, studio.now.isoformat(), sha256(data).hexdigest(), items)
    before = book.released.get(host.name)
    if before is not None and replace(before, date=release.date) == release and address in book.addresses:
        return
    if address not in book.addresses:
        book = replace(book, addresses=(*book.addresses, address))
    _note(book, studio, release, host)
    if look and (old := outlook.shows(address, data)):
        yield old
    if hub := studio.show.feed.hub:
        yield from _ping(hub, address)


def _note(book: Ledger, studio: Studio, release: Release, host: Host) -> Ledger:
    book = replace(book, released={**book.released, host.name: release})
    ledger.save_show(studio.ledger, book)
    return book


def _ping(hub: str, address: str) -> Iterator[Finding]:
    """Tell a WebSub hub that the feed has changed (PubSubHubbub 0.4, 7.1, which hubs still go by)."""
    try:
        answer = web.post(hub, {"hub.mode": "publish", "hub.url": address})
        reason = "" if answer.ok else f"it answers {answer.status}"
    except HostError as error:
        reason = str(error)
    if reason:
        mend = "apps will find the new feed by themselves, only later"
        yield Finding("hub-silent", "warning", f"the hub {hub} was not told: {reason}", hub, mend)
