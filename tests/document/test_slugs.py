"""Slugs: safe in every file system and address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.document import make_slug, parse
from reviewcast.errors import ReviewError


@settings(deadline=None)
@given(st.text())
def test_a_slug_is_always_safe(text):
    """Whatever the text, its slug is 1 to 80 of a-z, 0-9 and hyphens, and stays as it is when made again."""
    slug = make_slug(text)
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?", slug)
    assert make_slug(slug) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("My Film_Review", "my-film-review"),
        ("Amélie — Æon Øst", "amelie-aeon-ost"),
        ("Ame\u0301lie", "amelie"),
        ("The Keeper's Lamp", "the-keepers-lamp"),
        ("CON", "con-review"),
        ("-rf", "rf"),
        ("a/../b", "a-b"),
        ("x" * 300, "x" * 80),
        ("Психо 2", "review-e4f78084"),
        ("", "review-e3b0c442"),
    ],
)
def test_a_slug_keeps_what_can_be_kept(text, slug):
    """Accents go, spaces become hyphens, and a name without ASCII letters becomes a digest of itself."""
    assert make_slug(text) == slug


@pytest.mark.parametrize(
    "slug",
    ["../x", "/etc/x", "..\\x", "C:x", "CON", "nul.txt", "a/b", "...", "Психо", "x" * 300, "!!!"],
)
def test_a_slug_of_the_front_matter_that_is_none_is_refused_with_a_better_one(slug):
    """A path, a device, nothing at all or too much is refused on its line, and what to write is said."""
    with pytest.raises(ReviewError, match=r"^a\.md:2: slug .*write [a-z0-9-]{1,80}$"):
        parse(f"---\nslug: '{slug}'\n---\nSome words.\n".encode(), "a.md")


def test_the_slug_comes_from_the_stem_of_the_path():
    """Folders and the suffix are no part of it, whichever way the slashes lean."""
    assert parse(b"Some words.", "reviews\\old/My Film.v2.md").slug == "my-film-v2"
