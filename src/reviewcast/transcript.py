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


def render(cues: Sequence[Cue], *, show: str, author: str = "") -> tuple[tuple[str, str, bytes], ...]:
    """The transcript in every form: (suffix, media type, bytes), WebVTT first.

    What stands around the review is said by the *show*, the review by its *author*, where one is named.
    """
    speakers = {role: line(show) for role in ("opening", "disclosure", "closing")}
    named = [(cue, speakers.get(cue.role, line(author) or line(show))) for cue in cues]
    return (
        ("vtt", "text/vtt", render_vtt(named)),
        ("srt", "application/x-subrip", render_srt(named)),
        ("json", "application/json", render_json(named)),
    )


def render_vtt(cues: Sequence[tuple[Cue, str]]) -> bytes:
    """Cues and their speakers as a WebVTT file (W3C, WebVTT 4.1 and 4.2.2), UTF-8.

    The text is as written. Lines have at most 65 characters (a longer word stays whole), a cue at most two
    lines: what is longer is split, and its time shared out by characters. Cues follow one another in time
    and never overlap.
    """
    blocks = ["WEBVTT"]
    for start, end, speaker, text in _timed(cues):
        voice = f"<v {speaker.translate(_ESCAPES)}>" if speaker else ""
        blocks.append(f"{clock(start / 1000)} --> {clock(end / 1000)}\n{voice}{text.translate(_ESCAPES)}")
    return "\n\n".join(blocks).encode() + b"\n"


def render_srt(cues: Sequence[tuple[Cue, str]]) -> bytes:
    """The same cues as a SubRip file, UTF-8."""
    blocks = (
        f"{number}\n{clock(start / 1000)} --> {clock(end / 1000)}\n{text}\n".replace(".", ",", 2)
        for number, (start, end, _, text) in enumerate(_timed(cues), 1)
    )
    return "\n".join(blocks).encode()


def render_json(cues: Sequence[tuple[Cue, str]]) -> bytes:
    """The cues, whole, as the podcast namespace's JSON transcript, version 1.0.0, UTF-8; times in seconds."""
    rows = [
        {"speaker": speaker, "startTime": round(cue.start, 3), "endTime": round(cue.end, 3), "body": line(cue.text)}
        for cue, speaker in cues
    ]
    return json.dumps({"version": "1.0.0", "segments": rows}, ensure_ascii=False, indent=1).encode() + b"\n"


def render_chapters(chapters: Sequence[Chapter]) -> bytes:
    """*chapters* as the podcast namespace's JSON chapters, version 1.2.0, UTF-8; times to the millisecond."""
    rows = [
        {"startTime": round(chapter.start, 3), "endTime": round(chapter.end, 3), "title": line(chapter.title)}
        for chapter in chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": rows}, ensure_ascii=False, indent=1).encode() + b"\n"


def _timed(cues: Sequence[tuple[Cue, str]]) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, speaker, text) in milliseconds, ascending and never overlapping, the text in lines that fit."""
    latest = 0
    for cue, speaker in sorted(cues, key=lambda pair: pair[0].start):
        for start, end, text in _pieces(cue):
            begin = max(start, latest)  # overlap is taken from the later cue
            latest = max(end, begin + 1)
            yield begin, latest, speaker, text


def _pieces(cue: Cue) -> Iterator[tuple[int, int, str]]:
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
