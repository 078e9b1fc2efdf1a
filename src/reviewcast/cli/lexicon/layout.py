"""How rows and remarks are laid out for people."""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.naming import Sentence

_WIDEST = 26
"""Cells that are longer push the rest of their row to the right, and not that of every row."""


def width(text: str) -> int:
    """The columns that *text* takes on a terminal: none for marks above a letter, two for wide letters."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def padded(text: str, columns_: int) -> str:
    """*text* with blanks behind it, up to so many columns."""
    return text + " " * (columns_ - width(text))


def widest(cells: Iterable[str]) -> int:
    """The columns that *cells* get when they stand below each other: those of the longest that is not overlong."""
    return max((wide for cell in cells if (wide := width(cell)) <= _WIDEST), default=0)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each of *rows* as a line, its cells below each other and two blanks apart; empty columns are left out."""
    turned = list(zip(*rows, strict=True))
    widths = [widest(column) for column in turned]
    used = [any(column) for column in turned]
    for row in rows:
        cells = [padded(cell, wide) for cell, wide, some in zip(row, widths, used, strict=True) if some]
        yield "  ".join(cells).rstrip()


def sentence(said: Sentence) -> str:
    """A sentence and where it stands; the show's own words, around a review, stand on no line of it."""
    place = f"{said.review}:{said.line}" if said.line else str(said.review)
    return f"{place}: {said.text}"


def wrapped(text: str, indent: str, first: str | None = None) -> str:
    """*text* behind *indent*, on its first line behind *first*: in the width of the terminal, if it goes to one."""
    first = indent if first is None else first
    if not sys.stdout.isatty():
        return first + text
    wide = max(40, shutil.get_terminal_size().columns)
    return textwrap.fill(text, wide, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)
