"""Any of the stores that rclone knows (``rclone:REMOTE:path``), with its own configuration."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import storage
from reviewcast.errors import HostError
from reviewcast.hosts import programs
from reviewcast.hosts.host import MOST_FEED, Unguarded, expect, held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reviewcast.hosts.host import File, Held, Standing

_NOT_FOUND = 3
"""rclone(1): directory not found."""
_SIGNS: dict[str, Standing] = {"=": "same", "*": "other", "+": "absent"}
"""What stands before a name in the report of ``rclone check --combined``."""


class Rclone(Unguarded):
    """A remote of rclone's. It writes types and headers where the store keeps them, but knows no condition."""

    doubts: tuple[str, ...] = (
        "rclone cannot replace the feed on condition, so do not publish from two places at once",
        "rclone cannot tell how files are served: their types, and whether a part of them can be asked for",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.remote = name.removeprefix("rclone:").rstrip("/")
        self._compares: tuple[str, ...] | None = None

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        """See :meth:`Host.survey`."""
        lasting = self._check([file for file in files if file.lasting], ("--size-only",))
        return lasting | self._check([file for file in files if not file.lasting], self._by_content())

    def read(self, key: str) -> Held | None:
        """See :meth:`Host.read`. Stores without folders say nothing at all of what is not there."""
        call = ["rclone", "cat", f"--count={MOST_FEED + 1}", "--", self._at(key)]
        _, data, _ = programs.run(call, fine=(0, _NOT_FOUND))
        return held(data, f"{key} at {self.name}") if data else None

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        """See :meth:`Host.send`."""
        for (lasting, headers), group in groupby(sorted(files, key=_manner), key=_manner):
            some = list(group)
            how = ["--immutable"] if lasting else ["--ignore-times"]
            how += [word for header in headers for word in ("--header-upload", ": ".join(header))]
            with _listed([file.key for file in some]) as listing:
                call = ["rclone", "copy", *how, "--files-from-raw", listing, "--", str(some[0].root), self.remote]
                programs.run(call)
            for file in some:
                sent(file)

    def verify(self, files: Sequence[File]) -> None:
        """See :meth:`Host.verify`."""
        for file in files:
            file.check()
        for key, standing in self._check(files, self._by_content()).items():
            if standing != "same":
                raise HostError(f"{key} at {self.name} is not what was sent; run again, or look after the store")

    def swap(self, file: File, version: str | None) -> None:
        """See :meth:`Host.swap`; between the last look and the copy is a moment that nothing guards."""
        expect(self, file.key, version)
        self.send([file], lambda _: None)

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """See :meth:`Host.remove`."""
        if not keys:
            return ()
        with _listed(keys) as listing:
            which = ["--files-from-raw", listing, "--", self.remote]
            _, there, _ = programs.run(["rclone", "lsf", "--recursive", "--files-only", *which], fine=(0, _NOT_FOUND))
            programs.run(["rclone", "delete", *which], fine=(0, _NOT_FOUND))
        found = set(there.decode("utf-8", "replace").splitlines())
        return [key for key in keys if key in found]

    def _check(self, files: Sequence[File], how: Sequence[str]) -> dict[str, Standing]:
        if not files:
            return {}
        with _listed([file.key for file in files]) as listing:
            call = ["rclone", "check", *how, "--combined", "-", "--files-from-raw", listing, "--", str(files[0].root)]
            _, out, complaints = programs.run([*call, self.remote], fine=(0, 1))
        rows = (row for row in out.decode("utf-8", "replace").splitlines() if row[:1] in _SIGNS)
        standings = {row[2:]: _SIGNS[row[0]] for row in rows}
        if missing := [file.key for file in files if file.key not in standings]:
            raise HostError(f"rclone cannot tell whether {missing[0]} is at {self.name}: {programs.reason(complaints)}")
        return standings

    def _by_content(self) -> tuple[str, ...]:
        """How files are compared by what is in them: by the store's digests, or for want of any by reading them."""
        if self._compares is None:
            _, out, _ = programs.run(["rclone", "backend", "features", "--", self.remote])
            try:
                hashes = json.loads(out).get("Hashes")
            except (ValueError, AttributeError):
                hashes = None
            self._compares = () if hashes else ("--download",)
        return self._compares

    def _at(self, key: str) -> str:
        return self.remote + key if self.remote.endswith(":") else f"{self.remote}/{key}"


def _manner(file: File) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """What files that are sent in one go have in common."""
    return (file.lasting, tuple(sorted(file.headers.items())))


@contextmanager
def _listed(keys: Sequence[str]) -> Iterator[str]:
    """The path of a file that lists *keys*, one a line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        storage.write(path, "".join(f"{key}\n" for key in keys).encode(), durable=False)
        yield str(path)
