"""ID3v2.3 tags: title, show, author, date, cover and chapters, as podcast apps read them.

Written by hand because the order of chapter frames matters: readers list them as they stand in the file, and
mutagen sorts them by size. (id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum".)
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewcast.model import Chapter, Tags

LONGEST = 256
"""Characters of a text; some apps show nothing at all of a longer one."""

_NO_OFFSET = b"\xff" * 8
"""A chapter's place in bytes, which is told by its time alone."""
_FRONT_COVER = 3
_TOP_LEVEL, _ORDERED = 2, 1


_LANGUAGES = dict(
    pair.split(":")
    for pair in [
        "cs:ces",
        "da:dan",
        "de:deu",
        "el:ell",
        "en:eng",
        "es:spa",
        "fi:fin",
        "fr:fra",
        "hu:hun",
        "it:ita",
        "ja:jpn",
        "ko:kor",
        "nb:nob",
        "nl:nld",
        "no:nor",
        "pl:pol",
        "pt:por",
        "ro:ron",
        "ru:rus",
        "sv:swe",
        "tr:tur",
        "uk:ukr",
        "zh:zho",
    ]
)
"""ISO 639-1 to 639-2."""


def language_code(language: str) -> str:
    """The ISO 639-2 code that TLAN wants for a language such as ``en-US``; ``und`` (undetermined) for a rare one."""
    return _LANGUAGES.get(language.partition("-")[0].lower(), "und")


def tag(tags: Tags) -> bytes:
    """The whole tag, to stand at the beginning of the file; its chapters in the order of time."""
    frames = [
        _text("TIT2", tags.title),
        _text("TALB", tags.show),
        _text("TPE1", tags.author),
        *_date(tags.date),
        _text("TLAN", tags.language),
        _text("TCON", "Podcast"),
        _comment(tags.comment, tags.language),
        _picture(tags.cover),
        *_chapters(tags.chapters),
    ]
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def _frame(name: str, body: bytes) -> bytes:
    """Section 3.3: the size is a plain 32-bit number, unlike the whole tag's and unlike in v2.4."""
    return name.encode() + struct.pack(">IH", len(body), 0) + body


def _syncsafe(size: int) -> bytes:
    """Section 3.1: seven bits a byte."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _clean(text: str) -> str:
    """Without what ends a text or breaks its encoding, in one line, and not too long."""
    whole = text.replace("\0", "").encode("utf-8", "replace").decode()
    return " ".join(whole.split())[:LONGEST]


def _encoded(text: str) -> tuple[bytes, bytes]:
    """The byte that names the encoding, and the text in it: Latin-1 where that does, else UTF-16 with its mark."""
    try:
        return b"\0", text.encode("latin-1")
    except UnicodeEncodeError:
        return b"\1", b"\xff\xfe" + text.encode("utf-16-le")


def _text(name: str, text: str) -> bytes:
    """A text frame (4.2); nothing for an empty text."""
    text = _clean(text)
    return _frame(name, b"".join(_encoded(text))) if text else b""


def _date(date: str) -> list[bytes]:
    """Year, and day and month, from an ISO date: v2.3 has no frame for a whole one."""
    year, month, day = [*date[:10].split("-"), "", ""][:3]
    return [_text("TYER", year), _text("TDAT", day + month)]


def _comment(text: str, language: str) -> bytes:
    """A comment without a short description (4.11)."""
    text = _clean(text)
    if not text:
        return b""
    encoding, words = _encoded(text)
    nothing = b"\0" if encoding == b"\0" else b"\xff\xfe\0\0"
    return _frame("COMM", encoding + language.encode("ascii", "replace")[:3].ljust(3) + nothing + words)


def _picture(jpeg: bytes) -> bytes:
    """The front cover (4.15)."""
    if not jpeg:
        return b""
    return _frame("APIC", b"\0image/jpeg\0" + bytes([_FRONT_COVER]) + b"\0" + jpeg)


def _chapters(chapters: tuple[Chapter, ...]) -> list[bytes]:
    """The table of contents, which names up to 255 chapters in their order, then the chapters."""
    ordered = sorted(chapters, key=lambda chapter: chapter.start)[:255]
    if not ordered:
        return []
    names = [f"chp{index}".encode() + b"\0" for index in range(len(ordered))]
    contents = b"toc\0" + bytes([_TOP_LEVEL | _ORDERED, len(names)]) + b"".join(names)
    return [
        _frame("CTOC", contents),
        *(_chapter(name, chapter) for name, chapter in zip(names, ordered, strict=True)),
    ]


def _chapter(name: bytes, chapter: Chapter) -> bytes:
    """Start and end in milliseconds, no byte offsets, and the title in a frame of its own."""
    times = struct.pack(">II", round(chapter.start * 1000), round(chapter.end * 1000))
    return _frame("CHAP", name + times + _NO_OFFSET + _text("TIT2", chapter.title))
