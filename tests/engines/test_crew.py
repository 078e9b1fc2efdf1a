"""Voice processes and their parent: who is served, what is told, and that nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from processes import below, descriptors, is_gone, wait_until

from reviewcast.engines import FailedTakeError
from reviewcast.engines.crew import Crew
from reviewcast.errors import VoiceError

WORKER = str(Path(__file__).with_name("obedient_worker.py"))
BABBLER = "import sys, time; sys.stdout.buffer.write({!r}); sys.stdout.flush(); time.sleep(60)"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@contextlib.contextmanager
def opened(*options, jobs=2, **settings):
    """A crew of obedient workers; none of their processes is left when it is closed."""
    before = set(below(os.getpid(), zombies=True))
    crew = Crew([WORKER, *options], jobs, **settings)
    try:
        yield crew
    finally:
        crew.close()
    assert set(below(os.getpid(), zombies=True)) <= before


@pytest.fixture(scope="module")
def crew():
    with opened() as crew:
        yield crew


@pytest.fixture
def mortal():
    with opened() as crew:
        yield crew


@pytest.fixture
def without_fork(monkeypatch):
    monkeypatch.setattr("reviewcast.engines.crew.CAN_FORK", False)


def outcome(crew, body, **options):
    """The payload, or the class and the message of what went wrong."""
    try:
        return crew.ask(body, **options).payload
    except VoiceError as error:
        return type(error), error.message


class Asking(threading.Thread):
    """A thread that waits for a reply."""

    def __init__(self, crew, body, **options) -> None:
        super().__init__()
        self._asked = crew, body
        self._options = options
        self.outcome = None
        self.start()

    def run(self) -> None:
        crew, body = self._asked
        self.outcome = outcome(crew, body, **self._options)

    def result(self):
        """What came of it."""
        self.join(10)
        assert not self.is_alive()
        return self.outcome


# --- who is served ----------------------------------------------------------------------------------------


def test_a_crew_starts_nothing_by_itself():
    """Nor when it is closed."""
    before = below(os.getpid())
    crew = Crew([WORKER])
    crew.close()
    assert below(os.getpid()) == before


def test_waking_starts_a_process_and_waits_for_nothing(mortal):
    """What is asked then goes to that process."""
    before = set(below(os.getpid()))
    mortal.wake()
    mortal.wake()
    (mother,) = set(below(os.getpid())) - before
    assert int(mortal.ask(b"here pid").payload) == mother


@pytest.mark.parametrize("threads", [2, 8])
def test_each_thread_gets_its_own_reply(crew, threads):
    """Two at a time, whoever comes; some of them fail."""

    def ask(number):
        return outcome(crew, b"die 9" if number % 7 == 3 else b"echo %d" % number)

    with ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(ask, range(60)))
    for number, found in enumerate(outcomes):
        assert found == ((FailedTakeError, "its process died (signal 9)") if number % 7 == 3 else b"%d" % number)


def test_no_more_are_at_work_than_there_are_jobs(mortal):
    """The others wait for their turn."""
    mother = int(mortal.ask(b"here pid").payload)
    asking = [Asking(mortal, b"sleep 0.3") for _ in range(4)]
    most = 0
    while any(thread.is_alive() for thread in asking):
        most = max(most, len(below(mother)))
        time.sleep(0.01)
    assert most == 2


def test_a_megabyte_is_a_request_like_any_other(crew):
    """From eight threads at once, whole and in no other's reply."""

    def ask(number):
        body = bytes([number]) * 1_000_000
        return crew.ask(b"echo " + body).payload == body

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))


def test_what_is_posted_is_prepared_for_all(mortal):
    """Nobody waits for it, and what comes later finds it there; what is wrong with it is not told."""
    mortal.post(b"load nothing")
    mortal.post(b"load joe")
    mortal.post(b"load amy")
    assert mortal.ask(b"loaded").payload == b"joe amy"


def test_a_reply_has_sound_rate_and_words(crew):
    """As the worker gave them."""
    assert crew.ask(b"echo hello") == (b"hello", 22_050, ((1, 2),))


