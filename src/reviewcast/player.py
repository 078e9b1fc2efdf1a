"""A player for sound, where this machine has one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "--quiet"),
    ("ffplay", "-v", "error", "-nodisp", "-autoexit"),
    ("mpv", "--really-quiet", "--no-video"),
)
"""macOS, PipeWire, PulseAudio, ALSA, then what people install; the first that is there plays."""

_LONGEST = 120
"""Seconds; a player that hangs must not hold the editor."""


def play(path: Path) -> bool:
    """Play the WAV *path* to its end; False where no player is found or it fails, which is no error."""
    if sys.platform == "win32":  # pragma: no cover - not run here
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME)
        return True
    for name, *options in _PLAYERS:
        if program := shutil.which(name):
            try:
                done = subprocess.run(
                    [program, *options, str(path.absolute())], capture_output=True, timeout=_LONGEST, check=False
                )
            except (OSError, subprocess.TimeoutExpired):
                return False
            return done.returncode == 0
    return False
