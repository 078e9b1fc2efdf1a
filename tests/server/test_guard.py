"""Who may ask, whatever the HTTP parser lets through."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from reviewcast.server.guard import Guard


def status(hosts: list[str], *, port: int = 8000, path: str = "/") -> int:
    """What a request with these Host headers gets; 200 where it is passed on."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        raise AssertionError

    async def passed_on(*_: object) -> None:
        said.append({"status": 200})

    headers = [(b"host", host.encode()) for host in hosts]
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "server": ("127.0.0.1", port)}
    asyncio.run(Guard(passed_on)(scope, receive, send))
    return said[0]["status"]


@pytest.mark.parametrize(
    ("hosts", "port", "answer"),
    [
        (["127.0.0.1:8000"], 8000, 200),
        (["[::1]:8000"], 8000, 200),
        (["127.0.0.1"], 80, 200),
        (["localhost:80"], 80, 200),
        (["127.0.0.1"], 8000, 421),
        ([], 8000, 421),
        (["127.0.0.1:8000", "127.0.0.1:8000"], 8000, 421),
        (["127.0.0.1:8000", "evil.example"], 8000, 421),
        (["127.0.0.1:8000, evil.example"], 8000, 421),
        (["127.0.0.1:8000/"], 8000, 421),
    ],
)
def test_one_host_that_is_this_machine_at_this_port(hosts: list[str], port: int, answer: int) -> None:
    """The port may be left out only where it is HTTP's own (RFC 9110, 4.2.1)."""
    assert status(hosts, port=port) == answer


def test_a_target_that_is_no_path_is_not_for_us() -> None:
    """An absolute URI means its own host (RFC 9112, 3.2.2), and an asterisk nobody's."""
    assert status(["127.0.0.1:8000"], path="http://evil.example/") == 421
    assert status(["127.0.0.1:8000"], path="*") == 421
