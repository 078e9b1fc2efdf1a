"""What can be wrong with rules in the light of the reviews: never used, never reached, not enough, not approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import spelling
from reviewcast.linting.evidence import finding, quoted, where
from reviewcast.model import Rule, Saying
from reviewcast.names.words import PARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.lexicon import Match
    from reviewcast.linting.evidence import Evidence, Place
    from reviewcast.model import Finding

_NEARNESS = {"inline": 0, "review": 1, "show": 2, "house": 3}
_ARTICLES = {"a", "an", "the"}


def unused(evidence: Evidence) -> Iterator[Finding]:
    """A rule whose name stands in no review: a slip in its spelling, or a leftover."""
    present = {place.match.rule for place, _ in _idle(evidence)}
    for rule in evidence.rules:
        if evidence.reviews and rule not in evidence.places and rule not in present:
            message = "stands in no review, check how they spell it or delete it"
            yield finding("unused", rule, message)


def shadowed(evidence: Evidence) -> Iterator[Finding]:
    """A rule that never acts, since wherever its name stands a nearer rule or a longer name of a farther file does.

    A longer name of the same file or a nearer one is no finding: that is how a surname has a rule to be safe.
    """
    takers: dict[Rule, Rule] = {}
    for place, taken in _idle(evidence):
        rule = place.match.rule
        if taken is not None and _hides(taken.rule, rule):
            takers.setdefault(rule, taken.rule)
    for rule, taker in takers.items():
        place_of = "the house rules" if taker.scope == "house" else where(taker)
        message = (
            f"never acts, since {quoted(taker.written)} in {place_of} does wherever it stands, delete one of the two"
        )
        yield finding("shadowed", rule, message)


def surname(evidence: Evidence) -> Iterator[Finding]:
    """A full name with a rule, whose surname stands alone in a review and has neither a rule nor a check."""
    wanted: dict[str, Rule] = {}
    checked = {spelling.key(check.written) for check in evidence.checks}
    for rule in evidence.rules:
        for last in _surnames(rule.written):
            if spelling.key(last) not in checked:
                wanted.setdefault(last, rule)
    probes = [Rule(last, Saying("spell", ""), plural=rule.plural) for last, rule in wanted.items()]
    told = set()
    for place, taken in evidence.probe(probes):
        last = place.match.rule.written
        if taken is None and last not in told:
            told.add(last)
            message = f"has a rule, but {quoted(last)} stands alone in {place.review.path} and has none, add one"
            yield finding("surname", wanted[last], message)


def unapproved(evidence: Evidence) -> Iterator[Finding]:
    """A rule that nobody approved, spoken in an episode that is published."""
    for rule in evidence.rules:
        if rule.status == "approved":
            continue
        places = evidence.places.get(rule, ())
        reviews = sorted({place.review.path for place in places if place.review.published})
        if reviews:
            more = f" and {len(reviews) - 1} more" if len(reviews) > 1 else ""
            message = f"is spoken in the published {reviews[0]}{more} and nobody approved it, hear it and approve it"
            yield finding("unapproved", rule, message)


def _idle(evidence: Evidence) -> Iterator[tuple[Place, Match | None]]:
    """Where the rules that never act would act if they were alone."""
    idle = [rule for rule in evidence.rules if rule not in evidence.places]
    return (found for found in evidence.probe(idle) if _holds(found[0], evidence))


def _holds(place: Place, evidence: Evidence) -> bool:
    """Whether the rule of *place* holds in its review at all."""
    rule = place.match.rule
    return rule.scope != "review" or evidence.lexicon_for(place.review) is evidence.lexicon_of(rule)


def _hides(taker: Rule, rule: Rule) -> bool:
    same = spelling.key(taker.written) == spelling.key(rule.written)
    return same or _NEARNESS[taker.scope] > _NEARNESS[rule.scope]


def _surnames(written: str) -> Iterator[str]:
    """What "First Surname" is called for short: ``Ana de Armas`` as ``de Armas`` and ``Armas``."""
    words = written.split()
    capitals = [word for word in words if word not in PARTICLES]
    if len(words) < 2 or words[0].casefold() in _ARTICLES or not all(word[0].isupper() for word in capitals):
        return
    last = len(words) - 1
    if words[last] in PARTICLES or spelling.is_common(words[last].casefold()):
        return
    yield words[last]
    first = last
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
    if first < last:
        yield " ".join(words[first:])
