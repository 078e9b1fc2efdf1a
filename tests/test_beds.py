"""How loud music is beside a voice, and the curve its level follows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import beds
from reviewcast.clip import Clip

RATE = 44_100


def tone(seconds, amplitude=0.25, channels=1, rate=RATE):
    wave = amplitude * 32_767 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return Clip.from_samples(np.repeat(np.rint(wave).astype(np.int16)[:, None], channels, 1), rate)


def heard(bed):
    """The bed as it sounds: its samples under its envelope, as floats of full scale 1."""
    seconds = np.arange(bed.clip.frames) / RATE
    curve = np.interp(seconds, *zip(*bed.envelope, strict=True))
    return bed.clip.samples()[:, 0] / 32_768 * curve


def decibels(sound):
    return 10 * np.log10(np.mean(np.square(sound)) + 1e-12)


def test_the_level_of_a_tone_is_its_rms():
    """A sine of a quarter of full scale has -15.05 dBFS, at any rate and in one channel or two."""
    assert beds.level(tone(1.0)) == pytest.approx(-15.05, abs=0.02)
    assert beds.level(tone(1.0, rate=22_050)) == pytest.approx(-15.05, abs=0.02)
    assert beds.level(tone(1.0, channels=2)) == pytest.approx(-15.05, abs=0.02)


def test_silence_does_not_lower_a_level():
    """A tone between two silences has the level of the tone."""
    clip = Clip.join([Clip.silence(round(0.8 * RATE), RATE), tone(1.2), Clip.silence(RATE, RATE)], RATE)
    assert beds.level(clip) == pytest.approx(-15.05, abs=0.02)


@pytest.mark.parametrize("frames", [0, 1, 100, RATE])
def test_the_level_of_silence_is_the_floor(frames):
    """However short it is, it is -120 dBFS and no warning is given."""
    assert beds.level(Clip.silence(frames, RATE)) == -120.0


def test_a_level_can_be_that_of_a_stretch():
    """From one second to two, only what sounds there counts."""
    clip = Clip.join([tone(1.0), tone(1.0, amplitude=0.025)], RATE)
    assert beds.level(clip, 1.0, 2.0) == pytest.approx(-35.05, abs=0.05)


def test_music_alone_is_softer_than_the_voice_by_the_stated_margin():
    """A sting beside a voice of -20 dBFS sounds at -23."""
    sound = heard(beds.fit(tone(2.0), -20.0).alone(0))
    assert decibels(sound[2000:-2000]) == pytest.approx(-20 - beds.MUSIC_BELOW_VOICE, abs=0.05)


def test_music_that_is_louder_where_the_voice_lies_is_ducked_further():
    """An intro that grows by 12 dB just when the voice enters is still the stated margin below it."""
    clip = Clip.join([tone(4.0, 0.1), tone(6.0, 0.4)], RATE)
    sound = heard(beds.fit(clip, -20.0, 4.0, under=(4.0, 10.0)).entering(10 * RATE))
    assert decibels(sound[4 * RATE : 6 * RATE]) <= -20 - beds.DUCKED_BELOW_VOICE + 0.1


def test_music_that_is_softer_where_the_voice_lies_is_ducked_all_the_same():
    """An intro that falls by 20 dB when the voice enters is not brought up to the margin."""
    clip = Clip.join([tone(4.0, 0.4), tone(6.0, 0.04)], RATE)
    track = beds.fit(clip, -20.0, 4.0, under=(4.0, 10.0))
    assert track.ducked == pytest.approx(0.2 * track.solo)


def test_soft_music_with_sharp_peaks_is_not_turned_up_beyond_full_scale():
    """A click track whose mean is tiny keeps its peaks below nine tenths of full scale."""
    samples = np.rint(100 * np.sin(np.arange(2 * RATE) / 20)).astype(np.int16)
    samples[::RATE] = 32_767
    bed = beds.fit(Clip.from_samples(samples, RATE), -3.0).alone(0)
    assert np.abs(heard(bed)).max() <= 0.9


def test_an_intro_ducks_before_the_voice_enters():
    """It is at full level 0.4 s before, and 14 dB lower at the entry."""
    bed = beds.fit(tone(10.0), -20.0, 4.0, under=(4.0, 10.0)).entering(30 * RATE)
    at = dict(zip(("before", "entry"), np.interp([3.6, 4.0], *zip(*bed.envelope, strict=True)), strict=True))
    assert 20 * np.log10(at["entry"] / at["before"]) == pytest.approx(-13.98, abs=0.1)


def test_an_intro_ends_with_the_words_over_it():
    """Where the first segment has only two seconds, the intro is cut to its entry and those."""
    bed = beds.fit(tone(10.0), -20.0, 4.0, under=(4.0, 10.0)).entering(2 * RATE)
    assert bed.clip.frames == 6 * RATE
    assert bed.envelope[-1][1] == 0.0


def test_a_song_as_intro_is_left_after_a_while():
    """It goes on for 15 s under the voice, not for its whole minute."""
    bed = beds.fit(tone(60.0), -20.0, 5.0, under=(5.0, 60.0)).entering(300 * RATE)
    assert bed.clip.seconds == pytest.approx(20.0)


def test_an_outro_swells_when_the_last_word_ends():
    """It is ducked up to that frame, and full a second and a half later."""
    bed = beds.fit(tone(12.0), -20.0, 4.0, under=(0.0, 4.0)).rising(100 * RATE, 110 * RATE)
    gains = np.interp([3.0, 4.0, 5.5, 11.0], *zip(*bed.envelope, strict=True))
    assert bed.start == 106 * RATE
    assert gains[0] == gains[1] < 0.3 * gains[2]
    assert gains[2] == gains[3]


def test_an_outro_with_few_words_to_lie_under_begins_later_in_its_music():
    """One second of closing words leaves three of its four ducked seconds out, and moves nothing else."""
    bed = beds.fit(tone(12.0), -20.0, 4.0, under=(0.0, 4.0)).rising(109 * RATE, 110 * RATE)
    assert bed.start == 109 * RATE
    assert bed.clip.frames == 9 * RATE


@settings(max_examples=40, deadline=None)
@given(
    seconds=st.floats(0.003, 5.0),
    share=st.floats(0.0, 1.0),
    words=st.integers(0, 20 * RATE),
    voice=st.floats(-60.0, 0.0),
)
def test_every_envelope_runs_forward_from_zero_to_zero(seconds, share, words, voice):
    """Whatever the lengths, times never go back, gains are never negative, and both ends are silent."""
    clip = tone(seconds)
    track = beds.fit(clip, voice, share * clip.seconds, under=(0.0, clip.seconds))
    for bed in (track.entering(words), track.alone(7), track.rising(50 * RATE, 50 * RATE + words)):
        times, gains = zip(*bed.envelope, strict=True)
        assert bed.start >= 0
        assert list(times) == sorted(times)
        assert min(gains) >= 0.0
        assert gains[0] == gains[-1] == 0.0
        assert times[0] == 0.0
        assert times[-1] == pytest.approx(max(0, bed.clip.frames - 1) / RATE)
