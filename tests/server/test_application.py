"""What the preview answers: the standard's table of requests, on a socket."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from reviewcast import delivery, storage
from serving import serving

AUDIO = "audio/the-general-01234567.mp3"
SOUND = bytes(range(256)) * 1000
OLD = "https://example.com/pod/"
FEED = f"""<?xml version="1.0"?>
<rss><channel><atom:link href="{OLD}feed.xml" rel="self"/><link>{OLD}</link>
<item><guid isPermaLink="false">{OLD}{AUDIO}</guid><enclosure url="{OLD}{AUDIO}"/><link>{OLD}about</link></item>
</channel></rss>"""
PAGE = f"<!doctype html><html><head><title>É</title></head><body>{OLD}feed.xml</body></html>"
FILES = {
    "feed.xml": FEED.encode(),
    "archive/1.xml": FEED.encode(),
    "index.html": PAGE.encode(),
    "episodes/the-general/index.html": PAGE.encode(),
    AUDIO: SOUND,
    "audio/empty-00000000.mp3": b"",
    "chapters/the-general-01234567.json": b"{}",
    "transcripts/the-general-01234567.vtt": b"WEBVTT\n",
    "transcripts/the-general-01234567.srt": b"",
    "transcripts/the-general-01234567.json": b"{}",
    "cover.jpg": b"\xff\xd8",
    ".reviewcast.json": b"{}",
}


def lay_out(out: Path) -> Path:
    for path, data in FILES.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
        os.utime(out / path, (1_767_225_600, 1_767_225_600))
    return out


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("site") / "output")


@pytest.fixture(scope="module")
def address(out: Path) -> Iterator[str]:
    with serving(out) as address:
        yield address


@pytest.fixture(scope="module")
def host(out: Path) -> Iterator[str]:
    """The folder as a host would serve it."""
    with serving(out, as_is=True) as address:
        yield address


# --- what comes back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("episodes/the-general/", "text/html; charset=utf-8"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("archive/1.xml", "application/rss+xml; charset=utf-8"),
        (AUDIO, "audio/mpeg"),
        ("chapters/the-general-01234567.json", "application/json+chapters"),
        ("transcripts/the-general-01234567.vtt", "text/vtt; charset=utf-8"),
        ("transcripts/the-general-01234567.srt", "application/x-subrip"),
        ("transcripts/the-general-01234567.json", "application/json"),
        ("cover.jpg", "image/jpeg"),
    ],
)
def test_every_file_has_its_type_and_nobody_guesses_another(address: str, path: str, media_type: str) -> None:
    """The type is the table's, and a browser is told not to look for itself."""
    answer = httpx.get(address + path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["", "feed.xml", AUDIO, "audio/empty-00000000.mp3", "no-such-file", "episodes/the-general"]
)
def test_head_tells_what_get_would_and_sends_nothing(address: str, path: str) -> None:
    """Status and headers, the length among them, are the same (RFC 9110, 9.3.2)."""
    head, get = httpx.head(address + path), httpx.get(address + path)
    del head.headers["date"], get.headers["date"]
    assert (head.status_code, head.headers) == (get.status_code, get.headers)
    assert int(get.headers["content-length"]) == len(get.content)
    assert head.content == b""


@pytest.mark.parametrize(
    ("asked", "status", "where", "body"),
    [
        ("bytes=0-3", 206, "bytes 0-3/256000", SOUND[:4]),
        ("bytes=-3", 206, "bytes 255997-255999/256000", SOUND[-3:]),
        ("bytes=255990-", 206, "bytes 255990-255999/256000", SOUND[-10:]),
        ("bytes=0-", 206, "bytes 0-255999/256000", SOUND),
        ("bytes=100-999999", 206, "bytes 100-255999/256000", SOUND[100:]),
        ("bytes=256000-", 416, "bytes */256000", None),
        ("bytes=-0", 416, "bytes */256000", None),
        ("bytes=9-1", 200, None, SOUND),
        ("bytes=0-1,5-6", 200, None, SOUND),
        ("minutes=0-1", 200, None, SOUND),
    ],
)
def test_a_range_is_answered_with_it(
    address: str, asked: str, status: int, where: str | None, body: bytes | None
) -> None:
    """206 with Content-Range, 416 with the length, or the whole file (RFC 9110, 14)."""
    answer = httpx.get(address + AUDIO, headers={"Range": asked})
    assert (answer.status_code, answer.headers.get("content-range")) == (status, where)
    assert body is None or answer.content == body
    assert answer.headers["content-length"] == str(len(answer.content))


