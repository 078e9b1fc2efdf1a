"""Phones: read from IPA, written as IPA, compared with what an engine prints, approximated from other languages."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.model import Voice
from reviewcast.phonetics import (
    CONSONANTS,
    VOWELS,
    WORD_BREAK,
    Phone,
    approximate,
    contains,
    folded,
    letters,
    parse_ipa,
    with_ending,
    write_ipa,
)

NAMES = [
    line.split("\t")[0]
    for line in (Path(__file__).parent / "data" / "respellings.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]

CONSONANT = st.sampled_from(CONSONANTS).map(Phone)
FULL_VOWEL = st.sampled_from([symbol for symbol in VOWELS if symbol not in {"ə", "ɚ"}])
VOWEL = st.one_of(st.sampled_from(VOWELS).map(Phone), st.builds(Phone, FULL_VOWEL, st.sampled_from(["", "ˈ", "ˌ"])))
WORD = st.lists(st.one_of(CONSONANT, VOWEL), min_size=1, max_size=10).map(tuple)
PHONES = st.lists(WORD, min_size=1, max_size=3).map(
    lambda words: tuple(phone for word in words for phone in (WORD_BREAK, *word))[1:]
)
ANY_TEXT = st.one_of(st.text(), st.text(st.sampled_from("ˈˌ',.ːæɑɔəʊɪ ̩̃ʰʔtʃn()[]/-e5ɲʲjaʁ˥")))


# --- IPA --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "house"),
    [
        ("hjˈuːstən", "ˈhjuːstən"),
        ("'hju:st@n".replace("@", "ə"), "ˈhjuːstən"),
        ("/ænˈdʒɛlɪkə ˈhjuːstən/", "ænˈdʒɛlɪkə ˈhjuːstən"),
        ("[ˈhjuːs.tən]", "ˈhjuːstən"),
        ("ˈt͡ʃæt", "ˈtʃæt"),
        ("ˈʤʌʤ", "ˈdʒʌdʒ"),
        ("ˈgɛt", "ˈɡɛt"),
        ("ˈræt", "ˈɹæt"),
        ("ˈbʌʔn̩", "ˈbʌtən"),
        ("lˈɪɾəl", "ˈlɪtəl"),
        ("ˈbɑtl̩", "ˈbɑːtəl"),
        ("ˈbɝd", "ˈbɜːɹd"),
        ("bˈɚn", "ˈbɜːɹn"),
        ("ˈbɜː(ɹ)n", "ˈbɜːɹn"),
        ("ˈkəp", "ˈkʌp"),
        ("ˈɡəʊ", "ˈɡoʊ"),
        ("ˈɡo", "ˈɡoʊ"),
        ("ˈbed", "ˈbɛd"),
        ("hˈat", "ˈhæt"),
        ("nˈoːɹmən", "ˈnɔːɹmən"),
        ("ʍˈaɪ", "ˈhwaɪ"),
        ("(fr)kwˈɑːsɑ̃(en)", "ˈkwɑːsɑ̃"),
        ("tˈɛlᵻfˌoʊn", "ˈtɛlɪˌfoʊn"),
        ("  dʌŋkən   bɹuː ", "dʌŋkən bɹuː"),
        ("", ""),
    ],
)
def test_every_habit_of_writing_ipa_is_understood(given: str, house: str) -> None:
    """Dictionaries, espeak and keyboards write the same sounds in several ways."""
    assert write_ipa(parse_ipa(given)) == house


@pytest.mark.parametrize(
    ("given", "house"),
    [
        ("mɪkʃˈeɪn", "mɪkˈʃeɪn"),
        ("ɛkstɹˈiːm", "ɛkˈstɹiːm"),
        ("ɐŋɡˈɔːɹə", "əŋˈɡɔːɹə"),
        ("kjˈuː", "ˈkjuː"),
        ("ɐdˈɛl", "əˈdɛl"),
    ],
)
def test_a_stress_mark_is_written_before_its_syllable(given: str, house: str) -> None:
    """As many consonants go with the vowel as English begins a syllable with."""
    assert write_ipa(parse_ipa(given)) == house


@settings(max_examples=300, deadline=None)
@given(PHONES)
def test_what_is_written_is_read_back(phones: tuple[Phone, ...]) -> None:
    """Also where two phones side by side look like a third: t and ʃ are not tʃ."""
    assert parse_ipa(write_ipa(phones)) == phones


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("ʁoˈmɛ", '"ʁ" is not a sound that English voices can say; the nearest is "ɹ"'),
        ("çɑː", '"ç" is not a sound that English voices can say; the nearest is "h"'),
        ("hˈ9st", '"9" is not a sound that English voices can say'),
        ("hjuː[[stən", '"[" is not a sound that English voices can say'),
        ("stənˈ", 'the stress mark "ˈ" has no vowel behind it'),
        ("ˌst ən", 'the stress mark "ˌ" has no vowel behind it'),
    ],
)
def test_ipa_that_cannot_be_said_is_named(given: str, message: str) -> None:
    """The first sign at fault, and the nearest that English has."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_ipa(given)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_read_or_refused_with_one_error(text: str) -> None:
    """And what is read holds nothing but the house's phones."""
    try:
        phones = parse_ipa(text)
    except ValueError:
        return
    assert {phone.symbol for phone in phones} <= {*VOWELS, *CONSONANTS, " "}


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "en-gb-scotland"])
def test_all_that_the_engine_prints_is_understood(voice: str) -> None:
    """Whatever espeak makes of some eighty names, its IPA is read without an error."""
    with engines.open_engine("pyttsx3", 1) as engine:
        heard = [
            word
            for at in range(0, len(NAMES), 20)
            for word in engine.transcribe(". ".join(NAMES[at : at + 20]), Voice("x", voice=voice))
        ]
    assert len(heard) > len(NAMES)
    assert all(parse_ipa(word.ipa) for word in heard)


