"""What feedgen does not write: the tags of Apple (itunes:), the podcast namespace (podcast:) and Podlove (psc:).

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

    from lxml.etree import _Element

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}


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


def _append(parent: _Element, tags: Iterable[Tag]) -> None:
    from lxml.etree import SubElement

    for tag in tags:
        prefix, _, name = tag.name.rpartition(":")
        child = SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}" if prefix else name, nsmap=NAMESPACES)
        child.text = legal(tag.text) or None
        for key, value in tag.attributes.items():
            child.set(key, legal(value))
        _append(child, tag.children)
