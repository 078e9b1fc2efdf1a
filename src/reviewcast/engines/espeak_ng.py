"""The engine ``pyttsx3``: espeak-ng in processes of its own, driven through pyttsx3.

This is the side of the parent; what runs in the processes is :mod:`reviewcast.engines.espeak_worker`.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from reviewcast.engines import DEADLINE, FailedTakeError, Heard, Recording, check_numbers, lower
from reviewcast.engines.crew import Crew, worker
from reviewcast.engines.espeak_phonemes import guarded
from reviewcast.engines.packages import version_of
from reviewcast.engines.wire import CAN_FORK, Request
from reviewcast.errors import VoiceError, did_you_mean

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from reviewcast.engines.wire import Reply
    from reviewcast.model import Voice
    from reviewcast.phonetics import Phones

_OURS = "2"
"""Raise it when what this engine does to a sentence changes: old takes are then recorded anew."""

_DRIVERS = {"espeak": None, "sapi5": "win32", "nsss": "darwin"}
"""pyttsx3's drivers, and the ``sys.platform`` of those that need one."""

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
"""The library ends the text at a NUL and takes commands after an 0x01."""

_INITIAL = re.compile(r"(?<![^\W_])([A-Z])\.(?= ?[A-Z])")
"""The library ends a clause at the full stop of "J. J. Abrams", and takes the letter A without one for the article."""


def version() -> str:
    """The versions of the libraries that decide a take's bytes; starts nothing."""
    return f"pyttsx3 {_version_of('pyttsx3')}, espeakng-loader {_version_of('espeakng_loader')}, {_OURS}"


class EspeakNg:
    """A voice process, which forks a child for every utterance; at most *jobs* speak at once."""

    name = "pyttsx3"

    def __init__(self, jobs: int = 2, *, deadline: float = DEADLINE) -> None:
        program = worker("espeak_worker")
        self._espeak = Crew(program, jobs, deadline=deadline, once=not CAN_FORK)
        self._others = Crew(program, jobs, deadline=deadline, once=True)
        """For the drivers of other systems."""
        self._checked: set[tuple[str, ...]] = set()

    def version(self, voice: Voice) -> str:  # noqa: ARG002 - the protocol's
        """Of the libraries, whichever voice of theirs it is."""
        return version()

    def prepare(self, voice: Voice) -> None:
        """Start the voice process."""
        if voice.driver == "espeak":
            self._espeak.wake()

    def check(self, voice: Voice) -> None:
        """Raise VoiceError unless espeak-ng (or the driver) is *voice* when asked to be: set and read back."""
        key = voice.recording_key()
        if key in self._checked:
            return
        request = _request("", voice)
        try:
            self._ask(request)
        except FailedTakeError:
            raise
        except VoiceError as error:
            hint = did_you_mean(voice.voice.lower(), self.voices()) if voice.driver == "espeak" else ""
            raise VoiceError(f'the voice "{voice.profile}": {error.message}{hint}') from None
        self._checked.add(key)

    def voices(self) -> tuple[str, ...]:
        """espeak-ng's language codes; each may be followed by a variant, as in ``en-us+f3``."""
        return tuple(self._ask(Request(0, 0, "espeak", "", "")).payload.decode().splitlines())

    def say(self, spoken: str, voice: Voice) -> Recording:
        """Record *spoken* in a process that never spoke before; control characters become spaces."""
        pcm, rate, words = self._ask(_request(_fit(spoken), voice))
        if not rate or len(pcm) % 2:
            raise FailedTakeError("it came back broken")
        from reviewcast.clip import Clip
        from reviewcast.model import WordTime

        times = tuple(WordTime(position, frame / rate) for position, frame in words if position < len(spoken))
        return Recording(Clip.from_pcm(pcm, rate), times)

    def lower(self, phones: Phones, voice: Voice) -> str | None:
        """As :func:`reviewcast.engines.lower`."""
        return lower(phones, voice)

    def transcribe(self, spoken: str, voice: Voice) -> tuple[Heard, ...]:
        """What is said, in IPA as espeak-ng writes it (``hjˈuːstən``), in a process that never spoke before.

        Small words that it runs into one are one (``ʌvðə``). The drivers of other systems tell nothing.
        """
        if voice.driver != "espeak":
            return ()
        payload, _, words = self._ask(_request(_fit(spoken), voice)._replace(transcribe=True))
        try:
            lines = payload.decode().split("\n") if words else []
        except UnicodeDecodeError:
            lines = []
        if len(lines) != len(words) or not all(map(str.isprintable, lines)):
            raise FailedTakeError("it came back broken")
        return tuple(Heard(at, ipa) for (at, _), ipa in zip(words, lines, strict=True) if at < len(spoken))

    def close(self) -> None:
        """End the voice process and its children; a thread that waits for one gets VoiceError."""
        self._espeak.close()
        self._others.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: Request) -> Reply:
        crew = self._espeak if request.driver == "espeak" else self._others
        return crew.ask(request.pack())


def _fit(spoken: str) -> str:
    """*spoken* without what the library takes for a command, but for blocks of phonemes; never empty.

    Each character keeps its place, since the library tells the times of words by it.
    """
    plain = _INITIAL.sub(lambda initial: "A-" if initial[1] == "A" else f"{initial[1]} ", spoken.translate(_CONTROLS))
    return guarded(plain) or " "


def _request(text: str, voice: Voice) -> Request:
    """A request whose numbers and lengths fit; the worker sees to the rest."""
    check_numbers(voice)
    _check_driver(voice)
    if not 0 < len(voice.voice) < 1_000:
        raise VoiceError(f'the voice "{voice.profile}" names no voice of the engine; write for example "en-us"')
    return Request(voice.rate, voice.pitch, voice.driver, voice.voice, text)


def _check_driver(voice: Voice) -> None:
    if voice.driver not in _DRIVERS:
        hint = did_you_mean(voice.driver, _DRIVERS) or "; choose " + ", ".join(_DRIVERS)
        raise VoiceError(f'the voice "{voice.profile}" has an unknown driver "{voice.driver}"{hint}')
    platform = _DRIVERS[voice.driver]
    if platform not in {None, sys.platform}:
        raise VoiceError(
            f'the voice "{voice.profile}" has the driver "{voice.driver}", which this system lacks; use "espeak"'
        )


def _version_of(package: str) -> str:
    if found := version_of(package):
        return found
    raise VoiceError(f"the package {package} is not installed; install reviewcast again")
