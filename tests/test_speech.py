"""Takes: out of the cache where they are there, recorded where not, and good ones never lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import unmeasured
from reviewcast import speech
from reviewcast import takes as stored
from reviewcast.cache import Cache, digest
from reviewcast.clip import Clip
from reviewcast.engines import FailedTakeError, Recording
from reviewcast.engines.duration import predicted_seconds
from reviewcast.engines.tone import Tone
from reviewcast.errors import StorageError, VoiceError
from reviewcast.model import Rule, Saying, Script, Segment, Utterance, Voice, WordTime

VOICE = Voice("draft", engine="tone")
LINES = ("The lamp went out.", "Nobody noticed.", "It was, after all, 1922.", "Nobody noticed.")
HISTORY = "reviews/the-lamp.md"


def script(*lines, voice=VOICE):
    utterances = tuple(Utterance(line, line, voice, number) for number, line in enumerate(lines, 1))
    return Script("Title", (Segment("Title", utterances[:1]), Segment("Rest", utterances[1:])))


class Studio(Tone):
    """The tone engine, which notes what it is asked for; some sentences go wrong as *accidents* say."""

    def __init__(self, accidents=None):
        self.said = Counter()
        self.accidents = accidents or {}
        self.closed = False

    def say(self, spoken, voice):
        self.said[spoken] += 1
        accident = self.accidents.get(spoken)
        outcome = accident(self.said[spoken]) if accident else None
        return outcome or super().say(spoken, voice)

    def close(self):
        self.closed = True


def speak(script, engine, cache, **how):
    """As speech.speak, with one engine for every voice."""
    return speech.speak(script, lambda _: engine, cache, **how)


def version(voice):
    return Tone().version(voice)


def fails(times, error=FailedTakeError, after=0.0):
    def accident(attempt):
        if attempt <= times:
            time.sleep(after)
            raise error("its process died (signal 6)")

    return accident


def gives(recording, times=9):
    return lambda attempt: recording if attempt <= times else None


SILENT = Recording(Clip.silence(9_999, 8_000))
RUNAWAY = Recording(Clip.from_samples(np.full(800_000, 99, np.int16), 8_000))


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path)


def entries(cache, kind="take"):
    return sorted(path for path in (cache.root / kind).glob("*/*"))


def reasons(takes):
    return [take.reason for take in takes]


# --- recorded and reused ----------------------------------------------------------------------------------


def test_takes_are_in_the_order_of_the_script(cache):
    """However many are recorded at once, each is what the engine says alone."""
    takes = speak(script(*LINES), Studio(), cache, jobs=3)
    assert [take.utterance.text for take in takes] == list(LINES)
    for take in takes:
        alone = Tone().say(take.utterance.spoken, VOICE)
        assert (take.clip.pcm, take.clip.rate, take.words) == (alone.clip.pcm, alone.clip.rate, alone.words)


def test_equal_utterances_are_recorded_once(cache):
    """The second is a take of its own and costs nothing."""
    studio = Studio()
    takes = speak(script(*LINES), studio, cache)
    assert studio.said == Counter(set(LINES))
    assert [take.reused for take in takes] == [False, False, False, True]


def test_a_second_time_nothing_is_recorded(cache):
    """And every byte and every word time is the same."""
    first = speak(script(*LINES), Studio(), cache)
    studio = Studio()
    second = speak(script(*LINES), studio, cache)
    assert not studio.said
    assert all(take.reused for take in second)
    assert [(take.clip.pcm, take.words) for take in second] == [(take.clip.pcm, take.words) for take in first]


def test_nothing_changed_touches_no_file(cache):
    """Also not the list of what was spoken."""
    speak(script(*LINES), Studio(), cache, history=HISTORY)
    before = [(path, path.stat().st_ino) for path in cache.root.rglob("*")]
    speak(script(*LINES), Studio(), cache, history=HISTORY)
    assert [(path, path.stat().st_ino) for path in cache.root.rglob("*")] == before


def test_gain_is_no_part_of_a_take(cache):
    """It is applied when takes are joined."""
    speak(script(*LINES), Studio(), cache)
    studio = Studio()
    takes = speak(script(*LINES, voice=replace(VOICE, gain=3.0, profile="louder")), studio, cache)
    assert not studio.said
    assert takes[0].utterance.voice.gain == 3.0


# --- why --------------------------------------------------------------------------------------------------


class NewTone(Studio):
    def version(self, voice):
        return "2"


@pytest.mark.parametrize(
    ("lines", "voice", "engine", "reason"),
    [
        (["The lamp went on."], VOICE, Studio, "new or changed words"),
        ([LINES[0]], replace(VOICE, rate=170), Studio, "the voice changed (rate 165 -> 170)"),
        (
            [LINES[0]],
            replace(VOICE, pitch=40, voice="en-gb"),
            Studio,
            "the voice changed (voice en-us -> en-gb, pitch 50 -> 40)",
        ),
        ([LINES[0]], VOICE, NewTone, "the engine changed (1 -> 2)"),
    ],
)
def test_a_recording_has_its_reason(cache, lines, voice, engine, reason):
    """By what the review was last spoken with."""
    assert reasons(speak(script(*LINES), Studio(), cache, history=HISTORY)) == ["first recording"] * 3 + [""]
    assert reasons(speak(script(*lines, voice=voice), engine(), cache, history=HISTORY)) == [reason]


def test_words_that_are_said_differently_are_no_new_words(cache):
    """The reason names the rules that say something in them; where none does, a rule has gone."""
    speak(script("Orlok waits."), Studio(), cache, history=HISTORY)
    rule = Rule("Orlok", Saying("as", "or lock"))
    ruled = Utterance("Orlok waits.", "or lock waits.", VOICE, 1, rules=(rule,))
    one = Script("Title", (Segment("Title", (ruled,)),))
    assert reasons(speak(one, Studio(), cache, history=HISTORY)) == ["said differently (Orlok)"]
    bare = Script("Title", (Segment("Title", (replace(ruled, spoken="or luck waits.", rules=()),)),))
    assert reasons(speak(bare, Studio(), cache, history=HISTORY)) == ["said differently"]


def test_a_take_that_was_deleted_is_said_to_be_gone(cache):
    """As ``cache prune`` does it."""
    speak(script(LINES[0]), Studio(), cache, history=HISTORY)
    entries(cache)[0].unlink()
    assert reasons(speak(script(LINES[0]), Studio(), cache, history=HISTORY)) == ["its take was gone from the cache"]


def flip(data):
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("damage", [flip, lambda data: data[:-2], lambda data: b"", lambda data: data + b"\0\0"])
def test_a_damaged_take_is_recorded_anew(cache, damage):
    """A flipped bit, a missing end, an empty file, something more."""
    (first,) = speak(script(LINES[0]), Studio(), cache)
    path = entries(cache)[0]
    path.write_bytes(damage(path.read_bytes()))
    (again,) = speak(script(LINES[0]), Studio(), cache)
    assert again.reason == "its take was damaged in the cache"
    assert again.clip.pcm == first.clip.pcm
    assert speak(script(LINES[0]), Studio(), cache)[0].reused


def test_an_entry_that_is_no_take_is_recorded_anew(cache):
    """Its checksum is right and its content is not: another version of reviewcast may have written it."""
    utterance = script(LINES[0]).utterances[0]
    cache.put("take", stored.take_key(utterance, "1"), b"take, but not really")
    assert reasons(speak(script(LINES[0]), Studio(), cache)) == ["its take was damaged in the cache"]


@pytest.mark.parametrize("payload", [b"", b"\xff", b"{}", b"[[1]]", b'[["1", "a"]]', b'"'])
def test_a_history_that_cannot_be_read_is_none(cache, payload):
    """The reasons are less exact, and nothing else happens."""
    cache.put("index", digest(HISTORY), payload)
    assert reasons(speak(script(LINES[0]), Studio(), cache, history=HISTORY)) == ["first recording"]


@pytest.mark.parametrize("up", ["", "../../../"])
def test_a_history_that_is_a_path_is_never_written_to(tmp_path, up):
    """A review is named by its path, and a cache that took it for its own would overwrite the review."""
    review = tmp_path / "review.md"
    review.write_text("Words.", encoding="utf-8")
    cache = Cache(tmp_path / "cache")
    name = f"{up}review.md" if up else str(review)
    speak(script(*LINES), Studio(), cache, history=name)
    assert review.read_text(encoding="utf-8") == "Words."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "review.md"]
    assert len(entries(cache, "index")) == 1


@given(st.binary(max_size=80))
def test_anything_but_a_take_is_no_take(payload):
    """Whatever the bytes."""
    assert stored.unpack_take(payload) is None
    assert stored.unpack_take(b"take" + payload) is None or len(payload) >= 14


@given(st.data(), st.lists(st.tuples(st.integers(0, 9), st.floats(0, 9), st.booleans()), max_size=4))
def test_a_packed_take_comes_back_whole_or_not_at_all(data, words):
    """Rate, words and sound; and no part of it is taken for a take."""
    recording = Recording(Clip.from_pcm(b"\1\2\3\4", 22_050), tuple(WordTime(*word) for word in words))
    packed = stored.pack_take(recording)
    unpacked = stored.unpack_take(packed)
    assert unpacked is not None
    assert (unpacked.rate, unpacked.pcm, unpacked.words) == (22_050, b"\1\2\3\4", recording.words)
    assert stored.unpack_take(packed[: data.draw(st.integers(0, len(packed) - 1))]) is None


# --- accidents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accident", [fails(1), gives(SILENT, 1), gives(RUNAWAY, 1)])
def test_one_accident_costs_one_more_attempt(cache, accident):
    """A process that dies, a take that is silent, a take that is far too long."""
    studio = Studio({LINES[1]: accident})
    takes = speak(script(*LINES), studio, cache)
    assert studio.said[LINES[1]] == 2
    assert takes[1].clip.pcm == Tone().say(LINES[1], VOICE).clip.pcm


@pytest.mark.parametrize(
    ("accident", "says"), [(fails(2), "signal 6"), (gives(SILENT), "silent"), (gives(RUNAWAY), "100.0 seconds long")]
)
def test_the_second_accident_names_the_line(cache, accident, says):
    """With the words and what happened; it is not tried a third time."""
    studio = Studio({LINES[2]: accident})
    with pytest.raises(VoiceError) as caught:
        speak(script(*LINES), studio, cache)
    assert caught.value.line == 3
    assert LINES[2] in caught.value.message
    assert says in caught.value.message
    assert studio.said[LINES[2]] == 2


def test_good_takes_outlive_a_bad_one(cache):
    """They are in the cache when the review fails, so the next build records one sentence."""
    with pytest.raises(VoiceError):
        speak(script(*LINES), Studio({LINES[0]: fails(2)}), cache, jobs=1)
    studio = Studio()
    speak(script(*LINES), studio, cache)
    assert list(studio.said) == [LINES[0]]


def test_the_first_failure_of_the_script_is_the_one_named(cache):
    """Not the first that happened, which is the longest sentence; the others are counted."""
    studio = Studio({LINES[0]: fails(2), LINES[2]: fails(2)})
    with pytest.raises(VoiceError, match="and 1 more") as caught:
        speak(script(*LINES), studio, cache)
    assert caught.value.line == 1


def test_a_refusal_is_not_tried_again(cache):
    """VoiceError itself says that it is no use."""
    studio = Studio({LINES[0]: fails(9, VoiceError)})
    with pytest.raises(VoiceError):
        speak(script(*LINES), studio, cache)
    assert studio.said[LINES[0]] == 1


def test_an_engine_that_always_fails_is_given_up(cache):
    """After a few sentences, not after all of a long review."""
    lines = [f"Sentence {number}." for number in range(60)]
    studio = Studio(dict.fromkeys(lines, fails(9, after=0.01)))
    with pytest.raises(VoiceError):
        speak(script(*lines), studio, cache)
    assert len(studio.said) < 20


def test_a_voice_out_of_range_is_refused_before_the_first_take(cache):
    """Nothing is recorded with it."""
    studio = Studio()
    with pytest.raises(VoiceError, match="80 to 450"):
        speak(script(*LINES, voice=replace(VOICE, rate=9)), studio, cache)
    assert not studio.said


def test_long_words_are_cut_in_a_message(cache):
    """At sixty characters."""
    long = "word " * 60
    with pytest.raises(VoiceError) as caught:
        speak(script(long), Studio({long: fails(2)}), cache)
    assert f'"{long[:60]}…"' in caught.value.message


def test_a_cache_that_cannot_be_written_is_the_disk_s_fault(tmp_path):
    """And says so as every other file does."""
    (tmp_path / "take").write_text("a file stands where a folder is needed")
    with pytest.raises(StorageError):
        speak(script(*LINES), Studio(), Cache(tmp_path))


# --- progress and interruption ----------------------------------------------------------------------------


class Listener:
    def __init__(self):
        self.rows, self.threads = [], set()

    def stage(self, name): ...

    def notice(self, notice): ...

    def length(self, seconds): ...

    def progress(self, done, total):
        self.rows.append(done / total)
        self.threads.add(threading.current_thread())


def test_progress_goes_from_nothing_to_all_in_the_main_thread(cache):
    """What comes out of the cache is no progress."""
    speak(script(LINES[0]), Studio(), cache)
    listener = Listener()
    speak(script(*LINES), Studio(), cache, report=listener)
    assert listener.threads == {threading.main_thread()}
    assert listener.rows == sorted(listener.rows)
    assert (listener.rows[0], listener.rows[-1], len(listener.rows)) == (0, 1, 3)


def test_an_interruption_closes_the_engine(cache):
    """Whoever waits for a voice process must not wait any longer."""

    class Interrupted(Listener):
        def progress(self, done, total):
            raise KeyboardInterrupt

    studio = Studio()
    with pytest.raises(KeyboardInterrupt):
        speak(script(*LINES), studio, cache, report=Interrupted())
    assert studio.closed


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_ends_everything_within_a_second(tmp_path):
    """With real voice processes in the middle of a long review; none is left, and no bug is shown."""
    program = (
        "import sys; from pathlib import Path; from reviewcast import engines, speech\n"
        "from reviewcast.cache import Cache; from reviewcast.model import *\n"
        "class Said:\n"
        "    def progress(self, done, total): print(done, flush=True)\n"
        "lines = [f'Sentence {n}, which is spoken and spoken. ' * 9 for n in range(900)]\n"
        "words = tuple(Utterance(line, line, Voice('x'), 1) for line in lines)\n"
        "try:\n"
        "    with engines.open_engine('pyttsx3', 2) as engine:\n"
        "        script, cache = Script('t', (Segment('t', words),)), Cache(Path(sys.argv[1]))\n"
        "        speech.speak(script, lambda _: engine, cache, report=Said())\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=unmeasured()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline(), process.stdout.readline()
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert (process.wait(5), process.stderr.read()) == (130, "")
        assert time.monotonic() - began < 3
    assert len(workers) == 1
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


# --- the plan ---------------------------------------------------------------------------------------------


def test_a_plan_says_what_speaking_then_does(cache):
    """The same utterances for the same reasons, and nothing is written."""
    speak(script(*LINES), Studio(), cache, history=HISTORY)
    changed = script(LINES[0], "Somebody noticed.", LINES[2], LINES[3])
    before = sorted(cache.root.rglob("*"))
    plan = speech.plan(changed, version, cache, history=HISTORY)
    assert sorted(cache.root.rglob("*")) == before
    takes = speak(changed, Studio(), cache, history=HISTORY)
    assert [(take.utterance, take.reused, take.reason) for take in takes] == [
        (take.utterance, take.reused, take.reason) for take in plan.takes
    ]


def test_a_plan_knows_the_length_of_what_is_recorded(cache):
    """Exactly, and with the pauses; recording takes no time then."""
    takes = speak(script(*LINES), Studio(), cache)
    plan = speech.plan(script(*LINES), version, cache)
    assert plan.seconds == pytest.approx(sum(take.clip.seconds + take.utterance.pause for take in takes))
    assert plan.recording_seconds() == 0


def test_a_plan_guesses_the_rest(cache):
    """From the words: something, and more for more."""
    one, all_four = (speech.plan(script(*lines), version, cache) for lines in (LINES[:1], LINES))
    assert 0 < one.seconds < all_four.seconds
    assert 0 < one.recording_seconds(2) < all_four.recording_seconds(2) < all_four.recording_seconds(1)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6))
def test_a_plan_counts_each_recording_once(tmp_path_factory, lines):
    """Repetitions are reused, in any order."""
    plan = speech.plan(script(*lines), version, Cache(tmp_path_factory.mktemp("cache")))
    assert sum(not take.reused for take in plan.takes) == len(set(lines))


def test_a_plan_loads_nothing_heavy():
    """A dry run starts as fast as --help."""
    program = "import sys, reviewcast.speech; print(sorted({'numpy', 'pydub', 'subprocess'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


# --- several voices ---------------------------------------------------------------------------------------

VOICES = st.builds(
    Voice,
    st.sampled_from(["narrator", "quote"]),
    engine=st.sampled_from(["tone", "piper", "pyttsx3"]),
    voice=st.sampled_from(["a", "b"]),
    rate=st.sampled_from([165, 170]),
    pitch=st.sampled_from([50, 40]),
    noise=st.sampled_from([1.0, 0.5, 0.0]),
    gain=st.sampled_from([0.0, 3.0]),
    fallback=st.sampled_from(["", "x"]),
)


class Mimic(Studio):
    """An engine whose sound tells everything that decides it."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.prepared = []

    def prepare(self, voice):
        self.prepared.append(voice)

    def say(self, spoken, voice):
        self.said[spoken] += 1
        heard = f"{self.name}|{voice.voice}|{voice.rate}|{voice.pitch}|{voice.noise}|{spoken}|".encode()
        return Recording(Clip.from_pcm((heard * 900)[:16_000], 8_000))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(LINES), VOICES), min_size=1, max_size=8), st.integers(1, 8))
