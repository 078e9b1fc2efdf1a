"""What an app does when a feed changes, by gPodder: the reasons for our rules on guids, names and withdrawals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import podcastparser
import pytest
from podcast_clients import GPodder, Newsboat
from stations import Station, Studio, generated, on_air, write

from generated_shows import TITLES

pytestmark = pytest.mark.thorough

OLD, NEW = (f"{title} (I)" for title in TITLES[:2])
WAITS, HERE = 0, 1
BEFORE = [(NEW, HERE), (OLD, WAITS)]


@dataclass(frozen=True)
class Relation:
    """A show of two episodes, and a listener who has downloaded the newer one and knows of both."""

    studio: Studio
    station: Station
    listener: GPodder

    def fetch(self, title: str) -> None:
        self.listener.run("download", self.station.feed, self.listener.episodes[title]["guid"])

    def slug(self, title: str) -> str:
        return next(episode.slug for episode in self.studio.episodes if episode.title == title)

    @property
    def listed(self) -> list[tuple[str, int]]:
        """Title and state of each row of the listener's list."""
        return [(row["title"], row["state"]) for row in self.listener.listed()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The show before anything happens to it."""
    return generated(tmp_path_factory.mktemp("built"), 2).root.parent


@pytest.fixture
def relation(built: Path, tmp_path: Path) -> Iterator[Relation]:
    studio = Studio(shutil.copytree(built, tmp_path / "studio") / "generated")
    with on_air(studio.out) as station:
        relation = Relation(studio, station, GPodder(tmp_path / "home", station.feed))
        relation.fetch(NEW)
        assert relation.listed == BEFORE
        yield relation


# --- A: the same guid, another address --------------------------------------------------------------------


def test_a_corrected_episode_is_no_new_one(relation: Relation) -> None:
    """Whoever has the earlier audio keeps it and is not bothered; the app knows the new address."""
    before = relation.listener.episodes[NEW]
    (heard,) = relation.listener.audio
    write(relation.studio, 1, "This is put right.")
    relation.studio("build")
    relation.listener.update()
    after = relation.listener.episodes[NEW]
    assert relation.listed == BEFORE
    assert (after["guid"], after["id"]) == (before["guid"], before["id"])
    assert after["url"] != before["url"]
    assert after["published"] == before["published"]
    relation.listener.download()
    assert heard in relation.listener.audio


def test_who_had_not_heard_an_episode_hears_the_corrected_one(relation: Relation) -> None:
    """The app fetches the new address."""
    write(relation.studio, 0, "This is put right.")
    relation.studio("build")
    relation.listener.update()
    relation.fetch(OLD)
    corrected = next(episode for episode in relation.studio.episodes if episode.title == OLD)
    assert (relation.studio.out / corrected.audio).read_bytes() in relation.listener.audio


# --- B: another guid, the same address --------------------------------------------------------------------


def test_an_episode_with_a_new_guid_comes_twice(relation: Relation) -> None:
    """The reason why the ledger keeps guids for good. No command of ours does this: the feed is changed by hand."""
    feed = relation.studio.out / "feed.xml"
    guid = relation.listener.episodes[NEW]["guid"]
    feed.write_bytes(feed.read_bytes().replace(guid.encode(), b"00000000-0000-5000-8000-000000000000"))
    relation.listener.update()
    assert sorted(relation.listed) == sorted([*BEFORE, (NEW, WAITS)])


# --- C: an item that is gone ------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "left"), [(NEW, BEFORE), (OLD, [(NEW, HERE)])], ids=["downloaded", "waiting"])
def test_a_withdrawn_episode_goes_from_the_list_but_not_from_a_disk(
    relation: Relation, title: str, left: list[tuple[str, int]]
) -> None:
    """The app forgets what it has not downloaded, and leaves what it has."""
    relation.studio("withdraw", relation.slug(title), "--reason", "It was not ours to tell.")
    relation.listener.update()
    assert relation.listed == left
    assert len(relation.listener.audio) == 1


def test_an_episode_brought_back_is_the_same_again(relation: Relation) -> None:
    """Withdrawn and restored: no second copy of what the listener has."""
    for title in (NEW, OLD):
        relation.studio("withdraw", relation.slug(title))
        relation.listener.update()
        relation.studio("withdraw", relation.slug(title), "--undo")
        relation.listener.update()
    assert relation.listed == BEFORE


# --- D: a feed that is broken -----------------------------------------------------------------------------


def broken(studio: Studio) -> bytes:
    """A raw ampersand in the feed, as a host or a hand may leave it. What it was before."""
    feed = studio.out / "feed.xml"
    whole = feed.read_bytes()
    feed.write_bytes(whole.replace(b"<title>", b"<title>R&D ", 1))
    return whole


def test_a_broken_feed_stops_the_news_and_loses_nothing(relation: Relation) -> None:
    """The listener keeps the old state and is told nothing of new episodes: why publishing refuses a bad feed."""
    write(relation.studio, 2)
    relation.studio("build")
    whole = broken(relation.studio)
    relation.listener.update()
    assert relation.listed == BEFORE
    (relation.studio.out / "feed.xml").write_bytes(whole)
    relation.listener.update()
    assert relation.listed == [(relation.studio.episodes[0].title, WAITS), *BEFORE]


def test_newsboat_keeps_its_list_when_the_feed_is_broken(relation: Relation, tmp_path: Path) -> None:
    """It shows what it had."""
    listener = Newsboat(tmp_path / "newsboat", relation.station.feed)
    listener.reload()
    before = [item["guid"] for item in listener.items]
    broken(relation.studio)
    listener.reload()
    assert len(before) == 2
    assert [item["guid"] for item in listener.items] == before


def test_parsers_tell_a_broken_feed(relation: Relation) -> None:
    """podcastparser refuses it, feedparser says so."""
    broken(relation.studio)
    feed = relation.studio.out / "feed.xml"
    with feed.open("rb") as stream, pytest.raises(podcastparser.FeedParseError):
        podcastparser.parse(relation.station.feed, stream)
    assert feedparser.parse(feed.read_bytes()).bozo
