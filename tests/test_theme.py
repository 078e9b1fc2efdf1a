"""The built-in music, measured."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from reviewcast import theme

PARTS = {"intro": theme.intro, "sting": theme.sting, "outro": theme.outro}


@pytest.fixture(params=sorted(PARTS))
def part(request):
    return PARTS[request.param]


def waveform(clip):
    return clip.samples().astype(np.float64) / 32_768


def test_each_part_is_as_long_as_its_bars():
    """Five bars, a bar and its echo, six bars, at 100 beats a minute."""
    assert [PARTS[name]().frames for name in ("intro", "sting", "outro")] == [529_200, 125_684, 635_040]


def test_each_part_is_the_same_bytes_in_another_process(part):
    """Nothing in it depends on the hash seed, on what was rendered before, or on chance."""
    code = (
        "import hashlib, sys; from reviewcast import theme;"
        f"sys.stdout.write(hashlib.sha256(theme.{part.__name__}().pcm).hexdigest())"
    )
    import hashlib

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == hashlib.sha256(part().pcm).hexdigest()


def test_each_part_begins_and_ends_in_digital_silence(part):
    """Its first sample and its last 10 ms are exactly zero."""
    samples = part().samples()
    assert not samples[0].any()
    assert not samples[-441:].any()


def test_no_part_has_a_click_at_its_ends(part):
    """Within 5 ms of either end it stays below -26 dBFS."""
    sound = waveform(part())
    assert np.abs(sound[:50]).max() < 0.05
    assert np.abs(sound[-220:]).max() < 0.05


def test_no_part_has_a_click_inside(part):
    """No sample is further from the line through its neighbours than smooth music below 11 kHz can be."""
    sound = waveform(part())[:, 0]
    bend = np.abs(sound[1:-1] - (sound[:-2] + sound[2:]) / 2)
    assert bend.max() < 0.02


def test_no_part_comes_near_full_scale(part):
    """Its peak is below -3 dBFS and it is loud enough not to lose 16 bits: above -20."""
    peak = np.abs(waveform(part())).max()
    assert 0.1 < peak < 0.7


def test_no_part_has_a_direct_current(part):
    """Its mean is below -80 dBFS."""
    assert abs(waveform(part()).mean()) < 1e-4


def test_each_part_is_as_loud_as_the_others(part):
    """Their RMS is -19.5 dBFS, give or take 1.5."""
    assert 20 * np.log10(waveform(part()).std()) == pytest.approx(-19.5, abs=1.5)


def test_each_part_is_warm(part):
    """Most of its energy lies between 80 and 1280 Hz, and a phone's speaker (from 160 Hz) gets half of it."""
    sound = waveform(part())[:, 0]
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / 44_100)

    def share(low, high):
        return power[(hertz >= low) & (hertz < high)].sum() / power.sum()

    assert share(80, 1280) > 0.8
    assert share(160, 11_000) > 0.5
    assert share(0, 30) < 1e-4


def test_the_theme_is_in_d_with_one_minor_surprise():
    """Of the twelve pitch classes the intro's strongest are D major's; B flat sounds in the fourth chord only."""
    sound = waveform(theme.intro())[:, 0]

    def strength(hertz, start, end):
        span = sound[round(start * 44_100) : round(end * 44_100)]
        window = np.hanning(len(span))
        turns = np.exp(-2j * np.pi * hertz * np.arange(len(span)) / 44_100)
        return abs((span * window * turns).sum()) / window.sum()

    b_flat = 233.08
    in_fourth = strength(b_flat, 3.7, 4.7)
    elsewhere = max(strength(b_flat, start, start + 1) for start in (0.1, 1.3, 6.0, 8.5, 10.0))
    assert in_fourth > 4 * elsewhere


def test_a_stereo_part_sums_to_about_the_mono_one_in_level(part):
    """Stereo is a wider picture of the same sound: two channels that differ, each within 1.5 dB of the mono one."""
    mono, stereo = waveform(part()), waveform(part(2))
    assert stereo.shape == (len(mono), 2)
    levels = 20 * np.log10(stereo.std(axis=0) / mono.std())
    assert np.abs(levels).max() < 1.5
    assert 0.3 < np.corrcoef(stereo.T)[0, 1] < 0.99


def test_the_music_leaves_room_for_the_voice():
    """The motif is over when the voice enters, and when the last word ends it has not begun yet."""
    intro, outro = waveform(theme.intro())[:, 0], waveform(theme.outro())[:, 0]
    entry, lead = round(theme.ENTRY * 44_100), round(theme.LEAD * 44_100)
    assert intro[:entry].std() > intro[entry + 44_100 :].std()
    assert outro[lead + 26_000 : lead + 200_000].std() > outro[:lead].std()
