"""The output folder is whole at every moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewcast import output, storage


def test_the_feed_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the feed finds every file it names."""
    written = []
    monkeypatch.setattr(storage, "write_if_changed", lambda path, data: written.append(path.name) or True)
    output.write(tmp_path, {"feed.xml": b"", "index.html": b"", "zz": b"", "audio/a.mp3": b""})
    assert written[-1] == "feed.xml"
    assert len(written) == 4


def test_only_what_changed_is_reported(tmp_path: Path) -> None:
    """The second writing of the same bytes writes nothing."""
    assert output.write(tmp_path, {"a": b"1", "b": b"2"}) == ("a", "b")
    assert output.write(tmp_path, {"a": b"1", "b": b"3"}) == ("b",)


def test_a_missing_or_shorter_file_is_noticed(tmp_path: Path) -> None:
    """A file of any length will do only where its length is not known."""
    output.write(tmp_path, {"a": b"123"})
    assert output.is_whole(tmp_path, {"a": 3})
    assert output.is_whole(tmp_path, {"a": None})
    assert not output.is_whole(tmp_path, {"a": 4})
    assert not output.is_whole(tmp_path, {"a": 3, "b": None})


def test_a_manifest_is_read_back(tmp_path: Path) -> None:
    """It has the length of each file that is there."""
    output.write(tmp_path, {"a": b"123"})
    output.write_manifest(tmp_path, "key", ["a", "not there"])
    assert output.read_manifest(tmp_path) == output.Manifest("key", {"a": 3})


@pytest.mark.parametrize("text", ["", "{", "[]", '{"site": 1}', '{"site": "k", "files": {"a": "x"}}', "\0"])
def test_a_manifest_that_cannot_be_read_counts_as_none(tmp_path: Path, text: str) -> None:
    """Then everything is looked at again."""
    (tmp_path / output.MANIFEST).write_text(text)
    assert output.read_manifest(tmp_path) == output.Manifest()


@pytest.mark.parametrize("path", ["../secret", "a/../../secret", "/etc/passwd", "a//b", ".", "C:/x", "a\\b", ""])
def test_a_manifest_that_leads_out_of_the_folder_counts_as_none(tmp_path: Path, path: str) -> None:
    """What it names is published, and an output folder may come from a stranger's repository."""
    text = json.dumps({"site": "k", "files": {"feed.xml": 1, path: 6}})
    (tmp_path / output.MANIFEST).write_text(text)
    assert output.read_manifest(tmp_path) == output.Manifest()


def test_orphans_are_old_versions_and_nothing_else(tmp_path: Path) -> None:
    """A file without a digest in its name, or that an episode uses, stays."""
    output.write(tmp_path, {"audio/a-1.mp3": b"", "audio/a-2.mp3": b"", "notes/x": b"", "index.html": b""})
    output.write_manifest(tmp_path, "key", ["audio/a-2.mp3", "index.html"])
    assert output.orphans(tmp_path, output.read_manifest(tmp_path)) == (tmp_path / "audio" / "a-1.mp3",)


def test_without_a_manifest_nothing_is_an_orphan(tmp_path: Path) -> None:
    """A folder that no build has finished is not tidied."""
    output.write(tmp_path, {"audio/a-1.mp3": b""})
    assert output.orphans(tmp_path, output.read_manifest(tmp_path)) == ()
