"""The W3C Pronunciation Lexicon Specification 1.0 (Recommendation of 14 October 2008), as other voices read it.

A lexeme is the graphemes a reader matches exactly (4.4, 4.5) and one pronunciation, a phoneme or an alias (4.6,
4.7). It knows no guards, scopes, notes or states: those stand in a comment, for people.
"""

from __future__ import annotations

import codecs
import re
from html import escape
from typing import TYPE_CHECKING, Literal, NamedTuple

from reviewcast import phonetics, sounds, spelling
from reviewcast.errors import ShowError
from reviewcast.interchange import Export, Import
from reviewcast.interchange.entries import MOST, decoded, imported_from, quoted, tidy, vetted
from reviewcast.model import Rule, Saying
from reviewcast.notation import cut, legal, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
"""Of every element (4.1)."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SAVE = "save it again as UTF-8"
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"'>]{0,60})["']""")
_READ = re.compile(r"utf-?8|utf-?16|us-ascii|ascii|latin-?1|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
"""Encodings that are read: Python knows others that unpack, escape or take quadratic time."""
_PLACE = re.compile(r",? line \d+, column \d+.*", re.DOTALL)


def export(rules: Iterable[Rule], language: str) -> Export:
    """A PLS of *rules*: one lexeme a name, IPA for whatever has sounds, an alias for other words.

    A rule with guards is left out, since a PLS would apply it everywhere; it stays readable in a comment.
    """
    lost: list[str] = []
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{NAMESPACE}" alphabet="ipa" xml:lang="{escape(legal(language))}">',
    ]
    for rule in rules:
        lines += _lexeme(rule, lost)
    lines += ["</lexicon>", ""]
    return Export("\n".join(lines).encode("utf-8", "replace"), tuple(lost))


def read(data: bytes, name: str) -> Import:
    """The rules of a PLS; its graphemes that differ in case alone become one rule.

    Raises ShowError for what is no well-formed XML, has a DOCTYPE (through which a file can reach for others, or
    swell), or is no lexicon of PLS 1.0; older tools leave the namespace out, and may.
    """
    text = decoded(data, _encoding(data, name), name, _SAVE)
    root = _root(text, name)
    prefix = root.tag.removesuffix("lexicon")
    lost: list[str] = []
    language = root.get(_LANGUAGE, "en")
    if language.lower()[:2] != "en":
        lost.append(f"the file is for the language {quoted(language)}; its names are taken as said in English")
    found = list(_entries(root, prefix, lost))
    if max(len(found), len(root)) > MOST:
        raise ShowError(f"holds more than {MOST} names; split it", path=name)
    return Import(tuple(_rules(found, name, lost)), tuple(lost))


# --- writing ----------------------------------------------------------------------------------------------


def _lexeme(rule: Rule, lost: list[str]) -> list[str]:
    who = quoted(rule.written)
    unheld = _unheld(rule)
    guards = [label for label in ("after", "before") if label in unheld]
    try:
        spoken = _pronunciation(rule)
    except ValueError as error:
        lost.append(f"{who} was left out: {error}")
        return []
    if guards or rule.written != legal(rule.written):
        reason = f"cannot ask what stands {' or '.join(guards)} a name" if guards else "cannot hold its characters"
        lost.append(f"{who} was left out, since a PLS {reason}")
        return [_comment({"left out": rule.written, rule.saying.kind: rule.saying.value} | unheld)]
    if unheld:
        lost.append(f"{who}: a PLS has no place for {', '.join(unheld)}; there is a comment instead")
    graphemes = [f"    <grapheme>{escape(form, quote=False)}</grapheme>" for form in _forms(rule)]
    return ["  <lexeme>", *graphemes, spoken, *([_comment(unheld)] if unheld else []), "  </lexeme>"]


