"""What can be wrong with rules in the light of the engine: said so anyway, or not sayable by it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from reviewcast import phonetics, reading
from reviewcast.linting.evidence import finding, readable
from reviewcast.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewcast.linting.evidence import Evidence
    from reviewcast.model import Rule
    from reviewcast.phonetics import Phones

_SENTENCES = 3
"""In how many of its sentences a rule must prove needless."""


def needless(evidence: Evidence) -> Iterator[Finding]:
    """A rule whose sounds the engine has anyway, for the name alone and in its sentences."""
    if evidence.heard is None:
        yield Finding(
            "skipped", "warning", "rules that are needless were not looked for, since no engine is here to hear"
        )
        return
    for rule in evidence.rules:
        if _is_needless(rule, evidence, evidence.heard):
            message = "is said so without its rule, delete the rule or make it a check"
            yield finding("needless", rule, message)


def not_honoured(evidence: Evidence) -> Iterator[Finding]:
    """A rule that tells sounds to an engine which takes none, and has no other words for it."""
    if evidence.lower is None or evidence.voice is None:
        return
    for rule in evidence.rules:
        saying = reading.saying_for(rule, evidence.voice)
        phones = readable(saying, rule.written)
        if phones and evidence.lower(phones, evidence.voice) is None:
            engine = evidence.voice.engine
            message = f"is spoken as written, since {engine} takes no sounds, add other words: engine.{engine}.as"
            yield finding("not-honoured", rule, message)


def _is_needless(rule: Rule, evidence: Evidence, heard: Callable[[str], str]) -> bool:
    phones = evidence.sounds.get(rule)
    if rule.saying.kind == "as":
        phones = _parsed(heard(rule.saying.value))
    if not phones or phonetics.folded(_parsed(heard(rule.written))) != phonetics.folded(phones):
        return False
    texts = islice(dict.fromkeys(place.text for place in evidence.places.get(rule, ())), _SENTENCES)
    return all(phonetics.contains(_parsed(heard(text)), phones) for text in texts)


def _parsed(ipa: str) -> Phones:
    """The phones of what an engine printed; none where a sign of its is not known."""
    try:
        return phonetics.parse_ipa(ipa)
    except ValueError:
        return ()
