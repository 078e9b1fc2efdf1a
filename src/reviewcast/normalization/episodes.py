"""Season and episode: S2E3, s02e03, 2x03, S02."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.normalization.kinds import DIGITS, Kind, pattern
from reviewcast.normalization.numerals import cardinal

if TYPE_CHECKING:
    import re

    from reviewcast.normalization.kinds import Dialect


def _episode(match: re.Match[str], dialect: Dialect) -> str | None:
    season, episode = int(match[1]), int(match[2])
    return f"season {cardinal(season, dialect)}, episode {cardinal(episode, dialect)}"


def _season(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"season {cardinal(int(match[1]), dialect)}"


def _seasons(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"seasons {cardinal(int(match[1]), dialect)} to {cardinal(int(match[2]), dialect)}"


def _one_episode(match: re.Match[str], dialect: Dialect) -> str | None:
    return f"episode {cardinal(int(match[1]), dialect)}"


EPISODES = (
    Kind("episode", "S", pattern(r"S([0-9]{1,2}) ?[-–] ?S([0-9]{1,2})(?!\w)"), _seasons),
    Kind("episode", "Ee", pattern(r"(?:EP|[Ee]p ?)([0-9]{1,3})(?!\w|[.,:%][0-9])"), _one_episode),
    Kind("episode", "Ss", pattern(r"[Ss]([0-9]{1,2})(?:, ?|[ .:·])?[Ee][Pp]?([0-9]{1,3})(?!\w)"), _episode),
    Kind("episode", "S", pattern(r"S(0[0-9])(?!\w)"), _season),
    Kind("episode", DIGITS, pattern(r"([0-9]{1,2})x(0[0-9])(?!\w)"), _episode),
)
