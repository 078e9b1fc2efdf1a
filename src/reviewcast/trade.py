"""Rules from and for other tools: a file of theirs into a rule file of ours, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import amendment, editing, interchange, sheet, spelling, storage
from reviewcast.errors import ShowError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.interchange import Form
    from reviewcast.model import Rule
    from reviewcast.production import Studio

_FORMS: dict[str, Form] = {".pls": "pls", ".xml": "pls", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


@dataclass(frozen=True, slots=True)
class Trade:
    """What went over, and what did not."""

    path: Path
    """The file that was written."""
    count: int
    """Rules in it that went over."""
    lost: tuple[str, ...]
    """A sentence for each thing that did not."""


def export(file: Path, form: Form | None, studio: Studio, review: Path | None) -> Trade:
    """Write the rules and checks of the show, or of *review*, to *file*.

    Raises UsageError for a form that cannot be told, ShowError for a rule file that is wrong.
    """
    path, scope = editing.file_for(studio, review)
    held = sheet.load(path, scope)
    made = interchange.export(held.rules, held.checks, form or _form(file))
    storage.write(file, made.data)
    return Trade(file, len(held.rules), made.lost)


def take_in(file: Path, form: Form | None, studio: Studio, review: Path | None, *, replace: bool) -> Trade:
    """Add the rules of *file* to those of the show, or of *review*; names that have a rule keep it unless *replace*.

    Raises ShowError when *file* or the rule file cannot be read, UsageError for a form that cannot be told.
    """
    path, scope = editing.file_for(studio, review)
    held = sheet.load(path, scope)
    found = interchange.read(storage.read(file, "the file of rules"), str(file), form or _form(file))
    known = {spelling.key(rule.written): rule.written for rule in held.rules}
    lost = list(found.lost)
    kept: dict[str, dict[str, object]] = {}
    for rule in found.rules:
        key = spelling.key(rule.written)
        if key in known and not replace:
            lost.append(f'"{rule.written}" has a rule already, which stays; --replace takes the other')
            continue
        written, what = known.get(key, rule.written), fields_of(rule)
        try:
            sheet.rules_of({written: what}, scope)
        except ShowError as error:
            lost.append(error.message)
        else:
            kept[written] = what
    if kept:
        amendment.set_rules(path, kept, base=held.digest)
    return Trade(path, len(kept), tuple(lost))


def fields_of(rule: Rule) -> dict[str, object]:
    """*rule* as a rule file has it, without what goes without saying."""
    what = editing.saying_fields(rule.saying)
    extras = {name: getattr(rule, name) for name in ("plural", "fold", "expect", "by", "source", "note")}
    guards = {name: list(getattr(rule, name)) for name in ("after", "before")}
    case = {"case": rule.case} if rule.case != "smart" else {}
    status = {"status": rule.status} if rule.status != "unverified" else {}
    return what | case | {key: value for key, value in (extras | guards).items() if value} | status


def _form(file: Path) -> Form:
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise UsageError(f'"{file.name}" does not say which form it is in; add --form pls or --form csv')
    return form
