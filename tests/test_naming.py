"""Names across reviews: which there are, how far each is settled, where a rule speaks and what it would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from made_shows import NOW, MadeShow, make_show
from reviewcast import batch, ledger, naming, production
from reviewcast.engines import open_engine
from reviewcast.model import Rule, Saying
from reviewcast.naming import Entry
from reviewcast.report import Silence

TEXT = """\
Anjelica Huston plays the director. Huston's scenes with Norman Reedus are few, and Tom Smith is in none.

## The cast of Huston

In [Nice]{say="NEESS"} nobody knows Reedus.
"""
CAST = "cast: [Anjelica Huston, Norman Reedus, Saoirse Ronan]\ndirector: Len Wiseman\n"


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


@pytest.fixture
def show(tmp_path) -> MadeShow:
    return make_show(tmp_path / "show", tone=True)


def scan(show: MadeShow, engine) -> dict[str, Entry]:
    studio = show.studio
    return {entry.name: entry for entry in naming.scan(naming.drafts(show.reviews, studio), studio, engine, None)}


def unchecked(show: MadeShow, name: str = "one") -> tuple[str, ...]:
    studio = show.studio
    return naming.unchecked(production.draft(show.root / "reviews" / f"{name}.md", studio), studio)


def texts(sentences) -> list[str]:
    return [sentence.text for sentence in sentences]


# --- scan


def test_every_name_is_counted_with_its_short_forms(show, engine):
    """Headings too; its sentences are listed once each."""
    show.review("one", TEXT, CAST)
    found = scan(show, engine)
    assert {name: entry.count for name, entry in found.items() if entry.person} == {
        "Anjelica Huston": 3,
        "Norman Reedus": 2,
        "Tom Smith": 1,
        "Saoirse Ronan": 0,
        "Len Wiseman": 0,
    }
    assert texts(found["Anjelica Huston"].where) == [
        "Anjelica Huston plays the director.",
        "Huston's scenes with Norman Reedus are few, and Tom Smith is in none.",
        "The cast of Huston",
    ]


def test_names_of_the_front_matter_are_cast_and_required(show, engine):
    """Where it names somebody, nobody else must be checked."""
    show.review("one", TEXT, CAST)
    found = scan(show, engine)
    cast = {"Anjelica Huston", "Norman Reedus", "Saoirse Ronan", "Len Wiseman"}
    assert {name for name, entry in found.items() if entry.cast} == cast
    assert {name for name, entry in found.items() if entry.required} == cast


def test_without_a_cast_everybody_is_required(show, engine):
    """Who looks like a person, that is; and nobody is of the cast."""
    show.review("one", TEXT)
    found = scan(show, engine)
    assert {"Anjelica Huston", "Norman Reedus", "Tom Smith"} <= {
        name for name, entry in found.items() if entry.required
    }
    assert all(entry.required == entry.person for entry in found.values())
    assert not any(entry.cast for entry in found.values())


def test_the_unsettled_come_first_and_the_checked_last(show, engine):
    """Among those that stand alike the more doubtful one comes first; a house rule settles nothing."""
    show.review("one", "Anjelica Huston met Norman Reedus, Tom Smith and Ruska Roma. Smith saw it in IMAX.\n")
    show.rules('"Norman Reedus" = "NOR-mun REE-dus"\n"Anjelica Huston" = { say = "BURN", status = "approved" }')
    rows = list(scan(show, engine).values())
    assert [row.state for row in rows] == sorted([row.state for row in rows], key=("guess", "ruled", "checked").index)
    assert [row.name for row in rows][-2:] == ["Norman Reedus", "Anjelica Huston"]
    guesses = [row.score for row in rows if row.state == "guess"]
    assert len(guesses) > 1
    assert guesses == sorted(guesses, reverse=True)


def test_a_name_is_heard_by_the_rules_of_its_review(show, engine):
    """With its respelling; a name of the front matter alone is heard alone."""
    show.review("one", TEXT, CAST)
    show.rules('Huston = "HYOO-stun"\n"Saoirse Ronan" = "SUR-shuh ROH-nun"')
    found = scan(show, engine)
    assert found["Anjelica Huston"].ipa.endswith("hjˈuːstən")
    assert found["Anjelica Huston"].respelling.endswith("HYOO-stun")
    assert found["Saoirse Ronan"].ipa.startswith("sˈɜːʃɐ")


def test_a_name_stands_where_it_is_settled_least(show, engine):
    """A check in one review's own file says nothing of another review, whichever comes first."""
    show.review("one", "Norman Reedus is here.\n")
    show.review("two", "Norman Reedus is there.\n")
    show.rules(checks='"Norman Reedus" = true', review="one")
    assert scan(show, engine)["Norman Reedus"].state == "guess"
    assert (unchecked(show, "one"), unchecked(show, "two")) == ((), ("Norman Reedus",))
    show.rules(checks='"Norman Reedus" = true', review="two")
    assert scan(show, engine)["Norman Reedus"].state == "checked"


def test_a_mark_in_one_sentence_settles_no_name(show, engine):
    """It says how the name is said there, and nothing of elsewhere."""
    show.review("one", 'We like [Norman Reedus]{say="BURN"}.\n')
    assert scan(show, engine)["Norman Reedus"].state == "guess"


