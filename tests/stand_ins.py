"""Stand-ins on loopback for what is far away: a server that speaks S3, and a bad line to it."""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_PUBLIC = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",'
    ' "Resource": "arn:aws:s3:::%s/*"}]}'
)


def program(name: str, install: str) -> str:
    """The path of a program that these tests need; a test without it is skipped, and says what to install."""
    found = shutil.which(name) or shutil.which(name, path=str(ROOT / ".peers" / "bin"))
    if found is None:
        pytest.skip(f"{name} is not installed ({install}): this was NOT tested")
    return found


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def await_port(port: int, process: subprocess.Popen, seconds: float = 60) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the stand-in ended by itself"
        with socket.socket() as call:
            if call.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on port {port} after {seconds} s")


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server that speaks S3 (moto), and forgets all when it ends."""
    server, port = program("moto_server", "scripts/test --all installs it"), free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([server, "-H", "127.0.0.1", "-p", str(port)], **quiet) as process:
        try:
            await_port(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def make_bucket(endpoint: str, name: str) -> None:
    """A bucket that everybody may read."""
    for path, data in ((name, b""), (f"{name}?policy", (_PUBLIC % name).encode())):
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{endpoint}/{path}", data, headers, method="PUT")
        urllib.request.urlopen(request, timeout=30).close()


def credentials(endpoint: str) -> dict[str, str]:
    """The environment of whoever may write there."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }


def without_credentials() -> dict[str, str]:
    """Our environment with nothing in it that leads to somebody's real storage."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


@dataclass(frozen=True)
class Request:
    """What came over the line."""

    number: int
    """From 1."""
    method: str
    path: str
    conditional: bool
    """Whether it is to be done only if something is so."""


@contextmanager
def bad_line(endpoint: str, fault: Callable[[Request], str]) -> Iterator[str]:
    """The address of a line to *endpoint* on which *fault* decides what becomes of each request.

    ``""`` lets it pass, ``"500"`` and the like answers so, ``"stall"`` reads it and says nothing for ever,
    ``"lost"`` passes it on and loses the answer, ``"cut"`` hangs up in the middle of it.
    """
    numbers = itertools.count(1)
    over = threading.Event()

    class Line(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            conditional = "If-Match" in self.headers or "If-None-Match" in self.headers
            what = fault(Request(next(numbers), self.command, self.path, conditional))
            if what == "stall":
                over.wait()
            if what in {"stall", "cut"}:
                self.close_connection = True
            elif what.isdigit():
                self._answer(int(what), {}, b"<Error><Code>Refused</Code><Message>no</Message></Error>")
            else:
                self._pass_on(body, lost=what == "lost")

        def _pass_on(self, body: bytes, *, lost: bool) -> None:
            server = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=30)
            server.request(self.command, self.path, body, dict(self.headers))
            answer = server.getresponse()
            data = answer.read()
            server.close()
            if lost:
                self.close_connection = True
                return
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN}
            length = answer.headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(data))
            self._answer(answer.status, kept | {"Content-Length": length}, data)

        def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(data))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - the library's names

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Line) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            over.set()
            server.shutdown()
            thread.join()


_OWN = {"connection", "content-length", "transfer-encoding", "date", "server"}
