"""Settings in TOML: a table of keys says what may stand in a file; an error names the file, the line and the cure.

Floor 0: show.toml and the voice profiles are both read through here, so that both complain in the same words.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewcast.errors import ShowError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

LONGEST_FILE = 256_000
"""Bytes; a settings file is a page or two, and anything larger is some other file."""

_LONGEST_LIST = 500
_LONGEST_LINE = 5_000
"""Characters; tomllib takes time in the square of the parts of a dotted key, which stands on one line."""
_CANDIDATES = 40
"""How many lines that mention a key are tried before an error goes without its line."""

_WANTED = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list of texts",
    dict: "a table of names and texts",
}
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What turns the letters around that follow, so that a line shows another text than it holds."""
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a settings file: what it means, what it takes, and how it is explained."""

    name: str
    """Dotted when it stands in a table: ``sound.intro``."""
    kind: type
    """str, bool, int, float (whole numbers welcome), list (of texts) or dict (texts by any name; pairs in the end)."""
    help: str
    """One sentence for a person who meets the key for the first time."""
    example: str
    """A value as it is written in TOML; of a dict a whole line."""
    check: Callable[[Any, Path], Any] | None = None
    """From the value and the folder of its file to what is meant; ValueError says in one sentence what is wrong.

    Of a dict it sees each text alone."""
    longest: int = 256
    """Characters of a text."""

    @property
    def table(self) -> str:
        """The table it stands in; empty for the top of the file."""
        return self.name.rpartition(".")[0]

    @property
    def leaf(self) -> str:
        """Its name inside its table."""
        return self.name.rpartition(".")[2]


class _EntryError(ValueError):
    """What is wrong with one entry of a table of free names."""

    def __init__(self, message: str, entry: str) -> None:
        super().__init__(message)
        self.entry = entry


def read(path: Path, keys: Sequence[Key]) -> dict[str, Any]:
    """The values of the TOML file *path* by their dotted names; keys that are not in the file are not in the result.

    Raises ShowError, with the line where one can be named, for a file that cannot be read, is no UTF-8 or no TOML,
    or holds a key that is not in *keys*, a value of the wrong type, or one that its key's check refuses.
    """
    text = _text_of(path)
    tree = _parse(text, path)
    known = {key.name: key for key in keys}
    values: dict[str, Any] = {}
    for name, raw in _leaves(tree, {key.table for key in keys}):
        try:
            values[name] = _meant(name, raw, known, path.parent)
        except _EntryError as error:
            line = line_of(text, f"{name}.{error.entry}") or line_of(text, name)
            raise ShowError(str(error), path=str(path), line=line) from None
        except ValueError as error:
            raise ShowError(str(error), path=str(path), line=line_of(text, name)) from None
    return values


def line_of(text: str, name: str) -> int | None:
    """The line, from 1, on which the TOML *text* gives the dotted key or table *name*; None when it cannot be told.

    tomllib keeps no positions, so the file is grown line by line until the key is there: slower than a search, but
    right inside tables, inline tables and texts of several lines; it runs only when there is something to complain of.
    """
    lines = text.split("\n")
    leaf = name.rpartition(".")[2]
    candidates = [number for number, line in enumerate(lines) if leaf in line]
    for number in candidates[:_CANDIDATES]:
        if _tree(lines[:number]) is not None and _has(_statement(lines, number), name):
            return number + 1
    return None


def line_in(path: Path, name: str) -> int | None:
    """As :func:`line_of`, of a file that :func:`read` has read; None also where it cannot be read any more."""
    try:
        return line_of(_text_of(path), name)
    except ShowError:
        return None


def one_of(*choices: str) -> Callable[[Any, Path], str]:
    """A check: the text is one of *choices*."""

    def check(value: str, folder: Path) -> str:
        del folder
        if value not in choices:
            raise ValueError(f'"{value}" is not known, write {_either(choices)}{did_you_mean(value, choices)}')
        return value

    return check


def between(low: float, high: float, unit: str) -> Callable[[Any, Path], float]:
    """A check: the number lies from *low* to *high*; *unit* is only for the message."""

    def check(value: float, folder: Path) -> float:
        del folder
        if not low <= value <= high:
            raise ValueError(f"{value:g} is out of range, write a number from {low:g} to {high:g} ({unit})")
        return value

    return check


def language(value: str, folder: Path) -> str:
    """A check: a language tag as feeds have it, in its usual case: ``en``, ``en-US``, ``zh-Hant`` (RFC 5646, 2.1)."""
    del folder
    match = _LANGUAGE.fullmatch(value.replace("_", "-"))
    if match is None:
        raise ValueError(f'"{value}" is no language tag, write one such as "en" or "en-US"')
    primary, script, region = match.groups(default="")
    return "-".join(part for part in (primary.lower(), script.title(), region.upper()) if part)


def clean(text: str) -> str:
    """*text* on one line; ValueError names a character that has no business in a setting."""
    for character in text:
        control = unicodedata.category(character) == "Cc" and character not in "\t\n\r"
        if control or character in _TURNING or ord(character) & 0xFFFE == 0xFFFE:
            raise ValueError(f"the character U+{ord(character):04X} cannot be shown or spoken, delete it")
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _text_of(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ShowError("this is not a file", path=str(path))
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except FileNotFoundError:
        raise ShowError("there is no such file", path=str(path)) from None
    except OSError as error:
        raise ShowError(f"cannot be read: {error.strerror or error}", path=str(path)) from None
    if len(data) > LONGEST_FILE:
        raise ShowError(f"is larger than {LONGEST_FILE // 1000} kB; settings are a page or two", path=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ShowError("is not UTF-8 text; save it as UTF-8", path=str(path), line=line) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ShowError("holds a NUL byte, so it is no text file; save it as UTF-8 text", path=str(path), line=line)
    return text


def _parse(text: str, path: Path) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ShowError(f"this line is longer than {_LONGEST_LINE} characters", path=str(path), line=number)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ShowError("is nested too deeply; settings are keys and tables", path=str(path)) from None
    except ValueError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        last = len(text.rstrip().split("\n"))
        at = None if place is None else int(place[1] or last)
        reason = _TOML_PLACE.sub("", message).rstrip(".")
        hint = '; a text stands in "quotes", true, false and numbers do not' if "value" in reason.lower() else ""
        raise ShowError(f"this is not TOML: {reason}{hint}", path=str(path), line=at) from None


def _leaves(tree: Mapping[str, Any], tables: set[str]) -> Iterator[tuple[str, Any]]:
    """Every value by its dotted name; what is a table but is not one of ours comes out whole, to be refused."""
    for name, value in tree.items():
        if name in tables and isinstance(value, dict):
            yield from ((f"{name}.{leaf}", inner) for leaf, inner in value.items())
        else:
            yield name, value


def _meant(name: str, raw: object, known: Mapping[str, Key], folder: Path) -> object:
    key = known.get(name)
    if key is None:
        raise ValueError(_unknown(name, raw, known))
    value = _typed(key, raw)
    if isinstance(value, dict):
        return tuple(_entry(key, entry, text, folder) for entry, text in value.items())
    try:
        if isinstance(value, str):
            value = _short(clean(value), key.longest)
        elif isinstance(value, list):
            value = tuple(_short(clean(part), key.longest) for part in value)
        return value if key.check is None else key.check(value, folder)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _entry(key: Key, name: str, raw: object, folder: Path) -> tuple[str, Any]:
    """One line of a table whose names are free."""
    try:
        if type(raw) is not str:
            raise ValueError(f"must be a text, such as {key.example}, but is {_found(raw)}")
        meant = _short(clean(name), key.longest)
        if not meant:
            raise ValueError(f"a name is empty, write a line such as {key.example}")
        value = _short(clean(raw), key.longest)
        return meant, value if key.check is None else key.check(value, folder)
    except ValueError as error:
        raise _EntryError(f"{key.name}: {json.dumps(name[:60], ensure_ascii=False)}: {error}", name) from None


def _typed(key: Key, raw: object) -> object:
    if key.kind is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(max(-1_000_000, min(raw, 1_000_000)))
    if type(raw) is not key.kind:
        found = _found(raw)
    elif isinstance(raw, list) and not all(type(part) is str for part in raw):
        found = "a list of other things"
    elif isinstance(raw, list | dict) and len(raw) > _LONGEST_LIST:
        raise ValueError(f"{key.name}: holds {len(raw)} entries, at most {_LONGEST_LIST} are read")
    else:
        return raw
    example = f"[{key.name}] and below it {key.example}" if key.kind is dict else f"{key.leaf} = {key.example}"
    raise ValueError(f"{key.name}: must be {_WANTED[key.kind]}, such as {example}, but is {found}")


def _found(raw: object) -> str:
    if isinstance(raw, str):
        return f'a text in quotes, "{raw[:40]}"'
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, int | float):
        return f"the number {raw:g}" if abs(raw) < 1e100 else "a huge number"
    return "a list" if isinstance(raw, list) else "a table" if isinstance(raw, dict) else "a date or a time"


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"is {len(text)} characters long, at most {longest} are read")
    return text


def _unknown(name: str, raw: object, known: Mapping[str, Key]) -> str:
    tables = {key.table for key in known.values() if key.table}
    if isinstance(raw, dict):
        return f"there is no table [{name[:60]}]{did_you_mean(name, tables)}"
    if name in tables:
        return f"{name} is a table: write [{name}] on a line of its own and its keys below it"
    here = did_you_mean(name, known)
    elsewhere = [key for key in known.values() if key.leaf == name.rpartition(".")[2]]
    if elsewhere:
        where = f"below [{elsewhere[0].table}]" if elsewhere[0].table else "above the first [table]"
        here = f"; it belongs {where}"
    return f'"{name[:60]}" is not a key of this file{here}'


def _either(choices: Sequence[str]) -> str:
    quoted = [f'"{choice}"' for choice in choices]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _statement(lines: Sequence[str], first: int) -> dict[str, Any] | None:
    """What *lines* say up to the end of the statement that begins on *first*."""
    trees = (_tree(lines[:end]) for end in range(first + 1, min(first + _CANDIDATES, len(lines)) + 1))
    return next((tree for tree in trees if tree is not None), None)


def _tree(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return None


def _has(tree: object, name: str) -> bool:
    if not isinstance(tree, dict):
        return False
    table, dot, leaf = name.partition(".")
    return name in tree or (bool(dot) and _has(tree.get(table), leaf))
