"""What is promised of the sound of voices, measured on the decoded MP3 of real ones."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest

from reviewcast import assembly, encoding, engines, mastering, media
from reviewcast.cache import Cache
from reviewcast.model import Mix, Script, Segment, Show, Sound, Tags, Take, Target, Utterance, Voice

RATE = 44_100
WINDOW = round(0.0025 * RATE)
HEARD = 40.0
"""Decibels below the voice's level: softer than its weakest consonants, and 15 above the tone of the room."""

SENTENCES = (
    "For the majority of its two hours, it holds.",
    "Three thieves think of something else.",
    "She says so herself, in the first half.",
    "However, the picture is stiff and half asleep.",
    "Kate bit the cat.",
    "Who would put up with that?",
    "“What now?” he asks, and falls off a cliff.",
    "Thus ends the myth.",
)
"""Weak beginnings and ends of every kind: fricatives, an aspirate, stops, a glide, a quotation."""

VOICES = [
    pytest.param(Voice("narrator"), id="espeak-ng"),
    pytest.param(Voice("joe", engine="piper", voice="en_US-joe-medium"), id="piper", marks=pytest.mark.thorough),
]


class Finished(NamedTuple):
    """An episode of three paragraphs and its decoded sound, with the level of each window in dBFS."""

    mix: Mix
    sound: np.ndarray
    levels: np.ndarray
    level: float
    lufs: float

    def first_heard(self, after: float) -> float:
        """When it is first heard after a time."""
        begin = int(after * RATE / WINDOW)
        return (begin + np.flatnonzero(self.levels[begin:] > self.level - HEARD)[0]) * WINDOW / RATE

    def last_heard(self, before: float) -> float:
        """When it was last heard before a time."""
        return (np.flatnonzero(self.levels[: int(before * RATE / WINDOW)] > self.level - HEARD)[-1] + 1) * WINDOW / RATE


@pytest.fixture(scope="module", params=VOICES)
def finished(request, tmp_path_factory) -> Finished:
    voice = request.param
    utterances = [
        Utterance(
            text, text.strip("“”").replace("”", ","), voice, 1, pause=0.7 if n % 3 == 2 else 0.35, ends_block=n % 3 == 2
        )
        for n, text in enumerate(SENTENCES)
    ]
    with engines.open_engine(voice.engine, 2) as engine, ThreadPoolExecutor(2) as pool:
        recordings = list(pool.map(lambda each: engine.say(each.spoken, voice), utterances))
    takes = [
        Take(*each, reused=False, words=recording.words)
        for *each, recording in zip(utterances, (r.clip for r in recordings), recordings, strict=True)
    ]
    show = Show("Show", sound=Sound(intro="none", sting="none", outro="none"))
    mix = assembly.assemble(takes, Script("A Film", (Segment("A Film", tuple(utterances)),)), show)
    cache = Cache(tmp_path_factory.mktemp("cache"))
    enclosure = encoding.encode(
        mastering.master(mix, Target(), cache=cache), Tags("a", "b", "c", "2026-01-01"), cache=cache
    )
    sound = np.concatenate(list(media.decode_mp3(enclosure.data)))[:, 0].astype(float)
    levels = 10 * np.log10(sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW).var(axis=1) + 1e-14)
    spoken = np.concatenate([levels[int(c.start * RATE / WINDOW) : int(c.end * RATE / WINDOW)] for c in mix.cues])
    loud = spoken[spoken > spoken.max() - 25]
    level = float(10 * np.log10((10 ** (loud / 10)).mean()))
    return Finished(mix, sound, levels, level, enclosure.receipt.lufs)


def test_a_cue_begins_with_its_sound(finished) -> None:
    """Each sentence is first heard within 30 ms of its cue's start, up to 16 ms after it on average."""
    cues = finished.mix.cues
    before = [0.0, *(cue.end for cue in cues[:-1])]
    late = np.array([finished.first_heard(end) - cue.start for end, cue in zip(before, cues, strict=True)])
    assert np.abs(late).max() <= 0.030
    assert late.mean() == pytest.approx(0.008, abs=0.008)


def test_a_cue_ends_with_its_sound(finished) -> None:
    """Each sentence is last heard in the 60 ms before its cue's end."""
    cues = finished.mix.cues
    after = [*(cue.start for cue in cues[1:]), finished.mix.seconds]
    early = [cue.end - finished.last_heard(start) for cue, start in zip(cues, after, strict=True)]
    assert min(early) >= -0.01
    assert max(early) <= 0.06


def test_pauses_are_as_long_as_the_script_says(finished) -> None:
    """From the last sound of a sentence to the first of the next: the pause, what is kept around takes, and up to
    an MP3 frame where there is a cut.
    """
    for (one, other), asked in zip(
        itertools.pairwise(finished.mix.cues), itertools.cycle((0.35, 0.35, 0.7)), strict=False
    ):
        pause = finished.first_heard(one.end + 0.02) - finished.last_heard(other.start - 0.02)
        assert asked - 0.01 <= pause <= asked + 0.05 + 0.027 + 0.015


def test_the_first_word_of_a_cue_begins_with_it(finished) -> None:
    """The engine's own time of it, within 60 ms: it is as exact as a phoneme's beginning can be."""
    for cue in finished.mix.cues:
        index, seconds, estimated = cue.words[0]
        assert (index, estimated) == (0, False)
        assert seconds == pytest.approx(cue.start, abs=0.06)


def test_words_ascend_within_their_cue(finished) -> None:
    """No word begins before its sentence or after its end."""
    for cue in finished.mix.cues:
        moments = [cue.start, *(seconds for _, seconds, _ in cue.words), cue.end]
        assert moments == sorted(moments)
        assert len(cue.words) > 0.8 * len(cue.text.split())


def test_pauses_are_a_room_and_not_a_hole(finished) -> None:
    """Under a neural voice -66 to -70 dBFS in the pauses; espeak-ng's are digital silence."""
    pauses = [
        finished.sound[round((a.end + 0.02) * RATE) : round((b.start - 0.11) * RATE)]
        for a, b in itertools.pairwise(finished.mix.cues)
    ]
    level = 10 * np.log10(np.mean(np.concatenate(pauses) ** 2) + 1e-14)
    if finished.mix.beds:
        assert -71 < level < -65
    else:
        assert level < -110


def test_cuts_do_not_click(finished) -> None:
    """In the 50 ms around a cut, where one encoder ends and another begins, nothing stands out of a pause."""
    for cut in finished.mix.cuts[1:-1]:
        assert np.abs(finished.sound[cut - RATE // 20 : cut + RATE // 40]).max() < 10 ** (-50 / 20)


def test_the_tone_leaves_the_loudness_alone(finished) -> None:
    """The episode is as loud as asked."""
    assert finished.lufs == pytest.approx(-16.0, abs=0.3)
