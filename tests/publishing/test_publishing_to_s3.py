"""Publishing to storage that speaks S3, as moto speaks it, seen from the command line and by a listener."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import obstore
import pytest
from obstore.store import S3Store

from conftest import Command
from published_shows import Published, lay_out
from reviewcast import subscription
from stand_ins import bad_line, credentials, make_bucket, s3_server

pytestmark = pytest.mark.thorough

KILLS = 30


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        make_bucket(address, "pods")
        yield address


@dataclass(frozen=True)
class Stage:
    """A show, the command line in its folder, and the place that it is published to."""

    made: Published
    command: Command
    endpoint: str
    prefix: str

    @property
    def dest(self) -> str:
        return f"s3://pods/{self.prefix}"

    def environment(self, line: str = "") -> dict[str, str]:
        return credentials(line or self.endpoint) | {"SOURCE_DATE_EPOCH": str(int(self.made.now.timestamp()))}

    def publish(self, *options: str, line: str = ""):
        return self.command("publish", self.dest, *options, **self.environment(line))

    def store(self) -> S3Store:
        given = {"endpoint": self.endpoint, "access_key_id": "test", "secret_access_key": "test"}
        return S3Store("pods", prefix=self.prefix, config=given, client_options={"allow_http": True})

    def feed(self) -> bytes:
        return bytes(obstore.get(self.store(), "feed.xml").bytes())


@pytest.fixture
def stage(endpoint: str, tmp_path: Path) -> Stage:
    prefix = uuid4().hex
    made = lay_out(tmp_path / "show", "sunrise", "metropolis", address=f"{endpoint}/pods/{prefix}")
    made.build()
    return Stage(made, Command(tmp_path / "show"), endpoint, prefix)


def test_publishing_twice_sends_everything_and_then_nothing(stage: Stage) -> None:
    """And the show's address was asked, and serves it all but the pages of folders, which a bucket alone cannot."""
    first = stage.publish("--json")
    assert first.status == 0, first.err
    assert first.summary["feed"] == "swapped"
    assert first.summary["sent"] == len([row for row in first.rows if row["event"] == "put"]) > 10
    seen = [row for row in first.summary["findings"] if row["code"] in {"address-silent", "served-wrong"}]
    assert [row["message"].partition(":")[0] for row in seen] == ["the show's page is not served at the show's address"]
    second = stage.publish("--json")
    assert (second.summary["feed"], second.summary["sent"], second.summary["bytes"]) == ("same", 0, 0)
    assert [row["event"] for row in second.rows] == ["summary"]


def test_every_fifth_request_answered_with_500_is_no_matter(stage: Stage) -> None:
    """It takes longer, and all is there."""
    with bad_line(stage.endpoint, lambda request: "500" if request.number % 5 == 0 else "") as line:
        run = stage.publish("--json", line=line)
    assert run.status == 0, run.err
    assert run.summary["feed"] == "swapped"


@pytest.mark.parametrize("what", ["500", "403"])
def test_a_bucket_that_refuses_half_way_leaves_the_old_feed(stage: Stage, what: str) -> None:
    """One sentence, the summary last, and the next run goes on from there."""
    stage.publish()
    before = stage.feed()
    stage.made.review("nosferatu", "2026-02-01")
    stage.made.build()
    puts = iter(range(100))
    with bad_line(stage.endpoint, lambda r: what if r.method == "PUT" and next(puts) > 2 else "") as line:
        run = stage.publish("--json", line=line)
    assert run.status == 1
    assert len(run.err.splitlines()) == 1
    assert run.summary["feed"] == "kept"
    assert run.summary["error"] in run.err
    assert stage.feed() == before
    assert stage.publish().status == 0
    assert b"Nosferatu" in stage.feed()


def test_a_feed_that_somebody_swapped_in_the_last_moment_is_left(stage: Stage) -> None:
    """The store itself refuses, by the version that was read."""
    stage.publish()
    stage.made.review("nosferatu", "2026-02-01")
    stage.made.build()

    def meanwhile(request) -> str:
        if request.method == "PUT" and request.path.endswith("/feed.xml"):
            obstore.put(stage.store(), "feed.xml", b"<rss>another</rss>")
        return ""

    with bad_line(stage.endpoint, meanwhile) as line:
        run = stage.publish(line=line)
    assert run.status == 1
    assert "somebody else changed feed.xml" in run.err
    assert stage.feed() == b"<rss>another</rss>"


@dataclass
class Listener:
    """Somebody who reads the feed without pause, and looks after everything that it names."""

    stage: Stage
    reads: int = 0
    looks: int = 0
    lost: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        store, base = self.stage.store(), f"{self.stage.endpoint}/pods/{self.stage.prefix}/"
        while not self.over.is_set():
            feed = subscription.read(bytes(obstore.get(store, "feed.xml").bytes()))
            self.reads += 1
            for url, length in named(feed):
                self.looks += 1
                try:
                    size = obstore.head(store, url.removeprefix(base))["size"]
                except FileNotFoundError:
                    size = None
                if size is None or length not in (None, size):
                    self.lost.append(url)


def named(feed: subscription.Subscription) -> Iterator[tuple[str, int | None]]:
    """What the feed names, with the length that it gives."""
    yield feed.image, None
    for item in feed.items:
        assert item.enclosure is not None
        yield item.enclosure.url, int(item.enclosure.length)
        yield item.chapters_url, None
        yield item.link, None
        yield from ((url, None) for url, *_ in item.transcripts)


def test_killed_at_any_moment_no_listener_ever_misses_a_file(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Thirty times: an episode more or another voicing, killed at a random moment, looked at, and run again."""
    chance = random.Random(4)
    assert stage.publish("--no-look").status == 0
    listener = Listener(stage)
    thread = threading.Thread(target=listener.listen)
    thread.start()
    under_way, swapped, longest = 0, 0, 1.5
    try:
        for number in range(KILLS):
            stage.made.review(("sunrise", "metropolis", f"film-{number}")[number % 3], words=f"number {number}")
            stage.made.build()
            before, new = stage.feed(), (stage.made.root / "output" / "feed.xml").read_bytes()
            process = stage.command.start("publish", stage.dest, "--no-look", measured=False, **stage.environment())
            time.sleep(chance.uniform(0.2, longest))
            under_way += process.poll() is None
            process.kill()
            process.communicate()
            assert stage.feed() in {before, new}
            swapped += stage.feed() == new
            began = time.monotonic()
            run = stage.publish("--no-look")
            longest = time.monotonic() - began + 0.2
            assert run.status == 0, run.err
            assert stage.feed() == new
    finally:
        listener.over.set()
        thread.join()
    assert listener.lost == []
    assert under_way > KILLS // 4
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what the test is run for
            f"\n{KILLS} kills, {under_way} of them under way, the new feed was out after {swapped};"
            f" {listener.reads} reads of the feed, {listener.looks} looks at what it named, 0 missing"
        )
