"""Lints: one small show for each thing that an editor should be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewcast import phonetics
from reviewcast.linting import LINTS, LintReview, lint
from reviewcast.model import Check, Finding, Rule, Saying, Scope, Voice
from reviewcast.sheet import Sheet

VOICE = Voice("narrator")


def say(written: str, respelling: str, **more: object) -> Rule:
    return Rule(written, Saying("say", respelling), **{"status": "approved", **more})  # type: ignore[arg-type]


def page(*items: Rule | Check, scope: Scope = "show", path: str = "") -> Sheet:
    """A rule file in which each item stands on a line of its own."""
    path = path or {"show": "pronunciations.toml", "house": "house.toml"}.get(scope, "reviews/a.pronunciations.toml")
    placed = [replace(item, scope=scope, path=path, line=line) for line, item in enumerate(items, 3)]
    return sheet_of(path, scope, placed)


def sheet_of(path: str, scope: Scope, items: list[Rule | Check]) -> Sheet:
    return Sheet(
        path=path,
        scope=scope,
        digest="",
        rules=tuple(item for item in items if isinstance(item, Rule)),
        checks=tuple(item for item in items if isinstance(item, Check)),
    )


def review(*texts: str, path: str = "reviews/a.md", published: bool = False) -> LintReview:
    return LintReview(path, published, texts)


def found(*sheets: Sheet, reviews: tuple[LintReview, ...] = (), **more: object) -> list[Finding]:
    return [each for each in lint(sheets, reviews, **more) if each.code != "skipped"]  # type: ignore[arg-type]


def codes(*sheets: Sheet, reviews: tuple[LintReview, ...] = (), **more: object) -> list[str]:
    return [each.code for each in found(*sheets, reviews=reviews, **more)]


def only(*sheets: Sheet, reviews: tuple[LintReview, ...] = (), **more: object) -> Finding:
    (each,) = found(*sheets, reviews=reviews, **more)
    return each


# --- one rule ---------------------------------------------------------------------------------------------


def test_a_good_file_has_no_findings() -> None:
    """Rules that are used, stressed, approved and stand once."""
    rules = page(say("Gabriel Byrne", "GAY-bree-ul BURN"), say("Byrne", "BURN"), Check("Keanu Reeves", "ˈɹiːvz"))
    assert found(rules, reviews=(review("Gabriel Byrne is Byrne to Keanu Reeves.", published=True),)) == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Rule("Byrne", Saying("ipa", "bØn")), '"Byrne" cannot be said, correct its ipa: "Ø"'),
        (
            say("Byrne", "BURN", engines=(("narrator", Saying("say", "QQ")),)),
            '"Byrne" cannot be said for narrator, correct its say: ',
        ),
        (say("Byrne", "BURN", expect="bØn"), '"Byrne" expects what is no IPA, correct it: "Ø"'),
        (Check("Byrne", "bØn"), '"Byrne" expects what is no IPA, correct it: "Ø"'),
    ],
)
def test_what_cannot_be_read_is_an_error(item: Rule | Check, message: str) -> None:
    """In the rule itself, for one engine, or only as expected."""
    each = only(page(item))
    assert (each.code, each.level, each.where) == ("unreadable", "error", "pronunciations.toml:3")
    assert each.message.startswith(message)


def test_a_language_that_was_not_asked_yet_is_told() -> None:
    """The name is spoken as if there were no rule."""
    each = only(page(Rule("Comte", Saying("lang", "", "fr"))))
    assert (each.code, each.level) == ("no-reading", "warning")


@pytest.mark.parametrize(
    ("saying", "flat"),
    [
        (Saying("say", "ah-nuh duh AR-mus"), True),
        (Saying("say", "AH-nuh duh AR-mus"), False),
        (Saying("say", "duh"), False),
        (Saying("ipa", "ɹoʊmæn"), True),
        (Saying("ipa", "ɹoʊˈmæn"), False),
        (Saying("as", "roman"), False),
    ],
)
def test_a_word_of_several_syllables_needs_a_stress(saying: Saying, flat: bool) -> None:
    """Else the engine picks one itself."""
    assert codes(page(Rule("Huston", saying))) == ["no-stress"] * flat


@pytest.mark.parametrize(("respelling", "twice"), [("HAP-pee", True), ("HAP-ee", False), ("LANSS", False)])
def test_a_consonant_said_twice_is_told(respelling: str, twice: bool) -> None:
    """Syllables are sounds, and not parts of a spelling; ss in one syllable is one sound."""
    assert codes(page(say("Happe", respelling))) == ["doubled"] * twice


@pytest.mark.parametrize(
    ("rule", "common"),
    [
        (say("Her", "HUR"), True),
        (say("Her", "HUR", case="exact"), True),
        (say("Her", "HUR", after=("film",)), False),
        (say("Her", "HUR", before=("by",)), False),
        (say("US", "yoo-ESS"), False),
        (say("Byrne", "BURN"), False),
    ],
)
def test_a_name_that_is_a_common_word_wants_a_guard(rule: Rule, common: bool) -> None:
    """Else it acts wherever a sentence begins with the word."""
    assert codes(page(rule)) == ["common-word"] * common


@pytest.mark.parametrize(
    ("expect", "level"), [("ˈbaɪɹn", "error"), ("bˈɜːn", ""), ("ˈɡeɪbɹiəl ˈbɜːɹn", ""), ("bØn", "error"), ("", "")]
)
def test_an_expectation_that_the_rule_does_not_meet_is_an_error(expect: str, level: str) -> None:
    """It may have more words than the rule, and another accent."""
    assert [each.level for each in found(page(say("Byrne", "BURN", expect=expect)))] == [level] * bool(level)


# --- rules among one another ------------------------------------------------------------------------------


def test_two_values_for_one_name_are_told_where_both_are() -> None:
    """The review's is told, with the place of the show's."""
    each = only(page(say("Byrne", "BY-urn"), scope="review"), page(say("Byrne", "BURN")))
    assert (each.code, each.where) == ("two-values", "reviews/a.pronunciations.toml:3")
    assert '"BY-urn" here and as "BURN" in pronunciations.toml:3' in each.message


def test_saying_a_name_otherwise_than_the_house_is_no_finding() -> None:
    """House rules are there to be replaced."""
    assert found(page(say("IMAX", "EE-maks")), page(say("IMAX", "EYE-maks"), scope="house")) == []


def test_two_reviews_may_say_one_name_in_two_ways() -> None:
    """Their files never hold together."""
    one = page(say("Byrne", "BY-urn"), scope="review")
    other = page(say("Byrne", "BURN"), scope="review", path="reviews/b.pronunciations.toml")
    assert found(one, other) == []


@pytest.mark.parametrize(("scope", "where"), [("show", "in pronunciations.toml:3"), ("house", "among the house rules")])
def test_a_rule_that_says_what_a_farther_one_says_is_told(scope: Scope, where: str) -> None:
    """Two places for one fact drift apart."""
    each = only(page(say("IMAX", "EYE-maks"), scope="review"), page(say("IMAX", "EYE-maks", note="x"), scope=scope))
    assert each.code == "repeated"
    assert where in each.message


@pytest.mark.parametrize(
    ("near", "far", "told"),
    [
        ("Imax", "IMAX", True),
        ("Timothee", "Timothée", True),
        ("Duncan Brewster", "Duncan-Brewster", False),
        ("Byrne", "Byrnes", False),
    ],
)
@pytest.mark.parametrize("scope", ["show", "house"])
def test_names_that_differ_in_case_or_accents_alone_are_told(near: str, far: str, told: bool, scope: Scope) -> None:
    """Most often one of them is a slip."""
    sheets = page(say(near, "BURN"), scope="review"), page(say(far, "BURN"), scope=scope)
    assert codes(*sheets) == ["near-keys"] * told


def test_accents_alone_are_told_within_one_file_too() -> None:
    """A file that is loaded has no two names that differ in case, but it may have these."""
    assert codes(page(say("Zoe", "ZOH-ee"), say("Zoë", "ZOH-ee"))) == ["near-keys"]


def test_two_names_of_exact_case_in_one_file_are_meant() -> None:
    """As a name and a word may be."""
    assert found(page(say("Nogi", "NOH-gee", case="exact"), say("nogi", "NAH-gee", case="exact"))) == []


@pytest.mark.parametrize(
    "rule",
    [
        Rule("JW4", Saying("as", "John Wick four")),
        say("JW4", "JAY", engines=(("tone", Saying("as", "John Wick four")),)),
    ],
)
def test_words_that_have_a_rule_themselves_are_told(rule: Rule) -> None:
    """What a rule puts into the text is never looked at again."""
    each = only(page(rule, say("Wick", "WIK")))
    assert each.code == "as-matches"
    assert 'rule for "Wick"' in each.message


def test_words_are_not_held_against_rules_of_another_review() -> None:
    """Only rules that hold together can meet."""
    other = page(say("Wick", "WIK"), scope="review", path="reviews/b.pronunciations.toml")
    assert found(page(Rule("JW4", Saying("as", "John Wick four")), scope="review"), other) == []


@pytest.mark.parametrize(
    ("rule", "codes_found"), [(say("nogi", "NOH-gee"), ["check-and-rule"]), (say("Nogi", "NOH-gee", after=("in",)), [])]
)
def test_a_check_and_a_rule_on_one_name_are_told(rule: Rule, codes_found: list[str]) -> None:
    """One says that the engine is right, the other that it is not; a guarded rule leaves the rest to the check."""
    assert codes(page(rule, Check("Nogi", "ˈnoʊɡi"))) == codes_found


# --- rules and reviews ------------------------------------------------------------------------------------


def test_a_rule_that_no_review_has_is_told() -> None:
    """A slip in its spelling, or a leftover; a house rule is neither."""
    each = only(
        page(say("Bryne", "BURN")), page(say("IMAX", "EYE-maks"), scope="house"), reviews=(review("Byrne is back."),)
    )
    assert (each.code, each.where) == ("unused", "pronunciations.toml:3")


def test_without_reviews_no_rule_is_unused() -> None:
    """There is nothing that could have used it."""
    assert found(page(say("Bryne", "BURN"))) == []


def test_a_reviews_own_rule_is_used_by_that_review_only() -> None:
    """Its name in other reviews does not count."""
    reviews = review("Byrne is back.", path="reviews/b.md"), review("Nobody is.")
    assert codes(page(say("Byrne", "BURN"), scope="review"), reviews=reviews) == ["unused"]


def test_a_rule_under_a_farther_longer_name_is_told() -> None:
    """The longest name wins, wherever it stands."""
    near, far = page(say("Roma", "ROH-muh"), scope="review"), page(say("Ruska Roma", "ROO-skuh ROH-muh"))
    each = only(near, far, reviews=(review("The Ruska Roma dance."),))
    assert (each.code, each.where) == ("shadowed", "reviews/a.pronunciations.toml:3")
    assert '"Ruska Roma" in pronunciations.toml:3 does' in each.message


def test_a_rule_whose_every_review_has_its_own_is_told() -> None:
    """The show's never acts."""
    near, far = page(say("Roma", "ROH-muh"), scope="review"), page(say("Roma", "RAH-muh"))
    assert codes(near, far, reviews=(review("Roma."),)) == ["shadowed", "two-values"]


