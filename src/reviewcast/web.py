"""The web, asked from our side: a request, its limits, and an answer.

Whatever a server says, the answer is no larger and comes no later than was allowed, redirects are few and
never lead from https to http, and nothing but http and https is spoken. The standard library's HTTP is
imported when the first request is made.
"""

from __future__ import annotations

import socket
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from reviewcast import __version__
from reviewcast.errors import HostError
from reviewcast.notation import url as in_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.request import OpenerDirector

MOST = 64_000_000
"""Bytes of an answer, where no other limit is named."""

_PATIENCE = 20.0
"""Seconds without a byte."""
_DEADLINE = 600.0
"""Seconds for a whole answer."""
_REDIRECTS = 5
_MOVED = {301, 302, 303, 307, 308}
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; a status that is no success is an answer too."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    url: str
    """The address that answered, after all redirects."""

    @property
    def ok(self) -> bool:
        """Whether the status is one of success (RFC 9110, 15.3)."""
        return 200 <= self.status < 300

    @property
    def type(self) -> str:
        """The media type in lower case, without parameters; empty where none was given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def length(self) -> int | None:
        """What Content-Length says; None where it says nothing that can be used."""
        said = self.headers.get("content-length", "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def get(url: str, *, most: int = MOST, headers: Mapping[str, str] | None = None) -> Answer:
    """What is at *url*, at most *most* bytes of it.

    Raises HostError, in one sentence, when there is no answer (no such host, refused, too slow, a certificate
    that cannot be trusted, redirects without end), and when it is larger than *most*.
    """
    return _ask(url, "GET", headers=headers, most=most)


def head(url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """The status and headers of *url*; the body is empty. Raises HostError as :func:`get` does."""
    return _ask(url, "HEAD", headers=headers)


def part(url: str, first: int, last: int) -> Answer:
    """The bytes *first* to *last* (from 0, both included) of *url*: status 206 from a server that knows ranges.

    One that does not (RFC 9110, 14.2) sends all, of which no more than the part's length is read.
    Raises HostError as :func:`get` does.
    """
    return _ask(url, "GET", headers={"Range": f"bytes={first}-{last}"}, most=last - first + 1, cuts=True)


def post(url: str, fields: Mapping[str, str]) -> Answer:
    """The answer to a form with *fields*. Redirects are not followed. Raises HostError as :func:`get` does."""
    form = urlencode(dict(fields)).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _ask(url, "POST", headers=headers, data=form, most=1_000_000, cuts=True, redirects=0)


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this machine and nowhere else."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in {"localhost", "::1"} or host.endswith(".localhost") or _is_loopback_number(host)


def _is_loopback_number(host: str) -> bool:
    try:
        return socket.inet_pton(socket.AF_INET, host)[0] == 127
    except OSError:
        return False


# --- asking -----------------------------------------------------------------------------------------------


def _ask(
    url: str,
    method: str,
    *,
    headers: Mapping[str, str] | None = None,
    data: bytes | None = None,
    most: int = 0,
    cuts: bool = False,
    redirects: int = _REDIRECTS,
) -> Answer:
    """One request and the redirects it leads to; with *cuts* a longer body is no error, and is cut."""
    from http.client import HTTPException
    from urllib.request import Request

    address, deadline = _checked(url), time.monotonic() + _DEADLINE
    wanted = {"User-Agent": f"reviewcast/{__version__}", "Accept-Encoding": "identity", **(headers or {})}
    opener = _opener()
    for _ in range(redirects + 1):
        try:
            request = Request(address, data, wanted, method=method)  # noqa: S310 - the scheme is checked
            with opener.open(request, timeout=_PATIENCE) as response:
                answer = _read(response, address, most, deadline, cuts=cuts)
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise _refusal(error, address) from error
        if answer.status not in _MOVED or "location" not in answer.headers or not redirects:
            return answer
        address = _next(address, answer.headers["location"])
    raise HostError(f"{url} redirects more than {redirects} times; give the address it ends at")


def _read(response: Any, address: str, most: int, deadline: float, *, cuts: bool) -> Answer:  # noqa: ANN401
    headers = {name.lower(): value for name, value in response.headers.items()}
    unpack = zlib.decompressobj(31) if headers.get("content-encoding", "").lower() in {"gzip", "x-gzip"} else None
    body = bytearray()
    while most and len(body) <= most and (piece := response.read1(_PIECE)):
        body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece
        if time.monotonic() > deadline:
            raise TimeoutError
    if len(body) > most and not cuts and most:
        raise HostError(f"{address} is larger than {most:,} bytes, which is more than it may be")
    if not cuts and most and (response.length or (unpack and not unpack.eof)):
        raise HostError(f"{address} stopped in the middle of its answer; try again")
    return Answer(response.status, headers, bytes(body[:most]), address)


def _opener() -> OpenerDirector:
    """One that knows http and https, the proxies of the environment, and nothing else: no file, no ftp, no login.

    What lies on this machine is asked directly, whatever proxy there is.
    """
    from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

    class Proxies(ProxyHandler):
        def proxy_open(self, req: Any, proxy: Any, type: Any) -> Any:  # noqa: A002, ANN401 - urllib's own names
            return None if is_loopback(req.full_url) else super().proxy_open(req, proxy, type)

    opener = OpenerDirector()
    for handler in (Proxies(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _checked(url: str) -> str:
    """*url* in ASCII. Raises HostError when it is no address of the web that can be asked."""
    address = in_ascii(url)
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise HostError(f'"{_shown(url)}" is no address of the web; it begins with https://')
    if parts.username is not None or parts.password is not None:
        raise HostError(f"the address of {parts.hostname} holds a login, which is not supported; leave it out")
    return parts._replace(fragment="").geturl()


def _next(address: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        target = _checked(urljoin(address, location))
    except ValueError as error:
        raise HostError(f"{address} redirects to something that is no address") from error
    if address.startswith("https:") and not target.startswith("https:"):
        raise HostError(f"{address} redirects from https to http, which others could read or change; ask its host")
    return target


def _shown(url: str) -> str:
    return url if len(url) <= 120 else url[:117] + "..."


def _refusal(error: Exception, address: str) -> HostError:
    """Why there is no answer, in one sentence."""
    import ssl

    cause = getattr(error, "reason", None)
    cause = cause if isinstance(cause, Exception) else error
    host = urlsplit(address).hostname or address
    reasons: dict[type[Exception], str] = {  # the narrower before the wider
        ssl.SSLCertVerificationError: f"the certificate of {host} cannot be trusted: "
        f"{getattr(cause, 'verify_message', '')}; ask its host to mend it",
        ssl.SSLError: f"there is no secure connection to {host}: {getattr(cause, 'reason', cause)}; ask its host",
        socket.gaierror: f"there is no host called {host}, or no network; check the address",
        ConnectionRefusedError: f"{host} refuses the connection; check the address, and that the server runs",
        TimeoutError: f"{host} takes too long to answer; try again later",
        OSError: f"the connection to {host} broke: {getattr(cause, 'strerror', None) or cause}; try again",
    }
    fallback = f"{address} gives no answer that can be read as HTTP; check the address"
    return HostError(next((text for kind, text in reasons.items() if isinstance(cause, kind)), fallback))
