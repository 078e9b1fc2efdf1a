"""From the stream of events to blocks of plain words: what is spoken, what is left out, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.document.paragraph import Break, Paragraph
from reviewcast.document.sayings import TAG, read_saying
from reviewcast.errors import ReviewError
from reviewcast.model import Block, BlockKind, Omission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reviewcast.document.events import Event

_LEFT_OUT = {
    **dict.fromkeys(("img", "svg", "canvas"), "image"),
    **dict.fromkeys(("iframe", "object", "embed", "noembed", "noframes"), "iframe"),
    **dict.fromkeys(("script", "noscript", "template"), "script"),
    **dict.fromkeys(("select", "textarea", "button", "input", "datalist", "option"), "form"),
    **dict.fromkeys(("pre", "xmp", "listing"), "code"),
    "style": "style",
    "video": "video",
    "audio": "audio",
    "table": "table",
}
_EMPHASIS = frozenset({"em", "i", "cite", "dfn", "var"})
_STRONG = frozenset({"strong", "b"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "search",
    "section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
_CAPTIONS = frozenset({"caption", "dd", "dt", "figcaption", "legend", "summary", "td", "th"})
"""A bold line in one of these is no heading."""
# fmt: off
_INLINE = frozenset({
    "a", "abbr", "acronym", "area", "base", "basefont", "bdi", "bdo", "big", "br", "code", "col", "colgroup",
    "data", "del", "fencedframe", "font", "frame", "frameset", "image", "ins", "kbd", "label", "link", "map",
    "mark", "math", "meta", "meter", "nobr", "noindex", "optgroup", "output", "param", "picture", "progress", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strike", "sub", "sup", "time", "title", "track",
    "tt", "u", "wbr",
})
# fmt: on
_SKIP_MARKS = {"skip": None, "/skip": False, "endskip": False, "end skip": False}
"""A second ``skip`` closes what the first opened."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block as it was read, before it is settled what the headings are."""

    block: Block
    breaks: tuple[Break, ...] = ()
    caption: bool = False
    """Whether it labels a figure, a term or a fold; a bold caption is no heading."""
    bold: bool = False
    """Whether it is a heading because it was bold."""


class _Place(NamedTuple):
    """Where in the document the composer is; one for every open block element."""

    kind: BlockKind = "prose"
    level: int = 0
    lists: int = 0
    quotations: int = 0
    caption: bool = False


@dataclass(slots=True)
class _Numbering:
    """The next number of a list; None for one without numbers."""

    number: int | None
    step: int = 1


@dataclass(slots=True)
class _Absence:
    """Something being left out: an element and all inside it, or what stands between skip marks."""

    kind: str
    line: int
    what: str = ""
    depth: int = 0

    def add(self, text: str) -> None:
        if len(self.what) < 60:
            self.what = " ".join(f"{self.what} {text[:200]}".split())

    def omission(self) -> Omission:
        what = self.what if len(self.what) <= 60 else f"{self.what[:59]}…"
        return Omission(self.line, self.kind, what or self.kind)


