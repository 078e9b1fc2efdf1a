"""Whether the feed that is to go out continues the one that listeners read now."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from reviewcast import checks, output, subscription
from reviewcast.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.hosts import Held
    from reviewcast.ledger import Ledger, Release
    from reviewcast.model import Episode
    from reviewcast.subscription import Item, Subscription


def compare(live: Held | None, ours: Subscription, book: Ledger, name: str) -> tuple[Finding, ...]:
    """What stands against putting *ours* (the feed with its archive) in the place of *live*, which is at the host
    called *name*.
    """
    if live is None:
        return ()
    try:
        before = subscription.read(live.data)
    except ValueError as error:
        mend = "look at it; if nobody needs it, delete it there and publish again"
        return (Finding("no-feed", "error", f"what is at {name} as {output.FEED} is no feed: {error}", name, mend),)
    strange = tuple(_strangers(live, before, book, book.released.get(name)))
    known = {guid for guid, episode in _by_guid(book).items() if episode.withdrawn}
    gone = known | {item.guid for item in strange}
    return (*_newer(strange, name), *checks.compare(before, ours, withdrawn=gone))


def _strangers(live: Held, before: Subscription, book: Ledger, released: Release | None) -> Iterator[Item]:
    """Items of a feed that is not the one we left there, of which this ledger does not know, or not that audio."""
    if released is None or sha256(live.data).hexdigest() == released.feed:
        return
    episodes = _by_guid(book)
    for item in before.items:
        episode = episodes.get(item.guid)
        heard = {*book.audio_of(item.guid)}
        if episode is not None:
            heard |= {episode.audio, *(entry.get("audio", "") for entry in episode.history)}
        audio = item.enclosure.url if item.enclosure else ""
        if episode is None or not any(audio.endswith(path) for path in heard if path):
            yield item


def _newer(strange: tuple[Item, ...], name: str) -> Iterator[Finding]:
    if strange:
        what = f'"{strange[0].title}"' + (f" and {len(strange) - 1} more" if len(strange) > 1 else "")
        yield Finding(
            "newer-feed",
            "error",
            f"somebody else published: the feed at {name} has {what}, which this ledger does not know like that",
            name,
            "get the ledger of whoever published last (it is meant for version control), build, and publish again",
        )


def _by_guid(book: Ledger) -> dict[str, Episode]:
    return {episode.guid: episode for episode in book.episodes.values()}
