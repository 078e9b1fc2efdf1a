"""What both readers, of Markdown and of HTML, tell the composer: a flat stream, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

EventKind = Literal["start", "end", "text", "break", "comment", "raw"]


class Event(NamedTuple):
    """A step through a document. Every start has its end, also that of an empty element."""

    kind: EventKind
    value: str
    """The element's name in lower case; the text; ``soft`` or ``hard`` for a break; HTML source for raw."""
    line: int
    """The line of the file, from 1."""
    attributes: Mapping[str, str] = {}
