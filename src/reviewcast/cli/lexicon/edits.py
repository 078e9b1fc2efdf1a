"""``reviewcast lexicon set``, ``approve`` and ``unset``: an editor's decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import NAME, review_option
from reviewcast.cli.lexicon.layout import sentence, wrapped
from reviewcast.cli.lexicon.sayings import fields_of, saying_options, taken
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewcast.editing import Decision
    from reviewcast.naming import Sentence
    from reviewcast.production import Draft

_REVIEW = review_option("For this review only, in its own file.")


@click.command("set", short_help="Write how a name is said into the rule file.")
@click.argument("name", type=NAME)
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
    spoken = naming.where(name, naming.drafts(reviews, studio), studio)
    _tell(made, as_json=as_json, quiet=quiet, where=[each.as_row() for each in spoken])
    if not (as_json or quiet):
        _show_spoken(spoken)
    _sum_up(1, len(spoken), as_json=as_json)


@click.command("approve", short_help="Settle names: a rule that holds, or a name right as it is.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", type=NAME)
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
        for name in names:  # each is told when it is done: the next may fail
            _tell(editing.approve(name, by, drafted, home.studio, review, engine), as_json=as_json, quiet=quiet)
            if not (quiet or _known(name, drafted)):
                click.echo(f'note: no review has "{name}"; if it is misspelt, "lexicon unset" takes it back', err=True)
    _sum_up(len(names), as_json=as_json)


@click.command("unset", short_help="Take a rule or a check out of the file.")
@click.argument("name", type=NAME)
@_REVIEW
@show_options
@output_options
def unset(name: str, review: Path | None, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Take the rule for NAME, and its check, out of the file."""
    from reviewcast import callsheet, editing

    made = editing.unset(name, callsheet.home(wishes(**asked), review).studio, review)
    _tell(made, as_json=as_json, quiet=quiet)
    _sum_up(1, as_json=as_json)


def _known(name: str, drafted: Sequence[Draft]) -> bool:
    """Whether one of *drafted* has *name*, in its text or its front matter."""
    from reviewcast import naming

    listed = {person for each in drafted for person in (*each.review.facts.cast, *each.review.facts.director)}
    return name in listed or any(naming.mentions(name, drafted))


_WORDS = {
    "set": "is said {ipa}",
    "approved": "is approved: {ipa}",
    "checked": "is right as it is: {ipa}",
    "unset": "has no rule any more",
}


def _tell(decision: Decision, *, as_json: bool, quiet: bool, **more: object) -> None:
    row = {"event": decision.what, "name": decision.name, "path": str(decision.path), "ipa": decision.ipa}
    if as_json:
        click.echo(json.dumps(row | more, ensure_ascii=False))
    elif not quiet:
        words = _WORDS[decision.what].format(ipa=decision.ipa or "in other words")
        click.echo(f"{decision.path}: {decision.name} {words}")


def _show_spoken(spoken: Sequence[Sentence]) -> None:
    for each in spoken:
        click.echo(wrapped(sentence(each), "  "))
    click.echo(f"it speaks in {counted(len(spoken), 'sentence')}" if spoken else "it speaks in no sentence yet")


def _sum_up(decisions: int, sentences: int = 0, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"event": "summary", "decisions": decisions, "sentences": sentences}))
