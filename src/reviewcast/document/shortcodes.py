"""What templates and editors leave in a text: Liquid, Hugo and WordPress tags, kramdown attributes, wiki links.

A small tokenizer, one pass and linear time. It takes tags out and keeps every line end, so that line numbers hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.model import Omission

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_TAG = 2_000

_OPENERS = re.compile(
    r"\{\{|\{%|\{:|\{[#.](?=[A-Za-z])|!?\[\[|\[(?=/?[A-Za-z])|\[!|<(?=script\b|style\b)", re.IGNORECASE
)
_LIQUID = re.compile(r"(?:\{%-?|\{\{[<%])\s*([\w.-]+)")
_HUGO_COMMENT = re.compile(r"\{\{[-<%\s]*/\*")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}")
_HEADING_ATTRIBUTES = re.compile(r"\{[#.][\w.:-]+(?:[ \t]+[^{}\n]{1,200})?\}(?=[ \t]*#*[ \t]*$)", re.MULTILINE)
_CONTENTS = re.compile(r"^ {0,3}(?:[*+-]|\d{1,3}\.)[ \t][^\n]*\n[ \t]*(?=\{:toc)", re.MULTILINE)
"""The list item that kramdown puts the table of contents in the place of."""
_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\](?![(\[])")
_BRACKETED = re.compile(r"\[(/?)([A-Za-z][\w-]{0,40})((?:[ \t=][^\[\]\n]{0,600})?)/?\](?![(\[:])")
_PAIR_ENDS = re.compile(r"\[/([A-Za-z][\w-]{0,40})\]")
_CALLOUT = re.compile(r"\[![A-Za-z][\w-]{0,30}\][+-]?")
_HAS_ATTRIBUTE = re.compile(r"\s[\w-]+=\S|^=")

_HIDDEN = {"comment": "", "capture": "tag", "highlight": "code", "mermaid": "code", "schema": "code", "style": "style"}
"""Tags whose content no reader sees as prose, and what it is reported as; comments go without a word."""
_BARE = frozenset({"gallery", "playlist", "toc", "contact-form-7", "nextpage", "audio", "video"})
"""WordPress tags that stand alone without any attribute."""
# fmt: off
_EMBEDS = frozenset({
    "audio", "code", "embed", "googlemaps", "instagram", "php", "soundcloud", "sourcecode", "tweet", "video",
    "vimeo", "youtube",
})
# fmt: on
"""WordPress tags whose content is an address or code."""
_PICTURES = ("file:", "image:", "datei:", "fichier:")


class _Scanner:
    """One pass over a text."""

    def __init__(self, text: str, line: int, *, markdown: bool) -> None:
        self.text = text
        self.omissions: list[Omission] = []
        self._markdown = markdown
        self._parts: list[str] = []
        self._kept = 0
        self._line, self._counted = line, 0
        self._next: dict[str, int] = {}
        self._pair_ends = {found[1].lower(): found.start() for found in _PAIR_ENDS.finditer(text)}
        self._opened: set[str] = set()

    def run(self) -> str:
        position = 0
        while found := _OPENERS.search(self.text, position):
            start = found.start()
            end = self._rule(found[0])(start)
            position = max(end, found.end())
        return "".join(self._parts) + self.text[self._kept :]

    def _rule(self, opener: str) -> Callable[[int], int]:
        """The reader of what begins with *opener*; it gives the position after it, or 0 when it is no tag."""
        if opener in {"{{", "{%"}:
            return self._template
        if opener == "<":
            return self._program
        if opener == "[":
            return self._bracketed
        if not self._markdown:
            return lambda _start: 0
        if opener == "[!":
            return self._callout
        return self._wiki if opener.endswith("[[") else self._attributes

    # --- each kind

    def _template(self, start: int) -> int:
        """Liquid ``{% %}`` and ``{{ }}``, Hugo ``{{< >}}`` and ``{{% %}}``."""
        end = self._closed(start, "%}" if self.text.startswith("{%", start) else "}}")
        if not end:
            return 0
        if _HUGO_COMMENT.match(self.text, start):
            return self._cut(start, end, "")
        found = _LIQUID.match(self.text, start)
        word = found[1] if found else ""
        kind, whole = "tag", end
        if word in _HIDDEN:
            opener = self.text[start : start + 3]
            close = self._end_tag(opener, word, end)
            kind, whole = (_HIDDEN[word], close) if close else (kind, end)
        return self._cut(start, whole, kind)

    def _end_tag(self, opener: str, word: str, position: int) -> int:
        """Where the end tag of a hidden block ends; 0 when there is none."""
        mark = rf"\{{%-?\s*end{word}\s*-?%\}}" if opener.startswith("{%") else rf"\{{\{{[<%]\s*/\s*{word}\s*[>%]\}}\}}"
        if self._next.get(mark, 0) < 0:
            return 0
        found = re.compile(mark).search(self.text, position)
        self._next[mark] = found.end() if found else -1
        return found.end() if found else 0

    def _program(self, start: int) -> int:
        """Scripts and styles are not for us to read."""
        close = self._find("</", start)
        while close >= 0 and self.text[close + 2 : close + 8].lower() not in {"script", "style>", "style "}:
            close = self.text.find("</", close + 2)
        return max(close, 0)

    def _attributes(self, start: int) -> int:
        """Kramdown's ``{: .class}``, ``{:toc}``, ``{::comment}``, and ``{#id}`` at the end of a heading."""
        found = _ATTRIBUTES.match(self.text, start) or _HEADING_ATTRIBUTES.match(self.text, start)
        if not found:
            return 0
        if found[0] == "{::comment}":
            close = self._find("{:/", found.end())
            end = self.text.find("}", close) + 1 if close >= 0 else 0
            if end:
                return self._cut(start, end, "")
        return self._cut(start, found.end(), "tag")

    def _callout(self, start: int) -> int:
        """``> [!NOTE]``, of GitHub and Obsidian."""
        found = _CALLOUT.match(self.text, start)
        begin = self.text.rfind("\n", max(0, start - 200), start) + 1
        if not found or self.text[begin:start].strip(" >") or ">" not in self.text[begin:start]:
            return 0
        return self._cut(start, found.end(), "tag")

    def _wiki(self, start: int) -> int:
        """``[[Page]]`` and ``[[Page|words]]`` keep their words."""
        found = _WIKI.match(self.text, start)
        if not found:
            return 0
        embedded, page, words = found.groups()
        if embedded or page.casefold().startswith(_PICTURES):
            return self._cut(start, found.end(), "image")
        if page.strip("_").casefold() == "toc":
            return self._cut(start, found.end(), "tag")
        self._replace(start, found.end(), words or page.replace("#", " ").strip())
        return found.end()

    def _bracketed(self, start: int) -> int:
        """``[gallery ids="1"]``, ``[caption]...[/caption]``: only what clearly is a tag."""
        found = _BRACKETED.match(self.text, start)
        if not found:
            return 0
        slash, word, rest = found[1], found[2].lower(), found[3]
        if slash:
            return self._cut(start, found.end(), "tag") if word in self._opened else 0
        paired = self._pair_ends.get(word, -1) >= found.end()
        alone = word in _BARE and not rest.strip()
        if not (paired or alone or _HAS_ATTRIBUTE.search(rest) or (word in _EMBEDS and "://" in rest)):
            return 0
        self._opened.add(word)
        end = found.end()
        if paired and word in _EMBEDS:
            close = self.text.lower().find(f"[/{word}]", end) if word not in self._next else -1
            end = close + len(word) + 3 if close >= 0 else end
        return self._cut(start, end, "tag")

    # --- hands

    def _closed(self, start: int, mark: str) -> int:
        """Where the tag that begins at *start* ends; 0 when it is not closed nearby, in its own paragraph."""
        close = self._find(mark, start + 2)
        if close < 0 or close - start > _LONGEST_TAG or "\n\n" in self.text[start:close]:
            return 0
        return close + len(mark)

    def _find(self, mark: str, position: int) -> int:
        """The next *mark*; remembered, so that a text full of openers costs one search."""
        known = self._next.get(mark, 0)
        if 0 <= known < position:
            known = self._next[mark] = self.text.find(mark, position)
        return known

    def _cut(self, start: int, end: int, kind: str) -> int:
        """Take a stretch out, but for its line ends, and report it unless *kind* is empty."""
        removed = self.text[start:end]
        if kind:
            self._line += self.text.count("\n", self._counted, start)
            self._counted = start
            words = " ".join(removed[:200].split())
            self.omissions.append(Omission(self._line, kind, words if len(words) <= 60 else f"{words[:59]}…"))
        glued = (
            removed.startswith("{%")
            and self.text[max(start - 1, 0) : start].strip()
            and self.text[end : end + 1].strip()
        )
        self._replace(start, end, "\n" * removed.count("\n") or " " * bool(glued))
        return end

    def _replace(self, start: int, end: int, words: str) -> None:
        self._parts += (self.text[self._kept : start], words)
        self._kept = end


def strip(text: str, line: int, *, markdown: bool) -> tuple[str, tuple[Omission, ...]]:
    """*text*, which begins on *line*, without tags, and what was taken out. Lines stay where they are.

    With *markdown*, kramdown attributes, call-outs and wiki links are understood as well.
    """
    if "{" not in text and "[" not in text:
        return text, ()
    if markdown and "{:toc" in text:
        text = _CONTENTS.sub("\n", text)
    scanner = _Scanner(text, line, markdown=markdown)
    return scanner.run(), tuple(scanner.omissions)
