"""Where a show is published: one file a kind of host, behind one protocol."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reviewcast.errors import UsageError
from reviewcast.hosts.host import ChangedError, File, Held, Host, Standing

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ChangedError", "File", "Held", "Host", "Standing", "folder_of", "open_host"]

_LOGIN = re.compile(r"[A-Za-z0-9_][\w.-]*@[\w.-]+:.*|[A-Za-z0-9_][\w.-]*@\[[0-9a-fA-F:]+\]:.*")
"""``user@host:path``, as ssh takes it."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
"""Two letters at least: one alone is a drive."""
_KINDS = "a folder, s3://BUCKET/PATH, user@host:PATH, rsync://HOST/MODULE/PATH or rclone:REMOTE:PATH"


def open_host(dest: str) -> Host:
    """The host that *dest* names; nothing is asked of it yet.

    Raises UsageError when it names none, or begins with a hyphen and so could be taken for an option by the
    programs that copy; HostError when what it needs is not installed.
    """
    if dest.startswith("-") or not dest.strip() or any(ord(letter) < 32 for letter in dest):
        raise UsageError(f"{dest!r} is no place to publish to; name {_KINDS}")
    if (folder := folder_of(dest)) is not None:
        from reviewcast.hosts.folder import Folder

        return Folder(dest, folder)
    kind = "rsync" if _LOGIN.fullmatch(dest) else dest.partition(":")[0].lower()
    if kind not in _OPENERS:
        raise UsageError(f'"{dest}" is no kind of host that is known; name {_KINDS}; a folder with a colon is ./NAME')
    return _OPENERS[kind](dest)


def folder_of(dest: str) -> Path | None:
    """The folder of this machine that *dest* names, absolute; None where it names something else.

    Raises UsageError for what cannot be a folder's name.
    """
    is_address = dest.lower().startswith("file:")
    if not is_address and (_SCHEME.match(dest) or _LOGIN.fullmatch(dest)):
        return None
    try:
        return (_of_address(dest) if is_address else Path(dest).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # as file://[, ~nobody, or a link that leads to itself
        raise UsageError(f'"{dest}" leads to no folder; name one by its whole path') from error


def _of_address(dest: str) -> Path:
    parts = urlsplit(dest)
    if parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        raise UsageError(f'"{dest}" names no folder of this machine; it has the form file:///PATH')
    return Path(unquote(parts.path))


def _s3(dest: str) -> Host:
    from reviewcast.hosts.s3 import S3

    return S3.open(dest)


def _rsync(dest: str) -> Host:
    from reviewcast.hosts.rsync import Rsync

    return Rsync(dest)


def _rclone(dest: str) -> Host:
    from reviewcast.hosts.rclone import Rclone

    if not re.fullmatch(r"rclone:[\w.+@ -]*[\w.+@]:.*", dest, re.IGNORECASE) or dest[7] in "- ":
        raise UsageError(f'"{dest}" names no remote of rclone; it has the form rclone:REMOTE:PATH')
    return Rclone(dest)


_OPENERS: dict[str, Callable[[str], Host]] = {"s3": _s3, "rsync": _rsync, "rclone": _rclone}