def test_no_voice_ever_gets_a_take_of_another(tmp_path_factory, spoken, split):
    """Whatever differs: engine, name, rate, pitch, noise. Gain and fallback decide no sound and share a take."""
    cache = Cache(tmp_path_factory.mktemp("cache"))
    engines = {name: Mimic(name) for name in ("tone", "piper", "pyttsx3")}
    lines = tuple(Utterance(words, words, voice, 1) for words, voice in spoken)
    for part in (lines[:split], lines):  # what the first build recorded, the second finds in the cache
        if part:
            takes = speech.speak(Script("T", (Segment("T", part),)), engines.__getitem__, cache, history=HISTORY)
            for take in takes:
                voice = take.utterance.voice
                assert take.clip.pcm == Mimic(voice.engine).say(take.utterance.spoken, voice).clip.pcm
    recorded = sum(sum(engine.said.values()) for engine in engines.values())
    assert recorded == len({(*line.voice.recording_key(), line.spoken) for line in lines})


def test_a_key_of_an_old_take_is_what_it_was():
    """A cache filled by an earlier version stays of use."""
    utterance = Utterance("Words.", "Words.", Voice("x", rate=170, gain=3, pause_scale=2, fallback="y"), 1)
    old = digest("pyttsx3", "1.0", "pyttsx3", "en-us", "170", "50", "espeak", "Words.")
    assert stored.take_key(utterance, "1.0") == old


