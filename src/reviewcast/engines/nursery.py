"""The frame of every voice process: warm it up once, then fork a child for each request.

What an engine says would depend on what its process said before, and some text makes a library abort. So the warm
process never speaks: a child does, sends what came of it through a pipe and ends. Several are at work at a time.
Where there is no fork, and for requests that an engine will not have forked, the process itself answers.

Of reviewcast only :mod:`reviewcast.engines.wire` comes along, and of Python little, so that a voice process is up
in some 40 ms and a fork of it takes two. The other end of its pipes is :mod:`reviewcast.engines.crew`.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from reviewcast.engines.wire import (
    CAN_FORK,
    FAILED,
    FRAME,
    MOST,
    REFUSED,
    SOUND,
    RequestError,
    is_reply,
    pack_reply,
    stamp,
)

if CAN_FORK:  # here and not in the child, where it would be paid for each utterance
    import resource

    _PROCESS = ctypes.CDLL(None)

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY = 1 << 30
"""Bytes that a child may take beside what it began with."""

CPU_SECONDS = 60

_AT_ONCE = 1 << 16
"""Bytes read at a time: a pipe holds no more."""

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def serve(
    answer: Callable[[bytes], bytes],
    *,
    warm: Callable[[], None] | None = None,
    prepare: Callable[[bytes], bytes | None] | None = None,
    fork: Callable[[bytes], bool] | None = None,
    memory: int = MEMORY,
    cpu_seconds: int = CPU_SECONDS,
) -> NoReturn:
    """Answer the requests on standard input until it ends, which it does when the parent does; then exit.

    *answer* makes a request's body into a packed reply, in a child that no other request ever sees. *warm* is called
    first, once. *prepare* is called with every body, in the warm process: what it loads, the children have; a reply
    that it gives ends the matter, so that no child is forked. *fork* tells whether a body is to be answered in a
    child at all (the default: every one). All of them may raise RequestError, for a request that is refused however
    often it is made; any other exception is told as one failed attempt.

    A child may take *memory* bytes beside what the warm process has, *cpu_seconds* of processor and the seconds that
    the request names; it opens no file for writing.
    """
    output = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)  # what libraries print reaches nobody
    if warm:
        warm()
    os.dup2(null, 2)  # until now, the parent would have told the last line of it
    _send(output, pack_reply(SOUND, b""))
    gc.collect()
    nursery = _Nursery(answer, prepare, fork, (memory, cpu_seconds), output)
    if CAN_FORK:
        nursery.run()
    nursery.run_alone()


class _Child:
    """One at work on a request."""

    def __init__(self, ticket: int, process: int, seconds: float) -> None:
        self.ticket, self.process, self.seconds = ticket, process, seconds
        self.until = time.monotonic() + seconds
        self.reply = bytearray()

    def end(self) -> int:
        """Its wait status, once it is gone; it has a moment to go by itself."""
        end = time.monotonic() + 1
        while time.monotonic() < end:
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                return status
            time.sleep(0.001)
        return self.kill()

    def kill(self) -> int:
        """Its wait status, once it is gone."""
        os.kill(self.process, _SIGKILL)
        return os.waitpid(self.process, 0)[1]


class _Nursery:
    """The warm process, with its children by the descriptor on which each sends its reply."""

    def __init__(
        self,
        answer: Callable[[bytes], bytes],
        prepare: Callable[[bytes], bytes | None] | None,
        fork: Callable[[bytes], bool] | None,
        limits: tuple[int, int],
        output: int,
    ) -> None:
        self._answer, self._prepare, self._fork = answer, prepare, fork
        self._limits, self._output = limits, output
        self._children: dict[int, _Child] = {}
        self._unread = bytearray()

    def run(self) -> NoReturn:
        """Serve all at once."""
        while True:
            ready, _, _ = select.select([0, *self._children], [], [], self._patience())
            for descriptor in ready:
                if descriptor:
                    self._collect(descriptor)
                elif not self._read():
                    self.end()
            self._end_the_late()

    def run_alone(self) -> NoReturn:
        """Serve one after the other, where nothing can be forked and nothing but a pipe be waited for."""
        while self._read():
            pass
        self.end()

    def end(self) -> NoReturn:
        """The parent closed the pipe, or is dead."""
        for child in self._children.values():
            child.kill()
        os._exit(0)

    def _patience(self) -> float | None:
        """Seconds until the first child is late."""
        if not self._children:
            return None
        return max(0.0, min(child.until for child in self._children.values()) - time.monotonic())

    def _read(self) -> bool:
        """Take what has come on standard input, and begin with what is whole; False at its end."""
        piece = os.read(0, _AT_ONCE)
        self._unread += piece
        while len(self._unread) >= FRAME.size:
            ticket, size, seconds = FRAME.unpack_from(self._unread)
            if len(self._unread) < FRAME.size + size:
                break
            body = bytes(self._unread[FRAME.size : FRAME.size + size])
            del self._unread[: FRAME.size + size]
            self._begin(ticket, body, seconds)
        return bool(piece)

    def _begin(self, ticket: int, body: bytes, seconds: float) -> None:
        """Have *body* answered by a child, or here."""
        began = time.monotonic()
        reply = _attempt(self._do_here, body)
        for child in self._children.values():  # none of them was heard meanwhile
            child.until += time.monotonic() - began
        if reply is None:
            try:
                self._bear(ticket, body, seconds)
            except OSError as error:
                reply = pack_reply(FAILED, f"no process could be started for it ({error.strerror})".encode())
        if reply is not None:
            self._tell(ticket, reply)

    def _do_here(self, body: bytes) -> bytes | None:
        """Do what is not a child's to do; the reply, when that was all."""
        if self._prepare and (reply := self._prepare(body)) is not None:
            return reply
        if CAN_FORK and (self._fork is None or self._fork(body)):
            return None
        return self._answer(body)

    def _bear(self, ticket: int, body: bytes, seconds: float) -> None:
        """Fork a child that answers *body*."""
        reading, writing = os.pipe()
        mother = os.getpid()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if process == 0:
            self._live(body, mother, writing)
        os.close(writing)
        self._children[reading] = _Child(ticket, process, seconds)

    def _live(self, body: bytes, mother: int, writing: int) -> NoReturn:
        """What a child does."""
        try:
            gc.disable()  # nothing is worth touching the mother's memory for
            os.dup2(1, 0)  # nothing is to be read: it is the null device
            for descriptor in (self._output, *self._children):
                os.close(descriptor)
            _restrict(*self._limits, mother)
            _send(writing, _attempt(self._answer, body) or b"")
            os.close(writing)  # before its memory is given back: the mother need not wait for that
        finally:
            os._exit(0)

    def _collect(self, descriptor: int) -> None:
        """Take what a child has sent, and hand it on when it has sent all."""
        child = self._children[descriptor]
        if piece := os.read(descriptor, _AT_ONCE):
            child.reply += piece
            if len(child.reply) > MOST:
                self._lose(descriptor, "it came back broken")
        elif is_reply(child.reply):
            self._forget(descriptor)
            self._tell(child.ticket, child.reply)
            child.kill()  # it has nothing more to do
        else:
            status = child.end()
            how = (
                f"died (signal {os.WTERMSIG(status)})"
                if os.WIFSIGNALED(status)
                else f"ended early (exit status {os.WEXITSTATUS(status)})"
            )
            self._forget(descriptor)
            self._tell(child.ticket, pack_reply(FAILED, f"its process {how}".encode()))

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for descriptor, child in list(self._children.items()):
            if child.until <= now:
                self._lose(descriptor, f"it took longer than {child.seconds:g} seconds")

    def _lose(self, descriptor: int, why: str) -> None:
        """End a child, and say *why*."""
        child = self._children[descriptor]
        child.kill()
        self._forget(descriptor)
        self._tell(child.ticket, pack_reply(FAILED, why.encode()))

    def _forget(self, descriptor: int) -> None:
        os.close(descriptor)
        del self._children[descriptor]

    def _tell(self, ticket: int, reply: bytes | bytearray) -> None:
        if not _send(self._output, stamp(reply, ticket)):
            self.end()


def _attempt(act: Callable[[bytes], bytes | None], body: bytes) -> bytes | None:
    """What *act* makes of *body*; an exception as a reply."""
    try:
        return act(body)
    except RequestError as error:
        return pack_reply(REFUSED, str(error).encode("utf-8", "replace"))
    except MemoryError:
        return pack_reply(FAILED, b"it takes more memory than there is for it")
    except Exception as error:  # whatever a library raises ends this attempt, and is told
        return pack_reply(FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))


def _restrict(memory: int, cpu_seconds: int, mother: int) -> None:
    """Hold this child to its limits: no core, no files; and make it go when its *mother* does (Linux)."""
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CPU: cpu_seconds}
    if sys.platform == "linux":
        _PROCESS.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if os.getppid() != mother:
            os._exit(1)
        with open("/proc/self/statm", "rb") as file:
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        limits[resource.RLIMIT_AS] = mapped + memory
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (allowed, allowed))


def _send(descriptor: int, data: bytes | bytearray) -> bool:
    """Whether all of it went."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError:
        return False
    return True
