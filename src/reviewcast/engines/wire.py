"""What goes through the pipes between reviewcast and a voice process: headers, then bytes.

* A request: its ticket, the bytes of its body, the seconds it may take; then the body, which is the engine's own
  (espeak-ng's is a :class:`Request`).
* A reply: status, the ticket, frames a second, number of words, bytes of payload; then for each word the index of
  its first character and of its first frame; then the payload: 16-bit little-endian mono, or text in UTF-8.
  One with ticket 0 is sent unasked, when the process is up.

Plain structs, so that a child that a hostile sentence has corrupted can say nothing but numbers and bytes.
"""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

FRAME = struct.Struct(">IIf")
REPLY = struct.Struct(">cIIII")
WORD = struct.Struct(">II")
_TICKET = struct.Struct(">I")
_REQUEST = struct.Struct(">HH?BHI")

SOUND, REFUSED, FAILED = b"S", b"R", b"F"
"""The statuses: done; the request cannot be met however often it is made; this attempt failed."""

LONGEST = 900 * 22_050 * 2
"""Bytes: no utterance lasts a quarter of an hour; an engine that goes on and on is stopped here."""

MOST = 2 * LONGEST
"""Bytes of words and payload; more is a child that has lost its wits."""

CAN_FORK = hasattr(os, "fork")
"""Whether one process can serve all requests, each in a child of its own."""


class Request(NamedTuple):
    """One thing that espeak-ng is to say.

    As bytes: rate, pitch, whether IPA is wanted instead of sound, the lengths of driver, voice and text, then those
    three in UTF-8. Without a text the voice is only checked; without a voice either, the names of all voices are
    asked for.
    """

    rate: int
    pitch: int
    driver: str
    voice: str
    text: str
    transcribe: bool = False
    """Whether IPA is wanted instead of sound, a line for each word."""

    def pack(self) -> bytes:
        """As it goes through the pipe; half a surrogate pair becomes a question mark."""
        parts = [part.encode("utf-8", "replace") for part in (self.driver, self.voice, self.text)]
        return _REQUEST.pack(self.rate, self.pitch, self.transcribe, *map(len, parts)) + b"".join(parts)

    @classmethod
    def unpack(cls, body: bytes) -> Request:
        """What :meth:`pack` packed; ValueError for anything else."""
        if len(body) < _REQUEST.size:
            raise ValueError("a request that ends in its header")
        rate, pitch, transcribe, *sizes = _REQUEST.unpack_from(body)
        if len(body) != _REQUEST.size + sum(sizes):
            raise ValueError("a request that is not as long as its header says")
        driver, middle = _REQUEST.size + sizes[0], _REQUEST.size + sizes[0] + sizes[1]
        return cls(
            rate,
            pitch,
            body[_REQUEST.size : driver].decode(),
            body[driver:middle].decode(),
            body[middle:].decode(),
            transcribe,
        )


class Reply(NamedTuple):
    """What a voice process made of a request that it met."""

    payload: bytes
    """Sound (16-bit little-endian mono) or text, as the request asked."""
    rate: int = 0
    """Frames a second."""
    words: tuple[tuple[int, int], ...] = ()
    """(index of the first character, index of the first frame)."""


class RequestError(Exception):
    """The request cannot be met however often it is made."""


def pack_request(ticket: int, body: bytes, seconds: float) -> bytes:
    """A request that may take so many *seconds*, as it goes through the pipe."""
    return FRAME.pack(ticket, len(body), seconds) + body


def pack_reply(status: bytes, payload: bytes, rate: int = 0, words: tuple[tuple[int, int], ...] = ()) -> bytes:
    """A reply as it goes through the pipe, but for its ticket: see :func:`stamp`."""
    times = b"".join(WORD.pack(*word) for word in words)
    return REPLY.pack(status, 0, rate, len(words), len(payload)) + times + payload


def stamp(reply: bytes | bytearray, ticket: int) -> bytearray:
    """*reply* as the one to the request of that *ticket*."""
    stamped = bytearray(reply)
    _TICKET.pack_into(stamped, 1, ticket)
    return stamped


def is_reply(data: bytes | bytearray) -> bool:
    """Whether *data* is one whole reply."""
    if len(data) < REPLY.size:
        return False
    status, _, _, words, size = REPLY.unpack_from(data)
    return status in {SOUND, REFUSED, FAILED} and len(data) == REPLY.size + int(words) * WORD.size + int(size)
