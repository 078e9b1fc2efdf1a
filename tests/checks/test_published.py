"""The doctor at a published feed: over HTTP, at a server that lacks one thing at a time."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from broken_shows import BASE, NOW, OLDEST, Broken, copy_of, sound_show

from reviewcast import checks, ledger, show
from reviewcast.cache import Cache

TYPES = {".xml": "application/rss+xml", ".mp3": "audio/mpeg", ".vtt": "text/vtt", ".srt": "application/x-subrip"}
TYPES |= {".json": "application/json", ".html": "text/html", ".jpg": "image/jpeg"}


class Host(http.server.BaseHTTPRequestHandler):
    """A host that serves a folder, and does not do what ``lacks`` names."""

    folder: Path
    lacks = ""

    def do_GET(self) -> None:
        self.answer(body=True)

    def do_HEAD(self) -> None:
        if self.lacks == "head":
            self.send_error(405)
        else:
            self.answer(body=False)

    def answer(self, *, body: bool) -> None:
        path = self.folder / self.path.lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        here = f"http://127.0.0.1:{self.server.server_address[1]}/".encode()
        data = path.read_bytes()
        data = data.replace(BASE.encode(), here) if path.suffix == ".xml" else data
        part = "Range" in self.headers and self.lacks != "range"
        data = data[:1] if part else data
        self.send_response(206 if part else 200)
        self.send_header("Content-Type", "text/plain" if self.lacks == f"type of {path.suffix}" else TYPES[path.suffix])
        self.send_header("Content-Length", str(len(data)))
        if self.lacks != "cors":
            self.send_header("Access-Control-Allow-Origin", "*")
        if self.lacks != "conditional":
            self.send_header("ETag", '"1"')
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


class Server(http.server.ThreadingHTTPServer):
    """One that lets eight callers in at once."""

    request_queue_size = 64


@contextmanager
def hosted(folder: Path, lacks: str = "") -> Iterator[str]:
    """The address of the feed in *folder*, at a host that lacks that."""
    handler = type("Handler", (Host,), {"folder": folder, "lacks": lacks})
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return copy_of(sound_show(), tmp_path_factory.mktemp("published") / "show")


def codes(url: str, *, deep: bool = False, cache: Cache | None = None) -> set[str]:
    found = checks.check_address(url, show=None, book=None, now=NOW, deep=deep, cache=cache)
    return {finding.code for finding in found}


def test_a_good_host_has_no_finding(built: Broken) -> None:
    """Everything is there, seekable, and of the right type; the audio is fetched and measured too."""
    with hosted(built.out) as url:
        assert codes(url) == set()
        assert codes(url, deep=True, cache=Cache(built.cache)) == set()


@pytest.mark.parametrize(
    ("lacks", "code"),
    [
        ("head", "head"),
        ("range", "range"),
        ("cors", "cors"),
        ("conditional", "conditional"),
        ("type of .xml", "served-type"),
        ("type of .mp3", "served-type"),
        ("type of .vtt", "served-type"),
    ],
)
def test_what_a_host_lacks_is_found_and_nothing_else(built: Broken, lacks: str, code: str) -> None:
    """Each of the things that apps need of a server has its code."""
    with hosted(built.out, lacks) as url:
        assert codes(url) == {code}


def test_a_file_that_is_not_at_the_host_is_found(built: Broken, tmp_path: Path) -> None:
    """What a rule finds in a folder it finds at an address too."""
    (missing := built.file(f"transcripts/{OLDEST}-*.vtt")).rename(tmp_path / "kept")
    try:
        with hosted(built.out) as url:
            assert codes(url) == {"transcript-missing"}
    finally:
        (tmp_path / "kept").rename(missing)


def test_a_feed_in_clear_on_the_open_web_is_found() -> None:
    """Loopback is a preview; anything else is not to be had unencrypted."""
    from reviewcast.checks import served
    from reviewcast.checks.places import Web
    from reviewcast.checks.survey import Survey

    feed = Survey("http://example.org/feed.xml", 1, None, (), Web(), None, None, NOW)  # type: ignore[arg-type]
    assert len(list(served.feed_encryption(feed))) == 1


def test_nobody_at_home_is_one_finding(built: Broken) -> None:
    """A refused connection and a missing feed are findings, not errors of the command."""
    with hosted(built.out) as url:
        assert codes(url.replace("feed.xml", "other.xml")) == {"feed-missing"}
    assert codes(url) == {"feed-missing"}


def test_a_page_in_place_of_a_feed_is_said_to_be_one(built: Broken) -> None:
    """People paste the address of the page."""
    with hosted(built.out) as url:
        (found,) = checks.check_address(url.replace("feed.xml", ""), show=None, book=None, now=NOW)
    assert found.code == "feed-unreadable"


@pytest.mark.parametrize(("address", "code"), [("https://elsewhere.example/", set()), ("", {"vanished"})])
def test_a_host_need_not_have_what_another_was_given(built: Broken, address: str, code: set[str]) -> None:
    """One place may be ahead of another; what this one itself was given must be there."""
    with hosted(built.out) as url:
        place = address or url.removesuffix("feed.xml")
        release = ledger.Release(place, "2026-01-20", "0" * 64, {"a-guid-of-old": "audio/old-01234567.mp3"})
        book = replace(built.book, released={"there": release})
        found = checks.check_address(url, show=show.load(built.root), book=book, now=NOW)
    assert {finding.code for finding in found} & {"vanished"} == code


def test_the_ledger_is_asked_about_its_own_feed_only(built: Broken) -> None:
    """Another show's feed is no loss of ours."""
    known = show.load(built.root)
    assert checks.is_of(f"{BASE}feed.xml", known, built.book)
    assert checks.is_of("https://old.example/rss", known, ledger.Ledger(addresses=("https://old.example/rss",)))
    assert not checks.is_of("https://example.com/feed.xml", known, built.book)


def test_an_episode_that_is_not_published_yet_is_no_finding_at_the_host(built: Broken) -> None:
    """Between a build and publishing the ledger is ahead of the feed."""
    with hosted(built.out) as url:
        book = built.book
        book.episodes["delta"] = checks.scheduled(book, NOW - timedelta(days=365))[0]
        found = checks.check_address(url, show=None, book=book, now=NOW)
    assert {finding.code for finding in found} <= {"guid-twice"}
