"""Recording ahead: while one review is finished, the next is spoken into the cache, and nothing depends on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from made_shows import MadeShow, make_show
from reviewcast import batch
from reviewcast.engines.tone import Tone
from reviewcast.errors import VoiceError
from reviewcast.report import Silence

TEXTS = {
    "one": "Orlok waits. Nobody sleeps.",
    "two": "The sea is calm. It is late.",
    "three": "A ship is seen. It has no crew.",
}


class Said:
    """What the engine was asked to say, in its order; some sentences take long, or go wrong."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[str] = []
        self.slow: set[str] = set()
        self.refused: set[str] = set()
        say = Tone.say

        def noted(engine: Tone, spoken: str, voice):
            self.lines.append(spoken)
            if spoken in self.slow:
                time.sleep(0.2)
            if spoken in self.refused:
                raise VoiceError("it will not say so")
            return say(engine, spoken, voice)

        monkeypatch.setattr(Tone, "say", noted)

    def has(self, name: str) -> bool:
        return all(any(part in line for line in self.lines) for part in TEXTS[name].rstrip(".").split(". "))


class Watcher(Silence):
    """Acts once, when a stage begins for the first time."""

    def __init__(self, stage: str, act: Callable[[], None]) -> None:
        self.wanted, self.act, self.acted = stage, act, False

    def stage(self, name: str) -> None:
        if name == self.wanted and not self.acted:
            self.acted = True
            self.act()


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(monkeypatch)


@pytest.fixture
def show(tmp_path: Path) -> MadeShow:
    """Three short reviews in the voice of tones."""
    made = make_show(tmp_path, tone=True)
    for name, text in TEXTS.items():
        made.review(name, text)
    return made


def paths(made: MadeShow) -> list[Path]:
    return [made.root / "reviews" / f"{name}.md" for name in TEXTS]


def rehearsing() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("rehears")]


def test_the_next_review_is_spoken_while_one_is_finished(show, said):
    """And only the next: what lies ready is never more than one review."""
    seen = []

    def look() -> None:
        seen.append(until(lambda: said.has("two")))
        time.sleep(0.1)
        seen.append(said.has("three"))

    outcome = batch.build(paths(show), show.studio, Watcher("write", look))
    assert seen == [True, False]
    assert [sum(not take.reused for take in result.takes) for result in outcome.results] == [2, 2, 2]
    assert {take.reason for result in outcome.results for take in result.takes} == {"first recording"}
    assert len(said.lines) == 6
    assert rehearsing() == []


def test_what_did_not_change_is_passed_over(show, said):
    """The next review is the next that has something new to say."""
    batch.build(paths(show), show.studio, Silence())
    show.review("one", "Orlok waits no more.")
    show.review("three", "A ship is lost.")
    said.lines.clear()
    report = Watcher("write", lambda: until(lambda: "A ship is lost." in said.lines))
    outcome = batch.build(paths(show), show.studio, report)
    assert said.lines == ["Orlok waits no more.", "A ship is lost."]
    assert [result.unchanged for result in outcome.results] == [False, True, False]


def test_a_review_that_cannot_be_spoken_fails_in_its_turn(show, said):
    """With its own error, while those before and behind it are built."""
    said.refused = {"The sea is calm."}
    report = Watcher("write", lambda: until(lambda: "The sea is calm." in said.lines))
    one, two, three = batch.build(paths(show), show.studio, report).results
    assert (one.error, three.error) == (None, None)
    assert "it will not say so" in str(two.error)
    assert str(two.error).startswith(str(paths(show)[1]))


def test_a_review_that_has_its_turn_takes_over(show, said):
    """The sentences under way are finished, and each is said once."""
    show.review("two", " ".join(f"Sentence {word} is slow." for word in ("ay", "bee", "see", "dee", "ee", "eff")))
    said.slow = {f"Sentence {word} is slow." for word in ("ay", "bee", "see", "dee", "ee", "eff")}
    outcome = batch.build(paths(show)[:2], show.studio, Silence())
    assert sorted(line for line in said.lines if line in said.slow) == sorted(said.slow)
    assert [take.reused for take in outcome.results[1].takes] == [False] * 6


def test_ctrl_c_ends_it_at_once(show, said):
    """The interruption comes through, and no thread goes on."""
    show.review("two", " ".join(f"Sentence {number} is slow." for number in range(60)))
    said.slow = {f"Sentence {number} is slow." for number in range(60)} | {"Sentence zero is slow."}

    def interrupt() -> None:
        until(lambda: len(said.lines) > 2)
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        batch.build(paths(show), show.studio, Watcher("write", interrupt))
    assert rehearsing() == []
    assert time.monotonic() - began < 10


def test_a_plan_rehearses_nothing(show, said):
    """A dry run starts no thread and no engine."""
    batch.plan(paths(show), show.studio)
    assert (said.lines, rehearsing()) == ([], [])
