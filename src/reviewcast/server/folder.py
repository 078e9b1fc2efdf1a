"""From the path of a request to a file of the output folder, and to nothing else."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_REFUSED = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff\ufffd]')
"""What no file of ours has in its name: controls, and what means something else on one system or another."""
_PRIVATE = "ledger"
"""The records of reviews that are in no show lie in the output folder, and are not for listeners."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file or a folder below OUT."""

    path: str
    """Below OUT, with forward slashes; empty for OUT itself."""
    is_folder: bool = False


def find(root: Path, asked: str) -> Place | None:
    """What *asked*, the decoded path of a request, means below *root*; a folder's page where it ends with a slash.

    None for what is not there and for what is nobody's: a hidden file, such as the manifest or a file that is
    being written, a link that leads out of the folder, a device, anything above it.
    """
    inside, slash, last = asked.removeprefix("/").rpartition("/")
    path = f"{inside}{slash}{last or 'index.html'}"
    if not asked.startswith("/") or not _is_public(path):
        return None
    try:
        top = root.resolve(strict=True)
        real = (top / path).resolve(strict=True)
        if not (real.is_relative_to(top) and _is_public(real.relative_to(top).as_posix())):
            return None  # a link led out of the folder, or to what is hidden in it
        mode = real.stat().st_mode
    except (OSError, ValueError, RuntimeError):
        return None
    if stat.S_ISDIR(mode):
        return Place(path, is_folder=True)
    return Place(path) if stat.S_ISREG(mode) else None


def open_file(root: Path, place: Place) -> IO[bytes] | None:
    """The file at *place*, open, with whatever bytes it has now; None when it is gone or may not be read."""
    try:
        return open(root / place.path, "rb", buffering=0)
    except OSError:
        return None


def _is_public(path: str) -> bool:
    parts = path.split("/")
    visible = all(part and part[0] != "." for part in parts)
    return visible and not _REFUSED.search(path) and parts[0].casefold() != _PRIVATE
