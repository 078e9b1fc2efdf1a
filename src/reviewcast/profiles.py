"""Voice profiles: small TOML files in a show's ``voices/`` folder, and the house voices that come with reviewcast."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewcast import settings
from reviewcast.errors import ShowError, did_you_mean
from reviewcast.model import Voice
from reviewcast.settings import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"\w[\w .-]{0,63}")


def load(name: str, root: Path | None) -> Voice:
    """The profile *name*: the show's own ``voices/NAME.toml`` below *root*, else the house voice of that name.

    Raises ShowError for a name that is none, an unknown profile, and, with the line, whatever in the file is wrong,
    also when its fallback, or that one's, is no profile or leads back to where it came from.
    """
    voice, path = _read(name, root)
    _follow(voice, path, root)
    return voice


def _read(name: str, root: Path | None) -> tuple[Voice, Path]:
    """The profile and its file; its fallback is not looked at."""
    if _NAME.fullmatch(name) is None or name.endswith((".", " ")):
        raise ShowError(f'"{name[:60]}" cannot be the name of a voice profile; write one such as "narrator"')
    for folder in _folders(root):
        path = folder / f"{name}.toml"
        if path.is_file():
            return _voice(name, settings.read(path, KEYS), path), path
    known = names(root)
    near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
    raise ShowError(f'there is no voice profile "{name}"{near}')


def _voice(name: str, values: dict[str, Any], path: Path) -> Voice:
    """What the *values* of a file mean; only pyttsx3 has a voice that goes without saying."""
    example = {"piper": "en_US-joe-medium", "kokoro": "af_heart"}.get(values.get("engine", ""))
    if example and "voice" not in values:
        raise ShowError(f'the voice is missing; add a line such as voice = "{example}"', path=str(path))
    return Voice(profile=name, **values)


def _follow(voice: Voice, path: Path, root: Path | None) -> None:
    """Raise ShowError unless the fallbacks of *voice*, one after another, come to an end."""
    seen = [voice.profile]
    while voice.fallback:
        if voice.fallback in seen:
            circle = " -> ".join([*seen, voice.fallback])
            raise _wrong_fallback(f"{circle} is a circle, name a voice that needs nothing installed", path)
        try:
            voice, path = _read(voice.fallback, root)
        except ShowError as error:
            if error.path is not None:  # the profile is there, and something in its own file is wrong
                raise
            raise _wrong_fallback(error.message, path) from None
        seen.append(voice.profile)


def _wrong_fallback(message: str, path: Path) -> ShowError:
    return ShowError(f"fallback: {message}", path=str(path), line=settings.line_in(path, "fallback"))


def available(root: Path | None) -> tuple[Voice, ...]:
    """Every profile that a show in *root* can name, by name; a show's own profile hides a house voice of that name."""
    return tuple(load(name, root) for name in names(root))


def sources(root: Path | None) -> tuple[bytes, ...]:
    """Names and bytes of every profile that a show in *root* can name: what tells whether a voice may have changed."""
    parts: list[bytes] = []
    for path in (path for folder in _folders(root) for path in sorted(folder.glob("*.toml"))):
        with contextlib.suppress(OSError):  # whoever wants to speak with it is told that it cannot be read
            parts += [os.fsencode(path.stem), path.read_bytes()]
    return tuple(parts)


def default(key: Key) -> object:
    """What *key* means where a profile does not give it."""
    value: object = getattr(Voice(profile=""), key.name)
    return value


def names(root: Path | None) -> list[str]:
    """The name of every profile that a show in *root* can name, sorted; what stands in them is not looked at."""
    stems = {path.stem for folder in _folders(root) for path in folder.glob("*.toml")}
    return sorted(stem for stem in stems if _NAME.fullmatch(stem))


def _folders(root: Path | None) -> Iterator[Path]:
    if root is not None:
        yield root / "voices"
    here = Path(__file__).resolve().parent
    yield from (folder for folder in (here / "voices", here.parents[1] / "voices") if folder.is_dir())


def _spoken_by(value: str, folder: Path) -> str:
    del folder
    if not value:
        raise ValueError('is empty, write a voice of the engine, such as "en-us"')
    return value


KEYS: tuple[Key, ...] = (
    Key(
        "engine",
        str,
        "What speaks: pyttsx3, piper or kokoro for words, tone for tones in place of words (tests and drafts).",
        '"pyttsx3"',
        settings.one_of("pyttsx3", "piper", "kokoro", "tone"),
    ),
    Key("voice", str, "The engine's own name for the voice.", '"en-gb"', _spoken_by, longest=200),
    Key("rate", int, "Words a minute, from 80 to 450.", "165", settings.between(80, 450, "words a minute")),
    Key(
        "pitch",
        int,
        "From 0 (low) to 100 (high); 50 is the voice as it was made.",
        "50",
        settings.between(0, 100, "50 is the middle"),
    ),
    Key(
        "gain",
        float,
        "Decibels louder or softer than it comes, from -24 to +12, for voices that share an episode.",
        "0.0",
        settings.between(-24, 12, "decibels"),
    ),
    Key(
        "driver",
        str,
        "What pyttsx3 drives: espeak (everywhere), sapi5 (Windows only) or nsss (macOS only).",
        '"espeak"',
        settings.one_of("espeak", "sapi5", "nsss"),
    ),
    Key("language", str, "The language the voice speaks, such as en or en-US.", '"en"', settings.language),
    Key(
        "noise",
        float,
        "How freely a Piper voice varies: 0 for the same melody every time, 1 as it was made, at most 2.",
        "1.0",
        settings.between(0, 2, "1 is the voice as it was made"),
    ),
    Key(
        "pause_scale",
        float,
        "All pauses are so many times as long, from 0.3 to 3.",
        "1.0",
        settings.between(0.3, 3, "times"),
    ),
    Key(
        "sentence_gap",
        float,
        "Seconds between two sentences, from 0 to 3, before they are scaled.",
        "0.35",
        settings.between(0, 3, "seconds"),
    ),
    Key("fallback", str, "The profile that speaks where this engine or voice is not installed.", '"quote"'),
)
