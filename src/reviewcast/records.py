"""An episode's record as JSON: sorted, indented, with one value a line, as version control likes it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any, TypeVar, cast, get_args

from reviewcast.model import Chapter, Correction, Cue, Episode, EpisodeType, Receipt, Role, Withdrawal
from reviewcast.notation import url

SCHEMA = 1

_MOST = 1e15
"""No number in a record is larger."""
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""In these a moment has a date in every time zone."""

_T = TypeVar("_T")
_ROLES = frozenset(get_args(Role))
_TYPES = frozenset(get_args(EpisodeType))
_KINDS = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}
_PLAIN = (
    *("slug", "guid", "title", "description", "notes", "author", "language", "explicit", "draft", "chapters_path"),
    *(
        "source",
        "voice",
        "film",
        "year",
        "rating",
        "season",
        "episode",
        "episode_type",
        "cover",
        "cover_small",
        "review",
        "summary",
    ),
)
"""The fields that are in JSON what they are in an Episode."""


_SELDOM = ("others", "absent")
"""Lists of texts that are left out when they are empty."""


def to_json(episode: Episode) -> bytes:
    """*episode* as a JSON file, UTF-8, ending in a newline; :func:`from_json` gives it back."""
    record: dict[str, Any] = {name: getattr(episode, name) for name in _PLAIN}
    record |= {
        name: list(getattr(episode, name)) for name in ("director", "cast", "tags", "requires", "said", "history")
    }
    record |= {name: list(names) for name in _SELDOM if (names := getattr(episode, name))}
    record |= {
        "schema": SCHEMA,
        "rules": dict(episode.rules),
        "published": episode.published.isoformat(),
        "updated": episode.updated.isoformat(),
        "enclosure": {
            "path": episode.audio,
            "bytes": episode.bytes,
            "type": episode.type,
            "seconds": episode.seconds,
        },
        "chapters": [_fields(chapter) for chapter in episode.chapters],
        "transcripts": [{"path": path, "type": kind} for path, kind in episode.transcripts],
        "text": [_fields(cue) for cue in episode.text],
        "receipt": _fields(episode.receipt) if episode.receipt else None,
        "correction": _dated(episode.correction, "words"),
        "withdrawn": _dated(episode.withdrawn, "reason"),
    }
    return dump(record)


def from_json(data: bytes) -> Episode:
    """The episode of a JSON file; raises ValueError, saying what, when it is not one of ours or damaged."""
    record = load(data)
    file = _get(record, "enclosure", dict)
    return Episode(
        slug=_name(_get(record, "slug", str)),
        guid=_guid(record),
        published=_moment(record, "published"),
        updated=_moment(record, "updated"),
        title=_get(record, "title", str),
        description=_get(record, "description", str),
        notes=_get(record, "notes", str),
        author=_get(record, "author", str),
        language=_get(record, "language", str),
        explicit=_get(record, "explicit", bool),
        draft=_get(record, "draft", bool),
        audio=_place(_get(file, "path", str)),
        bytes=_get(file, "bytes", int),
        type=_get(file, "type", str),
        seconds=_number(file, "seconds"),
        chapters=tuple(map(_chapter, _get(record, "chapters", list))),
        chapters_path=_below(path) if (path := _get(record, "chapters_path", str)) else "",
        transcripts=tuple(
            (_below(_get(row, "path", str)), _get(row, "type", str)) for row in _get(record, "transcripts", list)
        ),
        text=tuple(map(_cue, _get(record, "text", list))),
        source=_get(record, "source", str),
        voice=_get(record, "voice", str),
        receipt=None if record.get("receipt", 0) is None else _receipt(_get(record, "receipt", dict)),
        summary=_maybe(record, "summary", str) or "",
        film=_maybe(record, "film", str),
        year=_maybe(record, "year", int),
        director=_texts(record, "director"),
        cast=_texts(record, "cast"),
        rating=_maybe(record, "rating", str),
        tags=_texts(record, "tags"),
        season=_maybe(record, "season", int),
        episode=_maybe(record, "episode", int),
        episode_type=_episode_type(record),
        cover=_place(cover) if (cover := _maybe(record, "cover", str)) is not None else None,
        cover_small=_place(small) if (small := _maybe(record, "cover_small", str)) is not None else None,
        review=_get(record, "review", str),
        requires=_texts(record, "requires"),
        said=_texts(record, "said") if "said" in record else (),
        rules=_pairs(record, "rules") if "rules" in record else (),
        others=_texts(record, "others") if "others" in record else (),
        absent=_texts(record, "absent") if "absent" in record else (),
        correction=Correction(*_moment_and(row, "words")) if (row := _maybe(record, "correction", dict)) else None,
        withdrawn=Withdrawal(*_moment_and(row, "reason")) if (row := _maybe(record, "withdrawn", dict)) else None,
        history=_history(record),
    )


