"""What the feed says of the show, and what a page of the archive does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import __version__
from reviewcast.feed import paging
from reviewcast.feed.values import at, base_of, date, truth
from reviewcast.namespace import LONGEST_NAME, Tag, given
from reviewcast.notation import cut, line, url
from reviewcast.show import FREQUENCIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewcast.model import Artwork, Channel, Episode, Show

_DESCRIPTION = 3_990
"""Bytes of the show's description: Apple and PSP-1 allow 4,000."""
_VERIFY = ("verify", "applepodcastsverify")
"""Apple looks for a purpose of its own, the others for the common one (podcast-namespace, docs/tags/txt.md)."""


@dataclass(frozen=True, slots=True)
class Head:
    """A document but for its items, its title and what both kinds have in common."""

    path: str
    """Below OUT."""
    description: str
    generator: str
    tags: tuple[Tag, ...]
    """What stands behind that which feedgen writes."""


def of_feed(show: Show, guid: str, episodes: Sequence[Episode], cover: Artwork, *, pages: int, moved: bool) -> Head:
    """The feed itself, with that many *pages* in its archive; *episodes* give it its date.

    There is no ttl and no skipHours: nobody knows when the next episode or correction comes, a static host
    answers an app that asks too early with 304, and how long to wait is said by its Cache-Control.
    """
    base, feed, title = base_of(show), show.feed, line(show.title)
    picture = at(base, cover.full)
    tags = (
        *_links({"hub": url(feed.hub), **_pages(base, pages, pages)}),
        *given("lastBuildDate", _changed(episodes)),
        *given("copyright", line(feed.copyright)),
        *given("itunes:new-feed-url", base + paging.FEED if moved else ""),
        Tag("itunes:author", line(show.author) or title),
        *_owner(show),
        Tag("itunes:type", feed.type),
        *given("itunes:complete", "yes" if feed.complete else ""),
        _category(show.category),
        Tag("itunes:explicit", truth(value=show.explicit)),
        Tag("itunes:image", attributes={"href": picture}),
        *given("podcast:guid", guid),
        *_locked(feed),
        Tag("podcast:medium", "podcast"),
        Tag("podcast:image", "", {"href": picture, "alt": f"The cover of {title}", "aspect-ratio": "1/1"}),
        *given("podcast:person", cut(line(show.author), LONGEST_NAME), {"role": "author", "group": "writing"}),
        *_license(feed),
        *_funding(feed),
        *_frequency(feed),
        *(tag for purpose in _VERIFY for tag in given("podcast:txt", line(feed.verify), {"purpose": purpose})),
        Tag("podcast:txt", "true", {"purpose": "ai-content"}),
    )
    return Head(paging.FEED, _description(show), f"reviewcast {__version__}", tags)


def of_page(show: Show, guid: str, episodes: Sequence[Episode], number: int) -> Head:
    """A page of the archive; it says nothing that a new episode, cover, description or program would change.

    So it has no link to the next page either (RFC 5005, 4), which may not be there yet.
    """
    base = base_of(show)
    tags = (
        *_links({"current": base + paging.FEED, **_pages(base, number - 1, number)}),
        Tag("fh:archive"),
        *given("lastBuildDate", _changed(episodes)),
        *given("podcast:guid", guid),
    )
    return Head(paging.page(number), f"Older episodes of {line(show.title)}.", "reviewcast", tags)


def _description(show: Show) -> str:
    """In less than 4,000 bytes; a channel without one is not valid."""
    text = line(show.description)
    room = len(text.encode()[:_DESCRIPTION].decode(errors="ignore"))
    return cut(text, room) or f"{line(show.title)}: reviews to listen to."


def _pages(base: str, older: int, pages: int) -> dict[str, str]:
    """The links of RFC 5005, 3 and 4, where there are *pages*; *older* is the number of the next older one."""
    if not pages:
        return {}
    before = base + paging.page(older) if older else ""
    ends = {"first": base + paging.FEED, "last": base + paging.page(1)}
    return {"prev-archive": before, "next": before, **ends}


def _links(addresses: dict[str, str]) -> tuple[Tag, ...]:
    return tuple(Tag("atom:link", "", {"rel": rel, "href": href}) for rel, href in addresses.items() if href)


def _changed(episodes: Sequence[Episode]) -> str:
    """The date of the last thing that happened to *episodes*, of withdrawn ones too."""
    return date(max(map(_last_change, episodes))) if episodes else ""


def _last_change(episode: Episode) -> datetime:
    if episode.withdrawn:
        return episode.withdrawn.date  # later builds of it change nothing that is seen
    corrected = (episode.correction.date,) if episode.correction else ()
    return max(episode.published, episode.updated, *corrected)


def _category(names: tuple[str, ...]) -> Tag:
    name, *rest = names
    children = (Tag("itunes:category", attributes={"text": sub}) for sub in rest)
    return Tag("itunes:category", attributes={"text": name}, children=tuple(children))


def _owner(show: Show) -> tuple[Tag, ...]:
    """Apple needs none any more; other directories write to it to learn whose the show is."""
    if not show.feed.owner:
        return ()
    name = Tag("itunes:name", line(show.author) or line(show.title))
    return (Tag("itunes:owner", children=(name, Tag("itunes:email", line(show.feed.owner)))),)


def _locked(feed: Channel) -> tuple[Tag, ...]:
    owner = line(feed.owner) if feed.locked else ""
    return (Tag("podcast:locked", "yes" if owner else "no", {"owner": owner} if owner else {}),)


def _license(feed: Channel) -> tuple[Tag, ...]:
    """SPDX names are told in small letters (docs/tags/license.md); a licence of one's own has an address."""
    if feed.license_url:
        return given("podcast:license", cut(line(feed.license), LONGEST_NAME), {"url": url(feed.license_url)})
    return given("podcast:license", cut(line(feed.license).lower(), LONGEST_NAME))


def _funding(feed: Channel) -> tuple[Tag, ...]:
    text = cut(line(feed.funding_text), LONGEST_NAME) if feed.funding else ""
    return given("podcast:funding", text, {"url": url(feed.funding)})


def _frequency(feed: Channel) -> tuple[Tag, ...]:
    if feed.complete:
        return (Tag("podcast:updateFrequency", "Complete", {"complete": "true"}),)
    if not feed.frequency:
        return ()
    rule = FREQUENCIES.get(feed.frequency)
    word = feed.frequency.capitalize() if rule else ""  # a rule of one's own has no words
    return (Tag("podcast:updateFrequency", word, {"rrule": rule or feed.frequency}),)
