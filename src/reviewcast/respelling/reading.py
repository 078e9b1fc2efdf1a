"""A respelling to phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.phonetics import WORD_BREAK, Phone, Phones
from reviewcast.phonetics.phones import PRIMARY, SECONDARY, is_vowel
from reviewcast.respelling import syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

_STRESSED = {"ə": ("ʌ",), "ɚ": ("ɜː", "ɹ")}


def is_readable(text: str) -> bool:
    """Whether :func:`read` would read *text*; a few microseconds."""
    return syllables.whole().fullmatch(text) is not None


def read(text: str) -> Phones:
    """The phones of the respelling *text*, words kept apart.

    ``uh``, ``u`` and ``er`` are the weak vowels of *sofa* and *sister* where unstressed, those of *cup* and *bird*
    where stressed; unstressed ``ee`` at the end of a word or before a vowel is the weak one of *happy*.

    Raises:
        ValueError: naming the first syllable that cannot be said, why, and the nearest that can.

    """
    phones: list[Phone] = []
    for word in syllables.words(text):
        phones += [*([WORD_BREAK] if phones else []), *_read_word(word)]
    if not phones:
        raise ValueError("the respelling is empty; write one by the key, such as HYOO-stun")
    return tuple(phones)


def _read_word(parts: Sequence[str]) -> list[Phone]:
    phones: list[Phone] = []
    for number, (part, stress) in enumerate(zip(parts, _stresses(parts), strict=True), start=1):
        symbols = syllables.sounds(part, last=number == len(parts))
        if symbols is None:
            from reviewcast.respelling import mending  # its many patterns are for those who need mending

            raise ValueError(mending.complaint(part, last=number == len(parts)))
        for symbol in symbols:
            if stress and is_vowel(Phone(symbol)):
                full, *rest = _STRESSED.get(symbol, (symbol,))
                phones += [Phone(full, stress), *map(Phone, rest)]
            else:
                phones.append(Phone(symbol))
    return _with_weak_ee(phones)


def _stresses(parts: Sequence[str]) -> list[str]:
    """The stress of each syllable of a word: of the capital ones the last has the primary."""
    capital = [number for number, part in enumerate(parts) if part.isupper()]
    return [
        PRIMARY if capital and number == capital[-1] else SECONDARY if part[:1].isupper() else ""
        for number, part in enumerate(parts)
    ]


def _with_weak_ee(word: list[Phone]) -> list[Phone]:
    following = [*word[1:], None]
    return [
        Phone("i") if phone == Phone("iː") and (after is None or is_vowel(after)) else phone
        for phone, after in zip(word, following, strict=True)
    ]
