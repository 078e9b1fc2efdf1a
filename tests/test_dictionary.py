"""The dictionary of pronunciations: what it says, and what becomes of a file that is none."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from reviewcast import dictionary
from reviewcast.dictionary import open_dictionary, trouble

WORDS = [
    ("byrne", 0, "b ˈɚ n"),
    ("ana", 0, "ˈæ n ə"),
    ("ana", 1, "ˈɑ n ə"),
    ("ana", 2, "ˈɑ n ə"),
    ("james's", 0, "d͡ʒ ˈeɪ m z ɪ z"),
    ("james", 0, "d͡ʒ ˈeɪ m z"),
    ("o'neill", 0, "oʊ n ˈi l"),
    ("silent", 0, " "),
    ("endless", 0, "ə " * 500),
]


def made(path: Path, rows=WORDS, table="word_phonemes") -> Path:
    """A file such as the package has."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, word TEXT, pron_order INTEGER, phonemes)")
        connection.executemany(f"INSERT INTO {table} (word, pron_order, phonemes) VALUES (?, ?, ?)", rows)
    return path


@pytest.fixture
def words(tmp_path):
    return open_dictionary(made(tmp_path / "lexicon.db"))


def test_a_reading_is_ipa_without_gaps(words):
    """As the rest of the house writes it."""
    assert words.say("byrne") == ("bˈɚn",)


def test_the_readings_of_a_word_are_in_order_and_each_comes_once(words):
    """The usual one first."""
    assert words.say("ana") == ("ˈænə", "ˈɑnə")


@pytest.mark.parametrize("written", ["Byrne", "BYRNE", "Byrne's", "Byrne’s", "byrne'"])
def test_case_and_possessive_do_not_matter(words, written):
    """A name is found as a review has it."""
    assert words.say(written) == ("bˈɚn",)


def test_a_possessive_that_is_listed_is_said_as_listed(words):
    """Its own reading goes before that of the stem."""
    assert words.say("James’s") == ("d͡ʒˈeɪmzɪz",)


def test_an_apostrophe_inside_may_be_curly(words):
    """Word processors write it so."""
    assert words.say("O’Neill")


@pytest.mark.parametrize("written", ["", "reedus", "'s", "byr", "silent", "endless", "a; drop table b", "\0", "\udc80"])
def test_what_is_not_listed_has_no_reading(words, written):
    """Nor has a word whose reading is empty or endless."""
    assert words.say(written) == ()


def test_there_is_none_where_the_package_is_missing(monkeypatch):
    """The tool works without it, and says how to have it."""
    monkeypatch.setattr(dictionary, "find_spec", lambda name: None)
    assert open_dictionary() is None
    assert trouble() == dictionary.LACKING
    assert 'pip install "reviewcast[names]"' in dictionary.LACKING


def test_a_file_that_is_there_and_sound_is_no_trouble(tmp_path):
    """The complaint is empty."""
    assert trouble(made(tmp_path / "lexicon.db")) == ""


UNFIT = {
    "text": lambda path: path.write_text("no database at all, but long enough to be looked at" * 40),
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(made(path).read_bytes()[:6_000]),
    "other": lambda path: made(path, table="recipes"),
    "wordless": lambda path: made(path, rows=[]),
    "numbers": lambda path: made(path, rows=[("byrne", 0, 5)]),
    "bytes": lambda path: made(path, rows=[("byrne", 0, b"\xff\xfe")]),
    "missing": lambda path: None,
    "folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("make", UNFIT.values(), ids=UNFIT)
def test_a_damaged_or_foreign_file_counts_as_absent_and_the_reason_is_told(tmp_path, make):
    """One sentence with the file; never a traceback."""
    path = tmp_path / "lexicon.db"
    make(path)
    assert open_dictionary(path) is None
    assert str(path) in trouble(path)


def test_the_file_is_only_read(tmp_path):
    """No lock, no journal: it may lie in a folder that nobody may write."""
    path = made(tmp_path / "lexicon.db")
    before = path.read_bytes()
    open_dictionary(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["lexicon.db"]


def test_a_path_with_signs_of_addresses_is_a_path(tmp_path):
    """``?`` and ``#`` and ``%`` in a folder's name mean nothing."""
    folder = tmp_path / "a?b#c%20d"
    folder.mkdir()
    assert open_dictionary(made(folder / "lexicon.db")) is not None


def test_nothing_of_the_package_is_ever_loaded():
    """It is a file to us: opening the dictionary runs no code of it."""
    code = (
        "import sys; from reviewcast import dictionary; dictionary.open_dictionary(); "
        "assert 'gruut_lang_en' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_installed_dictionary_has_the_words_it_is_there_for():
    """The package's own file, where it is installed."""
    words = open_dictionary()
    if words is None:
        pytest.skip(trouble())
    assert len(words) > 100_000
    assert words.say("Gabriel") == ("ɡˈeɪbɹiəl",)
    assert words.say("Reedus") == ()
