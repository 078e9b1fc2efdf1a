"""Respellings: read by the key, written back, and refused with a better one."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewcast.phonetics import CONSONANTS, VOWELS, WORD_BREAK, Phone, parse_ipa, write_ipa
from reviewcast.respelling import KEY, is_readable, read, write

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "respelling-key.md"


def golden(name: str) -> list[list[str]]:
    lines = (HERE / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


SAID, UNSAYABLE = golden("respellings.txt"), golden("unsayable.txt")


def sample(spellings: str) -> st.SearchStrategy[str]:
    return st.sampled_from(spellings.split())


ONSET = st.lists(sample("b ch d dh f g h hw j k kh l m n ng p r s sh t th v w y z zh ss"), max_size=3)
VOWEL = sample("a ah air ar aw ay e eh ee eer er ey eye i ih igh ir o oh oo oor or ow oy u uh ur uu y")
CODA = st.lists(sample("b ch tch d dh f g j k ck kh l m n ng nk p r s sh t th v z zh ll"), max_size=3)
CASE = st.sampled_from([str.lower, str.upper, str.capitalize])
SYLLABLE = st.builds(lambda onset, vowel, coda, case: case("".join([*onset, vowel, *coda])), ONSET, VOWEL, CODA, CASE)
RESPELLING = st.lists(st.lists(SYLLABLE, min_size=1, max_size=4).map("-".join), min_size=1, max_size=2).map(" ".join)
"""Most can be said; where letters meet, some cannot."""

ANY_TEXT = st.one_of(
    st.text(max_size=12), st.text(st.sampled_from("aeiouyhrwngkstcAEHNRT- -‑'\u00a0\u2003é\n[qx1ſK"), max_size=10)
)


@pytest.mark.parametrize(("respelled", "ipa"), [row[1:] for row in SAID], ids=[row[1] for row in SAID])
def test_a_respelling_says_what_the_golden_file_has(respelled: str, ipa: str) -> None:
    """Names of film people, each with its IPA, stress and all."""
    assert write_ipa(read(respelled)) == ipa


def test_the_golden_file_has_its_size() -> None:
    """At least sixty readings, so that a cut file is noticed."""
    assert len(SAID) >= 60


@settings(max_examples=400, deadline=None)
@given(RESPELLING)
@example("A-ruh-BEL-uh")
@example("airrr nng kck ttch ddj sss ann-k an-ktah")
@example("a-hkah")
@example("ang-gah")
@example("deet-uh DEE-tuh dee-uh")
def test_what_is_read_can_be_written_and_read_back(respelled: str) -> None:
    """The phones of any respelling have one that gives the same phones."""
    if is_readable(respelled):
        phones = read(respelled)
        assert read(write(phones)) == phones


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*VOWELS, *CONSONANTS, " "]).map(Phone), max_size=12).map(tuple))
def test_any_phones_can_be_written(phones: tuple[Phone, ...]) -> None:
    """The nearest respelling of what none can say; only the letters and hyphens of the key."""
    assert re.fullmatch("[a-z -]*", write(phones))


@pytest.mark.parametrize(
    ("ipa", "written"),
    [
        ("ænˈdʒɛlɪkə ˈhjuːstən", "an-JEL-ih-kuh HYOO-stun"),
        ("kˈɔ̃t", "KAWNT"),
        ("bˈɜːn", "BURN"),
        ("ˈʌʔoʊ", "UH-oh"),
        ("pˌæɹəbˈɛləm", "Pa-ruh-BEL-um"),
        ("ˈkæ", "KAH"),
        ("ˈsɒɹi", "SOR-ee"),
        ("ˈbæŋk", "BANK"),
        ("ˈaɪdɹɪs", "EYE-dris"),
        ("ˈkwɒɹəl", "KWOR-ul"),
    ],
)
def test_a_reading_is_written_as_an_editor_would(ipa: str, written: str) -> None:
    """Syllables as people cut them, and the nearest where no letters fit."""
    assert write(parse_ipa(ipa)) == written


@settings(max_examples=500, deadline=None)
@given(st.one_of(ANY_TEXT, RESPELLING))
def test_readable_means_that_it_can_be_read(text: str) -> None:
    """The fast question and the reading itself agree on every text; a refusal is a ValueError."""
    try:
        read(text)
    except ValueError:
        assert not is_readable(text)
    else:
        assert is_readable(text)


@pytest.mark.parametrize(("respelled", "message"), UNSAYABLE, ids=[row[0] for row in UNSAYABLE])
def test_what_cannot_be_said_is_named_with_something_better(respelled: str, message: str) -> None:
    """The golden file has the whole sentence: the syllable, the reason, the nearest that can be said."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read(respelled)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aeiouyhrwngkstcqxAEQ"), min_size=1, max_size=8))
