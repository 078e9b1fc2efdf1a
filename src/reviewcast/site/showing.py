"""How values are shown on a page: times, dates, lengths, addresses, and the names of apps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from reviewcast.notation import day, url

if TYPE_CHECKING:
    from datetime import datetime

    from reviewcast.model import Episode, Show

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_APPS = {
    "podcasts.apple.com": "Apple Podcasts",
    "itunes.apple.com": "Apple Podcasts",
    "open.spotify.com": "Spotify",
    "creators.spotify.com": "Spotify",
    "pca.st": "Pocket Casts",
    "pocketcasts.com": "Pocket Casts",
    "overcast.fm": "Overcast",
    "castro.fm": "Castro",
    "antennapod.org": "AntennaPod",
    "podcastaddict.com": "Podcast Addict",
    "castbox.fm": "Castbox",
    "music.youtube.com": "YouTube Music",
    "youtube.com": "YouTube",
    "music.amazon.com": "Amazon Music",
    "music.amazon.co.uk": "Amazon Music",
    "music.amazon.de": "Amazon Music",
    "audible.com": "Audible",
    "deezer.com": "Deezer",
    "iheart.com": "iHeart",
    "tunein.com": "TuneIn",
    "player.fm": "Player FM",
    "fountain.fm": "Fountain",
    "podverse.fm": "Podverse",
    "truefans.fm": "TrueFans",
    "goodpods.com": "Goodpods",
    "podchaser.com": "Podchaser",
    "podcastindex.org": "Podcast Index",
    "podcastguru.io": "Podcast Guru",
    "gpodder.net": "gpodder.net",
    "listennotes.com": "Listen Notes",
}
_TRANSCRIPTS = {"text/vtt": "WebVTT", "application/x-subrip": "SRT", "application/srt": "SRT"}


def clock(seconds: float) -> str:
    """A place in an episode: ``4:05`` or ``1:02:09``."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """How long an episode lasts: ``45 s``, ``5 min`` or ``1 h 2 min``."""
    if seconds < 59.5:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def second(seconds: float) -> str:
    """Seconds as an attribute has them, to the hundredth: ``4``, ``76.41``."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")


def short_day(date: datetime) -> str:
    """``3 Feb``, for a list under the heading of its year."""
    number, month, _ = day(date).split()
    return f"{number} {month[:3]}"


def address(path: str) -> str:
    """*path* for use in a link: percent-encoded, so that it can't become another scheme or host."""
    return quote(path, safe="/-._~", errors="replace")


def web_address(text: str) -> str:
    """*text* as an http, https or mailto address in ASCII; empty when it is anything else."""
    href = url(text)
    return href if href.lower().startswith(("http://", "https://", "mailto:")) else ""


def origin(text: str) -> str:
    """``https://host[:port]`` of an address on the web, fit to stand in a policy; empty when it has none."""
    try:
        parts = urlsplit(web_address(text))
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{host}" if parts.scheme != "mailto" and _HOST.fullmatch(host) else ""


def own_cover(told: Episode) -> str | None:
    """An episode's own cover where it lies below OUT: pages ask no other host, where that of an imported one may be."""
    return told.cover if told.cover and "://" not in told.cover else None


def app(text: str) -> str:
    """What people call the app or directory at an address; its host where that is not known."""
    host = origin(text).partition("://")[2].partition(":")[0].removeprefix("www.")
    labels = host.split(".")
    endings = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_APPS[ending] for ending in endings if ending in _APPS), host)


def apps(show: Show) -> tuple[tuple[str, str], ...]:
    """(name, address) of the show in apps, in the order of show.toml; what is no address on the web is left out."""
    return tuple((app(each), web_address(each)) for each in show.feed.apps if origin(each))


def app_link(show: Show) -> str:
    """An address that podcast apps answer to on the reader's own device; empty while the show has no address."""
    return f"podcast://{show.address.partition('://')[2]}feed.xml" if origin(show.base_url) else ""


def license_link(show: Show) -> str:
    """Where the show's licence can be read: its own address, Creative Commons' or SPDX's; empty for none."""
    if own := web_address(show.feed.license_url):
        return own
    name = show.feed.license.lower()
    if found := re.fullmatch(r"cc-(by(?:-nc)?(?:-sa|-nd)?)-(\d\.\d)", name):
        return f"https://creativecommons.org/licenses/{found[1]}/{found[2]}/"
    if name == "cc0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://spdx.org/licenses/{show.feed.license}.html" if re.fullmatch(r"[a-z0-9.+-]+", name) else ""


def transcript_kind(media_type: str) -> str:
    """What a transcript's file is called on the page."""
    return _TRANSCRIPTS.get(media_type, "JSON")
