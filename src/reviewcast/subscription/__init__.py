"""A feed as an app reads it: bytes of anyone's making in, strings as they were written out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from reviewcast.subscription import tags
from reviewcast.subscription.values import Enclosure, Item, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewcast.subscription.tags import Tag

__all__ = ["Enclosure", "Item", "Subscription", "read", "seconds"]

_YEARS = range(1900, 2200)
_DURATION = re.compile(r"(?:(?:(\d{1,6}):)?(\d{1,6}):)?(\d{1,9}(?:\.\d{1,9})?)", re.ASCII)


def read(data: bytes) -> Subscription:
    """The feed of *data*, RSS 2.0 in whatever encoding it declares (XML 1.0, 4.3.3), with ends of values stripped.

    Both addresses of the podcast namespace count. Linear in the length. Raises ValueError, in one sentence, for
    more than 64 MB or 100,000 items, for what is not well-formed, which names the line, for a document type or
    an entity of its own, and for what is no RSS, such as Atom.
    """
    items: list[Item] = []
    channel = tags.read(data, lambda tag: items.append(_item(tag)))
    return _channel(channel, tuple(items))


def seconds(duration: str) -> float | None:
    """``61``, ``1:01`` and ``1:02:03`` (``itunes:duration``) in seconds; None for what is none of them."""
    match = _DURATION.fullmatch(duration.strip())
    if match is None:
        return None
    hours, minutes, rest = match.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def _item(tag: Tag) -> Item:
    enclosures = tag.all("enclosure")
    guid, chapters, published = tag.first("guid"), tag.first("podcast:chapters"), tag.text("pubDate")
    return Item(
        title=tag.text("title"),
        guid=guid.own,
        permalink=guid.get("isPermaLink").lower() != "false",
        link=tag.text("link"),
        published=published,
        date=_date(published),
        description=tag.text("description"),
        notes=tag.text("content:encoded"),
        enclosure=_enclosure(enclosures[0]) if enclosures else None,
        enclosures=len(enclosures),
        duration=tag.text("itunes:duration"),
        explicit=tag.text("itunes:explicit"),
        author=tag.text("itunes:author"),
        season=tag.text("itunes:season"),
        episode=tag.text("itunes:episode"),
        episode_type=tag.text("itunes:episodeType"),
        image=tag.first("itunes:image").get("href"),
        transcripts=tuple((row.get("url"), row.get("type")) for row in tag.all("podcast:transcript")),
        chapters_url=chapters.get("url"),
        chapters_type=chapters.get("type"),
        psc=tuple((row.get("start"), row.get("title")) for row in tag.first("psc:chapters").all("psc:chapter")),
        persons=_persons(tag),
        texts=_texts(tag),
        tags=frozenset(tag.children),
    )


def _channel(tag: Tag, items: tuple[Item, ...]) -> Subscription:
    links = tuple((row.get("rel"), row.get("href"), row.get("type")) for row in tag.all("atom:link"))
    related = {rel: href for rel, href, _ in reversed(links)}
    locked, licence, funding = (tag.first(f"podcast:{name}") for name in ("locked", "license", "funding"))
    return Subscription(
        title=tag.text("title"),
        link=tag.text("link"),
        self_link=related.get("self", ""),
        links=links,
        description=tag.text("description"),
        language=tag.text("language"),
        author=tag.text("itunes:author"),
        image=tag.first("itunes:image").get("href"),
        categories=tuple(map(_category, tag.all("itunes:category"))),
        explicit=tag.text("itunes:explicit"),
        type=tag.text("itunes:type"),
        complete=tag.text("itunes:complete"),
        new_feed_url=tag.text("itunes:new-feed-url"),
        guid=tag.text("podcast:guid"),
        locked=locked.own,
        owner=tag.first("itunes:owner").text("itunes:email") or locked.get("owner"),
        copyright=tag.text("copyright"),
        license=licence.own,
        license_url=licence.get("url"),
        funding=funding.get("url"),
        funding_text=funding.own,
        medium=tag.text("podcast:medium"),
        frequency=tag.first("podcast:updateFrequency").get("rrule"),
        hub=related.get("hub", ""),
        persons=_persons(tag),
        texts=_texts(tag),
        tags=frozenset(tag.children),
        items=items,
    )


def _enclosure(tag: Tag) -> Enclosure:
    return Enclosure(tag.get("url"), tag.get("length"), tag.get("type"))


def _category(tag: Tag) -> tuple[str, ...]:
    return (tag.get("text"), *(sub.get("text") for sub in tag.all("itunes:category")))


def _persons(tag: Tag) -> tuple[tuple[str, str, str], ...]:
    return tuple((row.own, row.get("role"), row.get("group")) for row in tag.all("podcast:person"))


def _texts(tag: Tag) -> Mapping[str, str]:
    return {row.get("purpose"): row.own for row in reversed(tag.all("podcast:txt"))}


def _date(written: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return None
    if date.tzinfo is None and written.endswith("-0000"):  # universal time, told by a clock without a place (RFC 5322)
        date = date.replace(tzinfo=UTC)
    return date if date.tzinfo and date.year in _YEARS else None
