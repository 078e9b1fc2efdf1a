"""What tests know of processes, out of Linux's /proc."""

from __future__ import annotations

import time
from pathlib import Path


def state(pid: int) -> tuple[str, int]:
    """(one letter, the parent) of a process; ``Z`` for one that is gone but for its name, ``X`` for none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "X", 0
    return fields[0], int(fields[1])


def below(parent: int, *, zombies: bool = False) -> list[int]:
    """The children of *parent* that live; with *zombies*, those too that nobody has buried."""
    gone = "X" if zombies else "XZ"
    pids = [int(status.parent.name) for status in Path("/proc").glob("[0-9]*/stat")]
    return sorted(
        pid for pid, (letter, of) in ((pid, state(pid)) for pid in pids) if of == parent and letter not in gone
    )


def is_gone(pid: int) -> bool:
    """Whether it runs no more."""
    return state(pid)[0] in "XZ"


def descriptors(pid: int | str) -> int:
    """How many files and pipes a process holds open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def wait_until(condition, seconds=10.0):
    """What *condition* gives as soon as that is true, or when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    return condition()
