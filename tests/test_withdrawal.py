"""Withdrawing an episode and bringing it back: the feed, the page, the ledger, and the builds after it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import Command, tree
from made_shows import NOW, MadeShow, make_show
from reviewcast import batch, hosts, ledger, output, publishing, subscription, withdrawal
from reviewcast.errors import ReviewError, UsageError
from reviewcast.production import Studio
from reviewcast.report import Silence

WORDS = "It begins. It goes on, and it ends."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of two episodes, built."""
    show = make_show(tmp_path_factory.mktemp("built") / "show", tone=True)
    show.review("ferry", f"The ferry leaves. {WORDS}")
    show.review("quarry", f"The quarry stays. {WORDS}")
    build(show.studio, show.reviews)
    return show.root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> MadeShow:
    """A copy of it."""
    return MadeShow(shutil.copytree(built, tmp_path / "show"))


def build(studio: Studio, reviews: list[Path]) -> batch.Outcome:
    outcome = batch.build(reviews, studio, Silence())
    assert not [result.error for result in outcome.results if result.error]
    return outcome


def later(show: MadeShow, days: int = 1) -> Studio:
    return replace(show.studio, now=NOW + timedelta(days=days))


def titles(show: MadeShow) -> list[str]:
    """What the feed offers."""
    return sorted(item.title for item in subscription.read((show.root / "output" / "feed.xml").read_bytes()).items)


def page(show: MadeShow, slug: str) -> str:
    return (show.root / "output" / "episodes" / slug / "index.html").read_text(encoding="utf-8")


def test_a_withdrawn_episode_leaves_the_feed_and_its_page_says_why(show: MadeShow) -> None:
    """The other episode stays, and the reason is there for whoever follows an old link."""
    outcome = withdrawal.withdraw(later(show), "ferry", reason="The review  was of\nanother film.")
    assert outcome.changed
    assert outcome.site_changed
    assert titles(show) == ["Quarry"]
    assert "The review was of another film." in page(show, "ferry")
    assert "The ferry leaves" not in page(show, "ferry")
    assert "another film" not in page(show, "quarry")


def test_the_ledger_says_when_and_why(show: MadeShow) -> None:
    """The record has date and reason, the history a line, and guid and date of publication stay."""
    before = ledger.read(show.studio.ledger).episodes["ferry"]
    studio = later(show)
    withdrawal.withdraw(studio, "ferry", reason="Wrong film.")
    after = ledger.read(show.studio.ledger).episodes["ferry"]
    assert after.withdrawn is not None
    assert (after.withdrawn.date, after.withdrawn.reason) == (studio.now, "Wrong film.")
    assert (after.guid, after.published, after.audio) == (before.guid, before.published, before.audio)
    assert [entry["change"] for entry in after.history] == ["first published", "withdrawn: Wrong film."]


def test_a_second_withdrawal_changes_nothing(show: MadeShow) -> None:
    """Not a byte, also a day later, and the first reason stays when none is given."""
    withdrawal.withdraw(later(show), "ferry", reason="Wrong film.")
    before = tree(show.root)
    outcome = withdrawal.withdraw(later(show, 2), "ferry")
    assert (outcome.changed, outcome.site_changed) == (False, False)
    assert tree(show.root) == before


def test_another_reason_takes_the_place_of_the_first(show: MadeShow) -> None:
    """Its date stays: the episode has been away since then."""
    withdrawal.withdraw(later(show), "ferry", reason="Wrong film.")
    episode = withdrawal.withdraw(later(show, 2), "ferry", reason="A wrong film.").episode
    assert episode.withdrawn is not None
    assert (episode.withdrawn.date, episode.withdrawn.reason) == (NOW + timedelta(days=1), "A wrong film.")
    assert "A wrong film." in page(show, "ferry")


def test_a_withdrawn_episode_stays_withdrawn_when_its_review_is_built_again(show: MadeShow) -> None:
    """An edit of the review makes new audio, and the feed stays without it."""
    withdrawal.withdraw(later(show), "ferry", reason="Wrong film.")
    show.review("ferry", f"The ferry does not leave. {WORDS}")
    outcome = build(later(show, 2), show.reviews)
    assert [result.unchanged for result in outcome.results] == [False, True]
    assert titles(show) == ["Quarry"]
    known = ledger.read(show.studio.ledger).episodes["ferry"].withdrawn
    assert known is not None
    assert known.reason == "Wrong film."


