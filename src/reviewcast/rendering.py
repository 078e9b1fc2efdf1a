"""One piece of a mix: what it is made of, how it sounds before mastering, and how after.

A piece lies between two neighbouring cuts of a mix. All is digital silence around a cut, so a piece can be
rendered on its own, and pieces are rendered as they are needed: the whole signal never exists at once.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import limiter
from reviewcast.model import DELIVERY_RATE
from reviewcast.resampling import resample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reviewcast.model import Bed, Master, Mix

_FULL_SCALE = np.float32(32_768)


def pieces(mix: Mix) -> int:
    """How many pieces *mix* has."""
    return len(mix.cuts) - 1


def digest(mix: Mix, index: int) -> str:
    """SHA-256 of all that piece *index* is made of, wherever in the episode it stands."""
    first, last = mix.cuts[index : index + 2]
    total = hashlib.sha256(f"{mix.channels} {mix.voice.rate} {last - first}".encode())
    total.update(_voice(mix, first, last).tobytes())
    for bed, start, end in _beds(mix, first, last):
        total.update(f" bed {bed.clip.channels} {start - first} {start - bed.start} {bed.envelope}".encode())
        if bed.frames:
            total.update(f" again and again {end - start}".encode())
        once = min(end, start + bed.clip.frames)
        total.update(_music(bed, start, once).tobytes())
    return total.hexdigest()


def mix_down(mix: Mix, index: int) -> NDArray[np.float32]:
    """Piece *index* before mastering: (frames, channels) at DELIVERY_RATE, full scale 1."""
    first, last = mix.cuts[index : index + 2]
    sound = np.zeros((last - first, mix.channels), np.float32)
    voice = _voice(mix, first, last)
    if voice.any():
        spoken = resample(voice.astype(np.float32), mix.voice.rate, DELIVERY_RATE)[: last - first]
        sound[: len(spoken)] = spoken[:, None]
    for bed, start, end in _beds(mix, first, last):
        music = _music(bed, start, end).astype(np.float32)
        if music.shape[1] > mix.channels:
            music = music.mean(axis=1, keepdims=True)
        sound[start - first : end - first] += music * _envelope(bed, start, end)[:, None]
    sound /= _FULL_SCALE
    return sound


def render(master: Master, index: int) -> NDArray[np.int16]:
    """Piece *index* as it goes to the encoder: (frames, channels), no sample above the master's ceiling."""
    sound = mix_down(master.mix, index)
    setting = limiter.Setting(master.gain, master.ceiling, master.target.lufs)
    limiter.apply(sound, limiter.curve(limiter.measure(sound), setting))
    sound *= _FULL_SCALE
    return np.rint(sound, out=sound).astype(np.int16)


def _voice(mix: Mix, first: int, last: int) -> NDArray[np.int16]:
    """The voice between two cuts, at its own rate; pieces are whole numbers of its frames too."""
    share = DELIVERY_RATE // mix.voice.rate
    return mix.voice.samples()[first // share : last // share, 0]


def _beds(mix: Mix, first: int, last: int) -> Iterator[tuple[Bed, int, int]]:
    """The music that sounds between two cuts, each with the frames of the time line at which it begins and ends."""
    for bed in mix.beds:
        start, end = max(first, bed.start), min(last, bed.end)
        if start < end:
            yield bed, start, end


def _music(bed: Bed, start: int, end: int) -> NDArray[np.int16]:
    """The bed's own sound for the frames of the time line from *start* to *end*, its clip over again if need be."""
    samples = bed.clip.samples()
    first, frames = start - bed.start, end - start
    if first + frames <= len(samples):
        return samples[first : first + frames]
    return np.resize(np.roll(samples, -first, axis=0), (frames, samples.shape[1]))


def _envelope(bed: Bed, start: int, end: int) -> NDArray[np.float32]:
    """The bed's gain for each frame of the time line from *start* to *end*.

    Between two points of one gain there is nothing to work out, and most of a room's tone is such a stretch.
    """
    seconds, gains = zip(*bed.envelope, strict=True)
    points = np.multiply(seconds, DELIVERY_RATE)
    first, last = start - bed.start, end - bed.start
    curve = np.empty(last - first, np.float32)
    borders = np.clip(np.ceil(points).astype(int), first, last)
    for begin, stop, index in zip((first, *borders), (*borders, last), range(-1, len(gains)), strict=True):
        before, after = gains[max(index, 0)], gains[min(index + 1, len(gains) - 1)]
        if before == after:
            curve[begin - first : stop - first] = before
        elif begin < stop:
            curve[begin - first : stop - first] = np.interp(np.arange(begin, stop), points, gains)
    return curve
