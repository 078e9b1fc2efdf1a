"""How doubtful a reading is: clue by clue, and on hundreds of names that an engine really says right or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.dictionary import Dictionary, open_dictionary, trouble
from reviewcast.doubt import Judgement, guess_language, judge
from reviewcast.doubt.likeness import distance, sounds
from reviewcast.doubt.origins import LANGUAGES
from reviewcast.model import Voice
from reviewcast.phonetics import parse_ipa

LISTED = Dictionary(
    {
        "gabriel": "ɡˈeɪbɹiəl",
        "byrne": "bˈɚn",
        "tom": "tˈɑm",
        "hanks": "hˈæŋks",
        "huston": "hˈʌstən",
        "dunst": "dˈʌnst",
        "ana": "ˈænə\tˈɑnə",
        "armas": "ˈɑɹməz",
        "duncan": "dˈʌŋkən",
        "brewster": "bɹˈustɚ",
        "wagner": "wˈæɡnɚ",
        "chloe": "klˈoʊi",
    }
)


def silent(text: str, voice: str) -> str:
    """A voice that cannot tell what it says."""
    return ""


def judged(name: str, heard: str, *, person=True, words: Dictionary | None = LISTED, read=silent) -> Judgement:
    return judge(name, person=person, heard=heard, dictionary=words, read=read)


RIGHT = judged("Tom Hanks", "tˈɑːm hˈæŋks")


def test_a_name_that_dictionary_and_engine_agree_on_is_hardly_doubtful():
    """And there is nothing to say against it, nor to say instead."""
    assert RIGHT.score < 0.2
    assert RIGHT.reasons == ()
    assert RIGHT.suggestions == ()


MORE_DOUBTFUL = {
    "unlisted": ("Tom Reedus", "tˈɑːm ɹiːˈɛdəs", "“Reedus” is in no dictionary"),
    "contradicted": ("Gabriel Hanks", "ɡˈæbɹiːəl hˈæŋks", "a dictionary says “Gabriel” otherwise"),
    "final s": ("Tom Armas", "tˈɑːm ˈɑːɹməz", "the s at the end is said z in “Armas”"),
    "short u": ("Tom Huston", "tˈɑːm hˈʌstən", "the u is said as in “cut” in “Huston”"),
    "gn": ("Tom Wagner", "tˈɑːm wˈæɡnɚ", "both letters of gn are said in “Wagner”"),
}


@pytest.mark.parametrize(("name", "heard", "reason"), MORE_DOUBTFUL.values(), ids=MORE_DOUBTFUL)
def test_each_clue_raises_the_doubt_and_is_named(name, heard, reason):
    """A person can see why a row stands where it stands."""
    judgement = judged(name, heard)
    assert judgement.score > RIGHT.score
    assert reason in judgement.reasons


NOT_A_CLUE = {
    "s said s": ("Tom Armas", "tˈɑːm ˈɑːɹməs", "the s at the end is said z in “Armas”"),
    "u said oo": ("Tom Huston", "tˈɑːm hjˈuːstən", "the u is said as in “cut” in “Huston”"),
    "u before n and a consonant": ("Tom Dunst", "tˈɑːm dˈʌnst", "the u is said as in “cut” in “Dunst”"),
}


@pytest.mark.parametrize(("name", "heard", "reason"), NOT_A_CLUE.values(), ids=NOT_A_CLUE)
def test_letters_are_a_clue_only_where_the_engine_took_the_doubtful_way(name, heard, reason):
    """What is heard decides, not the spelling alone."""
    assert reason not in judged(name, heard).reasons


def test_another_accent_is_no_contradiction():
    """A British voice without r says no name wrong by that."""
    british = judged("Duncan Brewster", "dˈʌŋkən bɹˈuːstə")
    assert "a dictionary says “Brewster” otherwise" not in british.reasons


def test_a_person_counts_more_than_a_place():
    """A mangled person is the loudest complaint."""
    assert judged("Reedus", "ɹiːˈɛdəs").score > judged("Reedus", "ɹiːˈɛdəs", person=False).score


def test_a_possessive_that_is_heard_is_not_held_against_the_name():
    """The first sentence with a name often has "Duncan's"."""
    assert judged("Tom Duncan", "tˈɑːm dˈʌŋkənz") == judged("Tom Duncan", "tˈɑːm dˈʌŋkən")


def test_every_doubtful_word_adds_to_the_doubt_of_the_name():
    """Two chances to be wrong are more than one."""
    assert judged("Reedus Reedus", "ɹiːˈɛdəs ɹiːˈɛdəs").score > judged("Tom Reedus", "tˈɑːm ɹiːˈɛdəs").score


def test_particles_and_initials_are_not_doubtful():
    """They are no words of their own."""
    assert judged("M. Tom de Hanks", "ˈɛm tˈɑːm də hˈæŋks").score == RIGHT.score


def test_a_word_with_a_hyphen_is_looked_up_in_parts():
    """A dictionary lists no double names."""
    judgement = judged("Duncan-Brewster", "dˈʌŋkənbɹˈuːstɚ")
    assert judgement.reasons == ()


def test_a_word_with_accents_is_looked_up_without():
    """An English dictionary has none."""
    assert judged("Chloë", "klˈoʊi").reasons == ()


def test_without_a_dictionary_no_word_is_blamed_for_not_being_listed():
    """The tool works without one, on the clues that are left."""
    judgement = judged("Tom Huston", "tˈɑːm hˈʌstən", words=None)
    assert judgement.reasons == ("the u is said as in “cut” in “Huston”",)
    assert judgement.score > judged("Tom Hanks", "tˈɑːm hˈæŋks", words=None).score


def test_the_dictionary_is_suggested_where_it_differs():
    """With the words it speaks for, as IPA and as a respelling."""
    (suggestion,) = judged("Gabriel Byrne", "ɡˈæbɹiːəl bˈaɪən").suggestions
    assert suggestion.ipa == "ˈɡeɪbɹiəl ˈbɜːɹn"
    assert suggestion.respelling == "GAY-bree-ul BURN"
    assert suggestion.source == "CMUdict for “Gabriel” and “Byrne”"


def test_the_voice_of_a_likely_language_is_suggested_where_it_differs():
    """In sounds that an English voice can say, with its source."""

    def read(text: str, voice: str) -> str:
        assert (text, voice) == ("Ana de Armas", "es")
        return "ˈana ðe ˈaɾmas"

    judgement = judged("Ana de Armas", "ˈɑːnə də ˈɑːɹməz", read=read)
    (suggestion,) = judgement.suggestions
    assert suggestion.ipa == "ˈɑːnɑː deɪ ˈɑːɹmɑːs"
    assert suggestion.source == "Spanish voice of espeak-ng"
    assert "the Spanish voice says “Armas”, “Ana” otherwise" in judgement.reasons


def test_a_name_whose_words_are_run_together_is_read_word_by_word():
    """Where what is heard has not one group of sounds a word, each word is read alone."""
    asked = []

    def read(text: str, voice: str) -> str:
        asked.append((text, voice))
        return {"Tom": "tˈɑːm", "Hanks": "hˈæŋks"}[text]

    assert judged("Tom Hanks", "tˈɑːmhˈæŋks", read=read) == RIGHT
    assert asked == [("Tom", "en-us"), ("Hanks", "en-us")]


TEXTS = st.text(alphabet="aAbé’'-. Ššn1ło\t\n", max_size=24)


@given(TEXTS, st.text(alphabet="aˈˌːɹn s)(ɚ5", max_size=24), st.booleans())
@settings(deadline=None, max_examples=200)
def test_any_name_gets_a_score_between_0_and_1_and_always_the_same(name, heard, person):
    """Whatever a review or an engine gives."""
    judgement = judged(name, heard, person=person)
    assert 0 <= judgement.score <= 1
    assert judgement == judged(name, heard, person=person)


def test_a_name_without_a_letter_is_not_doubtful():
    """There is nothing to say wrong."""
    assert judged("2049", "twˈɛnti").score == 0
    assert judged("", "").score == 0


# --- likeness ---------------------------------------------------------------------------------------------

SAME = [
    ("ˈhjuːstən", "hjˈuːstən"),
    ("tˈæb", "tˈæb"),
    ("ˈbɹuːstɚ", "ˈbɹuːstə"),
    ("ˈbɜːɹn", "bˈɜːn"),
    ("ˈhæɹɪsən", "ˈhɛɹɪsən"),
    ("ˈbɛlə", "ˈbɛllə"),
    ("ˌdʌŋkən ˈbɹuːstə", "ˌdʌŋkənˈbɹuːstə"),
]
UNLIKE = [
    ("ˈhjuːstən", "ˈhʌstən"),
    ("ˈbɜːɹn", "ˈbaɪən"),
    ("ˈɡeɪbɹiəl", "ˈɡæbɹiəl"),
    ("ˈɑːɹmɑːs", "ˈɑːɹməz"),
    ("ˈɹiːdəs", "ɹiːˈɛdəs"),
    ("ˈkɔːnt", "ˈkoʊmti"),
]


def apart(one: str, other: str) -> float:
    return distance(sounds(parse_ipa(one)), sounds(parse_ipa(other)))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_an_accent_is_no_difference(one, other):
    """Nor are habits of writing IPA."""
    assert apart(one, other) < 0.1


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_a_misreading_is_a_difference(one, other):
    """Those that editors complain of."""
    assert apart(one, other) >= 0.6


SOUNDS = st.lists(
    st.tuples(st.sampled_from(["s", "z", "ə", "ɑ", "aɪ", "n", "ɹ", "tʃ"]), st.sampled_from(["", "ˈ"])), max_size=6
)


@given(SOUNDS, SOUNDS)
@settings(deadline=None, max_examples=150)
def test_a_distance_is_the_same_both_ways_and_0_only_to_itself(one, other):
    """It measures, and never goes below nothing."""
    one, other = tuple(one), tuple(other)
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, one) == 0
    assert distance(one, other) >= 0


# --- languages --------------------------------------------------------------------------------------------

LIKELY = {
    "Ana de Armas": "es",
    "Pedro Almodóvar": "es",
    "Denis Villeneuve": "fr",
    "Léa Seydoux": "fr",
    "Daniel Brühl": "de",
    "Gustav von Wangenheim": "de",
    "Monica Bellucci": "it",
    "Krzysztof Kieślowski": "pl",
    "Andrei Tarkovsky": "sr",
    "Stellan Skarsgård": "sv",
    "Hildur Guðnadóttir": "is",
    "Hirokazu Koreeda Miyazaki": "sw",
    "Recep Oğlu": "tr",
    "Cristi Popescu": "ro",
    "Tom Jones": None,
    "Emma Thompson": None,
    "Robert Pattinson": None,
    "Keanu Reeves": None,
    "": None,
}


@pytest.mark.parametrize(("name", "language"), LIKELY.items(), ids=LIKELY)
def test_letters_and_particles_point_to_a_language(name, language):
    """And an English name points to none."""
    assert (guess_language(name) or [None])[0] == language


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_at_most_two_languages_are_asked(name):
    """Each asks a voice, and that takes time."""
    guessed = guess_language(name)
    assert len(guessed) <= 2
    assert set(guessed) <= set(LANGUAGES)


# --- the real engine --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read():
    """What espeak-ng says, as IPA."""
    with engines.open_engine("pyttsx3", 1) as engine:
        yield lambda text, voice: " ".join(word.ipa for word in engine.transcribe(text, Voice("x", voice=voice)))


def test_every_language_has_a_voice(read):
    """Whose name the engine knows."""
    assert all(read("Anna", language) for language in LANGUAGES)


RIGHT_AT_MOST, WRONG_FROM = 0.5, 0.75
"""Distances from the wanted reading; what lies between is a matter of taste and counts for neither."""


def ranked(rows: list[str], read, words) -> list[tuple[float, bool]]:
    """The scores of the names of *rows*, each with whether the engine misreads it, the highest first."""
    found = []
    for name, wanted in (row.split("\t") for row in rows):
        heard = read(name, "en-us")
        away = distance(sounds(parse_ipa(heard)), sounds(parse_ipa(wanted)))
        if away < RIGHT_AT_MOST or away >= WRONG_FROM:
            found.append((judge(name, person=True, heard=heard, dictionary=words, read=read).score, away >= WRONG_FROM))
    return sorted(found, reverse=True)


def area(rows: list[tuple[float, bool]]) -> float:
    """The chance that a misread name scores higher than one that is read right."""
    wrong = [score for score, bad in rows if bad]
    right = [score for score, bad in rows if not bad]
    return sum((w > r) + (w == r) / 2 for w in wrong for r in right) / (len(wrong) * len(right))


@pytest.mark.parametrize(("part", "least", "precise"), [(0, 0.88, 0.9), (1, 0.88, 0.9)], ids=["fitted", "held out"])
def test_misread_names_rank_above_names_that_are_read_right(read, part, least, precise):
    """On film people whose wanted reading is known: the area under the curve, and the first forty rows."""
    words = open_dictionary()
    if words is None:
        pytest.skip(trouble())
    text = Path(__file__).with_name("data").joinpath("doubt.txt").read_text(encoding="utf-8")
    rows = [row for row in text.split("# Held out")[part].splitlines() if "\t" in row]
    found = ranked(rows, read, words)
    assert area(found) >= least
    assert sum(bad for _, bad in found[:40]) / 40 >= precise
