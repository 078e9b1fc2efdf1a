"""``reviewcast voices ...``: which voices there are, how they sound, and how more are got."""

from __future__ import annotations

import click

from reviewcast.cli.lazy import Lazy

_HERE = "reviewcast.cli.voices."

COMMANDS = {
    "list": (_HERE + "listing", "list_voices"),
    "add": (_HERE + "adding", "add"),
    "hear": (_HERE + "hearing", "hear"),
    "compare": (_HERE + "comparing", "compare"),
}
"""In the order in which a producer meets them: see, get, hear, choose."""


@click.group("voices", cls=Lazy, places=COMMANDS)
def command() -> None:
    """See which voices there are, get more of them, and hear them before choosing.

    A profile is a small file in voices/ of the show that names an engine and a voice of it; docs/voices.md explains
    all that may stand there.
    """
