"""Asking the web: what comes back, and what is refused."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import urllib.error
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewcast import web
from reviewcast.errors import HostError
from reviewcast.web import asking
from scripted_server import Asked, answer, scripted


def test_an_answer_has_status_headers_body_and_address() -> None:
    """Names of headers are in lower case."""
    with scripted(lambda asked: answer(asked.path.encode(), Content_Type="Text/HTML; charset=utf-8")) as at:
        said = web.get(f"{at}/a/b?c=d#e")
    assert (said.status, said.body, said.url) == (200, b"/a/b?c=d", f"{at}/a/b?c=d")
    assert said.ok
    assert said.type == "text/html"
    assert said.length == 8


def test_who_asks_is_told() -> None:
    """A host can see that it is us, and what we do not unpack is not packed."""
    asked: list[Asked] = []
    with scripted(lambda request: asked.append(request) or answer()) as at:
        web.get(at, headers={"If-None-Match": '"1"'})
    assert asked[0].headers["user-agent"].startswith("reviewcast/")
    assert asked[0].headers["accept-encoding"] == "identity"
    assert asked[0].headers["if-none-match"] == '"1"'


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "500 Oops"])
def test_a_status_that_is_no_success_is_an_answer(status: str) -> None:
    """Whoever asked judges it."""
    with scripted(lambda _: answer(b"no" if status[0] != "3" else b"", status)) as at:
        said = web.get(at)
    assert said.status == int(status[:3])
    assert not said.ok


def test_a_head_has_a_length_and_no_body() -> None:
    """Nothing is waited for that will not come."""
    with scripted(lambda _: answer(content_length="12345")) as at:
        said = web.head(at)
    assert (said.length, said.body) == (12345, b"")


def test_a_part_is_asked_for_and_given() -> None:
    """Both ends are included."""
    with scripted(lambda asked: answer(asked.headers["range"].encode(), "206 Partial Content")) as at:
        said = web.part(at, 5, 14)
    assert (said.status, said.body) == (206, b"bytes=5-14")


def test_of_a_server_that_knows_no_parts_no_more_is_read_than_was_asked_for() -> None:
    """It sends all of its file, however long."""
    with scripted(lambda _: answer(b"x" * 100_000)) as at:
        said = web.part(at, 0, 0)
    assert (said.status, said.body) == (200, b"x")


def test_a_form_is_posted_as_a_form() -> None:
    """As a hub wants it."""
    with scripted(lambda asked: answer(asked.method.encode() + b" " + asked.body, "202 Accepted")) as at:
        said = web.post(at, {"hub.mode": "publish", "hub.url": "https://example.org/a b"})
    assert said.body == b"POST hub.mode=publish&hub.url=https%3A%2F%2Fexample.org%2Fa+b"
    assert said.ok


def test_an_address_in_any_script_is_asked_in_ascii() -> None:
    """As browsers do."""
    with scripted(lambda asked: answer(asked.path.encode())) as at:
        assert web.get(f"{at}/é a").body == b"/%C3%A9%20a"


# --- limits -----------------------------------------------------------------------------------------------


def endless(piece: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Iterator[bytes]:
    yield head
    while True:
        yield piece


def test_what_is_too_large_is_refused_while_it_is_read() -> None:
    """Also when it does not say how large it is, and has no end."""
    for said in (lambda _: answer(b"x" * 1001), lambda _: endless(b"x" * 1000)):
        with scripted(said) as at, pytest.raises(HostError, match="larger than 1,000 bytes"):
            web.get(at, most=1000)


def test_as_much_as_may_be_is_read() -> None:
    """The limit itself is no offence."""
    with scripted(lambda _: answer(b"x" * 1000)) as at:
        assert len(web.get(at, most=1000).body) == 1000


def test_what_is_packed_is_unpacked_within_the_limit() -> None:
    """Some hosts pack whatever is asked; a bomb is refused before it bursts."""
    for size, fits in ((1000, True), (50_000_000, False)):
        packed = gzip.compress(b"x" * size)
        with scripted(lambda _, packed=packed: answer(packed, content_encoding="gzip")) as at:
            if fits:
                assert web.get(at, most=1000).body == b"x" * 1000
            else:
                with pytest.raises(HostError, match="larger than"):
                    web.get(at, most=1000)


@pytest.mark.parametrize(
    "said",
    [
        answer(b"half", content_length="1000"),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        answer(gzip.compress(b"x" * 1000)[:-9], content_encoding="gzip"),
        answer(b"not packed", content_encoding="gzip"),
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"\0" * 100,
    ],
)
def test_an_answer_that_is_cut_or_none_is_one_sentence(said: bytes) -> None:
    """Half a feed is no feed."""
    with scripted(lambda _: said) as at, pytest.raises(HostError) as refused:
        web.get(at)
    assert "\n" not in str(refused.value)


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """After as long as our patience lasts."""
    monkeypatch.setattr(asking, "_PATIENCE", 0.2)
    over = threading.Event()
    with scripted(lambda _: (over.wait(10) and b"") or b"") as at:
        with pytest.raises(HostError, match="takes too long"):
            web.get(at)
        over.set()


def test_a_server_that_dribbles_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no answer."""
    monkeypatch.setattr(asking, "_DEADLINE", 0.3)

    def dribble(_: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(100):
            time.sleep(0.02)
            yield b"x"

    began = time.monotonic()
    with scripted(dribble) as at, pytest.raises(HostError, match="takes too long"):
        web.get(at)
    assert time.monotonic() - began < 5


def test_a_server_that_dribbles_its_headers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are part of the answer: each piece of them is waited for, and all of them together."""
    monkeypatch.setattr(asking, "_DEADLINE", 0.3)

    def dribble(_: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        for number in range(100):
            time.sleep(0.02)
            yield b"x-%d: y\r\n" % number

    began = time.monotonic()
    with scripted(dribble) as at, pytest.raises(HostError, match="takes too long"):
        web.get(at)
    assert time.monotonic() - began < 5


# --- redirects --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status: int) -> None:
    """The answer names the address that gave it."""

    def moved(asked: Asked) -> bytes:
        return answer(b"here") if asked.path == "/new" else answer(b"", f"{status} Moved", location="/new")

    with scripted(moved) as at:
        assert web.get(f"{at}/old") == web.Answer(
            200, {"content-length": "4", "connection": "close"}, b"here", f"{at}/new"
        )
        assert web.head(f"{at}/old").url == f"{at}/new"


def test_redirects_without_end_are_refused() -> None:
    """Five are enough."""
    said = lambda asked: answer(b"", "302 Found", location=asked.path + "x")  # noqa: E731 - short
    with scripted(said) as at, pytest.raises(HostError, match="more than 5 times"):
        web.get(f"{at}/")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://host/x", "javascript:alert(1)", "http://[", "http://"])
def test_a_redirect_to_something_else_than_the_web_is_refused(target: str) -> None:
    """No file of ours is read because a server says so."""
    with scripted(lambda _: answer(b"", "302 Found", location=target)) as at, pytest.raises(HostError):
        web.get(at)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    """What was safe stays safe."""
    with pytest.raises(HostError, match="from https to http"):
        asking._next("https://example.org/feed", "http://example.org/feed")


# --- addresses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed.xml",
        "//host/x",
        "file:///etc/passwd",
        "ftp://host",
        "javascript:1",
        "http://",
        "http://[",
        "http://h:x",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(HostError, match="no address of the web"):
        web.get(url)


def test_a_login_in_an_address_is_refused_and_not_repeated() -> None:
    """A password does not belong into a log."""
    with pytest.raises(HostError) as refused:
        web.get("https://me:secret@example.org/feed")
    assert "secret" not in str(refused.value)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_given_as_an_address_ends_in_a_sentence(url: str, location: str) -> None:
    """Nothing else escapes, from an address or from where it redirects to."""
    for ask in (lambda: asking._checked(url), lambda: asking._next("https://example.org/", location)):
        try:
            address = ask()
        except HostError:
            address = "http://refused"
        assert address.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no host called example.org"),
        (ConnectionRefusedError(), "refuses the connection"),
        (TimeoutError(), "takes too long"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "certificate of example.org cannot be trusted"),
        (ssl.SSLError(1, "handshake"), "no secure connection"),
        (ConnectionResetError(104, "Connection reset by peer"), "broke: Connection reset by peer"),
        ("tunnel", "gives no answer|broke"),
    ],
)
def test_why_there_is_no_answer_is_said(reason: object, sentence: str) -> None:
    """In the words of whoever has to mend it."""
    with pytest.raises(HostError, match=sentence):
        raise asking._refusal(urllib.error.URLError(reason), "https://example.org/feed")  # type: ignore[arg-type]


def test_a_server_that_knows_no_encryption_is_not_asked_for_secrets() -> None:
    """It answers in the clear before we have said a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            with server.accept()[0] as line:
                line.sendall(answer(b"hello"))

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(HostError, match="no secure connection"):
            web.get(f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()


@pytest.mark.parametrize(
    ("url", "is_it"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1/x", True),
        ("http://127.9.9.9/x", True),
        ("http://[::1]:80/", True),
        ("http://pod.localhost/", True),
        ("http://localhost.example.org/", False),
        ("http://127.0.0.1.example.org/", False),
        ("http://128.0.0.1/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_loopback_is_known(url: str, is_it: bool) -> None:
    """And what only looks like it is not."""
    assert web.is_loopback(url) is is_it


def test_no_proxy_is_asked_for_what_lies_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview is nobody's business."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with scripted(lambda _: answer(b"direct")) as at:
        assert web.get(at).body == b"direct"


def test_a_proxy_is_asked_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment names one."""
    with scripted(lambda asked: answer(asked.path.encode())) as at:
        monkeypatch.setenv("http_proxy", at)
        monkeypatch.setenv("no_proxy", "")
        assert web.get("http://example.org/feed").body == b"http://example.org/feed"


def test_a_proxy_that_refuses_a_tunnel_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of it is to let through, not to read."""
    asked: list[Asked] = []
    with scripted(lambda request: asked.append(request) or answer(b"no", "403 Forbidden")) as at:
        monkeypatch.setenv("https_proxy", at)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(HostError, match=r"connection to example\.org broke: Tunnel connection failed: 403"):
            web.get("https://example.org/feed")
    assert (asked[0].method, asked[0].path) == ("CONNECT", "example.org:443")
