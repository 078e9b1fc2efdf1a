"""What can be wrong between rules: the same name in two files, nearly the same name, a check and a rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reviewcast import spelling
from reviewcast.linting.evidence import finding, quoted, where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewcast.linting.evidence import Evidence
    from reviewcast.model import Check, Finding, Rule


def two_values(evidence: Evidence) -> Iterator[Finding]:
    """A name that a review says in another way than its show: sometimes meant, often forgotten.

    Rules of the house are there to be replaced, so to say a name otherwise than the house is no finding.
    """
    for near, far in _same_names(evidence):
        if near.saying != far.saying and far.scope != "house":
            message = (
                f"is said as {quoted(near.saying.value)} here and as {quoted(far.saying.value)} in {where(far)}, "
                "make them one or say in a note why not"
            )
            yield finding("two-values", near, message)


def repeated(evidence: Evidence) -> Iterator[Finding]:
    """A rule that says just what a farther one says: it adds nothing, and the two will drift apart."""
    for near, far in _same_names(evidence):
        if near.saying == far.saying and _switches(near) == _switches(far):
            there = "among the house rules" if far.scope == "house" else f"in {where(far)}"
            yield finding("repeated", near, f"stands {there} with the same value, delete it here")


def near_keys(evidence: Evidence) -> Iterator[Finding]:
    """Two names that differ in case or accents alone: most often one of them is a slip."""
    for rules in _groups(evidence, lambda written: spelling.bare(spelling.key(written))):
        for near, far in _meeting(rules):
            twins = near.case == far.case == "exact" and near.path == far.path
            if spelling.plain(near.written) != spelling.plain(far.written) and not twins:
                there = "of the house" if far.scope == "house" else f"in {where(far)}"
                message = (
                    f"differs from {quoted(far.written)} {there} in case, accents or hyphens alone, write one of them"
                )
                yield finding("near-keys", near, message)


def as_matches(evidence: Evidence) -> Iterator[Finding]:
    """Words given with ``as`` that have a rule themselves: they are spoken as they stand, without it."""
    for rule in evidence.rules:
        for saying in (rule.saying, *(saying for _, saying in rule.engines)):
            matches = evidence.lexicon_of(rule).find(saying.value) if saying.kind == "as" else ()
            other = next((match.rule for match in matches if match.rule is not rule), None)
            if other is not None:
                message = (
                    f"is said as {quoted(saying.value)}, and the rule for {quoted(other.written)} does not act in "
                    "there, write the sounds with say"
                )
                yield finding("as-matches", rule, message)


def check_and_rule(evidence: Evidence) -> Iterator[Finding]:
    """A check ("right as the engine says it") and a rule ("say it so") on one name: only one of them holds."""
    ruled: dict[str, list[Rule]] = defaultdict(list)
    for rule in evidence.rules:
        if not rule.after and not rule.before:
            ruled[spelling.key(rule.written)].append(rule)
    for check in evidence.checks:
        spoken = next((rule for rule in ruled[spelling.key(check.written)] if _together(rule, check)), None)
        if spoken is not None:
            message = f"has a check here and a rule in {where(spoken)}, which is what is spoken, delete one of the two"
            yield finding("check-and-rule", check, message)


def _groups(evidence: Evidence, key: Callable[[str], str]) -> Iterator[list[Rule]]:
    """The rules of all files, nearest first, that have one name by *key*."""
    groups: dict[str, list[Rule]] = defaultdict(list)
    for page in evidence.sheets:
        for rule in page.rules:
            groups[key(rule.written)].append(rule)
    return (rules for rules in groups.values() if len(rules) > 1)


def _same_names(evidence: Evidence) -> Iterator[tuple[Rule, Rule]]:
    for rules in _groups(evidence, spelling.plain):
        yield from ((near, far) for near, far in _meeting(rules) if near.scope != far.scope)


def _meeting(rules: list[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each of the editor's *rules* with the next farther one that holds in the same review."""
    for number, near in enumerate(rules):
        if near.scope == "house":
            return
        far = next((rule for rule in rules[number + 1 :] if _together(near, rule)), None)
        if far is not None:
            yield near, far


def _together(one: Rule, other: Rule | Check) -> bool:
    """Whether there is a review in which both hold."""
    return one.path == other.path or "review" not in (one.scope, other.scope) or one.scope != other.scope


def _switches(rule: Rule) -> tuple[object, ...]:
    return rule.case, rule.plural, rule.fold, rule.after, rule.before, rule.engines
