"""How long words last when they are spoken, and so whether a recording can be of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.engines import espeak_phonemes, ipa_blocks

if TYPE_CHECKING:
    from reviewcast.engines import Recording

_LETTER = 0.065
"""Seconds a letter of prose at 165 words a minute."""


def predicted_seconds(spoken: str, rate: int) -> float:
    """How long *spoken* lasts at *rate* words a minute, within a tenth for a sentence of prose.

    Fitted to espeak-ng's en-us from 80 to 450 words a minute. A phone of a block lasts as long as a letter.
    """
    spoken = _spelled(spoken)
    letters = sum(character.isascii() and character.isalpha() for character in spoken)
    digits = sum(character.isdigit() for character in spoken)
    others = sum(not character.isascii() and character.isalnum() for character in spoken)
    rest = len(spoken) - letters - digits - others
    return (0.09 + _LETTER * letters + 0.27 * digits + 0.4 * others + 0.018 * rest) * 165 / rate


def implausible(recording: Recording, spoken: str, rate: int) -> str:
    """What is wrong with *recording* for these words, or nothing.

    Measured on espeak-ng: words of three letters and more take at least 0.77 of what their letters predict;
    letters that are spelled ("WWW") take up to 6 times it, an emoji two seconds.
    """
    spoken = _spelled(spoken)
    seconds = recording.clip.seconds
    if not recording.clip.frames:
        return "it came back without sound"
    if any(map(str.isalnum, spoken)) and not any(recording.clip.pcm):
        return "it came back silent"
    pace = 165 / rate
    floor = 0.4 * _LETTER * sum(map(len, re.findall(r"[A-Za-z]{3,}", spoken))) * pace
    symbols = sum(not character.isalnum() and not character.isspace() for character in spoken)
    ceiling = 7 * predicted_seconds(spoken, rate) + (3 + 2 * symbols) * pace
    if not floor <= seconds <= ceiling:
        return f"it came back {seconds:.1f} seconds long, which does not fit its {len(spoken.split())} words"
    return ""


def _spelled(spoken: str) -> str:
    """*spoken* with a letter for each phone of its blocks, whichever engine they are for."""
    return ipa_blocks.spelled(espeak_phonemes.spelled(spoken))