def test_the_environment_is_added_to_ours():
    """Such as the threads that a library may use."""
    program = "import os; os._exit(int(os.environ['CODE']) if 'PATH' in os.environ else 1)"
    crew = Crew(["-c", program], environment={"CODE": "44"})
    assert "exit status 44" in outcome(crew, b"echo x")[1]
    crew.close()


@pytest.mark.usefixtures("without_fork")
def test_without_fork_there_is_a_process_for_each_job():
    """They live on, and each answers one request at a time; all prepare what is posted."""
    with opened("alone") as crew:
        crew.post(b"load joe")
        asking = [Asking(crew, b"sleep 0.3"), Asking(crew, b"sleep 0.3")]
        assert [thread.result() for thread in asking] == [b"0.3", b"0.3"]
        with ThreadPoolExecutor(2) as pool:
            pids = set(pool.map(lambda _: crew.ask(b"pid").payload, range(20)))
        assert len(pids) <= 2
        assert crew.ask(b"loaded").payload == b"joe"
        assert int(crew.ask(b"answers").payload) > 1


@pytest.mark.parametrize("fork", [False, True])
def test_a_process_that_is_good_for_once_is_used_once(fork, monkeypatch):
    """For drivers that remember: each request has a new one."""
    monkeypatch.setattr("reviewcast.engines.crew.CAN_FORK", fork)
    with opened("alone", once=True) as crew:
        crew.post(b"load joe")
        pids = {crew.ask(b"pid").payload for _ in range(4)}
        assert len(pids) == 4
        assert crew.ask(b"answers").payload == b"1"


# --- what is told -----------------------------------------------------------------------------------------


def test_refused_is_refused_for_good(crew):
    """It is a VoiceError, and no FailedTakeError that would be tried again."""
    assert outcome(crew, b"refuse there is no such voice") == (VoiceError, "there is no such voice")


def test_what_a_library_says_cannot_reach_the_terminal(crew):
    """Its control characters become spaces, and a long story is cut."""
    assert outcome(crew, b"fail \x1b[2Jgone\x07")[1] == "LookupError:  [2Jgone "
    assert len(outcome(crew, b"refuse " + b"x" * 5000)[1]) == 500
    assert outcome(crew, b"refuse \xc3\xa9t\xc3\xa9")[1] == "été"


def test_a_late_child_is_one_failed_take(crew):
    """Its neighbour is not disturbed."""
    neighbour = Asking(crew, b"sleep 0.6")
    assert outcome(crew, b"sleep 60", deadline=0.3) == (FailedTakeError, "it took longer than 0.3 seconds")
    assert neighbour.result() == b"0.6"


def test_a_process_that_hangs_is_ended_and_replaced():
    """A stopped one; those that wait for it are told, each in its way, and the next one is served."""
    with opened(loading=0.3) as crew:
        mother = int(crew.ask(b"here pid").payload)
        os.kill(mother, signal.SIGSTOP)
        late = Asking(crew, b"echo late", deadline=0.3)
        other = Asking(crew, b"echo other", deadline=20)
        assert late.result() == (FailedTakeError, "it took longer than 0.3 seconds")
        assert other.result() == (FailedTakeError, "the voice process hung, and was ended")
        assert wait_until(lambda: is_gone(mother))
        assert crew.ask(b"echo on").payload == b"on"


def test_a_process_that_reads_nothing_is_ended():
    """More is sent to it than a pipe holds."""
    with opened(loading=0.3) as crew:
        os.kill(int(crew.ask(b"here pid").payload), signal.SIGSTOP)
        kind, _ = outcome(crew, b"echo " + b"x" * 3_000_000, deadline=0.3)
        assert kind is FailedTakeError
        assert crew.ask(b"echo on").payload == b"on"


def test_a_process_that_died_is_replaced(mortal):
    """It costs those that wait for it one attempt, and tells how it ended."""
    mother = int(mortal.ask(b"here pid").payload)
    asking = [Asking(mortal, b"sleep 60") for _ in range(2)]
    children = wait_until(lambda: len(below(mother)) == 2 and below(mother))
    os.kill(mother, signal.SIGKILL)
    assert [thread.result() for thread in asking] == [(FailedTakeError, "the voice process ended (signal 9)")] * 2
    assert wait_until(lambda: all(map(is_gone, children)))
    assert mortal.ask(b"echo on").payload == b"on"


