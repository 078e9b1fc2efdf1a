"""Numbers in words, American and British.

num2words knows the words; what is added here is when to say "and", how digits and codes are read, and what is too
long for anyone to hear as one number.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from reviewcast.normalization.kinds import pattern

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

LIMIT = 15
"""Digits of the longest number that is read as one."""
FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_DIGIT = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@lru_cache(maxsize=1024)
def cardinal(number: int, dialect: Dialect) -> str:
    """``number`` (from 0) as it is counted: "one hundred one" (US), "one hundred and one" (GB)."""
    return _words(number, "cardinal", dialect)


@lru_cache(maxsize=256)
def ordinal(number: int, dialect: Dialect) -> str:
    """The place of ``number`` in a row: "twenty-first"."""
    return _words(number, "ordinal", dialect)


def _words(number: int, form: str, dialect: Dialect) -> str:
    if form == "cardinal" and number < 10:
        return _DIGIT[number]
    words = str(getattr(_english(), f"to_{form}")(number)).replace(",", "")
    return words.replace(" and ", " ") if dialect == "US" else words


@cache
def _english() -> Any:  # noqa: ANN401 - num2words has no types
    """num2words' English, without the sixty other languages that its package imports: as long as a dozen sentences."""
    name = "num2words"
    whole = sys.modules.get(name)
    if whole is None:
        package = ModuleType(name)
        package.__path__ = list(getattr(find_spec(name), "submodule_search_locations", None) or ())
        sys.modules[name] = package
    try:
        return import_module(f"{name}.lang_EN").Num2Word_EN()
    finally:
        if whole is None:
            del sys.modules[name]  # whoever wants the whole of it shall have it


def digits(text: str, zero: str = "zero") -> str:
    """The digits of *text*, one by one."""
    return " ".join(zero if digit == "0" else _DIGIT[int(digit)] for digit in text)


def number(text: str, dialect: Dialect) -> str:
    """A whole or decimal number as written (``1,500``, ``0.5``, ``007``); what follows the point is said one by one."""
    whole, _, rest = text.replace(",", "").partition(".")
    if len(whole) > LIMIT:
        words = digits(whole)
    elif len(whole) > 1 and whole[0] == "0":
        words = _leading_zero(whole)
    else:
        words = cardinal(int(whole or "0"), dialect)
    return f"{words} point {digits(rest)}" if rest else words


def _leading_zero(text: str) -> str:
    if len(text) == 3 and text.startswith("00"):
        return f"double oh {_DIGIT[int(text[2])]}"
    return digits(text, "oh" if len(text) <= 3 else "zero")


def pairs(text: str, dialect: Dialect) -> str:
    """Three or four digits as the number of a year, a room or a flight: "nineteen oh five", "two thirty-seven"."""
    head, tail = int(text[:-2]), int(text[-2:])
    if text[0] == "0" or head == 0:
        return number(text, dialect)
    if head % 10 == 0 and tail < 10 and head >= 10:
        return cardinal(int(text), dialect)
    if tail == 0:
        return f"{cardinal(head, dialect)} hundred"
    return f"{cardinal(head, dialect)} {two_digits(text[-2:], dialect)}"


def two_digits(text: str, dialect: Dialect) -> str:
    """The last two digits of a year: "oh five", "ninety-four"."""
    return f"oh {_DIGIT[int(text[1])]}" if text[0] == "0" else cardinal(int(text), dialect)


def fraction(top: int, bottom: int, dialect: Dialect) -> str:
    """A fraction below one: "two thirds", "three quarters", "one half"."""
    if bottom == 2:
        part = "half" if top == 1 else "halves"
    else:
        part = ("quarter" if bottom == 4 else ordinal(bottom, dialect)) + ("s" if top > 1 else "")
    return f"{cardinal(top, dialect)} {part}"


def mixed(whole: str, sign: str, dialect: Dialect) -> str:
    """A number with a fraction: ``8`` and ``½`` give "eight and a half"."""
    top, bottom = FRACTIONS[sign]
    part = "a half" if bottom == 2 else fraction(top, bottom, dialect)
    return f"{number(whole, dialect)} and {part}"


def quantity(text: str, dialect: Dialect) -> str:
    """A number that may end in a fraction: ``3½``, ``4.5``, ``1,000``."""
    return mixed(text[:-1], text[-1], dialect) if text[-1] in FRACTIONS else number(text, dialect)


_PLURAL = pattern(r"y\Z")


def plural(word: str) -> str:
    """The plural of a number's last word: "eighties", "tens", "hundreds"."""
    return _PLURAL.sub("ie", word) + ("es" if word.endswith("x") else "s")
