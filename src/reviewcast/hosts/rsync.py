"""A host that rsync reaches, over ssh (``user@host:path``) or by its own protocol (``rsync://``)."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast.errors import HostError
from reviewcast.hosts import programs
from reviewcast.hosts.host import MOST_FEED, Unguarded, expect, held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewcast.hosts.host import File, Held, Standing

_CALL = ("rsync", "--secluded-args", "--timeout=60")
"""Paths go to the other side without its shell reading them."""
_VANISHED = 24
"""What rsync ends with when a file it was asked for is not here, which is how it is told to delete."""
_PARTIAL = 23
"""What rsync ends with when a file it was asked for is not there."""
_DELETED = "*deleting "
"""How a line of --itemize-changes begins for what is gone."""
_ROW = re.compile(r"([<>.ch*])([fdLDS])(\S{9}) (.+)")
"""A line of --itemize-changes: what is done, to what, what differs, and its name (rsync(1))."""


class Rsync(Unguarded):
    """A folder of another machine. rsync replaces each file in one step, but knows no condition for it."""

    doubts: tuple[str, ...] = (
        "rsync cannot replace the feed on condition, so do not publish from two places at once",
        "rsync cannot tell how files are served: their types, and whether a part of them can be asked for",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.base = name.rstrip("/") + "/"

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        """See :meth:`Host.survey`: rsync compares checksums over there."""
        lasting = self._differing([file for file in files if file.lasting], "--size-only")
        return lasting | self._differing([file for file in files if not file.lasting], "--checksum")

    def read(self, key: str) -> Held | None:
        """See :meth:`Host.read`."""
        with tempfile.TemporaryDirectory() as folder:
            call = [*_CALL, "--", self.base + key, f"{folder}/"]
            status, _, complaints = programs.run(call, fine=(0, _PARTIAL))
            path = Path(folder) / key.rpartition("/")[2]
            if status == _PARTIAL:
                if "No such file" in complaints:
                    return None
                raise HostError(f"{key} cannot be read at {self.name}; check its permissions there")
            with path.open("rb") as file:
                data = file.read(MOST_FEED + 1)
        return held(data, f"{key} at {self.name}")

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        """See :meth:`Host.send`."""
        self._copy([file for file in files if file.lasting], sent, "--ignore-existing")
        self._copy([file for file in files if not file.lasting], sent, "--ignore-times")

    def verify(self, files: Sequence[File]) -> None:
        """See :meth:`Host.verify`: by checksums, of the lasting files too."""
        for file in files:
            file.check()
        for key, standing in self._differing(files, "--checksum").items():
            if standing != "same":
                raise HostError(f"{key} at {self.name} is not what was sent; run again, or look after its disk")

    def swap(self, file: File, version: str | None) -> None:
        """See :meth:`Host.swap`; between the last look and the copy is a moment that nothing guards."""
        expect(self, file.key, version)
        self._copy([file], lambda _: None, "--ignore-times")

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """See :meth:`Host.remove`: what is asked for and is not here is deleted over there."""
        gone: list[str] = []

        def note(row: str) -> None:
            if row.startswith(_DELETED):
                gone.append(row.removeprefix(_DELETED).strip())

        if keys:
            with tempfile.TemporaryDirectory() as nothing:
                how = ("--delete-missing-args", "--out-format=%i %n", "--from0", "--files-from=-")
                names = b"".join(key.encode() + b"\0" for key in keys)
                call = [*_CALL, *how, "--", f"{nothing}/", self.base]
                programs.run(call, given=names, said=note, fine=(0, _VANISHED))
        return [key for key in keys if key in gone]

    def _copy(self, files: Sequence[File], sent: Callable[[File], None], how: str) -> None:
        known = {file.key: file for file in files}
        self._run(files, (how, "--out-format=%n"), lambda name: sent(known[name]) if name in known else None)

    def _differing(self, files: Sequence[File], how: str) -> dict[str, Standing]:
        standings: dict[str, Standing] = {file.key: "same" for file in files}

        def note(row: str) -> None:
            found = _ROW.fullmatch(row)
            if found and found[1] in "<>" and found[4] in standings:
                standings[found[4]] = "absent" if set(found[3]) == {"+"} else "other"

        self._run(files, ("--dry-run", how, "--out-format=%i %n"), note)
        return standings

    def _run(self, files: Sequence[File], how: Sequence[str], said: Callable[[str], None]) -> None:
        """Let rsync look at *files*, whose names it is given closed by NUL."""
        if files:
            names = b"".join(file.key.encode() + b"\0" for file in files)
            call = [*_CALL, *how, "--from0", "--files-from=-", "--", f"{files[0].root}/", self.base]
            programs.run(call, given=names, said=said)
