"""pyttsx3's espeak driver on the library that espeakng-loader brought, made to speak before it returns.

It runs in a voice process only. As it comes, the driver synthesises on another thread that also races its
settings, sleeps, and ends in a file or a player; and it takes any espeak-ng that the system has.
"""

# pyttsx3 and what ctypes finds in a library have no types
# ruff: noqa: ANN401

from __future__ import annotations

import ctypes
import os
from typing import Any

from reviewcast.engines.wire import FAILED, LONGEST, SOUND, Request, RequestError, pack_reply

_SONIC_RATE = 450
"""From here on espeak-ng speeds its sound up afterwards, and the times of its events are wrong."""

_EVENT_PHONEME = 7

_DO_NOT_EXIT = 0x8000
"""espeak_Initialize: give -1 when the data is missing."""

_ENDLESS = pack_reply(FAILED, b"it goes on for more than a quarter of an hour")


class Espeak:
    """pyttsx3 as ``init("espeak")`` gives it, with our driver."""

    def __init__(self) -> None:
        self._library = _load_library()
        from pyttsx3.drivers import _espeak

        self._library.espeak_GetParameter.argtypes = (ctypes.c_int, ctypes.c_int)
        self._constants = _espeak
        self._engine, self._driver = _open_pyttsx3(_espeak)

    def voices(self) -> list[str]:
        """The language codes that are voices, such as ``en-us``."""
        return sorted({tag for voice in self._constants.ListVoices(None) for tag in _languages(voice)})

    def set_voice(self, request: Request) -> None:
        """Set voice, rate and pitch through pyttsx3, and read all three back from the library."""
        for name, value in (("voice", request.voice), ("rate", request.rate), ("pitch", request.pitch)):
            self._engine.setProperty(name, value)
        self._driver.take_commands()
        if not self._is_current(request.voice):
            raise RequestError(f'espeak-ng has no voice "{request.voice}"')
        for name, index, value in (
            ("rate", self._constants.RATE, request.rate),
            ("pitch", self._constants.PITCH, request.pitch),
        ):
            actual = self._library.espeak_GetParameter(index, 1)
            if actual != value:
                raise RequestError(f"espeak-ng speaks at {name} {actual} where {value} was asked for")

    def say(self, request: Request) -> bytes:
        """Speak; the reply."""
        if not self._speak(request):
            return _ENDLESS
        pcm = b"".join(self._driver.sound)
        words = () if request.rate >= _SONIC_RATE else ascending(self._driver.events)
        return pack_reply(SOUND, pcm, self._driver.frame_rate, words)

    def transcribe(self, request: Request) -> bytes:
        """Speak to nobody and note the phones; the reply. Only here does the library tell its phones."""
        if self._library.espeak_ng_SetPhonemeEvents(1, 1) != 0:
            raise RequestError("this espeak-ng does not tell what it says")
        if not self._speak(request):
            return _ENDLESS
        heard = merged(self._driver.heard)
        lines = "\n".join(ipa for _, ipa in heard)
        return pack_reply(SOUND, lines.encode(), words=tuple((position, 0) for position, _ in heard))

    def _speak(self, request: Request) -> bool:
        """Whether it came to an end."""
        self.set_voice(request)
        self._engine.say(request.text)
        self._engine.runAndWait()
        return bool(self._driver.size <= LONGEST)

    def _is_current(self, name: str) -> bool:
        voice = self._constants.GetCurrentVoice().contents
        base, _, variant = name.lower().partition("+")
        identifier, _, current = voice.identifier.decode().lower().partition("+")
        names = {identifier, voice.name.decode().lower(), *_languages(voice)}
        return base in names and variant == current


