"""HTML, read by lxml: whole pages, and the raw HTML inside Markdown.

Imports lxml when called. Markdown that holds raw HTML is written out as HTML first, each event on the line it
came from, so that the parser sees one document, as a browser would, and its line numbers are those of the file.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from reviewcast.document.events import Event
from reviewcast.document.tags import closed_by, made_whole
from reviewcast.errors import ReviewError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_SOFT = "data-reviewcast-soft"


def resolve(events: Iterable[Event], name: str) -> Iterator[Event]:
    """The same document with its raw HTML parsed: only start, end, text, break and comment events.

    ReviewError where a comment is never closed or elements lie too deep in one another.
    """
    from lxml import etree

    source = _serialise(list(events), name)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ReviewError("this HTML cannot be read; mend it", path=name, line=error.lineno or 1) from error
    for entry in parser.error_log:
        if entry.type_name in {"ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR"}:
            message = "HTML elements lie too deep in one another here; close the tags that are open"
            raise ReviewError(message, path=name, line=entry.line)
    if root is not None:
        # What follows a premature </html> is a tree of its own beside the first.
        yield from _walk([*reversed(list(root.itersiblings(preceding=True))), root, *root.itersiblings()])


def _walk(trees: list[etree._Element]) -> Iterator[Event]:
    from lxml import etree

    line = 1
    for tree in trees:
        if not isinstance(tree.tag, str):
            yield Event("comment", tree.text or "", tree.sourceline or line)
            continue
        for action, element in etree.iterwalk(tree, events=("start", "end", "comment")):
            text = element.tail
            if action == "comment":
                yield Event("comment", element.text or "", max(line, element.sourceline or 0))
                line += (element.text or "").count("\n")
            elif action == "start":
                line = max(line, element.sourceline or 0)
                text = element.text
                yield _opening(element, line)
            elif element.tag != "br":
                yield Event("end", element.tag, line)
            if text:
                yield Event("text", text, line)
                line += text.count("\n")


def _opening(element: etree._Element, line: int) -> Event:
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    if element.tag == "br":
        return Event("break", "soft" if _SOFT in attributes else "hard", line)
    if element.tag == "ol" and "reversed" in attributes:
        attributes.setdefault("start", str(len(element.findall("li"))))
    return Event("start", element.tag, line, attributes)


def _serialise(events: list[Event], name: str) -> str:
    last_close = {closed_by(event.value): index for index, event in enumerate(events) if event.kind == "raw"}
    parts: list[str] = []
    line = 1
    for index, event in enumerate(events):
        if event.kind == "raw":
            later = {tag for tag, last in last_close.items() if last > index}
            piece = made_whole(event, name, later)
        else:
            piece = _written(event)
        parts.append("\n" * (event.line - line) + piece)
        line = max(line, event.line) + piece.count("\n")
    return "".join(parts)


def _written(event: Event) -> str:
    if event.kind == "start":
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in event.attributes.items())
        return f"<{event.value}{attributes}>"
    if event.kind == "end":
        return "" if event.value == "hr" else f"</{event.value}>"
    if event.kind == "break":
        return f"<br {_SOFT}>" if event.value == "soft" else "<br>"
    return escape(event.value, quote=False)
