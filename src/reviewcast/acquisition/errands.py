"""Official files, from where they are published to the folder of voices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import profiles, storage, voicebank, web
from reviewcast.acquisition.room import check_space, digest, folder_held
from reviewcast.errors import HostError, ShowError, StorageError, UsageError, did_you_mean
from reviewcast.notation import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reviewcast.voicebank import Holding, Offer, Published

    Progress = Callable[[str, int, int], None]

_FETCHED = {"piper", "kokoro"}
"""Engines whose voices are files."""

_SPEAKER = re.compile(r"\w[\w .+-]{0,79}")
"""Of several in one voice: a number, or a name that any profile can hold."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be fetched so that a voice is here."""

    offer: Offer
    missing: tuple[Published, ...]
    """Its files that are not here, or are damaged."""
    kept: int
    """Bytes of them that an earlier errand left."""

    @property
    def bytes(self) -> int:
        """How much is still to come."""
        return sum(file.bytes for file in self.missing) - self.kept


def errand(name: str, root: Path | None = None) -> Errand:
    """What is to be fetched for *name*: a voice of the catalogue, or a profile of the show in *root* that names one.

    The files that are here are read and checked, so that one that is damaged is fetched again. Raises UsageError for
    a name that is neither, or for a profile whose voice is no file.
    """
    offer = _offer(name, root)
    holding = voicebank.find(offer.engine, offer.name)
    if holding is not None and all(digest(file.path) == file.sha256 for file in holding.files):
        return Errand(offer, (), 0)
    missing = tuple(file for file in offer.files if digest(voicebank.folder() / file.place) != file.sha256)
    return Errand(offer, missing, sum(min(file.bytes, _size(_part(file))) for file in missing))


def fetch(task: Errand, progress: Progress, *, waiting: Callable[[], None]) -> Holding:
    """Bring all that *task* names; *progress* hears the file's name, the bytes that are there and those there will be.

    Where another process is at it, *waiting* is called once, and what that one brought is not fetched again. Raises
    HostError and StorageError in one sentence; what came is kept where it can be gone on from.
    """
    if task.missing:
        _bring(task, progress, waiting)
    holding = voicebank.find(task.offer.engine, task.offer.name)
    if holding is None:
        raise StorageError("what was fetched is gone again; look what else writes there", path=str(voicebank.folder()))
    return holding


def _bring(task: Errand, progress: Progress, waiting: Callable[[], None]) -> None:
    with folder_held(waiting) as folder:
        check_space(task.bytes, folder)
        done, total = 0, sum(file.bytes for file in task.missing)
        for file in task.missing:
            path, name, before = folder / file.place, file.place.rpartition("/")[2], done
            if digest(path) != file.sha256:
                _download(file, lambda had, _, name=name, before=before: progress(name, before + had, total))  # type: ignore[misc]
                storage.settle(_part(file), path)
            done += file.bytes


def _download(file: Published, progress: Callable[[int, int], None]) -> None:
    try:
        web.download(file.url, _part(file), size=file.bytes, sha256=file.sha256, progress=progress)
    except HostError as error:
        raise HostError(
            f"{error}; files that came another way are taken with: reviewcast voices add --from FILE"
        ) from error


def _offer(name: str, root: Path | None) -> Offer:
    plain, mark, speaker = name.partition("#")
    found = voicebank.offer(plain)
    if found is not None and (not mark or _SPEAKER.fullmatch(speaker)):
        return found
    if name in profiles.names(root):
        return _offer_of_profile(name, root)
    known = [each.name for each in voicebank.offers()]
    near = did_you_mean(plain, [*known, *profiles.names(root)]) or '; "reviewcast voices list --offers" lists them'
    raise UsageError(f'there is no voice "{shown(name)}" that can be fetched{near}')


def _offer_of_profile(name: str, root: Path | None) -> Offer:
    try:
        voice = profiles.load(name, root)
    except ShowError as error:
        raise UsageError(f'the profile "{name}" cannot be read ({error}); name the voice itself') from error
    if voice.engine not in _FETCHED:
        raise UsageError(f'the profile "{name}" speaks with {voice.engine}, which needs no voice to be fetched')
    found = voicebank.offer(voice.voice.partition("#")[0], voice.engine)
    if found is None:
        raise UsageError(
            f'the profile "{name}" speaks with "{shown(voice.voice)}", which is not in the catalogue; '
            "if you have its files, add them with: reviewcast voices add --from FILE"
        )
    return found


def _part(file: Published) -> Path:
    path = voicebank.folder() / file.place
    return path.with_name(path.name + ".part")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
