"""Telling a neural voice a pronunciation: what is written, that espeak-ng would write it too, and that only we do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.engines import espeak_phonemes, open_engine
from reviewcast.engines.duration import predicted_seconds
from reviewcast.engines.ipa_blocks import Block, Text, accent, guarded, lower, parse, spelled
from reviewcast.model import Voice
from reviewcast.phonetics import CONSONANTS, VOWELS, Phone, parse_ipa, with_ending, write_ipa

HERE = Path(__file__).parent
US, GB = "en-us", "en-gb"
ESPEAK = {US: Voice("x", voice="en-us"), GB: Voice("x", voice="en-gb-x-rp")}
WICK = "[[ wˈɪk ]]"


def columns(path):
    """The rows of a golden file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


CASES = columns(HERE / "ipa_blocks.txt")
PRONUNCIATIONS = sorted(
    {row[0] for row in columns(HERE / "espeak_phonemes.txt")}
    | {row[-1] for name in ("house_rules", "respellings") for row in columns(HERE.parent / f"data/{name}.txt")}
)
"""As IPA, of all kinds: some 500."""


# --- what is written --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ipa", "american", "british"), CASES, ids=[case[0] for case in CASES])
def test_phones_become_ipa_of_an_accent(ipa, american, british):
    """As the golden file has it: one rule, and each voice says it as its own people do."""
    assert (lower(parse_ipa(ipa), US), lower(parse_ipa(ipa), GB)) == (f"[[ {american} ]]", f"[[ {british} ]]")


def test_the_golden_file_holds_every_phone():
    """So that each is written by the test above."""
    assert {phone.symbol for ipa, *_ in CASES for phone in parse_ipa(ipa)} >= {*VOWELS, *CONSONANTS}


@pytest.fixture(scope="module")
def espeak():
    with open_engine("pyttsx3", 1) as engine:
        yield engine


def heard_each(engine, phones, voice):
    """What espeak-ng writes for each of *phones*, told to it in its own mnemonics; a few dozen in one utterance."""
    heard = []
    for first in range(0, len(phones), 60):
        text, places = "", []
        for each in phones[first : first + 60]:
            block = espeak_phonemes.lower(each)
            places.append(range(len(text) + 3, len(text) + 3 + len(block)))
            text += f"So {block}. "
        words = engine.transcribe(text, voice)
        heard += [" ".join(word.ipa for word in words if word.position in place) for place in places]
    return heard


def american_alike(ipa):
    """*ipa* without what is known to differ: mnemonics need another schwa at the end of a word and before a vowel
    (``ɐ``, where espeak-ng writes ``ə`` for words), and another weak i."""
    return re.sub(r"ɐ(?=[ˈˌ]?[eoaɑæɛɪiuʊɔʌɜə]|\b)", "ə", ipa).replace("ᵻ", "ɪ")


def british_alike(ipa):
    """*ipa* without what is known to differ: espeak-ng's ɹ between a schwa, or ɔː, and a vowel, which nobody wrote,
    and its own after vowels that never stand before one."""
    ipa = re.sub(r"(?<=[ɐə])(ɹ ?|)(?=[ ˈˌ]*[eoaɑæɛɪiuʊɔʌɜɒ])", " ", ipa).replace("ɐ", "ə")
    return ipa.replace("  ", " ")


UNUSUAL = re.compile(r"(?:aɪ|eɪ|ɔɪ|æ|iː)ɹ(?:[^aeiouæɑɒɔəɚɛɜɪʊʌ]|\b)|ɔːɚ|ə\.?[ˈˌ]?[ɛʊ]")
"""What a British voice is told otherwise than by mnemonics: ``fˈaɪɹ`` is ``fˈaɪə`` to it, with no ɹ at the end."""


def test_an_american_block_is_what_espeak_writes(espeak):
    """For every pronunciation of our data: the voices were trained on what espeak-ng writes."""
    phones = list(map(parse_ipa, PRONUNCIATIONS))
    pairs = zip(phones, heard_each(espeak, phones, ESPEAK[US]), strict=True)
    wrong = [
        (write_ipa(each), heard, lower(each, US))
        for each, heard in pairs
        if american_alike(heard) != lower(each, US)[3:-3]
    ]
    assert wrong == []


def test_a_british_block_is_what_espeak_writes(espeak):
    """The same for its voice of Received Pronunciation, which Piper's British voices were trained on."""
    phones = [parse_ipa(ipa) for ipa in PRONUNCIATIONS if not UNUSUAL.search(ipa)]
    assert len(phones) > 450
    pairs = zip(phones, heard_each(espeak, phones, ESPEAK[GB]), strict=True)
    wrong = [
        (write_ipa(each), heard, lower(each, GB))
        for each, heard in pairs
        if british_alike(heard) != british_alike(lower(each, GB)[3:-3])
    ]
    assert wrong == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(Phone, st.sampled_from([*VOWELS, *CONSONANTS, " "]), st.sampled_from(["", "ˈ", "ˌ"])),
        min_size=1,
        max_size=80,
    ),
    st.sampled_from([US, GB]),
)
def test_whatever_is_written_passes_the_guard(phones, which):
    """Any row of phones gives a block that is left whole and counts a letter or two for each phone, or none."""
    block = lower(tuple(phones), which)
    if block is not None:
        assert guarded(f"a{block}b") == f"a{block}b"
        assert parse(block) == (Block(0, block),)
        assert 0 < len(spelled(block).replace(" ", "")) <= 2 * len(phones)


