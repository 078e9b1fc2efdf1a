"""The templates of show.toml."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import wording
from reviewcast.model import Words

FIELDS = {"show": "Night Reels", "title": "A Long Walk", "author": "Ann Ray", "film": "", "year": "1925", "rating": ""}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (Words().opening, "This is Night Reels. A Long Walk. A review by Ann Ray."),
        ("{title}[ ({year})].", "A Long Walk (1925)."),
        ("{title}[, of {film} ({year})].", "A Long Walk."),
        ("[{rating} stars. ]{title}", "A Long Walk"),
        ("[always] {show}", "always Night Reels"),
        ("{film} {show}  {rating}", "Night Reels"),
        ("", ""),
        ("No field at all.", "No field at all."),
    ],
)
def test_a_template_is_filled(template, expected):
    """Names are replaced, and a bracketed part goes when a field of it is empty."""
    assert wording.fill(template, FIELDS) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Does It Float?", "This is X. Does It Float?"),
        ("Help!", "This is X. Help!"),
        ("Gears, Inc.", "This is X. Gears, Inc."),
        ("He Said “Why?”", "This is X. He Said “Why?”"),
        ("Plain", "This is X. Plain."),
    ],
)
def test_a_title_with_its_own_stop_swallows_the_full_stop(title, expected):
    """ "Does It Float?." is never said."""
    assert wording.fill("This is {show}. {title}[, by {author}].", {"show": "X", "title": title}) == expected


def test_braces_and_brackets_in_a_value_are_only_characters():
    """A title is never a template."""
    assert wording.fill("{title}", {"title": "{show} [and] {"}) == "{show} [and] {"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{titel}", 'did you mean "title"'),
        ("{zzz}", "it may name show, title"),
        ("{}", "cannot name {}"),
        ("{title", 'a "{" of a template'),
        ("title}", 'a "}" of a template'),
        ("[a [b]]", "cannot stand inside each other"),
        ("[a", 'no "]" behind it'),
        ("a]", 'no "[" before it'),
        ("{title.__class__}", "cannot name {title.__class__}"),
        ("{title!r}", "cannot name"),
    ],
)
def test_a_wrong_template_says_what_is_wrong(template, words):
    """The complaint names the sign or the field."""
    with pytest.raises(ValueError, match=r".") as refused:
        wording.check(template)
    assert words in str(refused.value)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="{}[]ab {title}", max_size=30))
def test_a_template_that_is_checked_can_be_filled(template):
    """What check lets pass, fill fills; what it refuses, fill refuses too."""
    try:
        wording.check(template)
    except ValueError:
        with pytest.raises(ValueError, match="template"):
            wording.fill(template, FIELDS)
    else:
        assert not set(wording.fill(template, {"title": "x"})) & set("{}[]")
