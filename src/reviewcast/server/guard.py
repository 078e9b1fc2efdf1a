"""Who may ask: programs on this machine, by a name that is this machine's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewcast.server import answers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Lets in only requests to this machine's own names.

    A page of another site can make its name mean 127.0.0.1 (DNS rebinding) and then read what is served here; its
    requests still bear that name.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer 421 (RFC 9110, 15.5.20) to what was meant for somebody else, and pass on the rest."""
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        port = scope["server"][1]
        known = {f"{name}:{port}" for name in _NAMES}
        if port == 80:
            known |= set(_NAMES)
        if len(hosts) == 1 and hosts[0] in known and scope["path"].startswith("/"):
            await self.app(scope, receive, send)
        else:
            refusal = answers.text(421, f"This is reviewcast on http://127.0.0.1:{port}/ and nobody else.\n")
            await refusal(scope, receive, send)
