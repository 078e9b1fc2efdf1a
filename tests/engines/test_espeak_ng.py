"""The voice processes: the same bytes whatever was said before, and no harm from a child that dies or hangs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.engines import FailedTakeError
from reviewcast.engines.espeak_ng import EspeakNg
from reviewcast.errors import VoiceError
from reviewcast.model import Voice

VOICE = Voice("narrator")
SENTENCES = (
    "The lamp went out before the second reel.",
    "Nobody in Row 7 noticed: it was, after all, 1922.",
    "“Again!”",
    "A shadow climbs the stairs, and the stairs let it.",
)
ABORTS = "s'" * 120
"""espeak-ng 1.52 ends its process with SIGABRT on this."""

ENDLESS = "and on " * 30_000
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def engine():
    with engines.open_engine("pyttsx3", 2) as engine:
        yield engine


def processes_below(parent: int) -> list[int]:
    """The living children of *parent*."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


@contextlib.contextmanager
def opened(jobs, **options):
    """An engine that has checked the voice, and its voice processes."""
    before = set(processes_below(os.getpid()))
    with EspeakNg(jobs, **options) as engine:
        engine.check(VOICE)
        yield engine, sorted(set(processes_below(os.getpid())) - before)


def wait_until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    return condition()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


# --- the same bytes ---------------------------------------------------------------------------------------


def test_a_take_depends_on_its_words_and_voice_alone():
    """Two processes, one forwards and one backwards, with other voices between: ten rounds, the same bytes."""
    other = Voice("other", voice="fr", rate=210, pitch=70)
    with EspeakNg(1) as forwards, EspeakNg(1) as backwards:
        takes = {sentence: set() for sentence in SENTENCES}
        for _ in range(10):
            for sentence in SENTENCES:
                takes[sentence].add(forwards.say(sentence, VOICE).clip.pcm)
            backwards.say(SENTENCES[0], other)
            for sentence in reversed(SENTENCES):
                takes[sentence].add(backwards.say(sentence, VOICE).clip.pcm)
    assert [len(sounds) for sounds in takes.values()] == [1] * len(SENTENCES)


def test_threads_may_share_an_engine(engine):
    """Four threads at two processes get what one thread gets."""
    from concurrent.futures import ThreadPoolExecutor

    alone = [engine.say(sentence, VOICE).clip.pcm for sentence in SENTENCES]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sentence: engine.say(sentence, VOICE).clip.pcm, SENTENCES * 3))
    assert together == alone * 3


def test_control_characters_are_heard_as_spaces(engine):
    """A NUL would end the text, and an 0x01 would begin a command to the library."""
    assert engine.say("one\0two\x01200S three", VOICE).clip.pcm == engine.say("one two 200S three", VOICE).clip.pcm


# --- the voice is the profile's ---------------------------------------------------------------------------


def test_a_faster_rate_is_shorter(engine):
    """80, 165 and 300 words a minute take as much less time, within a fifth."""
    slow, middle, fast = (engine.say(SENTENCES[3], Voice("x", rate=rate)).clip.seconds for rate in (80, 165, 300))
    assert slow / middle == pytest.approx(165 / 80, rel=0.2)
    assert middle / fast == pytest.approx(300 / 165, rel=0.2)


@pytest.mark.parametrize("voice", [Voice("x", pitch=80), Voice("x", voice="en-gb"), Voice("x", voice="en-us+f3")])
def test_pitch_voice_and_variant_are_heard(engine, voice):
    """Each of them alone makes another sound."""
    assert engine.say(SENTENCES[0], voice).clip.pcm != engine.say(SENTENCES[0], VOICE).clip.pcm


@pytest.mark.parametrize("name", ["en-us", "EN-US", "English (America)", "gmw/en-US", "en", "fr", "en-gb-x-rp"])
def test_a_voice_has_several_names(engine, name):
    """A language code, espeak-ng's own name, or its file's."""
    engine.check(Voice("x", voice=name))


@pytest.mark.parametrize(
    ("voice", "says"),
    [
        (Voice("x", voice="en-uss"), 'did you mean "en-us"?'),
        (Voice("x", voice="en-us+nobody"), 'no voice "en-us+nobody"'),
        (Voice("x", voice="../../etc/passwd"), "no voice"),
        (Voice("x", voice=""), "names no voice"),
        (Voice("x", rate=79), "choose 80 to 450"),
        (Voice("x", rate=451), "choose 80 to 450"),
        (Voice("x", pitch=101), "choose 0 to 100"),
        (Voice("x", driver="espeek"), 'did you mean "espeak"?'),
        (Voice("x", driver="sapi5" if sys.platform != "win32" else "nsss"), "this system lacks"),
    ],
)
def test_a_voice_that_cannot_be_is_refused(engine, voice, says):
    """Before the first take, naming the profile and what to write."""
    with pytest.raises(VoiceError, match='the voice "x"') as caught:
        engine.check(voice)
    assert says in caught.value.message
    assert not isinstance(caught.value, FailedTakeError)


def test_an_unknown_voice_is_no_use_trying_again(engine):
    """Also when it was never checked: the child reads back what it set."""
    with pytest.raises(VoiceError) as caught:
        engine.say("Hello.", Voice("x", voice="nobody"))
    assert not isinstance(caught.value, FailedTakeError)


def test_voices_are_the_language_codes(engine):
    """Sorted, without the byte of priority that espeak-ng puts before each."""
    voices = engine.voices()
    assert {"en-us", "en-gb", "fr"} <= set(voices)
    assert list(voices) == sorted(voices)
    assert all(voice.isprintable() for voice in voices)


