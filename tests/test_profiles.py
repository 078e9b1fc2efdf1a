"""Voice profiles: where they are looked for, and what is said of a wrong one."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from reviewcast import profiles
from reviewcast.errors import ShowError
from reviewcast.model import Voice

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, name: str, text: str) -> Path:
    path = root / "voices" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_house_voices_are_there_for_everybody():
    """A review in no show is read by the narrator, and drafts by tones."""
    assert profiles.load("narrator", None) == Voice(profile="narrator")
    assert profiles.load("draft", None).engine == "tone"


def test_a_show_has_its_own_voice_under_a_house_name(tmp_path):
    """The show's file is read first, and what it does not say has the model's default, not the house voice's."""
    write(tmp_path, "draft", "rate = 200")
    assert profiles.load("draft", tmp_path) == Voice(profile="draft", rate=200)
    assert profiles.load("draft", None).engine == "tone"


def test_every_key_reaches_the_voice(tmp_path):
    """A profile that gives every key means exactly the Voice with those values."""
    text = 'engine="tone"\nvoice="x"\nrate=80\npitch=100\ngain=-24\ndriver="nsss"\nlanguage="en-gb"'
    write(tmp_path, "a b", text)
    expected = Voice("a b", engine="tone", voice="x", rate=80, pitch=100, gain=-24.0, driver="nsss", language="en-GB")
    assert profiles.load("a b", tmp_path) == expected


def test_the_table_of_keys_has_just_what_the_model_has():
    """A field of Voice without a key, or a key without a field, cannot come to be."""
    assert {key.name for key in profiles.KEYS} == {field.name for field in fields(Voice)} - {"profile"}


def test_all_profiles_are_listed_by_name(tmp_path):
    """A show's own and the house's, each name once; files that are no profiles do not count."""
    write(tmp_path, "alto", "")
    write(tmp_path, "narrator", "rate = 150")
    (tmp_path / "voices" / "notes.txt").touch()
    (tmp_path / "voices" / ".hidden.toml").touch()
    listed = profiles.available(tmp_path)
    assert [voice.profile for voice in listed] == ["alto", "draft", "narrator"]
    assert listed[2].rate == 150


@pytest.mark.parametrize("name", ["../narrator", "/etc/passwd", "a\\b", "", ".", "..", "a\0", "con.", "x" * 80, "C:a"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path, name):
    """A profile's name is a plain file name."""
    with pytest.raises(ShowError, match="cannot be the name of a voice profile"):
        profiles.load(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "said"), [("narator", '; did you mean "narrator"?'), ("zzz", "; there are draft, narrator")]
)
def test_an_unknown_profile_is_answered_with_those_there_are(tmp_path, name, said):
    """A near miss gets a suggestion, anything else the list."""
    with pytest.raises(ShowError) as caught:
        profiles.load(name, tmp_path)
    assert caught.value.message == f'there is no voice profile "{name}"{said}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rate = 79", "rate: 79 is out of range, write a number from 80 to 450"),
        ("rate = 451", "out of range"),
        ("rate = 165.0", "must be a whole number"),
        ("pitch = -1", "from 0 to 100"),
        ("gain = 12.1", "from -24 to 12"),
        ('engine = "espeak"', 'write "pyttsx3" or "tone"'),
        ('driver = "sapi"', 'did you mean "sapi5"?'),
        ('voice = ""', "write a voice of the engine"),
        ('speed = "fast"', "is not a key of this file"),
        ("ratte = 100", 'did you mean "rate"?'),
        ("language = 3", "must be a text"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_line(tmp_path, line, said):
    """Each mistake is refused at its line with what to write instead."""
    path = write(tmp_path, "mine", f"# mine\n{line}")
    with pytest.raises(ShowError) as caught:
        profiles.load("mine", tmp_path)
    assert said in caught.value.message
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_an_edited_profile_is_noticed(tmp_path):
    """What sources gives changes with a profile's bytes and with its name, and not by reading it again."""
    path = write(tmp_path, "mine", "rate = 100")
    first = profiles.sources(tmp_path)
    assert profiles.sources(tmp_path) == first
    path.write_text("rate = 101", encoding="utf-8")
    second = profiles.sources(tmp_path)
    path.rename(path.with_name("other.toml"))
    assert len({first, second, profiles.sources(tmp_path), profiles.sources(None)}) == 4
