"""Where the words of a take are: made takes of which it is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.trimming import AFTER, BEFORE, edges

RATE = 22_050
STEP = 2 * round(0.005 * RATE)
"""Two blocks: how closely an edge is found."""


def noise(seconds: float, decibels: float, seed: int = 1) -> np.ndarray:
    """White noise of so many dBFS, as a fricative is."""
    level = 32_768 * 10 ** (decibels / 20)
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level


def vowel(seconds: float, decibels: float = -18.0) -> np.ndarray:
    """A buzz of 110 Hz with many overtones, soft at its edges."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * 110 * n * time + n * n) / n for n in range(1, 20))
    wave *= np.minimum(1, np.minimum(time, time[::-1]) / 0.02)
    return wave / np.sqrt(np.mean(wave**2)) * 32_768 * 10 ** (decibels / 20)


def silence(seconds: float) -> np.ndarray:
    """What a neural voice rests at: the rounding of 16 bits."""
    return noise(seconds, -95.0, 9)


def take(*parts: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(np.concatenate(parts)), -32_768, 32_767).astype(np.int16)


def near(frames: int, seconds: float) -> bool:
    return abs(frames - round(seconds * RATE)) <= STEP


def test_the_silence_around_the_words_is_found() -> None:
    """300 ms before and 500 ms behind are no words."""
    found = edges(take(silence(0.3), vowel(0.6), silence(0.5)), RATE)
    assert near(found.first, 0.3)
    assert near(found.last, 0.9)


def test_a_little_of_the_silence_is_kept() -> None:
    """10 ms before the words and 40 ms after them."""
    found = edges(take(silence(0.3), vowel(0.6), silence(0.5)), RATE)
    assert found.first - found.start == round(BEFORE * RATE)
    assert found.end - found.last == round(AFTER * RATE)


def test_what_is_all_words_is_kept_whole() -> None:
    """Nothing is left out of a take without silence, its last odd samples included."""
    samples = take(noise(0.4333, -20))
    assert edges(samples, RATE) == (0, 0, len(samples), len(samples))


@pytest.mark.parametrize("weak", [-45.0, -55.0], ids=["f", "th"])
def test_a_weak_fricative_before_a_vowel_is_speech(weak) -> None:
    """27 and 37 dB below the vowel that it belongs to."""
    assert near(edges(take(silence(0.2), noise(0.09, weak), vowel(0.5), silence(0.3)), RATE).first, 0.2)


@pytest.mark.parametrize("weak", [-45.0, -55.0], ids=["s", "f"])
def test_a_weak_fricative_after_a_vowel_is_speech(weak) -> None:
    """A sentence may end in "stuff"."""
    assert near(edges(take(silence(0.2), vowel(0.5), noise(0.12, weak), silence(0.4)), RATE).last, 0.82)


def test_the_release_of_a_stop_behind_its_closure_is_speech() -> None:
    """The t of "cat": 100 ms of silence, then a burst of 15 ms, 30 dB below the vowel."""
    found = edges(take(silence(0.1), vowel(0.4), silence(0.1), noise(0.015, -48), silence(0.4)), RATE)
    assert near(found.last, 0.615)


def test_a_click_away_from_the_words_is_left_out() -> None:
    """One sample at full scale, 400 ms before the first word."""
    click = np.zeros(round(0.4 * RATE))
    click[10] = 32_767
    assert near(edges(take(silence(0.1), click, vowel(0.6), silence(0.2)), RATE).first, 0.5)


def test_a_murmur_long_after_the_words_is_left_out() -> None:
    """A breath of 60 ms, 35 dB below the voice and 300 ms behind it."""
    found = edges(take(silence(0.1), vowel(0.6), silence(0.3), noise(0.06, -53), silence(0.2)), RATE)
    assert near(found.last, 0.7)


def test_words_behind_a_long_pause_are_words() -> None:
    """A comma of 600 ms does not end the sentence."""
    assert near(edges(take(vowel(0.5), silence(0.6), vowel(0.4), silence(0.2)), RATE).last, 1.5)


def test_an_offset_is_no_sound() -> None:
    """A take that rests at 1,000 instead of 0 is cut as any other."""
    found = edges(take(silence(0.3) + 1000, vowel(0.6) + 1000, silence(0.5) + 1000), RATE)
    assert near(found.first, 0.3)
    assert near(found.last, 0.9)


def test_a_noisy_voice_is_cut_with_care() -> None:
    """Where noise is 25 dB below the voice a weak consonant cannot be told from it, and nothing is cut away."""
    samples = take(noise(0.3, -43), vowel(0.6), noise(0.5, -43))
    assert edges(samples, RATE)[::3] == (0, len(samples))


def test_noise_that_is_well_below_the_words_is_cut_away() -> None:
    """45 dB below, as of a recording in a room."""
    found = edges(take(noise(0.3, -63), vowel(0.6), noise(0.5, -63)), RATE)
    assert near(found.first, 0.3)
    assert near(found.last, 0.9)


@pytest.mark.parametrize("frames", [0, 1, 50, RATE])
def test_a_silent_take_stays(frames) -> None:
    """However short it is."""
    assert edges(np.zeros(frames, np.int16), RATE) == (0, 0, frames, frames)


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(st.tuples(st.floats(0, 0.4), st.floats(-100, 0)), max_size=8),
    rate=st.sampled_from([8_000, 16_000, 22_050, 24_000, 48_000]),
)
def test_whatever_a_take_is_something_of_it_is_left(parts, rate) -> None:
    """The edges are in order and within the take, and what has a sound keeps its loudest."""
    samples = take(np.zeros(0), *(noise(*part) for part in parts))
    found = edges(samples, rate)
    assert 0 <= found.start <= found.first <= found.last <= found.end <= len(samples)
    assert found.first < found.last or not len(samples)
