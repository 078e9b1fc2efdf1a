"""What an engine is heard to say: of a name where it stands, and of words alone."""

from __future__ import annotations

import pytest

from made_shows import make_show
from reviewcast import hearing, production
from reviewcast.engines import open_engine
from reviewcast.lexicon import Lexicon
from reviewcast.model import Rule, Saying, Voice
from reviewcast.reading import Reader

VOICE = Voice("narrator")
PLAIN = Reader(Lexicon([]), VOICE, "en")


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


def heard(engine, reader: Reader, text: str, name: str) -> str:
    start = text.index(name)
    return hearing.hear(engine, reader, text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name", "ipa"),
    [
        ("The house of Wick stands.", "Wick", "wˈɪk"),
        ("(Wick)", "Wick", "wˈɪk"),
        ("In 1999, 🎬 “John Wick’s” 2 dogs", "John Wick’s", "dʒˈɑːn wˈɪks"),
        ("He saw 1999 twice.", "1999", "nˈaɪntiːn nˈaɪntinˈaɪn"),
        ("Wick and Wick", "Wick", "wˈɪk"),
    ],
)
def test_a_name_is_heard_where_it_stands(engine, text, name, ipa):
    """Nothing of the words around it is heard along."""
    assert heard(engine, PLAIN, text, name) == ipa


def test_a_name_is_heard_by_its_rule(engine):
    """A possessive is part of what is heard."""
    reader = Reader(Lexicon([Rule("Byrne", Saying("say", "BURN"))]), VOICE, "en")
    assert heard(engine, reader, "It is (Byrne’s) film.", "Byrne’s") == "bˈɜːnz"


def test_a_small_word_that_is_run_together_with_another_is_heard_with_it(engine):
    """The engine says some words as one and tells of the first only."""
    assert heard(engine, PLAIN, "one of the men", "the").endswith("ðə")


def test_of_what_is_not_spoken_nothing_is_heard(engine):
    """An emoji has no sound."""
    assert heard(engine, PLAIN, "Wick 🎬 wins", "🎬") == ""


def test_words_alone_are_made_harmless_first(engine):
    """What looks like a command of the engine is read as text, and a dash at the start as no option."""
    assert hearing.pronounce(engine, "-v [[Wick]] <voice>", VOICE).split()[1:2] == ["wˈɪk"]


@pytest.mark.parametrize(
    ("voice", "ear"),
    [
        (Voice("own", voice="en-gb", rate=200), Voice("own", voice="en-gb", rate=200)),
        (Voice("draft", engine="tone"), Voice("draft")),
        (Voice("windows", driver="sapi5", voice="David"), Voice("windows")),
        (Voice("french", voice="fr"), Voice("french")),
    ],
    ids=lambda one: one.profile,
)
def test_what_cannot_tell_what_it_says_is_stood_in_for(voice, ear):
    """An English voice of espeak is its own ear; for another the plain one listens, under its profile's rules."""
    assert hearing.ear(voice) == ear


def test_a_sentence_is_read_again_by_its_own_marks(tmp_path, engine):
    """They go before the rules of every file."""
    show = make_show(tmp_path / "show")
    show.rules('Nice = "NYSS"')
    path = show.review("one", 'We met in [Nice]{say="NEESS"}.\n\nNice people.\n')
    one, two = production.draft(path, show.studio).script.utterances
    for said, ipa in ((one, "nˈiːs"), (two, "nˈaɪs")):
        reader = hearing.reader_of(said, show.studio.rulebook, path, "en")
        assert heard(engine, reader, said.text, "Nice") == ipa
