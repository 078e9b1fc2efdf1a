"""The pages to listen on: the show, a list of all it has, and a page for every episode, for any static host.

Pages are whole without a script, ask no other host for anything and link relatively, so that the folder
opens from a disk too. All words of a show are hostile: Jinja2 escapes every one, the show notes (HTML) are
taken apart and written anew, data for machines can't leave its element, and a content security policy stands
behind that. Jinja2 is imported when a page is rendered.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewcast.model import Rendition
from reviewcast.site import pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reviewcast.model import Artwork, Episode, Show

NEWEST = 30
"""How many episodes the index shows; ``episodes/index.html`` lists all."""


def render(show: Show, episodes: Sequence[Episode], *, cover: Artwork, now: datetime) -> dict[str, bytes]:
    """Every page and what pages need beside them, by path below OUT; the same bytes for the same values.

    *now* (aware) decides what is out: an episode that is not has a page that asks search engines to pass by,
    and stands in no list. *cover* is the show's; an episode's own comes before it on its page.
    """
    return {page.path: page.render() for page in renditions(show, episodes, cover=cover, now=now)}


def renditions(show: Show, episodes: Sequence[Episode], *, cover: Artwork, now: datetime) -> Iterator[Rendition]:
    """What :func:`render` gives, each file yet to be rendered, and after all that it refers to."""
    for path, data in pages.assets().items():
        yield Rendition(path, partial(bytes, data))
    public = [episode for episode in episodes if episode.is_public(now)]
    public.sort(key=lambda episode: episode.guid)
    public.sort(key=lambda episode: episode.published, reverse=True)
    places = {episode.slug: place for place, episode in enumerate(public)}
    for episode in episodes:
        place = places.get(episode.slug)
        newer = public[place - 1] if place else None
        older = public[place + 1] if place is not None and place + 1 < len(public) else None
        around = [(told.slug, told.title) if told else None for told in (newer, older)]
        yield Rendition(
            episode.page,
            partial(pages.episode, show, episode, cover=cover, now=now, newer=newer, older=older),
            (episode.slug,),
            repr((episode.published > now, around)),
        )
    slugs = tuple(episode.slug for episode in public)
    yield Rendition("episodes/index.html", partial(pages.listing, show, public, cover=cover), slugs)
    newest = partial(pages.index, show, public[:NEWEST], len(public), cover=cover)
    yield Rendition("index.html", newest, slugs[:NEWEST], str(len(public)))
