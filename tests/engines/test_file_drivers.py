"""Reading the files that pyttsx3's drivers for Windows and macOS write."""

from __future__ import annotations

import struct
import wave

import pytest

from reviewcast.engines.file_drivers import inert, parse_aiff, read_sound, say_by_file
from reviewcast.engines.wire import Request, RequestError

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


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("<speak><audio src='x'/></speak>", " speak> audio src='x'/> /speak>"),
        ("  <rate speed='9'>no", "   rate speed='9'>no"),
        ("a [[slnc 1000]] pause", "a   slnc 1000   pause"),
        ("[[[volm 0]]] [one] 2 > 1", "   volm 0    [one] 2 > 1"),
    ],
)
def test_commands_in_a_text_are_inert(text, spoken):
    """SAPI takes a text that begins with ``<`` for XML; macOS acts on what stands in double brackets."""
    assert inert(text) == spoken
    assert len(spoken) == len(text)


def test_the_drivers_get_inert_text(monkeypatch):
    """What reaches pyttsx3 has gone through the guard."""
    import pyttsx3

    given = []

    class Fake:
        def connect(self, *_): ...
        def setProperty(self, *_): ...  # noqa: N802 - pyttsx3's name
        def runAndWait(self): ...  # noqa: N802 - pyttsx3's name

        def save_to_file(self, text, path):
            given.append(text)
            with wave.open(path, "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
                file.writeframes(PCM)

    monkeypatch.setattr(pyttsx3, "init", lambda _driver: Fake())
    say_by_file(Request(165, 50, "sapi5", "", "<b>[[rate 9]]"))
    assert given == [" b>  rate 9  "]
