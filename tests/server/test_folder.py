"""What of the output folder can be asked for, and that nothing else can."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.server.folder import Place, find

SECRET = "kept to ourselves"
ODD = ("a\\b.txt", "c:d.txt", "e\nf.txt", "g\x7f.txt", "h*.txt")
"""Names that mean something else on another system, or in a log."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder beside secrets, and with some in it."""
    top = tmp_path_factory.mktemp("top")
    folder = top / "output"
    for path in ("index.html", "feed.xml", "episodes/the-general/index.html", "audio/a-01234567.mp3", "a b/é.txt"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("public")
    secrets = ("../show.toml", ".reviewcast.json", "audio/.reviewcast-x.part", ".git/config", "ledger/show.json")
    for path in (*secrets, "../other/index.html"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(SECRET)
    for name in ODD:
        (folder / name).write_text(SECRET)
    (folder / "out.toml").symlink_to("../show.toml")
    (folder / "above").symlink_to("..")
    (folder / "inner.json").symlink_to(".reviewcast.json")
    (folder / "latest.mp3").symlink_to("audio/a-01234567.mp3")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/feed.xml", "feed.xml"),
        ("/episodes/the-general/", "episodes/the-general/index.html"),
        ("/a b/é.txt", "a b/é.txt"),
        ("/latest.mp3", "latest.mp3"),
    ],
)
def test_files_are_found_and_a_folder_s_page(out: Path, asked: str, path: str) -> None:
    """A path that ends with a slash is that of the folder's index.html; a link inside the folder is followed."""
    assert find(out, asked) == Place(path)


def test_a_folder_without_its_slash_is_known_as_one(out: Path) -> None:
    """So that the client can be sent to where relative links work."""
    assert find(out, "/episodes/the-general") == Place("episodes/the-general", is_folder=True)


HIDDEN = [
    *("/../show.toml", "/..", "/../", "/episodes/../../show.toml", "/./index.html", "//index.html", "/../other/"),
    *("/episodes//the-general/", "/.reviewcast.json", "/audio/.reviewcast-x.part", "/.git/config", "/.git/"),
    *("/ledger/show.json", "/LEDGER/show.json", "/out.toml", "/above/show.toml", "/above/", "/inner.json", "/loop"),
    *("/..\\show.toml", "\\..\\show.toml", "/audio\\a-01234567.mp3", "/feed.xml\0", "/feed.xml\0.html", "/feed.xml\n"),
    *("/%2e%2e/show.toml", "/feed.xml/", "/feed.xml/x", "/feed.xml::$DATA", "/c:/win.ini", "/\ud800", "/\ufffd"),
    *(f"/{name}" for name in ODD),
    *("/pipe", "feed.xml", "", "http://127.0.0.1/feed.xml", "*", "/" + "a" * 5000, "/" + "a/" * 5000),
]


@pytest.mark.parametrize("asked", HIDDEN, ids=lambda asked: ascii(asked)[:40])
def test_nothing_else_is_found(out: Path, asked: str) -> None:
    """Not what is hidden, above, behind a link that leads out, no file, nor not there at all."""
    assert find(out, asked) is None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["..", ".", "", "/", "\\", "%2e", "above", "out.toml", "ledger", ".git", "a b"]), max_size=8
    )
)
def test_no_path_made_of_tricks_leads_to_a_secret(out: Path, parts: list[str]) -> None:
    """However dots, slashes and links are put together, what is found is public and in the folder."""
    place = find(out, "/" + "/".join(parts))
    if place and not place.is_folder:
        assert (out / place.path).read_text() == "public"


def test_a_folder_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    """Before the first build."""
    assert find(tmp_path / "output", "/") is None
