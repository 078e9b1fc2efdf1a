"""The decoder of a Piper voice laid flat: stages that run in windows, in the layout of onnxruntime's fast kernels."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewcast.engines.onnx_graph import BLOCK, Shape, attribute, data_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import onnx
    from numpy.typing import NDArray

    from reviewcast.engines.onnx_graph import Graph

    Attribute = int | float | list[int]

_STEP = BLOCK
"""Windows are so many frames long, or a multiple: what is told in blocks of frames then comes out even."""

_AT_ONCE = 1 << 18
"""Numbers in the widest tensor of a window: a few of them stay in the cache of the processor."""

_END = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the decoder that may be run in windows."""

    model: bytes
    """Inputs: ``x`` of the shape (1, channels, 1, frames), and ``speaker`` (1, channels, 1, 1) where there are several.
    Output: ``y``."""
    scale: int
    """Frames of ``y`` for each of ``x``."""
    reach: int
    """Frames of ``x`` on either side on which a frame of ``y`` may depend."""
    window: int
    """Frames of ``x`` that are best taken at a time."""


class Part(NamedTuple):
    """Nodes of a graph that lead from one tensor to one tensor, in their order."""

    nodes: tuple[onnx.NodeProto, ...]
    source: str
    target: str


def build(graph: Graph, part: Part, speaker: tuple[str, ...], multiple: int) -> Stage:
    """*part* as a model of its own.

    *speaker* is the tensor that says who speaks, if there is one. *multiple* is what the number of frames of the whole
    input is a multiple of, or 0 where onnxruntime has no kernels that keep channels in blocks.
    """
    taken = inputs_of(part.nodes)
    flat = _Flat(graph, part.source, tuple(name for name in speaker if name in taken), gcd(multiple, _STEP))
    for node in part.nodes:
        flat.add(node)
    return flat.finish(part.target)


def inputs_of(nodes: Iterable[onnx.NodeProto]) -> set[str]:
    """All that they take."""
    return {name for node in nodes for name in node.input}


class _Tensor(NamedTuple):
    """A tensor (1, channels, 1, frames) of a stage."""

    name: str
    channels: int
    scale: int
    """Frames for each frame of the stage's input; 0 for a single one."""
    reach: Fraction
    """Frames of the stage's input on either side that it depends on."""
    factor: float = 1.0
    """It is meant so many times as large: a division waits for the next convolution, which pays nothing for it."""


