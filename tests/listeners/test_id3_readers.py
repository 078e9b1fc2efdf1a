"""The chapters in the MP3 itself, as programs that are not ours read them: ffmpeg, as most players do, and mutagen."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import soundfile
from podcast_clients import PEERS, find
from stations import Studio, generated, sample

from reviewcast.model import Episode

pytestmark = pytest.mark.thorough

ADVICE = "it belongs to the dependency group peers of pyproject.toml, in a venv .peers"


@pytest.fixture(scope="module", params=["sample", "generated"])
def studio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """The sample show, and one with titles of all lengths."""
    folder = tmp_path_factory.mktemp("studio")
    return sample(folder) if request.param == "sample" else generated(folder, 10)


def peer(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run Python of .peers."""
    python = find("mutagen-inspect", ADVICE).replace("mutagen-inspect", "python")
    return subprocess.run([python, "-c", program, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    """A build of ffmpeg, from PyPI."""
    run = peer("import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())")
    if run.returncode:
        pytest.skip(f"imageio-ffmpeg is not here: {ADVICE}, or scripts/test --all, which does it")
    return run.stdout.strip()


def as_ffmpeg_has_it(ffmpeg: str, path: Path) -> list[tuple[float, float, str]]:
    """Beginning and end in seconds, and title, of each chapter in the order of the file."""
    said = subprocess.run([ffmpeg, "-hide_banner", "-i", str(path)], capture_output=True, check=False).stderr
    found = re.findall(
        r"Chapter #\d+:\d+: start ([\d.]+), end ([\d.]+)\n\s+Metadata:\n\s+title\s+: (.*)", said.decode("utf-8")
    )
    return [(float(start), float(end), title) for start, end, title in found]


def as_mutagen_has_it(path: Path) -> dict:
    find("mutagen-inspect", ADVICE)
    run = subprocess.run(
        [PEERS / "python", Path(__file__).with_name("read_id3.py"), path], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def expected(episode: Episode) -> list[tuple[float, float, str]]:
    return [(chapter.start, chapter.end, chapter.title) for chapter in episode.chapters]


def test_ffmpeg_finds_the_chapters_of_the_ledger(studio: Studio, ffmpeg: str) -> None:
    """To the millisecond, in the order of time, whatever the lengths of their titles."""
    for episode in studio.episodes:
        assert as_ffmpeg_has_it(ffmpeg, studio.out / episode.audio) == expected(episode)


def test_chapters_follow_one_another_from_the_first_moment_to_the_last(studio: Studio, ffmpeg: str) -> None:
    """The first begins at 0, each ends where the next begins, and the last with the sound."""
    for episode in studio.episodes:
        path = studio.out / episode.audio
        chapters = as_ffmpeg_has_it(ffmpeg, path)
        assert chapters[0][0] == 0
        assert [end for _, end, _ in chapters[:-1]] == [start for start, _, _ in chapters[1:]]
        assert chapters[-1][1] == pytest.approx(soundfile.info(str(path)).duration, abs=0.001)


def test_the_table_of_contents_lists_them_in_order(studio: Studio) -> None:
    """mutagen finds one table, and following it gives the chapters of the ledger in milliseconds."""
    for episode in studio.episodes:
        found = as_mutagen_has_it(studio.out / episode.audio)
        (contents,) = found["contents"]
        listed = [found["chapters"][name] for name in contents]
        assert len(listed) == len(found["chapters"])
        assert listed == [
            [round(chapter.start * 1000), round(chapter.end * 1000), chapter.title] for chapter in episode.chapters
        ]
