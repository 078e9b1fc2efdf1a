"""Roman numerals, where the words before them say that they are numbers: Rocky IV, World War II, Henry V, Part I.

A letter alone is a letter: I, V and X are read as numbers only behind a word that counts (Part, Episode, World War)
or the name of a monarch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import Kind, after, before, pattern
from reviewcast.normalization.numerals import cardinal, ordinal, pairs

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect

_VALID = pattern(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_COUNTING = (
    r"Parts?|Chapters?|Episodes?|Acts?|Vol(?:ume|\.)s?|Volumes|Books?|Phases?|Season|World War|Type|Mark|Mk\.?|"
    r"Level|Stage|Class|Grade|Canto|Scene|Section|Title|Article|Appendix|Super ?[Bb]owl|WrestleMania|Olympiad|"
    r"Apollo|Gemini|Saturn|Titan|Final Fantasy|Dragon Quest|Pt\.|Ch\.|Ep\.|Vatican|Leg|Round|Quadrophenia"
)
_LIST = r"(?: [IVXL]{1,6}(?:,| and| or| to| through| &|,? and)| ?[IVXL]{1,6}[-–])?"
_AFTER_COUNTING = pattern(rf"\b(?:{_COUNTING}|{_COUNTING.upper()}){_LIST}(?: |(?<=[-–]))\Z")
_AFTER_PLAIN_COUNTING = pattern(
    r"\b(?:parts?|chapters?|episodes?|acts?|volumes?|seasons?|books?|phases?|type|number|"
    r"(?:vols?|pts?|ch|eps?|bk)\.) \Z"
)
_TITLES_WITH_TEN = pattern(r"\b(?:Saw|iPhone|Rocky|Friday the 13th|OS) \Z")
_LETTER_FOR_A_NAME = pattern(
    r"\b(?:Malcolm|History|Generation|Gen|Racer|Project|Agent|Planet|Madame|Mister|Mr\.?|Mrs\.?|Dr\.?|Doctor|Professor|"
    r"Brand|Jason|Weapon|Fast|Factor|Space|Xbox|Mega Man|Terror|Category) \Z"
)
_MONARCHS = (
    "Henry|Louis|Elizabeth|Edward|George|James|Charles|William|Richard|John Paul|Paul|Pius|Benedict|Gregory|Philip|"
    "Felipe|Ferdinand|Catherine|Nicholas|Alexander|Frederick|Wilhelm|Napoleon|Francis|Innocent|Clement|Urban|Julius|"
    "Harald|Olaf|Gustav|Christian|Haakon|Carlos|Alfonso|Rameses|Ramses|Seti|Ptolemy|Xerxes|Darius|Cyrus|Otto|Rudolf|"
    "Leopold|Baldwin|Constantine|Theodosius|Umberto|Emanuele|Emmanuel|Ludwig|Joseph|Margrethe|Beatrix|Sixtus|"
    "Callixtus|Boniface|Amenhotep|Thutmose|Kamehameha|Abdullah|Hussein|Mehmed|Murad|Selim|Ivan"
)
_REIGNS = pattern(
    rf"\b(?:(?:{_MONARCHS})|"
    r"(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Sultan|Pharaoh|Prince|Duke) [A-Z][\w-]{1,20}) \Z"
)
_REIGNS_IN_CAPITALS = pattern(rf"\b(?:{_MONARCHS.upper()}) \Z")
_NAMED = pattern(r"(?:[^\W\d_a-z][\w.'’-]*\w|[0-9]+):? ?\Z")
_SMALL_WORDS = pattern(
    r"(?:\A|\W)(?:The|An?|This|That|His|Her|Their|My|Your|Our|On|In|With|By|And|But|Or|No|Each|If|When|For|At|To|From|Of|"
    r"Via|One|Two|Three|Through|Every|Some|Any|After|Before|Without|Portable|THE|AN|IN|ON|AND|OR|BY|WITH) \Z"
)
# What may follow "Elizabeth I": the end, a mark, or a word that cannot have "I" as its subject.
_NOT_I = pattern(
    r"\Z|[.,;:!?)\]”’'\"–—-]| [–—(\[]| (?:of|and|or|is|are|has|does|comes|goes|makes|takes|becomes|appears|begins|"
    r"opens|ends|in|to|through|on|with|for|at)\b| [A-Z0-9]"
)


# "the Part I like": what a person does.
_I_DO = pattern(
    r" (?:am|have|like|liked|love|loved|saw|see|think|thought|want|wanted|know|knew|hate|hated|enjoy|enjoyed|"
    r"remember|mean|meant|do|did|don['’]t|didn['’]t|watched|read|found|felt|need|wrote|played?|missed|chose|took|lost|"
    r"laughed|cried|heard|told|expected|wished?|hope|dread(?:ed)?|adored?)\b",
    re.IGNORECASE,
)
_SOMEBODY = pattern(r"(?<!the )(?<!The )(?<!a )(?<!A )(?<!his )(?<!['’]s )\bMark \Z")


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def _roman(match: re.Match[str], dialect: Dialect) -> str | None:
    numeral, context = match[0], before(match)
    if (
        not _VALID.match(numeral)
        or numeral in {"C", "D", "L", "M"}
        or (numeral == "I" and not _is_number_one(match, context))
    ):
        return None
    value = _value(numeral)
    if _TITLES_WITH_TEN.search(context) and numeral == "X":
        return cardinal(value, dialect)
    if numeral == "X" and _LETTER_FOR_A_NAME.search(context):
        return None
    if value < 40 and (_REIGNS.search(context) or _REIGNS_IN_CAPITALS.search(context)):
        return f"the {ordinal(value, dialect)}"
    if _AFTER_COUNTING.search(context):
        return cardinal(value, dialect)
    return _by_its_own_looks(numeral, value, context, match, dialect)


def _is_number_one(match: re.Match[str], context: str) -> bool:
    if re.search(r"\b(?:World War|WORLD WAR) \Z", context):
        return True
    if _AFTER_COUNTING.search(context):
        return _I_DO.match(after(match)) is None and (
            _SOMEBODY.search(context) is None or re.match(r"\Z|[.,;:!?)]", after(match)) is not None
        )
    return _NOT_I.match(after(match)) is not None


def _by_its_own_looks(numeral: str, value: int, context: str, match: re.Match[str], dialect: Dialect) -> str | None:
    """Two letters or more, behind a name: "Rocky III". A year: "MCMXCIX". A mark at the start: "II. The Chase"."""
    if re.match(r" century\b", after(match)) and numeral != "I":
        return ordinal(value, dialect)
    if len(numeral) == 1:
        return None
    if len(numeral) >= 4 and value >= 1500 and value < 2100 and re.match(r"MC|MD|MM", numeral):
        return pairs(str(value), dialect)
    if value > 39 or set(numeral) - set("IVX"):
        return None
    if not context.strip("\"'“‘([ "):
        return cardinal(value, dialect) if re.match(r"[.:)]|\Z", after(match)) else None
    follows = _AFTER_PLAIN_COUNTING.search(context) or _LISTED.search(context)
    named = _NAMED.search(context) and not _SMALL_WORDS.search(context)
    return cardinal(value, dialect) if numeral not in {"XX", "XXX"} and (follows or named) else None


_LISTED = pattern(r"\b[IVX]{2,4}(?:,| and|,? or| to|,? and| &| through)? ?[-–]? ?\Z")


ROMAN = (Kind("roman", "IVXLCM", pattern(r"[IVXLCDM]{1,12}(?![\w&])(?!['’][a-rt-z]|-[a-z]|\.[A-Z])"), _roman),)
