"""A request, its limits, and an answer.

Whatever a server says, the answer is no larger and comes no later than was allowed, redirects are few and
never lead from https to http, and nothing but http and https is spoken. The standard library's HTTP is
imported when the first request is made.
"""

from __future__ import annotations

import contextlib
import io
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
    from collections.abc import Callable, Iterator, Mapping
    from urllib.request import OpenerDirector

    Watch = Callable[[int], None]

MOST = 64_000_000
"""Bytes of an answer, where no other limit is named."""

_PATIENCE = 20.0
"""Seconds without a byte."""
_DEADLINE = 600.0
"""Seconds for a whole answer."""
_REDIRECTS = 5
_MOVED = {301, 302, 303, 307, 308}
PIECE = 65_536
"""Bytes of a body that are read at once, at most."""


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
    ends = time.monotonic() + _DEADLINE

    def watch(came: int) -> None:
        del came
        if time.monotonic() > ends:
            raise TimeoutError

    with asked(url, method, watch, headers=headers, data=data, redirects=redirects) as (response, address):
        return _read(response, address, most, cuts=cuts)


@contextlib.contextmanager
def asked(
    url: str,
    method: str,
    watch: Watch,
    *,
    headers: Mapping[str, str] | None = None,
    data: bytes | None = None,
    redirects: int = _REDIRECTS,
) -> Iterator[tuple[Any, str]]:
    """The response at the end of all redirects, its body unread, and its address.

    *watch* is told of every piece that comes, headers too, and raises TimeoutError when it has waited enough. What
    breaks, here or in the body of the ``with``, becomes HostError.
    """
    from http.client import HTTPException
    from urllib.request import Request

    address = _checked(url)
    wanted = {"User-Agent": f"reviewcast/{__version__}", "Accept-Encoding": "identity", **(headers or {})}
    opener = _opener(watch)
    for _ in range(redirects + 1):
        try:
            request = Request(address, data, wanted, method=method)  # noqa: S310 - the scheme is checked
            with opener.open(request, timeout=_PATIENCE) as response:
                location = response.headers.get("location")
                if response.status not in _MOVED or location is None or not redirects:
                    yield response, address
                    return
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise _refusal(error, address) from error
        address = _next(address, location)
    raise HostError(f"{url} redirects more than {redirects} times; give the address it ends at")


def _read(response: Any, address: str, most: int, *, cuts: bool) -> Answer:  # noqa: ANN401
    headers = {name.lower(): value for name, value in response.headers.items()}
    unpack = zlib.decompressobj(31) if headers.get("content-encoding", "").lower() in {"gzip", "x-gzip"} else None
    body = bytearray()
    while most and len(body) <= most and (piece := response.read1(PIECE)):
        body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece
    if len(body) > most and not cuts and most:
        raise HostError(f"{address} is larger than {most:,} bytes, which is more than it may be")
    if not cuts and most and (response.length or (unpack and not unpack.eof)):
        raise HostError(f"{address} stopped in the middle of its answer; try again")
    return Answer(response.status, headers, bytes(body[:most]), address)


def _opener(watch: Watch) -> OpenerDirector:
    """One that knows http and https, the proxies of the environment, and nothing else: no file, no ftp, no login.

    What lies on this machine is asked directly, whatever proxy there is.
    """
    from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

    connection, secure_connection = _connections(watch)

    class Plain(HTTPHandler):
        def http_open(self, req: Any) -> Any:  # noqa: ANN401
            return self.do_open(connection, req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Any) -> Any:  # noqa: ANN401
            return self.do_open(secure_connection, req)

    class Proxies(ProxyHandler):
        def proxy_open(self, req: Any, proxy: Any, type: Any) -> Any:  # noqa: A002, ANN401 - urllib's own names
            return None if is_loopback(req.full_url) else super().proxy_open(req, proxy, type)

    opener = OpenerDirector()
    for handler in (Proxies(), Plain(), Secure()):
        opener.add_handler(handler)
    return opener


def _connections(watch: Watch) -> tuple[Any, Any]:
    """Connections, plain and secure, of which every piece that is read is told to *watch*.

    A timeout alone is one a piece: a server that sends a byte now and then, in the headers too, never meets it.
    """
    from http.client import HTTPConnection, HTTPResponse, HTTPSConnection

    class Line:
        def __init__(self, sock: socket.socket) -> None:
            self._sock = sock

        def makefile(self, mode: str) -> io.BufferedReader:
            return io.BufferedReader(_Watched(self._sock.makefile(mode, buffering=0), watch))  # type: ignore[call-overload]

    class Response(HTTPResponse):
        def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            super().__init__(Line(sock), *arguments, **options)  # type: ignore[arg-type]

    class Plain(HTTPConnection):
        response_class = Response

    class Secure(HTTPSConnection):
        response_class = Response

    return Plain, Secure


class _Watched(io.RawIOBase):
    """What comes through *line*, told to *watch* piece by piece."""

    def __init__(self, line: io.RawIOBase, watch: Watch) -> None:
        self._line, self._watch = line, watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401
        came = self._line.readinto(buffer)
        self._watch(came or 0)
        return came

    def close(self) -> None:
        self._line.close()
        super().close()


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
        socket.gaierror: f"no host called {host} can be found; check the network, and the address",
        ConnectionRefusedError: f"{host} refuses the connection; check the address, and that the server runs",
        TimeoutError: f"{host} takes too long to answer; try again later",
        OSError: f"the connection to {host} broke: {getattr(cause, 'strerror', None) or cause}; try again",
    }
    fallback = f"{address} gives no answer that can be read as HTTP; check the address"
    return HostError(next((text for kind, text in reasons.items() if isinstance(cause, kind)), fallback))
