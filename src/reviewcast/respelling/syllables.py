"""One syllable of a respelling: its grammar, and the sounds of its letters before stress tells them apart."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from reviewcast.phonetics.phones import table_of

_CONSONANTS = table_of(
    "b=b|ch=tʃ|ck=k|d=d|dh=ð|f=f|g=ɡ|h=h|j=dʒ|k=k|kh=x|l=l|m=m|n=n|ng=ŋ|p=p|r=ɹ|s=s|sh=ʃ|t=t|th=θ|v=v|w=w|y=j|z=z|zh=ʒ"
)
_VOWELS = table_of(
    "a=æ|ah=ɑː|ar=ɑː ɹ|air=ɛ ɹ|aw=ɔː|ay=eɪ|e=ɛ|eh=ɛ|ee=iː|eer=ɪ ɹ|er=ɚ|ey=eɪ|eye=aɪ|i=ɪ|ih=ɪ|igh=aɪ|ir=ɚ|"
    "o=ɒ|oh=oʊ|oo=uː|oor=ʊ ɹ|or=ɔː ɹ|ow=aʊ|oy=ɔɪ|u=ə|uh=ə|ur=ɚ|uu=ʊ|y=aɪ"
)

_ABSORBED = {("t", "tʃ"), ("d", "dʒ"), ("n", "ŋ")}
"""The first is not heard before the second: ``MATCH``, ``BRIDJ``."""

# Each piece is taken for good (possessive quantifiers, atomic groups): matching never goes back, so it is linear.
_BOTH = "ch|sh|zh|th|dh|kh|ng|[bdfgjklmnprstvz]"
_ONSET = rf"{_BOTH}|(?<![a-z])h(?=[aeiouyw])|w(?=[aeiouy])|y(?=[aeiou])"
_VOWEL = (
    r"eye|igh|air|eer|oor|ar|or|ur|ir|er|ah|aw|ay|eh|ee|ey|ih|oh|oo|ow|oy|uh|uu|y(?![aeiouy])|"
    r"[aeiou](?=[bcdfgjklmnpstvz])|a(?=[-‐‑])"
)
_CODA = f"ck|{_BOTH}"
_HYPHEN = "[-‐‑]"
_GAP = r"[\s\u00a0]"
_CASED = r"(?=(?:[A-Z]?[a-z]++|[A-Z]++)(?![A-Za-z]))"


def _grammar(onset: str, vowel: str, coda: str) -> str:
    return rf"(?i:{onset}(?:{_ONSET})*+){vowel}(?>{_VOWEL})){coda}(?:{_CODA})*+))"


@cache
def whole() -> re.Pattern[str]:
    """Matches a whole respelling that can be said, in any number of words."""
    syllable = _CASED + _grammar("(?:", "(?:", "(?:")
    word = rf"{syllable}(?:{_HYPHEN}{syllable})*+"
    return re.compile(rf"{_GAP}*+{word}(?:{_GAP}++{word})*+{_GAP}*+", re.ASCII)


@cache
def _syllable() -> re.Pattern[str]:
    return re.compile(_CASED + _grammar("(", "(", "(") + "-?", re.ASCII)


@cache
def _pieces(grammar: str) -> re.Pattern[str]:
    return re.compile(grammar, re.ASCII)


def words(text: str) -> list[list[str]]:
    """The words of a respelling, each as its syllables."""
    return [re.split(_HYPHEN, word) for word in re.split(rf"{_GAP}+", text, flags=re.ASCII) if word]


@lru_cache(4096)
def sounds(syllable: str, *, last: bool) -> tuple[str, ...] | None:
    """The symbols of one syllable as if it were unstressed, ``ee`` always as ``iː``; ``None`` if it cannot be said.

    *last* says that it ends its word: ``a`` at the end of a syllable is the vowel of *cat* before another only.
    """
    found = _syllable().fullmatch(syllable if last else syllable + "-")
    if not found:
        return None
    onset, vowel, coda = (part.lower() for part in found.groups())
    # The vowel stands behind it to tell the y of an onset.
    before = [match[0] for match in _pieces(_ONSET).finditer(onset + vowel) if match.start() < len(onset)]
    pieces = [*(_CONSONANTS[piece] for piece in before), _VOWELS[vowel]]
    pieces += [_CONSONANTS[piece] for piece in _pieces(_CODA).findall(coda)]
    return _smooth([symbol for piece in pieces for symbol in piece])


def _smooth(symbols: list[str]) -> tuple[str, ...]:
    """*symbols* as one syllable says them: nothing twice in a row, and ``nk`` as in *bank*."""
    said: list[str] = []
    for symbol in reversed(symbols):
        after = said[-1] if said else ""
        if (symbol, after) == ("ɚ", "ɹ"):
            said[-1] = symbol
        elif symbol != after and (symbol, after) not in _ABSORBED:
            said.append("ŋ" if symbol == "n" and after in {"k", "ɡ"} else symbol)
    return tuple(reversed(said))
