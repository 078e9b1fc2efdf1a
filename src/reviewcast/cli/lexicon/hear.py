"""``reviewcast lexicon hear NAME``: listen before deciding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import NAME, review_option
from reviewcast.cli.lexicon.layout import wrapped
from reviewcast.cli.lexicon.sayings import saying_options, taken, trial
from reviewcast.cli.options import output_options, show_options, wishes

if TYPE_CHECKING:
    from reviewcast.audition import Audition

_INDENT = " " * 19
"""Below the words of a part."""


@click.command("hear", short_help="Listen to a name, alone and in its sentence, before and after.")
@click.argument("name", metavar="NAME|RESPELLING", type=NAME)
@review_option("Hear it in this review.", "--in")
@saying_options
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="DIR", help="Where the WAV goes; else your cache folder."
)
@click.option("--no-play", is_flag=True, help="Only write the file.")
@show_options
@output_options
def hear(
    name: str, review: Path | None, to: Path | None, *, no_play: bool, as_json: bool, quiet: bool, **asked: Any
) -> None:
    """Speak NAME alone and in the first sentence that has it, before and after, and print the path of the WAV.

    With --say, --ipa, --as, --spell or --lang a rule is tried that is in no file yet. A RESPELLING such as
    HYOO-stun that stands in no review is spoken as it reads. Where a player is found, it plays.
    """
    from reviewcast import audition, callsheet, player
    from reviewcast.booth import Engines

    given = taken(asked)
    rule = trial(name, given) if given else None
    hopes = wishes(**asked)
    call = callsheet.home(hopes, review)
    reviews = (review,) if review else call.reviews
    with Engines(hopes.jobs) as voices:
        voices.expect(call.studio)
        heard = audition.hear(name, rule, reviews, call.studio, voices, to or hopes.cache / "heard")
    for stand_in in () if quiet else heard.stand_ins:
        click.echo(f"warning: {stand_in.message}", err=True)
    if as_json:
        _show_json(heard)
    elif quiet:
        click.echo(heard.path)
    else:
        _show_text(heard)
        if len(heard.parts) == 1:
            click.echo(f'note: no review has "{name}", so it is heard alone', err=True)
    if not (no_play or as_json or quiet):
        player.play(heard.path)


def _show_json(heard: Audition) -> None:
    for part in heard.parts:
        row = {"event": "part", "label": part.label, "text": part.text, "spoken": part.spoken}
        click.echo(json.dumps(row | {"start": part.start, "seconds": part.seconds}, ensure_ascii=False))
    click.echo(json.dumps({"event": "summary", "name": heard.name, "path": str(heard.path)}, ensure_ascii=False))


def _show_text(heard: Audition) -> None:
    for part in heard.parts:
        click.echo(wrapped(part.text, _INDENT, f"{part.start:5.1f} s  {part.label:8}  "))
        if part.spoken != part.text:
            click.secho(wrapped(part.spoken, _INDENT + "  ", _INDENT + "→ "), dim=True)
    click.echo(heard.path)
