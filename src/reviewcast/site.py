"""The page to listen on: an index of the show and a page for every episode, which any static host can serve.

Pages are whole without a script, ask no other host for anything and link relatively, so that the folder
opens from a disk too. All words of a show are hostile: Jinja2 escapes every one, the show notes (which are
HTML, for the feed) are not used, and a content security policy stands behind that. Jinja2 is imported where
it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from jinja2 import Environment

    from reviewcast.model import Artwork, Cue, Episode, Role, Show

_TEMPLATES = Path(__file__).parent / "templates"

_UNSPOKEN: frozenset[Role] = frozenset({"opening", "disclosure", "closing"})
"""What is said around a review and is not part of its text."""

_GROUPED: dict[Role, str] = {"item": "ul", "quotation": "blockquote"}
"""What stands together in one element when it follows one another."""

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML does not allow (WHATWG HTML, 13.2.3.5); a lone surrogate is encoded as a question mark."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks of one kind that follow one another: a heading, a paragraph, a list or a quotation."""

    tag: str
    """``h2``, ``h3``, ``p``, ``ul`` or ``blockquote``."""
    blocks: tuple[tuple[Cue, ...], ...]


# --- the pages --------------------------------------------------------------------------------------------


def render(show: Show, episodes: Sequence[Episode], *, cover: Artwork, now: datetime) -> dict[str, bytes]:
    """Every page and what they need, by path below OUT."""
    files = assets()
    for episode in episodes:
        files[f"episodes/{episode.slug}/index.html"] = render_episode(show, episode, cover=cover)
    files["index.html"] = render_index(show, episodes, cover=cover, now=now)
    return files


def render_index(show: Show, episodes: Sequence[Episode], *, cover: Artwork, now: datetime) -> bytes:
    """``index.html``: the show, how to subscribe, and its published episodes, the newest first.

    *cover* is a path below OUT. Drafts, and episodes dated after *now*, stay out of it as of the feed.
    """
    public = [episode for episode in episodes if episode.is_public(now)]
    public.sort(key=lambda episode: episode.guid)
    public.sort(key=lambda episode: episode.published, reverse=True)
    page = _environment().get_template("index.html.j2")
    return _encoded(
        page.render(
            show=show,
            episodes=public,
            cover=cover.small,
            root="./",
            place="",
            hidden=False,
            language=show.language,
            headline=show.title,
            summary=show.description or show.title,
        )
    )


def render_episode(show: Show, episode: Episode, *, cover: Artwork) -> bytes:
    """``episodes/SLUG/index.html``: the player, the chapters, the film's facts and the words as written.

    *cover* is the show's, a path below OUT; an episode's own comes before it.
    """
    page = _environment().get_template("episode.html.j2")
    return _encoded(
        page.render(
            show=show,
            episode=episode,
            passages=tuple(passages(episode)),
            disclosure=" ".join(cue.text for cue in episode.text if cue.role == "disclosure"),
            cover=episode.cover_small or episode.cover or cover.small,
            root="../../",
            place=f"episodes/{address(episode.slug)}/",
            hidden=episode.draft,
            language=episode.language,
            headline=episode.title,
            summary=episode.description or episode.title,
        )
    )


def assets() -> dict[str, bytes]:
    """What the pages need beside them, by path below OUT; a name has a part of the content's digest in it."""
    return {path: (_TEMPLATES / name).read_bytes() for name, path in _asset_paths().items()}


def passages(episode: Episode) -> Iterator[Passage]:
    """The review's own text as the page shows it, without what is said around it.

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


# --- how values are shown ---------------------------------------------------------------------------------


def clock(seconds: float) -> str:
    """A place in an episode: ``4:05`` or ``1:02:09``."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """How long an episode lasts: ``45 s``, ``5 min`` or ``1 h 2 min``."""
    if seconds < 59.5:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def day(date: datetime) -> str:
    """``3 February 1927``, the same in every locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def address(path: str) -> str:
    """*path* for use in a link: percent-encoded, so that it can't become another scheme or host."""
    return quote(path, safe="/-._~", errors="replace")


def _kind(media_type: str) -> str:
    """What a transcript's file is called on the page."""
    return {"text/vtt": "WebVTT", "application/x-subrip": "SRT", "application/srt": "SRT"}.get(media_type, "JSON")


@cache
def _asset_paths() -> dict[str, str]:
    paths = {}
    for name in ("page.css", "page.js"):
        digest = sha256((_TEMPLATES / name).read_bytes()).hexdigest()[:8]
        stem, suffix = name.split(".")
        paths[name] = f"assets/{stem}-{digest}.{suffix}"
    return paths


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(clock=clock, length=length, day=day, address=address, kind=_kind)
    environment.globals["assets"] = _asset_paths()
    return environment


def _encoded(page: str) -> bytes:
    return _ILLEGAL.sub("", page).encode("utf-8", "replace")
