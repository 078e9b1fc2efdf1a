"""``reviewcast cache info|verify|prune``: look after the store of recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewcast.cli.options import output_options

if TYPE_CHECKING:
    from reviewcast.cache import Cache

_FOLDER = click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Else your cache folder.")


@click.group("cache")
def command() -> None:
    """Look after the store of recordings.

    It is shared by all shows and can be deleted at any time: what is missing is recorded again.
    """


@command.command()
@_FOLDER
@output_options
def info(cache: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Say where the store is and how much it holds."""
    store = _open(cache)
    usage = store.usage()
    if as_json:
        for row in usage:
            click.echo(json.dumps({"kind": row.kind, "entries": row.entries, "bytes": row.bytes}))
        summary = {"entries": sum(row.entries for row in usage), "bytes": sum(row.bytes for row in usage)}
        click.echo(json.dumps({"event": "summary", "folder": str(store.root)} | summary))
    elif not quiet:
        click.echo(store.root)
        for row in usage:
            click.echo(f"{row.kind:10} {row.entries:8,} entries {row.bytes / 1e6:10,.1f} MB")


@command.command()
@_FOLDER
@click.option("--repair", is_flag=True, help="Delete the damaged entries; they are made anew when needed.")
@output_options
@click.pass_context
def verify(context: click.Context, cache: Path | None, *, repair: bool, as_json: bool, quiet: bool) -> None:
    """Check every entry against its checksum; exit status 1 when one is damaged and stays."""
    damaged = _open(cache).damaged()
    for path in damaged:
        if repair:
            path.unlink(missing_ok=True)
        if as_json:
            click.echo(json.dumps({"event": "damaged", "path": str(path), "removed": repair}))
        else:
            click.echo(f"{'removed' if repair else 'damaged'}: {path}", err=True)
    if as_json:
        click.echo(json.dumps({"event": "summary", "damaged": len(damaged), "removed": len(damaged) if repair else 0}))
    elif not quiet and not damaged:
        click.echo("every entry is whole")
    if damaged and not repair:
        context.exit(1)


@command.command()
@_FOLDER
@click.option("--days", type=click.FloatRange(0), default=30, show_default=True, help="Keep what was used since.")
@click.option("--show", type=click.Path(path_type=Path), metavar="DIR", help="The show whose output is tidied too.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The output folder that is tidied too.")
@output_options
def prune(cache: Path | None, days: float, show: Path | None, out: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Delete what was not used for some days.

    With --show or --out, audio and transcripts of that output folder that no episode uses any more go too.
    """
    entries, size = _open(cache).prune(days)
    removed = _tidy(out or (show / "output" if show else None))
    if as_json:
        summary = {"event": "summary", "entries": entries, "bytes": size, "output": [str(path) for path in removed]}
        click.echo(json.dumps(summary))
    elif not quiet:
        click.echo(f"removed {entries:,} entries, {size / 1e6:,.1f} MB")
        for path in removed:
            click.echo(f"removed {path}")


def _tidy(out: Path | None) -> tuple[Path, ...]:
    from reviewcast import output, storage

    if out is None or not out.is_dir():
        return ()
    with storage.exclusive(out, waiting=lambda: click.echo(f"waiting for a build of {out} to end", err=True)):
        old = output.orphans(out, output.read_manifest(out))
        for path in old:
            path.unlink(missing_ok=True)
    return old


def _open(folder: Path | None) -> Cache:
    from reviewcast.cache import Cache, default_folder

    return Cache(folder or default_folder())
