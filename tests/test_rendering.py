"""One piece of a mix: what it is made of, and how it sounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from made_mixes import chord, mix, speech, talk
from reviewcast import rendering
from reviewcast.clip import Clip
from reviewcast.model import DELIVERY_RATE, Bed, Loudness, Master, Target


def mastered(made, gain=8.0):
    return Master(made, Target(), gain, -1.2, Loudness(-16.0, -1.0))


def test_a_piece_is_voice_and_music_added():
    """Mixing down is the resampled voice plus the music times its envelope."""
    made = talk(2)
    voice = replace(made, beds=())
    music = rendering.mix_down(made, 0) - rendering.mix_down(voice, 0)
    bed = made.beds[0]
    own = bed.clip.samples()[:, 0] / 32_768
    np.testing.assert_allclose(music[bed.start : bed.start + 10_000, 0], own[:10_000], atol=1e-6)
    late = bed.start + DELIVERY_RATE
    assert np.abs(music[late : late + 9000]).max() < 0.17 * np.abs(own[late - bed.start :][:9000]).max()


def test_a_piece_on_its_own_is_a_part_of_the_whole():
    """Rendered by pieces or as one piece, the sound is the same but for rounding."""
    made = talk(3)
    whole = replace(made, cuts=(0, made.frames))
    parts = np.concatenate([rendering.render(mastered(made), index) for index in range(3)])
    difference = parts.astype(int) - rendering.render(mastered(whole), 0)
    assert np.abs(difference).max() <= 2


def test_pieces_begin_and_end_in_digital_silence():
    """Not even the resampler's ringing remains at a cut."""
    made = talk(3, music=False)
    for index in range(3):
        piece = rendering.render(mastered(made, 20.0), index)
        assert not piece[:800].any()
        assert not piece[-1200:].any()


def test_stereo_music_in_a_mono_episode_is_mixed_down():
    """Both sides are heard, in one channel."""
    made = replace(talk(1, music=False), beds=(Bed(1323, chord(1.0, channels=2), ((0.0, 1.0),)),))
    sides = rendering.mix_down(replace(made, channels=2), 0)
    np.testing.assert_allclose(rendering.mix_down(made, 0)[:, 0], sides.mean(axis=1), atol=1e-6)


def test_mono_music_in_a_stereo_episode_is_on_both_sides():
    """A mono theme is not heard from one side only."""
    sides = rendering.mix_down(talk(1, channels=1), 0), rendering.mix_down(replace(talk(1), channels=2), 0)
    np.testing.assert_array_equal(sides[1], np.repeat(sides[0], 2, axis=1))


def test_a_bed_longer_than_its_clip_begins_anew() -> None:
    """As often as it takes, on both sides, wherever in it the piece begins; it is over at its last frame."""
    clip = chord(0.3, channels=2)
    bed = Bed(1323, clip, ((0.0, 0.5),), 40_000)
    silent = mix(np.zeros(50_000, np.int16), channels=2)
    sound = rendering.mix_down(replace(silent, beds=(bed,)), 0)
    again = np.resize(clip.samples(), (40_000, 2)).astype(np.float32) * np.float32(0.5) / np.float32(32_768)
    np.testing.assert_array_equal(sound[1323:41_323], again)
    assert not sound[41_323:].any()
    later = replace(silent, beds=(bed,), cuts=(0, 23_040, silent.cuts[-1]))
    np.testing.assert_array_equal(rendering.mix_down(later, 1), sound[23_040:])


def test_the_digest_of_a_bed_that_begins_anew_knows_its_length() -> None:
    """One frame more of it is another piece."""
    silent = mix(np.zeros(50_000, np.int16))
    made = [replace(silent, beds=(Bed(1323, chord(0.3), ((0.0, 0.5),), frames),)) for frames in (40_000, 40_001)]
    assert rendering.digest(made[0], 0) != rendering.digest(made[1], 0)


@settings(max_examples=50, deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(0, 1.5), st.sampled_from([0.0, 0.2, 1.0])), min_size=1, max_size=6),
    span=st.tuples(st.integers(0, 60_000), st.integers(1, 20_000)),
)
def test_an_envelope_is_the_lines_between_its_points(points, span) -> None:
    """To the bit what interpolation gives, wherever a piece begins in it, also where nothing is worked out."""
    times, gains = sorted(time for time, _ in points), [gain for _, gain in points]
    start, end = span[0], sum(span)
    bed = Bed(0, Clip.silence(80_000, DELIVERY_RATE), tuple(zip(times, gains, strict=True)))
    exact = np.interp(np.arange(start, end), np.multiply(times, DELIVERY_RATE), gains).astype(np.float32)
    np.testing.assert_array_equal(rendering._envelope(bed, start, end), exact)


def test_a_digest_depends_on_content_alone():
    """A piece that moves keeps its digest; a changed sample, envelope or place of the music does not."""
    one, two = speech(1, 1), speech(1.5, 2)
    moved = rendering.digest(mix(two, one), 1)
    assert rendering.digest(mix(one, two), 0) == moved
    assert rendering.digest(mix(two, one), 0) != moved
    made = talk(1)
    bed = made.beds[0]
    others = (
        made,
        replace(made, channels=2),
        replace(made, beds=()),
        replace(made, beds=(replace(bed, start=bed.start + 1),)),
        replace(made, beds=(replace(bed, envelope=((0.0, 0.9),)),)),
        replace(made, beds=(replace(bed, clip=chord(bed.clip.seconds, level=0.11)),)),
    )
    assert len({rendering.digest(other, 0) for other in others}) == len(others)
