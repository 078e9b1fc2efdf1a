"""Podcast clients as people install them, each in a home of its own and with no way to any network but loopback."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import pytest

PEERS = Path(__file__).resolve().parents[2] / ".peers" / "bin"
NOWHERE = "http://127.0.0.1:9"
"""A proxy that does not exist: whoever asks for more than loopback is refused at once."""
LONGEST = 180
"""Seconds after which a client counts as hung."""


def find(program: str, advice: str) -> str:
    """The path of *program*; the test is skipped, with *advice*, where it is not installed."""
    found = shutil.which(program, path=f"{PEERS}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{program} is not here: {advice}, or scripts/test --all, which does it")
    return found


class Client(ABC):
    """A client that subscribes to one feed, in *home*."""

    program: ClassVar[str]
    advice: ClassVar[str]

    def __init__(self, home: Path, feed: str) -> None:
        self.home, self.feed = home, feed
        self.path = find(self.program, self.advice)
        home.mkdir(parents=True)
        self.subscribe()

    @abstractmethod
    def subscribe(self) -> None:
        """Put the feed on the client's list."""

    @abstractmethod
    def fetch(self) -> str:
        """Look for what is new and download all of it; what the client said."""

    @abstractmethod
    def downloads(self) -> list[Path]:
        """The audio files that it has."""

    @property
    def audio(self) -> set[bytes]:
        return {path.read_bytes() for path in self.downloads()}

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_DATA_HOME": str(self.home / "share"),
            "GPODDER_HOME": str(self.home / "gPodder"),
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
            **dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1"),
        }

    def run(self, *words: object) -> str:
        """Run the client; what it said on both streams."""
        run = subprocess.run(
            [self.path, *map(str, words)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
        return run.stdout.decode("utf-8", "replace")

    def rows(self, database: str, query: str) -> list[dict]:
        """What the client's own database holds."""
        with contextlib.closing(sqlite3.connect(self.home / database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]


class GPodder(Client):
    """gPodder by its command line, gpo: the only client here that reads chapters, in Podlove's form."""

    program = "gpo"
    advice = "apt-get install --no-install-recommends gpodder"

    def subscribe(self) -> None:
        """It reads the feed at once."""
        self.run("subscribe", self.feed, "Show")

    def update(self) -> str:
        return self.run("update")

    def download(self) -> str:
        return self.run("download")

    def fetch(self) -> str:
        return self.update() + self.download()

    def downloads(self) -> list[Path]:
        return sorted(self.home.glob("gPodder/Downloads/*/*.mp3"))

    @property
    def episodes(self) -> dict[str, dict]:
        """By title, the newest first; ``state`` is 0 for one that waits to be downloaded, 1 for one that was."""
        return {row["title"]: row for row in self.listed()}

    def listed(self) -> list[dict]:
        """The rows of its list, the newest first, also where two have one title."""
        return self.rows("gPodder/Database", "select * from episode where state < 2 order by published desc")


class Newsboat(Client):
    """newsboat for the feed and podboat, which belongs to it, for the audio."""

    program = "newsboat"
    advice = "apt-get install newsboat"

    def subscribe(self) -> None:
        """By its two files."""
        (self.home / "urls").write_text(f"{self.feed}\n")
        (self.home / "config").mkdir()
        (self.home / "options").write_text(
            f'download-path "{self.home}/audio"\npodcast-auto-enqueue yes\nmax-downloads 4\n'
        )
        (self.home / ".newsboat").mkdir()

    def reload(self) -> str:
        return self.run("-u", "urls", "-c", "news.db", "-C", "options", "-x", "reload", "print-unread")

    def fetch(self) -> str:
        said = self.reload()
        if (self.home / ".newsboat" / "queue").exists():
            self._download()
        return said

    def downloads(self) -> list[Path]:
        return sorted(self.home.glob("audio/*.mp3"))

    @property
    def items(self) -> list[dict]:
        """The newest first."""
        return self.rows("news.db", "select * from rss_item where deleted = 0 order by pubDate desc")

    def _download(self) -> None:
        """podboat wants a terminal: give it one until every file is there whole, then press its key for the end."""
        waiting = len((self.home / ".newsboat" / "queue").read_text().splitlines())
        ours, its = pty.openpty()
        words = [find("podboat", self.advice), "-C", "options", "-q", ".newsboat/queue", "-a"]
        process = subprocess.Popen(words, cwd=self.home, env=self.environment, stdin=its, stdout=its, stderr=its)
        os.close(its)
        end = time.monotonic() + LONGEST
        try:
            while process.poll() is None and time.monotonic() < end:
                with contextlib.suppress(OSError):  # the terminal goes with the program
                    if select.select([ours], [], [], 0.2)[0]:
                        os.read(ours, 1 << 16)
                    if len(self.downloads()) == waiting:  # under another name until it is whole
                        os.write(ours, b"q")
        finally:
            process.kill()
            status = process.wait()
            os.close(ours)
        assert status == 0, "podboat did not come to an end"


class Podget(Client):
    """podget, a shell script around wget."""

    program = "podget"
    advice = "apt-get install podget"

    def subscribe(self) -> None:
        """Its own first settings, and a list with one feed."""
        (self.home / "settings").mkdir()
        self.run("-d", self.home / "settings", "--create-config", "podgetrc")
        (self.home / "settings" / "serverlist").write_text(f"{self.feed} FILM Show\n")

    def fetch(self) -> str:
        folders = ("-d", "settings", "--dir_session", "session", "-l", "library")
        return self.run(*(word if word.startswith("-") else self.home / word for word in folders))

    def downloads(self) -> list[Path]:
        return sorted(self.home.glob("library/FILM/Show/*.mp3"))

    @property
    def playlist(self) -> list[str]:
        (path,) = self.home.glob("library/*.m3u")
        return path.read_text(encoding="utf-8").splitlines()


class PodcastArchiver(Client):
    """podcast-archiver, in Python on feedparser's successor."""

    program = "podcast-archiver"
    advice = "pip install podcast-archiver"

    def subscribe(self) -> None:
        """It keeps no list."""
        (self.home / "archive").mkdir()

    def fetch(self) -> str:
        return self.run("-f", self.feed, "-d", self.home / "archive", "--write-info-json")

    def downloads(self) -> list[Path]:
        return sorted(self.home.glob("archive/*/*.mp3"))

    @property
    def notes(self) -> list[dict]:
        """What it wrote beside each file."""
        return [json.loads(path.read_bytes()) for path in sorted(self.home.glob("archive/*/*.info.json"))]


CLIENTS: tuple[type[Client], ...] = (GPodder, Newsboat, Podget, PodcastArchiver)
