"""The doctor: whether a show is as apps, directories and the standards of the feed want it.

:func:`check_folder` looks at what a build left, :func:`check_address` at what is published, :func:`compare` at
what would change for listeners. Every rule stands in :mod:`reviewcast.checks.rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.checks.continuity import Change
from reviewcast.checks.examination import check_address, check_folder, whole_feed
from reviewcast.checks.rules import CHANGES, LEVELS, RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

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


def compare(before: Subscription, after: Subscription, *, withdrawn: Collection[str]) -> tuple[Finding, ...]:
    """What *after*, a feed with its archive, would change for the listeners of *before* that must not change.

    *withdrawn* are the guids of what was taken out on purpose.
    """
    change = Change(before, after, withdrawn)
    return tuple(finding for rule in CHANGES for finding in rule.findings(change))


def scheduled(book: Ledger, now: datetime) -> tuple[Episode, ...]:
    """The episodes that wait for their date, the next first."""
    waiting = (
        each for each in book.episodes.values() if not each.draft and not each.withdrawn and each.published > now
    )
    return tuple(sorted(waiting, key=lambda each: (each.published, each.slug)))


def is_of(url: str, show: Show, book: Ledger) -> bool:
    """Whether the feed at *url* is that of *show*: it is where the show's feed is, or was, or lies beside its pages."""
    return url in book.addresses or url.startswith(show.address)
