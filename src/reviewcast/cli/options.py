"""The options that several commands share, and what they mean."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewcast.callsheet import Wishes

_PATH = click.Path(path_type=Path)

_PLACES = (
    click.option("--show", type=_PATH, metavar="DIR", help="The show's folder; else the nearest with a show.toml."),
    click.option("--out", type=_PATH, metavar="DIR", help="Where the site is written; else output/ of the show."),
    click.option("--cache", type=_PATH, metavar="DIR", help="Where recordings are kept; else your cache folder."),
)
_MAKING = (
    click.option("--voice", metavar="PROFILE", help="The voice profile; goes before the show's and the review's."),
    click.option(
        "--jobs", type=click.IntRange(1, 64), metavar="N", help="How many sentences at once; else one a processor."
    ),
)
_OUTPUT_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="One JSON object a line on standard output, a summary last."),
    click.option("--quiet", is_flag=True, help="Show nothing but errors."),
)


@dataclass(frozen=True, slots=True)
class Output:
    """How a command is to speak."""

    as_json: bool
    quiet: bool


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--show --out --cache`` to a command, one that records nothing."""
    return _add(_PLACES, command)


def show_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--show --out --cache --voice --jobs`` to a command."""
    return _add(_PLACES + _MAKING, command)


def hearing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--show --cache --jobs`` to a command that writes no site, and that is told its voices otherwise."""
    return _add((_PLACES[0], _PLACES[2], _MAKING[1]), command)


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json --quiet`` to a command."""
    return _add(_OUTPUT_OPTIONS, command)


def wishes(
    show: Path | None,
    out: Path | None = None,
    cache: Path | None = None,
    voice: str | None = None,
    jobs: int | None = None,
) -> Wishes:
    """What was asked for, with the defaults of this machine and this moment."""
    from reviewcast.cache import default_folder
    from reviewcast.callsheet import Wishes

    return Wishes(show, out, cache or default_folder(), voice, jobs or _processors(), build_time())


def build_time() -> datetime:
    """Now, or what SOURCE_DATE_EPOCH says; raises UsageError when that is not a number of seconds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a whole number of seconds since 1970") from None


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return min(16, len(affinity(0)) if affinity else os.cpu_count() or 1)


def _add(options: tuple[Callable[[Any], Any], ...], command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command
