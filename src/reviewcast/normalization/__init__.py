"""What of a sentence is to be spoken in other words: numbers, dates, money, ratings, abbreviations, numerals.

One file a class of thing; each gives :class:`~reviewcast.normalization.kinds.Kind` rows, a pattern and what to say for
a match of it. There is one pass: at each word or sign the first row that fits decides, and what was matched
is not looked at again. Words are written for a reader, not for an engine: every engine then says the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.normalization.abbreviations import ABBREVIATIONS
from reviewcast.normalization.addresses import ADDRESSES
from reviewcast.normalization.capitals import CAPITALS
from reviewcast.normalization.codes import CODES
from reviewcast.normalization.dates import DATES
from reviewcast.normalization.episodes import EPISODES
from reviewcast.normalization.money import MONEY
from reviewcast.normalization.numbers import LEFT_ALONE, NUMBERS
from reviewcast.normalization.ratings import RATINGS
from reviewcast.normalization.roman import ROMAN
from reviewcast.normalization.signs import SIGNS
from reviewcast.normalization.times import TIMES
from reviewcast.normalization.units import UNITS
from reviewcast.normalization.years import YEARS

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect, Kind

# The order decides between rows that fit at the same place.
_TABLE: tuple[Kind, ...] = (
    *ADDRESSES, *EPISODES, *DATES, *LEFT_ALONE, *TIMES, *MONEY, *RATINGS, *UNITS, *YEARS, *ABBREVIATIONS, *CODES,
    *ROMAN, *CAPITALS, *NUMBERS, *SIGNS,
)  # fmt: skip
_BRITISH = frozenset({"gb", "uk", "ie", "au", "nz", "za", "in"})


class Edit(NamedTuple):
    """Some characters of a text, and the words to speak for them."""

    start: int
    end: int
    words: str
    kind: str
    """The class of thing, such as ``year`` or ``money``."""


def _by_first_character() -> dict[str, tuple[Kind, ...]]:
    starts = {character for kind in _TABLE for character in kind.starts}
    return {one: tuple(kind for kind in _TABLE if one in kind.starts) for one in starts}


_ROWS = _by_first_character()
_SIGNS = "".join(sorted(character for character in _ROWS if not re.match(r"\w", character)))
_START = re.compile(rf"\w+|[{re.escape(_SIGNS)}]")
_CLUMP = re.compile(r"(?:\w|[.,:/'’-](?=\w))+")
_DIGIT = re.compile(r"[0-9]")
_END = re.compile(r"[\"'”’)\]]*\s*\Z")


def find(text: str, language: str) -> list[Edit]:
    """What of *text* (a sentence) is to be spoken in other words, ascending and never overlapping.

    ``language`` is a tag of BCP 47: ``en-GB`` and the English of other lands that count the British way give
    British readings, any other English American ones; of another language nothing is known, and nothing is found.
    """
    dialect = _dialect(language)
    if dialect is None:
        return []
    edits: list[Edit] = []
    at = 0
    while start := _START.search(text, at):
        edit = _edit(text, start.start(), dialect)
        if edit is None:
            at = _behind_what_nobody_knows(text, start)
            continue
        at = edit.end
        if edit.words != text[edit.start : edit.end]:
            edits.append(edit)
    return edits


def normalize(text: str, language: str) -> str:
    """*text* with every edit made."""
    pieces: list[str] = []
    at = 0
    for edit in find(text, language):
        pieces += (text[at : edit.start], edit.words)
        at = edit.end
    return "".join([*pieces, text[at:]])


def _dialect(language: str) -> Dialect | None:
    first, *rest = language.lower().replace("_", "-").split("-")
    if first != "en":
        return None
    return "GB" if _BRITISH & set(rest) else "US"


def _edit(text: str, at: int, dialect: Dialect) -> Edit | None:
    for kind in _ROWS.get(text[at], ()):
        match = kind.pattern.match(text, at)
        words = kind.say(match, dialect) if match else None
        if match and words is not None:
            # The full stop of an abbreviation also ends the sentence.
            if match[0].endswith(".") and not words.endswith(".") and _END.match(text, match.end()):
                words += "."
            return Edit(at, match.end(), words, kind.name)
    return None


def _behind_what_nobody_knows(text: str, start: re.Match[str]) -> int:
    """A word with digits that no row knows stays whole: the engine says it as well as anyone."""
    if not _DIGIT.search(start[0]):
        return start.end()
    clump = _CLUMP.match(text, start.start())
    return clump.end() if clump else start.end()
