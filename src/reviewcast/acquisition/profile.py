"""Profiles for a voice that was got: those that there are, and a new one."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from reviewcast import profiles, storage, voicebank
from reviewcast.errors import ShowError, UsageError
from reviewcast.notation import shown

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from reviewcast.voicebank import Holding

_FALLBACK = "narrator"
"""It needs nothing installed."""

_SHORT = re.compile(r"[a-z]{2,3}_[A-Z]{2}-(?P<piper>\w+)-[a-z_]+|[a-z][fm]_(?P<kokoro>\w+)")


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
    if not voicebank.is_name(profile) or "+" in profile:  # which the name of a profile has not
        raise UsageError(f'"{shown(profile)}" cannot be the name of a profile; write one such as "kristin"')
    if profile in profiles.names(root):
        raise UsageError(
            f'there is a profile "{profile}" already; choose another name, or change voices/{profile}.toml'
        )
    return root / "voices" / f"{profile}.toml"


def profile_name(voice: str, taken: Collection[str]) -> str:
    """What a profile for *voice* may be called: ``joe`` for ``en_US-joe-medium``, ``heart`` for ``af_heart``.

    Where that is *taken*, or there is no such part, it is the whole, as far as a file can be called so.
    """
    model, _, speaker = voice.partition("#")
    match = _SHORT.fullmatch(model)
    short = (match["piper"] or match["kokoro"]) if match else model
    names = [re.sub(r"[^A-Za-z0-9_.-]+", "-", f"{name}#{speaker}".rstrip("#")) for name in (short, model)]
    return names[0] if names[0] not in taken else names[1]


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
    return path
