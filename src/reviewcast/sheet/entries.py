"""One rule, or one check, from what stands in its file: every value looked at, every mistake a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast import phonetics, respelling, settings, spelling
from reviewcast.errors import did_you_mean
from reviewcast.model import Check, Rule, Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewcast.model import RuleKind, Scope

KINDS: tuple[RuleKind, ...] = ("say", "ipa", "as", "spell", "lang")
"""The keys of a rule that say how it is said; it has exactly one of them."""
KEYS = (
    *KINDS,
    *("reading", "engine", "case", "plural", "fold", "after", "before"),
    *("expect", "status", "by", "source", "note"),
)
"""All keys of a rule."""

_LONGEST_NAME, _MOST_WORDS = 100, 12
_LONGEST = {"say": 300, "ipa": 500, "expect": 500, "reading": 500, "note": 2_000}
"""Characters of a value; 200 for those that are not here."""
_MOST_GUARDS = 200
_NOT_PLAIN = re.compile(r"[*_#~\\`^|{}<>]|\[\[|\]\]")
"""What is never spoken as it stands, since an engine might take it for a command."""
_CHOICES = {"case": ("smart", "exact", "any"), "status": ("unverified", "approved")}


class EntryError(ValueError):
    """Something in a rule that cannot be meant; ``key`` is the key of the rule where it stands, or empty."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def check_name(name: str) -> None:
    """Raise EntryError unless *name* can be looked for in a text."""
    if not name.isprintable():
        try:
            cleaned = settings.clean(name)
        except ValueError as error:
            raise EntryError(str(error)) from None
        if cleaned != name:
            raise EntryError("a name has no tab, line break or blank at its ends; delete it")
    if not any(map(str.isalnum, name)):
        raise EntryError("a name has a letter or a digit; write the words that stand in the reviews")
    if name[0] == " " or name[-1] == " ":
        raise EntryError("a name neither begins nor ends with a blank; delete it")
    if len(name) > _LONGEST_NAME or name.count(" ") >= _MOST_WORDS:
        raise EntryError(f"a name has at most {_LONGEST_NAME} characters and {_MOST_WORDS} words; write the name alone")


def rule(name: str, raw: object, scope: Scope, path: str, line: int | None) -> Rule:
    """The rule that the file gives as ``name = raw``; EntryError says what is not as it must be."""
    check_name(name)
    if type(raw) is str:
        return Rule(name, Saying("say", _said(raw, "")), scope=scope, path=path, line=line)
    if not isinstance(raw, dict):
        raise EntryError(f'is said as a text: {_quoted(name)} = "BURN", or by a table of its own')
    _check_keys(name, raw)
    fields: dict[str, Any] = {key: _FIELDS[key](raw[key], key) for key in raw if key in _FIELDS}
    fields["engines"] = _engines(raw.get("engine", {}), name)
    return Rule(name, _saying(name, raw), scope=scope, path=path, line=line, **fields)


def trusted(name: str, raw: object, scope: Scope, path: str) -> Rule:
    """The same for a file that is known to be right; short rules are taken as they stand."""
    return (
        Rule(name, Saying("say", raw), scope=scope, path=path)
        if type(raw) is str
        else rule(name, raw, scope, path, None)
    )


def check(name: str, raw: object, scope: Scope, path: str, line: int | None) -> Check:
    """The check that the file gives as ``name = raw``; EntryError says what is not as it must be."""
    check_name(name)
    if raw is True:
        return Check(name, "", scope, path, line)
    if type(raw) is not str:
        raise EntryError(f"a check is true, or the IPA that is to be heard: {_quoted(name)} = true")
    return Check(name, _ipa(raw, ""), scope, path, line)


def _check_keys(name: str, raw: Mapping[str, object]) -> None:
    unknown = next((key for key in raw if key not in KEYS), None)
    if unknown is not None and len(raw) == 1 and not did_you_mean(unknown, KEYS):
        raise EntryError(f'a name with a dot in it stands in quotes: "{name}.{unknown}"', unknown)
    if unknown is not None:
        raise EntryError(f'"{unknown[:60]}" is not a key of a rule{did_you_mean(unknown, KEYS)}', unknown)
    if "reading" in raw and "lang" not in raw:
        raise EntryError('"reading" belongs to lang; write ipa for how it is said', "reading")


def _kind(raw: Mapping[str, object], kinds: tuple[RuleKind, ...]) -> RuleKind:
    found = [kind for kind in kinds if kind in raw]
    if not found:
        raise EntryError(f"nothing says how it is said; add one of {', '.join(kinds)}")
    if len(found) > 1:
        raise EntryError(f"{' and '.join(found)} both say how it is said; keep one", found[1])
    return found[0]


