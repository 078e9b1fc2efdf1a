"""The sound of a quiet room under neural voices, whose pauses would else be digital black.

They come with almost no noise of their own (Piper's joe rests at -95 dBFS, which is the rounding of 16 bits), so
there is none to go on with in the pauses: the tone is one of ours. It is soft enough to be missed only when it is
not there, and lies under the words too, so that it does not come and go with them.

One seamless loop of noise, the same on every machine but for its last bit. Heavy: import it where a build begins.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from reviewcast.clip import Clip
from reviewcast.model import DELIVERY_RATE, Bed

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEURAL = frozenset({"piper", "kokoro"})
"""The engines whose voices get it."""

BELOW_VOICE = 55.0
"""Decibels by which it is softer than the voice: in an episode of -16 LUFS it is at about -68 dBFS."""

_STEP = 3.0
"""Decibels."""

FADE = 0.06
"""Seconds in which it comes and goes."""

_FRAMES = 1 << 18
"""Of the loop: 5.9 seconds."""
_LEVEL = -20.0
"""dBFS of the loop, so that 16 bits hold it well."""
_LOW, _HIGH = 70.0, 5_000.0
"""Hertz between which it is pink: what a small room with its windows shut sounds like."""


@functools.cache
def loop() -> Clip:
    """The tone at DELIVERY_RATE, mono, which goes on from its end to its beginning without a seam."""
    frequency = np.fft.rfftfreq(_FRAMES, 1 / DELIVERY_RATE)
    frequency[0] = 1.0
    shape = frequency**-0.5 / (1 + (_LOW / frequency) ** 4) / (1 + (frequency / _HIGH) ** 2)
    spectrum = shape * np.exp(2j * np.pi * _spread(len(frequency)))
    spectrum[[0, -1]] = 0.0
    sound = np.fft.irfft(spectrum, _FRAMES)
    sound *= 32_768 * 10 ** (_LEVEL / 20) / np.sqrt(np.mean(sound * sound))
    return Clip.from_samples(np.rint(sound).astype(np.int16), DELIVERY_RATE)


def under(start: int, end: int, voice: float) -> Bed:
    """The tone from frame *start* to frame *end* at DELIVERY_RATE, under a *voice* of so many dBFS.

    It follows the voice in steps: it lies under every piece of an episode, and an edit is to leave it as it was.
    """
    gain = float(10 ** ((_STEP * round(voice / _STEP) - BELOW_VOICE - _LEVEL) / 20))
    length = (end - start) / DELIVERY_RATE
    fade = min(FADE, length / 2)
    return Bed(start, loop(), ((0.0, 0.0), (fade, gain), (length - fade, gain), (length, 0.0)), end - start)


def _spread(count: int) -> NDArray[np.float64]:
    """Numbers from 0 to 1, each a function of its place: the finaliser of MurmurHash3 (Appleby, 2011)."""
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        z = (z ^ (z >> np.uint64(33))) * np.uint64(factor)
    return (z ^ (z >> np.uint64(33))) / 2.0**64
