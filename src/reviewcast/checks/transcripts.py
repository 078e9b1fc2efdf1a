"""Rules about transcripts: that they are there, can be read, and keep to the time of the episode."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewcast.checks.captions import WEBVTT
from reviewcast.transcript import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewcast.checks.captions import Timed
    from reviewcast.checks.survey import Survey

_TAGS = re.compile(r"<[^>]*>")
_ROUNDING = 0.5
"""Seconds that a cue may last beyond the end as it is known."""


def missing(survey: Survey) -> Iterator[tuple[str, str]]:
    """Every transcript is there."""
    for entry in survey.recent:
        for address in survey.own([address for address, _ in entry.item.transcripts]):
            if trouble := survey.place.look(address).trouble:
                yield survey.place.name(address), f"{entry.where} names this transcript, which {trouble}"


def unreadable(survey: Survey) -> Iterator[tuple[str, str]]:
    """Each is what its media type says."""
    for script in survey.transcripts:
        if script.damage:
            yield script.name, f"the transcript of {script.entry.where} cannot be read: {script.damage}"


def times(survey: Survey) -> Iterator[tuple[str, str]]:
    """Cues one after the other, none after the end."""
    for script in survey.transcripts:
        if why := _disorder(script.cues, survey.seconds(script.entry)):
            yield script.name, f"the transcript of {script.entry.where} {why}"


def width(survey: Survey) -> Iterator[tuple[str, str]]:
    """Lines that Apple shows whole; a single word that is longer stays whole."""
    for script in survey.transcripts:
        if script.kind == WEBVTT:
            rows = (unescape(_TAGS.sub("", row)) for _, _, text in script.cues for row in text.split("\n"))
            longest = max((len(row) for row in rows if " " in row), default=0)
            if longest > WIDTH:
                yield script.name, f"the transcript of {script.entry.where} has a line of {longest} characters"


def _disorder(cues: Sequence[Timed], length: float) -> str:
    if any(not start < end for start, end, _ in cues):
        return "has a cue that ends before it begins"
    if any(after[0] < before[0] for before, after in pairwise(cues)):
        return "has cues that are not in the order of time"
    latest = max((end for _, end, _ in cues), default=0.0)
    if length and latest > length + _ROUNDING:
        return f"goes on until {latest:.1f} s, and the episode ends at {length:.1f} s"
    return ""
