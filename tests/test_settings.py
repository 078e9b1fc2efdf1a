"""Settings files: what may stand in them, and what is said when something else does."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from reviewcast import settings
from reviewcast.errors import ShowError
from reviewcast.settings import Key, line_of

KEYS = (
    Key("name", str, "A name.", '"x"', longest=20),
    Key("count", int, "How many.", "3", settings.between(1, 9, "pieces")),
    Key("level", float, "How loud.", "-1.5"),
    Key("on", bool, "Whether.", "true"),
    Key("words", list, "Some.", '["a"]'),
    Key("box.side", str, "Which.", '"left"', settings.one_of("left", "right")),
    Key("tongue", str, "Which language.", '"en"', settings.language),
    Key("box.sizes", dict, "Sizes by name.", '"a b" = "left"', settings.one_of("left", "right"), longest=20),
)


def read(folder: Path, data: str | bytes) -> dict[str, object]:
    path = folder / "x.toml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return settings.read(path, KEYS)


def refusal(folder: Path, data: str | bytes) -> tuple[str, int | None]:
    with pytest.raises(ShowError) as caught:
        read(folder, data)
    assert caught.value.path == str(folder / "x.toml")
    return caught.value.message, caught.value.line


def test_values_come_back_by_their_dotted_names(tmp_path):
    """Every type is read, a whole number is a number, a list becomes a tuple, and a BOM and CRLF do not matter."""
    text = '\ufeffname = " a\\n b "\r\nlevel = -2\r\non = true\r\nwords = ["p", "q"]\r\n[box]\r\nside = "left"\r\n'
    expected = {"name": "a b", "level": -2.0, "on": True, "words": ("p", "q"), "box.side": "left"}
    assert read(tmp_path, text) == expected


def test_a_table_of_free_names_becomes_pairs_in_its_order(tmp_path):
    """Names are as clean as texts; other keys of the table that it stands in are read beside it."""
    text = '[box]\nside = "left"\nsizes.b = "left"\nsizes." a\\n c " = "right"\n'
    assert read(tmp_path, text) == {"box.side": "left", "box.sizes": (("b", "left"), ("a c", "right"))}


def test_an_empty_file_says_nothing(tmp_path):
    """What is not in the file is not in the result."""
    assert read(tmp_path, "") == {}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('name = "a"\nnmae = "b"', 2, 'did you mean "name"'),
        ('side = "left"', 1, "it belongs below [box]"),
        ('[box]\nname = "a"', 2, "it belongs above the first [table]"),
        ("[bix]\nside = 1", 1, 'there is no table [bix]; did you mean "box"?'),
        ("box = 3", 1, "write [box] on a line of its own"),
        ("\n\nname = 3", 3, 'must be a text, such as name = "x", but is the number 3'),
        ("on = 1", 1, "must be true or false, such as on = true, but is the number 1"),
        ("count = true", 1, "must be a whole number, such as count = 3, but is true"),
        ("count = 1.5", 1, "but is the number 1.5"),
        ('level = "loud"', 1, 'must be a number, such as level = -1.5, but is a text in quotes, "loud"'),
        ("level = true", 1, "but is true"),
        ('words = "a"', 1, 'must be a list of texts, such as words = ["a"]'),
        ("words = [1]", 1, "but is a list of other things"),
        ("name = 2026-01-01", 1, "but is a date or a time"),
        ("name = {a = 1}", 1, "but is a table"),
        ("count = 10", 1, "10 is out of range, write a number from 1 to 9 (pieces)"),
        ("level = 1\n\n[box]\nside = 'lift'", 4, '"lift" is not known, write "left" or "right"; did you mean "left"?'),
        (f"name = '{'a' * 21}'", 1, "is 21 characters long, at most 20 are read"),
        (f"words = {['a'] * 501}", 1, "holds 501 entries"),
        ('name = "a\\u0007b"', 1, "the character U+0007 cannot be shown or spoken"),
        ('name = "a\\uFFFEb"', 1, "the character U+FFFE"),
        ('words = ["a",\n"b\\u0000"]', 1, "U+0000"),
        (
            "[box]\nsizes = 'left'",
            2,
            'must be a table of names and texts, such as [box.sizes] and below it "a b" = "left"',
        ),
        ("[box.sizes]\nx = 'left'\n\"y. z\" = 'lift'", 3, 'box.sizes: "y. z": "lift" is not known'),
        ("[box]\nside = 'left'\n[box.sizes]\nx = {a = 1}", 4, 'must be a text, such as "a b" = "left", but is a table'),
        ("[box.sizes]\n" + "\n".join(f"k{n} = 1" for n in range(501)), 1, "holds 501 entries"),
        ("[box.sizes]\n\"\\u0007\" = 'left'", 1, "the character U+0007"),
        ("tongue = 'english'", 1, 'write one such as "en" or "en-US"'),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_its_cure(tmp_path, text, line, said):
    """Each kind of mistake gets one sentence that says what to write, at the line where it stands."""
    message, at = refusal(tmp_path, text)
    assert said in message
    assert at == line


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name = a film", 1, 'a text stands in "quotes"'),
        ('name = "a"\ncount = 3 3', 2, "this is not TOML"),
        ('name = "a"\nname = "b"', 2, "this is not TOML"),
        ('on = true\nname = """a\n', 2, "this is not TOML"),
        (b"name = 'a'\nwords = ['\xe9']", 2, "save it as UTF-8"),
        ("name = 'a'".encode("utf-16"), 1, "save it as UTF-8"),
        (b"on = true\nname = 'a\0'", 2, "NUL"),
        ("words = " + "[" * 4000, None, "nested too deeply"),
        ("count = " + "9" * 4999, 1, "longer than"),
        ("count = " + "9" * 4500, None, "this is not TOML"),
        ("# " + "x" * 300_000, None, "larger than 256 kB"),
        ("\n" + ".".join("a" * 3000) + " = 1", 2, "longer than 5000 characters"),
    ],
)
def test_what_is_no_settings_file_is_refused(tmp_path, text, line, said):
    """Broken TOML, other encodings and files made to hurt give one sentence, never a traceback."""
    message, at = refusal(tmp_path, text)
    assert said in message
    assert at == line


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path):
    """A missing file and a folder of that name are told apart."""
    with pytest.raises(ShowError, match="there is no such file"):
        settings.read(tmp_path / "x.toml", KEYS)
    with pytest.raises(ShowError, match="this is not a file"):
        settings.read(tmp_path, KEYS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("en", "en"), ("en-us", "en-US"), ("EN_gb", "en-GB"), ("zh-hant", "zh-Hant"), ("es-419", "es-419")],
)
def test_a_language_gets_its_usual_case(written, meant):
    """However a tag is written, the feed has it in one way."""
    assert settings.language(written, Path()) == meant


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ('# side\na = """\nside = 1\n"""\n[box]\nside = 2', "box.side", 6),
        ("box = { other = 1, side = 2 }", "box.side", 1),
        ("a = 1\nbox.side = 2", "box.side", 2),
        ('a = 1\n"side" = 2', "side", 2),
        ("a = [\n 1,\n]\n[box]\n", "box", 4),
        ("a = 1", "b", None),
    ],
)
def test_a_key_is_found_where_toml_has_it(text, name, line):
    """Comments, texts of several lines, inline tables and dotted keys do not mislead the search for a line."""
    assert line_of(text, name) == line


@budget(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    """Whatever the file holds, the answer is a dict or a ShowError."""
    with contextlib.suppress(ShowError):
        assert isinstance(read(tmp_path_factory.getbasetemp(), data), dict)
