"""Large files whose digest is known: gone on with where it was broken off, and right at the end."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reviewcast import storage
from reviewcast.errors import HostError, StorageError
from reviewcast.web.asking import PIECE, asked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO

_TRIES = 4
"""Connections one after another that bring nothing more."""
_PAUSE = 1.0
"""Seconds between two of them."""
_SLOWEST = 2_000
"""Bytes a second that must come ..."""
_WINDOW = 60.0
"""... over so many seconds."""
_READ = 1 << 20
"""Bytes of what is there that are read at once."""


def download(
    url: str,
    part: Path,
    *,
    size: int,
    sha256: str,
    progress: Callable[[int, int], None],
) -> None:
    """Bring the file at *url*, of which the size in bytes and the SHA-256 are known, to *part*: all of it, and right.

    What an earlier call left there is gone on from (``Range``; RFC 9110, 14.2). It needs no ``If-Range``: the digest
    judges the whole, whatever the parts came from, and when one that was put together is wrong all is fetched once
    more. A connection that breaks is taken up again, as long as that brings something. *progress* hears the bytes that
    are there and those there will be.

    Raises HostError in one sentence, as :func:`get` does, and for a status that is no success, a web page in place of
    the file, another size, another digest, and a server that sends next to nothing; StorageError when the disk refuses.
    *part* then holds what can be gone on from, or is not there.
    """
    try:
        with storage.growing(part) as file:
            _fill(url, _Growth(file, part, size, progress), sha256)
    except BaseException as error:
        hopeless = isinstance(error, _WrongFileError | StorageError) and not part.is_symlink()
        with contextlib.suppress(OSError):
            if hopeless or part.stat().st_size == 0:
                part.unlink()
        raise


class _WrongFileError(HostError):
    """What came is not what was asked for: no part of it is worth keeping."""


class _CutError(Exception):
    """The connection broke in the middle of the file; what came is good."""


class _SlowError(TimeoutError):
    """It comes so slowly, or so often from the start, that nothing is to be hoped for."""


class _Growth:
    """A file that is being downloaded, and the digest of what is there of it."""

    def __init__(self, file: IO[bytes], path: Path, size: int, progress: Callable[[int, int], None]) -> None:
        self._file, self._path = file, path
        self._progress = progress
        self.size = size
        self.have = 0
        self.total = hashlib.sha256()
        while self.have <= size and (piece := file.read(_READ)):
            self.total.update(piece)
            self.have += len(piece)
        self.joined = self.have > 0
        """Whether it is put together from what came through several connections."""
        if self.have > size:
            self.restart()

    def add(self, piece: bytes) -> None:
        """Write *piece* behind what is there; StorageError when the disk refuses."""
        view = memoryview(piece)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise storage.refusal(error, self._path) from error
        self.total.update(piece)
        self.have += len(piece)
        self._progress(self.have, self.size)

    def restart(self) -> None:
        """Forget all that is there."""
        self._file.seek(0)
        self._file.truncate()
        self.have, self.joined, self.total = 0, False, hashlib.sha256()


class _Pace:
    """How fast it comes, over all connections."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._came = 0
        self._window = (time.monotonic() + _WINDOW, 0)

    def watch(self, came: int) -> None:
        """Count *came* bytes; _SlowError when they come too slowly, or are more than all that may be needed."""
        self._came += came
        ends, before = self._window
        if self._came > self._most:
            raise _SlowError
        if time.monotonic() > ends:
            if self._came - before < _WINDOW * _SLOWEST:
                raise _SlowError
            self._window = (time.monotonic() + _WINDOW, self._came)


def _fill(url: str, growth: _Growth, sha256: str) -> None:
    pace = _Pace(4 * growth.size + 1_000_000)
    _bring(url, growth, pace)
    if growth.total.hexdigest() != sha256 and growth.joined:
        growth.restart()
        _bring(url, growth, pace)
    if growth.total.hexdigest() != sha256:
        raise _WrongFileError(f"{url} is not the file that was checked for this reviewcast; nothing of it is kept")


def _bring(url: str, growth: _Growth, pace: _Pace) -> None:
    """Ask again and again until all is there, as long as it comes nearer to that."""
    tries = _TRIES
    while growth.have < growth.size:
        before = growth.have
        try:
            _go_on(url, growth, pace)
        except _CutError as cut:
            tries = _TRIES if growth.have > before else tries - 1
            if not tries:
                raise HostError(f"{_host(url)} stops in the middle of the file{_kept(growth)}") from cut
            growth.joined = growth.have > 0
            time.sleep(_PAUSE)


def _go_on(url: str, growth: _Growth, pace: _Pace) -> None:
    """Ask for what is not there yet, and add what comes of it."""
    from http.client import HTTPException

    ranges = {"Range": f"bytes={growth.have}-"} if growth.have else None
    with asked(url, "GET", pace.watch, headers=ranges) as (response, address):
        _check_answer(response, address, growth)
        while growth.have < growth.size:
            try:
                piece = response.read1(PIECE)
            except _SlowError as error:
                raise HostError(f"{_host(address)} sends next to nothing{_kept(growth)}") from error
            except (OSError, HTTPException) as error:
                raise _CutError from error
            if not piece:
                raise _CutError
            growth.add(piece[: growth.size - growth.have])


def _check_answer(response: Any, address: str, growth: _Growth) -> None:  # noqa: ANN401
    """Raise HostError unless *response* brings just what is not there yet; all of the file may come instead."""
    host, status = _host(address), response.status
    if status in {404, 410}:
        raise _WrongFileError(
            f"{address} is not there any more (status {status}); a newer reviewcast may know where it is"
        )
    if status == 416:
        growth.restart()
        raise _CutError
    if not 200 <= status < 300:
        raise HostError(f"{host} answers with status {status} in place of the file; try again later")
    if response.headers.get_content_type() in {"text/html", "application/xhtml+xml"}:
        raise HostError(
            f"{host} sends a web page in place of the file; if this network wants a login, log in with a browser first"
        )
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise HostError(f"{host} sends the file packed, which was not asked for; try again later")
    if growth.have and status != 206:
        growth.restart()
    if status == 206 and _starts_at(response) != growth.have:
        growth.restart()
        raise _CutError
    if response.length is not None and growth.have + response.length != growth.size:
        raise _WrongFileError(
            f"{address} has another size than the file that was checked for this reviewcast: "
            f"{growth.have + response.length:,} bytes, not {growth.size:,}"
        )


def _starts_at(response: Any) -> int | None:  # noqa: ANN401
    match = re.fullmatch(r"bytes (\d{1,15})-\d{1,15}/(?:\d{1,15}|\*)", response.headers.get("content-range", ""))
    return int(match[1]) if match else None


def _kept(growth: _Growth) -> str:
    return "; what came is kept, and the same command goes on from there" if growth.have else "; try again later"


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
