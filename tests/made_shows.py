"""A small show on disk, with reviews and rule files, for the tests of what an editor does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reviewcast import show
from reviewcast.cache import Cache
from reviewcast.production import Studio
from reviewcast.rulebook import FILE, Rulebook

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHOW_TOML = """\
title = "Films"
voice = "narrator"
house_rules = false
[sound]
intro = "none"
outro = "none"
sting = "none"
[words]
opening = ""
disclosure = ""
closing = ""
"""
TONE = 'engine = "tone"\nvoice = "tone"\n'
FRONT = "---\ntitle: {title}\ndate: 2026-01-01\n{more}---\n\n"


@dataclass(frozen=True)
class MadeShow:
    """The show in a folder; every studio reads its rule files anew."""

    root: Path

    def review(self, name: str, text: str, more: str = "") -> Path:
        """Write a review with that text below its front matter, which holds *more* besides a title and a date."""
        path = self.root / "reviews" / f"{name}.md"
        path.write_text(FRONT.format(title=name.title(), more=more) + text, encoding="utf-8")
        return path

    def rules(self, rules: str = "", checks: str = "", review: str = "") -> Path:
        """Write the rule file of the show, or of a review."""
        path = self.root / (f"reviews/{review}.{FILE}" if review else FILE)
        path.write_text(f"schema = 1\n[rules]\n{rules}\n[checks]\n{checks}\n", encoding="utf-8")
        return path

    @property
    def reviews(self) -> list[Path]:
        return sorted((self.root / "reviews").glob("*.md"))

    @property
    def studio(self) -> Studio:
        loaded = show.load(self.root)
        return Studio(
            loaded, self.root / "output", self.root / "ledger", Cache(self.root / "cache"), NOW, Rulebook(loaded)
        )


def make_show(root: Path, *, tone: bool = False) -> MadeShow:
    """A show without reviews; in the voice of tones where the sound does not matter."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(SHOW_TOML, encoding="utf-8")
    if tone:
        (root / "voices").mkdir()
        (root / "voices" / "narrator.toml").write_text(TONE, encoding="utf-8")
    return MadeShow(root)
