"""A show that was built as it should be, and the hands that break it."""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from reviewcast import batch, callsheet, checks, ledger, show
from reviewcast.cache import Cache
from reviewcast.callsheet import Wishes
from reviewcast.model import Episode, Finding
from reviewcast.report import Silence

BASE = "https://example.org/pod/"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
SHOW = f"""\
title = "Three Films"
author = "The Back Row"
description = "Three films, and what is to be said of them."
base_url = "{BASE.rstrip("/")}"
voice = "draft"
house_rules = false
[sound]
intro = "none"
outro = "none"
sting = "none"
"""
REVIEW = """\
---
title: {title}
date: {date}
author: {author}
film: {title}
---
{title} begins with rain.

## The story

Nobody in {title} says what they want.

## The light

It falls from the left in {title}.
"""
REVIEWS = {
    "alpha": ("Alpha", "2026-01-01", "A. Reader"),
    "beta": ("Beta & Son", "2026-01-08", "B. Reader"),
    "gamma": ("Gamma", "2026-01-15", "A. Reader"),
}
NEWEST, MIDDLE, OLDEST = "gamma", "beta", "alpha"


@dataclass(frozen=True)
class Broken:
    """A copy of the show, to be damaged."""

    root: Path
    cache: Path
    now: datetime = NOW

    @property
    def out(self) -> Path:
        return self.root / "output"

    @property
    def book(self) -> ledger.Ledger:
        return ledger.read(self.root / "ledger")

    @property
    def feed(self) -> str:
        return (self.out / "feed.xml").read_text(encoding="utf-8")

    # --- asking ---

    def check(self, *, deep: bool = True, now: datetime | None = None) -> tuple[Finding, ...]:
        given = {"show": show.load(self.root), "book": self.book, "now": now or self.now, "cache": Cache(self.cache)}
        return checks.check_folder(self.out, **given, deep=deep)

    def build(self, now: datetime | None = None) -> None:
        wishes = Wishes(self.root, None, self.cache, None, 2, now or self.now)
        (call,) = callsheet.arrange([], wishes)
        outcome = batch.build(call.reviews, call.studio, Silence())
        assert [result.error for result in outcome.results] == [None] * len(call.reviews)

    # --- breaking ---

    def file(self, pattern: str) -> Path:
        """The one file below OUT that matches."""
        (path,) = self.out.glob(pattern)
        return path

    def change(self, old: str, new: str, *, everywhere: bool = False) -> None:
        """Put *new* in the place of the first *old* in the feed, or of all."""
        assert old in self.feed, old
        changed = self.feed.replace(old, new) if everywhere else self.feed.replace(old, new, 1)
        (self.out / "feed.xml").write_text(changed, encoding="utf-8")

    def item(self, slug: str) -> str:
        """The item of that episode as it stands in the feed."""
        (found,) = [item for item in re.findall(r"<item>.*?</item>", self.feed, re.DOTALL) if f"/{slug}/" in item]
        return found

    def tag(self, slug: str, name: str) -> str:
        """A tag of an item, whole."""
        return re.search(rf"<{name}\b([^>]*/>|.*?</{name}>)", self.item(slug), re.DOTALL)[0]

    def change_item(self, slug: str, old: str, new: str) -> None:
        item = self.item(slug)
        assert old in item, old
        self.change(item, item.replace(old, new))

    def record(self, slug: str, **changes: Any) -> Episode:
        """Change the record of an episode; gives what it was."""
        before = self.book.episodes[slug]
        ledger.save(self.root / "ledger", replace(before, **changes))
        return before

    def settings(self, old: str, new: str) -> None:
        path = self.root / "show.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def release(self, items: dict[str, str]) -> None:
        """Note that these guids, with that audio, were published."""
        release = ledger.Release(BASE, "2026-01-20", "0" * 64, items)
        ledger.save_show(self.root / "ledger", replace(self.book, released={"there": release}))

    def exchange(self, slug: str, data: bytes) -> None:
        """Other audio, under a name of its own, in the feed and in the ledger."""
        name = f"audio/{slug}-{hashlib.sha256(data).hexdigest()[:8]}.mp3"
        (self.out / name).write_bytes(data)
        before = self.record(slug, audio=name, bytes=len(data))
        self.change_item(slug, before.audio, name)
        self.change_item(slug, f'length="{before.bytes}"', f'length="{len(data)}"')


def build_show(root: Path, cache: Path) -> Broken:
    """The show, built, and nothing wrong with it."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(SHOW, encoding="utf-8")
    for slug, (title, date, author) in REVIEWS.items():
        text = REVIEW.format(title=title, date=date, author=author)
        (root / "reviews" / f"{slug}.md").write_text(text, encoding="utf-8")
    made = Broken(root, cache)
    made.build()
    return made


@cache
def sound_show() -> Broken:
    """The show as it was built, once for all tests of a process: to be looked at, never changed."""
    root = Path(tempfile.mkdtemp(prefix="reviewcast-checks-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return build_show(root / "show", root / "cache")


def copy_of(made: Broken, root: Path) -> Broken:
    shutil.copytree(made.root, root)
    return Broken(root, made.cache)
