"""What every neural engine must do, whichever network it runs."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from processes import below, is_gone, wait_until

from reviewcast import engines
from reviewcast.engines import FailedTakeError, open_engine
from reviewcast.errors import VoiceError
from reviewcast.phonetics import parse_ipa

SENTENCE = "The picture opens on a street in the rain, and for a while nothing happens."


def sound_of(recording) -> np.ndarray:
    return np.frombuffer(recording.clip.pcm, "<i2").astype(np.float64)


def brightness_of(recording) -> float:
    """The frequency below which half of what is louder than a murmur lies, in hertz."""
    power = np.abs(np.fft.rfft(sound_of(recording))) ** 2
    return float(np.searchsorted(np.cumsum(power), power.sum() / 2)) * recording.clip.rate / recording.clip.frames


class Contract:
    """The tests; a class below names the voice as the fixture ``voice``, of the scope of a class."""

    even = 0.06
    """How far, as a part of the whole, its length may be off where another pace was asked for."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, voice):
        with open_engine(voice.engine, 2, deadline=120) as opened:
            opened.check(voice)
            yield opened

    @pytest.fixture(scope="class")
    @classmethod
    def said(cls, engine, voice):
        return engine.say(SENTENCE, voice)

    def test_every_word_has_its_time(self, said) -> None:
        """From the first to the last, ascending, and inside the sound."""
        words = [SENTENCE[word.text_position :].split(maxsplit=1)[0] for word in said.words]
        assert {"The", "picture", "opens", "street", "rain,", "nothing", "happens."} <= set(words)
        times = [word.seconds for word in said.words]
        assert times == sorted(times)
        assert 0 <= times[0] < 0.5
        assert 0.3 < said.clip.seconds - times[-1] < 2
        assert not any(word.estimated for word in said.words)

    def test_it_speaks_as_fast_as_a_reader(self, said) -> None:
        """165 words a minute, more or less, and not in silence."""
        assert 3 < said.clip.seconds < 8
        assert 300 < np.sqrt(np.mean(sound_of(said) ** 2)) < 10_000
        assert np.abs(sound_of(said)).max() < 32_768

    def test_the_same_words_are_the_same_bytes(self, engine, voice, said) -> None:
        """Whatever was said between, by whichever child, and in another process."""
        with ThreadPoolExecutor(2) as pool:
            texts = [SENTENCE, "It rains.", SENTENCE]
            again = [each.clip.pcm for each in pool.map(lambda text: engine.say(text, voice), texts)]
        assert again[0] == again[2] == said.clip.pcm
        assert again[1] != said.clip.pcm
        with open_engine(voice.engine, 1, deadline=120) as other:
            first = other.say(SENTENCE, voice)
        assert (first.clip.pcm, first.words) == (said.clip.pcm, said.words)

    def test_a_name_is_said_as_it_is_told(self, engine, voice) -> None:
        """Phones that spell the name make it sound as another name would; the words keep their places."""
        told = {
            name: engine.lower(parse_ipa(ipa), voice) for name, ipa in (("Huston", "hˈjuːstən"), ("Roman", "ɹəmˈɑn"))
        }
        texts = [f"Mister {block} was there." for block in told.values()]
        huston, roman = (engine.say(text, voice) for text in texts)
        assert huston.clip.pcm != roman.clip.pcm
        for text, recording in zip(texts, (huston, roman), strict=True):
            starts = [word.text_position for word in recording.words]
            assert starts[0] == 0
            assert any(text.index("[[") <= start < text.index("]]") for start in starts)
            assert text.index("was") in starts

    @pytest.mark.parametrize("text", ["", " ", "...", "\N{EM DASH}"])
    def test_where_there_is_nothing_to_say_it_says_so(self, engine, voice, text) -> None:
        """And makes no silence of it."""
        with pytest.raises(VoiceError, match="nothing"):
            engine.say(text, voice)

    @pytest.mark.parametrize(
        "text", ["[[", "]] x [[", "[[ kˈæt ", "a\x00b\x01c", "\ud800 half", "naïve 東京 🎬 text", "s'" * 60, "(en)(fr)"]
    )
    def test_odd_text_does_no_harm(self, engine, voice, text) -> None:
        """It is said or refused, and what comes after it is well."""
        with contextlib.suppress(VoiceError):
            engine.say(text, voice)
        assert engine.say("It rains.", voice).clip.frames

    def test_a_faster_voice_takes_less_time(self, engine, voice, said) -> None:
        """Half as much again."""
        quick = engine.say(SENTENCE, replace(voice, rate=round(voice.rate * 1.5)))
        assert quick.clip.seconds == pytest.approx(said.clip.seconds / 1.5, rel=0.12)

    @pytest.mark.parametrize(("pitch", "factor"), [(0, 2 ** (-4 / 12)), (100, 2 ** (4 / 12))])
    def test_pitch_moves_the_voice_and_not_its_pace(self, engine, voice, said, pitch, factor) -> None:
        """Four semitones down and up; words stay where they are."""
        moved = engine.say(SENTENCE, replace(voice, pitch=pitch))
        assert moved.clip.seconds == pytest.approx(said.clip.seconds, rel=self.even)
        assert moved.words[-1].seconds == pytest.approx(said.words[-1].seconds, rel=self.even + 0.02)
        assert brightness_of(moved) / brightness_of(said) == pytest.approx(factor, rel=0.13)

    @pytest.mark.parametrize("change", [{"rate": 0}, {"rate": 5_000}, {"pitch": -1}, {"pitch": 101}])
    def test_numbers_out_of_range_are_refused(self, engine, voice, change) -> None:
        """As in every engine."""
        with pytest.raises(VoiceError, match="out of range"):
            engine.check(replace(voice, **change))

    def test_an_unknown_voice_gets_a_suggestion(self, engine, voice) -> None:
        """The nearest name that there is."""
        wrong = replace(voice, voice=f"{voice.voice[:-1]}x")
        assert "did you mean" in engines.missing(wrong)
        assert voice.voice in engines.missing(wrong)
        with pytest.raises(VoiceError, match="did you mean"):
            engine.check(wrong)

    def test_a_voice_of_another_language_is_refused(self, engine, voice) -> None:
        """With what to do about it."""
        with pytest.raises(VoiceError, match="language"):
            engine.check(replace(voice, language="de"))

    def test_it_tells_its_voices_and_its_version(self, engine, voice) -> None:
        """Of the libraries and of the files."""
        assert voice.voice in engine.voices()
        assert engine.version(voice) == engines.version(voice)
        assert engines.missing(voice) == ""
        assert engine.transcribe("It rains.", voice) == ()

    def test_asking_for_the_version_imports_nothing_heavy(self, voice) -> None:
        """It is asked when nothing has changed and nothing is to be spoken."""
        import subprocess

        code = (
            "import sys\nfrom reviewcast import engines\nfrom reviewcast.model import Voice\n"
            f"voice = Voice('x', {voice.engine!r}, {voice.voice!r})\n"
            f"engines.missing(voice), engines.version(voice), engines.open_engine({voice.engine!r}).close()\n"
            "print(*{name.split('.')[0] for name in sys.modules})"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        heavy = {"numpy", "onnx", "onnxruntime", "piper", "kokoro_onnx", "espeakng_loader", "soxr", "subprocess"}
        assert not heavy & set(run.stdout.split())


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
class LifeContract:
    """Of the processes; each test has an engine of its own."""

    @pytest.fixture
    def engine(self, voice):
        with open_engine(voice.engine, 2, deadline=120) as opened:
            yield opened

    def test_a_child_that_is_killed_harms_nobody_else(self, engine, voice) -> None:
        """Its sentence may be tried again, and the others are said."""
        engine.check(voice)
        (mother,) = below(os.getpid())
        with ThreadPoolExecutor(2) as pool:
            long = pool.submit(engine.say, SENTENCE * 6, voice)
            (child, *_) = wait_until(lambda: below(mother))
            os.kill(child, signal.SIGKILL)
            with pytest.raises(FailedTakeError, match="signal 9"):
                long.result()
        assert engine.say("It rains.", voice).clip.frames
        assert below(os.getpid()) == [mother]

    @pytest.mark.thorough
    def test_closing_ends_all_at_once(self, engine, voice) -> None:
        """Also under a thread that waits for a sentence."""
        engine.check(voice)
        (mother,) = below(os.getpid())
        errors = []

        def wait() -> None:
            try:
                engine.say(SENTENCE * 6, voice)
            except VoiceError as error:
                errors.append(error.message)

        thread = threading.Thread(target=wait)
        thread.start()
        wait_until(lambda: below(mother))
        engine.close()
        thread.join(10)
        assert errors == ["the recording was stopped"]
        assert wait_until(lambda: is_gone(mother))
