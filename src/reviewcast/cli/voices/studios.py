"""Where voices are heard: in the show here, in that of a review, or in none, which is no mistake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewcast.callsheet import Wishes
    from reviewcast.production import Studio


def studio_for(wishes: Wishes, review: Path | None = None) -> Studio:
    """The studio of the show that was asked for, else of the one that *review* lies in, or we; else a plain one."""
    from reviewcast import callsheet, show

    here = Path.cwd()
    root = wishes.show or show.find(review.resolve().parent if review else here)
    if root and root.is_relative_to(here):  # messages are shorter for it
        root = root.relative_to(here)
    return callsheet.studio(root, wishes)