def test_what_is_offered_can_be_said(syllable: str) -> None:
    """An error never sends the editor from one error into the next."""
    if not is_readable(syllable):
        with pytest.raises(ValueError, match="cannot be said") as refused:
            read(syllable)
        offered = str(refused.value).partition("; write ")[2]
        assert all(is_readable(one) for one in re.findall('"([^"]+)"', offered))


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_an_empty_respelling_says_what_one_looks_like(text: str) -> None:
    """Nothing written is nothing said."""
    with pytest.raises(ValueError, match="the respelling is empty; write one by the key, such as HYOO-stun"):
        read(text)


def test_a_monstrous_syllable_is_not_repeated_whole() -> None:
    """A message stays one line."""
    with pytest.raises(ValueError, match="cannot be said") as refused:
        read("q" * 100_000)
    assert len(str(refused.value)) < 200


# --- the key ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", KEY, ids=[f"{row.spelling}-{row.word}" for row in KEY])
def test_an_example_of_the_key_has_its_sound(row) -> None:
    """Its respelling holds the spelling, and what is read of it holds the phones."""
    assert row.spelling in row.respelling.lower()
    plain = "".join(phone.symbol for phone in read(row.respelling))
    assert row.ipa in plain


def test_the_key_has_every_sound_that_a_respelling_can_say() -> None:
    """All phones of English but the nasal vowels and the catch of *uh-oh*."""
    in_key = {phone.symbol for row in KEY for phone in parse_ipa(row.ipa)}
    assert in_key | {"ɑ̃", "ɔ̃", "ʔ"} == {*VOWELS, *CONSONANTS}


def test_the_page_shows_the_key() -> None:
    """docs/respelling-key.md has a row for every way to write a sound, in the same order."""
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| `(.+?)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [tuple(row) for row in KEY]


def test_every_respelling_on_the_page_can_be_said() -> None:
    """Examples in the text too, but for those that it shows as wrong and for mere spellings."""
    shown = re.findall(r"`([A-Za-z]+(?:-[A-Za-z]+)+|[A-Z]{3,})`", PAGE.read_text(encoding="utf-8"))
    assert len(shown) > len(KEY)
    assert [one for one in shown if not is_readable(one)] == []


# --- speed ------------------------------------------------------------------------------------------------


def test_ten_thousand_respellings_are_checked_at_once() -> None:
    """Loading that many rules may take 0.3 s in all; this is a fifth of it at most on an ordinary machine."""
    texts = [f"{row[1]} {row[1]}" for row in SAID] * (10_000 // len(SAID))
    began = time.process_time()
    assert all(is_readable(text) for text in texts)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("unit", ["a", "n", "AH-", "ah ", "y", "-", " ", "bb", "Aa", "uh-HUHNG "])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    """A hundred thousand letters are judged at once, whatever they are."""
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    for hostile in (text, f"{text}ah", f"{text}["):
        is_readable(hostile)
    assert time.process_time() - began < 2


def test_a_long_row_of_consonants_is_written_in_proportion() -> None:
    """No search over all the ways to cut it."""
    began = time.process_time()
    write((Phone("ə"), *[Phone("s")] * 20_000, Phone("ə"), WORD_BREAK, *[Phone("ə")] * 20_000))
    assert time.process_time() - began < 5
