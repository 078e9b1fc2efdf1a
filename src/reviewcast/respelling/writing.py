"""Phones to a respelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.phonetics import Phone, Phones, onset_start, words_of
from reviewcast.phonetics.phones import PRIMARY, is_vowel, table_of
from reviewcast.respelling.syllables import sounds

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = {"tʃ": "ch", "dʒ": "j", "ʃ": "sh", "ʒ": "zh", "θ": "th", "ð": "dh", "x": "kh", "ŋ": "ng", "ɡ": "g"}
_LETTERS |= {"ɹ": "r", "j": "y"}
_VOWELS = table_of("iː=ee|ɑː=ah|ɔː=aw|uː=oo|ʊ=uu|eɪ=ay|aɪ=y eye|ɔɪ=oy|aʊ=ow|oʊ=oh|æ=a|ɛ=e eh|ɪ=i ih|ɒ=o|ə=u uh|ɚ=er")
_WITH_R = {"ɑː": "ar", "ɔː": "or", "ɛ": "air", "ɪ": "eer", "ʊ": "oor"}
_SHORT = frozenset(("æ", "ɛ", "ɪ", "ɒ", "ə", "ʊ"))
"""Vowels that, stressed, keep a consonant to themselves, as editors write: ``JEL-ih-kuh``."""
_TRIED = 4
"""How far from the best place a syllable may be made to end, for the sake of its letters."""
_LEADING = frozenset(("h", "j", "w"))
"""Consonants that only begin a syllable."""

_UNSAID = {"i": ("iː",), "ʌ": ("ə",), "ɜː": ("ɚ",), "ʔ": (), "ɑ̃": ("ɑː", "n"), "ɔ̃": ("ɔː", "n")}
"""What stress or place alone tells apart in a respelling, and what it cannot say."""
_NEAREST = {"æ": "ɑː", "ɒ": "ɑː"}
_NEAREST_BEFORE_R = {"æ": "ɛ", "ɒ": "ɔː", "iː": "ɪ", "uː": "ʊ"}


def write(phones: Phones) -> str:
    """A respelling of *phones*; ``read`` gives the same phones back where a respelling can say them.

    It can say whatever ``read`` can give. It cannot say, and writes the nearest: nasal vowels (vowel and n), ``ʔ``
    (nothing), ``ɜː`` without ``ɹ``, unstressed ``ʌ`` and ``ɜː``, ``i`` other than unstressed at the end of a word or
    before a vowel and ``iː`` there, ``æ`` at the end of a word, ``ɒ`` before ``ɹ``, a vowel or the end, ``æ``,
    ``iː`` and ``uː`` before ``ɹ`` in one syllable, and two primary stresses in a word. A word without a vowel
    has no respelling: its letters are given, which ``read`` refuses.
    """
    return " ".join(_write_word(_plain(word)) for word in words_of(phones))


def _plain(word: Phones) -> list[Phone]:
    """*word* in the symbols that ``syllables.sounds`` gives."""
    plain: list[Phone] = []
    for at, phone in enumerate(word):
        if phone.symbol == "ɹ" and at and word[at - 1].symbol == "ɜː":
            continue
        plain += [Phone(symbol, phone.stress if is_vowel(Phone(symbol)) else "") for symbol in _said(phone.symbol)]
    return plain


def _said(symbol: str) -> tuple[str, ...]:
    return _UNSAID.get(symbol, (symbol,))


def _write_word(word: Sequence[Phone]) -> str:
    vowels = [at for at, phone in enumerate(word) if is_vowel(phone)]
    if not vowels:
        return _spelled([phone.symbol for phone in word])
    written: list[str] = []
    begin = 0
    for at, following in zip(vowels, [*vowels[1:], None], strict=True):
        onset = [phone.symbol for phone in word[begin:at]]
        run = [phone.symbol for phone in word[at + 1 : following]]
        ends = [len(run)] if following is None else _ends(word, at, following)
        end, text = _syllable(onset, word[at], run, ends, last=following is None)
        begin = at + 1 + end
        written.append(_cased(text, word[at].stress))
    return "-".join(written)


def _ends(word: Sequence[Phone], at: int, following: int) -> list[int]:
    """How many of the consonants between two vowels may end the first syllable, the best number first."""
    count = following - at - 1
    best = onset_start(word, following) - at - 1
    if best == 0 and count and word[at + 1].symbol not in _LEADING:
        vowel, after = word[at], word[at + 1].symbol
        if after == "ɹ":
            best = int(vowel.symbol in _WITH_R or vowel.symbol == "ɒ")
        elif vowel.symbol in _SHORT and (vowel.stress or vowel.symbol in {"æ", "ɒ"}):
            best = 1
    near = range(max(0, best - _TRIED), min(count, best + _TRIED) + 1)
    return sorted(near, key=lambda end: (abs(end - best), end))


def _syllable(
    onset: Sequence[str], vowel: Phone, run: Sequence[str], ends: Sequence[int], *, last: bool
) -> tuple[int, str]:
    """How many consonants of *run* end this syllable, and its letters: the first that read back as meant."""
    middles = [vowel.symbol]
    nearest = _NEAREST_BEFORE_R if run[:1] == ["ɹ"] else _NEAREST
    middles += [nearest[vowel.symbol]] if vowel.symbol in nearest else []
    for middle in middles:
        for end in ends:
            meant = (*onset, middle, *run[:end])
            for text in _candidates(onset, Phone(middle, vowel.stress), run[:end]):
                if sounds(text, last=last) == meant and (last or _begins_well(run[end:])):
                    return end, text
    return ends[0], _candidates(onset, Phone(middles[-1], vowel.stress), run[: ends[0]])[0]


def _candidates(onset: Sequence[str], vowel: Phone, coda: Sequence[str]) -> list[str]:
    middles = list(_VOWELS[vowel.symbol])
    if vowel.symbol == "aɪ" and not onset:
        middles.reverse()
    if vowel.symbol == "ɚ" and vowel.stress:
        middles = ["ur"]
    begin, end = _spelled(onset), re.sub("ngk(?!h)", "nk", _spelled(coda))
    texts = [begin + middle + end for middle in middles]
    if coda[:1] == ["ɹ"] and vowel.symbol in _WITH_R:
        texts.insert(0, begin + _WITH_R[vowel.symbol] + end[1:])
    return texts


def _begins_well(onset: Sequence[str]) -> bool:
    return sounds(_spelled(onset) + "ah", last=True) == (*onset, "ɑː")


def _spelled(consonants: Sequence[str]) -> str:
    return "".join(_LETTERS.get(symbol, symbol) for symbol in consonants)


def _cased(text: str, stress: str) -> str:
    if stress == PRIMARY:
        return text.upper()
    return text.capitalize() if stress else text
