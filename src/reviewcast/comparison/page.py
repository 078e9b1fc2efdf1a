"""A comparison as one page that asks nobody for anything: its sound, its style and its script are inside."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from reviewcast import profiles
from reviewcast.acquisition import megabytes, profile_name
from reviewcast.site import pages

if TYPE_CHECKING:
    from reviewcast.comparison.choice import Candidates
    from reviewcast.comparison.performing import Comparison
    from reviewcast.model import Show

ENGINES = {"pyttsx3": "espeak-ng", "piper": "Piper", "kokoro": "Kokoro", "tone": "Tones"}
"""What an engine is called on the page."""


def render(told: Comparison, candidates: Candidates, show: Show) -> bytes:
    """The page of *told*, a review of *show*; it names who else of *candidates* there would be.

    It opens from a disk, in light and in dark, on a phone, by keyboard, and without a script as a row of players.
    A policy allows the one style and the one script in it, and no request.
    """
    style = "\n".join(pages.source(name) for name in ("page.css", "compare.css"))
    script = pages.source("compare.js")
    known = frozenset(profiles.names(show.root))
    return pages.fill(
        "compare.html.j2",
        {
            "told": told,
            "language": show.language,
            "engines": ENGINES,
            "profiles": known,
            "names": [profile_name(each.voice.profile, known) for each in told.performances],
            "sounds": [base64.b64encode(each.data).decode() for each in told.performances],
            "paces": [pace(each.speed) for each in told.performances],
            "minutes": [_lasting(300 / each.speed) if each.speed else "" for each in told.performances],
            "sizes": [megabytes(each.kit.bytes) if each.kit.bytes else "" for each in told.performances],
            "absent": candidates.absent,
            "left_out": candidates.left_out,
            "style": style,
            "style_digest": _digest(style),
            "script": script,
            "script_digest": _digest(script),
        },
    )


def pace(speed: float) -> str:
    """How fast a voice is: ``25 × real time``, ``2.2 × real time``."""
    return f"{speed:.0f} × real time" if speed >= 9.95 else f"{speed:.1f} × real time"


def _lasting(seconds: float) -> str:
    """About how long: ``0.4 s``, ``12 s``, ``2 min 20 s``."""
    if seconds < 59.5:
        return f"{seconds:.0f} s" if seconds >= 0.95 else f"{max(seconds, 0.1):.1f} s"
    minutes, rest = divmod(round(seconds / 10) * 10, 60)
    return f"{minutes:.0f} min {rest:.0f} s" if rest else f"{minutes:.0f} min"


def _digest(text: str) -> str:
    """As a policy names what may stand in a page (Content Security Policy 3, 2.3.1)."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
