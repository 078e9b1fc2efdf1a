"""Files to put on a host."""

from __future__ import annotations

from pathlib import Path

from reviewcast import delivery
from reviewcast.hosts import File

LASTING = "audio/film-0123abcd.mp3"
PAGE = "episodes/film/index.html"
FEED = "feed.xml"


def make(root: Path, **more: bytes) -> list[File]:
    """An audio file, a page and a feed below *root*, with *more* by name."""
    contents = {LASTING: b"sound" * 1000, PAGE: b"<p>page</p>", FEED: b"<rss/>"} | more
    return [write(root, key, data) for key, data in contents.items()]


def write(root: Path, key: str, data: bytes) -> File:
    """One file below *root*, which is to be published under *key*."""
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return File(key, root.resolve(), len(data), delivery.is_lasting(key), delivery.headers(key))
