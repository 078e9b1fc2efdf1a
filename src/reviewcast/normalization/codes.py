"""Letters with digits: F9, K-19, U-571, R2-D2, C-3PO, 12A, 007, THX-1138.

Letters that an engine could take for a word ("A", "MI") are joined by hyphens: espeak then reads their names.
Of A itself, as in "A-list", see :func:`~reviewcast.normalization.kinds.letter_a`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, Kind, letter_a, pattern
from reviewcast.normalization.numerals import cardinal, number, pairs

if TYPE_CHECKING:
    import re

    from reviewcast.normalization.kinds import Dialect

_PIECE = pattern(r"[A-Z]+|[0-9]+")
_VOWEL = pattern(r"[AEIOUY]")


def _code(match: re.Match[str], dialect: Dialect) -> str | None:
    """The letters and numbers of a code, one after another."""
    pieces = _PIECE.findall(match[0])
    words = ""
    for place, piece in enumerate(pieces):
        words += _letters(piece, alone=len(pieces) > 2) if piece.isalpha() else _number(piece, dialect)
        if place + 1 < len(pieces):
            words += "-" if piece == "A" else " "
    return letter_a(match) + words[1:] if words.startswith("A-") else words


def _lone_a(match: re.Match[str], _dialect: Dialect) -> str | None:
    letter = letter_a(match)
    if letter == "A":
        return None
    return f"{letter}-I" if match[0].startswith("A.I") else letter


def _letters(piece: str, *, alone: bool) -> str:
    if alone:
        return " ".join(piece)
    return "-".join(piece) if _VOWEL.search(piece) else piece


def _number(piece: str, dialect: Dialect) -> str:
    if piece[0] == "0" or len(piece) < 3 or (len(piece) == 3 and piece.endswith("00")) or len(piece) > 4:
        return number(piece, dialect)
    return pairs(piece, dialect)


def _certificate(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{cardinal(int(match[1]), dialect)} {match[2]}"


CODES = (
    Kind("letter", "A", pattern(r"A\.I\.?(?!\w)|A(?=-[a-z])"), _lone_a),
    Kind("code", "M", pattern(r"M:I(?:-[0-9])?(?!\w)"), _code),
    Kind("code", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"[A-Z]{1,3}-?[0-9]{1,4}(?![\w]|[.,:][0-9])(?!-\w)"), _code),
    Kind("code", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"[A-Z][0-9]{1,2}-[A-Z][0-9]{1,2}(?!\w)"), _code),
    Kind("code", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"[A-Z]{1,2}-[0-9]{1,2}[A-Z]{1,2}(?!\w)"), _code),
    Kind("code", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern(r"[A-Z][0-9][A-Z](?![\w-])"), _code),
    Kind("code", DIGITS, pattern(r"([0-9]{1,2})([A-HJNOP-SU-Z])(?![\w'’])"), _certificate),
)
