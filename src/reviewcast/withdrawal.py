"""Withdrawing an episode: out of the feed, with a page that says so; and bringing it back as it was.

What listeners have stays theirs; no app is offered the episode any more. Its record stays too, so that it is
withdrawn in every build to come, and comes back under the guid and date it had.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from reviewcast import batch, ledger, output, presentation, production, storage
from reviewcast.errors import ReviewError, UsageError, did_you_mean
from reviewcast.model import Withdrawal
from reviewcast.notation import cut, line
from reviewcast.report import Silence

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode
    from reviewcast.production import Studio

MOST_REASON = 500
"""Characters of a reason: it is a sentence for listeners."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an episode that was to be withdrawn or brought back."""

    episode: Episode
    changed: bool
    """False when it stood just so already."""
    missing: tuple[str, ...] = ()
    """Paths below OUT of an episode brought back whose files were deleted: a build makes them again."""
    site_changed: bool = False
    """Whether the feed or a page was written."""


def withdraw(studio: Studio, name: str, *, reason: str = "", waiting: Callable[[], None] = lambda: None) -> Outcome:
    """Take the episode *name*, a slug or a review, out of the feed, and say so on its page with the *reason*.

    Another reason for what is withdrawn already takes the place of the first; no reason leaves it. *waiting* is
    called when a build holds the ledger. Raises UsageError, with the nearest name there is, where there is none such.
    """
    return _decide(studio, name, lambda episode: _withdrawn(episode, cut(line(reason), MOST_REASON), studio), waiting)


def restore(studio: Studio, name: str, *, waiting: Callable[[], None] = lambda: None) -> Outcome:
    """Bring the withdrawn episode *name* back under its guid, date and audio.

    Where its files were deleted since, feed and pages wait for the build that makes them again. Raises UsageError
    as :func:`withdraw` does, and ReviewError when the files are deleted and the review is gone too.
    """
    return _decide(studio, name, lambda episode: _restored(episode, studio), waiting)


def _decide(studio: Studio, name: str, change: Callable[[Episode], Episode], waiting: Callable[[], None]) -> Outcome:
    find(ledger.read(studio.ledger), name, studio.show.root)  # before a lock makes a folder where there is no show
    with storage.exclusive(studio.ledger, waiting=waiting):
        before = find(ledger.read(studio.ledger), name, studio.show.root)
        episode = change(before)
        changed = ledger.save(studio.ledger, episode) if episode != before else False
    if missing := _missing(episode, studio.out):
        return Outcome(episode, changed, missing)
    built = batch.build([], studio, Silence(), waiting=waiting)
    return Outcome(episode, changed, site_changed=built.site_changed)


def find(book: Ledger, name: str, root: Path | None) -> Episode:
    """The episode of the ledger with that slug, or made of that review; UsageError where there is none."""
    reviews = {episode.review: episode for episode in book.episodes.values() if episode.review}
    by_file = {PurePath(review).name: episode for review, episode in reviews.items()}
    for known, wanted in ((book.episodes, name), (reviews, _below(root, name)), (by_file | reviews, name)):
        if wanted in known:
            return known[wanted]
    if not book.episodes:
        raise UsageError("this show has no episode yet")
    near = did_you_mean(PurePath(name).name, (*book.episodes, *by_file))
    raise UsageError(f'there is no episode "{cut(line(name), 100)}"{near}')


def _below(root: Path | None, name: str) -> str:
    """How the ledger names a review called *name*; *name* itself where that is no path."""
    with contextlib.suppress(OSError, ValueError):
        return production.review_name(Path(name), root)
    return name


def _withdrawn(episode: Episode, reason: str, studio: Studio) -> Episode:
    known = episode.withdrawn
    if known is not None and reason in {"", known.reason}:
        return episode
    date = known.date if known else studio.now.replace(microsecond=0)
    told = f"withdrawn: {reason}" if reason else "withdrawn"
    return _noted(replace(episode, withdrawn=Withdrawal(date, reason)), told, studio)


def _restored(episode: Episode, studio: Studio) -> Episode:
    if episode.withdrawn is None:
        return episode
    back = _noted(replace(episode, withdrawn=None), "brought back", studio)
    root = studio.show.root
    is_gone = root is not None and not (episode.review and (root / episode.review).is_file())
    if is_gone and (missing := _missing(back, studio.out)):
        raise ReviewError(
            f'"{episode.title}" cannot come back: {missing[0]} was deleted, and its review'
            f" {episode.review or 'was never here'} is gone too; put one of the two back first"
        )
    return back


def _noted(episode: Episode, change: str, studio: Studio) -> Episode:
    now = studio.now.replace(microsecond=0)
    entry = {"date": now.isoformat(), "audio": episode.audio, "change": change}
    return replace(episode, updated=now, history=(*episode.history, entry))


def _missing(episode: Episode, out: Path) -> tuple[str, ...]:
    """What the feed would name and nobody could have; nothing while the episode is withdrawn."""
    wanted = presentation.files_of(episode)
    return tuple(path for path, size in wanted.items() if not output.is_whole(out, {path: size}))
