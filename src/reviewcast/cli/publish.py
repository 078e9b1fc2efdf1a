"""``reviewcast publish``."""

from __future__ import annotations

import click


@click.command("publish")
def command() -> None:
    """To be written."""
