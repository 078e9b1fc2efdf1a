"""Ratings and fractions: 8/10, 3½/5, ★★★★☆, 2/3, B+, and the numbers that only look like them (9/11, 24/7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, ENDS, NUMBER, Kind, after, before, letter_a, pattern, qualifies
from reviewcast.normalization.numerals import FRACTIONS, cardinal, fraction, mixed, number, quantity

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_PARTS = "".join(FRACTIONS)
_KNOWN = {
    "9/11": "nine eleven", "24/7": "twenty-four seven", "50/50": "fifty-fifty", "20/20": "twenty-twenty",
    "7/7": "seven seven", "60/40": "sixty-forty", "70/30": "seventy-thirty", "80/20": "eighty-twenty",
}  # fmt: skip
_SCALES = frozenset({"4", "5", "6", "10", "20", "100"})
_RATED = pattern(
    r"(?:\b(?:rating|rated|score[ds]?|grade[ds]?|verdict|stars|gave it|gives? it|give this)\b:? (?:an? )?)\Z",
    re.IGNORECASE,
)
_STARS_FOLLOW = pattern(r" (?:stars?|rating|score)\b")
_ONE_OF_IT = pattern(r"(?:\A|\W)(?:an?|the|first|second|other|one|and|last|final|next) \Z", re.IGNORECASE)


_NUMBER_AND = pattern(
    r"\b(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) and \Z", re.IGNORECASE
)


def _slash(match: re.Match[str], dialect: Dialect) -> str | None:
    text, top, bottom = match[0], match[1], match[2]
    if text in _KNOWN:
        return _KNOWN[text]
    if _is_rating(match):
        return f"{quantity(top, dialect)} out of {number(bottom, dialect)}"
    if top.isdigit() and 0 < int(top) < int(bottom) <= 64 and len(top) <= 2:
        return _half(match) if (top, bottom) == ("1", "2") else fraction(int(top), int(bottom), dialect)
    return f"{quantity(top, dialect)} slash {number(bottom, dialect)}"


def _halves(match: re.Match[str], _dialect: Dialect) -> str | None:
    return "one-two" if match[0] == "1-2" else _KNOWN[match[0].replace("-", "/")]


def _is_rating(match: re.Match[str]) -> bool:
    top, bottom = match[1], match[2]
    if bottom not in _SCALES:
        return False
    if bottom == "10" or not top.isdigit():
        return True
    if (top, bottom) in {("1", "4"), ("3", "4")} and not _STARS_FOLLOW.match(after(match)):
        return _RATED.search(before(match)) is not None
    return int(top) <= int(bottom)


def _half(match: re.Match[str]) -> str:
    if _NUMBER_AND.search(before(match)):
        return "a half"
    if _ONE_OF_IT.search(before(match)) or re.match(r" (?:an?|of|the)\b", after(match)):
        return "half"
    if re.match(r" (?:hour|inch|ounce|acre|episode)\b", after(match)):
        return "half an"
    return "half a" if re.match(r" (?:star|point|mark|mile|minute)\b", after(match)) else "a half"


def _mixed_slash(match: re.Match[str], dialect: Dialect) -> str | None:
    """``3 1/2 stars``."""
    whole, top, bottom = match[1], int(match[2]), int(match[3])
    if top >= bottom:
        return None
    part = "a half" if bottom == 2 else fraction(top, bottom, dialect)
    return f"{number(whole, dialect)} and {part}"


def _sign(match: re.Match[str], dialect: Dialect) -> str | None:
    if match[1] or match[2]:
        return mixed(match[1] or match[2], match[3], dialect)
    top, bottom = FRACTIONS[match[3]]
    return _half(match) if bottom == 2 else fraction(top, bottom, dialect)


_FULL = "★⭐🌟✮✭"
_EMPTY = "☆✩✰"


def _stars(match: re.Match[str], dialect: Dialect) -> str | None:
    run = match[1]
    full = sum(run.count(star) for star in _FULL)
    empty = sum(run.count(star) for star in _EMPTY)
    if (
        not full
        or full + empty > 10
        or (full == 1 and not empty and not match[2] and re.match(r" ?[0-9]", after(match)))
    ):
        return None
    words = cardinal(full, dialect) + (" and a half" if match[2] else "")
    if empty:
        half = 1 if match[2] and full + empty < 5 else 0
        return f"{words} out of {cardinal(full + empty + half, dialect)} stars"
    if qualifies(match):
        return f"{words} star".replace(" ", "-")
    return f"{words} {'star' if full == 1 and not match[2] else 'stars'}"


def _stars_after(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{quantity(match[1], dialect)} {'star' if match[1] == '1' else 'stars'}"


def _grade(match: re.Match[str], _dialect: Dialect) -> str | None:
    letter = letter_a(match) if match[1] == "A" else match[1]
    return f"{letter}-{'plus' if match[2] == '+' else 'minus'}"


_STAR_RUN = rf"([{_FULL}{_EMPTY}](?:[{_FULL}{_EMPTY}]|\ufe0f){{0,20}})"

RATINGS = (
    Kind("fraction", DIGITS, pattern(r"(?:24-7|20-20|50-50|60-40|70-30|80-20|1-2(?= punch))(?![\w/-])"), _halves),
    Kind(
        "rating",
        DIGITS,
        pattern(rf"([0-9]{{1,3}}(?:\.[0-9]{{1,2}})?[{_PARTS}]?)(?:/| / )([0-9]{{1,3}})(?![/\w½]|[.,][0-9])"),
        _slash,
    ),
    Kind("fraction", DIGITS, pattern(r"([0-9]{1,3})[ -]([0-9])/([2-9]|1[0-6])(?![/\w]|[.,][0-9])"), _mixed_slash),
    Kind("fraction", DIGITS + _PARTS, pattern(rf"(?:({NUMBER})|([0-9]{{1,2}}) )?([{_PARTS}])(?!\w)"), _sign),
    Kind("stars", _FULL + _EMPTY, pattern(rf"{_STAR_RUN} ?(½|1/2)?(?!\w)"), _stars),
    Kind("stars", DIGITS, pattern(rf"({NUMBER}[{_PARTS}]?) ?[★⭐]\ufe0f?(?![★☆⭐])"), _stars_after),
    Kind(
        "grade",
        "ABCDF",
        pattern(rf"([ABCDF])([+−]|-(?=[\s.,;:!?)\]”’\"]|\Z)(?! (?:and|or|to) [A-Z]-\w))(?![\w+]){ENDS}"),
        _grade,
    ),
)
