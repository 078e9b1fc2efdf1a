"""``reviewcast init DIR``: lay out a show that builds at once."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="The show's title; else made from the folder's name.")
def command(folder: Path, title: str | None) -> None:
    """Lay out a show in DIR that builds at once.

    It gets a show.toml with every key explained, a voice profile, an empty rule file and a short review.
    Nothing that is there already is overwritten.
    """
    from reviewcast import scaffold

    for path in scaffold.init(folder, title=title):
        click.echo(f"wrote {path}")
    click.echo(f'now run "reviewcast build --show {folder}"')