def test_a_surname_under_its_own_full_name_is_no_finding() -> None:
    """It is there for the day it stands alone."""
    rules = page(say("Gabriel Byrne", "GAY-bree-ul BURN"), say("Byrne", "BURN"))
    assert found(rules, reviews=(review("Gabriel Byrne is back."),)) == []


@pytest.mark.parametrize(
    ("full", "text", "missing"),
    [
        ("Gabriel Byrne", "Gabriel Byrne is back, and Byrne’s good.", "Byrne"),
        ("Gabriel Byrne", "Gabriel Byrne is back.", ""),
        ("Ana de Armas", "Ana de Armas is in it. De Armas runs; de Armas shoots.", "de Armas"),
        ("Ana de Armas", "Ana de Armas; Armas.", "Armas"),
        ("Ruska Roma", "The Ruska Roma; a roma.", ""),
        ("The Continental", "The Continental is a Continental.", ""),
        ("Judo Club", "The Judo Club is a Club.", ""),
        ("gun fu", "It is gun fu, not fu.", ""),
    ],
)
def test_a_surname_that_stands_alone_wants_a_rule(full: str, text: str, missing: str) -> None:
    """When the full name has one."""
    told = [each.message for each in found(page(say(full, "BURN")), reviews=(review(text),)) if each.code == "surname"]
    assert len(told) == bool(missing)
    assert all(f'"{missing}" stands alone in reviews/a.md' in message for message in told)