def test_the_audio_of_a_withdrawn_episode_can_be_pruned(show: MadeShow) -> None:
    """It leaves the manifest, and only it becomes an orphan."""
    episode = withdrawal.withdraw(later(show), "ferry").episode
    out = show.root / "output"
    orphans = {path.relative_to(out).as_posix() for path in output.orphans(out, output.read_manifest(out))}
    assert episode.audio in orphans
    assert orphans <= set(episode.files)


def test_a_withdrawn_episode_is_not_recorded_again_for_its_missing_audio(show: MadeShow) -> None:
    """Pruned is pruned: a build of the whole show has nothing to do."""
    episode = withdrawal.withdraw(later(show), "ferry").episode
    (show.root / "output" / episode.audio).unlink()
    outcome = build(later(show, 2), show.reviews)
    assert all(result.unchanged for result in outcome.results)
    assert not outcome.site_changed


def test_undo_brings_the_episode_back_as_it_was(show: MadeShow) -> None:
    """The item in the feed is the one that was there before, byte for byte."""
    feed = show.root / "output" / "feed.xml"
    before = subscription.read(feed.read_bytes()).items
    withdrawal.withdraw(later(show), "ferry", reason="Wrong film.")
    outcome = withdrawal.restore(later(show, 2), "ferry")
    assert outcome.changed
    assert not outcome.missing
    assert subscription.read(feed.read_bytes()).items == before
    assert "The ferry leaves" in page(show, "ferry")
    assert "Wrong film." not in page(show, "ferry")
    assert [entry["change"] for entry in outcome.episode.history][1:] == ["withdrawn: Wrong film.", "brought back"]


def test_undo_of_what_was_pruned_waits_for_a_build(show: MadeShow) -> None:
    """The feed never names a file that is not there; the build makes it again under the same guid and name."""
    studio = later(show)
    episode = withdrawal.withdraw(studio, "ferry").episode
    for path in output.orphans(studio.out, output.read_manifest(studio.out)):
        path.unlink()
    outcome = withdrawal.restore(studio, "ferry")
    assert episode.audio in outcome.missing
    assert titles(show) == ["Quarry"]
    build(studio, show.reviews)
    assert titles(show) == ["Ferry", "Quarry"]
    again = ledger.read(studio.ledger).episodes["ferry"]
    assert (again.guid, again.published, again.audio) == (episode.guid, episode.published, episode.audio)
    assert (studio.out / again.audio).is_file()


def test_undo_without_audio_and_review_is_refused(show: MadeShow) -> None:
    """Nothing could bring it back; the record is left as it is."""
    studio = later(show)
    episode = withdrawal.withdraw(studio, "ferry").episode
    (studio.out / episode.audio).unlink()
    (show.root / "reviews" / "ferry.md").unlink()
    before = tree(show.root)
    with pytest.raises(ReviewError, match=r"cannot come back: audio/.* was deleted, and its review reviews/ferry\.md"):
        withdrawal.restore(studio, "ferry")
    assert tree(show.root) == before


def test_undo_of_what_is_in_the_feed_changes_nothing(show: MadeShow) -> None:
    """It says that there was nothing to do."""
    before = tree(show.root)
    assert not withdrawal.restore(later(show), "ferry").changed
    assert tree(show.root) == before


@pytest.mark.parametrize("name", ["ferry", "reviews/ferry.md", "ferry.md"])
def test_an_episode_is_named_by_its_slug_or_its_review(show: MadeShow, name: str) -> None:
    """Whichever is at hand; the review need not be there any more."""
    (show.root / "reviews" / "ferry.md").unlink()
    assert withdrawal.find(ledger.read(show.studio.ledger), name, show.root).slug == "ferry"


