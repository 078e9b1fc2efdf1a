"""``reviewcast lexicon ...``: how names and words are said, and how an editor makes it so."""

from __future__ import annotations

import click

from reviewcast.cli.lazy import Lazy

_HERE = "reviewcast.cli.lexicon."

COMMANDS = {
    "scan": (_HERE + "scan", "scan"),
    "hear": (_HERE + "hear", "hear"),
    "set": (_HERE + "edits", "set_rule"),
    "approve": (_HERE + "edits", "approve"),
    "unset": (_HERE + "edits", "unset"),
    "list": (_HERE + "contents", "list_rules"),
    "show": (_HERE + "contents", "show_name"),
    "where": (_HERE + "places", "where"),
    "impact": (_HERE + "places", "impact"),
    "test": (_HERE + "proofs", "test"),
    "lint": (_HERE + "proofs", "lint"),
    "import": (_HERE + "exchange", "import_rules"),
    "export": (_HERE + "exchange", "export_rules"),
}
"""In the order in which an editor meets them: find, hear, fix, then look after."""


@click.group("lexicon", cls=Lazy, places=COMMANDS)
def command() -> None:
    """Find the names that nobody has checked, hear them, fix them, and prove that they stay fixed.

    Rules lie in pronunciations.toml of the show, and in NAME.pronunciations.toml beside one review; a rule is a
    line such as Huston = "HYOO-stun". docs/pronunciations.md explains all that may stand there.
    """
