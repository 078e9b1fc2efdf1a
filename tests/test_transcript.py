"""The transcript in its three forms, and the chapters as a file."""

from __future__ import annotations

import io
import itertools
import json
import re
from typing import NamedTuple

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.model import Chapter, Cue
from reviewcast.notation import clock, line, milliseconds
from reviewcast.transcript import NARROW, WIDTH, render, render_chapters

_TIMING = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3})")

WORDS = st.text(st.characters(), max_size=400) | st.text("ab -<>{}\\/:", max_size=400)
NAMES = st.text(st.characters(), max_size=40)
ROLES = st.sampled_from(["opening", "disclosure", "prose", "heading", "closing"])
CUES = st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20), WORDS, ROLES), max_size=6)
SEAM = "\u200b"


class Read(NamedTuple):
    """A cue as a reader finds it; times in milliseconds."""

    start: int
    end: int
    speaker: str
    lines: list[str]


def forms(cues: list[Cue], *, show: str = "Silent Light", author: str = "Ada") -> dict[str, bytes]:
    return {suffix: data for suffix, _, data in render(cues, show=show, author=author)}


def read_vtt(data: bytes) -> list[Read]:
    """A reader as the W3C's algorithm has it, only stricter."""
    text = data.decode()
    assert "\0" not in text
    assert "\r" not in text
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head == "WEBVTT"
    cues = []
    for block in blocks:
        timing, *lines = block.split("\n")
        match = re.fullmatch(r"<v ([^<>]+)>(.+)", lines[0])
        assert match
        lines[0] = match[2]
        assert timing.count(".") == 2
        assert not any("-->" in row or "<" in row for row in lines)
        cues.append(Read(*times(timing), unescaped(match[1]), [unescaped(row) for row in lines]))
    return cues


def read_srt(data: bytes) -> list[Read]:
    """A reader as players have it, only stricter: numbered from 1, a comma, and no markup in the words."""
    if not data:
        return []
    cues = []
    for number, block in enumerate(data.decode().removesuffix("\n").split("\n\n"), 1):
        first, timing, *lines = block.split("\n")
        assert first == str(number)
        assert timing.count(",") == 2
        assert not any(re.search(r"[<>]|\{(?!\u200b)", row) for row in lines)
        cues.append(Read(*times(timing), "", [row.replace(SEAM, "") for row in lines]))
    return cues


def read_json(data: bytes) -> list[Read]:
    read = json.loads(data)
    assert set(read) == {"version", "segments"}
    assert read["version"] == "1.0.0"
    assert all(list(row) == ["speaker", "startTime", "endTime", "body"] for row in read["segments"])
    return [
        Read(round(row["startTime"] * 1000), round(row["endTime"] * 1000), row["speaker"], [row["body"]])
        for row in read["segments"]
    ]


def times(timing: str) -> tuple[int, int]:
    match = _TIMING.fullmatch(timing)
    assert match
    n = [int(part) for part in match.groups()]
    return ((n[0] * 60 + n[1]) * 60 + n[2]) * 1000 + n[3], ((n[4] * 60 + n[5]) * 60 + n[6]) * 1000 + n[7]


def unescaped(row: str) -> str:
    return row.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def in_order(rows: list[tuple[float, float, str, str]]) -> list[Cue]:
    """Cues as an assembly makes them: each begins where the one before has ended, or later."""
    cues: list[Cue] = []
    for gap, length, text, role in rows:
        start = (cues[-1].end if cues else 0.0) + gap
        cues.append(Cue(start, start + length, text, 0, role))
    return cues


def squeezed(cues: list[Read]) -> str:
    """All letters of *cues*, without any blank, wherever lines and cues were parted."""
    return "".join("".join(cue.lines) for cue in cues).replace(" ", "")


READERS = pytest.mark.parametrize(("suffix", "read"), [("vtt", read_vtt), ("srt", read_srt), ("json", read_json)])


@READERS
@settings(max_examples=100, deadline=None)
@given(rows=CUES)
def test_a_transcript_gives_back_every_letter_in_order(suffix, read, rows) -> None:
    """Read again, each form holds the words as written, whatever they are."""
    told = "".join(line(text).replace(" ", "") for *_, text, _ in rows).replace(SEAM, "")
    found = squeezed(read(forms(in_order(rows), show="_", author="_")[suffix])).replace(SEAM, "")
    if suffix == "srt" and told:  # it has no escapes, and begins with a name
        told = "_:" + told.replace("<", "‹").replace(">", "›")
    assert found == told


