"""What is known of a voice's files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,79}(?:\.[A-Za-z0-9_+-]+)?")
"""What a voice may be called; never a path, and never the name of a file's half-way state."""

Role = Literal["model", "config", "styles"]
"""The network, what is to be known of it (Piper's JSON), and the vectors that make it one voice (Kokoro)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is here."""

    role: Role
    path: Path
    sha256: str
    """What its bytes must come to, in lower case hexadecimal digits; known before it is read."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A voice that is here."""

    engine: str
    name: str
    files: tuple[File, ...]
    language: str
    """As in ``en-US``; empty where nobody said."""
    licence: str
    """Empty where nobody said."""
    bytes: int
    """Of all its files; those that Kokoro's voices share are counted in each."""
    source: str
    """``package NAME``, ``official`` or ``own``."""

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of its files: of what its sound hangs on, the part that lies in files."""
        return hashlib.sha256("\n".join(f"{file.role} {file.sha256}" for file in self.files).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """A file that can be fetched."""

    role: Role
    place: str
    """Where it lies below the folder of voices, as ``piper/en_US-joe-medium.onnx``."""
    url: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice that can be fetched."""

    engine: str
    name: str
    language: str
    licence: str
    """Of the weights; docs/voices.md says what follows from it."""
    about: str
    """Who it sounds like, in a few words."""
    files: tuple[Published, ...]
    package: str = ""
    """The Python package that brings the same files."""
    caution: str = ""
    """What someone who publishes with it should know of its licence; empty where it may be used for everything."""

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(file.bytes for file in self.files)


class Kit(NamedTuple):
    """What is told of the making of a voice, be it here or not."""

    licence: str
    """``not stated`` where nobody said."""
    bytes: int
    """On disk, here or once it is; 0 where that cannot be told."""
    caution: str = ""
    """As an offer's."""
    language: str = ""
    """That of its model; empty where it has none or nobody said."""
