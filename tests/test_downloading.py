"""Downloads: gone on with where they were broken off, right at the end, and never for ever."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewcast import web
from reviewcast.errors import HostError, StorageError
from reviewcast.web import asking, downloading
from scripted_server import Asked, answer, ranged, scripted

DATA = random.Random(1).randbytes(300_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "_PAUSE", 0)


def fetch(url: str, part: Path, **other: object) -> list[tuple[int, int]]:
    heard: list[tuple[int, int]] = []
    known = {"size": len(DATA), "sha256": SHA256} | other
    web.download(url, part, progress=lambda done, total: heard.append((done, total)), **known)  # type: ignore[arg-type]
    return heard


def test_a_file_is_brought_and_its_bytes_are_counted(tmp_path: Path) -> None:
    """What was heard last is all of it."""
    with scripted(lambda asked: ranged(asked, DATA)) as at:
        heard = fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA
    assert heard[-1] == (len(DATA), len(DATA))
    assert heard == sorted(heard)


def test_what_an_earlier_call_left_is_gone_on_from(tmp_path: Path) -> None:
    """Only what is missing is asked for."""
    (tmp_path / "x.part").write_bytes(DATA[:123_456])
    ranges: list[str] = []
    with scripted(lambda asked: ranges.append(asked.headers["range"]) or ranged(asked, DATA)) as at:
        fetch(at, tmp_path / "x.part")
    assert ranges == ["bytes=123456-"]
    assert (tmp_path / "x.part").read_bytes() == DATA


def test_what_is_all_there_is_not_asked_for_again(tmp_path: Path) -> None:
    """A run that was killed between the last byte and the renaming."""
    (tmp_path / "x.part").write_bytes(DATA)
    fetch("http://127.0.0.1:9/", tmp_path / "x.part")


def test_a_server_that_knows_no_ranges_sends_all(tmp_path: Path) -> None:
    """RFC 9110, 14.2: it may; what was there is forgotten."""
    (tmp_path / "x.part").write_bytes(b"y" * 1000)
    with scripted(lambda _: answer(DATA)) as at:
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA


@pytest.mark.parametrize("left", [b"y" * 1000, b"y" * len(DATA), DATA + b"y", DATA[:-1] + b"y"], ids=len)
def test_what_was_left_and_is_wrong_is_fetched_anew(tmp_path: Path, left: bytes) -> None:
    """Whatever wrote it: the digest judges the whole."""
    (tmp_path / "x.part").write_bytes(left)
    with scripted(lambda asked: ranged(asked, DATA)) as at:
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA


def test_a_server_that_sends_another_part_than_was_asked_for_is_asked_for_all(tmp_path: Path) -> None:
    """Its Content-Range tells."""
    (tmp_path / "x.part").write_bytes(DATA[:1000])

    def wrong(asked: Asked) -> bytes:
        if "range" not in asked.headers:
            return answer(DATA)
        return answer(DATA[500:], "206 Partial Content", content_range=f"bytes 500-{len(DATA) - 1}/{len(DATA)}")

    with scripted(wrong) as at:
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA


def test_a_connection_that_breaks_is_taken_up_again(tmp_path: Path) -> None:
    """As often as each brings something."""
    with scripted(lambda asked: ranged(asked, DATA, most=25_000)) as at:
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA


def test_a_connection_that_always_breaks_is_given_up_and_what_came_is_kept(tmp_path: Path) -> None:
    """The same command goes on from there."""
    calls: list[Asked] = []

    def some(asked: Asked) -> bytes:
        calls.append(asked)
        return ranged(asked, DATA, most=1000 if len(calls) == 1 else 0)

    with scripted(some) as at, pytest.raises(HostError, match="stops in the middle of the file; what came is kept"):
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA[:1000]
    assert len(calls) == 5


def test_nothing_is_left_where_nothing_came(tmp_path: Path) -> None:
    """Not even an empty file."""
    with scripted(lambda _: b"") as at, pytest.raises(HostError):
        fetch(at, tmp_path / "x.part")
    assert list(tmp_path.iterdir()) == []


HOPELESS = {
    "is not there any more": answer(b"no", "404 Not Found"),
    "is not the file that was checked": answer(DATA[:-1] + b"y"),
    "has another size": answer(DATA[:-1]),
}
HOPEFUL = {
    "a web page in place of the file": answer(b"<html>log in", content_type="text/html; charset=utf-8"),
    "status 503": answer(b"busy", "503 Service Unavailable"),
    "status 403": answer(b"no", "403 Forbidden"),
    "packed": answer(DATA, content_encoding="gzip"),
    "file:///etc/passwd": answer(b"", "302 Found", location="file:///etc/passwd"),
}


@pytest.mark.parametrize(("sentence", "said"), HOPELESS.items(), ids=HOPELESS)
def test_what_is_not_the_file_is_one_sentence_and_nothing_is_kept(tmp_path: Path, sentence: str, said: bytes) -> None:
    """No part of it can be gone on from."""
    with scripted(lambda _: said) as at, pytest.raises(HostError, match=sentence) as refused:
        fetch(at, tmp_path / "x.part")
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("sentence", "said"), HOPEFUL.items(), ids=HOPEFUL)
def test_what_may_pass_is_one_sentence_and_what_came_before_is_kept(tmp_path: Path, sentence: str, said: bytes) -> None:
    """A login of a hotel, a busy host: later it goes on."""
    (tmp_path / "x.part").write_bytes(DATA[:1000])
    with scripted(lambda _: said) as at, pytest.raises(HostError, match=sentence) as refused:
        fetch(at, tmp_path / "x.part")
    assert "\n" not in str(refused.value)
    assert (tmp_path / "x.part").read_bytes() == DATA[:1000]


def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    """Nobody listens there."""
    with pytest.raises(HostError, match="refuses the connection"):
        fetch("http://127.0.0.1:9/", tmp_path / "x.part")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("slow", ["body", "head", "connections"])
def test_a_server_that_dribbles_is_left(tmp_path: Path, slow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then, in the file, in the headers, or one a connection."""
    monkeypatch.setattr(downloading, "_WINDOW", 0.2)
    monkeypatch.setattr(downloading, "_SLOWEST", 100_000)
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n"

    def dribble(asked: Asked) -> Iterator[bytes]:
        if slow == "connections":
            time.sleep(0.05)
            yield ranged(asked, DATA, most=1)
            return
        yield head + b"\r\n" if slow == "body" else head
        for number in range(400):
            time.sleep(0.02)
            yield b"x" if slow == "body" else b"x" if number % 40 else b"\r\nx: "

    began = time.monotonic()
    with scripted(dribble) as at, pytest.raises(HostError, match=r"next to nothing|takes too long"):
        fetch(at, tmp_path / "x.part")
    assert time.monotonic() - began < 5


