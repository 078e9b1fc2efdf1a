"""IPA, as dictionaries print it or as espeak does, to phones and back."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from reviewcast.phonetics.phones import (
    CONSONANTS,
    NEAREST,
    PRIMARY,
    SECONDARY,
    VOWELS,
    WORD_BREAK,
    Phone,
    Phones,
    Table,
    is_vowel,
    onset_start,
    table_of,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

VARIANTS = table_of(
    # vowels with another length mark, or none, or in another accent's letters
    "i:=iː|u:=uː|ɑ:=ɑː|ɔ:=ɔː|ɜ:=ɜː|u=uː|ʉ=uː|ʉː=uː|ʉ:=uː|ɑ=ɑː|ɔ=ɔː|oː=ɔː|o:=ɔː|o=oʊ|e=ɛ|ɛː=ɛ|ɛ:=ɛ|a=æ|aː=ɑː|a:=ɑː|"
    "ᵻ=ɪ|ɨ=ɪ|ᵿ=ʊ|ɐ=ə|ɜ=ɜː|ɝ=ɜː ɹ|ɝː=ɜː ɹ|ɝ:=ɜː ɹ|ɚː=ɚ|eː=eɪ|e:=eɪ|"
    # diphthongs
    "əʊ=oʊ|ou=oʊ|ei=eɪ|ɛɪ=eɪ|ai=aɪ|ɑɪ=aɪ|ʌɪ=aɪ|au=aʊ|ɑʊ=aʊ|æʊ=aʊ|oi=ɔɪ|ɔi=ɔɪ|oɪ=ɔɪ|"
    # consonants
    "g=ɡ|r=ɹ|ɻ=ɹ|ɫ=l|ɾ=t|ɱ=m|ʍ=h w|ʧ=tʃ|ʤ=dʒ|ʦ=t s|ʣ=d z|"
    # syllabic consonants, and the catch that espeak prints for the t of "button"
    "n̩=ə n|l̩=ə l|m̩=ə m|ɹ̩=ɚ|ɾn̩=t ə n|ʔn̩=t ə n"
)
"""What is read besides the house's own symbols. ``a`` alone is the vowel of *cat*, as British dictionaries (and
espeak's British voice) print it; ``o`` alone that of *go*; ``e`` alone that of *bed*."""

_ENGLISH: Table = {**{symbol: (symbol,) for symbol in VOWELS + CONSONANTS}, **VARIANTS}

_STRESSES = {"ˈ": PRIMARY, "'": PRIMARY, "’": PRIMARY, "ˌ": SECONDARY, ",": SECONDARY}

SILENT = frozenset(
    ".-\u2010\u2011()|\u2016\u203f\u02b0\u02b2\u02d1\u032f\u032a\u0325\u032c\u031a\u00ad\u200b\u200c\u200d\ufeff"
)
"""Marks that change nothing an English voice could say: syllable breaks, brackets round a sound that some
leave out, fine detail."""

_TIES = dict.fromkeys((0x361, 0x35C))
_WRAPPING = "/[] \t\r\n"
_LANGUAGE_SWITCH = r"\([a-z]{2,3}(?:-[a-z0-9]+)*\)"
"""What espeak prints where it changes language inside a text, such as ``(fr)``."""


def parse_ipa(text: str) -> Phones:
    """The phones of *text*, which is IPA for one or more English words.

    A stress mark may stand before the syllable (``ˈhjuːstən``) or right before its vowel (``hjˈuːstən``), as espeak
    prints it. Ties, syllable dots, slashes and brackets are passed over; :data:`VARIANTS` are understood.

    Raises:
        ValueError: naming the first character that is not a sound of English, or a stress mark without a vowel.

    """
    phones: list[Phone] = []
    for token, meant in tokens(text, _ENGLISH):
        if meant is None:
            raise ValueError(_complaint(token))
        phones.extend(meant)
    return stressed(phones, strict=True)


def tokens(text: str, table: Table) -> Iterable[tuple[str, tuple[Phone, ...] | None]]:
    """The signs of *text* in order, each with its phones by *table*; ``None`` for a sign that is not in it.

    Stress marks come as phones with that symbol and word breaks as :data:`WORD_BREAK`; :func:`stressed` joins them.
    """
    known = _pattern(tuple(table))
    text = re.sub(_LANGUAGE_SWITCH, "", unicodedata.normalize("NFD", text)).translate(_TIES).strip(_WRAPPING)
    at = 0
    while at < len(text):
        found = known.match(text, at)
        token = found[0] if found else _sign(text, at)
        at += len(token)
        if found:
            yield token, tuple(Phone(symbol) for symbol in table[token])
        elif token in _STRESSES:
            yield token, (Phone(_STRESSES[token]),)
        elif token.isspace():
            yield token, (WORD_BREAK,)
        elif token[0] not in SILENT:
            yield token, None


def _sign(text: str, at: int) -> str:
    """One character with the marks on it."""
    end = at + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return text[at:end]


@cache
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(sign) for sign in sorted(known, key=len, reverse=True)))


def _complaint(token: str) -> str:
    near = NEAREST.get(token)
    hint = f'; the nearest is "{"".join(near)}"' if near else ""
    return f'"{unicodedata.normalize("NFC", token)}" is not a sound that English voices can say{hint}'


def stressed(marked: Iterable[Phone], *, strict: bool) -> Phones:
    """*marked* with each stress mark moved onto the next vowel of its word, and single breaks between words.

    Raises:
        ValueError: if *strict*, for a mark that has no vowel behind it in its word; else such a mark is dropped.

    """
    phones: list[Phone] = []
    waiting = ""
    for phone in (*marked, WORD_BREAK):
        if phone.symbol in {PRIMARY, SECONDARY}:
            waiting = PRIMARY if PRIMARY in {waiting, phone.symbol} else SECONDARY
        elif phone.symbol == " ":
            if waiting and strict:
                raise ValueError(f'the stress mark "{waiting}" has no vowel behind it')
            waiting = ""
            if phones and phones[-1] != WORD_BREAK:
                phones.append(WORD_BREAK)
        elif waiting and is_vowel(phone):
            phones.extend(_full(phone.symbol, waiting))
            waiting = ""
        else:
            phones.append(phone)
    return tuple(phones[:-1])


def _full(vowel: str, stress: str) -> Phones:
    """A stressed vowel; the weak ones have a full counterpart."""
    if vowel == "ɚ":
        return (Phone("ɜː", stress), Phone("ɹ"))
    return (Phone("ʌ" if vowel == "ə" else vowel, stress),)


def write_ipa(phones: Phones) -> str:
    """*phones* as IPA, the stress mark at the start of its syllable, as dictionaries print it: ``ˈhjuːstən``.

    ``parse_ipa`` reads the same phones back.
    """
    return " ".join(_written(word) for word in words_of(phones))


def _written(word: Phones) -> str:
    marks = {onset_start(word, at): phone.stress for at, phone in enumerate(word) if phone.stress}
    text = ""
    for at, phone in enumerate(word):
        if at in marks:
            text += marks[at]
        elif at and _merge(word[at - 1].symbol, phone.symbol):
            text += "."
        text += phone.symbol
    return text


@cache
def _merge(first: str, second: str) -> bool:
    """Whether two phones written side by side would be read as something else, as ``t`` and ``ʃ`` would."""
    return [token for token, _ in tokens(first + second, _ENGLISH)] != [first, second]