def dump(record: dict[str, Any]) -> bytes:
    """A record as bytes: the same record is always the same bytes."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    # A lone surrogate has no UTF-8; written as \udc80 it is what JSON would have made of it.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def load(data: bytes) -> dict[str, Any]:
    """A record of our schema; raises ValueError when the bytes are none."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(record, dict):
        raise ValueError("it is not a JSON object")
    schema = _get(record, "schema", int)
    if schema != SCHEMA:
        raise ValueError(f"it has schema {schema}, and this reviewcast knows schema {SCHEMA}")
    return record


def _dated(value: Correction | Withdrawal | None, words: str) -> dict[str, str] | None:
    return None if value is None else {"date": value.date.isoformat(), words: getattr(value, words)}


def _moment_and(row: dict[str, Any], words: str) -> tuple[datetime, str]:
    return _moment(row, "date"), _get(row, words, str)


def _fields(value: Chapter | Cue | Receipt) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__ if name != "words"}  # which no page shows


def _chapter(row: object) -> Chapter:
    return Chapter(_number(row, "start"), _number(row, "end"), _get(row, "title", str))


def _cue(row: object) -> Cue:
    role = _get(row, "role", str)
    if role not in _ROLES:
        raise ValueError(f'"role" is "{role}", which is none')
    return Cue(
        _number(row, "start"),
        _number(row, "end"),
        _get(row, "text", str),
        _get(row, "segment", int),
        cast("Role", sys.intern(role)),  # one word for all the cues of a long ledger
        _get(row, "ends_block", bool),
    )


def _episode_type(record: dict[str, Any]) -> EpisodeType:
    written = _maybe(record, "episode_type", str) or "full"
    if written not in _TYPES:
        raise ValueError(f'"episode_type" is "{written}", which is none')
    return cast("EpisodeType", written)


def _receipt(row: object) -> Receipt:
    return Receipt(
        _number(row, "lufs"),
        _number(row, "true_peak"),
        _number(row, "seconds"),
        _get(row, "bitrate", int),
        _get(row, "channels", int),
    )


def _get(record: object, key: str, kind: type[_T]) -> _T:
    value = record.get(key) if isinstance(record, dict) else None
    if type(value) is not kind:  # not isinstance: True is no whole number
        raise ValueError(f'"{key}" is missing or not {_KINDS[kind]}')
    return value


def _maybe(record: dict[str, Any], key: str, kind: type[_T]) -> _T | None:
    return None if record.get(key) is None else _get(record, key, kind)


def _number(record: object, key: str) -> float:
    value = record.get(key) if isinstance(record, dict) else None
    if (type(value) is float or type(value) is int) and abs(value) <= _MOST:  # as neither infinity nor NaN is
        return value
    raise ValueError(f'"{key}" is missing or not a number')


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    values = _get(record, key, list)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f'"{key}" is not a list of texts')
    return tuple(values)


def _pairs(record: dict[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    table = _get(record, key, dict)
    if not all(isinstance(value, str) for value in table.values()):
        raise ValueError(f'"{key}" is not a table of texts')
    return tuple(sorted(table.items()))


def _history(record: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    rows = _get(record, "history", list)
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError('"history" is not a list of tables')
    for row in rows:
        _moment(row, "date"), _get(row, "audio", str), _get(row, "change", str)
    return tuple(rows)


def _moment(record: dict[str, Any], key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_get(record, key, str))
    except ValueError as error:
        raise ValueError(f'"{key}" is missing or not a date') from error
    if moment.tzinfo is None:
        raise ValueError(f'"{key}" has no time zone')
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f'"{key}" is of the year {moment.year}')
    return moment


def _place(path: str) -> str:
    """A path below OUT, or an address on the web, which is where imported episodes lie."""
    if path.startswith(("https://", "http://")) and url(path) == path:
        return path
    return _below(path)


def _below(path: str) -> str:
    """A path that stays below OUT; a record may come from a stranger's repository."""
    if not path or path.startswith("/") or ".." in path.split("/") or any(sign in path for sign in "\\:\0"):
        raise ValueError(f'the path "{path}" leaves the output folder')
    return path


def _guid(record: dict[str, Any]) -> str:
    guid = _get(record, "guid", str)
    if not guid.strip():
        raise ValueError('"guid" is empty')
    return guid


def _name(slug: str) -> str:
    if "/" in _below(slug) or slug.startswith("."):
        raise ValueError(f'the slug "{slug}" is not a file\'s name')
    return slug
