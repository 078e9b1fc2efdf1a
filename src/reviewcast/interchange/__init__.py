"""Rules in the formats of other tools: W3C PLS 1.0 for other voices, CSV for spreadsheets.

Neither holds all that a rule file does, and some files hold what a rule file does not: what is lost is said, a
sentence for each thing, and never lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from reviewcast.errors import ShowError
from reviewcast.interchange.entries import Taken, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.model import Check, Rule

Form = Literal["pls", "csv"]

LARGEST = 8_000_000
"""Bytes of a file that is read; the largest lexicons of other services end at a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file for another tool."""

    data: bytes
    lost: tuple[str, ...] = ()
    """A sentence for each thing that the form cannot hold, naming the rule."""


@dataclass(frozen=True, slots=True)
class Import:
    """What a file of another tool says."""

    rules: tuple[Rule, ...]
    """Without scope, path and line of their own: they stand in no file of the show yet."""
    lost: tuple[str, ...] = ()
    """A sentence for each thing that a rule cannot hold or that cannot be said, with its line."""


def export(rules: Iterable[Rule], checks: Iterable[Check], form: Form, *, language: str = "en") -> Export:
    """The file of *form* that holds *rules*, of which the nearest scope comes first, as in a lexicon.

    *language* is the tag a PLS declares; services apply one only to voices of that language. A rule whose name an
    earlier one has already is left out, and said so. Nothing is written to a disk.
    """
    from reviewcast.interchange import pls, table

    kept, lost = _nearest(rules)
    lost += [f"{quoted(check.written)} is a check, and a {form.upper()} file holds rules only" for check in checks]
    made = pls.export(kept, language) if form == "pls" else table.export(kept)
    return replace(made, lost=(*lost, *made.lost))


def read(data: bytes, name: str, form: Form) -> Import:
    """The rules of a file of *form*; *name* is what messages call it.

    Raises ShowError, with the line where there is one, for what is not a file of that form as a whole; a single
    entry that cannot be used is left out and listed.
    """
    from reviewcast.interchange import pls, table

    if len(data) > LARGEST:
        size = f"{len(data) / 1e6:.0f} MB"
        raise ShowError(f"is {size} large, and at most {LARGEST // 1_000_000} MB are read; split it", path=name)
    return pls.read(data, name) if form == "pls" else table.read(data, name)


def _nearest(rules: Iterable[Rule]) -> tuple[list[Rule], list[str]]:
    kept: list[Rule] = []
    lost: list[str] = []
    taken = Taken()
    for number, rule in enumerate(rules, 1):
        if taken.clash(rule.written, rule.case == "exact", number):
            lost.append(
                f"{quoted(rule.written)} has a nearer rule of the same name; that of the {rule.scope} is left out"
            )
        else:
            kept.append(rule)
    return kept, lost
