"""The search for the gain, on numbers alone; that the sound agrees is measured in test_encoding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_mixes import chord, mix, speech, talk
from reviewcast import limiter, loudness, mastering, mp3, rendering
from reviewcast.cache import Cache
from reviewcast.clip import Clip
from reviewcast.errors import SoundError
from reviewcast.model import Bed, Loudness, Master, Target


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def measured(master: Master) -> float:
    """The loudness of the rendered sound as the encoder will leave it."""
    sound = [rendering.render(master, index).astype(np.float32) / 32_768 for index in range(len(master.mix.cuts) - 1)]
    return loudness.measure(sound, 44_100).lufs + mp3.ENCODER_GAIN


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [0.003, 0.2, 0.95])
def test_the_prediction_comes_true(cache, channels, level):
    """Very quiet or very loud, the rendered sound is within a tenth of what the numbers said, and at the target."""
    master = mastering.master(talk(channels=channels, level=level), Target(), cache=cache)
    assert measured(master) == pytest.approx(master.predicted.lufs, abs=0.1)
    assert measured(master) == pytest.approx(-16.0, abs=0.25)


@pytest.mark.parametrize("lufs", [-23.0, -19.0, -14.0])
def test_other_targets_are_reached(cache, lufs):
    """A show may ask for another loudness."""
    assert measured(mastering.master(talk(), Target(lufs=lufs), cache=cache)) == pytest.approx(lufs, abs=0.25)


def test_no_sample_is_above_the_ceiling(cache):
    """What goes to the encoder keeps the ceiling, which leaves room for what the encoder adds."""
    master = mastering.master(talk(level=0.9), Target(), cache=cache)
    assert master.ceiling == pytest.approx(-1.0 - mastering.CODEC_PEAK + 0.446)
    highest = max(np.abs(rendering.render(master, index).astype(int)).max() for index in range(4))
    assert highest <= 32_768 * 10 ** (master.ceiling / 20) + 0.5


def test_gain_goes_in_steps(cache):
    """A small change of one piece leaves the gain, and so every other piece's bytes, as they were."""
    sounds = [speech(1, index) for index in range(20)]
    changed = [*sounds[:-1], speech(1.2, 8)]
    first, second = (mastering.master(mix(*each), Target(), cache=cache) for each in (sounds, changed))
    assert first.gain == round(round(first.gain / 0.2) * 0.2, 1)
    assert first.gain == second.gain


def test_silence_is_refused(cache):
    """A mix without any sound has no loudness to bring anywhere."""
    with pytest.raises(SoundError, match="nothing to hear"):
        mastering.master(mix(np.zeros(20_000, np.int16)), Target(), cache=cache)


def test_what_cannot_be_loud_is_refused(cache):
    """A single click a second cannot be made -9 LUFS, and one sentence says so."""
    clicks = np.zeros(60_000, np.int16)
    clicks[::22_050] = 20_000
    with pytest.raises(SoundError, match=r"cannot reach -9\.0 LUFS"):
        mastering.master(mix(clicks), Target(lufs=-9.0), cache=cache)


def test_music_alone_is_mastered(cache):
    """An episode may be all music."""
    clip = chord(4.0)
    made = replace(mix(np.zeros(100_000, np.int16)), beds=(Bed(2000, clip, ((0.0, 1.0),)),))
    assert measured(mastering.master(made, Target(), cache=cache)) == pytest.approx(-16.0, abs=0.25)


def test_jobs_and_the_cache_decide_nothing(cache, tmp_path):
    """One thread or three, from the cache or not, damaged or not: the same master."""
    made = talk(5)
    masters = [
        mastering.master(made, Target(), cache=Cache(tmp_path / "one"), jobs=1),
        mastering.master(made, Target(), cache=cache, jobs=3),
        mastering.master(made, Target(), cache=cache, jobs=2),
    ]
    for entry in (tmp_path / "cache" / "analysis").glob("??/*"):
        entry.write_bytes(b"damaged")
    masters.append(mastering.master(made, Target(), cache=cache))
    assert len({(each.gain, each.ceiling, each.predicted) for each in masters}) == 1


def test_only_a_changed_piece_is_analysed_again(cache, monkeypatch):
    """The rest comes from the cache."""
    sounds = [speech(1, index) for index in range(4)]
    mastering.master(mix(*sounds), Target(), cache=cache)
    again = []
    mix_down = rendering.mix_down
    monkeypatch.setattr(rendering, "mix_down", lambda made, index: again.append(index) or mix_down(made, index))
    mastering.master(mix(*sounds[:2], speech(1, 77), *sounds[3:]), Target(), cache=cache)
    assert again == [2]


def test_the_whole_is_measured_as_its_pieces_are(cache):
    """Chunks of any length add up: an episode longer than one chunk predicts its loudness too."""
    made = talk(30, seconds=1.5, music=False)
    assert made.frames > mastering._CHUNK * 1152
    master = mastering.master(made, Target(), cache=cache)
    assert measured(master) == pytest.approx(master.predicted.lufs, abs=0.1)


def test_a_miss_is_corrected():
    """Too loud means less gain, too quiet more, too high a peak a lower ceiling."""
    clip = Clip.silence(1152, 44_100)
    master = Master(
        mix=replace(talk(1), voice=clip), target=Target(), gain=6.0, ceiling=-1.2, predicted=Loudness(-16, -1)
    )
    quiet = mastering.correct(master, Loudness(-16.5, -2.0))
    assert (quiet.gain, quiet.ceiling) == (6.4, -1.2)
    loud = mastering.correct(master, Loudness(-15.0, -2.0))
    assert (loud.gain, loud.ceiling) == (5.0, -1.2)
    peaks = mastering.correct(master, Loudness(-16.0, -0.4))
    assert peaks.ceiling == pytest.approx(-2.0)
    assert peaks.gain >= master.gain


def test_levels_are_kept_closely_enough():
    """The numbers of a piece survive being packed to within 0.01 dB."""
    sound = rendering.mix_down(talk(1), 0)
    kept = mastering._unpacked(mastering._packed(sound), len(sound) // 1152)
    exact = limiter.measure(sound)
    np.testing.assert_allclose(kept.levels.peak, exact.peak, atol=0.01)
    np.testing.assert_allclose(kept.levels.power, exact.power, rtol=0.002, atol=1e-12)