@pytest.mark.parametrize(
    "phones", [(), (Phone(" "),), (Phone("ʘ"),), parse_ipa("n" * 61), parse_ipa("ˈhjuːstən " * 50)]
)
def test_what_cannot_be_written_is_none(phones):
    """No phone, an unknown one, an endless word, too many words: then the words are spoken as written."""
    assert lower(phones, US) is None


def test_a_possessive_is_one_of_the_phones():
    """Behind the block it would be the letter s."""
    assert lower(with_ending(parse_ipa("ˈɹiːvz"), "'s"), US) == "[[ ɹˈiːvzɪz ]]"


@pytest.mark.parametrize(
    ("engine", "name", "expected"),
    [
        ("piper", "en_US-joe-medium", US),
        ("piper", "en_GB-alan-medium#3", GB),
        ("piper", "en_AU-someone-low", GB),
        ("piper", "grandfather", US),
        ("piper", "de_DE-thorsten-medium", None),
        ("piper", "enm_XX-x", None),
        ("kokoro", "af_heart", US),
        ("kokoro", "bm_george", GB),
        ("kokoro", "jf_alpha", None),
        ("kokoro", "", None),
    ],
)
def test_a_voice_is_known_by_its_name(engine, name, expected):
    """An accent for English voices, none for others; and a rule reaches the engine accordingly."""
    voice = Voice("x", engine=engine, voice=name, language="en")
    assert accent(voice) == expected
    assert (engines.lower(parse_ipa("wˈɪk"), voice) == WICK) == (expected is not None)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", US), ("en-US", US), ("en-GB", GB), ("en_AU", GB), ("de", None)]
)
def test_a_voice_without_a_language_in_its_name_has_that_of_its_profile(language, expected):
    """One's own model may be called anything."""
    assert accent(Voice("x", engine="piper", voice="grandfather", language=language)) == expected


# --- what is read -----------------------------------------------------------------------------------------


def test_pieces_keep_their_places():
    """Blocks and what stands between them, each with the index of its first character."""
    text = f"So {WICK}, {WICK}{WICK} ends"
    assert parse(text) == (
        Text(0, "So "),
        Block(3, WICK),
        Text(13, ", "),
        Block(15, WICK),
        Block(25, WICK),
        Text(35, " ends"),
    )
    assert [piece.ipa for piece in parse(WICK)] == ["wˈɪk"]


PIECES = [*"[]| ˈ_", "[[", "]]", "[[ ", " ]]", WICK, "tʃ", "wɪk", "x", "é", "a"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_pieces_put_together_are_the_text(text):
    """Nothing is lost, whatever the text holds."""
    assert "".join(piece.text for piece in parse(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_only_whole_blocks_pass_the_guard(text):
    """What passes is as long as before, and has no brackets in pairs but those of blocks."""
    passed = guarded(text)
    assert len(passed) == len(text)
    rest = "-".join(piece.text for piece in parse(passed) if isinstance(piece, Text))
    assert "[[" not in rest
    assert "]]" not in rest
    assert passed.count(WICK) == text.count(WICK)


@pytest.mark.parametrize(
    "bad", ["[[ hj'u:st@n ]]", "[[ hˈat ]]", "[[ \tpɪt ]]", "[[pɪt]]", "[[ pɪt]]", "[[ ]]", "[[ pɪt"]
)
def test_what_looks_like_a_block_is_broken_apart(bad):
    """Mnemonics of espeak-ng, other letters, other spaces."""
    assert "[[" not in guarded(bad)
    assert "]]" not in guarded(bad)


def test_the_guard_is_linear():
    """A hundred thousand characters that nearly make a block take no time to speak of."""
    text = "[[ " + "tʃ" * 50_000
    assert guarded(text) == " " + text[1:]


def test_a_block_lasts_as_long_as_its_phones():
    """A letter each, in both notations: the same rule is expected to last as long in every engine."""
    phones = parse_ipa("ˈɑːnə də ˈɑːɹməs")
    assert spelled(f"x {lower(phones, US)}, no") == "x  eee ee eeeee , no"
    assert spelled("plain [[ text") == "plain [[ text"
    mnemonics, ipa = (
        predicted_seconds(f"So {block} too.", 165) for block in (espeak_phonemes.lower(phones), lower(phones, US))
    )
    assert ipa == pytest.approx(mnemonics, rel=0.1)
