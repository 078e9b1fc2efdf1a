"""A published episode that is made anew: the same episode for every app, and a word to listeners about what changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from made_shows import NOW, MadeShow, make_show
from reviewcast import batch, ledger, subscription
from reviewcast.ledger import Release
from reviewcast.model import Correction, Episode
from reviewcast.report import Silence

FIRST = "The ferry leaves at nine. It is late, and nobody minds."
SECOND = "The ferry leaves at ten. It is late, and nobody minds."
THIRD = "The ferry leaves at ten. It is early, and nobody minds."
WORDS = "The hour was wrong."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of one episode, built and not published."""
    show = make_show(tmp_path_factory.mktemp("built") / "show", tone=True)
    toml = show.root / "show.toml"
    toml.write_text('base_url = "https://example.org/pod"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    show.review("ferry", FIRST)
    build(show)
    return show.root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> MadeShow:
    """A copy of it."""
    return MadeShow(shutil.copytree(built, tmp_path / "show"))


def on(day: int) -> datetime:
    return NOW + timedelta(days=day)


def build(show: MadeShow, day: int = 0) -> Episode:
    """Build on that day after the first; the episode as the ledger has it then."""
    studio = replace(show.studio, now=on(day))
    outcome = batch.build(show.reviews, studio, Silence())
    assert not [result.error for result in outcome.results if result.error]
    return ledger.read(studio.ledger).episodes["ferry"]


def release(show: MadeShow, day: int = 0) -> None:
    """Note that listeners have the episodes as they are now."""
    book = ledger.read(show.studio.ledger)
    items = {episode.guid: episode.audio for episode in book.episodes.values()}
    released = {"a host": Release("https://example.org/pod/", on(day).isoformat(), "f" * 64, items)}
    ledger.save_show(show.studio.ledger, replace(book, released=released))


def told(show: MadeShow) -> tuple[str, str, str]:
    """What listeners read: in apps that show little, in apps that show all, and on the page."""
    out = show.root / "output"
    (item,) = subscription.read((out / "feed.xml").read_bytes()).items
    return item.description, item.notes, (out / "episodes" / "ferry" / "index.html").read_text(encoding="utf-8")


def test_what_nobody_has_heard_is_not_corrected(show: MadeShow) -> None:
    """Before it is published an episode can be made anew as often as one likes."""
    show.review("ferry", SECOND)
    assert build(show, 1).correction is None


def test_a_published_episode_is_corrected_under_its_guid_and_date(show: MadeShow) -> None:
    """The audio has another name, and date, guid and address of the page are as they were."""
    before = build(show)
    release(show)
    show.review("ferry", SECOND)
    after = build(show, 5)
    assert (after.guid, after.published, after.slug) == (before.guid, before.published, before.slug)
    assert after.audio != before.audio
    assert after.correction == Correction(on(5), "1 sentence new or rewritten")
    assert [(entry["date"], entry["audio"]) for entry in after.history] == [
        (on(0).isoformat(), before.audio),
        (on(5).isoformat(), after.audio),
    ]


def test_listeners_are_told_everywhere(show: MadeShow) -> None:
    """In both forms of the notes and on the page, with the day."""
    release(show)
    show.review("ferry", SECOND)
    build(show, 5)
    for text in told(show):
        assert "6 January 2026" in text
        assert "1 sentence new or rewritten" in text


def test_the_words_of_the_author_go_before_ours(show: MadeShow) -> None:
    """What was wrong is theirs to say; the history still says what was made."""
    release(show)
    show.review("ferry", SECOND, f"correction: {WORDS}\n")
    after = build(show, 5)
    assert after.correction == Correction(on(5), WORDS)
    assert after.history[-1]["change"] == "1 sentence new or rewritten"
    for text in told(show):
        assert WORDS in text
        assert "new or rewritten" not in text


def test_words_alone_are_one_correction_under_the_same_audio(show: MadeShow) -> None:
    """Nothing is recorded, the day is that of the words, and there it stays."""
    before = build(show)
    release(show)
    show.review("ferry", FIRST, f"correction: {WORDS}\n")
    after = build(show, 5)
    assert after.audio == before.audio
    assert after.history == before.history
    assert after.correction == Correction(on(5), WORDS)
    assert all(text.count(WORDS) >= 1 for text in told(show))
    show.review("ferry", FIRST, f"correction: {WORDS}\nrating: 3/5\n")
    assert build(show, 9).correction == after.correction


def test_other_words_are_dated_anew(show: MadeShow) -> None:
    """They take the place of the first: an episode has one correction, the last."""
    release(show)
    show.review("ferry", SECOND, f"correction: {WORDS}\n")
    build(show, 5)
    show.review("ferry", SECOND, "correction: The hour was wrong, and so was the day.\n")
    assert build(show, 7).correction == Correction(on(7), "The hour was wrong, and so was the day.")
    assert all("and so was the day" in text for text in told(show))


def test_a_correction_stays_said(show: MadeShow) -> None:
    """Later builds, a publication, and another correction's absence leave it and its day as they are."""
    release(show)
    show.review("ferry", SECOND)
    first = build(show, 5).correction
    release(show, 6)
    assert build(show, 7).correction == first
    show.review("ferry", SECOND, "rating: 3/5\n")
    assert build(show, 8).correction == first


def test_a_second_correction_says_what_is_new_since_the_first(show: MadeShow) -> None:
    """And has its own day."""
    release(show)
    show.review("ferry", SECOND)
    build(show, 5)
    release(show, 5)
    show.review("ferry", THIRD)
    assert build(show, 9).correction == Correction(on(9), "1 sentence new or rewritten")


def test_an_edit_that_was_never_published_and_is_taken_back_is_no_correction(show: MadeShow) -> None:
    """Listeners have just that audio."""
    first = build(show)
    release(show)
    show.review("ferry", SECOND)
    build(show, 5)
    show.review("ferry", FIRST)
    after = build(show, 6)
    assert after.audio == first.audio
    assert after.correction is None


def test_a_correction_of_a_withdrawn_episode_waits_with_it(show: MadeShow) -> None:
    """It is made and noted, and the feed stays without it until it is brought back."""
    from reviewcast import withdrawal

    release(show)
    withdrawal.withdraw(replace(show.studio, now=on(2)), "ferry")
    show.review("ferry", SECOND)
    after = build(show, 5)
    assert after.withdrawn is not None
    assert after.correction == Correction(on(5), "1 sentence new or rewritten")
    assert subscription.read((show.root / "output" / "feed.xml").read_bytes()).items == ()
    withdrawal.restore(replace(show.studio, now=on(6)), "ferry")
    assert all("6 January 2026" in text for text in told(show))


def test_the_whole_way_over_a_host(show: MadeShow, tmp_path: Path) -> None:
    """Published, changed, built and published again: the host's feed has one item, corrected, and both audio files."""
    from reviewcast import hosts, publishing

    host = tmp_path / "host"
    first = build(show)
    assert publishing.publish(show.studio, hosts.open_host(str(host)), look=False).feed == "swapped"
    show.review("ferry", SECOND, f"correction: {WORDS}\n")
    second = build(show, 5)
    studio = replace(show.studio, now=on(5))
    assert publishing.publish(studio, hosts.open_host(str(host)), look=False).feed == "swapped"
    (item,) = subscription.read((host / "feed.xml").read_bytes()).items
    assert (item.guid, item.date) == (first.guid, first.published.astimezone(UTC))
    assert item.enclosure is not None
    assert item.enclosure.url == f"https://example.org/pod/{second.audio}"
    assert WORDS in item.description
    assert {path.name for path in (host / "audio").iterdir()} == {Path(first.audio).name, Path(second.audio).name}
