"""From a mix to a master: one gain into a compressor and a limiter, so that the finished file is as loud as asked.

Two passes. The first renders each piece once and keeps a few numbers of it: the levels the limiter works on, and
its K-weighted energy. The gain is then searched on those numbers alone, and the second pass, rendering for the
encoder, applies what was found. The gain is a multiple of 0.2 dB, so that a changed sentence, which changes the
loudness of the whole by less, leaves every other piece's bytes as they were.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import cache as keys
from reviewcast import limiter, loudness, mp3, rendering, workers
from reviewcast.errors import SoundError
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Loudness, Master
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from reviewcast.cache import Cache
    from reviewcast.model import Mix, Target
    from reviewcast.report import Report

GAIN_STEP = 0.2
"""Decibels."""
MOST_GAIN = 30.0
"""Decibels beyond what a plain gain would need: no limiter should be pushed as hard."""
CODEC_PEAK = 0.8
"""Decibels by which true peaks come out of the codec higher than the limiter's samples went in: 0.3 for an espeak
voice, up to 0.8 where there is noise in the peaks."""

_BLOCKS = MP3_FRAME // limiter.BLOCK
_CHUNK = 2048
"""MP3 frames whose curve is computed at once: 53 seconds, which fit in a processor's own memory."""
_FLATTEST = 0.02
"""Decibels that a decibel of gain still brings where the search for a gain takes them to be worth having."""
_REVISION = "1"
"""Of the analysis: a new one makes old cache entries strangers."""


@dataclass(frozen=True, slots=True)
class _Analysis:
    """A stretch of the mix in numbers: levels for each block, K-weighted energy for each MP3 frame."""

    levels: limiter.Levels
    energy: NDArray[np.float32]


def master(mix: Mix, target: Target, *, cache: Cache, jobs: int = 2, report: Report | None = None) -> Master:
    """Find the gain that brings *mix* to *target*, as it will measure after encoding.

    Raises SoundError when there is nothing to hear, or when it cannot be made that loud.
    """
    report = report or Silence()
    analyses = []
    found = workers.in_order(lambda index: _analysed(mix, index, cache), range(rendering.pieces(mix)), jobs)
    for done, analysis in enumerate(found, 1):
        analyses.append(analysis)
        report.progress(mix.cuts[done], mix.frames)
    chunks = _chunks(analyses)
    ceiling = target.true_peak - CODEC_PEAK - mp3.ENCODER_GAIN
    plain = _loudness(chunks, None, jobs)
    if plain <= loudness.SILENCE:
        raise SoundError("there is nothing to hear: every sample is silent; look at the takes and the music")

    def outcome(gain: float) -> float:
        return _loudness(chunks, limiter.Setting(gain, ceiling, target.lufs), jobs) + mp3.ENCODER_GAIN

    gain, lufs = _search(outcome, target.lufs - plain - mp3.ENCODER_GAIN, target.lufs)
    if abs(lufs - target.lufs) > target.tolerance:
        raise SoundError(
            f"this sound cannot reach {target.lufs:.1f} LUFS, only {lufs:.1f}; ask for less in show.toml,"
            " [sound] loudness"
        )
    return Master(mix, target, gain, ceiling, Loudness(lufs, target.true_peak))


def correct(master: Master, measured: Loudness) -> Master:
    """A master nearer to its target by what its finished file missed."""
    missed = master.target.lufs - measured.lufs
    over = max(0.0, measured.true_peak - master.target.true_peak)
    ceiling = master.ceiling - (over + 0.2 if over else 0.0)
    gain = master.gain + (_stepped(missed + 0.5 * over) if abs(missed) > GAIN_STEP / 2 or over else 0.0)
    return replace(master, gain=round(gain, 1), ceiling=ceiling)


def _analysed(mix: Mix, index: int, cache: Cache) -> _Analysis:
    """The numbers of one piece, from the cache where they are."""
    frames = (mix.cuts[index + 1] - mix.cuts[index]) // MP3_FRAME
    key = keys.digest(_REVISION, rendering.digest(mix, index))
    packed = cache.get("analysis", key)
    if packed is None or len(packed) != frames * (4 * _BLOCKS + 4):
        packed = _packed(rendering.mix_down(mix, index))
        cache.put("analysis", key, packed)
    return _unpacked(packed, frames)


def _packed(sound: NDArray[np.float32]) -> bytes:
    """Levels to 1/128 dB, which is closer than anything here is known, and energies."""
    levels = limiter.measure(sound)
    both = (levels.peak, limiter.decibels(levels.power, 10))
    steps = [np.rint(level * 128).astype("<i2").tobytes() for level in both]
    return b"".join((*steps, _energy(sound).astype("<f4").tobytes()))


