"""How a sentence is read aloud: by the rules of a lexicon, then in words for figures and signs.

A rule's words are taken out before anything else looks at the text, and come back at the very end in the
engine's own notation: no figure inside a name is read as a number, and nothing in a review can pass for that
notation, since all that looks like it is made harmless in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from reviewcast import engines, normalization, phonetics, sounds
from reviewcast.harmless import Change, make_harmless
from reviewcast.model import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.lexicon import Ending, Lexicon
    from reviewcast.model import Saying, Voice

_FIRST_HELD = 0xF0000
"""Of the private characters that stand for what is held back while a text is made harmless."""
_MOST_HELD = 1_000
_BEGIN, _END = "\U000f03e8", "\U000f03e9"
"""Of the words that one wants to find again."""
_HELD = "\U000f0000-\U000f03e7"
_STRAY = re.compile(f"[{_HELD}{_BEGIN}{_END}]")
_PLACE = re.compile(f"[{_HELD}]")
_NO_WORD = "\ufffc"
"""What rules see of a marked word."""
_POSSESSIVE = re.compile(r"(?:['’]?s|(?<=[sxzSXZ])['’])(?!\w)")
"""What behind a mark belongs to the words in it: a voice would call the letter by its name."""
_HYPHEN = re.compile(rf"(?<=[{_HELD}{_END}])[-‐‑](?=\w)|(?<=\w)[-‐‑](?={_BEGIN}?[{_HELD}])")
"""Between a held word and another: left there, the engine would run the two together as one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine gets for a text."""

    spoken: str
    changes: tuple[Change, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Those that said something, in the order of the words."""


class Located(NamedTuple):
    """What an engine gets for a text, and where in it the words are that one asked for."""

    spoken: str
    start: int
    end: int


class Mark(NamedTuple):
    """A stretch of the text that says itself how it is said."""

    start: int
    end: int
    saying: Saying


class _Patch(NamedTuple):
    """Words or a pronunciation in the place of ``text[start:end]``."""

    start: int
    end: int
    words: str
    block: str = ""
    """What the engine is told instead of words, in its own notation."""


class Reader:
    """Reads text for one voice by one lexicon; *language* says how figures are read."""

    def __init__(self, lexicon: Lexicon, voice: Voice, language: str) -> None:
        self.lexicon, self.voice, self.language = lexicon, voice, language

    def read(self, text: str, marks: Sequence[Mark] = ()) -> Reading:
        """What the engine gets for *text*, a sentence or so of visible words; *marks* do not overlap."""
        return self._read(text, marks, None)

    def locate(self, text: str, start: int, end: int, marks: Sequence[Mark] = ()) -> Located:
        """The same for a text in which one wants to know what becomes of ``text[start:end]``.

        The place is empty, and at the beginning, where nothing of it is spoken.
        """
        spoken = self.read(text, marks).spoken
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and not text[end - 1].isalnum():
            end -= 1
        signed = self._read(text, marks, (start, end)).spoken if start < end else ""
        before, opened, rest = signed.partition(_BEGIN)
        inside, closed, _ = rest.partition(_END)
        if not (opened and closed):  # cut away, with the rest of an endless word for example
            return Located(spoken, 0, 0)
        first, last = (len(_one_line(part + "x")) - 1 for part in (before, (before + inside).rstrip()))
        return Located(spoken, min(first, len(spoken)), min(last, len(spoken)))

    def _read(self, text: str, marks: Sequence[Mark], point: tuple[int, int] | None) -> Reading:
        text = _STRAY.sub("\u200b", text)  # as long as it was, and dropped later like all that hides
        changes: list[Change] = []
        used: list[Rule] = []
        patches: list[_Patch] = []
        for start, end, rule, ending in _acting(self.lexicon, text, sorted(marks, key=lambda mark: mark.start)):
            used.append(rule)
            patches.append(self._ruled(text, start, end, rule, ending, changes))
        patches = sorted([*patches, *_apart(normalization.find(text, self.language), patches)])
        held: dict[str, str] = {}
        spliced = _splice(text, patches if point is None else _pointed(patches, *point), held)
        spoken, found = make_harmless(spliced, "".join([*held, *(_BEGIN + _END if point else "")]))
        if held:
            spoken = _PLACE.sub(lambda place: held[place[0]], _HYPHEN.sub(" ", spoken))
        return Reading(_one_line(spoken), (*changes, *found), tuple(used))

    def _ruled(self, text: str, start: int, end: int, rule: Rule, ending: Ending, changes: list[Change]) -> _Patch:
        saying = saying_for(rule, self.voice)
        if saying.kind == "as":
            return _Patch(start, end, _STRAY.sub("", saying.value) + ending)
        said = sounds.phones(saying, rule.written)
        if said and ending:
            said = phonetics.with_ending(said, ending)
        block = engines.lower(said, self.voice) if said else None
        if block is not None:
            return _Patch(start, end, text[start:end], block)
        if said is not None and saying.kind == "spell":
            return _Patch(start, end, " ".join(saying.value or rule.written) + ending)
        changes.append(Change("unheard" if said else "unread", rule.written))
        return _Patch(start, end, text[start:end])


