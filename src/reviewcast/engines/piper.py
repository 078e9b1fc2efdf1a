"""The engine ``piper``: voices of Piper (https://github.com/OHF-Voice/piper1-gpl), which is GPL and so runs apart.

What is particular about it; the rest is :mod:`reviewcast.engines.neural`, and what runs in its process
:mod:`reviewcast.engines.piper_voice`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.engines.neural import Neural

if TYPE_CHECKING:
    from reviewcast.model import Voice


class Piper(Neural):
    """Voices named like ``en_US-joe-medium``, or ``en_US-libritts-high#360`` where a model holds several."""

    name = "piper"
    title = "Piper"
    extra = "neural"
    packages = ("piper_tts", "espeakng_loader", "onnxruntime", "onnx")
    revision = "1"
    memory = (300 << 20, 120 << 20)
    patience = 4.0


def version(voice: Voice) -> str:
    """As :func:`reviewcast.engines.version`."""
    return Piper.version(voice)


def missing(voice: Voice) -> str:
    """As :func:`reviewcast.engines.missing`."""
    return Piper.missing(voice)
