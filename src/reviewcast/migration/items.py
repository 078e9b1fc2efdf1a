"""Items of somebody's feed as episodes of ours: the same guid, date and audio, so that no app takes one for new."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reviewcast import shownotes, subscription
from reviewcast.document.slugs import MAXIMUM, make_slug
from reviewcast.migration import markup
from reviewcast.migration.channel import TRUE
from reviewcast.model import Chapter, Episode, Finding
from reviewcast.notation import cut, legal, line, url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewcast.model import EpisodeType
    from reviewcast.subscription import Item, Subscription

SOURCE = "imported"
"""What stands in an imported episode's record where a built one has a digest."""

_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp4": "video/mp4",
    ".m4v": "video/x-m4v",
    ".mov": "video/quicktime",
}
_KINDS: dict[str, EpisodeType] = {"trailer": "trailer", "bonus": "bonus"}
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d_-]*|[0-9a-f-]{16,}|index|feed|rss|episodes?|podcasts?|show", re.IGNORECASE)
"""Last parts of an address that say nothing of the episode."""
_MOST_TITLE = 1_000
_MOST_DESCRIPTION = 600
_MOST_CHAPTERS = 1_000
_MOST_BYTES = 10**12


class Desk:
    """Takes in one item after another, and notes what has to be said of each.

    *known* are the slugs of the ledger's episodes by their guids, *reviews* the slugs of reviews by what their
    titles and slugs become as slugs, *origin* is what the history of each episode is to say. ``audio`` has what
    each guid was given so far, known or new, and ``waiting`` the guids whose date is to come.
    """

    def __init__(
        self,
        channel: Subscription,
        items: Sequence[Item],
        *,
        known: Mapping[str, str],
        reviews: Mapping[str, str],
        language: str,
        author: str,
        origin: str,
        now: datetime,
    ) -> None:
        self.channel, self.known, self.reviews = channel, known, reviews
        self.language, self.author, self.origin, self.now = language, author, origin, now
        guids = set(map(_guid, items))
        self.given = {slug for guid, slug in known.items() if guid in guids}
        self.built = {*known.values()} - self.given
        self.taken = {*known.values(), *reviews.values(), "show"}
        self.numbers: Counter[str] = Counter()
        self.audio: dict[str, str] = {}
        self.waiting: set[str] = set()
        self.findings: list[Finding] = []
        self.last: datetime | None = None
        self.places = Counter(_last_part(item.link) for item in items)

    def take(self, item: Item) -> Episode | None:
        """*item* as an episode; None, with a finding, for one that cannot be had or is there already."""
        where = cut(line(item.title) or item.guid or item.link or "an item without a title", 100)
        address = self._audio(item, where)
        if not address:
            return None
        guid = _guid(item)
        if not legal(item.guid).strip():
            self._say("no-guid", where, "it has no guid, so apps know it by its audio's address, which stays its guid")
        if guid in self.audio:
            self._say("double-guid", where, f'another item has its guid "{cut(guid, 80)}", and apps show only one')
            return None
        self.audio[guid] = address
        date = self._date(item, where)
        if date > self.now:
            self.waiting.add(guid)
        if guid in self.known:
            return None
        slug = self._slug(item, where)
        return self._episode(item, slug, guid, address, date) if slug else None

    def _say(self, code: str, where: str, message: str, mend: str = "") -> None:
        self.findings.append(Finding(code, "warning", message, where, mend))

    def _audio(self, item: Item, where: str) -> str:
        if item.enclosure is None or not item.enclosure.url:
            self._say("no-audio", where, "it has no audio, so it is left out")
            return ""
        if item.enclosures > 1:
            self._say("more-audio", where, "it has more than one file, and the first is taken, as apps do")
        address = _on_web(item.enclosure.url)
        if not address:
            self._say(
                "no-audio", where, f"its audio {cut(item.enclosure.url, 80)} is not on the web, so it is left out"
            )
            return ""
        return address

    def _date(self, item: Item, where: str) -> datetime:
        """When it came out; of one that does not say, when the item listed before it did."""
        date = item.date
        if date is None:
            date = _naive(item.published)
            if date is None:
                date = self.last or self.now
                told = f"its date {cut(item.published, 40)!r} cannot be read" if item.published else "it has no date"
                self._say("no-date", where, f"{told}; it gets that of the item before it, {date.date()}")
            else:
                self._say("no-zone", where, f"its date {cut(item.published, 40)} has no zone; it is taken for UTC")
        date = _kept(date, self.now)
        if date > self.now:
            self._say("future-date", where, f"its date {date.date()} is to come; it leaves the feed until then")
        else:
            self.last = date
        return date

    def _slug(self, item: Item, where: str) -> str:
        """A slug of its own, or that of the review which tells of the same; empty when that has an episode already."""
        names = [make_slug(name) for name in (_last_part(item.link), item.title) if name]
        for name in names:
            slug = self.reviews.get(name)
            if slug is None or slug in self.given:
                continue
            if slug in self.built:
                self._say(
                    "built-before",
                    where,
                    f'its review has an episode already, "{slug}", under another guid, so it is left out',
                    f"if listeners never had that one, delete ledger/{slug}.json, import again, then build",
                )
                return ""
            self.given.add(slug)
            return slug
        part = _last_part(item.link)
        wanted = part if part and self.places[part] == 1 and not _NO_NAME.fullmatch(part) else item.title
        return self._free(make_slug(wanted or part or item.guid or "episode"))

    def _free(self, slug: str) -> str:
        free = slug
        while free in self.taken:
            self.numbers[slug] += 1
            end = f"-{self.numbers[slug] + 1}"
            free = slug[: MAXIMUM - len(end)].rstrip("-") + end
        self.taken.add(free)
        return free

    def _episode(self, item: Item, slug: str, guid: str, address: str, date: datetime) -> Episode:
        assert item.enclosure is not None
        title = cut(line(item.title), _MOST_TITLE) or slug
        short = markup.blocks(item.description or item.notes)
        whole = markup.blocks(item.notes) if item.notes else short
        seconds = subscription.seconds(item.duration) or 0.0
        entry = {"date": self.now.replace(microsecond=0).isoformat(), "audio": address, "change": self.origin}
        return Episode(
            slug=slug,
            guid=guid,
            published=date,
            updated=date,
            title=title,
            description=cut(markup.plain(short), _MOST_DESCRIPTION) or title,
            notes=markup.html(whole),
            summary=markup.html(short, shownotes.MOST_BYTES),
            author=cut(line(item.author), 256) or self.author,
            language=self.language,
            explicit=(item.explicit or self.channel.explicit).lower() in TRUE,
            draft=False,
            audio=address,
            bytes=_number(item.enclosure.length, _MOST_BYTES),
            type=_type(item.enclosure.type, address),
            seconds=round(seconds, 3),
            chapters=_chapters(item, seconds),
            chapters_path="",
            transcripts=(),
            text=(),
            source=SOURCE,
            voice="",
            receipt=None,
            season=_number(item.season, 10_000) or None,
            episode=_number(item.episode, 1_000_000) or None,
            episode_type=_KINDS.get(item.episode_type.lower(), "full"),
            cover=_on_web(item.image) or None if item.image != self.channel.image else None,
            history=(entry,),
        )


