"""The engine that needs nothing: the same tones everywhere."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines
from reviewcast.engines.duration import implausible
from reviewcast.errors import VoiceError
from reviewcast.model import Voice
from reviewcast.phonetics import Phone

VOICE = Voice("draft", engine="tone")
SPOKEN = "The lamp went out, and nobody noticed: it was 1922."


@pytest.fixture
def tone():
    with engines.open_engine("tone") as engine:
        yield engine


def test_its_sound_is_fixed_to_the_bit(tone):
    """On every machine: whoever changes the sound raises its VERSION."""
    digest = hashlib.sha256(tone.say(SPOKEN, VOICE).clip.pcm).hexdigest()
    assert (tone.version(VOICE), digest[:16]) == ("1", "bd55a4b0b51e2d22")


def test_it_takes_pronunciations_and_tells_none(tone):
    """A draft changes where a rule does, and nothing is heard."""
    phones = (Phone("h"), Phone("iː", "ˈ"), Phone(" "), Phone("tʃ"))
    assert tone.lower(phones, VOICE) == engines.lower(phones, VOICE) == "hiː tʃ"
    assert tone.transcribe(SPOKEN, VOICE) == ()


def test_each_word_begins_where_it_says(tone):
    """Silence before a word's time, sound after it."""
    recording = tone.say(SPOKEN, VOICE)
    samples = recording.clip.samples()[:, 0]
    assert [SPOKEN[word.text_position :].split(maxsplit=1)[0] for word in recording.words] == SPOKEN.split()
    for word in recording.words:
        frame = round(word.seconds * recording.clip.rate)
        assert not samples[max(0, frame - 100) : frame].any()
        assert samples[frame : frame + 200].any()


def test_it_is_as_loud_as_a_voice(tone):
    """About -20 dBFS, with peaks some 10 dB above it, as mastering expects of speech."""
    samples = tone.say(SPOKEN * 5, VOICE).clip.samples() / 32_768
    level = 10 * np.log10(np.mean(samples**2))
    peak = 20 * np.log10(np.abs(samples).max())
    assert -23 < level < -17
    assert 8 < peak - level < 18


@pytest.mark.parametrize(
    "voice", [Voice("x", engine="tone", pitch=80), Voice("x", engine="tone", voice="someone else")]
)
def test_pitch_and_name_change_the_sound_and_not_the_rhythm(tone, voice):
    """Its times stay, its samples do not."""
    plain, changed = tone.say(SPOKEN, VOICE), tone.say(SPOKEN, voice)
    assert changed.words == plain.words
    assert changed.clip.pcm != plain.clip.pcm


def test_twice_the_rate_is_half_as_long(tone):
    """To within a frame a word."""
    slow, fast = (tone.say(SPOKEN, Voice("x", engine="tone", rate=rate)).clip.seconds for rate in (150, 300))
    assert slow / fast == pytest.approx(2, rel=0.01)


def test_a_rate_out_of_range_is_refused(tone):
    """As every engine refuses it."""
    with pytest.raises(VoiceError, match="80 to 450"):
        tone.check(Voice("x", engine="tone", rate=500))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.sampled_from([80, 165, 450]))
def test_its_takes_are_always_plausible(text, rate):
    """Any text has some sound, and a length that fits it."""
    with engines.open_engine("tone") as engine:
        recording = engine.say(text, Voice("x", engine="tone", rate=rate))
    assert implausible(recording, text, rate) == ""


def test_an_unknown_engine_is_named_with_a_neighbour():
    """For opening and for its version."""
    for look_up, asked in ((engines.open_engine, "pytts3"), (engines.version, Voice("x", engine="pytts3"))):
        with pytest.raises(VoiceError, match='did you mean "pyttsx3"'):
            look_up(asked)


def test_its_version_is_known_without_it(tone):
    """And there is nothing to prepare."""
    tone.prepare(VOICE)
    assert engines.version(VOICE) == tone.version(VOICE) == "1"