# --- comparing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nˈoːɹmən", "nˈɔːɹmən"),
        ("bˈɜːn", "ˈbɜːɹn"),
        ("ɹˈuːskɐ", "ˈɹuːskə"),
        ("kɪˈɑːnuː", "kiˈɑːnuː"),
        ("stˈɜːɹɪŋ", "ˈstɚɹɪŋ"),
        ("hˈiəɹoʊ", "ˈhɪɹoʊ"),
        ("fˈaɪɚ", "ˈfaɪəɹ"),
        ("tˈɒm", "ˈtɑːm"),
        ("pˌæɹəbˈɛləm", "pæɹəˈbɛləm"),
        ("ʌvðə", "əv ðə"),
        ("lˈɪɾəl", "ˈlɪtəl"),
        ("ɹˈoʊzᵻz", "ˈɹoʊzɪz"),
    ],
)
def test_the_same_reading_printed_differently_folds_alike(one: str, other: str) -> None:
    """Versions and accents of the engine differ in these, and no rule is made for them."""
    assert folded(parse_ipa(one)) == folded(parse_ipa(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kˈɑːnt", "kˈɔːnt"),
        ("ˈɑːɹməz", "ˈɑːɹməs"),
        ("ɹˈʌskɚ", "ɹˈʌskə"),
        ("hˈʌstən", "hjˈuːstən"),
        ("ɡˈæbɹiəl", "ɡˈeɪbɹiəl"),
        ("ɹiːˈɛdəs", "ɹˈiːdəs"),
        ("ˈɹoʊmən", "ɹoʊˈmən"),
        ("tʃˈælɪ", "ʃˈælɪ"),
    ],
)
def test_another_reading_folds_differently(one: str, other: str) -> None:
    """What an editor would hear as a mistake stays one."""
    assert folded(parse_ipa(one)) != folded(parse_ipa(other))


