"""What is told of a voice, for people and for programs alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast.errors import ShowError, UsageError

if TYPE_CHECKING:
    from reviewcast.model import Voice
    from reviewcast.voicebank import Holding, Offer, Published

_ESPEAK = "GPL-3.0-or-later, no claim on what it says"
"""espeak-ng's is that of the program; nobody's recordings are in its voice."""


def root_of(show: Path | None) -> Path | None:
    """The folder of the show that was asked for, or of the nearest; None outside of any.

    Raises UsageError for a folder that is none.
    """
    from reviewcast import show as shows

    if show is None:
        return shows.find(Path.cwd())
    if not show.is_dir():
        raise UsageError(f"{show} is no folder; name the show's folder")
    return show


def profile_row(name: str, root: Path | None) -> dict[str, Any]:
    """A profile, what speaks in it, and whether that is installed; of one that cannot be read, the error."""
    from reviewcast import engines, profiles

    try:
        voice = profiles.load(name, root)
    except ShowError as error:
        return {"name": name, "engine": "", "language": "", "installed": False, "licence": "", "error": str(error)}
    needs = engines.missing(voice)
    holding, licence, size, files = _files(voice)
    _, _, command = needs.rpartition(" with: ")
    return {
        "name": name,
        "engine": voice.engine,
        "language": _language(voice, holding),
        "installed": not needs,
        "licence": licence,
        "voice": voice.voice,
        "bytes": size,
        "size": _shown(size),
        "state": "missing" if needs else "here",
        "needs": needs,
        "command": command if " with: " in needs else "",
        "files": files if "voices add" in command else (),
    }


def offer_row(offer: Offer) -> dict[str, Any]:
    """A voice that can be fetched."""
    from reviewcast import voicebank

    here = voicebank.find(offer.engine, offer.name) is not None
    return {
        "name": offer.name,
        "engine": offer.engine,
        "language": offer.language,
        "installed": here,
        "licence": offer.licence or "not stated",
        "caution": offer.caution,
        "about": offer.about,
        "bytes": offer.bytes,
        "size": _shown(offer.bytes),
        "state": "here" if here else "",
        "urls": [file.url for file in offer.files],
    }


def unused(rows: list[dict[str, Any]]) -> list[str]:
    """The voices that are here as files and that no profile of *rows* speaks with."""
    from reviewcast import voicebank

    used = {(row["engine"], str(row.get("voice", "")).partition("#")[0]) for row in rows}
    found = [*voicebank.holdings("piper"), *voicebank.holdings("kokoro")]
    return [holding.name for holding in found if (holding.engine, holding.name) not in used]


def _files(voice: Voice) -> tuple[Holding | None, str, int, tuple[Published, ...]]:
    """What *voice* is made of: what is here, its licence, its bytes here or to be fetched, and what is published."""
    from reviewcast import voicebank

    if voice.engine == "tone":
        return None, "none needed", 0, ()
    if voice.engine == "pyttsx3":
        return None, _ESPEAK if voice.driver == "espeak" else "the system's", 0, ()
    name = voice.voice.partition("#")[0]
    holding, offer = voicebank.find(voice.engine, name), voicebank.offer(name, voice.engine)
    known = holding or offer
    licence = (known.licence if known else "") or "not stated"
    return holding, licence, known.bytes if known else 0, offer.files if offer else ()


def _language(voice: Voice, holding: Holding | None) -> str:
    return (holding.language if holding else "") or voice.language


def _shown(count: int) -> str:
    from reviewcast.acquisition import megabytes

    return megabytes(count) if count else ""
