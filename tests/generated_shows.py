"""Shows of any number of reviews, generated: the same count gives the same words, and no two reviews are alike."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST = datetime(2025, 1, 3, 6, tzinfo=UTC)
"""When the first review came out; the others follow, two days apart, all before the time of the tests."""

TITLES = (
    "The Lamp at the End of the Pier",
    'What "Midnight" Owes to Noon',
    "Rain & Other Strangers <again>",
    "فيلم عن البحر والمدينة",
    "🎬 Popcorn, Twice 🍿",
    "L'Été où rien n'arrive",
    "It’s Not the Heat — It’s the Plot",
    "Ōkami no Natsu: a Wolf’s Summer",
    "100% Cotton; 0% Silk",
    "A Very Long Title That Goes On About a Ferry, a Ferryman, the Ferryman’s Sister, Two Suitcases and a Dog",
)
HEADINGS = ("The story", "Who is in it?", "Light and sound", "What does not work", "Should you go?")
SUBJECTS = ("The camera", "Her brother", "A stranger in the third row", "The lighthouse keeper", "Nobody in town")
VERBS = ("waits for", "forgets", "follows", "argues with", "photographs", "outlives")
OBJECTS = ("the last tram", "a letter that never came", "the river", "an orchestra of eleven", "the winter of 1962")
ENDS = ("and the film lets it happen.", "which is the joke.", "as if time were cheap.", "and then it snows.")
AUTHORS = ("Ada Reader", "Björn Ångström", "María-José O’Neill", "佐藤 花子")
FILMS = ("The Pier", "Noon & Midnight", "Été", "Ōkami")
RATINGS = ("4/5", "★★★½", "7 out of 10", "B+")

SHOW = """\
title = "Fifty Evenings"
author = "The Night Desk"
description = "Generated reviews of films that do not exist."
base_url = "{base_url}"
voice = "draft"
house_rules = false

[sound]
intro = "none"
outro = "none"
sting = "none"
"""


def generate(root: Path, count: int, base_url: str = "https://example.org/evenings") -> None:
    """Lay out a show of *count* reviews at *root*, in the draft voice and without music, so that it builds fast."""
    (root / "reviews").mkdir(parents=True)
    (root / "show.toml").write_text(SHOW.format(base_url=base_url), encoding="utf-8")
    for number in range(count):
        (root / "reviews" / f"evening-{number:03}.md").write_text(review(number), encoding="utf-8")


def review(number: int) -> str:
    """The review of that number: front matter, and three to five sections of prose, lists, links and quotations."""
    dice = random.Random(number)
    date = FIRST + timedelta(days=2 * number)
    title = f"{TITLES[number % len(TITLES)]} ({_roman(number // len(TITLES) + 1)})"
    front = [f"title: {_quoted(title)}", f"date: {date.isoformat()}"]
    if number % 4:
        front += [f"author: {_quoted(AUTHORS[number % len(AUTHORS)])}"]
    if number % 3:
        name = FILMS[number % len(FILMS)]
        front += [f"film: {_quoted(name)}", f"year: {1920 + number}", f"rating: {_quoted(RATINGS[number % 4])}"]
        front += ["director: [Ida Lind, Omar Saïd]", "cast: [A. Player, B. Player]"]
    if number % 7 == 3:
        front += ["season: 1", f"episode: {number}"]
    if number % 11 == 5:
        front += ["explicit: true"]
    parts = ["---", *front, "---", "", _paragraph(dice)]
    for heading in HEADINGS[: 2 + number % 4]:
        parts += ["", f"## {heading}", "", _paragraph(dice), *_extra(dice)]
    return "\n".join(parts) + "\n"


def _extra(dice: random.Random) -> list[str]:
    kind = dice.randrange(5)
    if kind == 0:
        return ["", *(f"- {_sentence(dice)}" for _ in range(3))]
    if kind == 1:
        return ["", f"> {_sentence(dice)}"]
    if kind == 2:
        return ["", f"See [the *trailer*](https://example.org/t?id={dice.randrange(99)}&lang=en) or write to us."]
    if kind == 3:
        return ["", "### A smaller matter", "", _sentence(dice)]
    return []


def _paragraph(dice: random.Random) -> str:
    return " ".join(_sentence(dice) for _ in range(dice.randint(1, 2)))


def _sentence(dice: random.Random) -> str:
    return " ".join(dice.choice(words) for words in (SUBJECTS, VERBS, OBJECTS, ENDS))


def _roman(number: int) -> str:
    return "".join(["X" * (number // 10), ["", *["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]][number % 10]])


def _quoted(text: str) -> str:
    """A YAML text in double quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
