"""What a neural voice is given to say: espeak-ng's phonemes of a whole utterance, its blocks, and where words are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.engines.ipa_blocks import lower
from reviewcast.engines.phonemization import MARKS, Clause, Phonemized, phonemize
from reviewcast.engines.wire import RequestError
from reviewcast.phonetics import parse_ipa

ANA = "[[ ˈɑːnə də ˈɑːɹməs ]]"
HUSTON = "[[ hjˈuːstən ]]"
PROSE = (Path(__file__).parents[1] / "data/ordinary_prose.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def process():
    """espeak-ng in a process of its own."""
    command = [sys.executable, Path(__file__).with_name("phonemizing.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.stdin.close()


@pytest.fixture
def say(process):
    """The Phonemized of a text, or the complaint about it."""

    def ask(text, language="en-us", marks=""):
        process.stdin.write(json.dumps([language, text, marks]) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        if isinstance(answer, str):
            return answer
        phonemes, words = answer
        return Phonemized(phonemes, tuple((position, index) for position, index in words))

    return ask


def in_pairs(text, said):
    """Each word of *text* that has a place, and the word of phonemes at it."""
    return [(text[position:].split()[0], said.phonemes[index:].split()[0]) for position, index in said.words]


# --- the whole --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("The film is short.", "ðə fˈɪlm ɪz ʃˈɔːɹt."),
        ("What is it about", "wˌʌt ɪz ɪɾ ɐbˈaʊt."),
        ("Is it? No! Yes; well: maybe, so.", "ɪz ɪt? nˈoʊ! jˈɛs; wˈɛl: mˈeɪbiː, sˈoʊ."),
        ("Wait — what… (no)", "wˈeɪt— wˌʌt… nˈoʊ."),
        ("Wait... “what?!” he said", "wˈeɪt… wˈʌt? hiː sˈɛd."),
        ("J. J. Abrams and A. O. Scott", "dʒˈeɪ dʒˈeɪ ˈeɪbɹæmz ænd ˈeɪ ˈoʊ skˈɑːt."),
        ("from Warner Bros. Pictures", "fɹʌm wˈɔːɹnɚ bɹˈoʊz pˈɪktʃɚz."),
        ("in the U.S. Army", "ɪnðə jˌuːˈɛs ˈɑːɹmi."),
        ("an idea of the end", "ɐn aɪdˈiə ʌvðɪ ˈɛnd."),
    ],
)
def test_an_utterance_is_one_row_of_phonemes(say, text, phonemes):
    """With the marks of its pauses, one at the end always, and none at the full stop of an initial."""
    assert say(text).phonemes == phonemes


def test_marks_that_a_model_does_not_know_become_plainer(say):
    """A dash is a semicolon to Piper, and an ellipsis a comma."""
    assert say("Wait — what… no", marks=".!?,;:").phonemes == "wˈeɪt; wˌʌt, nˈoʊ."


def test_nothing_between_two_vowels_that_voices_never_learned(say):
    """The espeak-ng of piper-tts writes ʲ there ("the end"), which is noise to Piper's voices."""
    assert "ʲ" not in say("The end of the idea is to be aware; she and he agreed.").phonemes


def test_each_accent_has_its_own_phonemes(say):
    """As its models were trained."""
    assert say("The letter is happy.", "en-gb-x-rp").phonemes == "ðə lˈɛtɐɹ ɪz hˈæpɪ."


@pytest.mark.parametrize("text", ["", " ", "...", "“”", "—", "[[", "[[ ]]"])
def test_where_there_is_nothing_to_say_that_is_said(say, text):
    """And no model is asked for the sound of nothing."""
    assert say(text) == "there is nothing in it that could be said"


def test_a_voice_that_espeak_lacks_is_named(say):
    """A model's description may name any."""
    assert say("Hello", "tlh-xx") == 'espeak-ng has no voice "tlh-xx"'


def test_what_is_said_does_not_hang_on_what_was_said_before(say):
    """The same text gives the same phonemes after a hundred others."""
    assert len({say(PROSE[0]).phonemes for line in PROSE for _ in [say(line)]}) == 1


# --- blocks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        (ANA, "ˈɑːnə də ˈɑːɹməs."),
        (f"the {ANA} film", "ðɪ ˈɑːnə də ˈɑːɹməs fˈɪlm."),
        (f"the {HUSTON} film", "ðə hjˈuːstən fˈɪlm."),
        (f"at {ANA}, for {HUSTON}!", "æɾ ˈɑːnə də ˈɑːɹməs, fɔːɹ hjˈuːstən!"),
        (f"of the {HUSTON}", "ʌvðə hjˈuːstən."),
        (f"“{HUSTON},” ({ANA})… {HUSTON}?", "hjˈuːstən, ˈɑːnə də ˈɑːɹməs… hjˈuːstən?"),
        (f"J. {HUSTON}", "dʒˈeɪ hjˈuːstən."),
        (f"{HUSTON}{ANA}", "hjˈuːstən ˈɑːnə də ˈɑːɹməs."),
        (f"It stops. {HUSTON} begins.", "ɪt stˈɑːps. hjˈuːstən bɪɡˈɪnz."),
        ("the [[ lˈɛɾɚ ]] is [[ bˈɜːn ]]", "ðə lˈɛɾɚɹ ɪz bˈɜːn."),
        (f"a{HUSTON}b", "ɐ hjˈuːstən bˈiː."),
    ],
)
def test_a_block_is_said_where_it_stands(say, text, phonemes):
    """What is around it is said as before and after a word that begins like it, pauses and all."""
    assert say(text).phonemes == phonemes


