"""The ``Range`` header (RFC 9110, 14): which bytes of a file a client asks for."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(?P<first>[0-9]+)-(?P<last>[0-9]*)|-(?P<suffix>[0-9]+)")
_ENDLESS = 10**18
"""More bytes than any file has; a header may hold a number that is longer than Python reads."""


class UnsatisfiableError(Exception):
    """No byte of what was asked for is there: status 416."""


def parse(header: str, size: int) -> range | None:
    """The positions that *header* means in a file of *size* bytes; None where the whole file is the answer.

    That is so for another unit, for a header that is not well formed, and for several ranges at once, all of
    which a server may ignore (14.2). Raises UnsatisfiableError as 14.1.2 defines it.
    """
    unit, _, rest = header.partition("=")
    asked = [part for each in rest.split(",") if (part := each.strip(" \t"))]  # empty elements count for nothing: 5.6.1
    if unit.strip(" \t").lower() != "bytes" or len(asked) != 1 or not (match := _RANGE.fullmatch(asked[0])):
        return None
    return _suffix(_number(match["suffix"]), size) if match["suffix"] else _span(match["first"], match["last"], size)


def _span(first_digits: str, last_digits: str, size: int) -> range | None:
    first, last = _number(first_digits), _number(last_digits) if last_digits else _ENDLESS
    if last < first:
        return None
    if first >= size:
        raise UnsatisfiableError
    return range(first, min(last + 1, size))


def _suffix(length: int, size: int) -> range | None:
    if length == 0:
        raise UnsatisfiableError
    return range(max(size - length, 0), size) if size else None


def _number(digits: str) -> int:
    short = digits.lstrip("0")
    return _ENDLESS if len(short) > 18 else int(short or "0")
