"""The tone of a room: what it sounds like, and how it lies under a voice."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from reviewcast import roomtone
from reviewcast.model import DELIVERY_RATE

RATE = DELIVERY_RATE


def band(sound: np.ndarray, low: float, high: float) -> float:
    """Decibels of *sound* from *low* to *high* hertz."""
    power = np.abs(np.fft.rfft(sound)) ** 2 / len(sound) ** 2 * 2
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(frequency >= low) & (frequency < high)].sum()))


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    return roomtone.loop().samples()[:, 0].astype(float)


def test_the_loop_has_no_seam(sound) -> None:
    """From its last sample to its first it goes on as anywhere: neither the sound jumps nor its slope."""
    around = np.concatenate((sound[-2000:], sound[:2000]))
    for order in (1, 2, 3):
        steps = np.abs(np.diff(around, order))
        assert steps[1990:2010].max() < 4.5 * np.abs(np.diff(sound, order)).std()


def test_the_loop_is_even(sound) -> None:
    """No tenth of a second of it is more than 3 dB from the mean: nothing in it draws attention when it comes again."""
    tenths = sound[: len(sound) // 4410 * 4410].reshape(-1, 4410)
    levels = 10 * np.log10((tenths**2).mean(axis=1))
    assert np.abs(levels - 10 * np.log10((sound**2).mean())).max() < 3


def test_the_tone_is_dark_and_does_not_rumble(sound) -> None:
    """Equally strong in two octaves of speech, as pink noise is; little above 8 kHz, next to nothing below 40 Hz."""
    assert band(sound, 250, 500) == pytest.approx(band(sound, 500, 1000), abs=1.0)
    assert band(sound, 8_000, 20_000) < band(sound, 500, 1000) - 10
    assert band(sound, 0, 40) < band(sound, 250, 500) - 15


def test_the_loop_keeps_clear_of_full_scale(sound) -> None:
    """At -20 dBFS its peaks have room."""
    assert 20 * np.log10(sound.std() / 32_768) == pytest.approx(-20, abs=0.01)
    assert np.abs(sound).max() < 20_000


def test_every_process_makes_the_same_loop(sound) -> None:
    """It comes from no generator of random numbers."""
    roomtone.loop.cache_clear()
    again = roomtone.loop().samples()[:, 0]
    assert hashlib.sha256(again.tobytes()).digest() == hashlib.sha256(sound.astype(np.int16).tobytes()).digest()


def test_the_tone_lies_so_far_below_the_voice() -> None:
    """55 dB below a voice of -21 dBFS it has -76, between a soft beginning and a soft end."""
    bed = roomtone.under(1000, 1000 + 10 * RATE, -21.0)
    seconds, gains = zip(*bed.envelope, strict=True)
    assert 20 * np.log10(max(gains)) - 20 == pytest.approx(-21 - roomtone.BELOW_VOICE)
    assert gains[0] == gains[-1] == 0.0
    assert seconds[1] - seconds[0] == pytest.approx(roomtone.FADE)
    assert (bed.start, bed.end) == (1000, 1000 + 10 * RATE)


def test_the_tone_follows_the_voice_in_steps() -> None:
    """An edit that moves the voice's level by a decibel leaves it alone; it is never more than 1.5 dB off."""
    assert roomtone.under(0, RATE, -20.0) == roomtone.under(0, RATE, -21.0)
    for voice in np.arange(-40, -10, 0.7):
        gain = max(gain for _, gain in roomtone.under(0, RATE, float(voice)).envelope)
        assert 20 * np.log10(gain) - 20 == pytest.approx(voice - roomtone.BELOW_VOICE, abs=1.51)


@pytest.mark.parametrize("frames", [1, 100, round(roomtone.FADE * RATE)])
def test_a_piece_shorter_than_the_fades_has_shorter_ones(frames) -> None:
    """Times of the envelope never go back."""
    seconds = [second for second, _ in roomtone.under(0, frames, -20.0).envelope]
    assert seconds == sorted(seconds)