def test_a_text_with_the_stand_in_itself_is_said_too(say):
    """Then what stands between the blocks is spoken by itself."""
    said = say(f"Bizwug met {HUSTON}, or so.")
    assert said.phonemes == "bˈɪzwʌɡ mˈɛt hjˈuːstən ɔːɹ sˈoʊ."
    assert in_pairs(f"Bizwug met {HUSTON}, or so.", said)[2] == ("[[", "hjˈuːstən")


@pytest.mark.parametrize("language", ["en-us", "en-gb-x-rp"])
def test_every_pronunciation_comes_through(say, language):
    """Whatever a rule may tell, in every place of a sentence."""
    rows = Path(__file__).with_name("ipa_blocks.txt").read_text(encoding="utf-8").splitlines()[1:]
    column = 1 if language == "en-us" else 2
    for row in rows:
        ipa = row.split("\t")[column]
        said = say(f"By [[ {ipa} ]] of [[ {ipa} ]]: “[[ {ipa} ]],” two.", language)
        assert said.phonemes.count(f" {ipa}") == 3, row


def test_blocks_are_as_lower_writes_them(say):
    """What the parent writes, the child finds."""
    block = lower(parse_ipa("ˈhjuːstən"), "en-us")
    assert say(f"So {block}.").phonemes == "sˌoʊ hjˈuːstən."


@pytest.mark.parametrize("bad", ["[[ hj'u:st@n ]]", "[[John]]", "[[ hjˈuːstən", "]] end [[", "[[[ hjˈuːstən ]]]"])
def test_what_looks_like_a_block_is_words(say, bad):
    """It is said somehow, and nothing of it is taken for phonemes but a whole block."""
    said = say(f"One {bad} two.")
    assert said.phonemes.startswith("wˈʌn ")
    assert said.phonemes.endswith("tˈuː.")


# --- where words are --------------------------------------------------------------------------------------


def test_each_word_has_its_place(say):
    """Small words that are run together are one, a number's words too, and a block is where its brackets are."""
    text = f"She saw it at the end of the film in 2025, for $5.3 million — with {ANA}."
    assert in_pairs(text, say(text)) == [
        ("She", "ʃiː"),
        ("saw", "sˈɔː"),
        ("it", "ɪɾ"),
        ("at", "æt"),
        ("the", "ðɪ"),
        ("end", "ˈɛnd"),
        ("of", "ʌvðə"),
        ("film", "fˈɪlm"),
        ("in", "ɪn"),
        ("2025,", "tˈuː"),
        ("for", "fɔːɹ"),
        ("$5.3", "dˈɑːlɚ"),
        ("million", "mˈɪliən—"),
        ("with", "wɪð"),
        ("[[", "ˈɑːnə"),
    ]


def test_words_of_prose_are_found_by_their_sounds(say):
    """In a hundred sentences of prose, a word that begins with a plain consonant has phonemes that begin with it."""
    plain = {"b": "b", "d": "d", "f": "f", "l": "l", "m": "m", "n": "n", "p": "p", "r": "ɹ", "v": "v", "z": "z"}
    pairs = [pair for line in PROSE for pair in in_pairs(line, say(line))]
    asked = [(text, ipa) for text, ipa in pairs if text[:1] in plain and text[:2].isalpha() and text[:2] != "ph"]
    wrong = [(text, ipa) for text, ipa in asked if ipa.lstrip("ˈˌ")[0] != plain[text[0]]]
    assert len(asked) >= 200
    assert wrong == []


PIECES = [
    "the ",
    "a",
    "film",
    " ",
    ", ",
    ". ",
    "? ",
    "— ",
    "…",
    "2025",
    "U.S. ",
    "J. ",
    HUSTON,
    ANA,
    "[[",
    "]]",
    "é",
    "日",
    "'s",
    "-",
    "\n",
]


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(st.sampled_from(PIECES), max_size=25))
def test_places_are_in_order_and_inside(process, parts):
    """For any text: ascending in the text and in the phonemes, at the beginning of a word of each."""

    text = "".join(parts)
    process.stdin.write(json.dumps(["en-us", text, ""]) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if isinstance(answer, str):
        return
    phonemes, words = answer
    assert words
    assert [position for position, _ in words] == sorted({position for position, _ in words})
    assert [index for _, index in words] == sorted({index for _, index in words})
    assert all(0 <= position < len(text) and not text[position].isspace() for position, _ in words)
    assert all(index == 0 or phonemes[index - 1] == " " for _, index in words)
    assert phonemes[-1] in MARKS


def test_what_does_not_come_out_even_keeps_its_order():
    """An espeak-ng that says other words when asked for a part of the text: places may be off, but none is lost."""

    def contrary(text):
        return [Clause(" ".join("x" * (1 + len(text) % 3)), len(text))]

    said = phonemize("one two three four", contrary)
    assert said.words[0][0] == 0
    assert [position for position, _ in said.words] == sorted(position for position, _ in said.words)


def test_a_clause_without_words_is_passed_over():
    """Some signs are nothing but a pause to espeak-ng."""
    said = phonemize(
        "— one", lambda text: [Clause("", 2), Clause("wˈʌn", 5)] if len(text) == 5 else [Clause("wˈʌn", len(text))]
    )
    assert said == Phonemized("wˈʌn.", ((2, 0),))


def test_nothing_said_is_refused():
    """Whatever the text was."""
    with pytest.raises(RequestError, match="nothing in it"):
        phonemize("🤫", lambda text: [Clause("", len(text))])
