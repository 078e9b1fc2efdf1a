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

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from processes import below, is_gone, wait_until

from reviewcast import engines
from reviewcast.engines import FailedTakeError
from reviewcast.engines.espeak_ng import EspeakNg
from reviewcast.engines.wire import Reply
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


@contextlib.contextmanager
def opened(jobs, **options):
    """An engine that has checked the voice, and its voice process."""
    before = set(below(os.getpid()))
    with EspeakNg(jobs, **options) as engine:
        engine.check(VOICE)
        (worker,) = set(below(os.getpid())) - before
        yield engine, worker


# --- the same bytes ---------------------------------------------------------------------------------------


def test_a_take_depends_on_its_words_and_voice_alone():
    """Two engines, one forwards and one backwards, with other voices between: ten rounds, the same bytes."""
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
    """Four threads at two jobs get what one thread gets."""
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
        assert f"{package} {metadata.version(package)}" in engine.version(VOICE)
    assert engines.version(VOICE) == engine.version(VOICE)


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


# --- what is heard ----------------------------------------------------------------------------------------


def test_what_is_said_is_known_word_by_word(engine):
    """Small words run together, a number is one word, and places are counted in characters, not bytes."""
    spoken = "Café “ünïcode” 🎬 of the 2025 [[ hj'u:st@n d@ 'A@m@s ]] film."
    heard = engine.transcribe(spoken, VOICE)
    assert [word.ipa for word in heard] == [
        *("kæfˈeɪ", "ˈuːniːkˌoʊd", "klˈæpɚ", "bˈɔːɹd", "ʌvðə", "tˈuː θˈaʊzənd twˈɛnti fˈaɪv"),
        *("hjˈuːstən", "də", "ˈɑːɹməs", "fˈɪlm"),
    ]
    starts = {word.ipa: spoken[word.position :] for word in heard}
    assert starts["kæfˈeɪ"] == spoken
    assert starts["ʌvðə"].startswith("of the")
    assert starts["tˈuː θˈaʊzənd twˈɛnti fˈaɪv"].startswith("2025")
    assert starts["hjˈuːstən"].startswith("hj'u:st@n")
    assert starts["də"].startswith("d@")
    assert starts["ˈɑːɹməs"].startswith("A@m@s")
    assert starts["fˈɪlm"] == "film."


def test_words_of_blocks_have_their_times(engine):
    """Each inside its block, strictly ascending, also with letters of several bytes before it."""
    spoken = "Né ([[ hj'u:st@n ]]), [[ d@ 'A@m@s ]] [[ w'Ik ]]."
    words = engine.say(spoken, VOICE).words
    assert [spoken[word.text_position :].partition(" ")[0] for word in words] == [
        "Né",
        "hj'u:st@n",
        "d@",
        "A@m@s",
        "w'Ik",
    ]
    assert [word.seconds for word in words] == sorted({word.seconds for word in words})


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("fr", "Romain Lacourbas", "ʁomˈɛ̃ lakuʁbˈa"),
        ("es", "Ana de Armas", "ˈana ðe ˈaɾmas"),
        ("de", "Werner Herzog", "vˈɛɾnɜ hɛɾtsˈoːk"),
        ("it", "Giulia", "dʒˈulia"),
        ("ru", "Руска Рома", "rˈuska rˈoma"),
        ("en-gb", "Mark", "mˈɑːk"),
        ("en-us+f3", "Mark", "mˈɑːɹk"),
    ],
)
def test_voices_of_other_languages_tell_what_they_say(engine, name, text, says):
    """For the suggestions of a name's own language."""
    assert " ".join(word.ipa for word in engine.transcribe(text, Voice("x", voice=name))) == says


def test_a_word_of_another_language_is_told_without_its_mark(engine):
    """espeak-ng writes ``(en)`` where it changes language; that is no sound."""
    (word,) = engine.transcribe("Saoirse", Voice("x", voice="ru"))
    assert word.ipa == "sˈeəʃə"


@pytest.mark.parametrize("text", ["", "…", "\0"])
def test_nothing_is_heard_of_nothing(engine, text):
    """No word, and no error."""
    assert engine.transcribe(text, VOICE) == ()


def test_another_driver_tells_nothing(engine):
    """sapi5 and nsss know no phones; nothing is asked of them."""
    assert engine.transcribe("Hello.", Voice("x", driver="sapi5")) == ()


def test_a_failed_transcription_is_a_failed_take(engine):
    """The same errors as for sound."""
    with pytest.raises(FailedTakeError, match="died"):
        engine.transcribe(ABORTS, VOICE)
    with pytest.raises(FailedTakeError, match="quarter of an hour"):
        engine.transcribe(ENDLESS, VOICE)
    with pytest.raises(VoiceError, match="no voice"):
        engine.transcribe("Hello.", Voice("x", voice="nobody"))


@pytest.mark.parametrize(
    "payload", [b"\xff", b"one\ntwo", b"", b"a\x1b[2Jb"], ids=["no UTF-8", "two for one", "none", "a control"]
)
def test_what_no_voice_says_is_refused(engine, monkeypatch, payload):
    """A child that a hostile sentence has corrupted cannot hand on anything but lines of printable text."""
    words = ((0, 0),) if payload else ((0, 0), (1, 0))
    monkeypatch.setattr(engine, "_ask", lambda request: Reply(payload, 0, words))
    with pytest.raises(FailedTakeError, match="broken"):
        engine.transcribe("Hello.", VOICE)


