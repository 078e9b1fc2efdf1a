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
    text = (
        'engine="tone"\nvoice="x"\nrate=80\npitch=100\ngain=-24\ndriver="nsss"\nlanguage="en-gb"\n'
        'noise=0.5\npause_scale=2\nsentence_gap=1\nfallback="draft"'
    )
    write(tmp_path, "a b", text)
    expected = Voice(
        *("a b", "tone", "x", 80, 100, -24.0, "nsss", "en-GB"),
        noise=0.5,
        pause_scale=2.0,
        sentence_gap=1.0,
        fallback="draft",
    )
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
    house = ["draft", "emma", "george", "heart", "joe", "joe-quote", "michael", "narrator", "quote"]
    assert [voice.profile for voice in listed] == ["alto", *house]
    assert {voice.profile: voice.rate for voice in listed}["narrator"] == 150


@pytest.mark.parametrize("name", ["../narrator", "/etc/passwd", "a\\b", "", ".", "..", "a\0", "con.", "x" * 80, "C:a"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path, name):
    """A profile's name is a plain file name."""
    with pytest.raises(ShowError, match="cannot be the name of a voice profile"):
        profiles.load(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [("narator", '; did you mean "narrator"?'), ("zzz", "; there are draft, emma, george, heart, joe")],
)
def test_an_unknown_profile_is_answered_with_those_there_are(tmp_path, name, said):
    """A near miss gets a suggestion, anything else the list."""
    with pytest.raises(ShowError) as caught:
        profiles.load(name, tmp_path)
    assert caught.value.message.startswith(f'there is no voice profile "{name}"{said}')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rate = 79", "rate: 79 is out of range, write a number from 80 to 450"),
        ("rate = 451", "out of range"),
        ("rate = 165.0", "must be a whole number"),
        ("pitch = -1", "from 0 to 100"),
        ("gain = 12.1", "from -24 to 12"),
        ('engine = "espeak"', 'write "pyttsx3", "piper", "kokoro" or "tone"'),
        ('engine = "pipper"', 'did you mean "piper"?'),
        ("rate = 0", "0 is out of range"),
        ("rate = 5000", "5000 is out of range"),
        ("noise = 2.1", "noise: 2.1 is out of range, write a number from 0 to 2"),
        ("pause_scale = 0", "pause_scale: 0 is out of range, write a number from 0.3 to 3"),
        ("sentence_gap = 4", "from 0 to 3"),
        ('fallback = "mine"', "fallback: mine -> mine is a circle"),
        ('fallback = "narator"', 'fallback: there is no voice profile "narator"; did you mean "narrator"?'),
        ('fallback = "../x"', "cannot be the name of a voice profile"),
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


def test_a_circle_of_fallbacks_is_named_where_it_closes(tmp_path):
    """At the line of the file that leads back, however the circle was entered."""
    write(tmp_path, "a", 'fallback = "b"')
    write(tmp_path, "b", 'fallback = "c"')
    path = write(tmp_path, "c", '# c\nfallback = "b"')
    with pytest.raises(ShowError) as caught:
        profiles.load("a", tmp_path)
    assert caught.value.message.startswith("fallback: a -> b -> c -> b is a circle")
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_a_fallback_that_is_wrong_is_named_where_it_is(tmp_path):
    """At its own line, and not at that of the profile that names it."""
    write(tmp_path, "a", 'fallback = "b"')
    path = write(tmp_path, "b", "rate = 5000")
    with pytest.raises(ShowError, match="out of range") as caught:
        profiles.load("a", tmp_path)
    assert (caught.value.path, caught.value.line) == (str(path), 1)


@pytest.mark.parametrize("voice", profiles.available(None), ids=lambda voice: voice.profile)
def test_every_house_voice_ends_at_one_that_is_always_there(voice):
    """However little is installed, a show in a house voice can be built."""
    while voice.fallback:
        voice = profiles.load(voice.fallback, None)
    assert voice.engine in {"pyttsx3", "tone"}


@pytest.mark.parametrize("engine", ["piper", "kokoro"])
def test_a_neural_profile_says_which_voice_it_means(tmp_path, engine):
    """The usual voice of pyttsx3 is none of theirs."""
    path = write(tmp_path, "mine", f'engine = "{engine}"')
    with pytest.raises(ShowError, match="the voice is missing; add a line such as voice = ") as caught:
        profiles.load("mine", tmp_path)
    assert caught.value.path == str(path)


def test_an_edited_profile_is_noticed(tmp_path):
    """What sources gives changes with a profile's bytes and with its name, and not by reading it again."""
    path = write(tmp_path, "mine", "rate = 100")
    first = profiles.sources(tmp_path)
    assert profiles.sources(tmp_path) == first
    path.write_text("rate = 101", encoding="utf-8")
    second = profiles.sources(tmp_path)
    path.rename(path.with_name("other.toml"))
    assert len({first, second, profiles.sources(tmp_path), profiles.sources(None)}) == 4
