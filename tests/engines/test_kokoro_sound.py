"""What Kokoro's voices say, and when. Needs the model, which ``scripts/test --kokoro`` brings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from neural_contract import Contract, LifeContract, sound_of

from reviewcast import engines, voicebank
from reviewcast.errors import VoiceError
from reviewcast.model import Voice
from reviewcast.voicebank.catalogue import KOKORO_MODEL

pytestmark = [pytest.mark.kokoro, pytest.mark.thorough]

HEART = Voice("heart", engine="kokoro", voice="af_heart")


class TestKokoro(Contract):
    """An American woman's voice, and what is Kokoro's own."""

    even = 0.15  # it rounds the length of each phoneme to a fortieth of a second

    @pytest.fixture(scope="class")
    @classmethod
    def voice(cls, kokoro) -> Voice:
        return HEART

    def test_its_first_word_is_where_its_sound_begins(self, said) -> None:
        """Within a tenth of a second, at 24,000 frames a second."""
        loud = np.abs(sound_of(said))
        assert said.clip.rate == 24_000
        assert said.words[0].seconds == pytest.approx(np.argmax(loud > loud.max() / 50) / 24_000, abs=0.1)

    def test_voices_differ(self, engine) -> None:
        """One network, and a style for each."""
        emma = replace(HEART, profile="emma", voice="bf_emma")
        assert engine.say("It rains.", emma).clip.pcm != engine.say("It rains.", HEART).clip.pcm
        assert engine.voices() == ("af_heart", "am_michael", "bf_emma", "jf_alpha")

    def test_more_phonemes_than_fit_are_said_in_pieces(self, engine) -> None:
        """Nothing is left out, and there is no hole between them: the last word has its time, near the end."""
        text = "One million nine hundred thousand, " * 11 + "and that was all."
        said = engine.say(text, replace(HEART, rate=300))
        assert text[said.words[-1].text_position :] == "all."
        assert said.clip.seconds - 2 < said.words[-1].seconds < said.clip.seconds
        times = [word.seconds for word in said.words]
        assert times == sorted(times)
        assert max(np.diff(times)) < 1.3

    def test_a_voice_that_reads_no_english_is_refused(self, engine) -> None:
        """In one sentence that says what to choose."""
        with pytest.raises(VoiceError, match="begins with a \\(American\\) or b \\(British\\)"):
            engine.check(replace(HEART, voice="jf_alpha"))

    def test_a_network_cut_short_is_not_there(self, voice, tmp_path, monkeypatch) -> None:
        """It has another size than the catalogue says, and is to be fetched."""
        whole = voicebank.find("kokoro", voice.voice).files[0].path
        model = tmp_path / KOKORO_MODEL.place
        model.parent.mkdir(parents=True)
        model.write_bytes(whole.read_bytes()[:1_000_000])
        monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path))
        assert "fetch it with" in engines.missing(voice)


class TestLife(LifeContract):
    """Its processes."""

    @pytest.fixture
    def voice(self, kokoro) -> Voice:
        return HEART
