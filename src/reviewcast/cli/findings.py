"""How findings are told on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.model import Finding

_MOST_ALIKE = 8
"""Findings of one code that are shown; 300 of a kind say no more than these."""


def told(finding: Finding) -> str:
    """``WHERE: MESSAGE [CODE]``, for a line that begins with how grave it is."""
    where = f"{finding.where}: " if finding.where else ""
    return f"{where}{finding.message} [{finding.code}]"


def folded(findings: Iterable[Finding]) -> tuple[list[Finding], list[str]]:
    """The first few findings of each code, and a line for each code of which there are more."""
    counts = Counter[str]()
    first = []
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= _MOST_ALIKE:
            first.append(finding)
    more = [(code, count - _MOST_ALIKE) for code, count in counts.items() if count > _MOST_ALIKE]
    return first, [f"and {count} more like it [{code}]; --json lists them all" for code, count in more]
