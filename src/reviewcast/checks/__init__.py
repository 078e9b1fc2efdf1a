"""The doctor: whether a show is as apps, directories and the standards of the feed want it.

:func:`check_folder` looks at what a build left, :func:`check_address` at what is published, :func:`compare` at
what would change for listeners. Every rule stands in :mod:`reviewcast.checks.rules`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reviewcast.checks import examination
from reviewcast.checks.continuity import Change
from reviewcast.checks.rules import CHANGES, LEVELS, RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from reviewcast.cache import Cache
    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Finding, Show
    from reviewcast.subscription import Subscription

__all__ = [
    "CHANGES",
    "LEVELS",
    "RULES",
    "Rule",
    "check_address",
    "check_folder",
    "compare",
    "is_of",
    "scheduled",
    "whole_feed",
]


def check_folder(
    out: Path,
    *,
    show: Show | None,
    book: Ledger | None,
    now: datetime,
    cache: Cache | None = None,
    deep: bool = True,
) -> tuple[Finding, ...]:
    """What is wrong with the output folder *out* of *show*, errors first; nothing is written but to *cache*.

    With *deep* every audio file of the feed is decoded and measured, by as many threads as there are processors, and
    remembered by its content in *cache*; without it neither audio nor transcripts are opened. A feed that cannot be
    read is the only finding then. Raises StorageError when the cache cannot be written.
    """
    return examination.of_folder(out, show, book, now, cache, jobs=_processors() if deep else 0)


def check_address(
    url: str,
    *,
    show: Show | None,
    book: Ledger | None,
    now: datetime,
    cache: Cache | None = None,
    deep: bool = False,
) -> tuple[Finding, ...]:
    """What is wrong with the feed published at *url*, and with how everything that it names is served.

    *show* and *book* are those of that show; None where it is somebody else's. With *deep* the audio of the feed is
    fetched and measured. A server that is out of reach is a finding.
    """
    return examination.of_address(url, show, book, now, cache, jobs=_processors() if deep else 0)


def compare(
    before: Subscription, after: Subscription, *, withdrawn: Collection[str], archived: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What *after* would change for the listeners of *before* that must not change.

    *withdrawn* are the guids of what was taken out on purpose, *archived* of what is on a page of the archive.
    """
    change = Change(before, after, withdrawn, archived)
    return tuple(finding for rule in CHANGES for finding in rule.findings(change))


def whole_feed(out: Path, address: str) -> Subscription:
    """The feed in *out*, whose address is to be *address*, with the items of its archive behind its own.

    Raises ValueError, in one sentence, where there is none that can be read.
    """
    return examination.whole(out, address)


def scheduled(book: Ledger, now: datetime) -> tuple[Episode, ...]:
    """The episodes that wait for their date, the next first."""
    waiting = (
        each for each in book.episodes.values() if not each.draft and not each.withdrawn and each.published > now
    )
    return tuple(sorted(waiting, key=lambda each: (each.published, each.slug)))


def is_of(url: str, show: Show, book: Ledger) -> bool:
    """Whether the feed at *url* is that of *show*: it is where the show's feed is, or was, or lies beside its pages."""
    return url in book.addresses or url.startswith(show.address)


def _processors() -> int:
    return os.cpu_count() or 1