def test_head_has_no_range(address: str) -> None:
    """A range is of GET only (RFC 9110, 14.2); who asks by HEAD wants the length of the file."""
    answer = httpx.head(address + AUDIO, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.headers["content-length"]) == (200, "256000")
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("path", ["feed.xml", AUDIO])
def test_who_has_the_file_is_told_so(address: str, path: str) -> None:
    """304 by tag and by date, without a body and with what a cache wants to hear (RFC 9110, 15.4.5)."""
    first = httpx.get(address + path)
    for known in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = httpx.get(address + path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert all(again.headers[name] == first.headers[name] for name in ("etag", "cache-control", "last-modified"))


def test_a_range_of_another_file_is_not_sent(address: str) -> None:
    """With If-Range, a client that has the start of an older file gets the new one whole."""
    known = httpx.head(address + AUDIO).headers["etag"]
    for tag, status in ((known, 206), ('"older"', 200), (f"W/{known}", 200)):
        answer = httpx.get(address + AUDIO, headers={"Range": "bytes=5-9", "If-Range": tag})
        assert answer.status_code == status


def test_a_condition_that_fails_is_412(address: str) -> None:
    """If-Match of a file that is another one by now."""
    assert httpx.get(address + AUDIO, headers={"If-Match": '"older"'}).status_code == 412


def test_a_new_file_has_another_tag(tmp_path: Path) -> None:
    """Even one of the same length that was written in the same second."""
    out = lay_out(tmp_path)
    with serving(out) as address:
        first = httpx.get(f"{address}cover.jpg").headers["etag"]
        storage.write(out / "cover.jpg", b"\xff\xd9")
        assert httpx.get(f"{address}cover.jpg", headers={"If-None-Match": first}).content == b"\xff\xd9"


def test_players_on_other_sites_may_read_transcripts_and_chapters_only(address: str) -> None:
    """The feed of a show that is not out is nobody else's business."""
    shared = {path for path in FILES if "access-control-allow-origin" in httpx.get(address + path).headers}
    assert shared == {path for path in FILES if path.startswith(("transcripts/", "chapters/"))}


def test_what_keeps_its_name_is_asked_for_again(address: str) -> None:
    """Names with a digest may be kept for ever; a page and the feed are checked at every look."""
    kept = httpx.get(address + AUDIO).headers["cache-control"]
    assert "immutable" in kept
    assert httpx.get(f"{address}feed.xml").headers["cache-control"] == "no-cache"


def test_a_folder_leads_to_its_page(address: str) -> None:
    """The slash is put behind it, since a page's links are relative to it; never to another host."""
    answer = httpx.get(f"{address}episodes/the-general?t=5")
    assert (answer.status_code, answer.headers["location"]) == (307, "/episodes/the-general/?t=5")
    assert raw(address, b"GET //example.com/episodes HTTP/1.1\r\nHost: %s\r\n\r\n").startswith(b"HTTP/1.1 404")


def test_what_is_not_there_is_said_in_a_page(address: str) -> None:
    """It names what was asked for, harmlessly, and leads on."""
    answer = httpx.get(f"{address}<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert 'href="/"' in answer.text


def test_a_show_that_was_not_built_is_said_to_be_so(tmp_path: Path) -> None:
    """Whoever opens the page too early reads what to do."""
    with serving(tmp_path / "output") as address:
        assert "reviewcast build" in httpx.get(address).text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(address: str, method: str) -> None:
    """The preview only shows."""
    answer = httpx.request(method, f"{address}feed.xml", content=b"x")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


# --- addresses --------------------------------------------------------------------------------------------


def test_the_feed_leads_here_and_keeps_its_guids(address: str) -> None:
    """An app that subscribes here downloads from here, though the show has an address of its own."""
    changed = FEED.replace(OLD, address).replace(f"{address}about", f"{OLD}about")
    changed = changed.replace(f'"false">{address}', f'"false">{OLD}')
    for path in ("feed.xml", "archive/1.xml"):
        assert httpx.get(address + path).text == changed
    assert f"{address}feed.xml" in httpx.get(address).text


def test_whoever_says_localhost_is_led_to_localhost(address: str) -> None:
    """A page's policy lets it load from its own name only."""
    name = f"localhost:{urlsplit(address).port}"
    assert f'href="http://{name}/feed.xml"' in httpx.get(f"{address}feed.xml", headers={"Host": name}).text


def test_a_feed_of_another_address_is_not_served_from_memory(tmp_path: Path) -> None:
    """When base_url changed, pages that stayed the same lead here too."""
    out = lay_out(tmp_path)
    (out / "index.html").write_text("<head></head>https://example.org/feed.xml")
    with serving(out) as address:
        assert "example.org" in httpx.get(address).text
        storage.write(out / "feed.xml", FEED.replace(OLD, "https://example.org/").encode())
        assert httpx.get(address).text == f"<head></head>{address}feed.xml"


def test_a_page_without_a_feed_is_served_as_it_is(tmp_path: Path) -> None:
    """There is no address to look for yet."""
    (tmp_path / "index.html").write_text(PAGE)
    with serving(tmp_path) as address:
        assert httpx.get(address).text == PAGE


@pytest.mark.parametrize("path", [path for path in FILES if not path.startswith(".")])
def test_as_a_host_every_byte_is_that_of_the_disk(host: str, path: str) -> None:
    """And every header is what a host is told to send: for what checks a show after it was published."""
    answer = httpx.get(host + path)
    assert answer.content == FILES[path]
    assert answer.headers.items() >= {k.lower(): v for k, v in delivery.headers(path).items()}.items()


# --- who may ask ------------------------------------------------------------------------------------------


def raw(address: str, request: bytes, *, patience: float = 5.0) -> bytes:
    """What comes back for these very bytes, in which ``%s`` is the right host, until the server has said it all."""
    port = urlsplit(address).port
    request = request.replace(b"%s", b"127.0.0.1:%d" % port)
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:%d\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d.evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 0.0.0.0:%d\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@127.0.0.1:%d\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: y\r\n\r\n",
        b"GET / HTTP/1.0\r\nX: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: %s\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: %s\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: %s\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ],
)
def test_only_this_machine_s_own_names_are_answered(address: str, head: bytes) -> None:
    """A page that made its name mean 127.0.0.1 reads nothing: Host is checked at every request, and must be one."""
    answer = raw(address, head.replace(b"%d", str(urlsplit(address).port).encode()))
    assert answer.split(b" ", 2)[1] in {b"400", b"421"}
    assert b"<title>" not in answer


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_the_names_of_the_loopback_are_answered(address: str, name: str) -> None:
    """Whichever of them a browser or an app was told."""
    assert httpx.get(address, headers={"Host": f"{name}:{urlsplit(address).port}"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/../show.toml", "/%2e%2e/show.toml", "/%2E%2E%2Fshow.toml", "/..%2fshow.toml", "/..%5cshow.toml"),
        *("/.%2e/show.toml", "/episodes/../../show.toml", "/episodes/%2e%2e/%2e%2e/show.toml", "/%252e%252e/show.toml"),
        *("/..%c0%afshow.toml", "/%c0%ae%c0%ae/show.toml", "/..;/show.toml", "//../show.toml", "/\\..\\show.toml"),
        *("/%00", "/feed.xml%00", "/../show.toml%00.html", "/feed.xml%0a", "/%0d%0aX:y", "/.reviewcast.json"),
        *("/%2ereviewcast.json", "/audio/.reviewcast-x.part", "/.git/config", "/.reviewcast/reload.js"),
        *("/ledger/show.json", "/etc/passwd", "//etc/passwd", "/file:///etc/passwd", "/..%252f..%252fetc/passwd"),
    ],
)
def test_no_path_leads_out_of_the_folder_or_to_what_is_hidden(address: str, out: Path, path: str) -> None:
    """Sent as written, since clients tidy a path before they ask for it."""
    (out.parent / "show.toml").write_text("title = 'secret'")
    answer = raw(address, f"GET {path} HTTP/1.1\r\nHost: %s\r\n\r\n".encode("latin-1"))
    assert answer.split(b" ", 2)[1] in {b"400", b"404", b"421"}
    assert b"secret" not in answer


def test_noise_is_refused_and_the_server_lives_on(address: str) -> None:
    """What is not HTTP, or far too long, ends its own connection."""
    for noise in (
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ):
        assert raw(address, noise).startswith(b"HTTP/1.1 4")
    assert httpx.get(address).status_code == 200


# --- many at once -----------------------------------------------------------------------------------------


def test_clients_that_say_half_a_sentence_hold_up_nobody(address: str) -> None:
    """Fifty connections that never finish their request, and the next one is answered at once."""
    port = urlsplit(address).port
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    try:
        for connection in idle:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        began = time.monotonic()
        assert httpx.get(f"{address}feed.xml").status_code == 200
        assert time.monotonic() - began < 2
    finally:
        for connection in idle:
            connection.close()


def test_a_listener_who_takes_a_file_slowly_holds_up_nobody(tmp_path: Path) -> None:
    """A large file of which twenty clients read no byte, while another one is read whole."""
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "long-01234567.mp3").write_bytes(bytes(20_000_000))
    (tmp_path / "feed.xml").write_bytes(b"<rss/>")
    with serving(tmp_path) as address:
        request = b"GET /audio/long-01234567.mp3 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % urlsplit(address).port
        slow = [socket.create_connection(("127.0.0.1", urlsplit(address).port)) for _ in range(20)]
        try:
            for connection in slow:
                connection.sendall(request)
            assert len(httpx.get(f"{address}audio/long-01234567.mp3").content) == 20_000_000
        finally:
            for connection in slow:
                connection.close()


