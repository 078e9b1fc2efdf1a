"""The rule files of a show, nearest first: of one review, of the show, of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import sheet
from reviewcast.cache import digest
from reviewcast.lexicon import Lexicon, same_key

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.model import Check, Rule, Show
    from reviewcast.sheet import Sheet


class Rulebook:
    """What a show's names are said by; each file is read once, when it is first needed."""

    def __init__(self, show: Show, unsaved: tuple[Rule, ...] = (), dropped: tuple[str, ...] = ()) -> None:
        """*unsaved* rules go before those of every file; names that are *dropped* have no rule at all."""
        self.show, self.unsaved, self.dropped = show, unsaved, dropped
        self._shared: tuple[Sheet, ...] | None = None
        self._lexicon: Lexicon | None = None
        self._state: str | None = None

    @property
    def path(self) -> Path | None:
        """The show's own file, which need not be there; None for a review in no show."""
        return self.show.root / sheet.FILE if self.show.root else None

    def trying(self, *rules: Rule) -> Rulebook:
        """The same with *rules* that are in no file yet."""
        return Rulebook(self.show, (*rules, *self.unsaved), self.dropped)

    def without(self, name: str) -> Rulebook:
        """The same as if no file had a rule for *name*."""
        return Rulebook(self.show, self.unsaved, (*self.dropped, name))

    def rule(self, name: str, review: Path | None = None) -> Rule | None:
        """The nearest rule whose key is *name*, in whatever hyphens, quotes and white space."""
        return next((rule for rule in self._rules(review) if same_key(rule.written, name)), None)

    def sheets(self, review: Path | None = None) -> tuple[Sheet, ...]:
        """The files that hold for *review*, nearest first; without one, those that hold for all.

        Raises ShowError, with the line, for what in one of them cannot be meant.
        """
        if self._shared is None:
            self._show_state()
            own = (sheet.load(self.path, "show"),) if self.path else ()
            house = (sheet.house(),) if self.show.house_rules else ()
            self._shared = own + house
        near = sheet.review_file(review) if review else None
        return (sheet.load(near, "review"), *self._shared) if near and near.exists() else self._shared

    def lexicon(self, review: Path | None = None) -> Lexicon:
        """All rules that hold for *review*."""
        sheets = self.sheets(review)
        if sheets is self._shared and self._lexicon:
            return self._lexicon
        lexicon = Lexicon(self._rules(review))
        if sheets is self._shared:
            self._lexicon = lexicon
        return lexicon

    def _rules(self, review: Path | None) -> list[Rule]:
        rules = [rule for each in self.sheets(review) for rule in each.rules]
        if self.dropped:
            rules = [rule for rule in rules if not any(same_key(rule.written, name) for name in self.dropped)]
        return [*self.unsaved, *rules]

    def checks(self, review: Path | None = None) -> tuple[Check, ...]:
        """All names that are right as they are, nearest first."""
        return tuple(check for each in self.sheets(review) for check in each.checks)

    def state(self, review: Path) -> str:
        """A digest of the files that hold for *review*, without reading what they say.

        It is of the show's file as it was when this rulebook first looked, so that it is never newer than the rules.
        """
        return digest(self._show_state(), _bytes(sheet.review_file(review)))

    def _show_state(self) -> str:
        if self._state is None:
            self._state = digest(_bytes(self.path)) if self.path else ""
        return self._state


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
