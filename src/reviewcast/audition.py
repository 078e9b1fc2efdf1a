"""Hearing a name before it is decided: alone, and in its real sentence before and after.

The takes come by the way that a build takes, cache included: what is heard here is what the episode will have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewcast import media, naming, production, reading, respelling, speech, storage
from reviewcast.clip import Clip
from reviewcast.document import make_slug
from reviewcast.errors import UsageError
from reviewcast.harmless import sayable
from reviewcast.lexicon import Lexicon, same_key
from reviewcast.model import Rule, Saying, Script, Segment, Utterance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from reviewcast.booth import Engines
    from reviewcast.casting import StandIn
    from reviewcast.model import Take, Voice
    from reviewcast.production import Draft, Studio

_LETTERS = re.compile("[A-Za-z]+")
_GAP = 0.6
"""Seconds of silence between two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that are heard."""

    label: str
    """``alone``, ``before`` or ``after``; ``sentence`` where there is only one."""
    text: str
    spoken: str
    start: float
    """Seconds from the beginning of the file."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Audition:
    """A file to listen to, and what is in it."""

    name: str
    path: Path
    parts: tuple[Part, ...]
    rule: Rule | None
    """The rule that is heard; None for the engine's own reading."""
    stand_ins: tuple[StandIn, ...] = ()
    """Who speaks in whose place."""


def hear(
    name: str, rule: Rule | None, reviews: Iterable[Path], studio: Studio, voices: Engines, folder: Path
) -> Audition:
    """Record *name* alone, then the first sentence of *reviews* that has it, and write a WAV into *folder*.

    *rule* is one that is in no file yet; without one the saved rule is heard against the engine's own reading, and a
    *name* that stands nowhere and reads as a respelling is heard as that. Raises a ReviewcastError when a review or a
    rule file is wrong or the voice cannot speak.
    """
    draft = _first_with(name, reviews, studio)
    saved = studio.rulebook.rule(name, draft.path if draft else None)
    if rule is None and saved is None and draft is None and respelling.is_readable(name):
        rule = Rule(name, Saying("say", name), scope="inline")
    heard = rule or saved
    after = replace(studio, rulebook=studio.rulebook.trying(rule)) if rule else studio
    before = studio if rule else replace(studio, rulebook=studio.rulebook.without(name))
    sentences = _sentences(name, draft, before, after) if draft else []
    casting = studio.casting()
    voice = sentences[-1][1].voice if sentences else casting.usual()
    lines = [("alone", _alone(name, heard, voice, after)), *sentences]
    takes = _takes([said for _, said in lines], studio, voices)
    clip, parts = _joined([label for label, _ in lines], takes)
    path = folder / f"{make_slug(name)}.wav"
    storage.write(path, media.encode_wav(clip))
    return Audition(name, path, parts, heard, draft.stand_ins if draft else casting.stand_ins)


def _first_with(name: str, reviews: Iterable[Path], studio: Studio) -> Draft | None:
    """The first review that has *name*; those whose bytes lack its longest run of plain letters are not parsed."""
    word = max(_LETTERS.findall(name), key=len, default="").lower().encode()
    for path in reviews:
        source = storage.read(path, "the review").replace(b"\0", b"").lower()  # UTF-16 too
        if word in source:
            draft = production.draft(path, studio)
            if next(naming.mentions(name, [draft]), None):
                return draft
    return None


def _alone(name: str, rule: Rule | None, voice: Voice, studio: Studio) -> Utterance:
    """*name* by itself in the *voice* of its sentence, by *rule* wherever that is meant to act."""
    rules = Lexicon([replace(rule, after=(), before=())] if rule else [])
    reader = reading.Reader(rules, voice, studio.show.language)
    spoken = reader.read(rule.written if rule and same_key(rule.written, name) else name).spoken
    if not sayable(spoken):
        raise UsageError(f'"{name}" has nothing to say; write a name or a respelling such as HYOO-stun')
    return Utterance(name, spoken, voice, 0, pause=_GAP, rules=(rule,) if rule else ())


def _sentences(name: str, draft: Draft, before: Studio, after: Studio) -> list[tuple[str, Utterance]]:
    """The first sentence that *name* changes, as it was and as it will be, else the first that has it, once."""
    new = production.draft(draft.path, after).script.utterances
    trial = replace(draft, script=Script("", (Segment("", new),)))
    acting = {(each.line, each.text) for _, each in naming.places(name, [trial], after)}
    said = next((each for each in new if (each.line, each.text) in acting), None)
    if said is None:  # in the draft as it was, where the words of a trial cut the sentence inside the name
        said = next(mention.utterance for mention in naming.mentions(name, [trial, draft]))
    plain = production.draft(draft.path, before).script.utterances
    old = next((each for each in plain if (each.line, each.text) == (said.line, said.text)), said)
    if old.spoken == said.spoken:
        return [("sentence", said)]
    return [("before", old), ("after", said)]


def _takes(utterances: Sequence[Utterance], studio: Studio, voices: Engines) -> tuple[Take, ...]:
    script = Script("", (Segment("", tuple(utterances)),))
    return speech.speak(script, voices.get, studio.cache, jobs=studio.jobs)


def _joined(labels: Sequence[str], takes: Sequence[Take]) -> tuple[Clip, tuple[Part, ...]]:
    rate = takes[0].clip.rate
    gap = Clip.silence(int(_GAP * rate), rate)
    parts: list[Part] = []
    position = 0.0
    for label, take in zip(labels, takes, strict=True):
        said = take.utterance
        parts.append(Part(label, said.text, said.spoken, round(position, 3), round(take.clip.seconds, 3)))
        position += take.clip.seconds + gap.seconds
    pieces = [piece for take in takes for piece in (take.clip, gap)]
    return Clip.join(pieces[:-1], rate), tuple(parts)
