"""How far a name is settled: guessed, said by the house, ruled by an editor, or checked by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from reviewcast.lexicon import Lexicon
from reviewcast.model import Rule, Saying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.model import Check

State = Literal["guess", "house", "ruled", "checked"]
STATES: tuple[State, ...] = ("guess", "house", "ruled", "checked")
"""From nobody's word to an editor's; a name stands as its least settled word does."""

_WORD = re.compile(r"\w[\w.'’-]*")


class Standing:
    """Knows how every name stands by a lexicon and by the names that were found right as they are."""

    def __init__(self, lexicon: Lexicon, checks: Iterable[Check]) -> None:
        self._lexicon = lexicon
        self._checks = Lexicon(Rule(check.written, Saying("as", check.written), scope=check.scope) for check in checks)

    def of(self, name: str) -> State:
        """How *name* stands: particles, such as the "de" of a surname, count only where they stand alone."""
        words = [word.span() for word in _WORD.finditer(name)]
        words = [span for span in words if not name[slice(*span)].islower()] or words
        return min((self._word(name, *span) for span in words), key=STATES.index, default="guess")

    def rule(self, name: str) -> Rule | None:
        """The rule that says *name*, the first of them where several say its parts."""
        matches = self._lexicon.find(name)
        return matches[0].rule if matches else None

    def _word(self, name: str, start: int, end: int) -> State:
        if any(match.start <= start and end <= match.end for match in self._checks.find(name)):
            return "checked"
        for match in self._lexicon.find(name):
            if match.start <= start and end <= match.end:
                return _state(match.rule)
        return "guess"


def _state(rule: Rule) -> State:
    if rule.status == "approved":
        return "checked"
    return "house" if rule.scope == "house" else "ruled"
