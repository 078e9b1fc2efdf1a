"""Listening to what lies there: every audio file decoded and measured, once for each content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reviewcast import stderr, workers
from reviewcast.cache import digest
from reviewcast.checks.places import MOST_AUDIO
from reviewcast.errors import ReviewcastError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from reviewcast.cache import Cache
    from reviewcast.checks.places import Place

_KIND = "measured"
_REVISION = "1"
"""Of how it is measured: a new one makes old cache entries strangers."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What an audio file is."""

    digest: str
    """SHA-256, in hex."""
    seconds: float
    channels: int
    lufs: float
    true_peak: float
    chapters: tuple[tuple[int, int, str], ...]
    """(start, end, title) of its ID3 tag, in milliseconds."""
    damage: str = ""
    """What is wrong with its tag; empty when nothing is."""


def listen(addresses: Iterable[str], place: Place, cache: Cache | None, *, jobs: int) -> dict[str, Sound | str]:
    """Every audio file of *addresses* that is there, measured by *jobs* threads; for one that does not play, why."""

    def heard(address: str) -> tuple[str, Sound | str | None]:
        data = place.read(address, MOST_AUDIO)
        return address, None if data is None else _known(data, cache)

    with stderr.muted():
        heard_all = dict(workers.in_order(heard, addresses, jobs))
    return {address: sound for address, sound in heard_all.items() if sound is not None}


def _known(data: bytes, cache: Cache | None) -> Sound | str:
    """Out of the *cache*, else measured and put there; what does not play is never kept."""
    content = hashlib.sha256(data).hexdigest()
    key = digest(_REVISION, content)
    if cache and (found := cache.get(_KIND, key)):
        row = json.loads(found)
        return Sound(**{**row, "chapters": tuple((start, end, title) for start, end, title in row["chapters"])})
    try:
        sound = _measured(data, content)
    except ReviewcastError as error:
        return error.message
    if cache:
        cache.put(_KIND, key, json.dumps(asdict(sound)).encode())
    return sound


def _measured(data: bytes, content: str) -> Sound:
    from reviewcast import media
    from reviewcast.loudness import measure

    rate, channels = media.shape(data)
    frames = 0

    def counted() -> Iterator[NDArray[np.float32]]:
        nonlocal frames
        for block in media.decode_mp3(data):
            frames += len(block)
            yield block

    reading = measure(counted(), rate)
    chapters, damage = _chapters(data)
    return Sound(content, frames / rate, channels, reading.lufs, reading.true_peak, chapters, damage)


def _chapters(data: bytes) -> tuple[tuple[tuple[int, int, str], ...], str]:
    from reviewcast import id3

    try:
        return tuple(id3.read_chapters(data)), ""
    except ValueError as error:
        return (), str(error)
