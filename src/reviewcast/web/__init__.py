"""The web, asked from our side: answers that fit into memory, and files that do not."""

from __future__ import annotations

from reviewcast.web.asking import MOST, Answer, get, head, is_loopback, part, post
from reviewcast.web.downloading import download

__all__ = ["MOST", "Answer", "download", "get", "head", "is_loopback", "part", "post"]
