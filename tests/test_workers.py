"""Small jobs in threads."""

from __future__ import annotations

import threading
import time

import pytest

from reviewcast import workers


def test_results_come_in_order():
    """Whoever is ready first, results come as the items did."""
    work = lambda item: time.sleep(0.01 * (item % 3)) or item * 2  # noqa: E731
    assert list(workers.in_order(work, range(12), jobs=4)) == [item * 2 for item in range(12)]


def test_little_is_done_ahead_of_the_reader():
    """An endless source is read only a few items ahead."""
    begun = []
    results = workers.in_order(begun.append, iter(range(1000)), jobs=2)
    for _ in range(3):
        next(results)
    results.close()
    assert len(begun) <= 8


def test_an_error_ends_it_without_waiting():
    """The first error is raised, and what was not begun never is."""
    gate = threading.Event()
    begun = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 0:
            raise ValueError("no")
        gate.wait(5)
        return item

    started = time.perf_counter()
    with pytest.raises(ValueError, match="no"):
        list(workers.in_order(work, range(50), jobs=2))
    assert time.perf_counter() - started < 2
    gate.set()
    assert len(begun) < 8
