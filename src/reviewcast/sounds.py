"""From how something is said, in any of the ways there are, to its sounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast import phonetics, respelling

if TYPE_CHECKING:
    from reviewcast.model import Saying
    from reviewcast.phonetics import Phones


def phones(saying: Saying, written: str) -> Phones | None:
    """The sounds of *saying* for what is *written*; None for other words, and for a reading that was not asked yet.

    Raises ValueError for a respelling or an IPA text that is none.
    """
    if saying.kind == "as" or (saying.kind == "lang" and not saying.value):
        return None
    if saying.kind == "say":
        return respelling.read(saying.value)
    if saying.kind == "spell":
        return phonetics.letters(saying.value or written)
    return phonetics.parse_ipa(saying.value)


def ipa(saying: Saying, written: str) -> str:
    """The same as IPA; empty where it has no sounds."""
    sounds = phones(saying, written)
    return phonetics.write_ipa(sounds) if sounds else ""


def heard(ipa: str) -> Phones:
    """The sounds of what an engine was heard to say; the nearest of English for those that are not English."""
    try:
        return phonetics.parse_ipa(ipa)
    except ValueError:
        return phonetics.approximate(ipa)


def respelled(ipa: str) -> str:
    """What an engine was heard to say as an editor would write it."""
    return respelling.write(heard(ipa))
