"""From the bytes of a file to its text: encodings, control characters, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from reviewcast.errors import ReviewError
from reviewcast.model import Omission

MAXIMUM_BYTES = 2_000_000
"""Some 30 hours of speech; more is a mistake or an attack."""

_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "a rich text (RTF) document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"RIFF": "a sound or a film",
    b"OggS": "a sound",
    b"ID3": "an MP3",
    b"fLaC": "a sound",
    b"\x7fELF": "a program",
    b"SQLite format": "a database",
}
_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRAY_CONTROLS = 20
"""So many in good UTF-8 or UTF-16 are an accident, however short the text."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED = re.compile(
    r"(iso-8859-\d+|windows-125\d|koi8-[ru]|shift_jis|euc-(jp|kr)|gb2312|gbk|gb18030|big5|macintosh)", re.IGNORECASE
)
"""Encodings that a page may ask for; others of Python's (idna, unicode_escape ...) are not for strangers."""

_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = {0x0B: " ", 0x0C: " ", 0x85: "\n"}


def decode(data: bytes, name: str, *, html: bool = False) -> tuple[str, tuple[Omission, ...]]:
    """The text of *data* with plain line feeds and no control characters, and what was removed or guessed.

    A byte order mark decides; else UTF-8; else UTF-16 if every other byte is zero; else what an HTML page
    declares; else Windows-1252, which is Latin-1 with typographic quotes. ReviewError for an empty file, more
    than 2 MB, and what is no text.
    """
    if len(data) > MAXIMUM_BYTES:
        raise ReviewError("this is more than 2 MB of text; split it into several reviews", path=name)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ReviewError(f"this is {what}, not a text; save the review as Markdown, HTML or plain text", path=name)
    text, guess = _decode(data, html=html)
    if not text.strip(" \t\r\n\0\ufeff"):
        raise ReviewError("the file is empty; write the review into it", path=name, line=1)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES).removeprefix("\ufeff")
    text, controls = _without_controls(text, name, tolerated=0 if guess else _STRAY_CONTROLS)
    return text, guess + controls


def _decode(data: bytes, *, html: bool) -> tuple[str, tuple[Omission, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), ()
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        encoding = (html and _declared(data)) or "cp1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    label = "Windows-1252 (Latin-1)" if encoding == "cp1252" else encoding
    line = data.count(b"\n", 0, _first_high(data)) + 1
    return text, (Omission(line, "encoding", f"not UTF-8, read as {label}"),)


def _first_high(data: bytes) -> int:
    return next((position for position, byte in enumerate(data) if byte > 127), 0)


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in most scripts' text nearly every other byte, that of the spaces at least, is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    even, odd = sample[0 : half * 2 : 2].count(0), sample[1 : half * 2 : 2].count(0)
    if half and max(even, odd) > half * 0.3 and min(even, odd) < half * 0.05:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:2048])
    name = found[1].decode("ascii", "replace") if found else ""
    return name.lower() if _DECLARED.fullmatch(name) else None


def _without_controls(text: str, name: str, *, tolerated: int) -> tuple[str, tuple[Omission, ...]]:
    """Drop control characters; C1 ones become what Windows means by them, as browsers do it."""
    first = _CONTROLS.search(text)
    if first is None:
        return text, ()
    text = re.sub("[\x80-\x9f]", lambda match: _WINDOWS_1252[ord(match[0])].replace("\ufffd", "\0"), text)
    clean, count = _CONTROLS.subn("", text)
    if count > max(tolerated, len(text) * 0.05) or not clean.strip():
        raise ReviewError("this is not a text; save the review as Markdown, HTML or plain text", path=name)
    line = text.count("\n", 0, first.start()) + 1
    plural = "s" if count > 1 else ""
    return clean, (Omission(line, "control", f"{count} control character{plural}"),) if count else ()
