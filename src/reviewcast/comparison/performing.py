"""The same passage in one voice after another: recorded anew, timed, joined and mastered as an episode is."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import assembly, engines, production, speech, voicebank
from reviewcast.cache import Cache
from reviewcast.comparison import passage
from reviewcast.errors import ReviewcastError, VoiceError
from reviewcast.model import Tags
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewcast.comparison.passage import Text
    from reviewcast.engines import Engine
    from reviewcast.model import Cue, Script, Voice
    from reviewcast.production import Studio
    from reviewcast.voicebank import Kit

_WARMING = "Ready."
"""Said before the clock runs, so that the model is loaded."""


@dataclass(frozen=True, slots=True)
class Performance:
    """The passage in one voice, or why there is none."""

    voice: Voice
    kit: Kit
    error: str = ""
    data: bytes = field(default=b"", repr=False)
    """MP3, mono, at -16 LUFS."""
    seconds: float = 0.0
    """Of the file."""
    cues: tuple[Cue, ...] = ()
    """Where in the file each sentence is."""
    rate: int = 0
    """Frames a second of its takes."""
    sound: float = 0.0
    """Seconds of speech that were recorded."""
    work: float = 0.0
    """Seconds that took, with the model loaded."""

    @property
    def speed(self) -> float:
        """Seconds of speech for a second of work; 0 for none."""
        return self.sound / self.work if self.work else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A passage and all who spoke it."""

    title: str
    review: str
    """The review's path as it was given."""
    words: tuple[str, ...]
    """Sentence by sentence."""
    performances: tuple[Performance, ...]
    jobs: int
    """How many sentences were recorded at a time."""


def compare(
    review: Path,
    voices: Sequence[Voice],
    studio: Studio,
    *,
    seconds: float = 30.0,
    begin: Callable[[Voice], None] = lambda _: None,
) -> Comparison:
    """Record about so many *seconds* of *review* in each of *voices*; *begin* is called before each.

    No take comes out of the cache, and none goes there: the speed is measured. What is wrong with one voice is in
    its performance. Raises a ReviewcastError when the review or a rule file is wrong. One engine runs at a time.
    """
    if not voices:
        raise VoiceError('no voice is installed; "reviewcast voices list" says what each needs')
    text = passage.of_review(review, studio)
    chosen = passage.choose(text, voices[0], seconds)
    made: dict[Voice, Performance] = {}
    for name, group in groupby(sorted(voices, key=lambda voice: voice.engine), lambda voice: voice.engine):
        with engines.open_engine(name, studio.jobs) as engine:
            for voice in group:
                begin(voice)
                made[voice] = _perform(text, chosen, voice, engine, studio)
    words = tuple(words for _, words in chosen)
    return Comparison(text.title, str(review), words, tuple(made[voice] for voice in voices), studio.jobs)


def _perform(
    text: Text, chosen: Sequence[tuple[int, str]], voice: Voice, engine: Engine, studio: Studio
) -> Performance:
    kit = voicebank.kit(voice)
    try:
        if lack := engines.missing(voice):
            raise VoiceError(lack)
        with tempfile.TemporaryDirectory(prefix="reviewcast-") as folder:
            apart = replace(studio, cache=Cache(Path(folder)), show=text.show)
            return _recorded(passage.excerpt(text, voice, chosen), Performance(voice, kit), engine, apart)
    except ReviewcastError as error:
        return Performance(voice, kit, error=str(error))


def _recorded(script: Script, plain: Performance, engine: Engine, studio: Studio) -> Performance:
    """*plain* with the sound of *script* and what it took."""
    engine.check(plain.voice)
    engine.say(_WARMING, plain.voice)
    began = time.perf_counter()
    takes = speech.speak(script, lambda _: engine, studio.cache, jobs=studio.jobs)
    work = time.perf_counter() - began
    mix = assembly.assemble(takes, script, studio.show)
    tags = Tags(script.title, studio.show.title, "", studio.now.date().isoformat())
    enclosure = production.finish(mix, tags, studio, Silence())
    return replace(
        plain,
        data=enclosure.data,
        seconds=enclosure.seconds,
        cues=mix.cues,
        rate=takes[0].clip.rate,
        sound=sum(take.clip.seconds for take in takes),
        work=work,
    )
