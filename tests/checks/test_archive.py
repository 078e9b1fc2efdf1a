"""Old episodes in pages of the archive, and episodes that were imported: checked for what can be asked of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from broken_shows import NOW as BUILT
from broken_shows import OLDEST, copy_of, sound_show

from reviewcast import checks, feed
from reviewcast.ledger import Ledger, Release
from reviewcast.model import Artwork, Episode, Finding
from sample_episodes import NOW, SHOW, episode

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
FILES = {"page-missing", "audio-missing", "chapters-unreadable", "transcript-missing", "cover-missing"}
ALIKE = {"disclosure", "chapters-few", "same-notes"}
"""What is said of made-up episodes whose files nobody made, and which are all alike."""


def several(count: int) -> list[Episode]:
    return [
        episode(
            slug=f"e{number}",
            guid=f"guid-{number}",
            title=f"Number {number}",
            audio=f"audio/e{number}-01234567.mp3",
            published=NOW - timedelta(hours=count - number),
            history=({"date": (NOW - timedelta(hours=count - number)).isoformat(), "audio": "", "change": ""},),
        )
        for number in range(count)
    ]


@pytest.fixture
def archived(tmp_path: Path) -> tuple[Path, Ledger]:
    """A feed of 450 episodes with its archive, and its ledger, which knows all of them as published."""
    episodes = several(450)
    for name, data in feed.render(SHOW, GUID, episodes, cover=Artwork("covers/a.jpg", "b.jpg"), now=NOW).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    items = {each.guid: each.audio for each in episodes}
    release = Release(SHOW.address, NOW.isoformat(), "0" * 64, items)
    return tmp_path, Ledger({each.slug: each for each in episodes}, GUID, released={"there": release})


def found(out: Path, book: Ledger) -> list[Finding]:
    everything = checks.check_folder(out, show=SHOW, book=book, now=NOW, deep=False)
    return [finding for finding in everything if finding.code not in FILES | ALIKE]


def test_what_is_in_the_archive_has_not_vanished(archived: tuple[Path, Ledger]) -> None:
    """The feed has the newest; feed and archive together have all, and nothing is missed."""
    out, book = archived
    whole = checks.whole_feed(out, f"{SHOW.address}feed.xml")
    assert {item.guid for item in whole.items} == {each.guid for each in book.episodes.values()}
    assert found(out, book) == []


def test_an_item_of_the_archive_is_checked_too(archived: tuple[Path, Ledger]) -> None:
    """A guid that changed in an old page brings an old episode anew."""
    out, book = archived
    page = out / "archive" / "1.xml"
    page.write_text(page.read_text(encoding="utf-8").replace(">guid-7<", ">other<"), encoding="utf-8")
    (finding,) = found(out, book)
    assert (finding.code, finding.where) == ("guid", 'archive/1.xml "Number 7"')


@pytest.mark.parametrize("text", [None, "<rss><channel>"])
def test_a_page_of_the_archive_that_cannot_be_read_is_found(archived: tuple[Path, Ledger], text: str | None) -> None:
    """And with it, what only it had is lost."""
    out, book = archived
    page = out / "archive" / "1.xml"
    page.write_text(text, encoding="utf-8") if text else page.unlink()
    assert {finding.code for finding in found(out, book)} == {"archive-missing", "vanished"}


def test_a_page_that_leads_to_itself_ends(archived: tuple[Path, Ledger]) -> None:
    """Nobody is kept in a circle."""
    out, book = archived
    page = out / "archive" / "1.xml"
    circle = '<channel><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="1.xml"/>'
    page.write_text(page.read_text(encoding="utf-8").replace("<channel>", circle, 1), encoding="utf-8")
    assert found(out, book) == []


def test_an_imported_episode_is_taken_as_it_is(tmp_path: Path) -> None:
    """Its audio is elsewhere, and nobody asks it for chapters, a transcript or a disclosure."""
    made = copy_of(sound_show(), tmp_path / "show")
    made.record(
        OLDEST,
        audio="https://old.example/feeds/1/audio.mp3",
        review="",
        receipt=None,
        chapters=(),
        chapters_path="",
        transcripts=(),
        text=(),
        voice="",
        source="imported",
        cover="https://old.example/cover.jpg",
        cover_small=None,
    )
    (made.root / "reviews" / f"{OLDEST}.md").unlink()
    made.build()
    assert OLDEST in made.feed
    assert made.check(now=BUILT) == ()
