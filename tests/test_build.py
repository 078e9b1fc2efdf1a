"""Building as a producer does it: the command line from outside, and what it leaves on the disk."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import numpy as np
import podcastparser
import pytest
import soundfile

from conftest import REVIEW, Command, tree

PLAIN = '[sound]\nintro = "none"\noutro = "none"\nsting = "none"\n'


def lay_out(root: Path, *reviews: str, keys: str = "", tables: str = "") -> Path:
    """A show in the draft voice with *reviews*."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(f'title = "Tests"\nvoice = "draft"\nauthor = "T. Ester"\n{keys}\n{tables}')
    for number, text in enumerate(reviews):
        (root / "reviews" / f"film-{number}.md").write_text(text, encoding="utf-8")
    return root


def numbered(number: int, words: str = "It begins, it goes on, and it ends.") -> str:
    return f"---\ntitle: Film {number}\ndate: 2026-01-{number + 1:02}\n---\n\n{words} That was number {number}.\n"


# --- what a build makes -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """One review in no show, built with the house voice: its output folder and the summary."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "the-general.md").write_text(REVIEW, encoding="utf-8")
    run = Command(folder)("build", "the-general.md", "--voice", "narrator", "--json")
    assert run.status == 0, run.err
    assert run.err == ""
    return folder / "output", run.summary


def test_a_review_in_no_show_builds_into_output_beside_where_we_stand(built) -> None:
    """Nothing is written beside the review but output/ and nothing outside it."""
    out, _ = built
    assert sorted(path.name for path in out.parent.iterdir()) == ["output", "the cache", "the-general.md"]
    assert {"feed.xml", "index.html", "cover.jpg", "ledger", "audio", "transcripts", "chapters", "episodes"} <= {
        path.name for path in out.iterdir()
    }


def test_the_summary_says_what_the_contract_promises(built) -> None:
    """Every field that others build on is there."""
    out, summary = built
    (row,) = summary["episodes"]
    assert summary["failed"] == []
    assert summary["wall_s"] > 0
    assert row["slug"] == "the-general"
    assert row["title"] == "A Night at the Old Picture House"
    assert row["segments"] == 3
    assert [chapter["title"] for chapter in row["chapters"]] == [
        "A Night at the Old Picture House",
        "What is it about?",
        "Is it any good?",
    ]
    starts = [chapter["start"] for chapter in row["chapters"]]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert row["takes"]["recorded"] > 5
    assert row["unchanged"] is False
    assert re.fullmatch(r"audio/the-general-[0-9a-f]{8}\.mp3", row["audio"])
    assert (out / row["audio"]).is_file()


def test_the_decoded_file_measures_what_the_summary_says(built) -> None:
    """The loudness is that of the finished file, and so are the peaks and the length."""
    from reviewcast import loudness

    out, summary = built
    (row,) = summary["episodes"]
    samples, rate = soundfile.read(out / row["audio"], dtype="float32", always_2d=True)
    measured = loudness.measure([samples], rate)
    assert rate == 44_100
    assert len(samples) / rate == pytest.approx(row["seconds"], abs=0.001)
    assert measured.lufs == pytest.approx(-16, abs=0.3)
    assert measured.lufs == pytest.approx(row["lufs"], abs=0.05)
    assert measured.true_peak <= -1
    assert measured.true_peak == pytest.approx(row["true_peak"], abs=0.05)


def test_two_readers_of_feeds_find_the_episode(built) -> None:
    """podcastparser and feedparser read the feed without complaint."""
    out, summary = built
    (row,) = summary["episodes"]
    data = (out / "feed.xml").read_bytes()
    read = feedparser.parse(data)
    assert not read.bozo
    (entry,) = read.entries
    assert entry.id == row["guid"]
    (enclosure,) = entry.enclosures
    assert int(enclosure.length) == (out / row["audio"]).stat().st_size
    parsed = podcastparser.parse("http://localhost:8000/feed.xml", io.BytesIO(data))
    assert parsed["episodes"][0]["total_time"] == round(row["seconds"])