@pytest.mark.parametrize("name", ["fery", "ferry.txt", "reviews/ferri.md"])
def test_an_unknown_name_gets_a_suggestion(show: MadeShow, name: str) -> None:
    """A slip is recognised, and nothing is written."""
    before = tree(show.root)
    with pytest.raises(UsageError, match=r'there is no episode ".*"; did you mean "ferry'):
        withdrawal.withdraw(later(show), name)
    assert tree(show.root) == before


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "../../etc/passwd", "\u202eyrref"])
def test_a_name_that_is_none_is_one_sentence(show: MadeShow, name: str) -> None:
    """However odd, it is refused without a traceback."""
    with pytest.raises(UsageError, match="there is no episode"):
        withdrawal.withdraw(later(show), name)


def test_a_show_without_episodes_says_so(tmp_path: Path) -> None:
    """And gets no ledger for the question."""
    empty = make_show(tmp_path / "show")
    with pytest.raises(UsageError, match="no episode yet"):
        withdrawal.withdraw(empty.studio, "ferry")
    assert not (empty.root / "ledger").exists()


def test_a_reason_with_markup_is_shown_as_written(show: MadeShow) -> None:
    """It is text on the page, whatever is in it, and as long as a sentence may be."""
    withdrawal.withdraw(later(show), "ferry", reason="<script>alert(1)</script>\x0b" + "so " * 400)
    shown = page(show, "ferry")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    known = ledger.read(show.studio.ledger).episodes["ferry"].withdrawn
    assert known is not None
    assert len(known.reason) <= withdrawal.MOST_REASON


def test_a_published_episode_is_withdrawn_at_its_host_too(show: MadeShow, tmp_path: Path) -> None:
    """The next publication takes the item out of the feed there and changes the page; nothing stands against it."""
    toml = show.root / "show.toml"
    toml.write_text('base_url = "https://example.org/pod"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    build(show.studio, show.reviews)
    host = tmp_path / "host"
    publish(show.studio, host)
    withdrawal.withdraw(later(show), "ferry", reason="Wrong film.")
    publish(later(show), host)
    assert [item.title for item in subscription.read((host / "feed.xml").read_bytes()).items] == ["Quarry"]
    assert "Wrong film." in (host / "episodes" / "ferry" / "index.html").read_text(encoding="utf-8")


def publish(studio: Studio, host: Path) -> None:
    outcome = publishing.publish(studio, hosts.open_host(str(host)), look=False)
    assert outcome.feed == "swapped", outcome.errors


def test_the_command_withdraws_and_brings_back(show: MadeShow) -> None:
    """From outside: text and JSON, status 0, and the feed on disk each time."""
    command = Command(show.root)
    run = command("withdraw", "reviews/ferry.md", "--reason", "Wrong film.")
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines()[:2] == ["withdrawn  Ferry", "           Wrong film."]
    assert titles(show) == ["Quarry"]
    run = command("withdraw", "ferry", "--undo", "--json")
    assert (run.status, run.err) == (0, "")
    assert run.summary["slug"] == "ferry"
    assert run.summary["withdrawn"] is None
    assert run.summary["changed"] is True
    assert titles(show) == ["Ferry", "Quarry"]
    run = command("withdraw", "fery", "--json")
    assert (run.status, run.out) == (2, "")
    assert 'did you mean "ferry"?' in run.err


def test_the_command_says_what_to_do_when_the_audio_is_gone(show: MadeShow) -> None:
    """After cache prune the way back is a build, which is named."""
    command = Command(show.root)
    assert command("withdraw", "ferry", "--quiet").out == ""
    assert command("cache", "prune", "--out", "output").status == 0
    run = command("withdraw", "ferry", "--undo")
    assert run.status == 0
    assert 'run "reviewcast build reviews/ferry.md"' in run.err


def test_a_withdrawal_says_json_that_others_can_read(show: MadeShow) -> None:
    """One object, the summary, with the moment and the reason."""
    run = Command(show.root)("withdraw", "ferry", "--reason", "Ünwahr", "--json")
    (row,) = run.rows
    assert row["event"] == "summary"
    assert row["reason"] == "Ünwahr"
    assert row["withdrawn"] == "2026-01-01T00:00:00+00:00"
    assert json.loads(run.out)["missing"] == []