def test_a_file_that_is_replaced_while_it_is_read_arrives_whole(tmp_path: Path) -> None:
    """What was begun is finished with the bytes whose length was told."""
    out = lay_out(tmp_path)
    path = out / "cover.jpg"
    old, new = b"\xff" * 3_000_000, b"\x00" * 10
    storage.write(path, old)
    with serving(out) as address, httpx.stream("GET", f"{address}cover.jpg") as answer:
        parts = answer.iter_raw()
        first = next(parts)
        storage.write(path, new)
        assert first + b"".join(parts) == old


def test_a_file_that_was_cut_short_by_others_is_not_passed_off_as_whole(tmp_path: Path) -> None:
    """The connection ends before the length that was told, which every client notices."""
    path = tmp_path / "audio.mp3"
    path.write_bytes(bytes(50_000_000))
    with serving(tmp_path) as address, httpx.stream("GET", f"{address}audio.mp3") as answer:
        os.truncate(path, 10)
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def test_readers_and_a_build_get_on_together(tmp_path: Path) -> None:
    """Four readers of a feed that is written all the time always see one of its states, with its own tag."""
    out = lay_out(tmp_path)
    states = {FEED.replace("<rss>", f"<rss><!-- {number} -->").encode() for number in range(40)}
    done = threading.Event()

    def read(address: str) -> dict[str, set[bytes]]:
        seen: dict[str, set[bytes]] = {}
        with httpx.Client() as client:
            while not done.is_set():
                answer = client.get(f"{address}feed.xml")
                seen.setdefault(answer.headers["etag"], set()).add(answer.content)
        return seen

    with serving(out, as_is=True) as address, ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read, address) for _ in range(4)]
        for state in states:
            storage.write(out / "feed.xml", state)
        done.set()
        seen = [tags for each in reading for tags in each.result().values()]
    assert all(len(contents) == 1 and contents <= states | {FILES["feed.xml"]} for contents in seen)


