"""Telling a neural voice how something is said: a block of IPA in what is spoken, ``[[ ˈɑːɹməs ]]``.

Neural voices were trained on what espeak-ng wrote for their texts, so a block holds the IPA that espeak-ng itself
would write: rhotic for an American voice (``hˈɑːɹt``, ``lˈɛɾɚ``) and not for a British one (``hˈɑːt``, ``lˈɛtɐ``), with
the stress mark right before its vowel. Only :func:`lower` writes blocks, and :func:`guarded` breaks apart whatever
else looks like one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from reviewcast.engines.blocks import Notation

if TYPE_CHECKING:
    from reviewcast.model import Voice
    from reviewcast.phonetics import Phones

    Accent = Literal["en-us", "en-gb"]

_VOWELS = frozenset(("iː", "i", "ɪ", "ɛ", "æ", "ɑː", "ɒ", "ʌ", "ɔː", "ʊ", "uː", "ə", "ɜː", "ɚ"))
_VOWELS |= {"eɪ", "aɪ", "ɔɪ", "aʊ", "oʊ", "ɑ̃", "ɔ̃"}
_SHARED = {same: same for same in (*_VOWELS, *"pbtdkɡfvθðszʃʒxhmnŋlɹjwʔ", "tʃ", "dʒ")}
_WRITTEN: dict[Accent, dict[str, str]] = {
    "en-us": {**_SHARED, "ɒ": "ɑː"},
    "en-gb": {**_SHARED, "oʊ": "əʊ", "ɚ": "ə", "i": "ɪ"},
}
"""A phone as espeak-ng's voices ``en-us`` and ``en-gb-x-rp`` write it, where nothing beside it changes it."""

_R_IN_IT = {"ɜː", "ɚ", "ə"}
"""Vowels into which an American ɹ goes: ``wˈɜːd``, ``lˈɛɾɚ``."""

_BEFORE_SILENT_R = dict(
    zip(
        ("ɛ", "eɪ", "ɪ", "iː", "i", "ʊ", "uː", "æ", "ɒ", "oʊ", "ʌ", "aɪ", "ɔɪ", "aʊ"),
        ("eə", "eə", "iə", "iə", "iə", "ɔː", "ʊə", "ɑː", "ɔː", "ɔː", "ɜː", "aɪə", "ɔɪə", "aʊə"),
        strict=True,
    )
)
"""What is British for a vowel and an ɹ that is not said."""

_LONGEST_WORD = 60
"""Phones, as for espeak-ng, so that a rule acts alike in all voices."""

_LONGEST = 400
"""Characters of a block."""


_OF_KOKORO: dict[str, Accent] = {"a": "en-us", "b": "en-gb"}
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[_-]([A-Za-z]{2}))?-")
"""At the beginning of a voice's name."""


class Text(NamedTuple):
    """A stretch of what is spoken that is words."""

    position: int
    """The index of its first character in what is spoken."""
    text: str


class Block(NamedTuple):
    """A stretch of what is spoken that is a block."""

    position: int
    """The index of its first bracket in what is spoken."""
    text: str
    """With its brackets."""

    @property
    def ipa(self) -> str:
        """What is between the brackets, without the spaces at its ends."""
        return self.text[3:-3]


def accent(voice: Voice) -> Accent | None:
    """Whose English *voice* speaks, by the engine's own name for it; None for a voice of another language.

    Piper's voices begin with their language (``en_GB-alan-medium``); where one does not, its profile says it.
    Kokoro's begin with a letter for it (``bf_emma``). English that is neither American nor Canadian is written as
    British.
    """
    if voice.engine == "kokoro":
        return _OF_KOKORO.get(voice.voice[:1])
    code = _LANGUAGE.match(voice.voice) or _LANGUAGE.match(f"{voice.language}-")
    if code is None or code[1] != "en":
        return None
    return "en-us" if (code[2] or "US").upper() in {"US", "CA"} else "en-gb"


