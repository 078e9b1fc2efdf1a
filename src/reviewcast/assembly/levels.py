"""How loud each take is to be in the join: every voice as loud as the one that speaks most, then its profile's gain.

Everything is decided in steps, so that a changed sentence moves the level of no other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import loudness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reviewcast.model import Take

    Steps = NDArray[np.float64]

STEP = 0.5
"""Decibels."""
MOST = 12.0
"""Decibels to either side by which a voice is brought to another's level."""
_ROOM = 6.0
"""Decibels: what is too loud to be turned up is made room for in such steps, by turning everything down."""


def gains(takes: Sequence[Take], spans: Sequence[tuple[int, int]]) -> list[float]:
    """Decibels for each of *takes*, of which the frames in *spans* count; none is above 0, so that nothing clips.

    Each voice is brought to the loudness (ITU-R BS.1770-4, gated) of the one that speaks longest; a voice that is
    alone has nothing but its profile's gain. Sentences of one voice are left as they are to each other: those of
    neural voices differ by 0.4 to 1.0 dB (standard deviation), which mastering halves.
    """
    voices: dict[tuple[str, ...], list[int]] = {}
    for index, take in enumerate(takes):
        voices.setdefault(take.utterance.voice.recording_key(), []).append(index)
    total = [take.utterance.voice.gain for take in takes]
    if len(voices) == 1:
        most = max(0.0, *total)
        return [gain - most for gain in total]
    steps = [_steps(take, span) for take, span in zip(takes, spans, strict=True)]
    for indices, match in zip(voices.values(), _matched(voices, steps), strict=True):
        for index in indices:
            total[index] += match
    room = _ROOM * float(np.ceil(max(0.0, *total) / _ROOM))
    return [gain - room for gain in total]


def _matched(voices: dict[tuple[str, ...], list[int]], steps: Sequence[Steps]) -> list[float]:
    """For each of *voices* what brings it to the level of the one that speaks longest."""
    joined = [np.concatenate([steps[index] for index in indices]) for indices in voices.values()]
    levels = [loudness.integrated(each) for each in joined]
    wanted = levels[max(range(len(joined)), key=lambda voice: len(joined[voice]))]
    return [_stepped(wanted - level) if level > loudness.SILENCE else 0.0 for level in levels]


def _stepped(decibels: float) -> float:
    return min(MOST, max(-MOST, round(decibels / STEP) * STEP))


def _steps(take: Take, span: tuple[int, int]) -> Steps:
    """The K-weighted mean square of each 100 ms of *take*, each filtered as if it repeated for ever.

    That is right to some hundredths of a decibel in the sum, and a tenth of the work.
    """
    length = round(take.clip.rate / 10)
    samples = take.clip.samples()[slice(*span), 0]
    whole = np.zeros((max(1, -(-len(samples) // length)), length), np.float32)
    whole.ravel()[: len(samples)] = samples
    whole /= np.float32(32_768)
    spectrum = np.fft.rfft(whole, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    power[:, 1 : (length + 1) // 2] *= 2
    steps: Steps = (power @ _curve(take.clip.rate, length)).astype(np.float64)
    return steps


@functools.cache
def _curve(rate: int, length: int) -> NDArray[np.float32]:
    curve: NDArray[np.float32] = (np.abs(loudness.weights(rate, length)) ** 2 / length**2).astype(np.float32)
    return curve