def test_the_transcript_has_the_words_and_the_times_of_the_sound(built) -> None:
    """A cue begins where the sound does: silence before it, energy after."""
    out, summary = built
    (vtt,) = (out / "transcripts").glob("*.vtt")
    text = vtt.read_text(encoding="utf-8")
    assert "Keaton runs, and the train runs faster." in text.replace("\n", " ")
    starts = [int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in re.findall(r"(\d+):(\d\d):(\d\d\.\d{3}) -->", text)]
    samples, rate = soundfile.read(out / summary["episodes"][0]["audio"], dtype="float32")
    between_the_music = starts[4:-2]
    assert len(between_the_music) > 5
    for start in between_the_music:
        after = samples[int((start + 0.02) * rate) : int((start + 0.15) * rate)]
        before = samples[int((start - 0.06) * rate) : int((start - 0.02) * rate)]
        assert np.abs(after).max() > 10 * np.abs(before).max()


def test_the_chapters_of_file_and_page_agree(built) -> None:
    """One list, told in JSON, in the MP3 and on the page."""
    out, summary = built
    chapters = summary["episodes"][0]["chapters"]
    (path,) = (out / "chapters").glob("*.json")
    written = json.loads(path.read_text(encoding="utf-8"))["chapters"]
    assert [(row["startTime"], row["title"]) for row in written] == [(row["start"], row["title"]) for row in chapters]
    page = (out / "episodes" / "the-general" / "index.html").read_text(encoding="utf-8")
    places = [page.index(row["title"]) for row in chapters]
    assert places == sorted(places)


def test_every_link_of_the_pages_leads_to_a_file(built) -> None:
    """The site works from a folder, and asks nobody else for anything."""
    out, _ = built
    for page in [out / "index.html", *out.glob("episodes/*/index.html")]:
        for link in re.findall(r'(?:src|href)="([^"#]+)', page.read_text(encoding="utf-8")):
            if not link.startswith(("http://localhost:8000/", "data:")):
                assert (page.parent / link).resolve().exists(), f"{page}: {link}"


# --- building again ---------------------------------------------------------------------------------------


