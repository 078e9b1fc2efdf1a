"""What a producer sees while a build runs: one line on standard error, when that is a terminal."""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from reviewcast import notation
from reviewcast.cli.lexicon.layout import width
from reviewcast.cli.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from reviewcast.model import Episode, Notice

_VERBS = {
    "speak": "speaking",
    "assemble": "joining",
    "master": "mastering",
    "encode": "encoding",
    "check": "listening again",
    "write": "writing",
}
"""What each stage is called."""

_BAR = 20
_SHORTEST = 12
"""Columns that are left of a review's name."""
_PAUSE = 0.1
"""Seconds between two drawings: what changes faster nobody can read."""

_STEPS = ((10, 1), (57.5, 5), (175, 10), (3570, 60), (math.inf, 600))
"""(seconds below, steps in which so long a time is told)."""

_ERASED = "\r\033[K"
"""Back to the start of the line, and away with what stands in it (ECMA-48, 8.3.41)."""
_HIDDEN, _SHOWN = "\033[?25l", "\033[?25h"
"""The cursor."""
_MOST_NOTICES = 12


@contextmanager
def passing(words: str, *, shown: bool) -> Iterator[Callable[[str], None]]:
    """Show *words* on standard error while something lasts that prints nothing, where that is a terminal.

    What is given takes other words, to be shown from then on.
    """
    drawn = shown and sys.stderr.isatty()

    def say(words: str) -> None:
        if drawn:
            click.echo(_ERASED + _fitted(notation.shown(words, 400), _columns() - 1), nl=False, err=True)

    say(words)
    try:
        yield say
    finally:
        say("")


class Progress:
    """A report that draws a bar with what is happening and the time left."""

    def __init__(self, reviews: int, *, shown: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._reviews, self._now = reviews, now
        self._drawn = shown and sys.stderr.isatty()
        self._pace = Pace(reviews, now)
        self._name = self._words = ""
        self._stage = ""
        self._latest = 0.0

    def __enter__(self) -> Progress:
        if self._drawn:
            click.echo(_HIDDEN, nl=False, err=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            click.echo(_ERASED + _SHOWN, nl=False, err=True)

    def begin(self, path: Path) -> None:
        """The next review is taken up."""
        self._pace.begin()
        self._name = notation.shown(path.name, 400)
        self._say("reading")

    def length(self, seconds: float) -> None:
        """The episode will last about so long."""
        self._pace.length(seconds)

    def stage(self, name: str) -> None:
        """A stage begins."""
        self._pace.stage(name)
        self._stage = name
        self._say(_VERBS[name])

    def progress(self, done: float, total: float) -> None:
        """So much of the stage is done."""
        self._pace.progress(done, total)
        if self._stage == "speak" and total:
            self._words = f"{_VERBS['speak']} {clock(min(done, total))} of {clock(total)}"
        if self._now() - self._latest >= _PAUSE:
            self._draw()

    def notice(self, notice: Notice) -> None:
        """Notices are shown with the review's result."""

    def write(self, line: str, *, err: bool = False) -> None:
        """Print a line above the bar."""
        if self._drawn:
            click.echo(_ERASED, nl=False, err=True)
        click.echo(line, err=err)

    def _say(self, words: str) -> None:
        self._words = words
        self._draw()

    def _draw(self) -> None:
        if self._drawn:
            self._latest = self._now()
            click.echo(_ERASED + self._line(_columns()), nl=False, err=True)

    def _line(self, columns: int) -> str:
        """All that is known, in fewer than so many *columns*: what is longer would be left standing above."""
        pace = self._pace
        filled = int(pace.fraction * _BAR)
        bar = f"[{'#' * filled}{'-' * (_BAR - filled)}]  "
        place = f"{pace.review} of {self._reviews}  " if self._reviews > 1 and pace.review else ""
        rest = f": {self._words}" if self._name else self._words
        left = f", {about(pace.left)} left" if pace.left is not None else ""
        total = f" ({about(pace.all_left)} for all)" if pace.all_left is not None else ""
        for head, tail in ((bar, left + total), (bar, left), ("", left), ("", "")):
            free = columns - 1 - width(head + place + rest + tail)
            if free >= min(width(self._name), _SHORTEST):
                return head + place + _fitted(self._name, free) + rest + tail
        return _fitted(place + self._name + rest, columns - 1)


def _columns() -> int:
    """Those of the terminal that standard error goes to, wherever results go."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return shutil.get_terminal_size().columns


def about(seconds: float) -> str:
    """A time that nobody knows to the second: ``about 8 s``, ``about 1 min 20 s``, ``about 4 min``, ``about 2 h``."""
    step = next(step for limit, step in _STEPS if seconds < limit)
    minutes, rest = divmod(max(1, round(seconds / step) * step), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return "about " + " ".join(f"{number} {unit}" for number, unit in parts if number)


def _fitted(text: str, columns: int) -> str:
    """*text* in at most so many *columns*: its beginning and an ellipsis, where it is longer."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[:-1]
    return f"{text}…" if columns > 0 else ""


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
