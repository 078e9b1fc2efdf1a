"""ID3v2.3 tags: title, show, author, date, cover and chapters, as podcast apps read them; and chapters read back.

Written by hand because the order of chapter frames matters: readers list them as they stand in the file, and
mutagen sorts them by size. (id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum".)
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from reviewcast.notation import line, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewcast.model import Chapter, Tags

LONGEST = 256
"""Characters of a text; some apps show nothing at all of a longer one."""

_NO_OFFSET = b"\xff" * 8
"""A chapter's place in bytes, which is told by its time alone."""
_FRONT_COVER = 3
_TOP_LEVEL, _ORDERED = 2, 1
_HEADER = 10
"""Bytes of the tag's header, and of a frame's."""
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_SEALED_V3, _SEALED_V4 = 0xC0, 0x0C
"""Of a frame's flags: compressed, encrypted."""
_CODECS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
"""By the byte before a text; v2.3 knows the first two."""


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
    """In one line, as feed and pages have it, and not too long."""
    return line(text)[:LONGEST]


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
    times = struct.pack(">II", milliseconds(chapter.start), milliseconds(chapter.end))
    return _frame("CHAP", name + times + _NO_OFFSET + _text("TIT2", chapter.title))


# --- reading ----------------------------------------------------------------------------------------------


def size(head: bytes) -> int:
    """Bytes of the tag at the beginning of a file whose first ten bytes are *head*; 0 where there is none.

    Raises ValueError for a length that no tag has.
    """
    if len(head) < _HEADER or head[:3] != b"ID3":
        return 0
    return _HEADER + _plain(head[6:10])


def read_chapters(data: bytes) -> tuple[tuple[int, int, str], ...]:
    """The chapters of the tag at the beginning of *data*: (start, end, title), in milliseconds.

    They come in the order of the table of contents, then those that it does not name as they stand. ID3v2.3 and
    2.4 are read; a file without a tag, or with an older one, has none. Raises ValueError for a tag that is cut
    short, or in which a length leads out of what it belongs to.
    """
    end = size(data)
    if not end or data[3] not in {3, 4}:
        return ()
    if end > len(data):
        raise ValueError("the ID3 tag is cut short")
    version, flags, body = data[3], data[5], data[_HEADER:end]
    if version == 3 and flags & _UNSYNCHRONISED:
        body = body.replace(b"\xff\0", b"\xff")
    if flags & _EXTENDED:
        body = body[_extension(body, version) :]
    chapters: dict[bytes, tuple[int, int, str]] = {}
    contents: dict[bytes, tuple[bool, list[bytes]]] = {}
    for name, frame in _frames(body, version):
        key, _, rest = frame.partition(b"\0")
        if name == b"CHAP":
            chapters.setdefault(key, _read_chapter(rest, version))
        elif name == b"CTOC":
            contents.setdefault(key, _read_contents(rest))
    order = dict.fromkeys((*_listed(contents), *chapters))
    return tuple(chapters[key] for key in order if key in chapters)


def _plain(number: bytes) -> int:
    """A number of seven bits a byte (v2.4, 6.2)."""
    if max(number) > 0x7F:
        raise ValueError("the ID3 tag has a length that is none")
    return sum(byte << shift for byte, shift in zip(number, (21, 14, 7, 0), strict=True))


def _extension(body: bytes, version: int) -> int:
    """Bytes of the extended header: its length is told without its own four in v2.3 (3.2), with them in v2.4."""
    if len(body) < 4:
        raise ValueError("the ID3 tag is cut short")
    return _plain(body[:4]) if version == 4 else 4 + int.from_bytes(body[:4], "big")


def _frames(body: bytes, version: int) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each frame up to the padding, but for what is compressed or encrypted."""
    at = 0
    while at + _HEADER <= len(body) and body[at]:
        name, number, flags = body[at : at + 4], body[at + 4 : at + 8], body[at + 9]
        length = _plain(number) if version == 4 else int.from_bytes(number, "big")
        at += _HEADER
        if length > len(body) - at:
            raise ValueError("the ID3 tag has a frame that is longer than the tag")
        content = body[at : at + length]
        at += length
        if not flags & (_SEALED_V4 if version == 4 else _SEALED_V3):
            yield name, _unwrapped(content, flags, version)


def _unwrapped(content: bytes, flags: int, version: int) -> bytes:
    """*content* without what its flags put before it (v2.3, 3.3.1; v2.4, 4.1.2)."""
    grouped, resynchronised, measured = (0x40, 0x02, 0x01) if version == 4 else (0x20, 0, 0)
    content = content[bool(flags & grouped) + 4 * bool(flags & measured) :]
    return content.replace(b"\xff\0", b"\xff") if flags & resynchronised else content


def _read_chapter(rest: bytes, version: int) -> tuple[int, int, str]:
    """What follows the name: two times, two places in bytes, and frames, of which one has the title."""
    if len(rest) < 16:
        raise ValueError("the ID3 tag has a chapter that is cut short")
    start, end = struct.unpack(">II", rest[:8])
    titles = (_read_text(content) for name, content in _frames(rest[16:], version) if name == b"TIT2")
    return start, end, next(titles, "")


def _read_text(content: bytes) -> str:
    """A text and the byte that names its encoding (4.2); what cannot be decoded is replaced."""
    codec = _CODECS[content[0]] if content and content[0] < len(_CODECS) else "latin-1"
    return content[1:].decode(codec, "replace").partition("\0")[0]


def _read_contents(rest: bytes) -> tuple[bool, list[bytes]]:
    """Whether a table of contents is the topmost, and the names in it."""
    if len(rest) < 2:
        raise ValueError("the ID3 tag has a table of contents that is cut short")
    names = rest[2:].split(b"\0", rest[1])
    if len(names) <= rest[1]:
        raise ValueError("the ID3 tag has a table of contents that is cut short")
    return bool(rest[0] & _TOP_LEVEL), names[: rest[1]]


def _listed(contents: Mapping[bytes, tuple[bool, list[bytes]]]) -> Iterator[bytes]:
    """The names of the topmost tables in their order, those of tables within them in place; each table once."""
    waiting = [name for name, (is_top, _) in contents.items() if is_top][::-1]
    seen: set[bytes] = set()
    while waiting:
        name = waiting.pop()
        if name not in contents:
            yield name
        elif name not in seen:
            seen.add(name)
            waiting += reversed(contents[name][1])
