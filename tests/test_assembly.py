"""The join, measured on the sound that comes out of it."""

from __future__ import annotations

import hashlib
import itertools
import wave
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import assembly, rendering, theme
from reviewcast.beds import DUCKED_BELOW_VOICE, MUSIC_BELOW_VOICE
from reviewcast.clip import Clip
from reviewcast.errors import SoundError
from reviewcast.model import MP3_FRAME, Script, Segment, Show, Sound, Take, Utterance, Voice, WordTime
from reviewcast.resampling import resample

RATE = 44_100
PLAIN = Sound(intro="none", outro="none", sting="none")
VOICE = Voice("narrator")


def take(text, seconds=1.0, *, rate=22_050, voice=VOICE, role="prose", pause=0.35, ends_block=False, peak=20_000):
    """Noise that depends on *text* alone: at full strength from its first sample to its last."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    noise = np.random.default_rng(seed).uniform(-peak, peak, round(seconds * rate))
    utterance = Utterance(text, text, voice, 1, role, pause, ends_block)
    return Take(utterance, Clip.from_samples(np.rint(noise).astype(np.int16), rate), reused=False)


def paragraph(name, sentences=3, seconds=1.7, **how):
    """Takes of one block."""
    last = sentences - 1
    return [
        take(f"{name} {n}", seconds, ends_block=n == last, pause=0.7 if n == last else 0.35, **how)
        for n in range(sentences)
    ]


def heading(name):
    return [take(name, 0.9, role="heading", pause=0.6, ends_block=True)]


def closing(seconds=3.0):
    return [take("That was it.", seconds, role="closing", ends_block=True, pause=0.0)]


def episode():
    """Three segments of about 20 s each: a list of lists of takes."""
    opening = [take("Opening.", 2.5, role="opening", ends_block=True, pause=0.6)]
    return [
        [*opening, *paragraph("lead", 4), *paragraph("lead again", 6)],
        [*heading("First"), *paragraph("one", 6), *paragraph("two", 5), *paragraph("three", 7)],
        [*heading("Second"), *paragraph("four", 6), *paragraph("five", 5), *closing()],
    ]


def assemble(segments, sound=PLAIN):
    script = Script(
        "A Film", tuple(Segment(f"Part {n}", tuple(t.utterance for t in takes)) for n, takes in enumerate(segments))
    )
    return assembly.assemble([t for takes in segments for t in takes], script, Show("Show", sound=sound))


def heard(bed):
    """A bed as it sounds, floats of full scale 1, of the shape (frames, channels)."""
    curve = np.interp(np.arange(bed.clip.frames) / RATE, *zip(*bed.envelope, strict=True))
    return bed.clip.samples() / 32_768 * curve[:, None]


def music(mix):
    """All beds laid on the time line, mixed down."""
    track = np.zeros(mix.frames)
    for bed in mix.beds:
        track[bed.start : bed.start + bed.clip.frames] += heard(bed).mean(axis=1)
    return track


def voice(mix):
    """The voice track at RATE (each sample held), floats of full scale 1."""
    return np.repeat(mix.voice.samples()[:, 0] / 32_768, RATE // mix.voice.rate)


def pieces(mix):
    """A digest for each piece: its voice, and the beds in it at their distance from its beginning."""
    factor = RATE // mix.voice.rate
    samples = mix.voice.samples()
    digests = []
    for start, end in zip(mix.cuts[:-1], mix.cuts[1:], strict=True):
        total = hashlib.sha256(samples[start // factor : end // factor].tobytes())
        for bed in mix.beds:
            if start <= bed.start < end:
                total.update(repr((bed.start - start, bed.envelope)).encode() + bed.clip.pcm)
        digests.append(total.hexdigest())
    return digests


def decibels(sound):
    return 10 * np.log10(np.mean(np.square(sound)) + 1e-12)


@pytest.fixture(scope="module")
def mix():
    """The episode with the built-in music."""
    return assemble(episode(), Sound())


def write_wav(path, seconds, *, channels=1, amplitude=0.3, rate=RATE):
    tone = amplitude * 32_767 * np.cos(2 * np.pi * 330 * np.arange(round(seconds * rate)) / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(np.rint(tone).astype("<i2")[:, None], channels, 1).tobytes())
    return path


# --- time -------------------------------------------------------------------------------------------------


def test_the_voice_is_as_long_as_the_episode(mix):
    """The voice track, the last cut and the last chapter end at the same frame."""
    assert mix.voice.frames * 2 == mix.frames == mix.cuts[-1]
    assert mix.chapters[-1].end == mix.seconds


def test_without_music_or_cuts_the_length_is_the_sum_of_what_was_said():
    """A quarter of a second, takes and pauses, half a second at the end, and then the next whole MP3 frame."""
    takes = [take("a", 1.0, pause=0.12), take("b", 2.0, pause=0.1), take("c", 0.5, pause=0.0)]
    exact = 0.25 + 1.0 + 0.12 + 2.0 + 0.1 + 0.5 + 0.5
    assert 0 <= assemble([takes]).seconds - exact <= MP3_FRAME / RATE + 0.001


def test_a_cut_lengthens_its_pause_by_less_than_a_frame_of_mp3():
    """Silences between cues are the script's pauses, up to 27 ms longer."""
    takes = episode()[1]
    cues = assemble([takes]).cues
    gaps = [after.start - before.end for before, after in itertools.pairwise(cues)]
    asked = [t.utterance.pause for t in takes[:-1]]
    assert all(-1e-4 <= gap - pause <= 0.027 for gap, pause in zip(gaps, asked, strict=True))


