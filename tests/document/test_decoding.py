"""The encodings that reviews come in, and files that are no text."""

from __future__ import annotations

import codecs
import random

import pytest

from reviewcast.document import parse
from reviewcast.errors import ReviewError

TEXT = "# Café Müller\n\nThe naïve keeper’s lamp – “lit” at dusk.\n\nAnd again it burns.\n"
PLAIN = parse(TEXT.encode(), "a.md").sections


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("’", "\x92").replace("–", "\x96").encode(),
    ],
    ids="utf8-bom utf16le-bom utf16be-bom utf16le utf16be utf32 cp1252 crlf cr c1".replace(" ", ",").split(","),
)
def test_the_words_and_lines_are_the_same_in_every_encoding(data):
    """A byte order mark, wide characters, Windows quotes and foreign line ends change nothing."""
    assert parse(data, "a.md").sections == PLAIN


def test_a_guessed_encoding_is_reported():
    """Latin-1 is a guess, and says so with the line of its first accent."""
    assert [(each.line, each.kind) for each in parse("x\n\ncafé x.\n".encode("latin-1"), "a.md").omissions] == [
        (3, "encoding")
    ]


def test_a_page_in_another_encoding_that_it_declares_is_read():
    """A Russian page in windows-1251 is read as such, and not as accented Latin."""
    page = '<meta charset="windows-1251"><h1>Привет</h1><p>Хороший фильм.</p>'
    assert parse(page.encode("cp1251"), "a.html").title == "Привет"


def test_an_encoding_that_is_no_encoding_of_texts_is_not_asked_for():
    """A page cannot make us run Python's odder codecs."""
    page = b'<meta charset="unicode_escape"><p>Words \\x41 \xe9 here.</p>'
    assert parse(page, "a.html").sections[0].blocks[0].text == "Words \\x41 é here."


def test_a_few_nul_bytes_are_taken_out_and_reported():
    """A text with stray control characters is read without them."""
    review = parse(b"# T\n\nA \0quiet\0 film\x01.\n", "a.md")
    assert review.sections[0].blocks[0].text == "A quiet film."
    assert [(each.line, each.kind, each.what) for each in review.omissions] == [(3, "control", "3 control characters")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\t\r\n \0", "the file is empty"),
        (codecs.BOM_UTF8, "the file is empty"),
        (b"word " * 400_001, "more than 2 MB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG image"),
        (b"PK\x03\x04" + bytes(100), "a zip archive"),
        (random.Random(1).randbytes(5_000), "not a text"),
        (b"a\0b" * 100, "not a text"),
        (b"\0" * 50, "the file is empty"),
        (b"a" * 1_000_000, "a word here is longer"),
    ],
    ids="empty blank bom large png zip random nuls only-nuls word".replace(" ", ",").split(","),
)
def test_what_is_no_review_is_refused_in_one_sentence(data, message):
    """The refusal names the file and says what it is instead."""
    with pytest.raises(ReviewError, match=message) as refusal:
        parse(data, "dir/a.txt")
    assert str(refusal.value).startswith("dir/a.txt:")
    assert "\n" not in str(refusal.value)
