"""LAME's frames, and our header before them."""

from __future__ import annotations

import re
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import mp3
from reviewcast.errors import SoundError
from reviewcast.media import decode_mp3
from reviewcast.model import MP3_FRAME


def tone(frames: int, channels: int = 1, level: float = 0.5) -> np.ndarray:
    wave = level * 32_767 * np.sin(2 * np.pi * 440 * np.arange(frames * MP3_FRAME) / 44_100)
    return np.repeat(np.rint(wave)[:, None], channels, axis=1).astype(np.int16)


def crc_by_bits(data: bytes) -> int:
    """CRC-16/ARC by the book."""
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return state


def test_the_checksum_is_arc():
    """The published check value of CRC-16/ARC."""
    assert mp3._crc(b"123456789") == 0xBB3D


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=700))
def test_the_checksum_of_any_bytes(data):
    """Taking stretches side by side gives what bit after bit gives."""
    assert mp3._crc(data) == crc_by_bits(data)


@pytest.mark.parametrize(("channels", "bitrate"), [(1, 96), (2, 128)])
def test_the_length_is_exact(channels, bitrate):
    """A decoder gives just the samples that were encoded, in their place."""
    samples = tone(40, channels)
    samples[:1200] = samples[-1200:] = 0
    audio = mp3.encode(samples, bitrate, 41)
    data = mp3.info_frame(41, len(samples), audio, channels, bitrate) + audio
    decoded = np.concatenate(list(decode_mp3(data)))
    assert decoded.shape == samples.shape
    error = decoded - samples / 32_768 * 10 ** (mp3.ENCODER_GAIN / 20)
    assert np.abs(error[3000:-3000]).max() < 0.005


def test_the_encoder_turns_down_by_what_we_say():
    """LAME's 0.95 is measured, so that a version without it is noticed."""
    samples = tone(60)
    audio = mp3.encode(samples, 96, 61)
    decoded = np.concatenate(list(decode_mp3(mp3.info_frame(61, len(samples), audio, 1, 96) + audio)))
    middle = slice(20_000, 40_000)
    ratio = np.std(decoded[middle]) / np.std(samples[middle] / 32_768)
    assert 20 * np.log10(ratio) == pytest.approx(mp3.ENCODER_GAIN, abs=0.01)


@pytest.mark.parametrize(("channels", "bitrate", "tag"), [(1, 96, 21), (2, 128, 36)])
def test_the_header_says_what_follows(channels, bitrate, tag):
    """Counts, delay, padding and both checksums stand where LAME's tag has them."""
    audio = mp3.encode(tone(10, channels), bitrate, 11)
    frame = mp3.info_frame(11, 10 * MP3_FRAME, audio, channels, bitrate)
    assert len(frame) == 144_000 * bitrate // 44_100
    name, flags, frames, size = struct.unpack(">4sIII", frame[tag : tag + 16])
    assert (name, flags, frames, size) == (b"Info", 15, 11, len(frame) + len(audio))
    assert frame[tag + 16 : tag + 116] == bytes(index * 256 // 100 for index in range(100))
    lame = frame[tag + 120 :]
    assert lame[:9] == b"LAME3.100"
    assert lame[20] == bitrate
    assert int.from_bytes(lame[21:24], "big") == 576 << 12 | 576
    assert struct.unpack(">IH", lame[28:34]) == (len(frame) + len(audio), crc_by_bits(audio))
    assert struct.unpack(">H", lame[34:36])[0] == crc_by_bits(frame[: tag + 154])


def test_too_few_frames_are_noticed():
    """An encoder that gives less than it should is an error, not a short file."""
    with pytest.raises(SoundError, match="too few frames"):
        mp3.encode(tone(2), 96, 9)


def test_silence_and_noise_encode_to_frames_of_one_bit_rate():
    """Constant bit rate holds whatever is encoded."""
    noise = np.random.default_rng(1).integers(-32_768, 32_767, (20 * MP3_FRAME, 1)).astype(np.int16)
    for samples in (np.zeros_like(noise), noise):
        assert len(mp3.encode(samples, 96, 20)) == pytest.approx(20 * 313.47, abs=2)


def test_the_version_names_the_encoder():
    """Another lameenc is another key."""
    assert re.fullmatch(r"lameenc-\d+(\.\d+)+ quality 7", mp3.version())
