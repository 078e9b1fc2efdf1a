"""Kokoro: what its network is given, and what is said where that is not in order. Its sound: test_kokoro_sound.py."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from reviewcast import engines
from reviewcast.engines import kokoro_voice, open_engine
from reviewcast.engines.kokoro_voice import _pieces, _style, _with_output
from reviewcast.engines.neural_worker import Files, Request
from reviewcast.engines.phonemization import Phonemized
from reviewcast.engines.wire import RequestError
from reviewcast.errors import VoiceError
from reviewcast.model import Voice
from reviewcast.voicebank.catalogue import KOKORO_MODEL, STYLE_BYTES

HEART = Voice("heart", engine="kokoro", voice="af_heart")

installed = pytest.mark.skipif(find_spec("kokoro_onnx") is None, reason='pip install "reviewcast[kokoro]" is needed')


def request(voice="af_heart", rate=165.0, files=()):
    return Request("kokoro", voice, "fetch it again", [list(map(str, file)) for file in files], rate, 1.0, "Hello")


# --- what the network is given ----------------------------------------------------------------------------

SIGNS = {sign: number for number, sign in enumerate(" .,?abcdefgh", 16)}


def words_of(phonemes):
    """A Phonemized whose words all stand in the text where they stand in the phonemes."""
    places = [at for at in range(len(phonemes)) if at == 0 or phonemes[at - 1] == " "]
    return Phonemized(phonemes, tuple((at, at) for at in places))


def test_phonemes_are_numbers_and_words_their_places_among_them():
    """A sign that the network does not know is left out, and moves the places behind it."""
    (piece,) = _pieces(words_of("ab Xcd, e."), SIGNS)
    assert piece.ids == [SIGNS[sign] for sign in "ab cd, e."]
    assert piece.words == [(0, 0), (3, 3), (8, 7)]


@pytest.mark.parametrize("length", [318, 319, 320, 321, 322, 3_000])
def test_no_piece_is_too_long(length):
    """320 phonemes fit; more are cut between two words, and nothing is lost but the spaces there."""
    phonemes = ("abcd " * 1_000)[: length - 1].rstrip() + "."
    pieces = list(_pieces(words_of(phonemes), SIGNS))
    assert max(len(piece.ids) for piece in pieces) <= 320
    assert (len(pieces) == 1) == (len(phonemes) <= 320)
    letters = [number for piece in pieces for number in piece.ids if number != SIGNS[" "]]
    assert letters == [SIGNS[sign] for sign in phonemes if sign != " "]
    assert [position for piece in pieces for position, _ in piece.words] == [at for at, _ in words_of(phonemes).words]


def test_a_long_row_is_cut_behind_a_mark():
    """Where one stands near the middle: a voice draws breath there anyway."""
    pieces = list(_pieces(words_of("abc " * 50 + "abc, " + "abc " * 60 + "abc."), SIGNS))
    assert [piece.ids[-1] for piece in pieces] == [SIGNS[","], SIGNS["."]]


def test_one_endless_word_is_cut_off():
    """Nobody writes it; the network would fail."""
    (piece,) = _pieces(words_of("a" * 2_000), SIGNS)
    assert len(piece.ids) == 320


@pytest.mark.parametrize("rate", [80, 165, 330])
def test_the_rate_is_a_speed(rate):
    """165 words a minute are its own pace."""
    assert kokoro_voice._speed(request(rate=rate)) == pytest.approx(rate / 165)


@pytest.mark.parametrize("rate", [79.9, 331, 450])
def test_a_rate_beyond_speech_is_refused(rate):
    """With what may be chosen."""
    with pytest.raises(RequestError, match="choose 80 to 330"):
        kokoro_voice._speed(request(rate=rate))


def test_an_output_is_added_without_reading_the_model():
    """onnx reads the model that is made so, with one output more and all else as it was."""
    onnx = pytest.importorskip("onnx")
    helper = onnx.helper
    shape = [helper.make_tensor_value_info(name, 1, [1]) for name in "xy"]
    nodes = [helper.make_node("Neg", ["x"], ["t"]), helper.make_node("Neg", ["t"], ["y"])]
    model = helper.make_model(helper.make_graph(nodes, "g", shape[:1], shape[1:]))
    changed = onnx.load_from_string(_with_output(model.SerializeToString(), "t"))
    assert [each.name for each in changed.graph.output] == ["y", "t"]
    del changed.graph.output[1]
    assert changed == model


@installed
@pytest.mark.parametrize("column", [1, 2], ids=["American", "British"])
def test_kokoro_knows_every_letter_of_a_block(column):
    """None of what a rule may say is left out."""
    rows = Path(__file__).with_name("ipa_blocks.txt").read_text(encoding="utf-8").splitlines()[1:]
    written = {sign for row in rows for sign in unicodedata.normalize("NFD", row.split("\t")[column])}
    assert written - set(kokoro_voice._vocabulary()) == set()


# --- styles -----------------------------------------------------------------------------------------------


def styles_file(folder, data):
    """A file of styles with that content, as a voice process knows it."""
    path = folder / "styles.bin"
    path.write_bytes(data)
    return Files(request(files=[("styles", path, hashlib.sha256(data).hexdigest())]))


def archive(**styles):
    held = io.BytesIO()
    np.savez(held, **styles)
    return held.getvalue()


ROWS = np.arange(510 * 256, dtype="<f4").reshape(510, 1, 256)


@pytest.mark.parametrize("data", [ROWS.tobytes(), archive(af_heart=ROWS, af_sky=ROWS + 1)], ids=["alone", "archive"])
def test_a_style_is_510_rows_of_256(tmp_path, data):
    """From a file of its own, and by its name from the archive of all."""
    assert (_style(styles_file(tmp_path, data), "af_heart") == ROWS[:, 0]).all()


def test_a_style_that_the_archive_lacks_is_named(tmp_path):
    """An archive of other voices."""
    with pytest.raises(RequestError, match='no voice "af_heart"'):
        _style(styles_file(tmp_path, archive(af_sky=ROWS)), "af_heart")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html>",
        archive(af_heart=ROWS)[:-200],
        archive(af_heart=ROWS[:3]),
        archive(af_heart="no numbers"),
    ],
    ids=["empty", "a web page", "cut short", "few rows", "text"],
)
def test_what_is_no_style_is_said_in_one_sentence(tmp_path, data):
    """With what to do."""
    with pytest.raises(RequestError, match=r"the file styles.bin holds no styles of Kokoro; fetch it again"):
        _style(styles_file(tmp_path, data), "af_heart")


def test_a_pickle_among_the_styles_is_not_opened(tmp_path):
    """It could run anything."""
    held = io.BytesIO()
    np.savez(held, af_heart=np.array([print], dtype=object))
    with pytest.raises(RequestError, match="holds no styles"):
        _style(styles_file(tmp_path, held.getvalue()), "af_heart")


# --- an engine without its model --------------------------------------------------------------------------


@pytest.fixture
def no_voices(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path))
    return tmp_path


@installed
def test_a_voice_that_is_not_here_is_told_with_the_command_that_fetches_it(no_voices):
    """In one sentence, before anything is started."""
    assert engines.missing(HEART) == (
        'the voice "heart" needs the voice af_heart; fetch it with: reviewcast voices add af_heart'
    )
    with pytest.raises(VoiceError, match="voices add af_heart"):
        engines.version(HEART)


@installed
def test_a_misspelt_voice_is_guessed(no_voices):
    """From those that can be fetched."""
    assert 'did you mean "af_heart"' in engines.missing(replace(HEART, voice="af_hart"))


def damaged_model(folder):
    """A network of the right size with nothing in it, and a style in order."""
    model = folder / KOKORO_MODEL.place
    model.parent.mkdir(parents=True)
    with open(model, "wb") as file:
        file.truncate(KOKORO_MODEL.bytes)
    style = folder / "kokoro/styles/af_heart.bin"
    style.parent.mkdir()
    style.write_bytes(bytes(STYLE_BYTES))
    digest = hashlib.sha256(style.read_bytes()).hexdigest()
    style.with_suffix(".sha256").write_text(f"{digest}  af_heart.bin\n")


@installed
def test_a_damaged_model_is_not_loaded(no_voices):
    """Its digest is checked by the process that would load it; the sentence says which file, and what to do."""
    damaged_model(no_voices)
    with open_engine("kokoro", 1) as engine, pytest.raises(VoiceError) as raised:
        engine.check(HEART)
    assert raised.value.message.startswith('the voice "heart": the file kokoro-v1.0.int8.onnx is damaged')
    assert "reviewcast voices add" in raised.value.message
