"""Text from outside, made fit to be shown and fit to be spoken.

A review is never markup for an engine, and espeak-ng can be made to abort by plain text: by long runs of one
letter group (``s'`` a hundred times), by words of thousands of letters, by control bytes. What is spoken is
therefore cut down to what a reader would say; what is shown keeps the words as written, and loses only what
XML 1.0 forbids and what would turn the letters around or hide between them on a page that is not the author's.
Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

WORD_LIMIT = 60
"""Characters in one word as spoken."""
WORD_PIECES = 4
"""Pieces of that length that are spoken of a longer one."""
REPEATS = 7
"""A group of 1 to 8 characters that comes more often than this in a row is spoken three times."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something of the text that is not spoken as it stands."""

    code: str
    """``invisible``, ``symbol``, ``sign``, ``repeat`` or ``long-word``."""
    what: str
    """A few of its characters, fit to be printed."""
    count: int = 1
    """How many characters it concerns; of a repeat, how often the group stands there."""


# Bidirectional controls, zero-width characters (but for the joiners, which spell words and emoji), soft hyphen,
# byte order mark, fillers that show nothing, interlinear marks, tags, noncharacters, surrogates.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff"
)
_WHITE = re.compile(r"\s")
_BLANK = re.compile(r" {2,}")
_HIDDEN = re.compile(rf"[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_UNSEEN}]")
# Latin letters, digits and the punctuation of English prose: anything else is looked at one by one.
_UNUSUAL = re.compile(r"[^ -~¡£§«»¿À-ɏ‘’“”–—…]")
_SIGNS = re.compile(r"[*_#~\\`^|{}<>]+|\[{2,}|\]{2,}")
_COMPARISON = re.compile(r"(?<=\d) ([<>]) (?=\d)")
_DASH = re.compile(r" ?(?:—|-{2,}|(?<=\D )-(?= \D)) ?")
_SPACE_BEFORE_MARK = re.compile(r" +([,;:.!?…])(?=[\s.,;:!?…]|\Z)")
_REPEAT = re.compile(rf"(\S.{{0,7}}?)( ?)(?:\1\2){{{REPEATS - 1},}}\1", re.DOTALL)
_LONG_WORD = re.compile(rf"\S{{{WORD_LIMIT + 1},}}")
_PIECE = re.compile(rf".{{1,{WORD_LIMIT - 1}}}[\W_]|.{{1,{WORD_LIMIT}}}")
_SPOKEN_SIGNS = "°№"
_ARROW = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27ff\u2900-\u297f\u2b00-\u2bff]")
_SAME_LETTER = ("<font>", "<wide>", "<narrow>", "<circle>")


def visible(text: str) -> tuple[str, tuple[Change, ...]]:
    """*text* as it may be shown: without controls, direction marks and hidden characters, every white space a space.

    What remains are characters of XML 1.0 (fifth edition, 2.2 Char), so that no feed or page can break by it.
    Each character is judged by itself, so the parts of a text can be cleaned one by one.
    """
    hidden = _HIDDEN.findall(text)
    changes = (_unseen(hidden),) if hidden else ()
    return _WHITE.sub(" ", _HIDDEN.sub("", text)), changes


def make_harmless(text: str, held: str = "") -> tuple[str, tuple[Change, ...]]:
    """What an engine gets for *text*, and what was changed for it. The characters *held* stay as they are.

    The result is in normal form C and on one line; it holds no control, direction mark, ``[[``, ``]]``, ``<``,
    ``*`` and the like, no emoji, no group of up to 8 characters more than seven times in a row, and no word of more
    than 60 characters. It may be empty. Typography alone (dashes, spaces) is no change.
    """
    changes: list[Change] = []
    spoken = unicodedata.normalize("NFC", text)
    spoken = _without_unusual(spoken, changes, held)
    spoken = _without_signs(spoken, changes)
    spoken = _folded(spoken)
    spoken = _SPACE_BEFORE_MARK.sub(r"\1", _DASH.sub(" — ", spoken))
    spoken = _without_repeats(spoken, changes)
    spoken = _LONG_WORD.sub(lambda word: _in_pieces(word[0], changes), spoken)
    return _folded(spoken), tuple(changes)


