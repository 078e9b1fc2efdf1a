"""A take made ready to be joined: cut to its words, at its level, its ends rounded off, its words at their times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import timing
from reviewcast.resampling import resample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewcast.model import Take
    from reviewcast.trimming import Edges

_HEAD_FADE, _TAIL_FADE = 0.005, 0.010
"""Seconds in which a take comes and goes, in half a cosine."""

_FULL = 32_767.0


@dataclass(frozen=True, slots=True)
class Dub:
    """What of a take goes into the join."""

    take: Take
    buffers: tuple[memoryview, ...]
    """16-bit samples, to be laid one after the other."""
    sounding: int
    """Frames from its beginning up to where its sound has ended."""

    @property
    def frames(self) -> int:
        """Its length at the rate of the join."""
        return sum(map(len, self.buffers))


def dub(take: Take, edges: Edges, rate: int, gain: float) -> Dub:
    """*take* at *rate*, with *gain* decibels (at most 0); what needs no other rate or level is not even copied."""
    samples = take.clip.samples()[edges.start : edges.end, 0]
    if take.clip.rate != rate or gain:
        samples = _converted(samples, take.clip.rate, rate, gain)
    head = min(round(_HEAD_FADE * rate), len(samples) // 2)
    tail = min(round(_TAIL_FADE * rate), len(samples) // 2)
    inner = samples[head : len(samples) - tail]
    buffers = (
        np.rint(samples[:head] * _ramp(head)).astype(np.int16).data,
        inner.data,
        np.rint(samples[len(samples) - tail :] * _ramp(tail)[::-1]).astype(np.int16).data,
    )
    sounding = min(len(samples), round((edges.last - edges.start) * rate / take.clip.rate))
    return Dub(take, buffers, sounding)


def words(take: Take, edges: Edges) -> tuple[tuple[int, float, bool], ...]:
    """When the words of *take*, as they are shown, begin, in seconds from where it is cut; see :attr:`Cue.words`."""
    utterance, rate = take.utterance, take.clip.rate
    known, shift = take.words, edges.start / rate
    if not known:
        known = timing.estimate(utterance.spoken, (edges.last - edges.first) / rate)
        shift = (edges.start - edges.first) / rate
    length = (edges.end - edges.start) / rate
    placed = timing.place(utterance.text, utterance.spoken, known)
    return tuple((at, min(max(seconds - shift, 0.0), length), estimated) for at, seconds, estimated in placed)


def _ramp(frames: int) -> NDArray[np.float64]:
    ramp: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / max(1, frames))
    return ramp


def _converted(samples: NDArray[np.int16], from_rate: int, rate: int, gain: float) -> NDArray[np.int16]:
    """Resampled in floating point and turned down; rounded once, and never clipped."""
    sound = samples.astype(np.float32) * np.float32(10 ** (gain / 20))
    sound = resample(sound, from_rate, rate)
    peak = float(np.abs(sound).max(initial=0.0))
    if peak > _FULL:
        sound *= np.float32(_FULL / peak)
    return np.rint(sound).astype(np.int16)
