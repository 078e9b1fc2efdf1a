"""A Piper voice's graph made ready to run: what takes its time is cut out, laid flat and run in windows.

A Piper voice is VITS (https://arxiv.org/abs/2106.06103): an encoder gives each phoneme a length and each frame a
latent vector, a HiFi-GAN decoder (https://arxiv.org/abs/2010.05646) makes 256 samples of each frame, and takes three
quarters of the time. Here the decoder is recognised by what it consists of, and cut into stages, one for each
upsampling. A stage knows only its neighbourhood, so that it may be run in windows that overlap by as much as its
convolutions reach: the sound is the same, memory does not grow with the sentence, and the windows stay in the cache
of the processor. Its convolutions become two-dimensional, one row high, since onnxruntime has its fast kernels
for those alone, and what stands between them is written so that it need not leave those kernels' layout.

A model of another shape is run whole, as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.engines.onnx_graph import Graph, Shape, data_of
from reviewcast.engines.piper_stages import Part, Stage, build, inputs_of

if TYPE_CHECKING:
    import onnx

_LOCAL = {"Conv", "ConvTranspose", "LeakyRelu", "Add", "Div", "Tanh"}
"""What a HiFi-GAN consists of; all of it sees a neighbourhood only."""

_ATTRIBUTES = {"dilations", "group", "kernel_shape", "pads", "strides", "alpha"}
"""What is understood of them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A voice as it is run."""

    front: bytes
    """Outputs, in this order: what the first stage takes (or the sound, without stages), the lengths of the phonemes in
    frames if ``has_lengths``, the speaker if ``has_speaker``."""
    stages: tuple[Stage, ...]
    has_lengths: bool
    has_speaker: bool
    takes_speaker: bool
    """Whether the front is told who speaks, as ``sid``."""


class ModelError(ValueError):
    """These bytes are not a model that speaks."""


def take_apart(data: bytes, *, blocked: bool) -> Parts:
    """The parts of the Piper voice in *data*; ModelError when it is not one.

    *blocked* is for processors on which onnxruntime keeps channels in blocks.
    """
    import onnx

    try:
        model = onnx.load_from_string(data)
    except MemoryError:
        raise
    except Exception:  # protobuf's, which is no part of onnx
        raise ModelError("it is not an ONNX model") from None
    names = {tensor.name for tensor in model.graph.input}
    if not {"input", "input_lengths", "scales"} <= names or len(model.graph.output) != 1:
        raise ModelError("it is another model, not a Piper voice")
    graph = Graph(model)
    lengths = graph.lengths()
    decoder = _find_decoder(graph)
    if decoder is None:
        return Parts(graph.extract([model.graph.output[0].name, *lengths]), (), bool(lengths), False, "sid" in names)
    front = graph.extract([decoder.latent, *lengths, *decoder.speaker], flat=blocked)
    stages: list[Stage] = []
    for part in decoder.parts:
        known = prod(stage.scale for stage in stages)
        stages.append(build(graph, part, decoder.speaker, known if blocked else 0))
    return Parts(front, tuple(stages), bool(lengths), bool(decoder.speaker), "sid" in names)


# --- finding it -------------------------------------------------------------------------------------------


class _Decoder(NamedTuple):
    latent: str
    speaker: tuple[str, ...]
    """The tensor that says who speaks, if there are several."""
    parts: tuple[Part, ...]


def _find_decoder(graph: Graph) -> _Decoder | None:
    """What makes sound of latents, by its structure; None where that is not what is expected."""
    head = _head(graph)
    if head is None:
        return None
    nodes, entries = _local_nodes(graph, head)
    latents = [name for name in entries if "input" in graph.ancestors([name])]
    speaker = tuple(name for name in entries if name not in latents)
    upsampled = any(node.op_type == "ConvTranspose" for node in nodes)
    if not upsampled or len(latents) != 1 or len(speaker) > 1 or not all(_is_plain(graph, node) for node in nodes):
        return None
    return _Decoder(latents[0], speaker, _cut(graph, nodes, latents[0], head, speaker))


def _head(graph: Graph) -> str | None:
    """The tensor of the shape (1, 1, samples) that becomes the sound."""
    name = graph.model.graph.output[0].name
    while (node := graph.maker.get(name)) is not None and node.op_type in {"Unsqueeze", "Identity"}:
        name = node.input[0]
    return name if node is not None and node.op_type == "Tanh" else None


def _local_nodes(graph: Graph, head: str) -> tuple[list[onnx.NodeProto], list[str]]:
    """All that leads to *head* and sees a neighbourhood only, in the model's order, and what goes into it."""
    inside: set[str] = set()
    entries: dict[str, None] = {}
    todo = [head]
    while todo:
        name = todo.pop()
        node = graph.maker.get(name)
        if node is None or node.op_type not in _LOCAL:
            entries[name] = None
        elif name not in inside:
            inside.add(name)
            todo += data_of(graph, node)
    return [node for node in graph.model.graph.node if node.output[0] in inside], list(entries)


def _is_plain(graph: Graph, node: onnx.NodeProto) -> bool:
    """Whether *node* is one that :func:`reviewcast.engines.piper_stages.build` can lay flat."""
    data = len(data_of(graph, node))
    if node.op_type == "Add":
        return data == 2
    if data != 1 or {each.name for each in node.attribute} - _ATTRIBUTES:
        return False
    if node.op_type == "Div":
        divisor = graph.constant(node.input[1])
        return divisor is not None and divisor.size == 1 and float(divisor.reshape(())) > 0
    return node.op_type not in {"Conv", "ConvTranspose"} or _is_plain_convolution(graph, node)


def _is_plain_convolution(graph: Graph, node: onnx.NodeProto) -> bool:
    """Whether it is over time alone, with constant weights, and gives a frame, or a step, for each that it takes."""
    weight = graph.constant(node.input[1])
    if weight is None or weight.ndim != 3 or weight.dtype != "float32":
        return False
    shape = Shape.of(node, weight)
    if node.op_type == "Conv":
        return shape.group == shape.stride == 1 and sum(shape.pads) == shape.dilation * (shape.kernel - 1)
    whole = shape.kernel % shape.stride == 0 and sum(shape.pads) == shape.kernel - shape.stride
    return whole and shape.group == shape.dilation == 1


def _cut(
    graph: Graph, nodes: list[onnx.NodeProto], latent: str, head: str, speaker: tuple[str, ...]
) -> tuple[Part, ...]:
    """*nodes* in parts, each from one tensor to one tensor: before every upsampling but the first."""
    cuts = [_before(graph, node) for node in nodes if node.op_type == "ConvTranspose"][1:]
    parts, source, rest = [], latent, nodes
    for target in [*cuts, head]:
        mine = graph.ancestors([target])
        part = [node for node in rest if node.output[0] in mine]
        others = [node for node in rest if node.output[0] not in mine]
        made = {node.output[0] for node in part} - {target}
        if any(made & set(node.input) for node in others) or (others and speaker and speaker[0] in inputs_of(others)):
            return (Part(tuple(nodes), latent, head),)
        parts.append(Part(tuple(part), source, target))
        source, rest = target, others
    return tuple(parts)


def _before(graph: Graph, node: onnx.NodeProto) -> str:
    """The tensor that an upsampling begins with: before its activation, which must be paid once only."""
    name: str = node.input[0]
    while (maker := graph.maker[name]).op_type in {"LeakyRelu", "Div"} and len(graph.users[name]) == 1:
        name = maker.input[0]
    return name
