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
    made: Mapping[str, str] = field(default_factory=dict)
    """Path below the folder -> a digest of what it was rendered from, for what is rendered."""

    def holds(self, out: Path, path: str, key: str) -> bool:
        """Whether *path* is there and was rendered from what *key* is the digest of."""
        return self.made.get(path) == key and is_whole(out, {path: self.files.get(path)})


def read_manifest(out: Path) -> Manifest:
    """The manifest of *out*; an empty one where there is none or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data = json.loads((out / MANIFEST).read_bytes())
        files = {str(path): int(size) for path, size in data["files"].items()}
        if not all(map(_stays, files)):
            return Manifest()  # it is none of ours, and what it names would be published
        return Manifest(str(data["site"]), files, {path: str(key) for path, key in data.get("made", {}).items()})
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


def forget(out: Path) -> None:
    """Remove the manifest, before anything is written: a build that is stopped then is not taken for the last one."""
    try:
        (out / MANIFEST).unlink(missing_ok=True)
    except OSError as error:
        raise storage.refusal(error, out / MANIFEST) from error


def write_manifest(out: Path, site: str, paths: Iterable[str], made: Mapping[str, str] | None = None) -> None:
    """Note that the folder holds *paths* and was rendered from what *site* is the digest of; do it last.

    *made* has a digest for each of them that may be left as it is while the digest stays the same.
    """
    files = {path: size for path in paths if (size := _size(out / path)) is not None}
    text = json.dumps({"files": files, "made": made or {}, "site": site}, indent=1, sort_keys=True)
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


def _stays(path: str) -> bool:
    """Whether *path* names something below the folder, as every path of ours does."""
    return not any(sign in path for sign in "\\:\0") and not {"", ".", ".."} & set(path.split("/"))


def _compare(out: Path, files: Mapping[str, int | None]) -> Iterator[tuple[int | None, int | None]]:
    return ((wanted, _size(out / path)) for path, wanted in files.items())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
