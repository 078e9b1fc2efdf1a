"""Storage that speaks S3, as moto speaks it, over good lines and bad ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from host_contract import Contract
from made_files import FEED, LASTING, PAGE, make, write

from reviewcast import hosts, web
from reviewcast.errors import HostError, UsageError
from reviewcast.hosts import ChangedError, Host, s3
from stand_ins import Request, bad_line, credentials, make_bucket, s3_server

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        make_bucket(address, "pods")
        yield address


@pytest.fixture(autouse=True)
def here(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may write to the stand-in, and less patience than for the real thing."""
    for name, value in credentials(endpoint).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "_PAUSE", 0.01)
    monkeypatch.setattr(s3, "_PATIENCE", 2)


@pytest.fixture
def dest() -> str:
    """A prefix where nothing is."""
    return f"s3://pods/{uuid4().hex}"


def over(line: str, dest: str, monkeypatch: pytest.MonkeyPatch) -> Host:
    """The host, reached over another line than the good one."""
    with monkeypatch.context() as there:
        there.setenv("AWS_ENDPOINT_URL", line)
        return hosts.open_host(dest)


class TestS3(Contract):
    """The contract."""

    @pytest.fixture
    def host(self, dest: str) -> Host:
        return hosts.open_host(dest)


def test_the_headers_are_those_that_apps_and_caches_want(endpoint: str, dest: str, tmp_path: Path) -> None:
    """Asked as anybody would ask."""
    chapters = "chapters/film-0123abcd.json"
    files = make(tmp_path, **{chapters: b"{}", "transcripts/film-0123abcd.vtt": b"WEBVTT"})
    hosts.open_host(dest).send(files, lambda _: None)
    at = f"{endpoint}/{dest.removeprefix('s3://')}/"
    said = {file.key: web.head(at + file.key).headers for file in files}
    assert said[LASTING]["content-type"] == "audio/mpeg"
    assert said[LASTING]["cache-control"] == "public, max-age=31536000, immutable"
    assert said[FEED]["content-type"] == "application/rss+xml; charset=utf-8"
    assert said[FEED]["cache-control"] == "public, max-age=300"
    assert said[PAGE]["content-type"] == "text/html; charset=utf-8"
    assert said[chapters]["content-type"] == "application/json+chapters"
    assert said["transcripts/film-0123abcd.vtt"]["content-type"] == "text/vtt; charset=utf-8"
    assert web.part(at + LASTING, 0, 0).status == 206


