"""From blocks to a review's shape: what the title is, what is skipped, where sections begin.

The title is the front matter's, else what the text shows as one, in this order:

1. a heading of level 1 that opens the text;
2. the only heading of level 1, when it comes before all others that are marked, and deeper ones follow or the text
   is a page of HTML;
3. a bold-only line that opens the text (but not one that ends with a colon), or a deeper heading that does when no
   other is as high;
4. the ``<title>`` of a page;
5. a first paragraph that looks like a title: one line of at most 150 characters, not all in italics, that does not
   end as a sentence or a clause does (. , ; : …; a question or an exclamation mark may end it);

else the file's name made readable. A title is not spoken as a heading too, also when the front matter repeats it.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.model import Block, Omission, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviewcast.document.composition import Draft

_LONGEST_TITLE = 150
_CLAUSE_ENDS = (".", ",", ";", ":", "…")
_CLOSERS = "\"'”’»)]"
_FILE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[-_ ]+(?=\S)")


class Title(NamedTuple):
    """The title, the line it stands on, and the blocks that remain to be spoken."""

    text: str
    line: int
    blocks: tuple[Block, ...]


def stated_title(title: str, line: int, drafts: Sequence[Draft]) -> Title:
    """The front matter's title; the text's first block or first heading goes when it says the same."""
    blocks = tuple(draft.block for draft in drafts)
    first_heading = next((index for index, block in enumerate(blocks) if block.kind == "heading"), 0)
    for index in (0, first_heading):
        if blocks and _bare(blocks[index].text) == _bare(title):
            return Title(title, line, _without(blocks, index))
    return Title(title, line, blocks)


def find_title(drafts: Sequence[Draft], page_title: tuple[str, int] | None, name: str, *, html: bool) -> Title:
    """The title as the text shows it, by the rules above; *name* is the file's."""
    blocks = tuple(draft.block for draft in drafts)
    index = _heading_title(drafts, html=html)
    if index is None and page_title and _speakable(page_title[0]):
        text, line = page_title
        return stated_title(text, line, drafts)
    if index is None and drafts and _looks_like_title(drafts[0]):
        index = 0
    if index is not None and _speakable(blocks[index].text):
        return Title(blocks[index].text, blocks[index].line, _without(blocks, index))
    return Title(readable(name), 1, blocks)


def _heading_title(drafts: Sequence[Draft], *, html: bool) -> int | None:
    """Rules 1 to 3: the position of the heading that is the title."""
    headings = [(index, draft) for index, draft in enumerate(drafts) if draft.block.kind == "heading"]
    if not headings:
        return None
    position, first = headings[0]
    if position == 0 and first.block.level == 1:
        return 0
    marked = [(index, draft.block.level) for index, draft in headings if not draft.bold]
    if marked and marked[0][1] == 1 and all(level > 1 for _, level in marked[1:]) and (html or len(marked) > 1):
        return marked[0][0]
    alone = all(draft.block.level > first.block.level for _, draft in headings[1:])
    labelled = first.bold and first.block.text.endswith(":")
    return 0 if position == 0 and (first.bold or alone) and not labelled else None


def _looks_like_title(draft: Draft) -> bool:
    block = draft.block
    if block.kind != "prose" or draft.caption or draft.breaks or len(block.text) > _LONGEST_TITLE:
        return False
    italic = any(span.kind == "emphasis" and span.end - span.start == len(block.text) for span in block.spans)
    return not italic and not block.text.rstrip(_CLOSERS).endswith(_CLAUSE_ENDS)


def readable(name: str) -> str:
    """The stem of the file *name* as a title: ``2026-03-14-my-film_review.md`` is ``My film review``."""
    stem = PurePath(name.replace("\\", "/")).stem
    words = " ".join(re.split(r"[\s_-]+", _FILE_DATE.sub("", stem, count=1))).strip()
    return words[:1].upper() + words[1:] if _speakable(words) else stem or "Review"


def without_sections(blocks: Iterable[Block], skip: Iterable[str]) -> tuple[tuple[Block, ...], tuple[Omission, ...]]:
    """*blocks* without the sections whose heading is one of *skip*, lower headings in them included."""
    unwanted = {_folded(heading) for heading in skip}
    kept: list[Block] = []
    omissions: list[Omission] = []
    above = 0  # the level of the heading whose section is being left out; 0 outside
    for block in blocks:
        if block.kind == "heading" and (not above or block.level <= above):
            above = block.level if _folded(block.text) in unwanted else 0
            if above:
                omissions.append(Omission(block.line, "section", block.text))
        if not above:
            kept.append(block)
    return tuple(kept), tuple(omissions)


def sections(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """One section for the lead, if there is one, and one for each heading."""
    found: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if block.kind == "heading":
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return tuple(Section(heading, tuple(under)) for heading, under in found if heading or under)


def _without(blocks: tuple[Block, ...], index: int) -> tuple[Block, ...]:
    return blocks[:index] + blocks[index + 1 :]


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split()).rstrip(" :")


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum()) or text


def _speakable(text: str) -> bool:
    return any(character.isalnum() for character in text)
