"""A show of more episodes than one feed holds: what clients make of the archive pages (RFC 5005)."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from podcast_clients import GPodder, Newsboat, PodcastArchiver
from stations import Station, Studio, generated, on_air, write

from reviewcast import ledger

pytestmark = pytest.mark.thorough

IN_ALL, IN_FEED = 420, 300


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """One built episode and as many older ones of the same sound, which stand in the ledger as if built."""
    studio = generated(tmp_path_factory.mktemp("old"), 1)
    (newest,) = studio.episodes
    for number in range(1, IN_ALL):
        # each has a digest of its own in its name, as audio of ours does
        name = hashlib.sha256(str(number).encode()).hexdigest()[:8]
        older = replace(
            newest,
            slug=f"older-{number:03}",
            title=f"Older {number:03}",
            guid=str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))),
            published=newest.published - timedelta(days=number),
            updated=newest.published - timedelta(days=number),
            audio=f"audio/older-{number:03}-{name}.mp3",
            review="",
        )
        os.link(studio.out / newest.audio, studio.out / older.audio)
        ledger.save(studio.root / "ledger", older)
    write(studio, 0, "A word more.")
    studio("build")
    return studio


@pytest.fixture(scope="module")
def station(studio: Studio) -> Iterator[Station]:
    with on_air(studio.out) as station:
        yield station


def test_the_feed_has_the_newest_and_the_archive_the_others(studio: Studio) -> None:
    """Every episode is in one or the other, so that what follows tells something."""
    feed = (studio.out / "feed.xml").read_bytes()
    pages = [path.read_bytes() for path in studio.out.glob("archive/*.xml")]
    assert feed.count(b"<item>") == IN_FEED
    assert sum(page.count(b"<item>") for page in pages) >= IN_ALL - IN_FEED


def test_podcast_archiver_follows_the_archive_to_the_first_episode(
    studio: Studio, station: Station, tmp_path: Path
) -> None:
    """By the links to the next page, all of it, and nothing twice."""
    listener = PodcastArchiver(tmp_path / "home", station.feed)
    before = len(station.requests)
    listener.fetch()
    assert sorted(row["guid"] for row in listener.notes) == sorted(episode.guid for episode in studio.episodes)
    assert [request.path for request in station.requests[before:] if request.path.startswith("/archive/")] == [
        f"/archive/{number}.xml" for number in range(len(list(studio.out.glob("archive/*.xml"))), 0, -1)
    ]


def test_gpodder_keeps_the_newest_two_hundred(studio: Studio, station: Station, tmp_path: Path) -> None:
    """That is its own limit, and it asks for no page of the archive."""
    listener = GPodder(tmp_path / "home", station.feed)
    assert list(listener.episodes) == [episode.title for episode in studio.episodes[:200]]


def test_gpodder_follows_the_archive_when_it_is_to_keep_more(studio: Studio, station: Station, tmp_path: Path) -> None:
    """With its limit raised it has every episode."""
    listener = GPodder(tmp_path / "home", station.feed)
    listener.run("set", "limit.episodes", "1000")
    listener.run("unsubscribe", station.feed)
    listener.subscribe()
    assert list(listener.episodes) == [episode.title for episode in studio.episodes]


def test_newsboat_lists_what_the_feed_has(studio: Studio, station: Station, tmp_path: Path) -> None:
    """It does not know archives."""
    listener = Newsboat(tmp_path / "home", station.feed)
    listener.reload()
    assert [item["title"] for item in listener.items] == [episode.title for episode in studio.episodes[:IN_FEED]]
