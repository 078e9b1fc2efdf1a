"""Rules about the sound of each file as it lies there; a quick check has not listened, and finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.checks.listening import Sound
from reviewcast.model import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.checks.survey import Entry, Survey

_CUSTOMARY = {1: (-19.0, -16.0), 2: (-16.0,)}
"""LUFS by channels (podcasters.apple.com/support/893, and what players make of a mono file)."""
_TOLERANCE = 1.0
_CEILING = Target().true_peak


def unplayable(survey: Survey) -> Iterator[tuple[str, str]]:
    """Audio plays from its first byte on."""
    for entry in survey.recent:
        heard = survey.sounds.get(entry.audio)
        if isinstance(heard, str) and not survey.is_foreign(entry):
            yield survey.place.name(entry.audio), f"{entry.where} cannot be played: {heard}"


def replaced(survey: Survey) -> Iterator[tuple[str, str]]:
    """A name with a digest in it has that content."""
    for entry in survey.recent:
        heard = survey.sounds.get(entry.audio)
        if isinstance(heard, Sound) and not survey.is_foreign(entry) and survey.is_replaced(entry, heard):
            yield survey.place.name(entry.audio), f"{entry.where} has other bytes than its name says"


def loudness(survey: Survey) -> Iterator[tuple[str, str]]:
    """As loud as the show asks for, else as is customary."""
    for entry, heard in _heard(survey):
        asked = (survey.show.sound.loudness,) if survey.show else _CUSTOMARY.get(heard.channels, (-16.0,))
        if min(abs(heard.lufs - target) for target in asked) > _TOLERANCE:
            wanted = " or ".join(f"{target:g}" for target in asked)
            yield survey.place.name(entry.audio), f"{entry.where} is at {heard.lufs:.1f} LUFS in place of {wanted}"


def peak(survey: Survey) -> Iterator[tuple[str, str]]:
    """No peak that an encoder or a player would clip."""
    for entry, heard in _heard(survey):
        if heard.true_peak > _CEILING + 0.05:
            yield (
                survey.place.name(entry.audio),
                f"{entry.where} has peaks at {heard.true_peak:.1f} dBTP; {_CEILING:g} is the most",
            )


def _heard(survey: Survey) -> Iterator[tuple[Entry, Sound]]:
    for entry in survey.recent:
        if heard := survey.sound(entry):
            yield entry, heard
