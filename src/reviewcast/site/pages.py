"""The pages, one by one: what each template is given."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast.notation import day
from reviewcast.site import notes, passages, showing, structured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from jinja2 import Environment

    from reviewcast.model import Artwork, Episode, Show

_TEMPLATES = Path(__file__).parents[1] / "templates"

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML does not allow (WHATWG HTML, 13.2.3.5); a lone surrogate is encoded as a question mark."""


def index(show: Show, newest: Sequence[Episode], total: int, *, cover: Artwork) -> bytes:
    """``index.html``: the show, how to subscribe, its *newest* episodes with their players, and how many there are."""
    return _page(
        "index.html.j2",
        show,
        cover,
        episodes=newest,
        total=total,
        root="./",
        place="",
        media=_origins(newest),
        data=structured.series(show, cover=cover.full),
    )


def listing(show: Show, episodes: Sequence[Episode], *, cover: Artwork) -> bytes:
    """``episodes/index.html``: every episode in a line, by year."""
    years = [(year, tuple(group)) for year, group in groupby(episodes, key=lambda told: told.published.year)]
    return _page(
        "list.html.j2",
        show,
        cover,
        years=years,
        total=len(episodes),
        root="../",
        place="episodes/",
        headline=f"All episodes of {show.title}",
    )


def episode(
    show: Show, told: Episode, *, cover: Artwork, now: datetime, newer: Episode | None, older: Episode | None
) -> bytes:
    """``episodes/SLUG/index.html``: the player, the chapters, the film's facts and the words as written.

    A withdrawn episode's says only that, and since when. *newer* and *older* are its neighbours in the feed.
    """
    around: dict[str, Any] = {
        "episode": told,
        "root": "../../",
        "place": showing.address(told.page),
        "headline": told.title,
        "language": told.language,
        "hidden": not told.is_public(now),
    }
    if told.withdrawn:
        return _page("withdrawn.html.j2", show, cover, summary="This episode was withdrawn.", **around)
    own, read = showing.own_cover(told), () if told.text else notes.read(told.notes)
    picture = own or cover.full
    return _page(
        "episode.html.j2",
        show,
        cover,
        summary=told.description or told.title,
        picture=picture,
        small=told.cover_small or own or cover.small,
        media=_origins([told]),
        data="" if around["hidden"] else structured.episode(show, told, cover=picture),
        passages=tuple(passages.passages(told)),
        text_end=passages.end(told),
        lede=passages.lede(told, read),
        disclosure=passages.disclosure(told),
        notes=read,
        links=notes.links(told.notes) if told.text else (),
        is_to_come=told.published > now,
        newer=newer,
        older=older,
        **around,
    )


def assets() -> dict[str, bytes]:
    """What the pages need beside them, by path below OUT; a name has a part of the content's digest in it."""
    return {path: (_TEMPLATES / name).read_bytes() for name, path in _asset_paths().items()}


def _page(template: str, show: Show, cover: Artwork, **values: Any) -> bytes:  # noqa: ANN401 - a template takes any
    """A page made from *template*; *values* are its own and go before those that all pages have."""
    usual = {
        "show": show,
        "picture": cover.full,
        "small": cover.small,
        "headline": show.title,
        "summary": show.description or show.title,
        "language": show.language,
        "hidden": False,
        "media": (),
        "data": "",
    }
    return fill(template, usual | values)


def fill(template: str, values: Mapping[str, object]) -> bytes:
    """The page that *template* makes of *values*: every one escaped, and nothing in it that HTML does not allow."""
    text = _environment().get_template(template).render(values)
    return _ILLEGAL.sub("", text).encode("utf-8", "replace")


def source(name: str) -> str:
    """The text of a style or a script among the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _origins(episodes: Iterable[Episode]) -> list[str]:
    """Where the page may get sound from besides its own host."""
    return sorted({showing.origin(told.audio) for told in episodes if told.is_elsewhere} - {""})


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
    environment.filters.update(
        address=showing.address,
        app_link=showing.app_link,
        apps=showing.apps,
        clock=showing.clock,
        day=day,
        kind=showing.transcript_kind,
        length=showing.length,
        own_cover=showing.own_cover,
        license_link=showing.license_link,
        second=showing.second,
        short_day=showing.short_day,
        sound=_sound,
        web=showing.web_address,
    )
    environment.globals["assets"] = _asset_paths()
    return environment


def _sound(told: Episode, root: str) -> str:
    """The address of an episode's audio on a page that lies *root* below OUT; empty where it can't be played."""
    if not told.is_elsewhere:
        return f"{root}{showing.address(told.audio)}" if told.audio else ""
    return showing.web_address(told.audio) if showing.origin(told.audio) else ""
