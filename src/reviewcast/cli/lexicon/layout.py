"""How rows and remarks are laid out for people."""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDEST = 32
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


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each of *rows* as a line, its cells below each other and two blanks apart; empty columns are left out."""
    turned = list(zip(*rows, strict=True))
    widths = [max((wide for cell in column if (wide := width(cell)) <= _WIDEST), default=0) for column in turned]
    used = [any(column) for column in turned]
    for row in rows:
        cells = [padded(cell, wide) for cell, wide, some in zip(row, widths, used, strict=True) if some]
        yield "  ".join(cells).rstrip()


def wrapped(text: str, indent: str) -> str:
    """*text* behind *indent*: in the width of the terminal, or on one line where nobody reads it on one."""
    if not sys.stdout.isatty():
        return indent + text
    wide = max(40, shutil.get_terminal_size().columns)
    return textwrap.fill(text, wide, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
