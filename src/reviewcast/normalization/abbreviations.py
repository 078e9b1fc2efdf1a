"""Abbreviations: Dr., St., vs., a.k.a., No. 1, vol. 2, w/, e.g."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import LETTERS, Kind, after, before, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewcast.normalization.kinds import Dialect

# Before a name; with a full stop or, as the British write them, without.
_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Dr": "Doctor", "St": "Saint", "Messrs": "Messers", "Ms": "Miz",
    "Mme": "Madame", "Mlle": "Mademoiselle", "MR": "Mister", "MRS": "Missus", "DR": "Doctor",
}  # fmt: skip
# Before a name, only with a full stop.
_RANKS = {
    "Prof": "Professor", "Gen": "General", "Col": "Colonel", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant",
    "Sgt": "Sergeant", "Cmdr": "Commander", "Adm": "Admiral", "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private",
    "Sen": "Senator", "Rep": "Representative", "Gov": "Governor", "Rev": "Reverend", "Fr": "Father",
    "Supt": "Superintendent",
    "Det": "Detective", "Insp": "Inspector", "Pres": "President", "Mt": "Mount", "Ft": "Fort", "Hon": "Honorable",
    "Ste": "Sainte", "Wm": "William", "Chas": "Charles", "Geo": "George",
}  # fmt: skip
# Before a name also without it, as the British write them; no first names are spelled so.
_BARE_RANKS = frozenset({"Prof", "Capt", "Lt", "Sgt", "Rev", "Cpl", "Supt", "Mt"})
# Behind a name, with a full stop.
_PLACES = {
    "St": "Street", "Dr": "Drive", "Rd": "Road", "Ave": "Avenue", "Blvd": "Boulevard", "Sq": "Square", "Ln": "Lane",
    "Bros": "Brothers", "Inc": "Incorporated", "Co": "Company", "Corp": "Corporation", "Ltd": "Limited",
    "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Dept": "Department",
}  # fmt: skip
# Before a date.
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
# Before a number.
_COUNTED = {
    "no": "number", "nos": "numbers", "vol": "volume", "vols": "volumes", "pp": "pages", "pg": "page", "p": "page",
    "ch": "chapter", "chap": "chapter", "ep": "episode", "eps": "episodes", "fig": "figure", "pt": "part",
    "pts": "parts", "c": "circa", "ca": "circa", "est": "established", "b": "born", "d": "died",
    "approx": "approximately",
    "min": "minimum", "max": "maximum", "ser": "series", "bk": "book",
}  # fmt: skip
# Anywhere; written as here.
_ANYWHERE = {
    "vs.": "versus", "vs": "versus", "VS.": "versus", "Vs.": "versus", "Vs": "versus", "v.": "versus",
    "a.k.a.": "also known as", "a.k.a": "also known as", "A.K.A.": "also known as", "A.K.A": "also known as",
    "aka": "also known as", "AKA": "also known as", "f.k.a.": "formerly known as",
    "e.g.": "for example", "e.g": "for example", "i.e.": "that is", "i.e": "that is", "E.g.": "for example",
    "I.e.": "that is", "etc.": "et cetera", "etc": "et cetera", "et al.": "and others", "cf.": "compare",
    "approx.": "approximately", "Approx.": "approximately", "feat.": "featuring", "Feat.": "featuring",
    "dir.": "director", "Dir.": "director", "prod.": "producer", "w/o": "without", "W/O": "without", "b/c": "because",
    "b&w": "black and white", "B&W": "black and white",
    "b/w": "black and white", "B/W": "black and white", "c/o": "care of", "misc.": "miscellaneous", "viz.": "namely",
    "WWI": "World War One", "WWII": "World War Two", "WW1": "World War One", "WW2": "World War Two",
    "AT&T": "A-T and T", "R.I.P.": "rest in peace", "Ph.D.": "P-H-D", "Ph.D": "P-H-D",
}  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_CAPITAL = pattern(r" [\"“‘'(]?[^\W\d_a-z]")
_SENTENCE_WORDS = pattern(
    r" (?:The|An?|This|That|It|He|She|They|We|You|I|But|And|So|In|On|At|His|Her|Their|There|When|If|As|Then|What|Now)\b"
)
_NAME_BEFORE = pattern(r"(?:[^\W\d_a-z][\w'’.-]*|[0-9](?:st|nd|rd|th)),? \Z")


_NAME_FOLLOWS = pattern(r" (?:[^\W\d_a-z]|(?:&|and) (?:Mrs?|Ms|Dr|MRS|DR)\b)")


def _title(match: re.Match[str], _dialect: Dialect) -> str | None:
    """``Dr. Jones`` and ``Dr Jones``: with a name behind; ``Mulholland Dr.`` with a name before only."""
    word, stop = match[1], match[2]
    if word.isupper() and not stop:
        return None
    name_follows = _NAME_FOLLOWS.match(after(match)) is not None
    place = word in ("St", "Dr") and stop and _NAME_BEFORE.search(before(match))
    if place and (not name_follows or _SENTENCE_WORDS.match(after(match))):
        return _PLACES[word]
    return _TITLES[word] if name_follows else None


def _rank(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _RANKS[match[1]]


def _place(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _PLACES[match[1]] if _NAME_BEFORE.search(before(match)) else None


_ANSWERS = pattern(r"\b(?:sa(?:y|ys|id|ying)|answer\w*|repl(?:y|ies|ied)|whisper\w*) \Z")


def _counted(match: re.Match[str], _dialect: Dialect) -> str | None:
    word = match[1]
    if len(word) == 1 and word.isupper():
        return None
    if word == "no" and _ANSWERS.search(before(match)):
        return None
    return _COUNTED[word.lower()] + " "


_ALSO_WORDS = frozenset({"feat.", "prod."})
"""They end sentences too: "no mean feat."."""
_NO_CREDIT = pattern(
    r"\b(?:an?|no|mean|great|greatest|big|biggest|rare|remarkable|impressive|incredible|amazing|technical|quite|this|that|"
    r"such|small|easy|stunning|cattle) \Z"
)


def _anywhere(match: re.Match[str], _dialect: Dialect) -> str | None:
    if match[0] == "v." and not (_NAME_BEFORE.search(before(match)) and _CAPITAL.match(after(match))):
        return None
    if match[0] in _ALSO_WORDS and (
        not _CAPITAL.match(after(match)) or _SENTENCE_WORDS.match(after(match)) or _NO_CREDIT.search(before(match))
    ):
        return None
    return _ANYWHERE[match[0]]


def _day(match: re.Match[str], _dialect: Dialect) -> str | None:
    return _DAYS[match[1]]


def _days(match: re.Match[str], _dialect: Dialect) -> str | None:
    return f"{_DAYS[match[1]]} to {_DAYS[match[2]]}"


_RANKED = pattern(
    r"(?:\b(?:the|a|at|to|from|was|is|hits?|reached|its|his|her|their|our|current|former|new|UK|US)|['’]s) \Z"
)


def _number_without_stop(match: re.Match[str], _dialect: Dialect) -> str | None:
    """``the No 1 film``: a capital inside the sentence."""
    return "number " if _RANKED.search(before(match)) else None


def _with(_match: re.Match[str], _dialect: Dialect) -> str | None:
    return "with "


def _featuring(match: re.Match[str], _dialect: Dialect) -> str | None:
    return None if re.search(r"[0-9] \Z", before(match)) else "featuring"


ABBREVIATIONS = (
    Kind("abbreviation", LETTERS, pattern(rf"(?:{_any_of(_ANYWHERE)})(?!\w)"), _anywhere),
    Kind("abbreviation", "w", pattern(r"w/(?: (?=\w)|(?=\w\w))"), _with),
    Kind("abbreviation", "MDS", pattern(rf"({_any_of(_TITLES)})(\.?)(?![\w.'’])"), _title),
    Kind("abbreviation", LETTERS, pattern(rf"({_any_of(_RANKS)})\.(?= [A-Z])"), _rank),
    Kind(
        "abbreviation",
        "PCLSRM",
        pattern(rf"({_any_of(_BARE_RANKS)})(?= (?!(?:The|Your|Her|His)\b)[A-Z][a-z]{{2}})"),
        _rank,
    ),
    Kind("abbreviation", "C", pattern(r"(Col)(?= [A-Z][a-z]{2})(?<=Lt Col)"), _rank),
    Kind("abbreviation", LETTERS, pattern(rf"({_any_of(_PLACES)})\.(?!\w)"), _place),
    Kind("abbreviation", "JS", pattern(r"(Jr|Sr)(?![\w.])"), _place),
    Kind(
        "abbreviation",
        LETTERS,
        pattern(rf"((?i:{_any_of(_COUNTED)}))\. ?(?=#?[0-9])"),
        _counted,
    ),
    Kind(
        "abbreviation",
        "VPCEBvpceb",
        pattern(r"((?i:vol|vols|pt|pts|ch|ep|eps|bk))\. ?(?=(?:[IVX]{2,5}|[VX])(?!\w))"),
        _counted,
    ),
    Kind("abbreviation", "c", pattern(r"(c)(?=[12][0-9]{3}s?(?!\w))"), _counted),
    Kind("abbreviation", "Vv", pattern(r"([Vv]ols?) (?=[0-9]{1,2}(?!\w))"), _counted),
    Kind("abbreviation", "N", pattern(r"No (?=[0-9]{1,3}(?!\w))"), _number_without_stop),
    Kind("abbreviation", "MTWFS", pattern(rf"({_any_of(_DAYS)})\.? ?[-–] ?({_any_of(_DAYS)})\.(?!\w)"), _days),
    Kind("abbreviation", "MTWFS", pattern(rf"({_any_of(_DAYS)})\.(?=,? (?:[0-9]|[A-Z][a-z]{{2}}))"), _day),
    Kind("abbreviation", "f", pattern(r"ft\.?(?= [A-Z])"), _featuring),
)
