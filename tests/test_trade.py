"""Rules from and for other tools, to and from the files of a show."""

from __future__ import annotations

import pytest

from made_shows import MadeShow, make_show
from reviewcast import sheet, trade
from reviewcast.errors import ShowError, UsageError
from reviewcast.model import Rule, Saying


@pytest.fixture
def show(tmp_path) -> MadeShow:
    return make_show(tmp_path / "show")


def sayings(show: MadeShow) -> dict[str, tuple[str, str]]:
    rules = sheet.load(show.root / "pronunciations.toml", "show").rules
    return {rule.written: (rule.saying.kind, rule.saying.value) for rule in rules}


PLS = """<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">
{lexemes}
</lexicon>
"""
LEXEME = "<lexeme><grapheme>{}</grapheme><phoneme>{}</phoneme></lexeme>\n"


def pls(show: MadeShow, **sounds: str):
    path = show.root / "theirs.pls"
    path.write_text(PLS.format(lexemes="".join(LEXEME.format(*each) for each in sounds.items())), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["rules.pls", "rules.csv"])
def test_rules_come_back_as_they_went(tmp_path, show, name):
    """What another form can hold is the same after the way there and back."""
    show.rules('Huston = "HYOO-stun"\nIMAX = { as = "eye-max" }')
    out = trade.export(show.root / name, None, show.studio, None)
    other = make_show(tmp_path / "other")
    back = trade.take_in(out.path, None, other.studio, None, replace=False)
    assert (out.count, back.count) == (2, 2)
    assert set(sayings(other)) == {"Huston", "IMAX"}
    assert sayings(other)["IMAX"] == ("as", "eye-max")


def test_a_rule_that_is_there_stays(show):
    """However its case, hyphens and quotes are written there; the other rules go over, and it is told."""
    show.rules('Huston = "HYOO-stun"')
    made = trade.take_in(pls(show, HUSTON="hˈaʊstən", Byrne="bˈɜːn"), None, show.studio, None, replace=False)
    assert sayings(show)["Huston"] == ("say", "HYOO-stun")
    assert (made.count, set(sayings(show))) == (1, {"Huston", "Byrne"})
    assert len(made.lost) == 1
    assert '"HUSTON"' in made.lost[0]
    assert "--replace" in made.lost[0]


def test_a_rule_is_replaced_on_request(show):
    """Under the key that it has, so that no two rules differ in case only."""
    show.rules('Huston = { say = "HYOO-stun", status = "approved" }')
    made = trade.take_in(pls(show, HUSTON="hˈaʊstən"), None, show.studio, None, replace=True)
    assert sayings(show) == {"Huston": ("ipa", "ˈhaʊstən")}
    assert (made.count, made.lost) == (1, ())
    assert sheet.load(made.path, "show").rules[0].status == "unverified"


def test_two_rules_that_mind_every_capital_both_go_over(show):
    """A PLS tells Polish from polish, and so can a rule file."""
    made = trade.take_in(pls(show, Polish="pˈoʊlɪʃ", polish="pˈɑːlɪʃ"), None, show.studio, None, replace=False)
    assert (made.count, made.lost, len(sayings(show))) == (2, (), 2)


def test_bad_rules_do_not_stop_the_others(show):
    """Each is told in a sentence."""
    path = show.root / "theirs.csv"
    path.write_text("name,say\nHuston,HYOO-stun\nByrne,q7q7\nthe,THUH\nReedus,REE-dus\n", encoding="utf-8")
    made = trade.take_in(path, None, show.studio, None, replace=False)
    assert set(sayings(show)) == {"Huston", "Reedus"}
    assert (made.count, len(made.lost)) == (2, 2)


def test_a_file_with_nothing_to_take_makes_no_file(show):
    """There is no rule to write."""
    made = trade.take_in(pls(show, Byrne="%%"), None, show.studio, None, replace=False)
    assert (made.count, made.path.exists()) == (0, False)
    assert made.lost


def test_rules_of_a_review_go_into_its_own_file(show):
    """And come out of it."""
    review = show.review("one", "Huston rows.\n")
    made = trade.take_in(pls(show, Huston="hˈjuːstən"), None, show.studio, review, replace=False)
    assert made.path.name == "one.pronunciations.toml"
    assert trade.export(show.root / "mine.csv", None, show.studio, review).count == 1
    assert trade.export(show.root / "ours.csv", None, show.studio, None).count == 0


def test_a_form_that_nobody_can_tell_is_asked_for(show):
    """Neither by the ending nor by a wish."""
    with pytest.raises(UsageError, match="--form"):
        trade.export(show.root / "rules.docx", None, show.studio, None)
    assert trade.export(show.root / "rules.docx", "csv", show.studio, None).count == 0


def test_a_file_that_is_none_is_refused(show):
    """Nothing is written."""
    path = show.root / "theirs.pls"
    path.write_text("<lexicon")
    with pytest.raises(ShowError):
        trade.take_in(path, None, show.studio, None, replace=False)
    assert not (show.root / "pronunciations.toml").exists()


def test_all_that_a_rule_has_is_given_as_its_file_has_it():
    """And nothing that goes without saying."""
    full = Rule("X", Saying("lang", "ks", "fr"), case="any", plural=True, fold=True, after=("in",), before=("of",),
                expect="ks", status="approved", by="Ann", source="s", note="n")  # fmt: skip
    assert trade.fields_of(full) == {
        "lang": "fr", "reading": "ks", "case": "any", "plural": True, "fold": True, "expect": "ks", "by": "Ann",
        "source": "s", "note": "n", "after": ["in"], "before": ["of"], "status": "approved",
    }  # fmt: skip
    assert trade.fields_of(Rule("X", Saying("say", "BURN"))) == {"say": "BURN"}
