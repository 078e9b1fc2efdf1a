"""What the front matter says, typed: a table of keys, each with the reader of its value."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_args

from reviewcast.document.slugs import is_able, make_slug
from reviewcast.errors import ReviewError, did_you_mean
from reviewcast.harmless import visible
from reviewcast.model import EpisodeType, Facts, Omission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewcast.document.frontmatter import Value

_DATE = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:(?:[ \t]+|T)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?[ \t]*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv)\.?", re.IGNORECASE)
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off", "clean"})
# fmt: off
_COMMON = frozenset({
    "aliases", "authors", "categories", "category", "comments", "data", "excerpt", "featured", "featured_image",
    "header", "image", "images", "keywords", "lang", "language", "lastmod", "layout", "link", "menu", "modified",
    "name", "permalink", "slugs", "subtitle", "summary", "tag", "thumbnail", "time", "toc", "type", "updated",
    "url", "weight",
})
# fmt: on
"""Keys that blogs have; we do not read them, and they are no slips."""


def read_facts(values: Mapping[str, Value], name: str) -> tuple[Facts, tuple[Omission, ...]]:
    """The facts, and keys that look like a slip of one we know.

    ReviewError, with the line, for a value of the wrong type, a date that does not exist, a slug that is none.
    """
    found: dict[str, Any] = {}
    slips = []
    for key, value in values.items():
        if key in _KEYS and value.content is not None:
            try:
                found[key] = _KEYS[key](value.content)
            except ValueError as error:
                raise ReviewError(f"{key} {error}", path=name, line=value.line) from None
        elif key not in _KEYS and key not in _COMMON and (question := did_you_mean(key, _near(key))):
            slips.append(Omission(value.line, "key", f'"{key[:60]}" is not a key{question}'))
    if not found.pop("published", True):
        found["draft"] = True
    return Facts(**{key: value for key, value in found.items() if value is not None}), tuple(slips)


def _near(key: str) -> list[str]:
    """Known keys as long as *key*, or nearly: ``subtitle`` is no slip of ``title``."""
    return [known for known in _KEYS if abs(len(known) - len(key)) <= 1 and len(key) > 3]


# --- one reader a type; each raises ValueError with the rest of a sentence that begins with the key


def _text(content: object) -> str | None:
    if not isinstance(content, str):
        raise ValueError("is to be text; put it on one line, in quotes")
    return _tidy(content) or None


def _names(content: object) -> tuple[str, ...]:
    """A list, or one line with commas; ``Robert Downey, Jr.`` stays one name."""
    if isinstance(content, str):
        names: list[str] = []
        for part in content.split(","):
            if names and _SUFFIX.fullmatch(part.strip()):
                names[-1] += f",{part}"
            else:
                names.append(part)
        return tuple(filter(None, map(_tidy, names)))
    if not isinstance(content, tuple) or not all(isinstance(item.content, str | None) for item in content):
        raise ValueError("is to be a list, or names with commas between them")
    return tuple(filter(None, (_tidy(item.content or "") for item in content)))


def _author(content: object) -> str | None:
    """One name or several; they are named one after another."""
    names = _names(content) if isinstance(content, tuple) else (_text(content),)
    named = [each for each in names if each]
    return " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or None


def _flag(content: object) -> bool:
    word = content.strip().lower() if isinstance(content, str) else content
    if isinstance(word, bool):
        return word
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("is to be true or false")


def _number(least: int, most: int) -> Callable[[object], int]:
    def read(content: object) -> int:
        text = content.strip() if isinstance(content, str) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise ValueError(f"is to be a number from {least} to {most}")
        return int(text)

    return read


def _type(content: object) -> str:
    word = content.strip().lower() if isinstance(content, str) else ""
    if word not in get_args(EpisodeType):
        raise ValueError(f"is to be {', '.join(get_args(EpisodeType)[:-1])} or {get_args(EpisodeType)[-1]}")
    return word


def _date(content: object) -> datetime:
    found = _DATE.fullmatch(content.strip()) if isinstance(content, str) else None
    if not found:
        raise ValueError("is to be a date such as 2026-03-14 or 2026-03-14 09:30:00 +0100")
    *numbers, fraction, zone = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        date = datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(zone))
    except ValueError:
        raise ValueError(f"does not exist: {found[0]}; write one that is in the calendar") from None
    if not 1900 <= year < 2200:
        raise ValueError("is to be between 1900 and 2199")
    return date


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _slug(content: object) -> str | None:
    text = _text(content)
    if text is None:
        raise ValueError("is empty; take the key out, or write a short name of letters, digits and hyphens")
    if not is_able(text):
        raise ValueError(f'"{text[:80]}" is not a name that is safe for files; write {make_slug(text)}')
    return make_slug(text)


def _cover(content: object) -> str | None:
    """A path, or the table of Hugo's PaperMod theme, whose ``image`` is the path."""
    if isinstance(content, dict):
        image = content.get("image")
        return _text(image.content) if image is not None and image.content is not None else None
    return _text(content)


def _tidy(text: str) -> str:
    """One line of characters that can be seen: what hides in a name reaches neither a page nor a terminal."""
    return " ".join(visible(text)[0].split())


_KEYS: Mapping[str, Callable[[object], object]] = {
    "title": _text,
    "slug": _slug,
    "date": _date,
    "author": _author,
    "description": _text,
    "film": _text,
    "year": _number(1870, 2200),
    "director": _names,
    "cast": _names,
    "rating": _text,
    "tags": _names,
    "voice": _text,
    "season": _number(1, 9999),
    "episode": _number(1, 99_999),
    "episode_type": _type,
    "explicit": _flag,
    "draft": _flag,
    "published": _flag,
    "cover": _cover,
    "correction": _text,
}
