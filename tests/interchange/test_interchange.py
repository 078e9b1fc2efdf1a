"""What both forms promise: rules that a rule file takes, at the speed of a file."""

from __future__ import annotations

import csv
import io
import time
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import interchange, sheet
from reviewcast.interchange.table import COLUMNS
from reviewcast.model import Rule, Saying

TEXTS = [
    "",
    "BURN",
    "AH-nuh",
    "ˈbɜːɹn",
    "fr",
    "yes",
    "exact",
    "approved",
    "a\u00a0b",
    "\u200b",
    "\u2003x",
    "A, b",
    "e\u0301",
]
letters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
cells = st.one_of(st.sampled_from(TEXTS), st.text(letters, max_size=5))
names = st.one_of(
    st.sampled_from(["Zoë", "nice", "O’Neil ", "\u2003x", "a\nb"]), st.text(letters, min_size=1, max_size=5)
)


def table_of(rule: Rule) -> dict[str, object]:
    """*rule* as a rule file has it."""
    saying = rule.saying
    table: dict[str, object] = {saying.kind: saying.language or saying.value, "case": rule.case, "status": rule.status}
    if saying.kind == "lang" and saying.value:
        table["reading"] = saying.value
    table |= {"plural": rule.plural, "fold": rule.fold, "after": list(rule.after), "before": list(rule.before)}
    return table | ({"expect": rule.expect} if rule.expect else {})


@settings(max_examples=150, deadline=None)
@given(names, st.sampled_from(COLUMNS[1:6]), cells, st.sampled_from(["", "exact", "any"]), cells, cells)
def test_a_rule_file_takes_every_rule_that_is_imported(
    name: str, kind: str, value: str, case: str, guard: str, expect: str
) -> None:
    """One row with whatever in its cells: where it is read, it can be saved, unless it is a common word."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", kind, "case", "after", "before", "expect"])
    writer.writerow([name, value, case, guard, "in", expect])
    for rule in interchange.read(text.getvalue().encode("utf-8"), "x.csv", "csv").rules:
        (saved,) = sheet.rules_of({rule.written: table_of(rule)}, "show")
        assert (saved.saying, saved.after, saved.expect) == (rule.saying, rule.after, rule.expect)


@pytest.mark.parametrize("form", ["pls", "csv"])
def test_ten_thousand_rules_go_out_and_come_back_in_seconds(form: Literal["pls", "csv"]) -> None:
    """Both ways are linear in the number of rules."""
    rules = [Rule(f"Byrne{number}", Saying("say", "GAY-bree-ul BURN"), note="x") for number in range(10_000)]
    start = time.process_time()
    back = interchange.read(interchange.export(rules, (), form).data, "x", form)
    assert time.process_time() - start < 5
    assert len(back.rules) == 10_000


@pytest.mark.parametrize("form", ["pls", "csv"])
def test_where_a_rule_comes_from_is_short_enough_for_a_rule_file(form: Literal["pls", "csv"]) -> None:
    """The file's own name, without its folders, cut where it is endless."""
    data = (
        "<lexicon><lexeme><grapheme>a1</grapheme><alias>x</alias></lexeme></lexicon>"
        if form == "pls"
        else "name,as\na1,x\n"
    )
    (rule,) = interchange.read(data.encode(), f"here/{'x' * 300}.pls", form).rules
    assert rule.source.startswith("imported from xxx")
    assert len(rule.source) == 200


def test_a_name_cannot_break_out_of_a_sentence() -> None:
    """What is listed is one line, however a name is written."""
    found = interchange.read(f'name,say\n"a\n{"b" * 90}",QQ\n'.encode(), "x.csv", "csv")
    assert [lost.count("\n") for lost in found.lost] == [0]
    assert len(found.lost[0]) < 200
