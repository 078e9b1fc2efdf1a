"""What a producer sees while a build runs: one line on standard error, when that is a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from click._termui_impl import ProgressBar

    from reviewcast.model import Episode, Notice

_STAGES = {
    "speak": ("speaking", 0.0, 0.25),
    "assemble": ("joining", 0.25, 0.30),
    "master": ("mastering", 0.30, 0.40),
    "encode": ("encoding", 0.40, 0.80),
    "check": ("listening again", 0.80, 0.95),
    "write": ("writing", 0.95, 1.0),
}
"""What each stage is called, and where in a review's time it begins and ends: measured shares, rounded."""

_STEPS = 1_000
_ERASED = "\r\033[K"
"""Back to the start of the line, and away with what stands in it (ECMA-48, 8.3.41)."""
_CURSOR = "\033[?25h"
"""The cursor, which the bar hides."""
_MOST_NOTICES = 12


@contextmanager
def passing(words: str, *, shown: bool) -> Iterator[None]:
    """Show *words* on standard error while something lasts that prints nothing, where that is a terminal."""
    drawn = shown and sys.stderr.isatty()
    if drawn:
        click.echo(words, nl=False, err=True)
    try:
        yield
    finally:
        if drawn:
            click.echo(_ERASED, nl=False, err=True)


class Progress:
    """A report that draws a bar with what is happening and the time left."""

    def __init__(self, reviews: int, *, shown: bool) -> None:
        self._reviews = reviews
        self._bar: ProgressBar[int] | None = None
        if shown and sys.stderr.isatty():
            self._bar = click.progressbar(
                length=reviews * _STEPS, file=sys.stderr, show_percent=False, item_show_func=_text, width=24
            )
        self._label = ""
        self._review = -1
        self._stage = (0.0, 1.0)

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            click.echo(_ERASED + _CURSOR, nl=False, err=True)  # the bar's own end would leave it standing, half full

    def begin(self, path: Path) -> None:
        """The next review is taken up."""
        self._review += 1
        self._label = path.name
        self._stage = (0.0, 0.0)
        self._draw(0.0, "reading")

    def stage(self, name: str) -> None:
        """A stage begins."""
        verb, start, end = _STAGES[name]
        self._stage = (start, end)
        self._draw(start, verb)

    def progress(self, done: float, total: float) -> None:
        """So much of the stage is done."""
        start, end = self._stage
        self._draw(start + (end - start) * min(1.0, done / total if total else 1.0), None)

    def notice(self, notice: Notice) -> None:
        """Notices are shown with the review's result."""

    def write(self, line: str, *, err: bool = False) -> None:
        """Print a line above the bar."""
        if self._bar is not None:
            click.echo(_ERASED, nl=False, err=True)
        click.echo(line, err=err)

    def _draw(self, fraction: float, verb: str | None) -> None:
        if self._bar is None:
            return
        if verb is not None:
            self._verb = verb
        position = int((max(self._review, 0) + fraction) * _STEPS)
        step = min(position, self._reviews * _STEPS) - self._bar.pos
        self._bar.update(max(step, 0), f"{self._label}: {self._verb}")  # type: ignore[arg-type]


def _text(item: object) -> str | None:
    return None if item is None else str(item)


def notice_lines(path: Path, notices: tuple[Notice, ...]) -> list[str]:
    """What to say of a review's notices: the first few, and how many more there are."""
    lines = [f"note: {path}:{notice.line}: {notice.message}" for notice in notices[:_MOST_NOTICES]]
    if len(notices) > _MOST_NOTICES:
        more = len(notices) - _MOST_NOTICES
        lines.append(f'note: {path}: and {more} more; "reviewcast script {path}" lists them all')
    return lines


def gone(episode: Episode) -> str:
    """What to say of an episode whose review is no longer there."""
    stays = f'its episode "{episode.title}" stays; "reviewcast withdraw {episode.slug}" takes it out'
    return f"{episode.review} is gone; {stays}"


def clock(seconds: float) -> str:
    """A length as a person says it: ``4:41``, or ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, noun: str) -> str:
    """``1 sentence``, ``2 sentences``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
