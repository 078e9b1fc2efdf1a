"""What an engine is heard to say, as IPA: of a name where it stands, and of words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.model import Voice
from reviewcast.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.engines import Engine
    from reviewcast.model import Utterance
    from reviewcast.rulebook import Rulebook

ENGINE = "pyttsx3"
"""The engine that can tell what it says; it stands in for those that cannot."""


def ear(voice: Voice) -> Voice:
    """*voice* where its engine can tell what it says in English, else the plain voice of one that can."""
    able = voice.engine == ENGINE and voice.driver == "espeak" and voice.voice.lower().startswith("en")
    return voice if able else Voice(voice.profile)


def foreign(language: str) -> Voice:
    """The voice of another *language*, such as ``fr``, for a name that comes from there."""
    return Voice(f"the language {language}", voice=language, language=language)


def hear(engine: Engine, reader: Reader, text: str, start: int, end: int) -> str:
    """How ``text[start:end]`` is said where it stands, words separated by spaces.

    *reader* must read for the voice of an :func:`ear`. Raises VoiceError when *text* cannot be said.
    """
    place = reader.locate(text, start, end)
    words = engine.transcribe(place.spoken, reader.voice)
    inside = [word.ipa for word in words if place.start <= word.position < place.end]
    if not inside:  # run together with the word before it, as espeak-ng does with small words
        inside = [word.ipa for word in words if word.position < place.end][-1:]
    return " ".join(inside)


def pronounce(engine: Engine, text: str, voice: Voice) -> str:
    """How *text*, which stands alone, is said; the text is made harmless first."""
    from reviewcast.harmless import make_harmless

    return " ".join(word.ipa for word in engine.transcribe(make_harmless(text)[0], voice))


def reader_of(utterance: Utterance, rulebook: Rulebook, review: Path | None, language: str) -> Reader:
    """What reads *utterance* again as it was read, for an :func:`ear`: its own marks go before all rules."""
    marks = tuple(rule for rule in utterance.rules if rule.scope == "inline")
    book = rulebook.trying(*marks) if marks else rulebook
    return Reader(book.lexicon(review), ear(utterance.voice), language)