def lower(phones: Phones, accent: Accent) -> str | None:
    """*phones* as a block in espeak-ng's IPA for *accent*; None for none, for one it cannot write, and for too many."""
    from reviewcast.phonetics import words_of

    words = words_of(phones)
    if not words or max(map(len, words)) > _LONGEST_WORD:
        return None
    try:
        following = [word[0].symbol for word in words[1:]] + [""]
        block = f"[[ {' '.join(_lower_word(*each, accent) for each in zip(words, following, strict=True))} ]]"
    except KeyError:
        return None
    return block if len(block) <= _LONGEST else None


def parse(spoken: str) -> tuple[Text | Block, ...]:
    """*spoken* in pieces, none of them empty, that put together are the whole again."""
    pieces: list[Text | Block] = []
    at = 0
    for block in _notation().block.finditer(spoken) if "[[" in spoken else ():
        if at < block.start():
            pieces.append(Text(at, spoken[at : block.start()]))
        pieces.append(Block(block.start(), block[0]))
        at = block.end()
    return (*pieces, Text(at, spoken[at:])) if at < len(spoken) else tuple(pieces)


def guarded(text: str) -> str:
    """*text* with every ``[[`` and ``]]`` that is not of a block of :func:`lower` broken apart; as long as before."""
    return _notation().guarded(text) if "[[" in text or "]]" in text else text


def spelled(text: str) -> str:
    """*text* with a letter for each phone of its blocks: as long to say, about, as it looks."""
    return _notation().spelled(text) if "[[" in text else text


@cache
def _notation() -> Notation:
    """Compiled when first needed."""
    return Notation(
        {*_WRITTEN["en-us"].values(), *_WRITTEN["en-gb"].values(), *_BEFORE_SILENT_R.values(), "ɾ", "ɐ"}, "[ˈˌ]"
    )


def _lower_word(word: Phones, following: str, accent: Accent) -> str:
    """*word* in IPA, where the next word of the block begins with *following*."""
    symbols = [*(phone.symbol for phone in word), following]
    written, at = "", 0
    while at < len(word):
        ipa, used = _american(word, symbols, at) if accent == "en-us" else _british(symbols, at, len(word))
        written += word[at].stress * (symbols[at] in _VOWELS) + ipa
        at += used
    return written


def _american(word: Phones, symbols: list[str], at: int) -> tuple[str, int]:
    """How the phone at *at* is written, and how many phones that is."""
    symbol, after = symbols[at], symbols[at + 1]
    if symbol in _R_IN_IT:
        used = 1 + (after == "ɹ" and at + 1 < len(word))
        linked = symbols[at + used] in _VOWELS and (used == 2 or symbol == "ɚ")
        vowel = "ɚ" if used == 2 and symbol == "ə" else symbol
        return vowel + "ɹ" * linked, used
    if symbol == "t" and at and (symbols[at - 1] in _VOWELS or symbols[at - 1] == "ɹ") and _is_weak(word, at + 1):
        return "ɾ", 1
    return _WRITTEN["en-us"][symbol], 1


def _is_weak(word: Phones, at: int) -> bool:
    """Whether a vowel without stress stands at *at*, with no n behind it as in the last syllable of "Keaton"."""
    if at >= len(word) or word[at].symbol not in _VOWELS or word[at].stress:
        return False
    return at + 1 == len(word) or word[at + 1].symbol != "n"


def _british(symbols: list[str], at: int, length: int) -> tuple[str, int]:
    """How the phone at *at* of a word of *length* is written, and how many phones that is."""
    symbol, after = symbols[at], symbols[at + 1]
    silent = after == "ɹ" and at + 1 < length and symbol in _VOWELS
    used = 1 + silent
    linked = symbols[at + used] in _VOWELS
    if silent and linked and at + used < length:  # the ɹ of "Mary"
        return _WRITTEN["en-gb"][symbol], 1
    vowel = _BEFORE_SILENT_R.get(symbol) if silent else None
    if vowel is None:
        final = at + used == length and symbol in {"ə", "ɚ"} and length > 1
        vowel = "ɐ" if final else _WRITTEN["en-gb"][symbol]
    return vowel + "ɹ" * (linked and (silent or symbol == "ɚ")), used
