"""What is told of a voice, for people and for programs alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast.errors import ShowError, UsageError

if TYPE_CHECKING:
    from reviewcast.voicebank import Offer


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
    from reviewcast import engines, profiles, voicebank

    try:
        voice = profiles.load(name, root)
    except ShowError as error:
        return {"name": name, "engine": "", "language": "", "installed": False, "licence": "", "error": str(error)}
    needs = engines.missing(voice)
    kit = voicebank.kit(voice)
    offer = voicebank.offer(voice.voice.partition("#")[0], voice.engine)
    _, _, command = needs.rpartition(" with: ")
    bringing = command if command.startswith(("pip install ", "reviewcast voices add ")) else ""
    return {
        "name": name,
        "engine": voice.engine,
        "language": kit.language or voice.language,
        "installed": not needs,
        "licence": kit.licence,
        "caution": kit.caution,
        "voice": voice.voice,
        "bytes": kit.bytes,
        "size": _shown(kit.bytes),
        "state": "missing" if needs else "here",
        "needs": needs,
        "command": bringing,
        "files": offer.files if offer and "voices add" in bringing else (),
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


def _shown(count: int) -> str:
    from reviewcast.acquisition import megabytes

    return megabytes(count) if count else ""