def test_the_history_of_an_earlier_version_is_understood(cache):
    """Its entries have five settings of a voice and not one more."""
    entry = '[["1", "tone", "en-us", "150", "50", "espeak", "The lamp went out.", "The lamp went out."]]'
    cache.put("index", digest(HISTORY), entry.encode())
    (take,) = speak(script(LINES[0]), Studio(), cache, history=HISTORY)
    assert take.reason == "the voice changed (rate 150 -> 165)"


def test_another_noise_is_told_as_a_change_of_the_voice(cache):
    """By its name, also where the voice had none of its own before."""
    piper = Voice("joe", engine="tone", noise=0.5)
    speak(script(LINES[0]), Studio(), cache, history=HISTORY)
    (take,) = speak(script(LINES[0], voice=piper), Studio(), cache, history=HISTORY)
    assert take.reason == "the voice changed (noise as made -> 0.5)"


def two_engines(*lines):
    """LINES[0] of one engine, the others of another."""
    slow = Voice("joe", engine="kokoro")
    return Script(
        "T", (Segment("T", tuple(Utterance(line, line, slow if at else VOICE, at) for at, line in enumerate(lines))),)
    )


def test_an_engine_with_nothing_to_record_is_left_alone(cache):
    """Its version is asked for, and no more."""
    tone, kokoro = Mimic("tone"), Mimic("kokoro")
    engines = {"tone": tone, "kokoro": kokoro}
    speech.speak(two_engines(*LINES[:3]), engines.__getitem__, cache)
    assert [voice.profile for voice in (*tone.prepared, *kokoro.prepared)] == ["draft", "joe"]
    tone.prepared.clear(), kokoro.prepared.clear()
    speech.speak(two_engines("Somebody noticed.", *LINES[1:3]), engines.__getitem__, cache)
    assert (len(tone.prepared), kokoro.prepared) == (1, [])


