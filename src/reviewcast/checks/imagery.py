"""What an image file is, from its own bytes: a reader beside Pillow, which wrote them, and no decoder."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOURS = {0: "grey", 2: "RGB", 3: "a palette", 4: "grey with alpha", 6: "RGB with alpha"}
_JPEG_COLOURS = {1: "grey", 3: "RGB", 4: "CMYK"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame, which tells the size (ITU-T T.81, table B.1)."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the head of an image file says."""

    form: str
    """``JPEG`` or ``PNG``."""
    width: int
    height: int
    colours: str
    whole: bool
    """Whether it has its end."""


def examine(data: bytes) -> Picture:
    """The picture of *data*, which may have zeros behind it; ValueError when it is no JPEG or PNG that can be read."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    raise ValueError("it is neither JPEG nor PNG")


def _png(data: bytes) -> Picture:
    """PNG, 11.2.1: the first chunk is IHDR."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise ValueError("it is a PNG that has lost its beginning")
    width, height, _, kind = struct.unpack(">IIBB", data[16:26])
    colours = _PNG_COLOURS.get(kind, "unknown colours")
    if b"tRNS" in data[: data.find(b"IDAT")]:
        colours += " with alpha"
    return Picture("PNG", width, height, colours, _ends(data, b"IEND"))


def _jpeg(data: bytes) -> Picture:
    """ITU-T T.81, B.2: segments up to the first frame."""
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker in _FRAMES:
            height, width, components = struct.unpack(">HHB", data[position + 5 : position + 10])
            colours = _JPEG_COLOURS.get(components, "unknown colours")
            return Picture("JPEG", width, height, colours, _ends(data, b"\xff\xd9"))
        if marker == 0xFF:  # fill
            position += 1
        elif marker in _ALONE:
            position += 2
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    raise ValueError("it is a JPEG that has lost its beginning")


def _ends(data: bytes, mark: bytes) -> bool:
    """Whether the mark of the end is there; zeros, or a few words of some program, may come after it."""
    return mark in data.rstrip(b"\0")[-64:]
