"""Takes in the cache: which utterances of a script have one, and why the others have none.

A take's key says all that decides its bytes: the engine with its version, the voice, the words. Nothing heavy is
imported here, so that a plan costs nothing.
"""

from __future__ import annotations

import json
import math
import struct
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewcast.cache import digest
from reviewcast.model import WordTime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewcast.cache import Cache
    from reviewcast.engines import Recording
    from reviewcast.model import Script, Utterance, Voice

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


def take_key(utterance: Utterance, version: str) -> str:
    """The key of its take in the cache: the engine and its *version*, everything of the voice, and the words."""
    return digest(utterance.voice.engine, version, *utterance.voice.recording_key(), utterance.spoken)


class Stored(NamedTuple):
    """A take as it lies in the cache."""

    rate: int
    """Frames a second."""
    pcm: bytes
    """16-bit little-endian mono."""
    words: tuple[WordTime, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / 2 / self.rate


class Row(NamedTuple):
    """An utterance, and what the cache has for it."""

    utterance: Utterance
    version: str
    """Of its voice."""
    key: str
    stored: Stored | None
    reason: str
    """Why this utterance is to be recorded; empty for one in the cache, and for a repetition of another."""


class _Last(NamedTuple):
    """What a review was last spoken with."""

    spoken: dict[str, list[tuple[str, tuple[str, ...]]]]
    """By what the engine got: (version, ``recording_key``) of every voice that spoke it."""
    texts: set[str]


def look_up(script: Script, version: Callable[[Voice], str], cache: Cache, history: str) -> list[Row]:
    """A row for each utterance of *script*, in its order.

    *version* is that of a voice's engine, *history* the name under which :func:`remember` keeps what was last spoken.
    Utterances that are equal in voice and words share a key, and only the first of them has a reason.
    """
    rows: dict[str, Row] = {}
    versions: dict[Voice, str] = {}
    last = _recall(cache, history)
    result = []
    for utterance in script.utterances:
        if utterance.voice not in versions:
            versions[utterance.voice] = version(utterance.voice)
        now = versions[utterance.voice]
        key = take_key(utterance, now)
        if key in rows:
            result.append(rows[key]._replace(utterance=utterance, reason=""))
            continue
        payload = cache.get(KIND, key)
        stored = unpack_take(payload) if payload is not None else None
        reason = ""
        if stored is None:
            damaged = payload is not None or cache.state(KIND, key) == "damaged"
            reason = "its take was damaged in the cache" if damaged else _reason(utterance, now, last)
        rows[key] = Row(utterance, now, key, stored, reason)
        result.append(rows[key])
    return result


def as_rehearsed(rows: list[Row], rehearsed: Mapping[str, str]) -> list[Row]:
    """*rows* with the reasons for what was recorded ahead, at the first utterance that has each."""
    reasons = dict(rehearsed)
    return [row if row.reason else row._replace(reason=reasons.pop(row.key, "")) for row in rows]


def _reason(utterance: Utterance, version: str, last: _Last | None) -> str:
    """Why *utterance* has no take, by what was spoken *last*; None is for a review that never was."""
    if last is None:
        return "first recording"
    before = last.spoken.get(utterance.spoken)
    if before is None:
        return _new_words(utterance, last)
    now = utterance.voice.recording_key()
    versions = [old for old, voice in before if voice == now]
    if version in versions:
        return "its take was gone from the cache"
    if versions:
        return f"the engine changed ({versions[0]} -> {version})"
    return f"the voice changed ({_difference(before[0][1], now)})"


def _difference(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """What is not the same of two voices, by their ``recording_key``."""
    was, now = _settings(old), _settings(new)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return ", ".join(f"{name} {was.get(name, 'as made')} -> {now.get(name, 'as made')}" for name in names)


def _settings(key: tuple[str, ...]) -> dict[str, str]:
    own = (each.partition(" ") for each in key[len(_SETTINGS) :])
    return {**dict(zip(_SETTINGS, key, strict=False)), **{name: value for name, _, value in own}}


def _new_words(utterance: Utterance, last: _Last) -> str:
    if utterance.text not in last.texts:
        return "new or changed words"
    names = ", ".join(dict.fromkeys(rule.written for rule in utterance.rules))
    return f"said differently ({names})" if names else "said differently"


def _recall(cache: Cache, history: str) -> _Last | None:
    payload = cache.get(INDEX, _index_key(history)) if history else None
    if payload is None:
        return None
    try:
        entries: Any = json.loads(payload)
    except ValueError:
        return None
    least = len(_SETTINGS) + 3
    if not isinstance(entries, list):
        return None
    last = _Last({}, set())
    for entry in entries:
        if not isinstance(entry, list) or len(entry) < least or not all(isinstance(part, str) for part in entry):
            return None
        version, *voice, spoken, text = entry
        last.spoken.setdefault(spoken, []).append((version, tuple(voice)))
        last.texts.add(text)
    return last


def remember(rows: list[Row], cache: Cache, history: str) -> None:
    """Keep in *cache* what was spoken with what, under the name *history*, where that is not empty."""
    if not history:
        return
    entries = [
        [row.version, *row.utterance.voice.recording_key(), row.utterance.spoken, row.utterance.text] for row in rows
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


def unpack_take(payload: bytes) -> Stored | None:
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
    return Stored(rate, payload[start:], words)
