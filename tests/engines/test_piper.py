"""Piper: the real voice that comes with us, and what is said of files that are none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny_voices
from neural_contract import Contract, LifeContract
from tiny_voices import Tiny, config, put

from reviewcast import engines, voicebank
from reviewcast.engines import open_engine, piper_voice
from reviewcast.engines.neural_worker import Files, Request
from reviewcast.engines.wire import RequestError
from reviewcast.errors import VoiceError
from reviewcast.model import Voice

JOE = Voice("joe", engine="piper", voice="en_US-joe-medium")
TINY = Voice("tiny", engine="piper", voice="en_US-tiny-low")


class TestPiper(Contract):
    """The voice that comes with us."""

    @pytest.fixture(scope="class")
    @classmethod
    def voice(cls) -> Voice:
        return JOE

    def test_without_noise_it_is_flatter(self, engine, voice) -> None:
        """Another sound, as reproducible."""
        flat = replace(voice, noise=0.0)
        sound = engine.say("It rains.", flat).clip.pcm
        assert sound != engine.say("It rains.", voice).clip.pcm
        assert sound == engine.say("It rains.", flat).clip.pcm


class TestLifeOfPiper(LifeContract):
    """Its processes."""

    @pytest.fixture
    def voice(self) -> Voice:
        return JOE


# --- voices of one's own, and what is wrong with some -----------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch) -> Path:
    """A folder of voices that is empty."""
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path))
    return tmp_path


def test_a_voice_of_ones_own_speaks(shelf: Path) -> None:
    """Its phonemes last as long as its model says, and its words begin there."""
    put(shelf, TINY.voice)
    with open_engine("piper", 2) as engine:
        engine.check(TINY)
        said = engine.say("It rains in town.", TINY)
    assert [word.text_position for word in said.words] == [0, 3, 9, 12]
    frames = tiny_voices.HOP * 8
    assert said.words[0].seconds * 22_050 / frames == pytest.approx(2)
    assert said.clip.frames % frames == 0


def test_two_voices_speak_from_one_process(shelf: Path) -> None:
    """And a voice whose file changed is another, with another version."""
    put(shelf, "en_US-tiny-low")
    put(shelf, "en_US-tinier-low", Tiny(channels=16).model().SerializeToString())
    other = replace(TINY, voice="en_US-tinier-low")
    with open_engine("piper", 2) as engine:
        first, second = engine.say("It rains.", TINY), engine.say("It rains.", other)
        assert first.clip.pcm != second.clip.pcm
        before = engine.version(TINY)
        put(shelf, "en_US-tiny-low", Tiny(channels=16).model().SerializeToString())
        assert engine.version(TINY) != before
        assert engine.say("It rains.", TINY).clip.pcm == second.clip.pcm


def test_more_voices_than_are_kept_come_back(shelf: Path) -> None:
    """The one that was used least lately makes room."""
    names = [f"en_US-v{number}-low" for number in range(5)]
    for number, name in enumerate(names):
        put(shelf, name, Tiny(channels=16 + 8 * number).model().SerializeToString())
    with open_engine("piper", 1) as engine:
        rounds = [[engine.say("It rains.", replace(TINY, voice=name)).clip.pcm for name in names] for _ in range(2)]
    assert rounds[0] == rounds[1]
    assert len(set(rounds[0])) == 5


def test_a_model_of_several_speakers_has_several_voices(shelf: Path) -> None:
    """By number or by name; the first where none is named."""
    described = config(num_speakers=2, speaker_id_map={"ann": 0, "bob": 1})
    put(shelf, TINY.voice, Tiny(speakers=2).model().SerializeToString(), described)
    with open_engine("piper", 1) as engine:
        sound = {
            name: engine.say("It rains.", replace(TINY, voice=f"{TINY.voice}{name}")).clip.pcm
            for name in ("", "#0", "#1", "#ann", "#bob")
        }
        assert sound[""] == sound["#0"] == sound["#ann"] != sound["#bob"] == sound["#1"]
        for name in ("#carl", "#2", "#-1", "#²"):
            with pytest.raises(VoiceError, match=r"there is no speaker .* ann, bob"):
                engine.check(replace(TINY, voice=f"{TINY.voice}{name}"))


def test_a_file_that_changed_under_its_digest_is_refused(shelf: Path) -> None:
    """Each time a process loads it."""
    put(shelf, TINY.voice)
    model = shelf / "piper" / f"{TINY.voice}.onnx"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    with open_engine("piper", 1) as engine, pytest.raises(VoiceError, match=r"is damaged.*reviewcast voices add"):
        engine.check(TINY)


def broken_configs() -> dict[str, object]:
    """Descriptions that are none, with a word of what is said of them."""
    return {
        "Expecting value": b"<!doctype html>",
        "NoneType": b"null",
        "phoneme_id_map": {key: value for key, value in config().items() if key != "phoneme_id_map"},
        "table of phonemes": config(num_symbols=3),
        "not from 8000": config(audio={"sample_rate": 10**9}),
        "could not convert": config(inference={"length_scale": "slow"}),
        "3 is not from 0 to 0": config(default_speaker_id=3),
        'reads "pinyin"': config(phoneme_type="pinyin"),
        'no voice "xx-none"': config(espeak={"voice": "xx-none"}),
        "list": [1, 2],
    }


@pytest.mark.parametrize(("what", "described"), broken_configs().items(), ids=list(broken_configs()))
def test_a_description_that_is_none_is_one_sentence(shelf: Path, what: str, described: object) -> None:
    """It names the file, or what it asks for that is not there."""
    put(shelf, TINY.voice, described=described)
    with pytest.raises(RequestError) as raised:
        load(TINY.voice)
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


def broken_models() -> dict[str, bytes]:
    """Models that are none, with a word of what is said of them."""
    whole = Tiny().model()
    other = Tiny().model()
    other.graph.input[0].name = "tokens"
    wrong = Tiny().model()
    wrong.graph.node[0].op_type = "Gathering"
    return {
        "not an ONNX model": whole.SerializeToString()[:-1000],
        "another model": other.SerializeToString(),
        "Gathering": wrong.SerializeToString(),
    }


@pytest.mark.parametrize(("what", "model"), broken_models().items(), ids=list(broken_models()))
def test_a_model_that_is_none_is_one_sentence(shelf: Path, what: str, model: bytes) -> None:
    """It names the file, and says what to do."""
    put(shelf, TINY.voice, model)
    with pytest.raises(
        RequestError, match=r"en_US-tiny-low\.onnx .*cannot be .*; (add it again|.* another voice)"
    ) as raised:
        load(TINY.voice)
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("fault", [NameError("name 'graph' is not defined"), MemoryError()], ids=["ours", "memory"])
def test_what_no_file_can_cause_is_not_told_as_a_damaged_file(shelf: Path, monkeypatch, fault: Exception) -> None:
    """Whoever fetches the voice again would have it no better."""
    put(shelf, TINY.voice)

    def session_of(model: bytes) -> None:
        raise fault

    monkeypatch.setattr(piper_voice, "session_of", session_of)
    with pytest.raises(type(fault)):
        load(TINY.voice)


def test_a_whole_model_that_onnxruntime_refuses_is_not_to_be_fetched_again(shelf: Path, monkeypatch) -> None:
    """Its digest was right; mostly memory is short."""
    put(shelf, TINY.voice)

    def session_of(model: bytes) -> None:
        raise RuntimeError("Failed to allocate memory\nat line 1")

    monkeypatch.setattr(piper_voice, "session_of", session_of)
    with pytest.raises(
        RequestError, match=r"tiny-low\.onnx is whole.*\(RuntimeError: Failed to allocate memory\); close"
    ):
        load(TINY.voice)


@pytest.mark.parametrize("name", ["bob", "5"])
def test_a_model_of_one_speaker_says_so(shelf: Path, name: str) -> None:
    """There is none to choose."""
    put(shelf, TINY.voice)
    with (
        open_engine("piper", 1) as engine,
        pytest.raises(VoiceError, match=f'no speaker "{name}" in it, which has but one'),
    ):
        engine.check(replace(TINY, voice=f"{TINY.voice}#{name}"))


def load(name: str) -> piper_voice.PiperModel:
    """The voice *name*, in this process."""
    holding = voicebank.find("piper", name)
    assert holding is not None
    files = [[file.role, str(file.path), file.sha256] for file in holding.files]
    request = Request("piper", name, "add it again", files, 165, 1.0, None)
    return piper_voice.load(Files(request), request)


def test_a_model_that_gives_no_numbers_is_refused(shelf: Path) -> None:
    """Not one click of it is kept."""
    model = Tiny().model()
    for tensor in model.graph.initializer:
        if list(tensor.dims) == [len(tiny_voices.SIGNS), 32]:
            tensor.raw_data = np.full((len(tiny_voices.SIGNS), 32), np.nan, np.float32).tobytes()
    put(shelf, TINY.voice, model.SerializeToString())
    with open_engine("piper", 1) as engine, pytest.raises(VoiceError, match="no sound of it"):
        engine.say("It rains.", TINY)


def test_a_phoneme_that_the_model_lacks_is_left_out(shelf: Path) -> None:
    """And the words behind it keep their times."""
    signs = {sign: number for sign, number in config()["phoneme_id_map"].items() if sign != ["ɹ"]}
    del signs["ɹ"]
    put(shelf, TINY.voice, described=config(phoneme_id_map=signs))
    with open_engine("piper", 1) as engine:
        said = engine.say("Red rain falls.", TINY)
    put(shelf, TINY.voice)
    with open_engine("piper", 1) as engine:
        more = engine.say("Red rain falls.", TINY)
    assert said.clip.frames < more.clip.frames
    assert [word.text_position for word in said.words] == [word.text_position for word in more.words] == [0, 4, 9]


# --- what is here, and what is not ------------------------------------------------------------------------


def test_a_voice_that_can_be_fetched_is_told_with_the_command(shelf: Path) -> None:
    """It is published, and not here."""
    offer = next(each for each in voicebank.offers("piper") if not each.package)
    voice = Voice("reader", engine="piper", voice=offer.name)
    assert engines.missing(voice) == (
        f'the voice "reader" needs the voice {offer.name}; fetch it with: reviewcast voices add {offer.name}'
    )
    with pytest.raises(VoiceError, match="voices add"):
        engines.version(voice)


def test_an_engine_that_is_not_installed_is_told_with_the_command(monkeypatch) -> None:
    """One sentence; nothing is looked for beyond the names of packages."""
    monkeypatch.setattr("reviewcast.engines.neural.version_of", lambda name: "" if name == "piper_tts" else "1")
    assert engines.missing(JOE) == (
        'the voice "joe" needs Piper, which is not installed; install it with: pip install "reviewcast[neural]"'
    )


def test_the_version_is_of_the_files() -> None:
    """What was recorded with other files is recorded anew."""
    holding = voicebank.find("piper", JOE.voice)
    assert holding is not None
    assert engines.version(JOE).endswith(holding.digest[:16])
    assert engines.version(JOE).startswith("piper-tts ")


def test_the_files_that_come_with_us_are_the_published_ones() -> None:
    """By the digests of the catalogue."""
    holding = voicebank.find("piper", JOE.voice)
    assert holding is not None
    for file in holding.files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
    described = json.loads(next(file for file in holding.files if file.role == "config").path.read_bytes())
    assert described["dataset"] == "joe"