def test_a_surname_with_a_check_is_covered() -> None:
    """Somebody heard that it is right as it is."""
    rules = page(say("Gabriel Byrne", "GAY-bree-ul BURN"), Check("Byrne"))
    assert found(rules, reviews=(review("Gabriel Byrne. Byrne."),)) == []


def test_a_surname_with_a_rule_of_the_house_is_covered() -> None:
    """Whoever says it, it is said."""
    sheets = page(say("Gabriel Byrne", "GAY-bree-ul BURN")), page(say("Byrne", "BURN"), scope="house")
    assert found(*sheets, reviews=(review("Gabriel Byrne. Byrne."),)) == []


@pytest.mark.parametrize(("published", "expected"), [(True, ["unapproved"]), (False, [])])
def test_a_rule_nobody_approved_is_told_once_published(published: bool, expected: list[str]) -> None:
    """Before that there is time."""
    rule = say("Byrne", "BURN", status="unverified")
    reviews = review("Byrne.", published=published), review("Byrne.", path="reviews/b.md", published=published)
    each = found(page(rule), reviews=reviews)
    assert [one.code for one in each] == expected
    assert all("reviews/a.md and 1 more" in one.message for one in each)


# --- rules and the engine ---------------------------------------------------------------------------------

HEARD = {
    "Reeves": "ɹˈiːvz",
    "Reeves runs.": "ɹˈiːvz ɹˈʌnz",
    "Ruska": "ɹˈuːskə",
    "Ruska Roma": "ɹˈʌskɚ ɹˈoʊmə",
    "IMAX": "ˈaɪmæks",
    "eye max": "ˈaɪ mˈæks",
    "Odd": "?",
}


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (say("Reeves", "REEVZ"), "Reeves runs.", ["needless"]),
        (say("Reeves", "RAYVZ"), "Reeves runs.", []),
        (say("Ruska", "ROO-skuh"), "Ruska Roma", []),
        (Rule("Reeves", Saying("as", "Reeves")), "Reeves runs.", ["needless"]),
        (say("Odd", "AHD"), "Odd", []),
    ],
)
def test_a_rule_that_changes_nothing_is_told(rule: Rule, text: str, expected: list[str]) -> None:
    """Neither for the name alone nor in its sentence: "Ruska" alone is right, before "Roma" it is not."""
    assert codes(page(replace(rule, status="approved")), reviews=(review(text),), heard=HEARD.__getitem__) == expected


