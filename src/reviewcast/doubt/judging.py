"""The clues of a name's words, what they add up to, and other ways to say it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reviewcast import phonetics, respelling
from reviewcast.doubt.likeness import distance, sounds
from reviewcast.doubt.origins import LANGUAGES, guess_language, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reviewcast.dictionary import Dictionary
    from reviewcast.doubt.likeness import Sounds
    from reviewcast.phonetics import Phones

    Read = Callable[[str, str], str]
    """How a voice of espeak-ng (``fr``, ``en-us``) says a text, as IPA; empty where it cannot tell."""

DICTIONARY = "CMUdict"
"""What a dictionary's reading is credited to."""

_ANOTHER = 0.3
"""From which distance on a reading is another one, and worth suggesting."""
_OUTSIDER = 0.5
"""What the score of a film, a place or a character of one name is multiplied by: a person's name matters more."""

# Weights of clues, in logits.
_BASE = -2.6
_UNLISTED, _UNKNOWN = 2.7, 1.0
_CONTRADICTED = 3.2
_FOREIGN = 1.0

_ENGLISH = "en-us"
_WORD = re.compile(r"\S+")
_HISSING = re.compile(r"[csxz][a-z]?\Z")
"""Endings that may themselves be said s or z."""
_NATURALISED = {"es": (("ð", "d"), ("β", "b"), ("ɣ", "ɡ"), ("θ", "s"))}
"""Sounds of a language that its names lose in English, though English has them."""


class Suggestion(NamedTuple):
    """Another way to say a name, for a person to judge."""

    ipa: str
    respelling: str
    source: str
    """Who says so: ``CMUdict``, ``French voice of espeak-ng``."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of one name."""

    score: float
    """From 0 (nobody needs to listen) to 1."""
    reasons: tuple[str, ...]
    """In words, the weightiest first; empty for a name without a clue."""
    suggestions: tuple[Suggestion, ...]


class _Clue(NamedTuple):
    weight: float
    reason: str


class _Word(NamedTuple):
    """A word of a name, as it is written and as it is heard."""

    written: str
    heard: Sounds
    listed: tuple[Phones, ...]
    """What the dictionary has for it."""
    foreign: tuple[Sounds, ...]
    """What the likely languages say of it."""


class _Trap(NamedTuple):
    """Letters that may be said in two ways, and the sound that shows the engine took the one that names seldom do."""

    letters: re.Pattern[str]
    sound: str
    weight: float
    reason: str


_TRAPS = (
    _Trap(re.compile(r"[aiou]s\Z"), "z", 1.5, "the s at the end is said z"),
    _Trap(re.compile(r"(?<![aeioq])u(?!(?:[mn][a-z]|ll))[bcdfgklmnpstvz]"), "ʌ", 1.5, "the u is said as in “cut”"),
    _Trap(re.compile(r"gn"), "ɡ", 1.0, "both letters of gn are said"),
    _Trap(re.compile(r"th"), "θ", 0.5, "the th is said as in “thin”"),
    _Trap(re.compile(r"ch"), "tʃ", 0.5, "the ch is said as in “church”"),
    _Trap(re.compile(r"z"), "z", 0.5, "the z is said as in “zoo”"),
    _Trap(re.compile(r"g[ei](?!\Z)"), "dʒ", 0.2, "the g is said as in “gem”"),
)


def judge(name: str, *, person: bool, heard: str, dictionary: Dictionary | None, read: Read) -> Judgement:
    """How doubtful it is that *name* is said right when the engine is *heard* saying it (IPA, words apart).

    *read* is asked at most twice for another language, and once a word where *heard* has not one group of sounds for
    each word. The score of a *person* is higher than that of a film or a place. The same arguments give the same
    judgement; a name without a letter scores 0.
    """
    written = _WORD.findall(name)
    spoken = _spoken(written, heard, read)
    tongues = [_Tongue(language, read(name, language), len(written)) for language in guess_language(name)]
    words = [
        _Word(each, sounds(said), listed(each, dictionary), tuple(tongue.word(n) for tongue in tongues))
        for n, (each, said) in enumerate(zip(written, spoken, strict=True))
    ]
    rows = [_clues(word, tongues, known=dictionary is not None) for word in words if _counts(word.written)]
    score = (1 - math.prod(1 - _chance(row) for row in rows)) * (1.0 if person else _OUTSIDER)
    ranked = sorted((clue for row in rows for clue in row if clue.reason), key=lambda clue: -clue.weight)
    return Judgement(
        round(score, 4), _merged(clue.reason for clue in ranked), tuple(_suggestions(spoken, words, tongues))
    )


def _counts(word: str) -> bool:
    """Whether *word* can be doubtful: not a particle (small letters), an initial or a number."""
    return len(word.strip(".")) > 1 and not word[0].islower() and any(letter.isalpha() for letter in word)


# --- what is heard ----------------------------------------------------------------------------------------


def _spoken(written: Sequence[str], heard: str, read: Read) -> list[Phones]:
    """What is said of each word: parts of *heard*, or each word read alone where those cannot be told apart."""
    parts = heard.split()
    if len(parts) != len(written):
        parts = [read(word, _ENGLISH).replace(" ", "") for word in written]
    said = [_english(part) for part in parts]
    return [*said[:-1], *(_without_possessive(written[-1], last) for last in said[-1:])]


