"""Where a reader takes a breath: sentences, and the clauses of long ones.

Everything here speaks in offsets, so that the text that is shown loses nothing but the white space between.
The rules are for English. They prefer to miss an end (the engine still pauses at a full stop) to making one
up in the middle of a name or a title. All of them are linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_OPENERS = "\"'“‘«‹([{—–-"
_STOP = re.compile(
    r"""
    (?P<mark> \.(?:\x20\.){2,} | [.!?…]+ )      # . ! ?! ... and the ellipsis set with spaces
    (?P<closers> ["'”’»›)\]}]* )                # what stands close behind belongs to the sentence
    (?: (?=\s) | \Z )
    | [。！？]+ [”’」』）]*                       # scripts that put no space after a sentence
    """,
    re.VERBOSE,
)
_NEXT = re.compile(rf"[\s{re.escape(_OPENERS)}]*")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"\w[\w.'’&-]*")
_LAST_WORD = re.compile(r"(?<![\w.'’&-])\w[\w.'’&-]*\Z")
_LIST_MARK = re.compile(r"(?:\d{1,3}|[IVXL]{2,5}|[ivx]{2,5})\Z")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.)+[^\W\d_a-z]\Z")
_INITIAL = re.compile(r"[^\W\d_]\.\Z")
_REACH = 40
"""Characters looked at before a stop; no abbreviation is longer, and it keeps the work linear."""
_TITLE = 80
"""Characters a film's title may have."""
_QUOTED = re.compile(rf"“[^“”]{{1,{_TITLE}}}”|\"(?=\S)[^\"]{{1,{_TITLE}}}(?<=\S)\"|‘[^‘’]{{1,{_TITLE}}}’(?!\w)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written with a capital, before a name.
_TITLES = _words(
    "Mr Mrs Ms Mx Messrs Dr Prof Rev Fr Hon Gen Col Maj Capt Cpt Cmdr Adm Lt Sgt Cpl Pvt Gov Sen Rep Pres Supt Det "
    "Insp Mme Mlle"
)
# Never at the end of a sentence, however written.
_INSIDE = _words("vs v cf viz eg ie feat dir approx ca ep eps aka a.k.a f.k.a e.g i.e w.r.t")
# Before a number only.
_BEFORE_NUMBER = _words("no nos vol vols ch chap fig p pp pt pts jan feb mar apr jun jul aug sep sept oct nov dec")
# May end a sentence: only when a word follows that likes to begin one.
_EITHER = _words("jr sr inc ltd co corp bros dept st ste mt ft ave blvd rd esq ph.d eds jan feb aug sept oct nov dec")
_CLOCK = _words("a.m p.m")
_AFTER_CLOCK = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst eastern pacific "
    "central mountain"
)
_STARTERS = _words(
    "a an the this that these those it it's it’s its he he's he’s she she's she’s they they're they’re we we're "
    "we’re you i i'm i’m i've i’ve his her their our my your there there's there’s here in on at for from with as "
    "if by to of under over into like when while after before during since until once because although though "
    "unless whether and but or so yet nor then now what what's what’s who why how where which is are was were do "
    "does did don't don’t not no yes even still all some many most few one both each every another such however "
    "meanwhile instead perhaps maybe only just never nothing everything everyone nobody sadly luckily also despite "
    "without"
)

# Small in a title.
_SMALL = _words(
    "a an and as at but by for from in into is nor of off on or over per the to up v via vs with de la le du"
)

_CLAUSE_MARKS = (
    re.compile(r"[;:](?=\s)|\s?[—–](?=\s)|—|…(?=\s)|\.\.\.(?=\s)"),
    re.compile(r",[\"'”’)]*(?=\s)"),
    re.compile(
        r"(?=\s(?:and|but|or|nor|so|yet|because|although|though|while|when|where|which|who|that|if|as|since|until|before|after)\s)"
    ),
    re.compile(r"(?=\s)"),
)
_AHEAD = 12
"""Characters that the longest look-ahead of these needs to see behind a cut."""
_INSIDE_WORD = re.compile(r"[\W_](?=[^\W_])")


def split(text: str, emphasis: Iterable[Span] = ()) -> list[Span]:
    """The sentences of *text* as (start, end) offsets; between them stands nothing but white space.

    *emphasis* are the offsets of what is set in italics: a title such as *Mamma Mia! Here We Go Again*
    does not end a sentence with its own marks.
    """
    titles = _title_spans(text, emphasis)
    lower_case = not any(character.isupper() for character in text)
    spans: list[Span] = []
    start = _skip_space(text, 0)
    first = _position(_LETTER, text, start)
    for stop in _STOP.finditer(text):
        end = stop.end()
        if first >= stop.start() or not _ends(text, first, stop, titles, lower_case):
            continue
        spans.append((start, end))
        start = _skip_space(text, end)
        first = _position(_LETTER, text, start)
    if start < len(text):
        spans.append((start, len(text.rstrip())))
    return spans


def clauses(text: str, limit: int) -> list[Span]:
    """Pieces of *text* of at most *limit* characters as (start, end) offsets, balanced in length.

    They end at ``; : — ,`` or before a conjunction where there is one near the middle, else between two words.
    What has no white space at all is cut inside, after a sign; one longer word is left whole.
    """
    done: list[Span] = []
    waiting = [(_skip_space(text, 0), len(text.rstrip()))]
    while waiting:
        start, end = waiting.pop()
        cut = _best_cut(text, start, end, limit) if end - start > limit else None
        if cut is None:
            if start < end:
                done.append((start, end))
            continue
        waiting.append((_skip_space(text, cut), end))
        waiting.append((start, _trim_end(text, start, cut)))
    return done


# --- does it end here? ------------------------------------------------------------------------------------


def _ends(text: str, first: int, stop: re.Match[str], titles: Sequence[Span], lower_case: bool) -> bool:
    """Whether the marks at *stop* end the sentence whose first letter is at *first*."""
    mark = stop["mark"]
    if mark is None:  # 。！？
        return True
    begins = _NEXT.match(text, stop.end())
    position = begins.end() if begins else stop.end()
    if position >= len(text) or (text[position].islower() and not lower_case):
        return False
    following = _WORD.match(text, position)
    word = following[0] if following else ""
    if _is_of_title(titles, stop, word):
        return False
    return mark != "." or _full_stop_ends(text, first, stop.start(), word)


def _is_of_title(titles: Sequence[Span], stop: re.Match[str], after: str) -> bool:
    """Whether the marks belong to a title, and the sentence goes on: "Airplane!" Abrahams ..."""
    index = bisect_right(titles, stop.start(), key=lambda span: span[0]) - 1
    if index < 0 or stop.start() >= titles[index][1]:
        return False
    return stop.end() < titles[index][1] or (stop["mark"] != "." and not _likes_to_begin(after))


def _full_stop_ends(text: str, first: int, dot: int, after: str) -> bool:
    """Whether the full stop at *dot*, with the word *after* it, ends the sentence."""
    if _LIST_MARK.match(text, first, dot):
        return False  # "3. Third thing" in running text
    last = _LAST_WORD.search(text, max(first, dot - _REACH), dot)
    before = last[0] if last else ""
    likely = _likes_to_begin(after)
    if _stands_inside(before, after):
        return False
    if len(before) == 1 and before.isalpha():
        # J. J. Abrams; or the end of "by Sam J. The light ..." or of "so am I. Eve ...".
        return (likely or before == "I") and not _INITIAL.match(after)
    return likely or not (_INITIALS.match(before) or before.casefold() in _EITHER)


def _stands_inside(before: str, after: str) -> bool:
    """Whether *before* is an abbreviation that goes with the word *after* it."""
    folded = before.casefold()
    if folded in _INSIDE or before in _TITLES:
        return True
    if folded in _BEFORE_NUMBER:
        return after[:1].isdigit()
    if folded in _CLOCK:
        return after.rstrip(".").casefold() in _AFTER_CLOCK
    return before.isupper() and before.capitalize() in _TITLES and not _likes_to_begin(after)  # MR. SMITH


def _likes_to_begin(word: str) -> bool:
    return word.rstrip(".'’-").casefold() in _STARTERS


# --- titles -----------------------------------------------------------------------------------------------


def _title_spans(text: str, emphasis: Iterable[Span]) -> list[Span]:
    """What looks like a title: short, set in italics or between quotation marks, its long words with capitals."""
    found = [(start, end) for start, end in emphasis if end - start <= _TITLE]
    found += [(quoted.start() + 1, quoted.end()) for quoted in _QUOTED.finditer(text)]
    merged: list[Span] = []
    for start, end in sorted(found):
        if _looks_like_title(text[start:end]) and (not merged or start >= merged[-1][1]):
            merged.append((start, end))
    return merged


def _looks_like_title(text: str) -> bool:
    words = _WORD.findall(text)
    return any(word[0].isupper() for word in words) and all(
        not word[0].islower() or word.rstrip(".") in _SMALL for word in words
    )


# --- cutting ----------------------------------------------------------------------------------------------


def _best_cut(text: str, start: int, end: int, limit: int) -> int | None:
    """Where to cut ``text[start:end]``: nearest to its middle, at the best kind of mark that is near it."""
    middle = (start + end) // 2
    reach = max(1, min((end - start) // 4, limit))
    for marks in _CLAUSE_MARKS:
        cut = _nearest(marks, text, max(start + 1, middle - reach), min(end - 1, middle + reach), middle)
        if cut is not None:
            return cut
    left = text.rfind(" ", start + 1, middle)
    right = text.find(" ", middle, end - 1)
    spaces = [space for space in (left, right) if space >= 0]
    if spaces:
        return min(spaces, key=lambda space: abs(space - middle))
    return _nearest(_INSIDE_WORD, text, max(start + 1, middle - reach), min(end - 1, middle + reach), middle)


def _nearest(marks: re.Pattern[str], text: str, low: int, high: int, middle: int) -> int | None:
    cuts = [mark.end() for mark in marks.finditer(text, low, high + _AHEAD) if mark.end() <= high]
    return min(cuts, key=lambda cut: abs(cut - middle), default=None)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _trim_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _position(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.search(text, start)
    return found.start() if found else len(text)
