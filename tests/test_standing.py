"""How far a name is settled by the rules and checks of several files."""

from __future__ import annotations

import pytest

from reviewcast.lexicon import Lexicon
from reviewcast.model import Check, Rule, Saying
from reviewcast.standing import Standing


def rule(written: str, **more) -> Rule:
    return Rule(written, Saying("say", "BURN"), **more)


def house(written: str, **more) -> Rule:
    return rule(written, scope="house", **more)


def approved(written: str, **more) -> Rule:
    return rule(written, status="approved", **more)


CASES = {
    "nothing is known of it": ("Ana de Armas", [], [], "guess"),
    "a rule for all of it": ("Ana de Armas", [rule("Ana de Armas")], [], "ruled"),
    "an approved rule for all of it": ("Ana de Armas", [approved("Ana de Armas")], [], "checked"),
    "a rule for a part only": ("Ana de Armas", [approved("de Armas")], [], "guess"),
    "rules for all its parts, the particle with one": (
        "Ana de Armas",
        [approved("Ana"), approved("de Armas")],
        [],
        "checked",
    ),
    "rules for all its parts, the particle with none": (
        "Ana de Armas",
        [approved("Ana"), approved("Armas")],
        [],
        "checked",
    ),
    "one part approved and one not": ("Gabriel Byrne", [approved("Gabriel"), rule("Byrne")], [], "ruled"),
    "one part ruled and one by the house": ("Imax Byrne", [house("Imax"), approved("Byrne")], [], "house"),
    "one part ruled, one checked": ("Gabriel Byrne", [rule("Byrne")], [Check("Gabriel")], "ruled"),
    "one part approved, one checked": ("Gabriel Byrne", [approved("Byrne")], [Check("Gabriel")], "checked"),
    "a check for all, a rule for a part": ("Gabriel Byrne", [rule("Byrne")], [Check("Gabriel Byrne")], "checked"),
    "a rule made after the same name was checked": ("Byrne", [rule("Byrne")], [Check("Byrne")], "ruled"),
    "a rule of the house": ("IMAX", [house("IMAX")], [], "house"),
    "a rule of the house, though it says approved": ("IMAX", [house("IMAX", status="approved")], [], "house"),
    "a rule of the house, and heard by an editor": ("IMAX", [house("IMAX")], [Check("IMAX")], "checked"),
    "a review's rule before the show's approved one": (
        "Byrne",
        [rule("Byrne", scope="review"), approved("Byrne")],
        [],
        "ruled",
    ),
    "a review's rule before the show's check": (
        "G. Byrne",
        [rule("G. Byrne", scope="review")],
        [Check("Byrne"), Check("G. Byrne")],
        "ruled",
    ),
    "a review's rule for a part before the show's check": (
        "Gabriel Byrne",
        [rule("Byrne", scope="review")],
        [Check("Gabriel Byrne")],
        "ruled",
    ),
    "a particle alone": ("de", [], [Check("de")], "checked"),
    "another case of an exact name": ("BYRNE", [approved("Byrne")], [], "checked"),
    "a hyphen": ("Sharon Duncan-Brewster", [], [Check("Sharon"), Check("Duncan-Brewster")], "checked"),
    "a hyphen, and one half of the word": ("Sharon Duncan-Brewster", [], [Check("Sharon"), Check("Brewster")], "guess"),
    "no word at all": ("…", [], [], "guess"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_name_stands_as_its_least_settled_word(case):
    """Every word is guessed, of the house, ruled or checked, and the least of them counts."""
    name, rules, checks, state = CASES[case]
    assert Standing(Lexicon(rules), checks).of(name) == state
