"""Where a show is taken over from: a feed at an address, with all its pages, or in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reviewcast import storage, subscription, web
from reviewcast.errors import HostError, UsageError
from reviewcast.notation import joined, url

if TYPE_CHECKING:
    from reviewcast.subscription import Item, Subscription

MOST_PAGES = 200
"""Of a feed that is told in pages (RFC 5005)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed as it was found."""

    channel: Subscription
    """Its first page, with the items of that page alone."""
    items: tuple[Item, ...]
    """Of all pages, newest page first; one that is on two pages is here once."""
    data: bytes
    """The first page."""
    address: str
    """Where listeners find it: what it says of itself, else where it was read; empty when neither is known."""
    is_online: bool
    """Whether it was read from an address: then more may be asked there."""
    unread: str = ""
    """The address of the next page, where a file names one, which is not read."""


def fetch(where: str) -> Source:
    """The feed at *where*, an address or a file, with its older pages where it was read from an address.

    Raises UsageError for an address that is not of the web or holds a password, and HostError, in one sentence, when
    a page cannot be read or is no RSS: half a feed would make the other half new to listeners.
    """
    if "://" not in where:
        data = storage.read(Path(where), "the feed")
        channel = _parse(data, where)
        return Source(channel, channel.items, data, _own_address(channel), False, _next(channel, ""))
    _refuse_address(where)
    place, data = _get(where)
    first = page = _parse(data, where)
    items = list(page.items)
    seen = {where, place, url(page.self_link)}
    while (following := _next(page, place)) and following not in seen and len(seen) < MOST_PAGES:
        seen.add(following)
        place, body = _get(following)
        page = _parse(body, following)
        items += page.items
    return Source(first, _once(items, len(first.items)), data, _own_address(first) or url(where), True)


def _refuse_address(where: str) -> None:
    try:
        parts = urlsplit(where)
        secret = "@" in parts.netloc
    except ValueError:
        raise UsageError(f'"{where[:100]}" is no address; check it') from None
    if parts.scheme.lower() not in {"http", "https"} or not url(where):
        raise UsageError(f'"{where[:100]}" is no address of the web; give one that begins with https://, or a file')
    if secret:
        raise UsageError(
            "the feed's address is kept in the ledger, which others may read; save the feed to a file, and import that"
        )


def _get(where: str) -> tuple[str, bytes]:
    answer = web.get(where)
    if not answer.ok:
        raise HostError(f"{where} answers {answer.status}, so there is no feed to read; check the address")
    return answer.url, answer.body


def _parse(data: bytes, where: str) -> Subscription:
    try:
        return subscription.read(data)
    except ValueError as error:
        raise HostError(str(error), path=where) from error


def _own_address(channel: Subscription) -> str:
    address = url(channel.self_link)
    return address if address.startswith(("https://", "http://")) and "@" not in urlsplit(address).netloc else ""


def _next(page: Subscription, place: str) -> str:
    """The address of the page with older episodes; empty where there is none that could be read."""
    address = joined(place, page.older) if page.older else ""
    return address if address.startswith(("https://", "http://")) else ""


def _once(items: list[Item], newest: int) -> tuple[Item, ...]:
    """*items* without those of older pages that a page before them had; doubles on the first *newest* stay."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for number, item in enumerate(items):
        key = (item.guid, item.enclosure.url if item.enclosure else "")
        if number < newest or key not in seen:
            kept.append(item)
        seen.add(key)
    return tuple(kept)
