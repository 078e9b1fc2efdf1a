"""Chapters in each form that they are published in, read back: JSON, Podlove's, the tag's, the lines of the notes."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

from reviewcast.notation import line, milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.model import Episode
    from reviewcast.subscription import Item

Marks = tuple[tuple[int, str], ...]
"""(start in milliseconds, title) of each chapter."""

_LINE = re.compile(r"<p>(\d{2,}):(\d{2}):(\d{2}) ([^<]*)</p>", re.ASCII)
"""As our notes have it, with hours: a film is called 3:10 to Yuma, and a paragraph may begin so."""
_START = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)", re.ASCII)


def recorded(episode: Episode) -> Marks:
    """Those of the ledger."""
    return tuple((milliseconds(chapter.start), line(chapter.title)) for chapter in episode.chapters)


def listed(data: bytes) -> Marks:
    """JSON chapters of the podcast namespace, version 1.2; ValueError when they are none."""
    try:
        rows = json.loads(data)["chapters"]
        return tuple((round(float(row["startTime"]) * 1000), line(str(row["title"]))) for row in rows)
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("it is JSON, and not a list of chapters") from error
    except ValueError as error:
        raise ValueError("it is no JSON") from error


def podlove(rows: Sequence[tuple[str, str]]) -> Marks:
    """Podlove's simple chapters; a start that is no time comes before all others, so that the order is wrong."""
    return tuple((_start(start), line(title)) for start, title in rows)


def tagged(rows: Sequence[tuple[int, int, str]]) -> Marks:
    """Those of an ID3 tag."""
    return tuple((start, line(title)) for start, _, title in rows)


def noted(item: Item) -> Marks | None:
    """Every line of the notes that is a chapter, in whole seconds; None where there is none."""
    for notes in (item.description, item.notes):
        if rows := _LINE.findall(notes):
            return tuple((_start(f"{h}:{m}:{s}"), line(unescape(title))) for h, m, s, title in rows)
    return None


def agree(told: Marks, marks: Marks) -> bool:
    """Whether lines in whole seconds, whose titles may be cut, are those chapters."""
    return len(told) == len(marks) and all(
        abs(second - start) <= 1000 and title.startswith(words.rstrip("…").rstrip(" ,;:–—-"))
        for (second, words), (start, title) in zip(told, marks, strict=True)
    )


def _start(written: str) -> int:
    match = _START.fullmatch(written.strip())
    if match is None:
        return -1
    hours, minutes, seconds = match.groups(default="0")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
