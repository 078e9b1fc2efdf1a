"""What is to be at the host, and in which order it goes there: what the public feed and pages need, nothing else."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from reviewcast import delivery, output
from reviewcast.hosts import File

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode


def pack(out: Path, book: Ledger, now: datetime) -> tuple[File, ...]:
    """The files below *out* that listeners are to have at *now*, in the order in which they are sent; the feed last.

    What belongs to a draft or to an episode of a date to come alone is not among them, nor the audio of one that
    was withdrawn; the page of the latter, which says so, is.
    """
    made = output.read_manifest(out).files
    hidden, shown = set[str](), set[str]()
    for episode in book.episodes.values():
        (shown if episode.is_public(now) else hidden).update(_files(episode, made))
        if episode.withdrawn and not episode.draft and episode.published <= now:
            shown.add(episode.page)
    paths = [path for path in made if path in shown or path not in hidden]
    root = out.resolve()
    files = (File(path, root, made[path], delivery.is_lasting(path), delivery.headers(path)) for path in paths)
    return tuple(sorted(files, key=lambda file: (_rank(file.key), file.key)))


def retired(book: Ledger, kept: Collection[str]) -> tuple[str, ...]:
    """The files that withdrawn episodes had, by their last record, and every audio before; none of those *kept*."""
    withdrawn = [episode for episode in book.episodes.values() if episode.withdrawn]
    audio = (entry["audio"] for episode in withdrawn for entry in episode.history)
    had = {*audio, *(path for episode in withdrawn for path in episode.files)}.difference(kept)
    return tuple(sorted(path for path in had if _is_ours(path)))


def _is_ours(path: str) -> bool:
    """Whether *path* is a name that a build gives; a record may have been edited, and this decides what is deleted."""
    return path.partition("/")[0] in output.CONTENT_NAMED and "\\" not in path and delivery.is_lasting(path)


def stages(files: Sequence[File]) -> Iterator[tuple[File, ...]]:
    """*files* in groups; nothing of a group may be sent before the one before it is there and verified."""
    for _, group in groupby(files, key=lambda file: _rank(file.key)):
        yield tuple(group)


def _files(episode: Episode, made: Mapping[str, int]) -> tuple[str, ...]:
    """Everything that was made for that episode."""
    return tuple(path for path in (*episode.files, episode.page) if path in made)


def _rank(key: str) -> int:
    """First what others name, last what names others."""
    if key == output.FEED:
        return 5
    if delivery.is_lasting(key):
        return 0
    if key.startswith("archive/"):
        return 4
    if not key.endswith(".html"):
        return 1
    return 2 if key.count("/") == 2 else 3
