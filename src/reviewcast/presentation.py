"""What the episodes of a show are presented by: the feed, the pages and the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import fingerprint, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Finding
    from reviewcast.production import Studio
    from reviewcast.report import Report

COVER = "cover.jpg"


def is_current(studio: Studio, book: Ledger) -> bool:
    """Whether the output folder holds, whole, the feed and the pages of *book* and the settings as they are now."""
    return _holds(studio, fingerprint.of_site(studio, book))


def write(studio: Studio, book: Ledger, report: Report, *, sweep: Callable[[], None]) -> bool:
    """Render and write what changed; says whether anything was written. *sweep* is called before anything is.

    Call it under the folder's lock. Nothing is written for a show without any episode.
    """
    if not book.episodes:
        return False
    key = fingerprint.of_site(studio, book)
    if _holds(studio, key):
        return False
    sweep()
    report.stage("write")
    files = _render(studio, book)
    written = output.write(studio.out, files)
    media = (path for episode in book.episodes.values() for path in files_of(episode))
    output.write_manifest(studio.out, key, (*files, *media))
    return bool(written)


def findings(studio: Studio, book: Ledger) -> tuple[Finding, ...]:
    """What the quick checks find in the folder as it is now."""
    from reviewcast import checks

    return checks.check_folder(studio.out, show=studio.show, book=book, now=studio.now, deep=False)


def files_of(episode: Episode) -> dict[str, int | None]:
    """The files that an episode wants below OUT, with the lengths that are known; a withdrawn one wants none."""
    if episode.withdrawn:
        return {}
    return {path: episode.bytes if path == episode.audio else None for path in episode.files}


def _holds(studio: Studio, key: str) -> bool:
    manifest = output.read_manifest(studio.out)
    return manifest.site == key and output.is_whole(studio.out, manifest.files)


def _render(studio: Studio, book: Ledger) -> dict[str, bytes]:
    from reviewcast import artwork, feed, site

    show, now, episodes = studio.show, studio.now, list(book.episodes.values())
    cover = artwork.of_show(show, studio.cache)
    paths, files = artwork.publish(cover, "show", studio.cache)
    files |= {COVER: cover}
    files |= site.render(show, episodes, cover=paths, now=now)
    moved = book.has_moved(show.address + output.FEED)
    return files | feed.render(show, book.show_guid or "", episodes, cover=paths, now=now, moved=moved)
