"""From a folder or an address to findings: read the feed and its archive, listen, apply every rule."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewcast import subscription
from reviewcast.checks import listening
from reviewcast.checks.places import MOST_FEED, Folder, Web
from reviewcast.checks.rules import RULES, finding
from reviewcast.checks.survey import Survey
from reviewcast.notation import joined, legal, url
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from reviewcast.cache import Cache
    from reviewcast.checks.places import Place
    from reviewcast.ledger import Ledger
    from reviewcast.model import Finding, Show
    from reviewcast.subscription import Subscription

_MOST_PAGES = 1_000
_MOST_ITEMS = 100_000
_PIECE = 1_000
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}));")


def check_folder(
    out: Path,
    *,
    show: Show | None,
    book: Ledger | None,
    now: datetime,
    cache: Cache | None = None,
    deep: bool = True,
) -> tuple[Finding, ...]:
    """What is wrong with the output folder *out* of *show*, errors first; nothing is written but to *cache*.

    With *deep* every audio file of the feed is decoded and measured, by as many threads as there are processors, and
    remembered by its content in *cache*; without it neither audio nor transcripts are opened. A feed that cannot be
    read is the only finding then. Raises StorageError when the cache cannot be written.
    """
    base = url(show.address) if show else _base(out)
    place = Folder(out, base, book.elsewhere if book else frozenset())
    return _examined(place, base + FEED, show, book, now, cache, deep=deep)


def check_address(
    url: str,
    *,
    show: Show | None,
    book: Ledger | None,
    now: datetime,
    cache: Cache | None = None,
    deep: bool = False,
) -> tuple[Finding, ...]:
    """What is wrong with the feed published at *url*, and with how everything that it names is served.

    *show* and *book* are those of that show; None where it is somebody else's. With *deep* the audio of the feed is
    fetched and measured. A server that is out of reach is a finding.
    """
    return _examined(Web(), url, show, book, now, cache, deep=deep)


def whole_feed(out: Path, address: str) -> Subscription:
    """The feed in *out*, whose address is to be *address*, with the items of its archive behind its own.

    Raises ValueError, in one sentence, where there is none that can be read.
    """
    place = Folder(out, address.rpartition("/")[0] + "/")
    feed = subscription.read(place.read(address, MOST_FEED) or b"")
    pages, _ = _archive(place, address, feed)
    return replace(feed, items=(*feed.items, *(item for _, page in pages for item in page.items)))


def _base(out: Path) -> str:
    """What addresses begin with in the feed of a show that is not known."""
    try:
        address = subscription.read((out / FEED).read_bytes()).self_link
    except (OSError, ValueError):
        return ""
    return f"{address.rpartition('/')[0]}/"


def _examined(
    place: Place,
    address: str,
    show: Show | None,
    book: Ledger | None,
    now: datetime,
    cache: Cache | None,
    *,
    deep: bool,
) -> tuple[Finding, ...]:
    data = place.read(address, MOST_FEED)
    if data is None:
        return (
            finding("feed-missing", place.name(address), f"the feed {place.look(address).trouble or 'is not there'}"),
        )
    try:
        feed = subscription.read(data)
    except ValueError as error:
        return (_unreadable(data, place.name(address), error),)
    address = place.settled(address)
    pages, lost = _archive(place, address, feed)
    opens = deep or not place.is_local
    survey = Survey(address, len(data), feed, pages, place, show, book, now, opens, lost)
    if isinstance(place, Web):
        place.ask(_named(survey))
    if deep:
        audio = dict.fromkeys(survey.own([entry.audio for entry in survey.recent]))
        survey = replace(survey, sounds=listening.listen(audio, place, cache, jobs=os.cpu_count() or 1))
    found = dict.fromkeys(each for rule in RULES for each in rule.findings(survey))
    return tuple(sorted(found, key=lambda each: each.level != "error"))


def _unreadable(data: bytes, where: str, error: ValueError) -> Finding:
    """Why a feed cannot be read; characters that no XML may hold have a code of their own."""
    for number, row in enumerate(_rows(data), 1):
        if bad := _illegal(row):
            message = f"the character U+{ord(bad):04X} on line {number} is not allowed in XML: no app reads this feed"
            return finding("characters", f"{where}:{number}", message)
    return finding("feed-unreadable", where, f"no app reads this feed: {error}")


def _rows(data: bytes) -> list[str]:
    """The lines of a feed in UTF-8; none of any other, whose characters are not known."""
    try:
        return data.decode().split("\n")
    except UnicodeDecodeError:
        return []


def _illegal(row: str) -> str:
    """The first character of *row* that no XML may hold, also one that it refers to by its number; else nothing."""
    if legal(row) != row:
        pieces = (row[at : at + _PIECE] for at in range(0, len(row), _PIECE))
        piece = next(piece for piece in pieces if legal(piece) != piece)
        return next(sign for sign in piece if not legal(sign))
    numbers = (
        int(hexadecimal or decimal, 16 if hexadecimal else 10) for hexadecimal, decimal in _REFERENCE.findall(row)
    )
    return next((chr(number) for number in numbers if number < 0x110000 and not legal(chr(number))), "")


def _archive(place: Place, address: str, feed: Subscription) -> tuple[tuple[tuple[str, Subscription], ...], str]:
    """The pages of the archive, the newest first, and the name of one that cannot be read."""
    pages: list[tuple[str, Subscription]] = []
    seen, here, page, items = {address}, address, feed, 0
    while len(pages) < _MOST_PAGES:
        here = joined(here, page.older)
        if not page.older or here in seen or not place.owns(here) or items > _MOST_ITEMS:
            break
        seen.add(here)
        try:
            page = subscription.read(place.read(here, MOST_FEED) or b"")
        except ValueError:
            return tuple(pages), place.name(here)
        pages.append((place.name(here), page))
        items += len(page.items)
    return tuple(pages), ""


def _named(survey: Survey) -> Iterator[str]:
    """Every address that a rule will look at."""
    yield from (survey.address, *survey.own([survey.feed.image, survey.feed.link]))
    for entry in survey.seen:
        item = entry.item
        transcripts = (url for url, _ in item.transcripts)
        yield from survey.own([entry.audio, item.link, item.image, item.chapters_url, *transcripts])
