"""What runs in a voice process: pyttsx3 with espeak-ng, and a fork of it for each utterance.

Started by :mod:`reviewcast.engines.espeak_ng`. Of reviewcast only what is imported here comes along, and no
numpy, so that it is up in some 40 ms and a fork of it takes two.

What espeak-ng says depends on what its process said before, and some plain text makes it abort. So this
process never speaks: it brings pyttsx3 up once, then forks a child for each utterance, which sets the voice,
checks it, speaks, sends what came of it through a pipe and ends. Where there is no fork, and for the drivers
``sapi5`` and ``nsss``, the process itself speaks once and ends.

Requests come on standard input, replies (both: :mod:`reviewcast.engines.wire`) go to what was standard output.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import sys

from reviewcast.engines.espeak_driver import Espeak
from reviewcast.engines.wire import FAILED, REFUSED, REQUEST, SOUND, Request, RequestError, is_reply, pack_reply

CAN_FORK = hasattr(os, "fork")
if CAN_FORK:  # here and not in the child, where it would be paid for each utterance
    import resource

    _PROCESS = ctypes.CDLL(None)

_MEMORY = 1 << 30
"""Bytes that a child may take beside what it began with."""

_CPU_SECONDS = 60


def main() -> None:
    """Serve until standard input ends, which it does when the parent does."""
    output = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)  # what libraries print reaches nobody
    try:
        espeak, broken = Espeak(), ""
    except Exception as error:  # told to whoever asks for something
        espeak, broken = None, f"{type(error).__name__}: {error}"
    limits = _limits() if CAN_FORK else []
    gc.collect()
    gc.freeze()
    while (request := _receive()) is not None:
        if request.driver != "espeak" or not CAN_FORK or espeak is None:
            _send(output, _answer(espeak, request, broken))
            break
        _send(output, _fork(espeak, request, output, limits))
    os._exit(0)


def _receive() -> Request | None:
    header = _read_exactly(0, REQUEST.size)
    if len(header) < REQUEST.size:
        return None
    rate, pitch, transcribe, *sizes = REQUEST.unpack(header)
    parts = [_read_exactly(0, size) for size in sizes]
    if [len(part) for part in parts] != sizes:
        return None
    driver, voice, text = (part.decode() for part in parts)
    return Request(rate, pitch, driver, voice, text, transcribe)


def _answer(espeak: Espeak | None, request: Request, broken: str = "") -> bytes:
    """The reply to *request*, made in this process."""
    try:
        if request.driver != "espeak":
            from reviewcast.engines.file_drivers import say_by_file

            return say_by_file(request)
        if espeak is None:
            raise RequestError(f"espeak-ng cannot be started: {broken}")
        if not request.voice:
            return pack_reply(SOUND, "\n".join(espeak.voices()).encode())
        if not request.text:
            espeak.set_voice(request)
            return pack_reply(SOUND, b"")
        return espeak.transcribe(request) if request.transcribe else espeak.say(request)
    except RequestError as error:
        return pack_reply(REFUSED, str(error).encode())
    except Exception as error:  # whatever a library raises ends this attempt, and is told
        return pack_reply(FAILED, f"{type(error).__name__}: {error}".encode())


def _fork(espeak: Espeak, request: Request, output: int, limits: list[tuple[int, int]]) -> bytes:
    """The reply to *request*, made in a child; ends this process when the parent is gone."""
    reading, writing = os.pipe()
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(output)
        os.close(reading)
        _restrict(limits, worker)
        _send(writing, _answer(espeak, request))
        os._exit(0)
    os.close(writing)
    reply = _collect(reading, child)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if is_reply(reply):
        return reply
    if os.WIFSIGNALED(status):
        return pack_reply(FAILED, f"its process died (signal {os.WTERMSIG(status)})".encode())
    return pack_reply(FAILED, f"its process ended early (exit status {os.WEXITSTATUS(status)})".encode())


def _collect(reading: int, child: int) -> bytes:
    """All that *child* sends."""
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([reading, 0], [], [])
        if reading in ready:
            piece = os.read(reading, 1 << 20)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
        else:  # nothing is ever sent while a request is open: the parent closed the pipe, or is dead
            os.kill(child, 9)
            os.waitpid(child, 0)
            os._exit(0)


def _limits() -> list[tuple[int, int]]:
    """What a child may take, as (what, how much) for setrlimit: no core, no files, some time, some memory."""
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CPU, _CPU_SECONDS)]
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as file:
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        limits.append((resource.RLIMIT_AS, mapped + _MEMORY))
    hard = {limit: resource.getrlimit(limit)[1] for limit, _ in limits}
    return [
        (limit, value if hard[limit] == resource.RLIM_INFINITY else min(value, hard[limit])) for limit, value in limits
    ]


def _restrict(limits: list[tuple[int, int]], worker: int) -> None:
    """Hold this child to *limits*, and make it go when the *worker* does (Linux)."""
    for limit, value in limits:
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        _PROCESS.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
        if os.getppid() != worker:
            os._exit(1)


def _read_exactly(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0:
        piece = os.read(descriptor, min(size, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _send(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BrokenPipeError:
        os._exit(0)
