"""Words on the cover: what the font can set, and how lines are broken and sized."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from reviewcast import lettering


def ink(line: str, heavy: float = 0.0) -> tuple[int, int, int, int] | None:
    """The box that is not black after *line* was drawn at (400, 400) with 300 pixels to the em."""
    image = Image.new("L", (3000, 1000))
    lettering.draw_line(ImageDraw.Draw(image), line, (400, 400), 300, colour="white", heavy=heavy)
    return image.getbbox()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("The Late Seat", "The Late Seat"),
        ("  Two \n Reels\t", "Two Reels"),
        ("Part I — Part II", "Part I - Part II"),
        ("Won't", "Won’t"),
        ("🎬 Reel Talk 🍿", "Reel Talk"),
        ("Straße", "Strasse"),
        ("Łódź", "Lo\u0301dz\u0301"),
        ("Кинозал", ""),
        ("映画 FM", ""),
        ("🎬🍿", ""),
        ("", ""),
    ],
)
def test_only_what_the_font_has_is_printed(text, printed):
    """Emoji go, Latin letters are decomposed, and a title of which too little would be left is not set at all."""
    assert lettering.printable(text) == printed


def test_every_printable_character_has_a_glyph():
    """No character we let through is printed as the font's box for a missing one."""
    font = ImageFont.load_default(200)
    box = bytes(font.getmask("\uffff"))
    glyphs = lettering._GLYPHS | {glyph for glyphs, _ in lettering._MARKS.values() for glyph in glyphs}
    assert [glyph for glyph in sorted(glyphs) if bytes(font.getmask(glyph)) == box] == []


def test_a_long_title_is_cut_at_a_word():
    """A title that no cover could show ends in an ellipsis after a whole word."""
    printed = lettering.printable("reel " * 100)
    assert len(printed) <= 121
    assert printed.endswith("reel…")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=120))
def test_lines_stand_in_their_box(text):
    """Whatever the title, no line is wider than the box and all together are not higher."""
    printed = lettering.printable(text)
    if not printed:
        return
    size, lines = lettering.fit(printed, 2140, 1900, largest=1200)
    font = ImageFont.load_default(size)
    assert max(font.getlength(line) for line in lines) <= 2140 + 1
    assert len(lines) * size * lettering.LEADING <= 1900
    assert size >= 90


def test_no_letter_is_lost_between_the_lines():
    """The lines hold the title's words in order; only a hyphen is added, in a word too long for large letters."""
    _, lines = lettering.fit("The Wohltemperiertekinematographen of Old", 2140, 1900, largest=1200)
    assert "".join(lines).replace("-", "").replace(" ", "") == "TheWohltemperiertekinematographenofOld"
    assert any(line.endswith("-") for line in lines)


def test_a_line_never_begins_with_a_dash():
    """A dash stays with the word before it."""
    _, lines = lettering.fit("Projectionists - Part Two - Three", 1200, 1900, largest=400)
    assert len(lines) > 1
    assert not [line for line in lines if line.startswith("-")]


@pytest.mark.parametrize("letter", ["é", "È", "ô", "ñ", "ü", "Å", "ő", "č", "ż", "ā"])
def test_a_mark_stands_above_its_letter(letter):
    """A letter with a mark reaches higher than the bare letter, and no lower."""
    marked, bare = ink(lettering.printable(letter)), ink(lettering.printable(letter)[0])
    assert marked[1] < bare[1]
    assert marked[3] == bare[3]


def test_a_cedilla_hangs_below_its_letter():
    """Marks below go below."""
    assert ink(lettering.printable("ç"))[3] > ink("c")[3]


def test_a_heavier_stroke_makes_a_bolder_line():
    """The font has one weight; the stroke widens it on every side."""
    thin, thick = ink("Reel"), ink("Reel", heavy=lettering.BOLD)
    assert thick[0] < thin[0]
    assert thick[3] > thin[3]
