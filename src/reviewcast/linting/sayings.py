"""What can be wrong with one rule or one check, whatever else there is."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reviewcast import phonetics, sounds, spelling
from reviewcast.linting.evidence import finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.linting.evidence import Evidence
    from reviewcast.model import Check, Finding, Rule
    from reviewcast.phonetics import Phone, Phones


def unreadable(evidence: Evidence) -> Iterator[Finding]:
    """A respelling or an IPA text that cannot be read, also one that is meant for another engine or only expected."""
    for rule in evidence.rules:
        for label, saying in (("", rule.saying), *((f" for {name}", saying) for name, saying in rule.engines)):
            try:
                sounds.phones(saying, rule.written)
            except ValueError as error:
                message = f"cannot be said{label}, correct its {saying.kind}: {error}"
                yield finding("unreadable", rule, message, "error")
    items: tuple[Rule | Check, ...] = (*evidence.rules, *evidence.checks)
    for item in items:
        try:
            phonetics.parse_ipa(item.expect)
        except ValueError as error:
            yield finding("unreadable", item, f"expects what is no IPA, correct it: {error}", "error")


def no_reading(evidence: Evidence) -> Iterator[Finding]:
    """A language that was not asked yet how it says the name, so that the name is spoken as if there were no rule."""
    for rule in evidence.rules:
        if rule.saying.kind == "lang" and not rule.saying.value:
            message = f"has no reading in {quoted(rule.saying.language)} yet, set the rule again to ask its voice"
            yield finding("no-reading", rule, message)


def no_stress(evidence: Evidence) -> Iterator[Finding]:
    """A word of several syllables of which none is stressed: the engine then picks one itself."""
    for rule, phones in evidence.sounds.items():
        if rule.saying.kind in ("say", "ipa") and any(map(_flat, phonetics.words_of(phones))):
            cure = "write one syllable in capitals" if rule.saying.kind == "say" else "put ˈ before one syllable"
            yield finding("no-stress", rule, f"has a word of several syllables and no stress in it, {cure}")


def doubled(evidence: Evidence) -> Iterator[Finding]:
    """A consonant that ends one syllable and begins the next, which is said twice: HAP-pee for HAP-ee."""
    for rule, phones in evidence.sounds.items():
        twice = next(
            (first for word in phonetics.words_of(phones) for first, second in pairwise(word) if _same(first, second)),
            None,
        )
        if twice is not None and rule.saying.kind in ("say", "ipa"):
            message = (
                f'says "{twice.symbol}" twice in a row in {quoted(rule.saying.value)}, write it in one syllable only'
            )
            yield finding("doubled", rule, message)


def common_word(evidence: Evidence) -> Iterator[Finding]:
    """A rule for a name that is also one common word, and acts wherever a sentence begins with it."""
    for rule in evidence.rules:
        guarded = rule.after or rule.before
        acronym = len(rule.written) > 1 and rule.written.isupper()
        if not guarded and not acronym and spelling.is_common(rule.written.casefold()):
            yield finding("common-word", rule, "is a common word too, say with after or before where the rule holds")


def expect_differs(evidence: Evidence) -> Iterator[Finding]:
    """An expectation that the rule's own sounds do not meet, so that it must fail when it is tested."""
    for rule, phones in evidence.sounds.items():
        try:
            wanted = phonetics.parse_ipa(rule.expect)
        except ValueError:
            continue
        if wanted and not phonetics.contains(phones, wanted) and not phonetics.contains(wanted, phones):
            said = quoted(phonetics.write_ipa(phones))
            message = f"expects {quoted(rule.expect)} but says {said}, correct one of the two"
            yield finding("expect-differs", rule, message, "error")


def _flat(word: Phones) -> bool:
    vowels = [phone for phone in word if phone.symbol in phonetics.VOWELS]
    return len(vowels) > 1 and not any(phone.stress == "ˈ" for phone in vowels)


def _same(first: Phone, second: Phone) -> bool:
    return first.symbol == second.symbol and first.symbol in phonetics.CONSONANTS
