"""From script to takes: each utterance out of the cache, or recorded, checked and kept at once.

A take's key says all that decides its bytes: the engine with its version, the voice, the words. numpy and
pydub are imported only where there is sound to hold, so that a plan costs nothing.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

from reviewcast.cache import digest
from reviewcast.engines import FailedTakeError
from reviewcast.engines.duration import implausible, predicted_seconds
from reviewcast.errors import VoiceError
from reviewcast.model import Take, WordTime
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from queue import SimpleQueue

    from reviewcast.cache import Cache
    from reviewcast.engines import Engine, Recording
    from reviewcast.model import Script, Utterance
    from reviewcast.report import Report

_Result = TypeVar("_Result")

KIND = "take"
INDEX = "index"
"""The cache's kind for what a review was last spoken with: JSON, a list of [version, *recording key, words, text]."""

_HEADER = struct.Struct("<4sIII")
"""A take in the cache: ``take``, frames a second, number of words, bytes of sound; then the words, then the
sound, 16-bit little-endian mono."""
_WORD = struct.Struct("<Id?")
"""The index of its first character, seconds, whether they are estimated."""

_SETTINGS = ("engine", "voice", "rate", "pitch", "driver")
"""What the parts of ``Voice.recording_key`` are called."""

_HOPELESS = 5
"""So many utterances that fail are the engine's fault, and the rest is not tried."""

_START_SECONDS, _TAKE_SECONDS = 0.15, 0.02
"""What an engine takes to come up, and a processor for an utterance; measured with pyttsx3."""


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
        missing = sum(not take.reused for take in self.takes)
        return _START_SECONDS + missing * _TAKE_SECONDS / jobs if missing else 0.0


# --- the two ways through ---------------------------------------------------------------------------------


def speak(
    script: Script, engine: Engine, cache: Cache, *, jobs: int = 2, report: Report | None = None, history: str = ""
) -> tuple[Take, ...]:
    """A take for each utterance of *script*, in its order; equal utterances are recorded once.

    *history* names the review, by its path for example, for the reasons in ``Take.reason``; empty keeps none.
    *jobs* utterances are recorded at a time. Raises VoiceError with the line of the first utterance that could not
    be spoken in two attempts; every good take is in *cache* by then. An interruption closes *engine*.
    """
    rows = _look_up(script, engine.name, engine.version, cache, history)
    stored = {row.key: row.stored for row in rows if row.stored}
    missing = {row.key: row.utterance for row in rows if row.reason}
    recorded = _record(missing, engine, cache, jobs, report or Silence()) if missing else {}
    _remember(rows, engine.version, cache, history)
    from reviewcast.clip import Clip  # not before the engine is at work: numpy takes as long to import as three takes

    clips = {key: Clip.from_pcm(take.pcm, take.rate) for key, take in stored.items()}
    words = {key: take.words for key, take in stored.items()}
    for key, recording in recorded.items():
        clips[key], words[key] = recording.clip, recording.words
    return tuple(
        Take(row.utterance, clips[row.key], reused=not row.reason, reason=row.reason, words=words[row.key])
        for row in rows
    )


def plan(script: Script, name: str, version: str, cache: Cache, *, history: str = "") -> Plan:
    """What :func:`speak` would do with the engine *name* at *version*; no engine runs and nothing is written."""
    return Plan(
        tuple(
            PlannedTake(
                row.utterance,
                not row.reason,
                row.reason,
                row.stored.seconds if row.stored else predicted_seconds(row.utterance.spoken, row.utterance.voice.rate),
            )
            for row in _look_up(script, name, version, cache, history)
        )
    )


def take_key(utterance: Utterance, name: str, version: str) -> str:
    """The key of its take in the cache."""
    return digest(name, version, *utterance.voice.recording_key(), utterance.spoken)


# --- what the cache has, and why not ----------------------------------------------------------------------


