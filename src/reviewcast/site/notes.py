"""Show notes read again: HTML of anyone's becomes paragraphs, items and links, and nothing else.

An imported episode's notes come from another host. What a page shows of them is built anew from these values,
so no element, attribute or scheme of theirs can reach it. The standard library's parser takes minutes for some
kilobytes of unclosed elements; the pattern here never looks at a character more than a few times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING

from reviewcast.site.showing import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 100_000
"""Characters of the notes that are read."""

_MARKUP = re.compile(
    r"<(?:"
    r"!--.*?(?:-->|\Z)"
    r"|[!?][^>]*(?:>|\Z)"
    r"|(script|style|template|title|head|noscript|iframe|object|svg|math)\b.*?(?:</\1\s*>|\Z)"
    r"|(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>"
    r")",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, a declaration, an element that shows nothing, or a tag; the first three end with the text at last."""
_BLOCKS = re.compile(r"p|div|br|hr|ul|ol|li|dl|dt|dd|table|tr|blockquote|pre|section|article|h[1-6]")
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
_ENDLESS_NUMBER = re.compile(r"&#\d{8,}")
"""No character has such a number, and Python refuses to read the longest of them."""

Piece = tuple[str, str]
"""Words, and the address they lead to; empty for none."""


@dataclass(frozen=True, slots=True)
class Block:
    """Blocks of one kind that follow one another."""

    tag: str
    """``p`` or ``ul``."""
    items: tuple[tuple[Piece, ...], ...]


def read(notes: str) -> tuple[Block, ...]:
    """*notes* as paragraphs and lists; links lead to http, https and mailto addresses only."""
    blocks = []
    for tag, group in groupby(_parsed(notes), key=lambda block: block[0]):
        items = tuple(pieces for _, pieces in group)
        blocks += [Block(tag, items)] if tag == "ul" else [Block(tag, (item,)) for item in items]
    return tuple(blocks)


def links(notes: str) -> tuple[Piece, ...]:
    """The links of *notes*, each address once, in their order."""
    found: dict[str, str] = {}
    for _, pieces in _parsed(notes):
        for words, href in pieces:
            if href:
                found.setdefault(href, words.strip() or href)
    return tuple((words, href) for href, words in found.items())


def _parsed(notes: str) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """(``p`` or ``ul``, its pieces) of every block that says anything."""
    tag, href, done = "p", "", 0
    pieces: list[Piece] = []
    notes = notes[:MOST]
    for markup in _MARKUP.finditer(notes):
        pieces.append((_words(notes[done : markup.start()]), href))
        done = markup.end()
        name = (markup["name"] or "").lower()
        if name == "a":
            href = "" if markup["end"] else _address(markup["rest"])
        elif _BLOCKS.fullmatch(name):
            yield from _block(tag, pieces)
            tag, pieces = "ul" if name == "li" and not markup["end"] else "p", []
    pieces.append((_words(notes[done:]), href))
    yield from _block(tag, pieces)


def _block(tag: str, pieces: list[Piece]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    if any(words.strip() for words, _ in pieces):
        yield tag, tuple(piece for piece in pieces if piece[0])


def _words(text: str) -> str:
    return unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def _address(attributes: str) -> str:
    found = _HREF.search(attributes)
    return web_address(_words(next(filter(None, found.groups()), ""))) if found else ""
