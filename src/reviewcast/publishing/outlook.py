"""How what was sent looks from outside, at the address that listeners use."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewcast import delivery, web
from reviewcast.errors import HostError
from reviewcast.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewcast.hosts import File

_AT_ONCE = 8


def look(address: str, files: Sequence[File]) -> Iterator[Finding]:
    """What is wrong with how those of *files* that are new under their names are served below *address*.

    Where the address does not serve the first of them at all, that is one warning: it may be a host that is filled
    from there later, or a name that is not set up yet. Where it does, everything must be as the feed says.
    """
    new = sorted((file for file in files if file.lasting), key=lambda file: not file.key.startswith("audio/"))
    if not new:
        return
    if silence := _silence(address, new[0]):
        yield silence
        return
    if lost := _lost_page(address):
        yield lost
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in pool.map(lambda file: _flaw(address, file), new):
            if found:
                yield found


def shows(address: str, data: bytes) -> Finding | None:
    """A warning where the feed's *address* does not hand out *data* yet."""
    message = "the address does not hand out the new feed yet"
    try:
        answer = web.get(address, headers={"Cache-Control": "no-cache"})
    except HostError as error:
        return Finding("address-silent", "warning", f"{message}: {error}", address, _LATER)
    if answer.ok and answer.body == data:
        return None
    reason = "it still has another one" if answer.ok else f"it answers {answer.status}"
    return Finding("address-silent", "warning", f"{message}: {reason}", address, _LATER)


_LATER = 'caches may keep the old one for some minutes; "reviewcast check" with the feed\'s address tells more'


def _silence(address: str, file: File) -> Finding | None:
    url = address + quote(file.key)
    if not (reason := _trouble(url)):
        return None
    message = f"the address does not serve what was sent, so it was not looked at from outside: {reason}"
    return Finding("address-silent", "warning", message, url, "make base_url lead to where you publish")


def _lost_page(address: str) -> Finding | None:
    """A warning where the show's page is not served at the address that the feed gives for the show, its folder's."""
    if not (reason := _trouble(address)):
        return None
    message = f"the show's page is not served at the show's address: {reason}"
    mend = "let the server answer a folder's address with the index.html in it; docs/hosting.md tells more"
    return Finding("served-wrong", "warning", message, address, mend)


def _trouble(url: str) -> str:
    """Why nothing is to be had at *url*; empty where something is."""
    try:
        answer = web.head(url)
    except HostError as error:
        return str(error)
    return "" if answer.ok else f"it answers {answer.status}"


def _flaw(address: str, file: File) -> Finding | None:
    """What is wrong with how one file is served; for audio it is an error, since apps could not play it."""
    url, audio = address + quote(file.key), file.key.startswith("audio/")
    try:
        whole = web.head(url)
        ranged = web.part(url, 0, 0) if audio else None
    except HostError as error:
        return Finding("served-wrong", "error", str(error), url, "mend the server, and publish again")
    kind = delivery.content_type(file.key).partition(";")[0]
    flaws = {
        f"it answers {whole.status}": not whole.ok,
        f"its length is given as {whole.length} and is {file.size}": audio and whole.length != file.size,
        f"its type is given as {whole.type or 'nothing'} and is {kind}": whole.type != kind,
        "a part of it cannot be asked for, so that nobody can seek": ranged is not None and ranged.status != 206,
    }
    for flaw, there in flaws.items():
        if there:
            level = "error" if audio or not whole.ok else "warning"
            mend = "set up the server as docs/hosting.md says, and publish again"
            return Finding("served-wrong", level, f"it is not served right: {flaw}", url, mend)  # type: ignore[arg-type]
    return None