class _Stored(NamedTuple):
    rate: int
    pcm: bytes
    words: tuple[WordTime, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


class _Row(NamedTuple):
    utterance: Utterance
    key: str
    stored: _Stored | None
    reason: str
    """Why this utterance is to be recorded; empty for one in the cache, and for a repetition of another."""


def _look_up(script: Script, name: str, version: str, cache: Cache, history: str) -> list[_Row]:
    rows: dict[str, _Row] = {}
    last = _recall(cache, history)
    result = []
    for utterance in script.utterances:
        key = take_key(utterance, name, version)
        if key in rows:
            result.append(rows[key]._replace(utterance=utterance, reason=""))
            continue
        payload = cache.get(KIND, key)
        stored = unpack_take(payload) if payload is not None else None
        reason = ""
        if stored is None:
            damaged = payload is not None or cache.state(KIND, key) == "damaged"
            reason = "its take was damaged in the cache" if damaged else _reason(utterance, version, last)
        rows[key] = _Row(utterance, key, stored, reason)
        result.append(rows[key])
    return result


def _reason(utterance: Utterance, version: str, last: list[list[str]] | None) -> str:
    """Why *utterance* has no take, by what was spoken *last*; None is for a review that never was."""
    if last is None:
        return "first recording"
    now = list(utterance.voice.recording_key())
    before = [entry[:-1] for entry in last if entry[-2] == utterance.spoken]
    if not before:
        return _new_words(utterance, last)
    if [version, *now, utterance.spoken] in before:
        return "its take was gone from the cache"
    for old_version, *old, _ in before:
        if old == now:
            return f"the engine changed ({old_version} -> {version})"
    pairs = zip(_SETTINGS, before[0][1:-1], now, strict=True)
    return f"the voice changed ({', '.join(f'{name} {old} -> {new}' for name, old, new in pairs if old != new)})"


def _new_words(utterance: Utterance, last: list[list[str]]) -> str:
    if all(entry[-1] != utterance.text for entry in last):
        return "new or changed words"
    names = ", ".join(dict.fromkeys(rule.written for rule in utterance.rules))
    return f"said differently ({names})" if names else "said differently"


def _recall(cache: Cache, history: str) -> list[list[str]] | None:
    payload = cache.get(INDEX, _index_key(history)) if history else None
    if payload is None:
        return None
    try:
        entries: Any = json.loads(payload)
    except ValueError:
        return None
    size = len(_SETTINGS) + 3
    whole = isinstance(entries, list) and all(
        isinstance(entry, list) and len(entry) == size and all(isinstance(part, str) for part in entry)
        for entry in entries
    )
    return entries if whole else None


def _remember(rows: list[_Row], version: str, cache: Cache, history: str) -> None:
    if not history:
        return
    entries = [
        [version, *row.utterance.voice.recording_key(), row.utterance.spoken, row.utterance.text] for row in rows
    ]
    payload = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    key = _index_key(history)
    if cache.get(INDEX, key) != payload:
        cache.put(INDEX, key, payload)


def _index_key(history: str) -> str:
    """Always a digest: a name that is a path must never become a path in the cache, or out of it."""
    return digest(history)


def pack_take(recording: Recording) -> bytes:
    """*recording* as it lies in the cache."""
    pcm = recording.clip.pcm
    words = b"".join(_WORD.pack(word.text_position, word.seconds, word.estimated) for word in recording.words)
    return _HEADER.pack(b"take", recording.clip.rate, len(recording.words), len(pcm)) + words + pcm


def unpack_take(payload: bytes) -> _Stored | None:
    """The take in *payload*, or None when it is not one."""
    if len(payload) < _HEADER.size:
        return None
    magic, rate, count, size = _HEADER.unpack_from(payload)
    start = _HEADER.size + count * _WORD.size
    if magic != b"take" or not rate or not size or size % 2 or len(payload) != start + size:
        return None
    words = tuple(WordTime(*word) for word in _WORD.iter_unpack(payload[_HEADER.size : start]))
    if not all(math.isfinite(word.seconds) for word in words):
        return None
    return _Stored(rate, payload[start:], words)


# --- recording --------------------------------------------------------------------------------------------


def _record(
    missing: dict[str, Utterance], engine: Engine, cache: Cache, jobs: int, report: Report
) -> dict[str, Recording]:
    """A recording for each of *missing*, by key, each in the cache as soon as it is there."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    for voice in dict.fromkeys(utterance.voice for utterance in missing.values()):
        _twice(partial(engine.check, voice))
    finished: SimpleQueue[tuple[str, Future[Recording]]] = SimpleQueue()
    pool = ThreadPoolExecutor(max(1, jobs), "speak")
    try:
        # the longest first, so that no processor is left with a long one at the end
        for key, utterance in sorted(missing.items(), key=lambda item: -len(item[1].spoken)):
            future = pool.submit(_attempt, engine, utterance)
            future.add_done_callback(partial(_finish, finished, key))
        return _gather(finished, missing, cache, report)
    except BaseException as error:
        if not isinstance(error, Exception):  # Ctrl-C: whoever waits for the engine must not wait any longer
            engine.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _gather(
    finished: SimpleQueue[tuple[str, Future[Recording]]], missing: dict[str, Utterance], cache: Cache, report: Report
) -> dict[str, Recording]:
    """Wait for every utterance of *missing*; raise for the first in the script that failed, if any did."""
    recorded: dict[str, Recording] = {}
    failures: dict[str, VoiceError] = {}
    done, total = 0, sum(len(utterance.spoken) for utterance in missing.values())
    report.progress(0, total)
    while len(recorded) + len(failures) < len(missing) and len(failures) < _HOPELESS:
        key, future = _next(finished)
        try:
            recording = future.result()
        except VoiceError as error:
            failures[key] = error
        else:
            cache.put(KIND, key, pack_take(recording))
            recorded[key] = recording
        done += len(missing[key].spoken)
        report.progress(done, total)
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
    raise VoiceError(
        f'the voice could not speak "{head}"{more}: {error.message}; write it in other words',
        line=utterance.line or None,
    ) from error
