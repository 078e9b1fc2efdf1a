"""What a feed says of its show, as keys of show.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from reviewcast import settings, show
from reviewcast.migration import markup
from reviewcast.model import Finding
from reviewcast.notation import cut, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reviewcast.model import Show
    from reviewcast.settings import Key
    from reviewcast.subscription import Subscription

TRUE = {"true", "yes", "explicit"}
"""What feeds write for yes, in small letters."""
_SPDX = re.compile(r"[a-z0-9][a-z0-9.+-]*", re.IGNORECASE)
_KEYS = {key.name: key for key in show.KEYS}


def settings_of(channel: Subscription, folder: Path) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The keys of show.toml (dotted) that *channel* gives a value for, and what it says that cannot be kept."""
    given: dict[str, Any] = {}
    findings = []
    for name, value in _said(channel):
        try:
            given[name] = _meant(_KEYS[name], value, folder)
        except ValueError as error:
            findings.append(Finding("setting", "warning", f"{name} is left out: {error}", "the channel"))
    given.setdefault("title", "Film Reviews")
    if "feed.owner" not in given:
        given.pop("feed.locked", None)
    if "feed.license_url" not in given and not _SPDX.fullmatch(given.get("feed.license", "x")):
        del given["feed.license"]
    if len(channel.categories) > 1:
        findings.append(Finding("setting", "warning", "it has further categories, which are left out", "the channel"))
    return given, tuple(findings)


def differences(given: Mapping[str, Any], here: Show) -> tuple[tuple[str, Any, Any], ...]:
    """(key, in the feed, in show.toml) of every key that says something else in the two."""
    rows = ((name, value, _value(here, name)) for name, value in given.items())
    return tuple(row for row in rows if row[1] != row[2])


def _said(channel: Subscription) -> Iterator[tuple[str, Any]]:
    """(key, value) pairs as the feed has them, in the order of show.toml; what it does not say is not there."""
    texts = {
        "title": cut(line(channel.title), 256),
        "author": cut(line(channel.author), 256),
        "description": cut(markup.plain(markup.blocks(channel.description)), 4000),
        "language": channel.language,
        "category": " > ".join(channel.categories[0][:2]) if channel.categories else "",
        "feed.type": channel.type.lower(),
        "feed.frequency": channel.frequency,
        "feed.owner": channel.owner,
        "feed.copyright": cut(line(channel.copyright).lstrip("©Ⓒ ").strip(), 256),
        "feed.license": channel.license,
        "feed.license_url": channel.license_url,
        "feed.funding": channel.funding,
        "feed.funding_text": cut(line(channel.funding_text), 128) if channel.funding else "",
        "feed.hub": channel.hub,
        "feed.verify": channel.texts.get("verify", ""),
    }
    yield from ((name, value) for name, value in texts.items() if value)
    flags = {"explicit": channel.explicit, "feed.complete": channel.complete, "feed.locked": channel.locked}
    yield from ((name, value.lower() in TRUE) for name, value in flags.items() if value)


def _meant(key: Key, value: Any, folder: Path) -> Any:  # noqa: ANN401 - as settings.Key has it
    if isinstance(value, str):
        value = settings.clean(value)
        if len(value) > key.longest:
            raise ValueError(f"it has {len(value)} characters, and at most {key.longest} are read")
    return key.check(value, folder) if key.check else value


def _value(here: Show, name: str) -> Any:  # noqa: ANN401 - whatever the key holds
    value: Any = here
    for part in name.split("."):
        value = getattr(value, part)
    return value
