"""The join: takes, pauses and music become one time line, and chapters and cues fall out of it.

What is heard, in order: the intro alone, the voice entering over it while the music ducks, the segments with a
sting in each gap between them, and the outro, which waits under the closing words and rises after the last one.
Takes are cut to their words, so that pauses are as long as the script says and a cue begins with its sound; under
neural voices lies the tone of a room.

The time line is laid out so that an edit stays where it was made. Inner cuts stand in silence, each piece
begins at a multiple of :data:`MP3_FRAME`, and every bed lies whole within one piece, at a fixed distance from its
cut or from the words over it. So a piece's sound depends on its own sentences alone, and pieces that an edit did
not touch come out bit for bit as before, wherever they now stand. What they share, the levels of the voices, of the
music and of the room, goes in steps: one sentence does not move it.

Heavy (numpy and pydub through ``clip``): import it where a build begins.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from reviewcast import trimming
from reviewcast.assembly.dubbing import dub, words
from reviewcast.assembly.levels import gains
from reviewcast.assembly.music import Shelf
from reviewcast.assembly.timeline import AFTER_STING, HEAD, TAIL, Timeline
from reviewcast.beds import level
from reviewcast.model import DELIVERY_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.cache import Cache
    from reviewcast.model import Mix, Script, Segment, Show, Sound, Take


def assemble(takes: Sequence[Take], script: Script, show: Show, *, cache: Cache | None = None) -> Mix:
    """Join *takes*, one for each utterance of *script* and in its order, with the music that *show* asks for.

    The built-in music comes out of *cache*, where it is.

    The voice track is mono at 22,050 frames a second when every take fits in that, else at 44,100. Voices are
    brought to one level, their profiles' gains come on top, and where something would be turned up everything else
    is turned down instead, so that no peak can be clipped: mastering sets the loudness of the whole in any case.
    Besides the takes, memory holds one joined copy, and one more of those takes whose level or rate is changed.

    Raises SoundError for music of the show's own that cannot be read or is longer than what is spoken, ValueError
    for takes that are not the script's.
    """
    if not takes or len(takes) != len(script.utterances):
        raise ValueError(f"{len(takes)} takes for {len(script.utterances)} utterances")
    half = DELIVERY_RATE // 2
    rate = half if all(take.clip.rate <= half for take in takes) else DELIVERY_RATE
    edges = [trimming.edges(take.clip.samples()[:, 0], take.clip.rate) for take in takes]
    levels = gains(takes, [(each.first, each.last) for each in edges])
    voice = float(round(np.median([level(take.clip) + gain for take, gain in zip(takes, levels, strict=True)])))
    spoken = sum(take.clip.seconds + take.utterance.pause for take in takes)
    music = Shelf(show.sound, cache).choose(voice, spoken)
    segments = [segment for segment in script.segments if segment.utterances]
    timeline = Timeline(rate, len(takes) - _closing(segments[-1]))
    remaining = zip(takes, edges, levels, strict=True)
    for index, segment in enumerate(segments):
        mine = [
            (dub(take, edge, rate, gain), words(take, edge))
            for _, (take, edge, gain) in zip(segment.utterances, remaining, strict=False)
        ]
        if index:
            timeline.turn(music.sting)
        else:
            pauses = (utterance.pause for utterance in segment.utterances[:-1])
            timeline.begin(music.intro, sum(each.frames for each, _ in mine), pauses)
        timeline.open_chapter(segment.title)
        for each, times in mine:
            timeline.lay(each, times, index)
    return timeline.finish(music.outro, show.sound.channels, voice)


def music_seconds(sound: Sound, segments: int, *, cache: Cache | None = None) -> float:
    """By how much the music makes an episode of so many segments longer than its words and pauses, about.

    Raises SoundError for music of the show's own that cannot be read.
    """
    music = Shelf(sound, cache).choose(0.0, float("inf"))
    between = (segments - 1) * (music.sting.clip.seconds + AFTER_STING) if music.sting else 0.0
    before = music.intro.turning if music.intro else HEAD
    return before + between + (music.outro.clip.seconds - music.outro.turning if music.outro else TAIL)


def _closing(segment: Segment) -> int:
    """How many utterances at the end of the last *segment* are closing words; 1 where none are."""
    words = takewhile(lambda utterance: utterance.role == "closing", reversed(segment.utterances))
    return max(1, sum(1 for _ in words))
