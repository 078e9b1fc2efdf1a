"""What was sent, as it looks from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewcast import delivery
from reviewcast.hosts import File
from reviewcast.publishing import outlook
from scripted_server import Asked, answer, scripted

AUDIO = "audio/film-0123abcd.mp3"
TRANSCRIPT = "transcripts/film-0123abcd.vtt"
PAGE = "episodes/film/index.html"
DATA = b"x" * 100


def files(root: Path) -> list[File]:
    return [
        File(key, root, len(DATA), delivery.is_lasting(key), delivery.headers(key)) for key in (TRANSCRIPT, AUDIO, PAGE)
    ]


class Server:
    """A good one, but for what a test makes worse."""

    def __init__(self, worse: str = "", **headers: str) -> None:
        self.worse, self.headers, self.asked = worse, headers, []

    def __call__(self, asked: Asked) -> bytes:
        self.asked.append((asked.method, asked.path))
        known = {"Content_Type": delivery.content_type(asked.path.removeprefix("/pod/"))}
        if not asked.path.endswith(self.worse):
            return self._good(asked, known)
        if self.headers.get("status"):
            return answer(b"", self.headers["status"])
        if self.headers.get("ranges") == "none":
            return answer(DATA if asked.method == "GET" else b"", content_length="100", **known)
        return self._good(asked, known | self.headers)

    def _good(self, asked: Asked, headers: dict[str, str]) -> bytes:
        if "range" in asked.headers:
            return answer(DATA[:1], "206 Partial Content", **headers | {"content_length": "1"})
        return answer(b"", **{"content_length": "100"} | headers)


def look(server: Server, root: Path) -> list[tuple[str, str, str]]:
    with scripted(server) as at:
        found = list(outlook.look(f"{at}/pod/", files(root)))
    return [(finding.code, finding.level, finding.message) for finding in found]


def test_nothing_is_said_of_a_good_server(tmp_path: Path) -> None:
    """The new sound is asked for whole and in part, other lasting files once, the show's page by the show's address."""
    server = Server()
    assert look(server, tmp_path) == []
    assert ("GET", f"/pod/{AUDIO}") in server.asked
    assert ("HEAD", f"/pod/{TRANSCRIPT}") in server.asked
    assert ("HEAD", "/pod/") in server.asked
    assert [path for _, path in server.asked if path.endswith("html")] == []


@pytest.mark.parametrize(
    ("worse", "level", "words"),
    [
        (Server(TRANSCRIPT, status="404 Not Found"), "error", "answers 404"),
        (Server(TRANSCRIPT, Content_Type="text/plain"), "warning", "text/plain"),
        (Server(AUDIO, Content_Type="application/octet-stream"), "error", "application/octet-stream"),
        (Server(AUDIO, content_length="99"), "error", "99"),
        (Server(AUDIO, ranges="none"), "error", "a part of it"),
        (Server("/pod/", status="404 Not Found"), "warning", "the show's page is not served"),
    ],
    ids=["missing", "another type", "another type of sound", "another length", "no ranges", "no page for the show"],
)
def test_what_apps_could_not_use_is_found(tmp_path: Path, worse: Server, level: str, words: str) -> None:
    """Of sound everything is an error; a type of another file is a warning, since not every host can give it."""
    ((code, found, message),) = look(worse, tmp_path)
    assert (code, found) == ("served-wrong", level)
    assert words in message


@pytest.mark.parametrize("server", [Server(status="404 Not Found"), Server(status="503 Busy")])
def test_an_address_that_serves_nothing_of_it_is_one_warning(tmp_path: Path, server: Server) -> None:
    """It may be filled from there later; it is asked once."""
    ((code, level, _),) = look(server, tmp_path)
    assert (code, level) == ("address-silent", "warning")
    assert len(server.asked) == 1


def test_an_address_that_is_not_there_is_one_warning(tmp_path: Path) -> None:
    """Its name may not be set up yet."""
    (found,) = outlook.look("http://127.0.0.1:9/pod/", files(tmp_path))
    assert (found.code, found.level) == ("address-silent", "warning")


def test_without_new_names_nobody_is_asked(tmp_path: Path) -> None:
    """A page that changed tells nothing about the host."""
    pages = [file for file in files(tmp_path) if not file.lasting]
    assert list(outlook.look("http://127.0.0.1:9/pod/", pages)) == []


@pytest.mark.parametrize(
    ("said", "is_shown"),
    [(answer(b"<rss/>"), True), (answer(b"<rss>old</rss>"), False), (answer(b"", "500 Oops"), False), (b"", False)],
)
def test_whether_the_new_feed_is_out_is_seen(said: bytes, is_shown: bool) -> None:
    """A cache may keep the old one for a while: a warning."""
    with scripted(lambda _: said) as at:
        found = outlook.shows(f"{at}/feed.xml", b"<rss/>")
    assert (found is None) is is_shown
    assert found is None or found.level == "warning"
