"""What the preview changes in feed and pages on their way out; the files themselves stay as they were built.

Addresses of the show become those of this server, so that an app on this machine fetches everything from
here, wherever the show is, or will be, published. Only addresses of files that are in the folder change: a
link to another page of the same site still leads there. So do the guids, by which apps know an episode again.
Pages that reload by themselves get a small script for it.
"""

from __future__ import annotations

import contextlib
import html
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = "/.reviewcast/reload.js"
"""Where the script is; no file of ours has a name with a dot in front."""
EVENTS = "/.reviewcast/events"

_PATH = r"(?:[^\s\"'<>()\\&]|&(?!lt;|gt;|quot;|apos;|#3[49];))*"
"""Up to what ends an address in an attribute or in text, be that escaped."""
_SELF = re.compile(rb"<(?:\w+:)?link\b[^<>]*>")
_HREF = re.compile(rb"""\bhref=["']([^"']+/)feed\.xml["']""")
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content="[^"]*)"', re.IGNORECASE)
HEAD = 65_536
"""Bytes of a feed in which its own address is found; every feed of ours has it among the first lines."""


def script() -> bytes:
    """The script that reloads a page, UTF-8."""
    return Path(__file__).with_name("reload.js").read_bytes()


def address_of(feed: bytes) -> str:
    """What the addresses in *feed* begin with, with a slash at its end: its link rel="self" (RFC 4287, 4.2.7.2) less
    the name. Empty where it does not say.
    """
    for link in _SELF.findall(feed[:HEAD]):
        if re.search(rb"""\brel=["']self["']""", link) and (found := _HREF.search(link)):
            return html.unescape(found[1].decode("utf-8", "replace"))
    return ""


def readdress(text: str, old: str, new: str, is_here: Callable[[str], bool]) -> str:
    """*text*, a feed or a page, with addresses of *new* in place of those of *old*; both end with a slash.

    *is_here* tells of a path below OUT, decoded, whether this server has it. An address is known as it stands,
    escaped for HTML or XML once or twice, behind ``podcast://``, and encoded as a part of another. Guids stay.
    """
    if not old or old == new:
        return text

    def exchanged(match: re.Match[str]) -> str:
        path = next((match[name] for name in ("plain", "bare", "encoded") if match[name] is not None), None)
        if path is None or not is_here(_place(html.unescape(unquote(path) if match["encoded"] else path))):
            return match[0]
        if match["encoded"] is not None:
            return quote(new, safe="") + path
        return (new if match["bare"] is None else new.partition("://")[2]) + path

    return _pattern(old).sub(exchanged, text)


def reloading(page: str, version: str) -> str:
    """*page* with the script, which reloads it when the folder's version is no longer *version*."""
    page = _POLICY.sub(_with_connection, page, count=1)
    tag = f'<script defer src="{SCRIPT}" data-version="{html.escape(version)}"></script>\n'
    head, found, rest = page.partition("</head>")
    return f"{head}{tag}{found}{rest}" if found else page


def _with_connection(policy: re.Match[str]) -> str:
    """The page's policy, which lets the script ask this server whether there is something new."""
    return policy[0] if "connect-src" in policy[1] else f"{policy[1]}; connect-src 'self'\""


def _place(rest: str) -> str:
    """The path below OUT that an address ends with, which may bear a query and a fragment."""
    return unquote(re.split("[?#]", rest, maxsplit=1)[0])


@lru_cache(maxsize=4)
def _pattern(old: str) -> re.Pattern[str]:
    """What to look for: a guid, which stays, or an address of *old* in one of its forms, and the path behind it."""
    forms = dict.fromkeys(form for each in (old, _readable(old)) for form in _escaped(each))
    plain = rf"(?:{'|'.join(map(re.escape, forms))})(?P<plain>{_PATH})"
    bare = rf"(?<=\bpodcast://){re.escape(old.partition('://')[2])}(?P<bare>{_PATH})"
    encoded = rf"{re.escape(quote(old, safe=''))}(?P<encoded>[\w.%~-]*)"
    return re.compile(rf"<guid\b[^<]*|{plain}|{bare}|{encoded}")


def _escaped(address: str) -> tuple[str, ...]:
    once = html.escape(address, quote=False)
    return address, once, html.escape(once, quote=False), html.escape(address)


def _readable(address: str) -> str:
    """*address* as a person writes it, and as pages may show it: a feed has it in ASCII (RFC 3986, 3987)."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    with contextlib.suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    return f"{scheme}://{host}{slash}{unquote(path)}"
