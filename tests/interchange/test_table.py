"""CSV: what a spreadsheet shows of the rules, and what comes back from one."""

from __future__ import annotations

from dataclasses import replace

import any_rules
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import interchange
from reviewcast.errors import ShowError
from reviewcast.interchange.table import COLUMNS
from reviewcast.model import Check, Rule, Saying

BURN = Rule("Byrne", Saying("say", "BURN"))


def read(text: str | bytes) -> interchange.Import:
    return interchange.read(text if isinstance(text, bytes) else text.encode(), "names.csv", "csv")


def refusal(text: str | bytes) -> str:
    with pytest.raises(ShowError) as caught:
        read(text)
    return str(caught.value)


def exported(*rules: Rule) -> str:
    return interchange.export(rules, (), "csv").data.decode("utf-8-sig")


@settings(max_examples=60, deadline=None)
@given(any_rules.lexicons)
def test_rules_come_back_as_they_were(rules: list[Rule]) -> None:
    """Through a CSV file nothing changes but where a rule stands."""
    sent = interchange.export(rules, (), "csv")
    assert read(sent.data) == interchange.Import(tuple(rules))
    assert sent.lost == ()


def test_a_table_begins_with_a_mark_and_the_columns() -> None:
    """By the byte order mark spreadsheets know that it is UTF-8."""
    data = interchange.export([BURN], (), "csv").data
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(sign: str) -> None:
    """A spreadsheet that opens the file runs nothing of what it says."""
    rule = Rule(f"{sign}SUM(A1)", Saying("as", f"{sign}cmd"), note=f"{sign}1")
    assert exported(rule).splitlines()[1].split(",")[:4] == [f"'{sign}SUM(A1)", "", "", f"'{sign}cmd"]


