"""Music beside a voice: how loud it is, and the curve its level follows as an intro, a sting or an outro.

All music stands in one relation to the voice: :data:`MUSIC_BELOW_VOICE` where it is heard alone,
:data:`DUCKED_BELOW_VOICE` or more where the voice is over it. The clip itself is never altered: every fade, and the
5 ms that keep an abrupt file from clicking at its ends, are points of the bed's envelope.

Heavy (numpy and pydub through ``clip``): import it where a build begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from reviewcast.clip import Clip
from reviewcast.model import DELIVERY_RATE, Bed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MUSIC_BELOW_VOICE = 6.0
"""Decibels by which music alone is softer than the voice before mastering, whose compressor brings the two nearer:
in the finished file it is about 3 LU with espeak's voice."""

DUCKED_BELOW_VOICE = 20.0
"""Decibels by which music under the voice is softer than it, at the least; tests hold it to 15 on the mix."""

_DUCK = 0.2
"""-14 dB: what remains of the music's own level under the voice, if that is soft enough."""

_DUCK_SECONDS = 0.4
_SWELL_SECONDS = 1.5
_RISE_SECONDS = 1.0
_FADE_SECONDS = 3.0
_EDGE_SECONDS = 0.005

_UNDER_SECONDS = 15.0
"""An intro goes on under the voice for so long; a whole song would otherwise lie under half a review."""

_SILENCE = -120.0
_FULL = 32_768.0
_HEADROOM = 0.9
"""Of full scale: soft music with sharp peaks is not turned up beyond it."""


def level(clip: Clip, start: float = 0.0, end: float | None = None) -> float:
    """RMS in dBFS, from *start* to *end* seconds, of what is not silence; -120 where all of it is.

    Blocks of 0.4 s; those below -70 dBFS, then those 10 dB below the mean of the others are left out, as by the
    gates of ITU-R BS.1770-4 (annex 1), but without its weighting and its overlaps: quick enough for every take.
    To a hundredth of a decibel, from sums that are exact: how numpy adds up floats may hang on where in memory
    they lie, and a gain that moved in its last digit would make another file of the same words.
    """
    samples = clip.samples()[round(start * clip.rate) : None if end is None else round(end * clip.rate)]
    block = min(round(0.4 * clip.rate), len(samples)) or 1
    blocks = samples[: len(samples) // block * block].astype(np.float64).reshape(-1, block * clip.channels)
    energy: NDArray[np.float64] = np.einsum("ij,ij->i", blocks, blocks) / (blocks.shape[1] * _FULL**2)
    energy = energy[energy > 1e-7]
    if not len(energy):
        return _SILENCE
    return round(float(10 * np.log10(energy[energy >= energy.mean() / 10].mean())), 2)


@dataclass(frozen=True, slots=True)
class Track:
    """A piece of music at DELIVERY_RATE, and the linear gains it is heard at."""

    clip: Clip
    turning: float
    """Seconds from its beginning: where the voice enters over an intro, or ends over an outro."""
    solo: float
    ducked: float

    def entering(self, words: int) -> Bed:
        """As the intro, from the first frame of all: alone up to :attr:`turning`, then under the voice.

        It has ended when *words* frames (at DELIVERY_RATE) of voice and pauses are over, if not before.
        """
        end = min(self.clip.seconds, self.turning + min(words / DELIVERY_RATE, _UNDER_SECONDS))
        fade = min(_FADE_SECONDS, (end - self.turning) / 2)
        clip = _cropped(self.clip, 0, round(end * DELIVERY_RATE))
        before = (max(_EDGE_SECONDS, self.turning - _DUCK_SECONDS), self.solo)
        return _bed(0, clip, (_EDGE_SECONDS, self.solo), before, (self.turning, self.ducked), (end - fade, self.ducked))

    def alone(self, start: int) -> Bed:
        """As a sting, from frame *start*."""
        edge = max(_EDGE_SECONDS, self.clip.seconds - _EDGE_SECONDS)
        return _bed(start, self.clip, (_EDGE_SECONDS, self.solo), (edge, self.solo))

    def rising(self, first: int, last: int) -> Bed:
        """As the outro: under the words that begin at frame *first*, and up to its full level from frame *last* on.

        Where there is less time than :attr:`turning` before *last*, its beginning is left out.
        """
        lead = min(round(self.turning * DELIVERY_RATE), last - first)
        clip = _cropped(self.clip, round(self.turning * DELIVERY_RATE) - lead, self.clip.frames)
        under, total = lead / DELIVERY_RATE, clip.seconds
        risen = (min(_RISE_SECONDS, under / 2), self.ducked)
        swollen = (under + min(_SWELL_SECONDS, (total - under) / 2), self.solo)
        return _bed(last - lead, clip, risen, (under, self.ducked), swollen, (total - _EDGE_SECONDS, self.solo))


def fit(clip: Clip, voice: float, turning: float = 0.0, under: tuple[float, float] = (0.0, 0.0)) -> Track:
    """Bring *clip* to its level beside a *voice* of so many dBFS (see :func:`level`).

    *under* is the stretch of it, in seconds, that will lie under the voice: it is ducked by 16 dB, and
    further where it is louder than the rest.
    """
    solo = min(_gain(voice - MUSIC_BELOW_VOICE - level(clip)), _HEADROOM * _FULL / _peak(clip))
    ducked = min(solo * _DUCK, _gain(voice - DUCKED_BELOW_VOICE - level(clip, *under)))
    return Track(clip, turning, solo, ducked)


def _peak(clip: Clip) -> int:
    """The highest sample, at least 1."""
    samples = clip.samples()
    return max(1, int(samples.max()), -int(samples.min())) if len(samples) else 1


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _cropped(clip: Clip, start: int, end: int) -> Clip:
    if start == 0 and end >= clip.frames:
        return clip
    return Clip.from_samples(clip.samples()[start:end], clip.rate)


def _bed(start: int, clip: Clip, *points: tuple[float, float]) -> Bed:
    """From 0 at its first sample through *points*, as far as a short clip has room for them, to 0 at its last."""
    last = max(0, clip.frames - 1) / DELIVERY_RATE
    times = accumulate((min(seconds, last) for seconds, _ in points), max)
    inner = zip(times, (gain for _, gain in points), strict=True)
    return Bed(start, clip, ((0.0, 0.0), *inner, (last, 0.0)))
