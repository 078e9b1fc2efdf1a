"""Which episodes stand in the feed itself, and which on a page of its archive (RFC 5005, 4)."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.model import Episode

FEED = "feed.xml"
NEWEST = 300
"""Episodes in the feed itself; some directories read no more of one."""
PAGE = 100
"""Episodes on a page."""


def page(number: int) -> str:
    """The path below OUT of a page of the archive; 1 is the oldest."""
    return f"archive/{number}.xml"


def divide(episodes: Iterable[Episode], now: datetime) -> tuple[list[Episode], list[list[Episode]]]:
    """The episodes of the feed itself, and those of each page of the archive, the oldest page first.

    Whatever came out until *now* keeps its place for good, a withdrawn episode too, and a page is made when
    it is full: no page ever changes because another episode came out. The newest page and the feed overlap.
    """
    out = sorted((episode for episode in episodes if not episode.draft and episode.published <= now), key=_came_out)
    return out[-NEWEST:], [out[first : first + PAGE] for first in range(0, len(out) - NEWEST, PAGE)]


def _came_out(episode: Episode) -> tuple[datetime, datetime, str]:
    """When listeners first had it: not before it was built, be it dated back, but for one that was imported."""
    first = episode.published
    with contextlib.suppress(IndexError, KeyError, TypeError, ValueError):  # a record edited by hand
        entry = episode.history[0]
        if "://" not in entry["audio"]:
            first = max(first, datetime.fromisoformat(entry["date"]))
    return first, episode.published, episode.guid
