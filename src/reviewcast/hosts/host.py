"""What every place to publish to can do, and the values that go there and come back."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, Protocol

from reviewcast import storage
from reviewcast.errors import HostError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

Standing = Literal["absent", "same", "other"]
"""How a file of ours stands at a host: not there, there as it is here, or there with other bytes."""

MOST_FEED = 64_000_000
"""Bytes of a feed that is read back."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be at the host."""

    key: str
    """Its path there, with forward slashes: the same as below *root*."""
    root: Path
    """OUT, absolute; the same for all files that are sent together."""
    size: int
    """Bytes."""
    lasting: bool
    """Whether its name has a digest of its content in it: it is never to be overwritten, and its length is proof."""
    headers: Mapping[str, str]
    """How it is to be served, where the host keeps that."""

    @property
    def path(self) -> Path:
        """Where it lies here."""
        return self.root / self.key

    def read(self, most: int = -1) -> bytes:
        """Its bytes, or the first *most*. Raises StorageError when it is no longer as long as was planned, or gone."""
        try:
            with self.path.open("rb") as file:
                self._expect(os.fstat(file.fileno()).st_size)
                return file.read(most)
        except OSError as error:
            raise storage.refusal(error, self.path) from error

    def check(self) -> None:
        """Raise StorageError when it is no longer as long as was planned, or gone."""
        self.read(0)

    def _expect(self, size: int) -> None:
        if size != self.size:
            raise StorageError('it changed while it was being published; run "reviewcast build"', path=str(self.path))


@dataclass(frozen=True, slots=True)
class Held:
    """A file as a host holds it."""

    data: bytes
    version: str
    """Another one whenever the bytes are others."""


def held(data: bytes, where: str) -> Held:
    """*data* as it is *where* it is, with its digest for a version. Raises HostError when it is beyond MOST_FEED."""
    if len(data) > MOST_FEED:
        raise HostError(f"{where} is far too large to be a feed; move it away")
    return Held(data, sha256(data).hexdigest())


class ChangedError(HostError):
    """The file is no longer the one that was read."""

    def __init__(self, key: str) -> None:
        super().__init__(f"somebody else changed {key} at the host in the meantime; it was left so, look and run again")


class Host(Protocol):
    """A place that files are published to. Every method raises HostError, in one sentence, for what goes wrong there.

    No method leaves a file half written where it could be read.
    """

    name: str
    """As the person named it."""
    doubts: tuple[str, ...]
    """What this host cannot promise, one sentence each, as far as is known yet."""

    def hold(self, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Keep other publishers of this machine away, where the host can; *waiting* is called before it waits."""

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        """How each of *files* stands there, by key: by length for one that is lasting, else by content."""

    def read(self, key: str) -> Held | None:
        """What is there under *key*, at most MOST_FEED bytes; None where nothing is."""

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        """Put *files* there in any order, calling *sent* for each in this thread; one that is lasting and there
        already is never overwritten.
        """

    def verify(self, files: Sequence[File]) -> None:
        """Raise HostError unless each is there as it is here, and as well as the host can tell is served so."""

    def swap(self, file: File, version: str | None) -> None:
        """Put *file* in place of what was read as *version* (None: of nothing). Raises ChangedError when another
        one is there by now.
        """

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """Delete what is there under *keys*; gives those under which something was."""


class Unguarded:
    """What hosts have in common at which nothing can be held."""

    def hold(self, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """See :meth:`Host.hold`: nobody is waited for, and nobody kept away."""
        del waiting
        return nullcontext()


def expect(host: Host, key: str, version: str | None) -> None:
    """Raise ChangedError unless *host* still has what was read there as *version*; afterwards nothing guards it."""
    there = host.read(key)
    if (there.version if there else None) != version:
        raise ChangedError(key)