def test_the_dearest_sentence_comes_first(cache):
    """A short one of a slow engine before a long one of a quick one: the last to end must be short."""
    said = []

    class Noting(Studio):
        def say(self, spoken, voice):
            said.append(spoken)
            return super().say(spoken, voice)

    engines = {"tone": Noting(), "kokoro": Noting()}
    long = "It went on, and on, and on, and nobody in the house said a word about it until the morning."
    speech.speak(two_engines(long, "Nobody noticed.", "It was, after all, 1922."), engines.__getitem__, cache, jobs=1)
    assert said == ["It was, after all, 1922.", "Nobody noticed.", long]


def test_progress_is_told_in_seconds_of_sound(cache):
    """The total is what is foretold for all that is recorded; it is reached in the end, whatever it was."""
    rows = []

    class Seconds(Listener):
        def progress(self, done, total):
            rows.append((done, total))

    speak(script(LINES[0]), Studio(), cache)
    speak(script(*LINES), Studio(), cache, report=Seconds())
    total = sum(predicted_seconds(line, 165) for line in set(LINES) - {LINES[0]})
    assert [row[1] for row in rows] == [pytest.approx(total)] * 3
    assert rows[0][0] == 0
    assert rows[-1][0] == rows[-1][1]


def test_an_interruption_closes_all_engines(cache):
    """Not only the one that is at work."""

    class Interrupted(Listener):
        def progress(self, done, total):
            raise KeyboardInterrupt

    engines = {"tone": Mimic("tone"), "kokoro": Mimic("kokoro")}
    with pytest.raises(KeyboardInterrupt):
        speech.speak(two_engines(*LINES[:3]), engines.__getitem__, cache, report=Interrupted())
    assert all(engine.closed for engine in engines.values())


