"""Rules about a server: what it must answer so that apps can play, seek and show a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import web
from reviewcast.checks.items import TYPES
from reviewcast.errors import HostError
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewcast.checks.survey import Survey

_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_KINDS = {"text/vtt": ("text/vtt",), "application/x-subrip": ("application/x-subrip", "application/srt", "text/plain")}
_JSON = ("application/json", "application/json+chapters")


def feed_type(survey: Survey) -> Iterator[tuple[str, str]]:
    """The feed is served as a feed."""
    if survey.place.is_local:
        return
    kind = _kind(survey, survey.address)
    if kind not in _FEED_TYPES:
        yield survey.address, f'the server calls the feed "{kind}" in place of {_FEED_TYPES[0]}'


def feed_encryption(survey: Survey) -> Iterator[tuple[str, str]]:
    """The feed itself is served encrypted."""
    if not survey.place.is_local and survey.address.startswith("http://") and not web.is_loopback(survey.address):
        yield survey.address, "the feed is fetched without encryption, where anyone on the way can change it"


def head(survey: Survey) -> Iterator[tuple[str, str]]:
    """Apps can look at a file before they fetch it, as Apple's does at every cover and every audio file."""
    if survey.place.is_local:
        return
    for entry in survey.recent:
        for address in survey.own([entry.audio, entry.item.image or survey.feed.image]):
            if not survey.place.look(address).head:
                yield address, "the server refuses HEAD, by which directories look at it"
                return


def conditional(survey: Survey) -> Iterator[tuple[str, str]]:
    """Apps can ask whether anything is new."""
    if survey.place.is_local:
        return
    look = survey.place.look(survey.address)
    if not look.trouble and not {"etag", "last-modified"} & set(look.headers):
        yield survey.address, "the server says neither ETag nor Last-Modified, so apps fetch the whole feed each time"


def served_type(survey: Survey) -> Iterator[tuple[str, str]]:
    """Files are served as what they are."""
    if survey.place.is_local:
        return
    for entry in survey.recent:
        wanted = [(entry.audio, next((kinds for end, kinds in TYPES.items() if entry.audio.endswith(end)), ()))]
        wanted += [(address, _KINDS.get(kind, _JSON)) for address, kind in entry.item.transcripts]
        wanted.append((entry.item.chapters_url, _JSON))
        for address, kinds in wanted:
            if address and kinds and (said := _kind(survey, address)) and said not in kinds:
                yield address, f'the server calls this file "{said}" in place of {kinds[0]}'


def ranges(survey: Survey) -> Iterator[tuple[str, str]]:
    """Audio can be fetched in parts, which is how apps seek; asked of the newest episode."""
    newest = next((entry.audio for entry in survey.recent if survey.place.owns(entry.audio)), "")
    if survey.place.is_local or not newest or survey.place.look(newest).trouble:
        return
    try:
        status = web.part(newest, 0, 0).status
    except HostError as error:
        yield newest, f"asked for a part of this file, the server fails: {error.message}"
    else:
        if status != 206:
            yield newest, f"asked for a part of this file, the server answers {status} in place of 206"


def cors(survey: Survey) -> Iterator[tuple[str, str]]:
    """Transcripts and chapters can be shown by players on the web."""
    if survey.place.is_local:
        return
    for entry in survey.recent:
        for address in (entry.item.chapters_url, *(url for url, _ in entry.item.transcripts)):
            look = survey.place.look(address) if address else None
            if look and not look.trouble and "access-control-allow-origin" not in look.headers:
                yield f"{FEED} {address}", "the server does not let web players read it (Access-Control-Allow-Origin)"
                return


def _kind(survey: Survey, address: str) -> str:
    """What the server calls the file; empty where it has none."""
    look = survey.place.look(address)
    return "" if look.trouble else look.headers.get("content-type", "").partition(";")[0].strip().lower()
