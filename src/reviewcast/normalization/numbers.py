"""Plain numbers: cardinals, ordinals, decimals, percent, versions, 007; and numbers that are to be left alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, ENDS, NUMBER, Kind, after, before, pattern
from reviewcast.normalization.numerals import (
    FRACTIONS,
    cardinal,
    digits,
    number,
    ordinal,
    pairs,
    plural,
    quantity,
    two_digits,
)

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_PARTS = "".join(FRACTIONS)
# "Room 237", "Fahrenheit 451", "Blink-182": numbers that name something are said in pairs.
_LABELLED = pattern(
    r"(?:\b(?:Boeing|Airbus|Route|Flight|Room|Unit|Highway|Interstate|Xbox|"
    r"Porsche|Suite|Ward|THX|Fahrenheit) |[A-Za-z]-)\Z"
)
_AFTER_YEAR = pattern(r"(?<![0-9])[12][0-9]{3}[-‐‑–−]\Z")


_CALLED = pattern(r"\b(?:call|dial|phon|ring)(?:s|e|es|ed|ing)? \Z")
_CALL = pattern(r" (?:calls?|caller|operator|dispatcher)\b")
_AIRLINER = pattern(r"7[0-8]7\Z")


def _left_alone(match: re.Match[str], _dialect: Dialect) -> str | None:
    """Telephone numbers and the like: engines read them as well as anyone. ``500-1000`` is a range."""
    return None if re.match(r"[0-9]{2}0-[0-9]{3}0\Z", match[0]) else match[0]


_FIRST = pattern(r"(?:(?<!1)|\A)1\Z")


def _free_call(_match: re.Match[str], _dialect: Dialect) -> str | None:
    """``1-800-FLOWERS``."""
    return "one eight hundred "


def _ordinal(match: re.Match[str], dialect: Dialect) -> str | None:
    if match[2] == "st" and len(match[1]) < 3 and not _FIRST.search(match[1]):
        return f"{number(match[1], dialect)} stone"
    words = ordinal(int(match[1].replace(",", "")), dialect)
    return plural(words) if match[3] else words


def _percent(match: re.Match[str], dialect: Dialect) -> str | None:
    words = quantity(match[1], dialect)
    return f"{words} {'per cent' if dialect == 'GB' else 'percent'}"


def _version(match: re.Match[str], dialect: Dialect) -> str | None:
    return " point ".join(number(part, dialect) for part in match[0].split("."))


def _plain(match: re.Match[str], dialect: Dialect) -> str | None:
    text, context = match[0], before(match)
    if text in ("911", "999") and (_CALLED.search(context) or _CALL.match(after(match))):
        return digits(text)
    if _AIRLINER.match(text) and re.search(r"\b[Aa] \Z", context):
        return pairs(text, dialect)
    if len(text) == 2 and text.isdigit() and _AFTER_YEAR.search(context):
        return two_digits(text, dialect)
    if len(text) in (3, 4) and text.isdigit() and not text.endswith("00") and _LABELLED.search(context):
        return pairs(text, dialect)
    return number(text, dialect)


def _long(match: re.Match[str], _dialect: Dialect) -> str | None:
    return digits(match[0])


def _caliber(match: re.Match[str], dialect: Dialect) -> str | None:
    """``.45``: said as a whole; any other ``.5`` has its point said."""
    if re.search(r"\w\Z", before(match)):
        return None
    if match[1] in {"22", "38", "44", "45", "50"}:
        return cardinal(int(match[1]), dialect)
    if match[1] in {"357", "303", "308"}:
        return pairs(match[1], dialect)
    return f"point {digits(match[1])}"


NUMBERS = (
    Kind(
        "ordinal",
        DIGITS,
        pattern(r"([0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(st|nd|rd|th|ST|ND|RD|TH)(s)?(?!\w)"),
        _ordinal,
    ),
    Kind("percent", DIGITS, pattern(rf"({NUMBER}[{_PARTS}]?) ?%(?!\w)"), _percent),
    Kind("version", DIGITS, pattern(r"[0-9]{1,4}(?:\.[0-9]{1,4}){2,4}(?![\w]|\.[0-9])"), _version),
    Kind("number", DIGITS, pattern(rf"{NUMBER}{ENDS}(?!\w)"), _plain),
    Kind("number", DIGITS, pattern(rf"[0-9]{{16,32}}(?!\w){ENDS}"), _long),
    Kind("number", ".", pattern(rf"\.([0-9]{{1,6}})(?!\w){ENDS}"), _caliber),
)

LEFT_ALONE = (
    Kind("telephone", "1", pattern(r"1-800-(?=[A-Z])"), _free_call),
    Kind(
        "left alone",
        DIGITS + "+",
        pattern(
            r"(?:\+?[0-9]{1,3}[ .-])?(?:\([0-9]{2,4}\) ?|[0-9]{3}[-.])?[0-9]{3}-[0-9]{4}(?![\w-])"
            r"|[0-9]{3}(?:\) ?|\.)[0-9]{3}[-.][0-9]{4}(?![\w-])"
            r"|\+[0-9]{1,3}(?: [0-9]{2,5}){2,5}(?!\w)|0[0-9]{2,4} [0-9]{3,4} [0-9]{3,4}(?!\w)"
            r"|[0-9]{1,5}(?:(?:-[0-9]{1,7}){2,5}|(?:/[0-9]{1,5}){2,5})(?![\w/-])"
        ),
        _left_alone,
    ),
)
