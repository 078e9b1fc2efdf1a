"""A small show with something of every kind in it, built in tones, for the tests of what is published."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from reviewcast import batch, ledger, show
from reviewcast.cache import Cache
from reviewcast.model import Withdrawal
from reviewcast.production import Studio
from reviewcast.report import Silence
from reviewcast.rulebook import Rulebook

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ADDRESS = "https://pod.test/films"
_TOML = """\
title = "Films at Night"
author = "I. Reader"
description = "Old films, looked at again."
base_url = "{address}"
voice = "draft"
house_rules = false
[sound]
intro = "none"
outro = "none"
sting = "none"
"""
_REVIEW = """\
---
title: {title}
date: {date}
{more}---

{title} is a film. It begins, it goes on, and it ends.

**Is it any good?**

It is {words}.
"""


@dataclass(frozen=True)
class Published:
    """A show in a folder, and the time that it is there."""

    root: Path
    now: datetime = NOW

    @property
    def studio(self) -> Studio:
        loaded = show.load(self.root)
        return Studio(
            loaded, self.root / "output", self.root / "ledger", Cache(self.root / "cache"), self.now, Rulebook(loaded)
        )

    @property
    def book(self) -> ledger.Ledger:
        return ledger.read(self.root / "ledger")

    def review(self, name: str, date: str = "2026-01-01", *, words: str = "better than good", more: str = "") -> None:
        """Write a review, or write it anew."""
        text = _REVIEW.format(title=name.title(), date=date, words=words, more=more)
        (self.root / "reviews" / f"{name}.md").write_text(text, encoding="utf-8")

    def build(self) -> None:
        """Build all that changed."""
        outcome = batch.build(sorted((self.root / "reviews").glob("*.md")), self.studio, Silence())
        assert [str(result.error) for result in outcome.results if result.error] == []

    def withdraw(self, slug: str) -> None:
        """Take an episode out."""
        episode = replace(self.book.episodes[slug], withdrawn=Withdrawal(self.now, "It was wrong."))
        ledger.save(self.root / "ledger", episode)
        self.build()

    def at(self, now: datetime) -> Published:
        """The same show at another time."""
        return replace(self, now=now)

    def copied(self, root: Path) -> Published:
        """The same in another folder, as a colleague has it."""
        shutil.copytree(self.root, root)
        return replace(self, root=root)


def lay_out(root: Path, *names: str, address: str = ADDRESS) -> Published:
    """A show with the reviews *names*, not built yet."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(_TOML.format(address=address), encoding="utf-8")
    made = Published(root)
    for day, name in enumerate(names, 1):
        made.review(name, f"2026-01-{day:02}")
    return made
