"""Loudness and true peak against the standard's own numbers (ITU-R BS.1770-4, EBU Tech 3341)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import loudness
from reviewcast.model import Loudness

RATE = 48_000


def tone(*parts: tuple[float, float], rate: int = RATE, channels: int = 2, hertz: float = 1000) -> np.ndarray:
    """A sine at (dBFS, seconds) after (dBFS, seconds)."""
    levels = np.concatenate([np.full(round(seconds * rate), 10 ** (level / 20)) for level, seconds in parts])
    wave = levels * np.sin(2 * np.pi * hertz * np.arange(len(levels)) / rate)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def response(b: tuple[float, ...], a: tuple[float, ...], length: int) -> np.ndarray:
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(length))
    return (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)


def test_the_filter_is_that_of_the_tables():
    """At 48 kHz the response is that of the coefficients printed in BS.1770-4, tables 1 and 2."""
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
    low_cut = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
    printed = response(*shelf, 4096) * response(*low_cut, 4096)
    np.testing.assert_allclose(loudness.weights(48_000, 4096), printed, atol=1e-8)


@pytest.mark.parametrize("rate", [22_050, 44_100, 96_000])
def test_other_rates_hear_the_same(rate):
    """A band that all rates share is weighed alike to a fiftieth of a decibel."""
    hertz = np.arange(40, 2000, 20)
    own, theirs = (
        np.abs(loudness.weights(each, each))[hertz] for each in (rate, 48_000)
    )  # an rfft of one second has a bin for each hertz
    assert np.abs(20 * np.log10(own / theirs)).max() < 0.05


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (((-23, 20),), -23.0),
        (((-33, 20),), -33.0),
        (((-36, 10), (-23, 60), (-36, 10)), -23.0),
        (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0),
        (((-26, 20), (-20, 20.1), (-26, 20)), -23.0),
    ],
)
def test_tech_3341_cases_1_to_5(parts, expected):
    """Sines and both gates measure what EBU Tech 3341 asks for, within its 0.1 LU."""
    assert loudness.measure([tone(*parts)], RATE).lufs == pytest.approx(expected, abs=0.1)


def test_a_full_tone_in_one_channel_reads_three_below():
    """997 Hz at full scale in one channel is -3.01 LUFS (Annex 1, note to eq. 2)."""
    assert loudness.measure([tone((0, 5), channels=1, hertz=997)], RATE).lufs == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize(("part", "degrees"), [(4, 45), (4, 0), (6, 60), (8, 67.5)])
def test_tech_3341_true_peaks(part, degrees):
    """Peaks between samples are found within +0.2 and -0.4 dB (Tech 3341, cases 15 to 18)."""
    frames = np.arange(RATE)
    fade = np.minimum(1, np.minimum(frames, frames[::-1]) / 2400)
    wave = 0.5 * fade * np.sin(2 * np.pi * frames / part + np.radians(degrees))
    measured = loudness.measure([wave.astype(np.float32)[:, None]], RATE).true_peak
    assert -6.02 - 0.4 <= measured <= -6.02 + 0.2


def test_a_peak_at_the_very_end_counts():
    """The last sample of a file is looked at."""
    wave = np.zeros((RATE, 1), np.float32)
    wave[-1] = 0.5
    assert loudness.measure([wave], RATE).true_peak == pytest.approx(-6.02, abs=0.05)


@pytest.mark.parametrize("sound", [[], [np.zeros((RATE, 1), np.float32)], [np.zeros((0, 1), np.float32)]])
def test_silence_has_the_loudness_of_the_gate(sound):
    """Nothing, no frames and digital silence all read -70 LUFS and no peak."""
    assert loudness.measure(sound, RATE) == Loudness(loudness.SILENCE, -200.0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60_000), max_size=5), st.integers(0, 5))
def test_blocks_do_not_matter(borders, seed):
    """However a sound is cut into blocks, it measures the same."""
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, 60_003)
    sound = np.convolve(noise, np.full(4, 0.25), "valid").astype(np.float32)[:, None]
    whole = loudness.measure([sound], 44_100)
    parts = loudness.measure(np.split(sound, sorted(borders)), 44_100)
    assert parts.lufs == pytest.approx(whole.lufs, abs=1e-4)
    assert parts.true_peak == pytest.approx(whole.true_peak, abs=1e-3)
