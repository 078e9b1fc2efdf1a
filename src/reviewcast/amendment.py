"""Writing rule files: one rule or check is changed, and all else in the file stays as somebody wrote it.

tomlkit keeps comments, order and spacing; what it makes is read again before it is written, both as TOML, so that no
other rule can have changed, and as a rule file, so that nothing gets in that could not be read back. It happens under
a lock, and only to the very file that the caller had seen.
"""

from __future__ import annotations

import codecs
import hashlib
import tomllib
from typing import TYPE_CHECKING, Any

from reviewcast import sheet, storage
from reviewcast.errors import ShowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.container import Container
    from tomlkit.items import Item, Key

_NEW = """\
# How names are said: each as it stands in the reviews, and how you would spell it for somebody reading aloud,
# with the stressed part in capitals: Murnau = "MOOR-now". Under [checks] stand names that are right as they are.
"""
_TABLES = "schema = 1\n\n[rules]\n\n[checks]\n"

Tree = dict[str, Any]
Entries = dict[str, Any]
"""The names of a table of a rule file and what they are given as; None takes a name out."""


def set_rule(path: Path, written: str, fields: Mapping[str, object], *, base: str | None = None) -> None:
    """Add the rule for *written* to the file *path*, or give it the *fields* of a rule file; see :func:`set_rules`."""
    set_rules(path, {written: fields}, base=base)


def set_rules(path: Path, rules: Mapping[str, Mapping[str, object]], *, base: str | None = None) -> None:
    """Add rules to the file *path*, which need not be there, or change them: name to *fields* of a rule file.

    Fields that a rule has and that are not named stay, but a new way to say it takes the place of the old one, and
    with it go the approval of the old one and a check of that name; a field given as None is taken out.

    Raises ShowError, and writes nothing, when the file is wrong or would become so, or when *base*, the digest of the
    sheet that the caller saw, is not the file's any more; StorageError when the disk refuses.
    """

    def change(tree: Tree) -> dict[str, Entries]:
        held, checks = tree.get("rules", {}), tree.get("checks", {})
        made = {written: _merged(held.get(written), fields) for written, fields in rules.items()}
        stale = [written for written in rules if written in checks and not set(sheet.KINDS).isdisjoint(rules[written])]
        return {"rules": made} | ({"checks": dict.fromkeys(stale)} if stale else {})

    _amend(path, base, change)


def set_check(path: Path, written: str, expect: str | None, *, base: str | None = None) -> None:
    """Note in the file *path* that *written* is right as the engine says it: the IPA *expect*, or None for any.

    Raises as :func:`set_rules`.
    """
    _amend(path, base, lambda _: {"checks": {written: expect or True}})


def approve(path: Path, written: str, *, by: str = "", base: str | None = None) -> None:
    """Mark the rule for *written* as approved, *by* whom if that is said. Raises where there is none, and as above."""

    def change(tree: Tree) -> dict[str, Entries]:
        held = tree.get("rules", {}).get(written)
        if held is None:
            raise ShowError(f'there is no rule for "{written}" to approve; set one first', path=str(path))
        return {"rules": {written: _table(held) | {"status": "approved"} | ({"by": by} if by else {})}}

    _amend(path, base, change)


def unset(path: Path, written: str, *, base: str | None = None) -> bool:
    """Take the rule and the check for *written* out of the file *path*; False where it has neither. Raises as above."""
    found = False

    def change(tree: Tree) -> dict[str, Entries]:
        nonlocal found
        tables = [name for name in ("rules", "checks") if written in tree.get(name, {})]
        found = bool(tables)
        return {name: {written: None} for name in tables}

    _amend(path, base, change)
    return found


# --- what a rule becomes ----------------------------------------------------------------------------------


def _table(held: object) -> Tree:
    """A rule, however it is written, by its fields."""
    return {} if held is None else {"say": held} if isinstance(held, str) else dict(held)  # type: ignore[call-overload]


def _merged(held: object, fields: Mapping[str, object]) -> object:
    """The rule *held* with *fields*: short where it says only how it is said, and has not been a table before."""
    before = _table(held)
    kind = next((kind for kind in sheet.KINDS if fields.get(kind) is not None), None)
    if kind is not None:
        gone = {*sheet.KINDS, "reading"} - {kind, *fields}
        if before.get(kind) != fields[kind]:
            gone |= {"status", "by"} - set(fields)
        before = {key: value for key, value in before.items() if key not in gone}
    after = {key: _as_toml(value) for key, value in (before | dict(fields)).items() if value is not None}
    is_short = list(after) == ["say"] and not isinstance(held, dict)
    return after["say"] if is_short else after


