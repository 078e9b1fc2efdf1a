"""``reviewcast serve``."""

from __future__ import annotations

import click


@click.command("serve")
def command() -> None:
    """To be written."""
