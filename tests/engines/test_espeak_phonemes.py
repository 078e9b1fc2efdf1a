"""Telling espeak-ng a pronunciation: what is told, what is then heard, and that nothing else tells it anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.engines.espeak_phonemes import guarded, lower, spelled
from reviewcast.model import Voice
from reviewcast.phonetics import CONSONANTS, VOWELS, Phone, folded, parse_ipa, with_ending, write_ipa

AMERICAN, BRITISH = Voice("x", voice="en-us"), Voice("x", voice="en-gb")
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("espeak_phonemes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
WICK = "[[ w'Ik ]]"


@pytest.fixture(scope="module")
def espeak():
    with engines.open_engine("pyttsx3", 1) as engine:
        yield engine


def said(engine, text, voice=AMERICAN):
    """The words of *text* as they are heard, with a space between."""
    return " ".join(word.ipa for word in engine.transcribe(text, voice))


def said_each(engine, blocks, voice, after=("too",)):
    """What is heard of each block, all in one utterance; the next word begins with one sound after another."""
    text, places = "", []
    for number, block in enumerate(blocks):
        places.append(range(len(text) + 3, len(text) + 3 + len(block)))
        text += f"So {block} {after[number % len(after)]}. "
    heard = engine.transcribe(text, voice)
    return [" ".join(word.ipa for word in heard if word.position in place) for place in places]


# --- what is told, and what is heard ----------------------------------------------------------------------


@pytest.mark.parametrize(("ipa", "block", "_american", "_british"), CASES, ids=[case[0] for case in CASES])
def test_phones_become_mnemonics(ipa, block, _american, _british):
    """As the golden file has it: rhotic vowels as one, final schwas apart, ``|`` between what would run together."""
    assert lower(parse_ipa(ipa)) == block


@pytest.mark.parametrize(("voice", "column"), [(AMERICAN, 2), (BRITISH, 3)], ids=["en-us", "en-gb"])
def test_a_block_is_heard_as_its_phones(espeak, voice, column):
    """One block is rhotic from the American voice and not from the British one."""
    heard = said_each(espeak, [case[1] for case in CASES], voice)
    wrong = [
        (case[1], case[column], ipa)
        for case, ipa in zip(CASES, heard, strict=True)
        if folded(parse_ipa(ipa)) != folded(parse_ipa(case[column]))
    ]
    assert wrong == []


def test_the_golden_file_holds_every_phone():
    """So that each is heard by the test above."""
    assert {phone.symbol for ipa, *_ in CASES for phone in parse_ipa(ipa)} >= {*VOWELS, *CONSONANTS}


def test_the_american_column_is_the_first():
    """What is heard is what was asked for; t and ʃ side by side are said apart, though IPA does not show it."""
    asked = [(ipa, american) for ipa, _, american, _ in CASES if "t.ʃ" not in ipa]
    assert [ipa for ipa, american in asked if folded(parse_ipa(ipa)) != folded(parse_ipa(american))] == []


def syllables():
    """Phones that IPA without dots can tell apart: no two vowels together, no t before ʃ, no consonant twice.

    n is left out before k, g and x, where every voice says ŋ, and ɒ before ɹ, which no American voice says.
    """
    consonants = st.lists(st.sampled_from(CONSONANTS), max_size=2)
    return st.tuples(consonants, st.sampled_from(VOWELS), st.sampled_from(["", "ˌ"]), st.sampled_from(CONSONANTS))


@st.composite
def words(draw):
    parts = draw(st.lists(syllables(), min_size=1, max_size=3))
    stressed = draw(st.integers(0, len(parts)))
    phones = []
    for number, (onset, vowel, stress, coda) in enumerate(parts):
        borne = "" if vowel in ("ə", "ɚ") else "ˈ" if number == stressed else stress
        phones += [*map(Phone, onset), Phone(vowel, borne), Phone(coda)]
    kept = phones[:1]
    for phone in phones[1:]:
        pair = kept[-1].symbol + phone.symbol
        if pair not in ("tʃ", "dʒ", "nk", "nɡ", "nx", "nŋ", "ɹɹ", "ɒɹ"):
            kept.append(phone)
    return tuple(kept)


@settings(max_examples=6, deadline=None)
@given(st.lists(words(), min_size=30, max_size=60))
def test_any_phones_are_heard_as_they_are(espeak, asked):
    """Dozens of made-up words in one go, before words that begin with a vowel, an r and another consonant."""
    heard = said_each(espeak, list(map(lower, asked)), AMERICAN, after=("too", "is", "run"))
    wrong = [
        (write_ipa(phones), ipa)
        for phones, ipa in zip(asked, heard, strict=True)
        if folded(parse_ipa(ipa)) != folded(phones)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("phones", "says"),
    [
        ((Phone("ʘ", ""),), '"ʘ"'),
        ((), "no phone"),
        ((Phone(" "),), "no phone"),
        (parse_ipa("n" * 61), "61 phones"),
        (parse_ipa("ˈhjuːstən " * 50), "50 words"),
    ],
    ids=["unknown", "nothing", "a space", "long word", "long block"],
)
def test_what_cannot_be_said_is_named(phones, says):
    """A phone that is none, no phone, and more than the library has room for."""
    with pytest.raises(ValueError, match=re.escape(says)):
        lower(phones)


def test_the_longest_block_is_spoken(espeak):
    """Up to its limits the library has room: all words are heard."""
    block = lower(parse_ipa(" ".join(["ˈnætən"] * 48)))
    assert said(espeak, f"So {block} too.").split() == ["sˌoʊ", *["nˈætən"] * 48, "tˈuː"]
    assert said(espeak, f"So {lower(parse_ipa('næ' * 30))} too.") == f"sˌoʊ {'næ' * 30} tˈuː"


@pytest.mark.parametrize("name", ["en-us", "EN-GB", "en", "en-us+f3", "gmw/en-US", "English (America)", "en-gb-x-rp"])
def test_english_voices_take_phones(espeak, name):
    """By whichever name; the engine and the function that starts none agree, and the voice is there."""
    voice = Voice("x", voice=name)
    assert engines.lower(parse_ipa("wˈɪk"), voice) == WICK
    assert espeak.lower(parse_ipa("wˈɪk"), voice) == WICK
    assert said(espeak, WICK, voice) == "wˈɪk"


@pytest.mark.parametrize(
    "voice",
    [
        Voice("x", voice="fr"),
        Voice("x", voice="es-419"),
        Voice("x", voice="enm"),
        Voice("x", driver="sapi5"),
        Voice("x", driver="nsss"),
    ],
    ids=lambda voice: f"{voice.engine}-{voice.driver}-{voice.voice}",
)
def test_no_other_voice_takes_phones(voice):
    """Its rules fall back to words: another language's phonemes are others, other drivers read a block aloud."""
    assert engines.lower(parse_ipa("wˈɪk"), voice) is None