@READERS
@settings(max_examples=100, deadline=None)
@given(rows=CUES)
def test_cues_follow_one_another_and_never_overlap(suffix, read, rows) -> None:
    """Every cue lasts, and begins no earlier than the one before it ends."""
    latest = 0
    for cue in read(forms(in_order(rows))[suffix]):
        assert latest <= cue.start < cue.end
        latest = cue.end


@pytest.mark.parametrize(("suffix", "read", "width"), [("vtt", read_vtt, WIDTH), ("srt", read_srt, NARROW)])
@settings(max_examples=100, deadline=None)
@given(rows=CUES)
def test_a_cue_is_two_lines_that_fit(suffix, read, width, rows) -> None:
    """65 characters in WebVTT and 32 in SubRip, whatever the words."""
    for cue in read(forms(in_order(rows))[suffix]):
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < len(row) <= width for row in cue.lines)


@settings(max_examples=100, deadline=None)
@given(CUES, NAMES, NAMES)
def test_every_cue_says_who_speaks(rows, show, author) -> None:
    """Any name comes back from WebVTT and JSON: the author's for the review, the show's for what is around it."""
    frame = line(show) or "Show"
    own = line(author) or frame
    data = forms(in_order(rows), show=show if line(show) else "Show", author=author)
    around = {"opening", "disclosure", "closing"}
    told = [frame if role in around else own for *_, text, role in rows if line(text)]
    assert [cue.speaker for cue in read_json(data["json"])] == told
    spoken = [cue.speaker for cue in read_vtt(data["vtt"])]
    assert [name for at, name in enumerate(spoken) if name != [None, *spoken][at]] == [
        name for at, name in enumerate(told) if name != [None, *told][at]
    ]


def test_a_golden_webvtt() -> None:
    """Escapes, a voice on every cue, the split of a long cue by its letters, and times to the millisecond."""
    long = "word " * 29 + "end"
    cues = [
        Cue(0.0, 0.5, "This is Silent Light.", 0, "opening"),
        Cue(0.5, 2.0004, "Tom & Jerry <3 --> never", 0),
        Cue(2.0004, 8.0, long, 0),
        Cue(8.0, 8.5, " \n ", 0),
    ]
    assert forms(cues, author="A>\n&B")["vtt"].decode() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:00.500\n"
        "<v Silent Light>This is Silent Light.\n\n"
        "00:00:00.500 --> 00:00:02.000\n"
        "<v A&gt; &amp;B>Tom &amp; Jerry &lt;3 --&gt; never\n\n"
        "00:00:02.000 --> 00:00:05.226\n"
        f"<v A&gt; &amp;B>{' '.join(['word'] * 8)}\n{' '.join(['word'] * 8)}\n\n"
        "00:00:05.226 --> 00:00:08.000\n"
        f"<v A&gt; &amp;B>{' '.join(['word'] * 8)}\n{' '.join(['word'] * 5)} end\n"
    )


def test_a_golden_subrip() -> None:
    """Numbers, commas, narrow lines, a name where another speaks, and nothing that a player takes for markup."""
    cues = [
        Cue(0.0, 0.5, "This is Silent Light.", 0, "opening"),
        Cue(0.5, 3.0, "He says <i>no</i> --> {\\an8} and then he says it again.", 0),
        Cue(3600.0, 3601.0, "<3", 0),
        Cue(3601.0, 3602.0, "That was it.", 0, "closing"),
    ]
    assert forms(cues, show="Light: a show", author="Ada")["srt"].decode().replace(SEAM, "|") == (
        "1\n00:00:00,000 --> 00:00:00,500\nLight a show: This\nis Silent Light.\n\n"
        "2\n00:00:00,500 --> 00:00:01,500\nAda: He says\n‹i›no‹/i› --›\n\n"
        "3\n00:00:01,500 --> 00:00:03,000\n{|\\an8} and then\nhe says it again.\n\n"
        "4\n01:00:00,000 --> 01:00:01,000\n‹3\n\n"
        "5\n01:00:01,000 --> 01:00:02,000\nLight a show: That was it.\n"
    )


def test_a_golden_json() -> None:
    """The podcast namespace's transcript 1.0.0: whole sentences, in seconds to the millisecond, letters as they are."""
    data = forms([Cue(1.0, 2.00049, "“Büro”\n" + "word " * 40, 0), Cue(3, 4, " ", 0)])["json"]
    assert json.loads(data) == {
        "version": "1.0.0",
        "segments": [{"speaker": "Ada", "startTime": 1.0, "endTime": 2.0, "body": ("“Büro” " + "word " * 40).strip()}],
    }
    assert "“Büro”".encode() in data


