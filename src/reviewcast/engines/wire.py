"""What goes through the pipes between reviewcast and a voice process: a header, then bytes.

* A request: rate, pitch, whether IPA is wanted instead of sound, the lengths of driver, voice and text, then those
  three in UTF-8. Without a text the voice is only checked; without a voice either, the names of all voices are
  asked for.
* A reply: status, frames a second, number of words, bytes of payload; then for each word the index of its
  first character and of its first frame; then the payload: 16-bit little-endian mono, or text in UTF-8 (where IPA
  is wanted, a line for each word).

Plain structs, so that a child that a hostile sentence has corrupted can say nothing but numbers and bytes.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

REQUEST = struct.Struct(">HH?BHI")
REPLY = struct.Struct(">cIII")
WORD = struct.Struct(">II")

SOUND, REFUSED, FAILED = b"S", b"R", b"F"
"""The statuses: done; the request cannot be met however often it is made; this attempt failed."""

LONGEST = 900 * 22_050 * 2
"""Bytes: no utterance lasts a quarter of an hour; an engine that goes on and on is stopped here."""


class Request(NamedTuple):
    """One thing to say."""

    rate: int
    pitch: int
    driver: str
    voice: str
    text: str
    transcribe: bool = False
    """Whether IPA is wanted instead of sound."""

    def pack(self) -> bytes:
        """As it goes through the pipe; half a surrogate pair becomes a question mark."""
        parts = [part.encode("utf-8", "replace") for part in (self.driver, self.voice, self.text)]
        return REQUEST.pack(self.rate, self.pitch, self.transcribe, *map(len, parts)) + b"".join(parts)


class RequestError(Exception):
    """The request cannot be met however often it is made."""


def pack_reply(status: bytes, payload: bytes, rate: int = 0, words: tuple[tuple[int, int], ...] = ()) -> bytes:
    """A reply as it goes through the pipe."""
    times = b"".join(WORD.pack(*word) for word in words)
    return REPLY.pack(status, rate, len(words), len(payload)) + times + payload


def is_reply(data: bytes) -> bool:
    """Whether *data* is one whole reply."""
    if len(data) < REPLY.size:
        return False
    _, _, words, size = REPLY.unpack_from(data)
    return len(data) == REPLY.size + int(words) * WORD.size + int(size)
