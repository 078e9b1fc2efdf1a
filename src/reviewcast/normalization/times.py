"""The time of day and how long a film runs: 7:30pm, 20:00, 9:05, 2h 5m, 125 min, 1:45:30."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, ENDS, NUMBER, Kind, before, pattern, qualifies
from reviewcast.normalization.numerals import cardinal, number, two_digits

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_HALF_DAY = r"(?: ?([AaPp])\.? ?[Mm](?:\.|(?!\w)))"


def _half_day(letter: str | None) -> str:
    return f" {letter.upper()}M" if letter else ""


def _clock(match: re.Match[str], dialect: Dialect) -> str | None:
    hour, minute, letter = int(match[1]), match[2], match[3]
    if int(minute) > 59:
        return None
    if not letter and (13 <= hour <= 23 or match[1] in {"00", "0"}) and len(match[1]) == 2:
        letter = "p" if hour else "a"
        hour = (hour - 12) if hour else 12
    words = cardinal(hour, dialect)
    if minute != "00":
        return f"{words} {two_digits(minute, dialect)}{_half_day(letter)}"
    if letter:
        return words + _half_day(letter)
    return f"{words} o'clock" if 1 <= hour <= 12 else f"{words} hundred"


def _dotted(match: re.Match[str], dialect: Dialect) -> str | None:
    """``At 10.45``, as British papers write it."""
    at = dialect == "GB" and re.search(r"\b[Aa]t \Z", before(match)) and 1 <= int(match[1]) <= 12
    return f"{cardinal(int(match[1]), dialect)} {two_digits(match[2], dialect)}" if at else None


def _central(match: re.Match[str], dialect: Dialect) -> str | None:
    """``9/8c``, as American networks announce."""
    return f"{cardinal(int(match[1]), dialect)}, {cardinal(int(match[2]), dialect)} central"


def _hour(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{cardinal(int(match[1]), dialect)}{_half_day(match[2])}"


def _amount(text: str, unit: str, dialect: Dialect, *, single: bool) -> str:
    if single:
        return f"{number(text, dialect)}-{unit}".replace(" ", "-")
    return f"{number(text, dialect)} {unit}{'' if text == '1' else 's'}"


def _counter(match: re.Match[str], dialect: Dialect) -> str | None:
    """``1:45:30``."""
    parts = [(str(int(part)), unit) for part, unit in zip(match.groups(), ("hour", "minute", "second"), strict=True)]
    return " ".join(_amount(text, unit, dialect, single=False) for text, unit in parts if text != "0") or "zero"


def _hours_and_minutes(match: re.Match[str], dialect: Dialect) -> str | None:
    single = qualifies(match)
    hours = _amount(match[1], "hour", dialect, single=single)
    minutes = str(int(match[2]))
    return hours if minutes == "0" else f"{hours} {_amount(minutes, 'minute', dialect, single=single)}"


_UNITS = {"h": "hour", "m": "minute", "s": "second"}


def _one_unit(match: re.Match[str], dialect: Dialect) -> str | None:
    return _amount(match[1], _UNITS[match[2][0].lower()], dialect, single=qualifies(match))


_HOURS = r"(?:h|hrs?|hours?)\.?"
_MINUTES = r"(?:m|mins?|minutes?)(?:\.(?=[ ,;)]|\Z))?"

TIMES = (
    Kind("runtime", DIGITS, pattern(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])(?![:\w])"), _counter),
    Kind("time", DIGITS, pattern(rf"([0-9]{{1,2}})[:.]([0-5][0-9]){_HALF_DAY}"), _clock),
    Kind("time", DIGITS, pattern(rf"([0-9]{{1,3}}):([0-5][0-9])()(?!:[0-9]){ENDS}"), _clock),
    Kind(
        "time",
        DIGITS,
        pattern(
            r"([0-9]{1,2})\.([1-5][05]|05)(?![\w%:]|\.[0-9]| (?:stars?|out|per|to|points?|million|billion|"
            r"pounds|euros|dollars|seconds)\b)"
        ),
        _dotted,
    ),
    Kind("time", DIGITS, pattern(r"(1[0-2]|[1-9])/(1[0-2]|[1-9])[cC](?!\w)"), _central),
    Kind("time", DIGITS, pattern(rf"(1[0-2]|0?[1-9]){_HALF_DAY}"), _hour),
    Kind(
        "runtime",
        DIGITS,
        pattern(rf"([0-9]{{1,2}}) ?{_HOURS},? ?(?:and )?([0-5]?[0-9])(?: ?{_MINUTES}(?!\w)|(?<=[0-9]{{2}})(?![\w ]))"),
        _hours_and_minutes,
    ),
    Kind(
        "runtime",
        DIGITS,
        pattern(rf"({NUMBER})[ -]?(hrs?|mins?|secs?|h)(?!\w)(?:\.(?=[\s,;:)]|\Z))?"),
        _one_unit,
    ),
)
