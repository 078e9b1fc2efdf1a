"""Sound in memory. The only module that knows pydub, which holds the audio and never opens a file.

pydub is imported with its one warning silenced: it looks for ffmpeg at import and complains when there is
none, and reviewcast never asks it for one.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SAMPLE_WIDTH = 2
"""Bytes a sample: everything is 16-bit."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """16-bit sound with its rate and channels; an immutable value around a pydub ``AudioSegment``."""

    segment: Any

    @classmethod
    def from_pcm(cls, pcm: bytes, rate: int, channels: int = 1) -> Clip:
        """Little-endian interleaved 16-bit samples; *pcm* is kept, not copied."""
        return cls(AudioSegment(data=pcm, sample_width=SAMPLE_WIDTH, frame_rate=rate, channels=channels))

    @classmethod
    def from_samples(cls, samples: NDArray[np.int16], rate: int) -> Clip:
        """*samples* has the shape (frames,) or (frames, channels)."""
        channels = 1 if samples.ndim == 1 else samples.shape[1]
        return cls.from_pcm(np.ascontiguousarray(samples, dtype="<i2").tobytes(), rate, channels)

    @classmethod
    def silence(cls, frames: int, rate: int, channels: int = 1) -> Clip:
        """Digital silence."""
        return cls.from_pcm(bytes(frames * channels * SAMPLE_WIDTH), rate, channels)

    @classmethod
    def join(cls, pieces: Iterable[Clip], rate: int, channels: int = 1) -> Clip:
        """All *pieces* one after another, joined once; each must have that rate and those channels.

        pydub's ``+`` copies everything joined so far, which is quadratic; this is one pass.
        """
        collected = []
        for piece in pieces:
            if (piece.rate, piece.channels) != (rate, channels):
                raise ValueError(f"a piece of {piece.rate} Hz x {piece.channels} in a join of {rate} Hz x {channels}")
            collected.append(piece.pcm)
        return cls.from_pcm(b"".join(collected), rate, channels)

    @property
    def pcm(self) -> bytes:
        """The bytes themselves, not a copy."""
        data: bytes = self.segment.raw_data
        return data

    @property
    def rate(self) -> int:
        """Frames a second."""
        rate: int = self.segment.frame_rate
        return rate

    @property
    def channels(self) -> int:
        """1 or 2."""
        channels: int = self.segment.channels
        return channels

    @property
    def frames(self) -> int:
        """Its length in frames."""
        return len(self.pcm) // (SAMPLE_WIDTH * self.channels)

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return self.frames / self.rate

    def samples(self) -> NDArray[np.int16]:
        """A read-only view of the shape (frames, channels)."""
        view: NDArray[np.int16] = np.frombuffer(self.pcm, dtype="<i2").reshape(-1, self.channels)
        return view
