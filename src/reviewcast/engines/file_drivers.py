"""pyttsx3's drivers ``sapi5`` (Windows) and ``nsss`` (macOS), which write a file and know no word times.

Nobody has run this on those systems yet; what reads the files is tested.
"""

from __future__ import annotations

import os
import re

from reviewcast.engines.wire import SOUND, Request, RequestError, pack_reply

FILE_DRIVERS = ("sapi5", "nsss")

_COMMANDS = re.compile(r"\[{2,}|\]{2,}|<")


def inert(text: str) -> str:
    """*text* with spaces for what these systems take for a command; as long as before.

    SAPI 5 takes a text that begins with ``<`` for XML (``ISpVoice::Speak``, SPF_DEFAULT), and macOS acts on embedded
    speech commands such as ``[[slnc 1000]]``. Neither is told a pronunciation, so every such sign is the review's.
    """
    return _COMMANDS.sub(lambda found: " " * len(found[0]), text)


def say_by_file(request: Request) -> bytes:
    """Speak with ``sapi5`` or ``nsss``, which write WAV and AIFF; their words have no times."""
    import tempfile

    import pyttsx3

    engine = pyttsx3.init(request.driver)
    failures: list[BaseException] = []
    engine.connect("error", lambda exception, **_: failures.append(exception))
    engine.setProperty("voice", request.voice)
    engine.setProperty("rate", request.rate)
    if request.pitch != 50:  # sapi5 refuses to hear of pitch at all
        engine.setProperty("pitch", request.pitch)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "take.wav")  # noqa: PTH118
        if request.text:
            engine.save_to_file(inert(request.text), path)
        engine.runAndWait()
        if failures:
            raise RequestError(f"{request.driver} refuses: {failures[0]}")
        return pack_reply(SOUND, *read_sound(path)) if request.text else pack_reply(SOUND, b"")


def read_sound(path: str) -> tuple[bytes, int]:
    """(PCM, frames a second) of a mono 16-bit WAV or AIFF."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] == b"FORM":
        return parse_aiff(data)
    import wave

    with wave.open(path, "rb") as sound:
        if (sound.getnchannels(), sound.getsampwidth()) != (1, 2):
            raise RequestError("the driver's sound is not mono with 16 bits")
        return sound.readframes(sound.getnframes()), sound.getframerate()


def parse_aiff(data: bytes) -> tuple[bytes, int]:
    """(PCM, frames a second) of a mono 16-bit AIFF (Apple, Audio Interchange File Format 1.3)."""
    chunks, at = {}, 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        chunks[data[at : at + 4]] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    common, sound = chunks.get(b"COMM", b""), chunks.get(b"SSND", b"")
    if data[8:12] != b"AIFF" or len(common) < 18 or common[:2] != b"\0\1" or common[6:8] != b"\0\x10":
        raise RequestError("the driver's sound is not a mono AIFF with 16 bits")
    # 80-bit float: an exponent with the bias 16383, a mantissa of 64 bits with its leading 1 written out
    rate = int.from_bytes(common[10:18], "big") >> (16_383 + 63 - int.from_bytes(common[8:10], "big"))
    samples = bytearray(sound[8 : 8 + 2 * int.from_bytes(common[2:6], "big")])
    samples[::2], samples[1::2] = samples[1::2], samples[::2]
    return bytes(samples), rate
