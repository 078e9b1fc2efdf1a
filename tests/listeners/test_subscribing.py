"""Real podcast clients subscribe to shows of ours on loopback, download them, and see what they can."""

from __future__ import annotations

import io
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import feedparser
import podcastparser
import pytest
from podcast_clients import CLIENTS, Client, GPodder, Newsboat, PodcastArchiver, Podget
from stations import Station, Studio, generated, on_air, sample

pytestmark = pytest.mark.thorough

MANY = 50


@pytest.fixture(scope="module")
def studios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Studio]:
    """The sample show, and one of fifty reviews."""
    folder = tmp_path_factory.mktemp("studios")
    return {"sample": sample(folder), "fifty": generated(folder, MANY)}


@pytest.fixture(scope="module")
def stations(studios: dict[str, Studio]) -> Iterator[dict[str, Station]]:
    """Both on the air."""
    with on_air(studios["sample"].out) as first, on_air(studios["fifty"].out) as second:
        yield {"sample": first, "fifty": second}


SHOWS = pytest.mark.parametrize("show", ["sample", "fifty"])


def titles(studio: Studio) -> list[str]:
    """The newest first."""
    return [episode.title for episode in studio.episodes]


# --- all of them ------------------------------------------------------------------------------------------


@SHOWS
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_client_downloads_every_episode_byte_for_byte(
    stations: dict[str, Station], tmp_path: Path, show: str, client: type[Client]
) -> None:
    """What it has on its disk is what is on ours."""
    listener = client(tmp_path / "home", stations[show].feed)
    said = listener.fetch()
    assert len(listener.downloads()) == len(list(stations[show].out.glob("audio/*.mp3"))), said
    assert listener.audio == stations[show].audio


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_second_look_downloads_nothing(stations: dict[str, Station], tmp_path: Path, client: type[Client]) -> None:
    """It knows the episode again."""
    station = stations["sample"]
    listener = client(tmp_path / "home", station.feed)
    listener.fetch()
    before = len(station.requests)
    listener.fetch()
    again = [request.path for request in station.requests[before:]]
    assert "/feed.xml" in again
    assert not [path for path in again if path.startswith("/audio/")]


def test_a_client_that_asks_for_news_only_is_told_that_there_are_none(
    stations: dict[str, Station], tmp_path: Path
) -> None:
    """gPodder's second request is conditional, and is answered 304 without the feed."""
    station = stations["fifty"]
    listener = GPodder(tmp_path / "home", station.feed)
    before = len(station.requests)
    said = listener.update()
    (request,) = station.asked("/feed.xml", before)
    assert (request.conditional, request.status) == (True, 304)
    assert "No new episodes" in said or "0 new episodes" in said


# --- what each sees ---------------------------------------------------------------------------------------


@SHOWS
def test_gpodder_sees_the_chapters_of_every_episode(
    stations: dict[str, Station], studios: dict[str, Studio], tmp_path: Path, show: str
) -> None:
    """Titles and beginnings, in whole seconds as its parser has them, from the chapters that Podlove's form brings."""
    episodes = GPodder(tmp_path / "home", stations[show].feed).episodes
    assert list(episodes) == titles(studios[show])
    for episode in studios[show].episodes:
        chapters = json.loads(episodes[episode.title]["chapters"])
        assert [(seen["start"], seen["title"]) for seen in chapters] == [
            (int(chapter.start), chapter.title) for chapter in episode.chapters
        ]


@SHOWS
def test_gpodder_sees_what_the_ledger_says(
    stations: dict[str, Station], studios: dict[str, Studio], tmp_path: Path, show: str
) -> None:
    """Guid, date, length in seconds and bytes, page and notes of every episode."""
    station = stations[show]
    episodes = GPodder(tmp_path / "home", station.feed).episodes
    assert list(episodes) == titles(studios[show])
    for episode in studios[show].episodes:
        seen = episodes[episode.title]
        assert seen["guid"] == episode.guid
        assert seen["published"] == episode.published.timestamp()
        assert seen["total_time"] == round(episode.seconds)
        assert seen["file_size"] == (station.out / episode.audio).stat().st_size
        assert seen["link"] == f"{station.address}episodes/{episode.slug}/index.html"
        assert "read by a synthetic voice" in seen["description_html"]


@SHOWS
def test_newsboat_lists_every_episode_with_its_notes(
    stations: dict[str, Station], studios: dict[str, Studio], tmp_path: Path, show: str
) -> None:
    """Titles in the feed's order, guids, the page and what is written about it."""
    listener = Newsboat(tmp_path / "home", stations[show].feed)
    assert f"{len(studios[show].episodes)} unread" in listener.reload()
    assert [item["title"] for item in listener.items] == titles(studios[show])
    assert {item["guid"] for item in listener.items} == {episode.guid for episode in studios[show].episodes}
    assert all("read by a synthetic voice" in item["content"] for item in listener.items)


def test_podget_puts_the_episodes_on_its_playlist(stations: dict[str, Station], tmp_path: Path) -> None:
    """Under names that a shell script can carry."""
    listener = Podget(tmp_path / "home", stations["fifty"].feed)
    listener.fetch()
    assert sorted(Path(line).name for line in listener.playlist) == [path.name for path in listener.downloads()]
    assert len(listener.playlist) == MANY


@SHOWS
def test_podcast_archiver_writes_down_what_the_feed_says(
    stations: dict[str, Station], studios: dict[str, Studio], tmp_path: Path, show: str
) -> None:
    """Title, guid and seconds of every episode, beside its file."""
    listener = PodcastArchiver(tmp_path / "home", stations[show].feed)
    listener.fetch()
    seen = {(row["original_title"], row["guid"], int(row["duration"])) for row in listener.notes}
    assert seen == {(episode.title, episode.guid, round(episode.seconds)) for episode in studios[show].episodes}


# --- the parsers that other clients rest on ---------------------------------------------------------------


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read()


@SHOWS
def test_podcastparser_reads_every_episode(stations: dict[str, Station], studios: dict[str, Studio], show: str) -> None:
    """The parser of gPodder: strict about XML, and it finds chapters and the file of each."""
    data = fetched(stations[show].feed)
    read = podcastparser.parse(stations[show].feed, io.BytesIO(data))
    assert [episode["title"] for episode in read["episodes"]] == titles(studios[show])
    for episode in read["episodes"]:
        (enclosure,) = episode["enclosures"]
        assert enclosure["mime_type"] == "audio/mpeg"
        assert len(episode["chapters"]) >= 3


@SHOWS
def test_feedparser_reads_every_episode_without_complaint(
    stations: dict[str, Station], studios: dict[str, Studio], show: str
) -> None:
    """It says so of a feed that is not quite XML; of ours it does not."""
    read = feedparser.parse(fetched(stations[show].feed))
    assert not read.bozo
    assert [entry.title for entry in read.entries] == titles(studios[show])
    assert {entry.id for entry in read.entries} == {episode.guid for episode in studios[show].episodes}
