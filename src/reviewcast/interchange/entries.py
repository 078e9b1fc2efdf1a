"""What every imported rule must be, and what every exported one sounds like, whatever the form of the file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from reviewcast import phonetics, respelling, settings, spelling
from reviewcast.errors import ShowError
from reviewcast.notation import cut, line

if TYPE_CHECKING:
    from reviewcast.model import Rule, Saying

MOST = 50_000
"""Rules of one file."""

_MOST_WORDS = 12
_MOST_GUARDS = 200
_LONGEST = {"name": 100, "say": 300, "ipa": 500, "expect": 500, "note": 2_000}
"""Characters of a text; 200 for those that are not here."""
_NOT_PLAIN = re.compile(r"[*_#~\\`^|{}<>]|\[\[|\]\]")
"""What an engine may take for its own notation; no words hold it."""


class Taken:
    """The names that rules have so far: no two may differ in case, hyphens or apostrophes alone,
    unless both are of exact case.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._folded: dict[str, tuple[int, bool]] = {}

    def clash(self, written: str, exact: bool, place: int) -> int:
        """The *place* that was given with the name this one clashes with; 0, and the name is taken, when none does."""
        folded = spelling.key(written)
        first, all_exact = self._folded.get(folded, (0, True))
        if written in self._places:
            return self._places[written]
        if first and not (exact and all_exact):
            return first
        self._places[written] = place
        self._folded[folded] = (first or place, exact)
        return 0


def tidy(text: str, key: str) -> str:
    """*text* as a rule file has it under *key*: composed (NFC), on one line.

    Raises ValueError for one that is too long, and for a character that has no business in a rule.
    """
    longest = _LONGEST.get(key, 200)
    if len(text) > longest:
        raise ValueError(f"{key} has {len(text)} characters, at most {longest} are read")
    if not (text.isascii() and text.isprintable() and "  " not in text):
        text = settings.clean(unicodedata.normalize("NFC", text).replace("\u00a0", " "))
    return text.strip()


def imported_from(name: str) -> str:
    """What a rule out of the file *name* says of its source."""
    return f"imported from {line(PurePath(name).name)}"[:200].rstrip()


def quoted(name: str) -> str:
    """*name* for a sentence: in quotation marks, and not longer than a line."""
    return f'"{cut(line(name), 60)}"'


def vetted(rule: Rule) -> Rule:
    """*rule* itself, when a rule file may hold it; ValueError says in part of a sentence why it may not."""
    if not _speaks(rule.written):
        raise ValueError("a name needs a letter or a digit")
    if rule.written.count(" ") >= _MOST_WORDS:
        raise ValueError(f"a name has at most {_MOST_WORDS} words")
    guards = (*rule.after, *rule.before)
    if len(guards) > _MOST_GUARDS or not all(map(_speaks, guards)):
        raise ValueError(f"after and before take at most {_MOST_GUARDS} words, each with a letter or a digit")
    _vet(rule.saying)
    if rule.expect and not phonetics.parse_ipa(rule.expect):
        raise ValueError("expect holds no sound")
    return rule


def decoded(data: bytes, encoding: str, name: str, cure: str) -> str:
    """*data* as text; ShowError with the line where it is not *encoding* or holds a NUL byte, and *cure*."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        at = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise ShowError(f"is not {encoding.removesuffix('-sig').upper()} text; {cure}", path=name, line=at) from None
    if "\0" in text:
        at = text.count("\n", 0, text.index("\0")) + 1
        raise ShowError(f"holds a NUL byte, so it is no plain text; {cure}", path=name, line=at)
    return text


def _vet(saying: Saying) -> None:
    value = saying.value
    if saying.kind == "say" and not respelling.is_readable(value):
        respelling.read(value)
    elif saying.kind == "ipa" or (saying.kind == "lang" and value):
        if not phonetics.parse_ipa(value):
            raise ValueError("the IPA holds no sound")
    elif saying.kind == "as" and (_NOT_PLAIN.search(value) or not _speaks(value)):
        raise ValueError(f'"as" takes plain words, not {quoted(value)}')
    elif saying.kind == "spell":
        phonetics.letters(value)


def _speaks(text: str) -> bool:
    return any(map(str.isalnum, text))