class Composer:
    """Takes events one by one; what it has composed lies in ``drafts``, ``omissions`` and ``page_title``."""

    def __init__(self, name: str) -> None:
        self.drafts: list[Draft] = []
        self.omissions: list[Omission] = []
        self.page_title: tuple[str, int] | None = None
        self._name = name
        self._paragraph = Paragraph()
        self._places = [_Place()]
        self._lists: list[_Numbering] = []
        self._markers: list[str] = []
        self._element: _Absence | None = None
        self._skipped: _Absence | None = None

    def compose(self, events: Iterable[Event]) -> None:
        """Read all *events*; ReviewError when a skip mark is never closed."""
        for event in events:
            if self._element is not None:
                self._pass_over(event, self._element)
            elif event.kind == "start":
                self._start(event)
            elif event.kind == "end":
                self._end(event.value)
            elif event.kind == "text":
                self._text(event)
            elif event.kind == "break":
                if self._paragraph.break_line(event.value):
                    self._flush()  # two <br> in a row are how old pages part paragraphs
            elif event.kind == "comment":
                self._comment(event)
        self._flush()
        if self._skipped is not None:
            message = "what begins at this <!-- skip --> is never closed; write <!-- /skip --> where it ends"
            raise ReviewError(message, path=self._name, line=self._skipped.line)

    # --- elements

    def _start(self, event: Event) -> None:
        tag, attributes = event.value, event.attributes
        kind = _kind_left_out(tag, attributes)
        if kind is not None:
            self._element = _Absence(kind, event.line, _identity(tag, attributes))
        elif tag in _BLOCKS:
            self._start_block(tag, attributes)
        elif tag in _EMPHASIS:
            self._paragraph.open_span("emphasis")
        elif tag in _STRONG:
            self._paragraph.open_span("strong")
        elif tag == "a":
            self._paragraph.open_span("link", _safe_address(attributes.get("href", "")))
        elif tag == TAG:
            self._paragraph.open_span("said", saying=read_saying(attributes, self._name, event.line))
        elif tag == "q":
            self._text(event._replace(value="“"))
        elif tag not in _INLINE:
            self.omissions.append(Omission(event.line, "tag", f"<{tag[:60]}>"))

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block(tag)
        elif tag in _EMPHASIS:
            self._paragraph.close_span("emphasis")
        elif tag in _STRONG:
            self._paragraph.close_span("strong")
        elif tag == "a":
            self._paragraph.close_span("link")
        elif tag == TAG:
            self._paragraph.close_span("said")
        elif tag == "q":
            self._paragraph.add("”", self._paragraph.line)

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        place = self._places[-1]
        if tag in {"ol", "ul", "menu", "dir"}:
            self._lists.append(_numbering(tag, attributes))
            place = place._replace(lists=place.lists + 1)
        elif tag == "li":
            self._markers.append(self._marker(attributes))
            place = place._replace(kind="item", level=max(place.lists, 1))
        elif tag == "blockquote":
            depth = place.quotations + 1
            place = place._replace(kind="quotation", level=depth, quotations=depth)
        elif tag in _CAPTIONS:
            place = place._replace(caption=True)
        elif tag[0] == "h" and tag[1:].isdigit() and place.kind == "prose" and not place.caption:
            place = place._replace(kind="heading", level=int(tag[1:]))
        self._places.append(place)

    def _end_block(self, tag: str) -> None:
        self._flush()
        if len(self._places) > 1:
            self._places.pop()
        if tag in {"ol", "ul", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "li" and self._markers:
            self._markers.pop()

    def _marker(self, attributes: Mapping[str, str]) -> str:
        numbering = self._lists[-1] if self._lists else None
        if numbering is None or numbering.number is None:
            return ""
        number = _integer(attributes.get("value", ""), numbering.number)
        numbering.number = number + numbering.step
        return f"{number}."

    def _flush(self) -> None:
        paragraph, place = self._paragraph, self._places[-1]
        text = paragraph.text
        if text:
            marker = " ".join(filter(None, self._markers))
            self._markers = [""] * len(self._markers)
            block = Block(text, paragraph.line, place.kind, place.level, marker, paragraph.spans)
            self.drafts.append(Draft(block, tuple(paragraph.breaks), place.caption))
        paragraph.clear()

    # --- words

    def _text(self, event: Event) -> None:
        if self._skipped is not None:
            self._skipped.add(event.value)
        else:
            self._paragraph.add(event.value, event.line)

    def _comment(self, event: Event) -> None:
        mark = " ".join(event.value.split()).casefold()
        if mark not in _SKIP_MARKS:
            return
        if self._skipped is not None:
            self.omissions.append(self._skipped.omission())
            self._skipped = None
        elif _SKIP_MARKS[mark] is None:
            self._skipped = _Absence("skip", event.line)

    def _pass_over(self, event: Event, element: _Absence) -> None:
        if event.kind == "start":
            element.depth += 1
        elif event.kind == "text":
            element.add(event.value)
        elif event.kind == "end":
            element.depth -= 1
            if element.depth < 0:
                self._element = None
                self._left_out(element, event.value)

    def _left_out(self, element: _Absence, tag: str) -> None:
        if tag == "title":
            self.page_title = self.page_title or (element.what, element.line)
        elif tag not in {"option", "input"}:
            self.omissions.append(element.omission())


def _kind_left_out(tag: str, attributes: Mapping[str, str]) -> str | None:
    if tag in _LEFT_OUT or tag == "title":
        return _LEFT_OUT.get(tag, tag)
    if not attributes:
        return None
    if "hidden" in attributes or "display:none" in attributes.get("style", "").replace(" ", "").casefold():
        return "hidden"
    return "footnote" if _is_footnote(tag, attributes) else None


def _is_footnote(tag: str, attributes: Mapping[str, str]) -> bool:
    """The marks and notes of kramdown, Hugo, Pandoc, WordPress, Word and Wikipedia."""
    role, identity = attributes.get("role", ""), attributes.get("id", "")
    if "footnote" in f"{attributes.get('class', '')} {role}".casefold() or "data-footnotes" in attributes:
        return True
    if role in {"doc-noteref", "doc-backlink", "doc-endnotes", "doc-endnote"}:
        return True
    if tag == "a":
        return attributes.get("href", "").startswith(("#fn", "#_ftn", "#_edn", "#footnote", "#cite_note"))
    return tag in {"sup", "li"} and identity.startswith(("fn", "footnote", "cite_ref"))


def _identity(tag: str, attributes: Mapping[str, str]) -> str:
    """A few words that say which one: the alternative text, else the file's name."""
    if tag == "title":
        return ""
    words = attributes.get("alt") or attributes.get("title") or attributes.get("src") or attributes.get("data") or ""
    return " ".join(words[:200].split())


def _numbering(tag: str, attributes: Mapping[str, str]) -> _Numbering:
    if tag != "ol":
        return _Numbering(None)
    return _Numbering(_integer(attributes.get("start", ""), 1), -1 if "reversed" in attributes else 1)


def _integer(text: str, default: int) -> int:
    digits = text.strip()
    return int(digits) if digits.removeprefix("-").isdecimal() and len(digits) < 10 else default


def _safe_address(href: str) -> str:
    """*href* if a page may show it as a link: no ``javascript:`` and the like."""
    bare = "".join(character for character in href if character > " ")
    scheme, colon, _ = bare.partition(":")
    has_scheme = bool(colon) and not set(scheme) & set("/?#")
    return "" if has_scheme and scheme.casefold() not in {"http", "https", "mailto"} else href.strip()
