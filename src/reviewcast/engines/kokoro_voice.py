"""What makes a sound of phonemes in Kokoro's process: its network, and a style for each voice.

The network takes up to 510 phonemes, 256 numbers that are the style (other ones for each length of a sentence), and a
speed; it gives 24,000 frames a second, and no chance is in it: the same phonemes give the same bytes.

It was taught with the phonemes of misaki, which writes some otherwise than espeak-ng. Put into those, an American
voice was understood a little better (4.5 to 3.9 % of words wrong; 3.2 to 3.1 % with a wider search), a British one
worse (6.8 to 7.8; 5.8 to 8.5 %); so it gets espeak-ng's own, as from kokoro-onnx.
"""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.engines.neural_worker import NO_FILE, Sound
from reviewcast.engines.phonemization import MARKS, espeak, phonemize
from reviewcast.engines.wire import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from reviewcast.engines.neural_worker import Files, Request
    from reviewcast.engines.phonemization import Phonemized

_RATE = 24_000
_HOP = 600
"""Frames of sound to a frame of the network's durations."""

_ROWS, _STYLE = 510, 256
"""What a style is: numbers for each length of a sentence, 1 to 510 phonemes."""

_MOST = 320
"""Phonemes at a time, some 18 seconds, for which a child takes 400 MB; what is longer is said in pieces."""

_BREATH = _RATE // 20
"""Frames of silence that are left before a piece that goes on."""

_PACE, _SLOWEST, _FASTEST = 165, 80, 330
"""Words a minute: at speed 1, and half and twice as many, beyond which it is no speech."""

_DURATIONS = "/encoder/Clip_output_0"
"""The tensor that says how long each phoneme lasts; the network as it was published does not give it out."""

_LANGUAGES = {"a": "en-us", "b": "en-gb-x-rp"}
"""The first letter of a voice and what espeak-ng calls its language."""


class _Word(NamedTuple):
    """What stands between two spaces."""

    ids: list[int]
    position: int | None
    """In the text; None where it goes on from the word before."""
    closes: bool
    """Whether there is a mark behind it."""


class _Piece(NamedTuple):
    """As many phonemes as the network takes at once."""

    ids: list[int]
    words: list[tuple[int, int]]
    """(position in the text, index into ``ids``)."""


def load(files: Files, request: Request) -> Kokoro:
    """The network in *files*; RequestError where it is none."""
    del request
    return Kokoro(files)


class Kokoro:
    """The network in memory, and the styles that were asked for."""

    def __init__(self, files: Files) -> None:
        self._session = _session(files)
        self._vocabulary = _vocabulary()
        self._styles: dict[tuple[str, str], NDArray[np.float32]] = {}

    def prepare(self, files: Files, request: Request) -> None:
        """Read the style of ``request.voice``, if it is not in memory, and what espeak-ng reads for it."""
        espeak().speaker(_language(request.voice))
        _speed(request)
        key = (files.digest("styles"), request.voice)
        if key not in self._styles:
            self._styles[key] = _style(files, request.voice)
        self._style = self._styles[key]

    def say(self, request: Request) -> Sound:
        """Say ``request.text``."""
        import numpy as np

        speak = espeak().speaker(_language(request.voice))
        said = phonemize(request.text or "", speak, MARKS)
        sound: list[NDArray[np.float32]] = []
        words: list[tuple[int, int]] = []
        begin = 0
        pieces = [piece for piece in _pieces(said, self._vocabulary) if piece.ids]
        if not pieces:
            raise RequestError("there is nothing in it that Kokoro could say")
        for number, piece in enumerate(pieces, 1):
            samples, starts = self._run(piece.ids, _speed(request))
            first, last = 0, len(samples)
            if starts is not None:
                first = 0 if number == 1 else max(0, int(starts[0]) - _BREATH)
                last = len(samples) if number == len(pieces) else int(starts[-1])
                words += [(position, begin - first + int(starts[at])) for position, at in piece.words]
            sound.append(samples[first:last])
            begin += last - first
        pcm = np.rint(np.clip(np.concatenate(sound) * 32_767, -32_768, 32_767)).astype("<i2")
        return Sound(pcm.tobytes(), _RATE, tuple(words))

    def _run(self, ids: list[int], speed: float) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """The sound of *ids*, and the frames at which each of them and the silence behind them begin.

        Without those where the network does not tell them.
        """
        import numpy as np

        results = self._session.run(
            None,
            {
                "tokens": np.array([[0, *ids, 0]], np.int64),
                "style": self._style[len(ids) - 1][np.newaxis],
                "speed": np.array([speed], np.float32),
            },
        )
        samples = results[0].ravel()
        starts = np.cumsum(results[1].ravel()[:-1]) * _HOP if len(results) > 1 else None
        return samples, starts