def test_a_server_that_begins_again_and_again_is_left(tmp_path: Path) -> None:
    """It sends more each time, but never all, and nothing can be gone on from."""
    calls: list[Asked] = []

    def more(asked: Asked) -> bytes:
        calls.append(asked)
        return answer(DATA[: 290_000 + len(calls)], content_length=str(len(DATA)))

    with scripted(more) as at, pytest.raises(HostError, match=r"next to nothing|takes too long"):
        fetch(at, tmp_path / "x.part")
    assert len(calls) < 12


def test_a_server_that_is_silent_is_asked_again_and_then_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is silent may have lost the connection."""
    monkeypatch.setattr(asking, "_PATIENCE", 0.1)

    def silent(asked: Asked) -> Iterator[bytes]:
        yield ranged(asked, DATA, most=0 if "range" in asked.headers else 2000)
        time.sleep(0.3)

    with scripted(silent) as at, pytest.raises(HostError, match="stops in the middle"):
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == DATA[:2000]


def test_a_disk_that_is_full_is_one_sentence_and_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written of the file goes, so that the disk is as it was."""
    real = downloading.storage.growing

    class Full:
        def __init__(self, file: IO[bytes]) -> None:
            self._file = file

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def write(self, data: bytes) -> int:
            if self._file.tell() > 100_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self._file.write(data)

    def growing(path: Path) -> object:
        from contextlib import contextmanager

        @contextmanager
        def wrapped() -> Iterator[object]:
            with real(path) as file:
                yield Full(file)

        return wrapped()

    monkeypatch.setattr(downloading.storage, "growing", growing)
    with scripted(lambda asked: ranged(asked, DATA)) as at, pytest.raises(StorageError, match="the disk is full"):
        fetch(at, tmp_path / "x.part")
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_the_part_is_not_written_through(tmp_path: Path) -> None:
    """Whoever laid it there does not choose what is overwritten."""
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "x.part").symlink_to(tmp_path / "precious")
    with scripted(lambda asked: ranged(asked, DATA)) as at, pytest.raises(StorageError, match="symbolic link"):
        fetch(at, tmp_path / "x.part")
    assert (tmp_path / "precious").read_text() == "mine"


def test_ctrl_c_keeps_what_came(tmp_path: Path) -> None:
    """It is gone on from."""

    def stop(done: int, total: int) -> None:
        del total
        if done > 100_000:
            raise KeyboardInterrupt

    with scripted(lambda asked: ranged(asked, DATA)) as at, pytest.raises(KeyboardInterrupt):
        web.download(at, tmp_path / "x.part", size=len(DATA), sha256=SHA256, progress=stop)
    came = (tmp_path / "x.part").read_bytes()
    assert len(came) > 100_000
    assert came == DATA[: len(came)]


PIECES = st.lists(st.integers(0, 60), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=PIECES, left=st.binary(max_size=120), knows=st.booleans())
def test_whatever_is_left_and_however_it_breaks_the_file_is_right_or_refused(
    tmp_path: Path, cuts: list[int], left: bytes, knows: bool
) -> None:
    """There is no third way."""
    data = DATA[:100]
    part = tmp_path / "x.part"
    part.write_bytes(left)
    left_over = list(cuts)

    def breaking(asked: Asked) -> bytes:
        most = left_over.pop() if left_over else None
        if not knows:
            asked = Asked(asked.method, asked.path)
        return ranged(asked, data, most=most)

    with scripted(breaking) as at:
        try:
            fetch(at, part, size=100, sha256=hashlib.sha256(data).hexdigest())
        except HostError:
            assert not part.exists() or part.stat().st_size
        else:
            assert part.read_bytes() == data


def test_the_sentences_name_the_host_and_not_the_whole_address(tmp_path: Path) -> None:
    """A signed address of a store is 800 characters long."""
    said: Callable[[Asked], bytes] = lambda _: answer(b"busy", "503 Busy")  # noqa: E731 - short
    with scripted(said) as at, pytest.raises(HostError) as refused:
        fetch(f"{at}/{'x' * 800}", tmp_path / "x.part")
    assert re.match(r"127\.0\.0\.1 answers", str(refused.value))
