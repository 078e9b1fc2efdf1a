"""Voice processes as their parent sees them: they are started when asked, answer tickets, and are replaced when lost.

The other end of the pipes is :mod:`reviewcast.engines.nursery`, which forks a child for each request: one process
serves all. Where there is no fork, and for what ends its process, there is a process for each request at work.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast.engines import DEADLINE, FailedTakeError
from reviewcast.engines.process import STOPPED, Process
from reviewcast.engines.wire import CAN_FORK
from reviewcast.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reviewcast.engines.wire import Reply

LOADING = 5.0
"""Seconds that a request may take beyond its own: for a process to come up, and to prepare."""

_STILLBORN = 3
"""So many processes in a row that never come up are not an accident."""

_RESPITE = 10.0
"""Seconds after which another one is tried nevertheless."""

_PROGRAM = """
import sys
worker, package, engines, *path = sys.argv[1:]
sys.path += path
for name, folder in ("reviewcast", package), ("reviewcast.engines", engines):
    sys.modules[name] = module = type(sys)(name)
    module.__path__ = [folder]
from importlib import import_module
import_module("reviewcast.engines." + worker).main()
"""


def worker(module: str) -> tuple[str, ...]:
    """The arguments with which Python runs ``main()`` of that *module* of the engines, as a voice process.

    ``-I -S`` keep it from the environment and from every ``.pth`` file: it gets our own import path after
    Python's, and our packages as bare folders, so that it imports the modules it names and not their neighbours.
    """
    here = Path(__file__).parent
    folders = [str(folder.absolute()) for folder in (here.parent, here, *map(Path, filter(None, sys.path)))]
    return ("-I", "-S", "-c", _PROGRAM, module, *folders)


class Crew:
    """Up to *jobs* requests at a time, from any threads, in voice processes that run ``python`` *program*."""

    def __init__(
        self,
        program: Sequence[str],
        jobs: int = 2,
        *,
        deadline: float = DEADLINE,
        loading: float = LOADING,
        once: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Starts nothing.

        *deadline* is the seconds a request may take; *loading* those it may take beyond that, before its process
        counts as hung: for coming up and for preparing. *once* is for a process that is good for one request.
        *environment* is added to ours.
        """
        self._program, self._environment = tuple(program), {**os.environ, **(environment or {})}
        self._deadline, self._loading, self._once = deadline, loading, once
        jobs = max(1, jobs)
        shared = CAN_FORK and not once
        self._room = jobs if shared else 1
        self._seats = [_Seat() for _ in range(1 if shared else jobs)]
        self._state = threading.Condition()
        self._closed = False
        self._stillborn = 0

    def ask(self, body: bytes, *, deadline: float | None = None) -> Reply:
        """The reply to *body*, when a process is free for it.

        FailedTakeError where another attempt may help: the process or its child died, or took longer than *deadline*
        seconds. VoiceError where none does: it was refused, no process comes up, or :meth:`close` was called.
        """
        seconds = deadline or self._deadline
        with self._seat() as process:
            until = time.monotonic() + seconds + self._loading
            ticket = process.send(body, seconds, until)
            if not ticket.done.wait(until - time.monotonic()):
                ticket.fail(FailedTakeError, f"it took longer than {seconds:g} seconds")
                process.lose(FailedTakeError, "the voice process hung, and was ended")
            return ticket.result()

    def wake(self) -> None:
        """Start what is not there yet, and do not wait for it; what is wrong is told to whoever asks."""
        with self._state, contextlib.suppress(VoiceError):
            for seat in self._seats:
                self._man(seat)

    def post(self, body: bytes) -> None:
        """Have every process begin with *body*, and wait for nothing: the reply is dropped."""
        self.wake()
        with self._state:
            processes = [seat.process for seat in self._seats if seat.process]
        for process in processes if not self._once else ():
            process.send(body, self._deadline, time.monotonic() + self._loading)

    def close(self) -> None:
        """End the processes and their children at once; whoever waits gets VoiceError. It may be repeated."""
        with self._state:
            self._closed = True
            processes = [seat.process for seat in self._seats if seat.process]
            self._state.notify_all()
        for process in processes:
            process.hang_up()
        for process in processes:
            process.end()

    @contextlib.contextmanager
    def _seat(self) -> Iterator[Process]:
        """A living process with room for one request more; waits for it."""
        with self._state:
            self._state.wait_for(lambda: self._closed or any(seat.taken < self._room for seat in self._seats))
            seat = min(self._seats, key=lambda seat: seat.taken)
            process = self._man(seat)
            seat.taken += 1
        try:
            yield process
        finally:
            if self._once:
                process.end()
            with self._state:
                seat.taken -= 1
                self._state.notify()

    def _man(self, seat: _Seat) -> Process:
        """The process of *seat*, a new one where it is lost. The lock is held."""
        if self._closed:
            raise VoiceError(STOPPED)
        if seat.process and not seat.process.lost:
            return seat.process
        if seat.process:
            self._stillborn = 0 if seat.process.came_up else self._stillborn + 1
            if self._stillborn >= _STILLBORN and time.monotonic() < seat.process.started + _RESPITE:
                raise VoiceError(seat.process.why)
            seat.process.end()
            seat.process = None
        seat.process = Process(self._program, self._environment)
        return seat.process


class _Seat:
    """A place for a process."""

    def __init__(self) -> None:
        self.process: Process | None = None
        self.taken = 0
        """Requests that it is at work on."""
