"""What the episodes of a show are presented by: the feed, the pages and the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import fingerprint, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewcast.fingerprint import SiteDigest
    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Finding, Rendition
    from reviewcast.output import Manifest
    from reviewcast.production import Studio
    from reviewcast.report import Report

COVER = "cover.jpg"


def is_current(studio: Studio, book: Ledger) -> bool:
    """Whether the output folder holds, whole, the feed and the pages of *book* and the settings as they are now."""
    return _holds(studio, output.read_manifest(studio.out), fingerprint.of_site(studio, book))


def write(studio: Studio, book: Ledger, report: Report, *, sweep: Callable[[], None]) -> bool:
    """Render and write what changed; says whether anything was written. *sweep* is called before anything is.

    Call it under the folder's lock. Nothing is written for a show without any episode.
    """
    if not book.episodes:
        return False
    site, manifest = fingerprint.of_site(studio, book), output.read_manifest(studio.out)
    if _holds(studio, manifest, site):
        return False
    sweep()
    report.stage("write")
    covers, renditions = _renditions(studio, book)
    made = {rendition.path: site.of(rendition) for rendition in renditions}
    stale = (each for each in renditions if not manifest.holds(studio.out, each.path, made[each.path]))
    output.forget(studio.out)
    written = [output.write(studio.out, covers)]
    written += [output.write(studio.out, {each.path: each.render()}) for each in stale]
    media = (path for episode in book.episodes.values() for path in files_of(episode))
    output.write_manifest(studio.out, site.whole, (*covers, *made, *media), made)
    return any(written)


def findings(studio: Studio, book: Ledger) -> tuple[Finding, ...]:
    """What the quick checks find in the folder as it is now."""
    from reviewcast import checks

    return checks.check_folder(studio.out, show=studio.show, book=book, now=studio.now, deep=False)


def files_of(episode: Episode) -> dict[str, int | None]:
    """The files that an episode wants below OUT, with the lengths that are known; a withdrawn one wants none."""
    if episode.withdrawn:
        return {}
    return {path: episode.bytes if path == episode.audio else None for path in episode.files}


def _holds(studio: Studio, manifest: Manifest, site: SiteDigest) -> bool:
    return manifest.site == site.whole and output.is_whole(studio.out, manifest.files)


def _renditions(studio: Studio, book: Ledger) -> tuple[dict[str, bytes], tuple[Rendition, ...]]:
    """The show's covers, and then every file of the site and the feed in the order they are written in."""
    from reviewcast import artwork, feed, site

    show, now, episodes = studio.show, studio.now, list(book.episodes.values())
    cover = artwork.of_show(show, studio.cache)
    paths, files = artwork.publish(cover, "show", studio.cache)
    moved = book.has_moved(show.address + output.FEED)
    pages = site.renditions(show, episodes, cover=paths, now=now)
    feeds = feed.renditions(show, book.show_guid or "", episodes, cover=paths, now=now, moved=moved)
    return files | {COVER: cover}, (*pages, *feeds)
