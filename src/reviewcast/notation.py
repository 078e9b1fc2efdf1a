"""How text, times and addresses are written in everything that is published: feed, notes, transcript, record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from datetime import datetime

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids (2.2, Char) or discourages: controls, lone surrogates, U+FFFE, U+FFFF."""

_KEPT = "%/:?#[]@!$&'()*+,;=~"
"""What is part of an address as it stands (RFC 3986, 2.2), and the sign of what is encoded already."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def legal(text: str) -> str:
    """*text* without the characters that no XML file can hold; one of them would cost the whole feed."""
    return _ILLEGAL.sub("", text)


def line(text: str) -> str:
    """*text* on one line: legal, every run of white space one blank, none at the ends."""
    return " ".join(legal(text).split())


def cut(text: str, most: int) -> str:
    """*text* in at most *most* characters: whole words, and an ellipsis where some are missing."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    words = head if text[most - 1].isspace() else head.rpartition(" ")[0]
    return (words or head).rstrip(" ,;:–—-") + "…"


def shown(text: str, most: int = 60) -> str:
    """*text* fit for a message: in at most *most* characters, and what a terminal might obey is a question mark."""
    printable = "".join(sign if sign.isprintable() else "?" for sign in text[: most + 1])
    return printable if len(printable) <= most else printable[: most - 3] + "..."


def milliseconds(seconds: float) -> int:
    """A time as every file and tag of ours tells it.

    It is rounded in one way only, the one in which the ledger's three decimals are, so that no two of them can
    differ: ``round(seconds * 1000)`` would, by a millisecond, for 12.0005.
    """
    return round(round(seconds, 3) * 1000)


def clock(seconds: float) -> str:
    """``HH:MM:SS.mmm``, as WebVTT and Podlove's chapters want it; hours may have more digits."""
    total = milliseconds(seconds)
    return f"{total // 3_600_000:02}:{total // 60_000 % 60:02}:{total // 1000 % 60:02}.{total % 1000:03}"


def day(date: datetime) -> str:
    """``3 February 1927``, in every locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def url(address: str) -> str:
    """*address* in ASCII (RFC 3986): everything else percent-encoded, a host's name as IDNA says.

    Empty when it is no address at all, as ``http://[``.
    """
    try:
        parts = urlsplit(legal(address).strip())
        place = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except (UnicodeError, ValueError):
        return ""
    rest = (quote(part, safe=_KEPT) for part in parts[2:])
    return urlunsplit((parts.scheme, quote(place, safe=_KEPT), *rest))


def joined(base: str, address: str) -> str:
    """Where *address*, as it stands in a document at *base*, leads (RFC 3986, 5), in ASCII; empty for nowhere."""
    try:
        return url(urljoin(base, address))
    except ValueError:  # as http://[
        return ""


def content_name(folder: str, slug: str, digest: str, suffix: str) -> str:
    """``FOLDER/SLUG-<8 hex>.SUFFIX``: a name that never gets other bytes."""
    return f"{folder}/{slug}-{digest[:8]}.{suffix}"
