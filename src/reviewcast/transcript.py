"""The words with their times, as files beside the audio: a WebVTT transcript and the chapters as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reviewcast.notation import clock, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewcast.model import Chapter, Cue

WIDTH = 65
"""Characters a line: what Apple shows of one (podcasters.apple.com/support/5316)."""

_LINES = 2
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render_vtt(cues: Sequence[Cue], *, voice_name: str | None = None) -> bytes:
    """*cues* as a WebVTT file (W3C, WebVTT 4.1 and 4.2.2), UTF-8.

    The text is as written. Lines have at most 65 characters (a longer word stays whole), a cue at most two
    lines: what is longer is split, and its time shared out by characters. Cues follow one another in time
    and never overlap. With *voice_name* every cue names its speaker.
    """
    speaker = f"<v {line(voice_name).translate(_ESCAPES)}>" if voice_name else ""
    blocks = ["WEBVTT"]
    latest = 0
    for start, end, text in _pieces(cues):
        start = max(start, latest)  # noqa: PLW2901 - overlap is taken from the later cue
        latest = max(end, start + 1)
        blocks.append(f"{clock(start / 1000)} --> {clock(latest / 1000)}\n{speaker}{text.translate(_ESCAPES)}")
    return "\n\n".join(blocks).encode() + b"\n"


def render_chapters(chapters: Sequence[Chapter]) -> bytes:
    """*chapters* as the podcast namespace's JSON chapters, version 1.2.0, UTF-8; times to the millisecond."""
    rows = [
        {"startTime": round(chapter.start, 3), "endTime": round(chapter.end, 3), "title": line(chapter.title)}
        for chapter in chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": rows}, ensure_ascii=False, indent=1).encode() + b"\n"


def _pieces(cues: Sequence[Cue]) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) in milliseconds, the text in lines that fit."""
    for cue in sorted(cues, key=lambda cue: cue.start):
        lines = _lines(line(cue.text))
        start, length = round(cue.start * 1000), round(cue.end * 1000) - round(cue.start * 1000)
        total = sum(map(len, lines))
        done = 0
        for first in range(0, len(lines), _LINES):
            piece = lines[first : first + _LINES]
            begin, done = done, done + sum(map(len, piece))
            yield start + length * begin // total, start + length * done // total, "\n".join(piece)


def _lines(text: str) -> list[str]:
    """*text* in as few pairs of lines as will do, all about equally long, so that no piece is a stray word."""
    words = text.split()
    least = len(_wrap(words, WIDTH))
    if least < _LINES:
        return _wrap(words, WIDTH)
    most = least + least % _LINES
    widths = range(min(len(text) // most, WIDTH), WIDTH + 1)
    return next(lines for width in widths if len(lines := _wrap(words, width)) <= most)


def _wrap(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
