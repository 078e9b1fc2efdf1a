"""Voices beside each other: one heard before it is chosen, or the same passage in all that are installed.

What is heard is made as an episode is, by the same rules, joined and mastered the same way, so that ears compare
voices and not levels, and nothing sounds better here than it will.
"""

from __future__ import annotations

from reviewcast.comparison.choice import Candidates, candidates, voice_called
from reviewcast.comparison.listening import Heard, hear
from reviewcast.comparison.page import render
from reviewcast.comparison.performing import Comparison, Performance, compare

__all__ = [
    "Candidates",
    "Comparison",
    "Heard",
    "Performance",
    "candidates",
    "compare",
    "hear",
    "render",
    "voice_called",
]
