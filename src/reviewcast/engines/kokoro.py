"""The engine ``kokoro``: the voices of Kokoro-82M (Apache-2.0), one network and a style for each voice.

What is particular about it; the rest is :mod:`reviewcast.engines.neural`, and what runs in its process
:mod:`reviewcast.engines.kokoro_voice`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.engines.neural import Neural

if TYPE_CHECKING:
    from reviewcast.model import Voice


class Kokoro(Neural):
    """Voices named like ``af_heart``: a letter for the language, one for a woman's or a man's voice, a name."""

    name = "kokoro"
    title = "Kokoro"
    extra = "kokoro"
    packages = ("kokoro_onnx", "espeakng_loader", "onnxruntime")
    revision = "1"
    memory = (320 << 20, 450 << 20)
    patience = 4.0


def version(voice: Voice) -> str:
    """As :func:`reviewcast.engines.version`."""
    return Kokoro.version(voice)


def missing(voice: Voice) -> str:
    """As :func:`reviewcast.engines.missing`."""
    return Kokoro.missing(voice)
