"""A player for sound, where there is one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reviewcast import player

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there the system itself plays")


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """A folder that is all of the PATH but for the shell."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_player_is_given_the_file(programs, tmp_path, monkeypatch):
    """By its whole path, so that no name can pass for an option."""
    install(programs, "aplay", f'echo "$@" > "{tmp_path}/called"')
    monkeypatch.chdir(tmp_path)
    assert player.play(Path("-name.wav"))
    assert (tmp_path / "called").read_text() == f"--quiet {tmp_path}/-name.wav\n"


def test_no_player_is_no_error(programs):
    """The file is there all the same."""
    assert not player.play(programs / "x.wav")


@pytest.mark.parametrize("script", ["exit 3", "echo noise; echo more >&2; exit 1"])
def test_a_player_that_fails_is_no_error(programs, script, capfd):
    """And what it prints is not ours to print."""
    install(programs, "aplay", script)
    assert not player.play(programs / "x.wav")
    assert capfd.readouterr() == ("", "")


def test_a_player_that_fails_is_followed_by_the_next(programs):
    """The first may be there for a sound system that is not running."""
    install(programs, "paplay", "exit 1")
    install(programs, "ffplay", "exit 0")
    assert player.play(programs / "x.wav")


def test_a_player_that_hangs_is_ended(programs, monkeypatch):
    """An editor does not wait for it."""
    monkeypatch.setattr(player, "_LONGEST", 0.2)
    install(programs, "aplay", "exec /bin/sleep 60")
    assert not player.play(programs / "x.wav")


def test_a_file_that_is_no_program_is_no_error(programs):
    """It cannot be started."""
    (programs / "aplay").write_bytes(b"\x00\x01")
    (programs / "aplay").chmod(0o755)
    assert not player.play(programs / "x.wav")
