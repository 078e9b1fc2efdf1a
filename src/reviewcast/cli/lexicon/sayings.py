"""The options that say how something is said, and the rule they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewcast.model import Rule

_OPTIONS = (
    click.option("--say", metavar="RESPELLING", help="As one writes it for somebody reading aloud: HYOO-stun."),
    click.option("--ipa", metavar="IPA", help="In the letters of dictionaries: ˈhjuːstən."),
    click.option("--as", "as_", metavar="WORDS", help="As these other words."),
    click.option("--spell", is_flag=True, help="Letter by letter."),
    click.option("--lang", metavar="LANGUAGE", help="As the voice of this language reads it: fr, es, de ..."),
)
KINDS = ("say", "ipa", "as", "spell", "lang")


def saying_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--say --ipa --as --spell --lang`` to a command, of which one at most may be given."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def taken(asked: dict[str, Any]) -> tuple[str, str] | None:
    """The kind and the value that were asked for, taken out of *asked*; UsageError for more than one."""
    values = {kind: asked.pop("as_" if kind == "as" else kind, None) for kind in KINDS}
    given = [(kind, value) for kind, value in values.items() if value]
    if len(given) > 1:
        raise UsageError(f"say it one way: --{given[0][0]} or --{given[1][0]}, not both")
    if any(value == "" for value in values.values()):
        raise UsageError("there is nothing to say; write for example --say HYOO-stun")
    return (given[0][0], "" if given[0][0] == "spell" else given[0][1]) if given else None


def fields_of(name: str, kind: str, value: str) -> dict[str, object]:
    """*kind* and *value* as a rule file has them; the voice of a language is asked for its reading."""
    from reviewcast import editing

    if kind != "lang":
        return editing.fields(name, kind, value)
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    with open_engine(ENGINE, 1) as engine:
        return editing.fields(name, kind, value, engine)


def trial(name: str, given: tuple[str, str]) -> Rule:
    """The rule for *name* that says it as was asked for, checked as one in a file is."""
    from reviewcast import editing

    return editing.make_rule(name, fields_of(name, *given))
