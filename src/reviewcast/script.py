"""From a review to what is said: segments of utterances, each with the pause after it.

Words are decided here, once, for everything that follows: what is shown keeps the words as written, what is
spoken is the same as a :class:`reviewcast.reading.Reader` reads it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewcast import casting, wording
from reviewcast.breaths import breaths
from reviewcast.errors import ReviewError, ShowError
from reviewcast.harmless import sayable, visible
from reviewcast.model import Notice, Script, Segment, Utterance
from reviewcast.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.harmless import Change
    from reviewcast.lexicon import Lexicon
    from reviewcast.model import Block, Cast, Review, Role, Rule, Show, Voice


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds of silence by place."""

    clause: float = 0.12
    """Inside a sentence that is too long for one breath."""
    paragraph: float = 0.7
    item: float = 0.5
    """Between two items of a list."""
    quotation: float = 0.8
    """Before and after."""
    before_heading: float = 1.2
    """Also at the end of a segment, whatever follows."""
    after_heading: float = 0.6
    after_opening: float = 0.6
    after_disclosure: float = 1.0
    at_end: float = 0.7
    """After the very last words."""


PAUSES = Pauses()
"""At 165 words a minute, of a voice that has no wishes of its own."""
HANDOVER = PAUSES.quotation
"""Seconds at least from one voice to another."""
_SHORTEST = PAUSES.clause
"""No pause of a clause is shorter, however fast the voice: it is long enough for a cut of the sound."""

_MARKER = re.compile(r"(.*?)[.):\s]*\Z", re.DOTALL)
_STOPPED = re.compile(r"[.?!…。？！][\"'”’»›)\]}]*\Z")

_MESSAGES = {
    "invisible": "invisible or control characters are left out: {what} ({count} in all)",
    "symbol": "symbols or emoji are shown but not spoken: {what} ({count} in all)",
    "sign": "signs that an engine takes for commands, or spells out, are shown but not spoken: {what} ({count} in all)",
    "repeat": '"{what}" stands {count} times in a row and is spoken three times',
    "long-word": 'the word "{what}" has {count} characters; it is spoken in pieces, up to the 240th',
    "unheard": 'the rule for "{what}" cannot be told to this voice, and it is spoken as written; give it an "as"',
    "unread": 'the rule for "{what}" has no reading yet, and it is spoken as written; set it again with its lang',
    "long-sentence": 'the sentence "{what}" has {count} characters and is spoken in pieces; break it up',
}


def write_script(review: Review, lexicon: Lexicon, show: Show, cast: Cast) -> Script:
    """The whole episode in words, each spoken by its voice of *cast* as *lexicon* has its names.

    A segment begins with each heading of the highest level used; what stands before the first is the lead. The
    first segment bears the review's title and begins with the opening and the disclosure of *show*; where the
    review starts with a heading it holds nothing else. The closing belongs to the last. A template that is
    empty is not spoken.

    Raises ShowError for a template that cannot be filled, ReviewError for a review without a word to say.
    """
    writer = _Writer(lexicon, show.language)
    for block, voice in _voiced(review, cast):
        writer.add_block(block, voice)
    if not writer.lines:
        raise ReviewError(
            "it has no words to speak; write at least one sentence", path=review.name, line=review.title_line
        )
    title = visible(review.title)[0].strip()
    fields = _fields(review, show, title)
    reader = writer.reader(cast.opening or cast.narrator)
    before = [line for role in _FIRST for line in _template_lines(role, show, fields, reader)]
    after = _template_lines("closing", show, fields, reader)
    chapters = _chapters(title, [*before, *writer.lines, *after])
    segments = tuple(
        Segment(name, tuple(_utterances(lines, chapters[index + 1][1][0] if index + 1 < len(chapters) else None)))
        for index, (name, lines) in enumerate(chapters)
    )
    return Script(title, segments, tuple(writer.notices))


