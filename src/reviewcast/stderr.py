"""Standard error, kept for people: what libraries in C print there by themselves is of no use to them."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Send descriptor 2 nowhere: mpg123, inside libsndfile, prints there what it thinks of a damaged file."""
    with _lock:
        try:
            kept = os.dup(2)
        except OSError:  # there is no standard error to keep clean
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
