"""The front matter of a review: YAML between ``---`` (Jekyll, Hugo) or TOML between ``+++`` (Hugo).

It is taken as strings and lists, with the line of each, and never as objects: the types that YAML guesses
(``no`` is false, ``12:30:45`` a number) and what it can build (aliases that explode) are not for us.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Union

from reviewcast.errors import ReviewError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import yaml

MAXIMUM_CHARACTERS = 64_000
DEEPEST = 20

_BEGINS_YAML = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*(?:[\"']?\w[\w .-]{0,60}[\"']?[ \t]*:(?:[ \t\n]|$)|[{&!]|(?:---|\.\.\.)[ \t]*(?:\n|$))"
)
"""What tells front matter from a rule of hyphens with prose under it: a key, or an end at once."""
_BEGINS_TOML = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(?:[\"']?\w[\w.-]{0,60}[\"']?[ \t]*=|\[|\+\+\+)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_TOML_KEY = re.compile(r"[ \t]*(?:\[+[ \t]*)?[\"']?([\w-]+)")
_TOML_LINE = re.compile(r"at line (\d+)")


Content = Union[str, bool, None, tuple["Value", ...], "Mapping[str, Value]"]


class Value(NamedTuple):
    """A value and the line of the file on which it stands."""

    content: str | bool | tuple[Value, ...] | Mapping[str, Value] | None
    line: int


class Matter(NamedTuple):
    """The front matter, and where the text after it begins."""

    values: Mapping[str, Value]
    body: str
    line: int
    """The line of the file on which *body* begins."""


def split(text: str, name: str) -> Matter:
    """Front matter and body of *text*; without front matter all of it is body.

    ReviewError, with the line, where it is not closed, too large or deep, uses anchors or aliases, or is not
    YAML or TOML at all.
    """
    start = len(text) - len(text.lstrip("\n"))
    fence, _, rest = text[start:].partition("\n")
    line = start + 2
    for mark, begins, ends in (("---", _BEGINS_YAML, _YAML_END), ("+++", _BEGINS_TOML, _TOML_END)):
        if fence.rstrip() != mark or not begins.match(rest[:MAXIMUM_CHARACTERS]):
            continue
        end = ends.search(rest)
        if end is None:
            message = f"the front matter that begins here is never closed; write {mark} on the line after it"
            raise ReviewError(message, path=name, line=line - 1)
        source = rest[: end.start()]
        if len(source) > MAXIMUM_CHARACTERS:
            raise ReviewError("the front matter is larger than 64 kB; make it shorter", path=name, line=line - 1)
        values = _read_yaml(source, name, line) if mark == "---" else _read_toml(source, name, line)
        body = rest[end.end() :].removeprefix("\n")
        return Matter(values, body, line + source.count("\n") + 1)
    return Matter({}, text, 1)


# --- YAML


def _read_yaml(source: str, name: str, line: int) -> Mapping[str, Value]:
    import yaml

    try:
        root = _gather(yaml.parse(source, Loader=yaml.BaseLoader), name, line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = line + (mark.line if mark else 0)
        _refuse(f"the front matter is not YAML: {error.problem or error.context}", name, where)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        _refuse(f"the front matter is not YAML: {str(error).splitlines()[0]}", name, line)
    if root.content is None:
        return {}
    if not isinstance(root.content, dict):
        _refuse("the front matter is not a table of keys; write lines such as title: A film", name, root.line)
    return root.content


def _gather(events: Iterable[Any], name: str, first: int) -> Value:
    """The events of one document as a tree; a stack instead of recursion, so that no depth can hurt."""
    root = Value(None, first)
    stack: list[tuple[yaml.Event, list[Value]]] = []
    for event in events:
        kind = type(event).__name__
        line = first + _offset(event)
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            _refuse("anchors and aliases (& and *) are not allowed in front matter; put the text in quotes", name, line)
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            stack.append((event, []))
            if len(stack) > DEEPEST:
                _refuse(f"the front matter is more than {DEEPEST} levels deep; make it flatter", name, line)
            continue
        if kind == "ScalarEvent":
            value = Value(_scalar(event.value, event.style), line)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            begun, children = stack.pop()
            value = _collection(begun, children, first)
        else:
            continue
        if stack:
            stack[-1][1].append(value)
        else:
            root = value
    return root


def _offset(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _scalar(value: str, style: str | None) -> str | None:
    return None if style is None and value in {"", "~", "null", "Null", "NULL"} else value


def _collection(begun: yaml.Event, children: list[Value], first: int) -> Value:
    line = first + _offset(begun)
    if type(begun).__name__ == "SequenceStartEvent":
        return Value(tuple(children), line)
    pairs = zip(children[::2], children[1::2], strict=True)
    return Value({str(key.content).lower(): Value(value.content, key.line) for key, value in pairs}, line)


# --- TOML


def _read_toml(source: str, name: str, line: int) -> Mapping[str, Value]:
    import tomllib

    try:
        table = tomllib.loads(source)
    except RecursionError:
        _refuse(f"the front matter is more than {DEEPEST} levels deep; make it flatter", name, line)
    except ValueError as error:
        found = _TOML_LINE.search(str(error))
        where = line + int(found[1]) - 1 if found else line
        _refuse(f"the front matter is not TOML: {_TOML_LINE.sub('here', str(error))}", name, where)
    lines = _lines_of_keys(source, line)
    return {
        key.lower(): Value(_plain(value, 1, name, lines.get(key, line)), lines.get(key, line))
        for key, value in table.items()
    }


def _lines_of_keys(source: str, first: int) -> dict[str, int]:
    """Where each key or table is first written; tomllib does not say."""
    lines: dict[str, int] = {}
    for number, text in enumerate(source.split("\n"), first):
        if found := _TOML_KEY.match(text):
            lines.setdefault(found[1], number)
    return lines


def _plain(value: object, depth: int, name: str, line: int) -> Content:
    if depth > DEEPEST:
        _refuse(f"the front matter is more than {DEEPEST} levels deep; make it flatter", name, line)
    if isinstance(value, dict):
        return {key.lower(): Value(_plain(inner, depth + 1, name, line), line) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(Value(_plain(inner, depth + 1, name, line), line) for inner in value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, bool) else str(value)


def _refuse(message: str, name: str, line: int) -> NoReturn:
    raise ReviewError(message, path=name, line=line)
