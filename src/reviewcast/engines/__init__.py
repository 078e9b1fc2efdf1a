"""Engines: what turns words into sound, each one file behind one protocol.

Looking an engine up, asking its version and starting it load nothing heavy: a profile names its engine, and
only then is that engine's module imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reviewcast.errors import VoiceError, did_you_mean

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from reviewcast.clip import Clip
    from reviewcast.model import Voice, WordTime
    from reviewcast.phonetics import Phones

NAMES = ("pyttsx3", "piper", "kokoro", "tone")
"""The engines a voice profile may name."""

RATES = range(80, 451)
"""Words a minute that an engine must take."""

PITCHES = range(101)

DEADLINE = 30.0
"""Seconds one utterance may take before it counts as hung."""


class FailedTakeError(VoiceError):
    """One attempt at one utterance failed in a way that another attempt may not: its process died or hung."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What an engine gives for one utterance."""

    clip: Clip
    """Mono, at the engine's own rate."""
    words: tuple[WordTime, ...] = ()
    """In the order of the text and of time, or empty where the engine does not know."""


class Heard(NamedTuple):
    """A word, or a few run together, as an engine says it."""

    position: int
    """The index of its first character in what is spoken; of a block of phones, somewhere inside."""
    ipa: str
    """As the engine writes it; the words of a number have spaces between them."""


class Engine(Protocol):
    """A voice's machine. What it says depends on the words and the voice alone, never on what it said before.

    Threads may share one; as many as the ``jobs`` it was opened with are served at once.
    """

    @property
    def name(self) -> str:
        """The name by which profiles choose it."""

    def version(self, voice: Voice) -> str:
        """Of everything that decides the sound of *voice*: with its settings and the words, a take's identity.

        As :func:`reviewcast.engines.version`; starts nothing.
        """

    def prepare(self, voice: Voice) -> None:
        """Begin to load what *voice* needs, and do not wait for it; what is wrong with it is told by ``check``."""

    def check(self, voice: Voice) -> None:
        """Raise VoiceError when *voice* is not one that this engine can be."""

    def voices(self) -> tuple[str, ...]:
        """The names that ``Voice.voice`` may have, sorted."""

    def say(self, spoken: str, voice: Voice) -> Recording:
        """Record *spoken*; FailedTakeError when it may be tried again, VoiceError when that is no use."""

    def lower(self, phones: Phones, voice: Voice) -> str | None:
        """How *phones* are to stand in what is spoken by *voice*; None where they cannot be told."""

    def transcribe(self, spoken: str, voice: Voice) -> tuple[Heard, ...]:
        """What it would say, word by word in their order, or empty where it cannot tell; the errors of ``say``."""

    def close(self) -> None:
        """End every process of its own at once, also under a thread that waits for one; may be repeated."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_engine(name: str, jobs: int = 2, *, deadline: float = DEADLINE) -> Engine:
    """The engine called *name*; nothing is started before it is asked, or told to :meth:`Engine.prepare`.

    *jobs* is how many utterances may be recorded at once, *deadline* the seconds one may take. Raises
    VoiceError for an unknown name.
    """
    if name == "pyttsx3":
        from reviewcast.engines.espeak_ng import EspeakNg

        return EspeakNg(jobs, deadline=deadline)
    if name == "piper":
        from reviewcast.engines.piper import Piper

        return Piper(jobs, deadline=deadline)
    if name == "kokoro":
        from reviewcast.engines.kokoro import Kokoro

        return Kokoro(jobs, deadline=deadline)
    if name == "tone":
        from reviewcast.engines.tone import Tone

        return Tone()
    raise _unknown(name)


def version(voice: Voice) -> str:
    """What :meth:`Engine.version` would be, without starting anything.

    Raises VoiceError for an unknown engine, and for one, or a voice of it, that is not installed.
    """
    if voice.engine == "pyttsx3":
        from reviewcast.engines import espeak_ng

        return espeak_ng.version()
    if voice.engine == "piper":
        from reviewcast.engines import piper

        return piper.version(voice)
    if voice.engine == "kokoro":
        from reviewcast.engines import kokoro

        return kokoro.version(voice)
    if voice.engine == "tone":
        from reviewcast.engines import tone

        return tone.VERSION
    raise _unknown(voice.engine)


def missing(voice: Voice) -> str:
    """What is not installed that *voice* needs, with the command that installs it, as a sentence; empty for nothing.

    Looks at what packages and files there are; imports and starts nothing, and does not read a voice's files.
    """
    if voice.engine == "piper":
        from reviewcast.engines import piper

        return piper.missing(voice)
    if voice.engine == "kokoro":
        from reviewcast.engines import kokoro

        return kokoro.missing(voice)
    return ""


def lower(phones: Phones, voice: Voice) -> str | None:
    """How *phones* are to stand in what is spoken by *voice*: for espeak-ng a block ``[[ hj'u:st@n ]]``.

    None where it cannot be told so: the drivers of other systems, a voice of another language, and phones that are
    too many or that the voice lacks. Starts nothing; it is what :meth:`Engine.lower` gives.
    """
    if voice.engine == "tone":
        from reviewcast.engines import tone

        return tone.lower(phones)
    if voice.engine in {"piper", "kokoro"}:
        from reviewcast.engines import ipa_blocks

        accent = ipa_blocks.accent(voice)
        return ipa_blocks.lower(phones, accent) if accent else None
    if voice.engine != "pyttsx3" or voice.driver != "espeak" or not _speaks_english(voice.voice):
        return None
    from reviewcast.engines import espeak_phonemes

    try:
        return espeak_phonemes.lower(phones)
    except ValueError:
        return None


def _speaks_english(name: str) -> bool:
    """Whether espeak-ng's voice of that name, whichever of its names it is, is an English one."""
    base = name.lower().partition("+")[0].removeprefix("gmw/")
    return base == "en" or base.startswith(("en-", "english"))


def check_numbers(voice: Voice) -> None:
    """Raise VoiceError unless the rate and the pitch of *voice* are what every engine takes."""
    for word, value, allowed in (("rate", voice.rate, RATES), ("pitch", voice.pitch, PITCHES)):
        if value not in allowed:
            raise VoiceError(
                f'{word} {value} of the voice "{voice.profile}" is out of range; '
                f"choose {allowed.start} to {allowed.stop - 1}"
            )


def _unknown(name: str) -> VoiceError:
    return VoiceError(f'there is no engine "{name}"{did_you_mean(name, NAMES) or "; choose " + " or ".join(NAMES)}')
