"""Where in a take its words are: engines leave silence, or a low noise, before and after them.

By energy, with two thresholds that stand in relation to the take's own level and noise. What is well above
both is speech; what is weak but joined to it, a fricative at the edge or the release of a stop after its closure,
is speech too; what is weak and alone is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEFORE, AFTER = 0.010, 0.040
"""Seconds that are kept before the first and after the last that is heard."""

_BLOCK = 0.005
_SURE = 20.0
"""Decibels below the take's level down to which a block is speech wherever it stands."""
_WEAK, _WEAKEST = 30.0, 42.0
"""Decibels below it down to which a block joined to speech is speech: as far as its noise allows."""
_ABOVE_NOISE = 10.0
_CLOSURE = 0.15
"""Seconds: a stop's closure, the longest silence inside a word."""
_SHORTEST = 3
"""Blocks: what sounds for less, with silence around it, is a click."""
_FLOOR = 1e-3
"""Mean square of a block that is silent, in units of a 16-bit sample."""


class Edges(NamedTuple):
    """Frames of a take."""

    start: int
    first: int
    """Where its sound begins."""
    last: int
    """Where its sound has ended."""
    end: int
    """``start`` to ``end`` is what is worth keeping."""


def edges(samples: NDArray[np.int16], rate: int) -> Edges:
    """Where the words of a take are: *samples* has the shape (frames,), at *rate* frames a second.

    To 5 ms. A take in which all is equally loud, and one that is silent, is kept whole.
    """
    frames, block = len(samples), max(1, round(_BLOCK * rate))
    level = _levels(samples, block)
    heard = _heard(level, round(_CLOSURE / _BLOCK)) if len(level) else None
    if heard is None:
        return Edges(0, 0, frames, frames)
    first, last = heard[0] * block, min(frames, heard[1] * block)
    if heard[1] == len(level):  # what is left over behind the last whole block
        last = frames
    start, end = max(0, first - round(BEFORE * rate)), min(frames, last + round(AFTER * rate))
    return Edges(start, first, last, end)


def _levels(samples: NDArray[np.int16], block: int) -> NDArray[np.float64]:
    """Each whole block's level in dB, without what is constant in it: an offset is no sound."""
    blocks = samples[: len(samples) // block * block].reshape(-1, block).astype(np.float64)
    power = np.einsum("ij,ij->i", blocks, blocks) / block - (blocks.sum(axis=1) / block) ** 2
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, _FLOOR))
    return levels


def _heard(level: NDArray[np.float64], closure: int) -> tuple[int, int] | None:
    """The blocks from the first that is speech to behind the last; None where nothing is."""
    power = 10 ** (level / 10)
    loud = float(10 * np.log10(power[power >= power.mean() / 10].mean()))
    if loud <= 0.0:  # dB of one step of 16 bits
        return None
    weak = min(max(loud - _WEAKEST, float(level.min()) + _ABOVE_NOISE), loud - _WEAK)
    above = np.flatnonzero(level > weak)
    groups = np.split(above, np.flatnonzero(np.diff(above) > closure) + 1)
    speech = [group for group in groups if level[group].max() > loud - _SURE]
    speech = [group for group in speech if len(group) >= _SHORTEST] or speech
    return int(speech[0][0]), int(speech[-1][-1]) + 1