def _as_toml(value: object) -> object:
    """*value* as TOML gives it back."""
    if isinstance(value, dict):
        return {key: _as_toml(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value


# --- the file ---------------------------------------------------------------------------------------------


def _amend(path: Path, base: str | None, change: Callable[[Tree], dict[str, Entries]]) -> None:
    """Let *change* say, from what TOML makes of the file, which entries of which tables become what."""
    try:
        target = path.resolve()  # a link stays one: what it leads to is written
    except (OSError, RuntimeError) as error:
        raise ShowError(f"cannot be found: {error}", path=str(path)) from None
    with storage.exclusive(target.parent, waiting=lambda: None):
        data = sheet.positions.bytes_of(path)
        if base is not None and base != ("" if data is None else hashlib.sha256(data).hexdigest()):
            message = "was changed by someone else meanwhile; nothing was written; look at it and run this again"
            raise ShowError(message, path=str(path))
        amended = _amended(data or b"", path, change)
        if amended != (data or b""):
            storage.write(target, amended)


def _amended(data: bytes, path: Path, change: Callable[[Tree], dict[str, Entries]]) -> bytes:
    text = sheet.positions.text_of(data, path)
    tree = sheet.positions.tree_of(text, path)
    changes = change(tree)
    if not any(changes.values()):
        return data
    if text and not text.endswith("\n"):
        text += "\n"
    if not tree:
        text += ("" if text else _NEW) + _TABLES
    made = _rewritten(text, changes).rstrip("\n") + "\n"
    _check_tree(made, _with(tomllib.loads(text), changes), path)
    newline = "\r\n" if 2 * data.count(b"\r\n") > data.count(b"\n") else "\n"
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    amended = mark + made.replace("\n", newline).encode()
    _check_sheet(amended, data, path)
    return amended


def _with(tree: Tree, changes: dict[str, Entries]) -> Tree:
    for name, entries in changes.items():
        table = tree.get(name, {}) | entries
        tree[name] = {written: value for written, value in table.items() if value is not None}
    return tree


def _check_tree(made: str, wanted: Tree, path: Path) -> None:
    """Raise ShowError unless the text *made* says what is *wanted*, and so nothing else has changed."""
    try:
        right = tomllib.loads(made) == wanted
    except ValueError:
        right = False
    if not right:
        message = "is laid out in a way that only a person can change; put the names below [rules] and [checks]"
        raise ShowError(message, path=str(path))


def _check_sheet(amended: bytes, data: bytes, path: Path) -> None:
    """Raise ShowError when *amended* is no right rule file: with the line, if *data* was not one either."""
    try:
        sheet.parse(amended, path, "show")
    except ShowError as error:
        sheet.parse(data, path, "show")
        raise ShowError(error.message, path=str(path)) from None


# --- the text ---------------------------------------------------------------------------------------------


def _rewritten(text: str, changes: dict[str, Entries]) -> str:
    """*text* with other entries; those that are new stand below the last of their table."""
    import tomlkit

    document = tomlkit.parse(text)
    added = ""
    for name, entries in changes.items():
        held = _replace(document, name, entries)
        new = {key: value for key, value in entries.items() if key not in held and value is not None}
        block = "".join(_line(key, value) for key, value in new.items())
        if block and not _insert(document, name, block):
            added += f"\n[{name}]\n{block}"
    return document.as_string() + added


def _line(key: str, value: object) -> str:
    import tomlkit

    return f"{tomlkit.key(key).as_string()} = {_item(value).as_string()}\n"


def _item(value: object) -> Item:
    """*value* for one line: tables inline."""
    import tomlkit

    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, inner in value.items():
            table.append(key, _item(inner))
        return table
    if isinstance(value, list):
        return tomlkit.item([_item(inner) for inner in value])
    return tomlkit.item(value)


def _fragments(document: TOMLDocument, name: str) -> Iterator[tuple[Container, bool]]:
    """The parts of the table *name*, and whether each has a header of its own."""
    from tomlkit.items import Table

    for key, item in document.body:
        if key is not None and key.key == name and isinstance(item, Table):
            yield item.value, not item.is_super_table()


def _replace(document: TOMLDocument, name: str, entries: Entries) -> set[str]:
    """Give the *entries* that the table *name* has their new values, or take them out; says which it has."""
    held: set[str] = set()
    for container, _ in _fragments(document, name):
        for at, (key, item) in enumerate(container.body):
            if key is not None and key.key in entries:
                value = None if key.key in held else entries[key.key]
                container.body[at] = _replaced(key, item, value)
                held.add(key.key)
    return held


def _replaced(key: Key, item: Item, value: object) -> tuple[Key | None, Item]:
    """An entry with another value, in its place and with its remark; without one, what stays when it is gone."""
    from tomlkit.items import Table

    if value is None:
        return None, _rest(item)
    if isinstance(item, Table) and isinstance(value, dict):
        _update(item, value)
        return key, item
    made = _item(value)
    made.trivia.indent, made.trivia.trail = item.trivia.indent, item.trivia.trail
    made.trivia.comment_ws, made.trivia.comment = item.trivia.comment_ws, item.trivia.comment
    return key, made


def _update(table: Any, value: Mapping[str, object]) -> None:  # noqa: ANN401 - tomlkit's types are loose
    """Make *table*, which has a header of its own, say *value*; what stays the same is not touched."""
    for key in [key for key in table if key not in value]:
        del table[key]
    for key, inner in value.items():
        if key not in table or table[key] != inner:
            table[key] = _item(inner)


def _rest(item: Item) -> Item:
    """What stays in the place of an entry that is taken out: the remarks below a table, which speak of what follows."""
    import tomlkit
    from tomlkit.items import Table

    rest: list[str] = []
    if isinstance(item, Table):
        for key, inner in reversed(item.value.body):
            if key is not None:
                break
            rest.insert(0, inner.as_string())
    return tomlkit.ws("".join(rest))


def _insert(document: TOMLDocument, name: str, block: str) -> bool:
    """Put the lines of *block* below the last entry of the table *name*; False where it has no header."""
    import tomlkit

    for container, has_header in _fragments(document, name):
        if has_header:
            container.body.insert(_end(container.body), (None, tomlkit.ws(block)))
            return True
    return False


def _end(body: list[tuple[Key | None, Item]]) -> int:
    """Where the entries of a table end: before its inner tables and before remarks about what follows."""
    from tomlkit.items import Table, Whitespace

    own = next((at for at, (_, item) in enumerate(body) if isinstance(item, Table)), len(body))
    keyed = [at for at, (key, _) in enumerate(body[:own]) if key is not None]
    if keyed:
        return keyed[-1] + 1
    return next((at for at, (_, item) in enumerate(body[:own]) if isinstance(item, Whitespace)), own)
