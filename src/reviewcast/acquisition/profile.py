"""Profiles for a voice that was got: those that there are, and a new one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from reviewcast import profiles, storage, voicebank
from reviewcast.errors import ShowError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.voicebank import Holding

_FALLBACK = "narrator"
"""It needs nothing installed."""


def profiles_of(engine: str, name: str, root: Path | None) -> tuple[str, ...]:
    """The profiles that a show in *root* can name and that speak with the voice *name*; a wrong one is none."""
    found = []
    for profile in profiles.names(root):
        with contextlib.suppress(ShowError):
            voice = profiles.load(profile, root)
            if (voice.engine, voice.voice.partition("#")[0]) == (engine, name):
                found.append(profile)
    return tuple(found)


def check_profile(profile: str, root: Path | None) -> Path:
    """Where the new *profile* of the show in *root* is to lie.

    Raises UsageError when there is no show, the name is none, or there is a profile of that name.
    """
    if root is None:
        raise UsageError("there is no show here for the profile to lie in: name one with --show DIR")
    if not voicebank.is_name(profile):
        raise UsageError(f'"{profile[:60]}" cannot be the name of a profile; write one such as "kristin"')
    if profile in profiles.names(root):
        raise UsageError(
            f'there is a profile "{profile}" already; choose another name, or change voices/{profile}.toml'
        )
    return root / "voices" / f"{profile}.toml"


def write_profile(profile: str, voice: str, holding: Holding, root: Path | None) -> Path:
    """Write *profile*, which speaks with *voice*, the voice of *holding* or one of its speakers; gives its path.

    Raises as :func:`check_profile`, and StorageError when the disk refuses.
    """
    path = check_profile(profile, root)
    language = f'language = "{holding.language}"\n' if holding.language else ""
    text = (
        f"# {holding.name}; docs/voices.md explains every key.\n"
        f'engine = "{holding.engine}"\nvoice = "{voice}"\n{language}fallback = "{_FALLBACK}"\n'
    )
    storage.write(path, text.encode())
    profiles.load(profile, root)
    return path
