"""Rules about chapters: that every form of them says the same, and that there is a point in them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reviewcast.checks import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.checks.marks import Marks
    from reviewcast.checks.survey import Entry, Survey

FEWEST = 3
MOST_AN_HOUR = 6
SHORT = 20 * 60.0
"""Seconds: a shorter episode may have as many chapters as it has parts."""


def unreadable(survey: Survey) -> Iterator[tuple[str, str]]:
    """The file of chapters is there and is what the podcast namespace calls one."""
    for entry, forms in survey.chapters:
        for address in survey.own([entry.item.chapters_url]):
            known = "the JSON file" in forms
            if trouble := survey.place.look(address).trouble or ("" if known else _damage(survey, address)):
                yield survey.place.name(address), f"{entry.where} names these chapters, and the file {trouble}"


def _damage(survey: Survey, address: str) -> str:
    try:
        marks.listed(survey.place.read(address) or b"")
    except ValueError as error:
        return f"cannot be read: {error}"
    return ""


def order(survey: Survey) -> Iterator[tuple[str, str]]:
    """From 0 on, each after the other, all inside the episode; what was imported is as its author left it."""
    for entry, forms in survey.chapters:
        for form, chapters in forms.items():
            if not entry.is_imported and (why := _disorder(chapters, survey.seconds(entry))):
                yield entry.where, f"the chapters in {form} {why}"
                break  # what another form says otherwise, `unequal` tells


def unequal(survey: Survey) -> Iterator[tuple[str, str]]:
    """All forms from one list."""
    for entry, forms in survey.chapters:
        whole = [(form, chapters) for form, chapters in forms.items() if not _disorder(chapters, 0)]
        if not whole:
            continue
        (first, model), *others = whole
        for form, chapters in others:
            if chapters != model:
                yield entry.where, f"the chapters in {form} are not those in {first}: {_difference(chapters, model)}"
        told = marks.noted(entry.item)
        if told is not None and not marks.agree(told, model):
            yield entry.where, f"the chapters in its description are not those in {first}"


def tag(survey: Survey) -> Iterator[tuple[str, str]]:
    """Chapters in the audio file that can be read."""
    for entry in survey.recent:
        sound = survey.sound(entry)
        if sound and sound.damage:
            yield survey.place.name(entry.audio), f"its tag is damaged: {sound.damage}"


def few(survey: Survey) -> Iterator[tuple[str, str]]:
    """Enough for apps to show them."""
    for entry, count in _counted(survey):
        if count < FEWEST:
            found = {0: "no chapters", 1: "one chapter"}.get(count, f"{count} chapters")
            yield entry.where, f"it has {found}; Apple and Spotify show chapters from {FEWEST} on"


def many(survey: Survey) -> Iterator[tuple[str, str]]:
    """Not so many that they are no help, where the episode is long."""
    for entry, count in _counted(survey):
        seconds = survey.seconds(entry)
        if seconds > SHORT and count > max(FEWEST, MOST_AN_HOUR * seconds / 3600):
            yield (
                entry.where,
                f"it has {count} chapters in {seconds / 60:.0f} minutes; Apple advises {MOST_AN_HOUR} an hour",
            )


def _counted(survey: Survey) -> Iterator[tuple[Entry, int]]:
    """How many chapters each item of the feed has; what was imported without any is as its author left it."""
    for entry, forms in survey.chapters:
        if entry.recent and (forms or not entry.is_imported):
            yield entry, len(next(iter(forms.values()), ()))


def _disorder(chapters: Marks, length: float) -> str:
    starts = [start for start, _ in chapters]
    if starts and starts[0] != 0:
        return "do not begin at 0"
    if any(after <= before for before, after in pairwise(starts)):
        return "are not in the order of time"
    return "go on after the end of the episode" if length and max(starts, default=0) > length * 1000 else ""


def _difference(chapters: Marks, model: Marks) -> str:
    if len(chapters) != len(model):
        return f"{len(chapters)} in place of {len(model)}"
    pairs = zip(chapters, model, strict=True)
    (start, title), (other, words) = next((mine, theirs) for mine, theirs in pairs if mine != theirs)
    return f'"{title}" at {start / 1000:.3f} s in place of "{words}" at {other / 1000:.3f} s'
