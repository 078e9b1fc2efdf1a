"""What the old host is asked for beside the feed: the lengths of files that the feed does not tell, and the cover."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewcast import cover, web
from reviewcast.errors import HostError, ReviewcastError
from reviewcast.model import Finding
from reviewcast.notation import cut, url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.migration.sources import Source
    from reviewcast.model import Episode

MOST_QUESTIONS = 500
"""How many lengths are asked for; a feed that tells none of thousands has worse to mend."""
MOST_PICTURE = 40_000_000
"""Bytes of a cover."""

_AT_ONCE = 8
_CHANNEL = "the channel"


def measured(episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """*episodes* with the lengths that their hosts tell, where the feed told none."""
    asked = [episode for episode in episodes if not episode.bytes][:MOST_QUESTIONS]
    with ThreadPoolExecutor(_AT_ONCE, "lengths") as pool:
        answers = dict(zip((episode.slug for episode in asked), pool.map(_measured, asked), strict=True))
    return tuple(answers.get(episode.slug, episode) for episode in episodes)


def unmeasured(episodes: Sequence[Episode]) -> tuple[Finding, ...]:
    """A finding for every episode whose length is not known."""
    message = "the length of its audio is not known and is told as 0, which some apps take ill"
    return tuple(
        Finding(
            "no-length", "warning", message, cut(episode.title, 100), f'write "bytes" in ledger/{episode.slug}.json'
        )
        for episode in episodes
        if not episode.bytes
    )


def picture(source: Source) -> tuple[bytes, tuple[Finding, ...]]:
    """The show's cover as a JPEG that apps take; empty, with a finding, where there is none to be had."""
    address = url(source.channel.image)
    if not address:
        return b"", ()
    try:
        if not source.is_online:
            raise HostError("nothing is fetched for a feed from a file")
        answer = web.get(address, most=MOST_PICTURE)
        if not answer.ok:
            raise HostError(f"it answers {answer.status}")
        return cover.check(answer.body, address), ()
    except ReviewcastError as error:
        message = f"its cover {cut(address, 200)} is not taken over, and one is drawn: {error.message}"
        mend = "save a square JPEG or PNG of 1400 to 3000 pixels as cover.jpg, and name it in show.toml"
        return b"", (Finding("cover", "warning", message, _CHANNEL, mend),)


def _measured(episode: Episode) -> Episode:
    try:
        answer = web.head(episode.audio)
    except HostError:
        return episode
    return replace(episode, bytes=answer.length) if answer.ok and answer.length else episode