def _unpacked(packed: bytes, frames: int) -> _Analysis:
    levels = np.frombuffer(packed, "<i2", 2 * frames * _BLOCKS).astype(np.float32) / np.float32(128)
    peak, power = np.split(levels, 2)
    power = np.exp(power * np.float32(np.log(10) / 10))
    return _Analysis(limiter.Levels(peak, power), np.frombuffer(packed, "<f4", frames, 4 * frames * _BLOCKS))


def _energy(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """K-weighted mean square of each MP3 frame, summed over the channels, by Parseval's theorem.

    A frame is filtered as if it repeated for ever, which in the sum is right to some hundredths of a decibel.
    """
    spectrum = np.fft.rfft(sound.reshape(-1, MP3_FRAME, sound.shape[1]), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=2)
    power[:, 1:-1] *= 2
    curve = np.abs(loudness.weights(DELIVERY_RATE, MP3_FRAME)) ** 2 / MP3_FRAME**2
    energy: NDArray[np.float32] = power @ curve.astype(np.float32)
    return energy


def _chunks(analyses: Sequence[_Analysis]) -> list[_Analysis]:
    """The same numbers in stretches of at least _CHUNK frames, which begin and end where pieces do."""
    chunks, waiting = [], []
    for analysis in analyses:
        waiting.append(analysis)
        if sum(len(one.energy) for one in waiting) >= _CHUNK:
            chunks.append(_joined(waiting))
            waiting = []
    return [*chunks, _joined(waiting)] if waiting else chunks


def _joined(parts: Sequence[_Analysis]) -> _Analysis:
    peak = np.concatenate([part.levels.peak for part in parts])
    power = np.concatenate([part.levels.power for part in parts])
    return _Analysis(limiter.Levels(peak, power), np.concatenate([part.energy for part in parts]))


def _loudness(chunks: Sequence[_Analysis], setting: limiter.Setting | None, jobs: int) -> float:
    """What the whole would measure with that *setting*, in LUFS; with None, as it is."""

    def changed(chunk: _Analysis) -> NDArray[np.floating]:
        return chunk.energy if setting is None else chunk.energy * _factors(chunk, setting)

    energies = workers.in_order(changed, chunks, jobs)
    total = np.concatenate(([0.0], np.cumsum(np.concatenate(list(energies)), dtype=np.float64)))
    step = DELIVERY_RATE / 10 / MP3_FRAME
    borders = np.interp(np.arange(0, len(total), step), np.arange(len(total)), total)
    return loudness.integrated(np.diff(borders) / step)


def _factors(chunk: _Analysis, setting: limiter.Setting) -> NDArray[np.float64]:
    """By how much the energy of each MP3 frame changes: the mean over its blocks, the louder weighing more."""
    curve = limiter.curve(chunk.levels, setting)
    factors = np.exp((curve[:-1] + curve[1:]) * (np.log(10) / 20))
    weights = chunk.levels.power + np.float32(1e-20)
    changed = (factors * weights).reshape(-1, _BLOCKS).sum(axis=1)
    ratio: NDArray[np.float64] = changed / weights.reshape(-1, _BLOCKS).sum(axis=1)
    return ratio


def _search(outcome: Callable[[float], float], least: float, wanted: float) -> tuple[float, float]:
    """The lowest stepped gain whose *outcome* is at most half a step below *wanted*, and that outcome.

    Lowest, and not just near enough, so that it does not hang on the way that led there. The outcome rises
    with the gain, ever more slowly, and never more than the gain does, since dynamics only take away: so the
    answer is not below *least*, which would do without them, and a secant from below leads to it or just past.
    """
    at = functools.cache(lambda step: outcome(step * GAIN_STEP))
    lowest = step = int(np.floor(least / GAIN_STEP))
    highest, slope, enough = lowest + round(MOST_GAIN / GAIN_STEP), 1.0, wanted - GAIN_STEP / 2
    while at(step) < enough and step < highest:
        before, onward = step, max(1, round((wanted - at(step)) / GAIN_STEP / slope))
        step = min(highest, step + onward)
        slope = max((at(step) - at(before)) / ((step - before) * GAIN_STEP), _FLATTEST)
    while step > lowest and at(step - 1) >= enough:
        step -= 1
    return round(step * GAIN_STEP, 1), at(step)


def _stepped(decibels: float) -> float:
    return round(round(float(decibels) / GAIN_STEP) * GAIN_STEP, 1)
