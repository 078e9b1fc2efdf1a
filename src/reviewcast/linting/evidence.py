"""What the lints look at: rule files, reviews, and where the rules act in them, found out once for all lints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from reviewcast import rulebook, sounds
from reviewcast.lexicon import Lexicon, Match
from reviewcast.model import Finding
from reviewcast.notation import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reviewcast.model import Check, Rule, Saying, Voice
    from reviewcast.phonetics import Phones
    from reviewcast.sheet import Sheet

_NEARNESS = ("inline", "review", "show", "house")


@dataclass(frozen=True, slots=True)
class LintReview:
    """A review as far as lints need it."""

    path: str
    published: bool
    """Whether an episode of it is in the feed."""
    texts: tuple[str, ...]
    """Its sentences as written, headings too."""


class Place(NamedTuple):
    """A sentence in which a rule acts, or would."""

    review: LintReview
    text: str
    match: Match


class Evidence:
    """Rule files and reviews, and what follows from them; computed when a lint asks first."""

    def __init__(
        self,
        sheets: Sequence[Sheet],
        reviews: Sequence[LintReview],
        voice: Voice | None = None,
        heard: Callable[[str], str] | None = None,
        lower: Callable[[Phones, Voice], str | None] | None = None,
    ) -> None:
        self.sheets = tuple(sorted(sheets, key=lambda sheet: _NEARNESS.index(sheet.scope)))
        self.reviews, self.voice, self.heard, self.lower = tuple(reviews), voice, heard, lower

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The editor's own; the house's have tests of their own and cannot be edited."""
        return tuple(rule for page in self.sheets if page.scope != "house" for rule in page.rules)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All checks of the editor's files."""
        return tuple(check for page in self.sheets if page.scope != "house" for check in page.checks)

    @cached_property
    def lexicons(self) -> dict[str, Lexicon]:
        """By the path of a review's own rule file what holds for that review; under "" what holds for all others."""
        common = [rule for page in self.sheets if page.scope != "review" for rule in page.rules]
        own = {str(page.path): Lexicon([*page.rules, *common]) for page in self.sheets if page.scope == "review"}
        return {"": Lexicon(common), **own}

    @cached_property
    def places(self) -> dict[Rule, list[Place]]:
        """Every place where a rule acts."""
        places: dict[Rule, list[Place]] = defaultdict(list)
        for review, text, matches in self.sentences:
            for match in matches:
                places[match.rule].append(Place(review, text, match))
        return dict(places)

    @cached_property
    def sentences(self) -> list[tuple[LintReview, str, list[Match]]]:
        """Every sentence of every review, with the rules that act in it."""
        return [
            (review, text, lexicon.find(text))
            for review in self.reviews
            for lexicon in [self.lexicon_for(review)]
            for text in review.texts
        ]

    @cached_property
    def sounds(self) -> dict[Rule, Phones]:
        """What each of the editor's rules says, where that is sounds and they can be read."""
        found = ((rule, readable(rule.saying, rule.written)) for rule in self.rules)
        return {rule: phones for rule, phones in found if phones}

    def lexicon_for(self, review: LintReview) -> Lexicon:
        """The rules that hold for *review*, nearest first."""
        return self.lexicons.get(str(rulebook.review_file(Path(review.path))), self.lexicons[""])

    def lexicon_of(self, rule: Rule) -> Lexicon:
        """The rules among which *rule* stands."""
        return self.lexicons[rule.path] if rule.scope == "review" and rule.path in self.lexicons else self.lexicons[""]

    def probe(self, rules: Sequence[Rule]) -> Iterator[tuple[Place, Match | None]]:
        """Where *rules* would act if there were no others, each place with the match that takes it in truth."""
        alone = Lexicon(rules)
        for review, text, matches in self.sentences if rules else ():
            position = 0
            for match in alone.find(text):
                while position < len(matches) and matches[position].end <= match.start:
                    position += 1
                taken = matches[position] if position < len(matches) else None
                yield Place(review, text, match), taken if taken and taken.start < match.end else None


def readable(saying: Saying, written: str) -> Phones | None:
    """The sounds of *saying*, or None where it has none or they cannot be read."""
    try:
        return sounds.phones(saying, written)
    except ValueError:
        return None


def where(item: Rule | Check) -> str:
    """``PATH:LINE`` of a rule or a check."""
    return item.path if item.line is None else f"{item.path}:{item.line}"


def quoted(text: str) -> str:
    """*text* for a sentence: in quotation marks, and no longer than a line."""
    return f'"{cut(text, 60)}"'


def finding(code: str, item: Rule | Check, message: str, level: Literal["error", "warning"] = "warning") -> Finding:
    """A finding about *item*, whose name begins the sentence."""
    return Finding(code, level, f"{quoted(item.written)} {message}", where(item))
