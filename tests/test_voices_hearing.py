"""``voices hear`` and ``voices compare`` as a producer calls them."""

from __future__ import annotations

import json
import os
import wave
from pathlib import Path

import pytest

from conftest import Command, Run

SHOW = 'title = "Films"\nvoice = "draft"\n'
TEXT = "---\ntitle: The General\ndate: 2026-01-01\n---\n\nTomasz Krüger drives. He drives fast.\n\nIt is over.\n"


@pytest.fixture
def show(tmp_path: Path) -> Command:
    """A show of one review, with a rule."""
    (tmp_path / "reviews").mkdir()
    (tmp_path / "show.toml").write_text(SHOW, encoding="utf-8")
    (tmp_path / "reviews" / "general.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "pronunciations.toml").write_text('schema = 1\n[rules]\n"Krüger" = "KREE-gur"\n', encoding="utf-8")
    return Command(tmp_path)


def voices(show: Command, name: str, *arguments: object, **environment: str) -> Run:
    return show("voices", name, *arguments, "--cache", show.cache, **environment)


def seconds(path: str) -> float:
    with wave.open(path) as file:
        return file.getnframes() / file.getframerate()


# --- hear -------------------------------------------------------------------------------------------------


def test_hear_writes_a_file_and_prints_its_path(show: Command) -> None:
    """Some words of ours, since none are given, shown above it; a profile of any engine."""
    run = voices(show, "hear", "narrator", "--no-play")
    assert (run.status, run.err) == (0, "")
    path = run.out.splitlines()[-1]
    assert path == str(show.cache / "heard" / "narrator.wav")
    assert "The lights go down" in run.out
    assert 8 < seconds(path) < 40


def test_hear_says_what_it_is_told(show: Command, tmp_path: Path) -> None:
    """A bare name of espeak-ng's, a text of one's own, a file of one's own."""
    out = tmp_path / "a b" / "x.wav"
    run = voices(show, "hear", "en-gb", "--text", "Good evening.", "--out", out, "--json")
    assert run.rows[0] == {"event": "sentence", "text": "Good evening.", "spoken": "Good evening."}
    assert run.summary["path"] == str(out)
    assert (run.summary["engine"], run.summary["voice"], run.summary["recorded"]) == ("pyttsx3", "en-gb", 1)
    assert run.summary["seconds"] == pytest.approx(seconds(str(out)), abs=0.01)


def test_hear_in_a_review_obeys_its_rules(show: Command, tmp_path: Path) -> None:
    """Its first paragraph, from the take cache the second time."""
    arguments = ("hear", "narrator", "--in", tmp_path / "reviews" / "general.md", "--json")
    first, second = voices(show, *arguments), voices(show, *arguments)
    assert [row["text"] for row in first.rows[:-1]] == ["Tomasz Krüger drives.", "He drives fast."]
    assert "[[" in first.rows[0]["spoken"]
    assert (first.summary["recorded"], second.summary["recorded"]) == (2, 0)


def test_hear_needs_no_show(reviewcast: Command) -> None:
    """Voices are chosen before there is one."""
    run = voices(reviewcast, "hear", "draft", "--quiet")
    assert (run.status, run.err) == (0, "")
    assert run.out == f"{reviewcast.cache / 'heard' / 'draft.wav'}\n"


def test_hear_plays_where_there_is_a_player(show: Command, tmp_path: Path) -> None:
    """As lexicon hear does: not with --no-play, nor where a program listens."""
    program = tmp_path / "programs" / "aplay"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/played"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    for more in ((), ("--no-play",), ("--json",), ("--quiet",)):
        assert voices(show, "hear", "draft", *more, PATH=path).status == 0
    played = (tmp_path / "played").read_text(encoding="utf-8")
    assert played == f"--quiet {show.cache / 'heard' / 'draft.wav'}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["joee"], 2, 'error: there is no voice "joee"; did you mean "joe"?'),
        (["draft", "--text", " "], 2, "error: there is nothing to say; write a sentence"),
        (["draft", "--text", "x", "--in", "reviews/general.md"], 2, "error: say it one way: --text or --in, not both"),
        (["draft", "--in", "reviews/none.md"], 1, "error: reviews/none.md: the review is not there; check the path"),
        (["en_US-lessac-medium"], 1, "en_US-lessac-medium; fetch it with: reviewcast voices add en_US-lessac-medium"),
        (["draft", "--out", "reviews"], 1, "error: reviews: a folder stands where a file is to be written"),
    ],
)
def test_a_mistake_is_one_sentence(show: Command, arguments: list[str], status: int, told: str) -> None:
    """And nothing is printed for a program to take up."""
    run = voices(show, "hear", *arguments, "--no-play", REVIEWCAST_VOICES=str(show.folder / "none"))
    assert (run.status, run.out) == (status, "")
    assert told in run.err
    assert len(run.err.splitlines()) == 1


