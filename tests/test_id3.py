"""ID3v2.3, read back by a reader of the standard's words, thirty lines long; and our own reader, of 2.4 too."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import id3
from reviewcast.model import Chapter, Tags
from reviewcast.notation import line, milliseconds

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
    """Emoji, lone surrogates, NUL and line ends do not break a tag; a title is in it as it is in the feed."""
    found = dict(read(id3.tag(Tags(title, "S", "A", "2026-01-01", comment=comment))))
    told = text(found["TIT2"]) if "TIT2" in found else ""
    assert told == line(title)[:256]


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


# --- our own reader ---------------------------------------------------------------------------------------

CHAPTERS = st.lists(
    st.tuples(st.floats(0, 40_000), st.floats(0, 40_000), st.text(max_size=300)),
    max_size=300,
    unique_by=lambda row: row[0],
)


def plain(number):
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def frame(name, body, *, version=3, flags=0):
    size = plain(len(body)) if version == 4 else struct.pack(">I", len(body))
    return name + size + bytes([0, flags]) + body


def whole(*parts, version=3, flags=0):
    body = b"".join(parts)
    return b"ID3" + bytes([version, 0, flags]) + plain(len(body)) + body


def chapter(name, start, end, title=b"", *, version=3, flags=0):
    inner = frame(b"TIT2", title, version=version) if title else b""
    body = name + b"\0" + struct.pack(">II", start, end) + b"\xff" * 8 + inner
    return frame(b"CHAP", body, version=version, flags=flags)


def contents(name, *children, top=True, version=3):
    body = name + b"\0" + bytes([3 if top else 1, len(children)]) + b"".join(child + b"\0" for child in children)
    return frame(b"CTOC", body, version=version)


@settings(max_examples=60, deadline=None)
@given(CHAPTERS)
def test_chapters_come_back_as_they_were_written(rows):
    """Up to 255 of them, in the order of time, to the millisecond, however long the titles and whatever the cover."""
    chapters = tuple(Chapter(*row) for row in rows)
    data = id3.tag(replace(TAGS, chapters=chapters)) + b"\xff\xfbsound"
    told = sorted(chapters, key=lambda chapter: chapter.start)[:255]
    assert id3.read_chapters(data) == tuple(
        (milliseconds(chapter.start), milliseconds(chapter.end), line(chapter.title)[:256]) for chapter in told
    )
    assert data[id3.size(data[:10]) :] == b"\xff\xfbsound"


@pytest.mark.parametrize("version", [3, 4])
def test_the_table_of_contents_says_the_order(version):
    """Chapters come as it names them, tables within it in place, and those that no table names at the end."""
    data = whole(
        chapter(b"c", 9, 10, version=version),
        chapter(b"x", 99, 100, version=version),
        chapter(b"b", 5, 9, version=version),
        chapter(b"a", 0, 5, version=version),
        contents(b"part", b"b", b"c", top=False, version=version),
        contents(b"toc", b"a", b"nobody", b"part", b"toc", version=version),
        version=version,
    )
    assert [start for start, *_ in id3.read_chapters(data)] == [0, 5, 9, 99]


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (b"\0caf\xe9", "café"),
        (b"\1\xff\xfee\0\0\0x\0", "e"),
        (b"\1\xfe\xff\0e", "e"),
        (b"\2\0e", "e"),
        (b"\3caf\xc3\xa9\0", "café"),
        (b"\3\xff", "\ufffd"),
        (b"\x09x", "x"),
    ],
)
def test_a_title_is_read_in_each_encoding(title, read):
    """Latin-1, UTF-16 with and without a mark, UTF-8; it ends where a NUL stands, and what is broken is replaced."""
    assert id3.read_chapters(whole(chapter(b"a", 0, 1, title))) == ((0, 1, read),)


def test_tags_of_version_2_4_are_read_with_all_their_wrappings():
    """Lengths of seven bits a byte, an extended header, a group, a length told before, and bytes put between."""
    body = b"a\0" + struct.pack(">II", 0xFF, 0x1FF00) + b"\xff" * 8 + frame(b"TIT2", b"\3" + b"x" * 200, version=4)
    wrapped = b"\7" + plain(len(body)) + body.replace(b"\xff", b"\xff\0")
    extended = plain(6) + b"\1\0"
    data = whole(extended, frame(b"CHAP", wrapped, version=4, flags=0x43), bytes(50), version=4, flags=0x40)
    assert id3.read_chapters(data) == ((0xFF, 0x1FF00, "x" * 200),)


def test_tags_of_version_2_3_are_read_with_all_their_wrappings():
    """Bytes put between in the whole tag, an extended header, a group, and padding behind."""
    inside = (
        struct.pack(">I", 6)
        + bytes(6)
        + frame(b"CHAP", b"\7a\0" + struct.pack(">II", 0xFF, 0xFF00) + bytes(8), flags=0x20)
    )
    data = whole(inside.replace(b"\xff", b"\xff\0"), bytes(50), flags=0xC0)
    assert id3.read_chapters(data) == ((0xFF, 0xFF00, ""),)


@pytest.mark.parametrize(("version", "flags"), [(3, 0x80), (3, 0x40), (4, 0x08), (4, 0x04)])
def test_what_is_compressed_or_encrypted_is_passed_over(version, flags):
    """No app reads it, so it is as good as not there."""
    data = whole(
        chapter(b"a", 0, 1, version=version, flags=flags), chapter(b"b", 1, 2, version=version), version=version
    )
    assert id3.read_chapters(data) == ((1, 2, ""),)


@pytest.mark.parametrize("data", [b"", b"ID3", b"\xff\xfb" * 50, b"ID3\2" + bytes(50), whole(bytes(20))])
def test_a_file_may_have_no_chapters(data):
    """No tag, a tag of version 2.2, or one without such frames."""
    assert id3.read_chapters(data) == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"ID3\3\0\0\0\0\0\x80" + bytes(200), "a length that is none"),
        (whole(bytes(20))[:-1], "cut short"),
        (whole(b"CHAP" + b"\xff" * 4 + bytes(20)), "longer than the tag"),
        (whole(b"CHAP" + b"\x80" * 4 + bytes(20), version=4), "a length that is none"),
        (whole(frame(b"CHAP", b"a\0" + bytes(15))), "a chapter that is cut short"),
        (whole(frame(b"CHAP", b"no name's end")), "a chapter that is cut short"),
        (
            whole(frame(b"CHAP", b"a\0" + bytes(16) + b"TIT2" + bytes([0, 0, 0, 9, 0, 0]) + b"\0")),
            "longer than the tag",
        ),
        (whole(frame(b"CTOC", b"toc\0\3")), "contents that is cut short"),
        (whole(frame(b"CTOC", b"toc\0\3\2a\0")), "contents that is cut short"),
        (whole(b"\0\0", flags=0x40), "cut short"),
    ],
)
def test_a_length_that_leads_outside_is_refused(data, said):
    """Whoever wrote the file, it is one sentence."""
    with pytest.raises(ValueError, match=said) as caught:
        id3.read_chapters(data)
    assert str(caught.value).startswith("the ID3 tag ")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), st.sampled_from([3, 4]), st.integers(0, 255))
def test_any_bytes_are_chapters_or_refused(junk, version, flags):
    """Nothing else comes out of it than chapters or a ValueError."""
    with suppress(ValueError):
        assert isinstance(id3.read_chapters(whole(junk, version=version, flags=flags)), tuple)
