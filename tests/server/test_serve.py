"""``reviewcast serve`` as a producer runs it."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from conftest import REVIEW, Command
from reviewcast import storage

TOML = (
    'title = "Tests"\nvoice = "draft"\nbase_url = "https://example.com/pod"\n[sound]\nintro = "none"\noutro = "none"\n'
)
LONG = 30


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show that was built."""
    root = tmp_path_factory.mktemp("built") / "show"
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(TOML)
    (root / "reviews" / "the-general.md").write_text(REVIEW)
    run = Command(root)("build")
    assert run.status == 0, run.err
    return root


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(built, tmp_path / "show")


class Serving:
    """The command under way."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.address, self.feed = self._value("page"), self._value("feed")

    def line(self) -> str:
        return self.process.stdout.readline()

    def _value(self, name: str) -> str:
        line = self.line()
        assert line.startswith(name), line + (self.process.stderr.read() if not line else "")
        return line.split()[1]

    def stop(self, signum: int = signal.SIGINT) -> tuple[int, str]:
        """Status, and the rest of what it said on standard error."""
        self.process.send_signal(signum)
        _, err = self.process.communicate(timeout=LONG)
        assert "Traceback" not in err, err
        return self.process.returncode, err


@contextlib.contextmanager
def serve(root: Path, *arguments: str, **environment: str) -> Iterator[Serving]:
    # Ctrl-C in the midst of a look at a folder leaves that to the collector, which tells where warnings are errors.
    warnings = "error,ignore:unclosed scandir iterator:ResourceWarning"
    environment = {"PYTHONWARNINGS": warnings, **environment}
    process = Command(root).start("serve", *arguments, measured=False, **environment)
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.communicate()


def addresses(feed: str) -> set[str]:
    return set(re.findall(r'(?:url|href)="([^"]+)"', feed)) | set(re.findall(r"<link>([^<]+)</link>", feed))


def test_everything_that_the_feed_names_can_be_had_here(show: Path) -> None:
    """An app on this machine can subscribe and download, whatever the show's address is."""
    with serve(show, "--port", "0") as serving:
        named = addresses(httpx.get(serving.feed).text)
        ours = {address for address in named if address.startswith(serving.address)}
        assert len(ours) >= 6
        assert not [address for address in named if address.startswith("https://example.com/")]
        assert {httpx.get(address).status_code for address in ours} == {200}
        assert serving.feed == f"{serving.address}feed.xml"


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_it_at_once(show: Path, signum: int) -> None:
    """With 130 and one word, though a page waits for news and a listener is in the middle of a file."""
    with serve(show, "--watch", "--port", "0") as serving:
        events = httpx.stream("GET", f"{serving.address}.reviewcast/events")
        audio = next(each for each in addresses(httpx.get(serving.feed).text) if each.endswith(".mp3"))
        with events, httpx.stream("GET", audio):
            began = time.monotonic()
            status, err = serving.stop(signum)
        assert time.monotonic() - began < 10
        assert (status, err) == (130, "Ctrl-C stops it\nstopped\n")


def test_a_show_that_was_not_built_is_not_served(tmp_path: Path) -> None:
    """One sentence says what to run."""
    (tmp_path / "show.toml").write_text(TOML)
    run = Command(tmp_path)("serve")
    assert (run.status, run.out) == (2, "")
    advice = 'run "reviewcast build" first, or "reviewcast serve --watch", which builds'
    assert run.err == f"error: there is no page in output yet; {advice}\n"


def test_reviews_in_no_show_are_served_from_where_they_were_built(show: Path, tmp_path: Path) -> None:
    """There is only a folder, and nothing to watch."""
    (show / "output").rename(tmp_path / "output")
    with serve(tmp_path, "--port", "0") as serving:
        assert httpx.get(serving.address).status_code == 200
    run = Command(tmp_path)("serve", "--watch")
    assert run.status == 2
    assert "nothing to watch" in run.err


