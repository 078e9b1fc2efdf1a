"""Names that are safe in every file system and address: ``[a-z0-9-]``, 1 to 80 characters."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAXIMUM = 80

_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Windows reserves these, whatever suffix follows."""
_LEAVES = re.compile(r"[/\\:\x00-\x1f]|\.\.")
_WHOLE_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Latin letters that Unicode does not take apart (NFKD)."""


def make_slug(text: str) -> str:
    """A slug for any *text*: ASCII letters and digits in lower case, hyphens for the rest, at most 80 characters.

    Where most of the letters have no ASCII form (Cyrillic, kana) it is ``review-`` and eight hex digits of
    the text's SHA-256, so that two such names never meet.
    """
    slug = _cleaned(text)
    if not slug:
        return f"review-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f"{slug}-review" if _DEVICES.fullmatch(slug) else slug


def is_able(text: str) -> bool:
    """Whether *text* can stand as a slug once spaces and capitals are tidied: no path, no device, not too long."""
    device = _DEVICES.fullmatch(text.strip().casefold().partition(".")[0])
    return len(text) <= MAXIMUM and not _LEAVES.search(text) and not device and bool(_cleaned(text))


def _cleaned(text: str) -> str:
    """The slug, or nothing when most letters would be lost."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    letters = [letter for letter in folded if letter.isalnum()]
    if sum(letter.isascii() for letter in letters) * 2 < len(letters):
        return ""
    closed_up = "".join(letter for letter in folded if letter not in "'’ʼ" and not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", closed_up).strip("-")[:MAXIMUM].strip("-")
