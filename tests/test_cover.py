"""The cover: what is drawn keeps every app's rules, and what is given is checked before it is published."""

from __future__ import annotations

import io
import re
import struct
import zlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from reviewcast import cover
from reviewcast.errors import ShowError

TITLES = ["M", "Second Look at the Silents", "Wohltemperiertekinematographenabend", "Кинозал", "🎬", "", "a " * 80]


@cache
def drawn(title: str, author: str = "") -> bytes:
    return cover.draw(title, author)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def saved(image: Image.Image, form: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# --- drawn ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", TITLES)
def test_a_drawn_cover_is_what_apple_takes(title):
    """3000 x 3000, JPEG, RGB, at most 512 KB, whatever the title."""
    image = opened(drawn(title))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (3000, 3000))
    assert len(drawn(title)) <= 512 * 1024


def test_the_same_title_gives_the_same_bytes():
    """Nothing of a cover is left to chance."""
    assert drawn("The Late Seat", "Jo") == cover.draw("The Late Seat", "Jo")


def test_the_key_says_what_decides_the_cover():
    """One key for the same words, another for others, however they are divided between title and author."""
    keys = {cover.key("a", "b"), cover.key("a", "b"), cover.key("ab"), cover.key("", "ab"), cover.key("b", "a")}
    assert len(keys) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_shows_differ():
    """Two shows without a cover of their own do not look alike."""
    assert drawn("The Late Seat") != drawn("The Early Seat")


def test_the_author_is_on_the_cover():
    """Words change the picture box, and an author's name is among them."""
    assert drawn("The Late Seat") != drawn("The Late Seat", "Jo")


@pytest.mark.parametrize("title", ["M", "The Late Seat", "Notes From the Very Last Row of the Old Picture Palace " * 3])
def test_the_bottom_fifth_has_no_words(title):
    """Apps lay a bar over the lowest 600 rows: with an author and without, and for any words, they are the same."""
    bare, signed = (opened(drawn(title, author)).crop((700, 2400, 3000, 3000)) for author in ("", "A. Critic " * 9))
    extrema = ImageChops.difference(bare, signed).getextrema()
    assert max(high for _, high in extrema) <= 12


@pytest.mark.parametrize("palette", cover.PALETTES, ids=lambda palette: palette.ground)
def test_words_are_legible_in_every_palette(palette):
    """At least 4.5 to 1 on the ground and 3 to 1, as large letters need, on the figure (WCAG 2.2, 1.4.3)."""
    assert contrast(palette.type, palette.ground) >= 4.5
    assert contrast(palette.type, palette.figure) >= 3
    assert contrast(palette.holes, palette.ink) >= 4.5
    assert contrast(palette.accent, palette.ink) >= 3


def test_a_title_in_letters_the_font_lacks_still_has_a_picture():
    """No boxes for missing letters, and no empty ground either."""
    picture = opened(drawn("Кинозал")).crop((700, 200, 3000, 2400)).resize((230, 220), Image.Resampling.NEAREST)
    counts = sorted((count for count, _ in picture.quantize(8).getcolors()), reverse=True)
    assert counts[1] > 0.2 * sum(counts)


# --- small ------------------------------------------------------------------------------------------------


def test_the_picture_inside_an_mp3_is_small():
    """750 x 750 in at most 120 KB."""
    data = cover.small(drawn("Second Look at the Silents"))
    assert opened(data).size == (750, 750)
    assert len(data) <= 120 * 1024


def test_even_noise_becomes_small():
    """The hardest picture there is keeps the limit, at the cost of its looks."""
    noise = Image.effect_noise((1400, 1400), 120).convert("RGB")
    assert len(cover.small(saved(noise, "JPEG"), 750)) <= 120 * 1024


# --- checked ----------------------------------------------------------------------------------------------


