"""W3C PLS 1.0: what other voices get of the rules, and what comes from their lexicons."""

from __future__ import annotations

from dataclasses import replace

import any_rules
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast import interchange, sounds, spelling
from reviewcast.errors import ShowError
from reviewcast.interchange.pls import NAMESPACE
from reviewcast.model import Check, Rule, Saying

BURN = Rule("Byrne", Saying("say", "BURN"))
HEAD = f'<lexicon version="1.0" xmlns="{NAMESPACE}" alphabet="ipa" xml:lang="en-US">'


def read(text: str | bytes) -> interchange.Import:
    return interchange.read(text if isinstance(text, bytes) else text.encode(), "names.pls", "pls")


def lexemes(*bodies: str) -> interchange.Import:
    return read(HEAD + "".join(f"\n<lexeme>{body}</lexeme>" for body in bodies) + "</lexicon>")


def exported(*rules: Rule) -> etree._Element:
    return etree.fromstring(interchange.export(rules, (), "pls").data)


def texts(root: etree._Element, name: str) -> list[str | None]:
    return [element.text for element in root.iter(f"{{{NAMESPACE}}}{name}")]


@settings(max_examples=60, deadline=None)
@given(any_rules.lexicons)
def test_names_sound_the_same_after_a_pls(rules: list[Rule]) -> None:
    """Every rule without guards and with a reading comes back, with the same sounds or the same words."""
    sent = interchange.export(rules, (), "pls")
    found = {spelling.key(rule.written): rule for rule in read(sent.data).rules}
    for rule in rules:
        unread = rule.saying.kind == "lang" and not rule.saying.value
        back = found.pop(spelling.key(rule.written), None)
        if rule.after or rule.before or unread:
            assert back is None
            assert any(f'"{rule.written[:20]}' in lost and "left out" in lost for lost in sent.lost)
        elif rule.saying.kind == "as":
            assert back is not None
            assert back.saying == rule.saying
        else:
            assert back is not None
            assert sounds.phones(back.saying, back.written) == sounds.phones(rule.saying, rule.written)
    assert found == {}


@pytest.mark.parametrize("case", ["smart", "any"])
@pytest.mark.parametrize("written", ["Byrne", "nice", "AMC", "McShane", "Ana de Armas", "gun fu", "Se7en"])
def test_case_comes_back(written: str, case: str) -> None:
    """The graphemes of a lexeme say together what smart case says."""
    rule = replace(BURN, written=written, case=case)
    (back,) = read(interchange.export([rule], (), "pls").data).rules
    assert back.written == written
    assert back.case == ("smart" if written == written.lower() else case)


@pytest.mark.parametrize(
    ("written", "case", "graphemes"),
    [
        ("Byrne", "smart", ["Byrne", "BYRNE"]),
        ("Byrne", "exact", ["Byrne"]),
        ("AMC", "smart", ["AMC"]),
        ("gun fu", "smart", ["gun fu", "Gun fu", "Gun Fu", "GUN FU"]),
        ("McShane", "any", ["McShane", "mcshane", "Mcshane", "MCSHANE"]),
        ("ılk", "smart", ["ılk"]),
    ],
)
def test_graphemes_are_the_forms_a_rule_matches(written: str, case: str, graphemes: list[str]) -> None:
    """A PLS matches exactly, so smart case is written out."""
    assert texts(exported(replace(BURN, written=written, case=case)), "grapheme") == graphemes


def test_sounds_are_phonemes_and_words_are_aliases() -> None:
    """IPA as dictionaries print it; letters have their names."""
    root = exported(BURN, Rule("IMAX", Saying("as", "eye & max")), Rule("AMC", Saying("spell", "")))
    assert texts(root, "phoneme") == ["ˈbɜːɹn", "ˌeɪˌɛmˈsiː"]
    assert texts(root, "alias") == ["eye & max"]
    assert dict(root.attrib) == {
        "version": "1.0",
        "alphabet": "ipa",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
    }


