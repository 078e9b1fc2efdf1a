"""How each file of the site is to be handed out: its media type, how long it keeps, and who may fetch it.

Web servers guess ``application/json`` for chapters and leave text without its encoding, so whoever puts the
files on a host says it with them; the preview serves them by the same table.
"""

from __future__ import annotations

import re

FOR_EVER = "public, max-age=31536000, immutable"
"""RFC 9111, 5.2.2 and RFC 8246: for a name that never gets other bytes."""
SHORTLY = "public, max-age=300"
"""For what changes with every build."""
A_WHILE = "public, max-age=3600"

FEED_TYPE = "application/rss+xml; charset=utf-8"

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "ico": "image/vnd.microsoft.icon",
    "woff2": "font/woff2",
}
"""By a file's suffix. The namespace's own names for transcripts (podcast-namespace, docs/tags/transcript.md)."""

_FEED = re.compile(r"feed\.xml|archive/[^/]+\.xml")
_CHAPTERS = re.compile(r"chapters/[^/]+\.json")
_TRANSCRIPT = re.compile(r"transcripts/[^/]+\.(vtt|srt|json)")
_CONTENT_NAMED = re.compile(r"[^/]+/[^/]+-[0-9a-f]{8}\.[a-z0-9]+")


def headers(path: str) -> dict[str, str]:
    """``Content-Type`` and ``Cache-Control`` of the file at *path*, which lies below OUT and has forward slashes."""
    return {"Content-Type": content_type(path), "Cache-Control": cache_control(path)}


def content_type(path: str) -> str:
    """The media type of the file at *path* below OUT, with its encoding where it is text (RFC 9110, 8.3)."""
    if _FEED.fullmatch(path):
        return FEED_TYPE
    if _CHAPTERS.fullmatch(path):
        return "application/json+chapters"
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return _TYPES.get(suffix, "application/octet-stream")


def cache_control(path: str) -> str:
    """How long the file at *path* below OUT may be kept without asking again (RFC 9111, 5.2)."""
    if is_lasting(path):
        return FOR_EVER
    return SHORTLY if path == "feed.xml" or path.endswith(".html") else A_WHILE


def is_lasting(path: str) -> bool:
    """Whether the name of *path* below OUT has a digest of its content in it, so that it never gets other bytes."""
    return _CONTENT_NAMED.fullmatch(path) is not None


def is_shared(path: str) -> bool:
    """Whether scripts of other sites may read it, as the players there do with transcripts and chapters.

    Such a file is to be sent with ``Access-Control-Allow-Origin: *`` (podcast-namespace, docs/examples/transcripts).
    """
    return bool(_TRANSCRIPT.fullmatch(path) or _CHAPTERS.fullmatch(path))
