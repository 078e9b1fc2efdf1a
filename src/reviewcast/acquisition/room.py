"""The folder of voices: what lies there, and whether there is room for more."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from typing import TYPE_CHECKING

from reviewcast import storage, voicebank
from reviewcast.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SPARE = 50_000_000
"""Bytes that stay free on the disk."""

_PIECE = 1 << 20


@contextlib.contextmanager
def folder_held(waiting: Callable[[], None]) -> Iterator[Path]:
    """The folder of voices, made if need be and held for this process alone; *waiting* is called once if it must wait.

    What a killed process left of a copy is swept. Raises StorageError when the disk refuses.
    """
    folder = voicebank.folder()
    try:
        with storage.exclusive(folder, waiting=waiting):
            storage.sweep(folder)
            yield folder
    except StorageError as error:  # neither of the two options has anything to do with voices
        advice = error.message.replace("with --out or --cache", "with REVIEWCAST_VOICES")
        raise StorageError(advice, path=error.path, line=error.line) from error


def digest(path: Path) -> str:
    """The SHA-256 of the file at *path*; empty where there is none that can be read."""
    total = hashlib.sha256()
    try:
        if not path.is_file():
            return ""
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                total.update(piece)
    except OSError:
        return ""
    return total.hexdigest()


def check_space(count: int, folder: Path) -> None:
    """Raise StorageError unless the disk of *folder*, which is there, has room for *count* bytes and some to spare."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise storage.refusal(error, folder) from error
    if count and count + _SPARE > free:
        raise StorageError(
            f"{megabytes(count)} are still to come and {megabytes(free)} are free; free some space, or set "
            "REVIEWCAST_VOICES to a folder that has more",
            path=str(folder),
        )


def megabytes(count: int) -> str:
    """*count* bytes as people say it: ``63.2 MB``."""
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"
