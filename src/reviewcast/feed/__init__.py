"""The feed: RSS 2.0 as Apple (podcasters.apple.com/support/823) and the Podcast Standards Project (PSP-1) want it.

Everything in it comes from the show and the ledger's records, its date too, so the same show gives the
same bytes. The newest episodes stand in ``feed.xml``, older ones in archive pages (RFC 5005, 4) that stay
as they are. feedgen brings lxml with it and is imported when a feed is rendered.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewcast.feed import channel, item, paging
from reviewcast.feed.values import base_of
from reviewcast.model import Rendition
from reviewcast.namespace import Extension
from reviewcast.notation import legal, line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reviewcast.feed.channel import Head
    from reviewcast.model import Artwork, Episode, Show

__all__ = ["render", "renditions"]


def render(
    show: Show,
    show_guid: str,
    episodes: Iterable[Episode],
    *,
    cover: Artwork,
    now: datetime,
    moved: bool = False,
) -> dict[str, bytes]:
    """``feed.xml`` with the newest 300 episodes of *show*, and ``archive/1.xml`` with the oldest 100 and so on, UTF-8.

    *show_guid* is the ledger's, empty while none is decided; *cover* is the show's, as paths below OUT;
    *moved* tells apps that the feed is here now. Drafts, episodes dated after *now* (aware) and withdrawn
    ones are left out; a feed without any episode is valid too. Raises ShowError when base_url is no address.
    """
    documents = renditions(show, show_guid, episodes, cover=cover, now=now, moved=moved)
    return {document.path: document.render() for document in documents}


def renditions(
    show: Show,
    show_guid: str,
    episodes: Iterable[Episode],
    *,
    cover: Artwork,
    now: datetime,
    moved: bool = False,
) -> tuple[Rendition, ...]:
    """What :func:`render` gives, each file yet to be rendered: the archive first, and ``feed.xml`` last."""
    newest, pages = paging.divide(episodes, now)
    heads = [(channel.of_page(show, show_guid, page, number), page) for number, page in enumerate(pages, 1)]
    heads.append((channel.of_feed(show, show_guid, newest, cover, pages=len(pages), moved=moved), newest))
    return tuple(
        Rendition(
            head.path,
            partial(_document, show, head, page, now),
            tuple(episode.slug for episode in page),
            " ".join([str(len(pages)), *(str(episode.is_public(now)) for episode in page)]),
        )
        for head, page in heads
    )


def _document(show: Show, head: Head, episodes: list[Episode], now: datetime) -> bytes:
    """RSS with the public ones of *episodes*, the newest first."""
    from feedgen.feed import FeedGenerator

    base = base_of(show)
    feed = FeedGenerator()
    feed.register_extension("reviewcast", Extension, Extension, atom=False)
    # Else it is now(), written by a function that changes the locale of the whole process for a moment.
    feed._FeedGenerator__rss_lastBuildDate = None
    feed.title(line(show.title) or base)
    feed.description(head.description)
    feed.link(href=base + head.path, rel="self", type="application/rss+xml")
    feed.link(href=base, rel="alternate")  # the last link is the one that RSS gets
    feed.language(legal(show.language))
    feed.generator(head.generator)
    feed.reviewcast.tags = head.tags
    public = sorted((e for e in episodes if e.is_public(now)), key=lambda episode: episode.guid)
    for episode in sorted(public, key=lambda episode: episode.published, reverse=True):
        item.write(feed.add_entry(order="append"), episode, show, base)
    data: bytes = feed.rss_str(pretty=True)
    return data