def test_what_a_pls_cannot_hold_is_listed_and_stands_in_a_comment() -> None:
    """A sentence a rule; the comment cannot end early."""
    rule = replace(BURN, note="a --> <b/> ---", status="approved", plural=True, case="exact")
    sent = interchange.export([rule], [Check("Nogi", "ˈnoʊɡi")], "pls")
    assert sent.lost == (
        '"Nogi" is a check, and a PLS file holds rules only',
        '"Byrne": a PLS has no place for case, plural, status, note; there is a comment instead',
    )
    (comment,) = etree.fromstring(sent.data).iter(etree.Comment)
    assert comment.text == " case: exact; plural: true; status: approved; note: a - -> <b/> - - - "


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule("Nice", Saying("say", "NEESS"), after=("in",)), "cannot ask what stands after a name"),
        (Rule("Comte", Saying("lang", "", "fr")), 'nobody has asked yet how it is read in "fr"'),
        (Rule("Byrne", Saying("ipa", "bØ")), "Ø"),
        (Rule("B\x01", Saying("say", "BURN")), "cannot hold its characters"),
    ],
)
def test_a_rule_that_would_be_said_wrong_is_left_out(rule: Rule, reason: str) -> None:
    """Better no rule than one that acts in the wrong place."""
    sent = interchange.export([rule], (), "pls")
    assert texts(etree.fromstring(sent.data), "grapheme") == []
    assert "left out" in sent.lost[0]
    assert reason in sent.lost[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_lexicon_is_read_in_its_encoding(encoding: str) -> None:
    """By its mark or its declaration (XML 1.0, 4.3.3)."""
    body = "<lexeme><grapheme>Zoë</grapheme><alias>zoey</alias></lexeme></lexicon>"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    found = read(f'<?xml version="1.0" encoding="{declared}"?>{HEAD}{body}'.encode(encoding))
    assert found.rules == (Rule("Zoë", Saying("as", "zoey"), source="imported from names.pls"),)
    assert found.lost == ()


def test_older_tools_leave_the_namespace_out() -> None:
    """Their lexicons are read too."""
    found = read("<lexicon><lexeme><grapheme>Byrne</grapheme><phoneme>bɜːɹn</phoneme></lexeme></lexicon>")
    assert found.rules[0].saying == Saying("ipa", "bɜːɹn")


@pytest.mark.parametrize(
    ("body", "saying"),
    [
        ("<phoneme>ˈbɜːɹn</phoneme><alias>burn</alias>", Saying("ipa", "ˈbɜːɹn")),
        ("<phoneme>ˈaɪ</phoneme><phoneme prefer='true'>ˈbɜːɹn</phoneme>", Saying("ipa", "ˈbɜːɹn")),
        ("<alias prefer='1'>burn</alias><phoneme prefer='true'>ˈaɪ</phoneme>", Saying("as", "burn")),
    ],
)
def test_the_preferred_pronunciation_is_taken_else_the_first(body: str, saying: Saying) -> None:
    """PLS 1.0, 4.9; the others are listed."""
    found = lexemes(f"<grapheme>Byrne</grapheme>{body}")
    assert found.rules[0].saying == saying
    assert found.lost == ('line 2: "Byrne": 1 of its 2 pronunciations left out; a rule has one',)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<phoneme alphabet='x-sampa'>b3:n</phoneme>", 'its alphabet is "x-sampa"'),
        ("<phoneme alphabet='x-microsoft-ups'>B</phoneme>", 'its alphabet is "x-microsoft-ups"'),
        ("<phoneme>bØn</phoneme>", "Ø"),
        ("<phoneme></phoneme>", "the IPA holds no sound"),
        ("<alias>a [[b]]</alias>", '"as" takes plain words'),
        ("", "it has no pronunciation"),
    ],
)
def test_a_lexeme_that_cannot_be_said_is_left_out_and_listed(body: str, reason: str) -> None:
    """The others are read."""
    found = lexemes(f"<grapheme>Byrne</grapheme>{body}", "<grapheme>Nogi</grapheme><phoneme>ˈnoʊɡi</phoneme>")
    assert [rule.written for rule in found.rules] == ["Nogi"]
    assert found.lost[0].startswith('line 2: "Byrne" was left out: ')
    assert reason in found.lost[0]


def test_an_unreadable_pronunciation_beside_a_good_one_is_listed() -> None:
    """The good one is taken."""
    found = lexemes("<grapheme>Byrne</grapheme><phoneme alphabet='x-sampa'>b</phoneme><alias>burn</alias>")
    assert found.rules[0].saying == Saying("as", "burn")
    assert "x-sampa" in found.lost[0]


@pytest.mark.parametrize("body", ["<alias>x</alias>", "<grapheme>&#x85;</grapheme><alias>x</alias>"])
def test_a_lexeme_without_a_name_is_listed(body: str) -> None:
    """Also where its name cannot be one."""
    assert lexemes(body).lost[-1] == "line 2: a lexeme without a name was left out"


def test_more_lexemes_than_a_rule_file_holds_are_refused() -> None:
    """Before each of them is complained of."""
    with pytest.raises(ShowError, match="more than 50000 names"):
        read("<lexicon>" + "<lexeme/>" * 50_001 + "</lexicon>")


