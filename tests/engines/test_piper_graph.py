"""A Piper voice taken apart: the sound is that of the whole model, whatever it is cut into."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
import tiny_voices
from onnx import numpy_helper
from tiny_voices import HOP, Tiny

from reviewcast import voicebank
from reviewcast.engines.piper_graph import ModelError, Parts, take_apart
from reviewcast.engines.piper_voice import in_windows, session_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def whole(model: onnx.ModelProto, inputs: dict) -> np.ndarray:
    """What onnxruntime makes of the model as it came."""
    return session_of(model.SerializeToString()).run(None, inputs)[0].reshape(-1)


def apart(parts: Parts, inputs: dict, window: int = 0) -> np.ndarray:
    """What comes of its parts, in windows of so many frames, or of those it wishes."""
    sound, *more = session_of(parts.front).run(None, inputs)
    sound = sound[:, :, None, :]
    for number, stage in enumerate(parts.stages):
        extra = {"speaker": more[-1][:, :, None, :]} if parts.has_speaker and not number else {}
        sound = in_windows(stage, session_of(stage.model), sound, extra, window or stage.window)
    return sound.reshape(-1)


def spoken(length: int, noise: float = 0.0, scale: float = 1.0, speaker: int | None = None) -> dict:
    """The inputs of a sentence of so many phonemes."""
    ids = np.random.default_rng(length).integers(0, len(tiny_voices.SIGNS), (1, length))
    inputs = {"input": ids, "input_lengths": np.array([length]), "scales": np.array([noise, scale, 0], np.float32)}
    return inputs if speaker is None else {**inputs, "sid": np.array([speaker])}


@pytest.mark.parametrize("blocked", [True, False], ids=["blocked", "plain"])
@pytest.mark.parametrize("length", [1, 2, 17, 160])
def test_the_parts_sound_like_the_whole(blocked: bool, length: int) -> None:
    """Sample for sample but for the last bits, from a single frame on."""
    model = Tiny().model()
    parts = take_apart(model.SerializeToString(), blocked=blocked)
    assert len(parts.stages) == 3
    np.testing.assert_allclose(apart(parts, spoken(length)), whole(model, spoken(length)), atol=1e-5)


@pytest.mark.parametrize("blocked", [True, False], ids=["blocked", "plain"])
@pytest.mark.parametrize("window", [16, 32, 48, 112])
def test_windows_leave_no_seam(blocked: bool, window: int) -> None:
    """They overlap by as much as the convolutions reach."""
    model = Tiny().model()
    parts = take_apart(model.SerializeToString(), blocked=blocked)
    np.testing.assert_allclose(apart(parts, spoken(150), window), whole(model, spoken(150)), atol=1e-5)


def test_a_window_that_overlaps_less_has_seams() -> None:
    """The reach is not more than is needed, up to the multiple of 16 that it is made."""
    model = Tiny().model()
    parts = take_apart(model.SerializeToString(), blocked=False)
    first = parts.stages[0]
    cut = replace(parts, stages=(replace(first, reach=0, window=16), *parts.stages[1:]))
    assert np.abs(apart(cut, spoken(150)) - whole(model, spoken(150))).max() > 1e-3


@pytest.mark.parametrize("channels", [8, 24])
def test_channels_that_fill_no_block_are_no_trouble(channels: int) -> None:
    """Small voices have such."""
    model = Tiny(channels=channels).model()
    parts = take_apart(model.SerializeToString(), blocked=True)
    np.testing.assert_allclose(apart(parts, spoken(40)), whole(model, spoken(40)), atol=1e-5)


@pytest.mark.parametrize("steps", [(4,), (2, 2), (8, 8, 2, 2)])
def test_any_number_of_upsamplings_will_do(steps: tuple[int, ...]) -> None:
    """Piper's voices of high quality have four."""
    model = Tiny(steps=steps, channels=64).model()
    parts = take_apart(model.SerializeToString(), blocked=True)
    assert [stage.scale for stage in parts.stages] == list(steps)
    np.testing.assert_allclose(apart(parts, spoken(40)), whole(model, spoken(40)), atol=1e-5)


