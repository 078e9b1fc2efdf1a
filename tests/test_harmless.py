"""What is shown and what is spoken of hostile text."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewcast.harmless import make_harmless, sayable, visible

HOSTILE = st.lists(
    st.sampled_from(
        ["s'", "U.S.A.", "[[", "]]", "<speak>", "\u202e", "\u200b", "😀", "\0", "*", "—", " ", "a", "9", "x" * 70]
    )
    | st.text(max_size=5),
    max_size=60,
).map("".join)


def spoken(text: str) -> str:
    """What is spoken of *text*."""
    return make_harmless(text)[0]


def codes(text: str) -> list[str]:
    """The kinds of change made to *text*."""
    return [change.code for change in make_harmless(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It’s “fine” — really, ‘fine’.", "It’s “fine” — really, ‘fine’."),
        ("the training—a skill", "the training — a skill"),
        ("the training - a skill", "the training — a skill"),
        ("well -- maybe", "well — maybe"),
        ("from 1990-1995, a co-star", "from 1990-1995, a co-star"),
        ("[[ h@'loU ]] there", "h@'loU there"),
        ("a [[wiki link]] here", "a wiki link here"),
        ("[sic] he said", "[sic] he said"),
        ("<speak>hello</speak>", "speak hello /speak"),
        ("3 < 5 and 5 > 3", "3 less than 5 and 5 more than 3"),
        ("a *b* _c_ #d ~e \\f `g`", "a b c d e f g"),
        ("Wow 😀! Great 👨‍👩‍👧 film ❤️.", "Wow! Great film."),
        ("★★★★☆ good → better", "good better"),
        ("10° below № 5", "10° below № 5"),
        ("hel\u200blo so\u00adft w\u202eor\u202cd", "hello soft word"),
        ("nul\0l and bell\a", "null and bell"),
        ("line\nbreak\tand\u00a0space\u2028here", "line break and space here"),
        ("cafe\u0301", "café"),
        ("𝐁𝐨𝐥𝐝 Ｗｉｄｅ ٣", "Bold Wide 3"),
        ("lone \ud800 surrogate \ue000 \uffff", "lone surrogate"),
        ("1️⃣ keycap", "1 keycap"),
        ("s'" * 100, "s's's'"),
        ("s' " * 100, "s' s' s'"),
        ("U.S.A. " * 300, "U.S.A. U.S.A. U.S.A."),
        ("U.S.A." * 300, "U.S.A.U.S.A.U.S.A."),
        ("Nooooooooooo!!!!!!!!!", "Nooo!!!"),
        ("ha ha ha ha ha ha ha", "ha ha ha ha ha ha ha"),
        ("$10000000000 was spent", "$10000000000 was spent"),
        ("9" * 100, "999"),
        ("＜speak＞ ［［x］］ ＊", "speak x"),
        ("[\u200b[x]\u200b]", "x"),
    ],
)
def test_the_engine_gets_what_a_reader_would_say(text, expected):
    """Commands, signs, symbols and runaway repeats are gone; words and typography stay."""
    assert spoken(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a \u202e b", "invisible"),
        ("a 😀 b", "symbol"),
        ("a [[ b", "sign"),
        ("s'" * 100, "repeat"),
        ("".join(f"{n:x}q" for n in range(40)), "long-word"),
    ],
)
def test_each_change_is_told(text, code):
    """Nothing is altered silently."""
    assert codes(text) == [code]


@pytest.mark.parametrize("text", ["Plain prose, isn’t it?", "well -- maybe", "cafe\u0301", "a\u00a0b", "👨‍👩‍👧"[:0]])
def test_typography_is_no_change(text):
    """What sounds the same is not worth a notice."""
    assert codes(text) == []


def test_a_repeat_says_how_often_it_stood_there():
    """The count in the change is the text's, not the speech's."""
    (change,) = make_harmless("It is s'" + "s'" * 99)[1]
    assert (change.what, change.count) == ("s'", 100)


def test_a_long_word_is_spoken_in_pieces_that_end_at_its_own_signs():
    """An address is cut behind a slash, not inside a name."""
    address = "https://example.org/reviews/of/the/last/century/and/before/by/somebody/else.html"
    assert spoken(address).replace(" ", "") == address
    assert spoken(address).split()[0].endswith("/")


def test_a_word_of_thousands_of_letters_is_heard_only_in_part():
    """Nobody wants ten minutes of letters."""
    word = "".join(chr(97 + (n * n + n // 7) % 26) for n in range(10_000))
    assert len(spoken(word)) <= 4 * 61


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
@example("[" + "\u200b" + "[")
@example("aaaaaaaab" * 9)
@example("\ufdfa" * 30)
def test_whatever_comes_in_what_goes_out_is_harmless(text):
    """No command, no control, no sign by name, no long word, no long run; normal form C, on one line."""
    out = spoken(text)
    assert not re.search(r"\[\[|\]\]|[<>*_#~\\`^|{}]", out)
    assert not any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "So") for character in out if character not in "°№"
    )
    assert not any(character in "\u2028\u2029\ufe0f" for character in out)
    assert all(len(word) <= 60 for word in out.split())
    assert not re.search(r"([^\s\d])\1{7}", out)
    assert out == " ".join(out.split(" ")).strip()
    assert "  " not in out
    assert unicodedata.is_normalized("NFC", out)


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_a_second_washing_changes_nothing(text):
    """What is harmless is left alone."""
    once = spoken(text)
    assert spoken(once) == once


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_what_is_shown_is_legal_in_xml(text):
    """Only characters of XML 1.0, no direction marks, and of white space only the space."""
    out, _ = visible(text)
    assert re.fullmatch(r"[\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", out)
    assert not re.search(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x7f-\x9f]", out)
    assert set(re.findall(r"\s", out)) <= {" "}


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE)
def test_parts_are_shown_as_the_whole_is(first, second):
    """Each character is judged by itself, so offsets can follow."""
    assert visible(first)[0] + visible(second)[0] == visible(first + second)[0]


def test_what_is_shown_keeps_emoji_signs_and_repeats():
    """Only hidden characters go from the page; the joiner that spells a family stays."""
    text = "*Wow* 👨‍👩‍👧 <3 [[x]] " + "s'" * 100
    assert visible(text) == (text, ())


@pytest.mark.parametrize(("text", "expected"), [("…!?", False), ("", False), ("7", True), ("é", True), ("—", False)])
def test_something_is_said_only_where_a_letter_or_a_digit_is(text, expected):
    """Marks alone are silence."""
    assert sayable(text) is expected


@pytest.mark.parametrize(
    "unit", ["a", "ab", "s' ", " ", "-", "- ", "1 < 2 ", "😀", "[[", "e\u0301", "\u200d", "abcdefgh", "a b"]
)
def test_a_hostile_text_takes_linear_time(unit):
    """Four times the text takes about four times as long, not sixteen times."""

    def cost(length: int) -> float:
        text = (unit * length)[:length]
        began = time.process_time()
        make_harmless(text)
        visible(text)
        return time.process_time() - began

    cost(1_000)
    assert min(cost(80_000), cost(80_000)) < 9 * (min(cost(20_000), cost(20_000)) + 0.01)
