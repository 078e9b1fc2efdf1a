"""What runs in the process of a neural voice: models loaded once, and a fork of it for each sentence.

Started by :mod:`reviewcast.engines.neural`; what an engine adds is a class with the methods of :class:`Model`. A file
is read once, and its digest is checked before anything makes sense of a byte of it.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from reviewcast.engines import nursery
from reviewcast.engines.wire import SOUND, RequestError, pack_reply

_MODULES = {"piper": "reviewcast.engines.piper_voice", "kokoro": "reviewcast.engines.kokoro_voice"}
"""Each has a ``load(files, request)`` that gives a :class:`Model`."""

_KEPT = 3
"""Models in memory at a time: more voices than that hardly speak in one episode."""

_CPU_SECONDS = 900
"""Of a child: a long sentence on a slow machine, and its deadline comes first."""

NO_FILE = (MemoryError, ImportError, NameError, AttributeError, AssertionError)
"""What is never a file's fault, and not to be told as one's."""


class Request(NamedTuple):
    """What is asked of a neural voice."""

    engine: str
    voice: str
    """The engine's own name for it."""
    remedy: str
    """What to do when its files are not in order."""
    files: list[list[str]]
    """[role, path, digest] of each."""
    rate: float
    """Words a minute; 165 is the voice's own pace."""
    noise: float
    """How freely it varies; 1 is as it was made."""
    text: str | None
    """What to say; None to load what is needed, and no more."""


class Sound(NamedTuple):
    """What a model makes of a sentence."""

    pcm: bytes
    """16-bit little-endian mono."""
    rate: int
    """Frames a second."""
    words: tuple[tuple[int, int], ...] = ()
    """(index of its first character in the text, index of its first frame), both ascending."""


class Model(Protocol):
    """A model in memory."""

    def prepare(self, files: Files, request: Request) -> None:
        """Load what else *request* needs, in the process that is forked; called before each request."""

    def say(self, request: Request) -> Sound:
        """Say ``request.text``, in a process that never spoke before. RequestError where that is not possible."""


class Files:
    """The files of a voice, by their roles."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._files = {role: (Path(path), digest) for role, path, digest in request.files}

    def digest(self, role: str) -> str:
        """What the file's bytes come to."""
        return self._files[role][1]

    def read(self, role: str) -> bytes:
        """The bytes of the file; RequestError when it cannot be read, or they are not those they should be."""
        path, digest = self._files[role]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self.broken(role, f"cannot be read ({error.strerror})") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise self.broken(role, "is damaged: its digest is not the one it should have")
        return data

    def broken(self, role: str, how: str) -> RequestError:
        """What is said of a file that is of no use."""
        path, _ = self._files[role]
        return RequestError(f"the file {path.name} {how}; {self._request.remedy}")

    def refused(self, role: str, why: BaseException) -> RequestError:
        """What is said of a file that is what it should be, and is not taken, mostly for want of memory."""
        path, _ = self._files[role]
        first = str(why).strip().partition("\n")[0]
        return RequestError(
            f"the file {path.name} is whole, but cannot be loaded ({type(why).__name__}: {first[:120]}); "
            "close other programs, or choose another voice"
        )


_models: dict[tuple[str, ...], Model] = {}
"""Those in memory, the one that was used last at the end."""


def main() -> None:
    """Serve until standard input ends."""
    nursery.serve(_answer, prepare=_prepare, cpu_seconds=_CPU_SECONDS)


def _prepare(body: bytes) -> bytes | None:
    """Load what *body* needs; a reply where that was all."""
    request = Request(**json.loads(body))
    files = Files(request)
    key = _key(request)
    model = _models.pop(key, None)
    if model is None:
        while len(_models) >= _KEPT:
            del _models[next(iter(_models))]
        model = import_module(_MODULES[request.engine]).load(files, request)
        _give_back_memory()
    _models[key] = model
    model.prepare(files, request)
    return pack_reply(SOUND, b"") if request.text is None else None


def _answer(body: bytes) -> bytes:
    """What came of *body*, in a child."""
    request = Request(**json.loads(body))
    sound = _models[_key(request)].say(request)
    return pack_reply(SOUND, sound.pcm, sound.rate, sound.words)


def _key(request: Request) -> tuple[str, ...]:
    """What makes models different: styles do not, they are many and share one."""
    return (request.engine, *(digest for role, _, digest in request.files if role != "styles"))


def _give_back_memory() -> None:
    """What loading took and nobody needs any more would be copied in every child (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
