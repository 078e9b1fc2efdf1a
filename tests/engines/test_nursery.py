"""A voice process by itself: what goes into its pipe, what comes out of it, and what becomes of its children."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import below, descriptors, is_gone, state, wait_until

from reviewcast.engines.wire import FAILED, REFUSED, REPLY, SOUND, WORD, pack_request

WORKER = Path(__file__).with_name("obedient_worker.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class Said(NamedTuple):
    """A reply as it came."""

    status: bytes
    ticket: int
    rate: int
    words: list
    payload: bytes


class Worker:
    """The process, and the parent's ends of its pipes."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, WORKER, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.pid = self.process.pid

    def send(self, ticket: int, body: bytes, seconds: float = 20) -> None:
        self.write(pack_request(ticket, body, seconds))

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self) -> Said:
        status, ticket, rate, count, size = REPLY.unpack(self.process.stdout.read(REPLY.size))
        words = list(WORD.iter_unpack(self.process.stdout.read(count * WORD.size)))
        return Said(status, ticket, rate, words, self.process.stdout.read(size))

    def ask(self, body: bytes, seconds: float = 20) -> Said:
        self.send(77, body, seconds)
        return self.receive()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_) -> None:
        with self.process:
            self.process.kill()


@pytest.fixture(scope="module")
def worker():
    with Worker() as worker:
        assert worker.receive() == (SOUND, 0, 0, [], b"")
        yield worker


@pytest.fixture
def mortal():
    with Worker() as worker:
        worker.receive()
        yield worker


@pytest.fixture
def alone():
    with Worker("alone") as worker:
        worker.receive()
        yield worker


def child_of(worker: Worker) -> int:
    """Its only child, once there is one."""
    (child,) = wait_until(lambda: below(worker.pid))
    return child


# --- what is answered -------------------------------------------------------------------------------------


def test_a_reply_has_the_ticket_of_its_request(worker):
    """And the sound, its rate and its words, as the child gave them."""
    assert worker.ask(b"echo hello") == (SOUND, 77, 22_050, [(1, 2)], b"hello")


def test_every_request_has_a_process_without_a_past(worker):
    """Its own one, in which nothing was answered before."""
    children = [int(worker.ask(b"pid").payload) for _ in range(5)]
    assert len({worker.pid, *children}) == 6
    assert worker.ask(b"answers").payload == b"1"


def test_a_short_request_overtakes_a_long_one(worker):
    """Children are at work side by side, and each is told of when it is done."""
    worker.send(1, b"sleep 0.5")
    worker.send(2, b"echo quick")
    assert [worker.receive().ticket for _ in range(2)] == [2, 1]


def test_requests_may_come_in_pieces_and_in_heaps(worker):
    """A byte at a time, and many in one write."""
    for byte in pack_request(1, b"echo one", 20):
        worker.write(bytes([byte]))
    assert worker.receive().payload == b"one"
    worker.write(b"".join(pack_request(ticket, b"echo %d" % ticket, 20) for ticket in range(1, 20)))
    said = [worker.receive() for _ in range(1, 20)]
    assert {each.ticket: each.payload for each in said} == {ticket: b"%d" % ticket for ticket in range(1, 20)}


def test_a_megabyte_goes_both_ways(worker):
    """More than a pipe holds."""
    body = b"echo " + bytes(range(256)) * 4096
    assert worker.ask(body).payload == body[5:]


def test_what_is_prepared_is_there_for_all_children(worker):
    """It is loaded in the warm process; a body that says no more than that is answered from there."""
    assert worker.ask(b"load joe").status == SOUND
    assert worker.ask(b"load amy").status == SOUND
    assert worker.ask(b"loaded").payload == b"joe amy"


def test_what_cannot_be_prepared_is_refused(worker):
    """And the process goes on."""
    assert worker.ask(b"load nothing")[::4] == (REFUSED, b"there is nothing to load")
    assert worker.ask(b"echo on").payload == b"on"


def test_what_is_not_to_be_forked_is_answered_in_the_process(worker):
    """For drivers that a fork would break."""
    assert worker.ask(b"here pid").payload == str(worker.pid).encode()


def test_where_there_is_no_fork_the_process_answers(alone):
    """One request after the other, in their order; what goes wrong is told in the same way."""
    assert alone.ask(b"pid").payload == str(alone.pid).encode()
    alone.send(1, b"sleep 0.1")
    alone.send(2, b"echo two")
    alone.send(3, b"load joe")
    alone.send(4, b"fail x")
    alone.send(5, b"refuse y")
    said = [alone.receive() for _ in range(5)]
    assert [each.ticket for each in said] == [1, 2, 3, 4, 5]
    assert [each.status for each in said] == [SOUND, SOUND, SOUND, FAILED, REFUSED]
    alone.process.stdin.close()
    assert alone.process.wait(5) == 0


# --- what goes wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "status", "says"),
    [
        (b"refuse this is no voice", REFUSED, "this is no voice"),
        (b"fail it was not found", FAILED, "LookupError: it was not found"),
        (b"die 6", FAILED, "its process died (signal 6)"),
        (b"exit 5", FAILED, "its process ended early (exit status 5)"),
        (b"leave", FAILED, "its process ended early (exit status 0)"),
        (b"junk", FAILED, "its process ended early (exit status 0)"),
        (b"junk " + b"S" * 40, FAILED, "its process ended early (exit status 0)"),
        (b"size 9000000", FAILED, "it came back broken"),
        (b"take 400000000", FAILED, "it takes more memory than there is for it"),
        (b"write /dev/shm/reviewcast-nobody-writes-this", FAILED, "File too large"),
    ],
    ids=["refused", "exception", "killed", "ended", "left", "nothing", "junk", "too much", "memory", "file"],
)
def test_a_child_that_fails_harms_nobody(worker, order, status, says):
    """It is told what became of it, and the next one is answered as ever."""
    said = worker.ask(order)
    assert (said.status, said.ticket) == (status, 77)
    assert says in said.payload.decode()
    assert worker.ask(b"echo on").payload == b"on"
    assert wait_until(lambda: not below(worker.pid, zombies=True))


