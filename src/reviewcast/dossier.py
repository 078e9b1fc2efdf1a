"""All that is known of one name: its rules, how it is said with and without, what dictionaries and voices say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewcast import dictionary, doubt, editing, hearing, naming, sounds
from reviewcast.lexicon import same_key
from reviewcast.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.engines import Engine
    from reviewcast.model import Rule
    from reviewcast.naming import Sentence
    from reviewcast.production import Draft, Studio
    from reviewcast.standing import State


class Sound(NamedTuple):
    """A pronunciation in both notations, and who says so."""

    ipa: str
    respelling: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What an editor may want to know before deciding."""

    name: str
    state: State
    rules: tuple[Rule, ...]
    """Nearest first; only the first acts."""
    now: Sound
    """As the engine says it by the rules as they stand."""
    plain: Sound
    """As the engine would say it without a rule."""
    readings: tuple[Sound, ...]
    """Of dictionaries and of the voices of other languages."""
    where: tuple[Sentence, ...]

    def as_row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "name": self.name,
            "state": self.state,
            "rules": [
                {"scope": rule.scope, "kind": rule.saying.kind, "value": rule.saying.value, "status": rule.status}
                | {"by": rule.by, "source": rule.source, "note": rule.note, "path": rule.path, "line": rule.line}
                for rule in self.rules
            ],
            "ipa": self.now.ipa,
            "respelling": self.now.respelling,
            "without": {"ipa": self.plain.ipa, "respelling": self.plain.respelling},
            "suggestions": [reading._asdict() for reading in self.readings],
            "where": [each.as_row() for each in self.where],
        }


def open_on(name: str, drafted: Sequence[Draft], studio: Studio, engine: Engine) -> Dossier:
    """What is known of *name*, as *engine*, which must be able to transcribe, says it in *drafted*."""
    book = studio.rulebook
    review = drafted[0].path if len(drafted) == 1 else None
    now = _sound(editing.heard_now(name, drafted, studio, engine))
    bare = replace(studio, rulebook=book.without(name))
    plain = _sound(editing.heard_now(name, naming.drafts([each.path for each in drafted], bare), bare, engine))
    voice = hearing.ear(drafted[0].voice) if drafted else hearing.foreign("en-us")
    judgement = doubt.judge(
        name,
        person=True,
        heard=plain.ipa,
        dictionary=dictionary.open_dictionary(),
        read=lambda text, other: hearing.pronounce(engine, text, replace(voice, voice=other)),
    )
    return Dossier(
        name=name,
        state=Standing(book.lexicon(review), book.checks(review)).of(name),
        rules=tuple(rule for each in book.sheets(review) for rule in each.rules if same_key(rule.written, name)),
        now=now,
        plain=plain,
        readings=tuple(Sound(each.ipa, each.respelling, each.source) for each in judgement.suggestions),
        where=naming.where(name, drafted, studio),
    )


def _sound(ipa: str) -> Sound:
    return Sound(ipa, sounds.respelled(ipa))
