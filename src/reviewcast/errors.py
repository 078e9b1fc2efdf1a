"""The errors a person may see.

::

    ReviewcastError            one sentence, where it happened, what to do; exit status 1
    ├── UsageError             the command was called wrongly; exit status 2
    ├── ShowError              show.toml, a voice profile or a rule file is wrong; exit status 2
    ├── ReviewError            a review cannot be read, or must not be built
    ├── VoiceError             a sentence cannot be spoken
    ├── SoundError             music cannot be read, or the master misses its target
    ├── StorageError           the disk is full or read-only, or another build holds the folder
    └── HostError              a web server or a store refuses, is out of reach, or has what it should not have

Anything else that escapes is a bug and shows its traceback.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ReviewcastError(Exception):
    """Something the person at the terminal can mend; shown without a traceback.

    ``message`` says in one sentence what is wrong and what to do about it; ``path`` and ``line`` (from 1) say
    where, when a file is at fault.
    """

    exit_code = 1

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """``PATH:LINE: message``, as compilers print it, so that editors can jump there."""
        if self.path is None:
            return self.message
        path = "".join(sign if sign.isprintable() else "?" for sign in self.path)  # a terminal would obey it
        where = path if self.line is None else f"{path}:{self.line}"
        return f"{where}: {self.message}"


class UsageError(ReviewcastError):
    """The command was called wrongly."""

    exit_code = 2


class ShowError(ReviewcastError):
    """A file of the show (show.toml, a voice profile, a rule file) is wrong."""

    exit_code = 2


class ReviewError(ReviewcastError):
    """A review cannot be read, or must not be built as it stands."""


class VoiceError(ReviewcastError):
    """An engine cannot speak a sentence, or a voice is not what its profile says."""


class SoundError(ReviewcastError):
    """An audio file cannot be used, or the finished sound misses its target."""


class StorageError(ReviewcastError):
    """The disk refuses, or another build is using the folder."""


class HostError(ReviewcastError):
    """A web server or a store of files refuses, is out of reach, or holds what it should not."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to append to a message, ``; did you mean "title"?``, or nothing when no known word is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
