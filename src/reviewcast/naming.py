"""Names across reviews: which there are, how each is said and where, and what a rule would change.

Needs no engine but for :func:`scan`, which asks how each name sounds where it stands.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from reviewcast import doubt, hearing, lexicon, names, production, sounds, spelling
from reviewcast.model import Rule, Saying
from reviewcast.notation import line
from reviewcast.reading import Reader
from reviewcast.standing import STATES, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewcast.dictionary import Dictionary
    from reviewcast.doubt import Suggestion
    from reviewcast.engines import Engine
    from reviewcast.model import Episode, Utterance, Voice
    from reviewcast.production import Draft, Studio
    from reviewcast.standing import State


class Sentence(NamedTuple):
    """One sentence of one review, as it is shown."""

    review: Path
    line: int
    """0 for the show's own words around a review."""
    text: str

    def as_row(self) -> dict[str, object]:
        """As one JSON object."""
        return {"review": str(self.review), "line": self.line, "text": self.text}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of one or more reviews."""

    name: str
    state: State
    """Where it is settled least."""
    count: int
    """How often it stands in them, short forms included."""
    cast: bool
    """Whether a front matter names it, as cast or director."""
    required: bool
    """Whether it must be checked before the review counts as checked: all of the cast, or, in a review whose front
    matter names nobody, everybody who looks like a person."""
    person: bool
    score: float
    """How doubtful the engine's reading is, from 0 to 1."""
    reasons: tuple[str, ...]
    ipa: str
    """How the engine says it, in the first sentence it stands in."""
    respelling: str
    suggestions: tuple[Suggestion, ...]
    where: tuple[Sentence, ...]
    """The sentences it stands in."""


# --- what is in the reviews -------------------------------------------------------------------------------


def drafts(reviews: Iterable[Path], studio: Studio) -> tuple[Draft, ...]:
    """The *reviews* as they would be built."""
    return tuple(production.draft(path, studio) for path in reviews)


def sentences_of(drafted: Draft) -> list[Utterance]:
    """The sentences of the review itself, without the show's words around it."""
    return [utterance for utterance in drafted.script.utterances if utterance.line]


@dataclass(slots=True)
class _Row:
    """A name while it is collected."""

    drafted: list[Draft] = field(default_factory=list)
    """The reviews that have it."""
    person: bool = False
    cast: bool = False
    required: bool = False
    places: list[tuple[Draft, Utterance, int, int]] = field(default_factory=list)


def _collect(drafted: Sequence[Draft]) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    for each in drafted:
        known = [" ".join(name.split()) for name in (*each.review.facts.cast, *each.review.facts.director)]
        utterances = sentences_of(each)
        headings = {index for index, utterance in enumerate(utterances) if utterance.role == "heading"}
        texts = [utterance.text for utterance in utterances]
        for name in names.find(texts, known=known, headings=headings, is_common=spelling.is_common):
            row = rows.setdefault(name.written, _Row())
            row.drafted.append(each)
            row.person = row.person or name.person
            row.cast = row.cast or name.written in known
            row.required = row.required or (name.written in known if known else name.person)
            row.places += [(each, utterances[number], start, end) for number, start, end in name.places]
    return rows


def unchecked(drafted: Draft, studio: Studio) -> tuple[str, ...]:
    """The names of the cast that no editor has checked, in the order of the text; no engine is asked."""
    standing = _standing(drafted, studio)
    rows = _collect([drafted]).items()
    return tuple(name for name, row in rows if row.required and standing.of(name) != "checked")


def _standing(drafted: Draft, studio: Studio) -> Standing:
    return Standing(studio.rulebook.lexicon(drafted.path), studio.rulebook.checks(drafted.path))


# --- scan -------------------------------------------------------------------------------------------------


def scan(drafted: Sequence[Draft], studio: Studio, engine: Engine, words: Dictionary | None) -> tuple[Entry, ...]:
    """Every proper noun of *drafted*, the most doubtful first and what an editor has checked last.

    *engine* must be able to transcribe; *words* is a dictionary where there is one. Raises VoiceError when a
    sentence cannot be said.
    """
    standings = {each.path: _standing(each, studio) for each in drafted}

    def find(item: tuple[str, _Row]) -> Entry:
        return _finding(*item, standings, studio, engine, words)

    with ThreadPoolExecutor(max(1, studio.jobs), "scan") as pool:
        return tuple(sorted(pool.map(find, _collect(drafted).items()), key=_order))


def _order(entry: Entry) -> tuple[int, float, int, str]:
    """By how far it is settled, but what is only guessed and what a rule of the house says stand together."""
    return max(0, STATES.index(entry.state) - 1), -entry.score, -entry.count, entry.name


