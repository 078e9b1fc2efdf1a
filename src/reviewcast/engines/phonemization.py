"""From what is spoken to the phonemes of a neural voice, with the place in the text that each word of them is from.

The phonemes are those of the espeak-ng that the package ``espeakng-loader`` brings, asked through its C interface:
the same for every neural engine. (That of ``piper-tts`` differs in one sign, ``ʲ`` between two vowels, which came into
espeak-ng after Piper's voices were trained: they never learned it.)

Runs in a voice process; only a child that ends with its utterance may speak, since espeak-ng can abort.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.engines.ipa_blocks import Block, guarded, parse
from reviewcast.engines.wire import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Speak = Callable[[str], Sequence["Clause"]]
    """What espeak-ng says of a text."""

    Word = tuple[int, str]
    """A word of phonemes, or a few run together, with its text's position."""

MARKS = ".!?,;:—…"
"""The punctuation that may stand in phonemes, right behind a word."""

_PLAINER = {"—": ";", "…": ","}
"""For models that do not know a mark."""


class Clause(NamedTuple):
    """What espeak-ng makes of the text up to a pause."""

    ipa: str
    end: int
    """How many characters of the text it has read, with all before."""


class Phonemized(NamedTuple):
    """One utterance, ready for a model."""

    phonemes: str
    """In Unicode's decomposed form; words have one space between them, and a mark of :data:`MARKS` may follow one."""
    words: tuple[tuple[int, int], ...]
    """(index of a word's first character in what is spoken, index of its first phoneme), both ascending."""


def phonemize(spoken: str, speak: Speak, marks: str = ".!?,;:") -> Phonemized:
    """The phonemes of *spoken*, blocks and all, as one row. Raises RequestError where there is nothing to say.

    A pause that espeak-ng makes is the mark that stands for it in the text, or the nearest of the *marks* that the
    model knows, so that an utterance is never cut; the last word has a mark always.
    """
    text = _INITIAL.sub(lambda initial: "A-" if initial[1] == "A" else f"{initial[1]} ", guarded(spoken))
    clauses = _whole(text, speak) or _by_pieces(text, speak)
    phonemes = ""
    words: list[tuple[int, int]] = []
    for clause, mark in clauses:
        for position, word in clause:
            phonemes += " " * bool(phonemes)
            words.append((position, len(phonemes)))
            phonemes += unicodedata.normalize("NFD", word)
        phonemes += mark if mark in marks else _PLAINER[mark]
    if not words:
        raise RequestError("there is nothing in it that could be said")
    return Phonemized(phonemes if phonemes[-1] in MARKS else f"{phonemes}.", _first_of_each(words))


_INITIAL = re.compile(r"(?<![^\W_])([A-Z])\.(?= +[A-Z\[])")
"""espeak-ng ends a sentence at the full stop of "J. J. Abrams", and takes the letter A without one for the article."""

_ABBREVIATED = re.compile(r"(?<!\w)(?:Bros|Inc|Ltd|Co|Corp|Dept|Jr|Sr|Ste?|Mt|Ft|Ave|Blvd|Rd|Esq|\w?(?:\.\w)+)\.\W*\Z")
"""The end of a clause that is none: inside an utterance such a word ends no sentence."""

_CLOSING = re.compile(r"([.!?,;:—–…]+)[^\w.!?,;:—–…]*\Z")
_TOKEN = re.compile(r"[^\s—–…]+")
_FARTHEST = 100
"""Words looked back at, which keeps the work linear."""

_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9]+)*\)")
"""Where espeak-ng changes its language inside a text."""


# --- blocks -----------------------------------------------------------------------------------------------

_STAND_INS = ("Bizwug", "Obwug")
"""Words that nobody writes, said alike wherever they stand: for a block that begins with a consonant, a vowel."""

_VOWELS = frozenset("aeiouæɐɑɒɔəɚɛɜɪʊʌᵻ")


def _whole(text: str, speak: Speak) -> list[tuple[list[Word], str]] | None:
    """The words of each clause of *text* and its mark; None where a block's stand-in is not found again.

    espeak-ng is asked for the whole text, with a word in the place of each block: what stands before a block is
    said as before a word ("the" before a vowel, no pause), and so is what follows.
    """
    pieces = parse(text)
    blocks = [piece for piece in pieces if isinstance(piece, Block)]
    plain = "".join(_stand_in(text, piece) if isinstance(piece, Block) else piece.text for piece in pieces)
    clauses = list(_clauses(plain, speak))
    if not blocks:
        return clauses
    said = {_unstressed(speak(word)[0].ipa): _begins_with_vowel(word.lower()) for word in _STAND_INS}
    left = iter(blocks)
    for words, _ in clauses:
        for at, (_, word) in enumerate(words):
            if _unstressed(word) in said:
                block = next(left, None)
                if block is None or said[_unstressed(word)] != _begins_with_vowel(block.ipa):
                    return None
                words[at] = (block.position, block.ipa)
        _link(words, {block.position for block in blocks})
    return clauses if next(left, None) is None else None


def _stand_in(text: str, block: Block) -> str:
    """A word as long as *block*, so that all positions stay as they are."""
    end = block.position + len(block.text)
    behind = " " * text[end : end + 1].isalnum()
    return (_STAND_INS[_begins_with_vowel(block.ipa)] + behind).rjust(len(block.text))


def _link(words: list[Word], blocks: set[int]) -> None:
    """Put the ɹ to a block's last ɚ that is said before a vowel."""
    for at in range(len(words) - 1):
        position, word = words[at]
        if position in blocks and word.endswith(("ɚ", "ɜː")) and _begins_with_vowel(words[at + 1][1]):
            words[at] = (position, f"{word}ɹ")