def test_a_good_jpeg_is_kept_as_it_is():
    """Encoding again would only cost quality."""
    assert cover.check(drawn("M"), "cover.jpg") == drawn("M")


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_kind_of_picture_becomes_rgb(mode):
    """Grey, see-through, indexed, printed and deep pictures come out as RGB JPEG of the same size."""
    image = Image.new(mode, (1400, 1400))
    data = cover.check(saved(image, "JPEG" if mode == "CMYK" else "PNG"), "cover.png")
    assert (opened(data).format, opened(data).mode, opened(data).size) == ("JPEG", "RGB", (1400, 1400))


def test_what_is_see_through_lies_on_white():
    """Not on the black that Pillow would choose."""
    assert opened(cover.check(saved(Image.new("RGBA", (1400, 1400))), "c.png")).getpixel((9, 9)) == (255, 255, 255)


def test_sixteen_bits_keep_their_brightness():
    """A deep grey picture is scaled, not clipped."""
    grey = Image.new("I;16", (1400, 1400), 0x8000)
    assert opened(cover.check(saved(grey), "c.png")).getpixel((9, 9))[0] == pytest.approx(127, abs=2)


def test_a_heavy_picture_is_made_lighter():
    """A picture over 512 KB is encoded again until it is under."""
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    data = cover.check(saved(noise, "JPEG", quality=95), "c.jpg")
    assert len(data) <= 512 * 1024


def test_where_a_picture_was_taken_is_not_published():
    """Exif goes, and the picture is turned upright first."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 3, "from my kitchen"
    image = Image.new("RGB", (1400, 1400))
    image.paste("white", (0, 0, 1400, 700))
    data = cover.check(saved(image, "JPEG", exif=exif), "c.jpg")
    assert b"kitchen" not in data
    assert opened(data).getpixel((9, 9)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("size", "said"), [((1399, 1399), "1399 x 1399"), ((3001, 3001), "3001"), ((1400, 1500), "1400 x 1500")]
)
def test_a_wrong_size_is_refused_with_what_was_found_and_wanted(size, said):
    """The sentence names the file, its size and the rule."""
    with pytest.raises(ShowError, match=re.escape(said)) as caught:
        cover.check(saved(Image.new("L", size)), "art/cover.png")
    assert caught.value.path == "art/cover.png"
    assert "1400 to 3000" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"not an image", b"GIF89a" + bytes(99), b"%PDF-1.7", b"<svg/>", bytes(4096)])
def test_what_is_no_picture_is_refused(data):
    """Only JPEG and PNG are even looked at."""
    with pytest.raises(ShowError, match="not a JPEG or PNG"):
        cover.check(data, "cover.jpg")


def test_a_gif_by_another_name_is_refused():
    """The content counts, not the file's name."""
    with pytest.raises(ShowError, match="not a JPEG or PNG"):
        cover.check(saved(Image.new("L", (1400, 1400)), "GIF"), "cover.png")


def test_a_bomb_is_refused_unopened():
    """A PNG that claims 60,000 x 60,000 pixels is turned away by its header."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(ShowError):
        cover.check(bomb + bytes(100), "cover.png")


def test_a_truncated_picture_is_refused():
    """Half a JPEG is not half published."""
    with pytest.raises(ShowError, match="damaged"):
        cover.check(drawn("M")[: len(drawn("M")) // 2], "cover.jpg")


@settings(max_examples=25, deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255), form=st.sampled_from(["JPEG", "PNG"]))
def test_damage_is_refused_or_harmless(place, byte, form):
    """One byte changed anywhere: a sentence or a sound JPEG, never another error and never a warning."""
    data = bytearray(_SAMPLES[form])
    data[int(place * (len(data) - 1))] = byte
    try:
        result = cover.check(bytes(data), "cover")
    except ShowError:
        return
    assert opened(result).format == "JPEG"


_SAMPLES = {form: saved(Image.linear_gradient("L").resize((1400, 1400)), form) for form in ("JPEG", "PNG")}
