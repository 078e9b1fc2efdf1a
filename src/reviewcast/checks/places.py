"""Where the files of a feed are looked at: in the folder that a build left, or where everyone gets them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from reviewcast import web
from reviewcast.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from reviewcast.web import Answer

MOST_AUDIO = 400_000_000
"""Bytes of an audio file that are read: five hours at the bit rate that we write need half of it."""
_ADDRESS = re.compile(r"https?://[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")
_REFUSES_HEAD = {400, 403, 405, 501}
MOST_FEED = 64_000_001
"""Bytes of a feed that are read: one more than its reader takes, so that it says so."""
MOST_TEXT = 8_000_000
"""Bytes of a picture, a transcript or a list of chapters that are read."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen of a file without reading it."""

    size: int | None = None
    """Bytes; None where it is not there, or where nobody tells."""
    head: bool = True
    """Whether it could be seen as apps look at it, by HEAD."""
    trouble: str = ""
    """Why there is no file, as the end of a sentence: ``is not there``; empty where there is one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What a server said of it, names in lower case."""


def is_fetchable(address: str) -> bool:
    """Whether every app can fetch *address*: http or https, in the characters of RFC 3986 (2) alone."""
    return bool(_ADDRESS.fullmatch(address))


class Place(Protocol):
    """One folder or one web address with what lies below it."""

    is_local: bool
    """Whether it is a folder, where everything that was built should be."""

    def owns(self, address: str) -> bool:
        """Whether the file at *address* is to be looked at here."""

    def settled(self, address: str) -> str:
        """Where *address* is in the end, after all redirects."""

    def name(self, address: str) -> str:
        """How a person finds the file: its path below the folder, or *address* itself."""

    def look(self, address: str) -> Look:
        """What is to be seen of it."""

    def read(self, address: str, most: int = MOST_TEXT) -> bytes | None:
        """Its first *most* bytes; None where it is not there."""


class Folder:
    """The output folder of a show: addresses that begin with *base*, which ends in a slash, but those *elsewhere*."""

    is_local = True

    def __init__(self, out: Path, base: str, elsewhere: frozenset[str] = frozenset()) -> None:
        self._out, self._base, self._elsewhere = out, base, elsewhere
        self._looks: dict[str, Look] = {}

    def owns(self, address: str) -> bool:
        """Addresses elsewhere belong to others, and what was imported is where it was."""
        return address.startswith(self._base) and address not in self._elsewhere and is_fetchable(address)

    def settled(self, address: str) -> str:
        """A folder sends nobody elsewhere."""
        return address

    def name(self, address: str) -> str:
        """The path below the folder."""
        if not self.owns(address):
            return address
        path = unquote(address[len(self._base) :].partition("#")[0].partition("?")[0])
        return f"{path}index.html" if path == "" or path.endswith("/") else path

    def look(self, address: str) -> Look:
        """Its length, or that it is not there."""
        if address not in self._looks:
            try:
                path = self._path(address)
                self._looks[address] = Look(path.stat().st_size) if path.is_file() else Look(trouble="is not there")
            except (OSError, ValueError):
                self._looks[address] = Look(trouble="cannot be read")
        return self._looks[address]

    def read(self, address: str, most: int = MOST_TEXT) -> bytes | None:
        """Its bytes."""
        try:
            path = self._path(address)
            if not path.is_file():  # a pipe would be waited for
                return None
            with path.open("rb") as file:
                return file.read(most)
        except (OSError, ValueError):
            return None

    def _path(self, address: str) -> Path:
        """ValueError for an address that leads out of the folder."""
        name = self.name(address)
        if ".." in name.split("/") or name.startswith("/"):
            raise ValueError("the address leads out of the folder")
        return self._out / name


class Web:
    """A published show; every address is asked for once."""

    is_local = False

    def __init__(self) -> None:
        self._asked: dict[str, Answer | str] = {}
        self._answers: dict[str, Answer | None] = {}

    def owns(self, address: str) -> bool:
        """Whatever the feed names must be to be had."""
        return is_fetchable(address)

    def settled(self, address: str) -> str:
        """The address that answered."""
        answer = self._answers.get(address)
        return answer.url if answer else address

    def name(self, address: str) -> str:
        """The address."""
        return address

    def look(self, address: str) -> Look:
        """What a HEAD request says."""
        answer = self._head(address)
        if isinstance(answer, str):
            return Look(trouble=answer)
        if answer.status in _REFUSES_HEAD and (got := self._got(address, MOST_AUDIO)):
            return Look(len(got.body), head=False, headers=got.headers)
        if answer.status != 200:
            return Look(trouble=f"answers {answer.status}", headers=answer.headers)
        return Look(answer.length, headers=answer.headers)

    def read(self, address: str, most: int = MOST_TEXT) -> bytes | None:
        """What a GET request gives."""
        answer = self._got(address, most)
        return answer.body if answer else None

    def ask(self, addresses: Iterable[str], jobs: int = 8) -> None:
        """Ask for many addresses at once, so that looking at them later waits for nothing."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(jobs, "check") as pool:
            list(pool.map(self._head, dict.fromkeys(addresses)))

    def _head(self, address: str) -> Answer | str:
        if address not in self._asked:
            try:
                self._asked[address] = web.head(address)
            except HostError as error:
                self._asked[address] = f"is out of reach: {error.message}"
        return self._asked[address]

    def _got(self, address: str, most: int) -> Answer | None:
        if address in self._answers:
            return self._answers[address]
        try:
            answer = web.get(address, most=most)
        except HostError:
            got = None
        else:
            got = answer if answer.ok else None
        if most <= MOST_FEED:  # audio is heard once, and too large to be kept
            self._answers[address] = got
        return got
