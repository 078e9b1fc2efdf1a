"""Raw HTML made whole before it is parsed, so that one slip of the writer does not swallow the words after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.errors import ReviewError

if TYPE_CHECKING:
    from collections.abc import Container

    from reviewcast.document.events import Event

_SWALLOWERS = frozenset(["script", "style", "iframe", "textarea", "title", "xmp", "noembed", "noframes"])
"""Elements of raw text: up to their own end tag nothing is markup (HTML Living Standard, 13.2.5.2-4)."""

_MOST_SLIPS = 50
"""Tags cut off in one piece of HTML; each costs a look at the rest of it."""

_NAME = re.compile(r"</?([a-z]{1,20})", re.IGNORECASE | re.ASCII)
_STOP = re.compile("=[ \t\n]*[\"']|>")


def closed_by(source: str) -> str:
    """The name of the raw text element that *source* closes; empty when it is no end tag of one."""
    found = _NAME.match(source) if source.startswith("</") else None
    return found[1].lower() if found and found[1].lower() in _SWALLOWERS else ""


def made_whole(event: Event, name: str, closed_later: Container[str]) -> str:
    """The raw HTML of *event*, swallowing nothing of what follows it.

    A tag that is cut off becomes text; an element of raw text that nothing closes, here or (*closed_later*)
    in a later piece, is closed at once. ReviewError for a comment without an end and for a heap of cut-off tags.
    """
    source, lower = event.value, _lowered(event.value)
    parts: list[str] = []
    never_closed: set[str] = set()
    kept = position = slips = 0
    while (position := source.find("<", position)) >= 0:
        end = _end_of_markup(source, position)
        if end < 0:
            slips += 1
            _check(event, name, position, slips)
            parts.append(f"{source[kept:position]}&lt;")
            kept = position = position + 1
            continue
        found = _NAME.match(source, position)
        tag = found[1].lower() if found and source[position + 1] != "/" else ""
        position = end
        if tag == "plaintext":  # swallows all that follows by definition; nobody means it
            parts.append(source[kept : found.start()] if found else "")
            kept = end
        elif tag in _SWALLOWERS:
            close = -1 if tag in never_closed else lower.find(f"</{tag}", end)
            if close >= 0:
                position = close
            elif tag not in closed_later:
                never_closed.add(tag)
                parts.append(f"{source[kept:end]}</{tag}>")
                kept = end
    return "".join(parts) + source[kept:]


def _check(event: Event, name: str, position: int, slips: int) -> None:
    line = event.line + event.value.count("\n", 0, position)
    if event.value.startswith("<!--", position):
        message = "the comment that begins here is never closed; write --> where it ends"
        raise ReviewError(message, path=name, line=line)
    if slips > _MOST_SLIPS:
        raise ReviewError("this HTML cannot be read: its tags are cut off; mend them", path=name, line=line)


def _lowered(source: str) -> str:
    """Lower case for ASCII only, so that no position moves."""
    return source.lower() if source.isascii() else source.encode("utf-16-le").lower().decode("utf-16-le")


def _end_of_markup(source: str, position: int) -> int:
    """Where the tag or comment at *position* ends; the next character when it is neither; -1 when it is cut off."""
    following = source[position + 1 : position + 2]
    if source.startswith("<!--", position):
        return _after(source, "-->", position + 2)
    if following in {"!", "?"}:
        return _after(source, ">", position)
    if following != "/" and not (following.isascii() and following.isalpha()):
        return position + 1
    while stop := _STOP.search(source, position):
        if stop[0] == ">":
            return stop.end()
        position = source.find(stop[0][-1], stop.end())
        if position < 0:
            break
    return -1


def _after(source: str, mark: str, position: int) -> int:
    found = source.find(mark, position)
    return found + len(mark) if found >= 0 else -1