# --- reloading --------------------------------------------------------------------------------------------


def test_pages_hear_of_a_build_that_changed_something(tmp_path: Path) -> None:
    """The version comes at once, and again when a build has written another manifest; not while there is none."""
    out = lay_out(tmp_path)
    with serving(out, reload=True) as address:
        page = httpx.get(address).text
        with httpx.stream("GET", f"{address}.reviewcast/events", timeout=20) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = (line for line in answer.iter_lines() if line.startswith("data: "))
            first = next(lines).removeprefix("data: ")
            (out / ".reviewcast.json").unlink()
            time.sleep(0.6)  # a build that writes for longer than two looks
            storage.write(out / ".reviewcast.json", b'{"site": "2"}')
            second = next(lines).removeprefix("data: ")
        assert f'data-version="{first}"' in page
        assert f'data-version="{second}"' in httpx.get(address).text
        assert httpx.get(f"{address}.reviewcast/reload.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_without_it_pages_are_served_as_they_are_but_for_addresses(address: str) -> None:
    """No script, no events."""
    assert "reload.js" not in httpx.get(address).text
    assert httpx.get(f"{address}.reviewcast/events").status_code == 404


def test_a_page_of_another_version_is_not_the_one_that_is_known(tmp_path: Path) -> None:
    """A page bears the folder's version, so that one which was kept from before a build is asked for anew."""
    out = lay_out(tmp_path)
    with serving(out, reload=True) as address:
        known = httpx.get(address).headers
        storage.write(out / ".reviewcast.json", b'{"site": "2"}')
        for name, value in (("If-None-Match", known["etag"]), ("If-Modified-Since", known["last-modified"])):
            assert httpx.get(address, headers={name: value}).status_code == 200


def test_the_server_stops_at_once_whoever_is_listening(tmp_path: Path) -> None:
    """A page that waits for news and a listener in the middle of a file do not keep it."""
    out = lay_out(tmp_path)
    (out / "long.mp3").write_bytes(bytes(20_000_000))
    with serving(out, reload=True) as address:
        port = urlsplit(address).port
        waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        for connection, path in zip(waiting, ("/.reviewcast/events", "/long.mp3"), strict=True):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
    assert time.monotonic() - began < 4
    for connection in waiting:
        connection.close()
