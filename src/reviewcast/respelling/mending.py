"""What is wrong with a syllable that cannot be said, and the nearest one that can."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from reviewcast.respelling.syllables import sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

_MENDS = tuple(
    (re.compile(pattern), tuple(instead.split()), because)
    for pattern, instead, because in (
        ("qu", "kw k", '"q" is not in the key'),
        ("q", "k kw", '"q" is not in the key'),
        ("x", "ks gz z", '"x" is not in the key'),
        ("sch", "sh sk", '"c" is not in the key'),
        ("c(?=[eiy])", "s k", '"c" is not in the key'),
        ("c(?!h)", "k s", '"c" is not in the key'),
        ("ph", "f", '"ph" is not in the key'),
        ("wh", "w hw", '"wh" is not in the key'),
        ("gh", "g f", '"gh" is not in the key'),
        ("rh", "r", '"rh" is not in the key'),
        ("bh", "b v", '"bh" is not in the key'),
        ("eau", "oh yoo", '"eau" is not in the key'),
        ("eigh", "ay eye", '"eigh" is not in the key'),
        ("ough", "oh uf aw", '"ough" is not in the key'),
        ("augh", "aw", '"augh" is not in the key'),
        ("ear", "eer ur air", '"ear" is not in the key'),
        ("(?:oa|ou)r(?:e)?", "or oor", '"our" is not in the key'),
        ("ore", "or", 'a silent "e" is not in the key'),
        ("are", "air ar", 'a silent "e" is not in the key'),
        ("ere", "eer air", 'a silent "e" is not in the key'),
        ("ire", "yr eyer", 'a silent "e" is not in the key'),
        ("ure", "oor yoor", 'a silent "e" is not in the key'),
        ("aa", "ah a", '"aa" is not in the key'),
        ("ae", "ay eye", '"ae" is not in the key'),
        ("ai", "ay eye", '"ai" is not in the key'),
        ("au", "aw ow", '"au" is not in the key'),
        ("ea", "ee e eh", '"ea" is not in the key'),
        ("ei", "eye ay y", '"ei" is not in the key'),
        ("eu", "oo yoo oy", '"eu" is not in the key'),
        ("ew", "yoo oo", '"ew" is not in the key'),
        ("ie", "ee y eye", '"ie" is not in the key'),
        ("iy", "ee", '"iy" is not in the key'),
        ("oa", "oh", '"oa" is not in the key'),
        ("oe", "oh oo", '"oe" is not in the key'),
        ("oi", "oy", '"oi" is not in the key'),
        ("ou", "ow oo oh", '"ou" is not in the key'),
        ("ue", "oo yoo", '"ue" is not in the key'),
        ("ui", "oo wee", '"ui" is not in the key'),
        ("uy", "y eye", '"uy" is not in the key'),
        ("a$", "ah uh", '"a" at the end of a word is unclear'),
        ("e$", "ee eh", '"e" at the end of a syllable is unclear'),
        ("i$", "ee eye", '"i" at the end of a syllable is unclear'),
        ("o$", "oh oo", '"o" at the end of a syllable is unclear'),
        ("u$", "oo uh", '"u" at the end of a syllable is unclear'),
    )
)
r"""Habits of English spelling, what each may mean in the key (nearest first), and what to say of it."""

_SILENT_E = re.compile(r"^(.*)([aiou])([bdfgklmnprstvz]+)e$")
_OPEN = {"a": "ay", "i": "y", "o": "oh", "u": "oo"}
_HYPHENS = "write one syllable at a time by the respelling key, with hyphens between, such as HYOO-stun"
_LOOKALIKES = str.maketrans("013", "ole")
_SHOWN = 40
_LONGEST = 24
"""Letters in a syllable for which a better one is sought."""


def complaint(syllable: str, *, last: bool) -> str:
    """One sentence on *syllable*: what is wrong, and up to two that can be said."""
    shown = syllable if len(syllable) <= _SHOWN else syllable[:_SHOWN] + "…"
    if not syllable:
        return "a hyphen has no syllable beside it; write a hyphen only between two syllables"
    better = _better(syllable, last=last) if len(syllable) <= _LONGEST else []
    advice = "write " + " or ".join(f'"{one}"' for one in better) if better else _HYPHENS
    return f'"{shown}" cannot be said: {_reason(syllable)}; {advice}'


def _reason(syllable: str) -> str:
    for sign in syllable:
        if not (sign.isascii() and sign.isalpha()):
            named = sign if sign.isprintable() else f"U+{ord(sign):04X}"
            return f'"{named}" is not in the key'
    if _is_mixed(syllable):
        return "it mixes capitals and small letters"
    lower = syllable.lower()
    if not re.search("[aeiouy]", lower):
        return "it has no vowel"
    if _SILENT_E.match(lower):
        return 'a silent "e" is not in the key'
    fitting = (because for pattern, _, because in _MENDS if pattern.search(lower))
    return next(fitting, "its letters do not follow the key")


def _is_mixed(syllable: str) -> bool:
    return not (syllable.islower() or syllable.isupper() or syllable[1:].islower())


def _better(syllable: str, *, last: bool) -> list[str]:
    """Up to two syllables that can be said, by one change, else by two."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFD", syllable.translate(_LOOKALIKES))
        if sign.isascii() and sign.isalpha()
    )
    tried = [plain.lower()]
    for _ in range(1 if _is_mixed(plain) else 3):
        good = [one for one in dict.fromkeys(tried) if one and sounds(one, last=last)]
        if good:
            return [_cased(one, plain) for one in good[:2]]
        tried = [changed for one in tried[:_SHOWN] for changed in _changes(one)]
    return []


def _changes(syllable: str) -> Iterator[str]:
    silent = _SILENT_E.match(syllable)
    if silent:
        yield silent[1] + _OPEN[silent[2]] + silent[3]
    for pattern, instead, _ in _MENDS:
        if pattern.search(syllable):
            yield from (pattern.sub(one, syllable, count=1) for one in instead)
    if syllable and not re.search("[aeiouy]", syllable):
        yield "uh" + syllable
        yield syllable + "uh"


def _cased(syllable: str, like: str) -> str:
    """*syllable* with the stress that the capitals of *like* meant."""
    if not any(sign.isupper() for sign in like):
        return syllable
    return syllable.capitalize() if like[1:].islower() else syllable.upper()
