"""A dictionary of American English pronunciations: the one that the package ``gruut-lang-en`` carries.

The data are those of CMUdict (some 124,000 words, in this form under MIT) as IPA in SQLite. The package's own code is
never imported. Without it the tool works, and says what it then lacks.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LACKING = (
    'no dictionary is installed, so names are not compared with one; to have it, run: pip install "reviewcast[names]"'
)
"""What to tell a person where :func:`open_dictionary` finds nothing."""

_PACKAGE, _FILE = "gruut_lang_en", "lexicon.db"
_QUERY = "SELECT word, phonemes FROM word_phonemes ORDER BY id LIMIT ?"
_MOST_ROWS = 1_000_000
_LONGEST = 200
"""Characters of a reading; what is longer is none."""
_POSSESSIVE = re.compile(r"'s?\Z")
_MARKS = str.maketrans({"’": "'", "ʼ": "'"})


class _UnfitError(Exception):
    """The file is not the dictionary it should be."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words and their readings; it holds no file open, so threads may share it."""

    _readings: Mapping[str, str]
    """Small letters to the readings, which a tab separates."""

    def say(self, word: str) -> tuple[str, ...]:
        """The readings of *word* as IPA, the usual one first; empty for a word that is not listed.

        Letter case does not matter. A possessive is looked up without its ending where it is not listed itself.
        """
        plain = word.translate(_MARKS).casefold()
        found = self._readings.get(plain) or self._readings.get(_POSSESSIVE.sub("", plain)) or ""
        return tuple(dict.fromkeys(found.split("\t"))) if found else ()

    def __len__(self) -> int:
        """How many words are listed."""
        return len(self._readings)


def open_dictionary(path: Path | None = None) -> Dictionary | None:
    """The dictionary at *path*, else the installed one; None where there is none (see :data:`LACKING`).

    A file that is damaged or no such dictionary counts as none: :func:`trouble` says what is wrong with it. The whole
    is read at once, in about 0.1 s: the file has no index, so that each look-up in it would read all of it.
    """
    path = path or _installed()
    if path is None:
        return None
    try:
        return _read(path)
    except _UnfitError:
        return None


def trouble(path: Path | None = None) -> str:
    """Why :func:`open_dictionary` gives nothing, as one sentence; empty when it gives a dictionary."""
    path = path or _installed()
    if path is None:
        return LACKING
    try:
        _read(path)
    except _UnfitError as error:
        return f"{path} cannot be used as a dictionary ({error}); install gruut-lang-en again"
    return ""


def _installed() -> Path | None:
    """Where the package keeps its file; the package itself is not imported."""
    try:
        spec = find_spec(_PACKAGE)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(_FILE)
    return path if path.is_file() else None


def _read(path: Path) -> Dictionary:
    """All words of the SQLite file at *path*, which is opened read-only and never locked."""
    import sqlite3

    readings: dict[str, str] = {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            for word, phonemes in connection.execute(_QUERY, (_MOST_ROWS,)):
                reading = phonemes.replace(" ", "")
                if 0 < len(reading) <= _LONGEST:
                    earlier = readings.get(word)
                    readings[word] = f"{earlier}\t{reading}" if earlier else reading
    except (sqlite3.Error, OSError) as error:
        raise _UnfitError(str(error)) from None
    except (AttributeError, TypeError):
        raise _UnfitError("it holds something else than text") from None
    if not readings:
        raise _UnfitError("it holds no word")
    return Dictionary(readings)