def test_a_model_that_crashes_the_process_is_a_failed_take(mortal):
    """However often it is tried: what does not crash is still answered."""
    for _ in range(5):
        assert outcome(mortal, b"crash") == (FailedTakeError, "the voice process ended (signal 11)")
        assert mortal.ask(b"echo on").payload == b"on"


@pytest.mark.parametrize("garbage", ["X" * 100, "S" * 100, "S\0\0\0\7" + "\0" * 12], ids=["none", "endless", "unasked"])
def test_what_is_no_reply_ends_the_process(mortal, garbage):
    """It cannot be believed any more: another takes its place."""
    mother = int(mortal.ask(b"here pid").payload)
    kind, message = outcome(mortal, b"babble " + garbage.encode())
    assert kind is FailedTakeError
    assert "sent what is no reply" in message or "answered what nobody asked" in message
    assert wait_until(lambda: is_gone(mother))
    assert mortal.ask(b"echo on").payload == b"on"


def test_a_process_that_never_comes_up_is_told_in_one_sentence():
    """With the last line that it printed; after three there is no other for a while, and it takes no time to say so."""
    with opened("missing", "/nowhere") as crew:
        said = [outcome(crew, b"echo x") for _ in range(3)]
        why = "the voice process ends as soon as it is started (exit status 4: the library is missing)"
        assert said == [(FailedTakeError, why)] * 3
        began = time.monotonic()
        assert {outcome(crew, b"echo x") for _ in range(100)} == {(VoiceError, why)}
        assert time.monotonic() - began < 1


def test_after_a_while_it_is_tried_again(tmp_path, monkeypatch):
    """What was missing may have come: a server lives long."""
    monkeypatch.setattr("reviewcast.engines.crew._RESPITE", 0.0)
    needed = tmp_path / "needed"
    with opened("missing", str(needed)) as crew:
        assert [outcome(crew, b"echo x")[0] for _ in range(5)] == [FailedTakeError] * 5
        needed.touch()
        assert crew.ask(b"echo on").payload == b"on"


def test_two_that_never_came_up_are_not_counted_for_ever(tmp_path):
    """One that does come up begins the count anew."""
    needed = tmp_path / "needed"
    with opened("missing", str(needed)) as crew:
        for _ in range(3):
            assert [outcome(crew, b"echo x")[0] for _ in range(2)] == [FailedTakeError] * 2
            needed.touch()
            assert crew.ask(b"echo on").payload == b"on"
            needed.unlink()
            assert outcome(crew, b"crash")[0] is FailedTakeError


def test_a_program_that_is_no_voice_process_is_told():
    """Python itself says why."""
    crew = Crew(["-c", "import nothing_of_that_name"])
    kind, message = outcome(crew, b"")
    assert kind is FailedTakeError
    assert message.endswith("(exit status 1: ModuleNotFoundError: No module named 'nothing_of_that_name')")
    crew.close()


