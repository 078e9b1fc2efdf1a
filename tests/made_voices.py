"""Small files that look like parts of voices from outside, and a catalogue of them on a server of the test's own."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from pathlib import Path

from reviewcast.voicebank import STYLE_BYTES, Offer, Published

CONFIG = {
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "en-us"},
    "phoneme_id_map": {letter: [number] for number, letter in enumerate("_^$abcdefghijkl")},
}


def network(size: int = 5_000) -> bytes:
    """What ONNX looks like from outside: a version, a producer, and a network of *size* bytes."""
    length = bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14])
    return b"\x08\x08\x12\x04test\x3a" + length + random.Random(size).randbytes(size) + b"\x42\x02\x10\x0f"


def style(number: float = 0.5) -> bytes:
    """A Kokoro style of which every number is *number*."""
    return struct.pack("<f", number) * (STYLE_BYTES // 4)


def lay_voice(folder: Path, name: str = "en_US-mine-medium", model: bytes = b"", config: object = None) -> Path:
    """A Piper voice of somebody's own in *folder*; gives the path of its network."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(model or network())
    text = config if isinstance(config, str) else json.dumps(CONFIG if config is None else config)
    (folder / f"{name}.onnx.json").write_text(text, encoding="utf-8")
    return folder / f"{name}.onnx"


def offered(at: str, name: str, model: bytes, config: bytes) -> Offer:
    """A voice of which the files are *model* and *config*, at ``/NAME.onnx`` and ``/NAME.onnx.json`` of *at*."""
    files = tuple(
        Published(role, f"piper/{name}{end}", f"{at}/{name}{end}", len(data), hashlib.sha256(data).hexdigest())
        for role, end, data in (("model", ".onnx", model), ("config", ".onnx.json", config))
    )
    return Offer("piper", name, "en-US", "CC0-1.0", "a test", files)