def sayable(spoken: str) -> bool:
    """Whether there is a letter or a digit to say."""
    return any(map(str.isalnum, spoken))


def _folded(text: str) -> str:
    return _BLANK.sub(" ", _WHITE.sub(" ", text)).strip()


# --- characters -------------------------------------------------------------------------------------------


def _without_unusual(text: str, changes: list[Change], held: str) -> str:
    """Drop what is unseen, put a space for symbols, and spell letters of other fonts as the letters they are."""
    if not _UNUSUAL.search(text):
        return text
    unseen: list[str] = []
    symbols: list[str] = []

    def replace(match: re.Match[str]) -> str:
        character = match[0]
        if character in held:
            return character
        spoken = _spoken_character(character)
        if spoken == "":
            unseen.append(character)
        elif spoken == " " and not character.isspace():
            symbols.append(character)
        return spoken

    text = _UNUSUAL.sub(replace, text)
    # Joiners and variation selectors are part of spelling: their absence is not worth a word.
    hidden = [character for character in unseen if not _joins(character)]
    if hidden:
        changes.append(_unseen(hidden))
    if symbols:
        changes.append(Change("symbol", "".join(dict.fromkeys(symbols))[:12], len(symbols)))
    return unicodedata.normalize("NFC", text)


def _spoken_character(character: str) -> str:
    """The character, a plainer one, a space for a symbol, or nothing for what cannot be seen."""
    category = unicodedata.category(character)
    if character.isspace() or _is_symbol(character, category):
        return " "
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Me") or _HIDDEN.match(character) or _joins(character):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if unicodedata.decomposition(character).startswith(_SAME_LETTER):
        return unicodedata.normalize("NFKC", character)
    return character


def _is_symbol(character: str, category: str) -> bool:
    """Emoji, their modifiers, arrows, stars: what an engine passes over, or calls by its Unicode name."""
    if category in ("So", "Sk"):
        return character not in _SPOKEN_SIGNS
    return category == "Sm" and _ARROW.match(character) is not None


def _unseen(hidden: list[str]) -> Change:
    names = sorted({f"U+{ord(character):04X}" for character in hidden})
    return Change("invisible", ", ".join(names[:3]), len(hidden))


def _joins(character: str) -> bool:
    """Joiners and variation selectors."""
    return character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _without_signs(text: str, changes: list[Change]) -> str:
    """Take out what an engine would read as a command, or by its name ("asterisk")."""
    text = _COMPARISON.sub(lambda sign: " less than " if sign[1] == "<" else " more than ", text)
    found = _SIGNS.findall(text)
    if not found:
        return text
    kinds = dict.fromkeys(sign if sign[0] in "[]" else sign[0] for sign in (run[:2] for run in found))
    changes.append(Change("sign", " ".join(kinds), sum(map(len, found))))
    return _SIGNS.sub(" ", text)


# --- length -----------------------------------------------------------------------------------------------


def _without_repeats(text: str, changes: list[Change]) -> str:
    """Cut runaway repeats to three. What a cut brings together is looked at again, but not for ever."""

    def cut(match: re.Match[str]) -> str:
        unit, space = match[1], match[2]
        if unit.isdigit() and len(match[0]) <= 15:
            return match[0]  # 10000000000 is a number
        changes.append(Change("repeat", unit, (len(match[0]) + len(space)) // len(unit + space)))
        return space.join([unit] * 3)

    for _ in range(4):
        shorter = _REPEAT.sub(cut, text)
        if len(shorter) == len(text):
            break
        text = shorter
    return text


def _in_pieces(word: str, changes: list[Change]) -> str:
    """The beginning of a word that nobody could hear whole, in pieces; they end at its own signs where it has some."""
    pieces = _PIECE.findall(word)
    changes.append(Change("long-word", word[:20] + "…", len(word)))
    return " ".join(pieces[:WORD_PIECES])
