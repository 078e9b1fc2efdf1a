"""MPEG-1 Layer III frames by LAME, and the Info frame that tells a player the exact length.

Every piece is encoded by an encoder of its own. Pieces may simply be put one after another when each begins
and ends in digital silence and gives exactly one frame for each 1152 samples: a fresh encoder's first frame
refers to no earlier one, and what its last frames would still hold is silence.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast.errors import SoundError
from reviewcast.model import DELIVERY_RATE, MP3_FRAME

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENCODER_GAIN = -0.446
"""Decibels: LAME multiplies what it encodes at a constant 48 to 160 kbit/s by 0.95."""
QUALITY = 7
"""LAME's own scale: from 7 on it shapes no noise, 2 takes twice the time."""

_DELAY = 576
"""Samples by which LAME's output lags; a decoder knows its own 529 and drops both."""
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""ISO/IEC 11172-3, 2.4.2.3, Layer III."""
_ENCODER = b"LAME3.100"
_STRETCH = 32
"""Bytes of a checksum that are taken one after another; a power of two."""
_LOW_PASS = {1: 200, 2: 170}
"""Hundreds of hertz, by channels: what LAME chooses at 96 and 128 kbit/s."""


@cache
def version() -> str:
    """What decides the bytes of a frame beside its samples: for keys of a cache.

    The name of the package's metadata folder has it; importlib.metadata would take 20 ms to import.
    """
    import lameenc

    for folder in Path(lameenc.__file__).parent.glob("lameenc-*.dist-info"):
        return f"{folder.stem} quality {QUALITY}"
    from importlib import metadata

    return f"lameenc-{metadata.version('lameenc')} quality {QUALITY}"


def encode(samples: NDArray[np.int16], bitrate: int, frames: int) -> bytes:
    """The first *frames* MP3 frames of *samples*, (frames, channels) at DELIVERY_RATE, at constant *bitrate*.

    Raises SoundError when the encoder gives fewer: then its version is not one that we know.
    """
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bitrate)
    encoder.set_in_sample_rate(DELIVERY_RATE)
    encoder.set_channels(samples.shape[1])
    encoder.set_quality(QUALITY)
    encoder.silence()
    data = bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())
    return data[: _end(data, frames)]


def info_frame(frames: int, samples: int, audio: bytes, channels: int, bitrate: int) -> bytes:
    """The frame that stands before *audio*, which has so many MP3 *frames* and is to play for *samples*.

    Its layout is Xing's, with LAME's extension ("Mp3 Info Tag revision 1"): count and bytes for the length,
    a table of contents for seeking, delay and padding so that a decoder gives exactly *samples*.
    """
    header = _header(bitrate, channels)
    size = _size(header)
    padding = frames * MP3_FRAME - samples - _DELAY
    total = size + len(audio)
    xing = b"Info" + struct.pack(">III", 0b1111, frames, total) + bytes(i * 256 // 100 for i in range(100)) + bytes(4)
    lame = _ENCODER + bytes([0x01, _LOW_PASS[channels]]) + bytes(8) + bytes([0, bitrate])
    lame += (_DELAY << 12 | padding).to_bytes(3, "big") + bytes(4) + struct.pack(">IH", total, _crc(audio))
    side = 17 if channels == 1 else 32
    frame = header + bytes(side) + xing + lame
    return (frame + _crc(frame).to_bytes(2, "big")).ljust(size, b"\0")


def _header(bitrate: int, channels: int) -> bytes:
    """MPEG-1 Layer III without CRC, 44.1 kHz, no padding, original; mono or joint stereo."""
    mode = 0xC4 if channels == 1 else 0x44
    return bytes([0xFF, 0xFB, _BITRATES.index(bitrate) << 4, mode])


def _size(header: bytes) -> int:
    """Bytes of a frame with this *header*: 144 times bit rate by sample rate, and one if it is padded."""
    return 144_000 * _BITRATES[header[2] >> 4] // DELIVERY_RATE + (header[2] >> 1 & 1)


def _end(data: bytes, frames: int) -> int:
    """Where the first *frames* frames of *data* end."""
    position = 0
    for _ in range(frames):
        header = data[position : position + 4]
        if len(header) < 4 or header[:2] != b"\xff\xfb" or position + _size(header) > len(data):
            raise SoundError("the MP3 encoder gave too few frames; install the lameenc that reviewcast asks for")
        position += _size(header)
    return position


def _crc(data: bytes) -> int:
    """CRC-16/ARC, as LAME's tag has it, of *data*.

    The state starts at 0, so it is linear: stretches are taken side by side, then joined two by two, each left
    one first sent through as many zeros as the right one has bytes. Megabytes take milliseconds.
    """
    import numpy as np

    words = np.frombuffer(bytes(_STRETCH - len(data) % _STRETCH) + data, "<u2").reshape(-1, _STRETCH // 2)
    jump = _two_zeros()
    states = np.zeros(len(words), np.uint16)
    for column in words.T:
        states = jump.take(states ^ column)
    for _ in range((_STRETCH // 2).bit_length() - 1):
        jump = jump.take(jump)
    while len(states) > 1:
        states = np.concatenate((np.zeros(len(states) % 2, np.uint16), states))
        states = jump.take(states[0::2]) ^ states[1::2]
        jump = jump.take(jump)
    return int(states[0])


@cache
def _two_zeros() -> NDArray[np.uint16]:
    """For each state of the CRC, the state two zero bytes later."""
    import numpy as np

    states: NDArray[np.uint16] = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(16):
        states = np.bitwise_xor(states >> 1, (states & 1) * 0xA001, dtype=np.uint16)
    return states