def _session(files: Files) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    data = files.read("model")
    if _DURATIONS.encode() in data:
        data = _with_output(data, _DURATIONS)
    try:
        session = onnxruntime.InferenceSession(data, sess_options=options, providers=["CPUExecutionProvider"])
    except NO_FILE:
        raise
    except Exception as error:  # onnxruntime's own classes derive from nothing else
        raise files.refused("model", error) from error
    if {each.name for each in session.get_inputs()} != {"tokens", "style", "speed"}:
        raise files.broken("model", "is not a network of Kokoro")
    return session


def _with_output(model: bytes, tensor: str) -> bytes:
    """*model* with one more output.

    A field that comes twice in a message of Protocol Buffers is one, merged; so the graph (ModelProto.graph = 7) with
    nothing but an output (GraphProto.output = 12) that has nothing but a name (ValueInfoProto.name = 1) is put behind.
    """
    name = tensor.encode()
    value = b"\x0a" + bytes([len(name)]) + name
    graph = b"\x62" + bytes([len(value)]) + value
    return model + b"\x3a" + bytes([len(graph)]) + graph


def _style(files: Files, voice: str) -> NDArray[np.float32]:
    """The style of *voice*, 510 rows of 256 float32, from a file of it alone or from the archive of all."""
    import numpy as np

    data = files.read("styles")
    if len(data) == _ROWS * _STYLE * 4:
        return np.frombuffer(data, "<f4").reshape(_ROWS, _STYLE)
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            style: NDArray[np.float32] = archive[voice].astype(np.float32).reshape(_ROWS, _STYLE)
    except KeyError:
        raise RequestError(f'there is no voice "{voice}" among the styles; see reviewcast voices list') from None
    except NO_FILE:
        raise
    except Exception as error:  # zipfile, zlib and numpy have a dozen between them
        raise files.broken("styles", "holds no styles of Kokoro") from error
    return style


@cache
def _vocabulary() -> Mapping[str, int]:
    """The number of each phoneme, from the file in the package; importing the package itself takes 0.2 s."""
    package = find_spec("kokoro_onnx")
    if package is None or not package.submodule_search_locations:
        raise RequestError('kokoro-onnx is not installed; install it with: pip install "reviewcast[kokoro]"')
    config = Path(package.submodule_search_locations[0], "config.json")
    vocabulary: dict[str, int] = json.loads(config.read_text("utf-8"))["vocab"]
    return vocabulary


def _language(voice: str) -> str:
    language = _LANGUAGES.get(voice[:1])
    if language is None:
        raise RequestError(f'"{voice}" is no English voice; choose one that begins with a (American) or b (British)')
    return language


def _speed(request: Request) -> float:
    if not _SLOWEST <= request.rate <= _FASTEST:
        raise RequestError(
            f"{request.rate:.0f} words a minute are not what Kokoro can do; "
            f"choose {_SLOWEST} to {_FASTEST}, or a pitch nearer to 50"
        )
    return request.rate / _PACE


def _pieces(said: Phonemized, vocabulary: Mapping[str, int]) -> Iterator[_Piece]:
    """The phonemes that the network knows, in pieces that it takes; cut near the middle, behind a mark if possible."""
    places = {index: position for position, index in said.words}
    words: list[_Word] = []
    at = 0
    for written in said.phonemes.split(" "):
        ids = [vocabulary[sign] for sign in written if sign in vocabulary]
        words.append(_Word(ids, places.get(at), written[-1:] in MARKS))
        at += len(written) + 1
    for part in _parts(words):
        ids = []
        found = []
        for word in part:
            ids += [vocabulary[" "]] * bool(ids)
            if word.position is not None:
                found.append((word.position, len(ids)))
            ids += word.ids
        yield _Piece(ids[:_MOST], [(position, index) for position, index in found if index < _MOST])


def _parts(words: list[_Word]) -> Iterator[list[_Word]]:
    """*words* in rows of no more phonemes than that, as alike in length as marks allow."""
    ends = list(accumulate(len(word.ids) + 1 for word in words))
    if ends[-1] - 1 <= _MOST or len(words) == 1:
        yield words
        return
    middle = ends[-1] / 2

    def cost(cut: int) -> float:
        return abs(ends[cut - 1] - middle) + (0 if words[cut - 1].closes else _MOST / 3)

    cut = min(range(1, len(words)), key=cost)
    yield from _parts(words[:cut])
    yield from _parts(words[cut:])