def _voiced(review: Review, cast: Cast) -> Iterator[tuple[Block, Voice]]:
    """The blocks of *review* in their order, each with the voice that speaks it."""
    sections = {casting.key(heading): voice for heading, voice in cast.sections}
    under: list[tuple[int, Voice]] = []
    """The headings one is under, with who reads below each."""
    for section in review.sections:
        if section.heading is not None:
            while under and under[-1][0] >= section.heading.level:
                under.pop()
            inherited = under[-1][1] if under else cast.narrator
            under.append((section.heading.level, sections.get(casting.key(section.heading.text), inherited)))
            yield section.heading, cast.heading or under[-1][1]
        reads = under[-1][1] if under else cast.narrator
        for block in section.blocks:
            yield block, cast.quotation or reads if block.kind == "quotation" else reads


# --- lines ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """An utterance to be, before it knows what follows it."""

    role: Role
    voice: Voice
    texts: list[str]
    """What is shown, with the unsaid text that goes along."""
    spoken: str
    rules: tuple[Rule, ...]
    place: int
    """Which block it comes from; those of the show's own words have numbers below 0."""
    line: int = 0
    level: int = 0
    title: str = ""
    """Of a heading: its level, and all its words."""
    inside: bool = False
    """Whether its sentence goes on in the next."""


@dataclass(slots=True)
class _Writer:
    """Collects the lines of a review; text with nothing to say goes along with its neighbour."""

    lexicon: Lexicon
    language: str
    lines: list[_Line] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    """Shown text that waits for the first line."""
    places: int = 0
    readers: dict[Voice, Reader] = field(default_factory=dict)

    def reader(self, voice: Voice) -> Reader:
        """What reads for *voice*: by the same rules as for every other."""
        if voice not in self.readers:
            self.readers[voice] = Reader(self.lexicon, voice, self.language)
        return self.readers[voice]

    def add_block(self, block: Block, voice: Voice) -> None:
        """Add the lines of one heading, paragraph, item or quotation."""
        reader = self.reader(voice)
        text, hidden = visible(block.text)
        changes = list(hidden)
        role: Role = block.kind
        title = text.strip()
        self.places += 1
        marker = visible(block.marker)[0].strip()
        for breath in breaths(text, block, reader, changes):
            texts = [marker, breath.text] if marker else [breath.text]
            spoken = breath.reading.spoken
            if not sayable(spoken):
                (self.lines[-1].texts if self.lines else self.unsaid).extend(texts)
                marker = ""
                continue
            said = _numbered(reader.read(marker[:30]).spoken, spoken) if marker else spoken
            said = _with_stop(said) if role == "heading" else said
            texts, self.unsaid, marker = self.unsaid + texts, [], ""
            rules = breath.reading.rules
            self.lines.append(
                _Line(role, voice, texts, said, rules, self.places, block.line, block.level, title, breath.inside)
            )
        self.notices += _notices(block.line, changes)


def _numbered(number: str, spoken: str) -> str:
    """The number of an item before its words; a colon makes espeak pause, its own full stop does not."""
    bare = _MARKER.match(number)
    return f"{bare[1]}: {spoken}" if bare and bare[1] else spoken


def _with_stop(spoken: str) -> str:
    """A heading falls at its end, unless it asks or calls."""
    return spoken if _STOPPED.search(spoken) else spoken.rstrip(" ,;:–—-") + "."


def _notices(line: int, changes: Iterable[Change]) -> Iterator[Notice]:
    """One notice for each kind of change in a block."""
    kinds: dict[str, list[Change]] = {}
    for change in changes:
        kinds.setdefault(change.code, []).append(change)
    for code, found in kinds.items():
        message = _MESSAGES[code].format(what=found[0].what, count=_count(code, found))
        more = f", and {len(found) - 1} more like it" if len(found) > 1 and code in _SINGLE else ""
        yield Notice(line, code, message + more)


_SINGLE = ("repeat", "long-word", "long-sentence")


def _count(code: str, found: Sequence[Change]) -> int:
    return found[0].count if code in _SINGLE else sum(change.count for change in found)


