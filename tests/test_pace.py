"""How far a build is and how long it yet takes, by a clock of our own: the numbers of the progress line."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.cli.pace import Pace
from reviewcast.model import DELIVERY_RATE

LATER = {"assemble": 0.0001, "master": 0.001, "encode": 0.003, "check": 0.0015, "write": 0.0004}
"""Seconds a second of the episode, as on the machine on which it was measured."""


@dataclass
class Clock:
    """Time that passes when it is told to."""

    time: float = 100.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Build:
    """A build as a report hears of it; keeps what was told at each moment."""

    clock: Clock = field(default_factory=Clock)
    pace: Pace = field(init=False)
    reviews: int = 1
    seen: list[tuple[float, float | None, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = Pace(self.reviews, self.clock)

    def look(self) -> None:
        self.seen.append((self.clock(), self.pace.left, self.pace.fraction))

    def speak(self, seconds: float, *, pace: float, load: float = 0.5, jobs: int = 2, takes: int = 60) -> None:
        """Record so many seconds, the longest sentence first, as *jobs* workers would."""
        chance = random.Random(7)
        shares = sorted((chance.uniform(0.2, 1) for _ in range(takes)), reverse=True)
        lengths = [seconds * share / sum(shares) for share in shares]
        free = [self.clock() + load] * jobs
        ends = []
        for length in lengths:
            worker = free.index(min(free))
            free[worker] += length * jobs / pace
            ends.append((free[worker], length))
        self.pace.stage("speak")
        self.pace.progress(0, seconds)
        done = 0.0
        for end, length in sorted(ends):
            self.clock.time, done = end, done + length
            self.pace.progress(done, seconds)
            self.look()

    def finish(self, episode: float, slower: float = 1.0) -> None:
        """What comes after speaking."""
        for name, cost in LATER.items():
            self.pace.stage(name)
            steps = 20 if name in {"master", "encode", "check"} else 0
            for step in range(1, steps + 1):
                self.clock.time += cost * episode * slower / steps
                self.pace.progress(episode * DELIVERY_RATE * step / steps, episode * DELIVERY_RATE)
                self.look()
            self.clock.time += 0 if steps else cost * episode * slower

    def review(self, episode: float, *, pace: float, slower: float = 1.0, **speaking: float) -> None:
        """A whole one."""
        self.pace.begin()
        self.pace.length(episode)
        self.speak(episode * 0.9, pace=pace, **speaking)
        self.finish(episode, slower)

    @property
    def misses(self) -> list[float]:
        """By how much more than a second each number was wrong, as a share of the time that was left."""
        end = self.clock()
        wrong = ((abs(left - (end - at)), end - at) for at, left, _ in self.seen if left is not None)
        return [max(0.0, missed - 1) / (true + 0.1) for missed, true in wrong]


PACES = {"espeak": 700.0, "piper": 25.0, "kokoro": 2.2}


@pytest.mark.parametrize("pace", PACES.values(), ids=list(PACES))
def test_the_time_left_is_honest(pace):
    """Within a fifth of what it then takes, whatever share speaking has, loading and takes under way included."""
    build = Build()
    build.review(300, pace=pace, load=1.5)
    assert len(build.misses) > 20
    assert max(build.misses) < 0.2


def test_the_time_left_is_honest_where_most_was_there_already():
    """One sentence of an hour is recorded: what comes after it decides."""
    build = Build()
    build.pace.begin()
    build.pace.length(3600)
    build.speak(30, pace=20, takes=8)
    build.finish(3600)
    assert max(build.misses) < 0.2


def test_there_is_no_time_left_before_there_is_a_measure():
    """Neither while a review is read, nor while the model loads, nor by one take or two."""
    build = Build()
    build.pace.begin()
    assert build.pace.left is None
    build.pace.length(300)
    build.pace.stage("speak")
    build.pace.progress(0, 270)
    build.clock.time += 60
    for done in (18, 36):
        build.clock.time += 4
        build.pace.progress(done, 270)
        assert build.pace.left is None


def test_a_slower_machine_is_learnt_from():
    """Its second stage is foretold by what the first took."""
    build = Build()
    build.review(3600, pace=2000, slower=3)
    late = [miss for miss, (_, left, done) in zip(build.misses[-20:], build.seen[-20:], strict=True) if left and done]
    assert max(late) < 0.25


@settings(max_examples=60, deadline=None)
@given(
    pace=st.floats(0.5, 1000),
    load=st.floats(0, 5),
    takes=st.integers(1, 150),
    episode=st.floats(5, 2000),
    slower=st.floats(0.3, 4),
    jobs=st.integers(1, 8),
)
def test_the_bar_never_goes_back_and_no_number_leaps(pace, load, takes, episode, slower, jobs):
    """Whatever happens, the time left rises by no more than a sixth of the whole from one look to the next."""
    build = Build()
    build.review(episode, pace=pace, slower=slower, load=load, takes=takes, jobs=jobs)
    whole = build.clock() - 100
    for (before, left, filled), (after, newer, fuller) in zip(build.seen, build.seen[1:], strict=False):
        assert fuller >= filled
        if left is not None:
            assert newer is not None
            assert newer - max(0.0, left - (after - before)) <= whole / 6 + 1
    assert build.pace.fraction <= 1


def test_a_review_with_nothing_to_say_first_is_no_trouble():
    """All takes are reused, so that nothing is said of speaking; the length comes with the first frames."""
    build = Build()
    build.pace.begin()
    build.pace.stage("speak")
    build.finish(300)
    assert build.seen[0][1] == pytest.approx(LATER["encode"] * 300 + LATER["check"] * 300, abs=0.7)
    assert build.pace.fraction > 0.8


def test_nothing_at_all_is_no_division_by_zero():
    """No reviews, no sound, no frames, no time."""
    pace = Pace(0, Clock())
    pace.stage("write")
    pace.progress(0, 0)
    assert (pace.review, pace.fraction, pace.left, pace.all_left) == (0, 0.0, None, None)


def test_all_reviews_together_are_foretold_by_those_that_are_done():
    """After the first of five, as long for each of the others; nothing before, nothing for the last."""
    build = Build(reviews=5)
    build.review(300, pace=25)
    assert build.pace.all_left is None
    one = build.clock() - 100
    for waiting in (3, 2, 1):
        build.seen.clear()
        build.pace.begin()
        build.pace.length(300)
        build.speak(270, pace=25)
        assert build.pace.all_left == pytest.approx(waiting * one + 1.5, rel=0.2)
        build.finish(300)
    build.review(300, pace=25)
    assert build.pace.all_left is None


def test_unchanged_reviews_count_as_quick_as_they_are():
    """Where nine of ten had nothing to do, the rest is not foretold as if all had."""
    build = Build(reviews=20)
    for _ in range(9):
        build.pace.begin()
        build.clock.time += 0.01
    build.review(300, pace=25)
    one = build.clock() - 100
    build.pace.begin()
    build.pace.length(300)
    build.speak(270, pace=25)
    assert build.pace.all_left == pytest.approx(9 * one / 10 + 1.5, rel=0.25)


def test_the_bar_fills_review_by_review():
    """Half of ten reviews are half of it."""
    build = Build(reviews=10)
    for _ in range(5):
        build.review(60, pace=25)
    build.pace.begin()
    assert build.pace.fraction == pytest.approx(0.5)
    assert build.pace.review == 6
