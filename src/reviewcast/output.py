"""The output folder: what a build leaves there, and whether it is still whole.

Everything is written before the feed, and the manifest after it, so that whoever reads the folder while a
build is running or after it was killed sees the old feed or the new, and every file that feed names.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewcast import storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FEED = "feed.xml"
MANIFEST = ".reviewcast.json"
CONTENT_NAMED = ("audio", "transcripts", "chapters", "covers", "assets")
"""Folders whose files carry a digest in their names, so that old ones stay beside the new."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the last build that finished left in the folder."""

    site: str = ""
    """A digest of everything the feed and the pages were rendered from."""
    files: Mapping[str, int] = field(default_factory=dict)
    """Path below the folder -> bytes."""


def read_manifest(out: Path) -> Manifest:
    """The manifest of *out*; an empty one where there is none or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data = json.loads((out / MANIFEST).read_bytes())
        return Manifest(str(data["site"]), {str(path): int(size) for path, size in data["files"].items()})
    return Manifest()


def is_whole(out: Path, files: Mapping[str, int | None]) -> bool:
    """Whether every file (path below *out* -> bytes, or None for any) is there at its length.

    Writes are whole or not at all, so a file that is there and was not touched by others is the right one.
    """
    return all(size is not None and wanted in (None, size) for wanted, size in _compare(out, files))


def write(out: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write *files* (path below *out* -> bytes), the feed last; gives the paths that were written anew."""
    in_order = sorted(files, key=lambda path: (path == FEED, path))
    return tuple(path for path in in_order if storage.write_if_changed(out / path, files[path]))


def write_manifest(out: Path, site: str, paths: Iterable[str]) -> None:
    """Note that the folder holds *paths* and was rendered from what *site* is the digest of; do it last."""
    files = {path: size for path in paths if (size := _size(out / path)) is not None}
    text = json.dumps({"files": files, "site": site}, indent=1, sort_keys=True)
    storage.write_if_changed(out / MANIFEST, text.encode() + b"\n")


def orphans(out: Path, manifest: Manifest) -> tuple[Path, ...]:
    """Files with a digest in their names that no episode uses any more; none where no build has finished."""
    if not manifest.files:
        return ()
    return tuple(
        path
        for folder in CONTENT_NAMED
        for path in sorted((out / folder).glob("*"))
        if path.is_file() and f"{folder}/{path.name}" not in manifest.files
    )


def _compare(out: Path, files: Mapping[str, int | None]) -> Iterator[tuple[int | None, int | None]]:
    return ((wanted, _size(out / path)) for path, wanted in files.items())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
