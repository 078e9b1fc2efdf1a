"""The store gives back what was put in, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewcast.cache import Cache, digest

KEY = digest("a key")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entry(cache: Cache) -> Path:
    (path,) = (path for path in cache.root.rglob("*") if path.is_file())
    return path


def test_what_was_put_in_comes_out(cache: Cache) -> None:
    """A payload of any bytes, the empty one too."""
    for payload in (b"", b"\0\xff" * 1000):
        cache.put("take", KEY, payload)
        assert cache.get("take", KEY) == payload


def test_kinds_do_not_mix(cache: Cache) -> None:
    """The same key may stand for a take and for frames."""
    cache.put("take", KEY, b"a take")
    assert cache.get("frames", KEY) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"\0" * len(data),
        lambda data: data + b"more",
        lambda data: data[:40],
    ],
    ids=["cut", "emptied", "one bit", "zeroed", "longer", "header only"],
)
def test_a_damaged_entry_is_a_miss_and_is_named(cache: Cache, damage) -> None:
    """Every read checks every byte."""
    cache.put("take", KEY, b"the sound of a sentence")
    path = entry(cache)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("take", KEY) is None
    assert cache.state("take", KEY) == "damaged"
    assert cache.damaged() == (path,)


def test_a_damaged_entry_is_replaced_by_putting_it_again(cache: Cache) -> None:
    """Nothing stays bad for ever."""
    cache.put("take", KEY, b"good")
    entry(cache).write_bytes(b"bad")
    cache.put("take", KEY, b"good")
    assert cache.state("take", KEY) == "present"


def test_the_state_of_what_was_never_put_in_is_missing(cache: Cache) -> None:
    """Missing and damaged are told apart, for those who ask why."""
    assert cache.state("take", KEY) == "missing"


def test_pruning_removes_what_was_not_used_for_long(cache: Cache) -> None:
    """Reading an entry counts as using it."""
    for name in ("old", "used"):
        cache.put("take", digest(name), name.encode())
    for path in cache.root.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000, 1_000))
    assert cache.get("take", digest("used")) == b"used"
    entries, size = cache.prune(days=1)
    assert entries == 1
    assert size > 0
    assert cache.get("take", digest("used")) == b"used"
    assert cache.get("take", digest("old")) is None


@pytest.mark.parametrize("key", ["/etc/passwd", "../../x", "", "A" * 64, KEY + "\n", f"/{KEY}"])
def test_a_key_that_could_be_a_path_is_refused(cache: Cache, key: str) -> None:
    """An absolute path for a key would be written to instead of the store: a review was once lost to it."""
    for use in (cache.get, cache.state, lambda kind, key: cache.put(kind, key, b"")):
        with pytest.raises(ValueError, match="a key is what digest"):
            use("take", key)
    assert not cache.root.exists()


def test_usage_counts_entries_by_kind(cache: Cache) -> None:
    """What cache info shows."""
    cache.put("take", digest("1"), b"")
    cache.put("take", digest("2"), b"")
    cache.put("cover", digest("1"), b"")
    assert [(row.kind, row.entries) for row in cache.usage()] == [("cover", 1), ("take", 2)]


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_different_parts_have_different_digests(one: list[str], other: list[str]) -> None:
    """Moving a letter from one part to the next gives another key."""
    assert (digest(*one) == digest(*other)) == (one == other)
