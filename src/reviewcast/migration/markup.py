"""The HTML of other people's show notes, brought to paragraphs, lists and links: the four tags that apps show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from typing import Any

from reviewcast.notation import cut, legal, line, url

MOST_BYTES = 100_000
"""Of the notes of one episode; an app shows a page or two."""

_TAG = re.compile(r"<[a-zA-Z/!]")
_SCHEMES = ("https://", "http://", "mailto:")
_UNSEEN = frozenset(
    {"applet", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes", "noscript", "object"}
    | {"script", "select", "style", "svg", "template", "textarea", "title", "audio", "video"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_WORST = 6
"""Bytes that one character may need: an ampersand, escaped, and a margin."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list."""

    is_item: bool
    runs: tuple[tuple[str, str], ...]
    """(address, words) pairs; the address is empty where no link is."""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(words for _, words in self.runs)

    @property
    def html(self) -> str:
        """As a ``<p>`` or an ``<li>``."""
        inside = "".join(
            f'<a href="{escape(href)}">{escape(words, quote=False)}</a>' if href else escape(words, quote=False)
            for href, words in self.runs
        )
        return f"<li>{inside}</li>\n" if self.is_item else f"<p>{inside}</p>\n"


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and items of *text*, HTML or plain, which may be anybody's.

    Of HTML every tag but those of paragraphs, lists and links is taken off its words, scripts and frames go with
    what is in them, and links stay where they lead to the web or to a mailbox. Of plain text each line is a
    paragraph. Imports lxml when there is HTML.
    """
    text = legal(text)
    if not _TAG.search(text):
        lines = (line(unescape(each)) for each in text.splitlines())
        return tuple(Block(False, (("", each),)) for each in lines if each)
    from lxml import etree

    target: Any = _Target()
    etree.fromstring(text.encode(), etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True))
    return tuple(target.found)


def plain(found: tuple[Block, ...]) -> str:
    """All the words on one line."""
    return line(" ".join(block.text for block in found))


def html(found: tuple[Block, ...], most: int = MOST_BYTES) -> str:
    """``<p>``, ``<ul>``, ``<li>`` and ``<a>`` in at most *most* bytes: whole blocks, from the first on."""
    kept, room = [], most
    for block in found:
        room -= len(block.html.encode()) + (len("<ul>\n</ul>\n") if block.is_item else 0)
        if room < 0:
            break
        kept.append(block)
    if found and not kept:
        return f"<p>{escape(cut(found[0].text, most // _WORST), quote=False)}</p>\n"
    parts = []
    for is_item, group in groupby(kept, key=lambda block: block.is_item):
        inside = "".join(block.html for block in group)
        parts.append(f"<ul>\n{inside}</ul>\n" if is_item else inside)
    return "".join(parts)


class _Target:
    """What lxml's parser calls: it keeps no tree, so neither depth nor length costs more than the text itself."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.runs: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.items = self.unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.unseen or tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BLOCKS or (tag == "br" and not self.items):
            self.flush()
            self.items += tag == "li"
        elif tag == "a":
            self.links.append(_link(attributes.get("href", "")))
        elif tag in _CELLS or tag == "br":
            self.data(" ")

    def end(self, tag: str) -> None:
        if self.unseen:
            self.unseen -= 1
        elif tag in _BLOCKS:
            self.flush()
            self.items -= tag == "li"
        elif tag == "a" and self.links:
            self.links.pop()

    def data(self, text: str) -> None:
        if not self.unseen:
            self.runs.append((self.links[-1] if self.links else "", text))

    def comment(self, text: str) -> None:
        """Comments are nobody's business."""

    def close(self) -> None:
        self.flush()

    def flush(self) -> None:
        """Make a block of what was said since the last one."""
        runs: list[tuple[str, str]] = []
        after_blank = True
        for href, group in groupby(self.runs, key=lambda run: run[0]):
            words = re.sub(r"\s+", " ", legal("".join(text for _, text in group)))
            if after_blank:
                words = words.lstrip(" ")
            if words:
                runs.append((href, words))
                after_blank = words.endswith(" ")
        self.runs = []
        if runs:
            runs[-1] = (runs[-1][0], runs[-1][1].rstrip(" "))
        if any(words for _, words in runs):
            self.found.append(Block(self.items > 0, tuple(run for run in runs if run[1])))


def _link(href: str) -> str:
    address = url(href)
    return address if address.lower().startswith(_SCHEMES) else ""
