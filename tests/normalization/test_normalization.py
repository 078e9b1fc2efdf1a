"""What is spoken for numbers, dates, money, abbreviations: golden lines, and what holds for any text."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.normalization import find, normalize

HERE = Path(__file__).parent
LINES = [
    pytest.param(*line.split("\t"), id=f"{path.stem}:{number}")
    for path in sorted(HERE.glob("*.txt"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
]
WITHIN = st.text("0123456789.,:/-–'’$£%#@&+×~°½★☆IVXMADPpmkhstSE() ", max_size=40)
PIECES = (
    "1999 2,000 8/10 $5 million Rocky IV No. St. Dr. Main ’80s 7pm 2h 5m 6/6/2025 A24 R2-D2 @x #y a.com ½ % I Part "
    "X 10–12 $1-2bn 3D 6'2\" Henry V , . - and"
)
WORDS = st.sampled_from(PIECES.split())
HOSTILE = (
    "1 1, 1/ 1. 1- 1– 1: I I· II·and· Part·I· $1 A- '1 ★ ½ @a #a X2- www.a/ http://a. a. a@ V.· 12/12/ +1· & St.· é1"
)


@pytest.mark.parametrize(("language", "text", "spoken"), LINES)
def test_a_line_is_spoken_as_the_golden_file_says(language: str, text: str, spoken: str) -> None:
    """Each line of the golden files: language, text, and what is spoken for it."""
    assert normalize(text, language) == spoken


@pytest.mark.parametrize(("language", "text", "spoken"), LINES)
def test_what_was_put_in_words_stays_as_it_is(language: str, text: str, spoken: str) -> None:
    """Words are not taken for something else when they are read again."""
    assert normalize(spoken, language) == spoken


def test_there_are_several_lines_for_each_class() -> None:
    """Every golden file has three lines or more, and no case stands twice."""
    for path in HERE.glob("*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) >= 3
        assert len(set(lines)) == len(lines)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=60), WITHIN, st.lists(WORDS, max_size=8).map(" ".join)), british=st.booleans())
def test_edits_ascend_and_stay_inside_the_text(text: str, british: bool) -> None:
    """Whatever the text, edits can be spliced one after another, and each changes something."""
    edits = find(text, "en-GB" if british else "en-US")
    assert all(0 <= edit.start < edit.end <= len(text) for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))
    assert all(edit.words != text[edit.start : edit.end] for edit in edits)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=12), max_size=12).map(" ".join))
def test_plain_words_are_left_alone(text: str) -> None:
    """Where there are no digits, signs, capitals or abbreviations there is nothing to do."""
    assert find(text, "en") == []


@pytest.mark.parametrize("language", ["fr", "de-DE", "zh-Hans", "", "eng", "x-en"])
def test_another_language_is_left_alone(language: str) -> None:
    """English readings are for English."""
    assert find("In 1999 he paid $5 to Dr. No.", language) == []


def test_an_edit_says_where_and_what_it_is() -> None:
    """An edit has the place of the text it stands for, and its class."""
    (edit,) = find("Out in 1999.", "en")
    assert edit == (7, 11, "nineteen ninety-nine", "year")


@pytest.mark.parametrize("unit", HOSTILE.split())
def test_hostile_repeats_are_read_in_linear_time(unit: str) -> None:
    """20,000 characters of the same few take a moment, and no more for each than 5,000 do."""
    unit = unit.replace("·", " ")

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        find(text, "en")
        return time.process_time() - started

    find(unit * 3, "en")
    assert seconds(20_000) < 12 * max(seconds(5_000), 0.02)


def test_a_number_of_more_than_32_digits_is_left_alone() -> None:
    """Nobody could follow it, and what is harmless cuts it."""
    assert find("9" * 33, "en") == []


def test_num2words_is_loaded_only_for_a_number_that_needs_it() -> None:
    """A text without numbers does not pay for the package that knows them."""
    code = (
        "import sys; from reviewcast.normalization import normalize\n"
        "normalize('Dr. No and Rocky IV, 8 of them.', 'en'); assert 'num2words.lang_EN' not in sys.modules\n"
        "normalize('In 1999.', 'en'); assert 'num2words.lang_EN' in sys.modules\n"
        "assert 'num2words.lang_FR' not in sys.modules\n"
        "import num2words; assert num2words.num2words(7, lang='fr') == 'sept'"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
