"""The feed: RSS 2.0 as Apple (podcasters.apple.com/support/823) and the Podcast Standards Project (PSP-1) want it.

Everything in it comes from the show and the ledger's records, its date too, so the same show gives the
same bytes. feedgen brings lxml with it and is imported when a feed is rendered.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewcast import __version__
from reviewcast.errors import ShowError
from reviewcast.namespace import Extension, Tag
from reviewcast.notation import clock, cut, legal, line, url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from reviewcast.model import Artwork, Episode, Show

_DESCRIPTION = 600
"""Characters of the show's description: far below Apple's 4,000 bytes in any script."""
_PERSON = 128
"""The most characters the podcast namespace allows in a person's name."""


def render(
    show: Show,
    show_guid: str,
    episodes: Iterable[Episode],
    *,
    cover: Artwork,
    now: datetime,
    moved: bool = False,
) -> dict[str, bytes]:
    """The feed of *show*, UTF-8, newest episode first.

    *show_guid* is the ledger's, empty while none is decided; *cover* is the show's, as a path below OUT.
    Drafts, and episodes dated after *now* (aware), are left out; a feed without any episode is valid too.
    Raises ShowError when base_url is no address.
    """
    from feedgen.feed import FeedGenerator

    base = _base(show)
    public = _public(episodes, now)
    feed = FeedGenerator()
    feed.register_extension("reviewcast", Extension, Extension, atom=False)
    # Else it is now(), written by a function that changes the locale of the whole process for a moment.
    feed._FeedGenerator__rss_lastBuildDate = None
    feed.title(line(show.title) or base)
    feed.description(cut(line(show.description), _DESCRIPTION) or f"{line(show.title)}: reviews to listen to.")
    feed.link(href=f"{base}feed.xml", rel="self", type="application/rss+xml")
    feed.link(href=base, rel="alternate")  # the last link is the one that RSS gets
    feed.language(legal(show.language))
    feed.generator(f"reviewcast {__version__}")
    feed.reviewcast.tags = tuple(_channel_tags(show, show_guid, public, _at(base, cover.full)))
    if moved:
        feed.reviewcast.tags += (Tag("itunes:new-feed-url", f"{base}feed.xml"),)
    for episode in public:
        _add_item(feed.add_entry(order="append"), episode, base)
    return {"feed.xml": feed.rss_str(pretty=True)}


def _public(episodes: Iterable[Episode], now: datetime) -> list[Episode]:
    shown = [episode for episode in episodes if episode.is_public(now)]
    shown.sort(key=lambda episode: episode.guid)
    shown.sort(key=lambda episode: episode.published, reverse=True)
    return shown


def _channel_tags(show: Show, show_guid: str, public: list[Episode], cover: str) -> Iterator[Tag]:
    if public:
        changed = max(max(episode.published, episode.updated) for episode in public)
        yield Tag("lastBuildDate", _date(changed))
    yield Tag("itunes:author", line(show.author or show.title))
    yield Tag("itunes:type", "episodic")
    name, *rest = show.category
    subcategories = tuple(Tag("itunes:category", attributes={"text": sub}) for sub in rest)
    yield Tag("itunes:category", attributes={"text": name}, children=subcategories)
    yield Tag("itunes:explicit", _truth(show.explicit))
    yield Tag("itunes:image", attributes={"href": cover})
    if show_guid:
        yield Tag("podcast:guid", show_guid)
    yield Tag("podcast:locked", "no")  # "yes" needs an owner's address, and ours may move as they please
    yield Tag("podcast:medium", "podcast")
    yield Tag("podcast:txt", "true", {"purpose": "ai-content"})


def _add_item(item: Any, episode: Episode, base: str) -> None:  # noqa: ANN401 - feedgen is untyped
    item.title(line(episode.title) or episode.slug)
    item.link(href=_at(base, f"episodes/{episode.slug}/"), rel="alternate")
    item.guid(legal(episode.guid), permalink=False)
    item.content(legal(episode.notes) or line(episode.description) or episode.slug, type="CDATA")
    item.enclosure(_at(base, episode.audio), str(episode.bytes), legal(episode.type))
    item.reviewcast.tags = tuple(_item_tags(episode, base))


def _item_tags(episode: Episode, base: str) -> Iterator[Tag]:
    yield Tag("pubDate", _date(episode.published))
    yield Tag("itunes:duration", str(round(episode.seconds)))
    yield Tag("itunes:explicit", _truth(episode.explicit))
    yield Tag("itunes:episodeType", "full")
    if episode.season:
        yield Tag("itunes:season", str(episode.season))
    if episode.episode:
        yield Tag("itunes:episode", str(episode.episode))
    if episode.cover:
        yield Tag("itunes:image", attributes={"href": _at(base, episode.cover)})
    if author := line(episode.author):
        yield Tag("itunes:author", author)
        yield Tag("podcast:person", cut(author, _PERSON), {"role": "author", "group": "writing"})
    for path, kind in episode.transcripts:
        yield Tag("podcast:transcript", "", {"url": _at(base, path), "type": kind, "language": episode.language})
    yield Tag("podcast:chapters", "", {"url": _at(base, episode.chapters_path), "type": "application/json+chapters"})
    chapters = (Tag("psc:chapter", "", {"start": clock(c.start), "title": line(c.title)}) for c in episode.chapters)
    yield Tag("psc:chapters", "", {"version": "1.2"}, tuple(chapters))
    yield Tag("podcast:txt", "true", {"purpose": "ai-content"})


def _base(show: Show) -> str:
    base = url(show.address)
    if not base.startswith(("http://", "https://")):
        raise ShowError(f'base_url is "{show.base_url}", which is no address; it begins with https://')
    return base


def _at(base: str, path: str) -> str:
    return base + quote(legal(path))


def _date(moment: datetime) -> str:
    """RFC 2822, in universal time; *moment* is aware."""
    return format_datetime(moment.astimezone(UTC))


def _truth(value: bool) -> str:
    return "true" if value else "false"
