"""Recording ahead: while one review is joined, mastered and encoded, the sentences of the next go into the cache.

Nothing depends on it. What goes wrong here goes wrong again when the review has its turn, and is told then.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from reviewcast.booth import Engines
    from reviewcast.production import Draft, Studio


class Rehearsal:
    """One review at a time, in a thread of its own."""

    def __init__(self, studio: Studio, engines: Engines) -> None:
        self._studio, self._engines = studio, engines
        self._thread = ThreadPoolExecutor(1, "rehearsal")
        self._stop = threading.Event()
        self._under_way: Future[None] | None = None
        self._path: Path | None = None
        self._recorded: dict[Path, dict[str, str]] = {}

    def begin(self, find: Callable[[], Draft | None]) -> None:
        """Record what *find* gives, called in the thread; None for nothing more to do."""
        self._finish()
        self._stop = threading.Event()
        self._under_way = self._thread.submit(self._record, find, self._stop)

    def make_way(self, path: Path) -> Mapping[str, str]:
        """The review at *path* has its turn: what was recorded for it, by key with the reasons.

        If it is under way still, it stops after the sentences that are.
        """
        if self._path in (None, path):
            self._finish()
        return self._recorded.pop(path, {})

    def _finish(self) -> None:
        self._stop.set()
        if self._under_way is not None:
            wait([self._under_way])
        self._under_way = self._path = None

    def _record(self, find: Callable[[], Draft | None], stop: threading.Event) -> None:
        from reviewcast import speech

        drafted = find()
        if drafted is None or stop.is_set():
            return
        self._path = drafted.path
        speech.rehearse(
            drafted.script,
            self._engines.get,
            self._studio.cache,
            jobs=self._studio.jobs,
            history=drafted.history,
            done=self._recorded.setdefault(drafted.path, {}),
            stop=stop,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if error is not None:  # it must not be waited for
            self._engines.close()
        self._thread.shutdown(cancel_futures=True)
