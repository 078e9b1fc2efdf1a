"""Loudness and true peak as ITU-R BS.1770-4 defines them, in numpy alone.

The K-filter is applied in the frequency domain, by overlap-save: scipy would take longer to import than this
takes to measure an hour.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import workers
from reviewcast.model import Loudness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

SILENCE = -70.0
"""LUFS: the absolute gate (Annex 1, eq. 3); what is nowhere louder has no loudness and reads as this."""

_OFFSET = -0.691
"""Annex 1, eq. 2: a 997 Hz tone of 0 dBFS in one channel reads -3.01 LUFS."""
_RELATIVE_GATE = 10.0
_STEPS = 4
"""A gating block is 400 ms and begins every 100 ms (Annex 1): four steps a block."""

_FFT = 32_768
_TAIL = 4_096
"""Samples in which the K-filter's answer to an impulse falls by more than 120 dB, up to 48 kHz."""

_PHASES = 4
_TAPS = 24
"""Annex 2 asks for fourfold oversampling; its example has 12 taps a phase, ours twice that and reads truer."""
_NEAR = 0.7
"""True peaks are looked for only next to samples above this part of the highest in some seconds: between two
samples that are lower, no sound of a review rises above it."""


def weights(rate: int, length: int) -> NDArray[np.complex128]:
    """The K-filter's response at the frequencies of an ``rfft`` of *length* at *rate* (Annex 1, tables 1 and 2).

    The tables give coefficients for 48 kHz; these are the analogue prototypes behind them, so that any rate
    gets the same curve, to 0.001 dB below a tenth of the rate.
    """
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(length))
    response: NDArray[np.complex128] = _response(*_shelf(rate), delay) * _response(*_high_pass(rate), delay)
    return response


def integrated(steps: NDArray[np.float64]) -> float:
    """Gated loudness in LUFS (Annex 1, eq. 2 to 7) of K-weighted mean squares, summed over the channels, one for
    each 100 ms.
    """
    if len(steps) < _STEPS:
        steps = np.pad(steps, (0, _STEPS - len(steps)))
    blocks = np.convolve(steps, np.full(_STEPS, 1 / _STEPS), "valid")
    loud = blocks[blocks > _power(SILENCE)]
    if not len(loud):
        return SILENCE
    gate = loud.mean() * 10 ** (-_RELATIVE_GATE / 10)
    return _level(loud[loud > gate].mean())


