"""The cover: drawn for a show that has none, checked for a show that has one.

The drawn cover is a frame of film that can be heard: perforations and an optical soundtrack at its left
edge, then a picture house seen from the back row with the title on it, and one seat lit, the critic's. The
title decides palette, picture and soundtrack, so every show has its own and keeps it.

Apple asks for a square JPEG or PNG of 1400 to 3000 pixels in RGB (podcasters.apple.com/support/896); many
hosts allow 512 KB. Apps lay their bar over the bottom fifth, which has no words in it. Pillow is imported
where it is used.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from reviewcast.errors import ShowError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIDE = 3000
"""Pixels of the drawn cover, and the most a cover may have."""

SMALLEST = 1400
"""The fewest pixels a cover may have."""

MOST_BYTES = 512 * 1024
"""What a published cover may weigh."""

SMALL_BYTES = 120 * 1024
"""What the picture inside an MP3 may weigh."""

# --- the design -------------------------------------------------------------------------------------------

_EDGE = 250
"""Where the perforated edge of the film ends."""
_FRAME = 560
"""Where the soundtrack ends and the picture begins."""
_LEFT, _RIGHT = _FRAME + 150, SIDE - 150
_TOP, _BOTTOM = 210, 2330
"""The box that holds all words; below it is the fifth that apps cover."""
_LEADING = 1.06
_HEAVY = 0.02
"""Half the width of the stroke that makes the one weight of the font a bold one, in ems."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Six flat colours; ``type`` is legible on ``ground`` and on ``figure``."""

    ground: str
    figure: str
    ink: str
    type: str
    accent: str
    holes: str
    """The perforations, light on ``ink``."""


PALETTES = (
    Palette("#17264a", "#b8392a", "#0a1020", "#fff3dc", "#f3b33d", "#fff3dc"),  # nitrate
    Palette("#f3b936", "#e8683a", "#1c1a1f", "#1c1a1f", "#f6ead2", "#f3b936"),  # marquee
    Palette("#0d4f55", "#127a78", "#062a2e", "#fdf2dd", "#f26b4e", "#fdf2dd"),  # lobby
    Palette("#ecdfc6", "#e38a6c", "#1e2d38", "#1e2d38", "#58b8a8", "#ecdfc6"),  # two-strip
    Palette("#26262b", "#5a5a63", "#0e0e11", "#f6f2e9", "#ee3d48", "#f6f2e9"),  # noir
    Palette("#5b1023", "#95203a", "#2a060f", "#ffe8d0", "#f2a65e", "#ffe8d0"),  # velvet
    Palette("#a9c8a4", "#f1e6c8", "#1f2e29", "#1f2e29", "#e2664a", "#f1e6c8"),  # pistachio
    Palette("#c8b8e6", "#f4c8b4", "#2a1c49", "#2a1c49", "#f2c14e", "#e6ddf5"),  # matinee
)


def draw(title: str, author: str = "") -> bytes:
    """A cover of SIDE x SIDE pixels: JPEG, RGB, at most MOST_BYTES; the same bytes for the same words.

    Words in letters that the font lacks are left to the apps, which print the title beside the cover
    anyway: then the picture stands alone.
    """
    from PIL import Image, ImageDraw

    seed = sha256(title.encode("utf-8", "replace")).digest()
    palette = PALETTES[seed[0] % len(PALETTES)]
    image = Image.new("RGB", (SIDE, SIDE), palette.ground)
    canvas = ImageDraw.Draw(image)
    words = _printable(title)
    picture = _PICTURES[seed[1] % len(_PICTURES)] if words else _draw_reel
    picture(canvas, palette)
    _draw_seats(canvas, palette, lit=seed[2] % 4)
    _draw_film_edge(canvas, palette, seed)
    if words:
        _draw_words(canvas, palette, words, _printable(author))
    return _jpeg(image, MOST_BYTES, quality=90)


def _draw_moon(canvas: ImageDraw, palette: Palette) -> None:
    canvas.circle((2080, 2060), 1180, palette.figure)


