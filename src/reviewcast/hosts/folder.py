"""A folder of this machine that a web server serves, or that something else takes to the web."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reviewcast import storage
from reviewcast.errors import HostError
from reviewcast.hosts.host import MOST_FEED, expect, held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewcast.hosts.host import File, Held, Standing


class Folder:
    """A folder; it need not be there yet."""

    doubts: tuple[str, ...] = ()

    def __init__(self, name: str, root: Path) -> None:
        self.name, self.root = name, root

    @contextmanager
    def hold(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Hold the folder's lock."""
        with storage.exclusive(self.root, waiting=waiting):
            yield

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        """See :meth:`Host.survey`."""
        return {file.key: self._standing(file) for file in files}

    def read(self, key: str) -> Held | None:
        """See :meth:`Host.read`."""
        path = self.root / key
        try:
            with path.open("rb") as file:
                data = file.read(MOST_FEED + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise storage.refusal(error, path) from error
        return held(data, str(path))

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        """See :meth:`Host.send`; what a killed run left half written in their folders goes first."""
        for folder in {(self.root / file.key).parent for file in files}:
            storage.sweep(folder, deep=False)
        for file in files:
            if file.lasting and self._standing(file) != "absent":
                continue  # somebody else put it there; verify says whether it is the same
            storage.write(self.root / file.key, file.read())
            sent(file)

    def verify(self, files: Sequence[File]) -> None:
        """See :meth:`Host.verify`: every byte is read again."""
        for file in files:
            if self._bytes(file) != file.read():
                raise HostError(f"{self.root / file.key} is not what was written; look after the disk, then run again")

    def swap(self, file: File, version: str | None) -> None:
        """See :meth:`Host.swap`; among publishers of this machine the lock makes it certain."""
        expect(self, file.key, version)
        storage.write(self.root / file.key, file.read())

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """See :meth:`Host.remove`."""
        return [key for key in keys if self._remove(self.root / key)]

    def _remove(self, path: Path) -> bool:
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise storage.refusal(error, path) from error
        return True

    def _standing(self, file: File) -> Standing:
        try:
            size = (self.root / file.key).stat().st_size
        except OSError:
            return "absent"
        same = size == file.size and (file.lasting or self._bytes(file) == file.read())
        return "same" if same else "other"

    def _bytes(self, file: File) -> bytes | None:
        try:
            return (self.root / file.key).read_bytes()
        except OSError:
            return None