def test_what_a_voice_cannot_say_is_no_error():
    """It is None, so that the words are spoken as written, with a warning."""
    assert engines.lower(parse_ipa("n" * 61), AMERICAN) is None


# --- the traps --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        WICK,
        f"({WICK})",
        f"“{WICK},”",
        f"“{WICK}”",
        f'"{WICK}"',
        f"—{WICK}",
        f"– {WICK} –",
        f"…{WICK}",
        f"... {WICK}",
        f"{{{WICK}}}",
        f"[{WICK}]",
        f"‘{WICK}’",
        f"“({WICK})”",
        f"{WICK}, {WICK}; {WICK}",
        f"({WICK}) — “{WICK}!” {WICK}: {WICK}? {WICK}…",
        f"{WICK} {WICK}",
        f"{WICK}-{WICK}",
        f"{WICK}—{WICK}",
        f"{WICK}.",
    ],
)
def test_no_punctuation_makes_a_block_vanish(espeak, text):
    """Each is heard, and nothing else; without its inner spaces a block at the beginning of a clause is dropped."""
    assert said(espeak, text).split() == ["wˈɪk"] * text.count(WICK)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (f"a {WICK}-like film", "ɐ wˈɪklˈaɪk fˈɪlm"),
        (f"{WICK}-esque", "wˈɪkˈɛsk"),
        (f"an anti-{WICK} film", "ɐn ˈæntaɪ wˈɪk fˈɪlm"),
        (f"non–{WICK}", "nˈɑːn wˈɪk"),
        (f"the {WICK} - {WICK} case", "ðə wˈɪk wˈɪk kˈeɪs"),
    ],
)
def test_a_hyphen_at_a_block_is_not_read_aloud(espeak, text, heard):
    """It may stay where it stands; no "dash" and no "minus" is said."""
    assert said(espeak, text) == heard


