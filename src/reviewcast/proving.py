"""Proof that names are said as they are meant to be: every expectation, in its sentences, by the engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reviewcast import hearing, phonetics, sounds, standing
from reviewcast.model import Check, Finding, Rule
from reviewcast.reading import Reader, saying_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from reviewcast.engines import Engine
    from reviewcast.lexicon import Match
    from reviewcast.model import Voice
    from reviewcast.production import Draft, Studio


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one expectation in one sentence."""

    name: str
    expect: str
    """IPA, as a person wrote it or as the rule means it."""
    heard: str
    """IPA, as the engine said it."""
    holds: bool
    text: str
    """The sentence; where no review has it the name alone, or with its guards."""
    alone: bool
    """Whether no review has it."""
    review: Path | None
    line: int
    where: str
    """``PATH:LINE`` of the expectation."""


class _Wish(NamedTuple):
    """A name that is to be heard in a certain way, and where."""

    entry: Rule | Check
    review: Path | None
    """The review whose own file has it; None for the show's."""


class _Case(NamedTuple):
    """One name in one sentence."""

    entry: Rule | Check
    reader: Reader
    text: str
    start: int
    end: int
    drafted: Draft | None = None
    line: int = 0

    @property
    def expect(self) -> str:
        """IPA; empty where anything is right."""
        if isinstance(self.entry, Check):
            return self.entry.expect
        return self.entry.expect or sounds.ipa(saying_for(self.entry, self.reader.voice), self.entry.written)


def prove(drafted: Sequence[Draft], studio: Studio, engine: Engine) -> tuple[Proof, ...]:
    """Hear every rule and check of the show in every sentence of *drafted* in which it acts.

    One that stands in none of them is heard alone, a rule with its guards beside it. A rule without an ``expect`` is
    to be heard as what it says itself in that voice; ``as`` and a check that is only true expect nothing. *engine*
    must be able to transcribe. Raises VoiceError when it cannot say a sentence.
    """
    found: dict[Rule | Check, list[_Case]] = {}
    for each in drafted:
        for case in _in_review(each, studio):
            found.setdefault(case.entry, []).append(case)
    voice = drafted[0].voice if drafted else studio.usual_voice()
    cases: list[_Case] = []
    for wish in _wishes(drafted, studio):
        cases += found.get(wish.entry) or [_alone(wish, hearing.ear(voice), studio)]
    with ThreadPoolExecutor(max(1, studio.jobs), "prove") as pool:
        return tuple(pool.map(lambda case: _proof(case, engine), (case for case in cases if case.expect)))


def _wishes(drafted: Sequence[Draft], studio: Studio) -> Iterator[_Wish]:
    """All that the files of an editor have, each once."""
    seen: set[Path] = set()
    for review in (None, *(each.path for each in drafted)):
        for sheet in studio.rulebook.sheets(review):
            if sheet.scope != "house" and sheet.path not in seen:
                seen.add(sheet.path)
                yield from (_Wish(rule, review) for rule in sheet.rules)
                yield from (_Wish(check, review) for check in sheet.checks)


def _in_review(drafted: Draft, studio: Studio) -> Iterator[_Case]:
    """Every place where a rule or a check of a file acts; in equal sentences of one voice once."""
    checks = {(check.written, check.scope): check for check in studio.rulebook.checks(drafted.path)}
    finder = standing.finder(checks.values())
    seen: set[tuple[str, ...]] = set()
    for said in drafted.script.utterances:
        as_heard = (said.spoken, *hearing.ear(said.voice).recording_key())
        if as_heard in seen:
            continue
        seen.add(as_heard)
        reader = hearing.reader_of(said, studio.rulebook, drafted.path, studio.show.language)
        rules = reader.lexicon.find(said.text)
        for match in rules:
            yield _Case(match.rule, reader, said.text, match.start, match.end, drafted, said.line)
        for match in finder.find(said.text):
            if not any(
                rule.start <= match.start and match.end <= rule.end and _is_longer(rule, match) for rule in rules
            ):
                check = checks[match.rule.written, match.rule.scope]
                yield _Case(check, reader, said.text, match.start, match.end, drafted, said.line)


def _is_longer(one: Match, other: Match) -> bool:
    return one.end - one.start > other.end - other.start


def _alone(wish: _Wish, voice: Voice, studio: Studio) -> _Case:
    """A name that no review has, between the first of the words that its rule wants beside it."""
    entry = wish.entry
    before, behind = (entry.after[:1], entry.before[:1]) if isinstance(entry, Rule) else ((), ())
    text = " ".join([*before, entry.written, *behind])
    start = len(" ".join([*before, ""]))
    reader = Reader(studio.rulebook.lexicon(wish.review), voice, studio.show.language)
    return _Case(entry, reader, text, start, start + len(entry.written))


def _proof(case: _Case, engine: Engine) -> Proof:
    heard = hearing.hear(engine, case.reader, case.text, case.start, case.end)
    entry = case.entry
    return Proof(
        name=entry.written,
        expect=case.expect,
        heard=heard,
        holds=phonetics.contains(sounds.heard(heard), phonetics.parse_ipa(case.expect)),
        text=case.text,
        alone=case.drafted is None,
        review=case.drafted.path if case.drafted else None,
        line=case.line,
        where=f"{entry.path}:{entry.line}" if entry.line else entry.path,
    )


def findings(proofs: Iterable[Proof]) -> tuple[Finding, ...]:
    """What the *proofs* found wrong, and the names that were heard alone for want of a sentence."""
    found = []
    for proof in proofs:
        if not proof.holds:
            line = f":{proof.line}" if proof.line else ""  # the show's own words stand on none
            place = f" ({proof.review}{line})" if proof.review else ""
            told = f'"{proof.name}" is said {proof.heard or "not at all"} and not {proof.expect}{place}: "{proof.text}"'
            found.append(Finding("said-wrong", "error", f"{told}; set it again, or mend what is expected", proof.where))
        elif proof.alone:
            told = f'"{proof.name}" stands in no review, so it was heard alone'
            found.append(Finding("unused", "warning", told, proof.where))
    return tuple(found)