def test_a_port_that_is_taken_is_one_sentence(show: Path) -> None:
    """Another one is not chosen where one was asked for."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = Command(show)("serve", "--port", str(port))
    assert (run.status, run.out) == (2, "")
    assert run.err == f"error: port {port} is taken by another program; choose another one with --port\n"


def test_two_shows_can_be_served_beside_each_other(show: Path) -> None:
    """Where no port was asked for, the next one is taken."""
    with serve(show) as first, serve(show) as second:
        assert first.address != second.address
        for serving in (first, second):
            assert serving.feed in httpx.get(serving.address).text


def test_json_is_one_object_a_line(show: Path) -> None:
    """Where it listens, then each build, and at the end how it went."""
    process = Command(show).start("serve", "--json", "--watch", "--port", "0", measured=False)
    try:
        serving = json.loads(process.stdout.readline())
        assert serving["event"] == "serving"
        assert httpx.get(serving["feed"]).status_code == 200
        row = json.loads(process.stdout.readline())
        assert row | {"seconds": 0} == {
            "event": "built",
            "episodes": [],
            "site_changed": False,
            "errors": [],
            "seconds": 0,
        }
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=LONG)
        assert json.loads(rest) == {"event": "summary", "builds": 1, "failed": False}
    finally:
        process.kill()
        process.communicate()


def test_open_opens_the_page(show: Path) -> None:
    """In whatever browser there is."""
    note = show / "opened.txt"
    browser = show / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{note}.part" && mv "{note}.part" "{note}"\n')
    browser.chmod(0o755)
    with serve(show, "--open", "--port", "0", BROWSER=f"{browser} %s") as serving:
        until = time.monotonic() + LONG
        while not note.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert note.read_text() == serving.address


def test_watch_builds_what_changed_and_pages_hear_of_it(show: Path) -> None:
    """A review that was saved is in the feed, in one line; a mistake is one line too; serving goes on all the while."""
    review = show / "reviews" / "the-general.md"
    with serve(show, "--watch", "--port", "0") as serving:
        page = f"{serving.address}episodes/the-general/"
        with httpx.stream("GET", f"{serving.address}.reviewcast/events", timeout=LONG) as events:
            versions = (line for line in events.iter_lines() if line.startswith("data: "))
            before = next(versions)
            storage.write(review, REVIEW.replace("better than good", "very good indeed").encode())
            assert re.fullmatch(r"built      A Night at the Old Picture House \(\d+\.\d s\)\n", serving.line())
            assert next(versions) != before
        assert "very good indeed" in httpx.get(page).text
        storage.write(review, b"---\nrating: [\n---\n")
        assert serving.process.stderr.readline() == "Ctrl-C stops it\n"
        assert re.match(r"error: reviews/the-general\.md:\d: ", serving.process.stderr.readline())
        storage.write(review, REVIEW.encode())
        assert serving.line().startswith("built      A Night")
        assert "better than good" in httpx.get(page).text


def test_what_is_wrong_for_every_review_is_told_once_and_so_is_its_end(show: Path) -> None:
    """A mistake in the rules stops each review; when it is mended and nothing else changed, that is said too."""
    (show / "reviews" / "sunrise.md").write_text(REVIEW.replace("A Night", "Another Night"))
    rules = show / "pronunciations.toml"
    with serve(show, "--watch", "--port", "0") as serving:
        assert serving.line().startswith("built      Another Night")
        storage.write(rules, b'Keaton = = "KEE-tun"\n')
        assert serving.process.stderr.readline() == "Ctrl-C stops it\n"
        assert serving.process.stderr.readline().startswith("error: pronunciations.toml:1: ")
        rules.unlink()
        assert serving.line().startswith("mended ")
        assert serving.stop() == (130, "stopped\n")


def test_watch_builds_a_show_that_was_never_built(show: Path) -> None:
    """The page is there when the first build is done, and until then says so and waits."""
    shutil.rmtree(show / "output")
    shutil.rmtree(show / "ledger")
    with serve(show, "--watch", "--port", "0") as serving:
        early = httpx.get(serving.address)
        assert early.status_code == 200 or "reload.js" in early.text
        assert serving.line().startswith("built      A Night")
        assert httpx.get(serving.address).status_code == 200


def test_asking_for_help_loads_no_server() -> None:
    """What serving needs is loaded when it serves."""
    code = (
        "import sys\nfrom reviewcast.cli import cli\n"
        "try: cli(['serve', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'starlette', 'uvicorn', 'watchfiles', 'anyio', 'asyncio'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
