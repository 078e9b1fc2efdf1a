"""What a producer sees in a terminal while something lasts."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import pytest

from reviewcast.cli.lexicon.layout import width
from reviewcast.cli.terminal import Progress, about, passing
from reviewcast.model import DELIVERY_RATE


def screen(written: str) -> list[str]:
    """The lines that stand in a terminal after *written*, which goes back to the start of a line and erases it."""
    return [line.rpartition("\033[K")[2].rpartition("\r")[2].rstrip() for line in written.split("\n")]


class Terminal(io.StringIO):
    """One that keeps all that was ever written to it."""

    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        """What stands in the last line now."""
        return screen(self.getvalue())[-1]


@dataclass
class Clock:
    """Time that passes when it is told to."""

    time: float = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A terminal of 100 columns, until a test makes it another."""
    monkeypatch.setenv("COLUMNS", "100")
    return monkeypatch


def speak(progress: Progress, clock: Clock, *, upto: float = 130, total: float = 275, pace: float = 25) -> None:
    """Half of a review's sentences, ten seconds each."""
    progress.length(300)
    progress.stage("speak")
    progress.progress(0, total)
    for done in range(10, int(upto) + 1, 10):
        clock.time += 10 / pace
        progress.progress(done, total)


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


def test_speaking_tells_the_minutes_and_the_time_left(columns: pytest.MonkeyPatch) -> None:
    """Minutes of sound that are there and that there will be; what is left of the clock's, stages to come included."""
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True, now=clock) as progress:
        progress.begin(Path("the-general.md"))
        speak(progress, clock)
        bar, words = terminal.line.split("]  ")
        assert words == "the-general.md: speaking 2:10 of 4:35, about 8 s left"
        assert bar.lstrip("[").rstrip("-") == "#" * 8


def test_no_time_left_is_told_without_a_measure(columns: pytest.MonkeyPatch) -> None:
    """While a model loads, and by its first takes."""
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True, now=clock) as progress:
        progress.begin(Path("the-general.md"))
        speak(progress, clock, upto=20)
        assert terminal.line.endswith("the-general.md: speaking 0:20 of 4:35")


def test_the_stages_after_speaking_have_their_words_and_times(columns: pytest.MonkeyPatch) -> None:
    """Each is foretold before it begins."""
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True, now=clock) as progress:
        progress.begin(Path("the-general.md"))
        speak(progress, clock)
        seen = []
        for stage in ("assemble", "master", "encode", "check", "write"):
            progress.stage(stage)
            clock.time += 0.2
            progress.progress(300 * DELIVERY_RATE, 300 * DELIVERY_RATE)
            seen.append(re.search(r"md: (.*?), about (\d+) s left", terminal.line).groups())
    assert [words for words, _ in seen] == ["joining", "mastering", "encoding", "listening again", "writing"]
    times = [int(seconds) for _, seconds in seen]
    assert times == sorted(times, reverse=True)


def test_several_reviews_are_counted_and_foretold_together(columns: pytest.MonkeyPatch) -> None:
    """After the first of them."""
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(3, shown=True, now=clock) as progress:
        progress.begin(Path("one.md"))
        speak(progress, clock)
        assert "  1 of 3  one.md: speaking" in terminal.line
        assert "for all" not in terminal.line
        clock.time += 5
        progress.begin(Path("two.md"))
        speak(progress, clock)
        assert terminal.line.endswith("2 of 3  two.md: speaking 2:10 of 4:35, about 8 s left (about 20 s for all)")


@pytest.mark.parametrize("wide", [10, 20, 40, 59, 60, 80, 100, 200])
@pytest.mark.parametrize("name", ["a.md", "the-long-goodbye-and-other-long-farewells-of-the-seventies.md", "沈黙" * 30])
def test_a_line_is_never_longer_than_the_terminal(columns: pytest.MonkeyPatch, wide: int, name: str) -> None:
    """What went over would stay there, line upon line."""
    columns.setenv("COLUMNS", str(wide))
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(30, shown=True, now=clock) as progress:
        for _ in range(2):
            progress.begin(Path(name))
            speak(progress, clock)
            clock.time += 5
    drawn = [line.replace("\033[?25l", "") for line in re.split(r"\r\033\[K", terminal.getvalue())]
    assert max(width(line.replace("\033[?25h", "")) for line in drawn) < wide


