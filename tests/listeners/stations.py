"""Shows on the air for the tests with real listeners: built by the command line, served as ``serve`` does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from conftest import Command
from generated_shows import generate, review
from reviewcast import ledger, server
from reviewcast.model import Episode

REPOSITORY = Path(__file__).resolve().parents[2]


# --- serving ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """What a client asked and what it was told."""

    method: str
    path: str
    status: int
    conditional: bool
    """Whether it asked only for what is new: If-None-Match or If-Modified-Since."""
    agent: str


@dataclass
class Station:
    """An output folder on the air."""

    out: Path
    address: str
    """With a slash at its end."""
    requests: list[Request] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return f"{self.address}feed.xml"

    @property
    def audio(self) -> set[bytes]:
        """The bytes of every episode that is served."""
        return {path.read_bytes() for path in self.out.glob("audio/*.mp3")}

    def asked(self, path: str, since: int = 0) -> list[Request]:
        """The requests for *path*, from the number *since* on."""
        return [request for request in self.requests[since:] if request.path == path]


@contextmanager
def on_air(out: Path) -> Iterator[Station]:
    """Serve *out* by the application of ``reviewcast serve``, and note every request."""
    seen: list[Request] = []
    with server.listening(_noting(server.application(out), seen), server.bind(0)) as address:
        yield Station(out, address, seen)


def _noting(application, seen: list[Request]):
    async def noted(scope, receive, send) -> None:
        async def told(message) -> None:
            if message["type"] == "http.response.start":
                headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
                conditional = b"if-none-match" in headers or b"if-modified-since" in headers
                agent = headers.get(b"user-agent", "")
                seen.append(Request(scope["method"], scope["path"], message["status"], conditional, agent))
            await send(message)

        await application(scope, receive, told)

    return noted


# --- shows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Studio:
    """A show in a folder, and the command line that works on it."""

    root: Path

    @property
    def out(self) -> Path:
        return self.root / "output"

    def __call__(self, *words: object) -> None:
        """Run a command on the show; it must succeed."""
        process = Command(self.root.parent).start(*words, "--show", self.root)
        out, err = process.communicate(timeout=600)  # fifty episodes; a machine may be busy with more than this
        assert process.returncode == 0, out + err

    @property
    def episodes(self) -> list[Episode]:
        """What the ledger holds, the newest first."""
        known = ledger.read(self.root / "ledger").episodes.values()
        return sorted(known, key=lambda episode: episode.published, reverse=True)


def sample(folder: Path) -> Studio:
    """The sample show of the repository, in the house voice."""
    studio = Studio(folder / "sample")
    studio.root.mkdir(parents=True)
    shutil.copy(REPOSITORY / "show.toml", studio.root)
    shutil.copy(REPOSITORY / "pronunciations.toml", studio.root)
    shutil.copytree(REPOSITORY / "reviews", studio.root / "reviews")
    studio("build")
    return studio


def generated(folder: Path, count: int) -> Studio:
    """A show of *count* generated reviews in the voice of tones; the newest has the highest number."""
    studio = Studio(folder / "generated")
    generate(studio.root, count)
    studio("build")
    return studio


def write(studio: Studio, number: int, more: str = "") -> None:
    """Write the review of that number anew, with *more* as its last paragraph."""
    path = studio.root / "reviews" / f"evening-{number:03}.md"
    path.write_text(f"{review(number)}\n{more}\n", encoding="utf-8")
