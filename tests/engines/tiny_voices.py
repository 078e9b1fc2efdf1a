"""Voices as small as can be that are built like Piper's: they speak noise, but as a graph they have all its parts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIGNS = "_^$ !,.:;?abcdefhijklmnopstuvwxzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒθᵻˈˌː̩"
HOP = 64


class Tiny:
    """Phonemes to latents by a table, and a HiFi-GAN of three upsamplings behind them."""

    def __init__(self, *, speakers: int = 1, channels: int = 32, steps: tuple[int, ...] = (4, 4, 4)) -> None:
        self._chance = np.random.default_rng(7)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self.speakers, self._channels, self._steps = speakers, channels, steps

    def model(self) -> onnx.ModelProto:
        latent = self._front()
        sound = self._decoder(latent)
        self._node("Unsqueeze", [sound, self._constant(np.array([2], np.int64))], "output")
        inputs = [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ]
        if self.speakers > 1:
            inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
        output = helper.make_tensor_value_info("output", TensorProto.FLOAT, None)
        graph = helper.make_graph(self._nodes, "tiny", inputs, [output], self._constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)

    def _front(self) -> str:
        """Each phoneme lasts one frame, or as many as the second scale says; noise as the first says is added."""
        table = self._constant(self._weights(len(SIGNS), self._channels))
        rows = self._node("Gather", [table, "input"], axis=0)
        rows = self._node("Transpose", [rows], perm=[0, 2, 1])
        length = self._node("Gather", ["scales", self._constant(np.array([1], np.int64))], axis=0)
        ones = self._node(
            "Cast", [self._node("Greater", ["input", self._constant(np.array(-1))])], to=TensorProto.FLOAT
        )
        self._node("Ceil", [self._node("Mul", [ones, length])], "lengths")
        times = self._node("Cast", [length], to=TensorProto.INT64)
        one = self._constant(np.array([1], np.int64))
        repeats = self._node("Concat", [one, one, times], axis=0)
        frames = self._node("Tile", [rows, repeats])
        noise = self._node("RandomNormalLike", [frames])
        amount = self._node("Gather", ["scales", self._constant(np.array([0], np.int64))], axis=0)
        noisy = self._node("Sub", [frames, self._node("Mul", [noise, amount])])
        noisy = self._node("Tanh", [self._convolve(noisy, self._channels, self._channels, 5)])
        return self._node("Mul", [noisy, self._constant(np.ones(1, np.float32))], "latent")

    def _decoder(self, latent: str) -> str:
        channels = self._channels
        tensor = self._convolve(latent, channels, channels, 7)
        if self.speakers > 1:
            row = self._node("Gather", [self._constant(self._weights(self.speakers, 8)), "sid"], axis=0)
            row = self._node("Unsqueeze", [row, self._constant(np.array([2], np.int64))])
            tensor = self._node("Add", [tensor, self._convolve(row, 8, channels, 1)])
        for step in self._steps:
            tensor = self._node("LeakyRelu", [tensor], alpha=0.1)
            weight = self._constant(self._weights(channels, channels // 2 or 1, 2 * step))
            bias = self._constant(self._weights(channels // 2 or 1))
            tensor = self._node(
                "ConvTranspose",
                [tensor, weight, bias],
                kernel_shape=[2 * step],
                strides=[step],
                pads=[step // 2, step // 2],
            )
            channels = channels // 2 or 1
            one, other = self._block(tensor, channels, 3, 1), self._block(tensor, channels, 5, 3)
            three = self._constant(np.array(2, np.float32))
            tensor = self._node("Div", [self._node("Add", [one, other]), three])
        tensor = self._convolve(self._node("LeakyRelu", [tensor], alpha=0.01), channels, 1, 7, bias=False)
        return self._node("Tanh", [tensor])

    def _block(self, tensor: str, channels: int, kernel: int, dilation: int) -> str:
        active = self._node("LeakyRelu", [tensor], alpha=0.1)
        return self._node("Add", [self._convolve(active, channels, channels, kernel, dilation), tensor])

    def _convolve(
        self, tensor: str, given: int, made: int, kernel: int, dilation: int = 1, *, bias: bool = True
    ) -> str:
        names = [tensor, self._constant(self._weights(made, given, kernel))]
        if bias:
            names.append(self._constant(self._weights(made)))
        pad = dilation * (kernel - 1) // 2
        return self._node("Conv", names, kernel_shape=[kernel], dilations=[dilation], pads=[pad, pad])

    def _weights(self, *shape: int) -> np.ndarray:
        return (self._chance.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)

    def _node(self, kind: str, inputs: list[str], name: str = "", **attributes: object) -> str:
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def _constant(self, value: np.ndarray) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name


def config(**changes: object) -> dict:
    """The description of a tiny voice."""
    return {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 8, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {sign: [number] for number, sign in enumerate(SIGNS)},
        "num_symbols": len(SIGNS),
        "num_speakers": 1,
        "hop_length": HOP,
        **changes,
    }


def put(folder: Path, name: str, model: bytes | None = None, described: object = None) -> None:
    """A voice of one's own below *folder*, with the digests that it has now."""
    files = {
        f"{name}.onnx": Tiny().model().SerializeToString() if model is None else model,
        f"{name}.onnx.json": described
        if isinstance(described, bytes)
        else json.dumps(config() if described is None else described).encode(),
    }
    (folder / "piper").mkdir(parents=True, exist_ok=True)
    for file, data in files.items():
        (folder / "piper" / file).write_bytes(data)
    lines = [f"{hashlib.sha256(data).hexdigest()}  {file}\n" for file, data in files.items()]
    (folder / "piper" / f"{name}.sha256").write_text("".join(lines))
