"""How addresses, dates and truths are written in a feed."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewcast.errors import ShowError
from reviewcast.notation import legal, url

if TYPE_CHECKING:
    from datetime import datetime

    from reviewcast.model import Show


def base_of(show: Show) -> str:
    """What addresses begin with, in ASCII, with a slash at its end; raises ShowError when it is no address."""
    base = url(show.address)
    if not base.startswith(("http://", "https://")):
        raise ShowError(f'base_url is "{show.base_url}", which is no address; it begins with https://')
    return base


def at(base: str, path: str) -> str:
    """The address of *path*, which lies below OUT or is an address already (of what was imported)."""
    return url(path) if path.startswith(("http://", "https://")) else base + quote(legal(path))


def date(moment: datetime) -> str:
    """RFC 2822, in universal time; *moment* is aware. feedgen's own switches the locale of the whole process."""
    return format_datetime(moment.astimezone(UTC))


def truth(*, value: bool) -> str:
    """As Apple writes it; feedgen would have "yes" and "no"."""
    return "true" if value else "false"
