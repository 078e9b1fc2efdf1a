"""What an editor decides, in the file where it belongs."""

from __future__ import annotations

import re
import tomllib

import pytest

from made_shows import MadeShow, make_show
from reviewcast import amendment, editing, naming
from reviewcast.callsheet import Wishes, home
from reviewcast.engines import open_engine
from reviewcast.errors import ShowError, UsageError
from reviewcast.model import Saying


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show")
    made.review("one", "Huston’s hat. Huston saw it in IMAX.\n")
    return made


def table(path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def approve(show: MadeShow, engine, name: str, by: str = "", review=None) -> editing.Decision:
    studio = show.studio
    return editing.approve(name, by, naming.drafts(show.reviews, studio), studio, review, engine)


# --- set


def test_a_rule_makes_its_file_when_there_is_none(show):
    """Of the show, and of a review."""
    made = editing.set_rule("Huston", {"say": "HYOO-stun"}, show.studio, None)
    own = editing.set_rule("Huston", {"as": "Hewston"}, show.studio, show.reviews[0])
    assert (made.path.name, made.what, made.ipa) == ("pronunciations.toml", "set", "ˈhjuːstən")
    assert (own.path.name, own.ipa) == ("one.pronunciations.toml", "")
    assert table(made.path)["rules"] == {"Huston": "HYOO-stun"}
    assert table(own.path)["rules"] == {"Huston": {"as": "Hewston"}}


def test_what_a_rule_had_besides_stays(show):
    """Only the way to say it is another."""
    show.rules('Huston = { say = "HOW-stun", note = "ask her" }')
    made = editing.set_rule("Huston", {"ipa": "ˈhjuːstən"}, show.studio, None)
    assert table(made.path)["rules"] == {"Huston": {"ipa": "ˈhjuːstən", "note": "ask her"}}


def test_a_rule_that_cannot_be_said_is_not_written(show):
    """The file stays as it was."""
    path = show.rules('Byrne = "BURN"')
    before = path.read_bytes()
    with pytest.raises(ShowError, match="q7"):
        editing.set_rule("Huston", {"say": "q7"}, show.studio, None)
    assert path.read_bytes() == before


def test_a_rule_that_someone_takes_away_at_once_is_told(show, monkeypatch):
    """What was written is read again outside the lock, and may be gone."""
    write = amendment.set_rule

    def meddle(path, written, fields, *, base):
        write(path, written, fields, base=base)
        amendment.unset(path, written)

    monkeypatch.setattr(amendment, "set_rule", meddle)
    with pytest.raises(ShowError, match="someone else"):
        editing.set_rule("Huston", {"say": "HYOO-stun"}, show.studio, None)


def test_without_a_show_a_rule_needs_its_review(tmp_path, monkeypatch):
    """There is no other file to keep it."""
    path = tmp_path / "lone.md"
    path.write_text("# Lone\n\nHuston rows.\n")
    monkeypatch.chdir(tmp_path)
    studio = home(
        Wishes(None, tmp_path / "out", tmp_path / "cache", None, 1, make_show(tmp_path / "x").studio.now), path
    ).studio
    with pytest.raises(UsageError, match="--review"):
        editing.set_rule("Huston", {"say": "HYOO-stun"}, studio, None)
    assert editing.set_rule("Huston", {"say": "HYOO-stun"}, studio, path).path.name == "lone.pronunciations.toml"


def test_a_trial_is_checked_as_a_rule_in_a_file_is():
    """In one sentence, without a file to name."""
    assert editing.make_rule("Huston", {"say": "HYOO-stun"}).saying == Saying("say", "HYOO-stun")
    with pytest.raises(UsageError, match="q7"):
        editing.make_rule("Huston", {"say": "q7"})


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        ("say", "BURN", {"say": "BURN"}),
        ("ipa", "bɜːn", {"ipa": "bɜːn"}),
        ("as", "burn", {"as": "burn"}),
        ("spell", "", {"spell": True}),
        ("spell", "AMC", {"spell": "AMC"}),
        ("lang", "fr", {"lang": "fr"}),
    ],
)
def test_a_way_to_say_something_is_written_as_a_file_has_it(kind, value, fields):
    """One key, and for letters that are the name's own only that they are spelled."""
    saying = Saying(kind, "", value) if kind == "lang" else Saying(kind, value)
    assert editing.saying_fields(saying) == fields
    assert editing.make_rule("AMC", fields).saying.kind == kind


def test_a_language_is_asked_once_and_its_reading_kept(engine):
    """In the sounds of English, so that a rule can be made of it."""
    fields = editing.fields("Comte", "lang", "fr", engine)
    assert fields == {"lang": "fr", "reading": fields["reading"]}
    assert str(fields["reading"]).startswith("ˈk")
    assert editing.make_rule("Comte", fields).saying == Saying("lang", str(fields["reading"]), "fr")


