"""Whether a file that somebody has is part of a voice: looked at from outside, before it is copied.

Nothing is loaded here: an engine does that, in a process of its own, and may still refuse.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from typing import IO, TYPE_CHECKING, Any

from reviewcast import voicebank

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_CONFIG = 2_000_000
"""Bytes; that of a voice with 904 speakers has 20,000."""
_GRAPH = 7
"""The field of an ONNX model that holds its network (onnx.proto, ModelProto)."""
_LARGEST_STYLE = 100.0
"""Kokoro's own stay below 3."""


def model_fault(path: Path) -> str:
    """Why the file at *path* is no network in ONNX, or not all of one; empty where it is one as far as can be seen.

    Its fields are stepped over without reading them (protobuf's wire format: each says how long it is). Raises
    OSError when it cannot be read.
    """
    with path.open("rb") as file:
        length, seen = path.stat().st_size, False
        while (at := file.tell()) < length:
            tag = _varint(file)
            end = _field_end(file, tag) if tag is not None else None
            if end is None:
                return "is cut short or damaged" if seen else "is no voice: not a network in ONNX at all"
            if end > length:
                return f"is cut short: {length:,} of at least {end:,} bytes" if seen or tag == 58 else _NO_MODEL
            seen = seen or (tag is not None and tag >> 3 == _GRAPH and end - at > 1_000)
            file.seek(end)
    return "" if seen else _NO_MODEL


_NO_MODEL = "is no voice: not a network in ONNX at all"


def _varint(file: IO[bytes]) -> int | None:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            return None
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    return None


def _field_end(file: IO[bytes], tag: int) -> int | None:
    """Where the field with *tag* ends, the file standing behind its tag; None for a tag that there is not."""
    kind = tag & 7
    if not 1 <= tag >> 3 <= 100:
        return None
    if kind == 0:
        return None if _varint(file) is None else file.tell()
    if kind == 2:
        length = _varint(file)
        return None if length is None else file.tell() + length
    return {1: file.tell() + 8, 5: file.tell() + 4}.get(kind)


def config_of(path: Path) -> dict[str, Any]:
    """What stands in a Piper voice's JSON. Raises ValueError, with a reason, when it is none; OSError as it comes."""
    if path.stat().st_size > _LONGEST_CONFIG:
        raise ValueError("is no description of a Piper voice: it is far too large")
    try:
        config = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ValueError("is no description of a Piper voice: it is not JSON") from None
    if not isinstance(config, dict):
        raise ValueError("is no description of a Piper voice: it is JSON of something else")
    audio, ids = config.get("audio"), config.get("phoneme_id_map")
    rate = audio.get("sample_rate") if isinstance(audio, dict) else None
    if not (isinstance(rate, int) and 8_000 <= rate <= 48_000):
        raise ValueError("is no description of a Piper voice: it does not say the sample rate")
    if not (isinstance(ids, dict) and len(ids) > 10):
        raise ValueError("is no description of a Piper voice: it has no table of phonemes")
    return config


def language_in(config: dict[str, Any]) -> str:
    """The language that a Piper voice's JSON names, as in ``en-US``; empty where it names none."""
    for table, key in (("language", "code"), ("espeak", "voice")):
        part = config.get(table)
        said = part.get(key) if isinstance(part, dict) else None
        if isinstance(said, str) and (found := voicebank.tag(said)):
            return found
    return ""


def style_fault(path: Path) -> str:
    """Why the file at *path* is no style of Kokoro; empty where it is one. Raises OSError when it cannot be read."""
    length = path.stat().st_size
    if length != voicebank.STYLE_BYTES:
        with path.open("rb") as file:
            if file.read(4) == b"PK\3\4":
                return "is a pack of voices, but not the official voices-v1.0.bin, or not all of it"
        return f"is no style of a Kokoro voice: it has {length:,} bytes, and each has {voicebank.STYLE_BYTES:,}"
    numbers = array("f", path.read_bytes())
    if sys.byteorder == "big":
        numbers.byteswap()
    if not all(map(math.isfinite, numbers)) or not 0 < max(map(abs, numbers)) < _LARGEST_STYLE:
        return "is no style of a Kokoro voice: its numbers are none that a voice has"
    return ""
