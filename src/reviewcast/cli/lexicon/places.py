"""``reviewcast lexicon where NAME`` and ``impact``: which sentences a rule speaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import NAME
from reviewcast.cli.lexicon.layout import sentence
from reviewcast.cli.lexicon.sayings import saying_options, taken, trial
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.naming import Sentence


@click.command("where", short_help="The sentences that a rule speaks, or would.")
@click.argument("name", type=NAME)
@click.argument("reviews", nargs=-1, metavar="[REVIEW]...", type=click.Path(path_type=Path))
@show_options
@output_options
def where(name: str, reviews: tuple[Path, ...], *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """List the sentences in which the rule for NAME speaks, or would if there were one.

    They are what a build records after that rule changed.
    """
    from reviewcast import callsheet, naming

    found: list[Sentence] = []
    for call in callsheet.arrange(reviews, wishes(**asked)):
        found += naming.where(name, naming.drafts(call.reviews, call.studio), call.studio)
    _show(found, as_json=as_json, quiet=quiet)


@click.command("impact", short_help="The published sentences that would be spoken differently.")
@click.argument("name", required=False, type=NAME)
@saying_options
@show_options
@output_options
def impact(name: str | None, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """List the sentences of published episodes that would be spoken differently, were they built now.

    With NAME and --say (or --ipa, --as, --spell, --lang) a rule is tried that is in no file yet.
    """
    from dataclasses import replace

    from reviewcast import callsheet, ledger, naming

    given = taken(asked)
    if bool(name) != bool(given):
        raise UsageError('name a NAME and how it would be said, such as "impact Huston --say HYOO-stun", or neither')
    rule = trial(name, given) if name and given else None
    studio = callsheet.home(wishes(**asked)).studio
    if rule is not None:
        studio = replace(studio, rulebook=studio.rulebook.trying(rule))
    published = ledger.read(studio.ledger).episodes
    seen = naming.impact(published.values(), studio)
    for episode in () if quiet else seen.gone:
        click.echo(f'warning: {episode.review} is gone; nobody can tell for "{episode.title}"', err=True)
    _show(seen.sentences, as_json=as_json, quiet=quiet)
    if not (published or as_json or quiet):
        click.echo('nothing is published yet; "lexicon where NAME" looks into the reviews')


def _show(found: Sequence[Sentence], *, as_json: bool, quiet: bool) -> None:
    reviews = len({each.review for each in found})
    if as_json:
        for each in found:
            click.echo(json.dumps(each.as_row(), ensure_ascii=False))
        click.echo(json.dumps({"event": "summary", "sentences": len(found), "reviews": reviews}))
    elif not quiet:
        for each in found:
            click.echo(sentence(each))
        click.echo(f"{counted(len(found), 'sentence')} in {counted(reviews, 'review')}")
