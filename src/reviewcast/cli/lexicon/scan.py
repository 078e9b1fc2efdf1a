"""``reviewcast lexicon scan [REVIEW...]``: which names nobody has checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.layout import padded, widest, wrapped
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted

if TYPE_CHECKING:
    from reviewcast.naming import Entry

_MARKS = {"guess": "?", "house": "h", "ruled": "r", "checked": "✓"}
_MOST_SUGGESTIONS = 3
_MOST_REASONS = 3
"""More are in the rows of --json."""


@click.command("scan", short_help="The names that nobody has checked, most doubtful first.")
@click.argument("reviews", nargs=-1, metavar="[REVIEW]...", type=click.Path(path_type=Path))
@show_options
@output_options
@click.option("--strict", is_flag=True, help="Exit with status 1 while a name of the cast or a director is unchecked.")
@click.option("--all", "everything", is_flag=True, help="List checked names too.")
@click.pass_context
def scan(
    context: click.Context,
    /,
    reviews: tuple[Path, ...],
    *,
    as_json: bool,
    quiet: bool,
    strict: bool,
    everything: bool,
    **asked: Any,
) -> None:
    """List the names in the REVIEWs, the most doubtful first, with how each is said now.

    A name is checked when its rule is approved, or when it is approved as it is. Without a REVIEW, all reviews of
    the show are read. For a review whose front matter names no cast, --strict asks for everybody who looks like a
    person.
    """
    from reviewcast import callsheet, dictionary, naming
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    entries: list[Entry] = []
    words = dictionary.open_dictionary()
    with open_engine(ENGINE, (given := wishes(**asked)).jobs) as engine:
        for call in callsheet.arrange(reviews, given):
            entries += naming.scan(naming.drafts(call.reviews, call.studio), call.studio, engine, words)
    if as_json:
        for entry in entries:
            click.echo(json.dumps(_row(entry), ensure_ascii=False))
    elif not quiet:
        _show([entry for entry in entries if everything or entry.state != "checked"])
    unchecked = [entry.name for entry in entries if entry.required and entry.state != "checked"]
    _sum_up(entries, unchecked, as_json=as_json, quiet=quiet)
    if not quiet and words is None:
        click.echo(f"note: {dictionary.trouble()}", err=True)
    if strict and unchecked:
        click.echo(
            f"error: {counted(len(unchecked), 'name')} of the cast not checked: {', '.join(unchecked)}", err=True
        )
        context.exit(1)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "state": entry.state,
        "count": entry.count,
        "ipa": entry.ipa,
        "respelling": entry.respelling,
        "suggestions": [
            {"ipa": each.ipa, "respelling": each.respelling, "source": each.source} for each in entry.suggestions
        ],
        "where": [each.as_row() for each in entry.where],
        "cast": entry.cast,
        "person": entry.person,
        "score": round(entry.score, 3),
        "reasons": list(entry.reasons),
    }


def _show(entries: list[Entry]) -> None:
    wide, said = widest(entry.name for entry in entries), widest(entry.respelling for entry in entries)
    for entry in entries:
        name = click.style(padded(entry.name, wide), bold=True)
        place = f"{entry.where[0].review.name}:{entry.where[0].line}" if entry.where else "front matter"
        count = f", {entry.count}×" if entry.count > 1 else ""
        click.echo(f"{_MARKS[entry.state]} {name}  {padded(entry.respelling, said)}  {place}{count}")
        if entry.reasons and entry.state != "checked":
            click.secho(wrapped("; ".join(entry.reasons[:_MOST_REASONS]), "    "), dim=True)
        for each in entry.suggestions[:_MOST_SUGGESTIONS] if entry.state in {"guess", "house"} else ():
            click.echo(f"    perhaps {each.respelling}  ({each.source})")


def _sum_up(entries: list[Entry], unchecked: list[str], *, as_json: bool, quiet: bool) -> None:
    states = {state: sum(entry.state == state for entry in entries) for state in _MARKS}
    if as_json:
        summary = {"event": "summary", "names": len(entries), "states": states, "unchecked": unchecked}
        click.echo(json.dumps(summary, ensure_ascii=False))
    elif not quiet:
        words = {"guess": "a guess", "house": "by the house", "ruled": "ruled, not approved", "checked": "checked"}
        kinds = ", ".join(f"{count} {words[state]} ({_MARKS[state]})" for state, count in states.items() if count)
        click.echo(f"\n{counted(len(entries), 'name')}{': ' if kinds else ''}{kinds}")
        first = next((entry.name for entry in entries if entry.state in {"guess", "house"}), None)
        if first:
            click.echo(f'next: reviewcast lexicon hear "{first}"')