def test_every_speaker_of_a_model_sounds_like_themselves() -> None:
    """Who speaks is told to the first stage."""
    model = Tiny(speakers=3).model()
    parts = take_apart(model.SerializeToString(), blocked=True)
    assert parts.has_speaker
    sounds = [apart(parts, spoken(30, speaker=number)) for number in range(3)]
    for number, sound in enumerate(sounds):
        np.testing.assert_allclose(sound, whole(model, spoken(30, speaker=number)), atol=1e-5)
    assert np.abs(sounds[0] - sounds[1]).max() > 1e-3


def test_lengths_come_out() -> None:
    """Of each phoneme in frames, though the model does not give them: together they are the sound."""
    parts = take_apart(Tiny().model().SerializeToString(), blocked=True)
    inputs = spoken(12, scale=3)
    _, lengths = session_of(parts.front).run(None, inputs)
    assert lengths.reshape(-1).tolist() == [3] * 12
    assert len(apart(parts, inputs)) == 36 * HOP


def damaged(how: str) -> onnx.ModelProto:
    """A model that is not built as Piper's are, but speaks."""
    model = Tiny().model()
    nodes = model.graph.node
    if how == "two ceils":
        nodes.append(onnx.helper.make_node("Ceil", ["scales"], ["ceil"]))
    elif how == "no tanh":
        [node for node in nodes if node.op_type == "Tanh"][-1].op_type = "Sigmoid"
    elif how == "an activation of another kind":
        for node in nodes:
            if node.op_type == "LeakyRelu":
                node.op_type = "Relu"
                del node.attribute[:]
    elif how == "weights that are computed":
        node = next(node for node in nodes if node.op_type == "ConvTranspose")
        nodes.insert(0, onnx.helper.make_node("Neg", [node.input[1]], ["negative"]))
        node.input[1] = "negative"
    elif how == "a convolution in groups":
        node = [node for node in nodes if node.op_type == "Conv"][2]
        weight = next(tensor for tensor in model.graph.initializer if tensor.name == node.input[1])
        value = numpy_helper.to_array(weight)[:, :1]
        weight.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value), weight.name))
        node.attribute.append(onnx.helper.make_attribute("group", 16))
    return model


@pytest.mark.parametrize(
    "how", ["no tanh", "an activation of another kind", "weights that are computed", "a convolution in groups"]
)
def test_a_model_of_another_shape_is_run_whole(how: str) -> None:
    """It speaks as it came, only slower."""
    model = damaged(how)
    parts = take_apart(model.SerializeToString(), blocked=True)
    assert parts.stages == ()
    np.testing.assert_array_equal(apart(parts, spoken(20)), whole(model, spoken(20)))


def test_where_lengths_are_in_doubt_there_are_none() -> None:
    """With two tensors that could be them, neither is taken."""
    assert not take_apart(damaged("two ceils").SerializeToString(), blocked=True).has_lengths


@pytest.mark.parametrize("data", [b"", b"<!doctype html><title>Not found</title>", b"\x08\x08" * 99])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    """Before onnxruntime sees it."""
    with pytest.raises(ModelError, match="not"):
        take_apart(data, blocked=True)


def test_another_model_is_refused() -> None:
    """It does not take phonemes."""
    model = Tiny().model()
    model.graph.input[0].name = "tokens"
    with pytest.raises(ModelError, match="another model"):
        take_apart(model.SerializeToString(), blocked=True)


@pytest.mark.parametrize("blocked", [True, pytest.param(False, marks=pytest.mark.thorough)], ids=["blocked", "plain"])
def test_the_voice_that_comes_with_us_is_taken_apart(blocked: bool) -> None:
    """Three stages, each of which sounds like its part of the whole: within 1e-4 of full scale."""
    holding = voicebank.find("piper", "en_US-joe-medium")
    assert holding is not None
    data = next(file for file in holding.files if file.role == "model").path.read_bytes()
    parts = take_apart(data, blocked=blocked)
    assert [stage.scale for stage in parts.stages] == [8, 8, 4]
    ids = np.random.default_rng(1).integers(3, 100, (1, 90))
    inputs = {"input": ids, "input_lengths": np.array([90]), "scales": np.array([0, 1, 0], np.float32)}
    found = apart(parts, inputs)
    assert len(found) > 20_000
    np.testing.assert_allclose(found, whole(onnx.load_from_string(data), inputs), atol=1e-4)


onnxruntime.set_default_logger_severity(4)
