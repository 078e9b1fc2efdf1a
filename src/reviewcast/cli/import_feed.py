"""``reviewcast import-feed URL|FILE``: take over a show that is somewhere else already."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import told
from reviewcast.cli.options import build_time, output_options
from reviewcast.cli.terminal import counted

if TYPE_CHECKING:
    from reviewcast.migration import Adoption

_MOST_SHOWN = 20
_PATH = click.Path(path_type=Path)


@click.command("import-feed")
@click.argument("feed", metavar="URL|FILE")
@click.option("--show", type=_PATH, metavar="DIR", help="The show's folder, made if need be; else the nearest show.")
@click.option("--cache", type=_PATH, hidden=True, expose_value=False, help="For every command that writes a show.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken over; write nothing.")
@output_options
def command(feed: str, show: Path | None, *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """Take over the show of a feed, so that its subscribers see no episode twice.

    Its guids, dates and the addresses of its audio go into the ledger; where there is no show.toml, one is written
    from what the feed says. Nothing that is there is overwritten, and a second import takes only what is new.
    """
    from reviewcast import migration

    folder = show or _show_here()
    told = quiet or not sys.stderr.isatty()
    adoption = migration.adopt(
        feed,
        folder,
        now=build_time(),
        dry_run=dry_run,
        waiting=lambda: click.echo(f"waiting: another build is using {folder}", err=True),
        stage=lambda what: None if told else click.echo(f"{what} ...", err=True),
    )
    if as_json:
        _show_json(adoption)
    elif not quiet:
        _show_text(adoption, folder, dry_run=dry_run)


def _show_here() -> Path:
    from reviewcast import show as shows
    from reviewcast.errors import UsageError

    if root := shows.find(Path.cwd()):
        return root
    raise UsageError("there is no show.toml here; name the folder of the show with --show DIR, it is made if need be")


def _show_json(adoption: Adoption) -> None:
    for finding in adoption.findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False))
    for state, episodes in (("taken", adoption.taken), ("kept", adoption.kept)):
        for episode in episodes:
            row = {"slug": episode.slug, "guid": episode.guid, "title": episode.title, "audio": episode.audio}
            row["published"] = episode.published.isoformat()
            click.echo(json.dumps({"event": "episode", "state": state} | row, ensure_ascii=False))
    summary = {
        "event": "summary",
        "title": adoption.title,
        "address": adoption.address,
        "guid": adoption.book.show_guid,
        "items": adoption.items,
        "taken": len(adoption.taken),
        "kept": len(adoption.kept),
        "warnings": len(adoption.findings),
        "differences": [{"key": key, "feed": feed, "show": here} for key, feed, here in adoption.differences],
        "written": [str(path) for path in adoption.written],
    }
    click.echo(json.dumps(summary, ensure_ascii=False))


def _show_text(adoption: Adoption, folder: Path, *, dry_run: bool) -> None:
    for finding in adoption.findings[:_MOST_SHOWN]:
        click.echo(f"warning: {told(finding)}", err=True)
        if finding.mend:
            click.echo(f"  {finding.mend}", err=True)
    if more := adoption.findings[_MOST_SHOWN:]:
        click.echo(f"and {counted(len(more), 'more warning')}; --json lists them all", err=True)
    click.echo(f"{'would take' if dry_run else 'taken over'}  {adoption.title}")
    click.echo(f"            {counted(len(adoption.taken), 'episode')} new, {len(adoption.kept)} in the ledger already")
    for episode in adoption.kept[:_MOST_SHOWN] if adoption.taken else ():
        click.echo(f"kept        {episode.slug}")
    for key, said, here in adoption.differences:
        click.echo(f"differs     {key}: {_written(said)} in the feed, {_written(here)} in show.toml, which holds")
    for path in adoption.written:
        click.echo(f"wrote       {path}")
    if not dry_run:
        address = f"set base_url in {folder / 'show.toml'} and " if adoption.settings else ""
        click.echo(f'now {address}run "reviewcast build --show {folder}"')


def _written(value: Any) -> str:
    from reviewcast.scaffold import toml_value

    return toml_value(value)