class _Flat:
    """A stage, as it grows.

    onnxruntime's fast kernels keep channels in blocks. It puts tensors into blocks before a convolution, and takes
    them out before whatever cannot do with blocks. With a *multiple*, what stands between convolutions is written as
    convolutions, which can: a leaky rectifier behind one of 1 x 1 that changes nothing, an upsampling as a convolution
    that gives all the frames of a step as channels.
    """

    def __init__(self, graph: Graph, source: str, speaker: tuple[str, ...], multiple: int) -> None:
        self._graph, self._multiple = graph, multiple
        self._model = graph.blank()
        self._made = self._model.graph
        self._tensors = {source: _Tensor("x", _width_of(graph, source), 1, Fraction(0))}
        self._tensors |= {name: _Tensor("speaker", _width_of(graph, name), 0, Fraction(0)) for name in speaker}
        self._made.input.extend(_declaration(*tensor[:3]) for tensor in self._tensors.values())
        self._count = 0

    def add(self, node: onnx.NodeProto) -> None:
        """Do what *node* does."""
        sources = [self._tensors[name] for name in data_of(self._graph, node)]
        act = getattr(self, f"_{node.op_type.lower()}")
        self._tensors[node.output[0]] = act(node, *sources)

    def finish(self, target: str) -> Stage:
        """The stage that gives *target*."""
        from onnx import helper

        last = self._exact(self._tensors[target])
        self._made.node.append(helper.make_node("Identity", [last.name], ["y"]))
        self._made.output.append(_declaration("y", last.channels, last.scale))
        width = max(tensor.channels * tensor.scale for tensor in self._tensors.values())
        window = max(1, _AT_ONCE // (width * _STEP)) * _STEP
        return Stage(self._model.SerializeToString(), last.scale, ceil(last.reach / _STEP) * _STEP, window)

    # --- what the decoder consists of ---

    def _conv(self, node: onnx.NodeProto, source: _Tensor) -> _Tensor:
        weight, bias = self._weights(node, source)
        shape = Shape.of(node, weight)
        reach = source.reach + Fraction(max(shape.pads), max(source.scale, 1))
        if len(weight) == 1 and shape.dilation == 1 and self._multiple and self._multiple * source.scale % _STEP == 0:
            return self._last(source, weight, bias, shape)._replace(reach=reach)
        return self._convolve(
            source,
            weight[:, :, None, :],
            bias,
            kernel_shape=[1, shape.kernel],
            dilations=[1, shape.dilation],
            pads=[0, shape.pads[0], 0, shape.pads[1]],
        )._replace(reach=reach)

    def _convtranspose(self, node: onnx.NodeProto, source: _Tensor) -> _Tensor:
        weight, bias = self._weights(node, source)
        shape = Shape.of(node, weight)
        scale = source.scale * shape.stride
        reach = source.reach + Fraction(shape.kernel - 1 - min(shape.pads), scale)
        if self._multiple:
            name = self._shuffled(source, weight, bias, shape)
            return self._same(_Tensor(name, weight.shape[1], scale, reach))
        names = [source.name, self._constant(weight[:, :, None, :]), *map(self._constant, bias)]
        name = self._node(
            "ConvTranspose",
            names,
            (weight.shape[1], scale),
            kernel_shape=[1, shape.kernel],
            strides=[1, shape.stride],
            pads=[0, shape.pads[0], 0, shape.pads[1]],
        )
        return _Tensor(name, weight.shape[1], scale, reach)

    def _leakyrelu(self, node: onnx.NodeProto, source: _Tensor) -> _Tensor:
        same = self._same(source) if self._multiple else source
        size = (same.channels, same.scale)
        return same._replace(name=self._node("LeakyRelu", [same.name], size, alpha=attribute(node, "alpha", 0.01)))

    def _add(self, node: onnx.NodeProto, one: _Tensor, other: _Tensor) -> _Tensor:
        del node
        one, other = self._exact(one), self._exact(other)
        wide = one if one.scale else other
        name = self._node("Add", [one.name, other.name], (wide.channels, wide.scale))
        return wide._replace(name=name, reach=max(one.reach, other.reach))

    def _div(self, node: onnx.NodeProto, source: _Tensor) -> _Tensor:
        divisor = self._graph.constant(node.input[1])
        assert divisor is not None
        return source._replace(factor=source.factor / float(divisor.reshape(())))

    def _tanh(self, node: onnx.NodeProto, source: _Tensor) -> _Tensor:
        del node
        exact = self._exact(source)
        return exact._replace(name=self._node("Tanh", [exact.name], (exact.channels, exact.scale)))

    # --- how it is written ---

    def _weights(self, node: onnx.NodeProto, source: _Tensor) -> tuple[NDArray[Any], list[NDArray[Any]]]:
        """(weights, bias if there is one), the factor of *source* among them."""
        weight, *bias = (self._graph.constant(name) for name in node.input[1:] if name)
        assert weight is not None
        return weight * source.factor, [each for each in bias if each is not None]

    def _convolve(self, source: _Tensor, weight: NDArray[Any], bias: list[NDArray[Any]], **shape: Attribute) -> _Tensor:
        names = [source.name, self._constant(weight), *map(self._constant, bias)]
        name = self._node("Conv", names, (len(weight), source.scale), **shape)
        return _Tensor(name, len(weight), source.scale, source.reach)

    def _same(self, source: _Tensor) -> _Tensor:
        """*source* in blocks: as a convolution of 1 x 1 that leaves it as it is."""
        import numpy as np

        if source.channels % BLOCK:
            return source
        ones = np.ones((source.channels, 1, 1, 1))
        made = self._convolve(source, ones, [], kernel_shape=[1, 1], group=source.channels)
        return made._replace(factor=source.factor)

    def _shuffled(self, source: _Tensor, weight: NDArray[Any], bias: list[NDArray[Any]], shape: Shape) -> str:
        """*source* upsampled: the frames of a step as channels, laid out with the channels last, and so in a row."""
        taps, step, (given, made) = shape.kernel // shape.stride, shape.stride, weight.shape[:2]
        split = weight.reshape(given, made, taps, step)[:, :, ::-1].transpose(3, 1, 0, 2)
        stretched = self._convolve(
            source._replace(scale=-source.scale),
            split.reshape(step * made, given, 1, taps),
            [_repeated(each, step) for each in bias],
            kernel_shape=[1, taps],
            pads=[0, taps - 1, 0, taps - 1],
        )
        name = self._node("Transpose", [stretched.name], None, perm=[0, 2, 3, 1])
        name = self._node("Reshape", [name, self._numbers(1, 1, -1, made)], None)
        ends = [self._numbers(shape.pads[0]), self._numbers(-shape.pads[1] or _END), self._numbers(2)]
        name = self._node("Slice", [name, *ends], None)
        return self._node("Transpose", [name], (made, source.scale * step), perm=[0, 3, 1, 2])

    def _last(self, source: _Tensor, weight: NDArray[Any], bias: list[NDArray[Any]], shape: Shape) -> _Tensor:
        """A convolution that gives one channel, written as one of many that gives as many frames of it at a time."""
        import numpy as np

        kernel = shape.kernel + _STEP - 1
        wide = np.zeros((_STEP, weight.shape[1], 1, kernel))
        for at in range(_STEP):
            wide[at, :, 0, at : at + shape.kernel] = weight[0]
        steps = self._convolve(
            source._replace(scale=-source.scale),
            wide,
            [_repeated(each, _STEP) for each in bias],
            kernel_shape=[1, kernel],
            strides=[1, _STEP],
            pads=[0, shape.pads[0], 0, shape.pads[1]],
        )
        name = self._node("Transpose", [steps.name], None, perm=[0, 2, 3, 1])
        name = self._node("Reshape", [name, self._numbers(1, 1, 1, -1)], (1, source.scale))
        return _Tensor(name, 1, source.scale, source.reach)

    def _exact(self, source: _Tensor) -> _Tensor:
        """*source* with its factor in it."""
        import numpy as np

        if source.factor == 1:
            return source
        factor = self._constant(np.array(source.factor))
        name = self._node("Mul", [source.name, factor], (source.channels, source.scale))
        return source._replace(name=name, factor=1.0)

    def _node(self, kind: str, inputs: list[str], size: tuple[int, int] | None, **attributes: Attribute) -> str:
        """A new node of that *size* (channels, scale): tensors whose widths have one name can be added in blocks."""
        from onnx import helper

        name = self._name()
        node = helper.make_node(kind, inputs, [name])
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._made.node.append(node)
        if size:
            self._made.value_info.append(_declaration(name, *size))
        return name

    def _constant(self, value: NDArray[Any]) -> str:
        import numpy as np

        return self._keep(np.ascontiguousarray(value, np.float32))

    def _numbers(self, *values: int) -> str:
        import numpy as np

        return self._keep(np.array(values, np.int64))

    def _keep(self, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        name = self._name()
        self._made.initializer.append(numpy_helper.from_array(value, name))
        return name

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _repeated(bias: NDArray[Any], times: int) -> NDArray[Any]:
    import numpy as np

    return np.tile(bias, times)


def _declaration(name: str, channels: int, scale: int) -> onnx.ValueInfoProto:
    """A tensor of the shape (1, channels, 1, frames); a negative *scale* is that of the steps of an upsampling."""
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, 1, f"frames*{scale}" if scale else 1])


def _width_of(graph: Graph, name: str) -> int:
    """How many channels the tensor *name* has, by the first convolution that takes it."""
    node = graph.users[name][0]
    while node.op_type not in {"Conv", "ConvTranspose"}:
        node = graph.users[node.output[0]][0]
    weight = graph.constant(node.input[1])
    assert weight is not None
    return int(weight.shape[1 if node.op_type == "Conv" else 0])
