"""Where voice models lie: in packages on Python's path, and below one folder of the user's data.

::

    piper/NAME.onnx  NAME.onnx.json         a voice
    kokoro/kokoro-v1.0.int8.onnx            the network of all its voices
    kokoro/voices-v1.0.bin                  the styles of all of them, or
    kokoro/styles/NAME.bin                  one style
    .../NAME.sha256                         of what is not in the catalogue: digests as ``sha256sum`` writes them

A list of digests is written last, so that a voice of one's own is here whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reviewcast import notation
from reviewcast.voicebank.catalogue import KOKORO_MODEL, PACKAGES, STYLE_BYTES
from reviewcast.voicebank.values import File, Holding, Offer

_SIDECAR = ".sha256"
_LONGEST = 10_000
"""Bytes of a list of digests."""
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
_REMARK = re.compile(r"# (language|licence): (.{1,200})")
_LANGUAGE = re.compile(r"([a-z]{2,3})_([A-Z]{2})-")


def folder() -> Path:
    """Where the user's voices lie: ``REVIEWCAST_VOICES``, else ``voices`` in the folder of reviewcast's data.

    On Linux that is ``~/.local/share/reviewcast/voices``, or below ``XDG_DATA_HOME``.
    """
    chosen = os.environ.get("REVIEWCAST_VOICES")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_path("reviewcast", appauthor=False)) / "voices"


def packaged(known: Offer) -> Holding | None:
    """The files of *known* from its package; its folder is looked for on Python's path, and nothing is imported."""
    if not known.package:
        return None
    inside = PACKAGES[known.package]
    for place in sys.path:
        holding = _held(known, Path(place or ".", *inside), f"package {known.package}", flat=True)
        if holding is not None:
            return holding
    return None


def on_shelf(known: Offer) -> Holding | None:
    """The files of *known* below the folder of voices."""
    return _held(known, folder(), "official", flat=False)


def own(engine: str, name: str, known: Offer | None) -> Holding | None:
    """A voice with a list of digests beside it; of Kokoro's a single style, for the network of the catalogue."""
    if engine == "piper":
        return None if known else _own_piper(name)
    return _own_style(name, known) if engine == "kokoro" else None


def own_names(engine: str) -> set[str]:
    """The names of voices that have a list of digests."""
    below = {"piper": "piper", "kokoro": "kokoro/styles"}.get(engine)
    if below is None:
        return set()
    try:
        names = [path.name for path in (folder() / below).iterdir()]
    except OSError:
        return set()
    return {name.removesuffix(_SIDECAR) for name in names if name.endswith(_SIDECAR)}


def size(path: Path) -> int | None:
    """The bytes of the file at *path*; None where there is no file, or none that can be looked at."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


@cache
def package_bytes(name: str) -> int:
    """What the folder of the package *name* holds; 0 where it cannot be told. It is looked for and not imported."""
    spec = find_spec(name)
    folders = spec.submodule_search_locations if spec else None
    return sum(size(path) or 0 for folder in folders or () for path in Path(folder).rglob("*"))


def tag(said: str) -> str:
    """The language that an engine calls *said*, as a profile names it: ``en-GB`` for ``en-gb-x-rp``; empty for none."""
    from reviewcast import settings

    parts = said.partition("+")[0].replace("_", "-").split("-", 2)
    for words in ("-".join(parts), "-".join(parts[:2])):
        with contextlib.suppress(ValueError):
            return settings.language(words, Path())
    return ""


def language_of(name: str) -> str:
    """The language in a name such as ``en_US-joe-medium``; empty where it holds none."""
    match = _LANGUAGE.match(name)
    return f"{match[1]}-{match[2]}" if match else ""


def _held(known: Offer, root: Path, source: str, *, flat: bool) -> Holding | None:
    files = []
    for file in known.files:
        path = root / (file.place.rpartition("/")[2] if flat else file.place)
        if size(path) != file.bytes:
            return None
        files.append(File(file.role, path, file.sha256))
    return Holding(known.engine, known.name, tuple(files), known.language, known.licence, known.bytes, source)


def _own_piper(name: str) -> Holding | None:
    model, config = (folder() / "piper" / f"{name}{ending}" for ending in (".onnx", ".onnx.json"))
    digests, remarks = _listed(model.with_name(name + _SIDECAR))
    sizes = size(model), size(config)
    if not (sizes[0] and sizes[1] and model.name in digests and config.name in digests):
        return None
    files = (File("model", model, digests[model.name]), File("config", config, digests[config.name]))
    language = remarks.get("language", language_of(name))
    return Holding("piper", name, files, language, remarks.get("licence", ""), sizes[0] + sizes[1], "own")


def _own_style(name: str, known: Offer | None) -> Holding | None:
    styles, model = folder() / "kokoro" / "styles" / f"{name}.bin", folder() / KOKORO_MODEL.place
    digests, remarks = _listed(styles.with_name(name + _SIDECAR))
    if size(styles) != STYLE_BYTES or styles.name not in digests or size(model) != KOKORO_MODEL.bytes:
        return None
    files = (File("model", model, KOKORO_MODEL.sha256), File("styles", styles, digests[styles.name]))
    language = known.language if known else remarks.get("language", "")
    licence = known.licence if known else remarks.get("licence", "")
    return Holding("kokoro", name, files, language, licence, KOKORO_MODEL.bytes + STYLE_BYTES, "own")


def _listed(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The digests in a list by the files' names, and the remarks in it; neither where there is no such list."""
    if not 0 < (size(path) or 0) <= _LONGEST:
        return {}, {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}, {}
    digests = {match[2]: match[1] for line in lines if (match := _LINE.fullmatch(line))}
    remarks = {match[1]: notation.shown(match[2].strip(), 200) for line in lines if (match := _REMARK.fullmatch(line))}
    return digests, remarks | {"language": tag(remarks["language"])} if "language" in remarks else remarks
