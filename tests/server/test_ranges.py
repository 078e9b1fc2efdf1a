"""The Range header: what of a file is meant, by RFC 9110, 14."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.server.ranges import UnsatisfiableError, parse


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=0-499", range(500)),
        ("bytes=500-", range(500, 1000)),
        ("bytes=999-", range(999, 1000)),
        ("bytes=900-5000", range(900, 1000)),
        ("bytes=-500", range(500, 1000)),
        ("bytes=-5000", range(1000)),
        ("bytes=007-0010", range(7, 11)),
        ("Bytes=0-1", range(2)),
        ("bytes= 0-1 ,", range(2)),
        ("bytes=0-" + "9" * 5000, range(1000)),
        ("bytes=-" + "9" * 5000, range(1000)),
    ],
)
def test_a_range_means_these_bytes(header: str, meant: range) -> None:
    """From, from and to, the last so many: 14.1.2; and the unit's name has no case: 14.1."""
    assert parse(header, 1000) == meant


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=" + "9" * 5000 + "-"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    """Nothing of it is there: 14.1.2, and the answer is 416."""
    with pytest.raises(UnsatisfiableError):
        parse(header, 1000)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=1",
            "bytes=+1-2",
            "bytes=1--2",
            "bytes=1-2-3",
        ),
        *("bytes=0-1, 3-4", "items=0-1", "bytes=٠-١", "bytes=0 - 1", "bytes 0-1", "bytes=0x0-0x1"),
    ],
)
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    """Then the whole file is sent, as 14.2 says of what is not well formed, and allows for several ranges."""
    assert parse(header, 1000) is None


def test_an_empty_file_has_no_range() -> None:
    """Its last 500 bytes are all of it, which no Content-Range can say."""
    assert parse("bytes=-500", 0) is None
    with pytest.raises(UnsatisfiableError):
        parse("bytes=0-", 0)


def model(first: int | None, last: int | None, size: int) -> list[int] | str | None:
    """What 14.1.2 says, byte by byte; None is the whole file."""
    if first is None:
        wanted = [at for at in range(size) if at >= size - (last or 0)]
        return "unsatisfiable" if last == 0 else wanted or None
    if last is not None and last < first:
        return None
    return [at for at in range(size) if at >= first and (last is None or at <= last)] or "unsatisfiable"


@settings(deadline=None)
@given(st.none() | st.integers(0, 60), st.none() | st.integers(0, 60), st.integers(0, 50))
def test_every_range_is_what_the_standard_says_byte_by_byte(first: int | None, last: int | None, size: int) -> None:
    """The positions are those that the model finds one by one."""
    if first is None and last is None:
        return
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        found = parse(header, size)
    except UnsatisfiableError:
        assert model(first, last, size) == "unsatisfiable"
    else:
        assert (None if found is None else list(found)) == model(first, last, size)


@settings(deadline=None)
@given(st.text("bytes=-0123456789, \t;", max_size=40), st.integers(0, 1000))
def test_no_header_asks_for_what_is_not_there(header: str, size: int) -> None:
    """Whatever is written, a range is inside the file and not empty, or there is none."""
    try:
        found = parse(header, size)
    except UnsatisfiableError:
        return
    assert found is None or 0 <= found.start < found.stop <= size
