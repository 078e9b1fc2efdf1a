"""An answer to a request, as it goes out: status, headers, and a file of which all or a part is the body."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from reviewcast.server import conditions, ranges

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping
    from datetime import datetime

_CHUNK = 262_144
"""Bytes that are in memory for a client at a time, however slow it takes them."""

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class Answer:
    """An ASGI application that gives one answer (ASGI 3.0, HTTP connection scope)."""

    def __init__(
        self, status: int, headers: Mapping[str, str], body: bytes | IO[bytes] = b"", *, part: range | None = None
    ) -> None:
        """*body* is sent from where it stands, or the *part* of it, a range of positions; a file is closed then.

        Content-Length is told for *body* of bytes and for a *part*; no body goes with HEAD, nor with 204 or 304.
        """
        self.status = status
        self.headers = _ALWAYS | dict(headers)
        self._file = BytesIO(body) if isinstance(body, bytes) else body
        self._part = range(len(body)) if isinstance(body, bytes) else part
        if self._part is not None and status not in {204, 304}:
            self.headers["Content-Length"] = str(len(self._part))

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Send it. A file that was cut short meanwhile leaves the answer incomplete, which a client notices."""
        del receive
        with self._file as file:
            headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()]
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            part = self._part or range(0)
            left = 0 if scope["method"] == "HEAD" else len(part)
            file.seek(part.start)
            while left:
                chunk = await asyncio.to_thread(file.read, min(_CHUNK, left))
                if not chunk:
                    return
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body"})


def text(status: int, words: str, **headers: str) -> Answer:
    """*words*, plain, for whoever looks at what was refused."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"} | named, words.encode("utf-8", "replace"))


def of_file(
    method: str,
    asked: Mapping[str, str],
    file: IO[bytes],
    size: int,
    *,
    etag: str,
    modified: datetime,
    headers: Mapping[str, str],
) -> Answer:
    """The answer to GET or HEAD of a *file* of *size* bytes: 200, 206, 304, 412 or 416 (RFC 9110, 13.2.2 and 14).

    *etag* is strong, *modified* an aware time in whole seconds; *headers* go with it whatever comes of it.
    """
    status = conditions.status(asked, etag, modified)
    if status != 200:
        file.close()
        return Answer(304, headers) if status == 304 else text(412, "The file is another one by now.\n")
    wanted = asked.get("range") if method == "GET" and conditions.allows_range(asked, etag, modified) else None
    try:
        part = ranges.parse(wanted, size) if wanted else None
    except ranges.UnsatisfiableError:
        file.close()
        return text(416, f"The file has {size} bytes, and none of those.\n", Content_Range=f"bytes */{size}")
    if part is None:
        return Answer(200, headers, file, part=range(size))
    where = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return Answer(206, {**headers, **where}, file, part=part)
