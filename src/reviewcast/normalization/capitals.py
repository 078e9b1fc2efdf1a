"""Words all in capitals that an engine would spell: a BIG deal, THE WAR FOR US, NASCAR's.

espeak-ng reads short words in capitals letter by letter, and says no possessive of longer ones (measured, 1.52).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import Kind, pattern
from reviewcast.spelling import is_common

if TYPE_CHECKING:
    import re

    from reviewcast.normalization.kinds import Dialect

# fmt: off
_LETTERS = frozenset({
    "AD", "AM", "BE", "CD", "DO", "ED", "HE", "ID", "IT", "LA", "LP", "MA", "ME", "MS", "OK", "PA", "PM", "PR", "RE",
    "LED", "SAT", "SO", "TV", "US",
})
# fmt: on
"""Short words that in capitals may be letters: they are words only in a text that is all in capitals."""
_SMALL = pattern(r"[a-zà-öø-ÿ]")
_SAYABLE = pattern(
    r"(?=[A-Z]*[AEIOUY])(?![A-Z]*[BCDFGHJKLMNPQRSTVWXZ]{4})"
    r"(?!(?:ESPN|IMDB|UCLA|ACLU|AARP|USAF|USDA)\Z|[A-Z]*[BCDFGKPTVXZ][BCDFGJKMNPQVXZ]\Z)"
    r"(?:[AEIOUY]|(?:[BCDFGKPT][LR]|S[CHKLMNPQTW]|[CPSTW]H|TW|[B-Z])[AEIOUY])"
)


def _word(match: re.Match[str], _dialect: Dialect) -> str | None:
    word = match[0]
    if not is_common(word) or (word in _LETTERS and _SMALL.search(match.string)):
        return None
    return word.lower()


def _owner(match: re.Match[str], _dialect: Dialect) -> str | None:
    return f"{match[1].capitalize()}{match[2]}s" if _SAYABLE.match(match[1]) else None


CAPITALS = (
    Kind("capitals", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"[A-Z]{2,3}(?![\w&'’]|[-./][A-Z0-9])"), _word),
    Kind("capitals", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"([A-Z]{4,30})(['’])[sS](?!\w)"), _owner),
)
