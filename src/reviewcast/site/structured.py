"""Data for machines (JSON-LD 1.1 in the words of schema.org): what search engines and assistants read of a page.

A data block is not executed, so the page's policy lets it stand; ``<``, ``>`` and ``&`` are escaped in it, so no
word of a show ends it. A show without an address of its own gives none: localhost is nobody's.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from reviewcast.notation import legal
from reviewcast.site.showing import address, apps, license_link, second, web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.model import Episode, Show

_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
_OUT_OF = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:/|out of)\s*(\d{1,3})(?:\s*stars?)?\s*", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(\d{1,3})\s*%\s*")
_STARS = re.compile(r"\s*(★*)(½?)(☆*)\s*")

Node = dict[str, Any]


def series(show: Show, *, cover: str) -> str:
    """The show as a PodcastSeries; *cover* is a path below OUT."""
    node = _series(show) | {
        "description": show.description,
        "inLanguage": show.language,
        "author": _person(show.author),
        "image": _at(show, cover),
        "license": license_link(show),
        "sameAs": [href for _, href in apps(show)],
    }
    return _written([node])


def episode(show: Show, told: Episode, *, cover: str) -> str:
    """An episode as a PodcastEpisode and, where it names a film, a Review of it.

    The review's words are on the page itself, so they are not given twice.
    """
    page = _at(show, told.page)
    node: Node = {
        "@type": "PodcastEpisode",
        "@id": page and f"{page}#episode",
        "url": page,
        "name": told.title,
        "description": told.description,
        "datePublished": told.published.isoformat(),
        "dateModified": told.updated.isoformat(),
        "inLanguage": told.language,
        "image": _at(show, cover),
        "author": _person(told.author),
        "episodeNumber": told.episode,
        "partOfSeason": {"@type": "PodcastSeason", "seasonNumber": told.season} if told.season else None,
        "partOfSeries": _series(show),
        "isFamilyFriendly": not told.explicit,
        "keywords": ", ".join(told.tags),
        "associatedMedia": _audio(show, told),
    }
    return _written([node, _review(show, told, page)] if told.film else [node])


def parse_rating(words: str) -> tuple[float, float] | None:
    """(value, best) of a rating that says both, as ``7.5/10``, ``3 out of 4``, ``85%`` or ``★★★☆☆``; else None."""
    if found := _OUT_OF.fullmatch(words):
        value, best = float(found[1].replace(",", ".")), float(found[2])
    elif found := _PERCENT.fullmatch(words):
        value, best = float(found[1]), 100.0
    elif (found := _STARS.fullmatch(words)) and found[3]:
        value = len(found[1]) + len(found[2]) / 2
        best = float(len(found[1]) + len(found[2]) + len(found[3]))
    else:
        return None
    return (value, best) if 0 <= value <= best and best > 0 else None


def duration(seconds: float) -> str:
    """ISO 8601: ``PT6M17S``."""
    whole = round(seconds)
    parts = ((whole // 3600, "H"), (whole // 60 % 60, "M"), (whole % 60, "S"))
    return "PT" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0S")


def _series(show: Show) -> Node:
    return {
        "@type": "PodcastSeries",
        "@id": _at(show, "#show"),
        "name": show.title,
        "url": _at(show, ""),
        "webFeed": _at(show, "feed.xml"),
    }


def _audio(show: Show, told: Episode) -> Node:
    transcript = told.transcripts[0] if told.transcripts else None
    return {
        "@type": "AudioObject",
        "contentUrl": web_address(told.audio) if told.is_elsewhere else _at(show, told.audio),
        "encodingFormat": told.type,
        "contentSize": str(told.bytes) if told.bytes else None,
        "duration": duration(told.seconds) if told.seconds else None,
        "transcript": _at(show, transcript[0]) if transcript else None,
    }


def _review(show: Show, told: Episode, page: str) -> Node:
    rating = parse_rating(told.rating or "")
    return {
        "@type": "Review",
        "@id": page and f"{page}#review",
        "url": page,
        "name": told.title,
        "description": told.description,
        "datePublished": told.published.isoformat(),
        "inLanguage": told.language,
        "author": _person(told.author) or {"@type": "Organization", "name": show.title},
        "itemReviewed": {
            "@type": "Movie",
            "name": told.film,
            "dateCreated": str(told.year) if told.year else None,
            "director": [_person(name) for name in told.director],
            "actor": [_person(name) for name in told.cast],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": second(rating[0]),
            "bestRating": second(rating[1]),
            "worstRating": "0" if rating[0] < 1 else None,
        }
        if rating
        else None,
    }


def _person(name: str) -> Node | None:
    return {"@type": "Person", "name": name} if name else None


def _at(show: Show, path: str) -> str:
    return f"{show.address}{path if path.startswith('#') else address(path)}" if show.base_url else ""


def _written(graph: Sequence[Node]) -> str:
    """*graph* as the text of a script element, without what is empty."""
    data = {"@context": "https://schema.org", "@graph": _told(list(graph))}
    return legal(json.dumps(data, ensure_ascii=False, separators=(",", ":"))).translate(_ESCAPES)


def _told(value: Any) -> Any:  # noqa: ANN401 - any value that JSON has
    if isinstance(value, dict):
        told = ((key, _told(inner)) for key, inner in value.items())
        return {key: inner for key, inner in told if inner not in (None, "", [])}
    return [_told(inner) for inner in value] if isinstance(value, list) else value