def _draw_beam(canvas: ImageDraw, palette: Palette) -> None:
    canvas.polygon([(_FRAME, 2370), (SIDE, 620), (SIDE, 3060), (_FRAME, 2430)], palette.figure)
    canvas.circle((_FRAME, 2400), 130, palette.accent)


def _draw_iris(canvas: ImageDraw, palette: Palette) -> None:
    for radius, colour in ((1900, palette.figure), (1350, palette.ground), (800, palette.figure)):
        canvas.circle((1780, 2600), radius, colour)


def _draw_reel(canvas: ImageDraw, palette: Palette) -> None:
    """The picture that can stand without words."""
    x, y = (_FRAME + SIDE) // 2, 1330
    canvas.circle((x, y), 1060, palette.figure)
    for hole in range(5):
        angle = math.tau * hole / 5 - math.tau / 4
        canvas.circle((x + 620 * math.cos(angle), y + 620 * math.sin(angle)), 290, palette.ground)
    canvas.circle((x, y), 130, palette.accent)


_PICTURES = (_draw_moon, _draw_beam, _draw_iris)


def _draw_seats(canvas: ImageDraw, palette: Palette, lit: int) -> None:
    """The row in front of us, from the frame's left edge to beyond its right one."""
    for seat in range(5):
        left = _FRAME + 60 + seat * 620
        colour = palette.accent if seat == lit else palette.ink
        canvas.rounded_rectangle((left, 2500, left + 540, SIDE + 300), 230, colour)
    canvas.rectangle((0, 2840, SIDE, SIDE), palette.ink)


def _draw_film_edge(canvas: ImageDraw, palette: Palette, seed: bytes) -> None:
    """Perforations, and beside them the soundtrack: a waveform of variable area, mirrored at its middle."""
    canvas.rectangle((0, 0, _FRAME, SIDE), palette.ink)
    for top in range(60, SIDE, 300):
        canvas.rounded_rectangle((62, top, 202, top + 180), 40, palette.holes)
    middle, widest = (_EDGE + _FRAME) // 2, (_FRAME - _EDGE) // 2 - 20
    waves = [(3 + byte % 37, byte / 40) for byte in seed[3:9]]
    half = []
    for y in range(0, SIDE + 1, 6):
        loud = abs(sum(math.sin(math.tau * turns * y / SIDE + phase) for turns, phase in waves)) / len(waves)
        half.append((10 + widest * math.tanh(1.9 * loud), y))
    right = [(middle + x, y) for x, y in half]
    left = [(middle - x, y) for x, y in reversed(half)]
    canvas.polygon(right + left, palette.accent)


# --- the words --------------------------------------------------------------------------------------------