@pytest.mark.parametrize(
    ("ipa", "heard"), [("ˈbɜːɹn", "bˈɜːnz"), ("ˈɹiːvz", "ɹˈiːvzɪz"), ("ˈwɪk", "wˈɪks"), ("ˈdʒoʊnɑː", "dʒˈoʊnɑːz")]
)
def test_a_possessive_is_one_of_the_phones(espeak, ipa, heard):
    """Behind the block it would be the letter s."""
    assert said(espeak, f"{lower(with_ending(parse_ipa(ipa), chr(8217) + 's'))}.") == heard


@pytest.mark.parametrize("voice", [AMERICAN, BRITISH], ids=["en-us", "en-gb"])
@pytest.mark.parametrize("after", ["run", "is", "are", "two", "once"])
@pytest.mark.parametrize("ipa", ["ˈɹuːskə", "də", "lɑːkʊɹˈbɑː"])
def test_a_final_vowel_gets_no_r(espeak, voice, after, ipa):
    """Neither "Rusker runs" nor "der Armas", whatever comes next and whoever speaks."""
    heard = espeak.transcribe(f"So {lower(parse_ipa(ipa))} {after}", voice)[1].ipa
    assert heard[-1] in "ɐː"


@pytest.mark.parametrize("bad", ["[[ hj'u:9st@n ]]", "[[ mʊmbaɪ ]]", "[[ hj'u:\tst@n ]]", "[[ h ]", "[[]]", "[[ ]]"])
def test_a_block_with_a_bad_character_tells_nothing(espeak, bad):
    """The library would drop the rest of it; broken apart it is text, and the next block is whole."""
    assert "[[" not in guarded(bad)
    heard = said(espeak, f"One {bad} two {WICK} end.")
    assert heard.startswith("wˈʌn")
    assert heard.endswith("tˈuː wˈɪk ˈɛnd")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (f"{WICK} and [[ w'Ik and the end", "wˈɪk ænd"),
        ("See [[John Wick]] and [[foo bar", "sˈiː dʒˈɑːn wˈɪk ænd fˈuː bˈɑːɹ"),
        ("the [[[end]]] [[", "ðə ˈɛnd"),
        (f"the end ]] {WICK}", "ðɪ ˈɛnd wˈɪk"),
        ("the [[John [[ w'Ik ]] end", "ðə dʒˈɑːn wˈɪk ˈɛnd"),
    ],
    ids=["unclosed", "wiki links", "three", "closing", "in another"],
)
def test_brackets_of_a_text_open_nothing(espeak, text, heard):
    """An unclosed block would turn all that follows into mnemonics."""
    assert said(espeak, text).startswith(heard)


def test_an_unclosed_block_leaves_the_rest_as_text(espeak):
    """The words behind it are said as words."""
    assert said(espeak, "One [[ w'Ik and the end.").endswith("ænd ðɪ ˈɛnd")


PIECES = [*"[]|'_ :@", "[[", "]]", "[[ ", " ]]", WICK, "tS", "x", "é"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_only_whole_blocks_pass_the_guard(text):
    """What passes is as long as before, and has no brackets in pairs but those of blocks of mnemonics."""
    passed = guarded(text)
    assert len(passed) == len(text)
    rest = re.sub(r"\[\[ (?:(?:tS|_\||[wIkx|@',])+ )+\]\]", "-", passed)
    assert "[[" not in rest
    assert "]]" not in rest
    assert passed.count(WICK) == text.count(WICK)


def test_the_guard_takes_every_block():
    """All that lower writes is left as it is."""
    assert [block for _, block, *_ in CASES if guarded(f"a{block}b") != f"a{block}b"] == []


def test_the_guard_is_linear():
    """A hundred thousand characters that nearly make a block take no time to speak of."""
    text = "[[ " + "tS" * 50_000
    assert guarded(text) == " " + text[1:]


# --- how long a block is ----------------------------------------------------------------------------------


def test_a_block_counts_its_phones():
    """A letter each; marks and brackets count nothing, and the words stay apart."""
    assert spelled("de [[ 'A:na# da# 'A@m@s ]], no") == "de  eee ee eeee , no"
    assert spelled("[[ k'A:_|0n n'aIt|SeId ]]") == " eeee eeeeee "
    assert spelled("plain [[ text") == "plain [[ text"