def test_the_three_forms_begin_and_end_with_the_sentences() -> None:
    """A sentence is one row of JSON, and one or more cues of the others from its start to its end."""
    cues = [Cue(0.0005, 4.0015, "word " * 40, 0), Cue(12.0005, 13.9995, "word " * 20, 0)]
    for data, read in zip(forms(cues).values(), (read_vtt, read_srt, read_json), strict=True):
        found = read(data)
        assert {milliseconds(cue.start) for cue in cues} <= {cue.start for cue in found}
        assert {milliseconds(cue.end) for cue in cues} <= {cue.end for cue in found}


def test_the_three_forms_say_what_they_are() -> None:
    """Suffixes and media types as the podcast namespace has them, WebVTT first."""
    assert [(suffix, kind) for suffix, kind, _ in render([], show="S")] == [
        ("vtt", "text/vtt"),
        ("srt", "application/x-subrip"),
        ("json", "application/json"),
    ]


def test_without_an_author_the_show_speaks() -> None:
    """There is always a name for what is said."""
    assert {cue.speaker for cue in read_vtt(forms([Cue(0, 1, "a", 0)], author=" ")["vtt"])} == {"Silent Light"}


def test_a_very_long_name_is_cut() -> None:
    """It stands on every cue, so it has at most 128 characters."""
    ((*_, speaker, _),) = read_vtt(forms([Cue(0, 1, "a", 0)], author="name " * 2000)["vtt"])
    assert len(speaker) <= 128
    assert speaker.endswith("name…")


def word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\S+", text)]


@pytest.mark.parametrize(("suffix", "read"), [("vtt", read_vtt), ("srt", read_srt)])
def test_a_long_sentence_is_split_when_its_words_are_said(suffix, read) -> None:
    """Each further cue begins in the millisecond in which its first word does, and the last ends with the sentence."""
    text = " ".join(f"word{number}" for number in range(60))
    said = [10 + (number / 60) ** 2 * 20 for number in range(60)]
    cue = Cue(10.0, 31.0, text, 0, words=tuple(zip(word_starts(text), said, [False] * 60, strict=True)))
    found = read(forms([cue])[suffix])
    first = [int(re.findall(r"word(\d+)", row.lines[0])[0]) for row in found]
    assert len(found) > 3
    assert [row.start for row in found] == [milliseconds(said[number]) for number in first]
    assert [row.end for row in found] == [*(row.start for row in found[1:]), 31_000]


def test_between_words_whose_times_are_known_letters_decide() -> None:
    """Of 28 words only the first and the 24th are known; the split after the 16th is at 15/22 of the way there."""
    text = "word " * 27 + "end"
    cue = Cue(0.0, 40.0, text, 0, words=((0, 2.0, False), (5 * 22, 24.0, False)))
    first, second = read_vtt(forms([cue])["vtt"])
    split = sum(len(row.split()) for row in first.lines)
    assert second.start == milliseconds(2.0 + split)


def test_blanks_and_what_no_file_can_hold_do_not_shift_the_words() -> None:
    """Indices count in the text as it was written, line breaks, runs of blanks and stray controls included."""
    text = " \n\x00 word  " + "word\x01 \n" * 27 + "end"
    times = tuple((at, 1.0 + number, False) for number, at in enumerate(word_starts(text.replace("\x00", " "))))
    first, second = read_vtt(forms([Cue(0.0, 40.0, text, 0, words=times)])["vtt"])
    assert second.start == 1000 * (1 + sum(len(row.split()) for row in first.lines))


@st.composite
def timed_cues(draw) -> list[Cue]:
    """Sentences one after another, some of their words with times, in order, some outside of the sentence."""
    cues: list[Cue] = []
    for text in draw(st.lists(WORDS, max_size=5)):
        start = (cues[-1].end if cues else 0.0) + draw(st.floats(0, 2))
        end = start + draw(st.floats(0.1, 20))
        at = sorted(draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=30)))
        moments = sorted(draw(st.floats(start - 1, end + 1)) for _ in at)
        cues.append(Cue(start, end, text, 0, words=tuple(zip(at, moments, [False] * len(at), strict=True))))
    return cues


