"""Respellings, the notation editors write: ``HYOO-stun`` for Huston.

Syllables are joined by hyphens, words by spaces. A syllable in capitals bears the primary stress, one that only
begins with a capital a secondary stress (``TEL-uh-Fohn``); of several in capitals the last of the word is primary
and the others are secondary (``PA-ruh-BEL-um``). A word without a capital is unstressed.
"""

from reviewcast.respelling.key import KEY, KeyRow
from reviewcast.respelling.reading import is_readable, read
from reviewcast.respelling.writing import write

__all__ = ["KEY", "KeyRow", "is_readable", "read", "write"]
