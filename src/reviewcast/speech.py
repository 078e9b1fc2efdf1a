"""From script to takes: each utterance out of the cache, or recorded, checked and kept at once.

numpy and pydub are imported only where there is sound to hold, so that a plan costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeVar

from reviewcast.engines import FailedTakeError
from reviewcast.engines.duration import implausible, predicted_seconds
from reviewcast.errors import VoiceError
from reviewcast.model import Take
from reviewcast.report import Silence
from reviewcast.takes import KIND, as_rehearsed, look_up, pack_take, remember

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Future
    from queue import SimpleQueue

    from reviewcast.cache import Cache
    from reviewcast.engines import Engine, Recording
    from reviewcast.model import Script, Utterance, Voice
    from reviewcast.report import Report

_Result = TypeVar("_Result")

_HOPELESS = 5
"""So many utterances that fail are the engine's fault, and the rest is not tried."""


class _Pace(NamedTuple):
    """How fast an engine is, about: measured on two cores, for estimates and for the order of recording."""

    start: float
    """Seconds until the first utterance can be recorded."""
    take: float
    """Seconds a processor needs for an utterance, however short."""
    second: float
    """And for a second of sound."""


_PACES = {
    "pyttsx3": _Pace(0.15, 0.02, 0.001),
    "piper": _Pace(1.0, 0.02, 0.07),
    "kokoro": _Pace(2.5, 0.05, 0.8),
    "tone": _Pace(0.0, 0.001, 0.0005),
}


@dataclass(frozen=True, slots=True)
class PlannedTake:
    """What :func:`speak` would do for an utterance."""

    utterance: Utterance
    reused: bool
    reason: str
    """Why it would be recorded; empty when it would not."""
    seconds: float
    """How long it is: from its take, or from its words when there is none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What :func:`speak` would do for a script."""

    takes: tuple[PlannedTake, ...]

    @property
    def seconds(self) -> float:
        """How long all that is spoken lasts, with the pauses between and without music."""
        return sum(take.seconds + take.utterance.pause for take in self.takes)

    def recording_seconds(self, jobs: int = 2) -> float:
        """How long the recording takes, about."""
        missing = [take.utterance for take in self.takes if not take.reused]
        start = max((_pace(utterance.voice).start for utterance in missing), default=0.0)
        return start + sum(map(cost, missing)) / max(1, jobs)


# --- the two ways through ---------------------------------------------------------------------------------


def speak(
    script: Script,
    voices: Callable[[str], Engine],
    cache: Cache,
    *,
    jobs: int = 2,
    report: Report | None = None,
    history: str = "",
    rehearsed: Mapping[str, str] | None = None,
) -> tuple[Take, ...]:
    """A take for each utterance of *script*, in its order; equal utterances of one voice are recorded once.

    *voices* gives the engine of a name, which is put to work only when something is missing for it. *history* names
    the review, by its path for example, for the reasons in ``Take.reason``; empty keeps none. *jobs* utterances are
    recorded at a time. Takes that were *rehearsed*, by key with their reasons, count as recorded now. *report* hears
    of progress in seconds of sound, of all that are to be recorded. Raises VoiceError with the line of the first
    utterance that could not be spoken in two attempts; every good take is in *cache* by then. An interruption closes
    the engines.
    """
    rows = look_up(script, lambda voice: voices(voice.engine).version(voice), cache, history)
    stored = {row.key: row.stored for row in rows if row.stored}
    missing = {row.key: row.utterance for row in rows if row.reason}
    recorded = _record(missing, voices, cache, jobs, report or Silence()) if missing else {}
    rows = as_rehearsed(rows, rehearsed or {})
    remember(rows, cache, history)
    from reviewcast.clip import Clip  # not before the engine is at work: numpy takes as long to import as three takes

    clips = {key: Clip.from_pcm(take.pcm, take.rate) for key, take in stored.items()}
    words = {key: take.words for key, take in stored.items()}
    for key, recording in recorded.items():
        clips[key], words[key] = recording.clip, recording.words
    return tuple(
        Take(row.utterance, clips[row.key], reused=not row.reason, reason=row.reason, words=words[row.key])
        for row in rows
    )


def rehearse(
    script: Script,
    voices: Callable[[str], Engine],
    cache: Cache,
    *,
    jobs: int = 2,
    history: str = "",
    done: dict[str, str],
    stop: threading.Event,
) -> None:
    """Record into *cache* what :func:`speak` would have to, until *stop* is set; what is under way then is finished.

    Keeps no sound in memory; *done* gets the key and the reason of each take. Raises VoiceError when something cannot
    be spoken; what is good is kept.
    """
    from concurrent.futures import ThreadPoolExecutor

    rows = look_up(script, lambda voice: voices(voice.engine).version(voice), cache, history)
    missing = {row.key: row.utterance for row in rows if row.reason}
    reasons = {row.key: row.reason for row in rows if row.reason}
    _make_ready(missing.values(), voices)

    def record(item: tuple[str, Utterance]) -> None:
        if not stop.is_set():
            key, utterance = item
            cache.put(KIND, key, pack_take(_attempt(voices(utterance.voice.engine), utterance)))
            done[key] = reasons[key]

    with ThreadPoolExecutor(max(1, jobs), "rehearse") as pool:
        for future in [pool.submit(record, item) for item in _longest_first(missing)]:
            try:
                future.result()
            except BaseException:
                stop.set()
                raise