def measure(blocks: Iterable[NDArray[np.float32]], rate: int, *, jobs: int = 1) -> Loudness:
    """Integrated loudness and true peak of sound in *blocks* of (frames, channels) at *rate*, full scale 1.

    The blocks are taken as they come, the work on them is done in *jobs* threads; memory grows by ten numbers a
    second. Blocks of any length give the same reading.
    """
    step = round(rate / 10)
    hop = (_FFT - _TAIL) // step * step
    counted = _Count()
    steps, peak = [np.zeros(0)], 0.0
    weighed = workers.in_order(lambda sound: _weigh(sound, rate, step), _overlapped(counted.pass_on(blocks), hop), jobs)
    for squares, highest in weighed:
        steps.append(squares)
        peak = max(peak, highest)
    return Loudness(integrated(np.concatenate(steps)[: counted.frames // step]), 20 * float(np.log10(max(peak, 1e-10))))


class _Count:
    """How many frames went by."""

    def __init__(self) -> None:
        self.frames = 0

    def pass_on(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in blocks:
            self.frames += len(block)
            yield block


def _overlapped(blocks: Iterable[NDArray[np.float32]], hop: int) -> Iterator[NDArray[np.float32]]:
    """The same sound in stretches of whole hops, each after the end of the one before it; silence stands around."""
    context = _FFT - hop
    waiting = None
    for block in blocks:
        waiting = np.concatenate(
            (np.zeros((context, block.shape[1]), np.float32) if waiting is None else waiting, block)
        )
        if hops := (len(waiting) - context) // hop:
            yield waiting[: context + hops * hop]
            waiting = waiting[hops * hop :]
    if waiting is not None:
        rest = len(waiting) - context
        yield np.concatenate((waiting, np.zeros((hop + -rest % hop, waiting.shape[1]), np.float32)))


def _weigh(sound: NDArray[np.float32], rate: int, step: int) -> tuple[NDArray[np.float64], float]:
    """The K-weighted mean square of every *step* frames of *sound* after its context, and its highest peak."""
    hop = (_FFT - _TAIL) // step * step
    windows = np.lib.stride_tricks.sliding_window_view(sound, _FFT, axis=0)[::hop]
    spectrum = np.fft.rfft(windows, axis=2)
    spectrum *= _kernel(rate)
    filtered = np.ascontiguousarray(np.fft.irfft(spectrum, _FFT, axis=2)[:, :, -hop:]).reshape(
        -1, sound.shape[1], hop // step, step
    )
    squares = np.einsum("wcsi,wcsi->ws", filtered, filtered) / step
    return squares.astype(np.float64).ravel(), _true_peak(sound.T)


@lru_cache(maxsize=4)
def _kernel(rate: int) -> NDArray[np.complex64]:
    return weights(rate, _FFT).astype(np.complex64)


def _true_peak(sound: NDArray[np.float32]) -> float:
    """The highest value between or at the samples of (channels, frames), by fourfold oversampling (Annex 2).

    The first and last frames, a filter's reach, are context only.
    """
    reach = _TAPS // 2
    inner = np.abs(sound[:, reach:-reach])
    highest = float(inner.max(initial=0.0))
    if highest == 0.0:
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(sound, _TAPS + 1, axis=1)
    between = windows[np.nonzero(inner >= _NEAR * highest)] @ _interpolator()
    return max(highest, float(np.abs(between).max(initial=0.0)))


@lru_cache(maxsize=1)
def _interpolator() -> NDArray[np.float32]:
    """A windowed sine cardinal: (taps + 1, phases) for the points a quarter, a half and three quarters of a
    sample before and after the middle one.
    """
    points = np.arange(-_PHASES + 1, _PHASES) / _PHASES
    distance = np.arange(-(_TAPS // 2), _TAPS // 2 + 1)[:, None] - points[points != 0]
    window = np.cos(np.pi * distance / (_TAPS + _PHASES)) ** 2
    kernel: NDArray[np.float32] = (np.sinc(distance) * window).astype(np.float32)
    return kernel


def _shelf(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Stage 1, the head: +4 dB above about 1.7 kHz."""
    gain, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    turn = float(np.tan(np.pi * 1681.974450955533 / rate))
    middle = gain**0.4996667741545416
    a0 = 1 + turn / quality + turn**2
    b = (gain + middle * turn / quality + turn**2, 2 * (turn**2 - gain), gain - middle * turn / quality + turn**2)
    return tuple(value / a0 for value in b), (1.0, 2 * (turn**2 - 1) / a0, (1 - turn / quality + turn**2) / a0)


def _high_pass(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Stage 2, the revised low-frequency B curve: a high-pass at 38 Hz.

    Table 2 leaves the numerator at 1, -2, 1, which is 0.043 dB of gain at 48 kHz: other rates get just that.
    """
    a0, a = _low_cut(rate)
    b0 = _low_cut(48_000)[0] / a0
    return (b0, -2 * b0, b0), a


def _low_cut(rate: int) -> tuple[float, tuple[float, ...]]:
    """The denominator's a0, and the denominator divided by it."""
    quality = 0.5003270373238773
    turn = float(np.tan(np.pi * 38.13547087602444 / rate))
    a0 = 1 + turn / quality + turn**2
    return a0, (1.0, 2 * (turn**2 - 1) / a0, (1 - turn / quality + turn**2) / a0)


def _response(b: tuple[float, ...], a: tuple[float, ...], z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    return (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)


def _power(level: float) -> float:
    return float(10 ** ((level - _OFFSET) / 10))


def _level(power: float) -> float:
    return float(_OFFSET + 10 * np.log10(power))