def test_a_store_that_answers_500_to_every_fifth_request_is_asked_again(
    endpoint: str, dest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All arrives."""
    files = make(tmp_path, **{f"audio/film-{number:08x}.mp3": bytes([number]) * 9000 for number in range(20)})
    with bad_line(endpoint, lambda request: "500" if request.number % 5 == 0 else "") as line:
        host = over(line, dest, monkeypatch)
        host.send(files[3:], lambda _: None)
        host.swap(files[2], None)
        host.verify([*files[3:], files[2]])
    assert set(hosts.open_host(dest).survey(files[2:]).values()) == {"same"}


@pytest.mark.parametrize("what", ["lost", "cut"])
def test_a_write_whose_answer_was_lost_counts_when_it_arrived(
    endpoint: str, dest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The second try finds the file there already, and that is no mistake; nor is one that never arrived."""

    def first_of_each(request: Request) -> str:
        fresh = request.method == "PUT" and request.path not in seen
        seen.add(request.path)
        return what if fresh else ""

    seen: set[str] = set()
    audio, _, feed = make(tmp_path)
    with bad_line(endpoint, first_of_each) as line:
        host = over(line, dest, monkeypatch)
        host.send([audio], lambda _: None)
        host.verify([audio])
        host.swap(feed, None)
    held = hosts.open_host(dest).read(FEED)
    assert held is not None
    assert held.data == b"<rss/>"


@pytest.mark.parametrize(
    ("what", "sentence"), [("500", "failed"), ("403", "refuses"), ("cut", "failed"), ("stall", "failed")]
)
def test_a_store_that_never_does_it_is_given_up_in_one_sentence(
    endpoint: str, dest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, sentence: str
) -> None:
    """In a time that is bounded, and with what was there still there."""
    monkeypatch.setattr(s3, "_TRIES", 2)
    audio, _, feed = make(tmp_path)
    hosts.open_host(dest).swap(feed, None)
    with bad_line(endpoint, lambda request: what if request.method == "PUT" else "") as line:
        host, began = over(line, dest, monkeypatch), time.monotonic()
        with pytest.raises(HostError, match=sentence) as given_up:
            host.send([audio], lambda _: None)
    assert time.monotonic() - began < 30
    assert "\n" not in str(given_up.value)
    assert len(str(given_up.value)) < 400
    assert hosts.open_host(dest).survey([audio, feed]) == {audio.key: "absent", feed.key: "same"}


def test_a_bucket_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """Whatever is asked of it first."""
    host = hosts.open_host("s3://nobody-has-this/pod")
    for ask in (lambda: host.read(FEED), lambda: host.survey(make(tmp_path)), lambda: host.send(make(tmp_path), id)):
        with pytest.raises(HostError, match="no bucket"):
            ask()


def test_a_server_that_is_not_there_is_one_sentence(dest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(s3, "_TRIES", 2)
    with pytest.raises(HostError, match="failed 2 times"):
        hosts.open_host(dest).read(FEED)


def test_two_shows_below_prefixes_that_begin_alike_do_not_meet(dest: str, tmp_path: Path) -> None:
    """``pod`` is not ``pod2``."""
    hosts.open_host(f"{dest}2").send(make(tmp_path), lambda _: None)
    assert set(hosts.open_host(dest).survey(make(tmp_path)).values()) == {"absent"}


def test_a_page_that_somebody_stored_in_parts_is_compared_by_its_bytes(dest: str, tmp_path: Path) -> None:
    """Its tag is no digest then."""
    import obstore

    page = write(tmp_path, PAGE, b"x" * 6_000_000)
    host = hosts.open_host(dest)
    assert isinstance(host, s3.S3)
    obstore.put(host.store, PAGE, page.read(), use_multipart=True, chunk_size=5_300_000)
    assert host.survey([page]) == {PAGE: "same"}


def test_a_store_that_knows_no_conditions_is_used_with_care_and_says_so(
    endpoint: str, dest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """We look ourselves before we write."""
    audio, _, feed = make(tmp_path / "here")
    other = write(tmp_path / "there", LASTING, b"other bytes")
    with bad_line(endpoint, lambda request: "501" if request.conditional else "") as line:
        host = over(line, dest, monkeypatch)
        host.send([audio], lambda _: None)
        host.verify([audio])
        host.swap(feed, None)
        assert "knows no conditions" in host.doubts[0]
        with pytest.raises(ChangedError):
            host.swap(write(tmp_path / "there", FEED, b"<rss>mine</rss>"), None)
        with pytest.raises(HostError, match="already with other bytes"):
            host.send([other], lambda _: None)
    held = hosts.open_host(dest).read(FEED)
    assert held is not None
    assert held.data == b"<rss/>"


def test_keys_that_are_not_there_are_named(dest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store, or what would give keys in its stead, says nothing that a person could mend."""
    for name in credentials(""):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    with pytest.raises(HostError, match=r"failed 4 times.*; AWS_ACCESS_KEY_ID is not set$"):
        over("http://127.0.0.1:9", dest, monkeypatch).read("feed.xml")


def test_half_a_pair_of_keys_is_refused(dest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, before anything is asked of anybody."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(HostError, match=r"the AWS_ variables cannot be used: .*AccessKeyId"):
        hosts.open_host(dest)


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("storage.example.com", "no address"),
        ("https://storage example.com", "no address"),
        ("http://[", "no address"),
        ("http://storage.example.com", "not encrypted"),
    ],
)
def test_an_endpoint_that_is_of_no_use_is_refused(
    dest: str, endpoint: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its variable's name; the library would die of the first three, and be silent of the last."""
    with pytest.raises(UsageError, match=f"AWS_ENDPOINT_URL is .*{words}"):
        over(endpoint, dest, monkeypatch)


def test_a_page_in_place_of_a_reason_is_left_out() -> None:
    """A proxy on the way may answer with one."""
    said = "Generic S3 error: Error - status code: 500 Internal Server Error: <!doctype html> <html lang=en>"
    assert s3._reason(ValueError(said)) == "500 Internal Server Error"
