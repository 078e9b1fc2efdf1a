"""The stage ``parse``: from the bytes of a file to a Review."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from reviewcast.document import decoding, facts, frontmatter, headings, hypertext, outline, shortcodes
from reviewcast.document.composition import Composer
from reviewcast.document.events import Event
from reviewcast.document.markdown import Reader
from reviewcast.document.slugs import make_slug
from reviewcast.errors import ReviewError
from reviewcast.model import Block, Omission, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_WORD = 10_000
"""Characters; the script shortens words that are merely long."""

_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])(.{1,300}?)(?<=[^\s*_])\1(?![\w*_])")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def parse(data: bytes, name: str, *, skip: Iterable[str] = ()) -> Review:
    """Read the review in *data*; *name* is its path as the person gave it, *skip* the headings to leave out.

    The suffix of *name* picks the reader: ``.html`` and ``.htm`` are HTML (and anything that begins as a page),
    ``.txt`` is plain text with what Markdown it has, the rest is Markdown. ReviewError, with the line where there is
    one, for what is empty, only a title, not text, over 2 MB, or wrong in its front matter.
    """
    path = PurePath(name.replace("\\", "/"))
    suffix = path.suffix.lower()
    html = suffix in {".html", ".htm", ".xhtml"}
    text, found = decoding.decode(data, name, html=html)
    matter = frontmatter.split(text, name)
    known, slips = facts.read_facts(matter.values, name)
    html = html or bool(_PAGE.match(matter.body))
    body, tags = shortcodes.strip(matter.body, matter.line, markdown=not html)
    composer = Composer(name)
    omissions = [*found, *slips, *tags]
    if html:
        composer.compose(hypertext.resolve([Event("raw", body, matter.line)], name))
    else:
        reader = Reader(name, plain=suffix in {".txt", ".text"})
        composer.compose(_resolved(reader.events(body, matter.line), name))
        omissions += reader.omissions
        omissions += _stray_title(composer)
    omissions += composer.omissions

    drafts = headings.promote(composer.drafts)
    if known.title:
        line = matter.values["title"].line
        title = outline.stated_title(_plain_title(known.title, name, line), line, drafts)
        known = replace(known, title=title.text)
    else:
        title = outline.find_title(drafts, composer.page_title if html else None, name, html=html)
    blocks, skipped = outline.without_sections(title.blocks, skip)
    omissions = sorted([*omissions, *skipped], key=lambda omission: omission.line)
    _check_words(blocks, name, title, omissions)
    return Review(
        name=name,
        slug=known.slug or make_slug(path.stem),
        title=title.text,
        title_line=title.line,
        sections=outline.sections(blocks),
        facts=known,
        omissions=tuple(omissions),
    )


def _resolved(events: list[Event], name: str) -> Iterable[Event]:
    """Lxml is asked only where there is raw HTML; most reviews have none."""
    return hypertext.resolve(events, name) if any(event.kind == "raw" for event in events) else events


def _plain_title(title: str, name: str, line: int) -> str:
    """The front matter's title without the markup that some writers put there; ``M*A*S*H`` stays."""
    if "<" in title or "&" in title:
        composer = Composer(name)
        composer.compose(hypertext.resolve([Event("raw", title, line)], name))
        title = " ".join(draft.block.text for draft in composer.drafts) or title
    return _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", title))


def _stray_title(composer: Composer) -> list[Omission]:
    return [Omission(composer.page_title[1], "tag", "<title>")] if composer.page_title else []


def _check_words(blocks: Sequence[Block], name: str, title: outline.Title, omissions: Sequence[Omission]) -> None:
    if not any(character.isalnum() for block in blocks for character in block.text):
        kinds = ", ".join(sorted({omission.kind for omission in omissions}))
        what = "nothing but emoji or punctuation" if blocks else "nothing but a title"
        left_out = f" once what is not spoken is left out ({kinds})" if kinds else ""
        message = f"there is {what} here{left_out}; write some words to speak"
        raise ReviewError(message, path=name, line=blocks[0].line if blocks else title.line)
    for block in (block for block in blocks if len(block.text) > LONGEST_WORD):
        if max(map(len, block.text.split())) > LONGEST_WORD:
            message = f"a word here is longer than {LONGEST_WORD:,} characters; shorten it"
            raise ReviewError(message, path=name, line=block.line)
