"""The join: takes, pauses and music become one time line, and chapters and cues fall out of it.

What is heard, in order: the intro alone, the voice entering over it while the music ducks, the segments with a
sting in each gap between them, and the outro, which waits under the closing words and rises after the last one.

The time line is laid out so that an edit stays where it was made. Inner cuts stand in digital silence, each piece
begins at a multiple of :data:`MP3_FRAME`, and every bed lies whole within one piece, at a fixed distance from its
cut or from the words over it. So a piece's sound depends on its own sentences alone, and pieces that an edit did
not touch come out bit for bit as before, wherever they now stand. The one thing that all music shares, its level
against the voice, follows the median take in whole decibels: one sentence does not move it.

Heavy (numpy and pydub through ``clip``): import it where a build begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from reviewcast.beds import Track, fit, level
from reviewcast.clip import SAMPLE_WIDTH, Clip
from reviewcast.errors import SoundError
from reviewcast.id3 import LONGEST
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Bed, Chapter, Cue, Mix
from reviewcast.notation import cut, line
from reviewcast.resampling import resample

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from reviewcast.cache import Cache
    from reviewcast.model import Script, Segment, Show, Sound, Take, Utterance

SILENCE_BEFORE_CUT = 0.08
SILENCE_AFTER_CUT = 0.04
"""Seconds of digital silence around a cut: what the limiter and the encoder need to come to rest."""

_DECLICK = 0.005
_HEAD = 0.25
_TAIL = 0.5
_CUTTABLE_PAUSE = SILENCE_BEFORE_CUT + SILENCE_AFTER_CUT
"""Seconds: that of a clause is long enough, so that no sentence, however long, is one piece."""
_LONG_BLOCK = 4.0
"""Seconds since the last cut after which a pause between two sentences is cut as well."""

_BEFORE_STING = 0.45
_AFTER_STING = 0.12

_ENTRY, _ENTRY_SHARE = 5.0, 0.4
_LEAD, _LEAD_SHARE = 4.0, 0.3
"""For a show's own music, seconds and share of its length, whichever is less: of an intro before the voice enters,
of an outro under the last words."""

_FULL = 32_767.0


def assemble(takes: Sequence[Take], script: Script, show: Show, *, cache: Cache | None = None) -> Mix:
    """Join *takes*, one for each utterance of *script* and in its order, with the music that *show* asks for.

    The built-in music comes out of *cache*, where it is.

    The voice track is mono at 22,050 frames a second when every take fits in that, else at 44,100. Gains of voices
    count against the greatest one above 0 dB in the script, so that no peak can be clipped: mastering sets
    the loudness of the whole in any case. Besides the takes, memory holds one joined copy.

    Raises SoundError for music of the show's own that cannot be read or is longer than what is spoken, ValueError
    for takes that are not the script's.
    """
    if not takes or len(takes) != len(script.utterances):
        raise ValueError(f"{len(takes)} takes for {len(script.utterances)} utterances")
    segments = [segment for segment in script.segments if segment.utterances]
    half = DELIVERY_RATE // 2
    rate = half if all(take.clip.rate <= half for take in takes) else DELIVERY_RATE
    layout = _Layout(rate, len(takes) - _closing(segments[-1]))
    trim = max(0.0, *(take.utterance.voice.gain for take in takes))
    music = _choose(takes, _Shelf(show.sound, cache), trim)
    remaining = iter(takes)
    for index, segment in enumerate(segments):
        mine = list(islice(remaining, len(segment.utterances)))
        sounds = [_sound(take.clip, rate, take.utterance.voice.gain - trim) for take in mine]
        if index:
            layout.turn(music.sting)
        else:
            layout.begin(music.intro, sum(map(_frames, sounds)), [take.utterance.pause for take in mine[:-1]])
        layout.open_chapter(segment.title)
        for take, sound in zip(mine, sounds, strict=True):
            layout.lay(take.utterance, sound, index)
    return layout.finish(music.outro, show.sound.channels)


def music_seconds(sound: Sound, segments: int, *, cache: Cache | None = None) -> float:
    """By how much the music makes an episode of so many segments longer than its words and pauses, about.

    Raises SoundError for music of the show's own that cannot be read.
    """
    shelf, anything = _Shelf(sound, cache), float("inf")
    intro, sting, outro = (part(shelf, anything, 0.0) for part in (_intro, _sting, _outro))
    between = (segments - 1) * (sting.clip.seconds + _AFTER_STING) if sting else 0.0
    return (intro.turning if intro else _HEAD) + between + (outro.clip.seconds - outro.turning if outro else _TAIL)


# --- the time line ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Layout:
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

    def begin(self, intro: Track | None, words: int, pauses: Iterable[float]) -> None:
        """The time before the first word; the intro ends with the first segment's *words* and *pauses*."""
        if intro is None:
            self._rest(self._count(_HEAD))
            return
        self._rest(self._count(intro.turning))
        bed = intro.entering(self._delivered(words + sum(map(self._count, pauses))))
        self.beds.append(bed)
        self.quiet_from = self._received(bed.clip.frames)

    def open_chapter(self, title: str) -> None:
        """A chapter begins at the last cut, a breath before its first word; its title fits into every form."""
        self.chapters.append((self._delivered(self.cuts[-1]) / DELIVERY_RATE, cut(line(title), LONGEST)))

    def lay(self, utterance: Utterance, sound: Sequence[memoryview], segment: int) -> None:
        """The pause that is owed, then a take."""
        self._pause()
        start = self.position
        self.parts += sound
        self.position += _frames(sound)
        span = (start / self.rate, self.position / self.rate)
        self.cues.append(Cue(*span, utterance.text, segment, utterance.role, utterance.ends_block))
        self.owed = utterance.pause

    def turn(self, sting: Track | None) -> None:
        """From one segment to the next: pause, sting, and a cut where the next chapter begins."""
        if sting is None:
            self._cut(max(self.owed, _TAIL) - SILENCE_AFTER_CUT, SILENCE_AFTER_CUT)
        else:
            self._cut(_BEFORE_STING, 2 * MP3_FRAME / DELIVERY_RATE)
            self.beds.append(sting.alone(self._delivered(self.position)))
            self._rest(self._received(sting.clip.frames))
            self._cut(SILENCE_BEFORE_CUT, _AFTER_STING)
        self.owed = 0.0

    def finish(self, outro: Track | None, channels: int) -> Mix:
        """The outro, the end, and everything joined once."""
        end = self._delivered(self.position + self._count(max(self.owed, _TAIL)))
        if outro is not None:
            first = round(self.cues[self.closing].start * DELIVERY_RATE)
            bed = outro.rising(first, self._delivered(self.position))
            self.beds.append(bed)
            end = max(end, bed.start + bed.clip.frames + round(SILENCE_BEFORE_CUT * DELIVERY_RATE))
        end = -(-end // MP3_FRAME) * MP3_FRAME
        self._rest(self._received(end) - self.position)
        starts, titles = zip(*self.chapters, strict=True)
        ends = (*starts[1:], end / DELIVERY_RATE)
        return Mix(
            voice=Clip.from_pcm(b"".join(self.parts), self.rate),
            beds=tuple(self.beds),
            cuts=(*map(self._delivered, self.cuts), end),
            channels=channels,
            chapters=tuple(map(Chapter, starts, ends, titles)),
            cues=tuple(self.cues),
        )

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


def _closing(segment: Segment) -> int:
    """How many utterances at the end of the last *segment* are closing words; 1 where none are."""
    words = takewhile(lambda utterance: utterance.role == "closing", reversed(segment.utterances))
    return max(1, sum(1 for _ in words))


# --- the voice --------------------------------------------------------------------------------------------


def _sound(clip: Clip, rate: int, gain: float) -> tuple[memoryview, ...]:
    """A take as 16-bit buffers to join: its ends rounded off to zero, the rest not even copied if it can be."""
    samples = clip.samples()[:, 0]
    if clip.rate != rate or gain:
        samples = _converted(samples, clip.rate, rate, gain)
    short = min(round(_DECLICK * rate), len(samples) // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(short) / max(1, short))
    head, inner, tail = np.split(samples, (short, len(samples) - short))
    return np.rint(head * ramp).astype(np.int16).data, inner.data, np.rint(tail * ramp[::-1]).astype(np.int16).data


def _converted(samples: NDArray[np.int16], from_rate: int, rate: int, gain: float) -> NDArray[np.int16]:
    """Resampled in floating point and turned down; rounded once, and never clipped."""
    sound = samples.astype(np.float32) * np.float32(10 ** (gain / 20))
    sound = resample(sound, from_rate, rate)
    peak = float(np.abs(sound).max(initial=0.0))
    if peak > _FULL:
        sound *= np.float32(_FULL / peak)
    return np.rint(sound).astype(np.int16)


def _frames(sound: Sequence[memoryview]) -> int:
    return sum(map(len, sound))


# --- the music --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Music:
    intro: Track | None = None
    sting: Track | None = None
    outro: Track | None = None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where a show's music is found."""

    sound: Sound
    cache: Cache | None

    def built_in(self, part: Literal["intro", "sting", "outro"]) -> Clip:
        """A part of the built-in theme, out of the cache or rendered."""
        from reviewcast import theme

        channels = self.sound.channels
        if self.cache is None:
            return theme.render(part, channels)
        key = theme.key(part, channels)
        pcm = self.cache.get("music", key)
        if pcm is None:
            pcm = theme.render(part, channels).pcm
            self.cache.put("music", key, pcm)
        return Clip.from_pcm(pcm, DELIVERY_RATE, channels)


def _choose(takes: Sequence[Take], shelf: _Shelf, trim: float) -> _Music:
    """The show's music at its level against the voice."""
    sound = shelf.sound
    if sound.intro == sound.sting == sound.outro == "none":
        return _Music()
    spoken = sum(take.clip.seconds + take.utterance.pause for take in takes)
    levels = [level(take.clip) + take.utterance.voice.gain - trim for take in takes]
    voice = float(round(np.median(levels)))
    return _Music(_intro(shelf, spoken, voice), _sting(shelf, spoken, voice), _outro(shelf, spoken, voice))


def _intro(shelf: _Shelf, spoken: float, voice: float) -> Track | None:
    if shelf.sound.intro == "none":
        return None
    if isinstance(shelf.sound.intro, Path):
        clip = _own(shelf.sound.intro, shelf.sound.channels, spoken)
        entry = min(_ENTRY, _ENTRY_SHARE * clip.seconds)
    else:
        from reviewcast import theme

        clip, entry = shelf.built_in("intro"), theme.ENTRY
    return fit(clip, voice, entry, under=(entry, clip.seconds))


def _sting(shelf: _Shelf, spoken: float, voice: float) -> Track | None:
    if shelf.sound.sting == "none":
        return None
    if isinstance(shelf.sound.sting, Path):
        return fit(_own(shelf.sound.sting, shelf.sound.channels, spoken), voice)
    return fit(shelf.built_in("sting"), voice)


def _outro(shelf: _Shelf, spoken: float, voice: float) -> Track | None:
    if shelf.sound.outro == "none":
        return None
    if isinstance(shelf.sound.outro, Path):
        clip = _own(shelf.sound.outro, shelf.sound.channels, spoken)
        lead = min(_LEAD, _LEAD_SHARE * clip.seconds)
    else:
        from reviewcast import theme

        clip, lead = shelf.built_in("outro"), theme.LEAD
    return fit(clip, voice, lead, under=(0.0, lead))


def _own(path: Path, channels: int, spoken: float) -> Clip:
    """A show's own file: mixed down for a mono show, refused when it is longer than what is *spoken*."""
    from reviewcast import media

    clip = media.read(path)
    if clip.seconds > spoken:
        raise SoundError(
            f"this music lasts {clip.seconds:.1f} s, longer than the {spoken:.1f} s that are spoken; "
            f"cut it to under {max(1, int(spoken))} seconds",
            path=str(path),
        )
    if clip.channels > channels:
        return Clip.from_samples(np.rint(clip.samples().mean(axis=1)).astype(np.int16), clip.rate)
    return clip
