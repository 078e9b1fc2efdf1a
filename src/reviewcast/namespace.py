"""What feedgen does not write: the tags of Apple, the podcast namespace, Podlove's chapters and RFC 5005's archives.

feedgen's own podcast extension refuses ``itunes:explicit`` true and false, drops a cover named ``.jpeg``
without a word and fails on a quotation mark in a category. So one extension of ours writes every tag that
is not plain RSS, as it is told. It is light: lxml is there when feedgen calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewcast.notation import legal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import CDATA, _Element

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
"""The podcast namespace has a second name, the address of its text on GitHub, and PSP-1 gives this one. Only
gPodder's reader knows the other alone; it misses the addresses of transcripts and chapters by that, which gPodder
does not use: its chapters are Podlove's."""

LONGEST_NAME = 128
"""The most characters the podcast namespace allows in the name of a person, a season, a licence and the like."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An element to be written: ``Tag("itunes:explicit", "false")``; without a prefix it is plain RSS."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Tag, ...] = ()


class Extension:
    """A feedgen extension, for the channel and for items alike, that writes the tags it is given."""

    def __init__(self) -> None:
        self.tags: tuple[Tag, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """The prefixes, for the root element."""
        return NAMESPACES

    def extend_rss(self, element: _Element) -> _Element:
        """Append the tags to *element*: an item, or the root, whose first child is the channel."""
        _append(element[0] if element.tag == "rss" else element, self.tags)
        return element


def given(name: str, text: str, attributes: Mapping[str, str] | None = None) -> tuple[Tag, ...]:
    """The tag where there is a *text* for it, else none; for tables of tags."""
    return (Tag(name, text, attributes or {}),) if text else ()


def cdata(text: str) -> CDATA:
    """*text* as lxml writes it unescaped, whatever is in it: HTML in a feed stays readable, and smaller."""
    from lxml.etree import CDATA

    return CDATA(legal(text))


def _append(parent: _Element, tags: Iterable[Tag]) -> None:
    from lxml.etree import SubElement

    for tag in tags:
        prefix, _, name = tag.name.rpartition(":")
        space = NAMESPACES[prefix] if prefix else None
        # An item is put into the feed when it is finished; until then each of its tags has to know its prefix.
        child = SubElement(parent, f"{{{space}}}{name}", nsmap={prefix: space}) if space else SubElement(parent, name)
        child.text = legal(tag.text) or None
        for key, value in tag.attributes.items():
            child.set(key, legal(value))
        _append(child, tag.children)
