"""Dynamics: a gentle compressor and a look-ahead limiter, as one gain curve over blocks of 32 samples.

The curve is a pure function of each block's peak and energy, so that mastering can try many gains on those few
numbers, and rendering applies just the curve that was tried. It starts from rest, and digital silence lets it
come to rest again: pieces cut in silence have the same curve on their own as in one row.

The compressor is there for the limiter's sake. An espeak voice brought to -16 LUFS by the limiter alone is held
down by more than 3 dB for 5 % of the time, and by 6 at worst; with it never for so much as 3, and the
compressor itself takes 1 dB on average.

All recursion is by running minima, which numpy does without a loop: a release of so many decibels a second is
``min(c[t], g[t-1] + r)``, the running minimum of ``c[t] - r*t``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 32
"""Samples that share one step of the curve: 0.7 ms, and 36 of them are one MP3 frame."""

_RATIO = 2.0
_KNEE = 8.0
_DETECTOR = 32
"""Blocks over which the compressor hears a level: 23 ms, longer than a period of any voice."""
_THRESHOLD = 2.0
"""Where the middle of the knee lies against the loudness asked for."""
_HOLD = 8
"""Blocks for which the limiter stays down after a peak."""
_AHEAD = 4
"""Blocks in which it comes down before one: 2.9 ms."""
_RELEASE = 0.2
"""Decibels a block: 275 dB a second, back from 6 dB in 22 ms."""
_FLOOR = -200.0


@dataclass(frozen=True, slots=True)
class Levels:
    """What the curve is made from, for each block."""

    peak: NDArray[np.float32]
    """The highest sample, in dBFS."""
    power: NDArray[np.float32]
    """The mean square, full scale 1."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The decisions for a whole episode, all in decibels."""

    gain: float
    ceiling: float
    """No sample comes out above."""
    loudness: float
    """What is aimed for: the compressor works around it."""


def measure(sound: NDArray[np.float32]) -> Levels:
    """The levels of *sound*, (frames, channels) with full scale 1; frames are a multiple of BLOCK."""
    blocks = sound.reshape(-1, BLOCK * sound.shape[1])
    # reduceat takes a third of the time of max(axis=1) over rows as short as these
    peak = np.maximum.reduceat(np.abs(sound).ravel(), np.arange(0, blocks.size, blocks.shape[1]))
    power = np.einsum("ij,ij->i", blocks, blocks) / np.float32(blocks.shape[1])
    return Levels(decibels(peak, 20), power)


def curve(levels: Levels, setting: Setting) -> NDArray[np.float64]:
    """Gain in decibels, *setting*'s included, at the borders of the blocks: one more than there are blocks.

    Between two borders gain goes in a straight line; under it no sample is above the ceiling.
    """
    middle = setting.loudness + _THRESHOLD - setting.gain
    squeeze = _squeeze(levels.power.astype(np.float64) * 10 ** (-middle / 10))
    gain = setting.gain + squeeze
    excess = levels.peak + np.maximum(gain[:-1], gain[1:]) - setting.ceiling
    return gain + _limit(np.minimum(-excess, 0.0))


def apply(sound: NDArray[np.float32], gain: NDArray[np.float64]) -> None:
    """Multiply *sound*, (frames, channels), by the curve *gain* in place."""
    factors = (10 ** (gain / 20)).astype(np.float32)
    ramp = (np.arange(BLOCK, dtype=np.float32) + np.float32(0.5)) / np.float32(BLOCK)
    steps = factors[:-1, None] + (factors[1:] - factors[:-1])[:, None] * ramp
    blocks = sound.reshape(-1, BLOCK, sound.shape[1])
    blocks *= steps[:, :, None]


def _squeeze(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """The compressor: *power* is each block's mean square against the middle of the knee; one gain a border.

    It hears as long before a block as after it, so that it neither overshoots nor lags.
    """
    heard = 10 * np.log10(np.maximum(_average(power, _DETECTOR), 1e-9))
    knee = np.clip(heard + _KNEE / 2, 0.0, _KNEE)
    over = knee * knee / (2 * _KNEE) + np.maximum(heard - _KNEE / 2, 0.0)
    return _average(over * (1 / _RATIO - 1), _DETECTOR - 1)


def _average(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Moving average with rest on both sides: of an odd *width* around each value, of an even one between them."""
    rest = np.zeros(width // 2)
    return _mean(np.concatenate((rest, values, rest)), width)


def _mean(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The mean of each *width* neighbours."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    means: NDArray[np.float64] = (total[width:] - total[:-width]) / width
    return means


def _limit(allowed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The limiter: *allowed* is the gain a block bears, at most 0; one gain a border, none above either side's.

    At each border the lowest gain allowed nearby (look-ahead and hold), then a release in a straight line, then
    a moving average no longer than the look-ahead, which so cannot rise above what any border in it bears.
    """
    rest = np.zeros(_AHEAD)
    padded = np.concatenate((np.zeros(_AHEAD + _HOLD + 1), allowed, [0.0], rest))
    lowest = _lowest(padded, _HOLD + _AHEAD + 2)
    rise = np.arange(len(lowest)) * _RELEASE
    return _mean(np.minimum.accumulate(lowest - rise) + rise, _AHEAD + 1)


def _lowest(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The lowest of each *width* neighbours, by doubling: of 1, 2, 4 ... and two overlapping halves at last."""
    reach = 1
    while reach * 2 <= width:
        values = np.minimum(values[:-reach], values[reach:])
        reach *= 2
    return np.minimum(values[: len(values) - (width - reach)], values[width - reach :])


def decibels(values: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """*values* in dB, 20 for samples and 10 for powers; silence is -200."""
    with np.errstate(divide="ignore"):
        levels = factor * np.log10(values)
    floored: NDArray[np.float32] = np.maximum(levels, np.float32(_FLOOR))
    return floored
