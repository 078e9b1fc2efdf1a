"""Apple's table of categories."""

from __future__ import annotations

import pytest

from reviewcast.apple import CATEGORIES, check_category
from reviewcast.model import Show


def test_the_table_has_apples_nineteen_categories() -> None:
    """Apple lists 19 categories with 91 subcategories, none under four of them."""
    assert len(CATEGORIES) == 19
    assert sum(map(len, CATEGORIES.values())) == 91
    assert [name for name, subs in CATEGORIES.items() if not subs] == [
        "Government",
        "History",
        "Technology",
        "True Crime",
    ]


@pytest.mark.parametrize("name", [*CATEGORIES, *(f"{n} > {s}" for n, subs in CATEGORIES.items() for s in subs)])
def test_every_name_of_the_table_is_accepted_as_it_is(name: str) -> None:
    """A name of the table comes back as its parts, letter for letter."""
    assert " > ".join(check_category(name)) == name


def test_the_default_of_a_show_is_in_the_table() -> None:
    """A show that says nothing is a show of film reviews."""
    assert check_category("TV & Film > Film Reviews") == Show("A").category


def test_capitals_and_blanks_are_put_right() -> None:
    """Apple compares letter for letter, so a slip of the keyboard is mended here."""
    assert check_category(" tv & film>FILM   reviews ") == ("TV & Film", "Film Reviews")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("TV & Film > Film Review", "TV & Film > Film Reviews"),
        ("TV and Film", "TV & Film"),
        ("Film Reviews", "TV & Film > Film Reviews"),
        ("Arts > Film Reviews", "TV & Film > Film Reviews"),
        ("Musik", "Music"),
    ],
)
def test_a_near_miss_is_told_the_right_name(wrong: str, right: str) -> None:
    """The message asks whether the nearest name, or the right place of a subcategory, was meant."""
    with pytest.raises(ValueError, match="did you mean") as caught:
        check_category(wrong)
    assert str(caught.value).endswith(f'did you mean "{right}"?')


@pytest.mark.parametrize("wrong", ["", ">", "Zzzz qqqq", "Arts > Books > More", 'A "quoted" one'])
def test_anything_else_is_refused(wrong: str) -> None:
    """What is not in the table never reaches the feed."""
    with pytest.raises(ValueError, match="not one of Apple's categories"):
        check_category(wrong)
