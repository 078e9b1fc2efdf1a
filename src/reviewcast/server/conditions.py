"""Conditional requests (RFC 9110, 13): whether a client has what it asks for already."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
"""8.8.3, entity-tag."""


def status(asked: Mapping[str, str], etag: str, modified: datetime) -> int:
    """200 (send it), 304 (the client has it) or 412, for GET or HEAD of a file that is there, as 13.2.2 orders.

    *asked* are the request's headers by their names in any case; *etag* is a strong tag with its quotes,
    *modified* an aware time in whole seconds. A condition that is not well formed counts as none.
    """
    if not _holds(asked, etag, modified):
        return 412
    if (tags := asked.get("if-none-match")) is not None:
        return 304 if _names(tags, etag, weakly=True) else 200
    since = _date(asked.get("if-modified-since"))
    return 304 if since is not None and modified <= since else 200


def allows_range(asked: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether a range of the file can go to what the client has of it: ``If-Range`` (13.1.5), or none."""
    known = asked.get("if-range")
    if known is None:
        return True
    known = known.strip()
    return known == etag if known.endswith('"') else _date(known) == modified


def _holds(asked: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """``If-Match`` (13.1.1), and without one ``If-Unmodified-Since`` (13.1.4)."""
    if (tags := asked.get("if-match")) is not None:
        return _names(tags, etag, weakly=False)
    since = _date(asked.get("if-unmodified-since"))
    return since is None or modified <= since


def _names(tags: str, etag: str, *, weakly: bool) -> bool:
    """Whether *etag* is among *tags*; ``W/`` makes a tag another one unless they are compared *weakly* (8.8.3.2)."""
    if tags.strip() == "*":
        return True
    known = _TAG.findall(tags)
    return etag in ([tag.removeprefix("W/") for tag in known] if weakly else known)


def _date(text: str | None) -> datetime | None:
    """A date of HTTP (5.6.7), aware; None where there is none."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, IndexError, OverflowError):
        return None
    return found if found is not None and found.tzinfo is not None else None
