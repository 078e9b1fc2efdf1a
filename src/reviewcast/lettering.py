"""Words in large letters, set in the one font that is everywhere: the part of Aileron inside Pillow.

It has ASCII and some punctuation, so letters with marks are composed of a letter and a mark. Only ``cover``
needs it. Pillow is imported where it is used.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

LEADING = 1.06
"""From line to line, in ems."""

BOLD = 0.02
"""Half the width of the stroke that makes the one weight of the font a bold one, in ems."""

_REPLACED = str.maketrans(
    dict(zip("–—‐‑−'\u00a0øØłŁđĐðı", "-----’ oOlLdDdi", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"}
)
"""Letters that the font lacks and that do not decompose, as close as it comes."""

_GLYPHS = frozenset(map(chr, range(32, 127))) | frozenset("©«»°±´·‘’“”…‹›™")
"""What the font inside Pillow (a part of Aileron) has."""

_MARKS = {
    "\u0300": ("`", 1.2),  # grave
    "\u0301": ("´", 1.2),  # acute
    "\u0302": ("^", 0.5),  # circumflex
    "\u0303": ("~", 0.9),  # tilde
    "\u0304": ("-", 1.2),  # macron
    "\u0307": (".", 1.0),  # dot
    "\u0308": ("..", 0.9),  # diaeresis
    "\u030a": ("°", 1.0),  # ring
    "\u030b": ("´´", 1.1),  # double acute
    "\u030c": ("v", 0.45),  # caron
    "\u0327": (",", 0.8),  # cedilla
    "\u0328": (",", 0.8),  # ogonek
}
"""Combining marks and the glyphs, with their scale, that we set them with: the font has no letter with a mark."""

_BELOW = frozenset("\u0327\u0328")
_LONGEST_WORD, _LONGEST_TITLE = 17, 120


def printable(text: str) -> str:
    """*text* as the font can set it, decomposed (NFD); empty when too little of it would be left."""
    wanted = [letter for letter in unicodedata.normalize("NFD", text.translate(_REPLACED)) if letter.isprintable()]
    kept = [letter for letter in wanted if letter in _GLYPHS or letter in _MARKS]
    letters = sum(letter.isalnum() for letter in wanted)
    if not letters or sum(letter.isalnum() for letter in kept) < 0.8 * letters:
        return ""
    line = " ".join("".join(kept).split())
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def fit(text: str, width: int, height: int, *, largest: int) -> tuple[int, list[str]]:
    """The largest size in pixels, up to *largest*, at which *text* stands in the box, and its lines at that size."""
    words = [piece for word in re.split(" (?!- )", text) for piece in _pieces(word)]
    size = largest
    while size > 20:
        lines = _wrap(words, width / size)
        if len(lines) * size * LEADING <= height and max(map(_width, lines)) * size <= width:
            break
        size -= 10
    return size, lines


def draw_line(
    canvas: ImageDraw, line: str, corner: tuple[float, float], size: int, *, colour: str, heavy: float
) -> None:
    """Draw *line* with its left top *corner* at that pixel, *size* pixels to the em, with a stroke of *heavy* ems."""
    font, stroke = _font(size), round(size * heavy)
    x, baseline = corner[0], corner[1] + 0.76 * size
    canvas.text((x, baseline), _bare(line), colour, font, anchor="ls", stroke_width=stroke)
    for before, letter, mark in _marked(line):
        glyph, scale = _MARKS[mark]
        smaller = _font(round(size * scale))
        left, high, right, low = _ink_box(font, letter)
        mark_left, mark_high, mark_right, mark_low = _ink_box(smaller, glyph)
        middle = x + font.getlength(before) + (left + right - mark_left - mark_right) / 2
        lift = low - mark_high if mark in _BELOW else high - mark_low - 0.06 * size - stroke
        canvas.text((middle, baseline + lift), glyph, colour, smaller, anchor="ls", stroke_width=stroke)


def _pieces(word: str) -> list[str]:
    """*word*, or its parts of about the same length with hyphens when it is too long for large letters."""
    count = math.ceil(len(word) / _LONGEST_WORD)
    step = math.ceil(len(word) / count)
    parts = [word[start : start + step] for start in range(0, len(word), step)]
    return [part.rstrip("-") + "-" for part in parts[:-1]] + parts[-1:]


def _wrap(words: list[str], ems: float) -> list[str]:
    """*words* in lines of at most that width, as many words on each as it takes."""
    lines = words[:1]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if _width(longer) <= ems:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=64)
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font


@lru_cache(maxsize=1024)
def _width(line: str) -> float:
    """In ems, with the stroke that makes it bold."""
    return _font(1000).getlength(_bare(line)) / 1000 + 2 * BOLD


def _bare(line: str) -> str:
    return "".join(letter for letter in line if letter not in _MARKS)


def _ink_box(font: FreeTypeFont, glyph: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed, from the origin; ``getbbox`` would add the origin to it."""
    mask, (x, y) = font.getmask2(glyph, mode="L", anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left + x, top + y, right + x, bottom + y


def _marked(line: str) -> Iterator[tuple[str, str, str]]:
    """Every mark of *line* with its letter and the bare text before that letter."""
    bare = ""
    for letter in line:
        if letter not in _MARKS:
            bare += letter
        elif bare:
            yield bare[:-1], bare[-1], letter
