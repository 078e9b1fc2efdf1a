"""Who speaks an episode: from the names of profiles in a show and a review to voices that can speak here.

A name is looked for in this order: what was asked for on the command line, the review's front matter, what the show
has for its author, the show's ``voice``, the voice of the first build, which the ledger holds, and at last the best
one that is installed. So what is installed decides once, at the first build of a show that names no voice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewcast import engines, profiles, settings
from reviewcast.errors import ShowError, VoiceError
from reviewcast.model import Cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from reviewcast.model import Review, Show, Voice

BEST = ("heart", "joe", "narrator")
"""House voices that a show may be given, the best first; the last needs nothing that is not always installed."""


class StandIn(NamedTuple):
    """That a profile's voice is not installed, and another speaks in its place."""

    profile: str
    speaks: str
    """The profile that does."""
    why: str
    """What is missing, and the command that installs it."""

    @property
    def message(self) -> str:
        """One sentence for the producer."""
        lack, _, cure = self.why.partition("; ")
        return f'{lack}{f" ({cure})" if cure else ""}; "{self.speaks}" speaks instead'


def best(root: Path | None) -> str:
    """The profile of the best voice that is installed, for a show in *root* that names none and has none yet."""
    return next(name for name in BEST if name == BEST[-1] or is_installed(name, root))


def is_installed(name: str, root: Path | None) -> bool:
    """Whether the profile *name* can speak here and now; one that is none, or wrong, cannot."""
    try:
        return not engines.missing(profiles.load(name, root))
    except ShowError:  # it is told when it is asked for by name
        return False


def key(words: str) -> str:
    """What headings and authors are compared by: what can be seen, in no case and with single spaces."""
    from reviewcast.harmless import visible  # a build with nothing to do compares none

    return " ".join(visible(words)[0].split()).casefold()


class Casting:
    """Chooses the voices of a show's episodes, and notes who stands in for whom."""

    def __init__(
        self,
        show: Show,
        asked: str | None = None,
        first: str | None = None,
        absent: Collection[str] | None = None,
    ) -> None:
        """*asked* is the profile that is to speak everything, *first* that of the first build, which the ledger has.

        The profiles that count as not installed are *absent*; None asks what is installed.
        """
        self.show, self.asked, self.first = show, asked, first
        self._presumed = absent
        self._stand_ins: dict[str, StandIn] = {}
        self._absent: set[str] = set()

    @property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """Who stood in so far."""
        return tuple(self._stand_ins.values())

    @property
    def absent(self) -> tuple[str, ...]:
        """The profiles that could not speak so far, fallbacks that were no help included, sorted."""
        return tuple(sorted(self._absent))

    def usual(self) -> Voice:
        """The voice of a review that says nothing of voices and whose author the show does not name.

        Raises ShowError for a profile that is none or wrong, VoiceError for one whose voice, and that of every
        fallback, is not installed.
        """
        return self._present(self._usual())

    def of(self, review: Review) -> Cast:
        """The voices of *review*; what was asked for on the command line speaks alone. Raises as :meth:`usual`."""
        if self.asked:
            return Cast(self.usual())
        named = dict(self._named())  # all of them, so that a wrong name is told at the first build
        wanted = {
            "quotation": any(block.kind == "quotation" for section in review.sections for block in section.blocks),
            "heading": any(section.heading for section in review.sections),
            "opening": True,
        }
        parts = {part: self._present(named[part]) for part, heard in wanted.items() if heard and part in named}
        headings = {key(section.heading.text) for section in review.sections if section.heading}
        sections = tuple(
            (heading, self._present(named[f"sections.{heading}"]))
            for heading, _ in self.show.voices.sections
            if key(heading) in headings
        )
        narrator = self._present(self._narrator(review), review.name if review.facts.voice else None)
        return Cast(narrator, sections=sections, **parts)

    def _narrator(self, review: Review) -> Voice:
        if review.facts.voice:
            try:
                return profiles.load(review.facts.voice, self.show.root)
            except ShowError as error:
                error.path = error.path or review.name
                raise
        author = key(review.facts.author or self.show.author)
        known = {key(name): profile for name, profile in self.show.voices.authors if author}
        return self._load(known[author], "voices.authors") if author in known else self._usual()

    def _usual(self) -> Voice:
        root = self.show.root
        if self.asked:
            return profiles.load(self.asked, root)
        if self.show.voice:
            return self._load(self.show.voice, "voice")
        if self.first is None:
            return profiles.load(best(root), root)
        try:
            return profiles.load(self.first, root)
        except ShowError as error:
            if error.path is None:
                error.message += '; it spoke the first build, so name the "voice" that is to speak now in show.toml'
            raise

    def _named(self) -> Iterator[tuple[str, Voice]]:
        """The voices of the ``[voices]`` table, by the names of their keys."""
        parts = self.show.voices
        for part in ("quotation", "heading", "opening"):
            if profile := getattr(parts, part):
                yield part, self._load(profile, f"voices.{part}")
        for table in ("sections", "authors"):
            for name, profile in getattr(parts, table):
                yield f"{table}.{name}", self._load(profile, f"voices.{table}.{name}")

    def _load(self, profile: str, setting: str) -> Voice:
        """The profile that show.toml names under the key *setting*."""
        root = self.show.root
        try:
            return profiles.load(profile, root)
        except ShowError as error:
            if error.path is None and root is not None:
                error.path, error.line = self._file, settings.line_in(root / "show.toml", setting)
            raise

    @property
    def _file(self) -> str | None:
        """Where a show names its voices; None for what was asked for, and where there is no show."""
        return None if self.asked or self.show.root is None else str(self.show.root / "show.toml")

    def _present(self, voice: Voice, named_in: str | None = None) -> Voice:
        """*voice*, or the first of its fallbacks that is installed; it is *named_in* that file, else in show.toml."""
        why, speaker = self._missing(voice), voice
        while reason := self._missing(speaker):
            self._absent.add(speaker.profile)
            if not speaker.fallback:
                told = why if speaker is voice else f"{why}; its fallback does not help: {reason}"
                raise VoiceError(told, path=named_in or self._file)
            speaker = profiles.load(speaker.fallback, self.show.root)
        if speaker is not voice:
            self._stand_ins[voice.profile] = StandIn(voice.profile, speaker.profile, why)
        return speaker

    def _missing(self, voice: Voice) -> str:
        if self._presumed is None:
            return engines.missing(voice)
        return f'the voice "{voice.profile}" was not installed' if voice.profile in self._presumed else ""
