"""The sounds of other languages as an English speaker says them."""

from __future__ import annotations

import re
import unicodedata

from reviewcast.phonetics.ipa import VARIANTS, stressed, tokens
from reviewcast.phonetics.phones import (
    CONSONANTS,
    NEAREST,
    VOWELS,
    WORD_BREAK,
    Phone,
    Phones,
    Table,
    is_vowel,
    table_of,
    words_of,
)

_OTHERWISE = table_of(
    "a=ɑː|e=ɛ|eː=eɪ|i=iː|o=oʊ|oː=oʊ|ɔ=ɔː|ɜ=ə|ɾ=ɹ|r=ɹ|ð=d|ʔ=|ɑ̃=ɑː n|ɔ̃=ɔː n|ɐ̃ʊ̃=aʊ n|ɐ̃w̃=aʊ n|"
    "aj=aɪ|ɑj=aɪ|ej=eɪ|ɛj=eɪ|oj=ɔɪ|ɔj=ɔɪ|ij=iː|ɨj=iː|uj=uː iː|aw=aʊ|ɑw=aʊ"
)
"""Letters that other languages' voices use for another sound than English dictionaries do. Nasal vowels become a
vowel and n, as English speakers say *Comte*; a Spanish d between vowels is a d."""

_FOREIGN: Table = {**{symbol: (symbol,) for symbol in VOWELS + CONSONANTS}, **VARIANTS, **NEAREST, **_OTHERWISE}

_SOFT = "(?<![ʃʒɹrɲj])\u02b2(?=[ˈˌ]?[ɑaɒɐɔoəuʊʌ])"
"""A palatal mark that English hears as its y: not before a front vowel, nor after a sound that swallows it."""

_BEFORE_R = {"oʊ": "ɔː", "eɪ": "ɛ", "uː": "ʊ"}


def approximate(ipa: str) -> Phones:
    """The nearest phones of English to *ipa*, which may be of any language, as espeak's voices print it.

    Nothing is refused: what has no likeness in English (tones, clicks, unknown marks) is passed over, so that the
    result may be empty. It is an English speaker's reading, not an imitation: ``lakuʁbˈa`` gives ``lɑːkʊɹbˈɑː``.
    """
    soft = re.sub(_SOFT, "j", unicodedata.normalize("NFD", ipa))
    said = [phone for _, phones in tokens(soft, _FOREIGN) for phone in phones or ()]
    words = (_anglicised(word) for word in words_of(stressed(said, strict=False)))
    joined = [phone for word in words for phone in (WORD_BREAK, *word)]
    return tuple(joined[1:])


def _anglicised(word: Phones) -> Phones:
    """*word* by the habits of English: no double consonants, no short e at the end, an h for the ch of *Bach*
    before a vowel, as in *Jorge*, and the vowels that English has before ɹ.
    """
    said: list[Phone] = []
    for phone, after in zip(word, (*word[1:], WORD_BREAK), strict=True):
        symbol = phone.symbol
        if is_vowel(after) or after == WORD_BREAK:
            symbol = {"x": "h", "ɛ": "eɪ"}.get(symbol, symbol) if is_vowel(after) else _at_end(phone)
        elif after.symbol == "ɹ":
            symbol = _BEFORE_R.get(symbol, symbol)
        if is_vowel(phone) or symbol != after.symbol:
            said.append(phone._replace(symbol=symbol))
    return tuple(said)


def _at_end(phone: Phone) -> str:
    if phone.symbol == "æ":
        return "ɑː" if phone.stress else "ə"
    return {"ɛ": "eɪ", "ɪ": "i"}.get(phone.symbol, phone.symbol)
