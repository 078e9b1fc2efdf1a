"""A new show that builds at once, with every key explained where it stands."""

from __future__ import annotations

import json
import os
import string
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import casting, profiles, settings, show, storage
from reviewcast.errors import UsageError
from reviewcast.model import Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewcast.settings import Key


def init(folder: Path, *, title: str | None) -> tuple[Path, ...]:
    """Lay out a show in *folder*, which may hold unrelated files; gives the files written, show.toml last.

    Without *title* the show is named after the folder. Raises UsageError, before anything is written, when a file
    of that name is there already or the title is none; StorageError when the disk refuses.
    """
    texts = {"reviews/safety-last.md": _REVIEW, **_layout({"title": _title(title, folder)})}
    files = {folder / name: text for name, text in texts.items()}
    _refuse_to_overwrite(folder, tuple(files))
    for path, text in files.items():
        storage.write(path, text.encode())
    return tuple(files)


def furnish(folder: Path, given: Mapping[str, object]) -> tuple[Path, ...]:
    """Make *folder*, which may hold reviews, a show with the settings *given*; gives the files written, show.toml last.

    What is there already is left as it is. Raises StorageError when the disk refuses.
    """
    storage.make_folder(folder / "reviews")
    files = {path: text for name, text in _layout(given).items() if not os.path.lexists(path := folder / name)}
    for path, text in files.items():
        storage.write(path, text.encode())
    return tuple(files)


def _layout(given: Mapping[str, object]) -> dict[str, str]:
    """Texts by their path below the show; show.toml, which makes a folder a show, comes last.

    The show has the best voice that is installed, and its profile for its own.
    """
    voice = profiles.load(casting.best(None), None)
    wishes = ((key.name, getattr(voice, key.name)) for key in profiles.KEYS)
    own = {name: value for name, value in wishes if value != getattr(Voice(""), name)}
    return {
        ".gitignore": _GITIGNORE,
        f"voices/{voice.profile}.toml": settings_text(_VOICE_HEAD, profiles.KEYS, profiles.default, own),
        "pronunciations.toml": _PRONUNCIATIONS,
        show.FILE: settings_text(_SHOW_HEAD, show.KEYS, show.default, {"voice": voice.profile, **given}),
    }


def settings_text(head: str, keys: Sequence[Key], default: Callable[[Key], object], given: Mapping[str, object]) -> str:
    """A settings file: *head*, then every key with its help.

    Keys *given* are set; the others stand in comments, at their default or, where that is nothing, with an example.
    """
    lines = [head]
    table = ""
    for key in keys:
        if key.table != table:
            table = key.table
            lines.append(f"[{table}]\n")
        value = given.get(key.name, default(key))
        mark = "" if key.name in given else "# "
        lines.append(textwrap.fill(key.help, 100, initial_indent="# ", subsequent_indent="# "))
        if key.kind is dict:  # a table of its own; nobody is asked for one who has not one to give
            lines.append(f"# [{key.name}]\n# {key.example}\n")
            continue
        shown = key.example if value in {None, "", ()} else toml_value(value)
        lines.append(f"{mark}{key.leaf} = {shown}\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def toml_value(value: object) -> str:
    """*value* as it is written in TOML 1.0; a tuple is Apple's category and its subcategory."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return toml_value(" > ".join(value))
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _title(given: str | None, folder: Path) -> str:
    name = Path(os.path.abspath(folder)).name.replace("-", " ").replace("_", " ")  # noqa: PTH100 - folder may be new
    candidate = string.capwords(name) if given is None else given
    try:
        candidate.encode()
        title = settings.clean(candidate)
        if not any(character.isalnum() for character in title) or len(title) > 256:
            raise ValueError("it must hold a word and at most 256 characters")
    except ValueError as error:
        if given is None:
            return "My Film Reviews"
        raise UsageError(f"the title cannot be used: {error}") from None
    return title


def _refuse_to_overwrite(folder: Path, paths: Sequence[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("a file of that name is there already; choose another folder", path=str(folder))
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        names = ", ".join(str(path.relative_to(folder)) for path in there)
        raise UsageError(f"{names} would be overwritten; choose another folder or move what is there", path=str(folder))


_SHOW_HEAD = """\
# The settings of the show. Only the title must be there.
# A line that begins with # is not read: take the # away to change what it says from its default.
"""

_VOICE_HEAD = """\
# A voice profile: how the show sounds. show.toml names it by this file's name, without .toml.
# A line that begins with # is not read: take the # away to change what it says from its default.
# The next build records what a change makes necessary.
"""

_GITIGNORE = """\
# What a build writes can always be built again. Keep ledger/ under version control:
# it holds what subscribers' apps know your episodes by.
/output/
"""

_PRONUNCIATIONS = """\
# How names are said. Write a name as it stands in the reviews, and how you would spell it for
# somebody reading aloud, with the stressed part in capitals:
#
#   [rules]
#   Byrne = "BURN"
#
#   [checks]
#   Keanu = true      # right as it is: say no more about it
#
# "reviewcast lexicon scan" lists the names that nobody has checked yet, "reviewcast lexicon hear NAME" plays
# one, and "lexicon set" and "lexicon approve" write into this file.
schema = 1

[rules]

[checks]
"""

_REVIEW = """\
---
title: The Clock and the Climber
film: Safety Last!
year: 1923
director: [Fred C. Newmeyer, Sam Taylor]
cast: [Harold Lloyd, Mildred Davis, Bill Strother]
tags: [comedy, silent]
---

Everybody knows the picture: a man in round glasses, hanging from the hands of a clock above a street full of cars.
Fewer people have seen *Safety Last!* itself, and they are in for a surprise — the first two thirds are about rent.

**Up, because he cannot go back**

Harold Lloyd plays a shop clerk who has written home that he is a great success. When Mildred (Mildred Davis) comes to
see for herself, the lie needs money, and the money needs a stunt: somebody must climb the outside of the store.

The climb is built like a good argument. Each floor brings one objection — pigeons, a net, a mouse — and each
is answered just in time for the next. You laugh, and then notice that you are holding the chair.

**Worth an evening?**

Yes, and with company. It is a film about pretending to be brave until it is too late to stop.
"""
