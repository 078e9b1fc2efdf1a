"""Dates: 6/6/2025, 2025-06-06, June 6, 2025, 6 June 2025, Oct. 31."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DASH, DIGITS, Kind, before, pattern
from reviewcast.normalization.numerals import ordinal, pairs, two_digits

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = {name[:3]: name for name in _MONTHS} | {"Sept": "September"}
_LONG = "|".join([*_MONTHS, *(name.upper() for name in _MONTHS)])
_MONTH = rf"(?:(?P<long>{_LONG})|(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_DAY_ENDS = r"(?![\w/%°:½]|[.,][0-9])"


def _month(match: re.Match[str]) -> str:
    return match["long"].capitalize() if match["long"] else _SHORT[match["short"]]


def _written(day: int, month: str, dialect: Dialect) -> str:
    if dialect == "GB":
        return f"the {ordinal(day, dialect)} of {month}"
    return f"{month} {ordinal(day, dialect)}"


def _numeric(match: re.Match[str], dialect: Dialect) -> str | None:
    """``6/5/2025``: the month first in America, where that can be; the day first elsewhere."""
    first, separator, second, year = int(match[1]), match[2], int(match[3]), match[4]
    month_first = dialect == "US" and separator != "."
    month, day = (first, second) if month_first else (second, first)
    if month > 12:
        month, day = day, month
    return _full(day, month, year, dialect)


def _full(day: int, month: int, year: str, dialect: Dialect) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    spoken_year = pairs(year, dialect) if len(year) == 4 else _short_year(year, dialect)
    comma = "," if dialect == "US" else ""
    return f"{_written(day, _MONTHS[month - 1], dialect)}{comma} {spoken_year}"


def _short_year(year: str, dialect: Dialect) -> str:
    """Of two digits: 25 is 2025, 85 is 1985."""
    if int(year) > 40:
        return f"nineteen {two_digits(year, dialect)}"
    return pairs(f"20{year}", dialect)


def _iso(match: re.Match[str], dialect: Dialect) -> str | None:
    return _full(int(match[3]), int(match[2]), match[1], dialect)


def _month_first(match: re.Match[str], dialect: Dialect) -> str | None:
    day = ordinal(int(match["day"]), dialect)
    if match["last"]:
        day = f"{day} to {ordinal(int(match['last']), dialect)}"
    return f"{_month(match)} {'the ' if dialect == 'GB' else ''}{day}"


_COUNTER_BEFORE = pattern(
    r"\b(?:Season|Part|Chapter|Episode|Series|Volume|Vol\.|Act|Book|Top|No\.|#) ?\Z", re.IGNORECASE
)


def _day_first(match: re.Match[str], dialect: Dialect) -> str | None:
    if _COUNTER_BEFORE.search(before(match)):
        return None  # "Season 2 May Be the Last"
    article = "" if re.search(r"\bthe \Z", before(match), re.IGNORECASE) else "the "
    first = ordinal(int(match["day"]), dialect)
    if match["last"]:
        first = f"{first} to the {ordinal(int(match['last']), dialect)}"
    return f"{article}{first} of {_month(match)}"


def _short_month(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _SHORT[match[1]]


def _month_and_year(match: re.Match[str], dialect: Dialect) -> str | None:
    """``06/2025``."""
    return f"{_MONTHS[int(match[1]) - 1]} {pairs(match[2], dialect)}"


DATES = (
    Kind("date", DIGITS, pattern(r"([12][0-9]{3})-([01][0-9])-([0-3][0-9])(?!-?[0-9])"), _iso),
    Kind("date", DIGITS, pattern(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([12][0-9]{3})(?![/\w])"), _numeric),
    Kind("date", DIGITS, pattern(r"([0-9]{1,2})(/)([0-9]{1,2})/([0-9]{2})(?![/\w])"), _numeric),
    Kind("date", DIGITS, pattern(r"(0[1-9]|1[0-2])/((?:19|20)[0-9]{2})(?![/\w])"), _month_and_year),
    Kind(
        "date",
        "JFMASOND",
        pattern(rf"{_MONTH} (?P<day>{_DAY})(?:st|nd|rd|th)?(?: ?{DASH} ?(?P<last>{_DAY})(?:st|nd|rd|th)?)?{_DAY_ENDS}"),
        _month_first,
    ),
    Kind(
        "date",
        DIGITS,
        pattern(
            rf"(?P<day>{_DAY})(?:st|nd|rd|th)?(?:{DASH}(?P<last>{_DAY})(?:st|nd|rd|th)?)?(?: of)? {_MONTH}(?![\w'’])"
        ),
        _day_first,
    ),
    Kind("date", "JFASOND", pattern(r"(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?= [0-9])"), _short_month),
)
