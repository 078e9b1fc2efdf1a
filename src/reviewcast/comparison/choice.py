"""Which voices can be heard: profiles, and models that no profile names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import engines, profiles, voicebank
from reviewcast.errors import ReviewcastError, UsageError, did_you_mean
from reviewcast.model import Voice
from reviewcast.notation import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reviewcast.production import Studio
    from reviewcast.voicebank import Holding

MOST = 12
"""Voices on a page: more nobody compares, and it would be as large as a film."""

_NEURAL = ("piper", "kokoro")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who can be compared."""

    voices: tuple[Voice, ...]
    """Installed: profiles first, then models without one."""
    left_out: tuple[str, ...] = ()
    """The names of more that are installed."""
    absent: tuple[tuple[str, str], ...] = ()
    """(profile, what it lacks or what is wrong with it, as a sentence)."""


def candidates(studio: Studio) -> Candidates:
    """Every voice that the show of *studio* can have now, the one it has before all others.

    Profiles that make tones, not words, are none. Starts no engine and reads no model.
    """
    root, first = studio.show.root, _usual(studio)
    voices, absent = [], []
    for name in sorted(profiles.names(root), key=lambda name: (name != first, name)):
        try:
            voice = profiles.load(name, root)
            lack = engines.missing(voice)
        except ReviewcastError as error:
            absent.append((name, str(error)))
            continue
        if lack:
            absent.append((name, lack))
        elif voice.engine != "tone":
            voices.append(voice)
    known = {(voice.engine, voice.voice) for voice in voices}
    voices += [voice for voice in _models(studio.show.language) if (voice.engine, voice.voice) not in known]
    left_out = tuple(voice.profile for voice in voices[MOST:])
    return Candidates(tuple(voices[:MOST]), left_out, tuple(absent))


def voice_called(name: str, root: Path | None) -> Voice:
    """The voice of that *name*: a profile, else a model as its engine calls it, installed or not.

    Raises ShowError for a profile that is wrong, UsageError for a name that is none.
    """
    if name in profiles.names(root):
        return profiles.load(name, root)
    model = name.partition("#")[0]
    for engine in _NEURAL:
        if known := voicebank.find(engine, model) or voicebank.offer(model, engine):
            return _voice(engine, name, known.language)
    spoken = _espeak_voices()
    if name.partition("+")[0] in spoken:  # a variant is espeak-ng's to judge
        return _voice("pyttsx3", name, voicebank.tag(name.partition("/")[2] or name))
    names = [*profiles.names(root), *(offer.name for offer in voicebank.offers())]
    names += [holding.name for engine in _NEURAL for holding in voicebank.holdings(engine)]
    near = did_you_mean(name, names) or did_you_mean(name, spoken) or '; "reviewcast voices list" shows all'
    raise UsageError(f'there is no voice "{shown(name)}"{near}')


def _usual(studio: Studio) -> str:
    """The profile that the show speaks with; empty where it has none that can."""
    try:
        return studio.usual_voice().profile
    except ReviewcastError:
        return ""


def _models(language: str) -> Iterator[Voice]:
    """The models that are here and speak *language*, or do not say what they speak."""
    for engine in _NEURAL:
        for held in voicebank.holdings(engine):
            voice = _of_holding(held)
            if voice.language.partition("-")[0] == language.partition("-")[0] and not engines.missing(voice):
                yield voice


def _of_holding(held: Holding) -> Voice:
    return _voice(held.engine, held.name, held.language)


def _voice(engine: str, name: str, language: str) -> Voice:
    return Voice(profile=name, engine=engine, voice=name, language=language or "en")


def _espeak_voices() -> tuple[str, ...]:
    """The names of espeak-ng's voices; empty where it cannot be asked, which is told when it is to speak."""
    try:
        with engines.open_engine("pyttsx3", 1) as engine:
            return engine.voices()
    except ReviewcastError:
        return ()
