"""``reviewcast import-feed``."""

from __future__ import annotations

import click


@click.command("import-feed")
def command() -> None:
    """To be written."""
