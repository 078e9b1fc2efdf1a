"""How much memory there is for voice processes."""

from __future__ import annotations

import contextlib
from pathlib import Path

_GROUPS = (
    ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current"),
    ("sys/fs/cgroup/memory/memory.limit_in_bytes", "sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
"""Where Linux tells a container what it may take and what it has taken: control groups of version 2, and of 1."""


def available(root: Path = Path("/")) -> int | None:
    """Bytes that may still be taken, as Linux tells below *root*; None where it does not tell.

    ``MemAvailable`` is that of the machine (proc(5)); a container may have less.
    """
    found = [_of_machine(root), *(_of_group(root, *group) for group in _GROUPS)]
    return min((each for each in found if each is not None), default=None)


def _of_machine(root: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (root / "proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _of_group(root: Path, limit: str, usage: str) -> int | None:
    with contextlib.suppress(OSError, ValueError):  # "max" is no number, and no limit
        return max(0, int((root / limit).read_text("ascii")) - int((root / usage).read_text("ascii")))
    return None
