"""What a listener reads of an episode in an app."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast.model import Block, Chapter, Facts, Section, Segment, Span
from reviewcast.notation import line
from reviewcast.shownotes import DISCLOSURE, describe, write_notes
from sample_episodes import MIX, REVIEW, SCRIPT, utterance

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text("&<>\"'😀 ", min_size=1500, max_size=1600)


def test_golden_notes() -> None:
    """Description, film, disclosure, a paragraph for each chapter, and the links that speech dropped."""
    assert write_notes(REVIEW, SCRIPT, MIX.chapters, "A & B.") == (
        "<p>A &amp; B.</p>\n"
        "<p>The General (1926), directed by Clyde Bruckman and Buster Keaton. Rating: 5/5.</p>\n"
        "<p>This episode is read by a synthetic voice.</p>\n"
        "<p>00:00:00 The General</p>\n"
        "<p>00:00:12 The chase</p>\n"
        '<ul>\n<li><a href="https://example.org/t?a=1&amp;b=2">the trailer</a></li>\n</ul>'
    )


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.integers(1, 80))
def test_notes_are_always_small_well_formed_and_plain(title: str, name: str, href: str, number: int) -> None:
    """Whatever the review says: less than 4,000 bytes, only p, ul, li and a, and the disclosure in it."""
    spans = tuple(Span(0, len(title), "link", f"https://example.org/{i}/{href}") for i in range(number))
    review = replace(
        REVIEW,
        sections=(Section(Block(title, 1, "heading", 2, spans=spans), ()),),
        facts=Facts(description=title, film=name, year=1, director=(name,), cast=(name,) * 9, rating=title),
    )
    notes = write_notes(review, SCRIPT, [Chapter(i, i + 1, title) for i in range(number)], describe(review, SCRIPT))
    assert len(notes.encode()) < 4000
    assert DISCLOSURE in notes
    elements = list(etree.fromstring(f"<notes>{notes}</notes>").iter())[1:]
    assert {element.tag for element in elements} <= {"p", "ul", "li", "a"}
    assert all(set(element.attrib) == ({"href"} if element.tag == "a" else set()) for element in elements)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,x",
        "/relative",
        "#note",
        "",
        "http://[",
        "file:///x",
    ],
)
def test_a_link_that_leads_nowhere_good_is_left_out(href: str) -> None:
    """Only http, https and mailto addresses are written."""
    block = Block("words", 1, spans=(Span(0, 5, "link", href),))
    notes = write_notes(replace(REVIEW, sections=(Section(None, (block,)),)), SCRIPT, MIX.chapters, "A.")
    assert "<a" not in notes


def test_a_link_is_listed_once_under_its_first_words() -> None:
    """Emphasis is no link, and an address that comes twice is listed once."""
    address = "mailto:ada@example.org"
    spans = (Span(0, 3, "emphasis"), Span(0, 3, "link", address), Span(4, 7, "link", address))
    review = replace(REVIEW, sections=(Section(None, (Block("one two", 1, spans=spans),)),))
    assert write_notes(review, SCRIPT, (), "A.").endswith(f'<ul>\n<li><a href="{address}">one</a></li>\n</ul>')


def test_a_single_chapter_is_not_listed() -> None:
    """There is nowhere to jump to."""
    assert "00:00:00" not in write_notes(REVIEW, SCRIPT, MIX.chapters[:1], "A.")


def test_the_disclosure_is_the_shows_own_where_it_has_one() -> None:
    """What is said in the episode stands in the notes, in the show's own words."""
    said = replace(SCRIPT, segments=(Segment("A", (utterance("Une voix de synthèse.", "disclosure"),)),))
    assert "<p>Une voix de synthèse.</p>" in write_notes(REVIEW, said, (), "A.")


def test_a_show_that_says_nothing_discloses_it_in_writing() -> None:
    """Without the spoken sentence the notes still carry one."""
    silent = replace(SCRIPT, segments=(Segment("A", (utterance("Words."),)),))
    assert DISCLOSURE in write_notes(REVIEW, silent, (), "A.")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts(director=("A",)), "Directed by A."),
        (Facts(film="F", cast=("A", "B", "C")), "F, with A, B and C."),
        (Facts(rating="4/5"), "Rating: 4/5."),
    ],
)
def test_the_film_is_named_with_what_is_known(facts: Facts, words: str) -> None:
    """Every part of the line may be missing."""
    assert f"<p>{words}</p>" in write_notes(replace(REVIEW, facts=facts), SCRIPT, (), "A.")


def test_nothing_is_said_of_an_unknown_film() -> None:
    """A review without facts has no line for them."""
    notes = write_notes(replace(REVIEW, facts=Facts(), sections=()), SCRIPT, (), "A.")
    assert notes == f"<p>A.</p>\n<p>{DISCLOSURE}</p>"


def test_a_description_is_the_leads_first_two_sentences() -> None:
    """Clauses of one sentence are put together again; opening and disclosure are none of it."""
    assert describe(REVIEW, SCRIPT) == "A train is stolen. It is stolen back, slowly."


def test_a_description_is_at_most_three_hundred_characters_of_whole_words() -> None:
    """A sentence that is too long ends in an ellipsis between two words."""
    script = replace(SCRIPT, segments=(Segment("A", (utterance("lengthy " * 60),)),))
    described = describe(REVIEW, script)
    assert described == "lengthy " * 36 + "lengthy…"


def test_a_second_sentence_that_does_not_fit_is_left_out_whole() -> None:
    """Better one whole sentence than one and a piece."""
    script = replace(SCRIPT, segments=(Segment("A", (utterance("Short one."), utterance("word " * 70))),))
    assert describe(REVIEW, script) == "Short one."


def test_a_review_without_a_lead_is_described_by_its_first_section() -> None:
    """Where a heading comes first the prose under it serves."""
    assert describe(REVIEW, replace(SCRIPT, segments=(Segment("T", ()), SCRIPT.segments[1]))) == "It goes on."


def test_a_script_without_prose_is_described_by_its_title() -> None:
    """A description is never empty: feeds want one."""
    assert describe(REVIEW, replace(SCRIPT, segments=())) == "The General"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=900))
def test_the_front_matters_description_goes_first(text: str) -> None:
    """It is kept as it is, on one line, up to 600 characters."""
    review = replace(REVIEW, facts=Facts(description=text))
    described = describe(review, SCRIPT)
    assert 0 < len(described) <= 600
    assert described == line(text) or len(line(text)) > 600 or not line(text)
