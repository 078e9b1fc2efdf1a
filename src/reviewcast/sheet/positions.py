"""A rule file as text: its bytes, the tree that TOML makes of them, and the line on which each key stands.

tomllib keeps no positions, so the lines are found by what the beginning of a line says; that is one quick pass, and
needs to be right only for files that TOML accepts, or refuses because of a key that stands twice.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from reviewcast.errors import ShowError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Key = tuple[str, ...]
"""The tables and the name inside them, from the outside."""

LONGEST_FILE = 8_000_000
"""Bytes; fifty thousand long rules."""
_LONGEST_LINE = 5_000
"""Characters; tomllib takes time in the square of the parts of a dotted key, which stands on one line."""

_PART = r"""(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)"""
_PATH = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_STATEMENT = re.compile(rf"^[ \t]*+(?:\[\[?[ \t]*+({_PATH})[ \t]*+\]|({_PATH})[ \t]*+=)", re.MULTILINE)
_PARTS = re.compile(_PART)
_TEXT = re.compile(
    r"#[^\n]*+|\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'",
)
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_TWICE = ("overwrite", "twice", "Duplicate", "immutable")
"""Words of tomllib's complaints of a key that stands twice."""


def bytes_of(path: Path) -> bytes | None:
    """What the file holds; None where there is none. ShowError when it cannot be read or is far too large."""
    try:
        if path.exists() and not path.is_file():
            raise ShowError("this is not a file", path=str(path))
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ShowError(f"cannot be read: {error.strerror or error}", path=str(path)) from None
    if len(data) > LONGEST_FILE:
        raise ShowError(f"is larger than {LONGEST_FILE // 1_000_000} MB; is this a rule file?", path=str(path))
    return data


def text_of(data: bytes, path: Path) -> str:
    """*data* as text, without a byte order mark; ShowError when it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ShowError("is not UTF-8 text; save it as UTF-8", path=str(path), line=line) from None


def tree_of(text: str, path: Path) -> dict[str, Any]:
    """What TOML makes of *text*; ShowError, with the line, when it is no TOML or holds a key twice."""
    if len(max(text.split("\n"), key=len)) > _LONGEST_LINE:
        line = next(number for number, line in enumerate(text.split("\n"), 1) if len(line) > _LONGEST_LINE)
        raise ShowError(f"this line is longer than {_LONGEST_LINE} characters", path=str(path), line=line)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ShowError("is nested too deeply; a rule is a key and a value", path=str(path)) from None
    except ValueError as error:
        message, at = _complaint(str(error), text)
        raise ShowError(message, path=str(path), line=at) from None


def lines_of(text: str) -> dict[Key, int]:
    """The line, from 1, on which each key and each table of the TOML *text* stands."""
    lines: dict[Key, int] = {}
    for statement, line in _statements(text):
        key = statement
        while key and key not in lines:  # a dotted key stands for the tables it opens too
            lines[key] = line
            key = key[:-1]
    return lines


def shown(text: str) -> str:
    """*text* fit to be printed: what a terminal might obey is a question mark."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "?" for sign in text)


def _complaint(message: str, text: str) -> tuple[str, int | None]:
    """The complaint *message* of tomllib in a person's words, and the line."""
    found = _PLACE.search(message)
    at = None if found is None else int(found[1] or len(text.rstrip().split("\n")))
    if any(word in message for word in _TWICE):
        seen: dict[Key, int] = {}
        for key, line in _statements(text):
            first = seen.setdefault(key, line)
            if first != line:
                return f'"{shown(key[-1])}" stands on line {first} already; make one of the two', line
        return "a key stands twice on this line or in this table; keep one of the two", at
    reason = _PLACE.sub("", message).rstrip(".")
    return f"this is not TOML: {reason}{_hint(reason)}", at


def _hint(reason: str) -> str:
    if "after a key" in reason or "statement" in reason:
        return '; a name that is more than one plain word stands in quotes: "Ana de Armas" = "AH-nuh duh AR-mus"'
    if "value" in reason:
        return '; what is said stands in "quotes"'
    return ""


def _statements(text: str) -> Iterator[tuple[Key, int]]:
    """Every table header and every key at the beginning of a line, with its line."""
    if '"""' in text or "'''" in text:
        text = _TEXT.sub(_only_lines, text)
    table: Key = ()
    line, done = 1, 0
    for found in _STATEMENT.finditer(text):
        line += text.count("\n", done, found.start())
        done = found.start()
        if found[1] is not None:
            table = _key(found[1])
            yield table, line
        else:
            yield (*table, *_key(found[2])), line


def _only_lines(found: re.Match[str]) -> str:
    """A text of several lines as empty lines, so that none of them passes for a key; all else as it stands."""
    return "\n" * found[0].count("\n") if found[0].startswith(('"""', "'''")) else found[0]


def _key(path: str) -> Key:
    return tuple(_name(part) for part in _PARTS.findall(path))


def _name(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if part[0] == "'" or "\\" not in part:
        return part[1:-1]
    try:
        return str(tomllib.loads(f"name = {part}")["name"])
    except ValueError:
        return part[1:-1]