AMERICAN = "kɪˈɑːnuː ɹˈiːvz ænd ˈiːən mək ʃˈeɪn mˈiːt ˈɑːnə də ˈɑːɹməzᵻz sˈɪstɚ ʌvðə ɹˈʌskɚ ɹˈoʊmə bˈɜːnz dʒˈɑːn wˈɪks"
BRITISH = "ʃˈaɹən dˈʌŋkənbɹˈuːstəɹ and ˈɑːnə dəɹ ˈɑːməz wɜː hˈiə ðˈeə bˈɜːn"


@pytest.mark.parametrize(
    ("heard", "wanted", "found"),
    [
        (AMERICAN, "ˈiːən mækˈʃeɪn", False),
        (AMERICAN, "ˈiːən məkˈʃeɪn", True),
        (AMERICAN, "ˈɑːnuː ˈɹiːvz", True),
        (AMERICAN, "ˈnuː", False),
        (AMERICAN, "ˈɑːnə də ˈɑːɹməz", True),
        (AMERICAN, "ˈɑːnə də ˈɑːɹməs", False),
        (AMERICAN, "ˈɹuːskə ˈɹoʊmə", False),
        (AMERICAN, "ˈɹoʊmə", True),
        (AMERICAN, "ˈɹoʊ", False),
        (AMERICAN, "ˈbɜːɹn", True),
        (AMERICAN, "ˈdʒɑːn ˈwɪk", True),
        (AMERICAN, "ˈsɪstɚ", True),
        (AMERICAN, "ˈsɪstə", False),
        (AMERICAN, "ɪˈiːn", False),
        (BRITISH, "ˈʃæɹən ˈdʌŋkən ˈbɹuːstɚ", True),
        (BRITISH, "ˈɑːnə də ˈɑːɹməz", False),
        (BRITISH, "ˈhɪɹ ˈðɛɹ", True),
        (BRITISH, "ˈbɜːɹn", True),
        (BRITISH, "ˈbɜːn", True),
        (BRITISH, "ˈðɛɹz", False),
        ("ˈiːən", "iːˈən", False),
        ("ɡˌoʊ", "ˈɡoʊ", True),
        ("hjˈuːstəns", "ˈhjuːstən", False),
        ("", "ˈɡoʊ", False),
        ("ɡˈoʊ", "", False),
    ],
)
def test_a_name_is_found_in_what_is_heard(heard: str, wanted: str, found: bool) -> None:
    """Whole words, in the voice's accent, with an ending where the text has one, and not a sound else."""
    assert contains(parse_ipa(heard), parse_ipa(wanted)) is found


@settings(max_examples=150, deadline=None)
@given(WORD, WORD, WORD, st.sampled_from(["", "'s"]))
def test_a_name_is_found_between_its_neighbours(before, name, after, ending) -> None:
    """Wherever it stands in a sentence, and with its possessive."""
    said = with_ending(name, ending) if ending else name
    assert contains((*before, WORD_BREAK, *said, WORD_BREAK, *after), name)


# --- endings and letters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "ending", "said"),
    [
        ("ˈbɜːɹn", "'s", "ˈbɜːɹnz"),
        ("ˈbɜːɹn", "’s", "ˈbɜːɹnz"),
        ("ˈwɪk", "'s", "ˈwɪks"),
        ("ˈɹiːvz", "’", "ˈɹiːvzɪz"),
        ("lɑːkʊɹˈbɑː", "'", "lɑːkʊɹˈbɑːz"),
        ("ˈɑːɹməs", "'s", "ˈɑːɹməsɪz"),
        ("ˈsmɪθ", "s", "ˈsmɪθs"),
        ("ˈmɑːɹʃ", "s", "ˈmɑːɹʃɪz"),
    ],
)
def test_an_ending_is_said_as_english_says_it(name: str, ending: str, said: str) -> None:
    """Three sounds for one letter: after a hiss, after a voiceless sound, after any other."""
    assert write_ipa(with_ending(parse_ipa(name), ending)) == said


