"""What Kokoro's voices say, and when. Needs the model, which ``scripts/test --kokoro`` brings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reviewcast import engines, voicebank
from reviewcast.engines import open_engine
from reviewcast.errors import VoiceError
from reviewcast.model import Voice
from reviewcast.voicebank.catalogue import KOKORO_MODEL

pytestmark = [pytest.mark.kokoro, pytest.mark.thorough]

HEART = Voice("heart", engine="kokoro", voice="af_heart")
EMMA = Voice("emma", engine="kokoro", voice="bf_emma")
SENTENCE = "The picture opens on a street in the rain, and for a while nothing happens."


@pytest.fixture(scope="module")
def engine(kokoro):
    with open_engine("kokoro", 2, deadline=120) as opened:
        yield opened


def onset(recording):
    """The second at which the sound begins to be louder than a fiftieth of its loudest."""
    sound = np.abs(np.frombuffer(recording.clip.pcm, "<i2").astype(float))
    return np.argmax(sound > sound.max() / 50) / recording.clip.rate


def test_a_sentence_is_spoken_with_the_time_of_each_word(engine):
    """At 24,000 frames a second, at a reader's pace, each word at its time."""
    said = engine.say(SENTENCE, HEART)
    assert said.clip.rate == 24_000
    assert 3.5 < said.clip.seconds < 7
    assert [SENTENCE[word.text_position :].split(maxsplit=1)[0] for word in said.words][:5] == [
        "The",
        "picture",
        "opens",
        "on",
        "a",
    ]
    times = [word.seconds for word in said.words]
    assert times == sorted(times)
    assert times[0] == pytest.approx(onset(said), abs=0.1)
    assert times[-1] < said.clip.seconds - 0.2


def test_the_same_words_give_the_same_bytes(engine):
    """Whatever was said before, and in another process too."""
    first = engine.say("It rains.", HEART).clip.pcm
    engine.say("Something else.", HEART)
    assert engine.say("It rains.", HEART).clip.pcm == first
    with open_engine("kokoro", 1, deadline=120) as other:
        assert other.say("It rains.", HEART).clip.pcm == first


def test_voices_differ(engine):
    """One network, and a style for each."""
    assert engine.say("It rains.", EMMA).clip.pcm != engine.say("It rains.", HEART).clip.pcm
    assert engine.voices() == ("af_heart", "am_michael", "bf_emma", "jf_alpha")


def test_the_rate_decides_how_long_it_lasts(engine):
    """Twice as fast takes about half as long."""
    slow, fast = (engine.say(SENTENCE, replace(HEART, rate=rate)).clip.seconds for rate in (120, 240))
    assert slow / fast == pytest.approx(2, rel=0.25)


def test_a_rule_is_heard(engine):
    """A block changes the sound; it is where the word was."""
    said = engine.say("We met [[ hjˈuːstən ]] there.", HEART)
    assert [word.text_position for word in said.words] == [0, 3, 7, 23]
    assert said.clip.pcm != engine.say("We met Huston there.", HEART).clip.pcm


def test_more_phonemes_than_fit_are_said_in_pieces(engine):
    """Nothing is left out: the last word has its time, near the end."""
    text = "One million nine hundred thousand, " * 16 + "and that was all."
    said = engine.say(text, replace(HEART, rate=300))
    assert said.clip.seconds > 12
    assert text[said.words[-1].text_position :] == "all."
    assert said.clip.seconds - 2 < said.words[-1].seconds < said.clip.seconds


def test_another_language_is_refused(engine):
    """In one sentence that says what to choose."""
    with pytest.raises(VoiceError, match="begins with a \\(American\\) or b \\(British\\)"):
        engine.check(Voice("x", engine="kokoro", voice="jf_alpha"))


def test_nothing_to_say_is_refused(engine):
    """It is no use to try again."""
    with pytest.raises(VoiceError, match="nothing in it"):
        engine.say("…", HEART)


def test_a_network_cut_short_is_refused(engine, tmp_path, monkeypatch):
    """Before anything else of it is used; it has the wrong size for the catalogue, and so is not there."""
    whole = voicebank.find("kokoro", "af_heart").files[0].path
    model = tmp_path / KOKORO_MODEL.place
    model.parent.mkdir(parents=True)
    model.write_bytes(whole.read_bytes()[:1_000_000])
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path))
    assert "fetch it with" in engines.missing(HEART)