def test_no_python_is_one_sentence(monkeypatch):
    """As where too many processes run."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    crew = Crew([WORKER])
    crew.wake()
    assert outcome(crew, b"") == (VoiceError, "a voice process cannot be started: No such file or directory")
    crew.close()


# --- accidents under load ---------------------------------------------------------------------------------


def test_accidents_under_load_cost_attempts_and_nothing_else():
    """Children and mothers are killed and stopped at random: every request ends, right or with one sentence."""
    chance = random.Random(5)
    with opened(jobs=3, loading=0.5) as crew, ThreadPoolExecutor(8) as pool:
        mothers_before = set(below(os.getpid()))
        asked = [pool.submit(outcome, crew, b"sleep 0.0%d" % (number % 9), deadline=1) for number in range(80)]
        while not all(future.done() for future in asked):
            for mother in set(below(os.getpid())) - mothers_before:
                victims = below(mother)  # none before it is up
                if victims and chance.random() < 0.1:
                    victims = [mother]
                for victim in victims:
                    with contextlib.suppress(OSError):
                        os.kill(victim, chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGSTOP]))
            time.sleep(0.1)
        outcomes = [future.result() for future in asked]
        for number, found in enumerate(outcomes):
            assert found == b"0.0%d" % (number % 9) or issubclass(found[0], VoiceError)
        assert sum(isinstance(found, bytes) for found in outcomes) > 10
        assert wait_until(lambda: outcome(crew, b"echo on") == b"on")


# --- the end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 8])
def test_closing_ends_all_at_once(threads):
    """Whoever is served and whoever waits gets an error that nobody tries again, and so does who comes later."""
    with opened() as crew:
        mother = int(crew.ask(b"here pid").payload)
        asking = [Asking(crew, b"sleep 60") for _ in range(threads)]
        children = wait_until(lambda: len(below(mother)) == min(2, threads) and below(mother))
        began = time.monotonic()
        crew.close()
        crew.close()
        assert [thread.result() for thread in asking] == [(VoiceError, "the recording was stopped")] * threads
        assert time.monotonic() - began < 3
        assert wait_until(lambda: all(map(is_gone, [mother, *children])))
        assert outcome(crew, b"echo x") == (VoiceError, "the recording was stopped")
        crew.wake()
        crew.post(b"load joe")


def test_closing_ends_a_process_that_is_stopped():
    """It does not answer a closed pipe, and is killed."""
    with opened() as crew:
        mother = int(crew.ask(b"here pid").payload)
        asking = Asking(crew, b"sleep 60")
        (child,) = wait_until(lambda: below(mother))
        os.kill(child, signal.SIGSTOP)
        os.kill(mother, signal.SIGSTOP)
        began = time.monotonic()
        crew.close()
        assert time.monotonic() - began < 3
        assert asking.result() == (VoiceError, "the recording was stopped")
        assert wait_until(lambda: is_gone(mother) and is_gone(child))


def test_closing_while_a_process_comes_up():
    """It has nothing to say yet."""
    for _ in range(5):
        with opened() as crew:
            crew.wake()


def test_no_thread_or_descriptor_is_left():
    """However often processes come and go."""
    with opened() as crew:
        crew.ask(b"echo x")
    threads, before = threading.active_count(), descriptors("self")
    for _ in range(3):
        with opened() as crew:
            for _ in range(3):
                outcome(crew, b"crash")
                crew.ask(b"echo x")
    assert threading.active_count() == threads
    assert descriptors("self") == before


CTRL_C = f"""
import threading
from reviewcast.engines.crew import Crew
crew = Crew([{WORKER!r}])
try:
    print(crew.ask(b"here pid").payload.decode(), flush=True)
    crew.ask(b"sleep 60")
except KeyboardInterrupt:
    crew.close()
    print("closed", flush=True)
"""


def test_ctrl_c_is_the_parents_alone():
    """Pressed at a terminal it goes to all of its group: the voice process is in another one, and is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", CTRL_C],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        mother = int(parent.stdout.readline())
        (child,) = wait_until(lambda: below(mother))
        assert os.getpgid(mother) != os.getpgid(parent.pid)
        assert os.getsid(mother) != os.getsid(parent.pid)
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.wait(10) == 0
        assert (parent.stdout.read(), parent.stderr.read()) == ("closed\n", "")
        assert wait_until(lambda: is_gone(mother) and is_gone(child))


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_nothing_outlives_the_parent(way):
    """Whoever ends it, and however."""
    with subprocess.Popen([sys.executable, "-c", CTRL_C], stdout=subprocess.PIPE, text=True) as parent:
        mother = int(parent.stdout.readline())
        (child,) = wait_until(lambda: below(mother))
        getattr(parent, way)()
        assert wait_until(lambda: is_gone(mother) and is_gone(child))


def test_a_crew_that_nobody_closes_does_not_hold_the_program_up():
    """The voice process goes with it."""
    program = CTRL_C.partition("    crew.ask(b")[0] + "finally:\n    pass"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert shown.stderr == ""
    assert wait_until(lambda: is_gone(int(shown.stdout)))
