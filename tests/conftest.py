"""What the tests share: a folder of their own, the command line from outside, and small values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest

import kokoro_models

hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")  # a change is judged by what it changes; chance is for our own machines

EPOCH = "1767225600"
"""2026-01-01: the time of every build in these tests."""

USES_CACHE = {"build", "script", "cache", "lexicon", "serve", "check", "publish", "withdraw", "import-feed"}


@dataclass(frozen=True)
class Run:
    """What a finished command said."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def summary(self) -> dict:
        return self.rows[-1]


def unmeasured() -> dict[str, str]:
    """The environment without what makes a process of ours measure its coverage."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


class Command:
    """The command line as a producer calls it, in a folder and with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "the cache"

    def start(
        self, *arguments: object, cwd: Path | None = None, measured: bool = True, **environment: str
    ) -> subprocess.Popen:
        """A process under way. What is to be stopped is not *measured*: coverage never lets go of a lock it was
        interrupted in."""
        words = [str(argument) for argument in arguments]
        if words and words[0] in USES_CACHE:
            at = 2 if words[0] in {"cache", "lexicon"} else 1
            words[at:at] = ["--cache", str(self.cache)]
        return subprocess.Popen(
            [sys.executable, "-m", "reviewcast", *words],
            cwd=cwd or self.folder,
            env={
                **(os.environ if measured else unmeasured()),
                "SOURCE_DATE_EPOCH": EPOCH,
                "PYTHONWARNINGS": "error",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: object, cwd: Path | None = None, **environment: str) -> Run:
        process = self.start(*arguments, cwd=cwd, **environment)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        return Run(process.returncode, out, err)


@pytest.fixture
def reviewcast(tmp_path: Path) -> Command:
    """The command line, run in ``tmp_path``."""
    return Command(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder* and its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


REVIEW = """\
---
title: A Night at the Old Picture House
date: 2026-01-01
author: I. Reader
film: The General
year: 1926
rating: 4/5
---

Nothing in *The General* stands still for long. Keaton runs, and the train runs faster.

**What is it about?**

A man loves an engine. He also loves a woman; the engine is easier to keep.

**Is it any good?**

It is better than good. Go and see it.
"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A short review in a folder that holds nothing else of a show."""
    path = tmp_path / "the-general.md"
    path.write_text(REVIEW, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kokoro() -> Iterator[Path]:
    """The folder of voices with Kokoro's model, and the environment that leads to it."""
    if find_spec("kokoro_onnx") is None or not kokoro_models.is_there():
        pytest.skip("Kokoro is not there; scripts/test --kokoro brings it (100 MB)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVIEWCAST_VOICES", str(kokoro_models.FOLDER))
        yield kokoro_models.FOLDER
