"""What a kind of thing to be spoken in other words is, and the pieces of pattern that the kinds share.

Every pattern is matched at one place, never searched; its repeats are bounded or cannot overlap, so that a text
is read in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, cast

Dialect = Literal["US", "GB"]
Say = Callable[[re.Match[str], Dialect], "str | None"]

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15}(?![0-9]))(?:\.[0-9]{1,15}(?![0-9]))?"
"""1,500 or 1500 or 3.14, of at most fifteen digits on either side of the point; it ends where its digits end."""
ENDS = r"(?![^\W_]|[.,][0-9])"
"""Neither a letter nor more of a number follows."""
DASH = r"[-‐‑–−]"
APOSTROPHE = r"['’‘]"
REACH = 48
"""Characters before a match that are looked at."""


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """The regular expression *source*, compiled when it is first tried: few texts have something of every kind."""
    return cast("re.Pattern[str]", _Pattern(source, flags))


class _Pattern:
    """Stands in for a compiled pattern, and from its first use on hands everything to it."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({each: getattr(compiled, each) for each in ("match", "search", "findall", "split", "sub")})
        return getattr(compiled, name)


class Kind(NamedTuple):
    """A class of things that are spoken in other words."""

    name: str
    starts: str
    """The characters it may begin with."""
    pattern: re.Pattern[str]
    say: Say
    """Gives the words for a match; ``None`` for "not one of these". The text as matched means: leave it as it is."""


def before(match: re.Match[str]) -> str:
    """The last characters before the match."""
    return match.string[max(0, match.start() - REACH) : match.start()]


def after(match: re.Match[str]) -> str:
    """The first characters behind the match."""
    return match.string[match.end() : match.end() + REACH]


_SWALLOWS_A = pattern(r"\b(?:of|for|was|at|than|that|not) \Z", re.IGNORECASE)


def letter_a(match: re.Match[str]) -> str:
    """How the letter A is written so that its name is heard.

    With a hyphen behind it espeak takes it for a letter, and not for the article; but behind "of", "for" and a few
    more it says "of a" as one word all the same, and there only "eh" is heard as the letter (measured, espeak-ng 1.52).
    """
    return "eh" if _SWALLOWS_A.search(before(match)) else "A"


_ARTICLE = pattern(r"(?:\A|\W)(?:an?|An?)(?: (?:whopping|mere|paltry|modest|reported|cool|brisk|lean))? \Z")
_NOUN = pattern(r"-| (?!(?:and|or|but|to|from|in|on|at|for|of|by|with|is|was|the|a|as|than|that|which)\b)[^\W\d_]")


def qualifies(match: re.Match[str]) -> bool:
    """Whether the amount stands before a noun, as in "a 5km run": then its unit stays in the singular."""
    return after(match)[:1] == "-" or (
        _ARTICLE.search(before(match)) is not None and _NOUN.match(after(match)) is not None
    )
