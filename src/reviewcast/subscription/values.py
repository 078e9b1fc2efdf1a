"""What a feed says, as it was written: the channel, its items and their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The file of an item; every value as it was written."""

    url: str
    length: str
    type: str


@dataclass(frozen=True, slots=True)
class Item:
    """An episode as its feed tells of it. What is not there is empty; of what is there twice the first counts."""

    title: str
    guid: str
    permalink: bool
    """Whether the guid says that it is an address, which it does unless it says otherwise."""
    link: str
    published: str
    """``pubDate`` as it was written."""
    date: datetime | None
    """The same, aware; None where it is missing, not of RFC 2822, without a zone, or not of these centuries."""
    description: str
    notes: str
    """``content:encoded``."""
    enclosure: Enclosure | None
    enclosures: int
    duration: str
    explicit: str
    author: str
    season: str
    episode: str
    episode_type: str
    image: str
    transcripts: tuple[tuple[str, str], ...]
    """(address, media type) pairs."""
    chapters_url: str
    chapters_type: str
    psc: tuple[tuple[str, str], ...]
    """(start, title) pairs of Podlove's simple chapters."""
    persons: tuple[tuple[str, str, str], ...]
    """(name, role, group), the last two empty where they were left out."""
    texts: Mapping[str, str]
    """``podcast:txt`` by its purpose, which may be empty."""
    tags: frozenset[str]
    """The names of all its tags of RSS and of namespaces known here, such as ``itunes:summary``."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed: its channel and its items, in their order. What is not there is empty."""

    title: str
    link: str
    """The channel's own ``link``, which is a page."""
    self_link: str
    """``atom:link`` of the relation ``self``."""
    links: tuple[tuple[str, str, str], ...]
    """(relation, address, media type) of every ``atom:link``."""
    description: str
    language: str
    author: str
    image: str
    categories: tuple[tuple[str, ...], ...]
    """Each of Apple's categories and what it holds: (category, subcategory ...)."""
    explicit: str
    type: str
    complete: str
    new_feed_url: str
    guid: str
    locked: str
    owner: str
    """The e-mail address of ``itunes:owner``, else of ``podcast:locked``."""
    copyright: str
    license: str
    license_url: str
    funding: str
    funding_text: str
    medium: str
    frequency: str
    """The ``rrule`` of ``podcast:updateFrequency``."""
    hub: str
    persons: tuple[tuple[str, str, str], ...]
    texts: Mapping[str, str]
    tags: frozenset[str]
    items: tuple[Item, ...]

    @property
    def older(self) -> str:
        """Where older items are, as it stands there: of an archived feed (RFC 5005, 4), else of a paged one (3)."""
        related = {rel: href for rel, href, _ in reversed(self.links) if href}
        return related.get("prev-archive") or related.get("next", "")
