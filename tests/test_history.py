"""What the history of an episode says of a build."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewcast import history
from reviewcast.model import Cue, Rule, Saying, Script, Segment, Utterance, Voice
from sample_episodes import episode

VOICE = Voice("narrator")
ORLOK, MURNAU = Rule("Orlok", Saying("say", "OR-lok")), Rule("Murnau", Saying("say", "MOOR-now"))
LINES = (("Orlok waits.", (ORLOK,)), ("Murnau filmed Orlok.", (MURNAU, ORLOK)), ("Nobody sleeps.", ()))


def script(*lines):
    return Script("T", (Segment("T", tuple(Utterance(text, text, VOICE, 1, rules=rules) for text, rules in lines)),))


def before(lines=LINES, said="abc"):
    cues = tuple(Cue(0.0, 1.0, text, 0) for text, _ in lines)
    return replace(episode(), text=cues, said=tuple(said), rules=history.rules_of(script(*lines)), voice="narrator")


def test_the_first_build_is_the_publication():
    """Whatever it says."""
    assert history.describe(None, script(*LINES), "abc", "narrator") == "first published"


def test_another_voice_is_told_and_nothing_else():
    """Every sentence is new then."""
    assert history.describe(before(), script(*LINES), "xyz", "low") == "other voice: narrator -> low"


def voiced(*profiles):
    """LINES, each in the voice of that name."""
    lines = zip(LINES, profiles, strict=True)
    said = tuple(Utterance(text, text, Voice(name), 1, rules=rules) for (text, rules), name in lines)
    return Script("T", (Segment("T", said),))


@pytest.mark.parametrize(
    ("others", "now", "words"),
    [
        ((), ("narrator", "quote", "narrator"), "with the voice quote"),
        (("quote",), ("narrator", "narrator", "narrator"), "without the voice quote"),
        (("quote",), ("joe", "joe-quote", "joe"), "other voice: narrator, quote -> joe, joe-quote"),
        (("quote",), ("narrator", "joe-quote", "narrator"), "other voice: quote -> joe-quote"),
        (("quote",), ("quote", "narrator", "quote"), "other voice: narrator -> quote"),
    ],
)
def test_voices_beside_the_narrator_are_told_too(others, now, words):
    """Which came and which are gone; with another narrator nothing else is told."""
    told = history.describe(replace(before(), others=others), voiced(*now), "abc", now[0])
    assert told == words


@pytest.mark.parametrize(
    ("lines", "said", "words"),
    [
        (LINES, "abc", "made again"),
        ((*LINES, ("She wakes.", ())), "abcd", "1 sentence new or rewritten"),
        ((*LINES[:2], ("Nobody slept.", ()), ("At all.", ())), "abde", "2 sentences new or rewritten"),
        (
            (LINES[0], (LINES[1][0], (replace(MURNAU, saying=Saying("say", "MUR-now")), ORLOK)), LINES[2]),
            "axc",
            "1 sentence said differently: Murnau",
        ),
        (
            ((LINES[0][0], ()), (LINES[1][0], (MURNAU,)), LINES[2]),
            "xyc",
            "2 sentences said differently: Orlok",
        ),
        (LINES, "abx", "1 sentence said differently"),
        (
            ((LINES[0][0], ()), LINES[1], ("New.", ())),
            "xbd",
            "1 sentence new or rewritten; 1 sentence said differently",
        ),
    ],
)
def test_a_line_says_what_changed(lines, said, words):
    """Words by their number, sayings by the names whose rule is new, changed or gone."""
    assert history.describe(before(), script(*lines), said, "narrator") == words


def test_many_names_are_not_all_told():
    """The line stays a line."""
    rules = tuple(Rule(f"Name{letter}", Saying("as", letter)) for letter in "ABCDEFGHIJ")
    told = history.describe(before(), script((LINES[0][0], rules), *LINES[1:]), "xbc", "narrator")
    assert told.endswith("NameA, NameB, NameC, NameD, NameE, NameF, NameG, NameH and 2 more")


def test_marks_at_one_place_are_no_rules_of_the_episode():
    """They stand in the review and nowhere else."""
    inline = replace(ORLOK, scope="inline")
    assert history.rules_of(script(("Orlok.", (inline, MURNAU)))) == (("Murnau", "say MOOR-now"),)
