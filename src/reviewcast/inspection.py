"""The rule files of a show looked at in the light of its reviews, its ledger and its engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import engines, hearing, ledger, linting, naming, production
from reviewcast.lexicon import Lexicon
from reviewcast.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewcast.engines import Engine
    from reviewcast.model import Episode, Finding
    from reviewcast.production import Studio


def inspect(reviews: Sequence[Path], studio: Studio, engine: Engine) -> tuple[Finding, ...]:
    """What there is to say of the rule files that hold for *reviews*; *engine* must be able to transcribe.

    Raises ShowError for a file that cannot be read at all, ReviewError for such a review.
    """
    published = {episode.review for episode in ledger.read(studio.ledger).episodes.values() if _is_out(episode, studio)}
    drafted = naming.drafts(reviews, studio)
    sheets = {sheet.path: sheet for path in (None, *reviews) for sheet in studio.rulebook.sheets(path)}
    voice = studio.usual_voice()
    plain = Reader(Lexicon([]), hearing.ear(voice), studio.show.language)
    return linting.lint(
        tuple(sheets.values()),
        [
            linting.LintReview(
                str(each.path),
                production.review_name(each.path, studio.show.root) in published,
                tuple(said.text for said in naming.sentences_of(each)),
            )
            for each in drafted
        ],
        voice=voice,
        heard=lambda text: hearing.hear(engine, plain, text, 0, len(text)),
        lower=engines.lower,
    )


def _is_out(episode: Episode, studio: Studio) -> bool:
    return not episode.draft and episode.published <= studio.now
