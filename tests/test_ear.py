"""The ear that listens to finished episodes: its arithmetic, and what it takes for the same sound."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewcast.engines import open_engine
from reviewcast.model import Cue
from reviewcast.records import to_json
from sample_episodes import record

if TYPE_CHECKING:
    from collections.abc import Iterator


def loaded() -> Any:
    """The script as a module; its name has no ending, so that Python is told what it is."""
    loader = SourceFileLoader("ear", str(Path(__file__).parents[1] / "scripts" / "ear"))
    module = module_from_spec(spec_from_loader("ear", loader))  # type: ignore[arg-type]
    sys.modules["ear"] = module  # its dataclasses look themselves up
    loader.exec_module(module)
    return module


sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
ear = loaded()
sys.dont_write_bytecode = before


@pytest.mark.parametrize(
    ("meant", "heard", "rate"),
    [
        ("a b c d", "a b c d", 0),
        ("a b c d", "a x c d", 0.25),
        ("a b c d", "a c d", 0.25),
        ("a b c d", "a b x c d", 0.25),
        ("a b c d", "", 1),
        ("a b", "v w x y z", 2.5),
    ],
)
def test_words_exchanged_missing_and_added_count_once_each(meant: str, heard: str, rate: float) -> None:
    """The rate is the least number of edits by the number of words meant, so babble can bring it over one."""
    assert ear.error_rate(meant.split(), heard.split()) == rate


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It's 20 minutes long.", "its twenty minutes long"),
        ("The Director’s cut, 1999!", "The director's cut 1999"),
        ("Schröder's close-quarters", "schroders close quarters"),
        ("a U.S. film", "a US film"),
    ],
)
def test_case_punctuation_accents_and_figures_are_no_word_errors(one: str, other: str) -> None:
    """A recogniser is not blamed for how it writes what it understood."""
    assert ear.words_of(one, "en-US") == ear.words_of(other, "en-US")


def test_a_hyphen_left_out_is_a_word_error() -> None:
    """The plain rate counts spelling as everybody's does: the other rate is there for the sounds."""
    assert ear.error_rate(ear.words_of("a spin-off", "en"), ear.words_of("a spinoff", "en")) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hjˈuːstən", "hjˌustən"), ("bˈɜːd", "bˈɚd"), ("hˈæpi", "hˈæpɪ"), ("ˈɔːɹdɚ", "oːɹdəɹ"), ("sˈɪti", "sˈɪɾi")],
)
def test_sounds_that_no_spelling_tells_apart_are_alike(one: str, other: str) -> None:
    """Stress, length and the letters of one accent do not count."""
    assert ear.sounds_of(one) == ear.sounds_of(other)


@pytest.mark.parametrize(("one", "other"), [("hˈʌstən", "hjˈuːstən"), ("kˈɑːt", "kˈɔːt"), ("zˈu", "sˈu")])
def test_sounds_that_rules_are_made_for_stay_apart(one: str, other: str) -> None:
    """What an editor can set right is an error while it is wrong."""
    assert ear.sounds_of(one) != ear.sounds_of(other)


def word(text: str, phones: str, *, is_name: bool = False) -> Any:
    return ear.Word(text, tuple(phones), is_name)


def test_word_breaks_are_no_errors_of_sound() -> None:
    """ "Spin-off" and "spinoff" sound the same."""
    meant = [word("a", "ə"), word("spin", "spɪn"), word("off", "ɔf")]
    assert ear.compare(meant, [word("a", "ə"), word("spinoff", "spɪnɔf")]) == (0, None, ())


def test_words_that_were_missed_are_told_whole_on_both_sides() -> None:
    """A miss reaches from where a word begins on both sides to the next such place; the worst stands first."""
    meant = [word("of", "əv"), word("Eve", "iv"), word("takes", "teks"), word("on", "ɔn")]
    heard = [word("of", "əv"), word("evening", "ivnɪŋ"), word("texan", "tɛksən")]
    _, _, misses = ear.compare(meant, heard)
    assert misses == (("Eve", "evening", 3), ("takes on", "texan", 2))


def test_a_word_that_was_not_heard_at_all_has_nothing_beside_it() -> None:
    """What is missing is told as missing, and what was added as added."""
    meant = [word("so", "so"), word("young", "jəŋ"), word("man", "mæn")]
    _, _, misses = ear.compare(meant, [word("so", "so"), word("man", "mæn")])
    assert misses == (("young", "", 3),)


def test_the_rate_of_names_counts_the_sounds_of_names_alone() -> None:
    """An error beside a name is not the name's, and a sound added to a name is."""
    meant = [
        word("with", "wɪð"),
        word("Eve", "iv", is_name=True),
        word("and", "ænd"),
        word("Wick", "wɪk", is_name=True),
    ]
    heard = [word("whiff", "wɪf"), word("Eve", "iv"), word("and", "ænd"), word("Wicks", "wɪks")]
    rate, names, _ = ear.compare(meant, heard)
    assert (rate, names) == (2 / 11, 1 / 5)


PHONES = st.lists(st.text("əiɪkstn", min_size=1, max_size=4), min_size=1, max_size=12)


