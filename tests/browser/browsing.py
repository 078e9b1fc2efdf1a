"""A show served on loopback with a page of every kind, and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from waiting import LOADED, until

from conftest import Command
from reviewcast import ledger, site
from reviewcast import show as shows
from reviewcast.model import Artwork, Chapter, Correction, Cue, Episode, Withdrawal
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SHOW = """\
title = "Silent Light"
author = "Ada Reader"
description = "Old films, watched again."
base_url = "https://example.org/silent-light"
house_rules = false
[feed]
apps = ["https://podcasts.apple.com/podcast/id1", "https://open.spotify.com/show/2"]
funding = "https://example.org/pay"
license = "cc-by-4.0"
[sound]
intro = "none"
outro = "none"
sting = "none"
"""
REVIEW = """\
---
title: The General at Full Steam
date: 2026-01-01
film: The General
year: 1926
director: [Buster Keaton, Clyde Bruckman]
cast: [Buster Keaton, Marion Mack]
rating: 9/10
---

Nothing in *The General* stands still for long. Keaton runs, and the train runs faster. See [the print](https://example.org/print).

## The chase

A man loves an engine. He also loves a woman; the engine is easier to keep. “It’s all one shot,” Schröder said.

- Six trains.
- One bridge.

> The bridge was real. So was the river.

## The end

It is better than good. Go and see it, and sit near the front. The train will not mind.
"""
OTHER = "---\ntitle: Sunrise, Slowly\ndate: 2025-02-01\nfilm: Sunrise\nyear: 1927\n---\n\nA short one. It ends here.\n"


@dataclass(frozen=True)
class Served:
    """A show where a browser can reach it."""

    address: str
    episode: Episode
    """The one that tests play."""

    @property
    def page(self) -> str:
        return f"{self.address}episodes/{self.episode.slug}/index.html"

    @property
    def sentences(self) -> list[Cue]:
        """What of the text a page shows."""
        unspoken = {"opening", "disclosure", "closing"}
        return [cue for cue in self.episode.text if cue.role not in unspoken]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where it or its driver is missing, these tests are skipped and say so."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no browser's driver: pip install --group browser")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no browser: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def show_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of two reviews, built by the command line in the voice of tones."""
    folder = tmp_path_factory.mktemp("show")
    (folder / "reviews").mkdir()
    (folder / "show.toml").write_text(SHOW, encoding="utf-8")
    (folder / "reviews" / "general.md").write_text(REVIEW, encoding="utf-8")
    (folder / "reviews" / "sunrise.md").write_text(OTHER, encoding="utf-8")
    run = Command(folder)("build", "--voice", "draft")
    assert run.status == 0, run.err
    return folder


@pytest.fixture(scope="session")
def served(show_folder: Path) -> Iterator[Served]:
    """That show, and beside it a page of every other kind."""
    out = show_folder / "output"
    book = ledger.read(show_folder / "ledger")
    full, small = sorted((path.relative_to(out).as_posix() for path in out.glob("covers/show-*")), key=len)
    episodes = [*book.episodes.values(), *_of_other_kinds(book.episodes["general"])]
    for path, data in site.render(shows.load(show_folder), episodes, cover=Artwork(full, small), now=NOW).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    with serving(out) as address:
        yield Served(address, book.episodes["general"])


def _of_other_kinds(told: Episode) -> Iterator[Episode]:
    def another(slug: str, **changes: Any) -> Episode:
        return replace(told, slug=slug, guid=slug, **changes)

    text = "هذا نص عربي طويل بما يكفي ليملأ السطر الأول."
    chapters = tuple(Chapter(place, place + 1.0, f"Chapter {place}, with a heading") for place in range(25))
    bare: dict[str, Any] = {"film": None, "year": None, "director": (), "cast": (), "rating": None, "chapters": ()}
    yield another("withdrawn", withdrawn=Withdrawal(NOW, "The print was mislabelled."))
    yield another("draft", draft=True)
    yield another("to-come", published=NOW + timedelta(days=9))
    yield another("corrected", correction=Correction(NOW, "It was 1926."), chapters=chapters, title="Long " * 40)
    yield another("arabic", title="وداعاً أيتها السينما", text=tuple(replace(cue, text=text) for cue in told.text))
    yield another("bare", author="", description="", chapters_path="", **bare)
    notes = "<p>Our first show.</p><ul><li><a href='https://example.org/x'>A link</a></li></ul>"
    elsewhere = "https://cdn.example.net/1.mp3"
    yield another("imported", audio=elsewhere, text=(), transcripts=(), chapters_path="", notes=notes, **bare)


@pytest.fixture
def opened(chromium: Browser, served: Served) -> Iterator[Page]:
    """A page at the episode; at the end there was no error, and nothing was asked of another host."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(served.address) else trouble.append(asked.url))
    page.goto(served.page)
    until(page, LOADED)
    yield page
    context.close()
    assert trouble == []