def test_what_a_rule_cannot_hold_is_listed() -> None:
    """Roles, examples, a second lexeme of the same spelling."""
    one = "<grapheme>read</grapheme><alias>red</alias><example>I read it.</example><example/>"
    other = "<grapheme>read</grapheme><alias>reed</alias>"
    found = read(f"{HEAD}<lexeme role='x:v'>{one}</lexeme>\n<lexeme>{other}</lexeme></lexicon>")
    assert [rule.saying.value for rule in found.rules] == ["red"]
    assert found.lost == (
        'line 1: "read": <example> was left out',
        'line 1: "read": its role "x:v" was left out, so it holds wherever the name stands',
        'line 2: "read" was left out, since line 1 says it in another way',
    )


def test_spellings_become_rules_of_their_own_and_forms_of_case_do_not() -> None:
    """Graphemes of one lexeme, or lexemes of one sound."""
    found = lexemes(
        "<grapheme>Jacky</grapheme><grapheme>JACKY</grapheme><grapheme>Jackie</grapheme><alias>jacky</alias>",
        "<grapheme>Tomato</grapheme><alias>x</alias>",
        "<grapheme>tomato</grapheme><alias>x</alias>",
        "<grapheme>Brewster-Hall</grapheme><grapheme>BrewsterHall</grapheme><alias>x</alias>",
        "<grapheme>Polish</grapheme><alias>pole ish</alias>",
        "<grapheme>polish</grapheme><alias>pollish</alias>",
    )
    assert [(rule.written, rule.case) for rule in found.rules] == [
        ("Jacky", "smart"),
        ("Jackie", "smart"),
        ("Tomato", "any"),
        ("Brewster-Hall", "smart"),
        ("Polish", "exact"),
        ("polish", "exact"),
    ]
    assert found.lost == ()


def test_a_lexicon_of_another_language_says_so() -> None:
    """Its IPA is read as English."""
    found = read("<lexicon xml:lang='fr'/>")
    assert 'for the language "fr"' in found.lost[0]


LAUGHS = "<!DOCTYPE lolz [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (LAUGHS + "]><lexicon>&i;</lexicon>", "1: has a DOCTYPE, which no lexicon needs; delete it"),
        ('\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><lexicon>&e;</lexicon>', "2: has a DOCTYPE"),
        ('<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><lexicon/>'.encode("utf-16"), "1: has a DOCTYPE"),
        ("<lexicon>\n&e;</lexicon>", "2: is no well-formed XML: Entity 'e' not defined"),
        ("<lexicon>\n<lexeme></lexicon>", "2: is no well-formed XML: Opening and ending tag mismatch"),
        ("<a>" * 10_000 + "</a>" * 10_000, "1: is no well-formed XML: its elements lie too deep"),
        ("<lexicon>" + "<lexeme>" * 10_000, "1: is no well-formed XML: its elements lie too deep"),
        ("", "1: is no well-formed XML: "),
        ("<html/>", '1: is no PLS: its first element is "html"'),
        ('<lexicon xmlns="urn:x"/>', '1: is no PLS: its first element is "{urn:x}lexicon"'),
        (b"<lexicon>\n\n\xe9</lexicon>", "3: is not UTF-8 text; save it again as UTF-8"),
        (b"\xff\xfe<\x00l", "1: is no"),
        ("<lexicon/>".encode("utf-16-le"), "1: holds a NUL byte"),
        ('<?xml version="1.0" encoding="utf-16"?><lexicon/>', '1: says that it is "utf-16"'),
        ('<?xml version="1.0" encoding="zlib"?><lexicon/>', '1: says that it is "zlib"'),
        ('<?xml version="1.0" encoding="iso-8859-99"?><lexicon/>', '1: says that it is "iso-8859-99"'),
        ("<lexicon>\n\x01</lexicon>", "2: is no well-formed XML: "),
        ("<lexicon>" + " " * 100_000_000, " is 100 MB large, and at most 8 MB are read; split it"),
    ],
    ids=range(18),
)
def test_a_hostile_file_is_refused(data: str | bytes, complaint: str) -> None:
    """In one sentence, with the line, before anything of it is followed or swells."""
    with pytest.raises(ShowError) as caught:
        read(data)
    told = str(caught.value)
    assert told.startswith(f"names.pls:{complaint}")
    assert "\n" not in told


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), st.booleans())
def test_whatever_is_in_a_file_there_is_a_lexicon_or_a_sentence(data: bytes, wrapped: bool) -> None:
    """Nothing but ShowError comes out."""
    data = f"{HEAD}<lexeme><grapheme>".encode() + data + b"</grapheme></lexeme></lexicon>" if wrapped else data
    told = "one sentence"
    try:
        read(data)
    except ShowError as error:
        told = error.message
    assert "\n" not in told