# --- recording ahead --------------------------------------------------------------------------------------


def rehearse(script, engine, cache, stop=None):
    done = {}
    speech.rehearse(script, lambda _: engine, cache, history=HISTORY, done=done, stop=stop or threading.Event())
    return done


def test_what_is_rehearsed_is_recorded_as_it_would_be(cache):
    """The takes are the same, count as recorded, have their reasons, and need no engine any more."""
    speak(script(LINES[0]), Studio(), cache, history=HISTORY)
    rehearsed = rehearse(script(*LINES), Studio(), cache)
    studio = Studio()
    takes = speak(script(*LINES), studio, cache, history=HISTORY, rehearsed=rehearsed)
    assert not studio.said
    assert reasons(takes) == ["", *["new or changed words"] * 2, ""]
    assert [take.reused for take in takes] == [True, False, False, True]
    plain = speak(script(*LINES), Studio(), Cache(cache.root / "other"))
    assert [take.clip.pcm for take in takes] == [take.clip.pcm for take in plain]


def test_a_rehearsal_that_is_stopped_finishes_what_is_under_way(cache):
    """It is kept, and nothing else is begun."""
    stop = threading.Event()
    first = Studio(dict.fromkeys(LINES, lambda _: stop.set()))
    rehearsed = rehearse(script(*LINES), first, cache, stop)
    assert 1 <= len(rehearsed) == len(entries(cache)) <= 2
    takes = speak(script(*LINES), Studio(), cache, history=HISTORY, rehearsed=rehearsed)
    assert reasons(takes) == ["first recording"] * 3 + [""]


def test_a_rehearsal_gives_up_at_the_first_failure(cache):
    """The review will fail in its turn; what was good until then is kept."""
    lines = [f"Sentence {number} of many." for number in range(40)]
    studio = Studio({lines[-1]: fails(9), **dict.fromkeys(lines[:-1], lambda _: time.sleep(0.02))})
    with pytest.raises(VoiceError):
        rehearse(script(*lines), studio, cache)
    assert 0 < len(entries(cache)) < 39
