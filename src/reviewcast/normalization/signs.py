"""Signs that are words: #1, № 5, &, +, =, ~, %, and the dash of a range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import Kind, after, before, pattern

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect


def _number_sign(match: re.Match[str], _dialect: Dialect) -> str | None:
    if re.search(r"[\w&]\Z", before(match)):
        return None
    return "number "


def _and(match: re.Match[str], _dialect: Dialect) -> str | None:
    if re.search(r"(?<!\w)A\Z", before(match)):
        return "-and "  # the hyphen keeps it a letter
    return _spaced(match, "and")


def _spaced(match: re.Match[str], word: str) -> str:
    left = "" if re.search(r"\s\Z|\A\Z", before(match)) else " "
    right = "" if re.match(r"\s|\Z", after(match)) else " "
    return f"{left}{word}{right}"


def _plus(match: re.Match[str], _dialect: Dialect) -> str | None:
    if re.search(r"[\w%)]\Z|[\w%] \Z", before(match)) or re.match(r"[0-9$£€]", after(match)):
        return _spaced(match, "plus")
    return None


def _equals(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _spaced(match, "equals") if re.search(r"\w ?\Z", before(match)) and re.match(r" ?\w", after(match)) else None


def _times(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _spaced(match, "times") if re.search(r"\w ?\Z", before(match)) and re.match(r" ?\w", after(match)) else None


def _about(match: re.Match[str], _dialect: Dialect) -> str | None:
    return None if re.search(r"[\w~]\Z", before(match)) else "about "


_NUMBER_BEFORE = pattern(
    r"[0-9](?:[.,][0-9]{1,3})?(?:[%°½¢KMB]|[ap]\.m\.|[a-z]{1,3}| (?:[ap]\.?m\.?|million|billion|thousand))?\Z"
)


def _minus_or_to(match: re.Match[str], _dialect: Dialect) -> str | None:
    """Between two numbers a range; before one, and behind a space, a minus."""
    left = before(match)
    if _NUMBER_BEFORE.search(left):
        return " and " if re.search(r"\b[Bb]etween \S{1,12}\Z", left) else " to "
    if match[0][0] in "-−‑" and re.search(r"(?:\A|[\s(\[“\"])\Z", left):
        return "minus "
    return None


def _spaced_range(match: re.Match[str], _dialect: Dialect) -> str | None:
    """``1990 – 2000``."""
    first = re.search(r"(?<![0-9])[12][0-9]{3} \Z", before(match))
    return "to" if first and first[0][:4] < match[1] else None


def _numeral_range(match: re.Match[str], _dialect: Dialect) -> str | None:
    """``Episodes IV–VI``."""
    return " to " if re.search(r"\b[A-Z][a-z]+ [IVX]{1,5}\Z", before(match)) else None


def _at(match: re.Match[str], _dialect: Dialect) -> str | None:
    return "at" if re.search(r"\s\Z", before(match)) else None


SIGNS = (
    Kind("number sign", "#№", pattern(r"(?:#|№)\s?(?=[0-9])"), _number_sign),
    Kind("and", "&", pattern(r"&"), _and),
    Kind("plus", "+", pattern(r"\+(?!\+)"), _plus),
    Kind("equals", "=", pattern(r"=(?!=)"), _equals),
    Kind("times", "×", pattern(r"×"), _times),
    Kind("about", "~≈", pattern(r"[~≈] ?(?=[$£€]?[0-9])"), _about),
    Kind("range", "-‐‑–—−", pattern(r"[-‐‑–—−](?=[$£€.'’]?[0-9])"), _minus_or_to),
    Kind("range", "–—-", pattern(r"[–—-](?= ([12][0-9]{3})(?!\w))"), _spaced_range),
    Kind("range", "–-", pattern(r"[–-](?=[IVX]{1,5}(?!\w))"), _numeral_range),
    Kind("at", "@", pattern(r"@(?= )"), _at),
)
