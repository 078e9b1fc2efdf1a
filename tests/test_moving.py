"""What of a show and its episodes changes with time and place, and what never does: dates, addresses, guids."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from made_shows import MadeShow, make_show
from reviewcast import batch, ledger, output, subscription
from reviewcast.model import Episode
from reviewcast.report import Silence
from reviewcast.subscription import Subscription

WORDS = "The ferry leaves at nine. It is late, and nobody minds."
FRONT = "---\ntitle: Ferry\n{}---\n\n" + WORDS
OLD, NEW = "https://old.example.org/pod", "https://new.example.org/films"


@pytest.fixture
def show(tmp_path: Path) -> MadeShow:
    """A show whose address is the old one."""
    made = make_show(tmp_path / "show", tone=True)
    toml = made.root / "show.toml"
    toml.write_text(f'base_url = "{OLD}"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    return made


def build(show: MadeShow, day: str = "2026-03-01") -> Subscription:
    """Build on that day; the feed as an app reads it."""
    studio = replace(show.studio, now=datetime.fromisoformat(day).replace(tzinfo=UTC))
    outcome = batch.build(show.reviews, studio, Silence())
    assert not [result.error for result in outcome.results if result.error]
    return subscription.read((studio.out / "feed.xml").read_bytes())


def ferry(show: MadeShow, front: str = "") -> None:
    (show.root / "reviews" / "ferry.md").write_text(FRONT.format(front), encoding="utf-8")


def known(show: MadeShow) -> Episode:
    return ledger.read(show.studio.ledger).episodes["ferry"]


def move(show: MadeShow, base_url: str) -> None:
    toml = show.root / "show.toml"
    toml.write_text(re.sub(r'base_url = ".*"', f'base_url = "{base_url}"', toml.read_text(encoding="utf-8")))


def tell_listeners(show: MadeShow) -> None:
    """Note the feed's address as publishing does."""
    book = ledger.read(show.studio.ledger)
    address = show.studio.show.address + "feed.xml"
    ledger.save_show(show.studio.ledger, replace(book, addresses=(*book.addresses, address)))


# --- dates ------------------------------------------------------------------------------------------------


def test_a_date_to_come_can_be_put_off(show: MadeShow) -> None:
    """Until it has come the date is the front matter's; the guid is the first build's."""
    ferry(show, "date: 2026-02-10\n")
    assert build(show, "2026-02-01").items == ()
    guid = known(show).guid
    ferry(show, "date: 2026-02-20\n")
    assert build(show, "2026-02-05").items == ()
    (item,) = build(show, "2026-02-20").items
    assert (item.guid, item.published) == (guid, "Fri, 20 Feb 2026 00:00:00 +0000")


def test_a_date_that_has_come_is_kept(show: MadeShow) -> None:
    """Whatever the front matter says from then on: apps sort by it, and would show the episode as new."""
    ferry(show, "date: 2026-02-10\n")
    (before,) = build(show, "2026-02-10").items
    for late in ("date: 2026-05-05\n", "date: 2020-01-01\n", ""):
        ferry(show, late)
        (item,) = build(show, "2026-02-11").items
        assert (item.guid, item.date) == (before.guid, before.date)


def test_a_draft_gets_its_date_when_it_is_released(show: MadeShow) -> None:
    """Not that of the day it was begun; its guid is the first build's."""
    ferry(show, "draft: true\n")
    assert build(show, "2026-02-01").items == ()
    guid = known(show).guid
    ferry(show)
    (item,) = build(show, "2026-02-15").items
    assert (item.guid, item.published) == (guid, "Sun, 15 Feb 2026 00:00:00 +0000")


def test_an_unchanged_show_gives_the_same_bytes_on_another_day(show: MadeShow) -> None:
    """Dates come from content, so that a build without news is none for an app."""
    ferry(show)
    build(show, "2026-02-01")
    before = (show.root / "output" / "feed.xml").read_bytes()
    (show.root / "output" / ".reviewcast.json").unlink()
    build(show, "2026-05-01")
    assert (show.root / "output" / "feed.xml").read_bytes() == before


# --- addresses --------------------------------------------------------------------------------------------


def test_a_show_that_has_moved_says_where_to(show: MadeShow) -> None:
    """Once listeners were told another address, itunes:new-feed-url is the new one."""
    ferry(show)
    assert build(show).new_feed_url == ""
    tell_listeners(show)
    assert build(show).new_feed_url == ""
    move(show, NEW)
    feed = build(show)
    assert feed.new_feed_url == feed.self_link == f"{NEW}/feed.xml"


def test_an_address_that_nobody_was_told_is_no_move(show: MadeShow) -> None:
    """Before it is published a show can be anywhere."""
    ferry(show)
    build(show)
    move(show, NEW)
    assert build(show).new_feed_url == ""


def test_a_move_changes_nothing_that_apps_know_the_show_by(show: MadeShow) -> None:
    """podcast:guid, and each episode's guid and date; and nothing is recorded again."""
    ferry(show)
    before, record = build(show), known(show)
    tell_listeners(show)
    move(show, NEW)
    after = build(show)
    assert after.guid == before.guid == ledger.podcast_guid("old.example.org/pod/feed.xml")
    assert [(item.guid, item.date) for item in after.items] == [(item.guid, item.date) for item in before.items]
    assert known(show) == record


def test_a_show_that_moves_on_still_says_so_and_one_that_comes_back_does_not(show: MadeShow) -> None:
    """The address that counts is the first that listeners were told."""
    ferry(show)
    build(show)
    tell_listeners(show)
    move(show, NEW)
    build(show)
    tell_listeners(show)
    assert build(show).new_feed_url == f"{NEW}/feed.xml"
    move(show, "https://third.example.org")
    assert build(show).new_feed_url == "https://third.example.org/feed.xml"
    move(show, OLD)
    assert build(show).new_feed_url == ""


# --- a build that was stopped -------------------------------------------------------------------------------


def test_a_build_that_was_stopped_is_not_taken_for_the_one_before(
    show: MadeShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking the change back that it was about writes feed and pages once more, though none has another length."""
    toml = show.root / "show.toml"
    text = toml.read_text(encoding="utf-8")
    ferry(show)
    build(show)
    before = (show.studio.out / "feed.xml").read_bytes()
    move(show, OLD.replace("old", "odd"))
    with monkeypatch.context() as patched:
        patched.setattr(output, "write_manifest", stop)
        with pytest.raises(KeyboardInterrupt):
            build(show)
    assert (show.studio.out / "feed.xml").read_bytes() != before
    toml.write_text(text, encoding="utf-8")
    build(show)
    assert (show.studio.out / "feed.xml").read_bytes() == before


def stop(*_: object) -> None:
    raise KeyboardInterrupt
