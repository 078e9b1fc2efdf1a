"""From runs of capitals to names: one row a name as written in full, with all of its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast.names.runs import Evidence, Place, Run, folded, is_capital, runs, tokens
from reviewcast.names.words import OPENERS, PARTICLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from reviewcast.names.runs import Token

    Key = tuple[str, ...]
    """The folded words of a name."""

_LONGEST = 8
"""Words of a name whose ends count as short forms."""


@dataclass(frozen=True, slots=True)
class Name:
    """One proper noun."""

    written: str
    """As written in full, without title and possessive: ``Ana de Armas``."""
    places: tuple[Place, ...]
    """Where it stands, short forms too; empty for a name that only the front matter has."""
    person: bool
    """Whether it looks like a person's."""


def find(
    sentences: Sequence[str],
    *,
    known: Sequence[str] = (),
    headings: Collection[int] = (),
    is_common: Callable[[str], bool],
) -> list[Name]:
    """The proper nouns of *sentences*, in the order of their first place; then those *known* that stand nowhere.

    *known* are the names of the front matter (cast, director): they always count, and as persons. *headings* are the
    indices of the sentences in which capitals say nothing; names found elsewhere are seen there too. *is_common* is
    asked about words in small letters: a common word is no name by itself. Months and days of the week are none.
    """
    rows = [tokens(sentence) for sentence in sentences]
    loud = {number for number, sentence in enumerate(sentences) if number in headings or _shouted(sentence)}
    evidence = Evidence(rows, loud, is_common)
    found = [run for n, row in enumerate(rows) if n not in loud for run in runs(n, row, sentences[n], evidence)]
    register = _Register(known, found)
    for order, run in enumerate(found):
        register.settle(run, order)
    for number in sorted(loud):
        register.look_in_heading(number, rows[number])
    return register.names()


def _shouted(sentence: str) -> bool:
    """Whether the whole of a sentence of several words is in capitals."""
    return sentence.isupper() and len(sentence.split()) > 2


class _Row:
    """A name while its places are being gathered."""

    def __init__(self, written: str, words: Iterable[str], *, person: bool) -> None:
        self.key = _key(words)
        self.written = written
        self.person = person
        self.places: list[Place] = []
        self.latest = -1


def _key(words: Iterable[str]) -> Key:
    return tuple(folded(word) for word in words)


class _Register:
    """The names found so far, and the short forms that lead to them."""

    def __init__(self, known: Sequence[str], found: Sequence[Run]) -> None:
        self._rows: dict[Key, _Row] = {}
        self._parts: dict[Key, _Row] = {}
        """Of the rows that a short form leads to, the one that it means now."""
        for name in known:
            self._enter(_Row(" ".join(name.split()), (token.text for token in tokens(name)), person=True))
        for run in found:
            if len(run.words) > 1 and folded(run.words[0]) not in PARTICLES:
                self._enter(_Row(run.written, run.words, person=run.person))

    def _enter(self, row: _Row) -> None:
        """Add *row*, and its short forms: the first word, and the end from any word on."""
        if not row.key or row.key in self._rows:
            return
        self._rows[row.key] = row
        self._point_to(row)

    def _point_to(self, row: _Row) -> None:
        """Let the short forms of *row* mean it where it is a person rather than what they meant, or named later."""
        if 1 < len(row.key) <= _LONGEST:
            for part in {row.key[:1], *(row.key[cut:] for cut in range(1, len(row.key)))}:
                other = self._parts.setdefault(part, row)
                if (row.person, row.latest) > (other.person, other.latest):
                    self._parts[part] = row

    def settle(self, run: Run, order: int) -> None:
        """Give *run* to its own row, else to the full name that it shortens, else to a new one."""
        key = _key(run.words)
        owner = self._owner(key)
        if owner is None and run.weak:
            return
        if owner is None:
            owner = _Row(run.written, run.words, person=run.person)
            self._enter(owner)
        owner.person = owner.person or run.bracketed
        owner.places.append(run.place)
        owner.latest = order
        self._point_to(owner)

    def _owner(self, key: Key) -> _Row | None:
        """The row that *key* is a place of; of several that it shortens, the person named last, else the first."""
        return self._rows.get(key) or self._parts.get(key)

    def look_in_heading(self, number: int, row: list[Token]) -> None:
        """Add the places, in heading *number*, of names known from elsewhere; the longest first."""
        keys = _key(token.text for token in row)
        start = 0
        while start < len(row):
            size = self._longest(keys, start) if is_capital(row[start].text) and keys[start] not in OPENERS else 0
            if size:
                owner = self._owner(keys[start : start + size])
                if owner is not None:
                    owner.places.append((number, row[start].start, row[start + size - 1].end))
            start += size or 1

    def _longest(self, keys: Key, start: int) -> int:
        """How many words from *start* on are a name or the short form of a person's; 0 for none."""
        for size in range(min(_LONGEST, len(keys) - start), 0, -1):
            part = keys[start : start + size]
            if part in self._rows or (part in self._parts and self._parts[part].person):
                return size
        return 0

    def names(self) -> list[Name]:
        """All rows as names, in the order of their first place."""
        found = [Name(row.written, tuple(sorted(row.places)), row.person) for row in self._rows.values()]
        kept = [name for name, row in zip(found, self._rows.values(), strict=True) if name.places or row.latest < 0]
        return sorted(kept, key=lambda name: (not name.places, name.places[:1]))