@pytest.mark.parametrize(
    ("wide", "shown"),
    [
        (100, "[########------------]  the-long-goodbye-and-other-farewell…: speaking 2:10 of 4:35, about 8 s left"),
        (80, "[########------------]  the-long-goodby…: speaking 2:10 of 4:35, about 8 s left"),
        (70, "the-long-goodbye-and-other-fa…: speaking 2:10 of 4:35, about 8 s left"),
        (46, "the-long-goodbye-and-…: speaking 2:10 of 4:35"),
        (30, "the-long-goodbye-and-other-f…"),
    ],
)
def test_what_matters_most_stays_in_a_narrow_terminal(columns: pytest.MonkeyPatch, wide: int, shown: str) -> None:
    """Of a long name the end goes first, then the bar, then the time."""
    columns.setenv("COLUMNS", str(wide))
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True, now=clock) as progress:
        progress.begin(Path("the-long-goodbye-and-other-farewells-of-the-seventies.md"))
        speak(progress, clock)
        assert terminal.line == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "about 1 s"),
        (8.4, "about 8 s"),
        (43, "about 45 s"),
        (57.4, "about 55 s"),
        (58, "about 1 min"),
        (84, "about 1 min 20 s"),
        (176, "about 3 min"),
        (3569, "about 59 min"),
        (3570, "about 1 h"),
        (8000, "about 2 h 10 min"),
    ],
)
def test_a_time_is_told_as_well_as_it_is_known(seconds: float, shown: str) -> None:
    """In coarser steps the longer it is."""
    assert about(seconds) == shown


def test_a_name_cannot_write_to_the_terminal(columns: pytest.MonkeyPatch) -> None:
    """A file may be called anything."""
    terminal = Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True) as progress:
        progress.begin(Path("a\x1b[2J\nb.md"))
        assert "a?[2J?b.md: reading" in terminal.line


def test_a_hundred_takes_a_second_are_no_hundred_drawings(columns: pytest.MonkeyPatch) -> None:
    """Ten are enough to read."""
    clock, terminal = Clock(), Terminal()
    with redirect_stderr(terminal), Progress(1, shown=True, now=clock) as progress:
        progress.begin(Path("a.md"))
        progress.stage("speak")
        for done in range(1000):
            clock.time += 0.01
            progress.progress(done, 1000)
    assert 90 < terminal.getvalue().count("speaking") < 110


def test_words_that_pass_are_gone_afterwards() -> None:
    """They stand while it lasts, and others may take their place."""
    terminal = Terminal()
    with redirect_stderr(terminal), passing("listening ...", shown=True) as say:
        assert terminal.line == "listening ..."
        say("still listening ...")
        assert terminal.line == "still listening ..."
    assert screen(terminal.getvalue()) == [""]


def test_a_file_gets_neither(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no terminal has no use for them."""
    with Progress(1, shown=True) as progress, passing("listening ...", shown=True) as say:
        progress.begin(Path("the-general.md"))
        progress.stage("speak")
        progress.progress(1, 2)
        say("still listening ...")
    assert capsys.readouterr().err == ""


def test_who_wants_nothing_gets_nothing() -> None:
    """Not the cursor's codes either."""
    terminal = Terminal()
    with redirect_stderr(terminal), Progress(1, shown=False) as progress, passing("listening ...", shown=False):
        progress.begin(Path("the-general.md"))
    assert terminal.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to open")
def test_the_width_is_that_of_the_terminal_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results go to a file, where one asks for no width."""
    import fcntl
    import termios

    monkeypatch.delenv("COLUMNS", raising=False)
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 33, 0, 0))
    with os.fdopen(theirs, "w") as stream, redirect_stderr(stream), Progress(1, shown=True) as progress:
        progress.begin(Path("the-long-goodbye-and-other-farewells.md"))
        written = b""
        while b"reading" not in written:
            written += os.read(ours, 1000)
    os.close(ours)
    assert screen(written.decode()) == ["the-long-goodbye-and-o…: reading"]
