"""The words with their times, as files beside the audio: a transcript in three forms, and the chapters as JSON."""

from __future__ import annotations

import json
import unicodedata
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.notation import clock, cut, line, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reviewcast.model import Chapter, Cue

WIDTH = 65
"""Characters a line of WebVTT: what Apple shows of one (podcasters.apple.com/support/5316)."""
NARROW = 32
"""Characters a line of SubRip (podcast-namespace, docs/examples/transcripts/transcripts.md, "SRT")."""

_LINES = 2
_NAME = 128
"""Characters of a speaker's name: the most that the podcast namespace gives a person's."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_UNMARKED = str.maketrans({"<": "‹", ">": "›", "{": "{\u200b"})
"""SubRip knows no escapes, and players take what stands between these for a tag, a time or a style."""
_BREAKS = "/-–—_.,;:!?)]}、。，．！？；：）」』】…·"
"""Behind these a word too long for a line is parted if it can be."""


class _Said(NamedTuple):
    """What is shown from *start* to *end*, both in milliseconds."""

    start: int
    end: int
    speaker: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """When words of *text* begin, ascending in both: (how many characters but blanks come before it, milliseconds)."""


def render(cues: Sequence[Cue], *, show: str, author: str = "") -> tuple[tuple[str, str, bytes], ...]:
    """The transcript in every form, UTF-8: (suffix, media type, bytes), WebVTT first.

    What stands around the review is said by the *show*, the review by its *author*, where one is named. The words
    are as written, cues follow one another in time and never overlap, and none is empty. A sentence that is too long
    for one cue goes on in the next when its words do, as far as their times are known.
    """
    frame = cut(line(show), _NAME)
    own = cut(line(author), _NAME) or frame
    around = {"opening", "disclosure", "closing"}
    said = [
        _Said(milliseconds(cue.start), milliseconds(cue.end), frame if cue.role in around else own, text, _marks(cue))
        for cue in sorted(cues, key=lambda cue: cue.start)
        if (text := line(cue.text))
    ]
    return (
        ("vtt", "text/vtt", _vtt(said)),
        ("srt", "application/x-subrip", _srt(said)),
        ("json", "application/json", _json(said)),
    )


def render_chapters(
    chapters: Sequence[Chapter], *, title: str = "", author: str = "", show: str = "", audio: str = ""
) -> bytes:
    """*chapters* as the podcast namespace's JSON chapters, version 1.2.0, UTF-8; times in seconds, to the millisecond.

    *title* and *author* are the episode's, *audio* is the name of its file; what is empty is left out.
    (podcast-namespace, docs/examples/chapters/jsonChapters.md)
    """
    about = {"author": author, "title": title, "podcastName": show, "fileName": audio.rpartition("/")[2]}
    rows = [
        {
            "startTime": milliseconds(chapter.start) / 1000,
            "endTime": milliseconds(chapter.end) / 1000,
            "title": line(chapter.title),
        }
        for chapter in chapters
    ]
    told = {key: text for key, value in about.items() if (text := line(value))}
    return _dump({"version": "1.2.0", **told, "chapters": rows})


# --- the three forms --------------------------------------------------------------------------------------


def _vtt(said: Iterable[_Said]) -> bytes:
    """WebVTT (W3C, 4.1 and 4.2.2) with a voice on every cue: players that show one cue need no earlier one.

    A line has at most 65 characters, a cue at most two lines: what is longer is split.
    """
    blocks = ["WEBVTT"]
    for start, end, speaker, text, _ in _in_turn(said, lambda text: _lines(text, WIDTH)):
        voice = f"<v {speaker.translate(_ESCAPES)}>" if speaker else ""
        blocks.append(f"{clock(start / 1000)} --> {clock(end / 1000)}\n{voice}{text.translate(_ESCAPES)}")
    return "\n\n".join(blocks).encode() + b"\n"


def _srt(said: Iterable[_Said]) -> bytes:
    """SubRip as the podcast namespace wants it: two lines of 32 characters, a speaker's name where it is another."""
    cues = _in_turn(_announced(said), lambda text: _lines(text, NARROW))
    blocks = (
        f"{number}\n{_comma(start)} --> {_comma(end)}\n{text.translate(_UNMARKED)}\n"
        for number, (start, end, _, text, _) in enumerate(cues, 1)
    )
    return "\n".join(blocks).encode()


