"""Telling espeak-ng how something is said: a block of its phoneme mnemonics, ``[[ hj'u:st@n ]]``.

Mnemonics of the English phoneme set, so that one block is rhotic from an American voice and not from a British
one. A mistake in a block is dear: espeak-ng drops the rest of the block at a character it does not know, reads
all that follows a block left open as mnemonics, and says nothing of a block that is not padded with spaces.
So only :func:`lower` writes blocks, and :func:`guarded` breaks apart whatever else looks like one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reviewcast.engines.blocks import Notation

if TYPE_CHECKING:
    from reviewcast.phonetics import Phones

_VOWELS = {
    "iː": "i:",
    "i": "i",
    "ɪ": "I",
    "ɛ": "E",
    "æ": "a",
    "ɑː": "A:",
    "ɒ": "0",
    "ʌ": "V",
    "ɔː": "O:",
    "ʊ": "U",
    "uː": "u:",
    "ə": "@",
    "ɜː": "3:",
    "ɚ": "3",
    "eɪ": "eI",
    "aɪ": "aI",
    "ɔɪ": "OI",
    "aʊ": "aU",
    "oʊ": "oU",
    "ɑ̃": "A~",
    "ɔ̃": "O~",
}
_CONSONANTS = {
    **{same: same for same in "pbtdkfvszhmnljwx"},
    "ɡ": "g",
    "θ": "T",
    "ð": "D",
    "ʃ": "S",
    "ʒ": "Z",
    "tʃ": "tS",
    "dʒ": "dZ",
    "ŋ": "N",
    "ɹ": "r",
    "ʔ": "?",
}
_WITH_R = {"ɑː": "A@", "ɔː": "o@", "ɛ": "e@", "ɪ": "i@3", "ʊ": "U@", "ɜː": "3:", "ɚ": "3", "ə": "3"}
"""A vowel and the ɹ behind it as one, where no vowel follows: a British voice leaves that ɹ away."""

_R = "r-"
"""ɹ that no vowel follows, behind any other vowel: a plain ``r`` would be trilled there."""

_UNLINKED = "_|"
"""A gap of some 20 ms, which keeps a British voice from putting an ɹ between ``A:`` and a vowel."""

_STRESS = {"ˈ": "'", "ˌ": ",", "": ""}

_MISREAD = frozenset(
    ("O@", "aI3", "aI@", "aU@", "aa", "dz", "i@", "kh", "ph", "ts", "OI", "U@", "aI", "aU", "dZ", "tS")
)
"""Mnemonics that two others make when they stand together; ``|`` between them keeps them two."""

_LONGEST_WORD = 60
"""Phones: at twice as many espeak-ng overruns a buffer of its own."""

_LONGEST = 400
"""Characters of a block: a clause has room for some 700, and what comes behind is read as text."""


def lower(phones: Phones) -> str:
    """*phones* as a block for espeak-ng's English voices; words have a space between them.

    Raises ValueError, naming it, for a phone that they cannot say, and for more than they can take.
    """
    from reviewcast.phonetics import words_of

    words = [_lower_word(word) for word in words_of(phones)]
    if not words:
        raise ValueError("there is no phone to say")
    block = f"[[ {' '.join(words)} ]]"
    if len(block) > _LONGEST:
        raise ValueError(f"{len(words)} words are more than can be said by their phones at once")
    return block


def guarded(text: str) -> str:
    """*text* with every ``[[`` and ``]]`` that is not of a block of :func:`lower` broken apart; as long as before."""
    return _notation().guarded(text) if "[[" in text or "]]" in text else text


def spelled(text: str) -> str:
    """*text* with a letter for each phone of its blocks: as long to say, about, as it looks."""
    return _notation().spelled(text) if "[[" in text else text


@cache
def _notation() -> Notation:
    """Compiled when first needed, which takes 2 ms."""
    mnemonics = {*_VOWELS.values(), *_CONSONANTS.values(), *_WITH_R.values(), *_MISREAD, "a#", "0#", "I#", _R}
    return Notation(mnemonics, rf"{re.escape(_UNLINKED)}|[',|]")


def _lower_word(word: Phones) -> str:
    if len(word) > _LONGEST_WORD:
        raise ValueError(f"{len(word)} phones are more than can be said as one word")
    written, last, at = "", "", 0
    while at < len(word):
        stress = _STRESS[word[at].stress] if word[at].symbol in _VOWELS else ""
        mnemonic, used = _mnemonic(word, at)
        if not stress and _runs_together(last, mnemonic):
            written += "|"
        written += stress + mnemonic
        last, at = mnemonic, at + used
    return written


def _mnemonic(word: Phones, at: int) -> tuple[str, int]:
    """How the phone at *at* is written here, and how many phones that is."""
    symbol, stress = word[at]
    following = [phone.symbol for phone in word[at + 1 : at + 3]]
    if following[:1] == ["ɹ"] and symbol in _WITH_R and not _begins_with_vowel(following[1:]):
        return _WITH_R[symbol], 2
    mnemonic = _by_place(symbol, stress, following) or _VOWELS.get(symbol) or _CONSONANTS.get(symbol)
    if mnemonic is None:
        raise ValueError(f'espeak-ng\'s English voices cannot say "{symbol}"')
    return mnemonic, 1


def _by_place(symbol: str, stress: str, following: list[str]) -> str | None:
    """The mnemonic of a phone that is another one before some sounds, which may be those of the next word."""
    ends, before_vowel = not following, _begins_with_vowel(following)
    if symbol == "ə" and not stress and (ends or before_vowel):
        return "a#"  # "@" would be heard as "Romer runs" in American, as "der Armas" in British English
    if symbol == "ɑː" and (ends or before_vowel):
        return "A:" + _UNLINKED
    if symbol == "ɒ" and (ends or following[0] == "ɹ"):
        return "0#"  # "0" would be ɔː in American English
    if symbol == "ɪ" and ends and stress != "ˈ":
        return "I#"  # "I" would be i
    if symbol == "ɹ" and not before_vowel:
        return _R
    return None


def _begins_with_vowel(symbols: list[str]) -> bool:
    return bool(symbols) and symbols[0] in _VOWELS


def _runs_together(first: str, second: str) -> bool:
    """Whether some beginning of both, longer than the first, is a mnemonic."""
    both = first + second
    return bool(first) and any(both[:end] in _MISREAD for end in range(len(first) + 1, len(both) + 1))