def _saying(name: str, raw: Mapping[str, object], kinds: tuple[RuleKind, ...] = KINDS) -> Saying:
    kind = _kind(raw, kinds)
    value = raw[kind]
    if kind == "spell":
        return Saying(kind, _letters(name if value is True else value))
    if kind == "lang":
        return Saying(kind, _ipa(raw["reading"], "reading") if "reading" in raw else "", _language(value))
    return Saying(kind, _VALUES[kind](value, kind))


def _engines(raw: object, name: str) -> tuple[tuple[str, Saying], ...]:
    if not isinstance(raw, dict):
        raise EntryError('engine is a table: engine = { pyttsx3 = "BURN" }', "engine")
    return tuple((_text(engine, "engine"), _of_engine(name, engine, value)) for engine, value in raw.items())


def _of_engine(name: str, engine: str, raw: object) -> Saying:
    try:
        if isinstance(raw, dict):
            unknown = next((key for key in raw if key not in KINDS[:4]), None)
            if unknown is not None:
                raise EntryError(
                    f'"{unknown[:60]}" is not a key of an engine\'s table{did_you_mean(unknown, KINDS[:4])}'
                )
            return _saying(name, raw, KINDS[:4])
        return Saying("say", _said(raw, "engine"))
    except EntryError as wrong:
        raise EntryError(f"engine {engine[:60]}: {wrong}", "engine") from None


# --- values -----------------------------------------------------------------------------------------------


def _text(raw: object, key: str) -> str:
    if type(raw) is not str:
        raise EntryError(f'{key or "what is said"} must be a text in "quotes"', key)
    text = raw
    if not raw.isprintable():
        try:
            text = settings.clean(raw)
        except ValueError as error:
            raise EntryError(str(error), key) from None
    text = text.strip()
    longest = _LONGEST.get(key or "say", 200)
    if not text or len(text) > longest:
        fault = "is empty" if not text else f"is {len(text)} characters long, at most {longest} are read"
        raise EntryError(f"{key or 'what is said'} {fault}", key)
    return text


def _note(raw: object, key: str) -> str:
    return "" if raw == "" else _text(raw, key)


def _said(raw: object, key: str) -> str:
    text = _text(raw, key)
    if not respelling.is_readable(text):
        try:
            respelling.read(text)
        except ValueError as error:
            raise EntryError(str(error), key) from None
    return text


def _ipa(raw: object, key: str) -> str:
    text = _text(raw, key)
    try:
        phones = phonetics.parse_ipa(text)
    except ValueError as error:
        raise EntryError(str(error), key) from None
    if not phones:
        raise EntryError(f'"{text}" says nothing; write IPA such as "ˈhjuːstən"', key)
    return text


def _words(raw: object, key: str) -> str:
    text = _text(raw, key)
    sign = _NOT_PLAIN.search(text)
    if sign:
        raise EntryError(f'"{sign[0]}" cannot be spoken; write plain words', key)
    if not any(map(str.isalnum, text)):
        raise EntryError(f'"{text}" has nothing to say; write plain words', key)
    return text


def _letters(raw: object) -> str:
    text = _text(raw, "spell") if raw is not False else ""
    if not text:
        raise EntryError("spell is true or the letters to say; delete it to have no letters said", "spell")
    try:
        phonetics.letters(text)
    except ValueError as error:
        raise EntryError(str(error), "spell") from None
    return text


def _language(raw: object) -> str:
    try:
        return settings.language(_text(raw, "lang"), Path())
    except ValueError as error:
        raise EntryError(str(error), "lang") from None


def _flag(raw: object, key: str) -> bool:
    if not isinstance(raw, bool):
        raise EntryError(f"{key} must be true or false", key)
    return raw


def _choice(raw: object, key: str) -> str:
    text, choices = _text(raw, key), _CHOICES[key]
    if text not in choices:
        either = " or ".join(f'"{choice}"' for choice in choices)
        raise EntryError(f'{key} "{text[:60]}" is not known, write {either}{did_you_mean(text, choices)}', key)
    return text


def _guards(raw: object, key: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > _MOST_GUARDS:
        raise EntryError(f'{key} must be a list of at most {_MOST_GUARDS} words: {key} = ["in", "to"]', key)
    guards = tuple(_text(guard, key) for guard in raw)
    if not all(any(map(str.isalnum, guard)) for guard in guards):
        raise EntryError(f'{key} holds words, each with a letter or a digit: {key} = ["in", "to"]', key)
    return guards


_VALUES: dict[str, Callable[[object, str], str]] = {"say": _said, "ipa": _ipa, "as": _words}
_FIELDS: dict[str, Callable[[object, str], Any]] = {
    "case": _choice,
    "plural": _flag,
    "fold": _flag,
    "after": _guards,
    "before": _guards,
    "expect": _ipa,
    "status": _choice,
    "by": _note,
    "source": _note,
    "note": _note,
}


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{spelling.plain(name)}"'
