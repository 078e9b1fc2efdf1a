"""The call sheet: which reviews are to be built, and in which studio each is at home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import ledger, storage
from reviewcast import show as shows
from reviewcast.cache import Cache
from reviewcast.errors import UsageError
from reviewcast.production import Studio
from reviewcast.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")
"""What a folder's reviews are known by."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for on the command line, and what holds where they did not say."""

    show: Path | None
    out: Path | None
    cache: Path
    voice: str | None
    jobs: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """Reviews that are produced together, in one studio."""

    studio: Studio
    reviews: tuple[Path, ...]


def arrange(named: Sequence[Path], wishes: Wishes) -> tuple[Call, ...]:
    """Sort the *named* reviews and folders by the show they belong to; with none, all of the show here.

    Raises UsageError when there is nothing to build, ShowError when a show.toml is wrong.
    """
    if not named:
        root = _root_of_nothing(wishes)
        return (Call(studio(root, wishes), tuple(_reviews_of_show(root))),)
    return _grouped(named, wishes)


def home(wishes: Wishes, review: Path | None = None) -> Call:
    """The show of *review*, else the one here, with all the reviews it has, be it none.

    Raises UsageError where there is no show and no review, ShowError when a show.toml is wrong.
    """
    root = wishes.show or _found(review.resolve().parent if review else Path.cwd())
    if root is not None:
        return Call(studio(root, wishes), tuple(_in_folder(root / "reviews")))
    if review is None:
        return Call(studio(_root_of_nothing(wishes), wishes), ())
    return Call(studio(None, wishes), (review,))


def _grouped(named: Sequence[Path], wishes: Wishes) -> tuple[Call, ...]:
    groups: dict[Path | None, dict[Path, Path]] = {}
    for path in named:
        for review in _expand(path):
            root = wishes.show or _found(review.resolve().parent)
            groups.setdefault(root, {}).setdefault(review.resolve(), review)
    return tuple(Call(studio(root, wishes), tuple(reviews.values())) for root, reviews in groups.items())


def studio(root: Path | None, wishes: Wishes) -> Studio:
    """The studio of the show at *root*, or a plain one for reviews that are in no show."""
    show = shows.load(root) if root else shows.plain()
    out = wishes.out or (root / "output" if root else Path("output"))
    return Studio(
        show=show,
        out=out,
        ledger=root / "ledger" if root else out / "ledger",
        cache=Cache(wishes.cache),
        now=wishes.now,
        rulebook=Rulebook(show),
        voice=wishes.voice,
        jobs=wishes.jobs,
    )


def _root_of_nothing(wishes: Wishes) -> Path:
    root = wishes.show or _found(Path.cwd())
    if root is None:
        raise UsageError(
            'there is no show.toml here: name a review or --show DIR, or lay out a show with "reviewcast init DIR"'
        )
    return root


def _found(start: Path) -> Path | None:
    """The show's folder at or above *start*, named from here where it lies here: messages are shorter for it."""
    root, here = shows.find(start), Path.cwd()
    return root.relative_to(here) if root and root.is_relative_to(here) else root


def _reviews_of_show(root: Path) -> list[Path]:
    reviews = list(_in_folder(root / "reviews"))
    if not reviews and not (root / "ledger" / ledger.SHOW_FILE).is_file():  # an imported show may have none yet
        raise UsageError(f"{root / 'reviews'} holds no review; put one there as .md, .txt or .html")
    return reviews


def _expand(path: Path) -> Iterable[Path]:
    try:
        is_folder = path.is_dir()
    except OSError as error:  # a name that is too long, for example
        raise storage.refusal(error, path) from error
    if not is_folder:
        return (path,)
    if (path / shows.FILE).is_file():
        return _reviews_of_show(path)
    reviews = list(_in_folder(path))
    if not reviews:
        raise UsageError(f"{path} holds no review; they end in {', '.join(SUFFIXES)}")
    return reviews


def _in_folder(folder: Path) -> Iterable[Path]:
    return (
        path
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )
