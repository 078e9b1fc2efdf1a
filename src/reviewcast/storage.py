"""Every write to a disk: temporary file, fsync, rename, so that a reader sees the old bytes or the new.

A temporary file is a hidden sibling of its target; what a killed build leaves behind is swept by the next
one, which holds the folder's lock and so knows that nobody is writing.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reviewcast.errors import ReviewError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PREFIX, _SUFFIX = ".reviewcast-", ".part"

_MOST_BYTES = 64_000_000
"""Of a file that is read whole; what may be in it is for its reader to say."""

_PIECE = 1 << 20
"""Bytes of a file that are held at once when it is copied."""

_MASK = os.umask(0o077)
os.umask(_MASK)
_MODE = 0o666 & ~_MASK
"""mkstemp makes files private; what we publish is as readable as any file of this user."""

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.EDQUOT: "your disk quota is used up; free some space and run again",
    errno.EROFS: "the disk is read-only; choose another folder with --out or --cache",
    errno.EACCES: "permission denied; choose another folder with --out or --cache, or change its permissions",
    errno.EPERM: "permission denied; choose another folder with --out or --cache, or change its permissions",
    errno.EEXIST: "a file stands where a folder is needed; move it or choose another folder",
    errno.ENOTDIR: "a file stands where a folder is needed; move it or choose another folder",
    errno.EISDIR: "a folder stands where a file is to be written; move it or choose another folder",
    errno.ENOENT: "there is no such folder and it cannot be made; choose another one",
    errno.ENAMETOOLONG: "the name is longer than this system allows; give it a shorter one",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.ELOOP: "a symbolic link stands where a file is to be written; remove it",
}


def refusal(error: OSError, path: Path) -> StorageError:
    """The operating system's refusal as a sentence that says what to do."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return StorageError(reason, path=str(path))


def read(path: Path, what: str) -> bytes:
    """The bytes of *path*, which is named as *what*.

    Raises ReviewError when it is missing, no regular file, or larger than any text; StorageError when the disk refuses.
    """
    try:
        if not path.is_file():
            reason = "is not a file" if path.exists() else "is not there; check the path"
            raise ReviewError(f"{what} {reason}", path=str(path))
        if path.stat().st_size > _MOST_BYTES:
            raise ReviewError(f"{what} is far too large; it may have {_MOST_BYTES // 1_000_000} MB", path=str(path))
        return path.read_bytes()
    except OSError as error:
        raise refusal(error, path) from error


def make_folder(path: Path) -> None:
    """Make *path* and its parents; it may be there already."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(error, path) from error


def write(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put *data* at *path*, whole or not at all.

    Without *durable* nothing waits for the disk: for a cache, whose entries carry a checksum and are a
    miss when a power cut tore them.
    """
    make_folder(path.parent)
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, _MODE)
        _replace(temporary, path)
        temporary = None
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write *data* unless *path* holds just that; says whether it wrote."""
    with contextlib.suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    write(path, data)
    return True


@contextlib.contextmanager
def growing(path: Path) -> Iterator[IO[bytes]]:
    """The file at *path* as it is, or a new one, to be read, cut and written on: a download that may take two runs.

    A symbolic link is not followed. What was written is on the disk at the end, however that comes about.
    """
    make_folder(path.parent)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
            try:
                yield file
            finally:
                os.fsync(file.fileno())
    except OSError as error:
        raise refusal(error, path) from error


def settle(part: Path, path: Path) -> None:
    """Give *part*, a whole file that is on the disk, the name *path*, in place of what has it."""
    try:
        _replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise refusal(error, path) from error


def _replace(part: str | Path, path: Path) -> None:
    """Give *part* the name *path*, but not that of a device or a pipe: a rename would take those away."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "a device or a pipe stands there; name a file")
    os.replace(part, path)


def copy(source: Path, path: Path) -> str:
    """Put a copy of *source*, of any size, at *path*, whole or not at all; gives the SHA-256 of what was copied."""
    make_folder(path.parent)
    temporary = None
    total = hashlib.sha256()
    try:
        descriptor, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        with os.fdopen(descriptor, "wb") as file, source.open("rb") as original:
            while piece := original.read(_PIECE):
                total.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _MODE)
        settle(Path(temporary), path)
        temporary = None
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    return total.hexdigest()


@contextlib.contextmanager
def scratch(data: bytes) -> Iterator[IO[bytes]]:
    """A file without a name that holds *data*, for libraries that read files; it is gone with this process."""
    try:
        with tempfile.TemporaryFile(buffering=0) as file:
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]
            file.seek(0)
            yield file
    except OSError as error:
        raise refusal(error, Path(tempfile.gettempdir())) from error


def sweep(folder: Path, *, deep: bool = True) -> None:
    """Remove what a killed build left in *folder* and, with *deep*, below it; call it only under the folder's lock."""
    name = f"{_PREFIX}*{_SUFFIX}"
    for leftover in folder.rglob(name) if deep else folder.glob(name):
        with contextlib.suppress(OSError):
            leftover.unlink()


@contextlib.contextmanager
def exclusive(folder: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold *folder* for this process alone; where another holds it, *waiting* is called once and we wait.

    The lock is the kernel's and goes with the process, so a killed build never leaves one behind.
    """
    make_folder(folder)
    with _lock_handle(folder) as lock:
        if not lock(False):
            waiting()
            lock(True)
        yield


if sys.platform != "win32":
    import fcntl

    @contextlib.contextmanager
    def _lock_handle(folder: Path) -> Iterator[Callable[[bool], bool]]:
        descriptor = os.open(folder, os.O_RDONLY)

        def lock(wait: bool) -> bool:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                return False
            except OSError as error:
                raise refusal(error, folder) from error
            return True

        try:
            yield lock
        finally:
            os.close(descriptor)

    def _sync_folder(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

else:  # pragma: no cover - Windows has no lock on a folder: a hidden file in it stands for it
    import msvcrt
    import time

    @contextlib.contextmanager
    def _lock_handle(folder: Path) -> Iterator[Callable[[bool], bool]]:
        with open(folder / ".lock", "a+b") as file:

            def lock(wait: bool) -> bool:
                while True:
                    try:
                        file.seek(0)
                        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                        return True
                    except OSError:
                        if not wait:
                            return False
                        time.sleep(0.2)

            yield lock

    def _sync_folder(folder: Path) -> None:
        del folder