def _without_possessive(word: str, said: Phones) -> Phones:
    """*said* without a z or s that the letters of *word* do not have: a name is often heard as "Stoker's"."""
    if said and said[-1].symbol in ("s", "z") and not _HISSING.search(plain(word)):
        return said[:-1]
    return said


def _english(ipa: str) -> Phones:
    """*ipa* of an English voice or dictionary; what is strange in it is passed over."""
    try:
        return phonetics.parse_ipa(ipa)
    except ValueError:
        return phonetics.approximate(ipa)


class _Tongue:
    """A language that a name may come from, and how its voice says the name."""

    def __init__(self, language: str, ipa: str, count: int) -> None:
        self.title = LANGUAGES[language]
        self.source = f"{self.title} voice of espeak-ng"
        for foreign, english in _NATURALISED.get(language, ()):
            ipa = ipa.replace(foreign, english)
        self.whole = phonetics.approximate(ipa)
        parts = [phonetics.approximate(part) for part in ipa.split()]
        self._words = parts if len(parts) == count else []

    def word(self, number: int) -> Sounds:
        """What it says of one word of the name; empty where that cannot be told from the rest."""
        return sounds(self._words[number]) if self._words else ()


def listed(word: str, dictionary: Dictionary | None) -> tuple[Phones, ...]:
    """What *dictionary* has for *word*: as written, without accents, or its parts where it has a hyphen."""
    if dictionary is None:
        return ()
    readings = dictionary.say(word) or dictionary.say(plain(word))
    parts = [part for part in re.split(r"[-‐‑]", word) if part]
    if not readings and len(parts) > 1:
        each = [dictionary.say(part) or dictionary.say(plain(part)) for part in parts]
        readings = ("".join(row[0] for row in each),) if all(each) else ()
    return tuple(_english(reading) for reading in readings)


def _merged(reasons: Iterable[str]) -> tuple[str, ...]:
    """*reasons* with those that say the same of several words made one, in the order of the first."""
    words: dict[tuple[str, str], dict[str, None]] = {}
    for reason in reasons:
        before, _, rest = reason.rpartition("“")
        word, _, after = rest.partition("”")
        words.setdefault((before, after), {})[f"“{word}”"] = None
    return tuple(f"{before}{', '.join(quoted)}{after}" for (before, after), quoted in words.items())


# --- the clues --------------------------------------------------------------------------------------------


def _clues(word: _Word, tongues: Sequence[_Tongue], *, known: bool) -> list[_Clue]:
    """What speaks for and against the reading of one word."""
    clues = [_Clue(_BASE, ""), _by_dictionary(word, known=known)]
    small = plain(word.written)
    for tongue, said in zip(tongues, word.foreign, strict=True):
        apart = distance(word.heard, said) if said and word.heard else 0.0
        if apart >= _ANOTHER:
            reason = f"the {tongue.title} voice says “{word.written}” otherwise"
            clues.append(_Clue(_FOREIGN * min(apart, 3.0) / 3.0, reason))
    clues += [_Clue(trap.weight, f"{trap.reason} in “{word.written}”") for trap in _TRAPS if _sprung(trap, small, word)]
    return clues


def _by_dictionary(word: _Word, *, known: bool) -> _Clue:
    if not known:
        return _Clue(_UNKNOWN, "")
    if not word.listed:
        return _Clue(_UNLISTED, f"“{word.written}” is in no dictionary")
    apart = _apart(word)
    weight = _CONTRADICTED * min(1.0, max(0.0, apart - 0.2) / 0.6)
    return _Clue(weight, f"a dictionary says “{word.written}” otherwise" if weight else "")


def _apart(word: _Word) -> float:
    """How far what is heard of a listed word is from the nearest reading of the dictionary."""
    return min(distance(word.heard, sounds(reading)) for reading in word.listed) if word.heard else 0.0


def _sprung(trap: _Trap, small: str, word: _Word) -> bool:
    found = trap.letters.search(small)
    if not found:
        return False
    symbols = [symbol for symbol, _ in word.heard]
    return trap.sound in (symbols[-1:] if found.end() == len(small) else symbols)


def _chance(clues: Iterable[_Clue]) -> float:
    return 1 / (1 + math.exp(-sum(clue.weight for clue in clues)))


# --- what might be said instead ---------------------------------------------------------------------------


def _suggestions(spoken: Sequence[Phones], words: Sequence[_Word], tongues: Sequence[_Tongue]) -> Iterable[Suggestion]:
    """Readings other than what is heard, each once: the dictionary's, then those of the likely languages."""
    heard = sounds(_joined(spoken))
    wrong = [bool(word.listed) and _apart(word) >= _ANOTHER for word in words]
    corrected = [word.listed[0] if bad else said for word, said, bad in zip(words, spoken, wrong, strict=True)]
    whose = " and ".join(f"“{word.written}”" for word, bad in zip(words, wrong, strict=True) if bad)
    offers = [(_joined(corrected), f"{DICTIONARY} for {whose}")]
    offers += [(tongue.whole, tongue.source) for tongue in tongues]
    seen = {heard}
    for phones, source in offers:
        said = sounds(phones)
        if said and said not in seen and distance(heard, said) >= _ANOTHER:
            seen.add(said)
            yield Suggestion(phonetics.write_ipa(phones), respelling.write(phones), source)


def _joined(words: Sequence[Phones]) -> Phones:
    """One row of phones, with a boundary between words."""
    joined: list[phonetics.Phone] = []
    for word in words:
        if joined and word:
            joined.append(phonetics.Phone(" "))
        joined += word
    return tuple(joined)
