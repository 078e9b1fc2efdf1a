"""When words are said: times for those an engine gave none, and from what was spoken to what is shown.

What is shown and what is spoken are mostly the same words. They differ where a figure is written out, a name
stands in an engine's notation, or a sign is read or left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.model import WordTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"(?:\[\[.*?\]\]|\S)+", re.DOTALL)
"""A word, or a name in an engine's notation, with all that touches it."""
_NOTATION = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

_FIGURE, _PAUSE = 4, 5
"""How many letters a figure lasts, and the silence behind a comma or a full stop.

With these the words of 38 sentences were 0.19 s from where espeak-ng and Piper have them (root mean square).
"""

_FAR_SHOWN, _FAR_SPOKEN = 8, 24
"""Words that are looked through for where two texts meet again: a number of two words may be said in twenty."""


class _Word(NamedTuple):
    start: int
    key: str
    """Its letters and figures in small, by which it is known in both texts; empty for a notation."""


def estimate(spoken: str, seconds: float) -> tuple[WordTime, ...]:
    """Times for the words of *spoken*, which was said in *seconds* from its first word's beginning; all estimated.

    A word lasts as long as its letters, its figures and the stop behind it; a notation's phones are its letters.
    """
    weighed = [(match.start(), _weight(match[0])) for match in _TOKEN.finditer(spoken) if _is_said(match[0])]
    if not weighed:
        return ()
    silent = _silence(spoken.rstrip())  # nothing is waited for behind the last word
    total = sum(weight for _, weight in weighed) - silent
    times, passed = [], 0.0
    for start, weight in weighed:
        times.append(WordTime(start, seconds * passed / total, estimated=True))
        passed += weight
    return tuple(times)


def place(text: str, spoken: str, words: Sequence[WordTime]) -> tuple[tuple[int, float, bool], ...]:
    """Where the words of *text*, as shown, begin: (index in *text*, seconds, estimated), ascending in both.

    *words* are the times of *spoken*, ascending. A word of *text* that is said in several has the time of the first;
    of several words that are said as one the first has it. What is not the same word in both, and is not alone
    between two that are, counts as estimated. Linear in the length of both.
    """
    shown, said = list(_words(text)), list(_words(spoken))
    times = _times(said, words)
    placed: list[tuple[int, float, bool]] = []
    latest = 0.0
    for at, to, sure in _pairs(shown, said):
        time = times[to]
        if time is not None:
            latest = max(latest, time.seconds)
            placed.append((shown[at].start, latest, time.estimated or not sure))
    return tuple(placed)


# --- how long words last ----------------------------------------------------------------------------------


def _is_said(token: str) -> bool:
    return any(map(str.isalnum, token))


def _weight(token: str) -> int:
    return max(1, sum(map(str.isalpha, token)) + _FIGURE * sum(map(str.isdigit, token))) + _silence(token)


def _silence(token: str) -> int:
    return _PAUSE if token.rstrip("\"'”’»)]}")[-1:] in tuple(".?!…,;:–—") else 0


# --- from one text to the other ---------------------------------------------------------------------------


def _words(text: str) -> Iterator[_Word]:
    for match in _TOKEN.finditer(text):
        if _is_said(match[0]):
            bare = _NOTATION.sub("", match[0])
            key = "" if bare != match[0] else "".join(filter(str.isalnum, bare)).casefold()
            yield _Word(match.start(), key)


def _times(said: Sequence[_Word], words: Sequence[WordTime]) -> list[WordTime | None]:
    """For each of *said* the first of *words* that lies in it."""
    starts = [word.start for word in said]
    times: list[WordTime | None] = [None] * len(said)
    for word in words:
        at = max(0, bisect_right(starts, word.text_position) - 1)
        if said and times[at] is None:
            times[at] = word
    return times


def _pairs(shown: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int, bool]]:
    """Which word of *shown* begins with which of *said*, ascending in both, and whether that is sure."""
    at = to = 0
    while at < len(shown) and to < len(said):
        if shown[at].key and shown[at].key == said[to].key:
            yield at, to, True
            at, to = at + 1, to + 1
            continue
        ahead, onward, sure = _meeting(shown, said, at, to)
        count = min(ahead, onward)
        for number in range(count):
            yield at + number * ahead // count, to + number * onward // count, number == 0 and sure
        at, to = at + ahead, to + onward


def _meeting(shown: Sequence[_Word], said: Sequence[_Word], at: int, to: int) -> tuple[int, int, bool]:
    """How many words further in each the two are the same again, or end together, and whether they are.

    Where no such place is near, each goes on by one word.
    """
    near = {}
    for onward in range(min(_FAR_SPOKEN, len(said) - to) - 1, -1, -1):
        near[said[to + onward].key] = onward
    found = [
        (ahead + near[key], ahead, near[key])
        for ahead in range(min(_FAR_SHOWN, len(shown) - at))
        if (key := shown[at + ahead].key) and key in near
    ]
    if found:
        return *min(found)[1:], True
    left = len(shown) - at, len(said) - to
    ends = left[0] <= _FAR_SHOWN and left[1] <= _FAR_SPOKEN
    return (*left, True) if ends else (1, 1, False)
