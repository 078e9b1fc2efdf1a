"""The application: every request the preview answers, and how. It reads the output folder and changes nothing.

Starlette is imported where an application is made. Its own file responses are not used: they answer 400 where
a range is to be ignored, know no If-Match, and tell the length of one file and send another when a build puts
a new one in its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import html
import os
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from reviewcast import delivery
from reviewcast.output import FEED, MANIFEST
from reviewcast.server import answers, folder, preview
from reviewcast.server.answers import Answer
from reviewcast.server.guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from reviewcast.server.folder import Place

_LOOK = 0.25
"""Seconds between two looks at whether the folder was built anew."""

_UNFINISHED = "none"
"""The version of a folder that no build has finished, or that one is writing to."""

_MISSING = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not here</title>
</head>
<body>
<h1>Not here</h1>
<p>There is no <code>{path}</code> in the output folder.</p>
<p>{advice}</p>
</body>
</html>
"""
_NOT_BUILT = "The show was not built yet. Run <code>reviewcast build</code>, then load this page again."
_BUILT = 'See the <a href="/">page of the show</a>.'


def application(out: Path, *, reload: bool = False, as_is: bool = False) -> Starlette:
    """The folder *out* as a web site on this machine.

    In the feed and in pages the show's address, which is known from the feed, becomes the one that was asked;
    with *reload*, pages reload by themselves when a build was finished. With *as_is* every byte and every header
    is what a host would give. Answers only requests whose Host is this machine's loopback, at the port asked.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    site = _Site(out, reload=reload and not as_is, as_is=as_is)
    routes = [Route("/{path:path}", site.file, methods=["GET", "HEAD"])]
    if site.reload:
        routes[:0] = [Route(preview.SCRIPT, site.script), Route(preview.EVENTS, site.events)]
    return Starlette(routes=routes, middleware=[Middleware(Guard)])


class _Site:
    """One folder, and how it is served."""

    def __init__(self, out: Path, *, reload: bool, as_is: bool) -> None:
        self.out, self.reload, self.as_is = out, reload, as_is

    async def file(self, request: Request) -> Answer:
        """A file of the folder, the way to one, or that there is none."""
        return await asyncio.to_thread(self._answer, request)

    async def script(self, request: Request) -> Answer:
        """What pages reload by."""
        del request
        return Answer(200, {"Content-Type": delivery.content_type("reload.js")} | _NOT_KEPT, preview.script())

    async def events(self, request: Request) -> Response:
        """The folder's version, at once and after every build (WHATWG HTML, 9.2, server-sent events)."""
        from starlette.responses import StreamingResponse

        del request
        return StreamingResponse(self._versions(), media_type="text/event-stream", headers=_NOT_KEPT)

    async def _versions(self) -> AsyncIterator[str]:
        told = None
        while True:
            version = self._version()
            if version != told and (told is None or version != _UNFINISHED):
                told = version
                yield f"event: version\ndata: {version}\n\n"
            await asyncio.sleep(_LOOK)

    def _version(self) -> str:
        """What is another after every build that changed something: it takes the manifest away while it writes."""
        try:
            return _state((self.out / MANIFEST).stat())
        except OSError:
            return _UNFINISHED

    def _answer(self, request: Request) -> Answer:
        path = request.scope["path"]
        place = folder.find(self.out, path)
        if place is None:
            return self._missing(path)
        if place.is_folder:
            query = f"?{request.url.query}" if request.url.query else ""
            return Answer(307, {"Location": f"/{quote(place.path)}/{query}"} | _NOT_KEPT)
        file = folder.open_file(self.out, place)
        return self._of_file(request, place, file) if file else self._missing(path)

    def _of_file(self, request: Request, place: Place, file: IO[bytes]) -> Answer:
        known = os.fstat(file.fileno())
        size, etag = known.st_size, f'"{_state(known)}"'
        if self._is_changed(place.path):
            with file:
                data = self._changed(place.path, file.read(), f"http://{request.headers['host']}/")
            file, size, etag = BytesIO(data), len(data), f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        modified = self._modified(place.path, known)
        headers = self._headers(place.path) | {"ETag": etag, "Last-Modified": format_datetime(modified, usegmt=True)}
        return answers.of_file(
            request.method, request.headers, file, size, etag=etag, modified=modified, headers=headers
        )

    def _changed(self, path: str, data: bytes, address: str) -> bytes:
        try:
            with open(self.out / FEED, "rb") as feed:
                old = preview.address_of(feed.read(preview.HEAD))
        except OSError:
            old = ""
        reload = self.reload and path.endswith(".html")
        return _changed(self.out, data, old, address, self._version(), reload=reload)

    def _modified(self, path: str, known: os.stat_result) -> datetime:
        """When it became what it is; a page that bears the folder's version is another after every build."""
        moments = [int(known.st_mtime)]
        if self._is_changed(path):
            with contextlib.suppress(OSError):
                moments.append(int((self.out / MANIFEST).stat().st_mtime))
        return datetime.fromtimestamp(max(moments), UTC)

    def _is_changed(self, path: str) -> bool:
        """Whether the file at *path* is a feed or a page, in which addresses are those of this server."""
        return not self.as_is and (path.endswith(".html") or delivery.content_type(path) == delivery.FEED_TYPE)

    def _headers(self, path: str) -> dict[str, str]:
        headers = delivery.headers(path) | {"Accept-Ranges": "bytes"}
        if not self.as_is and not delivery.is_lasting(path):
            headers |= _NOT_KEPT  # the next look is to show what was built meanwhile
        if delivery.is_shared(path):
            headers["Access-Control-Allow-Origin"] = "*"
        return headers

    def _missing(self, path: str) -> Answer:
        advice = _BUILT if (self.out / FEED).exists() else _NOT_BUILT
        page = _MISSING.format(path=html.escape(path), advice=advice)
        if self.reload:
            page = preview.reloading(page, self._version())
        headers = {"Content-Type": delivery.content_type("index.html")} | _NOT_KEPT
        return Answer(404, headers, page.encode("utf-8", "replace"))


_NOT_KEPT = {"Cache-Control": "no-cache"}


@lru_cache(maxsize=8)
def _changed(out: Path, data: bytes, old: str, new: str, version: str, *, reload: bool) -> bytes:
    """The feed or page *data*, as it goes out from the address *new* while the folder is of that *version*."""

    @cache
    def is_here(path: str) -> bool:
        return folder.find(out, f"/{path}") is not None

    text = preview.readdress(data.decode("utf-8", "surrogateescape"), old, new, is_here)
    if reload:
        text = preview.reloading(text, version)
    return text.encode("utf-8", "surrogateescape")


def _state(known: os.stat_result) -> str:
    """What is another for every file that was put in the place of this one, as all writes of ours do."""
    return f"{known.st_mtime_ns:x}-{known.st_ino:x}-{known.st_size:x}"
