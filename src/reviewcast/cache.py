"""A store of results by what made them: a key says everything that decides the bytes.

An entry is one file: a line with the SHA-256 of the payload, then the payload. It is checked on every
read, and a damaged one is a miss. The whole store may be deleted at any time; only time is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reviewcast import storage
from reviewcast.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

State = Literal["present", "missing", "damaged"]

_MAGIC = b"reviewcast-1 "
_HEADER = len(_MAGIC) + 64 + 1
_DAY = 86_400
_KEY = re.compile(r"[0-9a-f]{64}")
"""Anything else could be a path, and lead out of the store."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the store holds."""

    kind: str
    entries: int
    bytes: int


def default_folder() -> Path:
    """The user's cache folder, as the system has it (``XDG_CACHE_HOME`` on Linux)."""
    import platformdirs

    return Path(platformdirs.user_cache_path("reviewcast", appauthor=False))


def digest(*parts: str | bytes) -> str:
    """A key: SHA-256 over *parts* and their lengths, so that no two lists of parts are alike."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


class Cache:
    """Entries of several kinds (``take``, ``frames`` ...) below one folder. Threads may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, kind: str, key: str, *, touch: bool = True) -> bytes | None:
        """The payload, or None when it is missing or damaged. With *touch* it counts as used today."""
        path = self._path(kind, key)
        payload = _payload(path)
        if payload is not None and touch:
            with contextlib.suppress(OSError):
                os.utime(path)
        return payload

    def state(self, kind: str, key: str) -> State:
        """Whether :meth:`get` would give something, and if not, why."""
        path = self._path(kind, key)
        if not path.exists():
            return "missing"
        return "damaged" if _payload(path) is None else "present"

    def put(self, kind: str, key: str, payload: bytes) -> None:
        """Keep *payload*; a cache that cannot be written to raises StorageError."""
        header = _MAGIC + hashlib.sha256(payload).hexdigest().encode() + b"\n"
        path = self._path(kind, key)
        if path.is_dir():
            raise StorageError("a folder stands where a file is to be written; delete it", path=str(path))
        storage.write(path, header + payload, durable=False)

    def usage(self) -> tuple[Usage, ...]:
        """Entries and bytes by kind."""
        counts: dict[str, list[int]] = {}
        for path in self._entries():
            count = counts.setdefault(path.parent.parent.name, [0, 0])
            count[0] += 1
            count[1] += path.stat().st_size
        return tuple(Usage(kind, entries, size) for kind, (entries, size) in sorted(counts.items()))

    def damaged(self) -> tuple[Path, ...]:
        """Every entry whose bytes are not what was written."""
        return tuple(path for path in self._entries() if _payload(path) is None)

    def prune(self, days: float, now: float | None = None) -> tuple[int, int]:
        """Remove what was not used for *days*; gives how many entries and bytes went."""
        oldest = (time.time() if now is None else now) - days * _DAY
        entries = size = 0
        for path in list(self._entries()):
            with contextlib.suppress(OSError):
                status = path.stat()
                if status.st_mtime <= oldest:
                    path.unlink()
                    entries, size = entries + 1, size + status.st_size
        return entries, size

    def _path(self, kind: str, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"a key is what digest() gives, not {key[:60]!r}")
        return self.root / kind / key[:2] / key

    def _entries(self) -> Iterator[Path]:
        return (path for path in self.root.glob("*/??/*") if path.is_file() and not path.name.startswith("."))


def _payload(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    payload = data[_HEADER:]
    whole = data[:_HEADER] == _MAGIC + hashlib.sha256(payload).hexdigest().encode() + b"\n"
    return payload if whole else None
