"""The fold: pauses, takes, stings and cuts laid one after another, and what falls out of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewcast import roomtone
from reviewcast.clip import SAMPLE_WIDTH, Clip
from reviewcast.id3 import LONGEST
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Bed, Chapter, Cue, Mix
from reviewcast.notation import cut, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewcast.assembly.dubbing import Dub
    from reviewcast.beds import Track

SILENCE_BEFORE_CUT = 0.08
SILENCE_AFTER_CUT = 0.04
"""Seconds around a cut without voice or music: what the limiter and the encoder need to come to rest."""

HEAD = 0.25
TAIL = 0.5
AFTER_STING = 0.12
_BEFORE_STING = 0.45
_CUTTABLE_PAUSE = SILENCE_BEFORE_CUT + SILENCE_AFTER_CUT
"""Seconds: that of a clause is long enough, so that no sentence, however long, is one piece."""
_LONG_BLOCK = 4.0
"""Seconds since the last cut after which a pause between two sentences is cut as well."""

_TONE_ENDS, _TONE_BEGINS = 0.05, 0.01
"""Seconds before and after a cut without the room's tone: what is later than 25 ms before it is lost in the encoder."""


@dataclass(slots=True)
class Timeline:
    """The state of the fold. Positions are frames at the voice's *rate* unless they are said to be delivered."""

    rate: int
    closing: int
    """The index of the take under which the outro may begin."""
    parts: list[bytes | memoryview] = field(default_factory=list)
    position: int = 0
    cuts: list[int] = field(default_factory=lambda: [0])
    beds: list[Bed] = field(default_factory=list)
    quiet_from: int = 0
    """Where the intro has ended."""
    cues: list[Cue] = field(default_factory=list)
    chapters: list[tuple[float, str]] = field(default_factory=list)
    owed: float = 0.0
    """Seconds of pause after the last take, not yet laid."""
    silent_from: int = 0
    """Where the sound of the last take has ended."""
    toned: set[int] = field(default_factory=set)
    """The pieces, by their number, in which a voice wants the tone of a room."""

    def begin(self, intro: Track | None, words: int, pauses: Iterable[float]) -> None:
        """The time before the first word; the intro ends with the first segment's *words* and *pauses*."""
        if intro is None:
            self._rest(self._count(HEAD))
            return
        self._rest(self._count(intro.turning))
        bed = intro.entering(self._delivered(words + sum(map(self._count, pauses))))
        self.beds.append(bed)
        self.quiet_from = self._received(bed.end)

    def open_chapter(self, title: str) -> None:
        """A chapter begins at the last cut, a breath before its first word; its title fits into every form."""
        self.chapters.append((self._delivered(self.cuts[-1]) / DELIVERY_RATE, cut(line(title), LONGEST)))

    def lay(self, dub: Dub, words: Iterable[tuple[int, float, bool]], segment: int) -> None:
        """The pause that is owed, then a take, with its *words* in seconds from its beginning."""
        self._pause()
        utterance = dub.take.utterance
        start = self.position / self.rate
        self.silent_from = self.position + dub.sounding
        self.parts += dub.buffers
        self.position += dub.frames
        if utterance.voice.engine in roomtone.NEURAL:
            self.toned.add(len(self.cuts) - 1)
        times = tuple((at, start + seconds, estimated) for at, seconds, estimated in words)
        span = (start, self.position / self.rate)
        self.cues.append(Cue(*span, utterance.text, segment, utterance.role, utterance.ends_block, times))
        self.owed = utterance.pause

    def turn(self, sting: Track | None) -> None:
        """From one segment to the next: pause, sting, and a cut where the next chapter begins."""
        if sting is None:
            self._cut(max(self.owed, TAIL) - SILENCE_AFTER_CUT, SILENCE_AFTER_CUT)
        else:
            self._cut(_BEFORE_STING, 2 * MP3_FRAME / DELIVERY_RATE)
            self.beds.append(sting.alone(self._delivered(self.position)))
            self._rest(self._received(sting.clip.frames))
            self._cut(SILENCE_BEFORE_CUT, AFTER_STING)
        self.owed = 0.0

    def finish(self, outro: Track | None, channels: int, voice: float) -> Mix:
        """The outro, the end, the room around a *voice* of so many dBFS, and everything joined once."""
        end = self._delivered(self.position + self._count(max(self.owed, TAIL)))
        if outro is not None:
            first = round(self.cues[self.closing].start * DELIVERY_RATE)
            bed = outro.rising(first, self._delivered(self.silent_from))
            self.beds.append(bed)
            end = max(end, bed.end + round(SILENCE_BEFORE_CUT * DELIVERY_RATE))
        end = -(-end // MP3_FRAME) * MP3_FRAME
        self._rest(self._received(end) - self.position)
        cuts = (*map(self._delivered, self.cuts), end)
        starts, titles = zip(*self.chapters, strict=True)
        ends = (*starts[1:], end / DELIVERY_RATE)
        return Mix(
            voice=Clip.from_pcm(b"".join(self.parts), self.rate),
            beds=(*self.beds, *self._tones(cuts, voice)),
            cuts=cuts,
            channels=channels,
            chapters=tuple(map(Chapter, starts, ends, titles)),
            cues=tuple(self.cues),
        )

    def _tones(self, cuts: tuple[int, ...], voice: float) -> Iterator[Bed]:
        """A bed for each piece with a voice that wants one; in the last it is over soon after the words."""
        words_end = self._delivered(self.silent_from) + round(TAIL * DELIVERY_RATE)
        for piece in sorted(self.toned):
            first, last = cuts[piece : piece + 2]
            start, end = first + round(_TONE_BEGINS * DELIVERY_RATE), last - round(_TONE_ENDS * DELIVERY_RATE)
            yield roomtone.under(start, min(end, words_end), voice)

    def _pause(self) -> None:
        """The silence after a take, with a cut in it where one is useful and no music sounds."""
        long = self.position - self.cuts[-1] >= self._count(_LONG_BLOCK)
        free = self.position >= self.quiet_from and len(self.cues) <= self.closing
        if self.owed >= _CUTTABLE_PAUSE and free and (long or self.cues[-1].ends_block):
            self._cut(max(self.owed - SILENCE_AFTER_CUT, SILENCE_BEFORE_CUT), SILENCE_AFTER_CUT)
        else:
            self._rest(self._count(self.owed))

    def _cut(self, before: float, after: float) -> None:
        """Silence of at least *before* seconds, up to where a piece can begin; a cut; *after* seconds."""
        unit = self._received(MP3_FRAME)
        cut = -(-(self.position + self._count(before)) // unit) * unit
        self._rest(cut - self.position + self._count(after))
        self.cuts.append(cut)

    def _rest(self, frames: int) -> None:
        self.parts.append(bytes(frames * SAMPLE_WIDTH))
        self.position += frames

    def _count(self, seconds: float) -> int:
        return round(seconds * self.rate)

    def _delivered(self, position: int) -> int:
        """A position at DELIVERY_RATE."""
        return position * (DELIVERY_RATE // self.rate)

    def _received(self, frames: int) -> int:
        """Delivered frames as a length here, rounded up."""
        return -(-frames * self.rate // DELIVERY_RATE)
