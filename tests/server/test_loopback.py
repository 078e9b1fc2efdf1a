"""Where the preview listens."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import httpx
import pytest

from reviewcast import server
from reviewcast.errors import HostError, UsageError
from reviewcast.server import loopback


def close(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def test_nobody_but_this_machine_can_reach_it() -> None:
    """It listens on the loopback and nowhere else."""
    sockets = server.bind(0)
    hosts = {each.getsockname()[0] for each in sockets}
    close(sockets)
    assert "127.0.0.1" in hosts
    assert hosts <= {"127.0.0.1", "::1"}


def test_a_port_that_is_taken_under_one_of_its_names_is_taken() -> None:
    """Else localhost would lead to another program for one client, and to us for the next."""
    try:
        taken = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6, so there is no second name")
    with taken, pytest.raises(UsageError, match="is taken by another program"):
        close(server.bind(taken.getsockname()[1]))


def test_without_a_free_port_one_is_to_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody asked for a port and all that are tried are taken."""
    with ExitStack() as stack:
        taken = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        monkeypatch.setattr(loopback, "PORT", taken.getsockname()[1])
        monkeypatch.setattr(loopback, "_NEXT", 1)
        with pytest.raises(HostError, match="choose one with --port"):
            server.bind(None)


def test_a_port_can_be_used_again_at_once() -> None:
    """After Ctrl-C the same command works again, though connections were cut."""

    async def application(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    port = 0
    for _ in range(3):
        with server.listening(application, server.bind(port)) as address:
            assert httpx.get(address).status_code == 204
            port = int(address.rstrip("/").rpartition(":")[2])


def test_small_answers_are_sent_at_once() -> None:
    """asyncio turns off the waiting for acknowledgements (TCP_NODELAY) only for sockets whose protocol is named."""
    sockets = server.bind(0)
    protocols = {each.proto for each in sockets}
    close(sockets)
    assert protocols == {socket.IPPROTO_TCP}
