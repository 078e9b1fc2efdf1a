"""Files that are here already: recognised by what is in them, copied to the folder of voices, and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewcast import storage, voicebank
from reviewcast.acquisition import examination
from reviewcast.acquisition.room import check_space, digest, folder_held
from reviewcast.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from reviewcast.voicebank import Holding, Published

_LARGEST = 2_000_000_000
"""Bytes of a file; the largest that is published has 120 million."""

_LANGUAGES = dict(zip("abefhijpz", ["en-US", "en-GB", "es", "fr-FR", "hi", "it", "ja", "pt-BR", "zh"], strict=True))
"""What the first letter of a Kokoro voice's name says."""


_NO_NETWORK = (
    "the network that all of Kokoro's voices share is still missing; add kokoro-v1.0.int8.onnx the same way, or fetch "
    "it with: reviewcast voices add af_heart"
)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of one file."""

    engine: str
    name: str
    """The voice's; of a file that several share, the file's."""
    holding: Holding | None
    """None where other files of it are still missing, or where it is one that several voices share."""
    notes: tuple[str, ...] = ()
    """What its owner should know, each a sentence without its stop."""


def voice_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Each of *paths*, or what lies in it that may be part of a voice; a voice's two files are named by the first.

    Raises VoiceError for a path where there is nothing, or nothing of a voice.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            candidates = (*sorted(path.glob("*.onnx")), *sorted(path.glob("*.bin")))  # styles need the network
            inside = [file for file in candidates if file.is_file()]  # opening a pipe would wait for ever
            if not inside:
                raise VoiceError("holds no voice; voices are files that end in .onnx or .bin", path=str(path))
            found.update(dict.fromkeys(inside))
        elif path.is_file():
            model = path.with_name(path.name.removesuffix(".json"))
            found[model if path.name.endswith(".onnx.json") and model.is_file() else path] = None
        else:
            reason = "is not a file" if path.exists() else "is not there; check the path"
            raise VoiceError(reason, path=str(path))
    return tuple(found)


def adopt(path: Path, *, waiting: Callable[[], None]) -> Adopted:
    """Copy the voice in *path*, and what lies beside it and belongs to it, to the folder of voices.

    An official file is known by its digest, whatever its name is. A Piper voice of one's own is ``NAME.onnx`` with
    ``NAME.onnx.json``, a Kokoro style ``NAME.bin``; their digests are written down now, and hold from then on. Raises
    VoiceError, with the file, for what is no voice, or not all of one; StorageError when the disk refuses.
    """
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise VoiceError("is no voice: it is far too large", path=str(path))
        official = _official(digest(path))
        if official is None:
            _check_name(path, size)
        with folder_held(waiting) as folder:
            check_space(size, folder)
            if official is not None:
                return _adopt_official(path, official, folder)
            return _adopt_style(path, folder) if path.suffix == ".bin" else _adopt_piper(path, folder)
    except OSError as error:
        raise VoiceError(f"cannot be read: {error.strerror or error}", path=str(path)) from error


def _official(sha256: str) -> Published | None:
    files = (file for offer in voicebank.offers() for file in offer.files)
    return next((file for file in files if file.sha256 == sha256), None)


def _check_name(path: Path, size: int) -> None:
    """Raise VoiceError where *path* has the name of an official file, whose content it has not, or none for a voice."""
    for offer in voicebank.offers():
        for file in offer.files:
            if file.place.endswith(f"/{path.name}"):
                what = f"{size:,} of {file.bytes:,} bytes" if size < file.bytes else "other bytes"
                raise VoiceError(
                    f"has the name of an official file but is not that file ({what}); fetch it with: reviewcast voices "
                    f"add {offer.name}, or give a voice of your own another name",
                    path=str(path),
                )
    if path.suffix not in {".onnx", ".bin"}:
        raise VoiceError("is no voice; voices are files that end in .onnx or .bin", path=str(path))
    if not voicebank.is_name(path.stem):
        raise VoiceError(
            "cannot be the name of a voice; call the file something like en_US-mine-medium.onnx", path=str(path)
        )


def _adopt_official(path: Path, file: Published, folder: Path) -> Adopted:
    _copy(path, folder / file.place, file.sha256)
    having = [offer for offer in voicebank.offers() if file in offer.files]
    if len(having) > 1:  # of Kokoro's the network and the styles are those of all its voices
        found = (voicebank.find(each.engine, each.name) for each in having)
        whole = all(each is not None and each.source == "official" for each in found)
        note = "all official voices of Kokoro are here now" if whole else _lacking(having[0].name)
        return Adopted(having[0].engine, file.place.rpartition("/")[2], None, (note,))
    offer = having[0]
    for other in offer.files:
        beside = path.with_name(other.place.rpartition("/")[2])
        if other != file and digest(folder / other.place) != other.sha256 and digest(beside) == other.sha256:
            _copy(beside, folder / other.place, other.sha256)
    holding = voicebank.find(offer.engine, offer.name)
    return Adopted(offer.engine, offer.name, holding, () if holding else (_lacking(offer.name),))


def _lacking(name: str) -> str:
    return f"something is still missing; add it the same way, or fetch it with: reviewcast voices add {name}"


def _adopt_piper(path: Path, folder: Path) -> Adopted:
    config_path = path.with_name(path.name + ".json")
    fault = examination.model_fault(path)
    if fault:
        raise VoiceError(fault, path=str(path))
    if not config_path.is_file():
        of_kokoro = "; of Kokoro's networks only kokoro-v1.0.int8.onnx is used" if "kokoro" in path.name else ""
        raise VoiceError(f'needs "{config_path.name}" beside it, which came with the voice{of_kokoro}', path=str(path))
    try:
        language = examination.language_in(examination.config_of(config_path))
    except ValueError as error:
        raise VoiceError(str(error), path=str(config_path)) from None
    language = voicebank.language_of(path.stem) or language
    _keep((path, config_path), folder / "piper", path.stem, language)
    return Adopted("piper", path.stem, voicebank.find("piper", path.stem), _about(language))


def _adopt_style(path: Path, folder: Path) -> Adopted:
    fault = examination.style_fault(path)
    if fault:
        raise VoiceError(fault, path=str(path))
    language = _LANGUAGES.get(path.stem[:1], "") if path.stem[1:3] in {"f_", "m_"} else ""
    _keep((path,), folder / "kokoro" / "styles", path.stem, language)
    holding = voicebank.find("kokoro", path.stem)
    lacking = () if holding else (_NO_NETWORK,)
    return Adopted("kokoro", path.stem, holding, (*_about(language), *lacking))


def _about(language: str) -> tuple[str, ...]:
    if not language:
        return ("it does not say which language it speaks",)
    return () if language.startswith("en") else (f"it speaks {language}: English will sound foreign",)


def _keep(paths: tuple[Path, ...], folder: Path, name: str, language: str) -> None:
    """Copy *paths* to *folder*, and write down what they were when they came."""
    listed = folder / f"{name}.sha256"
    storage.make_folder(folder)
    _remove(listed)
    digests = [(storage.copy(path, folder / path.name), path.name) for path in paths]
    head = f"# language: {language}\n" if language else ""
    storage.write(listed, (head + "".join(f"{sha256}  {file}\n" for sha256, file in digests)).encode())


def _copy(path: Path, target: Path, sha256: str) -> None:
    if digest(target) == sha256:
        return
    if storage.copy(path, target) != sha256:
        _remove(target)
        raise VoiceError("changed while it was copied; try again", path=str(path))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage.refusal(error, path) from error