def test_the_version_is_the_libraries(engine):
    """As importlib.metadata, which takes too long to import, would say."""
    for package in ("pyttsx3", "espeakng-loader"):
        assert f"{package} {metadata.version(package)}" in engine.version
    assert engines.version("pyttsx3") == engine.version


# --- the words --------------------------------------------------------------------------------------------


def test_words_have_their_times(engine):
    """The first at 0, the rest ascending inside the take, each at the first letter of a word."""
    spoken = "The quick brown fox jumps over the lazy dog."
    recording = engine.say(spoken, VOICE)
    assert [word.text_position for word in recording.words] == [0, 4, 10, 16, 20, 26, 31, 35, 40]
    times = [word.seconds for word in recording.words]
    assert times[0] == 0
    assert times == sorted(times)
    assert times[-1] < recording.clip.seconds
    assert not any(word.estimated for word in recording.words)


def test_a_number_has_one_time_a_position(engine):
    """espeak-ng sends four events for "2025,": the first of a position is where it begins."""
    positions = [word.text_position for word in engine.say("In 2025, for $90.", VOICE).words]
    assert positions == sorted(set(positions))


def test_no_times_are_better_than_wrong_ones(engine):
    """At 450 words a minute the library speeds its sound up after it has timed it."""
    assert engine.say(SENTENCES[0], Voice("x", rate=450)).words == ()


# --- accidents --------------------------------------------------------------------------------------------


def test_a_sentence_that_aborts_the_library_is_one_failed_take(engine, capfd):
    """The child dies, nothing is printed, and the next sentence sounds as ever."""
    before = engine.say(SENTENCES[0], VOICE).clip.pcm
    with pytest.raises(FailedTakeError, match="died"):
        engine.say(ABORTS, VOICE)
    assert engine.say(SENTENCES[0], VOICE).clip.pcm == before
    assert capfd.readouterr() == ("", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
@example("")
@example("\ud800 half a pair")
@example("<speak><audio src='x'/></speak>")
@example("[[" * 200)
def test_any_text_gives_sound_or_one_failed_take(engine, text):
    """Whatever is said, the engine answers, and its words lie in the text."""
    try:
        recording = engine.say(text, VOICE)
    except FailedTakeError:
        return
    assert recording.clip.channels == 1
    assert all(0 <= word.text_position < len(text) for word in recording.words)


@linux_only
def test_a_child_that_hangs_is_ended_at_the_deadline():
    """A stopped child counts as hung: it goes, with its voice process, and the next sentence is spoken."""
    with opened(1, deadline=1.0) as (engine, (worker,)):
        failures = []

        def say():
            try:
                engine.say(ENDLESS, VOICE)
            except VoiceError as error:
                failures.append(error)

        thread = threading.Thread(target=say)
        thread.start()
        (child,) = wait_until(lambda: processes_below(worker))
        os.kill(child, signal.SIGSTOP)
        thread.join(5)
        assert isinstance(failures[0], FailedTakeError)
        assert "longer than 1 seconds" in failures[0].message
        assert wait_until(lambda: is_gone(child) and is_gone(worker))
        assert engine.say(SENTENCES[2], VOICE).clip.frames


@linux_only
def test_a_voice_process_that_died_is_replaced():
    """Killed from outside, it costs one attempt."""
    with opened(1) as (engine, (worker,)):
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(FailedTakeError, match="signal 9"):
            engine.say(SENTENCES[2], VOICE)
        assert engine.say(SENTENCES[2], VOICE).clip.frames


def test_an_engine_that_goes_on_and_on_is_stopped(engine):
    """More than a quarter of an hour of sound is no sentence."""
    with pytest.raises(FailedTakeError, match="quarter of an hour"):
        engine.say(ENDLESS, VOICE)


# --- no process is left -----------------------------------------------------------------------------------


@linux_only
def test_close_ends_all_at_once_even_while_one_speaks():
    """Also for the thread that waits: it gets an error that nobody tries again."""
    errors = []

    def say(engine):
        try:
            engine.say(ENDLESS, VOICE)
        except VoiceError as error:
            errors.append(error)

    with opened(2) as (engine, workers):
        thread = threading.Thread(target=say, args=[engine])
        thread.start()
        children = wait_until(lambda: [child for worker in workers for child in processes_below(worker)])
        began = time.monotonic()
        engine.close()
        thread.join(5)
        assert time.monotonic() - began < 3
        assert len(workers) == 2
        assert wait_until(lambda: all(map(is_gone, workers + children)))
        assert [type(error) for error in errors] == [VoiceError]
        with pytest.raises(VoiceError, match="stopped"):
            engine.say("Hello.", VOICE)


@linux_only
def test_nothing_outlives_a_parent_that_was_killed():
    """kill -9 of the program that speaks ends the voice process and the child that speaks."""
    program = (
        "from reviewcast.engines import open_engine; from reviewcast.model import Voice\n"
        "engine = open_engine('pyttsx3', 1); engine.check(Voice('x')); print('up', flush=True)\n"
        f"engine.say({'and on ' * 10_000!r}, Voice('x'))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        (worker,) = processes_below(parent.pid)
        (child,) = wait_until(lambda: processes_below(worker))
        parent.kill()
        assert wait_until(lambda: is_gone(worker) and is_gone(child), 1.0)


def test_opening_an_engine_loads_nothing_heavy():
    """The voices come up while the program imports numpy, not after it."""
    program = (
        "import sys; from reviewcast.engines import open_engine\n"
        "open_engine('pyttsx3', 1).close()\n"
        "print(sorted({'numpy', 'pydub', 'pyttsx3', 'espeakng_loader', 'importlib.metadata'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (shown.stdout, shown.stderr) == ("[]\n", "")
