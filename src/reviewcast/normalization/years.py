"""Years and decades: 1999, in 1066, 2019/20, the 1980s, ’80s, the summer of ’69."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import APOSTROPHE, DIGITS, ENDS, Kind, after, before, pattern
from reviewcast.normalization.numerals import cardinal, pairs, plural, two_digits

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

# What is counted in thousands: "1984 people" is no year.
_COUNTED = (
    r"(?! (?:people|men|women|children|kids|soldiers|extras|students|copies|dollars|pounds|euros|bucks|cents|theaters|"
    r"theatres|screens|cinemas|seats|pages|words|feet|foot|miles|meters|metres|kilometers|kilometres|years|days|hours|"
    r"minutes|frames|shots|votes|reviews|fans|tickets|times|calories|islands|horses|ships|troops|degrees|meters)\b)"
)
_DATED = pattern(
    r"(?:\b(?:in|since|by|until|till|from|of|circa|year|early|late|mid|before|after|around|summer|winter|AD)[ -]|\()\Z",
    re.IGNORECASE,
)


def _year(match: re.Match[str], dialect: Dialect) -> str | None:
    year = match[1]
    if not "1100" <= year < "2100" and not _DATED.search(before(match)):
        return None
    words = pairs(year, dialect)
    return f"{words} {two_digits(match[2], dialect)}" if match[2] else words


def _decade(match: re.Match[str], dialect: Dialect) -> str | None:
    century, tens = match[1], match[2]
    if tens == "00":
        if not century:
            return "noughties" if dialect == "GB" else "two thousands"
        return "two thousands" if century == "20" else f"{cardinal(int(century), dialect)} hundreds"
    words = plural(cardinal(int(tens), dialect))
    return f"{cardinal(int(century), dialect)} {words}" if century else words


_BEFORE_DECADE = pattern(r"\b(?:the|early|late|mid)[ -]\Z", re.IGNORECASE)


def _decade_with_apostrophe(match: re.Match[str], dialect: Dialect) -> str | None:
    """The old spelling "the 1980's"; elsewhere "1980’s best film" is a possessive."""
    return _decade(match, dialect) if _BEFORE_DECADE.search(before(match)) else None


def _short_year(match: re.Match[str], dialect: Dialect) -> str | None:
    if re.search(r"\w\Z", before(match)) or re.match(r"['’](?!\w)", after(match)):
        return None
    return two_digits(match[1], dialect)


YEARS = (
    Kind("decade", DIGITS, pattern(r"(1[1-9]|20)?([0-9]0)(?:s|(?<=[12][0-9]{2}0)S)(?!\w)"), _decade),
    Kind("decade", DIGITS, pattern(rf"(1[1-9]|20)?([0-9]0){APOSTROPHE}s(?!\w)"), _decade_with_apostrophe),
    Kind("decade", "'’‘", pattern(rf"{APOSTROPHE}(\b|)([0-9]0)s(?!\w)"), _decade),
    Kind("year", "'’‘", pattern(rf"{APOSTROPHE}([0-9][0-9]){ENDS}"), _short_year),
    Kind("year", DIGITS, pattern(rf"([12][0-9]{{3}})(?:/([0-9][0-9])(?![/0-9]))?(?!/){ENDS}{_COUNTED}"), _year),
)
