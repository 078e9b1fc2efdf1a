"""The rule files of a show, nearest first: of one review, of the show, of the house.

What reads them is imported when a rule is asked for: a build with nothing to do asks only whether they changed.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from reviewcast import storage
from reviewcast.cache import digest

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.lexicon import Lexicon
    from reviewcast.model import Check, Rule, Show
    from reviewcast.sheet import Sheet

FILE = "pronunciations.toml"


def review_file(review: Path) -> Path:
    """The rule file of one review: ``reviews/NAME.pronunciations.toml`` beside ``reviews/NAME.md``."""
    return review.with_name(f"{review.stem}.{FILE}")


class Rulebook:
    """What a show's names are said by; each file is read once, when it is first needed."""

    def __init__(self, show: Show, unsaved: tuple[Rule, ...] = (), dropped: tuple[str, ...] = ()) -> None:
        """*unsaved* rules go before those of every file; names that are *dropped* have no rule at all."""
        self.show, self.unsaved, self.dropped = show, unsaved, dropped
        self._shared: tuple[Sheet, ...] | None = None
        self._near: dict[Path, Sheet | None] = {}
        self._lexicons: dict[Path | None, Lexicon] = {}
        self._states: dict[Path, str] = {}

    @property
    def path(self) -> Path | None:
        """The show's own file, which need not be there; None for a review in no show."""
        return self.show.root / FILE if self.show.root else None

    def trying(self, *rules: Rule) -> Rulebook:
        """The same with *rules* that are in no file yet."""
        return self._varied((*rules, *self.unsaved), self.dropped)

    def without(self, name: str) -> Rulebook:
        """The same as if no file had a rule for *name*."""
        return self._varied(self.unsaved, (*self.dropped, name))

    def rule(self, name: str, review: Path | None = None) -> Rule | None:
        """The nearest rule whose key is *name*, in whatever hyphens, quotes and white space."""
        from reviewcast.lexicon import same_key

        return next((rule for rule in self._rules(review) if same_key(rule.written, name)), None)

    def sheets(self, review: Path | None = None) -> tuple[Sheet, ...]:
        """The files that hold for *review*, nearest first; without one, those that hold for all.

        Raises ShowError, with the line, for what in one of them cannot be meant.
        """
        from reviewcast import sheet

        if self._shared is None:
            self._state(self.path)
            own = (sheet.load(self.path, "show"),) if self.path else ()
            house = (sheet.house(),) if self.show.house_rules else ()
            self._shared = own + house
        if review is not None and review not in self._near:
            near = review_file(review)
            self._state(near)
            self._near[review] = sheet.load(near, "review") if _is_there(near) else None
        own_sheet = self._near[review] if review else None
        return (own_sheet, *self._shared) if own_sheet else self._shared

    def lexicon(self, review: Path | None = None) -> Lexicon:
        """All rules that hold for *review*."""
        from reviewcast.lexicon import Lexicon

        self.sheets(review)
        own = review if review and self._near[review] else None
        if own not in self._lexicons:
            self._lexicons[own] = Lexicon(self._rules(own))
        return self._lexicons[own]

    def checks(self, review: Path | None = None) -> tuple[Check, ...]:
        """All names that are right as they are, nearest first."""
        return tuple(check for each in self.sheets(review) for check in each.checks)

    def state(self, review: Path) -> str:
        """A digest of the files that hold for *review*, without reading what they say.

        It is of the files as they were when this rulebook first looked, so that it is never newer than the rules.
        Raises StorageError for a file that cannot be read.
        """
        return digest(self._state(self.path), self._state(review_file(review)))

    def _varied(self, unsaved: tuple[Rule, ...], dropped: tuple[str, ...]) -> Rulebook:
        """Another rulebook on the files as they were read."""
        book = Rulebook(self.show, unsaved, dropped)
        book._shared, book._near, book._states = self._shared, self._near, self._states
        return book

    def _rules(self, review: Path | None) -> list[Rule]:
        from reviewcast.lexicon import same_key

        rules = [rule for each in self.sheets(review) for rule in each.rules]
        if self.dropped:
            rules = [rule for rule in rules if not any(same_key(rule.written, name) for name in self.dropped)]
        return [*self.unsaved, *rules]

    def _state(self, path: Path | None) -> str:
        if path is None:
            return ""
        if path not in self._states:
            self._states[path] = digest(_bytes(path))
        return self._states[path]


def _is_there(path: Path) -> bool:
    """Whether there is such a file; there is none of a name that is longer than the disk takes."""
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise storage.refusal(error, path) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if _is_there(path) and path.is_file() else b""
    except OSError as error:
        raise storage.refusal(error, path) from error
