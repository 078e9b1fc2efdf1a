"""CSV, for spreadsheets (RFC 4180): one row a rule, a first row that names the columns.

Spreadsheets have habits: a byte order mark, semicolons where the comma is the decimal sign, "Unicode Text" in
UTF-16 with tabs, and cells that begin with ``=`` run as formulas; such a cell gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from reviewcast import settings
from reviewcast.errors import ShowError, did_you_mean
from reviewcast.interchange import Export, Import
from reviewcast.interchange.entries import MOST, Taken, decoded, imported_from, quoted, tidy, vetted
from reviewcast.model import Rule, RuleKind, Saying, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = (
    *("name", "say", "ipa", "as", "spell", "lang", "case", "plural", "fold"),
    *("after", "before", "expect", "status", "by", "source", "note"),
)
"""All that may stand in the first row, in any order; ``name`` must."""

_KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
_SAVE = 'save it again as "CSV UTF-8"'
_MOST_COLUMNS = 500
_BOM = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet runs; apostrophes count too, so that taking one away brings back just what was there."""
_YES, _NO = {"yes", "true", "1", "x"}, {"no", "false", "0"}
_OWN_LETTERS = {"yes", "true"}
_Choice = TypeVar("_Choice", bound=str)


def export(rules: Iterable[Rule]) -> Export:
    """The table of *rules*: UTF-8 with a byte order mark, by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    lost: list[str] = []
    for rule in rules:
        row = _row(rule, lost)
        writer.writerow([_shown(row.get(column, "")) for column in COLUMNS])
    return Export((_BOM + text.getvalue()).encode("utf-8", "replace"), tuple(lost))


def read(data: bytes, name: str) -> Import:
    """The rules of a table with commas, semicolons or tabs, in UTF-8 or, with a byte order mark, in UTF-16.

    Rows that cannot be used and columns that are not known are left out and listed. Raises ShowError for a file
    without the row of columns, with a quotation mark left open, or with the same name twice.
    """
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = decoded(data, "utf-16" if utf_16 else "utf-8-sig", name, _SAVE)
    rows = _rows(text, _separator(text), name)
    lost: list[str] = []
    columns = _columns(rows, name, lost)
    known = frozenset(columns)
    rules: list[Rule] = []
    taken = Taken()
    for number, (line, cells) in enumerate(rows, 1):
        if number > MOST:
            raise ShowError(f"holds more than {MOST} rows; split it", path=name, line=line)
        try:
            fields = _fields(columns, cells)
            if not fields:
                continue
            _refuse_twice(fields, line, name, taken)
            rules.append(vetted(_rule(fields, known, name)))
        except ValueError as error:
            who = quoted(_meant(cells[columns.index("name")])) if len(cells) > columns.index("name") else "a row"
            lost.append(f"line {line}: {who} was left out: {error}")
    return Import(tuple(rules), tuple(lost))


def _row(rule: Rule, lost: list[str]) -> dict[str, str]:
    saying = rule.saying
    row = {"name": rule.written, saying.kind: saying.value, "expect": rule.expect, "status": rule.status}
    row |= {"by": rule.by, "source": rule.source, "note": rule.note}
    if saying.kind == "lang":
        row |= {"lang": saying.language, "ipa": saying.value}
    elif saying.kind == "spell":
        row["spell"] = saying.value or rule.written
    row["case"] = "" if rule.case == "smart" else rule.case
    row["plural"], row["fold"] = ("yes" if switch else "" for switch in (rule.plural, rule.fold))
    for side, words in (("after", rule.after), ("before", rule.before)):
        row[side] = ", ".join(words)
        if any("," in word for word in words):
            lost.append(f"{quoted(rule.written)}: the commas in {side} part its words in a CSV file")
    if rule.engines:
        names = ", ".join(name for name, _ in rule.engines)
        lost.append(f"{quoted(rule.written)}: a CSV file has no place for what it says to {names}")
    return row


def _shown(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _meant(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _separator(text: str) -> str:
    """The one of the three that parts the first row into the most columns that are known."""
    first = text.lstrip()[:5_000].partition("\n")[0]

    def known(separator: str) -> int:
        return len({cell.strip(' "\r').casefold() for cell in first.split(separator)} & set(COLUMNS))

    return max((",", ";", "\t"), key=known)


def _rows(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ShowError(_reason(str(error)), path=name, line=line) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _reason(error: str) -> str:
    if "end of data" in error:
        return "a quotation mark is opened in this row and never closed; close it"
    if "field limit" in error:
        return "a cell of this row is far too long; look for a quotation mark left open"
    if "expected after" in error:
        return "a quotation mark stands inside a quoted cell of this row; double it"
    return f"this row cannot be read: {error}; mend it"


def _columns(rows: Iterator[tuple[int, list[str]]], name: str, lost: list[str]) -> list[str]:
    line, cells = next(rows, (1, []))
    if len(cells) > _MOST_COLUMNS:
        raise ShowError(f"has {len(cells)} columns; keep those that are about rules", path=name, line=line)
    columns = [_meant(cell).casefold() for cell in cells]
    if "name" not in columns or not set(columns) & set(_KINDS):
        raise ShowError('the first row must name the columns, such as "name,say,note"', path=name, line=line)
    for column in dict.fromkeys(columns):
        if column in COLUMNS and columns.count(column) > 1:
            raise ShowError(f'the column "{column}" stands there twice; rename one', path=name, line=line)
        if column and column not in COLUMNS:
            near = did_you_mean(column[:60], COLUMNS)
            lost.append(f"line {line}: the column {quoted(column)} is not known and was left out{near}")
    return columns


def _fields(columns: list[str], cells: list[str]) -> dict[str, str]:
    """The cells that say something, by their column; ValueError for one that stands in no column."""
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise ValueError("it has more cells than there are columns; put cells that hold a separator in quotes")
    pairs = zip(columns, cells, strict=False)
    fields = {column: tidy(_meant(cell), column) for column, cell in pairs if column in COLUMNS}
    return {column: value for column, value in fields.items() if value}


def _refuse_twice(fields: dict[str, str], line: int, name: str, taken: Taken) -> None:
    written = fields.get("name", "")
    first = taken.clash(written, fields.get("case", "").casefold() == "exact", line) if written else 0
    if first:
        message = f"{quoted(written)} stands here again, first in line {first}; keep one of the two"
        raise ShowError(message, path=name, line=line)


def _rule(fields: dict[str, str], known: frozenset[str], name: str) -> Rule:
    if "name" not in fields:
        raise ValueError("it has no name")
    return Rule(
        written=fields["name"],
        saying=_saying(fields),
        case=_choice(fields, "case", ("smart", "exact", "any")),
        plural=_switch(fields, "plural"),
        fold=_switch(fields, "fold"),
        after=_words(fields.get("after", "")),
        before=_words(fields.get("before", "")),
        expect=fields.get("expect", ""),
        status=_choice(fields, "status", get_args(Status)),
        by=fields.get("by", ""),
        source=fields.get("source", "") if "source" in known else imported_from(name),
        note=fields.get("note", ""),
    )


def _saying(fields: dict[str, str]) -> Saying:
    kinds = [kind for kind in _KINDS if kind in fields]
    if not kinds:
        raise ValueError(f"it has none of {', '.join(_KINDS)}, so nothing says how it is said")
    if set(kinds) == {"lang", "ipa"}:
        kinds = ["lang"]
    if len(kinds) > 1:
        raise ValueError(f"it has {' and '.join(kinds)}; keep one of them")
    kind, value = kinds[0], fields[kinds[0]]
    if kind == "lang":
        return Saying("lang", fields.get("ipa", ""), settings.language(value, Path()))
    own_letters = kind == "spell" and value.casefold() in _OWN_LETTERS
    return Saying(kind, fields["name"] if own_letters else value)


def _choice(fields: dict[str, str], column: str, choices: tuple[_Choice, ...]) -> _Choice:
    """The cell's choice, whatever its case; the first of *choices* where the cell is empty."""
    value = fields.get(column, choices[0])
    for choice in choices:
        if value.casefold() == choice:
            return choice
    raise ValueError(f"{column} takes {', '.join(choices)}, not {quoted(value)}{did_you_mean(value, choices)}")


def _switch(fields: dict[str, str], column: str) -> bool:
    value = fields.get(column, "no").casefold()
    if value not in _YES | _NO:
        raise ValueError(f"{column} takes yes or nothing, not {quoted(value)}")
    return value in _YES


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for part in cell.split(",") if (word := part.strip()))
