"""Many small jobs in a few threads, their results in order.

numpy, soxr, lameenc and libsndfile let go of the interpreter while they compute, so threads are enough, and
the sound need not be copied to another process.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 3
"""Jobs given out beyond those that run: enough that no thread waits, few enough that memory stays small."""


def in_order(work: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Iterator[Result]:
    """``map(work, items)`` in *jobs* threads, only a few items ahead of the reader.

    When the reader stops, by an error or Ctrl-C too, nothing new is begun; what is running is not waited for.
    """
    pool = ThreadPoolExecutor(max(1, jobs), thread_name_prefix="reviewcast")
    try:
        pending: deque[Future[Result]] = deque()
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) >= jobs + _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
