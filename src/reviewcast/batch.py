"""A batch: the reviews of one show produced one after another, and then presented together.

A review in which nothing changed is known to be so from digests alone, before any heavy package is loaded.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from reviewcast import casting, fingerprint, ledger, output, presentation, production, storage
from reviewcast.booth import Engines
from reviewcast.cache import digest
from reviewcast.errors import ReviewcastError, ReviewError, ShowError
from reviewcast.rehearsal import Rehearsal
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reviewcast.casting import StandIn
    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Finding, Notice, Take
    from reviewcast.production import Draft, Studio
    from reviewcast.report import Report
    from reviewcast.speech import Plan

SAID = "said"
"""The cache's kind for what a review says by certain rule files: a digest."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one review: an episode, built or unchanged, or the error that stopped it."""

    path: Path
    episode: Episode | None = None
    unchanged: bool = False
    takes: tuple[Take, ...] = field(default=(), repr=False)
    notices: tuple[Notice, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    """Who spoke in whose place."""
    error: ReviewcastError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch."""

    results: tuple[Result, ...]
    gone: tuple[Episode, ...]
    """Episodes whose review is no longer there; they stay in the feed."""
    site_changed: bool
    """Whether the feed or a page was written."""
    feed: Path | None
    """None while there is no episode at all."""
    page: Path | None
    findings: tuple[Finding, ...] = ()
    """What the quick checks have to say of the folder, when something in it was written."""


def build(
    paths: Sequence[Path],
    studio: Studio,
    report: Report,
    *,
    begin: Callable[[Path], None] = lambda _: None,
    done: Callable[[Result], None] = lambda _: None,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Produce every review of *paths* that changed, then write the feed and the pages if they changed.

    One bad review never stops the others: its error is in its Result. *begin* and *done* are called around
    each review, *waiting* when another build holds the folder. Raises a ReviewcastError for what concerns
    them all, such as a ledger that cannot be read.
    """
    with (
        storage.exclusive(studio.ledger, waiting=waiting),
        storage.exclusive(studio.out, waiting=waiting),
        Engines(studio.jobs) as engines,
        Rehearsal(studio, engines) as rehearsal,
    ):
        batch = _Batch(studio, engines, report, rehearsal, paths)
        results = []
        for path in paths:
            begin(path)
            results.append(batch.attempt(path))
            done(results[-1])
        changed = presentation.write(studio, batch.book, report, sweep=batch.sweep)
        found = presentation.findings(studio, batch.book) if changed else ()
        made = bool(batch.book.episodes)
        feed, page = (studio.out / output.FEED, studio.out / "index.html") if made else (None, None)
        return Outcome(tuple(results), batch.gone(), changed, feed, page, found)


@dataclass(frozen=True, slots=True)
class Planned:
    """What :func:`build` would do with one review."""

    path: Path
    title: str = ""
    plan: Plan | None = None
    """None when nothing changed, or for an error."""
    seconds: float = 0.0
    """How long the episode would be, about, with its music."""
    stand_ins: tuple[StandIn, ...] = ()
    error: ReviewcastError | None = None


def plan(paths: Sequence[Path], studio: Studio) -> tuple[Planned, ...]:
    """What :func:`build` would do with *paths*; nothing is written and no engine runs."""
    batch = _Batch(studio, Engines(studio.jobs), Silence())
    return tuple(map(batch.plan, paths))


class _Batch:
    """One call of :func:`build` under way."""

    def __init__(
        self,
        studio: Studio,
        engines: Engines,
        report: Report,
        rehearsal: Rehearsal | None = None,
        paths: Sequence[Path] = (),
    ) -> None:
        """All of *paths* will be attempted, in their order. Without a *rehearsal* nothing is: only plans are made."""
        self.studio, self.engines, self.report = studio, engines, report
        self.rehearsal, self.paths = rehearsal, tuple(paths)
        self.book = _known(studio)
        self.base = fingerprint.of_show(studio)
        self.by_review = {episode.review: episode for episode in self.book.episodes.values()}
        self.made: dict[str, Path] = {}
        self.swept = False

    def attempt(self, path: Path) -> Result:
        try:
            result = self._unchanged(path) or self._produce(path)
        except ReviewcastError as error:
            error.path = error.path or str(path)
            return Result(path, error=error)
        except OSError as error:
            return Result(path, error=storage.refusal(error, path))
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and str(error) != "can't start new thread":
                raise
            why = "there is not enough memory to produce it; close other programs, or build with --jobs 1"
            return Result(path, error=ReviewcastError(why, path=str(path)))
        assert result.episode is not None
        self.made[result.episode.slug] = path
        return result

    def plan(self, path: Path) -> Planned:
        from reviewcast import assembly, engines, speech

        try:
            if unchanged := self._unchanged(path):
                return Planned(path, unchanged.episode.title if unchanged.episode else "")
            drafted = self._draft(path)
            planned = speech.plan(drafted.script, engines.version, self.studio.cache, history=drafted.history)
            music = assembly.music_seconds(self.studio.show.sound, len(drafted.script.segments))
            return Planned(path, drafted.review.title, planned, planned.seconds + music, drafted.stand_ins)
        except ReviewcastError as error:
            error.path = error.path or str(path)
            return Planned(path, error=error)

    def gone(self) -> tuple[Episode, ...]:
        root = self.studio.show.root
        if root is None:
            return ()
        told = (each for each in self.book.episodes.values() if each.review and not (each.withdrawn or each.draft))
        return tuple(episode for episode in told if not (root / episode.review).is_file())

    def _unchanged(self, path: Path) -> Result | None:
        known = self.by_review.get(production.review_name(path, self.studio.show.root))
        if known is None or known.source != self._source(path, known.requires):
            return None
        whole = output.is_whole(self.studio.out, presentation.files_of(known))
        if not whole or self._may_have_its_voice(known) or self._said(path, known) != _said(known.said):
            return None
        return Result(path, known, unchanged=True)

    def _may_have_its_voice(self, known: Episode) -> bool:
        """Whether someone stood in for a voice that is here by now, and no listener has heard it so."""
        root = self.studio.show.root
        return not self.book.audio_of(known.guid) and any(casting.is_installed(name, root) for name in known.absent)

    def _said(self, path: Path, known: Episode) -> str:
        """A digest of all that is said of an unchanged review by the rules as they stand, in the voices it has.

        Most edits of a rule file say nothing new in most reviews; the script tells, and the cache remembers.
        """
        cache = self.studio.cache
        key = digest(known.source, self.studio.rulebook.state(path), *known.absent)
        said = cache.get(SAID, key, touch=False)  # a build with nothing to do touches nothing
        if said is None:
            said = _said(production.draft(path, self.studio, absent=known.absent).said).encode()
            if self.rehearsal is not None:
                cache.put(SAID, key, said)
        return said.decode("ascii", "replace")

    def _produce(self, path: Path) -> Result:
        self.sweep()
        studio = self.studio
        rehearsed = self.rehearsal.make_way(path) if self.rehearsal else None
        self.engines.expect(studio)
        rules = studio.rulebook.state(path)  # before they are read: what is remembered is never newer than what is said
        drafted = self._draft(path)
        self.engines.prepare(drafted.script.voices)
        self.book = self._settled()
        ledger.save_show(studio.ledger, self.book)
        source = self._source(path, drafted.requires)
        made = production.produce(
            *(drafted, studio, self.engines, self.book, source, self.report),
            rehearsed=rehearsed,
            spoken=lambda: self._look_ahead(path),
        )
        self.book.episodes[made.episode.slug] = made.episode
        studio.cache.put(SAID, digest(source, rules, *drafted.absent), _said(drafted.said).encode())
        return Result(path, made.episode, takes=made.takes, notices=made.notices, stand_ins=drafted.stand_ins)

    def _settled(self) -> Ledger:
        """The ledger with what a first build decides; tones that were only asked for are no voice to keep."""
        voice = None
        with suppress(ReviewcastError):  # this review may name its own where the show's is not installed
            usual = self.studio.usual_voice()
            tones = usual.engine == "tone" and usual.profile != self.studio.show.voice
            voice = None if tones else usual.profile
        return ledger.settle(self.book, self.studio.show, voice)

    def _look_ahead(self, path: Path) -> None:
        """Record the next review that changed while this one, at *path*, is finished."""
        if self.rehearsal is not None:
            self.rehearsal.begin(partial(self._next, self.paths[self.paths.index(path) + 1 :]))

    def _next(self, paths: Sequence[Path]) -> Draft | None:
        return next((self._draft(path) for path in paths if self._unchanged(path) is None), None)

    def _draft(self, path: Path) -> Draft:
        drafted = production.draft(path, self.studio)
        self._refuse_taken_slug(drafted)
        if self.studio.show.check_names:
            self._refuse_unchecked_names(drafted)
        return drafted

    def _refuse_unchecked_names(self, drafted: Draft) -> None:
        from reviewcast import naming

        if found := naming.unchecked(drafted, self.studio):
            raise ReviewError(
                f"nobody has checked how to say {', '.join(found)}; hear each with"
                f' "reviewcast lexicon hear", then "lexicon set" or "lexicon approve" it',
                path=str(drafted.path),
            )

    def _source(self, path: Path, requires: Sequence[str]) -> str:
        """The digest of everything that goes into an episode: the same digest, the same episode."""
        needed = (file.read_bytes() if file.is_file() else b"" for file in (path.parent / name for name in requires))
        review = storage.read(path, "the review")
        return digest(self.base, path.name, review, *needed)

    def _refuse_taken_slug(self, drafted: Draft) -> None:
        ledger.check_slug(drafted.review)
        slug, path, root = drafted.review.slug, drafted.path, self.studio.show.root
        holder = self.made.get(slug)
        if holder is None and root is not None and slug in self.book.episodes:
            holder = root / self.book.episodes[slug].review
        if holder is not None and holder.is_file() and holder.resolve() != path.resolve():
            raise ReviewError(
                f'its slug "{slug}" is that of {holder}; give one of the two another slug in its front matter',
                path=str(path),
            )

    def sweep(self) -> None:
        """Remove what a killed build left, once, and only when something is to be written anyway."""
        if not self.swept:
            self.swept = True
            storage.sweep(self.studio.out)
            storage.sweep(self.studio.ledger)


def _known(studio: Studio) -> Ledger:
    """The ledger; ShowError where it has episodes and no show any more, whose guid the feed would go without."""
    book = ledger.read(studio.ledger)
    if book.episodes and book.show_guid is None:
        raise ShowError(
            "the show's guid is not there, by which apps know it; restore the file from version control or a backup",
            path=str(studio.ledger / ledger.SHOW_FILE),
        )
    return book


def _said(said: Sequence[str]) -> str:
    return digest(*said)