@pytest.mark.parametrize(
    ("language", "hint"),
    [("tlh-x", "write one such as fr, es or de"), ("FR-fr", 'did you mean "fr"?'), ("esp", "did you mean")],
)
def test_a_language_without_a_voice_is_refused(engine, language, hint):
    """There is nobody to ask; the nearest there is, is offered."""
    with pytest.raises(UsageError, match=f'no voice of the language "{language.lower()}"; {re.escape(hint)}'):
        editing.fields("Comte", "lang", language, engine)


# --- approve


def test_a_rule_is_approved_where_it_stands(show, engine):
    """With the name of who did; nothing else changes."""
    path = show.rules('Huston = "HYOO-stun"')
    made = approve(show, engine, "Huston", "Ann")
    assert (made.what, made.path, made.ipa) == ("approved", path, "ˈhjuːstən")
    assert table(path) == {
        "schema": 1,
        "rules": {"Huston": {"say": "HYOO-stun", "status": "approved", "by": "Ann"}},
        "checks": {},
    }


def test_a_rule_is_approved_whatever_its_typography(show, engine):
    """An editor types the name as it comes; the file has one entry of it after as before."""
    path = show.rules('"O’Neill" = "oh-NEEL"\nHuston = "HYOO-stun"')
    assert approve(show, engine, "O'Neill").what == approve(show, engine, "huston").what == "approved"
    assert [rule["status"] for rule in table(path)["rules"].values()] == ["approved", "approved"]
    assert table(path)["checks"] == {}


def test_of_rules_that_mind_every_capital_the_very_one_is_approved(show, engine):
    """Polish is not polish."""
    path = show.rules('Polish = { say = "POH-lish", case = "exact" }\npolish = { say = "PAH-lish", case = "exact" }')
    assert approve(show, engine, "polish").name == "polish"
    assert [rule.get("status") for rule in table(path)["rules"].values()] == [None, "approved"]


def test_a_plain_name_is_right_as_it_is_heard(show, engine):
    """It becomes a check, with its sound in a sentence and without the possessive that stands there."""
    made = approve(show, engine, "Huston")
    assert (made.what, made.ipa) == ("checked", "hˈʌstən")
    assert table(made.path)["checks"] == {"Huston": "hˈʌstən"}


def test_a_rule_of_the_house_that_is_right_becomes_a_check(show, engine):
    """With what it is heard as."""
    (show.root / "show.toml").write_text('title = "F"\n')
    made = approve(show, engine, "IMAX")
    assert made.what == "checked"
    assert made.ipa.startswith("ˈaɪmæks")
    assert table(made.path)["checks"] == {"IMAX": made.ipa}


def test_a_name_that_stands_nowhere_is_checked_as_it_is_heard_alone(show, engine):
    """A name may be settled before its review is written."""
    assert approve(show, engine, "Nogi").ipa == "nˈoʊɡi"


def test_a_name_is_settled_for_one_review_only(show, engine):
    """In the review's own file."""
    made = approve(show, engine, "Huston", review=show.reviews[0])
    assert (made.path.name, made.what) == ("one.pronunciations.toml", "checked")


def test_a_name_is_checked_once_whatever_its_typography(show, engine):
    """The entry that is there is renewed."""
    path = show.rules(checks='"O’Neill" = true')
    assert approve(show, engine, "O'Neill").what == "checked"
    assert list(table(path)["checks"]) == ["O’Neill"]


# --- unset


def test_a_rule_and_a_check_are_taken_back(show):
    """Both, if both are there."""
    path = show.rules('Huston = "HYOO-stun"\nByrne = "BURN"', "Huston = true")
    assert editing.unset("Huston", show.studio, None).what == "unset"
    assert table(path) == {"schema": 1, "rules": {"Byrne": "BURN"}, "checks": {}}


def test_a_rule_and_a_check_are_taken_back_whatever_their_typography(show):
    """Each goes by the key it has."""
    path = show.rules('"O’Neill" = "oh-NEEL"', '"O\'Neill" = true')
    editing.unset("o'neill", show.studio, None)
    assert table(path) == {"schema": 1, "rules": {}, "checks": {}}


def test_a_name_that_has_no_rule_cannot_be_unset(show):
    """The nearest is offered; the file stays."""
    path = show.rules('Huston = "HYOO-stun"')
    before = path.read_bytes()
    with pytest.raises(UsageError, match='did you mean "Huston"'):
        editing.unset("Hustn", show.studio, None)
    assert path.read_bytes() == before
    with pytest.raises(UsageError, match=r"one\.pronunciations\.toml has no rule"):
        editing.unset("Huston", show.studio, show.reviews[0])
    assert not (show.root / "reviews/one.pronunciations.toml").exists()
