"""The transcript and the chapters as files."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.model import Chapter, Cue
from reviewcast.notation import line
from reviewcast.transcript import WIDTH, render_chapters, render_vtt

_TIMING = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})")

WORDS = st.text(st.characters(), max_size=400)
CUES = st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20), WORDS), max_size=6)


def read_vtt(data: bytes) -> list[tuple[int, int, list[str]]]:
    """A reader as the W3C's algorithm has it, only stricter: (start, end in ms, lines as written)."""
    text = data.decode()
    assert "\0" not in text
    assert "\r" not in text
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head == "WEBVTT"
    cues = []
    for block in blocks:
        timing, *lines = block.split("\n")
        match = _TIMING.fullmatch(timing)
        assert match
        numbers = [int(part) for part in match.groups()]
        start, end = (((n[0] * 60 + n[1]) * 60 + n[2]) * 1000 + n[3] for n in (numbers[:4], numbers[4:]))
        assert lines
        assert not any("-->" in row or "<" in row.removeprefix("<v Ada>") for row in lines)
        cues.append((start, end, [_unescaped(row) for row in lines]))
    return cues


def _unescaped(row: str) -> str:
    return row.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def in_order(rows: list[tuple[float, float, str]]) -> list[Cue]:
    """Cues as an assembly makes them: each begins where the one before has ended, or later."""
    cues: list[Cue] = []
    for gap, length, text in rows:
        start = (cues[-1].end if cues else 0.0) + gap
        cues.append(Cue(start, start + length, text, 0))
    return cues


@settings(max_examples=150, deadline=None)
@given(CUES)
def test_a_transcript_gives_back_every_word_in_order(rows: list[tuple[float, float, str]]) -> None:
    """Read again, the transcript holds the words as written, whatever they are."""
    read = " ".join(" ".join(lines) for _, _, lines in read_vtt(render_vtt(in_order(rows))))
    assert read == " ".join(filter(None, (line(text) for *_, text in rows)))


@settings(max_examples=150, deadline=None)
@given(CUES)
def test_cues_follow_one_another_and_never_overlap(rows: list[tuple[float, float, str]]) -> None:
    """Every cue lasts, and begins no earlier than the one before it ends."""
    latest = 0
    for start, end, _ in read_vtt(render_vtt(in_order(rows))):
        assert latest <= start < end
        latest = end


@settings(max_examples=150, deadline=None)
@given(CUES)
def test_a_cue_is_two_lines_of_sixty_five_characters_at_most(rows: list[tuple[float, float, str]]) -> None:
    """Only a line of one single word may be longer: a word is never broken."""
    for _, _, lines in read_vtt(render_vtt(in_order(rows))):
        assert len(lines) <= 2
        assert all(len(row) <= WIDTH or " " not in row for row in lines)


def test_a_golden_transcript() -> None:
    """Escapes, the split of a long cue by its characters, and times to the millisecond."""
    long = "word " * 29 + "end"
    cues = [Cue(0.5, 2.0004, "Tom & Jerry <3 --> never", 0), Cue(2.0004, 8.0, long, 0), Cue(8.0, 8.5, " \n ", 0)]
    assert render_vtt(cues).decode() == (
        "WEBVTT\n\n"
        "00:00:00.500 --> 00:00:02.000\n"
        "Tom &amp; Jerry &lt;3 --&gt; never\n\n"
        "00:00:02.000 --> 00:00:05.227\n"
        f"{' '.join(['word'] * 8)}\n{' '.join(['word'] * 8)}\n\n"
        "00:00:05.227 --> 00:00:08.000\n"
        f"{' '.join(['word'] * 8)}\n{' '.join(['word'] * 5)} end\n"
    )


def test_overlapping_cues_are_put_one_after_the_other() -> None:
    """The later cue gives way."""
    read = read_vtt(render_vtt([Cue(0, 3, "one", 0), Cue(2, 4, "two", 0), Cue(2.5, 3.5, "three", 0)]))
    assert [(start, end) for start, end, _ in read] == [(0, 3000), (3000, 4000), (4000, 4001)]


def test_no_cues_are_a_valid_transcript() -> None:
    """The header alone is a WebVTT file."""
    assert render_vtt([]) == b"WEBVTT\n"


@pytest.mark.parametrize(("name", "tag"), [("Ada", "<v Ada>"), ("A>\n&B", "<v A&gt; &amp;B>")])
def test_a_speaker_is_named_on_every_cue(name: str, tag: str) -> None:
    """Apple shows who speaks from the voice tag alone."""
    data = render_vtt([Cue(0, 9, "word " * 40, 0), Cue(9, 10, "end", 0)], voice_name=name).decode()
    assert data.count(tag) == data.count("-->") == 3


def test_lines_of_a_split_cue_are_about_equally_long() -> None:
    """A cue that is a little too long does not leave a single word for a flash of its own."""
    sizes = [len(row) for *_, lines in read_vtt(render_vtt([Cue(0, 9, "seven s " * 17, 0)])) for row in lines]
    assert min(sizes) > max(sizes) / 2


def test_golden_chapters() -> None:
    """JSON chapters 1.2.0 (podcast namespace): ascending, to the millisecond, titles on one line."""
    chapters = [Chapter(0.0, 12.34567, "The\nGeneral"), Chapter(12.34567, 26.1, "“Büro” \ud800\x00")]
    data = render_chapters(chapters)
    assert data.endswith(b"}\n")
    assert json.loads(data) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "endTime": 12.346, "title": "The General"},
            {"startTime": 12.346, "endTime": 26.1, "title": "“Büro”"},
        ],
    }


def test_a_word_longer_than_any_line_stays_whole() -> None:
    """A thousand brackets are one word; the cue is written all the same."""
    text = f"{'[' * 1000} and words {']' * 1000}"
    data = render_vtt([Cue(0.0, 5.0, text, 0)])
    assert data.decode().count("[") == 1000
