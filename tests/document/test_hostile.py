"""Input made to hurt: each is read or refused in good time, and never with a RecursionError."""

from __future__ import annotations

import time

import pytest

from reviewcast.document import parse
from reviewcast.errors import ReviewError

ATTACKS = {
    "brackets": "[" * 8_000,
    "pictures": "![[" * 4_000,
    "spaced brackets": "[ " * 8_000,
    "quotations": ">" * 5_000,
    "spaced quotations": "> " * 5_000,
    "bold tags": "<b>" * 100_000,
    "divisions": "<div>" * 100_000 + "words",
    "closed divisions": "<div>" * 20_000 + "words" + "</div>" * 20_000,
    "lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "list marks": "- " * 10_000,
    "liquid": "{{" * 20_000,
    "liquid far apart": "{{\n\n}}" * 3_000,
    "comments": "<!-- " * 20_000,
    "cut tags": "<a href='" * 10_000,
    "scripts": "<script>" * 5_000,
    "stars": "*a_ " * 5_000,
    "backticks": "".join("`" * count + " " for count in range(1, 200)),
    "footnotes": "^[" * 5_000,
    "yaml brackets": "---\na: " + "[" * 5_000 + "\n---\n",
    "toml brackets": "+++\na = " + "[" * 5_000 + "\n+++\n",
    "yaml laughs": "---\na: &a [x]\n" + "b: [*a, *a, *a]\n" * 9 + "---\n",
    "yaml number": "---\nyear: " + "9" * 5_000 + "\n---\n",
    "toml number": "+++\nyear = " + "9" * 5_000 + "\n+++\n",
    "yaml size": "---\na: " + "x" * 70_000 + "\n---\n",
    "shortcodes": "[a b=c" * 5_000,
    "numbers": "1000000000000. a\n\n<ol start=99999999999><li>x</ol>",
}


@pytest.mark.parametrize("name", ["a.md", "a.html"])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_ends_soon(attack, name):
    """It ends with a Review or a sentence about the file, in time that is not quadratic.

    All end within 2 s of processor time on a slow core; the limit leaves room for coverage's tracing.
    """
    start = time.process_time()
    try:
        outcome = parse(f"{attack} words\n".encode(), name).name
    except ReviewError as error:
        outcome = error.path
    assert outcome == name
    assert time.process_time() - start < 8


def test_quotations_too_deep_are_refused_rather_than_cut():
    """markdown-it would drop what lies deeper than it likes; we say so."""
    with pytest.raises(ReviewError, match=r"a\.md:3: lists or quotations"):
        parse(b"# T\n\n" + b"> " * 80 + b"words", "a.md")


def test_elements_too_deep_are_refused_rather_than_cut():
    """libxml2 stops reading there; we say so."""
    with pytest.raises(ReviewError, match=r"a\.html:1: HTML elements"):
        parse(b"<div>" * 5_000 + b"words", "a.html")


@pytest.mark.parametrize(
    "source",
    ["[words](javascript:alert)", "<a href=' java\nscript:x'>words</a>", "<a href='data:text/html,x'>words</a>"],
)
def test_a_link_that_is_no_address_keeps_its_words_only(source):
    """No page made from the review can carry a script as a link."""
    block = parse(f"# T\n\n{source}\n".encode(), "a.md").sections[0].blocks[0]
    assert block.text == "words"
    assert {span.href for span in block.spans} <= {""}


def test_an_unfinished_element_of_raw_text_swallows_nothing():
    """``<iframe>`` and ``<title>`` without an end tag are closed at once."""
    review = parse(b"# T\n\nBefore <iframe src=x> and <title> after.\n", "a.md")
    assert " ".join(block.text for block in review.sections[0].blocks) == "Before and after."


def test_brackets_by_the_thousand_are_refused():
    """Looking for their partners takes markdown-it quadratic time."""
    with pytest.raises(ReviewError, match=r"a\.md:3: more than 12000 square brackets"):
        parse(b"# T\n\n" + b"[ " * 12_001, "a.md")
