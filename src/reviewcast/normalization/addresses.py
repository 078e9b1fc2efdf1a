"""Addresses and handles: https://www.example.com/a/b, name@example.org, @film_fan, #MeToo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, LETTERS, Kind, before, pattern
from reviewcast.normalization.numerals import number

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_LABEL = r"[A-Za-z0-9-]{1,63}"
_ENDINGS = (
    "com|org|net|edu|gov|info|film|movie|io|tv|fm|co\\.uk|org\\.uk|co|uk|us|ca|ie|de|fr|com\\.au|eu|ly|gg|app|dev|blog"
)
_PATH = r"(?:[/?#][^\s<>\"“”]{0,2000}?(?=[.,;:!?)\]’'”]{0,4}(?:[\s<>\"“”]|\Z)))?"
_WEB = pattern(
    rf"(?:(?:https?|ftp)://(?:www\.)?|www\.)({_LABEL}(?:\.{_LABEL}){{0,5}})(?::[0-9]{{1,5}})?{_PATH}(?![\w/])",
    re.IGNORECASE,
)
_HOST = pattern(rf"({_LABEL}(?:\.(?!(?:{_ENDINGS})\b){_LABEL}){{0,3}}\.(?:{_ENDINGS}))(?![\w@-]|\.\w){_PATH}")
_MAIL = pattern(rf"([\w.+-]{{1,64}})@({_LABEL}(?:\.{_LABEL}){{1,4}})(?![\w@])")
_DIGITS = pattern(r"[0-9]{1,12}")
_CAMEL = pattern(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPELLED = {
    "uk": "U K",
    "tv": "T V",
    "fm": "F M",
    "io": "I O",
    "us": "U S",
    "eu": "E U",
    "gg": "G G",
    "ie": "I E",
    "ca": "C-A",
}


def _host(name: str, dialect: Dialect) -> str:
    labels = name.removeprefix("www.").split(".")
    head, tail = labels[:-1], labels[-1]
    return " dot ".join([*(_label(label, dialect) for label in head), _SPELLED.get(tail.lower(), tail)])


def _label(text: str, dialect: Dialect) -> str:
    for sign, word in (("-", " dash "), (".", " dot "), ("_", " underscore "), ("+", " plus ")):
        text = text.replace(sign, word)
    return _without_digits(text, dialect)


def _without_digits(text: str, dialect: Dialect) -> str:
    return " ".join(_DIGITS.sub(lambda run: f" {number(run[0], dialect)} ", text).split())


def _web(match: re.Match[str], dialect: Dialect) -> str | None:
    return _host(match[1], dialect)


def _mail(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"{_label(match[1], dialect)} at {_host(match[2], dialect)}"


def _handle(match: re.Match[str], dialect: Dialect) -> str | None:
    return None if re.search(r"\w\Z", before(match)) else f"at {_words(match[1], dialect)}"


def _hashtag(match: re.Match[str], dialect: Dialect) -> str | None:
    return None if re.search(r"[\w&]\Z", before(match)) else f"hashtag {_words(match[1], dialect)}"


def _words(name: str, dialect: Dialect) -> str:
    return _without_digits(_CAMEL.sub(" ", name.replace("_", " ")), dialect)


ADDRESSES = (
    Kind("address", LETTERS, _WEB, _web),
    Kind("address", LETTERS + DIGITS, _MAIL, _mail),
    Kind("address", LETTERS + DIGITS, _HOST, _web),
    Kind("handle", "@", pattern(r"@([A-Za-z0-9_]{1,50})(?![\w@])"), _handle),
    Kind("hashtag", "#", pattern(r"#([^\W\d_]\w{1,80})(?!\w)"), _hashtag),
)
