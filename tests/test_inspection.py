"""The rule files of a show in the light of its reviews, its ledger and its engine."""

from __future__ import annotations

import pytest

from made_shows import MadeShow, make_show
from reviewcast import batch, inspection
from reviewcast.engines import open_engine
from reviewcast.errors import ShowError
from reviewcast.report import Silence


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show", tone=True)
    made.review("one", "Huston rows. Byrne is here.\n")
    return made


def codes(show: MadeShow, engine) -> dict[str, str]:
    return {each.message.split('"')[1]: each.code for each in inspection.inspect(show.reviews, show.studio, engine)}


def test_a_sound_file_has_nothing_to_say_of_it(show, engine):
    """Rules that speak, differ from the voice alone and are approved."""
    show.rules('Huston = { say = "HYOO-stun", status = "approved" }')
    assert inspection.inspect(show.reviews, show.studio, engine) == ()


def test_a_rule_that_stands_nowhere_and_one_that_says_nothing_new_are_found(show, engine):
    """The reviews and the engine are asked."""
    show.rules('Winston = "BURN"\nHuston = "HUS-tun"')
    found = codes(show, engine)
    assert set(found) == {"Winston", "Huston"}
    assert found["Winston"] == "unused"


def test_a_reviews_own_file_is_looked_at_too(show, engine):
    """With the reviews that it holds for."""
    show.rules('Winston = "BURN"', review="one")
    (finding,) = inspection.inspect(show.reviews, show.studio, engine)
    assert "one.pronunciations.toml" in finding.where


def test_an_unapproved_rule_counts_once_its_episode_is_out(show, engine):
    """Before that it is nobody's business."""
    show.rules('Huston = "HYOO-stun"')
    before = inspection.inspect(show.reviews, show.studio, engine)
    batch.build(show.reviews, show.studio, Silence())
    after = inspection.inspect(show.reviews, show.studio, engine)
    assert (len(before), len(after)) == (0, 1)
    assert '"Huston"' in after[0].message


def test_a_file_that_cannot_be_read_is_refused(show, engine):
    """With its line."""
    show.rules('Huston = "q7q7"')
    with pytest.raises(ShowError, match="q7q7") as caught:
        inspection.inspect(show.reviews, show.studio, engine)
    assert caught.value.line == 3
