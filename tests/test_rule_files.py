"""Rule files that are wrong, through the command line: one sentence, the file, the line, and no traceback."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from conftest import Command
from reviewcast.cli import main

HEAD = "schema = 1\n\n[rules]\n"


@pytest.fixture
def show(tmp_path: Path) -> Command:
    """A show with one review and no rule file yet."""
    root = tmp_path / "show"
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text('title = "T"\nvoice = "draft"\n')
    (root / "reviews" / "quarry.md").write_text("Vandermeer digs in Nice.\n")
    return Command(root)


WRONG = {
    "a number": (HEAD + "Byrne = 3\n", 4, '"Byrne": is said as a text'),
    "a list for all rules": ("schema = 1\nrules = []\n", 2, "rules is a table"),
    "an unknown key": (HEAD + 'Byrne = { say = "BURN", stauts = "approved" }\n', 4, 'did you mean "status"?'),
    "an unknown key below a header": (HEAD + '[rules.Byrne]\nsay = "BURN"\n\nfoo = 3\n', 7, '"foo" is not a key of a'),
    "an unknown table": ('schema = 1\n[ruls]\nByrne = "BURN"\n', 2, 'did you mean "rules"?'),
    "no schema": ('[rules]\nByrne = "BURN"\n', 1, "write schema = 1 on the first line"),
    "a later schema": ("schema = 2\n", 1, "update reviewcast"),
    "twice the same": (HEAD + 'Byrne = "BURN"\nByrne = "BARN"\n', 5, "stands on line 4 already"),
    "another case": (HEAD + 'Byrne = "BURN"\nbyrne = "BARN"\n', 5, 'differs from "Byrne" on line 4 only in case'),
    "another apostrophe": (HEAD + '"O\'Neil" = "BURN"\n"O’Neil" = "BARN"\n', 5, 'differs from "O\'Neil" on line 4'),
    "a syllable that is none": (HEAD + 'Byrne = "HYOO-sxqn"\n', 4, '"sxqn" cannot be said'),
    "IPA that is none": (HEAD + 'Byrne = { ipa = "bQn" }\n', 4, '"Q" is not a sound'),
    "two sayings": (HEAD + 'Byrne = { say = "BURN", ipa = "bɜːn" }\n', 4, "keep one"),
    "no saying": (HEAD + 'Byrne = { note = "x" }\n', 4, "nothing says how it is said"),
    "an empty name": (HEAD + '"" = "BURN"\n', 4, "a name has a letter or a digit"),
    "an empty saying": (HEAD + 'Byrne = ""\n', 4, "what is said is empty"),
    "a common word": (HEAD + 'the = "THEE"\n', 4, "is a common word"),
    "a bell in a name": (HEAD + '"By\\u0007rne" = "BURN"\n', 4, "U+0007"),
    "an escape in a note": (HEAD + 'Byrne = { say = "BURN", note = "\\u001b[31m" }\n', 4, "U+001B"),
    "a raw control character": (HEAD + 'Byrne = "BU\x07RN"\n', 4, "this is not TOML"),
    "brackets as words": (HEAD + 'Byrne = { as = "x [[b3:n]] y" }\n', 4, '"[[" cannot be spoken'),
    "brackets as a respelling": (HEAD + 'Byrne = "[[b3:n]]"\n', 4, '"[" is not in the key'),
    "brackets for an engine": (
        HEAD + 'Byrne = { say = "BURN", engine = { pyttsx3 = { as = "[[x" } } }\n',
        4,
        '"[[" cannot be spoken',
    ),
    "markup as words": (HEAD + 'Byrne = { as = "<audio src=x>" }\n', 4, '"<" cannot be spoken'),
    "a check that is a number": ("schema = 1\n[checks]\nByrne = 3\n", 3, "a check is true, or the IPA"),
    "not UTF-8": (HEAD.encode() + "Byrne = 'é'\n".encode("latin-1"), 4, "is not UTF-8 text; save it as UTF-8"),
    "UTF-16": ((HEAD + 'Byrne = "BURN"\n').encode("utf-16"), 1, "is not UTF-8 text; save it as UTF-8"),
    "an open quote": (HEAD + 'Byrne = "BURN\n', 4, "this is not TOML"),
    "words without quotes": (HEAD + 'Ana de Armas = "AH"\n', 4, "stands in quotes"),
    "a line without end": ("schema = 1\nx = " + "[" * 6_000 + "\n", 2, "longer than 5000 characters"),
    "nesting without end": ("schema = 1\nx = " + "[" * 4_000 + "\n", None, "is nested too deeply"),
    "far too much": ("#" + "\n" * 8_000_000, None, "is larger than 8 MB"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_rule_file_is_one_sentence_with_its_line(
    show: Command, case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, nothing on standard output, and a line that an editor can jump to."""
    data, line, told = WRONG[case]
    (show.folder / "pronunciations.toml").write_bytes(data.encode() if isinstance(data, str) else data)
    monkeypatch.chdir(show.folder)
    monkeypatch.setattr(sys, "argv", ["reviewcast", "lexicon", "list"])  # in this process, since there are so many
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert err.startswith(f"error: pronunciations.toml:{line or ''}{': ' if line else ' '}")
    assert told in err
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()