def test_another_ending_is_refused() -> None:
    """A rule is not a grammar."""
    with pytest.raises(ValueError, match='"ing" is not an ending of a name'):
        with_ending(parse_ipa("ˈwɪk"), "ing")


def test_nothing_takes_no_ending() -> None:
    """There must be a name before its possessive."""
    with pytest.raises(ValueError, match="there is nothing to put an ending on"):
        with_ending((), "'s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AMC", "ˌeɪˌɛmˈsiː"),
        ("A.M.C.", "ˌeɪˌɛmˈsiː"),
        ("f1", "ˌɛˈfwʌn"),
        ("É", "ˈiː"),
        ("WWE", "ˌdʌbəljuːˌdʌbəljuːˈiː"),
        ("R&B", "ˌɑːɹˌænˈdbiː"),
    ],
)
def test_letters_are_said_by_their_names(text: str, said: str) -> None:
    """The last bears the stress."""
    assert letters(text) == parse_ipa(said)


def test_the_last_letter_has_two_names() -> None:
    """An American zee is a British zed."""
    assert (write_ipa(letters("Z")), write_ipa(letters("Z", british=True))) == ("ˈziː", "ˈzɛd")


@pytest.mark.parametrize(("text", "message"), [("A€", '"€" cannot be spelled'), (" . ", "there is no letter to spell")])
def test_what_has_no_letter_name_is_refused(text: str, message: str) -> None:
    """The sign is named."""
    with pytest.raises(ValueError, match=message):
        letters(text)


# --- other languages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("foreign", "english"),
    [
        ("lakuʁbˈa", "lɑːkʊɹˈbɑː"),
        ("ʁomˈɛ̃", "ɹoʊˈmæn"),
        ("kˈɔ̃t", "ˈkɔːnt"),
        ("timotˈe ʃalamˈɛ", "tiːmoʊˈteɪ ʃɑːlɑːˈmeɪ"),
        ("vilnˈøv", "viːlˈnɜːv"),
        ("ˈana ðe ˈaɾmas", "ˈɑːnɑː deɪ ˈɑːɹmɑːs"),
        ("pˈeðɾo", "ˈpɛdɹoʊ"),
        ("xˈoɾxe", "ˈhɔːɹheɪ"),
        ("ɡiʎˈeɾmo", "ɡiːlˈjɛɹmoʊ"),
        ("bˈax", "ˈbɑːx"),
        ("hɛɾtsˈoːk", "hɛɹtˈsoʊk"),
        ("fellˈinɪ", "fɛˈliːni"),
        ("leˈone", "leɪˈoʊneɪ"),
        ("andrʲˈej tarkˈofskʲij", "ɑːnˈdɹeɪ tɑːɹˈkoʊfskiː"),
        ("vˈajda", "ˈvaɪdɑː"),
        ("sˈœʔʌn", "ˈsɜːʌn"),
        ("ʒoˈɐ̃ʊ̃", "ʒoʊˈaʊn"),
        ("(en)ɹˈəʊmə(ru)", "ˈɹoʊmə"),
        ("ts.ˈɑ5ŋ˥", "ˈtsɑːŋ"),
        ("ǃˈ", ""),
    ],
)
def test_a_foreign_reading_becomes_an_english_one(foreign: str, english: str) -> None:
    """As an English speaker says the name, without imitating an accent."""
    assert write_ipa(approximate(foreign)) == english


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_no_reading_is_refused_as_foreign(text: str) -> None:
    """Whatever another voice prints, what comes of it is English IPA."""
    said = approximate(text)
    assert parse_ipa(write_ipa(said)) == said


@pytest.mark.parametrize("unit", ["s", "ˈ", "ə", "ˈɛs", "nɡ ", "̃", "ʲ", "("])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    """Fifty thousand signs are read, written and folded in a second or so, not in minutes."""
    began = time.process_time()
    said = approximate(f"a{unit * 50_000}a")
    write_ipa(said)
    folded(said)
    assert time.process_time() - began < 5
