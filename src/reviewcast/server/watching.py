"""Building a show again whenever something that goes into it has changed.

What changed is known from the files themselves, compared with how they were before the last build, so nothing is
missed while one is running. watchfiles only wakes us: it is a bell, not a witness.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast import rulebook, show
from reviewcast.errors import ReviewcastError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reviewcast.batch import Outcome
    from reviewcast.callsheet import Call
    from reviewcast.model import Episode, Finding, Show

_FOLDERS = ("reviews", "voices", "music")
_FILES = (show.FILE, rulebook.FILE)
_QUIET = 100
"""Milliseconds without another change after which we look: an editor may write a file in several steps."""
_LONGEST = 1000
"""Milliseconds after which we look even if the changes go on."""
_LOOK = 2000
"""Milliseconds after which we look though no bell rang, as it does not for every disk."""
_SWAP = ("~", ".swp", ".swx", ".swo", ".tmp", ".temp", ".part", ".bak", ".crswap")

_State = dict[Path, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    titles: tuple[str, ...] = ()
    """Of the episodes that were produced."""
    errors: tuple[ReviewcastError, ...] = ()
    gone: tuple[Episode, ...] = ()
    """Those whose review is no longer there and was at the build before."""
    site_changed: bool = False
    """Whether the feed or a page was written."""
    findings: tuple[Finding, ...] = ()
    """What the quick checks have to say of what was written."""
    seconds: float = 0.0


def rebuilds(arrange: Callable[[], Call], produce: Callable[[Call], Outcome]) -> Iterator[Built]:
    """Build now, and again after every change of a review, a rule, a voice, a cover, the music or show.toml; endless.

    *arrange* is asked each time for the show as it then is; what either raises as a ReviewcastError is in the
    Built, and the next change is waited for. A change that comes during a build is built after it.
    """
    call = arrange()
    files = _Files(call.studio.show)
    gone: frozenset[str] = frozenset()
    while True:
        before = files.state()
        began = time.monotonic()
        try:
            call = arrange()
            outcome = produce(call)
        except ReviewcastError as error:
            yield Built(errors=(error,), seconds=time.monotonic() - began)
        else:
            new = (episode for episode in outcome.gone if episode.review not in gone)
            yield _built(outcome, tuple(new), time.monotonic() - began)
            gone = frozenset(episode.review for episode in outcome.gone)
            files = _Files(call.studio.show, _required(outcome))
        files.wait(before)


def _built(outcome: Outcome, gone: tuple[Episode, ...], seconds: float) -> Built:
    new = (result.episode for result in outcome.results if not result.unchanged)
    return Built(
        titles=tuple(episode.title for episode in new if episode),
        errors=tuple(result.error for result in outcome.results if result.error),
        gone=gone,
        site_changed=outcome.site_changed,
        findings=outcome.findings,
        seconds=seconds,
    )


def _required(outcome: Outcome) -> Iterator[Path]:
    """What a review names besides itself, such as a cover of its own."""
    for result in outcome.results:
        for name in result.episode.requires if result.episode else ():
            yield result.path.parent / name


class _Files:
    """The files that go into a show."""

    def __init__(self, of: Show, more: Iterable[Path] = ()) -> None:
        self.root = of.root or Path()
        sound = (of.sound.intro, of.sound.outro, of.sound.sting, of.cover)
        self.named = {self.root / name for name in _FILES} | {path for path in sound if isinstance(path, Path)}
        self.named |= set(more)

    def state(self) -> _State:
        """Each file with what is another after every change of it."""
        inside = (path for folder in self._folders() for path in _listed(folder) if not _is_passing(path.name))
        return {path: state for path in (*self.named, *inside) if (state := _state(path))}

    def wait(self, known: _State) -> None:
        """Come back when the files are not as *known*."""
        most = _QUIET  # what changes before the bell is up rings none
        while self.state() == known:
            self._sleep(most)
            most = _LOOK

    def _sleep(self, most: int) -> None:
        """Until something happens where the files are, or *most* milliseconds have passed."""
        from watchfiles import watch

        places = {path for path in (*self._folders(), *(path.parent for path in self.named)) if path.is_dir()}
        bell = watch(
            *places,
            recursive=False,
            watch_filter=None,
            debounce=_LONGEST,
            step=_QUIET,
            rust_timeout=most,
            yield_on_timeout=True,
        )
        try:
            next(bell)
        except OSError:  # a folder went away just now, or the system watches as many as it likes
            time.sleep(_QUIET / 1000)

    def _folders(self) -> Iterator[Path]:
        for name in _FOLDERS:
            for folder, inner, _ in os.walk(self.root / name):
                inner[:] = [each for each in inner if not _is_passing(each)]
                yield Path(folder)


def _listed(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return list(folder.iterdir())
    return []


def _state(path: Path) -> tuple[int, int, int] | None:
    """None for what is no file."""
    with contextlib.suppress(OSError):
        if path.is_file():
            known = path.stat()
            return known.st_mtime_ns, known.st_ino, known.st_size
    return None


def _is_passing(name: str) -> bool:
    """Whether a file is an editor's own: hidden, a copy it keeps, or one it writes on the way (4913 is Vim's)."""
    return name.startswith((".", "#")) or name.endswith(_SWAP) or name == "4913"
