"""Transcripts as players read them: WebVTT (W3C, WebVTT 4), SubRip, and the podcast namespace's JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Timed = tuple[float, float, str]
"""(start, end, text) of a cue, in seconds."""

WEBVTT = "text/vtt"

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?", re.ASCII)
_BLANK = re.compile(r"\n{2,}")
_NO_CUE = ("NOTE", "STYLE", "REGION")


def read(data: bytes, kind: str) -> tuple[Timed, ...]:
    """The cues of a transcript of the media type *kind*; none of a type that is not known here.

    Raises ValueError, as the end of a sentence, for what is not of that type.
    """
    reader = _READERS.get(kind)
    return reader(data) if reader else ()


def _webvtt(data: bytes) -> tuple[Timed, ...]:
    head, _, body = _decoded(data).partition("\n")
    if head.rstrip() != "WEBVTT" and not head.startswith(("WEBVTT ", "WEBVTT\t")):
        raise ValueError("it does not begin with WEBVTT")
    return tuple(_cue(block) for block in _blocks(body) if not block.startswith(_NO_CUE))


def _subrip(data: bytes) -> tuple[Timed, ...]:
    return tuple(map(_cue, _blocks(_decoded(data))))


def _segments(data: bytes) -> tuple[Timed, ...]:
    try:
        rows = json.loads(data)["segments"]
        return tuple((float(row["startTime"]), float(row["endTime"]), str(row["body"])) for row in rows)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it is JSON, and no transcript") from error
    except ValueError as error:
        raise ValueError("it is no JSON") from error


_READERS: dict[str, Callable[[bytes], tuple[Timed, ...]]] = {
    WEBVTT: _webvtt,
    "application/x-subrip": _subrip,
    "application/srt": _subrip,
    "application/json": _segments,
}


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error


def _blocks(text: str) -> list[str]:
    return [block for block in _BLANK.split(text.strip("\n")) if block]


def _cue(block: str) -> Timed:
    """Its time stands in its first line or, behind a name or a number, in its second."""
    rows = block.split("\n")
    at = next((index for index, row in enumerate(rows[:2]) if "-->" in row), 0)
    match = _TIMING.fullmatch(rows[at])
    if match is None:
        raise ValueError(f'"{rows[at][:60]}" is no time of a cue')
    return _seconds(match.groups()[:4]), _seconds(match.groups()[4:]), "\n".join(rows[at + 1 :])


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
