"""Where sentences end, and where long ones may be cut."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import sentences

CASES = [
    line
    for line in (Path(__file__).parent / "sentences" / "split.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
PROSE = st.lists(
    st.sampled_from(
        ["a", "Mr.", "film", "ends.", "So,", "“No!”", "(Yes.)", "…", "U.S.", "3.", "and", "—", "J.", "x" * 80]
    )
    | st.text(max_size=6),
    max_size=120,
).map(" ".join)


def read(case: str) -> tuple[str, list[tuple[int, int]], list[str]]:
    """A line of the golden file as text, italics and sentences."""
    text, italics = "", []
    marked = case.replace(" | ", " ")
    parts = re.split(r"\*(?=\S)([^*]*)(?<=\S)\*", marked)
    for index, part in enumerate(parts):
        if index % 2:
            italics.append((len(text), len(text) + len(part)))
        text += part
    return text, italics, re.sub(r"\*(?=\S)([^*]*)(?<=\S)\*", r"\1", case).split(" | ")


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_ends_where_a_reader_would_end_it(case):
    """Each line of the golden file is split at its bars and nowhere else."""
    text, italics, expected = read(case)
    assert [text[start:end] for start, end in sentences.split(text, italics)] == expected


@settings(max_examples=150, deadline=None)
@given(PROSE, st.sampled_from([1, 20, 100, 400]))
def test_nothing_but_white_space_stands_between_pieces(text, limit):
    """Sentences and clauses come in order and lose no character that can be seen."""
    for spans in (sentences.split(text), sentences.clauses(text, limit)):
        assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
        assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
        assert all(not text[a:b].strip() for (_, a), (b, _) in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(PROSE)
def test_every_sentence_but_the_only_one_has_a_word(text):
    """Marks alone never make a first sentence of their own."""
    spans = sentences.split(text)
    assert all(any(map(str.isalnum, text[a:b])) for a, b in spans[:-1])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["alpha", "beta,", "and", "gamma;", "—", "“so”", "which", "delta"]), max_size=400))
def test_a_clause_is_never_longer_than_the_limit_where_there_are_words(words):
    """Prose can always be cut to the limit, between words."""
    text = " ".join(words)
    pieces = [text[a:b] for a, b in sentences.clauses(text, 100)]
    assert all(len(piece) <= 100 for piece in pieces)
    assert [word for piece in pieces for word in piece.split()] == text.split()


def test_a_clause_ends_at_a_semicolon_before_it_ends_at_a_comma():
    """The strongest mark near the middle is where a long sentence is cut."""
    text = "one two three, four five six; seven eight, nine ten eleven twelve"
    start, end = sentences.clauses(text, 40)[0]
    assert text[start:end] == "one two three, four five six;"


def test_a_clause_without_marks_ends_before_a_conjunction():
    """Where there is no mark a conjunction begins the next piece."""
    text = "the man in the hat walks very slowly and the dog in the car looks at him"
    assert [text[a:b] for a, b in sentences.clauses(text, 45)][1].startswith("and the dog")


def test_a_word_longer_than_the_limit_is_left_whole():
    """Words are not cut here: whoever speaks them decides what is heard."""
    text = "x" * 900
    assert sentences.clauses(text, 400) == [(0, 900)]


@pytest.mark.parametrize("unit", ["a. ", "A.", "! ", "(", '"a ', "U.S.A. ", "word ", "word—", " ", "1. 2. ", "“a.” "])
def test_a_hostile_text_takes_linear_time(unit):
    """Four times the text takes about four times as long, not sixteen times."""

    def cost(length: int) -> float:
        text = (unit * length)[:length]
        began = time.process_time()
        sentences.split(text)
        sentences.clauses(text, 400)
        return time.process_time() - began

    cost(1_000)
    assert min(cost(80_000), cost(80_000)) < 9 * (min(cost(20_000), cost(20_000)) + 0.01)