def test_the_unchecked_are_told_without_an_engine(show):
    """Required names that are not checked, in the order of the text."""
    show.review("one", TEXT, CAST)
    show.rules(
        'Reedus = "REE-dus"\nAnjelica = { say = "BURN", status = "approved" }', '"Saoirse Ronan" = true\nHuston = true'
    )
    assert unchecked(show) == ("Norman Reedus", "Len Wiseman")


# --- where


SAYINGS = {
    "a surname": ('Huston', 'Huston = "HYOO-stun"', ""),
    "a full name": ('Norman Reedus', '"Norman Reedus" = "NOR-mun REE-dus"', ""),
    "below a longer rule": ('Huston', 'Huston = "HYOO-stun"', '"Anjelica Huston" = "an-JEL-ih-kuh HYOO-stun"'),
    "a new rule for one that is there": ('Huston', 'Huston = "HYOO-stun"', 'Huston = "HOW-stun"'),
    "with a guard": ('Huston', 'Huston = { say = "HYOO-stun", after = ["of"] }', ""),
    "a marked word": ('Nice', 'Nice = "NYSS"', ""),
    "no name of theirs": ('Winston', 'Winston = "WIN-stun"', ""),
}  # fmt: skip


@pytest.mark.parametrize("case", SAYINGS)
def test_a_rule_speaks_in_the_very_sentences_whose_takes_it_changes(show, case):
    """What a build with the rule would record, and one without it has."""
    name, rule, others = SAYINGS[case]
    show.review("one", TEXT)
    show.review("two", "Nobody knows Huston, nor the Hustons. In Nice it rains.\n")
    show.rules(others)
    before = naming.drafts(show.reviews, show.studio)
    show.rules("\n".join([rule, *(other for other in [others] if not other.startswith(f"{name} ="))]))
    after = naming.drafts(show.reviews, show.studio)
    changed = [
        (new.path, said.text)
        for old, new in zip(before, after, strict=True)
        for was, said in zip(old.script.utterances, new.script.utterances, strict=True)
        if was.spoken != said.spoken
    ]
    found = naming.where(name, after, show.studio)
    assert [(each.review, each.text) for each in found] == changed
    assert bool(changed) == (case != "no name of theirs")


def test_a_name_without_a_rule_is_found_where_one_would_speak(show):
    """In the show's own words too, which stand on no line."""
    show.review("huston", "Huston rows. Anjelica Huston and Hustonville, nothing else.\n")
    (show.root / "show.toml").write_text('title = "F"\nhouse_rules = false\n[words]\nopening = "{title}."\n')
    found = naming.where("Huston", naming.drafts(show.reviews, show.studio), show.studio)
    assert [(each.line, each.text) for each in found] == [
        (0, "Huston."),
        (6, "Huston rows."),
        (6, "Anjelica Huston and Hustonville, nothing else."),
    ]


# --- impact


@pytest.fixture
def published(show) -> MadeShow:
    """Two reviews, built and published."""
    show.review("one", TEXT)
    show.review("two", "Nobody knows Huston. It rains.\n")
    batch.build(show.reviews, show.studio, Silence())
    return show


def impact(show: MadeShow, **changes) -> naming.Impact:
    studio = show.studio
    episodes = [replace(episode, **changes) for episode in ledger.read(studio.ledger).episodes.values()]
    return naming.impact(episodes, studio)


def test_nothing_is_said_differently_while_no_rule_changed(published):
    """Notes, approval and order change no word."""
    published.rules('Winston = { say = "WIN-stun", status = "approved" }')
    assert impact(published) == naming.Impact((), ())


def test_a_rule_changes_sentences_of_published_episodes(published):
    """In every review that has the name; a trial that is in no file does too."""
    rule = Rule("Huston", Saying("say", "HYOO-stun"))
    studio = published.studio
    tried = replace(studio, rulebook=studio.rulebook.trying(rule))
    episodes = list(ledger.read(studio.ledger).episodes.values())
    published.rules('Huston = "HYOO-stun"')
    found = impact(published)
    assert {each.review.stem for each in found.sentences} == {"one", "two"}
    assert sorted(texts(found.sentences)) == sorted(
        texts(naming.where("Huston", naming.drafts(published.reviews, published.studio), published.studio))
    )
    assert naming.impact(episodes, tried).sentences == found.sentences


def test_a_rewritten_sentence_is_not_said_differently(published):
    """It is new, and a build would record it whatever the rules are."""
    published.review("two", "Nobody at all knows Huston. It rains.\n")
    published.rules('Huston = "HYOO-stun"')
    assert {each.review.stem for each in impact(published).sentences} == {"one"}


def test_an_episode_whose_review_is_gone_is_named(published):
    """Nobody can tell what it would say."""
    (published.root / "reviews" / "two.md").unlink()
    published.rules('Huston = "HYOO-stun"')
    found = impact(published)
    assert [episode.review for episode in found.gone] == ["reviews/two.md"]
    assert {each.review.stem for each in found.sentences} == {"one"}


@pytest.mark.parametrize("changes", [{"draft": True}, {"published": NOW + timedelta(days=1)}], ids=["draft", "future"])
def test_what_nobody_has_heard_yet_is_left_out(published, changes):
    """A draft, and an episode of tomorrow, can still become anything."""
    published.rules('Huston = "HYOO-stun"')
    assert impact(published, **changes) == naming.Impact((), ())
