"""The curve of compressor and limiter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_mixes import speech
from reviewcast import limiter
from reviewcast.limiter import BLOCK, Setting


def sound(seconds: float, seed: int, level: float = 0.2) -> np.ndarray:
    samples = speech(seconds, seed, level).astype(np.float32)[:, None] / 32_768
    return samples[: len(samples) // BLOCK * BLOCK].copy()


def limited(samples: np.ndarray, setting: Setting) -> np.ndarray:
    result = samples.copy()
    limiter.apply(result, limiter.curve(limiter.measure(samples), setting))
    return result


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 300),
    st.integers(1, 2),
    st.floats(-20, 40),
    st.floats(-12, -0.1),
    st.integers(0, 1000),
)
def test_no_sample_is_above_the_ceiling(blocks, channels, gain, ceiling, seed):
    """Clicks, noise and silence in any order stay below the ceiling at any gain."""
    random = np.random.default_rng(seed)
    loud = random.random(blocks)[:, None, None] ** 8
    samples = (random.standard_normal((blocks, BLOCK, channels)) * loud).astype(np.float32).reshape(-1, channels)
    samples[random.integers(len(samples), size=3)] = 1.0
    result = limited(samples, Setting(gain, ceiling, -16.0))
    assert np.abs(result).max() <= 10 ** (ceiling / 20) * (1 + 1e-5)


def test_a_quiet_sound_gets_its_gain_and_nothing_else():
    """Far below threshold and ceiling the curve is flat, so the sound is only turned up."""
    samples = sound(1, 1, level=0.001)
    curve = limiter.curve(limiter.measure(samples), Setting(6.0, -1.0, -16.0))
    np.testing.assert_allclose(curve, 6.0, atol=1e-6)


def test_the_compressor_takes_from_the_loud_and_leaves_the_quiet():
    """The step between a loud and a quiet stretch is smaller after it, and the ceiling has no part in that."""
    loud, quiet = sound(1, 1, 0.3), sound(1, 1, 0.02)
    result = limited(np.concatenate((loud, quiet)), Setting(20.0, 60.0, -16.0))
    before = np.sqrt(np.mean(loud**2) / np.mean(quiet**2))
    after = np.sqrt(np.mean(result[: len(loud)] ** 2) / np.mean(result[len(loud) :] ** 2))
    assert 0.3 * before < after < 0.8 * before, (before, after)


def test_the_curve_is_smooth():
    """Gain never moves by more than a few decibels in a millisecond: no click comes of it."""
    samples = sound(3, 2, 0.9)
    curve = limiter.curve(limiter.measure(samples), Setting(15.0, -1.0, -16.0))
    assert np.abs(np.diff(curve)).max() < 4.0


@pytest.mark.parametrize("seed", range(3))
def test_pieces_are_independent(seed):
    """What stands before a silence of 90 ms has no say in what comes after it."""
    setting = Setting(10.0, -1.2, -16.0)
    first, second = sound(1.3, seed, 0.5), sound(1.1, seed + 9, 0.5)
    silence = np.zeros((4096, 1), np.float32)
    joined = limited(np.concatenate((first, silence, second)), setting)
    alone = limited(second, setting)
    np.testing.assert_allclose(joined[-len(second) :], alone, atol=1e-6)


def test_nothing_is_nothing():
    """Silence stays silence and makes no warning."""
    samples = np.zeros((BLOCK * 4, 2), np.float32)
    assert not limited(samples, Setting(40.0, -1.0, -16.0)).any()