_REPLACED = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "'": "’",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
    }
    | {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ı": "i"}
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


def _printable(text: str) -> str:
    """*text* as the font can set it, decomposed (NFD); empty when too little of it would be left."""
    wanted = [letter for letter in unicodedata.normalize("NFD", text.translate(_REPLACED)) if letter.isprintable()]
    kept = [letter for letter in wanted if letter in _GLYPHS or letter in _MARKS]
    letters = sum(letter.isalnum() for letter in wanted)
    if not letters or sum(letter.isalnum() for letter in kept) < 0.8 * letters:
        return ""
    line = " ".join("".join(kept).split())
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _draw_words(canvas: ImageDraw, palette: Palette, title: str, author: str) -> None:
    y = float(_TOP)
    size, lines = _fit(title, _RIGHT - _LEFT, _BOTTOM - _TOP - (230 if author else 0), largest=1200)
    for line in lines:
        _draw_line(canvas, line, y, size, colour=palette.type, heavy=_HEAVY)
        y += size * _LEADING
    y += 80
    if author:
        size, lines = _fit(author, _RIGHT - _LEFT, 140, largest=120)
        canvas.rectangle((_LEFT, y, _LEFT + 240, y + 20), palette.type)
        _draw_line(canvas, lines[0], y + 70, size, colour=palette.type, heavy=0.006)


def _fit(text: str, width: int, height: int, *, largest: int) -> tuple[int, list[str]]:
    """The largest size in pixels at which *text* stands in the box, and its lines at that size."""
    words = [piece for word in re.split(" (?!- )", text) for piece in _pieces(word)]
    size = largest
    while size > 20:
        lines = _wrap(words, width / size)
        if len(lines) * size * _LEADING <= height and max(map(_width, lines)) * size <= width:
            break
        size -= 10
    return size, lines


def _pieces(word: str) -> list[str]:
    """*word*, or its parts of about the same length with hyphens when it is too long for large letters."""
    count = math.ceil(len(word) / _LONGEST_WORD)
    step = math.ceil(len(word) / count)
    parts = [word[start : start + step] for start in range(0, len(word), step)]
    return [part + "-" for part in parts[:-1]] + parts[-1:]


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


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font


@cache
def _width(line: str) -> float:
    """In ems, with the stroke that makes it bold."""
    return _font(1000).getlength(_bare(line)) / 1000 + 2 * _HEAVY


def _bare(line: str) -> str:
    return "".join(letter for letter in line if letter not in _MARKS)


def _draw_line(canvas: ImageDraw, line: str, top: float, size: int, *, colour: str, heavy: float) -> None:
    font, stroke, x, baseline = _font(size), size * heavy, _LEFT, top + 0.76 * size
    canvas.text((x, baseline), _bare(line), colour, font, anchor="ls", stroke_width=stroke)
    for before, letter, mark in _marked(line):
        glyph, scale = _MARKS[mark]
        smaller = _font(round(size * scale))
        left, high, right, low = _ink_box(font, letter)
        mark_left, mark_high, mark_right, mark_low = _ink_box(smaller, glyph)
        middle = x + font.getlength(before) + (left + right - mark_left - mark_right) / 2
        lift = low - mark_high if mark in _BELOW else high - mark_low - 0.06 * size - stroke
        canvas.text((middle, baseline + lift), glyph, colour, smaller, anchor="ls", stroke_width=stroke)


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


# --- JPEG -------------------------------------------------------------------------------------------------

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError)
"""What Pillow raises for an image that is damaged; UnidentifiedImageError is an OSError."""


def small(jpeg: bytes, side: int = 750) -> bytes:
    """The cover for inside an MP3: a JPEG of *side* x *side* pixels, at most SMALL_BYTES."""
    from PIL import Image

    image = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    image.draft("RGB", (side, side))
    resized = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    return _jpeg(resized, SMALL_BYTES, quality=86)


def check(data: bytes, path: str) -> bytes:
    """A show's or an episode's own cover as it is published: JPEG, RGB, at most MOST_BYTES.

    A JPEG that is all that already, and carries no Exif (which may tell a place), is kept as it is.
    Raises ShowError when *data* is no JPEG or PNG, is not square, or is smaller or larger than Apple takes.
    """
    from PIL import Image, ImageOps

    wanted = f"a cover must be a square JPEG or PNG of {SMALLEST} to {SIDE} pixels a side"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked before decoding
            image = Image.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    except (*_BROKEN, Image.DecompressionBombError) as error:
        raise ShowError(f"this is not a JPEG or PNG image that can be read; {wanted}", path=path) from error
    width, height = image.size
    if width != height or not SMALLEST <= width <= SIDE:
        raise ShowError(f"the image is {width} x {height} pixels; {wanted}", path=path)
    try:
        image.load()
        plain = _on_white(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise ShowError(f"the image is damaged and cannot be decoded; {wanted}", path=path) from error
    fine = image.format == "JPEG" and image.mode == "RGB" and "exif" not in image.info and len(data) <= MOST_BYTES
    return data if fine else _jpeg(plain, MOST_BYTES, quality=92)


def _on_white(image: Image) -> Image:
    """*image* in RGB, what is see-through laid on white."""
    from PIL import Image as Images

    if image.mode.startswith(("I", "F")):  # 16 bits a sample
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Images.new("RGB", image.size, "white")
    paper.paste(layer, mask=layer)
    return paper


def _jpeg(image: Image, most: int, *, quality: int) -> bytes:
    """*image* as a JPEG of at most *most* bytes, as good as that allows."""
    while True:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= most or quality <= 10:
            return buffer.getvalue()
        quality -= 8
