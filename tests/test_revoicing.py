"""What a change of a rule costs: the sentences it speaks are recorded again, and nothing else is touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import Command, tree

QUARRY = """\
---
title: The Quarry
date: 2026-01-01
---

Ilse Vandermeer digs. Nobody asks Vandermeer why, and the dust stays.

## How it looks

A wide valley (Vandermeer's own) under a low sun. It costs nothing, and it shows.
"""
FERRY = """\
---
title: The Ferry
date: 2025-12-31
---

Vandermeer rows across. The river is slow.
"""
SAID = {
    "Ilse Vandermeer digs.",
    "Nobody asks Vandermeer why, and the dust stays.",
    "A wide valley (Vandermeer's own) under a low sun.",
    "Vandermeer rows across.",
}
"""The sentences that a rule for the name speaks."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show in the house voice, without music, built once without rules."""
    root = tmp_path_factory.mktemp("first") / "show"
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(
        'title = "T"\nvoice = "narrator"\n[sound]\nintro = "none"\noutro = "none"\nsting = "none"\n'
    )
    (root / "reviews" / "quarry.md").write_text(QUARRY, encoding="utf-8")
    (root / "reviews" / "ferry.md").write_text(FERRY, encoding="utf-8")
    assert Command(root)("build", "--quiet").status == 0
    return root


@pytest.fixture
def show(first: Path, tmp_path: Path) -> Command:
    """A copy of it, recordings included."""
    return Command(shutil.copytree(first, tmp_path / "show"))


def built(command: Command, *words: object) -> tuple[dict[str, dict], list[str]]:
    """Build: the row of each episode by its slug, and the sentences that were recorded."""
    run = command("build", "--json", "--explain", *words)
    assert run.status == 0, run.err
    recorded = [row["text"] for row in run.rows if row.get("event") == "take"]
    assert len(recorded) == sum(row["takes"]["recorded"] for row in run.summary["episodes"])
    return {row["slug"]: row for row in run.summary["episodes"]}, recorded


def texts(command: Command, *words: object) -> list[str]:
    """The sentences that a command of the lexicon lists."""
    run = command("lexicon", *words, "--json")
    assert run.status == 0, run.err
    return [row["text"] for row in run.rows if "text" in row]


def record(command: Command, slug: str) -> dict:
    return json.loads((command.folder / "ledger" / f"{slug}.json").read_text(encoding="utf-8"))


def test_a_new_rule_records_the_sentences_that_where_lists_and_no_other(show: Command) -> None:
    """What where says before there is a rule, impact of one that is tried, impact of one that is set: all the same."""
    before = {slug: record(show, slug) for slug in ("quarry", "ferry")}
    kept = tree(show.folder / "output" / "audio")
    would = texts(show, "where", "Vandermeer")
    assert set(would) == SAID
    assert sorted(texts(show, "impact", "Vandermeer", "--say", "VAN-dur-meer")) == sorted(would)
    assert texts(show, "impact") == []
    assert show("lexicon", "set", "Vandermeer", "--say", "VAN-dur-meer").status == 0
    assert sorted(texts(show, "impact")) == sorted(would)
    rows, recorded = built(show)
    assert sorted(recorded) == sorted(would)
    assert texts(show, "impact") == []
    for slug, was in before.items():
        now = record(show, slug)
        assert (now["guid"], now["published"]) == (was["guid"], was["published"])
        assert rows[slug]["audio"] != was["history"][-1]["audio"]
        assert [entry["audio"] for entry in now["history"]] == [was["history"][0]["audio"], rows[slug]["audio"]]
        assert now["history"][-1]["change"].endswith("said differently: Vandermeer")
    audio = tree(show.folder / "output" / "audio")
    assert {name: audio[name] for name in kept} == kept
    assert len(audio) == 2 * len(kept)


def test_what_is_no_sound_records_nothing_and_changes_no_byte(show: Command) -> None:
    """Approving, noting, reordering and commenting leave the episodes, the site and the ledger as they are."""
    assert show("lexicon", "set", "Vandermeer", "--say", "VAN-dur-meer").status == 0
    assert show("lexicon", "set", "Nowhere", "--say", "NOH-wair").status == 0
    built(show)
    was = tree(show.folder / "output"), tree(show.folder / "ledger")
    path = show.folder / "pronunciations.toml"
    assert show("lexicon", "approve", "Vandermeer", "Ilse", "--by", "me").status == 0
    assert show("lexicon", "set", "Vandermeer", "--note", "asked her", "--source", "an interview").status == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    one, other = (next(at for at, line in enumerate(lines) if line.startswith(name)) for name in ("Vand", "Nowh"))
    lines[one], lines[other] = lines[other], lines[one]
    path.write_text("# a remark\n" + "\n".join(lines) + "\n", encoding="utf-8")
    rows, recorded = built(show)
    assert recorded == []
    assert [row["unchanged"] for row in rows.values()] == [True, True]
    assert (tree(show.folder / "output"), tree(show.folder / "ledger")) == was
    assert texts(show, "impact") == []


def test_a_rule_taken_back_gives_the_first_audio_again(show: Command) -> None:
    """Under its old name, from what was recorded, and the history says so."""
    old = record(show, "ferry")["history"][0]["audio"]
    assert show("lexicon", "set", "Vandermeer", "--say", "VAN-dur-meer").status == 0
    built(show)
    assert show("lexicon", "unset", "Vandermeer").status == 0
    rows, recorded = built(show)
    assert recorded == []
    assert rows["ferry"]["audio"] == old
    assert record(show, "ferry")["history"][-1]["audio"] == old


def test_a_rule_of_one_review_touches_that_review(show: Command) -> None:
    """The other says the name as before, and is left alone."""
    words = ("set", "Vandermeer", "--say", "VAN-dur-meer", "--review", "reviews/ferry.md")
    assert show("lexicon", *words).status == 0
    assert texts(show, "impact") == ["Vandermeer rows across."]
    rows, recorded = built(show)
    assert recorded == ["Vandermeer rows across."]
    assert {slug: row["unchanged"] for slug, row in rows.items()} == {"quarry": True, "ferry": False}


def test_a_wrong_rule_file_leaves_the_earlier_episodes_published(show: Command) -> None:
    """It is named with its line, once for each review, and nothing of the site changes."""
    was = tree(show.folder / "output")
    (show.folder / "pronunciations.toml").write_text('schema = 1\n\n[rules]\nVandermeer = "VXN"\n', encoding="utf-8")
    run = show("build")
    assert run.status == 1
    told = [line for line in run.err.splitlines() if line.startswith("error: ")]
    assert told
    assert all(line.startswith('error: pronunciations.toml:4: "Vandermeer": "VXN" cannot be said') for line in told)
    assert tree(show.folder / "output") == was


def test_a_wrong_rule_file_of_one_review_stops_that_review_alone(show: Command) -> None:
    """The others are built."""
    (show.folder / "reviews" / "ferry.pronunciations.toml").write_text("schema = 1\n[rules]\nX = 3\n", encoding="utf-8")
    (show.folder / "reviews" / "quarry.md").write_text(QUARRY.replace("costs nothing", "costs a lot"), encoding="utf-8")
    run = show("build", "--json")
    assert run.status == 1
    (failed,) = run.summary["failed"]
    assert failed["review"] == "reviews/ferry.md"
    assert failed["error"].startswith('reviews/ferry.pronunciations.toml:3: "X": ')
    assert [row["slug"] for row in run.summary["episodes"]] == ["quarry"]


@pytest.mark.parametrize("house", [True, False])
def test_the_rules_of_the_house_can_be_turned_off(tmp_path: Path, house: bool) -> None:
    """With them the voice is told how a name of film is said; without them it gets it as it stands."""
    (tmp_path / "reviews").mkdir()
    (tmp_path / "show.toml").write_text(f'title = "T"\nhouse_rules = {json.dumps(house)}\n')
    (tmp_path / "reviews" / "a.md").write_text("We saw it with Slytherin.\n", encoding="utf-8")
    command = Command(tmp_path)
    spoken = [row["spoken"] for row in command("script", "reviews/a.md", "--json").rows if row.get("line")]
    assert (spoken == ["We saw it with Slytherin."]) is not house
    states = {row["name"]: row["state"] for row in command("lexicon", "scan", "--json").rows[:-1]}
    assert states == {"Slytherin": "house" if house else "guess"}
