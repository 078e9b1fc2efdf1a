"""How stages say what they are doing. A stage never prints; the door that called it decides what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reviewcast.model import Notice


class Report(Protocol):
    """A listener to a build; called from the main thread only."""

    def length(self, seconds: float) -> None:
        """The episode at hand will last about so many seconds; told before its first stage."""

    def stage(self, name: str) -> None:
        """A stage begins: ``speak``, ``assemble``, ``master``, ``encode``, ``check``, ``write``."""

    def progress(self, done: float, total: float) -> None:
        """So much of the stage's work is done.

        Of ``speak`` in seconds of sound, foretold for what is not there yet: *total* is what has to be recorded, and
        takes that are reused count nowhere. Of all others in frames of the episode at DELIVERY_RATE.
        """

    def notice(self, notice: Notice) -> None:
        """Something a producer should know of the review at hand."""


class Silence:
    """Listens to nothing."""

    def length(self, seconds: float) -> None:
        """Ignored."""

    def stage(self, name: str) -> None:
        """Ignored."""

    def progress(self, done: float, total: float) -> None:
        """Ignored."""

    def notice(self, notice: Notice) -> None:
        """Ignored."""
