"""An ONNX model and what is asked of it: who makes a tensor, what a constant is, what is needed for what.

onnx is imported here, and beside it in :mod:`reviewcast.engines.piper_graph` and
:mod:`reviewcast.engines.piper_stages`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import onnx
    from numpy.typing import NDArray

T = TypeVar("T")

BLOCK = 16
"""Channels that onnxruntime's fast kernels take together, at most."""

_AXES_AS_INPUT = 13
"""The version of ONNX's operators from which on Unsqueeze and Squeeze have it so."""

_ROW = "the axis of the row"


class Graph:
    """A model, with its tensors by their names."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model = model
        self.maker = {name: node for node in model.graph.node for name in node.output}
        self.constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self.users: dict[str, list[onnx.NodeProto]] = {}
        for node in model.graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def lengths(self) -> list[str]:
        """The tensor of the phonemes' lengths in frames: what the only Ceil gives."""
        found = [node.output[0] for node in self.model.graph.node if node.op_type == "Ceil"]
        return found if len(found) == 1 else []

    def constant(self, name: str) -> NDArray[Any] | None:
        """The value of *name* where it is a constant."""
        from onnx import numpy_helper

        if name in self.constants:
            return numpy_helper.to_array(self.constants[name])
        node = self.maker.get(name)
        if node is not None and node.op_type == "Constant" and node.attribute[0].name == "value":
            return numpy_helper.to_array(node.attribute[0].t)
        return None

    def ancestors(self, names: Iterable[str]) -> set[str]:
        """Every tensor that decides those called *names*."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                node = self.maker.get(name)
                todo += node.input if node is not None else []
        return seen

    def extract(self, outputs: Sequence[str], *, flat: bool = False) -> bytes:
        """The part of the model that gives *outputs*; it takes what the model takes, needed or not.

        With *flat*, convolutions are written so that onnxruntime's fast kernels take them.
        """
        import onnx

        needed = self.ancestors(outputs)
        part, whole = self.blank(), self.model.graph
        part.graph.node.extend(node for node in whole.node if needed & set(node.output))
        part.graph.input.extend(whole.input)
        part.graph.initializer.extend(tensor for tensor in whole.initializer if tensor.name in needed)
        part.graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
        if flat:
            _lay_flat(part)
        packed: bytes = part.SerializeToString()
        return packed

    def blank(self) -> onnx.ModelProto:
        """An empty model of the same kind."""
        import onnx

        model = onnx.ModelProto(ir_version=self.model.ir_version, opset_import=self.model.opset_import)
        model.graph.name = self.model.graph.name or "part"
        return model


def _lay_flat(model: onnx.ModelProto) -> None:
    """Make convolutions over time two-dimensional, one row high, where onnxruntime has faster kernels for those."""
    import numpy as np
    from onnx import helper, numpy_helper

    if not any(each.domain == "" and each.version >= _AXES_AS_INPUT for each in model.opset_import):
        return
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    uses = Counter(name for node in model.graph.node for name in node.input)
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        weight = weights.get(node.input[1]) if node.op_type == "Conv" else None
        if weight is None or uses[weight.name] > 1 or not _gains(node, list(weight.dims)):
            nodes.append(node)
            continue
        weight.dims[:] = [*weight.dims[:2], 1, weight.dims[2]]
        for each in node.attribute:
            if each.ints:
                each.ints[:] = [0, each.ints[0], 0, each.ints[1]] if each.name == "pads" else [1, *each.ints]
        source, target = node.input[0], node.output[0]
        node.input[0], node.output[0] = f"{target} before", f"{target} behind"
        nodes += [
            helper.make_node("Unsqueeze", [source, _ROW], [node.input[0]]),
            node,
            helper.make_node("Squeeze", [node.output[0], _ROW], [target]),
        ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.append(numpy_helper.from_array(np.array([2]), _ROW))


def _gains(node: onnx.NodeProto, dims: list[int]) -> bool:
    """Whether it sums over time, and its channels fill the blocks of those kernels."""
    plain = len(dims) == 3 and attribute(node, "group", 1) == 1 and not attribute(node, "auto_pad", b"")
    return plain and dims[2] > 1 and dims[0] % BLOCK == dims[1] % BLOCK == 0


class Shape(NamedTuple):
    """What a convolution over time does, by its attributes as ONNX names them."""

    kernel: int
    stride: int
    dilation: int
    pads: tuple[int, int]
    group: int

    @classmethod
    def of(cls, node: onnx.NodeProto, weight: NDArray[Any]) -> Shape:
        """That of *node*, with its *weight* of the shape (channels, channels, kernel)."""
        pads = attribute(node, "pads", [0, 0])
        (stride,), (dilation,) = attribute(node, "strides", [1]), attribute(node, "dilations", [1])
        return cls(weight.shape[2], stride, dilation, (pads[0], pads[1]), attribute(node, "group", 1))


def attribute(node: onnx.NodeProto, name: str, default: T) -> T:
    """What *node* says of *name*; *default* where it says nothing."""
    import onnx

    for each in node.attribute:
        if each.name == name:
            value: T = onnx.helper.get_attribute_value(each)
            return value
    return default


def data_of(graph: Graph, node: onnx.NodeProto) -> list[str]:
    """The inputs of *node* that are not constants."""
    return [name for name in node.input if graph.constant(name) is None]