@given(PHONES, PHONES)
def test_the_misses_add_up_to_the_rate(meant: list[str], heard: list[str]) -> None:
    """Every error stands in exactly one miss, and a text held against itself has none."""
    said = [word(phones, phones) for phones in meant]
    rate, _, misses = ear.compare(said, [word(phones, phones) for phones in heard])
    assert sum(miss.sounds for miss in misses) == round(rate * sum(map(len, meant)))
    assert ear.compare(said, said) == (0, None, ())


def cues(*times: tuple[float, float]) -> list[Cue]:
    return [Cue(start, end, "Words.", 0) for start, end in times]


def test_whole_sentences_are_listened_to_at_once_as_many_as_fit() -> None:
    """The recogniser's window is filled, and no sentence is cut; one that is too long stands alone."""
    spoken = cues((0, 9), (9.5, 19), (19.5, 27), (27.5, 70), (70.5, 75))
    assert ear.frames(spoken, 28) == [(0, 27), (27.5, 70), (70.5, 75)]


def test_music_between_sentences_is_not_listened_to() -> None:
    """A recogniser hears words in music."""
    assert ear.frames(cues((12, 14), (14.5, 16), (22, 25)), 28) == [(12, 16), (22, 25)]


@pytest.fixture(scope="module")
def phonetician(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sounds of text by the real espeak-ng, with rules for three names."""
    rules = tmp_path_factory.mktemp("ear") / "names.toml"
    sayings = 'Huston = "HYOO-stun"\n"Ana de Armas" = "AH-nuh duh AR-mus"\n'
    rules.write_text(f'schema = 1\n[rules]\n{sayings}[checks]\nReedus = "ɹˈiːdəs"\n', encoding="utf-8")
    with open_engine("pyttsx3", 1) as engine:
        yield ear.Phonetician(ear.lexicon_of([rules], None, ""), engine, "en-US")


def test_another_spelling_of_the_right_sound_is_right(phonetician: Any) -> None:
    """Half of what a plain word error rate counts is spelling."""
    meant = phonetician.words(["Huston has ambiance in the spin-off.", "Then Reedus came."])
    heard = phonetician.words(["Houston has ambience in the spinoff", "then reed us came"])
    assert ear.compare(meant, heard)[0] == 0


def test_a_name_as_it_is_written_is_understood(phonetician: Any) -> None:
    """A recogniser that knows the name writes it so, and the rule says what is meant on both sides."""
    meant, heard = (phonetician.words([text]) for text in ("“Huston’s” best", "Huston's best."))
    assert ear.compare(meant, heard)[:2] == (0, 0)


def test_a_name_said_wrong_is_an_error_in_its_sounds(phonetician: Any) -> None:
    """Without its rule the voice says HUS-tun, and that is what is heard."""
    rate, names, misses = ear.compare(phonetician.words(["I saw Huston."]), phonetician.words(["I saw Husston"]))
    assert rate > 0
    assert names > rate
    assert misses[0].meant == "Huston"


def test_the_words_of_a_name_are_told_as_written(phonetician: Any) -> None:
    """Neither the engine's notation nor a part of a name is shown."""
    words = phonetician.words(["Here is Ana de Armas again"])
    assert [each.text for each in words if each.is_name] == ["Ana de Armas"]


def test_the_middle_of_three_listenings_counts(tmp_path: Path) -> None:
    """A recogniser has its moods: one bad listening changes nothing."""
    hearings = [ear.Hearing(plain, plain / 2, None) for plain in (0.1, 0.5, 0.12)]
    recorded = ear.Recorded(tmp_path, type("E", (), {"slug": "s", "voice": "joe"}), None)
    row = ear.summary(recorded, hearings)
    assert (row["plain"], row["plain_range"], row["sound"], row["names"]) == (0.12, [0.1, 0.5], 0.06, None)


@pytest.mark.parametrize("out", ["output", "."])
@pytest.mark.parametrize("name", ["the-general", "ledger/the-general.json", "audio/the-general-abababab.mp3"])
def test_an_episode_is_found_by_slug_record_or_sound(
    name: str, out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A show has its output in a folder of its own; a review in no show has its ledger in the output."""
    monkeypatch.chdir(tmp_path)
    sound = Path(out) / "audio" / "the-general-abababab.mp3"
    for path, data in (("ledger/the-general.json", to_json(record())), ("ledger/show.json", b"{}"), (sound, b"")):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(data)
    found = ear.find(str(Path(out) / name) if name.endswith("mp3") else name, Path(), None)
    assert found.audio.resolve() == sound.resolve()
    assert found.episode.slug == "the-general"


def test_the_sound_of_an_earlier_build_is_not_held_against_the_words_of_a_later_one(tmp_path: Path) -> None:
    """The record tells which file is the episode now."""
    for path, data in (("ledger/the-general.json", to_json(record())), ("audio/the-general-01234567.mp3", b"")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    with pytest.raises(SystemExit, match="no finished episode"):
        ear.find(str(tmp_path / "audio/the-general-01234567.mp3"), tmp_path, None)


def test_an_episode_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """Nobody is left with a traceback."""
    with pytest.raises(SystemExit, match='error: no finished episode "nothing"; give its MP3'):
        ear.find("nothing", tmp_path, None)
