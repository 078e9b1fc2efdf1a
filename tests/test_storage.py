"""Writes are whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reviewcast import storage
from reviewcast.errors import StorageError


def test_a_written_file_holds_just_the_bytes(tmp_path: Path) -> None:
    """Folders on the way are made, and no temporary file stays."""
    storage.write(tmp_path / "a" / "b.txt", b"words")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"words"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_published_file_is_readable_as_any_other(tmp_path: Path) -> None:
    """The mode is what an ordinary new file gets, not the private one of a temporary file."""
    storage.write(tmp_path / "ours", b"")
    (tmp_path / "plain").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_failed_write_leaves_the_old_bytes_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle harms nothing that was there."""
    storage.write(tmp_path / "feed.xml", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        storage.write(tmp_path / "feed.xml", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["feed.xml"]
    assert (tmp_path / "feed.xml").read_bytes() == b"old"


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    """Writing the same bytes again leaves even the time of the file."""
    path = tmp_path / "x"
    assert storage.write_if_changed(path, b"same")
    os.utime(path, (1, 1))
    assert not storage.write_if_changed(path, b"same")
    assert path.stat().st_mtime == 1
    assert storage.write_if_changed(path, b"diff")


def test_what_a_killed_build_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    """Only our own temporary files go."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".reviewcast-abc.part").touch()
    (tmp_path / "deep" / "mine.part").touch()
    storage.sweep(tmp_path)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["mine.part"]


def test_a_second_holder_of_a_folder_waits_and_says_so(tmp_path: Path) -> None:
    """Two builds of one show never write at once."""
    said = threading.Event()
    order = []

    def second() -> None:
        with storage.exclusive(tmp_path, waiting=said.set):
            order.append("second")

    with storage.exclusive(tmp_path, waiting=lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert said.wait(5)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    """The lock goes with its process, however that ends."""
    code = (
        "import sys, time, pathlib\nfrom reviewcast import storage\n"
        "with storage.exclusive(pathlib.Path(sys.argv[1]), waiting=lambda: None):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    waited = []
    with storage.exclusive(tmp_path, waiting=lambda: waited.append(1)):
        pass
    assert not waited


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    """The sentence says what stands where, and what to do."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError, match=r"out.*a file stands where a folder is needed"):
        storage.write(tmp_path / "out" / "feed.xml", b"")


def test_a_growing_file_is_gone_on_with(tmp_path: Path) -> None:
    """What an earlier run wrote is there to be read, and to be written behind."""
    for word in (b"one ", b"two"):
        with storage.growing(tmp_path / "new" / "x.part") as file:
            file.read()
            file.write(word)
    storage.settle(tmp_path / "new" / "x.part", tmp_path / "new" / "x")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "new").iterdir()] == [("x", b"one two")]


def test_a_growing_file_is_not_grown_through_a_link(tmp_path: Path) -> None:
    """What somebody points at is not ours to write."""
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "x.part").symlink_to(tmp_path / "precious")
    with pytest.raises(StorageError, match="symbolic link"), storage.growing(tmp_path / "x.part"):
        pass
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    """Whoever writes to /dev/null as root would otherwise leave a file there."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="a device or a pipe stands there; name a file"):
        storage.write(tmp_path / "pipe", b"x")
    assert (tmp_path / "pipe").is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_copy_is_whole_and_says_what_it_is(tmp_path: Path) -> None:
    """In place of what was there, by rename."""
    (tmp_path / "a").write_bytes(b"new" * 1_000_000)
    (tmp_path / "b").write_bytes(b"old")
    assert storage.copy(tmp_path / "a", tmp_path / "b") == hashlib.sha256(b"new" * 1_000_000).hexdigest()
    assert (tmp_path / "b").read_bytes() == b"new" * 1_000_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_copy_of_what_cannot_be_read_leaves_what_was_there(tmp_path: Path) -> None:
    """And no temporary file."""
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(StorageError):
        storage.copy(tmp_path / "nowhere", tmp_path / "b")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("b", b"old")]
