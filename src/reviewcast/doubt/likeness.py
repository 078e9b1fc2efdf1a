"""How unlike two readings of a name sound, so that two engines' habits of writing IPA do not count as a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewcast.phonetics import Phones

Sounds = tuple[tuple[str, str], ...]
"""Symbols without length, each with its stress; a vowel with an r is two of them."""

_VOWELS = frozenset("iɪɛæɑɒʌɔʊuəɜ") | {"eɪ", "aɪ", "ɔɪ", "aʊ", "oʊ"}
_PARTS = {"ɚ": ("ə", "ɹ"), "ɑ̃": ("ɑ", "n"), "ɛ̃": ("æ", "n"), "ɔ̃": ("ɔ", "n"), "ᵻ": ("ɪ",), "ɝ": ("ɜ", "ɹ")}
_OTHER, _VOWEL_FOR_CONSONANT = 1.0, 2.0
_STRESS = 0.2
"""For a vowel that bears the main stress in one reading and none in the other."""

# How far apart two sounds are that English listeners take for nearly the same, from 0 to 1.
_NEAR = {
    frozenset(pair.split()): cost
    for cost, pairs in (
        (0.05, ("ə ʌ",)),
        (0.1, ("ə ɪ", "ə ɜ", "ɔ ɒ", "n ŋ", "ɑ ɒ")),
        (0.15, ("ɑ ɔ",)),
        (0.2, ("i ɪ", "ə ɛ")),
        (0.25, ("ɛ ɪ", "u ʊ")),
        (0.3, ("ə ɔ", "ə oʊ", "ə ʊ", "ɔ oʊ", "t d")),
        (0.35, ("ə æ", "ə ɑ", "ə i")),
        (0.4, ("ɛ æ", "ə u")),
        (0.5, ("ɑ æ", "ɑ ʌ", "ɔ ʊ", "ɔ ʌ", "ɛ eɪ")),
        (0.6, ("θ t", "ə eɪ")),
        (0.8, ("s z", "eɪ æ")),
    )
    for pair in pairs
}
_MISSING = {"ə": 0.4, "ɪ": 0.5, "ʊ": 0.5, "j": 0.5, "ɹ": 0.5, "w": 0.6, "h": 0.7}
"""For a sound that only one of the readings has; 1 for all others."""


def sounds(phones: Phones) -> Sounds:
    """*phones* as they are compared.

    What is a matter of accent or of habit does not count: length, word ends, doubled consonants, an r that no vowel
    follows, and which of the vowels of *merry* and *marry* stands before an r.
    """
    found: list[tuple[str, str]] = []
    for symbol, stress in phones:
        parts = _PARTS.get(symbol) or (symbol.replace("ː", ""),)
        for number, part in enumerate(parts):
            doubled = bool(found) and found[-1][0] == part and part not in _VOWELS
            if part != " " and not doubled:
                found.append((part, "" if number or part not in _VOWELS else stress))
    following = (*(symbol for symbol, _ in found[1:]), "")
    return tuple(
        ("ɛ", stress) if symbol == "æ" and after == "ɹ" else (symbol, stress)
        for (symbol, stress), after in zip(found, following, strict=False)
        if symbol != "ɹ" or after in _VOWELS
    )


def distance(one: Sounds, other: Sounds) -> float:
    """How unlike two readings sound: 0 the same, under 0.3 an accent, from 0.6 another reading; no upper end.

    The least sum of what it takes to turn one into the other (an edit distance over sounds, whose costs are small
    for sounds that are confused); time and memory grow with the product of the lengths.
    """
    row = [0.0]
    for symbol, _ in other:
        row.append(row[-1] + _MISSING.get(symbol, 1.0))
    for sound in one:
        above, row = row, [row[0] + _MISSING.get(sound[0], 1.0)]
        for number, wanted in enumerate(other):
            changed = above[number] + _change(sound, wanted)
            left_out = above[number + 1] + _MISSING.get(sound[0], 1.0)
            put_in = row[number] + _MISSING.get(wanted[0], 1.0)
            row.append(min(changed, left_out, put_in))
    return row[-1]


def _change(one: tuple[str, str], other: tuple[str, str]) -> float:
    same = one[0] == other[0]
    if not same and (one[0] in _VOWELS) != (other[0] in _VOWELS):
        return _VOWEL_FOR_CONSONANT
    cost = 0.0 if same else _NEAR.get(frozenset((one[0], other[0])), _OTHER)
    stresses = {one[1], other[1]}
    return cost + (_STRESS if stresses == {"ˈ", ""} and one[0] in _VOWELS else 0.0)
