"""Proof that names are said as they are meant to be."""

from __future__ import annotations

import pytest

from made_shows import MadeShow, make_show
from reviewcast import naming, proving
from reviewcast.engines import open_engine


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show")
    made.review("one", "Gabriel Byrne plays (Huston’s part). Byrne's hat is in Nice, a nice town.\n\nByrne wins.\n")
    made.review("two", "Nobody is here.\n")
    return made


def proofs(show: MadeShow, engine) -> list[proving.Proof]:
    studio = show.studio
    return list(proving.prove(naming.drafts(show.reviews, studio), studio, engine))


def outcome(show: MadeShow, engine) -> list[tuple[str, str, bool]]:
    return [(each.name, "alone" if each.alone else each.text, each.holds) for each in proofs(show, engine)]


WINS, HAT = "Byrne wins.", "Byrne's hat is in Nice, a nice town."


def test_a_rule_is_heard_as_it_says_in_every_sentence_that_it_speaks(show, engine):
    """Possessives and all; the longer name's sentence is the longer rule's."""
    show.rules('Byrne = "BURN"\n"Gabriel Byrne" = "GAY-bree-ul BURN"')
    assert outcome(show, engine) == [
        ("Byrne", HAT, True),
        ("Byrne", WINS, True),
        ("Gabriel Byrne", "Gabriel Byrne plays (Huston’s part).", True),
    ]


def test_a_wrong_expectation_fails(show, engine):
    """The engine says what the rule says and not what is expected."""
    show.rules('Huston = { say = "HYOO-stun", expect = "hˈʌstən" }')
    (proof,) = proofs(show, engine)
    assert (proof.holds, proof.expect, proof.where) == (False, "hˈʌstən", f"{show.root / 'pronunciations.toml'}:3")
    (finding,) = proving.findings([proof])
    assert (finding.level, finding.code, finding.where) == ("error", "said-wrong", proof.where)
    assert f"{proof.review}:{proof.line}" in finding.message


def test_a_rule_is_not_held_to_a_longer_name_that_another_rule_says(tmp_path, engine):
    """Houston Street is no Houston."""
    show = make_show(tmp_path / "other")
    show.review("one", "On Houston Street they play Houston.\n")
    show.rules('Houston = "HYOO-stun"\n"Houston Street" = "HOW-stun STREET"', "Street = true")
    assert [each[2] for each in outcome(show, engine)] == [True, True]


def test_a_check_is_not_held_to_a_longer_name_that_a_rule_says(tmp_path, engine):
    """But it is where the rule says a part of what was checked."""
    show = make_show(tmp_path / "other")
    show.review("one", "On Houston Street they play. Houston and Gabriel Byrne.\n")
    show.rules(
        '"Houston Street" = "HOW-stun STREET"\nByrne = "BURN"',
        'Houston = "hjˈuːstən"\n"Gabriel Byrne" = "ɡˈæbɹiəl bˈɜːn"',
    )
    checked = [each for each in outcome(show, engine) if each[0] in {"Houston", "Gabriel Byrne"}]
    assert checked == [
        ("Houston", "Houston and Gabriel Byrne.", True),
        ("Gabriel Byrne", "Houston and Gabriel Byrne.", True),
    ]


def test_a_check_fails_where_a_rule_for_the_same_name_says_otherwise(show, engine):
    """One of the two has to go."""
    show.rules('Huston = "HYOO-stun"', 'Huston = "hˈʌstən"')
    assert [each.holds for each in proofs(show, engine)] == [True, False]


@pytest.mark.parametrize(("ipa", "holds"), [("ˈhjuːstən", False), ("hˈʌstən", True)])
def test_a_check_is_held_to_its_sound(show, engine, ipa, holds):
    """It guards what the engine says by itself."""
    show.rules(checks=f'Huston = "{ipa}"')
    assert [each.holds for each in proofs(show, engine)] == [holds]


@pytest.mark.parametrize(
    ("rules", "checks"),
    [
        ('IMAX = { as = "eye max" }\nByrne = { as = "Burn" }', ""),
        ("", "Byrne = true\nNogi = true"),
        ('Byrne = { lang = "fr" }', ""),
    ],
    ids=["as", "check", "lang"],
)
def test_what_has_no_sound_of_its_own_expects_nothing(show, engine, rules, checks):
    """Other words, a check that is only true, and a language that was not asked yet."""
    show.rules(rules, checks)
    assert proofs(show, engine) == []