def saying_for(rule: Rule, voice: Voice) -> Saying:
    """How *rule* is said in *voice*: what it has for the profile, else for the engine, else for all."""
    own = dict(rule.engines)
    return own.get(voice.profile) or own.get(voice.engine) or rule.saying


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _acting(lexicon: Lexicon, text: str, marks: Sequence[Mark]) -> list[tuple[int, int, Rule, Ending]]:
    """What says the words of *text*, in their order: its *marks*, and the rules beside them."""
    found = []
    for mark, after in zip_longest(marks, marks[1:]):
        rule = Rule(text[mark.start : mark.end], mark.saying, scope="inline")
        behind = _POSSESSIVE.match(text, mark.end, after.start if after else len(text))
        ending = behind[0].replace("’", "'") if behind else ""
        found.append((mark.start, mark.end + len(ending), rule, cast("Ending", ending)))
    for start, end, _, _ in found:
        text = f"{text[:start]}{_NO_WORD * (end - start)}{text[end:]}"
    return sorted([*found, *lexicon.find(text)], key=itemgetter(0))


def _apart(edits: Iterable[normalization.Edit], taken: Sequence[_Patch]) -> Iterator[_Patch]:
    """Those *edits* that touch nothing of *taken*; both are in the order of the text."""
    position = 0
    for edit in edits:
        while position < len(taken) and taken[position].end <= edit.start:
            position += 1
        if position == len(taken) or edit.end <= taken[position].start:
            yield _Patch(edit.start, edit.end, edit.words)


def _pointed(patches: Sequence[_Patch], start: int, end: int) -> list[_Patch]:
    """*patches* with a sign before and behind ``text[start:end]``, and all that a patch there covers."""
    near = [patch for patch in patches if patch.start < end and start < patch.end]
    start = min([start, *(patch.start for patch in near)])
    end = max([end, *(patch.end for patch in near)])
    before = [patch for patch in patches if patch.end <= start]
    behind = [patch for patch in patches if patch.start >= end]
    return [*before, _Patch(start, start, _BEGIN), *near, _Patch(end, end, _END), *behind]


def _splice(text: str, patches: Iterable[_Patch], held: dict[str, str]) -> str:
    """*text* with its patches; a block becomes one private character, the same for the same block."""
    signs = {block: sign for sign, block in held.items()}
    parts: list[str] = []
    position = 0
    for patch in patches:
        words = patch.words
        if patch.block and (patch.block in signs or len(signs) < _MOST_HELD):
            words = signs.setdefault(patch.block, chr(_FIRST_HELD + len(signs)))
            held[words] = patch.block
        parts += [text[position : patch.start], words]
        position = patch.end
    return "".join([*parts, text[position:]])
