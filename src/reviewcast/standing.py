"""How far a name is settled: guessed, said by the house, ruled by an editor, or checked by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from reviewcast.lexicon import Lexicon, same_key
from reviewcast.model import Rule, Saying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.lexicon import Match
    from reviewcast.model import Check, Scope

State = Literal["guess", "house", "ruled", "checked"]
STATES: tuple[State, ...] = ("guess", "house", "ruled", "checked")
"""From nobody's word to an editor's; a name stands as its least settled word does."""

_NEARNESS: tuple[Scope, ...] = ("inline", "review", "show", "house")
_WORD = re.compile(r"\w[\w.'’-]*")


class Standing:
    """Knows how every name stands by a lexicon and by the names that were found right as they are."""

    def __init__(self, lexicon: Lexicon, checks: Iterable[Check]) -> None:
        self._lexicon = lexicon
        self._checks = finder(checks)

    def of(self, name: str) -> State:
        """How *name* stands: particles, such as the "de" of a surname, count only where they stand alone."""
        words = [word.span() for word in _WORD.finditer(name)]
        words = [span for span in words if not name[slice(*span)].islower()] or words
        checks, rules = self._checks.find(name), self._lexicon.find(name)
        states = (_state(_over(checks, *span), _over(rules, *span)) for span in words)
        return min(states, key=STATES.index, default="guess")


def finder(checks: Iterable[Check]) -> Lexicon:
    """What finds the names of *checks* in a text."""
    return Lexicon(Rule(check.written, Saying("as", check.written), scope=check.scope) for check in checks)


def _over(matches: Iterable[Match], start: int, end: int) -> Rule | None:
    return next((match.rule for match in matches if match.start <= start and end <= match.end), None)


def _state(check: Rule | None, rule: Rule | None) -> State:
    """How a word stands: an editor's rule speaks for itself where it was made for what was checked, or nearer."""
    if rule is None:
        return "checked" if check else "guess"
    house = rule.scope == "house"
    if check and (house or not (same_key(rule.written, check.written) or _is_nearer(rule, check))):
        return "checked"
    if house:
        return "house"
    return "checked" if rule.status == "approved" else "ruled"


def _is_nearer(rule: Rule, check: Rule) -> bool:
    return _NEARNESS.index(rule.scope) < _NEARNESS.index(check.scope)
