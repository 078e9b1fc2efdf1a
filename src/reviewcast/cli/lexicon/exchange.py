"""``reviewcast lexicon import`` and ``export``: PLS 1.0 and CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import is_there, review_option
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from reviewcast.interchange import Form
    from reviewcast.trade import Trade

_REVIEW = review_option("The rules of this review.")
_EXPORTS = (".pls", ".csv", ".tsv")
"""What may be written over: never a review or a settings file, by a slip of the hand."""
_FORM = click.option("--form", type=click.Choice(["pls", "csv"]), help="Else by the file's ending: .pls, .xml or .csv.")


@click.command("export", short_help="Write the rules as PLS 1.0 or CSV.")
@click.argument("file", type=click.Path(path_type=Path))
@_FORM
@_REVIEW
@show_options
@output_options
def export_rules(
    file: Path, form: Form | None, review: Path | None, *, as_json: bool, quiet: bool, **asked: Any
) -> None:
    """Write the show's rules to FILE as PLS 1.0 or CSV, and list what that form cannot hold.

    A FILE that is there already is written over only where it ends in .pls, .csv or .tsv.
    """
    from reviewcast import callsheet, trade

    if is_there(file) and (file.is_dir() or file.suffix.lower() not in _EXPORTS):
        raise UsageError(f"{file} is there already and looks like no export; choose a name that ends in .pls or .csv")
    written = trade.export(file, form, callsheet.home(wishes(**asked), review).studio, review)
    _tell(written, as_json=as_json, quiet=quiet)


@click.command("import", short_help="Add rules from PLS 1.0 or CSV.")
@click.argument("file", type=click.Path(path_type=Path))
@_FORM
@_REVIEW
@click.option("--replace", is_flag=True, help="Let rules of FILE take the place of rules of the same name.")
@show_options
@output_options
def import_rules(
    file: Path, form: Form | None, review: Path | None, *, replace: bool, as_json: bool, quiet: bool, **asked: Any
) -> None:
    """Add the rules of FILE (PLS 1.0 or CSV) to the show's, and list what could not be taken.

    They are unverified, unless a table's column "status" says approved. A name that has a rule keeps it.
    """
    from reviewcast import callsheet, trade

    taken = trade.take_in(file, form, callsheet.home(wishes(**asked), review).studio, review, replace=replace)
    _tell(taken, as_json=as_json, quiet=quiet)


def _tell(done: Trade, *, as_json: bool, quiet: bool) -> None:
    for sentence in done.lost:
        if as_json:
            click.echo(json.dumps({"event": "lost", "message": sentence}, ensure_ascii=False))
        elif not quiet:
            click.echo(f"lost: {sentence}", err=True)
    if as_json:
        row = {"event": "summary", "path": str(done.path), "rules": done.count}
        click.echo(json.dumps(row, ensure_ascii=False))
    elif not quiet:
        click.echo(f"{done.path}: {counted(done.count, 'rule')}")