def _pronunciation(rule: Rule) -> str:
    if rule.saying.kind == "as":
        return f"    <alias>{escape(legal(rule.saying.value), quote=False)}</alias>"
    said = sounds.phones(rule.saying, rule.written)
    if said is None:
        raise ValueError(f"nobody has asked yet how it is read in {quoted(rule.saying.language)}")
    return f"    <phoneme>{escape(phonetics.write_ipa(said), quote=False)}</phoneme>"


def _unheld(rule: Rule) -> dict[str, str]:
    """What of *rule* a PLS has no place for, by the name of its key, as text for people."""
    held = {
        "case": "" if rule.case == "smart" else rule.case,
        "plural": "true" if rule.plural else "",
        "fold": "true" if rule.fold else "",
        "after": ", ".join(rule.after),
        "before": ", ".join(rule.before),
        "engine": ", ".join(f"{name}: {saying.kind} {saying.value}" for name, saying in rule.engines),
        "expect": rule.expect,
        "status": "" if rule.status == "unverified" else rule.status,
        "by": rule.by,
        "source": rule.source,
        "note": rule.note,
    }
    return {key: value for key, value in held.items() if value}


def _comment(parts: dict[str, str]) -> str:
    """A comment in which no two hyphens stand in a row (XML 1.0, 2.5)."""
    text = "; ".join(f"{key}: {value}" for key, value in parts.items())
    return f"    <!-- {re.sub('-(?=-)', '- ', line(text))} -->"


def _forms(rule: Rule) -> list[str]:
    """The graphemes that match what *rule* matches: a PLS knows no smart case, so its forms are written out."""
    written = rule.written
    forms = [written]
    if rule.case == "any" or (rule.case == "smart" and written == written.lower()):
        first = written[:1].upper() + written[1:].lower()
        title = " ".join(word[:1].upper() + word[1:].lower() for word in written.split(" "))
        forms += [written.lower(), first, title]
    if rule.case != "exact":
        forms.append(written.upper())
    folded = written.casefold()
    return list(dict.fromkeys(form for form in forms if form.casefold() == folded))


# --- reading ----------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """A name with its pronunciation."""

    written: str
    saying: Saying
    place: int
    """The line of its lexeme."""


