"""Proof that names are said as they are meant to be: every expectation, in its sentences, by the engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reviewcast import hearing, phonetics, sounds
from reviewcast.lexicon import Lexicon
from reviewcast.model import Finding, Rule, Saying
from reviewcast.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from reviewcast.engines import Engine
    from reviewcast.model import Check
    from reviewcast.production import Draft, Studio


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one expectation in one sentence."""

    name: str
    expect: str
    """IPA, as a person wrote it or as the rule means it."""
    heard: str
    """IPA, as the engine said it; empty where it stands in no review and cannot be tried alone."""
    holds: bool
    text: str
    """The sentence; the name alone where no review has it."""
    alone: bool
    """Whether no review has it."""
    review: Path | None
    line: int
    where: str
    """``PATH:LINE`` of the expectation."""


class _Case(NamedTuple):
    """One name in one sentence."""

    wish: Rule | Check
    expect: str
    reader: Reader
    text: str
    start: int
    end: int
    drafted: Draft | None = None
    line: int = 0


def prove(drafted: Sequence[Draft], studio: Studio, engine: Engine) -> tuple[Proof, ...]:
    """Hear every rule and check of the show in every sentence of *drafted* that has it.

    A rule without an ``expect`` is to be heard as what it says itself; ``as`` and a check that is only true expect
    nothing. *engine* must be able to transcribe. Raises VoiceError when it cannot say a sentence.
    """
    cases = [case for wish, expect in _wishes(drafted, studio) for case in _cases(wish, expect, drafted, studio)]
    with ThreadPoolExecutor(max(1, studio.jobs), "prove") as pool:
        return tuple(pool.map(lambda case: _proof(case, engine), cases))


def _wishes(drafted: Sequence[Draft], studio: Studio) -> Iterator[tuple[Rule | Check, str]]:
    paths = [None, *(each.path for each in drafted)]
    sheets = {sheet.path: sheet for path in paths for sheet in studio.rulebook.sheets(path) if sheet.scope != "house"}
    for sheet in sheets.values():
        for rule in sheet.rules:
            if expect := rule.expect or sounds.ipa(rule.saying, rule.written):
                yield rule, expect
        for check in sheet.checks:
            if check.expect:
                yield check, check.expect


def _cases(wish: Rule | Check, expect: str, drafted: Sequence[Draft], studio: Studio) -> Iterable[_Case]:
    found = list(_in_reviews(wish, expect, drafted, studio))
    if found or not drafted:
        return found
    reader = Reader(studio.rulebook.lexicon(), hearing.ear(drafted[0].voice), studio.show.language)
    return [_Case(wish, expect, reader, wish.written, 0, len(wish.written))]


def _in_reviews(wish: Rule | Check, expect: str, drafted: Sequence[Draft], studio: Studio) -> Iterator[_Case]:
    finder = Lexicon([wish if isinstance(wish, Rule) else Rule(wish.written, Saying("as", wish.written))])
    for each in drafted:
        seen: set[str] = set()
        for said in each.script.utterances:
            if said.spoken in seen or (isinstance(wish, Rule) and wish not in said.rules):
                continue
            seen.add(said.spoken)
            for match in finder.find(said.text):
                reader = hearing.reader_of(said, studio.rulebook, each.path, studio.show.language)
                yield _Case(wish, expect, reader, said.text, match.start, match.end, each, said.line)


def _proof(case: _Case, engine: Engine) -> Proof:
    heard = hearing.hear(engine, case.reader, case.text, case.start, case.end)
    wish = case.wish
    return Proof(
        name=wish.written,
        expect=case.expect,
        heard=heard,
        holds=phonetics.contains(phonetics.parse_ipa(heard), phonetics.parse_ipa(case.expect)),
        text=case.text,
        alone=case.drafted is None,
        review=case.drafted.path if case.drafted else None,
        line=case.line,
        where=f"{wish.path}:{wish.line}" if wish.line else wish.path,
    )


def findings(proofs: Iterable[Proof]) -> tuple[Finding, ...]:
    """What the *proofs* found wrong, and the names that were heard alone for want of a sentence."""
    found = []
    for proof in proofs:
        if not proof.holds:
            place = f" ({proof.review}:{proof.line})" if proof.review else ""
            told = f'"{proof.name}" is said {proof.heard or "not at all"} and not {proof.expect}{place}: "{proof.text}"'
            found.append(Finding("said-wrong", "error", f"{told}; set it again, or mend what is expected", proof.where))
        elif proof.alone:
            told = f'"{proof.name}" stands in no review, so it was heard alone'
            found.append(Finding("unused", "warning", told, proof.where))
    return tuple(found)