def _by_pieces(text: str, speak: Speak) -> list[tuple[list[Word], str]]:
    """The same, where what stands between the blocks is spoken by itself."""
    clauses: list[tuple[list[Word], str]] = []
    for piece in parse(text):
        if isinstance(piece, Block):
            clauses.append(([(piece.position, piece.ipa)], ""))
        else:
            clauses += [
                ([(piece.position + position, word) for position, word in words], mark)
                for words, mark in _clauses(piece.text, speak)
            ]
    return clauses


def _begins_with_vowel(ipa: str) -> bool:
    return ipa.lstrip("ˈˌ")[:1] in _VOWELS


def _unstressed(ipa: str) -> str:
    return ipa.translate({ord("ˈ"): None, ord("ˌ"): None})


# --- words ------------------------------------------------------------------------------------------------


def _clauses(text: str, speak: Speak) -> Iterator[tuple[list[Word], str]]:
    """The words of each clause of *text* that has any, and the mark behind it."""
    start = 0
    for clause in speak(text):
        words = clause.ipa.split()
        end = clause.end
        if words:
            mark = _mark(text[start:end])
            if mark == "." and end < len(text.rstrip()) and _ABBREVIATED.search(text, start, end):
                mark = ""
            yield _placed(text, start, end, words, speak), mark
        start = end


def _mark(clause: str) -> str:
    """The one mark for all those at the end of *clause*; empty where there is none."""
    found = _CLOSING.search(clause)
    if not found:
        return ""
    marks = found[1].replace("...", "…").replace("–", "—")
    return next((mark for mark in "?!…" if mark in marks), marks[-1])


def _placed(text: str, start: int, end: int, words: Sequence[str], speak: Speak) -> list[Word]:
    """*words*, which espeak-ng says for ``text[start:end]``, each with its position.

    espeak-ng runs small words together and makes several of a number, so it is asked how many words more each word
    of the text makes, with the two before it, or, where that does not come out even, with all before it.
    """
    tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(text, start, end)]
    for reach in (2, min(len(tokens), _FARTHEST)):
        counts = [_words_more(text, tokens, at, reach, speak) for at in range(len(tokens))]
        if sum(counts) == len(words) and min(counts) >= 0:
            break
    for at in range(1, len(tokens)):
        if counts[at] > 1 and counts[at - 1] == 0:  # "There is" is one word, and two again in "There is no"
            given = counts[at] - min(counts[at], _count(text[slice(*tokens[at])], speak))
            counts[at - 1 : at + 1] = given, counts[at] - given
    positions = [token[0] for token, count in zip(tokens, counts, strict=True) for _ in range(count)] or [start]
    positions += positions[-1:] * (len(words) - len(positions))
    return list(zip(positions, words, strict=False))


def _words_more(text: str, tokens: Sequence[tuple[int, int]], at: int, reach: int, speak: Speak) -> int:
    begin = tokens[max(0, at - reach)][0]
    without = _count(text[begin : tokens[at - 1][1]], speak) if at else 0
    return _count(text[begin : tokens[at][1]], speak) - without


def _count(text: str, speak: Speak) -> int:
    return sum(len(clause.ipa.split()) for clause in speak(text))


def _first_of_each(words: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """*words* without those that go on from the same word of the text: a number's."""
    kept: list[tuple[int, int]] = []
    for position, index in words:
        if not kept or position > kept[-1][0]:
            kept.append((position, index))
    return tuple(kept)


# --- espeak-ng --------------------------------------------------------------------------------------------


@cache
def espeak() -> Espeak:
    """The one of this process, brought up when first asked for."""
    return Espeak()


_SYNCHRONOUS, _DO_NOT_EXIT, _UTF8, _IPA = 2, 0x8000, 1, 2


class Espeak:
    """The library, brought up once; changes the working directory of its process, and for good.

    ``speak_lib.h`` of espeak-ng 1.52 is the reference of the calls.
    """

    def __init__(self) -> None:
        import ctypes
        import os
        from pathlib import Path

        import espeakng_loader

        path = Path(espeakng_loader.get_library_path())
        os.chdir(path.parent)  # espeak-ng cuts the path of its data at 160 characters, so that is given as "."
        self._library = ctypes.CDLL(str(path))
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DO_NOT_EXIT) < 0:
            raise RequestError("espeak-ng does not find its data; install espeakng-loader again")

    def speaker(self, language: str) -> Speak:
        """What says texts in *language*, one of espeak-ng's voices; RequestError where it has none of that name."""
        if self._library.espeak_SetVoiceByName(language.encode()) != 0:
            raise RequestError(f'espeak-ng has no voice "{language}"')
        return self._speak

    def _speak(self, text: str) -> list[Clause]:
        import ctypes

        data = text.encode("utf-8", "replace").replace(b"\0", b" ")
        buffer = ctypes.create_string_buffer(data)
        start = ctypes.addressof(buffer)
        at = ctypes.c_void_p(start)
        clauses: list[Clause] = []
        while at.value:
            ipa = self._library.espeak_TextToPhonemes(ctypes.byref(at), _UTF8, _IPA) or b""
            # behind a pause it has read the first character of what follows
            end = len(data[: at.value - start].decode("utf-8", "ignore")) - 1 if at.value else len(text)
            clauses.append(Clause(_SWITCH.sub("", ipa.decode("utf-8", "ignore")), end))
        return clauses
