"""Which bold lines are headings: a paragraph that is bold and nothing else, or a bold first line of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewcast.document.composition import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.document.paragraph import Break
    from reviewcast.model import Block

_LONGEST_ALONE = 150
"""Characters of a bold paragraph that is a heading; a longer one is an opening in bold."""
_LONGEST_ABOVE = 100
"""The same of a bold line that has its paragraph right under it."""
_AFTERTHOUGHTS = " :.!?…—–-"
"""What may follow the bold words of a heading outside the marks."""


def promote(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Make headings of bold-only lines, one level below the lowest heading that the writer marked.

    It is level 2 where the body has no marked headings below level 1. Items, quotations and captions have none.
    """
    marked = [draft.block.level for draft in drafts if draft.block.kind == "heading" and draft.block.level > 1]
    level = min(max(marked, default=1) + 1, 6)
    return tuple(each for draft in drafts for each in _promoted(draft, level))


def _promoted(draft: Draft, level: int) -> tuple[Draft, ...]:
    block = draft.block
    if block.kind != "prose" or draft.caption:
        return (draft,)
    strong = _strong_stretches(draft)
    if not strong or strong[0][0] > 0:
        return (draft,)
    end = strong[0][1]
    if not block.text[end:].strip(_AFTERTHOUGHTS):
        return (_as_heading(block, level),) if len(block.text) <= _LONGEST_ALONE else (draft,)
    first = next((each for each in draft.breaks if each.position >= end), None)
    if first is None or draft.breaks[0] is not first or not _stands_alone(block, end, first):
        return (draft,)
    if any(start == first.position + 1 for start, _ in strong):
        return (draft,)  # line after line in bold: credits, not a heading
    return _parted(draft, first, level)


def _stands_alone(block: Block, end: int, line_end: Break) -> bool:
    line = block.text[: line_end.position]
    return not line[end:].strip(" :") and len(line) <= _LONGEST_ABOVE and not line.endswith((".", ","))


def _strong_stretches(draft: Draft) -> list[tuple[int, int]]:
    """Where the text is bold; stretches with only a space of the same line between them are one."""
    stretches: list[tuple[int, int]] = []
    breaks = {each.position for each in draft.breaks}
    for span in draft.block.spans:
        if span.kind != "strong":
            continue
        start, end = stretches[-1] if stretches else (0, -1)
        if stretches and not draft.block.text[end : span.start].strip() and not breaks & set(range(end, span.start)):
            stretches[-1] = (start, max(end, span.end))
        else:
            stretches.append((span.start, span.end))
    return stretches


def _parted(draft: Draft, line_end: Break, level: int) -> tuple[Draft, ...]:
    block, cut = draft.block, line_end.position + 1
    head = replace(block, text=block.text[: cut - 1], spans=tuple(each for each in block.spans if each.end < cut))
    spans = tuple(
        replace(each, start=each.start - cut, end=each.end - cut) for each in block.spans if each.start >= cut
    )
    rest = replace(block, text=block.text[cut:], line=line_end.line, spans=spans, marker="")
    breaks = tuple(each._replace(position=each.position - cut) for each in draft.breaks if each.position > cut)
    return (_as_heading(head, level), Draft(rest, breaks))


def _as_heading(block: Block, level: int) -> Draft:
    return Draft(replace(block, kind="heading", level=level), bold=True)