def _on_web(address: str) -> str:
    """*address* in ASCII; empty where it is none of the web."""
    found = url(address)
    return found if found.startswith(("https://", "http://")) and urlsplit(found).netloc else ""


def _guid(item: Item) -> str:
    """What apps know the item by: its guid, be it what it may, else the address of its audio."""
    return legal(item.guid).strip() or (url(item.enclosure.url) if item.enclosure else "")


def _last_part(link: str) -> str:
    try:
        path = PurePosixPath(unquote(urlsplit(link).path))
        name = path.parent.name if path.stem.casefold() == "index" else path.name
    except ValueError:
        return ""
    return re.sub(r"\.(html?|php|aspx?)$", "", name, flags=re.IGNORECASE)


def _naive(written: str) -> datetime | None:
    """A date without a zone, in RFC 2822 or ISO 8601, as universal time; an aware one of ISO 8601 as it is."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            date = read(written)
        except (ValueError, TypeError, OverflowError):
            continue
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    return None


def _kept(date: datetime, now: datetime) -> datetime:
    """*date* in universal time, to the second; a year that no feed can be of becomes *now*."""
    try:
        moved = date.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):
        return now
    return moved if moved.year >= 1970 else datetime(1970, 1, 1, tzinfo=UTC)


def _number(written: str, most: int) -> int:
    """A whole number from 0 to *most*; 0 for what is none."""
    return int(written) if re.fullmatch(r"[0-9]{1,15}", written) and int(written) <= most else 0


def _type(written: str, address: str) -> str:
    kind = written.strip().lower()
    suffix = PurePosixPath(urlsplit(address).path).suffix.lower()
    return kind if _TYPE.fullmatch(kind) else _TYPES.get(suffix, "audio/mpeg")


def _chapters(item: Item, seconds: float) -> tuple[Chapter, ...]:
    """Podlove's chapters, which end where the next begins; none where they are out of order."""
    rows = item.psc[:_MOST_CHAPTERS]
    starts = [subscription.seconds(start) for start, _ in rows]
    known = [start for start in starts if start is not None]
    if len(known) != len(rows) or known != sorted(set(known)):
        return ()
    ends = [*known[1:], max(seconds, known[-1])] if known else []
    return tuple(
        Chapter(round(start, 3), round(end, 3), line(title))
        for start, end, (_, title) in zip(known, ends, rows, strict=True)
    )