def plan(script: Script, version: Callable[[Voice], str], cache: Cache, *, history: str = "") -> Plan:
    """What :func:`speak` would do with engines that are at *version* for a voice; none runs and nothing is written."""
    return Plan(
        tuple(
            PlannedTake(
                row.utterance,
                not row.reason,
                row.reason,
                row.stored.seconds if row.stored else _seconds(row.utterance),
            )
            for row in look_up(script, version, cache, history)
        )
    )


def cost(utterance: Utterance) -> float:
    """Seconds that a processor needs to record it, about; what counts is how engines and lengths compare."""
    pace = _pace(utterance.voice)
    return pace.take + pace.second * _seconds(utterance)


def _pace(voice: Voice) -> _Pace:
    return _PACES.get(voice.engine, _PACES["pyttsx3"])


def _seconds(utterance: Utterance) -> float:
    return predicted_seconds(utterance.spoken, utterance.voice.rate)


# --- recording --------------------------------------------------------------------------------------------


def _record(
    missing: dict[str, Utterance], voices: Callable[[str], Engine], cache: Cache, jobs: int, report: Report
) -> dict[str, Recording]:
    """A recording for each of *missing*, by key, each in the cache as soon as it is there."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    engines = _make_ready(missing.values(), voices)
    finished: SimpleQueue[tuple[str, Future[Recording]]] = SimpleQueue()
    pool = ThreadPoolExecutor(max(1, jobs), "speak")
    try:
        for key, utterance in _longest_first(missing):
            future = pool.submit(_attempt, engines[utterance.voice.engine], utterance)
            future.add_done_callback(partial(_finish, finished, key))
        return _gather(finished, missing, cache, report)
    except BaseException as error:
        if not isinstance(error, Exception):  # Ctrl-C: whoever waits for an engine must not wait any longer
            for engine in engines.values():
                engine.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _make_ready(utterances: Iterable[Utterance], voices: Callable[[str], Engine]) -> dict[str, Engine]:
    """The engines of *utterances*, by name, loading what they need; VoiceError for a voice that they cannot be."""
    needed = dict.fromkeys(utterance.voice for utterance in utterances)
    engines = {voice.engine: voices(voice.engine) for voice in needed}
    for voice in needed:
        engines[voice.engine].prepare(voice)
    for voice in needed:
        _twice(partial(engines[voice.engine].check, voice))
    return engines


def _longest_first(missing: dict[str, Utterance]) -> list[tuple[str, Utterance]]:
    """So that no processor is left with a long one at the end."""
    return sorted(missing.items(), key=lambda item: -cost(item[1]))


def _gather(
    finished: SimpleQueue[tuple[str, Future[Recording]]], missing: dict[str, Utterance], cache: Cache, report: Report
) -> dict[str, Recording]:
    """Wait for every utterance of *missing*; raise for the first in the script that failed, if any did."""
    recorded: dict[str, Recording] = {}
    failures: dict[str, VoiceError] = {}
    seconds = {key: _seconds(utterance) for key, utterance in missing.items()}
    done, total = 0.0, math.fsum(seconds.values())
    report.progress(0.0, total)
    while len(recorded) + len(failures) < len(missing) and len(failures) < _HOPELESS:
        key, future = _next(finished)
        try:
            recording = future.result()
        except VoiceError as error:
            failures[key] = error
        else:
            cache.put(KIND, key, pack_take(recording))
            recorded[key] = recording
        done += seconds[key]
        over = len(recorded) + len(failures) == len(missing)
        report.progress(total if over else min(done, total), total)
    for key, utterance in missing.items():
        if key in failures:
            _fail(utterance, failures[key], len(failures))
    return recorded


def _finish(finished: SimpleQueue[tuple[str, Future[Recording]]], key: str, future: Future[Recording]) -> None:
    finished.put((key, future))


def _next(finished: SimpleQueue[tuple[str, Future[Recording]]]) -> tuple[str, Future[Recording]]:
    from queue import Empty

    while True:
        try:
            return finished.get(timeout=0.2)  # Windows hears of Ctrl-C only between waits
        except Empty:
            continue


def _attempt(engine: Engine, utterance: Utterance) -> Recording:
    def once() -> Recording:
        recording = engine.say(utterance.spoken, utterance.voice)
        if fault := implausible(recording, utterance.spoken, utterance.voice.rate):
            raise FailedTakeError(fault)
        return recording

    return _twice(once)


def _twice(act: Callable[[], _Result]) -> _Result:
    try:
        return act()
    except FailedTakeError:
        return act()


def _fail(utterance: Utterance, error: VoiceError, failures: int) -> NoReturn:
    head = utterance.text if len(utterance.text) <= 60 else f"{utterance.text[:60]}…"
    more = f" (and {failures - 1} more)" if failures > 1 else ""
    cure = "write it in other words" if failures < _HOPELESS else "try again, or choose another voice"
    raise VoiceError(
        f'the voice could not speak "{head}"{more}: {error.message}; {cure}',
        line=utterance.line or None,
    ) from error
