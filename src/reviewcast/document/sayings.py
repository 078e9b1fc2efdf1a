"""How a few words are said at one place only: ``[Nice]{say="NEESS"}``, Pandoc's form of a marked span."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast.errors import ReviewError, did_you_mean
from reviewcast.model import Saying

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it.rules_inline import StateInline

KEYS = ("say", "ipa", "as", "spell")
TAG = "reviewcast-said"
"""The element that such a span is for the composer; no page has one."""

_SAID = re.compile(
    r"""
    \[ ( (?: [^\[\]\\] | \\. ){1,200} ) \]
    \{ \s* ([A-Za-z]{1,20}) \s* = \s* (?: "([^"\n]{0,200})" | “([^”\n]{0,200})” ) \s* \}
    """,
    re.VERBOSE,
)
_UNSPEAKABLE = re.compile(r"[\0-\x1f<>{}]|\[\[|\]\]")


def mark_said(state: StateInline, silent: bool) -> bool:
    """An inline rule of markdown-it: the words in brackets stay, and carry how they are said."""
    found = _SAID.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        end = state.posMax
        state.push("said_open", TAG, 1).attrs = {"key": found[2], "value": found[3] or found[4] or ""}
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("said_close", TAG, -1)
    state.pos = found.end()
    return True


def read_saying(attributes: Mapping[str, str], name: str, line: int) -> Saying:
    """What the mark asks for; ReviewError, at *line* of the file *name*, for one that cannot be meant."""
    key, value = attributes.get("key", ""), " ".join(attributes.get("value", "").split())
    try:
        return _saying(key, value)
    except ValueError as error:
        raise ReviewError(f'in "{{{key}="{value}"}}": {error}', path=name, line=line) from None


def _saying(key: str, value: str) -> Saying:
    from reviewcast import phonetics, respelling  # few reviews have such marks

    if not value:
        raise ValueError('there is nothing between the quotes; write for example {say="NEESS"}')
    if key == "say":
        respelling.read(value)
        return Saying("say", value)
    if key == "ipa":
        if not phonetics.parse_ipa(value):
            raise ValueError('it says nothing; write IPA such as {ipa="ˈniːs"}')
        return Saying("ipa", value)
    if _UNSPEAKABLE.search(value):
        raise ValueError("it holds signs that a voice takes for commands; write plain words")
    if key == "as":
        return Saying("as", value)
    if key == "spell":
        phonetics.letters(value)
        return Saying("spell", value)
    raise ValueError(f'"{key}" is not known here, write one of {", ".join(KEYS)}{did_you_mean(key, KEYS)}')
