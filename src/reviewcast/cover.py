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
import warnings
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is an exception
from typing import TYPE_CHECKING

from reviewcast import lettering
from reviewcast.errors import ShowError

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

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
    words = lettering.printable(title)
    picture = _PICTURES[seed[1] % len(_PICTURES)] if words else _draw_reel
    picture(canvas, palette)
    _draw_seats(canvas, palette, lit=seed[2] % 4)
    _draw_film_edge(canvas, palette, seed)
    if words:
        _draw_words(canvas, palette, words, lettering.printable(author))
    return _jpeg(image, MOST_BYTES, quality=90)


def key(title: str, author: str = "") -> str:
    """A digest, in hex, of all that decides the bytes of ``draw(title, author)``: the words, this code and Pillow."""
    import PIL

    code = (Path(module).read_bytes() for module in (__file__, lettering.__file__))
    parts = (title.encode("utf-8", "replace"), author.encode("utf-8", "replace"), PIL.__version__.encode(), *code)
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


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


def _draw_words(canvas: ImageDraw, palette: Palette, title: str, author: str) -> None:
    y = float(_TOP)
    size, lines = lettering.fit(title, _RIGHT - _LEFT, _BOTTOM - _TOP - (230 if author else 0), largest=1200)
    for line in lines:
        lettering.draw_line(canvas, line, (_LEFT, y), size, colour=palette.type, heavy=lettering.BOLD)
        y += size * lettering.LEADING
    if not author:
        return
    canvas.rectangle((_LEFT, y + 80, _LEFT + 240, y + 100), palette.type)
    y += 150
    size, lines = lettering.fit(author, _RIGHT - _LEFT, 140, largest=120)
    for line in lines:
        lettering.draw_line(canvas, line, (_LEFT, y), size, colour=palette.type, heavy=0.006)
        y += size * lettering.LEADING


# --- JPEG -------------------------------------------------------------------------------------------------

_WANTED = f"a cover must be a square JPEG or PNG of {SMALLEST} to {SIDE} pixels a side"

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, TypeError, StructError)
"""What Pillow raises for a damaged image, as fuzzing found; UnidentifiedImageError is an OSError."""


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
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # Pillow's: of great size, which is refused here, or of damage that does no harm
        image = _opened(data, path)
        try:
            image.load()
            plain = _on_white(image)
        except _BROKEN as error:
            raise ShowError(f"the image is damaged and cannot be decoded; {_WANTED}", path=path) from error
    clean = image.format == "JPEG" and image.mode == "RGB" and not {"exif", "xmp"} & image.info.keys()
    return data if clean and len(data) <= MOST_BYTES else _jpeg(plain, MOST_BYTES, quality=92)


def _opened(data: bytes, path: str) -> Image:
    """The image, not decoded yet, of a form and size that a cover may have."""
    from PIL import Image as Images

    try:
        image = Images.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    except (*_BROKEN, Images.DecompressionBombError) as error:
        raise ShowError(f"this is not a JPEG or PNG image that can be read; {_WANTED}", path=path) from error
    width, height = image.size
    if width != height or not SMALLEST <= width <= SIDE:
        raise ShowError(f"the image is {width} x {height} pixels; {_WANTED}", path=path)
    return image


def _on_white(image: Image) -> Image:
    """*image* in RGB and upright, what is see-through laid on white."""
    from PIL import Image as Images
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits a sample
        upright = upright.convert("I").point(lambda value: value / 257).convert("L")
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    layer = upright.convert("RGBA")
    paper = Images.new("RGB", upright.size, "white")
    paper.paste(layer, mask=layer)
    return paper


def _jpeg(image: Image, most: int, *, quality: int) -> bytes:
    """*image* as a JPEG of at most *most* bytes: first at lower quality, then smaller, then whatever it takes."""
    for side in (image.width, 2000, SMALLEST):
        if side < image.width:
            image = image.resize((side, side))
        for step in range(quality, 50, -12):
            data = _encoded(image, step)
            if len(data) <= most:
                return data
    return next(data for step in (40, 25, 10, 1) if len(data := _encoded(image, step)) <= most or step == 1)


def _encoded(image: Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
