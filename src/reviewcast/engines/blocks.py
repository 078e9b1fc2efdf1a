"""Blocks of phones between double brackets, ``[[ ... ]]``, in what an engine is given: telling ours from all others.

Each engine writes its phones in a notation of its own; what a block is, and what is done with one, is the same for all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Notation:
    """The way in which an engine is told phones: *phones* as it writes them, and other *signs* as a pattern."""

    def __init__(self, phones: Iterable[str], signs: str) -> None:
        # the longest first, and no second thoughts, as engines read them and so that it takes linear time
        phone = "|".join(map(re.escape, sorted(phones, key=len, reverse=True)))
        block = rf"\[\[ (?:(?:{phone}|{signs})++ )++\]\]"
        self.block = re.compile(block)
        self._brackets = re.compile(rf"({block})|\[(?=\[)|\](?=\])")
        self._sign = re.compile(rf"({phone})|[^ ]")

    def guarded(self, text: str) -> str:
        """*text* with every ``[[`` and ``]]`` that is not of a block broken apart; as long as before."""
        return self._brackets.sub(lambda found: found[1] or " ", text)

    def spelled(self, text: str) -> str:
        """*text* with a letter for each phone of its blocks: as long to say, about, as it looks."""
        return self.block.sub(lambda block: self._sign.sub(lambda sign: "e" if sign[1] else "", block[0]), text)
