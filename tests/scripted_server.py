"""A server on loopback that answers just what it is told to, byte for byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answers = Callable[["Asked"], "bytes | Iterator[bytes]"]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""


@contextmanager
def scripted(answers: Answers) -> Iterator[str]:
    """The address of a server that hangs up after each answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answers))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An answer; a ``_`` in a header's name stands for a hyphen, and ``content_length`` is right where not given."""
    lines = {"content_length": str(len(body))} | headers
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}connection: close\r\n\r\n".encode("latin-1") + body


def ranged(asked: Asked, data: bytes, *, most: int | None = None) -> bytes:
    """The part of *data* that is asked for, as a server that knows ranges gives it; cut off behind *most* bytes."""
    first = asked.headers.get("range", "").removeprefix("bytes=").removesuffix("-")
    if not first:
        said = answer(data, accept_ranges="bytes")
    elif int(first) >= len(data):
        return answer(b"", "416 Range Not Satisfiable", content_range=f"bytes */{len(data)}")
    else:
        place = f"bytes {first}-{len(data) - 1}/{len(data)}"
        said = answer(data[int(first) :], "206 Partial Content", content_range=place)
    return said if most is None else said[: said.index(b"\r\n\r\n") + 4 + most]


def _serve(server: socket.socket, answers: Answers) -> None:
    threads = []
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            break
        threads.append(threading.Thread(target=_one, args=(line, answers)))
        threads[-1].start()
    for thread in threads:
        thread.join()


def _one(line: socket.socket, answers: Answers) -> None:
    with line, line.makefile("rb") as file:
        words = file.readline().decode("latin-1").split()
        if len(words) != 3:
            return
        headers = {}
        while (row := file.readline().decode("latin-1").strip()) != "":
            name, _, value = row.partition(":")
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", 0)))
        try:
            said = answers(Asked(words[0], words[1], headers, body))
            for piece in [said] if isinstance(said, bytes) else said:
                line.sendall(piece)
        except OSError:
            pass  # the other side had enough
