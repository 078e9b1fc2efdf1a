"""What is rendered again when something changed, and what is left as it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from made_shows import make_show
from reviewcast import ledger, presentation, site
from reviewcast.cache import Cache
from reviewcast.ledger import Ledger
from reviewcast.model import Correction, Episode, Show, Withdrawal
from reviewcast.production import Studio
from reviewcast.report import Silence
from reviewcast.rulebook import Rulebook
from sample_episodes import NOW, SHOW, several

COUNT = 5


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


class Presented:
    """A show of five episodes in a folder of its own."""

    def __init__(self, root: Path, cache: Cache, episodes: list[Episode], show: Show = SHOW, now: datetime = NOW):
        make_show(root)
        self.root, self.cache, self.show, self.now = root, cache, replace(show, root=root), now
        self.book = Ledger(show_guid=ledger.show_guid(SHOW.base_url, SHOW.title))
        self.change(*episodes)

    @property
    def studio(self) -> Studio:
        root = self.root
        return Studio(self.show, root / "output", root / "ledger", self.cache, self.now, Rulebook(self.show))

    def change(self, *episodes: Episode) -> None:
        for episode in episodes:
            self.book.episodes[episode.slug] = episode
            ledger.save(self.root / "ledger", episode)

    def write(self) -> dict[str, bytes]:
        presentation.write(self.studio, self.book, Silence(), sweep=lambda: None)
        out = self.root / "output"
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def with_title(show: Presented) -> None:
    show.change(replace(show.book.episodes[slugs(show)[2]], title="Another title"))


def with_correction(show: Presented) -> None:
    show.change(replace(show.book.episodes[slugs(show)[1]], correction=Correction(NOW, "The year was wrong.")))


def with_withdrawal(show: Presented) -> None:
    show.change(replace(show.book.episodes[slugs(show)[2]], withdrawn=Withdrawal(NOW, "")))


def with_another_date(show: Presented) -> None:
    show.change(replace(show.book.episodes[slugs(show)[0]], published=NOW + timedelta(days=9)))


def with_time_gone_by(show: Presented) -> None:
    show.now = NOW + timedelta(days=400)


def with_another_show(show: Presented) -> None:
    show.show = replace(show.show, description="Other words.")


def with_a_page_deleted(show: Presented) -> None:
    (show.root / "output" / "episodes" / slugs(show)[3] / "index.html").unlink()


def slugs(show: Presented) -> list[str]:
    return sorted(show.book.episodes)


CHANGES = (
    *(with_title, with_correction, with_withdrawal, with_another_date, with_time_gone_by, with_another_show),
    with_a_page_deleted,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_left_as_it_is_would_be_rendered_just_so(
    tmp_path: Path, cache: Cache, change: Callable[[Presented], None]
) -> None:
    """After any change the folder holds what a build from nothing gives, to the byte."""
    episodes = several(COUNT)
    episodes[-1] = replace(episodes[-1], published=NOW + timedelta(days=300))
    grown = Presented(tmp_path / "grown", cache, episodes)
    before = grown.write()
    change(grown)
    after = grown.write()
    fresh = Presented(tmp_path / "fresh", cache, [*grown.book.episodes.values()], grown.show, grown.now)
    assert after == fresh.write()
    assert (after == before) == (change is with_a_page_deleted)


def test_only_the_pages_that_a_change_reaches_are_rendered(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an episode whose rating changed its own page; its neighbours show its title alone."""
    show = Presented(tmp_path / "show", cache, several(COUNT))
    show.write()
    rendered: list[str] = []
    render = site.pages.episode

    def spy(show: Show, told: Episode, **more: Any) -> bytes:
        rendered.append(told.slug)
        return render(show, told, **more)

    monkeypatch.setattr(site.pages, "episode", spy)
    changed = show.book.episodes[slugs(show)[2]]
    show.change(replace(changed, rating="1/5"))
    show.write()
    assert rendered == [changed.slug]
    rendered.clear()
    show.change(replace(changed, title="Another title"))
    show.write()
    assert len(rendered) == 3


def test_a_page_of_the_archive_is_rendered_for_its_own_episodes_only(tmp_path: Path, cache: Cache) -> None:
    """A change among the newest leaves the older ones' documents untouched on the disk."""
    show = Presented(tmp_path / "show", cache, several(401))
    show.write()
    page = show.root / "output" / "archive" / "1.xml"
    os.utime(page, ns=(1, 1))
    newest = max(show.book.episodes.values(), key=lambda episode: episode.published)
    show.change(replace(newest, title="Another title"))
    assert b"Another title" in show.write()["feed.xml"]
    assert page.stat().st_mtime_ns == 1