def test_a_child_that_may_not_write_leaves_nothing(worker, tmp_path):
    """The file that it opened stays empty."""
    worker.ask(b"write " + os.fsencode(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == b""


def test_a_child_may_take_what_it_is_allowed(worker):
    """Twenty megabytes of 256, beside what the warm process has."""
    assert worker.ask(b"take 20000000").payload == b"20000000"


def test_a_child_reads_nobodys_requests(worker):
    """Its standard input is empty, so that it cannot take the next request away."""
    assert worker.ask(b"read").payload == b""


def test_a_child_that_computes_for_ever_is_ended(worker):
    """By the processor's time that it took, which a machine with other work gives out slowly."""
    assert worker.ask(b"spin")[::4] in {(FAILED, b"its process died (signal %d)" % number) for number in (9, 24)}


@pytest.mark.parametrize("stopped", [False, True], ids=["asleep", "stopped"])
def test_a_child_that_is_late_is_ended(worker, stopped):
    """Also one that is stopped, in which no alarm would ring; the others have their own time."""
    worker.send(1, b"sleep 60", 0.5)
    child = child_of(worker)
    if stopped:
        os.kill(child, signal.SIGSTOP)
    worker.send(2, b"sleep 0.7", 20)
    assert worker.receive()[::2] == (FAILED, 0, b"it took longer than 0.5 seconds")
    assert is_gone(child)
    assert worker.receive()[:2] == (SOUND, 2)


def test_the_time_of_loading_is_nobodys(worker):
    """A child at work while a model is loaded is not late for that, and its reply is not lost."""
    worker.send(1, b"sleep 0.1", 1)
    worker.send(2, b"block 1.5", 1)
    assert {worker.receive()[:2] for _ in range(2)} == {(SOUND, 1), (SOUND, 2)}


def test_no_child_is_kept(worker):
    """Neither running nor as a zombie, nor a descriptor of its pipe."""
    assert wait_until(lambda: not below(worker.pid, zombies=True))
    before = descriptors(worker.pid)
    for order in [b"echo x", b"die 9", b"size 9000000", b"fail x"] * 5:
        worker.ask(order)
    assert wait_until(lambda: not below(worker.pid, zombies=True))
    assert descriptors(worker.pid) == before


# --- the end ----------------------------------------------------------------------------------------------


def test_the_end_of_input_ends_all(mortal):
    """At once, whoever is still at work."""
    mortal.send(1, b"sleep 60")
    mortal.send(2, b"sleep 60")
    children = wait_until(lambda: len(below(mortal.pid)) == 2 and below(mortal.pid))
    mortal.process.stdin.close()
    assert mortal.process.wait(5) == 0
    assert wait_until(lambda: all(map(is_gone, children)))


def test_children_go_with_the_process(mortal):
    """Also when it is killed and can end nothing itself."""
    mortal.send(1, b"sleep 60")
    child = child_of(mortal)
    mortal.process.kill()
    assert wait_until(lambda: is_gone(child))


def test_nobody_left_to_read_ends_it(mortal):
    """The first reply that does not get through."""
    mortal.send(1, b"sleep 0.2")
    mortal.process.stdout.close()
    assert mortal.process.wait(5) == 0


def test_what_libraries_print_reaches_nobody(mortal):
    """Neither in between the replies nor on the terminal."""
    mortal.process.stdin.close()
    assert mortal.process.wait(5) == 0
    assert (mortal.process.stdout.read(), mortal.process.stderr.read()) == (b"", b"")


def test_what_ends_it_before_it_is_up_can_be_read():
    """Its last words go to standard error until then."""
    with Worker("missing", "/nowhere") as worker:
        assert worker.process.wait(10) == 4
        assert worker.process.stderr.read() == b"wait a little\nthe library is missing\n"


def test_it_is_up_soon():
    """It imports nothing that takes long: some 40 ms with Python itself; ten times that is a mistake."""
    program = (
        "import sys\nbefore = set(sys.modules)\nfrom reviewcast.engines import nursery\n"
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    from reviewcast.engines.crew import worker as arguments

    started = arguments("nursery")
    code = started[3].partition("from importlib")[0] + program
    began = time.monotonic()
    shown = subprocess.run(
        [sys.executable, *started[:3], code, *started[4:]], capture_output=True, text=True, check=True, timeout=20
    )
    assert time.monotonic() - began < 2
    assert not {"asyncio", "concurrent", "logging", "multiprocessing", "socket", "subprocess", "threading"} & set(
        ast.literal_eval(shown.stdout)
    )


def test_a_zombie_is_known_as_one():
    """What these tests look for can be found."""
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", ""]) as child:
        assert wait_until(lambda: state(child.pid)[0] == "Z")
        assert child.pid in below(os.getpid(), zombies=True)
        assert child.pid not in below(os.getpid())
    assert is_gone(child.pid)
