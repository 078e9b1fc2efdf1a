"""``reviewcast lexicon set``, ``approve`` and ``unset``: an editor's decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.sayings import fields_of, saying_options, taken
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.editing import Decision
    from reviewcast.naming import Sentence

_REVIEW = click.option(
    "--review", type=click.Path(path_type=Path), metavar="REVIEW", help="For this review only, in its own file."
)


@click.command("set")
@click.argument("name")
@saying_options
@_REVIEW
@click.option("--after", multiple=True, metavar="WORD", help="Only right after this word; may be repeated.")
@click.option("--before", multiple=True, metavar="WORD", help="Only right before this word; may be repeated.")
@click.option("--case", type=click.Choice(["smart", "exact", "any"]), help="Which capitals it minds.")
@click.option("--plural/--no-plural", default=None, help="Its plural too.")
@click.option("--fold/--no-fold", default=None, help="The name with accents too.")
@click.option("--expect", metavar="IPA", help="What the engine is to be heard saying.")
@click.option("--by", metavar="WHO", help="Who says so.")
@click.option("--source", metavar="TEXT", help="Where it is known from.")
@click.option("--note", metavar="TEXT", help="For whoever reads the file.")
@show_options
@output_options
def set_rule(name: str, review: Path | None, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Write the rule for NAME, and list the sentences that are spoken by it.

    Say it one way: --say, --ipa, --as, --spell or --lang. What the rule had besides stays as it was. It goes into
    the show's pronunciations.toml, or with --review into the review's own file; comments and order stay.
    """
    from reviewcast import callsheet, editing, naming

    given = taken(asked)
    extras = {key: asked.pop(key) for key in ("case", "plural", "fold", "expect", "by", "source", "note")}
    guards = {key: list(asked.pop(key)) for key in ("after", "before")}
    what = {key: value for key, value in (extras | guards).items() if value not in (None, [])}
    if given:
        what = fields_of(name, *given) | what
    if not what:
        raise UsageError(f'say how "{name}" is said, for example: reviewcast lexicon set "{name}" --say HYOO-stun')
    hopes = wishes(**asked)
    home = callsheet.home(hopes, review)
    made = editing.set_rule(name, what, home.studio, review)
    studio = callsheet.home(hopes, review).studio  # with the file as it is now
    reviews = (review,) if review else home.reviews
    _show([made], as_json=as_json, quiet=quiet, spoken=naming.where(name, naming.drafts(reviews, studio), studio))


@click.command("approve")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_REVIEW
@click.option("--by", default="", metavar="WHO", help="Who approves.")
@show_options
@output_options
def approve(names: tuple[str, ...], review: Path | None, by: str, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Settle each NAME: its rule is approved, or, where it has none, it is right as the engine says it now.

    What is right as it is goes into [checks] with its sound, and "lexicon test" holds it from then on. Nothing is
    recorded anew.
    """
    from reviewcast import callsheet, editing, naming
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    home = callsheet.home(hopes := wishes(**asked), review)
    drafted = naming.drafts((review,) if review else home.reviews, home.studio)
    with open_engine(ENGINE, hopes.jobs) as engine:
        made = [editing.approve(name, by, drafted, home.studio, review, engine) for name in names]
    _show(made, as_json=as_json, quiet=quiet)


@click.command("unset")
@click.argument("name")
@_REVIEW
@show_options
@output_options
def unset(name: str, review: Path | None, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Take the rule for NAME, and its check, out of the file."""
    from reviewcast import callsheet, editing

    made = editing.unset(name, callsheet.home(wishes(**asked), review).studio, review)
    _show([made], as_json=as_json, quiet=quiet)


_WORDS = {
    "set": "is said {ipa}",
    "approved": "is approved: {ipa}",
    "checked": "is right as it is: {ipa}",
    "unset": "has no rule any more",
}


def _show(made: Sequence[Decision], *, as_json: bool, quiet: bool, spoken: Sequence[Sentence] | None = None) -> None:
    rows = [{"review": str(each.review), "line": each.line, "text": each.text} for each in spoken or ()]
    for decision in made:
        row = {"event": decision.what, "name": decision.name, "path": str(decision.path), "ipa": decision.ipa}
        if as_json:
            click.echo(json.dumps(row | ({} if spoken is None else {"where": rows}), ensure_ascii=False))
        elif not quiet:
            words = _WORDS[decision.what].format(ipa=decision.ipa or "in other words")
            click.echo(f"{decision.path}: {decision.name} {words}")
    if as_json:
        click.echo(json.dumps({"event": "summary", "decisions": len(made), "sentences": len(rows)}))
    elif not quiet and spoken is not None:
        for each in spoken:
            click.echo(f"  {each.review}:{each.line}: {each.text}")
        click.echo(f"{counted(len(spoken), 'sentence')} to record" if spoken else "no review has it yet")
