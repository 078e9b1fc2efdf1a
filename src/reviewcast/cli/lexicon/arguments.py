"""What the commands are given: a name as it stands in reviews, and a review that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.errors import ReviewError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


class _Name(click.ParamType):  # type: ignore[type-arg] # click's own stubs give it arguments, older click has none
    """A name as a rule file may have it, whatever white space came with it; UsageError for anything else."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """*value* on one line."""
        from reviewcast.sheet.entries import EntryError, check_name

        name = " ".join(value.split())
        try:
            check_name(name)
        except EntryError as error:
            shown = "".join(letter if letter.isprintable() else "?" for letter in name)
            raise UsageError(f'"{shown if len(shown) <= 60 else shown[:57] + "..."}": {error}') from None
        return name


NAME = _Name()


def review_option(help_text: str, flag: str = "--review") -> Callable[..., Any]:
    """``--review REVIEW``, or *flag*: a review that must be there, so that no rule is kept for one that is not."""
    return click.option(
        flag,
        "review",
        type=click.Path(path_type=Path),
        metavar="REVIEW",
        callback=_existing,
        help=help_text,
    )


def is_there(path: Path) -> bool:
    """Whether there is anything at *path*; StorageError where that cannot be asked, as of a name that is too long."""
    from reviewcast import storage

    try:
        return path.exists()
    except OSError as error:
        raise storage.refusal(error, path) from error


def _existing(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:  # noqa: ARG001
    if value is not None and not (is_there(value) and value.is_file()):
        reason = "is not a file; name one review" if value.exists() else "is not there; check the path"
        raise ReviewError(f"the review {reason}", path=str(value))
    return value
