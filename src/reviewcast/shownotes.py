"""What a listener reads of an episode in an app: a description, and the notes with chapters and links.

The notes hold paragraphs, lists and links only: that is what Apple shows, of the short form of less than
4,000 bytes (podcasters.apple.com/support/823). Each chapter stands in a paragraph of its own, as Spotify
asks; its title is the heading as it is in the other forms of the chapters, also where it is longer than the 40
characters that Spotify recommends.
"""

from __future__ import annotations

import sys
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

from reviewcast.notation import clock, cut, day, line, url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.model import Chapter, Correction, Episode, Review, Script, Utterance

MOST_BYTES = 3_999
DISCLOSURE = "This episode is read by a synthetic voice."

_OWN_DESCRIPTION = 600
_LEAD = 300
_SENTENCES = 2
_CAST = 6
_TITLE = 120
_SCHEMES = ("http://", "https://", "mailto:")


def describe(review: Review, script: Script) -> str:
    """One paragraph without markup: the front matter's (at most 600 characters), or how the review begins.

    That is its first two sentences, at most 300 characters, whole words.
    """
    if own := line(review.facts.description or ""):
        return cut(own, _OWN_DESCRIPTION)
    return cut(line(" ".join(_beginning(script))), _LEAD) or line(review.title)


def write_notes(episode: Episode, links: Sequence[tuple[str, str]], *, most: int | None = None) -> str:
    """The show notes as HTML: description, correction, film, disclosure, chapters with their times, links.

    An app shows two lines until it is asked for more, so what the review says comes first. *links* are
    (address, words) pairs. What does not fit in *most* bytes is left out, the disclosure never.
    """
    said = line(" ".join(cue.text for cue in episode.text if cue.role == "disclosure"))
    disclosure = _paragraph(cut(said or DISCLOSURE, _LEAD))
    head = map(_paragraph, (episode.description, _correction(episode.correction), _film(episode)))
    room = (most or sys.maxsize) - _bytes(disclosure)
    notes = _fitting(head, room) + disclosure
    room += _bytes(disclosure) - _bytes(notes)
    chapters = _fitting([_chapter_lines(episode.chapters)], room)
    return (notes + chapters + _link_list(links, room - _bytes(chapters))).rstrip("\n")


def _correction(correction: Correction | None) -> str:
    return f"Corrected on {day(correction.date)}: {cut(line(correction.words), _LEAD)}" if correction else ""


def _beginning(script: Script) -> Iterator[str]:
    prose = [u for segment in script.segments[:1] for u in segment.utterances if _is_prose(u)]
    sentences = length = 0
    for utterance in prose or filter(_is_prose, script.utterances):
        length += len(utterance.text) + 1
        if sentences == _SENTENCES or (sentences and length > _LEAD):
            return
        yield utterance.text
        sentences += utterance.ends_block or utterance.text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


def _is_prose(utterance: Utterance) -> bool:
    return utterance.role in {"prose", "quotation", "item"}


def _film(facts: Episode) -> str:
    name = f"{facts.film} ({facts.year})" if facts.film and facts.year else facts.film
    parts = [name] if name else []
    if facts.director:
        parts.append(f"directed by {_listing(facts.director)}")
    if facts.cast:
        parts.append(f"with {_listing(facts.cast[:_CAST])}")
    sentences = [", ".join(parts), f"Rating: {facts.rating}" if facts.rating else ""]
    text = line(". ".join(sentence for sentence in sentences if sentence))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _listing(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _chapter_lines(chapters: Sequence[Chapter]) -> str:
    """Nothing for a single chapter: there is nowhere to jump to."""
    rows = (_paragraph(f"{clock(chapter.start)[:-4]} {cut(line(chapter.title), _TITLE)}") for chapter in chapters)
    return "".join(rows) if len(chapters) > 1 else ""


def _link_list(links: Sequence[tuple[str, str]], room: int) -> str:
    items = (f'<li><a href="{escape(href)}">{escape(words, quote=False)}</a></li>\n' for href, words in links)
    kept = _fitting(items, room - _bytes("<ul>\n</ul>\n"))
    return f"<ul>\n{kept}</ul>\n" if kept else ""


def links(review: Review) -> tuple[tuple[str, str], ...]:
    """(address, the words it stood under) pairs in the order of the text; other schemes are dropped."""
    found: dict[str, str] = {}
    for section in review.sections:
        for block in chain(filter(None, (section.heading,)), section.blocks):
            for span in block.spans:
                if span.kind == "link" and (href := url(span.href)).lower().startswith(_SCHEMES):
                    found.setdefault(href, cut(line(block.text[span.start : span.end]), _TITLE) or href)
    return tuple(found.items())


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>\n" if text else ""


def _fitting(pieces: Iterable[str], room: int) -> str:
    """Those of *pieces* that fit in *room* bytes together, each whole."""
    kept = []
    for piece in pieces:
        if _bytes(piece) <= room:
            kept.append(piece)
            room -= _bytes(piece)
    return "".join(kept)


def _bytes(text: str) -> int:
    return len(text.encode())
