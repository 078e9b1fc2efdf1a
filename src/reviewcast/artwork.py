"""Covers out of the cache: a picture is checked, drawn and made small once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reviewcast import cover, storage
from reviewcast.cache import digest
from reviewcast.model import Artwork
from reviewcast.notation import content_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reviewcast.cache import Cache
    from reviewcast.model import Show

PAGE_SIDE = 640
"""Pixels of the picture on a page, twice what a phone gives it."""


def of_show(show: Show, cache: Cache) -> bytes:
    """The show's own cover, checked, or the one drawn for it: JPEG, square, 1400 to 3000 pixels."""
    if show.cover is not None:
        return checked(show.cover, "the show's cover", cache)
    return _kept(cache, cover.key(show.title, show.author), lambda: cover.draw(show.title, show.author))


def checked(path: Path, what: str, cache: Cache) -> bytes:
    """The picture at *path*, which is named as *what*, as podcast apps want it.

    Raises ReviewError where there is none, and whatever :func:`reviewcast.cover.check` has against it.
    """
    data = storage.read(path, what)
    return _kept(cache, digest("checked", data), lambda: cover.check(data, str(path)))


def thumbnail(picture: bytes, cache: Cache) -> bytes:
    """*picture* as small as it goes into an audio file."""
    return _kept(cache, digest("small", picture), lambda: cover.small(picture))


def publish(picture: bytes, slug: str, cache: Cache) -> tuple[Artwork, dict[str, bytes]]:
    """*picture* as it is published, full and small, for *slug*: the paths, and the files below OUT."""
    small = _kept(cache, digest(f"{PAGE_SIDE} px", picture), lambda: cover.small(picture, PAGE_SIDE))
    files = {
        content_name("covers", name, hashlib.sha256(data).hexdigest(), "jpg"): data
        for name, data in ((slug, picture), (f"{slug}-small", small))
    }
    return Artwork(*files), files


def _kept(cache: Cache, key: str, make: Callable[[], bytes]) -> bytes:
    """A picture out of the cache, or made and put there."""
    picture = cache.get("cover", key)
    if picture is None:
        picture = make()
        cache.put("cover", key, picture)
    return picture
