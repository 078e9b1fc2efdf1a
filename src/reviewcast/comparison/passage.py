"""What is spoken for comparison: some sentences of a review, the same in every voice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewcast import document, script, storage
from reviewcast.engines.duration import predicted_seconds
from reviewcast.errors import UsageError
from reviewcast.harmless import sayable
from reviewcast.model import Block, Cast, Review, Script, Section, Segment, Sound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewcast.lexicon import Lexicon
    from reviewcast.model import Show, Utterance, Voice
    from reviewcast.production import Studio

SENTENCES = (
    "The lights go down, somebody coughs, and for two hours nothing else is real. "
    "Is it a comedy? Not quite: by 1927 she had made 14 pictures, and every one of them ended in the rain. "
    "“Stay where you are,” says the voice on the telephone, and we do."
)
"""What a voice says when it is given nothing: sentences long and short, a question, figures, speech."""

_BODY = {"prose", "item", "quotation"}
_OVER = 1.15
"""A passage may be so many times as long as was asked for; a sentence is never broken."""
_NEAR = 90.0
"""Seconds after the beginning of a review up to which a passage is looked for that has a name with a rule."""


class Text:
    """Something to say, that every voice says by the same rules."""

    def __init__(self, review: Review, lexicon: Lexicon, show: Show) -> None:
        """*show* gives the language; its music and its other voices are left out."""
        self._review, self._lexicon = review, lexicon
        self._show = replace(show, sound=Sound(intro="none", outro="none", sting="none"))

    @property
    def title(self) -> str:
        """The review's."""
        return self._review.title

    @property
    def show(self) -> Show:
        """The show without its music, in which it sounds."""
        return self._show

    def spoken(self, voice: Voice) -> tuple[Utterance, ...]:
        """The body of it, without headings and the show's own words, as *voice* speaks it alone."""
        written = script.write_script(self._review, self._lexicon, self._show, Cast(voice))
        return tuple(utterance for utterance in written.utterances if utterance.role in _BODY)


def of_review(path: Path, studio: Studio) -> Text:
    """The review at *path*, by the rules that are in force for it; the errors of reading a review."""
    review = document.parse(storage.read(path, "the review"), str(path), skip=studio.show.skip)
    return Text(review, studio.rulebook.lexicon(path), studio.show)


def of_words(words: str, studio: Studio) -> Text:
    """*words* as they are, without any markup, by the rules of the show; UsageError for nothing to say."""
    if not sayable(words):
        raise UsageError("there is nothing to say; write a sentence")
    review = Review("the text", "the-text", "", 1, (Section(None, (Block(words, 1),)),))
    return Text(review, studio.rulebook.lexicon(None), studio.show)


def first_paragraph(text: Text, voice: Voice) -> tuple[Utterance, ...]:
    """What *voice* says up to the end of the first paragraph."""
    said = text.spoken(voice)
    end = next((index for index, each in enumerate(said) if each.ends_block), len(said) - 1)
    return said[: end + 1]


def choose(text: Text, voice: Voice, seconds: float) -> tuple[tuple[int, str], ...]:
    """The (line, words) of whole sentences that last about so many *seconds* in *voice*, from a paragraph's beginning.

    The first such passage with a name that a rule of the show or the review says, unless it comes late; else the
    first.
    """
    said = text.spoken(voice)
    starts = [index for index in range(len(said)) if index == 0 or said[index - 1].ends_block]
    before = 0.0
    passages: list[list[Utterance]] = []
    for start, following in zip(starts, [*starts[1:], len(said)], strict=True):
        if passages and before > _NEAR:
            break
        passages.append(_window(said[start:], seconds))
        before += sum(map(_seconds, said[start:following]))
    best = next((passage for passage in passages if any(map(_has_rule, passage))), passages[0])
    return tuple((each.line, each.text) for each in best)


def excerpt(text: Text, voice: Voice, passage: Sequence[tuple[int, str]]) -> Script:
    """*passage* as *voice* speaks it, as a script of its own.

    A sentence may be in more pieces than in another voice, or in fewer, since a rule can make it long.
    """
    lines, words = {line for line, _ in passage}, " ".join(words for _, words in passage)
    taken: list[Utterance] = []
    for each in text.spoken(voice):
        if each.line in lines and each.text in words and sum(len(one.text) + 1 for one in taken) < len(words):
            taken.append(each)
    return Script(text.title, (Segment(text.title, tuple(taken)),))


def _window(said: Sequence[Utterance], seconds: float) -> list[Utterance]:
    """As many of the first as last about so long, at least one."""
    taken: list[Utterance] = []
    total = 0.0
    for each in said:
        total += _seconds(each)
        if taken and total > seconds * _OVER:
            break
        taken.append(each)
        if total >= seconds:
            break
    return taken


def _has_rule(utterance: Utterance) -> bool:
    return any(rule.scope != "house" for rule in utterance.rules)


def _seconds(utterance: Utterance) -> float:
    return predicted_seconds(utterance.spoken, utterance.voice.rate) + utterance.pause
