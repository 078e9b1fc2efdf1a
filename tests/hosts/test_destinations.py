"""What may be named as a place to publish to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewcast import hosts
from reviewcast.errors import ReviewcastError, UsageError


@pytest.mark.parametrize(
    ("dest", "kind"),
    [
        ("site", "Folder"),
        ("./a:b", "Folder"),
        ("/srv/www", "Folder"),
        ("~/site", "Folder"),
        ("file:///srv/www", "Folder"),
        ("s3://bucket", "S3"),
        ("s3://bucket/a/b", "S3"),
        ("rsync://host/module/path", "Rsync"),
        ("me@host.example:site", "Rsync"),
        ("rclone:remote:", "Rclone"),
        ("rclone:remote:a/b", "Rclone"),
    ],
)
def test_a_destination_is_known_by_its_form(dest: str, kind: str) -> None:
    """Nothing is asked of it yet."""
    host = hosts.open_host(dest)
    assert type(host).__name__ == kind
    assert host.name == dest


@pytest.mark.parametrize(
    "dest",
    [
        "",
        "  ",
        "-e",
        "--delete",
        "-oProxyCommand=touch@host:x",
        "http://example.org/pod",
        "ftp://host/x",
        "gs://bucket",
        "host:path",
        "a\nb",
        "a\0b",
        "s3://",
        "s3:///path",
        "s3://bucket/../other",
        "file://elsewhere/srv",
        "file://[",
        "file:///a%00b",
        "~nobody-of-that-name/site",
        "rclone:remote",
        "rclone:--config=x:y",
        "rclone::x",
    ],
)
def test_what_names_no_place_is_refused_in_one_sentence(dest: str) -> None:
    """An option for the programs that copy, another scheme, or half a name."""
    with pytest.raises(UsageError) as refused:
        hosts.open_host(dest)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=40))
def test_whatever_is_named_is_a_place_or_one_sentence(dest: str) -> None:
    """No text brings it down, and none that begins with a hyphen gets through."""
    try:
        sentence = hosts.open_host(dest).name
    except ReviewcastError as error:
        sentence = str(error)
    else:
        assert not dest.startswith("-")
    assert "\n" not in sentence


def test_a_folder_is_found_from_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``..`` and blanks are nothing special."""
    monkeypatch.chdir(tmp_path)
    assert hosts.folder_of("../the site") == tmp_path.parent / "the site"
    assert hosts.folder_of(f"file://{tmp_path}/a%20b") == tmp_path / "a b"


def test_without_obstore_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(__import__("sys").modules, "obstore.store", None)
    with pytest.raises(ReviewcastError, match=r'pip install "reviewcast\[s3\]"'):
        hosts.open_host("s3://bucket")


@pytest.mark.parametrize("dest", ["me@127.0.0.1:site", "rclone:here:site"])
def test_without_the_program_a_sentence_says_so(dest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """rsync and rclone are used when they are installed."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReviewcastError, match="is not installed"):
        hosts.open_host(dest).read("feed.xml")
