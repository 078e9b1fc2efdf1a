"""Reading the files that pyttsx3's drivers for Windows and macOS write."""

from __future__ import annotations

import struct
import wave

import pytest

from reviewcast.engines.file_drivers import parse_aiff, read_sound
from reviewcast.engines.wire import RequestError

PCM = struct.pack("<4h", 1, -2, 300, -32768)


def aiff(channels=1, bits=16, kind=b"AIFF"):
    """An AIFF as the specification draws it: 22,050 Hz is 0x400D AC44 0000 0000 0000."""
    rate = bytes.fromhex("400DAC44000000000000")
    common = struct.pack(">hIh", channels, 4, bits) + rate
    sound = struct.pack(">II4h", 0, 0, 1, -2, 300, -32768)
    chunks = b"".join(
        name + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in ((b"COMM", common), (b"ANNO", b"odd"), (b"SSND", sound))
    )
    return b"FORM" + struct.pack(">I", len(chunks) + 4) + kind + chunks


def test_an_aiff_is_read():
    """Big-endian samples, the rate as an 80-bit float, chunks padded to even lengths."""
    assert parse_aiff(aiff()) == (PCM, 22_050)


@pytest.mark.parametrize("data", [aiff(channels=2), aiff(bits=24), aiff(kind=b"AIFC"), aiff()[:20], b"FORM"])
def test_another_aiff_is_refused(data):
    """Stereo, 24 bits, compressed, cut off."""
    with pytest.raises(RequestError):
        parse_aiff(data)


def test_a_wav_is_read(tmp_path):
    """As sapi5 writes it."""
    with wave.open(str(tmp_path / "take.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(PCM)
    assert read_sound(str(tmp_path / "take.wav")) == (PCM, 16_000)


def test_an_aiff_is_known_by_its_bytes(tmp_path):
    """nsss writes one whatever the name says."""
    (tmp_path / "take.wav").write_bytes(aiff())
    assert read_sound(str(tmp_path / "take.wav")) == (PCM, 22_050)