def _json(said: Iterable[_Said]) -> bytes:
    """The podcast namespace's JSON transcript, version 1.0.0: what was said in one go in one piece; in seconds."""
    rows = [
        {"speaker": speaker, "startTime": start / 1000, "endTime": end / 1000, "body": text}
        for start, end, speaker, text, _ in _in_turn(said, lambda text: [text])
    ]
    return _dump({"version": "1.0.0", "segments": rows})


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _comma(moment: int) -> str:
    return clock(moment / 1000).replace(".", ",")


def _announced(said: Iterable[_Said]) -> Iterator[_Said]:
    latest = ""
    for each in said:
        name = " ".join(each.speaker.replace(":", " ").split())
        if name and name != latest:
            before = _solid(name) + 1
            marks = ((before, each.start), *((at + before, moment) for at, moment in each.marks))
            yield each._replace(text=f"{name}: {each.text}", marks=marks)
        else:
            yield each
        latest = name


# --- cues and lines ---------------------------------------------------------------------------------------


def _in_turn(said: Iterable[_Said], lines_of: Callable[[str], list[str]]) -> Iterator[_Said]:
    """*said* in cues of two lines at most, ascending and never overlapping: overlap is taken from the later one."""
    latest = 0
    for each in said:
        for start, end, _, text, _ in _pieces(each, lines_of(each.text)):
            begin = max(start, latest)
            latest = max(end, begin + 1)
            yield _Said(begin, latest, each.speaker, text)


def _pieces(said: _Said, lines: list[str]) -> Iterator[_Said]:
    """*lines* by twos, each from when its first word begins."""
    pieces = [lines[first : first + _LINES] for first in range(0, len(lines), _LINES)]
    lengths = [sum(map(_solid, piece)) for piece in pieces]
    moments = [said.start, *_moments(said, list(accumulate(lengths))), said.end]
    for piece, (start, end) in zip(pieces, pairwise(moments), strict=True):
        yield _Said(start, end, said.speaker, "\n".join(piece))


def _moments(said: _Said, places: list[int]) -> Iterator[int]:
    """When the character with so many before it is said, for all *places* but the last, which is the whole length.

    Between two words whose times are known by its share of the characters; and never so late that those behind it
    have no millisecond left.
    """
    whole, marks = places[-1], iter((*said.marks, (places[-1], said.end)))
    before, behind = (0, said.start), next(marks)
    for left, place in zip(range(len(places) - 1, 0, -1), places, strict=False):
        while behind[0] <= place and behind[0] < whole:
            before, behind = behind, next(marks)
        span = max(1, behind[0] - before[0])
        moment = before[1] + (behind[1] - before[1]) * (place - before[0]) // span
        yield max(said.start, min(moment, said.end - left))


def _marks(cue: Cue) -> tuple[tuple[int, int], ...]:
    """The words of *cue* by what stands before them on its one line."""
    marks, done, passed = [], 0, 0
    start, end = milliseconds(cue.start), milliseconds(cue.end)
    latest = start
    for at, seconds, _ in cue.words:
        passed, done = passed + _solid(line(cue.text[done:at])), at
        latest = min(end, max(latest, milliseconds(seconds)))
        marks.append((passed, latest))
    return tuple(marks)


def _solid(text: str) -> int:
    """How many characters of *text* are no blanks."""
    return len(text) - text.count(" ")


def _lines(text: str, most: int) -> list[str]:
    """*text* in as few pairs of lines as will do, all about equally long, so that no piece is a stray word."""
    words = [part for word in text.split() for part in _parted(word, most)]
    least = len(_wrap(words, most))
    if least < _LINES:
        return _wrap(words, most)
    wanted = least + least % _LINES
    widths = range(min(len(text) // wanted, most), most + 1)
    return next(lines for width in widths if len(lines := _wrap(words, width)) <= wanted)


def _wrap(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _parted(word: str, most: int) -> Iterator[str]:
    """*word*, or its parts where it is longer than a line, as addresses are, and sentences in Chinese."""
    start = 0
    while len(word) - start > most:
        end = _parting(word, start, start + most)
        yield word[start:end]
        start = end
    yield word[start:]


def _parting(word: str, start: int, end: int) -> int:
    """Where between the middle of ``word[start:end]`` and its end it is best parted."""
    middle = (start + end) // 2
    whole = [at for at in range(end, middle, -1) if not _is_joined(word, at)]
    return next((at for at in whole if word[at - 1] in _BREAKS), whole[0] if whole else end)


def _is_joined(word: str, at: int) -> bool:
    """Whether the character at *at* is one sign with the one before it: an accent, a part of an emoji."""
    return unicodedata.category(word[at]).startswith("M") or "\u200d" in word[at - 1 : at + 1]