def test_cues_are_when_the_words_sound(mix):
    """Between the start and the end of a cue there is sound from edge to edge; between two cues there is none."""
    track = voice(mix)
    edges = [round(edge * RATE) for cue in mix.cues for edge in (cue.start, cue.end)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        assert np.abs(track[start : start + 100]).max() > 0.01
        assert np.abs(track[end - 100 : end]).max() > 0.01
    for end, start in zip([0, *edges[1::2]], [*edges[::2], mix.frames], strict=True):
        assert not track[end:start].any()


def test_cues_say_what_was_written_and_where(mix):
    """Text, role, end of block and chapter of each utterance, in order."""
    expected = [
        (t.utterance.text, t.utterance.role, t.utterance.ends_block, n)
        for n, part in enumerate(episode())
        for t in part
    ]
    assert [(cue.text, cue.role, cue.ends_block, cue.segment) for cue in mix.cues] == expected


def test_chapters_follow_one_another_without_a_gap(mix):
    """The first starts at 0, each ends where the next begins, and they bear the segments' titles."""
    assert mix.chapters[0].start == 0.0
    assert [c.end for c in mix.chapters[:-1]] == [c.start for c in mix.chapters[1:]]
    assert [c.title for c in mix.chapters] == ["Part 0", "Part 1", "Part 2"]


@pytest.mark.parametrize("sound", [Sound(), PLAIN])
def test_a_chapter_begins_a_breath_before_its_heading(sound):
    """Whoever jumps to it hears its first word within 0.15 s, and not the end of the sting."""
    mix = assemble(episode(), sound)
    first_words = [next(cue.start for cue in mix.cues if cue.segment == n) for n in (1, 2)]
    for chapter, words in zip(mix.chapters[1:], first_words, strict=True):
        assert 0.03 < words - chapter.start < 0.15
        assert not music(mix)[round(chapter.start * RATE) :][: RATE // 10].any()


# --- cuts -------------------------------------------------------------------------------------------------


def check_cuts(mix):
    assert mix.cuts[0] == 0
    assert list(mix.cuts) == sorted(set(mix.cuts))
    assert all(cut % MP3_FRAME == 0 for cut in mix.cuts)
    everything = np.abs(voice(mix)) + np.abs(music(mix))
    for cut in mix.cuts[1:-1]:
        assert not everything[cut - round(0.08 * RATE) : cut + round(0.04 * RATE) - 1].any()
    for bed in mix.beds:
        assert not any(bed.start < cut < bed.start + bed.clip.frames for cut in mix.cuts)


def test_cuts_lie_in_silence_at_whole_frames_of_mp3(mix):
    """80 ms before and 40 ms after each of them neither voice nor music sounds, and no bed is cut in two."""
    check_cuts(mix)


def test_pieces_are_short_enough_to_share_the_work(mix):
    """Outside the music no piece is longer than ten seconds."""
    lengths = np.diff(mix.cuts) / RATE
    assert lengths[1:-1].max() < 10


def changed(segments, which, number, text, seconds):
    """*segments* with another take in one place."""
    parts = [list(part) for part in segments]
    old = parts[which][number]
    new = take(text, seconds)
    parts[which][number] = replace(new, utterance=replace(old.utterance, text=text, spoken=text))
    return parts


@pytest.mark.parametrize("sound", [Sound(), PLAIN])
@pytest.mark.parametrize(("which", "number"), [(0, 7), (1, 8), (2, 3)])
def test_a_changed_sentence_changes_its_own_piece(sound, which, number):
    """One sentence grows by a third of a second, which may move a cut at its end: all other pieces, stings and outro
    too, keep every bit.
    """
    before = pieces(assemble(episode(), sound))
    after = pieces(assemble(changed(episode(), which, number, "changed", 2.0), sound))
    assert 1 <= len(set(after) - set(before)) <= 2
    assert 1 <= len(set(before) - set(after)) <= 2


def test_a_sentence_that_moves_the_cuts_of_its_block_moves_no_others():
    """One grown to five seconds may re-cut its own paragraph; the next paragraph is in step again."""
    before = pieces(assemble(episode()))
    after = pieces(assemble(changed(episode(), 1, 1, "much longer", 5.0)))
    assert 1 <= len(set(after) - set(before)) <= 3


def test_a_sentence_taken_out_leaves_other_pieces_alone():
    """The pieces after it stand earlier and are the same."""
    shorter = [list(part) for part in episode()]
    del shorter[1][4]
    before, after = pieces(assemble(episode(), Sound())), pieces(assemble(shorter, Sound()))
    assert len(set(after) - set(before)) <= 1


def test_the_same_takes_give_the_same_mix():
    """It is a function of what goes in."""
    first, second = assemble(episode(), Sound()), assemble(episode(), Sound())
    assert first.voice.pcm == second.voice.pcm
    assert pieces(first) == pieces(second)
    assert (first.cuts, first.cues, first.chapters) == (second.cuts, second.cues, second.chapters)


# --- the voice --------------------------------------------------------------------------------------------


def test_no_join_clicks(mix):
    """Although each take begins and ends at full strength, the track goes through zero and never jumps there."""
    track = mix.voice.samples()[:, 0].astype(int)
    edges = [round(edge * mix.voice.rate) for cue in mix.cues for edge in (cue.start, cue.end - 1 / mix.voice.rate)]
    assert all(track[edge] == 0 for edge in edges)
    jumps = np.abs(np.diff(track))
    near = np.concatenate([jumps[edge - 10 : edge + 10] for edge in edges])
    assert near.max() < 0.06 * jumps.max()


def test_a_take_is_joined_bit_for_bit_between_its_edges():
    """5 ms at either end are shaped; nothing else of it is touched."""
    takes = [take("a"), take("b", 2.0)]
    mix = assemble([takes])
    for cue, each in zip(mix.cues, takes, strict=True):
        start = round(cue.start * 22_050)
        laid = mix.voice.samples()[start : start + each.clip.frames]
        assert (laid[110:-220] == each.clip.samples()[110:-220]).all()


def test_a_louder_voice_does_not_clip():
    """Gains count against the greatest: +6 dB and 0 dB are joined as 0 and -6, and no sample is above its take's."""
    loud, soft = replace(VOICE, profile="loud", gain=6.0), VOICE
    takes = [take("a", voice=loud, peak=32_767), take("b", voice=soft, peak=32_767)]
    track = assemble([takes]).voice.samples().astype(float)
    mix = assemble([takes])
    spans = [track[round(cue.start * 22_050) : round(cue.end * 22_050)] for cue in mix.cues]
    assert decibels(spans[0]) - decibels(spans[1]) == pytest.approx(6.0, abs=0.15)
    assert np.abs(spans[0]).max() <= 32_767
    assert np.mean(np.abs(spans[0]) == 32_767) < 0.001


def test_a_softer_voice_is_turned_down():
    """A profile's -6 dB is -6 dB."""
    quiet = replace(VOICE, gain=-6.0)
    plain, soft = assemble([[take("a")]]).voice, assemble([[take("a", voice=quiet)]]).voice
    assert decibels(plain.samples().astype(float)) - decibels(soft.samples().astype(float)) == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize(
    ("rates", "joined"), [((16_000, 22_050), 22_050), ((22_050, 24_000), 44_100), ((48_000,), 44_100)]
)
def test_takes_of_several_rates_are_joined_at_one(rates, joined):
    """At 22,050 if all fit in that, else at 44,100; cues stay as long as the takes."""
    takes = [take(f"at {rate}", 1.5, rate=rate, peak=32_767) for rate in rates]
    mix = assemble([takes])
    assert mix.voice.rate == joined
    assert [cue.end - cue.start for cue in mix.cues] == pytest.approx([1.5] * len(takes), abs=1e-3)
    check_cuts(mix)


def test_resampling_a_take_at_full_scale_does_not_wrap_around():
    """Between two samples at full scale the sound can be above it: the whole take is turned down by that much."""
    square = np.where(np.arange(32_000) // 40 % 2, 32_767, -32_767).astype(np.int16)
    each = replace(take("square"), clip=Clip.from_samples(square, 16_000))
    mix = assemble([[each]])
    start = round(mix.cues[0].start * 22_050)
    exact = resample(square.astype(np.float32), 16_000, 22_050)
    assert np.abs(exact).max() > 33_000
    laid = mix.voice.samples()[start : start + len(exact), 0]
    expected = exact * (32_767 / np.abs(exact).max())
    assert np.abs(laid - expected)[110:-220].max() <= 0.51


# --- words ------------------------------------------------------------------------------------------------


def quiet_around(each, before, after):
    """The same take with silence before and after it."""
    rate = each.clip.rate
    parts = (Clip.silence(round(before * rate), rate), each.clip, Clip.silence(round(after * rate), rate))
    return replace(each, clip=Clip.join(parts, rate))


def test_silence_around_a_take_does_not_lengthen_the_pauses():
    """Two takes with up to half a second of silence at either end lie as far apart as two without, give or take
    the 10 ms before and the 40 ms after that are kept.
    """
    bare = [take("a"), take("b", 2.0)]
    padded = [quiet_around(bare[0], 0.2, 0.5), quiet_around(bare[1], 0.4, 0.1)]
    near, far = assemble([bare]).cues, assemble([padded]).cues
    assert far[1].start - far[0].end == pytest.approx(near[1].start - near[0].end, abs=0.027)
    for cue, each in zip(far, bare, strict=True):
        assert cue.end - cue.start == pytest.approx(each.clip.seconds + 0.05, abs=0.0075)


def test_words_stand_where_they_sound():
    """Times of words in a take are times of the episode in its cue, less the silence that was cut away."""
    spoken = replace(take("One two."), words=(WordTime(0, 0.3), WordTime(4, 0.7)))
    first, second = assemble([[take("a"), quiet_around(spoken, 0.3, 0.2)]]).cues[1].words
    start = assemble([[take("a"), quiet_around(spoken, 0.3, 0.2)]]).cues[1].start
    assert first == (0, pytest.approx(start + 0.01, abs=0.005), False)
    assert second == (4, pytest.approx(start + 0.41, abs=0.005), False)


def test_words_without_times_get_estimates():
    """They begin with the sound of the take, and say what they are."""
    (cue,) = assemble([[quiet_around(take("One two three.", 1.2), 0.3, 0.2)]]).cues
    assert [(at, estimated) for at, _, estimated in cue.words] == [(0, True), (4, True), (8, True)]
    assert cue.words[0][1] == pytest.approx(cue.start + 0.01, abs=0.005)
    assert cue.words[-1][1] < cue.end - 0.1


# --- levels -----------------------------------------------------------------------------------------------

OTHER = Voice("quote", voice="en-gb")


def spans(mix):
    """The voice under each cue."""
    track = mix.voice.samples()[:, 0].astype(float)
    return [track[round(cue.start * mix.voice.rate) : round(cue.end * mix.voice.rate)] for cue in mix.cues]


def test_a_second_voice_is_brought_to_the_level_of_the_first():
    """Recorded 9 dB softer or louder than the one that speaks most, it is heard within half a decibel of it."""
    for peak in (4_200, 32_700):
        takes = [take("a", 3, peak=11_800), take("b", 1, voice=OTHER, peak=peak), take("c", 2, peak=11_800)]
        first, second, third = map(decibels, spans(assemble([takes])))
        assert second - first == pytest.approx(0, abs=0.5)
        assert third - first == pytest.approx(0, abs=0.2)


def test_a_profiles_gain_comes_on_top_of_the_match():
    """A second voice of -4 dB is 4 dB softer than the first, however loud it was recorded."""
    soft = replace(OTHER, gain=-4.0)
    first, second = map(decibels, spans(assemble([[take("a", 3), take("b", 2, voice=soft, peak=8_000)]])))
    assert first - second == pytest.approx(4, abs=0.5)


def test_two_profiles_of_one_voice_are_one_voice():
    """Only their gains tell them apart."""
    whisper = replace(VOICE, profile="whisper", gain=-10.0)
    first, second = map(decibels, spans(assemble([[take("a", 3), take("b", 2, voice=whisper)]])))
    assert first - second == pytest.approx(10, abs=0.2)


def test_a_voice_is_not_turned_up_for_ever():
    """One that is 40 dB too soft is a fault of its own; it gets 12 dB, and no noise with it."""
    first, second = map(decibels, spans(assemble([[take("a", 3), take("b", 2, voice=OTHER, peak=200)]])))
    assert first - second == pytest.approx(40 - 12, abs=0.5)


def test_a_silent_second_voice_is_left_alone():
    """It has no level to be brought anywhere."""
    takes = [take("a", 3), replace(take("b", 1, voice=OTHER), clip=Clip.silence(22_050, 22_050))]
    assert not spans(assemble([takes]))[1].any()


def test_one_voice_alone_has_no_gain():
    """It is joined as it was recorded, whatever its profile adds."""
    plain, loud = (assemble([[take("a", voice=replace(VOICE, gain=gain))]]).voice.pcm for gain in (0.0, 5.0))
    assert plain == loud


def test_a_changed_sentence_moves_the_level_of_no_other():
    """Among two voices, one of them neural, one sentence in eight louder by a decibel: the others keep every bit."""
    neural = Voice("joe", engine="piper", voice="joe")
    takes = [
        *(take(f"n{n}", 2.0, voice=neural, peak=9_000 + 300 * n) for n in range(8)),
        *(take(f"q{n}", 2.0, voice=OTHER, peak=5_000) for n in range(8)),
    ]
    before = spans(assemble([takes]))
    for at in (3, 11):
        peak = 1.12 * float(np.abs(takes[at].clip.samples()).max())
        louder = take("another", 2.0, voice=takes[at].utterance.voice, peak=peak)
        other = [*takes[:at], louder, *takes[at + 1 :]]
        after = spans(assemble([other]))
        same = [(one == two).all() for one, two in zip(before, after, strict=True)]
        assert same == [n != at for n in range(16)]


# --- the room ---------------------------------------------------------------------------------------------

JOE = Voice("joe", engine="piper", voice="joe")


def with_voice(segments, voice):
    return [[replace(t, utterance=replace(t.utterance, voice=voice)) for t in part] for part in segments]


def tones(mix):
    return [bed for bed in mix.beds if bed.frames]


def test_under_a_neural_voice_lies_the_tone_of_a_room():
    """In each piece that has words, from its beginning to its end but for a moment around the cuts, which no other
    bed needs; the pieces with nothing but a sting have none.
    """
    mix = assemble(with_voice(episode(), JOE), Sound())
    spoken = {max(n for n, cut in enumerate(mix.cuts) if cut <= cue.start * RATE) for cue in mix.cues}
    assert len(tones(mix)) == len(spoken) < len(mix.cuts) - 1
    for piece, bed in zip(sorted(spoken), tones(mix), strict=True):
        first, last = mix.cuts[piece : piece + 2]
        assert bed.start - first == round(0.01 * RATE)
        assert last == mix.frames or last - bed.end == round(0.05 * RATE)


def test_the_tone_is_over_soon_after_the_last_word():
    """The end of the outro is the music's alone."""
    mix = assemble(with_voice(episode(), JOE), Sound())
    assert tones(mix)[-1].end / RATE - mix.cues[-1].end == pytest.approx(0.5, abs=0.02)


def test_other_voices_have_no_tone():
    """espeak-ng rests in digital silence, within its takes too."""
    assert not tones(assemble(episode(), Sound()))


def test_a_paragraph_in_another_voice_has_no_tone_either():
    """Where only one paragraph of an episode is read by a neural voice, that has it."""
    parts = episode()
    parts[1][1:7] = with_voice([parts[1][1:7]], JOE)[0]
    mix = assemble(parts)
    (first, last) = mix.cues[len(parts[0]) + 1], mix.cues[len(parts[0]) + 6]
    assert tones(mix)
    assert all(first.start - 0.06 <= bed.start / RATE and bed.end / RATE <= last.end + 0.7 for bed in tones(mix))


@pytest.mark.parametrize(("which", "number"), [(0, 7), (1, 8), (2, 3)])
def test_a_changed_sentence_changes_its_own_piece_in_a_room_too(which, number):
    """Each piece begins the tone anew, so it lies in every other piece as it did."""
    plain, other = episode(), changed(episode(), which, number, "changed", 2.0)
    before, after = (assemble(with_voice(parts, JOE), Sound()) for parts in (plain, other))
    digests = [{rendering.digest(mix, n) for n in range(rendering.pieces(mix))} for mix in (before, after)]
    assert 1 <= len(digests[1] - digests[0]) <= 2


# --- the music --------------------------------------------------------------------------------------------


def test_music_under_the_voice_is_softer_by_the_margin(mix):
    """Wherever a word and music sound together, music is at least 15 dB below the words; it is meant to be 20."""
    words, beds = voice(mix), music(mix)
    spoken = np.zeros(mix.frames, bool)
    for cue in mix.cues:
        spoken[round(cue.start * RATE) : round(cue.end * RATE)] = True
    overlap = spoken & (beds != 0)
    assert overlap.sum() > 5 * RATE
    assert decibels(words[overlap]) - decibels(beds[overlap]) >= DUCKED_BELOW_VOICE - 0.5
    windows = [span for span in np.array_split(np.flatnonzero(overlap), 40) if len(span)]
    assert min(decibels(words[span]) - decibels(beds[span]) for span in windows) >= 15


def test_music_alone_is_a_little_softer_than_the_voice(mix):
    """The intro before the first word, each sting and the risen outro: 6 dB below, give or take two."""
    first, last = round(mix.cues[0].start * RATE), round(mix.cues[-1].end * RATE)
    track, beds = voice(mix), music(mix)
    words = decibels(np.concatenate([track[round(c.start * RATE) : round(c.end * RATE)] for c in mix.cues]))
    stings = [beds[bed.start : bed.start + 2 * RATE] for bed in mix.beds[1:-1]]
    for alone in (beds[: first - RATE // 2], *stings, beds[last + RATE : last + 8 * RATE]):
        assert words - decibels(alone) == pytest.approx(MUSIC_BELOW_VOICE, abs=2.0)


def test_the_voice_enters_after_the_opening_phrase(mix):
    """The intro plays its motif alone first."""
    assert mix.cues[0].start == pytest.approx(theme.ENTRY, abs=1e-4)


def test_between_segments_the_sting_stands_alone(mix):
    """It begins half a second after the last word, and the heading comes within a fifth after its end."""
    for n, sting in zip((1, 2), mix.beds[1:-1], strict=True):
        before = max(cue.end for cue in mix.cues if cue.segment == n - 1)
        after = min(cue.start for cue in mix.cues if cue.segment == n)
        assert 0.45 <= sting.start / RATE - before <= 0.56
        assert 0.19 <= after - (sting.start + sting.clip.frames) / RATE <= 0.24


def test_the_outro_lies_under_the_closing_words_and_ends_the_episode(mix):
    """It begins with them or within them, and when it is over there is a tenth of a second of silence."""
    outro, words = mix.beds[-1], mix.cues[-1]
    assert words.start <= outro.start / RATE < words.end
    assert 0.07 <= mix.seconds - (outro.start + outro.clip.frames) / RATE <= 0.11


def test_the_sum_of_voice_and_music_does_not_clip(mix):
    """Nowhere do they reach full scale together."""
    assert np.abs(voice(mix) + music(mix)).max() < 1.0


def test_none_means_no_music():
    """Only the voice, and pauses between the segments."""
    mix = assemble(episode(), PLAIN)
    assert mix.beds == ()
    assert mix.cues[0].start == pytest.approx(0.25, abs=1e-4)


def test_one_sentence_is_an_episode():
    """Intro and outro meet around a single utterance, in one piece, with one chapter."""
    mix = assemble([[take("Just this.", 2.0, pause=0.0)]], Sound())
    check_cuts(mix)
    assert len(mix.cuts) == 2
    assert len(mix.beds) == 2
    assert mix.chapters[0].end == mix.seconds


def test_the_outro_rises_when_the_last_sound_has_ended():
    """Not when the silence is over that a take may have behind it."""
    bare, padded = (
        assemble([*episode()[:2], [*paragraph("four"), last]], Sound())
        for last in (closing()[0], quiet_around(closing()[0], 0.0, 0.7))
    )
    rises = [mix.beds[-1].start / RATE - mix.cues[-1].start for mix in (bare, padded)]
    assert rises[1] == pytest.approx(rises[0], abs=0.01)


def test_a_segment_shorter_than_the_intro_ends_it():
    """Where the lead is one sentence, the intro is over before the first sting."""
    mix = assemble([[take("Lead.", 2.0, ends_block=True)], *episode()[1:]], Sound())
    check_cuts(mix)
    assert mix.beds[0].clip.frames <= round((theme.ENTRY + 2.0) * RATE) + 2


def test_closing_words_of_two_sentences_share_a_piece_with_the_outro():
    """The music begins under the first of them, so there is no cut between the two, long as they are."""
    goodbye = [take("That was it.", 4.5, role="closing"), take("Thank you.", 3.0, role="closing", ends_block=True)]
    mix = assemble([*episode()[:1], [*paragraph("four"), *goodbye]], Sound())
    check_cuts(mix)
    assert mix.beds[-1].start / RATE < mix.cues[-2].end
    assert mix.cuts[-2] / RATE < mix.cues[-2].start


def test_closing_words_of_an_earlier_segment_are_not_the_end():
    """The outro stays within the last segment, whatever came before it."""
    mix = assemble([closing(), closing(0.5)], Sound())
    check_cuts(mix)
    assert mix.beds[-1].start / RATE >= mix.cues[-1].start


def test_a_segment_without_words_is_no_chapter():
    """It has nothing to be heard, so there is nowhere to jump to."""
    script = Script("A", (Segment("Empty", ()), Segment("Full", (take("a").utterance,))))
    mix = assembly.assemble([take("a")], script, Show("S", sound=PLAIN))
    assert [chapter.title for chapter in mix.chapters] == ["Full"]


@pytest.mark.parametrize("takes", [[], [take("a"), take("b")]])
def test_takes_that_are_not_the_scripts_are_a_mistake_of_the_caller(takes):
    """One utterance wants one take."""
    script = Script("A", (Segment("Full", (take("a").utterance,)),))
    with pytest.raises(ValueError, match="takes for 1 utterances"):
        assembly.assemble(takes, script, Show("S", sound=PLAIN))


def test_a_stereo_show_gets_stereo_music():
    """The theme has two channels that differ; the voice stays one."""
    mix = assemble(episode(), Sound(channels=2))
    assert mix.channels == 2
    assert {bed.clip.channels for bed in mix.beds} == {2}
    assert mix.voice.channels == 1


# --- a show's own music -----------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """Three files that begin and end abruptly, in stereo."""
    return Sound(
        intro=write_wav(tmp_path / "in.wav", 10.0, channels=2),
        sting=write_wav(tmp_path / "sting.wav", 1.3, channels=2),
        outro=write_wav(tmp_path / "out.wav", 12.0, channels=2),
    )


def test_own_music_is_played_and_mixed_down_for_a_mono_show(own):
    """Intro, two stings and outro, each in one channel, whole in one piece."""
    mix = assemble(episode(), own)
    check_cuts(mix)
    assert [bed.clip.channels for bed in mix.beds] == [1, 1, 1, 1]
    assert mix.cues[0].start == pytest.approx(4.0, abs=1e-4)


def test_own_stereo_music_stays_stereo_in_a_stereo_show(own):
    """And mono music in it stays as it is."""
    mix = assemble(episode(), replace(own, channels=2, sting="none"))
    assert [bed.clip.channels for bed in mix.beds] == [2, 2]


def test_own_music_does_not_click_where_it_is_abrupt(own):
    """A cosine cut off at full strength is faded to exactly zero at both its ends."""
    for bed in assemble(episode(), own).beds:
        sound = heard(bed)[:, 0]
        assert sound[0] == sound[-1] == 0.0
        assert np.abs(np.diff(sound)).max() < 1.1 * 2 * np.pi * 330 / RATE * np.abs(sound).max()


def test_music_longer_than_the_words_is_refused(own, tmp_path):
    """The file, both lengths, and what to do."""
    long = write_wav(tmp_path / "long.wav", 9.0)
    with pytest.raises(SoundError) as error:
        assemble([[take("Too short.", 4.0, pause=0.5)]], replace(own, intro=long, outro="none", sting="none"))
    assert error.value.path == str(long)
    assert error.value.message == (
        "this music lasts 9.0 s, longer than the 4.5 s that are spoken; cut it to under 4 seconds"
    )


# --- any takes at all -------------------------------------------------------------------------------------


@st.composite
def segments(draw):
    """One to three segments of noise bursts of any length, pause and place."""
    n = 0
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        part = []
        for _ in range(draw(st.integers(1, 6))):
            n += 1
            seconds, pause = draw(st.floats(0.001, 6.0)), draw(st.sampled_from([0.0, 0.12, 0.35, 0.7, 1.2]))
            role = draw(st.sampled_from(["prose", "heading", "closing"]))
            part.append(take(str(n), seconds, role=role, pause=pause, ends_block=draw(st.booleans()), rate=11_025))
        parts.append([replace(t, clip=Clip.from_pcm(t.clip.pcm, 22_050)) for t in part])
    return parts


@settings(max_examples=25, deadline=None)
@given(segments=segments(), themed=st.booleans(), neural=st.booleans())
def test_whatever_is_said_the_mix_is_whole(segments, themed, neural):
    """Cuts in silence, chapters without gaps, cues in order and as long as their takes, no bed over the end, and the
    room's tone in each piece that wants it, clear of its cuts.
    """
    mix = assemble([with_voice([part], JOE)[0] if neural else part for part in segments], Sound() if themed else PLAIN)
    room = tones(mix)
    assert bool(room) == neural
    check_cuts(replace(mix, beds=tuple(bed for bed in mix.beds if not bed.frames)))
    for bed in room:
        last = min(cut for cut in mix.cuts if cut > bed.start)
        assert bed.start < bed.end <= last - round(0.05 * RATE)
    takes = [t for part in segments for t in part]
    assert [round((cue.end - cue.start) * 22_050) for cue in mix.cues] == [t.clip.frames for t in takes]
    assert all(a.end <= b.start + 1e-9 for a, b in zip(mix.cues[:-1], mix.cues[1:], strict=True))
    assert [c.end for c in mix.chapters] == [*(c.start for c in mix.chapters[1:]), mix.seconds]
    assert all(bed.end <= mix.frames for bed in mix.beds)
    assert mix.voice.frames * 2 == mix.frames
