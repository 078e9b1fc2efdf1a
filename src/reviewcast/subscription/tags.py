"""The tags of a feed, read by expat: a second parser beside lxml, which writes ours.

A feed needs neither a document type nor entities of its own, so one that brings them is refused, and with it
every attack that rests on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

MOST_BYTES = 64_000_000
MOST_ITEMS = 100_000

_MOST_DEPTH = 100
_MOST_TAGS = 50_000
"""Of one item, or of the channel without its items."""
_PREFIXES = {
    "": "",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "https://podcastindex.org/namespace/1.0": "podcast:",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
    "http://podlove.org/simple-chapters": "psc:",
    "http://www.w3.org/2005/atom": "atom:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/syndication/history/1.0": "fh:",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay:",
}
"""By the namespace in lower case, since feeds write Apple's either way and apps take both."""


class Tag:
    """An element under way: what it says, and by their names those of its children that are known."""

    __slots__ = ("attributes", "children", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.parts: list[str] = []
        self.children: dict[str, list[Tag]] = {}

    def all(self, name: str) -> list[Tag]:
        """Its children of that name."""
        return self.children.get(name, [])

    def first(self, name: str) -> Tag:
        """The first of them, or one that says nothing."""
        return next(iter(self.all(name)), _NOTHING)

    def text(self, name: str) -> str:
        """What the first of them says."""
        return self.first(name).own

    def get(self, attribute: str) -> str:
        """An attribute, its ends stripped; empty where it has none of that name."""
        return self.attributes.get(attribute, "").strip()

    @property
    def own(self) -> str:
        """What it says itself, its ends stripped."""
        return "".join(self.parts).strip()


_NOTHING = Tag("", {})


def read(data: bytes, keep: Callable[[Tag], None]) -> Tag:
    """The channel of the feed *data*, without its items: each is given to *keep* when it is whole.

    Raises ValueError in one sentence, as :func:`reviewcast.subscription.read` says.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(f"the feed has {len(data) / 1e6:.0f} MB, more than any app would read")
    reader = _Reader(keep)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise ValueError(f"the feed is not well-formed XML: {why} at line {error.lineno}") from error
    except _NoFeedError:
        raise
    except (LookupError, ValueError) as error:  # whatever a codec of that name has to say
        raise ValueError("the feed declares an encoding that cannot be read; write it in UTF-8") from error
    if reader.channel is None:
        raise ValueError("the feed has no <channel>, so it is no RSS")
    return reader.channel


class _NoFeedError(ValueError):
    """What is well-formed, and yet nothing to read."""


def _refuse_doctype(*_: object) -> NoReturn:
    raise _NoFeedError(
        "the feed has a document type, as web pages have and no feed needs; give the address of the feed itself"
    )


class _Reader:
    """What expat calls; only the item at hand is held as a tree."""

    def __init__(self, keep: Callable[[Tag], None]) -> None:
        self.keep = keep
        self.path: list[Tag] = []
        self.items = self.within = self.without = 0  # so far: items, tags of the item at hand, tags of the channel
        self.channel: Tag | None = None

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        space, _, local = raw.rpartition(" ")
        prefix = _PREFIXES.get(space.lower())
        name = "" if prefix is None else prefix + local
        if not self.path:
            _refuse_foreign_root(name, local)
        self.path.append(Tag(name, attributes))
        if self.is_item():
            self.items, self.within = self.items + 1, 0
        self._count()

    def characters(self, text: str) -> None:
        self.path[-1].parts.append(text)

    def end(self, _: str) -> None:
        if self.is_item():
            self.keep(self.path.pop())
            return
        tag = self.path.pop()
        if tag.name == "channel" and len(self.path) == 1:
            self.channel = self.channel or tag
        elif tag.name and self.path:
            self.path[-1].children.setdefault(tag.name, []).append(tag)

    def is_item(self) -> bool:
        return len(self.path) == 3 and self.path[2].name == "item" and self.path[1].name == "channel"

    def _count(self) -> None:
        if len(self.path) > 2 and self.path[2].name == "item":
            self.within += 1
        else:
            self.without += 1
        if self.items > MOST_ITEMS:
            raise _NoFeedError(f"the feed has more than {MOST_ITEMS:,} items, more than any app would read")
        if max(self.within, self.without) > _MOST_TAGS or len(self.path) > _MOST_DEPTH:
            raise _NoFeedError("the feed has more tags in one place than any app would read")


def _refuse_foreign_root(name: str, local: str) -> None:
    if name == "atom:feed":
        raise _NoFeedError("this is an Atom feed, which podcast apps do not take; give the address of the RSS feed")
    if name != "rss":
        raise _NoFeedError(f"this is no RSS feed: it begins with <{local[:40]}>, where a feed begins with <rss>")
