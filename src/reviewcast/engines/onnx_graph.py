"""An ONNX model and what is asked of it: who makes a tensor, what a constant is, what is needed for what.

onnx is imported here, and beside it in :mod:`reviewcast.engines.piper_graph` and
:mod:`reviewcast.engines.piper_stages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import onnx
    from numpy.typing import NDArray

T = TypeVar("T")


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

    def extract(self, outputs: Sequence[str]) -> bytes:
        """The part of the model that gives *outputs*; it takes what the model takes, needed or not."""
        import onnx

        needed = self.ancestors(outputs)
        part, whole = self.blank(), self.model.graph
        part.graph.node.extend(node for node in whole.node if needed & set(node.output))
        part.graph.input.extend(whole.input)
        part.graph.initializer.extend(tensor for tensor in whole.initializer if tensor.name in needed)
        part.graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
        packed: bytes = part.SerializeToString()
        return packed

    def blank(self) -> onnx.ModelProto:
        """An empty model of the same kind."""
        import onnx

        model = onnx.ModelProto(ir_version=self.model.ir_version, opset_import=self.model.opset_import)
        model.graph.name = self.model.graph.name or "part"
        return model


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
