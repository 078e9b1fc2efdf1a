"""A player for sound, where this machine has one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "--quiet"),
    ("ffplay", "-v", "error", "-nodisp", "-autoexit"),
    ("mpv", "--really-quiet", "--no-video"),
)
"""macOS, PipeWire, PulseAudio, ALSA, then what people install; the first that is there and works plays."""

_LONGEST = 120
"""Seconds; a player that hangs must not hold the editor."""


def play(path: Path) -> bool:
    """Play the WAV *path* to its end; False where no player is found or none works, which is no error."""
    if sys.platform == "win32":  # pragma: no cover - not run here
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME)
        except RuntimeError:  # there is nothing to play it on
            return False
        return True
    for name, *options in _PLAYERS:
        program = shutil.which(name)
        if program and (played := _played([program, *options, str(path.absolute())])) is not None:
            return played
    return False


def _played(command: Sequence[str]) -> bool | None:
    """Whether *command* played to the end; None where another one may: its sound system is not there."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return False
    except OSError:
        return None
    return True if done.returncode == 0 else None
