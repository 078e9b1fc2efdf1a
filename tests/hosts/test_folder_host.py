"""A folder as the place that a show is published to."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from host_contract import Contract
from made_files import FEED, LASTING, make, write

from reviewcast import hosts
from reviewcast.errors import StorageError
from reviewcast.hosts import Host


class TestFolder(Contract):
    """The contract."""

    @pytest.fixture
    def host(self, tmp_path: Path) -> Host:
        return hosts.open_host(str(tmp_path / "the site"))


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays, whole, and no part of the new one."""
    host = hosts.open_host(str(tmp_path / "site"))
    host.swap(write(tmp_path / "here", FEED, b"<rss>1</rss>"), None)
    held = host.read(FEED)
    assert held is not None

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        host.swap(write(tmp_path / "here", FEED, b"<rss>2</rss>"), held.version)
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "site").iterdir()] == [(FEED, b"<rss>1</rss>")]


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    """Where files are sent, and nowhere else."""
    leftovers = [tmp_path / "site" / folder / ".reviewcast-0.part" for folder in ("audio", "somebody-else")]
    for leftover in leftovers:
        leftover.parent.mkdir(parents=True)
        leftover.write_bytes(b"half")
    hosts.open_host(str(tmp_path / "site")).send(make(tmp_path / "here"), lambda _: None)
    assert [leftover.exists() for leftover in leftovers] == [False, True]


def test_one_publisher_at_a_time(tmp_path: Path) -> None:
    """The second waits until the first has ended."""
    host, order = hosts.open_host(str(tmp_path)), []

    def second() -> None:
        with hosts.open_host(str(tmp_path)).hold(waits.set):
            order.append("second")

    waits = threading.Event()
    thread = threading.Thread(target=second)
    with host.hold(lambda: None):
        thread.start()
        assert waits.wait(5)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_file_in_the_place_of_a_folder_is_one_sentence(tmp_path: Path) -> None:
    """It says what stands in the way."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "audio").write_text("not a folder")
    host = hosts.open_host(str(tmp_path / "site"))
    with pytest.raises(StorageError, match="a file stands where a folder is needed"):
        host.send([write(tmp_path / "here", LASTING, b"sound")], lambda _: None)
