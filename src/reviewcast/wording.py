"""The templates of ``[words]`` in show.toml: names in braces, and parts in square brackets that may fall away.

``"This is {show}. {title}.[ A review by {author}.]"`` loses its bracketed part where no author is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("show", "title", "author", "film", "year", "rating")
"""What a template may name."""

_TOKEN = re.compile(r"\{(?P<field>[^{}\[\]]*)\}|(?P<sign>[{}\[\]])|[^{}\[\]]+")
_STOPPED = re.compile(r"[.?!…][\"'”’»)]*\Z")


def check(template: str) -> None:
    """Raise ValueError, with a sentence saying what is wrong, unless :func:`fill` can fill *template*."""
    inside = False
    for token in _TOKEN.finditer(template):
        field, sign = token["field"], token["sign"]
        if field is not None and field not in FIELDS:
            hint = did_you_mean(field, FIELDS) or f"; it may name {', '.join(FIELDS)}"
            raise ValueError(f"a template cannot name {{{field}}}{hint}")
        if sign in ("{", "}"):
            raise ValueError(f'a "{sign}" of a template has no partner; write a name in braces, such as {{title}}')
        if sign == "[" and inside:
            raise ValueError(
                'the square brackets of a template cannot stand inside each other; close the first with "]"'
            )
        if sign == "]" and not inside:
            raise ValueError('a "]" of a template has no "[" before it')
        if sign is not None:
            inside = sign == "["
    if inside:
        raise ValueError('a "[" of a template has no "]" behind it')


def fill(template: str, fields: Mapping[str, str]) -> str:
    """*template* with its names replaced by *fields*; a missing field counts as empty.

    A bracketed part goes when a field in it is empty. A value that ends with a stop of its own swallows the
    full stop behind it: "Does it float?" is never "Does it float?.". Values are never looked into for braces.
    Raises ValueError as :func:`check` does.
    """
    check(template)
    done: list[str] = []
    part: list[str] | None = None
    missing = False
    for token in _TOKEN.finditer(template):
        target = done if part is None else part
        if token["sign"] == "[":
            part, missing = [], False
        elif token["sign"] == "]":
            for piece in [] if missing else part or []:
                _append(done, piece)
            part = None
        elif token["field"] is not None:
            value = fields.get(token["field"], "").strip()
            missing = missing or not value
            target.append(value)
        elif part is None:
            _append(done, token[0])
        else:
            part.append(token[0])
    return " ".join("".join(done).split())


def _append(pieces: list[str], piece: str) -> None:
    """Add *piece*, without its leading full stop where one has been said."""
    before = next((earlier for earlier in reversed(pieces) if earlier), "")
    pieces.append(piece[1:] if piece.startswith(".") and _STOPPED.search(before) else piece)
