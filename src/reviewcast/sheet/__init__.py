"""Rule files: pronunciations.toml of a show, NAME.pronunciations.toml of one review, house.toml of the package.

What is read here has been checked to the last syllable, so that nobody after it need ask again; what is wrong is
said in one sentence, with the line and what to do.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast import settings, spelling
from reviewcast.errors import ShowError, did_you_mean
from reviewcast.sheet import entries, positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewcast.model import Check, Rule, Scope

__all__ = ["EMPTY", "KINDS", "MOST_RULES", "Sheet", "house", "load", "parse", "rules_of"]

KINDS = entries.KINDS
MOST_RULES = 50_000
_TABLES = ("schema", "lang", "rules", "checks")
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rule file as it is meant."""

    path: Path
    scope: Scope
    digest: str = ""
    """SHA-256 of the file's bytes in hex; empty where there is no file."""
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    language: str = "en"
    """For whose voices it is written."""


EMPTY = Sheet(Path(), "show")
"""No rules at all."""


def load(path: Path, scope: Scope) -> Sheet:
    """The rule file *path*; a file that is not there has no rules.

    Raises ShowError, with the line where there is one, for a file that cannot be read or holds something that cannot
    be meant.
    """
    data = positions.bytes_of(path)
    return Sheet(path, scope) if data is None else parse(data, path, scope)


@cache
def house() -> Sheet:
    """The rules that come with the package; the tests have checked them, so that no build need do it again."""
    path = _PACKAGE / "house.toml"
    data = path.read_bytes()
    table = tomllib.loads(data.decode())["rules"]
    rules = tuple(entries.trusted(name, raw, "house", str(path)) for name, raw in table.items())
    return Sheet(path, "house", hashlib.sha256(data).hexdigest(), rules)


def parse(data: bytes, path: Path, scope: Scope) -> Sheet:
    """What *data* says, the bytes of the rule file *path*; ShowError as for :func:`load`."""
    text = positions.text_of(data, path)
    tree = positions.tree_of(text, path)
    reader = _Reader(tree, positions.lines_of(text), str(path), scope)
    language = reader.head()
    rules, checks = reader.rules(), reader.checks()
    return Sheet(path, scope, hashlib.sha256(data).hexdigest(), rules, checks, language)


def rules_of(table: Mapping[str, object], scope: Scope) -> tuple[Rule, ...]:
    """The rules of a ``[rules]`` *table* that is in no file; ShowError, without a path, as for :func:`load`."""
    return _Reader({"rules": table}, {}, "", scope).rules()


class _Reader:
    """Reads what TOML made of one file."""

    def __init__(self, tree: dict[str, Any], lines: Mapping[positions.Key, int], path: str, scope: Scope) -> None:
        self._tree, self._lines, self._path, self._scope = tree, lines, path, scope

    def head(self) -> str:
        """The language, when all that stands outside the rules is right."""
        unknown = next((key for key in self._tree if key not in _TABLES), None)
        if unknown is not None:
            hint = did_you_mean(unknown, _TABLES) or "; rules stand below [rules]"
            raise self._error(f'"{unknown[:60]}" is not a key of a rule file{hint}', (unknown,))
        schema = self._tree.get("schema")
        if schema is None and self._tree:
            raise self._error("there is no schema; write schema = 1 on the first line", (), 1)
        if isinstance(schema, int) and schema > 1:
            raise self._error(f"was made by a newer reviewcast (schema {schema}); update reviewcast", ("schema",))
        if schema is not None and (schema != 1 or type(schema) is not int):
            raise self._error("write schema = 1", ("schema",))
        return self._language()

    def _language(self) -> str:
        raw = self._tree.get("lang", "en")
        try:
            language = settings.language(raw, Path()) if isinstance(raw, str) else ""
        except ValueError as error:
            raise self._error(f"lang: {error}", ("lang",)) from None
        if language.partition("-")[0] != "en":
            raise self._error('rules are for voices that speak English so far; write lang = "en"', ("lang",))
        return language

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the file."""
        table = self._table("rules")
        names: dict[str, Rule] = {}
        exact: dict[str, Rule] = {}
        rules = []
        for name, raw in table.items():
            line = self._lines.get(("rules", name))
            try:
                rule = entries.rule(name, raw, self._scope, self._path, line)
                self._check_common(rule)
                first = names.setdefault(spelling.key(name), rule)
                if first is not rule:
                    _check_pair(first, rule, exact)
            except entries.EntryError as wrong:
                raise self._error(f'"{name[:60]}": {wrong}', ("rules", name, wrong.key)) from None
            rules.append(rule)
        return tuple(rules)

    def checks(self) -> tuple[Check, ...]:
        """All checks, in the order of the file."""
        names: dict[str, Check] = {}
        checks = []
        for name, raw in self._table("checks").items():
            line = self._lines.get(("checks", name))
            try:
                check = entries.check(name, raw, self._scope, self._path, line)
                first = names.setdefault(spelling.key(name), check)
                if first is not check:
                    raise entries.EntryError(f"{_difference(first, check)}; keep one of the two")
            except entries.EntryError as wrong:
                raise self._error(f'"{name[:60]}": {wrong}', ("checks", name)) from None
            checks.append(check)
        return tuple(checks)

    def _table(self, name: str) -> dict[str, Any]:
        table = self._tree.get(name, {})
        if not isinstance(table, dict):
            raise self._error(f"{name} is a table: write [{name}] on a line of its own and its names below it", (name,))
        if len(table) > MOST_RULES:
            raise self._error(f"[{name}] holds {len(table)} names, at most {MOST_RULES} are read", (name,))
        return table

    def _check_common(self, rule: Rule) -> None:
        every = rule.case == "any" or (rule.case == "smart" and rule.written == rule.written.lower())
        if every and not (rule.after or rule.before) and spelling.is_common(rule.written):
            message = "is a common word and would be changed everywhere; say beside which words it is meant"
            raise entries.EntryError(f'{message}: after = ["in"] or before = ["word"]')

    def _error(self, message: str, key: positions.Key, line: int | None = None) -> ShowError:
        """The complaint, with the line of *key*, or of the table it stands in."""
        while line is None and key:
            line, key = self._lines.get(key), key[:-1]
        return ShowError(positions.shown(message), path=self._path or None, line=line)


def _check_pair(first: Rule, rule: Rule, exact: dict[str, Rule]) -> None:
    """Raise EntryError unless both rules want the very letters of their keys, and these differ."""
    if not first.case == rule.case == "exact":
        raise entries.EntryError(f'{_difference(first, rule)}; keep one of the two, or give both case = "exact"')
    for one in (first, rule):
        other = exact.setdefault(spelling.plain(one.written), one)
        if other is not one:
            raise entries.EntryError(f"{_difference(other, one)}; keep one of the two")


def _difference(first: Rule | Check, second: Rule | Check) -> str:
    one, other = spelling.plain(first.written), spelling.plain(second.written)
    what = "case" if one.casefold() == other.casefold() and one != other else "its hyphens"
    if one == other:
        what = "its apostrophes or blanks"
    where = "" if first.line is None else f" on line {first.line}"
    return f'differs from "{first.written}"{where} only in {what}'
