"""``reviewcast voices list``: the profiles, whether their voices are here, and what can be fetched."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reviewcast.cli.lexicon.layout import columns
from reviewcast.cli.options import output_options
from reviewcast.cli.terminal import counted

_FOR_PEOPLE = {"size", "state", "files"}
"""Of a row, what only the table uses."""


@click.command("list", short_help="The voices there are, and what each needs.")
@click.option("--offers", is_flag=True, help='What "voices add" can fetch, in place of the profiles.')
@click.option("--show", type=click.Path(path_type=Path), metavar="DIR", help="The show's folder; else the nearest.")
@output_options
@click.pass_context
def list_voices(context: click.Context, show: Path | None, *, offers: bool, as_json: bool, quiet: bool) -> None:
    """List the voice profiles: what speaks in each, whether it is installed, else what installs it, and its licence.

    The exit status is 1 when a profile cannot be read.
    """
    from reviewcast.cli.voices.rows import offer_row, profile_row, root_of, unused

    if offers:
        from reviewcast import voicebank

        _show_offers([offer_row(each) for each in voicebank.offers()], as_json=as_json, quiet=quiet)
        return
    from reviewcast import profiles

    root = root_of(show)
    rows = [profile_row(name, root) for name in profiles.names(root)]
    others = unused(rows)
    failed = [row for row in rows if row.get("error")]
    if as_json:
        _write_json(rows)
        summary = {"profiles": len(rows), "installed": sum(bool(row["installed"]) for row in rows), "unused": others}
        click.echo(json.dumps({"event": "summary"} | summary, ensure_ascii=False))
    elif not quiet:
        _show_profiles(rows, others)
    for row in failed:
        click.echo(f"error: {row['error']}", err=True)
    if failed:
        context.exit(1)


def _write_json(rows: list[dict[str, object]]) -> None:
    for row in rows:
        kept = {key: value for key, value in row.items() if key not in _FOR_PEOPLE}
        click.echo(json.dumps(kept, ensure_ascii=False))


def _show_profiles(rows: list[dict[str, object]], others: list[str]) -> None:
    """One line a profile; what is not installed says under it what installs it."""
    cells = [
        tuple(str(row[key]) for key in ("name", "engine", "voice", "language", "state", "size", "licence"))
        for row in rows
        if not row.get("error")
    ]
    for line in columns([("profile", "engine", "voice", "language", "", "size", "licence"), *cells]):
        click.echo(line)
    for row in rows:
        if row.get("needs") and not row["command"]:
            click.echo(f"  {row['needs']}")
    wanting: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        if row.get("command"):
            wanting.setdefault(row["files"] or row["command"], []).append(row)
    if wanting:
        click.echo("\nwhat is missing comes with:")
    for group in wanting.values():
        click.echo(f"  {group[0]['command']}  ({', '.join(str(row['name']) for row in group)})")
    _show_cautions(rows)
    if others:
        click.echo(f"\nhere, and in no profile: {', '.join(others)}")
    click.echo('\n"reviewcast voices hear NAME" plays one, "reviewcast voices list --offers" lists what can be fetched')


def _show_offers(rows: list[dict[str, object]], *, as_json: bool, quiet: bool) -> None:
    if as_json:
        _write_json(rows)
        click.echo(json.dumps({"event": "summary", "offers": len(rows)}))
        return
    if quiet:
        return
    keys = ("name", "engine", "language", "state", "size", "licence", "about")
    cells = [tuple(str(row[key]) for key in keys) for row in rows]
    for line in columns([("voice", "engine", "language", "", "size", "licence", ""), *cells]):
        click.echo(line)
    _show_cautions(rows)
    click.echo(
        f'\n{counted(len(rows), "voice")}; "reviewcast voices add NAME" fetches one; Kokoro\'s share their files'
    )


def _show_cautions(rows: list[dict[str, object]]) -> None:
    """What to mind of a licence, once for all that it is true of."""
    cautions: dict[object, list[str]] = {}
    for row in rows:
        if row.get("caution"):
            cautions.setdefault(row["caution"], []).append(str(row["name"]))
    if cautions:
        click.echo("\nbefore you publish with one of these, ask whoever minds your rights:")
    for caution, names in cautions.items():
        click.echo(f"  {', '.join(names)}: {caution}")