@pytest.mark.parametrize("words", [["set", "X", "--say", "BURN"], ["unset", "Byrne"], ["approve", "Byrne"]], ids=str)
def test_a_wrong_rule_file_is_not_written_to(show: Command, words: list[str]) -> None:
    """The commands that write name the line, and leave the file to whoever broke it."""
    path = show.folder / "pronunciations.toml"
    path.write_text(HEAD + 'Byrne = "BURN\n')
    run = show("lexicon", *words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("error: pronunciations.toml:4: this is not TOML")
    assert path.read_text() == HEAD + 'Byrne = "BURN\n'


def in_place_of_the_file(kind: str, path: Path) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path.name)
    else:
        os.mkfifo(path)


@pytest.mark.parametrize("kind", ["folder", "loop", "pipe"])
def test_what_is_no_file_is_named_and_nobody_waits_for_it(show: Command, kind: str) -> None:
    """Whether it is read or written."""
    in_place_of_the_file(kind, show.folder / "pronunciations.toml")
    for words in (["script", "reviews/quarry.md"], ["lexicon", "set", "X", "--say", "BURN"]):
        run = show(*words)
        assert (run.status, run.out) == (2, "")
        assert run.err.startswith("error: pronunciations.toml: ")
        assert run.err.count("\n") == 1


def test_ten_thousand_rules_are_no_wait(show: Command) -> None:
    """They are read and applied within a second of a command's own start; a mistake in the last is found."""
    many = HEAD + "".join(f'"Name{number} Vander" = "BURN"\n' for number in range(10_000))
    began = time.perf_counter()
    assert show("script", "reviews/quarry.md").status == 0
    alone = time.perf_counter() - began
    (show.folder / "pronunciations.toml").write_text(many + 'Vandermeer = { as = "Van der Meer" }\n')
    began = time.perf_counter()
    run = show("script", "reviews/quarry.md")
    assert time.perf_counter() - began < alone + 1
    assert "→ Van der Meer digs in Nice." in run.out
    (show.folder / "pronunciations.toml").write_text(many + "Last = 3\n")
    assert show("script", "reviews/quarry.md").err.startswith('error: pronunciations.toml:10004: "Last": ')


# --- files of other tools ---------------------------------------------------------------------------------

PLS = """\
<?xml version="1.0" encoding="UTF-8"?>
{doctype}<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">
<lexeme><grapheme>Byrne</grapheme><phoneme>{phones}</phoneme></lexeme>
</lexicon>
"""
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
FOREIGN = {
    "an external entity": (
        "a.pls",
        PLS.format(doctype='<!DOCTYPE lexicon [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n', phones="&x;"),
        "2: has a DOCTYPE",
    ),
    "a billion laughs": (
        "a.pls",
        PLS.format(doctype=f'<!DOCTYPE lexicon [<!ENTITY a0 "ha">{LAUGHS}]>\n', phones="&a9;"),
        "2: has a DOCTYPE",
    ),
    "XML that breaks off": ("a.pls", "<lexicon", "1: is no well-formed XML"),
    "another XML": ("a.pls", "<html/>", '1: is no PLS: its first element is "html"'),
    "a table without names of columns": ("a.csv", "Byrne,BURN\n", "1: the first row must name the columns"),
    "a table in Latin-1": ("a.csv", "name,say\nBé,BURN\n".encode("latin-1"), "2: is not UTF-8 text"),
    "a table with a NUL": ("a.csv", "name,say\nBy\0rne,BURN\n", "2: holds a NUL byte"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_foreign_file_that_is_wrong_is_refused_with_its_line(show: Command, case: str) -> None:
    """In a sentence, and no rule file comes of it."""
    name, data, told = FOREIGN[case]
    (show.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    run = show("lexicon", "import", name)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"error: {name}:{told}")
    assert run.err.count("\n") == 1
    assert not (show.folder / "pronunciations.toml").exists()


def test_a_table_in_utf_16_is_read(show: Command) -> None:
    """Spreadsheets write it, and its first bytes say so."""
    (show.folder / "a.csv").write_bytes("name,say\nByrne,BURN\n".encode("utf-16"))
    assert show("lexicon", "import", "a.csv").status == 0
    assert 'Byrne = {say = "BURN"' in (show.folder / "pronunciations.toml").read_text(encoding="utf-8")


def test_a_row_that_cannot_be_taken_stops_no_other(show: Command) -> None:
    """Each is listed with what is wrong with it."""
    (show.folder / "a.csv").write_text("name,say\nByrne,BXRN\nHuston,HYOO-stun\nthe,THEE\nX,[[x]]\n")
    run = show("lexicon", "import", "a.csv")
    assert run.status == 0
    lost = [line for line in run.err.splitlines() if line.startswith("lost: ")]
    assert len(lost) == 3
    assert {name for name in ('"Byrne"', '"the"', '"X"') if any(name in line for line in lost)} == {
        '"Byrne"',
        '"the"',
        '"X"',
    }
    assert [row["name"] for row in show("lexicon", "list", "--json").rows[:-1]] == ["Huston"]
