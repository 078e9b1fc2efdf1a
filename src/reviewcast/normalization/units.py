"""Units and formats: 5km, 35mm, 6'2", 24fps, 4K, 3D, 1080p, 16:9, 2.39:1, 2x, 90°."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, ENDS, NUMBER, Kind, after, before, pattern, qualifies
from reviewcast.normalization.numerals import cardinal, number, pairs, quantity

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

# One, many; "metre" where the British write it so (engines say the same).
_UNITS = {
    "km": ("kilometer", "kilometers"), "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters"),
    "m": ("meter", "meters"), "mi": ("mile", "miles"), "ft": ("foot", "feet"), "in": ("inch", "inches"),
    "yd": ("yard", "yards"), "yds": ("yard", "yards"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"), "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"), "ml": ("milliliter", "milliliters"), "mph": ("mile per hour", "miles per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"), "km/h": ("kilometer per hour", "kilometers per hour"),
    "fps": ("frame per second", "frames per second"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"), "dB": ("decibel", "decibels"),
    "ms": ("millisecond", "milliseconds"),
    "KB": ("kilobyte", "kilobytes"), "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"), "px": ("pixel", "pixels"), "bpm": ("beat per minute", "beats per minute"),
    "kW": ("kilowatt", "kilowatts"), "hp": ("horsepower", "horsepower"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "M": ("million", "million"), "bn": ("billion", "billion"), "B": ("billion", "billion"),
    "mn": ("million", "million"),
    "x": ("time", "times"), "X": ("time", "times"), "×": ("time", "times"), "K": ("K", "K"), "k": ("K", "K"),
    "D": ("D", "D"), "G": ("G", "G"), "mins": ("minute", "minutes"),
}  # fmt: skip
_ATTACHED = "|".join(sorted(_UNITS, key=len, reverse=True))
_APART = "|".join(
    sorted((unit for unit in _UNITS if len(unit) > 1 and unit not in {"in", "mi", "mn", "mins"}), key=len, reverse=True)
)
_FILM_GAUGE = frozenset({"8", "9.5", "16", "35", "65", "70"})


_RUNS = pattern(r"\b(?:[Rr]untime|[Rr]unning time|runs|[Ll]ength|clocks in at):? \Z")


_MANY_HAVE = r"people|viewers|views|viewings|fans|copies|tickets|streams|followers|users|subscribers"
_AUDIENCE = pattern(rf" (?:{_MANY_HAVE})\b")
_MANY = pattern(
    rf"-|\+| (?:{_MANY_HAVE}|years|dollars|euros|"
    r"pounds|yen|won|yuan|minutes|hours|in|worldwide|globally|more|times)\b"
)
_ADDRESS = pattern(
    r"\b(?:Season|Series|Apt|Apartment|Flat|Room|Suite|Unit|Part|Exhibit|Pier|Gate|Seat|Row|Screen|Studio|Stage|Plan|"
    r"Class|Block|Building|Level|Floor|No)\.? \Z"
)


def _is_letter(match: re.Match[str]) -> bool:
    """221B Baker Street, Season 3B: no billions."""
    if not match[1].isdigit():
        return False
    return _ADDRESS.search(before(match)) is not None or not _MANY.match(after(match))


def _measure(match: re.Match[str], dialect: Dialect) -> str | None:
    amount, unit = match[1], match[2]
    one, many = _UNITS[unit]
    if unit == "B" and _is_letter(match):
        return f"{pairs(amount, dialect) if len(amount) in (3, 4) else number(amount, dialect)} B"
    if unit == "m" and _AUDIENCE.match(after(match)):
        one = many = "million"
    elif unit == "m" and _RUNS.search(before(match)):
        one, many = "minute", "minutes"
    if dialect == "GB":
        one, many = (re.sub(r"(met|lit)er", r"\1re", word) for word in (one, many))
    words = quantity(amount, dialect)
    if unit == "mm" and amount in _FILM_GAUGE and not re.match(r" (?:lens|wide|thick|long|deep)\b", after(match)):
        return f"{words} {one}"
    if one != many and qualifies(match):
        return f"{words} {one}".replace(" ", "-")
    return f"{words} {one if amount == '1' else many}"


def _feet_and_inches(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{cardinal(int(match[1]), dialect)} foot {quantity(match[2], dialect)}"


def _tall(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{cardinal(int(match[1]), dialect)} foot {cardinal(int(match[2]), dialect)}"


def _shape(match: re.Match[str], dialect: Dialect) -> str | None:
    """The shape of a picture: 16:9 and 1920x1080 are said with "by", 2.39:1 with "to"."""
    wide, sign, high = match[1], match[2], match[3]
    if sign == ":" and (high == "1" or "." in wide):
        return f"{number(wide, dialect)} to {number(high, dialect)}"
    return f"{_side(wide, dialect)} by {_side(high, dialect)}"


def _side(text: str, dialect: Dialect) -> str:
    return pairs(text, dialect) if len(text) == 4 else number(text, dialect)


def _long_shape(match: re.Match[str], dialect: Dialect) -> str | None:
    """``2:39:1``, as projectionists write it."""
    return f"{number(match[1] + '.' + match[2], dialect)} to one"


def _lines(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{pairs(match[1], dialect)} {match[2].upper()}"


def _dimension(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{number(match[1], dialect)} D"


def _degrees(match: re.Match[str], dialect: Dialect) -> str | None:
    scale = {"C": " Celsius", "F": " Fahrenheit"}.get(match[2] or "", "")
    unit = "degree" if match[1] == "1" or qualifies(match) else "degrees"
    return f"{number(match[1], dialect)} {unit}{scale}"


UNITS = (
    Kind("shape", DIGITS, pattern(r"([0-9]):([0-9]{2}):1(?![\w:])"), _long_shape),
    Kind("shape", DIGITS, pattern(rf"([0-9]{{1,2}}(?:\.[0-9]{{1,3}})?)(:)([0-9](?:\.[0-9]+)?)(?![\w:]){ENDS}"), _shape),
    Kind("shape", DIGITS, pattern(rf"([0-9]{{1,4}}) ?([x×]) ?([0-9]{{1,4}})(?![\wx×]){ENDS}"), _shape),
    Kind("height", DIGITS, pattern(r"([0-9])['’′] ?(1[01]|[0-9])(?:½)?(?:[\"”″]|['’]['’]|(?!\w))"), _feet_and_inches),
    Kind("height", DIGITS, pattern(r"([4-7])ft ?(1[01]|[0-9])in(?!\w)"), _tall),
    Kind("format", DIGITS, pattern(r"(480|576|720|1080|1440|2160|4320)([pi])(?!\w)"), _lines),
    Kind("format", DIGITS, pattern(r"([2-9])-D(?!\w)"), _dimension),
    Kind("degrees", DIGITS, pattern(rf"({NUMBER}) ?°(?: ?([CF])(?!\w))?"), _degrees),
    Kind("unit", DIGITS, pattern(rf"({NUMBER}½?)({_ATTACHED})(?!\w|/h)(?:\.(?=\s[a-z]))?"), _measure),
    Kind(
        "unit",
        DIGITS,
        pattern(rf"({NUMBER}½?)[ \u00a0-]({_APART})(?!\w|/h)(?:\.(?=\s[a-z]))?(?!\.? [A-Z])"),
        _measure,
    ),
)