def _encoding(data: bytes, name: str) -> str:
    """As XML 1.0 finds it (4.3.3 and appendix F): the byte order mark, else what the declaration says, else UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(data)
    if declared is None or data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    encoding = declared[1].decode("ascii", "replace")
    try:
        if not _READ.fullmatch(encoding) or codecs.lookup(encoding).name == "utf-16":
            raise LookupError
    except LookupError:
        message = f"says that it is {quoted(encoding)}, which it is not or which is not read; {_SAVE}"
        raise ShowError(message, path=name, line=1) from None
    return encoding


def _root(text: str, name: str) -> etree._Element:
    from lxml import etree

    if (at := text.find("<!DOCTYPE")) >= 0:
        at_line = text.count("\n", 0, at) + 1
        raise ShowError("has a DOCTYPE, which no lexicon needs; delete it", path=name, line=at_line)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        reason = _PLACE.sub("", error.msg or "it is empty")
        if "depth" in reason:
            reason = "its elements lie too deep in one another"
        raise ShowError(f"is no well-formed XML: {reason}; mend it", path=name, line=error.lineno or 1) from None
    tag = etree.QName(root)
    if tag.localname != "lexicon" or tag.namespace not in (NAMESPACE, None):
        message = f"is no PLS: its first element is {quoted(str(root.tag))}, not <lexicon> of {NAMESPACE}"
        raise ShowError(f"{message}; choose another file", path=name, line=_line(root))
    return root


def _entries(root: etree._Element, prefix: str, lost: list[str]) -> Iterator[_Entry]:
    """Every grapheme with the pronunciation of its lexeme."""
    alphabet = root.get("alphabet", "")
    for lexeme in root.iterchildren(f"{prefix}lexeme"):
        place = _line(lexeme)
        names = []
        for grapheme in lexeme.iterchildren(f"{prefix}grapheme"):
            try:
                names.append(tidy(_text(grapheme), "name"))
            except ValueError as error:
                lost.append(f"line {place}: a name was left out: {error}")
        who = f"line {place}: {quoted(names[0]) if names else 'a lexeme without a name'}"
        if not names:
            lost.append(f"{who} was left out")
            continue
        saying = _saying(lexeme, prefix, alphabet, who, lost)
        if saying is not None:
            yield from (_Entry(name, saying, place) for name in dict.fromkeys(names))


def _saying(lexeme: etree._Element, prefix: str, alphabet: str, who: str, lost: list[str]) -> Saying | None:
    """The pronunciation to be spoken: the first that is preferred, else the first (4.9); None when none can be."""
    choices: list[tuple[bool, Saying]] = []
    refused: list[str] = []
    strange: dict[str, None] = {}
    for element in lexeme.iterchildren():
        kind = str(element.tag).removeprefix(prefix)
        if kind in ("phoneme", "alias"):
            try:
                choices.append((element.get("prefer") in ("true", "1"), _one(element, kind, alphabet)))
            except ValueError as error:
                refused.append(str(error))
        elif kind != "grapheme":
            strange[kind] = None
    lost += [f"{who}: <{cut(kind, 40)}> was left out" for kind in strange]
    if not choices:
        lost.append(f"{who} was left out: {refused[0] if refused else 'it has no pronunciation'}")
        return None
    if lexeme.get("role"):
        lost.append(
            f"{who}: its role {quoted(lexeme.get('role', ''))} was left out, so it holds wherever the name stands"
        )
    if refused:
        lost.append(f"{who}: a pronunciation was left out: {refused[0]}")
    if len(choices) > 1:
        lost.append(f"{who}: {len(choices) - 1} of its {len(choices)} pronunciations left out; a rule has one")
    return next((saying for preferred, saying in choices if preferred), choices[0][1])


def _one(element: etree._Element, kind: str, alphabet: str) -> Saying:
    text = tidy(_text(element), "as" if kind == "alias" else "ipa")
    if kind == "alias":
        return Saying("as", text)
    alphabet = element.get("alphabet", alphabet) or "ipa"
    if alphabet.casefold() != "ipa":
        raise ValueError(f"its alphabet is {quoted(alphabet)}, and only ipa is read")
    return Saying("ipa", phonetics.write_ipa(phonetics.parse_ipa(text)))


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _line(element: etree._Element) -> int:
    return element.sourceline if isinstance(element.sourceline, int) else 1


def _rules(found: Iterable[_Entry], name: str, lost: list[str]) -> Iterator[Rule]:
    groups: dict[str, dict[str, _Entry]] = {}
    for entry in found:
        first = groups.setdefault(spelling.key(entry.written), {}).setdefault(entry.written, entry)
        if first.saying != entry.saying:
            who = f"line {entry.place}: {quoted(entry.written)}"
            lost.append(f"{who} was left out, since line {first.place} says it in another way")
    for forms in groups.values():
        for written, case in _cases(forms):
            entry = forms[written]
            try:
                yield vetted(Rule(written, entry.saying, case=case, source=imported_from(name)))
            except ValueError as error:
                lost.append(f"line {entry.place}: {quoted(written)} was left out: {error}")


def _cases(forms: dict[str, _Entry]) -> list[tuple[str, Literal["smart", "exact", "any"]]]:
    """The rules for the *forms* of one name: one where all are said alike, else one of exact case for each."""
    if len({entry.saying for entry in forms.values()}) > 1:
        return [(form, "exact") for form in forms]
    first = next(iter(forms))
    if any(form == form.lower() for form in forms):
        return [(first, "smart" if first == first.lower() else "any")]
    mixed = {spelling.plain(form).replace("-", ""): form for form in reversed(forms) if form != form.upper()}
    return [([*mixed.values()][-1] if mixed else first, "any" if len(mixed) > 1 else "smart")]
