"""Sockets on the loopback, and a thread that answers what comes in; uvicorn is imported where it starts."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from reviewcast.errors import HostError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PORT = 8000
_NEXT = 20
"""So many ports are tried from PORT on when nobody asked for one."""
_PATIENCE = 5
"""Seconds in which answers under way may end when the server stops, though their connections are cut."""


def bind(port: int | None) -> list[socket.socket]:
    """Sockets that listen at *port* of 127.0.0.1 and, where there is such a thing, of ::1.

    0 is any free port, None the first free one from 8000 on. Raises UsageError when *port* is taken or may not be
    used, HostError when none of those is free.
    """
    if port is not None:
        try:
            return _pair(port)
        except OSError as error:
            raise UsageError(f"port {port} {_reason(error)}; choose another one with --port") from error
    for each in range(PORT, PORT + _NEXT):
        with contextlib.suppress(OSError):
            return _pair(each)
    raise HostError(f"none of the ports {PORT} to {PORT + _NEXT - 1} is free; choose one with --port")


@contextlib.contextmanager
def listening(application: Callable[..., Any], sockets: Sequence[socket.socket]) -> Iterator[str]:
    """Answer what comes to *sockets* by *application*, in a thread; gives the address, with a slash at its end.

    At the end everything stops at once: whoever is in the middle of a file is cut off.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            for connection in list(self.server_state.connections):
                connection.transport.abort()  # pages that wait for news would wait for ever
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_PATIENCE,
    )
    server = Server(config)
    port = sockets[0].getsockname()[1]
    thread = threading.Thread(target=server.run, args=(list(sockets),), name="reviewcast serve", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(2 * _PATIENCE)


def _pair(port: int) -> list[socket.socket]:
    first = _listener(socket.AF_INET, "127.0.0.1", port)
    try:
        return [first, _listener(socket.AF_INET6, "::1", first.getsockname()[1])]
    except OSError as error:
        if port and error.errno == errno.EADDRINUSE:
            first.close()
            raise
        return [first]  # this machine has no IPv6, or any port will do


def _listener(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # asyncio sends small answers at once only where the protocol is named; else each waits 40 ms to be acknowledged
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "is taken by another program"
    return "needs rights that you have not" if error.errno == errno.EACCES else "cannot be used"
