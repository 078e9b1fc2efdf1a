"""All that is known of one name."""

from __future__ import annotations

import json

import pytest

from made_shows import MadeShow, make_show
from reviewcast import dossier, naming
from reviewcast.engines import open_engine


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show")
    made.review("one", "Huston’s boat. Huston rows.\n")
    made.review("two", "Nobody is here.\n")
    return made


def opened(show: MadeShow, engine, name: str, reviews=None) -> dossier.Dossier:
    studio = show.studio
    return dossier.open_on(name, naming.drafts(reviews or show.reviews, studio), studio, engine)


def test_a_name_is_known_with_its_rule_and_without(show, engine):
    """Both in both notations, without the possessive that stands in the sentence."""
    show.rules('Huston = { say = "HYOO-stun", note = "ask her" }')
    known = opened(show, engine, "Huston")
    assert (known.state, known.now.ipa, known.now.respelling) == ("ruled", "hjˈuːstən", "HYOO-stun")
    assert known.plain.ipa == "hˈʌstən"
    assert [each.text for each in known.where] == ["Huston’s boat.", "Huston rows."]
    assert known.rules[0].note == "ask her"


def test_of_several_rules_the_nearest_stands_first(show, engine):
    """Where one review is asked for, its own file counts."""
    show.rules('Huston = "HYOO-stun"')
    show.rules('Huston = "HOW-stun"', review="one")
    known = opened(show, engine, "Huston", show.reviews[:1])
    assert [rule.scope for rule in known.rules] == ["review", "show"]
    assert known.now.respelling == "HOW-stun"
    assert [rule.scope for rule in opened(show, engine, "Huston").rules] == ["show"]


def test_a_name_that_stands_nowhere_is_known_too(show, engine):
    """It is heard alone."""
    known = opened(show, engine, "Nogi")
    assert (known.state, known.now, known.where, known.rules) == ("guess", known.plain, (), ())
    assert known.now.ipa == "nˈoʊɡi"


def test_a_show_without_reviews_can_be_asked(tmp_path, engine):
    """The show's voice reads."""
    assert opened(make_show(tmp_path / "empty"), engine, "Nogi").now.ipa == "nˈoʊɡi"


def test_a_dossier_is_one_json_object(show, engine):
    """With the keys that a program may count on."""
    show.rules('Huston = "HYOO-stun"')
    row = json.loads(json.dumps(opened(show, engine, "Huston").as_row()))
    assert list(row) == ["name", "state", "rules", "ipa", "respelling", "without", "suggestions", "where"]
    assert row["where"][0] == {"review": str(show.reviews[0]), "line": 6, "text": "Huston’s boat."}
    assert row["rules"][0]["value"] == "HYOO-stun"
