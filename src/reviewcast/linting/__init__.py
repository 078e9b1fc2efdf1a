"""What an editor should know about the rule files: mistakes, leftovers and risks, each with what to do about it.

Every lint is a function from the evidence to its findings. All that comes from outside (files, reviews, what the
engine says) is handed in; nothing here reads a file or starts an engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.linting import listening, relations, sayings, usage
from reviewcast.linting.evidence import Evidence, LintReview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reviewcast.model import Finding, Voice
    from reviewcast.phonetics import Phones
    from reviewcast.sheet import Sheet

__all__ = ["LINTS", "Evidence", "LintReview", "lint"]

LINTS: tuple[Callable[[Evidence], Iterable[Finding]], ...] = (
    sayings.unreadable,
    sayings.no_reading,
    sayings.no_stress,
    sayings.doubled,
    sayings.common_word,
    sayings.expect_differs,
    relations.two_values,
    relations.repeated,
    relations.near_keys,
    relations.as_matches,
    relations.check_and_rule,
    usage.unused,
    usage.shadowed,
    usage.surname,
    usage.unapproved,
    listening.needless,
    listening.not_honoured,
)


def lint(
    sheets: Sequence[Sheet],
    reviews: Sequence[LintReview],
    *,
    voice: Voice | None = None,
    heard: Callable[[str], str] | None = None,
    lower: Callable[[Phones, Voice], str | None] | None = None,
) -> tuple[Finding, ...]:
    """What is to be said about *sheets* (of the reviews, the show, the house) in the light of *reviews*.

    *heard* gives the IPA of what the engine says for a text without any rule; without it needless rules are not
    looked for, and a finding says so. *lower* is :func:`reviewcast.engines.lower`; it and *voice* tell which rules
    the engine cannot honour. Sorted by file and line. House rules are only compared with, never complained of.
    """
    evidence = Evidence(sheets, reviews, voice, heard, lower)
    return tuple(sorted((found for check in LINTS for found in check(evidence)), key=_place))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    path, _, line = finding.where.rpartition(":")
    known = line.isdecimal()
    return path if known else finding.where, int(line) if known else 0, finding.code, finding.message
