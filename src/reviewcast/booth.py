"""The booth: the engines of a build, each opened when it is first needed and all closed at its end."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Protocol

from reviewcast.errors import ReviewcastError, VoiceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.engines import Engine
    from reviewcast.model import Voice


class Casts(Protocol):
    """A studio, which knows whose voice reads."""

    def usual_voice(self) -> Voice:
        """The voice of a review that names none."""


class Engines:
    """The engines of a build, each opened when first asked for and all closed at the end."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._open: dict[str, Engine] = {}
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def expect(self, studio: Casts) -> None:
        """Begin to load the show's voice, which most reviews have, before it is known that this one does."""
        with suppress(ReviewcastError):  # what is wrong with the voice is told when it is used
            self.prepare([studio.usual_voice()])

    def prepare(self, voices: Iterable[Voice]) -> None:
        """Begin to load what *voices* need, and do not wait for it."""
        for voice in voices:
            self.get(voice.engine).prepare(voice)

    def get(self, name: str) -> Engine:
        """The engine of that name, opened when it is first asked for; VoiceError after :meth:`close`.

        Threads may ask.
        """
        from reviewcast.engines import open_engine

        with self._lock:
            if self._closed:
                raise VoiceError("the recording was stopped")
            if name not in self._open:
                self._open[name] = self._stack.enter_context(open_engine(name, self._jobs))
            return self._open[name]

    def close(self) -> None:
        """End all engines at once, also under a thread that waits for one; may be repeated."""
        with self._lock:
            self._closed = True
        self._stack.close()
