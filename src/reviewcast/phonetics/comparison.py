"""Whether two readings are the same, for what an engine is heard to say against what is wanted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.phonetics.phones import PRIMARY, VOWELS, WORD_BREAK, Phone, Phones, onset_start, with_ending, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_VOWELS = frozenset(VOWELS) | {"ɑ", "ɔ", "u"}
_SAME = {"iː": "i", "uː": "u", "ɑː": "ɑ", "ɒ": "ɑ", "ɔː": "ɔ", "ʌ": "ə"}
_BEFORE_R = {"i": "ɪ", "u": "ʊ", "eɪ": "ɛ", "oʊ": "ɔ"}
_CENTRING = frozenset(("i", "ɪ", "ɛ", "ʊ", "u"))
_VELAR = frozenset("kɡx")
_AFFRICATES = frozenset(("tʃ", "dʒ"))
_NEAR_VOWELS = frozenset(("i", "ɪ"))


class _Sound(NamedTuple):
    symbol: str
    primary: bool = False
    begins: bool = False
    """Whether a word begins here."""


def folded(phones: Phones) -> tuple[str, ...]:
    """*phones* without what differs between versions and accents of an engine and not between names.

    Length is dropped, ``ʌ`` is ``ə``, ``ɒ`` is ``ɑ``, ``ɚ`` and ``ɜː`` are ``ə`` and ``ɹ``, ``ɪ`` before a vowel
    is ``i``, ``n`` before ``k`` and ``ɡ`` is ``ŋ``, ``t`` before ``ʃ`` is one sound with it, long vowels before
    ``ɹ`` are their short ones (1.51 prints ``nˈoːɹmən`` where 1.52 has ``nˈɔːɹmən``), secondary stress and word
    breaks are dropped. A vowel with primary stress keeps its mark in front. ``ɑ`` and ``ɔ``, ``ə`` and ``ɪ``,
    and ``s`` and ``z`` stay apart: rules are made for them.
    """
    return tuple(PRIMARY + sound.symbol if sound.primary else sound.symbol for sound in _folded(phones))


def _folded(phones: Phones) -> list[_Sound]:
    return [sound for word in words_of(phones) for sound in _folded_word(word)]


def _folded_word(word: Phones) -> list[_Sound]:
    plain: list[_Sound] = []
    for phone in word:
        symbol, primary = _SAME.get(phone.symbol, phone.symbol), phone.stress == PRIMARY
        if symbol in {"ɚ", "ɜː"}:
            plain += [_Sound("ə", primary), _Sound("ɹ")]
        elif symbol == "ɹ" and len(plain) > 1 and plain[-1].symbol == "ɹ" and plain[-2].symbol == "ə":
            continue
        elif symbol == "ɹ" and len(plain) > 1 and plain[-1].symbol == "ə" and plain[-2].symbol in _NEAR_VOWELS:
            plain[-1] = _Sound("ɹ")
        elif plain and (both := plain[-1].symbol + symbol) in _AFFRICATES:
            plain[-1] = plain[-1]._replace(symbol=both)
        else:
            plain.append(_Sound(symbol, primary))
    for at, (sound, after) in enumerate(pairwise(plain)):
        if after.symbol == "ɹ":
            plain[at] = sound._replace(symbol=_BEFORE_R.get(sound.symbol, sound.symbol))
        elif sound.symbol == "ɪ" and after.symbol in _VOWELS:
            plain[at] = sound._replace(symbol="i")
        elif sound.symbol == "n" and after.symbol in _VELAR:
            plain[at] = sound._replace(symbol="ŋ")
    return [plain[0]._replace(begins=True), *plain[1:]]


def contains(heard: Phones, wanted: Phones) -> bool:
    """Whether *wanted* is said somewhere in *heard*, which may be a whole sentence.

    Both are compared as :func:`folded`. It must begin where a word begins, or where the syllable with a word's
    primary stress does (``ˈɑːnuː ɹˈiːvz`` is found in ``kɪˈɑːnuː ɹˈiːvz``), and end where a word ends, but for a
    possessive or plural ending; word breaks inside do not matter, since engines run words together. A wanted word
    with a primary stress must have it on the same vowel, if it has one at all in *heard*: sentences take some
    away. A voice that drops ``ɹ`` before consonants throughout is held to its own accent. Nothing wanted is
    never found.
    """
    said, sought = _folded(heard), _folded(wanted)
    if not sought:
        return False
    tails = [[], _ending(wanted)]
    if _found(said, sought, tails):
        return True
    if _rhotic(heard):
        return False
    tails += [["ɹ"]] if sought[-1].symbol == "ɹ" else []
    return _found(_without_r(said), _without_r(sought), tails)


def _found(said: Sequence[_Sound], sought: Sequence[_Sound], tails: Sequence[list[str]]) -> bool:
    return any(
        _matches(said, start, sought) and _tail(said, start + len(sought)) in tails for start in _starts(said, sought)
    )


def _ending(wanted: Phones) -> list[str]:
    """The possessive or plural of *wanted*."""
    return [phone.symbol for phone in with_ending(wanted[-1:], "s")[1:]]


def _rhotic(heard: Phones) -> bool:
    """Whether an ``ɹ`` is heard that no vowel follows; ``ɜː`` alone does not tell, all accents print it so."""
    symbols = [phone.symbol for phone in heard if phone != WORD_BREAK]
    return any(
        symbol == "ɚ" or (symbol == "ɹ" and after not in _VOWELS)
        for symbol, after in zip(symbols, [*symbols[1:], ""], strict=False)
    )


def _without_r(sounds: Sequence[_Sound]) -> list[_Sound]:
    """*sounds* as a voice without ``ɹ`` at the end of syllables says them: ``hɪɹ`` is ``hiə``."""
    kept: list[_Sound] = []
    for at, sound in enumerate(sounds):
        last = at + 1 == len(sounds)
        if sound.symbol != "ɹ" or (not last and sounds[at + 1].symbol in _VOWELS):
            kept.append(sound)
        elif kept and kept[-1].symbol in _CENTRING:
            vowel = kept[-1]
            kept[-1] = vowel._replace(symbol="i" if vowel.symbol == "ɪ" else vowel.symbol)
            kept.append(_Sound("ə"))
    return kept


def _starts(said: Sequence[_Sound], sought: Sequence[_Sound]) -> list[int]:
    starts = {at for at, sound in enumerate(said) if sound.begins}
    word = [Phone(sound.symbol) for sound in said]
    if sought and any(sound.primary for sound in sought):
        starts |= {onset_start(word, at) for at, sound in enumerate(said) if sound.primary}
    return sorted(starts) if sought else []


def _matches(said: Sequence[_Sound], start: int, sought: Sequence[_Sound]) -> bool:
    run = said[start : start + len(sought)]
    if [sound.symbol for sound in run] != [sound.symbol for sound in sought]:
        return False
    begins = [at for at, sound in enumerate(sought) if sound.begins]
    for first, end in zip(begins, [*begins[1:], len(sought)], strict=True):
        heard = {at for at in range(first, end) if run[at].primary}
        asked = [at for at in range(first, end) if sought[at].primary]
        if asked and heard and asked[-1] not in heard:
            return False
    return True


def _tail(said: Sequence[_Sound], at: int) -> list[str]:
    """What of its word stands from *at* on, as far as an ending could be."""
    tail: list[str] = []
    for sound in said[at : at + 3]:
        if sound.begins:
            break
        tail.append(sound.symbol)
    return tail
