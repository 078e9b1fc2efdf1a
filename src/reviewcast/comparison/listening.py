"""Hearing one voice before it is chosen, out of the same takes as an episode would have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import engines, media, speech, storage
from reviewcast.clip import Clip
from reviewcast.comparison import passage
from reviewcast.errors import VoiceError
from reviewcast.model import Script, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reviewcast.booth import Engines
    from reviewcast.comparison.passage import Text
    from reviewcast.model import Take, Utterance, Voice
    from reviewcast.production import Studio


@dataclass(frozen=True, slots=True)
class Heard:
    """A file to listen to, and what is said in it."""

    voice: Voice
    path: Path
    utterances: tuple[Utterance, ...]
    seconds: float
    recorded: int
    """How many of the sentences were recorded now; the others came out of the cache."""


def hear(
    voice: Voice, studio: Studio, voices: Engines, path: Path, *, words: str | None = None, review: Path | None = None
) -> Heard:
    """Write a WAV in which *voice* says *words*, or the first paragraph of *review*, or a sentence of ours.

    Raises a ReviewcastError when the voice is not
    installed or cannot speak, and when the review or a rule file is wrong.
    """
    if lack := engines.missing(voice):
        raise VoiceError(lack)
    said = passage.first_paragraph(_text(words, review, studio), voice)
    script = Script("", (Segment("", said),))
    takes = speech.speak(script, voices.get, studio.cache, jobs=studio.jobs)
    rate = takes[0].clip.rate
    clip = Clip.join(_pieces(takes, rate), rate)
    storage.write(path, media.encode_wav(clip))
    return Heard(voice, path, said, clip.seconds, sum(not take.reused for take in takes))


def _text(words: str | None, review: Path | None, studio: Studio) -> Text:
    if review is not None:
        return passage.of_review(review, studio)
    return passage.of_words(passage.SENTENCES if words is None else words, studio)


def _pieces(takes: Sequence[Take], rate: int) -> Iterator[Clip]:
    for index, take in enumerate(takes):
        if index:
            yield Clip.silence(round(takes[index - 1].utterance.pause * rate), rate)
        yield take.clip
