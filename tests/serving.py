"""A folder served on loopback, as ``reviewcast serve`` does it or as a host would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewcast import server


@contextmanager
def serving(folder: Path, *, as_is: bool = False, reload: bool = False) -> Iterator[str]:
    """Serve *folder* in a thread of this process, on a free port; gives the address, with a slash at its end.

    In the feed and the pages the show's address becomes this one; with *as_is* every byte and header is as on a
    host, so that what is fetched equals what is on the disk.
    """
    with server.listening(server.application(folder, as_is=as_is, reload=reload), server.bind(0)) as address:
        yield address
