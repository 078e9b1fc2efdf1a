"""What is said in one breath: the sentences of a block, long ones in clauses, each with its reading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reviewcast import sentences
from reviewcast.harmless import Change, visible
from reviewcast.reading import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewcast.model import Block, Span, SpanKind
    from reviewcast.reading import Reader, Reading

SPOKEN_LIMIT = 500
"""Characters of an utterance as spoken: espeak-ng is not to be trusted with more."""
_CLAUSE_LIMIT = 400
"""Characters of a piece of a longer sentence as written; what is spoken may be a little longer."""
_WORTH_A_WORD = 2_000
"""A sentence longer than this is a fault of the text that the producer wants to know of."""


class Breath(NamedTuple):
    """A sentence, or a clause of a long one."""

    text: str
    reading: Reading
    inside: bool = False
    """Whether its sentence goes on in the next."""


def breaths(text: str, block: Block | None, reader: Reader, changes: list[Change]) -> Iterator[Breath]:
    """The sentences of *text*, the visible words of *block* or, with None, of a template; a heading is one.

    What is not spoken as it stands is added to *changes*.
    """
    marks = _marks(block) if block else []
    if block and block.kind == "heading":
        spans = [(0, len(text))]
    else:
        spans = _bridged(sentences.split(text, _places(block, "emphasis") if block else []), marks)
    for start, end in spans:
        parts = list(_short_enough(text, start, end, marks, reader))
        for number, part in enumerate(parts, 1):
            changes.extend(part.reading.changes)
            yield part._replace(inside=number < len(parts))
        if len(parts) > 1 and end - start > _WORTH_A_WORD:
            changes.append(Change("long-sentence", text[start : start + 40].strip() + "…", end - start))


def _bridged(spans: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The sentences *spans*, joined where a mark goes on from one to the next."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and any(mark.start < start < mark.end for mark in marks):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _short_enough(text: str, start: int, end: int, marks: Sequence[Mark], reader: Reader) -> Iterator[Breath]:
    """The sentence ``text[start:end]`` with its reading, in clauses where that is too long to be spoken at once."""
    while start < end and text[start].isspace():
        start += 1
    sentence = text[start:end].rstrip()
    inside = [
        Mark(mark.start - start, mark.end - start, mark.saying)
        for mark in marks
        if start <= mark.start and mark.end <= start + len(sentence)
    ]
    reading = reader.read(sentence, inside)
    if len(reading.spoken) <= SPOKEN_LIMIT - 40:  # room for the number of an item
        yield Breath(sentence, reading)
        return
    spans = sentences.clauses(sentence, min(_CLAUSE_LIMIT, len(sentence) // 2))
    if len(spans) == 1:  # no word grows that long by being read, but the limit is the engine's life
        yield Breath(sentence, replace(reading, spoken=reading.spoken[:SPOKEN_LIMIT].rpartition(" ")[0]))
        return
    for clause_start, clause_end in spans:
        yield from _short_enough(text, start + clause_start, start + clause_end, marks, reader)


def _marks(block: Block) -> list[Mark]:
    """What the block says of how some of its words are said, with offsets into its visible text."""
    said = [span for span in block.spans if span.kind == "said"]
    places = _places(block, "said")
    return [
        Mark(start, end, span.saying)
        for span, (start, end) in zip(said, places, strict=True)
        if span.saying and start < end
    ]


def _places(block: Block, kind: SpanKind) -> list[tuple[int, int]]:
    """Where the block's spans of *kind* are once hidden characters are gone."""
    spans: list[Span] = [span for span in block.spans if span.kind == kind]
    moved: dict[int, int] = {}
    before = position = 0
    for offset in sorted({offset for span in spans for offset in (span.start, span.end)}):
        position += len(visible(block.text[before:offset])[0])
        before, moved[offset] = offset, position
    return [(moved[span.start], moved[span.end]) for span in spans]
