"""The proper nouns of a text: found, joined to their short forms, and told from words that only begin a sentence."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.names import Name, find

COMMON = frozenset(("the", "a", "in", "he", "it", "was", "stone", "will", "add", "fight", "scene", "old", "look"))


def found(*sentences: str, known=(), headings=()) -> dict[str, Name]:
    """The names of *sentences*, by how they are written."""
    names = find(sentences, known=known, headings=headings, is_common=COMMON.__contains__)
    return {name.written: name for name in names}


def stretches(name: Name, *sentences: str) -> list[str]:
    """What stands at the places of *name*."""
    return [sentences[number][start:end] for number, start, end in name.places]


FULL = [
    ("We meet Ana de Armas early.", "Ana de Armas"),
    ("It stars Guillermo del Toro and nobody else.", "Guillermo del Toro"),
    ("It was shot by Hoyte van Hoytema.", "Hoyte van Hoytema"),
    ("A nod to Ludwig Mies van der Rohe follows.", "Ludwig Mies van der Rohe"),
    ("It has Gustav von Wangenheim in it.", "Gustav von Wangenheim"),
    ("Then F. W. Murnau cuts away.", "F. W. Murnau"),
    ("Then J.J. Abrams cuts away.", "J.J. Abrams"),
    ("Here Sally N. Smith sings.", "Sally N. Smith"),
    ("Here Sharon Duncan-Brewster sings.", "Sharon Duncan-Brewster"),
    ("Here Lupita Nyong'o sings.", "Lupita Nyong'o"),
    ("Here Conan O’Brien sings.", "Conan O’Brien"),
    ("Here Timothée Chalamet sings.", "Timothée Chalamet"),
    ("The robot M3GAN dances.", "M3GAN"),
    ("Nobody liked Se7en more.", "Se7en"),
    ("Even 3PO and R2D2 smile.", "R2D2"),
    ("Al Pacino shouts.", "Al Pacino"),
    ("Will Smith shouts.", "Will Smith"),
    ("Yesterday Robert De Niro shouted.", "Robert De Niro"),
    ("The doctor, Dr. Caligari, waits.", "Caligari"),
    ("There Sir Ian McKellen waits.", "Ian McKellen"),
    ("Director Len Wiseman hurries.", "Len Wiseman"),
    ("Assassin Eve hurries, and the assassin Eve falls.", "Eve"),
    ("As Eve hurries, the rest of Eve falls.", "Eve"),
    ("The house of Count Orlok is empty.", "Orlok"),
    ("A tale by Ramón y Cajal.", "Ramón y Cajal"),
    ("It ends with King Kong.", "King Kong"),
    ("It ends in St. Louis.", "St. Louis"),
]


@pytest.mark.parametrize(("sentence", "name"), FULL, ids=[name for _, name in FULL])
def test_a_name_is_found_as_written_in_full(sentence, name):
    """Particles, initials, hyphens, accents and figures are part of it; titles, roles and openers are not."""
    names = found(sentence)
    assert stretches(names[name], sentence)[0] == name


def test_nothing_more_is_found_than_the_name():
    """What is cut off before a name is no row of its own."""
    for sentence, name in FULL:
        extra = set(found(sentence)) - {name, "R2D2", "3PO"}
        assert not extra, sentence


NONE = [
    "However, it rains.",
    "Sadly, the rest is dull.",
    "I think I'm lost, and I've said so.",
    "It’s raining on Tuesday in March.",
    "Fight the rain, he says.",
    "He says: “Look at the rain.”",
    "Nothing happens... Then it rains.",
    "THE RAIN IN THIS FILM IS WET",
    "Slowly it dawns.",
    "Running is a theme, as is running away.",
    "",
    "…!?",
    "2049 was a year.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_a_capital_that_says_nothing_makes_no_name(sentence):
    """Sentence starts, quotations, the calendar and shouting are not names."""
    assert not found(sentence)


def test_a_short_form_is_a_place_of_the_full_name():
    """One row a name as written in full: surname, surname with particle, first name, and possessives."""
    sentences = (
        "The lead is Ana de Armas, with Gabriel Byrne.",
        "She resembles de Armas, and Byrne’s face says so.",
        "Ana runs, Armas runs, and Byrne's men run.",
    )
    names = found(*sentences)
    assert list(names) == ["Ana de Armas", "Gabriel Byrne"]
    assert stretches(names["Ana de Armas"], *sentences) == ["Ana de Armas", "de Armas", "Ana", "Armas"]
    assert stretches(names["Gabriel Byrne"], *sentences) == ["Gabriel Byrne", "Byrne", "Byrne"]


def test_a_particle_with_a_capital_at_the_start_belongs_to_the_short_form():
    """A sentence may begin with "Von"."""
    sentences = ("We see Gustav von Wangenheim.", "Von Wangenheim bounces.")
    names = found(*sentences)
    assert stretches(names["Gustav von Wangenheim"], *sentences) == ["Gustav von Wangenheim", "Von Wangenheim"]


def test_of_two_with_one_surname_the_person_named_last_keeps_the_short_form():
    """As a reader would understand it."""
    sentences = ("First Bram Stoker wrote.", "Then Stoker died.", "Then Florence Stoker sued.", "And Stoker won.")
    names = found(*sentences)
    assert [place[0] for place in names["Bram Stoker"].places] == [0, 1]
    assert [place[0] for place in names["Florence Stoker"].places] == [2, 3]


def test_an_ordinary_word_counts_where_it_shortens_a_name():
    """ "Stone" is a word, and Emma Stone's name."""
    names = found("It has Emma Stone.", "And Stone smiles.", "Old Stone walls.")
    assert [place[0] for place in names["Emma Stone"].places][:2] == [0, 1]
    assert not found("He ran up the Stone.")