def test_an_apostrophe_of_a_name_stays() -> None:
    """Only the apostrophe that guards a formula is taken away."""
    table = "name,as\n'Salem's Lot,Salem\n'=x,x\n''=y,y\n"
    assert [rule.written for rule in read(table).rules] == ["'Salem's Lot", "=x", "'=y"]


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (",", "utf-8-sig"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-16"), (";", "utf-16")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_spreadsheets_own_csv_is_read(separator: str, encoding: str, end: str) -> None:
    """Semicolons of European Excel, tabs in UTF-16 of its "Unicode Text", any ends of lines."""
    rows = [["Name", "Note", "SAY"], ["Zoë; Byrne, 2", "a, b; c", "BURN"], ["", "", ""], ["Huston", "", "HYOO-stun"]]
    text = end.join(separator.join(f'"{cell}"' if cell[-1:] in "2c" else cell for cell in row) for row in rows)
    rules = read(text.encode(encoding)).rules
    assert [(rule.written, rule.saying.value, rule.note) for rule in rules] == [
        ("Zoë; Byrne, 2", "BURN", "a, b; c"),
        ("Huston", "HYOO-stun", ""),
    ]


def test_a_table_without_states_and_sources_gets_them() -> None:
    """What nobody here has heard is unverified, and says where it is from."""
    (rule,) = read("name,say\nByrne,BURN\n").rules
    assert rule == replace(BURN, status="unverified", source="imported from names.csv")


def test_a_language_keeps_its_reading() -> None:
    """The column ipa holds what the other language's voice said."""
    (rule,) = read("name,lang,ipa\nComte,fr,ˈkɔːnt\n").rules
    assert rule.saying == Saying("lang", "ˈkɔːnt", "fr")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Byrne,,,,", "none of say, ipa, as, spell, lang"),
        ("Byrne,BURN,ˈbɜːɹn,,", "say and ipa; keep one"),
        ("Byrne,,bØn,,", "Ø"),
        ("Byrne,,ˈ,,", "stress"),
        ("Byrne,,.,,", "no sound"),
        ("Byrne,,,a [[b]],", '"as" takes plain words'),
        ("Byrne,,,<b>,", '"as" takes plain words'),
        ("Byrne,,,?,", '"as" takes plain words'),
        ("Byrne,BURN,,,maybe", "case takes smart, exact, any"),
        ("B\x07rne,BURN,,,", "U+0007"),
        ("!?,BURN,,,", "a letter or a digit"),
        (f"{'B' * 101},BURN,,,", "name has 101 characters"),
        (f"{'a ' * 13},BURN,,,", "12 words"),
        (f"Byrne,,,{'a' * 501},", "at most 200"),
        (",BURN,,,", "no name"),
        ("Byrne,BURN,,,,more", "more cells than"),
        ("Byrne,BURQQ,,,", "BURQQ"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_and_listed(row: str, reason: str) -> None:
    """The others are read; the sentence names the line and the reason."""
    found = read(f"name,say,ipa,as,case\nHuston,HYOO-stun,,,\n{row}\n")
    assert [rule.written for rule in found.rules] == ["Huston"]
    (lost,) = found.lost
    assert lost.startswith("line 3: ")
    assert reason in lost


@pytest.mark.parametrize("column", ["plural", "fold"])
def test_a_switch_takes_yes_or_no(column: str) -> None:
    """Whatever a spreadsheet makes of true and false."""
    found = read(f"name,say,{column}\na,BURN,TRUE\nb,BURN,no\nc,BURN,\nd,BURN,perhaps\n")
    assert [getattr(rule, column) for rule in found.rules] == [True, False, False]
    assert f'{column} takes yes or nothing, not "perhaps"' in found.lost[0]


def test_an_unknown_column_is_left_out_and_listed() -> None:
    """With the column it may be meant for."""
    found = read("name,say,notes\nByrne,BURN,x\n")
    assert found.rules[0].note == ""
    assert found.lost == ('line 1: the column "notes" is not known and was left out; did you mean "note"?',)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("", 'names.csv:1: the first row must name the columns, such as "name,say,note"'),
        ("Byrne,BURN\n", "names.csv:1: the first row must name"),
        ("\n\nname,note\n", "names.csv:3: the first row must name"),
        ("name,say,say\n", 'names.csv:1: the column "say" stands there twice'),
        ("name,say\na,BURN\n\0,x\n", "names.csv:3: holds a NUL byte"),
        (b"name,say\n\xe9,BURN\n", "names.csv:2: is not UTF-8 text; save it again"),
        (b"\xff\xfen\x00a", "names.csv:1: is not UTF-16 text"),
        (b"\xff\xfen\x00a\x00\n\x00a", "names.csv:2: is not UTF-16 text"),
        ("name,say\na,BURN\n".encode("utf-16-le"), "names.csv:1: holds a NUL byte"),
        ('name,say\na,BURN\nb,"BURN\nc,BURN\n', "names.csv:3: a quotation mark is opened in this row and never"),
        ('name,say\na,"BU"RN\n', "names.csv:2: a quotation mark stands inside"),
        (f"name,say\na,{'x' * 200_000}\n", "names.csv:2: a cell of this row is far too long"),
        ("name,say\na,BURN\nB,BURN\nA,BURN\n", 'names.csv:4: "A" stands here again, first in line 2'),
        ("name,say" + ",x" * 500, "names.csv:1: has 502 columns; keep those"),
        ("name,say\n" + "a" * 10_000_000, "names.csv: is 10 MB large"),
        ("name,say\n" + "".join(f"a{n},BURN\n" for n in range(50_001)), "names.csv:50002: holds more than 50000 rows"),
    ],
    ids=range(16),
)
def test_a_file_that_is_no_table_is_refused(table: str | bytes, complaint: str) -> None:
    """In one sentence, with the line and what to do."""
    told = refusal(table)
    assert told.startswith(complaint)
    assert "\n" not in told


def test_names_of_exact_case_may_differ_in_case_alone() -> None:
    """As in a rule file."""
    assert len(read("name,say,case\nNice,NEESS,exact\nnice,NYESS,exact\n").rules) == 2


def test_what_a_table_cannot_hold_is_listed() -> None:
    """Checks, what one engine is told, a guard with a comma, a farther rule of the same name."""
    rule = replace(BURN, engines=(("narrator", Saying("as", "burn")),), after=("by, say",))
    sent = interchange.export([rule, replace(BURN, scope="house")], [Check("Keanu Reeves")], "csv")
    assert sent.lost == (
        '"Byrne" has a nearer rule of the same name; that of the house is left out',
        '"Keanu Reeves" is a check, and a CSV file holds rules only',
        '"Byrne": the commas in after part its words in a CSV file',
        '"Byrne": a CSV file has no place for what it says to narrator',
    )


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)), st.booleans())
def test_whatever_is_in_a_file_there_is_a_table_or_a_sentence(data: bytes, headed: bool) -> None:
    """Nothing but ShowError comes out."""
    told = "one sentence"
    try:
        read(b"name,say,note\n" + data if headed else data)
    except ShowError as error:
        told = error.message
    assert "\n" not in told
