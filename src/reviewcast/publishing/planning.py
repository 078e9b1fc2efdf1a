"""What publishing would do, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reviewcast import checks, hosts, ledger, output, presentation, web
from reviewcast.errors import UsageError
from reviewcast.model import Finding
from reviewcast.publishing import continuity, shipment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewcast.hosts import File, Held, Host, Standing
    from reviewcast.ledger import Ledger
    from reviewcast.model import Show
    from reviewcast.production import Studio
    from reviewcast.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done at a host."""

    to: str
    """The host, as the person named it."""
    files: tuple[File, ...] = ()
    """What is to be sent, in that order; the feed is not among them."""
    feed: File | None = None
    """The feed, where it is to be swapped."""
    version: str | None = None
    """Of the feed that was read at the host; None where there was none."""
    unchanged: int = 0
    """Files that are there already."""
    retired: tuple[str, ...] = ()
    """Names under which files that only withdrawn episodes had may still be there."""
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands against it: with one of these nothing is sent."""
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def size(self) -> int:
        """Bytes that are to be sent."""
        return sum(file.size for file in (*self.files, *([self.feed] if self.feed else ())))


def open_host(dest: str, studio: Studio) -> Host:
    """The host that *dest* names. Raises UsageError when it is none, or a folder that is the show's own."""
    folder = hosts.folder_of(dest) if not dest.startswith("-") else None
    if folder is not None:
        out, root = studio.out.resolve(), (studio.show.root or studio.out).resolve()
        own = (out, studio.ledger.resolve(), root / "reviews", root / "voices")
        if root.is_relative_to(folder) or any(_overlap(folder, place) for place in own):
            raise UsageError(f'"{dest}" is where the show itself is kept; publish to a folder of its own')
    return hosts.open_host(dest)


def plan(studio: Studio, host: Host, book: Ledger | None = None) -> Plan:
    """Look at the show and at *host*: what is to be sent, and every reason not to. Nothing is changed anywhere.

    *book* is the show's ledger, where it was read already. Raises HostError when the host cannot be read, ShowError
    when the ledger cannot.
    """
    book = book or ledger.read(studio.ledger)
    if (reason := _unready(studio, book)) is not None:
        return Plan(host.name, findings=(*_of_address(studio.show), reason))
    found = [*_of_address(studio.show), *limits(host)]
    checked = checks.check_folder(
        studio.out, show=studio.show, book=book, now=studio.now, cache=studio.cache, deep=True
    )
    found += (finding for finding in checked if finding.code != "local-address" or studio.show.base_url)  # else said
    *files, feed = shipment.pack(studio.out, book, studio.now)
    found += _leading_out([*files, feed])
    live = host.read(output.FEED)
    found += _of_feed(studio, [*files, feed], live, book, host.name)
    standing = host.survey(files)
    found += _in_the_way(files, standing, host, fresh=live is None and host.name not in book.released)
    send = tuple(file for file in files if standing[file.key] != "same")
    same = live is not None and live.data == feed.read()
    return Plan(
        host.name,
        send,
        None if same else feed,
        live.version if live else None,
        len(files) - len(send) + same,
        shipment.retired(book, {file.key for file in files}),
        tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.level)),  # "error" comes before "warning"
    )


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _of_address(show: Show) -> Iterator[Finding]:
    """Listeners must be able to reach what the feed names."""
    if not show.base_url:
        mend = 'set base_url = "https://..." in show.toml to where the files will be reached, and build'
        yield Finding("no-address", "error", "the show has no base_url, so its feed names this machine", mend=mend)
    elif urlsplit(show.base_url).scheme != "https" and not web.is_loopback(show.base_url):
        message = f"base_url is {show.base_url}, and apps and directories want https"
        mend = "set base_url to an address with https:// in show.toml, and build"
        yield Finding("insecure-address", "error", message, mend=mend)


def _unready(studio: Studio, book: Ledger) -> Finding | None:
    """The output folder must be what the ledger and the settings say now."""
    if not (studio.out / output.FEED).is_file():
        return Finding("not-built", "error", f"there is nothing to publish in {studio.out}", mend=_BUILD)
    if not presentation.is_current(studio, book):
        message = f"{studio.out} is not what the ledger and the settings say now"
        return Finding("not-built", "error", message, mend=_BUILD)
    return None


_BUILD = 'run "reviewcast build"'


def limits(host: Host) -> Iterator[Finding]:
    """What the host cannot promise."""
    for doubt in host.doubts:
        yield Finding("host-limits", "warning", doubt, host.name)


def _leading_out(files: Sequence[File]) -> Iterator[Finding]:
    """Nothing is read that lies elsewhere: a link in the folder may be a stranger's."""
    folders = {file.path.parent for file in files}
    safe = {folder for folder in folders if folder.resolve().is_relative_to(files[0].root)}
    for file in files:
        if file.path.parent not in safe or file.path.is_symlink():
            message = f"{file.key} is a link, or behind one, that may lead out of the output folder"
            yield Finding("leads-out", "error", message, file.key, "put the file itself there, and publish again")


def _of_feed(studio: Studio, files: Sequence[File], live: Held | None, book: Ledger, name: str) -> Iterator[Finding]:
    """Our feed against what is to be sent, and against the feed that listeners have."""
    try:
        ours = checks.whole_feed(studio.out, studio.show.address + output.FEED)
    except ValueError:
        return  # the checks have said so
    yield from _unsent(ours, studio.show.address, {file.key for file in files}, book.elsewhere)
    yield from continuity.compare(live, ours, book, name)


def _unsent(ours: Subscription, address: str, keys: set[str], elsewhere: frozenset[str]) -> Iterator[Finding]:
    """Everything that the feed names below the show's address is sent, but for what was imported and stays there."""
    named = sorted(_named(ours) - elsewhere)
    below = (unquote(url.removeprefix(address)) for url in named if url.startswith(address))
    for key in below:
        if key not in keys and f"{key}index.html" not in keys:
            message = f"the feed names {key}, which is not among the files that are published"
            yield Finding("not-sent", "error", message, output.FEED, _BUILD)


def _named(ours: Subscription) -> set[str]:
    """Every address of the feed that an app fetches or opens."""
    named = {ours.image, *(href for _, href, _ in ours.links)}
    for item in ours.items:
        named |= {item.link, item.image, item.chapters_url, *(transcript[0] for transcript in item.transcripts)}
        named |= {item.enclosure.url} if item.enclosure else set()
    return named


def _in_the_way(
    files: Sequence[File], standing: Mapping[str, Standing], host: Host, *, fresh: bool
) -> Iterator[Finding]:
    """What lies at the host under a name that ours must not take."""
    for file in files:
        if standing[file.key] != "other":
            continue
        if file.lasting:
            message = f"{file.key} is there already with other bytes, and a name like that never gets others"
            mend = "find out who put it there; delete it at the host, and publish again"
            yield Finding("other-bytes", "error", message, f"{host.name}: {file.key}", mend)
        elif fresh:
            message = f"{file.key} is there already, and this show was never published there"
            mend = "publish to a place of its own, or move that file away"
            yield Finding("taken", "error", message, f"{host.name}: {file.key}", mend)
