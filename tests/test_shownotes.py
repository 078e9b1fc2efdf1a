"""What a listener reads of an episode in an app."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast.model import Block, Chapter, Correction, Cue, Episode, Facts, Section, Segment, Span
from reviewcast.notation import line
from reviewcast.shownotes import DISCLOSURE, MOST_BYTES, describe, links, write_notes
from sample_episodes import NOW, REVIEW, SCRIPT, episode, utterance

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text("&<>\"'😀 ", min_size=1500, max_size=1600)
LINKS = (("https://example.org/t?a=1&b=2", "the trailer"), ("mailto:ada@example.org", "write & ask"))
GOLDEN = """\
<p>A &amp; B.</p>
<p>Corrected on 3 May 2026: The film is from 1926, &amp; not from 1927.</p>
<p>The General (1926), directed by Clyde Bruckman and Buster Keaton, with A, B and C. Rating: 5/5.</p>
<p>This episode is read by a synthetic voice.</p>
<p>00:00:00 The General</p>
<p>00:00:12 The chase</p>
<ul>
<li><a href="https://example.org/t?a=1&amp;b=2">the trailer</a></li>
<li><a href="mailto:ada@example.org">write &amp; ask</a></li>
</ul>"""


def told(**changes: Any) -> Episode:
    """An episode of which nothing is known but its title, with some fields otherwise."""
    bare: dict[str, Any] = {"description": "A.", "film": None, "year": None, "director": (), "rating": None}
    return episode(**{**bare, "chapters": (), **changes})


def test_golden_notes() -> None:
    """What the review says comes first, since an app shows two lines; then what a listener should know, and where."""
    corrected = Correction(datetime(2026, 5, 3, 23, tzinfo=UTC), "The film is from 1926, & not from 1927.")
    notes = write_notes(episode(description="A & B.", cast=("A", "B", "C"), correction=corrected), LINKS)
    assert notes == GOLDEN


def test_a_recorded_episode_has_both_forms() -> None:
    """A short review's are the same."""
    made = episode()
    assert made.notes == made.summary == write_notes(made, links(REVIEW))
    assert made.notes.startswith("<p>A train is stolen. It is stolen back, slowly.</p>")


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.integers(1, 80))
def test_notes_are_always_well_formed_and_plain_and_the_short_form_is_small(text: str, name: str, number: int) -> None:
    """Whatever the review says: only p, ul, li and a, the disclosure in it; and less than 4,000 bytes where asked."""
    text, name = line(text), line(name)
    made = told(
        description=text,
        correction=Correction(NOW, text * 9),
        film=name,
        cast=(name,) * 9,
        chapters=tuple(Chapter(i, i + 1, text) for i in range(number)),
    )
    led = links(linked(*(f"https://example.org/{i}/{name}" for i in range(number)), words=name))
    whole, short = write_notes(made, led), write_notes(made, led, most=MOST_BYTES)
    assert len(short.encode()) <= MOST_BYTES < 4000
    assert len(short) <= len(whole)
    for notes in (whole, short):
        assert DISCLOSURE in notes
        elements = list(etree.fromstring(f"<notes>{notes}</notes>").iter())[1:]
        assert {element.tag for element in elements} <= {"p", "ul", "li", "a"}
        assert all(set(element.attrib) == ({"href"} if element.tag == "a" else set()) for element in elements)


def test_the_short_form_lists_all_chapters_or_none() -> None:
    """Half a list would send listeners astray; links are given as far as they go."""
    chapters = tuple(Chapter(i, i + 1, f"Chapter {i}") for i in range(200))
    led = [(f"https://example.org/{i}", "words") for i in range(200)]
    whole, short = write_notes(told(chapters=chapters), led), write_notes(told(chapters=chapters), led, most=MOST_BYTES)
    assert (whole.count("Chapter"), whole.count("<a ")) == (200, 200)
    assert short.count("Chapter") == 0
    assert 0 < short.count("<a ") < 200


