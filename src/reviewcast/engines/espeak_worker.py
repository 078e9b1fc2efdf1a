"""What runs in espeak-ng's voice process: pyttsx3 brought up once, and a fork of it for each utterance.

Started by :mod:`reviewcast.engines.espeak_ng`; no numpy, so that it is up in some 40 ms and a fork of it takes two.

What espeak-ng says depends on what its process said before, and some plain text makes it abort. So each child sets
the voice, checks it, speaks and ends. The drivers ``sapi5`` and ``nsss`` are asked in a process that ends with it.
"""

from __future__ import annotations

from reviewcast.engines.espeak_driver import Espeak
from reviewcast.engines.nursery import serve
from reviewcast.engines.wire import SOUND, Request, RequestError, pack_reply


def main() -> None:
    """Serve until standard input ends, which it does when the parent does."""
    voices = _Voices()
    serve(voices.answer, warm=voices.warm, fork=lambda body: Request.unpack(body).driver == "espeak")


class _Voices:
    """espeak-ng, once it is warm."""

    def __init__(self) -> None:
        self._espeak: Espeak | None = None
        self._broken = ""

    def warm(self) -> None:
        """Bring pyttsx3 up."""
        try:
            self._espeak = Espeak()
        except Exception as error:  # told to whoever asks for something
            self._broken = f"{type(error).__name__}: {error}"

    def answer(self, body: bytes) -> bytes:
        """The reply to a request."""
        request, espeak = Request.unpack(body), self._espeak
        if request.driver != "espeak":
            from reviewcast.engines.file_drivers import say_by_file

            return say_by_file(request)
        if espeak is None:
            raise RequestError(f"espeak-ng cannot be started: {self._broken}")
        if not request.voice:
            return pack_reply(SOUND, "\n".join(espeak.voices()).encode())
        if not request.text:
            espeak.set_voice(request)
            return pack_reply(SOUND, b"")
        return espeak.transcribe(request) if request.transcribe else espeak.say(request)