# --- compare ----------------------------------------------------------------------------------------------


def test_compare_writes_one_page_and_a_row_a_voice(show: Command, tmp_path: Path) -> None:
    """In the order in which they were asked for; nothing else is written beside the review."""
    before = sorted(tmp_path.rglob("*"))
    out = tmp_path / "page.html"
    arguments = ("--voice", "draft", "--voice", "narrator", "--seconds", "4", "--out", out, "--json")
    run = voices(show, "compare", "reviews/general.md", *arguments)
    assert (run.status, run.err) == (0, "")
    rows, summary = run.rows[:-1], run.summary
    assert [row["name"] for row in rows] == ["draft", "narrator"]
    assert all(row["speed"] > 0 and row["rate"] == 22_050 and row["seconds"] > 1 for row in rows)
    assert rows[1]["licence"] == "GPL-3.0-or-later, no claim on what it says"
    assert (summary["page"], summary["voices"], summary["failed"]) == (str(out), 2, 0)
    assert summary["text"].startswith("Tomasz Krüger drives.")
    assert out.read_bytes().startswith(b"<!doctype html>")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, out])


def test_compare_names_what_failed_and_writes_the_page_all_the_same(show: Command) -> None:
    """One voice that is not installed costs the exit status, and not the page."""
    arguments = ("--voice", "draft", "--voice", "heart", "--seconds", "3")
    run = voices(show, "compare", "reviews/general.md", *arguments, REVIEWCAST_VOICES=str(show.folder / "none"))
    assert run.status == 1
    assert run.err.startswith("error: heart: ")
    assert len(run.err.splitlines()) == 1
    page = Path(run.out.splitlines()[-1])
    assert page == show.cache / "heard" / "voices-the-general.html"
    assert "heart" in page.read_text(encoding="utf-8")
    assert "× real time" in run.out.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["none.md"], 1, "error: none.md: the review is not there; check the path"),
        (["reviews/general.md", "--voice", "nobody"], 2, 'error: there is no voice "nobody"'),
        (["reviews/general.md", "--seconds", "0"], 2, "--seconds"),
    ],
)
def test_a_mistake_in_a_comparison_is_told(show: Command, arguments: list[str], status: int, told: str) -> None:
    """Before anything is recorded."""
    run = voices(show, "compare", *arguments)
    assert (run.status, run.out) == (status, "")
    assert told in run.err


@pytest.mark.thorough
def test_compare_without_names_takes_all_that_are_installed(show: Command) -> None:
    """The real Piper among them; what is not installed is no failure, and is told in the summary."""
    run = voices(show, "compare", "reviews/general.md", "--seconds", "4", "--json")
    assert run.status == 0, run.err
    rows = {row["name"]: row for row in run.rows[:-1]}
    assert {"joe", "narrator"} <= set(rows)
    assert (rows["joe"]["engine"], rows["joe"]["licence"]) == ("piper", "CC0-1.0")
    assert rows["joe"]["bytes"] > 60_000_000
    assert json.dumps(run.summary["absent"])
