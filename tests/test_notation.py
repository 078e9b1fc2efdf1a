"""Text, times and addresses as they are published."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast.notation import clock, cut, legal, line, url

ANY_TEXT = st.text(st.characters())  # lone surrogates, controls and all


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_legal_text_goes_through_xml_unharmed(text: str) -> None:
    """Whatever the text was, an XML file can hold what is left, and gives it back."""
    element = etree.Element("a")
    element.text = legal(text)
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == legal(text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Letters, marks, emoji and signs of any script are all legal."""
    assert legal(text) == text


def test_a_line_has_no_breaks() -> None:
    """Every run of white space is one blank, and what XML forbids is gone."""
    assert line(" a\r\n\tb\x00\ud800\ufffe  c\u00a0") == "a b c"


@settings(max_examples=200, deadline=None)
@given(st.text("ab ,.é", max_size=60), st.integers(2, 40))
def test_a_cut_text_has_whole_words_and_fits(text: str, most: int) -> None:
    """A cut text is never too long, and what stands before the ellipsis begins the text."""
    short = cut(line(text), most)
    assert len(short) <= most
    assert short == line(text) or line(text).startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "short"), [("one two three", "one two…"), ("one two, three", "one two…"), ("unbreakable", "unbreaka…")]
)
def test_a_cut_falls_between_words(text: str, short: str) -> None:
    """Only a word that is too long by itself is broken."""
    assert cut(text, 9) == short


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "00:00:00.000"), (59.9996, "00:01:00.000"), (3661.5, "01:01:01.500"), (360_000, "100:00:00.000")],
)
def test_a_time_is_written_to_the_millisecond(seconds: float, written: str) -> None:
    """Rounding carries into minutes and hours; there is no end to hours."""
    assert clock(seconds) == written


@pytest.mark.parametrize(
    ("address", "ascii_address"),
    [
        ("https://example.org/a b/é?q=ü#ß", "https://example.org/a%20b/%C3%A9?q=%C3%BC#%C3%9F"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ('https://example.org/"<x>', "https://example.org/%22%3Cx%3E"),
        ("http://[", ""),
        ("https://a..ü/", ""),
    ],
)
def test_an_address_is_ascii(address: str, ascii_address: str) -> None:
    """Everything beyond ASCII is encoded, what is encoded already stays, and no address is no address."""
    assert url(address) == ascii_address


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_encoding_an_address_twice_is_encoding_it_once(text: str) -> None:
    """The result is printable ASCII without quotation marks or angle brackets, and final."""
    encoded = url(f"https://example.org/{text}")
    assert encoded.isascii()
    assert not set(encoded) & set('"<> \n')
    assert url(encoded) == encoded
