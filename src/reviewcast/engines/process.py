"""One voice process as its parent sees it: requests go in, replies come out by their tickets, and it is lost once.

:class:`reviewcast.engines.crew.Crew` starts and replaces it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.engines import FailedTakeError
from reviewcast.engines.wire import FAILED, MOST, REFUSED, REPLY, SOUND, WORD, Reply, pack_request
from reviewcast.errors import VoiceError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence
    from typing import IO

STOPPED = "the recording was stopped"

_PIPE = 1 << 20
"""Bytes that its output may be ahead of us."""


class _Failure(NamedTuple):
    kind: type[VoiceError]
    message: str


class Ticket:
    """A request under way: its reply, or what went wrong with it, whichever comes first."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self._outcome: Reply | _Failure | None = None

    def meet(self, status: bytes, reply: Reply) -> None:
        """Take the reply; here alone a status becomes an error."""
        if status == SOUND:
            self._settle(reply)
        else:
            self.fail(VoiceError if status == REFUSED else FailedTakeError, _printable(reply.payload))

    def fail(self, kind: type[VoiceError], message: str) -> None:
        """Settle it without a reply, unless it is settled."""
        self._settle(_Failure(kind, message))

    def result(self) -> Reply:
        """The reply; raises what went wrong."""
        assert self._outcome is not None
        if isinstance(self._outcome, _Failure):
            raise self._outcome.kind(self._outcome.message)
        return self._outcome

    def _settle(self, outcome: Reply | _Failure) -> None:
        if self._outcome is None:
            self._outcome = outcome
        self.done.set()


class Process:
    """A voice process, and a thread that reads its output."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str]) -> None:
        self.came_up = False
        self.started = time.monotonic()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._failure: _Failure | None = None
        self._tickets: dict[int, Ticket] = {}
        self._numbers = itertools.count(1)
        self._process = _start(program, environment)
        self._reader = threading.Thread(target=self._read, name="voices", daemon=True)
        self._reader.start()

    @property
    def lost(self) -> bool:
        """Whether it will not answer any more."""
        return self._failure is not None

    @property
    def why(self) -> str:
        """Why it is lost."""
        return self._failure.message if self._failure else ""

    def send(self, body: bytes, seconds: float, until: float) -> Ticket:
        """Hand in *body*, which may take so many *seconds*; it is lost when its input is still full at *until*."""
        ticket = Ticket()
        with self._lock:
            if self._failure:
                ticket.fail(*self._failure)
                return ticket
            number = next(self._numbers)
            self._tickets[number] = ticket
        if not self._write(pack_request(number, body, seconds), until):
            self.lose(FailedTakeError, "the voice process hung, and was ended")
        return ticket

    def lose(self, kind: type[VoiceError], message: str) -> None:
        """End it and its children the hard way; all that it was at work on fails so."""
        self._fail(kind, message)
        self._kill()

    def hang_up(self) -> None:
        """Close its input: it ends its children and itself within milliseconds."""
        self._fail(VoiceError, STOPPED)
        if not self._writing.acquire(timeout=0.1):
            self._kill()
            return
        try:
            _stream(self._process.stdin).close()
        finally:
            self._writing.release()

    def end(self) -> None:
        """Make sure that it is gone."""
        self.hang_up()
        self._reader.join(0.25)
        if self._reader.is_alive():
            self._kill()
            self._reader.join(5)

    def _fail(self, kind: type[VoiceError], message: str) -> None:
        with self._lock:
            self._failure = self._failure or _Failure(kind, message)
            tickets, self._tickets = list(self._tickets.values()), {}
        for ticket in tickets:
            ticket.fail(*self._failure)

    def _write(self, data: bytes, until: float) -> bool:
        """Whether there was room for *data* before *until*; where the process is gone, its reader tells so."""
        if not self._writing.acquire(timeout=max(0.0, until - time.monotonic())):
            return False
        try:
            return _write(_stream(self._process.stdin), data, until)
        except (OSError, ValueError):  # nobody reads, or it is closed
            return True
        except BaseException:  # Ctrl-C: half a request would spoil the next
            self.lose(FailedTakeError, "the voice process was ended in the middle of a request")
            raise
        finally:
            self._writing.release()

    def _read(self) -> None:
        """Hand out replies until there are no more; then see to it that nothing is left of the process."""
        source = _stream(self._process.stdout)
        why = ""
        with source:
            try:
                while (found := _receive(source)) is not None:
                    self._take(*found)
            except ValueError as error:
                why = str(error)
            except (OSError, MemoryError) as error:
                why = f"what the voice process sent could not be read ({type(error).__name__})"
        self._kill()  # its children too, and before its number can be another's
        code = self._process.wait()
        if not why:
            how = f"signal {-code}" if code < 0 else f"exit status {code}"
            why = f"the voice process ended ({how})" if self.came_up else self._never_came_up(how)
        self._fail(FailedTakeError, why)
        _stream(self._process.stderr).close()

    def _take(self, number: int, status: bytes, reply: Reply) -> None:
        if not number:
            self.came_up = True
            return
        with self._lock:
            ticket = self._tickets.pop(number, None)
            if not ticket and not self._failure:
                raise ValueError("the voice process answered what nobody asked")
        if ticket:
            ticket.meet(status, reply)

    def _never_came_up(self, how: str) -> str:
        lines = _printable(_stream(self._process.stderr).read(1 << 16)[-400:], "\n").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"the voice process ends as soon as it is started ({': '.join(filter(None, (how, said)))})"

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, 9)
            else:  # pragma: no cover - Windows
                self._process.kill()


def _start(program: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process of its own session, so that Ctrl-C at the terminal is ours alone."""
    import subprocess

    try:
        process = subprocess.Popen(
            [sys.executable, *program],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise VoiceError(f"a voice process cannot be started: {error.strerror}") from error
    if os.name == "posix":
        os.set_blocking(_stream(process.stdin).fileno(), False)
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # a take in one piece, so that its reader need not wait its turn so often
            fcntl.fcntl(_stream(process.stdout).fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    return process


def _write(target: IO[bytes], data: bytes, until: float) -> bool:
    """Whether there was room for *data* before *until*; OSError when nobody reads."""
    view = memoryview(data)
    while True:
        view = view[target.write(view) or 0 :]
        if not view:
            return True
        import select

        poll = select.poll()
        poll.register(target.fileno(), select.POLLOUT)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            return False


def _receive(source: IO[bytes]) -> tuple[int, bytes, Reply] | None:
    """(ticket, status, reply), or None at the end; ValueError for what is no reply."""
    header = _read_exactly(source, REPLY.size)
    if len(header) < REPLY.size:
        return None
    status, ticket, rate, count, size = REPLY.unpack(header)
    length = count * WORD.size
    if status not in {SOUND, REFUSED, FAILED} or length + size > MOST:
        raise ValueError("the voice process sent what is no reply")
    data = _read_exactly(source, length + size)
    if len(data) < length + size:
        return None
    return ticket, status, Reply(bytes(data[length:]), rate, tuple(WORD.iter_unpack(data[:length])))


def _read_exactly(source: IO[bytes], size: int) -> bytearray:
    """So many bytes, or what there was before the end."""
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size and (count := source.readinto(view[done:])):  # type: ignore[attr-defined]
        done += count
    view.release()
    del data[done:]
    return data


def _printable(data: bytes, keep: str = "") -> str:
    """*data* as a message: a corrupted child cannot hand on what a terminal acts upon."""
    text = data.decode("utf-8", "replace")[:500]
    return "".join(sign if sign.isprintable() or sign in keep else " " for sign in text)


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