def test_without_an_engine_the_lint_of_needless_rules_says_so() -> None:
    """What was not looked for is not reported as absent."""
    (skipped,) = lint((), ())
    assert (skipped.code, skipped.where) == ("skipped", "")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (say("Byrne", "BURN"), ["not-honoured"]),
        (say("Byrne", "BURN", engines=(("pyttsx3", Saying("as", "burn")),)), []),
        (say("Byrne", "BURN", engines=(("narrator", Saying("as", "burn")),)), []),
        (say("Byrne", "BURN", engines=(("piper", Saying("as", "burn")),)), ["not-honoured"]),
        (Rule("Byrne", Saying("as", "burn")), []),
    ],
)
def test_a_rule_the_engine_cannot_honour_is_told(rule: Rule, expected: list[str]) -> None:
    """Unless it has other words for that engine or that voice."""
    assert codes(page(rule), voice=VOICE, lower=lambda phones, voice: None) == expected


def test_a_rule_the_engine_can_honour_is_no_finding() -> None:
    """The engine gets what the rule says."""
    assert found(page(say("Byrne", "BURN")), voice=VOICE, lower=lambda phones, voice: phonetics.write_ipa(phones)) == []


# --- all of them ------------------------------------------------------------------------------------------


def test_findings_are_in_the_order_of_files_and_lines() -> None:
    """Line 10 comes after line 9."""
    rules = [say(f"Name{number}", "ah-nuh") for number in range(12)]
    each = found(page(*rules), page(*rules[:2], scope="review", path="a.toml"))
    places = [one.where for one in each if one.code == "no-stress"]
    assert places == ["a.toml:3", "a.toml:4", *(f"pronunciations.toml:{line}" for line in range(3, 15))]


def test_every_lint_has_its_own_code() -> None:
    """A code can be looked up, and left out of a check."""
    assert len({check.__name__ for check in LINTS}) == len(LINTS)


def test_ten_thousand_rules_are_linted_in_the_time_of_a_breath() -> None:
    """Every lint is linear in the rules and in the text."""
    import time

    rules = [say(f"Name{number} Byrne{number}", "AH-nuh BURN") for number in range(10_000)]
    text = " ".join(f"Name{number} Byrne{number} and Byrne{number}." for number in range(300))
    start = time.process_time()
    lint((page(*rules),), (review(text),))
    assert time.process_time() - start < 5
