"""How a few words are said at one place only."""

from __future__ import annotations

import time

import pytest

from reviewcast.document import parse
from reviewcast.errors import ReviewError
from reviewcast.model import Saying


def sayings(text: str) -> list[tuple[str, Saying]]:
    review = parse(f"# A title\n\n{text}\n".encode(), "one.md")
    blocks = [block for section in review.sections for block in section.blocks]
    return [(block.text[each.start : each.end], each.saying) for block in blocks for each in block.spans if each.saying]


@pytest.mark.parametrize(
    ("text", "words", "saying"),
    [
        ('In [Nice]{say="NEESS"}.', "Nice", Saying("say", "NEESS")),
        ("In [Nice]{say=“NEESS”}.", "Nice", Saying("say", "NEESS")),
        ('In [Nice]{ ipa = "niːs" }.', "Nice", Saying("ipa", "niːs")),
        ('The [A.M.C.]{spell="AMC"}’s list', "A.M.C.", Saying("spell", "AMC")),
        ('[IMAX]{as="eye  max"}', "IMAX", Saying("as", "eye max")),
        ('[*Nice* work]{say="NEESS"}', "Nice work", Saying("say", "NEESS")),
        ('*[Nice]{say="NEESS"}*', "Nice", Saying("say", "NEESS")),
        (r'[a \[b\] c]{as="x"}', "a [b] c", Saying("as", "x")),
        ('[AT&amp;T]{as="A T and T"}', "AT&T", Saying("as", "A T and T")),
    ],
)
def test_words_in_brackets_carry_how_they_are_said(text, words, saying):
    """Only the words are left of the mark, with whatever markup is in them or around them."""
    assert sayings(text) == [(words, saying)]


@pytest.mark.parametrize(
    "text",
    [
        "[Nice](https://example.org)",
        "[Nice]",
        "[Nice]{.town}",
        '[Nice] {say="NEESS"}',
        '`[Nice]{say="NEESS"}`',
        r'\[Nice]{say="NEESS"}',
        '[]{say="NEESS"}',
        "[Nice]{say='NEESS'}",
        '[Nice]{say="NEESS" as="x"}',
    ],
)
def test_what_only_resembles_a_mark_is_none(text):
    """A link, a class, code, escaped brackets, nothing in the brackets."""
    assert sayings(text) == []


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        ('say="q7"', "q7"),
        ('say=""', "nothing between the quotes"),
        ('say="  "', "nothing between the quotes"),
        ('ipa="%"', "%"),
        ('ipa="."', "says nothing"),
        ('spell="…"', "…"),
        ('as="<voice>"', "commands"),
        ('as="a < b"', "commands"),
        ('sya="NEESS"', 'did you mean "say"'),
        ('lang="fr"', "say, ipa, as, spell"),
        ('case="any"', "say, ipa, as, spell"),
    ],
)
def test_a_mark_that_cannot_be_meant_is_refused_with_its_line(mark, complaint):
    """In one sentence that quotes it."""
    with pytest.raises(ReviewError) as caught:
        parse(f"# A title\n\nFirst.\n\nIn\n[Nice]{{{mark}}} it rains.\n".encode(), "one.md")
    assert complaint in caught.value.message
    assert (caught.value.path, caught.value.line) == ("one.md", 6)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "piece", ["[", '[a]{say="', '[a]{say="EE"}', "[a]{ ", "\\[", "[a]{say=", "[[a]{", "[" + "a" * 199]
)
def test_marks_and_what_resembles_them_take_time_in_proportion(piece):
    """Twenty thousand characters of brackets are read in a few seconds at the very most."""
    begin = time.process_time()
    sayings(f"word {piece} " * (20_000 // (len(piece) + 6)))
    assert time.process_time() - begin < 3.0
