"""The rule files of a show, and which of them goes before which."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewcast import sheet
from reviewcast.errors import ShowError
from reviewcast.model import Rule, Saying, Show
from reviewcast.rulebook import FILE, Rulebook, review_file


@pytest.fixture
def root(tmp_path):
    (tmp_path / FILE).write_text('schema = 1\n[rules]\nByrne = "BURN"\nHuston = "HYOO-stun"\n[checks]\nNogi = true\n')
    (tmp_path / "one.pronunciations.toml").write_text('schema = 1\n[rules]\nByrne = "BY-urn"\n[checks]\nEve = true\n')
    return tmp_path


def book(root: Path | None, *, house: bool = False) -> Rulebook:
    return Rulebook(Show("Films", root=root, house_rules=house))


def said(one: Rulebook, text: str, review: Path | None = None) -> list[str]:
    return [match.rule.saying.value for match in one.lexicon(review).find(text)]


def test_a_reviews_own_rule_goes_before_the_shows(root):
    """Only in its own review, that is."""
    one = book(root)
    assert said(one, "Byrne, Huston", root / "one.md") == ["BY-urn", "HYOO-stun"]
    assert said(one, "Byrne, Huston", root / "two.md") == said(one, "Byrne, Huston") == ["BURN", "HYOO-stun"]


def test_the_shows_rule_goes_before_the_houses(root):
    """House rules come last, and not at all where they are not wanted."""
    (root / FILE).write_text('schema = 1\n[rules]\nIMAX = "BURN"\n')
    assert said(book(root, house=True), "IMAX") == ["BURN"]
    (root / FILE).unlink()
    assert said(book(root, house=True), "IMAX") != []
    assert said(book(root), "IMAX") == []


def test_a_trial_goes_before_every_file(root):
    """A rule that is in no file yet is heard as if it were the nearest; the later trial before the earlier."""
    one = book(root).trying(Rule("Byrne", Saying("as", "first"))).trying(Rule("Byrne", Saying("as", "second")))
    assert said(one, "Byrne", root / "one.md") == ["second"]
    assert said(one, "Huston") == ["HYOO-stun"]


def test_a_name_can_be_left_without_its_rules(root):
    """All rules of that key are out, however its hyphens and case are written, and no other."""
    one = book(root).without("byrne")
    assert said(one, "Byrne, Huston", root / "one.md") == ["HYOO-stun"]


def test_a_trial_stands_though_the_name_is_left_without_rules(root):
    """What is dropped is dropped from the files."""
    assert said(book(root).without("Byrne").trying(Rule("Byrne", Saying("as", "x"))), "Byrne") == ["x"]


def test_the_rule_of_a_name_is_the_nearest(root):
    """It is asked for by its key, typography aside."""
    one = book(root)
    assert one.rule("BYRNE", root / "one.md").scope == "review"
    assert one.rule("Byrne").scope == "show"
    assert one.rule("Nogi") is None


def test_checks_come_from_all_files(root):
    """The nearest first."""
    assert [check.written for check in book(root).checks(root / "one.md")] == ["Eve", "Nogi"]


def test_a_review_in_no_show_has_its_own_file_only(root):
    """Without a show there is no file of it."""
    one = book(None)
    assert one.path is None
    assert said(one, "Byrne, Huston", root / "one.md") == ["BY-urn"]


def test_each_file_is_read_once(root, monkeypatch):
    """However often its rules are asked for, also in trials."""
    read = []
    monkeypatch.setattr(sheet, "load", lambda path, scope, load=sheet.load: read.append(path) or load(path, scope))
    one = book(root)
    for _ in range(3):
        one.lexicon(root / "one.md"), one.checks(root / "one.md"), one.rule("Byrne"), one.lexicon()
        one.trying(Rule("x", Saying("as", "y"))).lexicon(root / "one.md")
        one.without("Byrne").lexicon(root / "one.md")
    assert sorted(read) == sorted([root / FILE, root / "one.pronunciations.toml"])


def test_a_review_whose_rule_file_could_not_be_named_has_none(root):
    """A name that is nearly as long as a disk takes leaves no room for the rest of the rule file's."""
    one, review = book(root), root / f"{'long' * 60}.md"
    assert said(one, "Byrne", review) == ["BURN"]
    assert one.state(review) == book(root).state(root / "two.md")


def test_the_same_lexicon_is_given_again(root):
    """A tree of ten thousand rules is not built for every review."""
    one = book(root)
    assert one.lexicon(root / "two.md") is one.lexicon(root / "three.md") is one.lexicon()
    assert one.lexicon(root / "one.md") is one.lexicon(root / "one.md")


def test_the_state_tells_bytes_apart_and_nothing_else(root):
    """A changed file is another state, for the reviews it holds for; a file written anew with the same bytes is not."""
    before = {name: book(root).state(root / name) for name in ("one.md", "two.md")}
    own = review_file(root / "one.md")
    own.write_bytes(own.read_bytes())
    assert book(root).state(root / "one.md") == before["one.md"]
    own.write_bytes(own.read_bytes() + b"\n")
    after = {name: book(root).state(root / name) for name in ("one.md", "two.md")}
    assert (after["one.md"] != before["one.md"], after["two.md"]) == (True, before["two.md"])
    (root / FILE).unlink()
    assert book(root).state(root / "two.md") != before["two.md"]


@pytest.mark.parametrize("name", [FILE, "one.pronunciations.toml"])
def test_the_state_is_never_newer_than_the_rules(root, name):
    """A file that is changed after its rules were read keeps its old state, so that the change is seen next time."""
    one = book(root)
    before = book(root).state(root / "one.md")
    one.lexicon(root / "one.md")
    (root / name).write_text("schema = 1\n")
    assert one.state(root / "one.md") == before
    assert one.trying().state(root / "one.md") == before


def test_a_file_that_cannot_be_meant_is_refused_with_its_line(root):
    """And only when a rule is asked for: the state needs no parsing."""
    (root / FILE).write_text('schema = 1\n[rules]\nByrne = "q7"\n')
    one = book(root)
    one.state(root / "one.md")
    with pytest.raises(ShowError, match="q7") as caught:
        one.lexicon()
    assert caught.value.line == 3
