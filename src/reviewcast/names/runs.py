"""Capital words in a row, and which of them are names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.names.words import (
    ABBREVIATED,
    CALENDAR,
    CAPITAL_PARTICLES,
    FIRST_NAMES,
    NO_PERSONS,
    OPENERS,
    OPENING_PARTICLES,
    ORDINARY_ENDINGS,
    PARTICLES,
    ROLES,
    TITLES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

Place = tuple[int, int, int]
"""Which sentence, and from where to where in it, in characters; a possessive ending is left out."""

_TOKEN = re.compile(r"[^\W\d_]\.(?=[^\W\d_]\.|\s|\Z)|[^\W_]+(?:(?:['’ʼ]|[-‐‑·](?=\w))[^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"['’ʼ][sS]\Z")
_CONTRACTED = re.compile(r"(?i)(?:i|you|he|she|it|we|they|that|there|here|what|who|where|how|let)['’]\w{1,2}\Z")
_GAP = re.compile(r"\s{1,3}\Z")
_FRESH = re.compile(r"(?:[.!?…:]['”\"’)]*\s+['“\"‘(]*|['“\"‘]|\A[\W_]*)\Z")
_BEHIND = 8
"""Characters before a word that tell whether a sentence begins with it."""


class Token(NamedTuple):
    """A word of a sentence."""

    text: str
    start: int
    end: int
    fresh: bool
    """Whether its capital says nothing: at the start of a sentence or quotation, after a colon."""
    joined: bool
    """Whether it goes on from the word before: only white space between, and no possessive."""


class Run(NamedTuple):
    """A name as it stands in one place."""

    written: str
    words: tuple[str, ...]
    place: Place
    person: bool
    bracketed: bool
    weak: bool
    """Whether it is one ordinary word, a name only if it shortens one: "Stone" for Emma Stone."""


def tokens(sentence: str) -> list[Token]:
    """The words of *sentence*; a full stop belongs to a word only where it ends an initial or a title."""
    found: list[Token] = []
    end, owned = 0, False
    for match in _TOKEN.finditer(sentence):
        text = match[0]
        if text.endswith(".") and not _abbreviated(text):
            text = text[:-1]
        bare = _POSSESSIVE.sub("", text)
        gap = sentence[end : match.start()]
        short = bool(found) and found[-1].text.endswith(".")
        joined = bool(found) and not owned and bool(_GAP.match(gap) or (short and not gap))
        behind = sentence[max(0, match.start() - _BEHIND) : match.start()]
        fresh = not found or (bool(_FRESH.search(behind)) and not (joined and short))
        found.append(Token(bare, match.start(), match.start() + len(bare), fresh, joined))
        end, owned = match.start() + len(text), bare != text
    return found


def _abbreviated(text: str) -> bool:
    """Whether the full stop at the end of *text* is its own: that of an initial or a title."""
    return (len(text) == 2 and text[0].isupper()) or text[:-1].casefold() in ABBREVIATED


def is_capital(text: str) -> bool:
    """Whether *text* is written as names are: a capital first, or one beside a digit (``Se7en``, ``3PO``)."""
    if text == "I" or _CONTRACTED.match(text):
        return False
    if text[0].isupper() or text[0].istitle():
        return True
    return text[0].isdigit() and sum(letter.isupper() for letter in text) > 1


def folded(text: str) -> str:
    """*text* as names are compared: small letters, straight apostrophes and hyphens, no accents."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ʼ", "'"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.replace("‐", "-").replace("‑", "-").casefold()


class Evidence:
    """What the whole text says about a word: whether it also stands small, and capital where that says something."""

    def __init__(self, rows: Sequence[list[Token]], loud: Collection[int], is_common: Callable[[str], bool]) -> None:
        self._is_common = is_common
        self._small: set[str] = set()
        self._inside: set[str] = set()
        for number, row in enumerate(rows):
            for token in row:
                if token.text[0].islower():
                    self._small.add(token.text)
                elif number not in loud and not token.fresh:
                    self._inside.add(token.text.casefold())

    def opener(self, token: Token) -> bool:
        """Whether a capital *token* is an ordinary word before a name ("As Eve", "Assassin Eve")."""
        word = token.text.rstrip(".").casefold()
        if word in TITLES or word in ROLES or word in OPENERS:
            return True
        if word in FIRST_NAMES or word in CAPITAL_PARTICLES:
            return False
        return token.fresh and (word in self._small or self._is_common(word))

    def ordinary(self, token: Token) -> bool:
        """Whether *token*, which stands alone, may well be no name."""
        word = token.text.casefold()
        if self._is_common(word) and word not in FIRST_NAMES:
            return True
        if not token.fresh or word in self._inside:
            return False
        return word in self._small or self._is_common(word) or word.endswith(ORDINARY_ENDINGS)


def runs(number: int, row: list[Token], sentence: str, evidence: Evidence) -> Iterator[Run]:
    """The names of sentence *number*: the longest runs of capitals, with the particles between them."""
    start = 0
    while start < len(row):
        end = start + 1
        if is_capital(row[start].text):
            end = _reach(row, start)
            first, last = _trimmed(row, start, end, evidence)
            if first < last:
                yield _run(number, row, first, last, sentence, evidence)
        start = end


def _reach(row: list[Token], start: int) -> int:
    """Where the run that begins at *start* ends: capitals, or at most two particles before a capital."""
    end = start + 1
    while end < len(row):
        ahead = end
        while ahead < len(row) and ahead - end < 2 and row[ahead].joined and row[ahead].text in PARTICLES:
            ahead += 1
        if ahead == len(row) or not row[ahead].joined or row[ahead].fresh or not is_capital(row[ahead].text):
            break
        end = ahead + 1
    return end


def _trimmed(row: list[Token], first: int, last: int, evidence: Evidence) -> tuple[int, int]:
    """The run from *first* to *last* without openers, roles and titles before it, or a lone initial at its end."""
    while last - first > 1 and (evidence.opener(row[first]) or row[first].text in PARTICLES):
        first += 1
    while last - first > 1 and (row[last - 1].text in PARTICLES or row[last - 1].text.endswith(".")):
        last -= 1
    word = row[first].text.casefold()
    lone = last - first == 1 and (word in CALENDAR or word in OPENERS or word.endswith(".") or len(word) == 1)
    return first, first if lone else last


def _run(number: int, row: list[Token], first: int, last: int, sentence: str, evidence: Evidence) -> Run:
    """The run from *first* to *last*, with a particle that stands small in front of it ("resembles de Armas")."""
    weak = last - first == 1 and evidence.ordinary(row[first])
    if first and row[first].joined and row[first - 1].text in OPENING_PARTICLES:
        first -= 1
    words = tuple(token.text for token in row[first:last])
    start, end = row[first].start, row[last - 1].end
    bracketed = start > 1 and sentence[start - 1] == "("
    person = _is_person(words, bracketed=bracketed)
    return Run(" ".join(sentence[start:end].split()), words, (number, start, end), person, bracketed, weak)


def _is_person(words: tuple[str, ...], *, bracketed: bool) -> bool:
    """Whether *words* look like a person: in brackets, or several of which none names a place or a firm."""
    if any(word.casefold() in NO_PERSONS or word.isdigit() for word in words):
        return False
    return bracketed or (len(words) > 1 and not all(word.isupper() and len(word) > 2 for word in words))
