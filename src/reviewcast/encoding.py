"""From a master to the finished file, and its receipt: what the file measures after decoding it again."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from reviewcast import cache as keys
from reviewcast import id3, media, mp3, rendering, workers
from reviewcast.errors import SoundError
from reviewcast.loudness import measure
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Enclosure, Receipt
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from reviewcast.cache import Cache
    from reviewcast.model import Master, Tags
    from reviewcast.report import Report

BITRATES = {1: 96, 2: 128}
"""Kilobits a second by channels: what Apple recommends."""

_REVISION = "1"
"""Of the way from a piece to its frames: a new one makes old cache entries strangers."""


def encode(master: Master, tags: Tags, *, cache: Cache, jobs: int = 2, report: Report | None = None) -> Enclosure:
    """Encode *master* piece by piece in *jobs* threads, put tag and header before it, and measure the file.

    The receipt says what was reached; whether that will do is not judged here. Raises SoundError when the file
    does not decode to exactly the master's length.
    """
    report = report or Silence()
    mix, bitrate = master.mix, BITRATES[master.mix.channels]
    frames = []
    encoded = workers.in_order(lambda index: _frames(master, index, cache), range(rendering.pieces(mix)), jobs)
    for done, piece in enumerate(encoded, 1):
        frames.append(piece)
        report.progress(mix.cuts[done], mix.frames)
    audio = b"".join(frames)
    del frames
    header = mp3.info_frame(mix.frames // MP3_FRAME + 1, mix.frames, audio, mix.channels, bitrate)
    data = b"".join((id3.tag(tags), header, audio))
    del audio
    receipt = _receipt(data, master, jobs, report)
    return Enclosure(data, hashlib.sha256(data).hexdigest(), "audio/mpeg", mix.seconds, receipt)


def _frames(master: Master, index: int, cache: Cache) -> bytes:
    """The MP3 frames of one piece; the last piece has one more, for what lags behind in coder and decoder."""
    mix = master.mix
    last = index == rendering.pieces(mix) - 1
    bitrate = BITRATES[mix.channels]
    made_from = (rendering.digest(mix, index), repr((master.gain, master.ceiling, master.target.lufs)))
    key = keys.digest(_REVISION, *made_from, f"{bitrate} {last}", mp3.version())
    frames = cache.get("frames", key)
    if frames is None:
        length = mix.cuts[index + 1] - mix.cuts[index]
        frames = mp3.encode(rendering.render(master, index), bitrate, length // MP3_FRAME + last)
        cache.put("frames", key, frames)
    return frames


def _receipt(data: bytes, master: Master, jobs: int, report: Report) -> Receipt:
    """Decode the finished bytes and measure them: this thread decodes, *jobs* others measure."""
    mix = master.mix
    report.stage("check")
    heard = 0

    def decoded() -> Iterator[NDArray[np.float32]]:
        nonlocal heard
        for block in media.decode_mp3(data):
            if block.shape[1] != mix.channels:
                raise SoundError(f"the finished file decodes to {block.shape[1]} channels instead of {mix.channels}")
            heard += len(block)
            report.progress(heard, mix.frames)
            yield block

    reading = measure(decoded(), DELIVERY_RATE, jobs=jobs)
    if heard != mix.frames:
        raise SoundError(f"the finished file decodes to {heard} samples instead of {mix.frames}; build again")
    # to hundredths, so that the last digits of a sum cannot differ from one build to the next; a peak never lower
    lufs, true_peak = round(reading.lufs, 2), math.ceil(reading.true_peak * 100) / 100
    return Receipt(lufs, true_peak, mix.seconds, BITRATES[mix.channels], mix.channels)