def test_other_words_are_held_to_what_is_expected_of_them(show, engine):
    """An expect says what is to be heard of them."""
    show.rules('Byrne = { as = "burn", expect = "bˈɜːn" }')
    assert outcome(show, engine) == [
        ("Byrne", text, True) for text in ("Gabriel Byrne plays (Huston’s part).", HAT, WINS)
    ]


def test_a_name_in_no_review_is_heard_alone(show, engine):
    """It may hold or fail there, and the first is worth a warning."""
    show.rules('Reedus = "REE-dus"\nComte = { say = "KAWNT", expect = "kˈɑːnt" }')
    assert outcome(show, engine) == [("Reedus", "alone", True), ("Comte", "alone", False)]
    assert [each.level for each in proving.findings(proofs(show, engine))] == ["warning", "error"]


def test_a_name_is_heard_alone_in_a_show_without_reviews(tmp_path, engine):
    """Rules may be there first."""
    show = make_show(tmp_path / "empty")
    show.rules('Reedus = "REE-dus"')
    assert outcome(show, engine) == [("Reedus", "alone", True)]


@pytest.mark.parametrize(
    "guards", ['after = ["from", "to"]', 'before = ["itself"]', 'after = ["old"], before = ["town"]']
)
def test_a_guarded_rule_in_no_review_is_heard_beside_its_guards(show, engine, guards):
    """By itself it would not act, and that is no mistake."""
    show.rules(f'Nice = {{ say = "NEESS", {guards} }}')
    (proof,) = proofs(show, engine)
    assert (proof.alone, proof.holds, "Nice" in proof.text, proof.text != "Nice") == (True, True, True, True)


def test_a_guarded_rule_is_heard_only_where_it_acts(show, engine):
    """The same word without its guard is another word."""
    show.rules('Nice = { say = "NEESS", after = ["in"], case = "any" }')
    assert outcome(show, engine) == [("Nice", HAT, True)]


def test_a_reviews_own_rule_is_held_in_its_review_only(show, engine):
    """And there it takes the place of the show's."""
    show.review("two", "Byrne loses.\n")
    show.rules('Byrne = "BURN"')
    show.rules('Byrne = "BRIN"', review="two")
    found = [each for each in outcome(show, engine) if each[1] != "Gabriel Byrne plays (Huston’s part)."]
    assert found == [("Byrne", HAT, True), ("Byrne", WINS, True), ("Byrne", "Byrne loses.", True)]


def test_a_reviews_own_rule_that_stands_nowhere_is_heard_by_its_own_file(show, engine):
    """The show does not know it."""
    show.rules('Reedus = "REE-dus"', review="two")
    assert outcome(show, engine) == [("Reedus", "alone", True)]


def test_a_rule_is_held_to_what_it_says_in_the_voice_at_hand(show, engine):
    """Its saying for that voice goes before its saying for all."""
    show.rules('[rules.Huston]\nsay = "HOW-stun"\nengine.pyttsx3.say = "HYOO-stun"')
    (proof,) = proofs(show, engine)
    assert (proof.holds, proof.expect) == (True, "ˈhjuːstən")


def test_a_sentence_of_the_shows_own_words_has_no_line(show, engine):
    """It stands in no review, so that no line of one is named."""
    toml = show.root / "show.toml"
    toml.write_text(toml.read_text().replace('closing = ""', 'closing = "Reedus thanks you."'))
    show.rules('Reedus = { say = "REE-dus", expect = "kˈɑːnt" }')
    (finding, *_) = proving.findings(proofs(show, engine))
    assert "one.md): " in finding.message


def test_a_sentence_that_comes_twice_is_heard_once(show, engine):
    """Its sound cannot differ."""
    show.review("one", "Byrne wins.\n\nByrne wins.\n")
    show.rules('Byrne = "BURN"')
    assert outcome(show, engine) == [("Byrne", WINS, True)]


def test_a_name_of_other_letters_is_no_trouble(show, engine):
    """What is heard then is not English, and only does not hold."""
    show.review("one", "Она Чехова играет.\n")
    show.rules(checks='"Чехова" = "ʃˈɛkəvə"')
    assert [each.holds for each in proofs(show, engine)] == [False]


def test_a_sentence_is_proved_in_every_voice_that_says_it(show, engine):
    """What one accent says right, another may not; for one voice once is enough."""
    settings = show.root / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[voices]\nquotation = "quote"\n', encoding="utf-8")
    show.rules('Byrne = "BURN"')
    for text, times in (("Byrne wins.\n\nByrne wins.\n", 1), ("Byrne wins.\n\n> Byrne wins.\n", 2)):
        show.review("one", text)
        assert [each.text for each in proofs(show, engine)] == ["Byrne wins."] * times