# --- the show's own words ---------------------------------------------------------------------------------


def _fields(review: Review, show: Show, title: str) -> dict[str, str]:
    facts = review.facts
    return {
        "show": show.title,
        "title": title,
        "author": facts.author or show.author,
        "film": facts.film or "",
        "year": "" if facts.year is None else str(facts.year),
        "rating": facts.rating or "",
    }


_FIRST: tuple[Role, ...] = ("opening", "disclosure")
_PLACES: dict[Role, int] = {"opening": -3, "disclosure": -2, "closing": -1}


def _template_lines(role: Role, show: Show, fields: dict[str, str], reader: Reader) -> list[_Line]:
    template = {"opening": show.words.opening, "disclosure": show.words.disclosure}.get(role, show.words.closing)
    try:
        text = visible(wording.fill(template, fields))[0]
    except ValueError as error:
        path = None if show.root is None else str(show.root / "show.toml")
        raise ShowError(f"[words] {role}: {error}", path=path) from error
    return [
        _Line(
            *(role, reader.voice, [breath.text], breath.reading.spoken, breath.reading.rules, _PLACES[role]),
            inside=breath.inside,
        )
        for breath in breaths(text, None, reader, [])
        if sayable(breath.reading.spoken)
    ]


# --- segments ---------------------------------------------------------------------------------------------


def _chapters(title: str, lines: Sequence[_Line]) -> list[tuple[str, list[_Line]]]:
    """The lines by segment, each with its title; the first segment always bears the review's."""
    level = min((line.level for line in lines if line.role == "heading"), default=0)
    chapters: list[tuple[str, list[_Line]]] = [(title, [])]
    place = 0
    for line in lines:
        if line.role == "heading" and line.level == level and line.place != place:
            chapters.append((line.title, []))
        place = line.place
        chapters[-1][1].append(line)
    return [chapter for chapter in chapters if chapter[1]]


def _utterances(lines: Sequence[_Line], following: _Line | None) -> Iterator[Utterance]:
    """The lines of one segment with the pauses between them; *following* is the next segment's first."""
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        ends = after is None or after.place != line.place
        if after is not None:
            pause = _pause_between(line, after)
        else:
            pause = _scaled(PAUSES.at_end if following is None else PAUSES.before_heading, line.voice)
        text = " ".join(filter(None, line.texts))
        yield Utterance(text, line.spoken, line.voice, line.line, line.role, pause, ends, line.rules)


def _pause_between(line: _Line, after: _Line) -> float:
    """Seconds from *line* to what comes *after* it in the same segment, as the voice of *line* has it."""
    if line.place == after.place:
        if line.inside:
            return max(_SHORTEST, _scaled(PAUSES.clause, line.voice))
        return _scaled(line.voice.sentence_gap, line.voice)
    pause = _between_blocks(line.role, after.role)
    return _scaled(pause if line.voice == after.voice else max(pause, HANDOVER), line.voice)


def _between_blocks(role: Role, after: Role) -> float:
    if role in _PAUSES_AFTER:
        return _PAUSES_AFTER[role]
    if after in ("heading", "closing"):
        return PAUSES.before_heading
    if role != after and "quotation" in (role, after):
        return PAUSES.quotation
    return PAUSES.item if role == after == "item" else PAUSES.paragraph


def _scaled(pause: float, voice: Voice) -> float:
    """*pause* as *voice* makes it: as often as its profile says, and longer for a slow voice than for a fast one.

    By the root of its pace: speech that is twice as fast has pauses of 0.7, not of half the length.
    """
    return round(pause * voice.pause_scale * math.sqrt(_PACE / voice.rate), 3)


_PACE = 165
"""Words a minute of the voice that PAUSES were set for."""
_PAUSES_AFTER: dict[Role, float] = {
    "heading": PAUSES.after_heading,
    "opening": PAUSES.after_opening,
    "disclosure": PAUSES.after_disclosure,
}
