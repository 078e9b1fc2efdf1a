"""Markdown and plain text, read by markdown-it-py (CommonMark 0.31 with tables, footnotes, definition lists).

Imports markdown_it when called. What is left out here (images, code, tables, footnotes) never becomes an event;
raw HTML becomes raw events, which :mod:`reviewcast.document.hypertext` resolves.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reviewcast.document.events import Event
from reviewcast.document.sayings import mark_said
from reviewcast.errors import ReviewError
from reviewcast.model import Omission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_DEEPEST = 60
"""Lists and quotations in one another; markdown-it drops what lies deeper, so deeper is refused."""

_MOST_BRACKETS = 12_000
"""Square brackets without a partner; looking for it takes markdown-it quadratic time."""

_LONGEST_HEADING = 150
"""A longer paragraph over a line of hyphens is a paragraph over a rule, not a heading."""

_LONG_LINE = 160
"""Nobody breaks lines by hand at more characters; in plain text such a line is a whole paragraph."""

_MARKDOWN_INSIDE = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]*\smarkdown=[\"']?(?:1|block|span)\b[^<>]*>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\[\s]{1,80}\]|\^\[(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){1,2000}+\]")
"""``[^1]``, with or without a note of that name, and ``^[a note [in] place]``."""

_MOST_INSIDE = 5
"""Such blocks in one another."""

_SKIPPED = {"table_open": "table_close", "footnote_reference_open": "footnote_reference_close"}


class Reader:
    """Reads one text; afterwards ``omissions`` says what was left out."""

    def __init__(self, name: str, *, plain: bool = False) -> None:
        """*plain* text has no indented code, and long lines are paragraphs."""
        self.omissions: list[Omission] = []
        self._name = name
        self._plain = plain
        self._lines: list[str] = []
        self._inside = 0

    def events(self, text: str, line: int) -> list[Event]:
        """The events of *text*, whose first line is *line* of the file.

        ReviewError when lists and quotations lie more than 60 deep, or brackets are opened by the thousand.
        """
        self._check_brackets(text, line)
        self._lines = [""] * (line - 1) + text.split("\n") if self._plain else []
        tokens = _parser(plain=self._plain).parse(text)
        return list(self._blocks(tokens, line))

    def _check_brackets(self, text: str, line: int) -> None:
        if text.count("[") > _MOST_BRACKETS:
            first = line + text.count("\n", 0, text.index("["))
            message = f"more than {_MOST_BRACKETS} square brackets are opened; take them out"
            raise ReviewError(message, path=self._name, line=first)

    # --- blocks

    def _blocks(self, tokens: Sequence[Token], base: int) -> Iterator[Event]:
        position = 0
        line = base
        demoted = False
        while position < len(tokens):
            token = tokens[position]
            line = base + token.map[0] if token.map else line
            if token.level >= _DEEPEST - 1:
                message = f"lists or quotations lie more than {_DEEPEST // 2} deep in one another; make them flatter"
                raise ReviewError(message, path=self._name, line=line)
            if token.type in _SKIPPED:
                position = self._left_out(tokens, position, line)
                continue
            if token.type == "heading_open":
                demoted = token.markup in "-=" and len(tokens[position + 1].content) > _LONGEST_HEADING
            yield from self._block(token, line, demoted=demoted)
            position += 1

    def _block(self, token: Token, line: int, *, demoted: bool) -> Iterator[Event]:
        if token.type == "inline":
            yield from self._inline(token, line)
        elif token.type == "html_block":
            yield from self._html(token.content, line)
        elif token.type in {"fence", "code_block"}:
            self._omit(line, "code", token.content)
        elif token.type == "hr":
            yield Event("start", "hr", line)
            yield Event("end", "hr", line)
        elif token.nesting:
            tag = "p" if demoted and token.type.startswith("heading") else token.tag
            attributes = {key: str(value) for key, value in token.attrs.items()}
            yield Event("start" if token.nesting > 0 else "end", tag, line, attributes)

    def _left_out(self, tokens: Sequence[Token], position: int, line: int) -> int:
        """Pass over a table or the text of a footnote; gives the position after it."""
        token = tokens[position]
        words: list[str] = []
        end = _SKIPPED[token.type]
        while tokens[position].type != end or tokens[position].level != token.level:
            if len(words) < 20:
                words.append(tokens[position].content)
            position += 1
        self._omit(line, "table" if token.type == "table_open" else "footnote", " ".join(words))
        return position + 1

    def _html(self, source: str, line: int) -> Iterator[Event]:
        """A block of raw HTML; kramdown reads the inside of ``<div markdown="1">`` as Markdown."""
        found = _MARKDOWN_INSIDE.match(source.lstrip(" "))
        if not found or self._inside == _MOST_INSIDE:
            yield Event("raw", source, line)
            return
        source = source.lstrip(" ")
        close = source.lower().rfind(f"</{found[1].lower()}")
        inside = source[found.end() :] if close < 0 else source[found.end() : close]
        yield Event("raw", found[0], line)
        line += found[0].count("\n")
        self._inside += 1
        yield from self._blocks(_parser(plain=self._plain).parse(inside), line)
        self._inside -= 1
        if close >= 0:
            yield Event("raw", source[close:], line + inside.count("\n"))

    # --- words

    def _inline(self, token: Token, line: int) -> Iterator[Event]:
        last = line + (token.map[1] - token.map[0] - 1 if token.map else 0)
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                yield from self._break(child.type, line)
                line = min(line + 1, last)
            elif child.type in {"text", "code_inline"}:
                yield Event("text", child.content, line)
            elif child.type == "html_inline":
                yield Event("raw", child.content, line)
                line = min(line + child.content.count("\n"), last)
            elif child.type == "image":
                self._omit(line, "image", child.content or str(child.attrs.get("src", "")))
            elif child.type == "footnote_mark":
                self._omit(line, "footnote", child.content)
            elif child.nesting:
                attributes: dict[str, str] = {
                    key: str(child.attrs[key]) for key in ("href", "key", "value") if key in child.attrs
                }
                yield Event("start" if child.nesting > 0 else "end", child.tag, line, attributes)

    def _break(self, kind: str, line: int) -> Iterator[Event]:
        yield Event("break", "hard" if kind == "hardbreak" else "soft", line)
        if self._plain and max(map(len, self._lines[line - 1 : line + 1]), default=0) > _LONG_LINE:
            yield from [Event("break", "hard", line)] * 2

    def _omit(self, line: int, kind: str, what: str) -> None:
        words = " ".join(what[:300].split())
        self.omissions.append(Omission(line, kind, words if len(words) <= 60 else f"{words[:59]}…"))


@cache
def _parser(*, plain: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote.index import footnote_def

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.use(deflist_plugin)
    parser.validateLink = _any_address  # type: ignore[method-assign]
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "footnote_mark", _footnote_mark)
    parser.inline.ruler.before("link", "said", mark_said)
    return parser.disable("code") if plain else parser


def _any_address(url: str) -> bool:
    """A link with a bad address is a link all the same: its words are kept, the composer drops the address."""
    del url
    return True


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """An inline rule of markdown-it: the mark of a footnote becomes a token of its own."""
    found = _FOOTNOTE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("footnote_mark", "", 0).content = found[0]
    state.pos = found.end()
    return True