def ascending(events: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """(character from 1, frame) events as (character from 0, frame), strictly and weakly ascending.

    espeak-ng sends several for a number ("2025," has four for one position): the first is where it begins.
    """
    kept: list[tuple[int, int]] = []
    for position, frame in events:
        if position > 0 and frame >= 0 and (not kept or (position - 1 > kept[-1][0] and frame >= kept[-1][1])):
            kept.append((position - 1, frame))
    return tuple(kept)


def merged(events: list[tuple[int, int, bytes]]) -> tuple[tuple[int, str], ...]:
    """(character from 1, length, IPA) of words as (character from 0, IPA), without those that are not heard.

    The words of a number overlap ("2025" has four): they are one, with spaces in it.
    """
    kept: list[tuple[int, str]] = []
    end = 0
    for position, length, data in events:
        ipa = data.decode(errors="ignore")  # the library cuts a phone at 8 bytes
        if not ipa:
            continue
        if kept and position < end:
            kept[-1] = (kept[-1][0], f"{kept[-1][1]} {ipa}")
        else:
            kept.append((max(position - 1, 0), ipa))
        end = max(end, position + length)
    return tuple(kept)


def _load_library() -> Any:
    """Import pyttsx3's binding on the library of espeakng-loader, whatever else the system has."""
    import espeakng_loader

    path = espeakng_loader.get_library_path()
    # espeak-ng cuts the path of its data at 160 characters, so it is given as "." from inside that folder
    os.chdir(os.path.dirname(path))  # noqa: PTH120 - pathlib would be the largest import of this process
    library = ctypes.CDLL(path)
    ctypes.cdll.LoadLibrary = lambda _name: library  # type: ignore[method-assign, assignment]
    try:
        import pyttsx3.drivers._espeak
    finally:
        del ctypes.cdll.LoadLibrary
    del pyttsx3
    return library


def _open_pyttsx3(constants: Any) -> tuple[Any, Any]:
    """``pyttsx3.init("espeak")`` with a driver that speaks before it returns, and that driver."""
    import pyttsx3
    from pyttsx3.drivers import espeak

    initialize = constants.Initialize
    rates: list[int] = []

    def start(_mode: int, milliseconds: int) -> int:
        rates.append(initialize(constants.AUDIO_OUTPUT_SYNCHRONOUS, milliseconds, b".", _DO_NOT_EXIT))
        return rates[0]

    constants.Initialize = start
    espeak.EspeakDriver = _driver_class(espeak.EspeakDriver, constants)
    engine = pyttsx3.init("espeak")
    driver = engine.proxy._driver
    driver.frame_rate = rates[0]
    return engine, driver


def _driver_class(base: Any, constants: Any) -> Any:
    class Driver(base):  # type: ignore[misc]
        """pyttsx3's own, but sound and events are collected, and there when ``startLoop`` returns."""

        def take_commands(self) -> None:
            """Let pyttsx3 hand over the settings that it holds back while busy."""
            self._proxy.setBusy(False)

        def startLoop(self) -> None:  # noqa: N802 - pyttsx3's name
            self.take_commands()
            self._start_synthesis(self._text_to_say or "")

        def _start_synthesis(self, text: str) -> None:
            self.sound: list[bytes] = []
            self.events: list[tuple[int, int]] = []
            self.heard: list[tuple[int, int, bytes]] = [(0, 0, b"")]
            self.size = 0
            # without ENDPAUSE: pauses are the script's
            constants.Synth(text.encode(), flags=constants.CHARS_UTF8 | constants.PHONEMES)

        def _onSynth(self, wave: Any, frames: int, events: Any) -> int:  # noqa: N802 - pyttsx3's name
            index = 0
            while (event := events[index]).type != constants.EVENT_LIST_TERMINATED:
                if event.type == constants.EVENT_WORD:
                    self.events.append((event.text_position, event.sample))
                    self.heard.append((event.text_position, event.length, b""))
                elif event.type == _EVENT_PHONEME:
                    position, length, ipa = self.heard[-1]
                    self.heard[-1] = position, length, ipa + _ipa(event)
                index += 1
            if frames > 0:
                self.sound.append(ctypes.string_at(wave, frames * 2))
                self.size += frames * 2
            return int(self.size > LONGEST)

    return Driver


def _ipa(event: Any) -> bytes:
    """The phone of an event, up to 8 bytes in the place of its ``id``; nothing for a change of language, "(en)"."""
    ipa = ctypes.string_at(ctypes.addressof(event) + type(event).id.offset, 8).partition(b"\0")[0]
    return b"" if ipa.startswith(b"(") else ipa


def _languages(voice: Any) -> list[str]:
    """espeak-ng writes them as (a byte of priority, text, 0) over and over, and a 0 at the end."""
    tags: list[str] = []
    address = ctypes.c_void_p.from_buffer(voice, type(voice).languages.offset).value
    while address and ctypes.string_at(address, 1) != b"\0":
        tag = ctypes.string_at(address + 1)
        tags.append(tag.decode().lower())
        address += len(tag) + 2
    return tags
