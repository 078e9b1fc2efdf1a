"""Rules about covers (podcasters.apple.com/support/896)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.checks.imagery import Picture
from reviewcast.cover import MOST_BYTES, SIDE, SMALLEST
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.checks.survey import Survey

SUFFIXES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}


def missing(survey: Survey) -> Iterator[tuple[str, str]]:
    """The show has a cover, and every cover is there."""
    if not survey.feed.image:
        yield f"{FEED} channel", "the show has no cover, without which no directory lists it"
    for address in dict.fromkeys(survey.own([survey.feed.image, *(entry.item.image for entry in survey.seen)])):
        if trouble := survey.place.look(address).trouble:
            yield survey.place.name(address), f"the feed names this cover, which {trouble}"


def unreadable(survey: Survey) -> Iterator[tuple[str, str]]:
    """A cover is a JPEG or PNG, from its first byte to its last."""
    for address, picture in survey.pictures.items():
        if not isinstance(picture, Picture):
            yield survey.place.name(address), f"this cover is no picture that apps show: {picture}"
        elif not picture.whole:
            yield survey.place.name(address), "this cover is cut short"


def dimensions(survey: Survey) -> Iterator[tuple[str, str]]:
    """Square, 1400 to 3000 pixels a side."""
    for where, picture in _pictures(survey):
        if picture.width != picture.height or not SMALLEST <= picture.width <= SIDE:
            size = f"{picture.width} x {picture.height}"
            yield where, f"this cover has {size} pixels where Apple wants {SMALLEST} to {SIDE} a side, square"


def colours(survey: Survey) -> Iterator[tuple[str, str]]:
    """RGB, and nothing to see through."""
    for where, picture in _pictures(survey):
        if picture.colours != "RGB":
            yield where, f"this cover is in {picture.colours} where Apple wants RGB without transparency"


def name(survey: Survey) -> Iterator[tuple[str, str]]:
    """The ending of the name says what it is."""
    for where, picture in _pictures(survey):
        if not where.lower().partition("?")[0].endswith(SUFFIXES[picture.form]):
            yield where, f"this cover is a {picture.form} by its content and not by its name"


def weight(survey: Survey) -> Iterator[tuple[str, str]]:
    """Light enough for every host."""
    for address in survey.pictures:
        size = survey.place.look(address).size
        if size is not None and size > MOST_BYTES:
            yield survey.place.name(address), f"this cover has {size / 1024:,.0f} KB; many apps stop at 512"


def _pictures(survey: Survey) -> Iterator[tuple[str, Picture]]:
    for address, picture in survey.pictures.items():
        if isinstance(picture, Picture):
            yield survey.place.name(address), picture
