"""The rules that come with the package: every one is heard in a sentence, is needed, and leaves prose alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewcast import lexicon, phonetics, reading, sheet
from reviewcast.engines import open_engine
from reviewcast.model import Voice
from reviewcast.sounds import phones as sounds_of

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).parent / "data"
PAGE = ROOT / "docs" / "house-rules.md"
NARRATOR = Voice("narrator")
RULES = sheet.house().rules
BY_NAME = {rule.written: rule for rule in RULES}
HOUSE = lexicon.Lexicon(RULES)
BACKSLASH = "\\"
HEAD = "| Written | Said | Sounds |"
NEEDLESS_HERE = "for other engines"
"""The note of a rule that espeak-ng could do without."""


class Line(NamedTuple):
    """A line of the golden file."""

    sentence: str
    written: str
    ipa: str


def golden() -> list[Line]:
    lines = (DATA / "house_rules.txt").read_text(encoding="utf-8").splitlines()
    return [Line(*line.split("\t")) for line in lines if line and not line.startswith("#")]


LINES = golden()
by_rule = pytest.mark.parametrize("line", LINES, ids=lambda line: line.written)


@pytest.fixture(scope="module")
def heard() -> dict[tuple[str, bool], phonetics.Phones]:
    """What the engine is heard to say, by sentence, with the house rules (True) and without them (False)."""
    readers = {
        ruled: reading.Reader(lexicon.Lexicon(RULES if ruled else ()), NARRATOR, "en") for ruled in (True, False)
    }
    texts = {
        (line.sentence, ruled): reader.read(line.sentence).spoken for line in LINES for ruled, reader in readers.items()
    }
    with open_engine("pyttsx3", jobs=2) as engine, ThreadPoolExecutor(2) as pool:
        said = pool.map(lambda text: " ".join(word.ipa for word in engine.transcribe(text, NARRATOR)), texts.values())
        return {key: phonetics.parse_ipa(ipa) for key, ipa in zip(texts, said, strict=True)}


@by_rule
def test_a_rule_is_heard_in_its_sentence(line, heard):
    """With the house rules the engine says the name as the golden file has it."""
    assert phonetics.contains(heard[line.sentence, True], phonetics.parse_ipa(line.ipa)), phonetics.write_ipa(
        heard[line.sentence, True]
    )


@by_rule
def test_a_rule_is_needed_or_says_why_it_is_there(line, heard):
    """Without the house rules it is heard otherwise; else the note says that the rule is for other engines."""
    with_rules, without = (phonetics.folded(heard[line.sentence, ruled]) for ruled in (True, False))
    assert (with_rules == without) == (BY_NAME[line.written].note == NEEDLESS_HERE)


@by_rule
def test_a_sentence_holds_the_one_rule_that_it_is_there_for(line):
    """The sentence of a rule is matched by that rule and by no other."""
    assert [match.rule.written for match in HOUSE.find(line.sentence)] == [line.written]


def test_every_rule_has_its_line_and_every_line_its_rule():
    """A rule that is never heard is not known to be right."""
    assert [line.written for line in LINES] == [rule.written for rule in RULES]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.saying.kind in ("say", "spell")], ids=lambda r: r.written
)
def test_the_golden_sounds_are_those_of_the_rule(rule):
    """The IPA of the golden file is what the respelling or the letters stand for, and an ending at most."""
    wanted = next(line.ipa for line in LINES if line.written == rule.written)
    sounds = sounds_of(rule.saying, rule.written)
    assert sounds is not None
    assert phonetics.contains(phonetics.parse_ipa(wanted), sounds)


def test_no_rule_acts_in_ordinary_prose():
    """Words such as "us", "it", "sag", "ran" and "max" are left alone, however a sentence begins."""
    prose = (DATA / "ordinary_prose.txt").read_text(encoding="utf-8").splitlines()
    assert [(line, match.rule.written) for line in prose for match in HOUSE.find(line)] == []


def test_ordinary_prose_is_a_real_trial():
    """The prose holds at least eighty sentences, and every word that looks like a key of another case."""
    prose = (DATA / "ordinary_prose.txt").read_text(encoding="utf-8")
    assert len(prose.splitlines()) >= 80
    words = prose.casefold().split()
    assert {rule.written.casefold() for rule in RULES if rule.case == "exact"} & set(words) >= {
        "sag",
        "lido",
    }


def test_no_rule_is_for_a_person():
    """People's names are the editor's."""
    people = set((DATA / "film_people.txt").read_text(encoding="utf-8").split())
    assert {word for rule in RULES for word in rule.written.casefold().split()} & people == set()


def test_every_rule_stands_in_the_page():
    """docs/house-rules.md has the table as `python tests/test_house_rules.py` writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert page[page.index(HEAD) :].splitlines() == table().splitlines()


def test_the_example_of_the_page_says_house_words_otherwise(tmp_path):
    """What the page tells an editor to write loads, and each of its rules goes before a house rule."""
    example = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "pronunciations.toml").write_text(example, encoding="utf-8")
    own = sheet.load(tmp_path / "pronunciations.toml", "show").rules
    found = [lexicon.Lexicon((*own, *RULES)).find(rule.written)[0].rule for rule in own if rule.written in BY_NAME]
    assert found == list(own)


def table() -> str:
    """The page's table: what is written, how the rule has it, and the sounds."""
    rows = [HEAD, "|---|---|---|"]
    for rule, line in zip(RULES, LINES, strict=True):
        kind, value = rule.saying.kind, rule.saying.value
        said = {"say": value, "as": f"as “{value}”", "spell": "letter by letter"}[kind]
        written = rule.written.replace("*", BACKSLASH + "*") + guard(rule)
        rows.append(f"| {written} | {said} | {bare(rule, line)} |")
    return "\n".join(rows) + "\n"


def guard(rule) -> str:
    """The words that must stand beside it, in brackets."""
    sides = [
        f"{side} {' or '.join(words)}" for side, words in (("after", rule.after), ("before", rule.before)) if words
    ]
    return f" ({', '.join(sides)})" if sides else ""


def bare(rule, line) -> str:
    """The sounds of *rule* itself, without the ending that its sentence may have."""
    sounds = sounds_of(rule.saying, rule.written)
    return line.ipa if sounds is None else phonetics.write_ipa(sounds)


def write_table() -> None:
    """Put the table at the end of the page, in the place of the old one."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(HEAD)] + table(), encoding="utf-8")


if __name__ == "__main__":
    write_table()
