"""What a producer sees in a terminal while something lasts."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from reviewcast.cli.terminal import Progress, passing


def screen(written: str) -> list[str]:
    """The lines that stand in a terminal after *written*, which goes back to the start of a line and erases it."""
    return [line.rpartition("\033[K")[2].rpartition("\r")[2].rstrip() for line in written.split("\n")]


class Terminal(io.StringIO):
    """One that keeps all that was ever written to it."""

    def isatty(self) -> bool:
        return True


def test_a_bar_goes_when_all_is_done() -> None:
    """Also one that never got to its end, as of a preview in which nothing changed; the cursor is back."""
    terminal = Terminal()
    with redirect_stderr(terminal), Progress(4, shown=True) as progress:
        progress.begin(Path("the-general.md"))
        progress.write("built      The General", err=True)
        progress.begin(Path("sunrise.md"))
    written = terminal.getvalue()
    assert "sunrise.md: reading" in written
    left = [line.replace("\033[?25h", "") for line in screen(written)]
    assert [line for line in left if line] == ["built      The General"]
    assert written.endswith("\033[?25h")


def test_words_that_pass_are_gone_afterwards() -> None:
    """They stand while it lasts."""
    terminal = Terminal()
    with redirect_stderr(terminal), passing("listening ...", shown=True):
        assert terminal.getvalue() == "listening ..."
    assert screen(terminal.getvalue()) == [""]


def test_a_file_gets_neither(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no terminal has no use for them."""
    with Progress(1, shown=True) as progress, passing("listening ...", shown=True):
        progress.begin(Path("the-general.md"))
    assert capsys.readouterr().err == ""
