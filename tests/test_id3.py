"""ID3v2.3, read back by a reader of the standard's words, thirty lines long."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import id3
from reviewcast.model import Chapter, Tags

TAGS = Tags("A Title", "A Show", "An Author", "2026-11-05", comment="Synthetic.", cover=b"\xff\xd8picture")


def read(data: bytes) -> list[tuple[str, bytes]]:
    """The frames of a tag in their order, and that nothing is left over."""
    assert data[:6] == b"ID3\x03\x00\x00"
    size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    assert all(byte < 128 for byte in data[6:10])
    assert len(data) == 10 + size
    return frames(data[10:])


def frames(data: bytes) -> list[tuple[str, bytes]]:
    found = []
    while data:
        name, size, flags = struct.unpack(">4sIH", data[:10])
        assert flags == 0
        found.append((name.decode(), data[10 : 10 + size]))
        assert len(found[-1][1]) == size
        data = data[10 + size :]
    return found


def text(body: bytes) -> str:
    return body[1:].decode("latin-1" if body[0] == 0 else "utf-16")


def test_every_tag_is_there():
    """Title, show, author, date, language, genre, comment and cover are what was given."""
    found = dict(read(id3.tag(TAGS)))
    texts = {name: text(body) for name, body in found.items() if name.startswith("T")}
    assert texts == {
        "TIT2": "A Title",
        "TALB": "A Show",
        "TPE1": "An Author",
        "TYER": "2026",
        "TDAT": "0511",
        "TLAN": "eng",
        "TCON": "Podcast",
    }
    assert found["COMM"] == b"\0eng\0Synthetic."
    assert found["APIC"] == b"\0image/jpeg\0\x03\0\xff\xd8picture"


def test_nothing_empty_is_written():
    """A tag without a value has no frame."""
    names = [name for name, _ in read(id3.tag(Tags("T", "", "", "")))]
    assert names == ["TIT2", "TLAN", "TCON"]


def test_chapters_stand_in_the_order_of_time():
    """Whatever order they come in and however long their titles, the table and the frames follow the clock."""
    given_chapters = (Chapter(60, 90.5, "x"), Chapter(0, 10, "A very long title " * 5), Chapter(10, 60, "Ȩ"))
    found = read(id3.tag(Tags("T", "S", "A", "2026-01-01", chapters=given_chapters)))
    assert [body for name, body in found if name == "CTOC"] == [b"toc\0\x03\x03chp0\0chp1\0chp2\0"]
    chapters = [body for name, body in found if name == "CHAP"]
    assert [body[:5] for body in chapters] == [b"chp0\0", b"chp1\0", b"chp2\0"]
    assert [struct.unpack(">II", body[5:13]) for body in chapters] == [(0, 10_000), (10_000, 60_000), (60_000, 90_500)]
    assert all(body[13:21] == b"\xff" * 8 for body in chapters)
    titles = [text(dict(frames(body[21:]))["TIT2"]) for body in chapters]
    assert titles == [("A very long title " * 5).strip(), "Ȩ", "x"]


def test_more_chapters_than_the_table_can_name():
    """The table counts in one byte: what is beyond 255 is left out, and the tag stays whole."""
    many = tuple(Chapter(index, index + 1, str(index)) for index in range(300))
    found = read(id3.tag(Tags("T", "S", "A", "2026-01-01", chapters=many)))
    assert sum(name == "CHAP" for name, _ in found) == 255


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_comes_back(title, comment):
    """Emoji, lone surrogates, NUL and line ends do not break a tag; what is text is read back."""
    found = dict(read(id3.tag(Tags(title, "S", "A", "2026-01-01", comment=comment))))
    told = text(found["TIT2"]) if "TIT2" in found else ""
    assert told == " ".join(title.encode("utf-8", "replace").decode().replace("\0", "").split())[:256]
    assert "\0" not in told


@pytest.mark.parametrize("length", [10, 10_000])
def test_long_texts_are_cut(length):
    """A text has at most 256 characters."""
    found = dict(read(id3.tag(Tags("é" * length, "S", "A", "2026-01-01"))))
    assert text(found["TIT2"]) == "é" * min(length, 256)


def test_what_latin_1_lacks_is_utf_16_with_its_mark():
    """v2.3 knows no UTF-8: typographic quotes go as UTF-16 with a byte order mark."""
    found = dict(read(id3.tag(Tags("“Seven”", "S", "A", "2026-01-01", comment="“"))))
    assert found["TIT2"][:3] == b"\1\xff\xfe"
    assert found["COMM"] == b"\1eng\xff\xfe\0\0\xff\xfe" + "“".encode("utf-16-le")


@pytest.mark.parametrize(("language", "code"), [("en", "eng"), ("en-US", "eng"), ("DE", "deu"), ("tlh", "und")])
def test_a_language_becomes_the_code_that_the_tag_wants(language, code):
    """Three letters of ISO 639-2, or the mark for what has none here."""
    assert id3.language_code(language) == code
