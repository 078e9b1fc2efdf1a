"""How far a build is and how long it will yet take: the arithmetic of the progress line.

A time is told only where something was measured. Of speaking, that is the pace at which sound came so far; it is
read off as the slope through all takes, which neither the loading of a voice nor the takes under way can bend.
What comes after it is foretold by its usual cost a second of the episode, and corrected by what this machine took.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_COSTS = {"assemble": 0.0001, "master": 0.001, "encode": 0.003, "check": 0.0015, "write": 0.0004}
"""The stages after speaking, in their order: seconds of work a second of the episode, measured on two cores."""

_ENOUGH_TAKES, _ENOUGH_SECONDS = 4, 1.0
"""So many takes, and so long from the first to the last, make a pace; and no less than the first was waited for,
since the first takes of all workers come about together."""

_UNSPOKEN_SHARE = 0.25
"""Of a review's bar: what speaking is while its pace is not known."""

_STEADY, _STEADY_SHARE = 3.0, 0.25
"""Seconds, or a share of those that are left, in which a new estimate replaces an old one by two thirds."""

_TRUST = 0.5
"""Seconds of work after which half of what is believed of this machine is what it took."""


@dataclass(slots=True)
class _Slope:
    """Sound against time, by least squares."""

    began: float
    count: int = 0
    first: float = 0.0
    last: float = 0.0
    sums: list[float] = field(default_factory=lambda: [0.0] * 4)
    """Of time, of sound, of time squared, of time by sound; counted from the first."""

    def add(self, now: float, done: float) -> None:
        if not self.count:
            self.first = now
        self.last, when = now, now - self.first
        self.count += 1
        self.sums = [a + b for a, b in zip(self.sums, (when, done, when * when, when * done), strict=True)]

    @property
    def pace(self) -> float | None:
        """Seconds of sound a second; None while too little was seen."""
        seen = self.last - self.first
        if self.count < _ENOUGH_TAKES or seen < max(_ENOUGH_SECONDS, self.first - self.began):
            return None
        when, done, squares, products = (each / self.count for each in self.sums)
        spread = squares - when * when
        return (products - when * done) / spread if spread > 0 and products > when * done else None


class Pace:
    """Follows a build of so many *reviews* as a report does; all times are in seconds."""

    def __init__(self, reviews: int, now: Callable[[], float] = time.monotonic) -> None:
        self._reviews, self._now = reviews, now
        self._finished, self._built, self._spent = 0, 0, 0.0
        self._review = -1
        self._machine = (_TRUST, _TRUST)
        """What stages took here, and what they were foretold to take."""
        self._fraction = 0.0
        self._stage = ""
        self._stage_began = 0.0
        self._start(now())

    def begin(self) -> None:
        """The next review is taken up."""
        now = self._now()
        if self._review >= 0:
            self._finished += 1
            self._built += bool(self._stage)
            self._spent += now - self._began
        self._review += 1
        self._start(now)

    def length(self, seconds: float) -> None:
        """The episode will last about so long."""
        self._length = seconds

    def stage(self, name: str) -> None:
        """A stage begins."""
        now = self._now()
        if self._stage in _COSTS:
            self._machine = self._experience(now, 1.0)
        self._stage, self._stage_began, self._done, self._total = name, now, 0.0, 0.0
        self._slope = _Slope(now)
        self._look(now)

    def progress(self, done: float, total: float) -> None:
        """So much of the stage is done: in seconds of sound of ``speak``, in frames of the others."""
        now = self._now()
        self._done, self._total = done, total
        if self._stage != "speak":
            # not imported before there is a build: it would take half the time of --help
            from reviewcast.model import DELIVERY_RATE

            self._length = total / DELIVERY_RATE
        else:
            self._length = max(self._length, total)
            if done > 0:
                self._slope.add(now, done)
        self._look(now)

    @property
    def review(self) -> int:
        """Which of the reviews it is, from 1; 0 before the first."""
        return self._review + 1

    @property
    def fraction(self) -> float:
        """How much of everything is done, from 0 to 1; it never falls."""
        return self._fraction

    @property
    def left(self) -> float | None:
        """Seconds that this review will yet take; None while nobody can know."""
        return self._left

    @property
    def all_left(self) -> float | None:
        """Seconds that all reviews will yet take; None for a single one, and before the first is built."""
        waiting = self._reviews - self._review - 1
        if self._left is None or not self._built or waiting < 1:
            return None
        return self._left + waiting * self._spent / self._finished

    def _start(self, now: float) -> None:
        self._began = self._stage_began = self._looked = now
        self._stage = ""
        self._done = self._total = self._length = 0.0
        self._slope = _Slope(now)
        self._left: float | None = None
        self._advance(0.0)

    def _look(self, now: float) -> None:
        """Bring what is shown towards what is estimated now."""
        estimate = self._estimate(now)
        if estimate is not None and self._left is not None:
            passed = now - self._looked
            expected = max(0.0, self._left - passed)
            inertia = max(_STEADY, _STEADY_SHARE * self._left)
            estimate = expected + (estimate - expected) * -math.expm1(-passed / inertia)
        self._left, self._looked = estimate, now
        self._advance(self._share(now))

    def _estimate(self, now: float) -> float | None:
        after = self._after(now)
        if self._stage != "speak":
            return self._rest_of_stage(now) + after if self._length else None
        pace = self._slope.pace
        return (self._total - self._done) / pace + after if pace else None

    def _after(self, now: float) -> float:
        """Seconds for the stages after this one."""
        names = list(_COSTS)
        later = names[names.index(self._stage) + 1 :] if self._stage in _COSTS else names
        return self._foretold(sum(_COSTS[name] for name in later), now)

    def _rest_of_stage(self, now: float) -> float:
        """Seconds for the rest of this stage: as it is usual, and more and more as it goes."""
        usual = self._foretold(_COSTS.get(self._stage, 0.0), now)
        return (1 - self._part) * ((1 - self._part) * usual + now - self._stage_began)

    def _foretold(self, cost: float, now: float) -> float:
        """Seconds that work of so much *cost* takes here."""
        took, foretold = self._experience(now, self._part) if self._stage in _COSTS else self._machine
        return cost * self._length * took / foretold

    def _experience(self, now: float, part: float) -> tuple[float, float]:
        """What is known of this machine, with that *part* of the stage under way."""
        took, foretold = self._machine
        return took + now - self._stage_began, foretold + part * _COSTS[self._stage] * self._length

    @property
    def _part(self) -> float:
        """How much of this stage is done."""
        return min(1.0, self._done / self._total) if self._total else 0.0

    def _share(self, now: float) -> float:
        """How much of this review is done."""
        if self._left is not None:
            passed = now - self._began
            return passed / (passed + self._left) if passed else 0.0
        return _UNSPOKEN_SHARE * self._part

    def _advance(self, share: float) -> None:
        whole = (max(self._review, 0) + share) / max(1, self._reviews)
        self._fraction = min(1.0, max(self._fraction, whole))
