"""Whether a package is installed, and in which version, by the name of its metadata folder alone.

``importlib.metadata`` takes 25 ms to import, and importing the package itself would run it.
"""

from __future__ import annotations

import sys
from pathlib import Path


def version_of(package: str) -> str:
    """The version of *package* (its name with underscores, as ``piper_tts``), or nothing where it is not installed."""
    for folder in sys.path:
        for found in Path(folder or ".").glob(f"{package}-*.dist-info"):
            return found.stem[len(package) + 1 :]
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
