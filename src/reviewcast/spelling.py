"""How written words are compared: what of typography, case and accents makes two spellings the same word.

A text is folded for matching only; every folded character keeps the place it comes from, and nothing folded is
ever shown or spoken.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Soft hyphen, zero-width and direction marks, variation selectors: part of the typesetting, not of the word."""
MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Accents that stand on the letter before them, as the inside of a character class."""
_CLUSTER = re.compile(f"[{_UNSEEN}]+|[^{MARKS}{_UNSEEN}][{MARKS}]+|[{MARKS}]+")
_LONGEST_CLUSTER = 32
"""Characters; putting a longer run of accents in order would take time in its square."""
_ALIKE = {ord(sign): "'" for sign in "’‘‛ʼ＇´`"} | {ord(sign): "-" for sign in "\u2010\u2011"}
_WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D"}
)


class Folded(NamedTuple):
    """A text made plain, and where its characters come from."""

    text: str
    places: list[int] | None
    """For every character of ``text`` and for its end the place in the original; None where they are the same."""

    def place(self, index: int) -> int:
        """The place in the original of the folded text's *index*."""
        return index if self.places is None else self.places[index]


def fold(text: str) -> Folded:
    """*text* in normal form C with one kind of apostrophe and hyphen and without what cannot be seen."""
    if text.isascii():
        return Folded(text.replace("`", "'"), None)
    alike = text.translate(_ALIKE)
    if not _CLUSTER.search(alike):
        return Folded(alike, None)
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for cluster in _CLUSTER.finditer(alike):
        composed = _composed(cluster[0])
        pieces += (alike[done : cluster.start()], composed)
        places += range(done, cluster.start())
        places += [cluster.start()] * len(composed)
        done = cluster.end()
    pieces.append(alike[done:])
    places += range(done, len(alike) + 1)
    return Folded("".join(pieces), places)


def plain(text: str) -> str:
    """*text* folded, with every run of white space one blank: what two spellings of one key have in common."""
    return " ".join(fold(text).text.split())


def key(text: str) -> str:
    """*text* without its case and hyphens too: what two keys of one file may not have in common."""
    return plain(text).casefold().replace("-", "")


def bare(text: str) -> str:
    """*text* with the letters of English alone: ``Timothée`` as ``Timothee``, ``Bjørk`` as ``Bjork``."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text.translate(_WITHOUT_ACCENT))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_common(word: str) -> bool:
    """Whether *word* is one of the commonest words of English."""
    return plain(word).casefold() in _common_words()


@cache
def _common_words() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split())


def _composed(cluster: str) -> str:
    if unicodedata.category(cluster[0]) in ("Cf", "Mn") and not unicodedata.combining(cluster[0]):
        return ""
    return unicodedata.normalize("NFC", cluster) if len(cluster) <= _LONGEST_CLUSTER else cluster