def test_notes_are_written_in_time_that_grows_with_their_length() -> None:
    """A hundred thousand links are a mistake, and no reason to hang."""
    led = [(f"https://example.org/{i}", "words") for i in range(100_000)]
    assert write_notes(told(), led).count("<li>") == 100_000


def test_a_chapters_title_is_whole_and_its_time_that_of_the_other_forms() -> None:
    """The same heading everywhere, also where Spotify would like a shorter one; seconds are cut, not rounded."""
    title = "A heading of more than forty characters, as critics write them"
    notes = write_notes(told(chapters=(Chapter(0, 9, "A"), Chapter(3599.9996, 9999, title))), ())
    assert f"<p>01:00:00 {title}</p>" in notes
    assert "<p>00:00:59 B</p>" in write_notes(told(chapters=(Chapter(0, 9, "A"), Chapter(59.999, 99, "B"))), ())


def linked(*addresses: str, words: str = "words") -> Any:
    """A review with a block for each address that it links."""
    blocks = (Block(words, 1, spans=(Span(0, len(words), "link", address),)) for address in addresses)
    return replace(REVIEW, sections=(Section(None, tuple(blocks)),))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "/relative",
        "#note",
        "",
        "http://[",
        "file:///x",
    ],
)
def test_a_link_that_leads_nowhere_good_is_left_out(href: str) -> None:
    """Only http, https and mailto addresses are written."""
    assert links(linked(href)) == ()


def test_links_stand_in_the_order_of_the_text_headings_too() -> None:
    """Emphasis is no link."""
    heading = Block("See this", 1, "heading", 2, spans=(Span(4, 8, "link", "https://a.example/é"),))
    prose = Block("one two", 2, spans=(Span(0, 3, "emphasis"), Span(4, 7, "link", "mailto:ada@example.org")))
    found = links(replace(REVIEW, sections=(Section(heading, (prose,)),)))
    assert found == (("https://a.example/%C3%A9", "this"), ("mailto:ada@example.org", "two"))


def test_a_link_is_listed_once_under_its_first_words() -> None:
    """An address that comes twice is listed once; one around an image has its address for words."""
    spans = (Span(0, 3, "link", "https://a.example"), Span(4, 7, "link", "https://a.example"))
    bare = Span(3, 3, "link", "https://b.example")
    block = Block("one two", 1, spans=(*spans, bare))
    found = links(replace(REVIEW, sections=(Section(None, (block,)),)))
    assert found == (("https://a.example", "one"), ("https://b.example", "https://b.example"))


def test_a_single_chapter_is_not_listed() -> None:
    """There is nowhere to jump to."""
    assert "00:00:00" not in write_notes(told(chapters=(Chapter(0, 9, "A"),)), ())


def test_the_disclosure_is_the_shows_own_where_it_has_one() -> None:
    """What is said in the episode stands in the notes, in the show's own words."""
    said = told(text=(Cue(0, 1, "Une voix", 0, "disclosure"), Cue(1, 2, "de synthèse.", 0, "disclosure")))
    assert write_notes(said, ()) == "<p>A.</p>\n<p>Une voix de synthèse.</p>"


def test_a_show_that_says_nothing_discloses_it_in_writing() -> None:
    """Without the spoken sentence the notes still carry one; of an unknown film nothing is said."""
    assert write_notes(told(text=()), ()) == f"<p>A.</p>\n<p>{DISCLOSURE}</p>"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"director": ("A",)}, "Directed by A."),
        ({"film": "F", "cast": ("A", "B", "C")}, "F, with A, B and C."),
        ({"film": "F", "cast": tuple("ABCDEFGH")}, "F, with A, B, C, D, E and F."),
        ({"rating": "4/5"}, "Rating: 4/5."),
        ({"year": 1926}, ""),
    ],
)
def test_the_film_is_named_with_what_is_known(facts: dict[str, Any], words: str) -> None:
    """Every part of the line may be missing."""
    line_of_film = [f"<p>{words}</p>"] if words else []
    assert write_notes(told(**facts), ()).split("\n") == ["<p>A.</p>", *line_of_film, f"<p>{DISCLOSURE}</p>"]


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
