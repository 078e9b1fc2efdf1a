"""``reviewcast withdraw``."""

from __future__ import annotations

import click


@click.command("withdraw")
def command() -> None:
    """To be written."""
