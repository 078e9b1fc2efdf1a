"""A host that lies in memory, fails when it is told to, and can be looked at by a listener at every moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import unquote

from reviewcast import subscription
from reviewcast.hosts import ChangedError, File, Held, Standing


class Memory:
    """Every file is put in one step, as S3 does it; *before* is called ahead of each operation with its name."""

    doubts: tuple[str, ...] = ()

    def __init__(self, name: str = "memory:", before: Callable[[str], None] = lambda _: None) -> None:
        self.name = name
        self.files: dict[str, bytes] = {}
        self.before = before
        self.puts: list[str] = []

    @contextmanager
    def hold(self, waiting: Callable[[], None]) -> Iterator[None]:
        yield

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        self.before("survey")
        return {file.key: self._standing(file) for file in files}

    def read(self, key: str) -> Held | None:
        self.before(f"read {key}")
        data = self.files.get(key)
        return None if data is None else Held(data, sha256(data).hexdigest())

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        for file in files:
            self.before(f"send {file.key}")
            assert not (file.lasting and file.key in self.files), f"{file.key} was overwritten"
            self._put(file)
            self.before(f"sent {file.key}")
            sent(file)

    def verify(self, files: Sequence[File]) -> None:
        for file in files:
            self.before(f"verify {file.key}")
            assert self.files[file.key] == file.read()

    def swap(self, file: File, version: str | None) -> None:
        self.before("swap")
        held = self.files.get(file.key)
        if (sha256(held).hexdigest() if held is not None else None) != version:
            raise ChangedError(file.key)
        self._put(file)
        self.before("swapped")

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        gone = [key for key in keys if key in self.files]
        for key in gone:
            self.before(f"remove {key}")
            del self.files[key]
        return gone

    def _put(self, file: File) -> None:
        self.files[file.key] = file.read()
        self.puts.append(file.key)

    def _standing(self, file: File) -> Standing:
        held = self.files.get(file.key)
        if held is None:
            return "absent"
        same = len(held) == file.size if file.lasting else held == file.read()
        return "same" if same else "other"


def missing(files: Mapping[str, bytes], address: str) -> list[str]:
    """What a listener who reads the feed among *files*, published at *address*, would look for and not find."""
    if "feed.xml" not in files:
        return []
    feed = subscription.read(files["feed.xml"])
    wanted = {feed.image: None}
    for item in feed.items:
        assert item.enclosure is not None
        wanted[item.enclosure.url] = int(item.enclosure.length)
        wanted |= dict.fromkeys([item.chapters_url, *(url for url, *_ in item.transcripts)])
        wanted[item.link] = None
    keys = {unquote(url.removeprefix(f"{address}/")): size for url, size in wanted.items()}
    return [key for key, size in keys.items() if key not in files or size not in (None, len(files[key]))]