def _finding(
    name: str,
    row: _Row,
    standings: Mapping[Path, Standing],
    studio: Studio,
    engine: Engine,
    words: Dictionary | None,
) -> Entry:
    drafted = min(row.drafted, key=lambda each: STATES.index(standings[each.path].of(name)))
    ipa, voice = _heard(name, drafted, row, studio, engine)
    judgement = doubt.judge(
        name,
        person=row.person,
        heard=ipa,
        dictionary=words,
        read=lambda text, other: hearing.pronounce(engine, text, replace(voice, voice=other)),
    )
    return Entry(
        name=name,
        state=standings[drafted.path].of(name),
        count=len(row.places),
        cast=row.cast,
        required=row.required,
        person=row.person,
        score=judgement.score,
        reasons=judgement.reasons,
        ipa=ipa,
        respelling=sounds.respelled(ipa),
        suggestions=judgement.suggestions,
        where=tuple(dict.fromkeys(Sentence(each.path, said.line, said.text) for each, said, _, _ in row.places)),
    )


class Mention(NamedTuple):
    """A name in a sentence, whatever says it there."""

    drafted: Draft
    utterance: Utterance
    start: int
    end: int
    """Behind its possessive ending, if it has one."""
    ending: str


def mentions(name: str, drafted: Iterable[Draft]) -> Iterator[Mention]:
    """Where *name* stands in the sentences of *drafted*, the show's own words included, also inside a longer name."""
    finder = lexicon.Lexicon([Rule(name, Saying("as", name))])
    for each in drafted:
        for said in each.script.utterances:
            for match in finder.find(said.text):
                yield Mention(each, said, match.start, match.end, match.ending)


def heard_in(name: str, drafted: Sequence[Draft], studio: Studio, engine: Engine) -> str:
    """How *name* itself is said in the first sentence of *drafted* that has it; empty where none has."""
    mention = next(mentions(name, drafted), None)
    if mention is None:
        return ""
    text, end = mention.utterance.text, mention.end - len(mention.ending)
    reader = hearing.reader_of(mention.utterance, studio.rulebook, mention.drafted.path, studio.show.language)
    return hearing.hear(engine, reader, text[:end] + text[mention.end :], mention.start, end)


def _heard(name: str, drafted: Draft, row: _Row, studio: Studio, engine: Engine) -> tuple[str, Voice]:
    """How *name* is said in the first sentence that has it in full, of *drafted* if it is there, and in which voice."""
    book, language = studio.rulebook, studio.show.language
    places = [place for place in row.places if place[0] is drafted] or row.places
    if not places:  # only in a front matter
        reader = Reader(book.lexicon(drafted.path), hearing.ear(drafted.voice), language)
        return hearing.hear(engine, reader, name, 0, len(name)), reader.voice
    drafted, said, start, end = max(places, key=_tells)
    reader = hearing.reader_of(said, book, drafted.path, language)
    return hearing.hear(engine, reader, said.text, start, end), reader.voice


def _tells(place: tuple[Draft, Utterance, int, int]) -> tuple[int, bool]:
    """How much a place tells of a name: the longest form, and rather without the s of a possessive."""
    _, said, start, end = place
    return end - start, said.text[end : end + 1] not in {"'", "’"}


# --- where and impact -------------------------------------------------------------------------------------


def where(name: str, drafted: Sequence[Draft], studio: Studio) -> tuple[Sentence, ...]:
    """The sentences in which the rule for *name* says something, or would if there were one."""
    found = [Sentence(each.path, said.line, said.text) for each, said in places(name, drafted, studio)]
    return tuple(dict.fromkeys(found))


def places(name: str, drafted: Iterable[Draft], studio: Studio) -> Iterator[tuple[Draft, Utterance]]:
    """Where the rule for *name* acts, or would by a trial that says it plainly; in the drafts as they then are."""
    trial = replace(studio, rulebook=studio.rulebook.trying(Rule(name, Saying("as", name))))
    for each in drafted:
        ruled = studio.rulebook.rule(name, each.path) is not None
        draft = each if ruled else production.draft(each.path, trial)
        for said in draft.script.utterances:
            if any(rule.scope != "inline" and lexicon.same_key(rule.written, name) for rule in said.rules):
                yield draft, said


@dataclass(frozen=True, slots=True)
class Impact:
    """What published episodes would say differently by the rules as they stand."""

    sentences: tuple[Sentence, ...]
    gone: tuple[Episode, ...]
    """Episodes whose review is no longer there, so that nobody can tell."""


def impact(episodes: Iterable[Episode], studio: Studio) -> Impact:
    """Which sentences of the published *episodes* would be spoken differently, were they built again now."""
    found: list[Sentence] = []
    gone: list[Episode] = []
    for episode in episodes:
        if episode.draft or episode.published > studio.now:
            continue
        path = (studio.show.root or studio.out) / episode.review
        if not path.is_file():
            gone.append(episode)
            continue
        found += _said_differently(episode, production.draft(path, studio, absent=episode.absent))
    return Impact(tuple(found), tuple(gone))


def _said_differently(episode: Episode, drafted: Draft) -> Iterable[Sentence]:
    before: dict[str, set[str]] = {}
    for cue, said in zip(episode.text, episode.said, strict=False):
        before.setdefault(cue.text, set()).add(said)
    for utterance, said in zip(drafted.script.utterances, drafted.said, strict=True):
        if said not in before.get(line(utterance.text), {said}):
            yield Sentence(drafted.path, utterance.line, utterance.text)
