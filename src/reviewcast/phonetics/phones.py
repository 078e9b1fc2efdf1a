"""One sound, and what English does with a row of them: syllables and endings."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

PRIMARY = "ˈ"
SECONDARY = "ˌ"


class Phone(NamedTuple):
    """One vowel, consonant or word boundary."""

    symbol: str
    """One of :data:`VOWELS` or :data:`CONSONANTS`, or a space between two words."""
    stress: str = ""
    """``ˈ`` or ``ˌ`` on a vowel that bears it, else empty."""


Phones = tuple[Phone, ...]
Table = dict[str, tuple[str, ...]]

WORD_BREAK = Phone(" ")

VOWELS = (
    *("iː", "i", "ɪ", "ɛ", "æ", "ɑː", "ɒ", "ʌ", "ɔː", "ʊ", "uː", "ə", "ɜː", "ɚ"),
    *("eɪ", "aɪ", "ɔɪ", "aʊ", "oʊ", "ɑ̃", "ɔ̃"),
)
"""``ə`` and ``ɚ`` are never stressed: stressed they are ``ʌ`` and ``ɜː`` ``ɹ``. ``ɒ`` is the vowel of *hot*, which
Americans say as ``ɑː``; ``i`` the last of *happy*. Of the nasal vowels English voices can say these two."""

CONSONANTS = (
    *("p", "b", "t", "d", "k", "ɡ", "tʃ", "dʒ", "f", "v", "θ", "ð", "s", "z", "ʃ", "ʒ", "x", "h"),
    *("m", "n", "ŋ", "l", "ɹ", "j", "w", "ʔ"),
)
"""``x`` is the last of *loch*, ``ʔ`` the catch in *uh-oh*."""

_VOWELS = frozenset(VOWELS)


def table_of(pairs: str) -> Table:
    """A table from ``sign=meaning meaning`` pairs set apart by ``|``; its signs in Unicode's decomposed form."""
    split = (pair.split("=") for pair in pairs.split("|"))
    return {unicodedata.normalize("NFD", sign): tuple(meanings.split()) for sign, meanings in split}


NEAREST = table_of(
    "y=uː|yː=uː|ʏ=ʊ|ø=ɜː|øː=ɜː|œ=ɜː|œː=ɜː|ɤ=ʌ|ɯ=uː|ɯː=uː|ɵ=ʊ|ɘ=ə|ɞ=ɜː|ɶ=ɜː|æː=æ|əː=ɜː|ɪː=iː|ʊː=uː|"
    "ɛ̃=æ n|œ̃=æ n|æ̃=æ n|ẽ=eɪ n|ĩ=iː n|ũ=uː n|õ=oʊ n|ã=ɑː n|ɐ̃=ɑː n|"
    "ʁ=ɹ|ʀ=ɹ|ɽ=ɹ|ɺ=ɹ|ɹ=ɹ|ɻ=ɹ|β=b|ɸ=f|ʋ=v|ɣ=ɡ|χ=x|ç=h|ħ=h|ʕ=h|ɦ=h|ɧ=ʃ|ɕ=ʃ|ʂ=ʃ|ʑ=ʒ|ʐ=ʒ|ʝ=j|ɰ=w|ɥ=w|"
    "ɲ=n j|ʎ=l j|ɬ=l|ɭ=l|ʟ=l|ɴ=ŋ|ɳ=n|ʈ=t|ɖ=d|ɟ=dʒ|c=k|q=k|ɢ=ɡ|ɓ=b|ɗ=d|ɠ=ɡ|tɕ=tʃ|tʂ=tʃ|dʑ=dʒ|dʐ=dʒ|ɮ=l|θ=θ"
)
"""What an English speaker makes of a sound that English has not."""
_ONSETS = frozenset(
    tuple(cluster)
    for cluster in (
        *("pl", "pɹ", "bl", "bɹ", "tɹ", "tw", "dɹ", "dw", "kl", "kɹ", "kw", "ɡl", "ɡɹ", "ɡw", "fl", "fɹ", "θɹ", "θw"),
        *("ʃɹ", "hw", "sp", "st", "sk", "sf", "sm", "sn", "sl", "sw", "spl", "spɹ", "stɹ", "skɹ", "skw", "skl"),
    )
)
"""The clusters that begin a syllable inside an English word; any single consonant but ``ŋ`` does too."""

_LONGEST_ONSET = 4
_BEFORE_J = frozenset("pbtdkɡfvθszhmnl")
_AFTER_J = frozenset(("uː", "ʊ"))

_SIBILANTS = frozenset(("s", "z", "ʃ", "ʒ", "tʃ", "dʒ"))
_VOICELESS = frozenset(("p", "t", "k", "f", "θ", "x", "ʔ"))
_ENDINGS = frozenset(("'s", "’s", "'", "’", "s"))


def is_vowel(phone: Phone) -> bool:
    """Whether *phone* is the middle of a syllable."""
    return phone.symbol in _VOWELS


def words_of(phones: Phones) -> tuple[Phones, ...]:
    """The words of *phones*, without the breaks between them; no word is empty."""
    words: list[list[Phone]] = [[]]
    for phone in phones:
        if phone.symbol == " ":
            words.append([])
        else:
            words[-1].append(phone)
    return tuple(tuple(word) for word in words if word)


def onset_start(word: Sequence[Phone], vowel: int) -> int:
    """Where in *word* the syllable begins whose vowel stands at *vowel*.

    The consonants between two vowels go to the second as far as English begins a syllable with them (the maximal
    onset principle); those before the first vowel all belong to it.
    """
    first = vowel
    while first and not is_vowel(word[first - 1]):
        first -= 1
    if first == 0:
        return 0
    for start in range(max(first, vowel - _LONGEST_ONSET), vowel):
        if _begins(tuple(phone.symbol for phone in word[start:vowel]), word[vowel].symbol):
            return start
    return vowel


def _begins(cluster: tuple[str, ...], vowel: str) -> bool:
    if cluster[-1] == "j" and len(cluster) > 1:
        before = cluster[:-1]
        return vowel in _AFTER_J and before[-1] in _BEFORE_J and (len(before) == 1 or before in _ONSETS)
    return cluster in _ONSETS or (len(cluster) == 1 and cluster[0] != "ŋ")


def with_ending(phones: Phones, ending: str) -> Phones:
    """*phones* with a possessive or plural: ``'s``, a bare apostrophe, or ``s``; straight or curly.

    English adds one sound to the last word: ``ɪz`` after a hiss (*Reeves's*), ``s`` after a voiceless sound
    (*Wick's*), else ``z`` (*Byrne's*). A bare apostrophe is said like ``'s``: it stands for one after a final s.

    Raises:
        ValueError: for any other ending, or for no phones at all.

    """
    if ending not in _ENDINGS:
        raise ValueError(f"\"{ending}\" is not an ending of a name; the endings are 's, ' and s")
    if not phones:
        raise ValueError("there is nothing to put an ending on")
    last = phones[-1].symbol
    if last in _SIBILANTS:
        return (*phones, Phone("ɪ"), Phone("z"))
    return (*phones, Phone("s" if last in _VOICELESS else "z"))
