"""The review's own text, as the page sets it: headings, paragraphs, lists, quotations, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.model import Cue, Episode, Role
    from reviewcast.site.notes import Block

_UNSPOKEN: frozenset[Role] = frozenset({"opening", "disclosure", "closing"})
"""What is said around a review and is not part of its text."""

_GROUPED: dict[Role, str] = {"item": "ul", "quotation": "blockquote"}
"""What stands together in one element when it follows one another."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks of one kind that follow one another: a heading, a paragraph, a list or a quotation."""

    tag: str
    """``h2``, ``h3``, ``p``, ``ul`` or ``blockquote``."""
    blocks: tuple[tuple[Cue, ...], ...]

    @property
    def start(self) -> float:
        """Seconds at which it is heard."""
        return self.blocks[0][0].start


def passages(episode: Episode) -> Iterator[Passage]:
    """The text of *episode* without what is said around it.

    Headings are in order: a chapter's is an ``h2``, others below it are ``h3``, and one that only repeats
    the episode's title, which is the page's ``h1``, is left out.
    """
    segment_before, headed = -1, False
    for (role, segment), group in groupby(_blocks(episode.text), key=lambda block: (block[0].role, block[0].segment)):
        blocks = tuple(group)
        if role in _GROUPED:
            yield Passage(_GROUPED[role], blocks)
        elif role != "heading":
            yield from (Passage("p", (block,)) for block in blocks)
        else:
            for heading in blocks:
                if " ".join(cue.text for cue in heading) != episode.title:
                    yield Passage("h3" if headed and segment == segment_before else "h2", (heading,))
                    segment_before, headed = segment, True
        segment_before = segment


def lede(episode: Episode, notes: Sequence[Block]) -> str:
    """The description, for above the text or the *notes*; empty where these begin so: nothing is read twice."""
    shown = [cue.text for cue in episode.text if cue.role not in _UNSPOKEN and cue.role != "heading"]
    shown += ["".join(words for words, _ in item) for block in notes for item in block.items]
    began, told = "", episode.description
    for words in shown:
        if len(began) > len(told):
            break
        began += f"{words.strip()} "
    return "" if began.startswith(told.rstrip("…")) else told


def end(episode: Episode) -> float:
    """Seconds at which the last sentence of the text is over; 0 where there is no text."""
    return max((cue.end for cue in episode.text if cue.role not in _UNSPOKEN), default=0.0)


def disclosure(episode: Episode) -> str:
    """What the episode says of its voice."""
    return " ".join(cue.text for cue in episode.text if cue.role == "disclosure")


def _blocks(cues: Iterable[Cue]) -> Iterator[tuple[Cue, ...]]:
    """Cues by paragraph, heading, item or quotation."""
    block: list[Cue] = []
    for cue in cues:
        if cue.role in _UNSPOKEN:
            continue
        if block and (cue.role, cue.segment) != (block[-1].role, block[-1].segment):
            yield tuple(block)
            block = []
        block.append(cue)
        if cue.ends_block:
            yield tuple(block)
            block = []
    if block:
        yield tuple(block)