def test_a_word_that_begins_a_sentence_counts_when_it_is_capital_elsewhere_inside_one():
    """The rest of the text decides."""
    assert "Chasing" not in found("Chasing is fun.")
    assert len(found("Chasing is fun.", "They call Chasing a bore.")["Chasing"].places) == 2


def test_the_names_of_the_front_matter_always_count():
    """Also those that the text never has, and also where the text leaves the accents out."""
    names = found("We saw Timothee Chalamet.", known=["Max Schreck", "Timothée Chalamet", "  ", "Zendaya"])
    assert list(names) == ["Timothée Chalamet", "Max Schreck", "Zendaya"]
    assert names["Max Schreck"] == Name("Max Schreck", (), person=True)
    assert names["Zendaya"].person


def test_a_heading_makes_no_name_but_has_places_of_those_known():
    """Title case says nothing; a name is a name there too."""
    sentences = ("Nine Minutes of Schreck", "We watch Max Schreck.")
    names = found(*sentences, headings={0})
    assert list(names) == ["Max Schreck"]
    assert stretches(names["Max Schreck"], *sentences) == ["Schreck", "Max Schreck"]


PERSONS = [
    ("It has Romain Lacourbas.", "Romain Lacourbas", True),
    ("The heroine (Zendaya) runs.", "Zendaya", True),
    ("The town of Wisborg sleeps.", "Wisborg", False),
    ("The Continental Hotel sleeps.", "Continental Hotel", False),
    ("It was made for IMAX alone.", "IMAX", False),
    ("He saw AMC HBO there.", "AMC HBO", False),
]


@pytest.mark.parametrize(("sentence", "name", "person"), PERSONS, ids=[name for _, name, _ in PERSONS])
def test_several_capital_words_or_brackets_make_a_person(sentence, name, person):
    """A place, a firm or a single word is taken for none."""
    assert found(sentence)[name].person is person


def test_a_possessive_ends_a_name():
    """ "Wick's Eve" is two."""
    names = found("We saw John Wick's Eve Macarro run.")
    assert list(names) == ["John Wick", "Eve Macarro"]


def test_names_are_in_the_order_of_their_first_place():
    """And the same text gives the same list."""
    sentences = ("Later we see Prana.", "Then we see Orlok and Prana.")
    assert list(found(*sentences)) == ["Prana", "Orlok"]


@given(
    st.lists(st.text(alphabet="aB .,'’-()“”IÉ1\n Deld", max_size=40), max_size=4),
    st.lists(st.text(max_size=12), max_size=3),
)
@settings(deadline=None, max_examples=150)
def test_every_place_holds_words_of_the_text(sentences, known):
    """Whatever the text: places are ascending, inside, never overlap, and begin and end with a letter or figure."""
    names = find(sentences, known=known, is_common=COMMON.__contains__)
    places = sorted(place for name in names for place in name.places)
    for number, start, end in places:
        held = sentences[number][start:end]
        assert held[0].isalnum()
        assert held[-1].isalnum() or held[-1] == "."
    for (first, _, end), (second, start, _) in pairwise(places):
        assert first < second or end <= start


@pytest.mark.parametrize(
    "text", ["Aa " * 60_000, "de " * 60_000, "A. " * 60_000, "A-" * 60_000, "x'" * 60_000, "A de " * 30_000]
)
def test_time_is_linear_in_the_text(text):
    """A hostile text of 120,000 characters and more is done within a few seconds on a slow machine."""
    began = time.perf_counter()
    find([text], is_common=COMMON.__contains__)
    assert time.perf_counter() - began < 5


def test_time_is_linear_in_the_names_that_share_a_word():
    """Ten thousand people of one first name, and as many places that may be any of theirs, take a second or so."""
    pairs = [first + second for first in "bcdfghjklmnprstvwyzq" for second in "aeiou"]
    surnames = [f"{one}{other}x".capitalize() for one in pairs for other in pairs]
    began = time.perf_counter()
    names = found(*(f"He met Joan {surname}." for surname in surnames), *["He saw Joan."] * len(surnames))
    assert time.perf_counter() - began < 5
    assert len(names[f"Joan {surnames[-1]}"].places) == 1 + len(surnames)