@READERS
@settings(max_examples=60, deadline=None)
@given(cues=timed_cues())
def test_whatever_the_times_of_words_cues_stay_within_their_sentence(suffix, read, cues) -> None:
    """None overlaps another, and the parts of a sentence begin where it begins and end where it ends."""
    found = read(forms(cues)[suffix])
    assert all(row.start < row.end for row in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    spoken = [cue for cue in cues if line(cue.text)]
    assert {milliseconds(cue.start) for cue in spoken} <= {row.start for row in found}
    assert {milliseconds(cue.end) for cue in spoken} <= {row.end for row in found}
    assert max((row.end for row in found), default=0) <= milliseconds(cues[-1].end if cues else 0)


def test_overlapping_cues_are_put_one_after_the_other() -> None:
    """The later cue gives way."""
    read = read_vtt(forms([Cue(0, 3, "one", 0), Cue(2, 4, "two", 0), Cue(2.5, 3.5, "three", 0)])["vtt"])
    assert [(cue.start, cue.end) for cue in read] == [(0, 3000), (3000, 4000), (4000, 4001)]


def test_no_cues_are_valid_transcripts() -> None:
    """The header alone is a WebVTT file, nothing at all a SubRip file."""
    data = forms([])
    assert (data["vtt"], data["srt"], read_json(data["json"])) == (b"WEBVTT\n", b"", [])


def test_lines_of_a_split_cue_are_about_equally_long() -> None:
    """A cue that is a little too long does not leave a single word for a flash of its own."""
    sizes = [len(row) for cue in read_vtt(forms([Cue(0, 9, "seven s " * 17, 0)])["vtt"]) for row in cue.lines]
    assert min(sizes) > max(sizes) / 2


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("[" * 130, ["[" * 65, "[" * 65]),
        ("https://example.org/" + "a" * 40 + "/" + "b" * 20, ["https://example.org/" + "a" * 40 + "/", "b" * 20]),
        ("映" * 40 + "。" + "画" * 40, ["映" * 40 + "。", "画" * 40]),
        ("a" * 64 + "e\u0301" + "x" * 9, ["a" * 64, "e\u0301" + "x" * 9]),
    ],
    ids=["brackets", "an address", "Chinese", "an accent of its own"],
)
def test_a_word_longer_than_a_line_is_parted(word, lines) -> None:
    """Behind a sign if there is one in the second half of the line, and never between a letter and its accent."""
    (cue,) = read_vtt(forms([Cue(0, 1, word, 0)])["vtt"])
    assert cue.lines == lines


def test_a_letter_of_a_thousand_accents_is_parted_all_the_same() -> None:
    """What cannot be parted well is parted."""
    rows = [row for cue in read_vtt(forms([Cue(0, 1, "e" + "\u0301" * 1000, 0)])["vtt"]) for row in cue.lines]
    assert max(map(len, rows)) == WIDTH
    assert "".join(rows) == "e" + "\u0301" * 1000


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


def test_chapters_say_of_what_they_are() -> None:
    """Author, title, show and the audio file's name are in the file where they are known."""
    data = render_chapters((), title="The\nGeneral", author="Ada", show="Silent Light", audio="audio/a-01234567.mp3")
    assert json.loads(data) == {
        "version": "1.2.0",
        "author": "Ada",
        "title": "The General",
        "podcastName": "Silent Light",
        "fileName": "a-01234567.mp3",
        "chapters": [],
    }


def test_another_reader_reads_the_same() -> None:
    """webvtt-py, which is used by many, finds the cues, the voices and the words in both of its formats."""
    cues = [
        Cue(0.0, 0.5, "This is Silent Light.", 0, "opening"),
        Cue(0.5, 3.0, "Tom & Jerry <3 --> never", 0),
        Cue(3661.25, 3663.0, "word " * 30, 0),
    ]
    data = forms(cues)
    read = webvtt.from_string(data["vtt"].decode())
    assert [(cue.voice, cue.start, cue.end) for cue in read[:2]] == [
        ("Silent Light", "00:00:00.000", "00:00:00.500"),
        ("Ada", "00:00:00.500", "00:00:03.000"),
    ]
    assert read[2].start == "01:01:01.250"
    assert unescaped(read[1].text) == "Tom & Jerry <3 --> never"
    assert " ".join(cue.text.replace("\n", " ") for cue in read[2:]) == ("word " * 30).strip()
    subrip = webvtt.from_buffer(io.BytesIO(data["srt"]), format="srt")
    assert [(cue.start, cue.end, cue.text) for cue in subrip] == [
        (clock(cue.start / 1000), clock(cue.end / 1000), "\n".join(cue.lines)) for cue in read_srt(data["srt"])
    ]
