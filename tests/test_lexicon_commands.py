"""``reviewcast lexicon`` from outside: what an editor types, what comes back, and what no command may do."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import soundfile

from conftest import Command, tree
from reviewcast.cli.lexicon.layout import columns, wrapped

HARBOUR = """\
---
title: The Harbour Keeper
date: 2026-01-01
cast: [Siobhan Oyelaran, Tomasz Wieczorek]
director: Anneliese Krüger
---

Anneliese Krüger has made a film about a lighthouse. Siobhan Oyelaran keeps it, and Krüger's camera keeps her.

## The story

Tomasz Wieczorek (as the inspector) comes by boat. "Oyelaran," he says, and that is all.

## The verdict

Oyelaran's face does the rest.
"""
TRAM = """\
---
title: Last Tram
date: 2026-01-02
cast: [Tomasz Wieczorek]
---

Wieczorek drives a tram. Siobhan waits at the stop.
"""
RULES = """\
schema = 1

[rules]
Oyelaran = "oh-yeh-LAH-run"  # heard from herself
Wieczorek = { say = "vee-CHOR-ek", status = "approved", by = "the desk" }

[checks]
Siobhan = "ʃɪvˈɔːn"
"""


def desk(root: Path, rules: str = RULES, keys: str = "") -> Command:
    """The command line in a show with two reviews and *rules*."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(f'title = "Night Shift"\nvoice = "draft"\nauthor = "A. Desk"\n{keys}\n')
    (root / "pronunciations.toml").write_text(rules, encoding="utf-8")
    (root / "reviews" / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (root / "reviews" / "tram.md").write_text(TRAM, encoding="utf-8")
    return Command(root)


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A show that no test of this module writes to."""
    return desk(tmp_path_factory.mktemp("desk") / "show")


@pytest.fixture
def own(tmp_path: Path) -> Command:
    """A show of the test's own."""
    return desk(tmp_path / "show")


def rules_of(command: Command) -> dict:
    """What the show's rule file says."""
    return tomllib.loads((command.folder / "pronunciations.toml").read_text(encoding="utf-8"))


# --- what is promised of the rows -------------------------------------------------------------------------

SENTENCE = {"review", "line", "text"}
FINDING = {"code", "level", "message", "where"}


def test_the_rows_of_scan_are_as_promised(show: Command) -> None:
    """A row a name as written in full, with its state, what it is worth and where it stands; a summary last."""
    run = show("lexicon", "scan", "--json")
    *rows, summary = run.rows
    assert (run.status, summary["event"]) == (0, "summary")
    assert all(
        {"name", "state", "count", "ipa", "respelling", "suggestions", "where"} <= set(row)
        and row["state"] in {"guess", "house", "ruled", "checked"}
        and all(set(place) >= SENTENCE for place in row["where"])
        for row in rows
    )
    found = {row["name"]: row for row in rows}
    assert {"Siobhan Oyelaran", "Tomasz Wieczorek", "Anneliese Krüger"} <= set(found)
    assert found["Siobhan Oyelaran"]["count"] == 3
    assert found["Anneliese Krüger"]["state"] == "guess"
    assert "checked" not in [row["state"] for row in rows[:2]]


def test_the_rows_of_where_and_impact_are_as_promised(own: Command) -> None:
    """A row a sentence, with its review and line; impact sees what was published, also for a rule in no file yet."""
    *rows, summary = own("lexicon", "where", "Wieczorek", "--json").rows
    assert [(set(row), Path(row["review"]).name, row["line"]) for row in rows] == [
        (SENTENCE, "harbour.md", 12),
        (SENTENCE, "tram.md", 7),
    ]
    assert summary == {"event": "summary", "sentences": 2, "reviews": 2}
    assert own("build", "--quiet").status == 0
    assert own("lexicon", "impact", "--json").rows == [{"event": "summary", "sentences": 0, "reviews": 0}]
    row, summary = own("lexicon", "impact", "lighthouse", "--as", "beacon", "--json").rows
    assert set(row) == SENTENCE
    assert row["text"] == "Anneliese Krüger has made a film about a lighthouse."
    assert summary == {"event": "summary", "sentences": 1, "reviews": 1}


def test_the_rows_of_test_and_lint_are_as_promised(own: Command) -> None:
    """A row a finding, each with the file and line it speaks of; what is said wrong gives exit status 1."""
    never = RULES.replace("[rules]\n", '[rules]\nNobody = "BURN"\n').replace("ʃɪvˈɔːn", "sˈaɪəban")
    (own.folder / "pronunciations.toml").write_text(never, encoding="utf-8")
    tested = own("lexicon", "test", "--json")
    *rows, summary = tested.rows
    assert tested.status == 1
    assert {frozenset(row) for row in rows} == {frozenset(FINDING)}
    wrong = [row["where"] for row in rows if row["level"] == "error"]
    assert wrong == ["pronunciations.toml:9"] * summary["failed"]
    assert wrong
    linted = own("lexicon", "lint", "--json")
    *rows, summary = linted.rows
    assert {frozenset(row) for row in rows} == {frozenset(FINDING)}
    assert "pronunciations.toml:4" in [row["where"] for row in rows]
    assert linted.status == (1 if summary["errors"] else 0)


def test_test_exits_with_zero_when_all_is_heard_as_meant(show: Command) -> None:
    """Every rule and check is listed with how it was heard."""
    run = show("lexicon", "test")
    assert (run.status, run.err) == (0, "")
    assert [line.split()[:2] for line in run.out.splitlines()[:3]] == [
        ["✓", "Oyelaran"],
        ["✓", "Wieczorek"],
        ["✓", "Siobhan"],
    ]
    assert run.out.endswith("all as they are meant\n")


def test_nothing_but_errors_is_shown_when_quiet(own: Command) -> None:
    """A warning of lint or test is nothing under --quiet; an error still is one."""
    (own.folder / "pronunciations.toml").write_text(RULES + '"Nobody Here" = "nˈoʊ"\n', encoding="utf-8")
    linted = own("lexicon", "lint", "--quiet")
    assert (linted.status, linted.out, linted.err) == (0, "", "")
    tested = own("lexicon", "test", "--quiet")
    assert (tested.status, tested.out) == (1, "")
    assert tested.err.startswith('error: pronunciations.toml:9: "Nobody Here" is said ')


def test_no_row_is_wider_than_a_hundred_columns(show: Command) -> None:
    """What list, scan and show lay out for people fits a window, but for sentences and remarks."""
    rows = show("lexicon", "list").out.splitlines() + [
        line for line in show("lexicon", "scan", "--all").out.splitlines() if not line.startswith("    ")
    ]
    assert [line for line in rows if len(line) > 100] == []
    assert "Oyelaran   say oh-yeh-LAH-run  oʊjɛˈlɑːɹən  unverified  pronunciations.toml:4" in rows


def test_the_help_says_each_command_in_one_whole_line() -> None:
    """No line of the list of commands breaks off."""
    done = subprocess.run([sys.executable, "-m", "reviewcast", "lexicon", "-h"], capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert any(line.startswith("  approve  ") for line in lines)
    assert [line for line in lines[1:] if "..." in line or len(line) > 80] == []


def test_columns_stand_below_each_other_whatever_letters_they_hold() -> None:
    """Marks above letters take no room, wide letters take two, an overlong cell pushes its own row only."""
    rows = [("e\u0301a", "x"), ("東", "x"), ("n" * 30, "x"), ("abcde", "x")]
    assert list(columns(rows)) == ["e\u0301a     x", "東     x", "n" * 30 + "  x", "abcde  x"]
    assert list(columns([("a", "", "b"), ("c", "", "d")])) == ["a  b", "c  d"]
    assert list(columns([])) == []


def test_a_remark_is_wrapped_on_a_terminal_and_left_whole_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees it indented below its row; a program gets it in one line."""
    monkeypatch.setenv("COLUMNS", "50")
    words = "ten words " * 12
    assert wrapped(words, "    ") == "    " + words
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    lines = wrapped(words, "    ", "1:  ").splitlines()
    assert lines[0].startswith("1:  ten words")
    assert all(line.startswith(("    ten", "    words")) for line in lines[1:])
    assert max(map(len, lines)) <= 50


# --- the checked cast -------------------------------------------------------------------------------------


def test_strict_fails_while_a_name_of_the_cast_is_unchecked(own: Command) -> None:
    """It names them; once each is approved it is content, and so is a show that asks for it at every build."""
    (own.folder / "show.toml").write_text('title = "T"\nvoice = "draft"\ncheck_names = true\n')
    strict = own("lexicon", "scan", "reviews/tram.md", "--strict", "--quiet")
    assert (strict.status, strict.out) == (1, "")
    assert strict.err == "error: 1 name of the cast not checked: Tomasz Wieczorek\n"
    for words in (["build", "reviews/tram.md"], ["build", "reviews/tram.md", "--dry-run"]):
        refused = own(*words)
        assert refused.status == 1
        assert "reviews/tram.md: nobody has checked how to say Tomasz Wieczorek; hear" in refused.err
    assert not list((own.folder / "output").rglob("*.mp3"))
    for words in (["script", "reviews/tram.md"], ["lexicon", "scan", "reviews/tram.md"]):
        assert own(*words).status == 0
    assert own("lexicon", "approve", "Tomasz Wieczorek", "--by", "me").status == 0
    assert own("lexicon", "scan", "reviews/tram.md", "--strict").status == 0
    assert own("build", "reviews/tram.md", "--dry-run").status == 0


# --- hearing ----------------------------------------------------------------------------------------------


def test_hear_writes_the_name_alone_before_and_after_and_changes_nothing(own: Command, tmp_path: Path) -> None:
    """The WAV is as long as its parts; no file of the show is touched by a rule that is only tried."""
    before = tree(own.folder)
    run = own("lexicon", "hear", "Krüger", "--as", "Creeger", "--to", tmp_path / "ears", "--json")
    *parts, summary = run.rows
    assert [part["label"] for part in parts] == ["alone", "before", "after"]
    assert [part["spoken"] for part in parts] == [
        "Creeger",
        "Anneliese Krüger has made a film about a lighthouse.",
        "Anneliese Creeger has made a film about a lighthouse.",
    ]
    samples, rate = soundfile.read(io.BytesIO(Path(summary["path"]).read_bytes()))
    assert len(samples) / rate == pytest.approx(parts[-1]["start"] + parts[-1]["seconds"], abs=0.01)
    assert Path(summary["path"]).parent == tmp_path / "ears"
    after = tree(own.folder)
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in after.keys() - before.keys()} <= {"the cache"}


def test_hear_says_that_a_name_stands_nowhere(show: Command) -> None:
    """It is heard alone, and one is told; a respelling is read as one."""
    run = show("lexicon", "hear", "HYOO-stun", "--no-play")
    assert run.status == 0
    assert run.out.splitlines()[-1].endswith("hyoo-stun.wav")
    assert run.err == 'note: no review has "HYOO-stun", so it is heard alone\n'


# --- an editor's decisions --------------------------------------------------------------------------------


def test_set_approve_and_unset_keep_what_a_person_wrote(own: Command) -> None:
    """Comments and order stay; the rule comes, is approved and goes, and then the file is as it was."""
    path = own.folder / "pronunciations.toml"
    run = own("lexicon", "set", "Krüger", "--say", "KROO-ger", "--note", "as in Hamburg")
    assert run.status == 0
    assert run.out.splitlines() == [
        "pronunciations.toml: Krüger is said ˈkɹuːɡɚ",
        "  reviews/harbour.md:8: Anneliese Krüger has made a film about a lighthouse.",
        "  reviews/harbour.md:8: Siobhan Oyelaran keeps it, and Krüger's camera keeps her.",
        "it speaks in 2 sentences",
    ]
    assert own("lexicon", "approve", "Krüger", "--by", "me").status == 0
    assert rules_of(own)["rules"]["Krüger"] == {
        "say": "KROO-ger",
        "note": "as in Hamburg",
        "status": "approved",
        "by": "me",
    }
    assert "# heard from herself" in path.read_text(encoding="utf-8")
    assert own("lexicon", "unset", "Krüger").out == "pronunciations.toml: Krüger has no rule any more\n"
    assert path.read_text(encoding="utf-8") == RULES


def test_a_name_that_stands_nowhere_is_approved_with_a_note(own: Command) -> None:
    """It may be a slip, so it is said, and how to take it back; a name of the cast is none."""
    run = own("lexicon", "approve", "Oyelarann", "Anneliese Krüger")
    assert run.status == 0
    assert run.err == 'note: no review has "Oyelarann"; if it is misspelt, "lexicon unset" takes it back\n'
    assert list(rules_of(own)["checks"]) == ["Siobhan", "Oyelarann", "Anneliese Krüger"]


def test_a_rule_for_one_review_goes_into_the_file_beside_it(own: Command) -> None:
    """And the show's own stays as it is."""
    assert own("lexicon", "set", "Siobhan", "--say", "shih-VAWN", "--review", "reviews/tram.md").status == 0
    assert (own.folder / "pronunciations.toml").read_text(encoding="utf-8") == RULES
    near = tomllib.loads((own.folder / "reviews" / "tram.pronunciations.toml").read_text(encoding="utf-8"))
    assert near["rules"] == {"Siobhan": "shih-VAWN"}


def test_editors_at_once_lose_nothing_and_whoever_came_late_is_told(own: Command) -> None:
    """Of eight at one moment each has its rule in the file, or was told in one sentence that it has not."""
    names = [f"Editor {letter}" for letter in "ABCDEFGH"]
    started = [own.start("lexicon", "set", name, "--say", "BURN") for name in names]
    ended = {
        name: (process.communicate(timeout=60)[1], process.returncode)
        for name, process in zip(names, started, strict=True)
    }
    held = rules_of(own)["rules"]
    assert {"Oyelaran", "Wieczorek"} <= set(held)
    assert {name for name, (_, status) in ended.items() if status == 0} == set(names) & set(held)
    late = [(err, status) for err, status in ended.values() if status]
    told = "error: pronunciations.toml: was changed by someone else meanwhile; nothing was written; look at it and run"
    assert all(status == 2 and err.startswith(told) for err, status in late)
    assert any(status == 0 for _, status in ended.values())


def test_what_leaves_as_a_table_comes_back(own: Command) -> None:
    """A rule exported as CSV and imported elsewhere says the same, approval and all; a check is listed as lost."""
    gone = own("lexicon", "export", "rules.csv")
    assert gone.status == 0
    assert gone.err.startswith('lost: "Siobhan" is a check')
    other = desk(own.folder / "other", rules="")
    assert other("lexicon", "import", own.folder / "rules.csv").status == 0
    came = {row["name"]: (row["value"], row["status"]) for row in other("lexicon", "list", "--json").rows[:-1]}
    assert came == {"Oyelaran": ("oh-yeh-LAH-run", "unverified"), "Wieczorek": ("vee-CHOR-ek", "approved")}


@pytest.mark.parametrize("target", ["show.toml", "reviews/tram.md", "reviews"])
def test_an_export_never_goes_over_a_file_of_the_show(show: Command, target: str) -> None:
    """Whatever form was asked for."""
    before = tree(show.folder)
    run = show("lexicon", "export", target, "--form", "csv")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"error: {target} is there already and looks like no export; choose a name")
    assert tree(show.folder) == before


# --- names and reviews that are none ----------------------------------------------------------------------

WRONG = {
    "nothing": (["show", ""], 'error: "": a name has a letter or a digit'),
    "blanks": (["where", "   "], 'error: "": a name has a letter or a digit'),
    "a bell": (["hear", "a\x07b"], 'error: "a?b": the character U+0007 cannot be shown or spoken'),
    "an escape": (["unset", "\x1b[31mred"], 'error: "?[31mred": the character U+001B'),
    "far too much": (["set", "A" * 5_000, "--say", "BURN"], f'error: "{"A" * 57}...": a name has at most 100'),
    "nothing to set": (["set", "Krüger"], 'error: say how "Krüger" is said, for example: reviewcast lexicon set'),
    "two ways": (["set", "Krüger", "--say", "KROO-ger", "--as", "x"], "error: say it one way: --say or --as, not both"),
    "no respelling": (["set", "Krüger", "--say", "KRQ"], 'error: pronunciations.toml: "Krüger": "KRQ" cannot be said'),
    "no such rule": (["unset", "Oyelarn"], 'error: pronunciations.toml has no rule for "Oyelarn"; did you mean'),
    "half an impact": (["impact", "Krüger"], "error: name a NAME and how it would be said, such as"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_answered_with_one_sentence(show: Command, case: str) -> None:
    """Exit status 2, nothing written, and no control character reaches the terminal."""
    words, told = WRONG[case]
    before = (show.folder / "pronunciations.toml").read_bytes()
    run = show("lexicon", *words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(told)
    assert run.err.count("\n") == 1
    assert run.err.rstrip("\n").isprintable()
    assert (show.folder / "pronunciations.toml").read_bytes() == before


def test_a_name_like_an_option_stands_behind_two_dashes(own: Command) -> None:
    """And is a name like any other."""
    assert own("lexicon", "set", "--say", "BURN", "--", "-x").status == 0
    assert rules_of(own)["rules"]["-x"] == "BURN"
    assert own("lexicon", "unset", "--", "-x").status == 0


def test_a_command_that_is_none_is_guessed_at(show: Command) -> None:
    """As in every other place where words are typed."""
    run = show("lexicon", "aprove", "Krüger")
    assert run.status == 2
    assert run.err.endswith('Error: there is no command "aprove"; did you mean "approve"?\n')


@pytest.mark.parametrize(
    "words",
    [
        ["set", "Krüger", "--say", "KROO-ger", "--review"],
        ["unset", "Krüger", "--review"],
        ["list", "--review"],
        ["export", "out.csv", "--review"],
        ["hear", "Krüger", "--no-play", "--in"],
        ["where", "Krüger"],
    ],
    ids=lambda words: words[0],
)
def test_a_review_that_is_not_there_gets_no_rule_file(own: Command, words: list[str]) -> None:
    """It is named, and nothing is written."""
    run = own("lexicon", *words, "reviews/nope.md")
    assert (run.status, run.out) == (1, "")
    assert run.err == "error: reviews/nope.md: the review is not there; check the path\n"
    assert not (own.folder / "out.csv").exists()
    assert not list(own.folder.rglob("nope*"))


@pytest.mark.parametrize(
    "words",
    [["list", "--review", "LONG.md"], ["export", "LONG"], ["export", "LONG.csv"], ["import", "LONG.csv"]],
    ids=" ".join,
)
def test_a_name_that_no_disk_takes_is_answered_with_one_sentence(show: Command, words: list[str]) -> None:
    """The system's own refusal is no traceback."""
    run = show("lexicon", *(word.replace("LONG", "x" * 300) for word in words))
    assert (run.status, run.out) == (1, "")
    assert re.fullmatch(r"error: x{300}\S*: .+\n", run.err)


def test_a_review_in_no_show_has_its_rules_beside_it(tmp_path: Path, reviewcast: Command) -> None:
    """Its names are found, set and tested; without a review and a show, one is told what is missing."""
    (tmp_path / "tram.md").write_text(TRAM, encoding="utf-8")
    lost = reviewcast("lexicon", "hear", "Wieczorek")
    assert lost.status == 2
    assert lost.err.startswith("error: there is no show.toml here: name a review or --show DIR, or lay out a show with")
    assert reviewcast("lexicon", "set", "Wieczorek", "--say", "vee-CHOR-ek", "--review", "tram.md").status == 0
    assert reviewcast("lexicon", "test", "tram.md").status == 0
    made = {path.name for path in tmp_path.iterdir()} - {"the cache"}
    assert made == {"tram.md", "tram.pronunciations.toml"}


def test_a_show_without_reviews_or_rules_says_what_to_do(tmp_path: Path, reviewcast: Command) -> None:
    """Its rules can be listed all the same."""
    (tmp_path / "reviews").mkdir()
    (tmp_path / "show.toml").write_text('title = "T"\n')
    listed = reviewcast("lexicon", "list")
    assert listed.out.splitlines() == [
        "0 rules, 0 checks",
        'next: "reviewcast lexicon scan" lists the names that nobody has checked',
    ]
    scanned = reviewcast("lexicon", "scan")
    assert scanned.status == 2
    assert scanned.err == "error: reviews holds no review; put one there as .md, .txt or .html\n"


def test_a_stop_ends_a_scan_at_once_and_without_a_traceback(own: Command) -> None:
    """Ctrl-C gives exit status 130, however many names are still to be heard."""
    parts = [
        first + second for first in ("Bar", "Dov", "Kel", "Mor", "Tas") for second in ("ba", "de", "li", "mo", "nu")
    ]
    many = " ".join(f"Then came {one} {other.capitalize()}." for one in parts for other in parts)
    (own.folder / "reviews" / "crowd.md").write_text(many, encoding="utf-8")
    process = own.start("lexicon", "scan", "reviews/crowd.md", measured=False)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert time.monotonic() - began < 4  # it takes a twentieth of that; a busy machine may take its time
    assert err.strip().startswith("stopped;")


def test_rows_are_letters_and_not_escapes(show: Command) -> None:
    """IPA in a row of JSON can be read by eye."""
    out = show("lexicon", "list", "--json").out
    assert "oʊjɛˈlɑːɹən" in out
    assert [json.loads(line).get("kind") for line in out.splitlines()] == ["say", "say", "check", None]
