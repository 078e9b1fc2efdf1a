"""Digests of everything that something is made of: the same digest, and there is nothing to make."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import ledger, output, profiles
from reviewcast.cache import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewcast.ledger import Ledger
    from reviewcast.model import Rendition
    from reviewcast.production import Studio

_AROUND = ("base_url", "category", "description", "feed")
"""Settings that feed and pages show and no episode has in it."""
_PLACES = ("root", "cover", "sound")
"""Settings that hold paths: what is in the files counts, not where they lie."""


@dataclass(frozen=True, slots=True)
class SiteDigest:
    """What feed and pages are made of."""

    whole: str
    """All of it."""
    common: str
    """What every file of it is made of: the show, and this program."""
    records: Mapping[str, str]
    """The episodes' records, by slug."""

    def of(self, rendition: Rendition) -> str:
        """What one file is made of."""
        records = (self.records.get(slug, "") for slug in rendition.slugs)
        return digest(self.common, rendition.state, *rendition.slugs, *records)[:16]


def of_show(studio: Studio) -> str:
    """What all episodes of a show are made of: settings, voices, music, cover, and this program."""
    show = studio.show
    settings = {key: value for key, value in asdict(show).items() if key not in (*_PLACES, *_AROUND)}
    sound = {key: value for key, value in asdict(show.sound).items() if not isinstance(value, Path)}
    files = [show.cover, show.sound.intro, show.sound.outro, show.sound.sting]
    return digest(
        _program(),
        json.dumps([settings, sound, studio.voice], sort_keys=True),
        *(file.read_bytes() if isinstance(file, Path) and file.is_file() else b"" for file in files),
        *profiles.sources(show.root),
    )


def of_site(studio: Studio, book: Ledger) -> SiteDigest:
    """What feed and pages are made of; what voice was asked for is in the records."""
    public = sorted(episode.slug for episode in book.episodes.values() if episode.is_public(studio.now))
    around = {key: value for key, value in asdict(studio.show).items() if key in _AROUND}
    moved = book.has_moved(studio.show.address + output.FEED)
    identity = json.dumps([book.show_guid, moved, around], sort_keys=True)
    common = digest(of_show(replace(studio, voice=None)), identity)
    paths = sorted(studio.ledger.glob("*.json"))
    records = {path.stem: digest(path.read_bytes()) for path in paths if path.name != ledger.SHOW_FILE}
    return SiteDigest(digest(common, json.dumps([public, records])), common, records)


@cache
def _program() -> str:
    """The program's own files: what another version would build is not what is there."""
    total = hashlib.sha256()
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in {".py", ".toml", ".j2", ".css", ".js"}:
            total.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