def test_listening_changes_no_sound():
    """Twenty sentences: the same bytes with phonemes told and not told, allowed in the text and not allowed."""
    program = """
import hashlib, os, sys
from reviewcast.engines.espeak_driver import Espeak
from reviewcast.engines.wire import Request
espeak = Espeak()
for text in sys.stdin.read().splitlines():
    sounds = set()
    for told, allowed in ((0, 0x100), (1, 0x100), (0, 0), (1, 0)):
        reading, writing = os.pipe()
        if os.fork() == 0:
            espeak._constants.PHONEMES = allowed
            if told:
                espeak._library.espeak_ng_SetPhonemeEvents(1, 1)
            reply = espeak.say(Request(165, 50, "espeak", "en-us", text))
            os.write(writing, hashlib.sha256(reply).digest())
            os._exit(0)
        sounds.add(os.read(reading, 32))
        os.wait()
    print(len(sounds))
"""
    texts = [f"{one} {other}" for one in SENTENCES for other in (*SENTENCES, "[one] word] in {brackets}.")]
    shown = subprocess.run(
        [sys.executable, "-c", program], input="\n".join(texts), capture_output=True, text=True, check=True
    )
    assert (shown.stdout.split(), shown.stderr) == (["1"] * 20, "")


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
    """A stopped child counts as hung: it goes, and the next sentence is spoken by the same voice process."""
    with opened(1, deadline=1.0) as (engine, worker):
        failures = []

        def say():
            try:
                engine.say(ENDLESS, VOICE)
            except VoiceError as error:
                failures.append(error)

        thread = threading.Thread(target=say)
        thread.start()
        (child,) = wait_until(lambda: below(worker))
        os.kill(child, signal.SIGSTOP)
        thread.join(5)
        assert isinstance(failures[0], FailedTakeError)
        assert "longer than 1 seconds" in failures[0].message
        assert is_gone(child)
        assert engine.say(SENTENCES[2], VOICE).clip.frames
        assert not is_gone(worker)


@linux_only
def test_a_voice_process_that_died_is_replaced():
    """Killed from outside, it costs one attempt."""
    with opened(1) as (engine, worker):
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

    with opened(2) as (engine, worker):
        threads = [threading.Thread(target=say, args=[engine]) for _ in range(3)]
        for thread in threads:
            thread.start()
        children = wait_until(lambda: len(below(worker)) == 2 and below(worker))
        began = time.monotonic()
        engine.close()
        for thread in threads:
            thread.join(5)
        assert time.monotonic() - began < 3
        assert wait_until(lambda: all(map(is_gone, [worker, *children])))
        assert [type(error) for error in errors] == [VoiceError] * 3
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
        (worker,) = below(parent.pid)
        (child,) = wait_until(lambda: below(worker))
        parent.kill()
        assert wait_until(lambda: is_gone(worker) and is_gone(child), 1.0)


def test_opening_an_engine_starts_nothing():
    """Nor does it ask for its version."""
    before = below(os.getpid())
    with engines.open_engine("pyttsx3", 2) as engine:
        assert engine.version(VOICE)
        assert below(os.getpid()) == before


def test_preparing_loads_nothing_heavy():
    """The voice comes up in its own process while the program imports numpy, not after it."""
    program = (
        "import sys; from reviewcast.engines import open_engine; from reviewcast.model import Voice\n"
        "with open_engine('pyttsx3', 1) as engine: engine.prepare(Voice('x'))\n"
        "print(sorted({'numpy', 'pydub', 'pyttsx3', 'espeakng_loader', 'importlib.metadata'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (shown.stdout, shown.stderr) == ("[]\n", "")


@linux_only
def test_preparing_starts_the_one_voice_process():
    """What is said later is said there."""
    before = set(below(os.getpid()))
    with EspeakNg(2) as engine:
        engine.prepare(VOICE)
        (worker,) = set(below(os.getpid())) - before
        assert engine.say(SENTENCES[2], VOICE).clip.frames
        assert set(below(os.getpid())) - before == {worker}


def test_where_there_is_no_fork_each_sentence_has_a_process(engine, monkeypatch):
    """It sounds the same; what cannot be is refused there too."""
    program = "from reviewcast.engines import espeak_worker, nursery; nursery.CAN_FORK = False; espeak_worker.main()"
    monkeypatch.setattr("reviewcast.engines.espeak_ng.worker", lambda _: ("-c", program))
    monkeypatch.setattr("reviewcast.engines.espeak_ng.CAN_FORK", False)
    monkeypatch.setattr("reviewcast.engines.crew.CAN_FORK", False)
    with EspeakNg(2) as other:
        for sentence in SENTENCES[:2] * 2:
            here, there = engine.say(sentence, VOICE), other.say(sentence, VOICE)
            assert (there.clip.pcm, there.words) == (here.clip.pcm, here.words)
        with pytest.raises(FailedTakeError, match="ended"):
            other.say(ABORTS, VOICE)
        with pytest.raises(VoiceError, match="no voice"):
            other.check(Voice("x", voice="nobody"))