def stamps(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_a_second_build_touches_nothing(reviewcast: Command, review: Path) -> None:
    """Not a file and not a folder of the output, nor of the cache."""
    reviewcast("build", review, "--voice", "draft")
    before = stamps(reviewcast.folder)
    run = reviewcast("build", review, "--voice", "draft", "--json")
    assert stamps(reviewcast.folder) == before
    (row,) = run.summary["episodes"]
    assert row["unchanged"] is True
    assert row["takes"]["recorded"] == 0


def test_an_unchanged_build_loads_no_heavy_package(reviewcast: Command, review: Path) -> None:
    """Digests alone tell that there is nothing to do."""
    reviewcast("build", review, "--voice", "draft")
    run = reviewcast("build", review, "--voice", "draft", PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in run.err.splitlines()}
    assert "click" in loaded
    assert not loaded & {"numpy", "pydub", "lxml", "jinja2", "PIL", "feedgen", "markdown_it", "yaml", "soundfile"}


def test_the_same_input_elsewhere_gives_the_same_tree(tmp_path: Path) -> None:
    """Another folder, an empty cache, the real voice: byte for byte the same."""
    trees = []
    for name in ("one", "two and more"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "the-general.md").write_text(REVIEW, encoding="utf-8")
        assert Command(folder)("build", "the-general.md", "--voice", "narrator").status == 0
        trees.append(tree(folder / "output"))
    assert trees[0] == trees[1]


def test_how_many_sentences_at_once_does_not_matter(tmp_path: Path) -> None:
    """One worker or three give the same bytes."""
    trees = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        (folder / "the-general.md").write_text(REVIEW, encoding="utf-8")
        assert Command(folder)("build", "the-general.md", "--voice", "narrator", "--jobs", jobs).status == 0
        trees.append(tree(folder / "output"))
    assert trees[0] == trees[1]


def test_a_changed_sentence_is_recorded_and_no_other(reviewcast: Command, review: Path) -> None:
    """The episode keeps its guid and date, gets a new audio name, and says what happened."""
    first = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    review.write_text(REVIEW.replace("Go and see it.", "Go and see it twice."), encoding="utf-8")
    run = reviewcast("build", review, "--voice", "draft", "--json", "--explain")
    second = run.summary["episodes"][0]
    assert second["takes"]["recorded"] == 1
    assert second["guid"] == first["guid"]
    assert second["audio"] != first["audio"]
    (take,) = [row for row in run.rows if row["event"] == "take"]
    assert take["text"] == "Go and see it twice."
    assert "new or changed words" in take["reason"]
    record = json.loads((reviewcast.folder / "output" / "ledger" / "the-general.json").read_text())
    assert [line["audio"] for line in record["history"]] == [first["audio"], second["audio"]]
    assert (reviewcast.folder / "output" / first["audio"]).is_file()


def test_an_edit_taken_back_gives_the_first_audio_again(reviewcast: Command, review: Path) -> None:
    """Nothing of the way there is left in the sound."""
    first = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    review.write_text(REVIEW.replace("faster", "much faster"), encoding="utf-8")
    reviewcast("build", review, "--voice", "draft")
    review.write_text(REVIEW, encoding="utf-8")
    third = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    assert third["audio"] == first["audio"]
    assert third["takes"]["recorded"] == 0


def test_a_damaged_cache_changes_nothing_but_time(reviewcast: Command, review: Path) -> None:
    """Every damaged entry is a miss: the same sound is made again."""
    reviewcast("build", review, "--voice", "narrator")
    before = tree(reviewcast.folder / "output")
    for path in reviewcast.cache.rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[-1] ^= 1
            path.write_bytes(data)
    for path in (reviewcast.folder / "output").rglob("*.mp3"):
        path.unlink()
    run = reviewcast("build", review, "--voice", "narrator", "--json", "--explain")
    assert tree(reviewcast.folder / "output") == before
    assert {row["reason"] for row in run.rows if row["event"] == "take"} == {"its take was damaged in the cache"}


def test_a_deleted_page_comes_back(reviewcast: Command, review: Path) -> None:
    """What is missing from the output is made again, and the episode is not recorded for it."""
    reviewcast("build", review, "--voice", "draft")
    before = tree(reviewcast.folder / "output")
    (reviewcast.folder / "output" / "index.html").unlink()
    run = reviewcast("build", review, "--voice", "draft", "--json")
    assert run.summary["episodes"][0]["unchanged"] is True
    assert tree(reviewcast.folder / "output") == before


def test_dry_run_says_what_would_happen_and_does_nothing(reviewcast: Command, review: Path) -> None:
    """No file appears; the counts are those of the build that follows."""
    plan = reviewcast("build", review, "--voice", "draft", "--dry-run", "--json")
    assert plan.status == 0
    assert [path.name for path in reviewcast.folder.iterdir()] == [review.name]
    built = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    (row,) = plan.summary["episodes"]
    assert row["record"] == built["takes"]["recorded"]
    assert row["seconds"] == pytest.approx(built["seconds"], rel=0.35)


# --- shows ------------------------------------------------------------------------------------------------


def test_a_show_builds_all_its_reviews_and_the_newest_comes_first(tmp_path: Path, reviewcast: Command) -> None:
    """With no review named, the show of the folder we stand in is built."""
    root = lay_out(tmp_path / "show", *map(numbered, range(3)))
    run = reviewcast("build", "--json", cwd=root)
    assert [row["slug"] for row in run.summary["episodes"]] == ["film-0", "film-1", "film-2"]
    assert not (root / "output" / "ledger").exists()
    titles = [item.findtext("title") for item in ET.parse(root / "output" / "feed.xml").iter("item")]
    assert titles == ["Film 2", "Film 1", "Film 0"][-len(titles) :] or titles == ["Film 0"]


def test_drafts_and_dates_to_come_stay_out_of_the_feed(tmp_path: Path, reviewcast: Command) -> None:
    """They are built, and wait."""
    texts = [numbered(0).replace("2026-01-01", "2025-06-01"), numbered(1), numbered(2)]
    texts[1] = texts[1].replace("2026-01-02", "2030-01-02")
    texts[2] = texts[2].replace("2026-01-03", "2025-01-03\ndraft: true")
    root = lay_out(tmp_path / "show", *texts)
    run = reviewcast("build", "--show", root, "--json")
    assert len(run.summary["episodes"]) == 3
    assert [item.findtext("title") for item in ET.parse(root / "output" / "feed.xml").iter("item")] == ["Film 0"]
    assert "Film 1" not in (root / "output" / "index.html").read_text(encoding="utf-8")


def guids(root: Path) -> list[str | None]:
    """The guids of the feed, in its order."""
    return [item.findtext("guid") for item in ET.parse(root / "output" / "feed.xml").iter("item")]


def test_a_date_that_has_come_brings_the_episode_into_the_feed(tmp_path: Path, reviewcast: Command) -> None:
    """The same input at a later time; nothing is recorded for it, and its guid is the one it had all along."""
    root = lay_out(tmp_path / "show", numbered(1).replace("2026-01-02", "2026-02-01"))
    (waiting,) = reviewcast("build", "--show", root, "--json").summary["episodes"]
    assert guids(root) == []
    run = reviewcast("build", "--show", root, "--json", SOURCE_DATE_EPOCH="1772323200")
    assert run.summary["episodes"][0]["unchanged"] is True
    assert guids(root) == [waiting["guid"]]
    (date,) = [item.findtext("pubDate") for item in ET.parse(root / "output" / "feed.xml").iter("item")]
    assert date == "Sun, 01 Feb 2026 00:00:00 +0000"


def test_a_show_whose_reviews_are_gone_can_be_built(tmp_path: Path, reviewcast: Command) -> None:
    """The ledger has its episodes, so that feed and pages come back from it; only a show with neither has nothing."""
    root = lay_out(tmp_path / "show", numbered(0))
    assert reviewcast("build", "--show", root).status == 0
    (root / "reviews" / "film-0.md").unlink()
    (root / "output" / "index.html").unlink()
    run = reviewcast("build", "--show", root)
    assert run.status == 0
    assert (root / "output" / "index.html").is_file()
    shutil.rmtree(root / "ledger")
    run = reviewcast("build", "--show", root)
    assert run.status == 2
    assert "holds no review" in run.err


def test_a_review_that_is_gone_stays_in_the_feed_with_a_warning(tmp_path: Path, reviewcast: Command) -> None:
    """Nobody's subscription loses an episode because a file was moved away."""
    root = lay_out(tmp_path / "show", *(numbered(n).replace("2026-01", "2025-01") for n in range(2)))
    reviewcast("build", "--show", root)
    (root / "reviews" / "film-0.md").unlink()
    run = reviewcast("build", "--show", root)
    assert run.status == 0
    assert "reviews/film-0.md is gone" in run.err
    assert '"reviewcast withdraw film-0"' in run.err
    assert len(list(ET.parse(root / "output" / "feed.xml").iter("item"))) == 2


def test_a_draft_that_is_gone_is_missed_by_nobody(tmp_path: Path, reviewcast: Command) -> None:
    """It was never in the feed, so there is nothing to take out."""
    root = lay_out(tmp_path / "show", numbered(0), numbered(1).replace("---\ntitle", "---\ndraft: true\ntitle"))
    assert reviewcast("build", "--show", root).status == 0
    (root / "reviews" / "film-1.md").unlink()
    assert "gone" not in reviewcast("build", "--show", root).err


def test_one_bad_review_never_stops_the_others(tmp_path: Path, reviewcast: Command) -> None:
    """The bad one is named with its file; the exit status is 1."""
    root = lay_out(tmp_path / "show", numbered(0), "", numbered(2))
    run = reviewcast("build", "--show", root, "--json")
    assert run.status == 1
    assert [row["slug"] for row in run.summary["episodes"]] == ["film-0", "film-2"]
    (failed,) = run.summary["failed"]
    assert failed["review"].endswith("film-1.md")
    assert "film-1.md" in failed["error"]


def test_two_reviews_with_one_slug_are_refused(tmp_path: Path, reviewcast: Command) -> None:
    """The second is named, and who has the slug; the first is built."""
    texts = [text.replace("---\ntitle", "---\nslug: same\ntitle") for text in (numbered(0), numbered(1))]
    root = lay_out(tmp_path / "show", *texts)
    for _ in range(2):
        run = reviewcast("build", "--show", root, "--json")
        assert run.status == 1
        (failed,) = run.summary["failed"]
        assert re.search(r'film-1\.md: .*"same".*film-0\.md', failed["error"])


def test_a_renamed_review_with_a_slug_keeps_its_episode(tmp_path: Path, reviewcast: Command) -> None:
    """The guid goes with the slug, not with the file's name."""
    root = lay_out(tmp_path / "show", numbered(0).replace("---\ntitle", "---\nslug: same\ntitle"))
    first = reviewcast("build", "--show", root, "--json").summary["episodes"][0]
    (root / "reviews" / "film-0.md").rename(root / "reviews" / "other.md")
    run = reviewcast("build", "--show", root, "--json")
    assert run.summary["episodes"][0]["guid"] == first["guid"]
    assert "gone" not in run.err


def test_a_failed_change_leaves_the_earlier_episode_published(tmp_path: Path, reviewcast: Command) -> None:
    """Feed, audio and record stay as they were."""
    root = lay_out(tmp_path / "show", numbered(0))
    reviewcast("build", "--show", root)
    before = tree(root / "output") | tree(root / "ledger")
    (root / "reviews" / "film-0.md").write_text("---\ntitle: Film 0\ndate: 2026-02-30\n---\n\nWords.\n")
    run = reviewcast("build", "--show", root)
    assert run.status == 1
    assert "film-0.md:3" in run.err
    assert tree(root / "output") | tree(root / "ledger") == before


# --- being stopped ----------------------------------------------------------------------------------------


def children(pid: int) -> set[int]:
    """Every process below *pid*."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended while we were looking
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and "Z" not in _state(pid)}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


LONG = "\n\n".join(
    [REVIEW, *(f"Sentence number {n} goes on, and on, and then it ends. So it does." for n in range(400))]
)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.5, 1.0, 1.6])
def test_a_stop_ends_within_a_second_and_leaves_no_process(
    reviewcast: Command, review: Path, signal_sent: signal.Signals, delay: float
) -> None:
    """Ctrl-C at any stage: one sentence, status 130, and nothing half-written."""
    review.write_text(LONG, encoding="utf-8")
    # as a producer's: what stops leaves files to the end
    process = reviewcast.start("build", review, "--voice", "narrator", PYTHONWARNINGS="", measured=False)
    time.sleep(delay)
    below = children(process.pid)
    process.send_signal(signal_sent)
    began = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 3  # it takes a tenth of that; a busy machine may take its time
    assert "Traceback" not in err
    # CPython ends by SIGINT itself, which a shell calls 130 too, when the stop fell into code made by dataclasses
    assert process.returncode in {130, -signal.SIGINT, -signal_sent}
    time.sleep(0.2)
    assert not alive(below)
    assert not (reviewcast.folder / "output" / "feed.xml").exists()


def test_killed_at_any_moment_a_build_goes_on_to_the_same_tree(tmp_path: Path) -> None:
    """kill -9 at random moments: the feed on disk is whole each time, and the next run gives a clean build's tree."""
    texts = [numbered(n).replace("2026-01", "2025-01") for n in range(2)]
    clean = lay_out(tmp_path / "clean", *texts)
    began = time.monotonic()
    assert Command(tmp_path)("build", "--show", clean).status == 0
    length = time.monotonic() - began
    expected = tree(clean)
    chance = random.Random(7)
    for attempt in range(int(os.environ.get("REVIEWCAST_KILLS", "6"))):
        folder = tmp_path / f"attempt {attempt}"
        root = lay_out(folder, *texts)
        command = Command(tmp_path / f"home {attempt}")
        process = command.start("build", "--show", root, cwd=tmp_path)
        time.sleep(chance.uniform(0, length))
        process.kill()
        process.communicate()
        feed = root / "output" / "feed.xml"
        if feed.exists():
            ET.parse(feed)
        assert command("build", "--show", root, cwd=tmp_path).status == 0
        assert tree(root) == expected, f"attempt {attempt}"


def test_two_builds_at_once_give_one_whole_tree(tmp_path: Path, reviewcast: Command) -> None:
    """The second waits, says so, and finds nothing left to do."""
    clean = lay_out(tmp_path / "clean", *map(numbered, range(2)))
    reviewcast("build", "--show", clean)
    root = lay_out(tmp_path / "show", *map(numbered, range(2)))
    both = [reviewcast.start("build", "--show", root) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert tree(root) == tree(clean)
    assert any("another build" in err for _, err in said)


# --- disks ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 300 kB, or a skip where this user may not mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing_half_written(small_disk: Path, reviewcast: Command) -> None:
    """One sentence that names the disk's folder; no temporary file stays."""
    review = reviewcast.folder / "long.md"
    review.write_text(LONG[:4_000], encoding="utf-8")  # some minutes, which is some megabytes
    run = reviewcast("build", review, "--voice", "draft", "--out", small_disk / "out")
    assert run.status == 1
    assert "the disk is full" in run.err
    assert str(small_disk) in run.err
    assert not [path for path in small_disk.rglob("*") if path.name.startswith(".reviewcast-")]
    assert not (small_disk / "out" / "feed.xml").exists()


def test_a_read_only_disk_is_named(small_disk: Path, reviewcast: Command, review: Path) -> None:
    """The sentence says which option chooses another folder."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    run = reviewcast("build", review, "--voice", "draft", "--out", small_disk / "out")
    assert run.status == 1
    assert re.search(r"small/out.*: the disk is read-only; choose another folder with --out", run.err)


# --- manners ----------------------------------------------------------------------------------------------


def test_quiet_says_nothing_of_what_went_well(reviewcast: Command, review: Path) -> None:
    """Not a word on either stream."""
    run = reviewcast("build", review, "--voice", "draft", "--quiet")
    assert (run.status, run.out, run.err) == (0, "", "")


def test_with_no_show_and_no_review_the_way_on_is_shown(reviewcast: Command) -> None:
    """Wrong usage has status 2 and says what to do."""
    run = reviewcast("build")
    assert run.status == 2
    assert "name a review or --show DIR, or lay out a show" in run.err


def test_a_review_that_is_not_there_is_named(reviewcast: Command) -> None:
    """With its path, and status 1."""
    run = reviewcast("build", "nowhere.md")
    assert run.status == 1
    assert "nowhere.md: the review is not there" in run.err


def test_a_profile_that_does_not_exist_gets_a_suggestion(reviewcast: Command, review: Path) -> None:
    """A slip of one letter is recognised."""
    run = reviewcast("build", review, "--voice", "draught")
    assert run.status == 1
    assert 'did you mean "draft"?' in run.err


def test_init_lays_out_a_show_that_builds_at_once(reviewcast: Command) -> None:
    """From nothing to a feed in two commands."""
    assert reviewcast("init", "new show").status == 0
    run = reviewcast("build", "--show", "new show", "--voice", "draft", "--json")
    assert run.status == 0
    assert len(run.summary["episodes"]) == 1
    assert (reviewcast.folder / "new show" / "output" / "feed.xml").is_file()
    assert (reviewcast.folder / "new show" / "ledger" / "show.json").is_file()


def test_the_script_is_shown_before_any_sound(reviewcast: Command, review: Path) -> None:
    """Line, text, spoken and voice of each sentence; nothing is written."""
    run = reviewcast("script", review, "--json")
    rows = run.rows[:-1]
    assert run.status == 0
    assert {"line", "text", "spoken", "voice", "segment"} <= set(rows[0])
    assert not any("*" in row["spoken"] for row in rows)
    (row,) = [row for row in rows if row["text"] == "A man loves an engine."]
    assert REVIEW.splitlines()[row["line"] - 1].startswith(row["text"])
    assert [path.name for path in reviewcast.folder.iterdir()] == [review.name]


def test_the_cache_can_be_looked_at_checked_and_pruned(reviewcast: Command, review: Path) -> None:
    """info counts, verify finds a damaged entry, prune empties."""
    reviewcast("build", review, "--voice", "draft")
    assert reviewcast("cache", "info", "--json").summary["entries"] > 5
    assert reviewcast("cache", "verify").status == 0
    victim = next(path for path in sorted(reviewcast.cache.rglob("*")) if path.is_file())
    victim.write_bytes(b"damaged")
    run = reviewcast("cache", "verify")
    assert run.status == 1
    assert str(victim) in run.err
    assert reviewcast("cache", "verify", "--repair").status == 0
    assert reviewcast("cache", "prune", "--days", 0, "--json").summary["entries"] > 5
    assert reviewcast("cache", "info", "--json").summary["entries"] == 0


def test_prune_removes_old_audio_and_keeps_the_feeds(reviewcast: Command, review: Path) -> None:
    """What an episode uses stays."""
    first = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    review.write_text(REVIEW.replace("faster", "slower"), encoding="utf-8")
    second = reviewcast("build", review, "--voice", "draft", "--json").summary["episodes"][0]
    assert reviewcast("cache", "prune", "--out", "output").status == 0
    assert not (reviewcast.folder / "output" / first["audio"]).exists()
    assert (reviewcast.folder / "output" / second["audio"]).exists()


def test_a_voice_that_show_toml_misspells_is_reported_there(tmp_path: Path, reviewcast: Command) -> None:
    """The sentence names the file in which the name stands."""
    root = lay_out(tmp_path / "show", numbered(0))
    (root / "show.toml").write_text('title = "T"\nvoice = "narator"\n')
    run = reviewcast("build", "--show", root)
    assert run.status == 1
    assert re.search(r'show\.toml:2: .*"narator"; did you mean "narrator"', run.err)


def test_what_is_left_out_is_named_by_its_kind_and_line(reviewcast: Command) -> None:
    """A producer reads what the listeners will not hear."""
    path = reviewcast.folder / "review.md"
    path.write_text("A title\n\nHere are words.\n\n![A face](face.png)\n\n```\ncode\n```\n")
    run = reviewcast("build", path, "--voice", "draft")
    assert f"note: {path}:5: image left out: A face" in run.err
    assert f"note: {path}:7: code left out" in run.err


def test_two_reviews_of_one_name_in_no_show_do_not_take_turns(tmp_path: Path, reviewcast: Command) -> None:
    """The second is refused each time, also when the first is unchanged."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "film.md").write_text(f"Title {name}\n\nThe words of {name} are these.\n")
    for _ in range(2):
        run = reviewcast("build", "a/film.md", "b/film.md", "--voice", "draft", "--json")
        assert run.status == 1
        assert [row["title"] for row in run.summary["episodes"]] == ["Title a"]
        assert re.search(r'b/film\.md: its slug "film" is that of a/film\.md', run.summary["failed"][0]["error"])


def test_a_name_that_no_system_takes_is_one_sentence(reviewcast: Command) -> None:
    """Not a traceback."""
    run = reviewcast("build", "x" * 300)
    assert run.status == 1
    assert "the name is longer than this system allows" in run.err
