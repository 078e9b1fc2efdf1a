"""A review and everything made of it, for the tests of what is recorded and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reviewcast import ledger
from reviewcast.clip import Clip
from reviewcast.ledger import Ledger
from reviewcast.model import (
    Artwork,
    Block,
    Chapter,
    Cue,
    Enclosure,
    Episode,
    Facts,
    Mix,
    Receipt,
    Review,
    Script,
    Section,
    Segment,
    Show,
    Span,
    Utterance,
    Voice,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SHOW = Show("Silent Light", author="Ada Reader", description="Old films.", base_url="https://example.org/pod")
VOICE = Voice("narrator")
COVER = Artwork("covers/show-01234567.jpg", "covers/show-small-89abcdef.jpg")


def utterance(text: str, role: Any = "prose", *, ends_block: bool = False) -> Utterance:
    return Utterance(text, text, VOICE, 1, role, ends_block=ends_block)


SCRIPT = Script(
    "The General",
    (
        Segment(
            "The General",
            (
                utterance("This is Silent Light.", "opening"),
                utterance("This episode is read by a synthetic voice.", "disclosure"),
                utterance("A train is stolen."),
                utterance("It is stolen back,"),
                utterance("slowly."),
                utterance("A third sentence."),
            ),
        ),
        Segment("The chase", (utterance("The chase", "heading"), utterance("It goes on."))),
    ),
)
LINKED = Block("See the trailer or the book.", 3, spans=(Span(4, 15, "link", "https://example.org/t?a=1&b=2"),))
REVIEW = Review(
    "reviews/the-general.md",
    "the-general",
    "The General",
    1,
    (Section(None, (LINKED,)),),
    Facts(film="The General", year=1926, director=("Clyde Bruckman", "Buster Keaton"), rating="5/5"),
)
MIX = Mix(
    voice=Clip.silence(10, 22050),
    beds=(),
    cuts=(0, 1152 * 1000),
    channels=1,
    chapters=(Chapter(0.0, 12.34567, "The General"), Chapter(12.34567, 26.1, "The chase")),
    cues=(Cue(1.0, 2.00004, "A train is stolen.", 0), Cue(13.0, 14.5, "It goes on.", 1, "prose", True)),
)


def enclosure(data: bytes = b"sound" * 5000) -> Enclosure:
    return Enclosure(data, "ab" * 32, "audio/mpeg", 26.122, Receipt(-16.01, -1.2, 26.122, 96, 1))


def record(book: Ledger | None = None, **changes: Any) -> Episode:
    """The episode of REVIEW as its first build records it; *changes* are arguments of ledger.record."""
    told: dict[str, Any] = {
        "ledger": book or Ledger(show_guid=ledger.show_guid(SHOW.base_url, SHOW.title)),
        "review": REVIEW,
        "script": SCRIPT,
        "mix": MIX,
        "enclosure": enclosure(),
        "show": SHOW,
        "voice": "narrator",
        "source": "5" * 64,
        "said": ("5" * 8,) * len(SCRIPT.utterances),
        "audio": "audio/the-general-abababab.mp3",
        "chapters_path": "chapters/the-general-01234567.json",
        "transcripts": (
            ("transcripts/the-general-01234567.vtt", "text/vtt"),
            ("transcripts/the-general-89abcdef.srt", "application/x-subrip"),
            ("transcripts/the-general-fedcba98.json", "application/json"),
        ),
        "cover": None,
        "now": NOW,
    }
    return ledger.record(**{**told, **changes})


def episode(**changes: Any) -> Episode:
    """A recorded episode with some fields otherwise."""
    return replace(record(), **changes)


def imported(**changes: Any) -> Episode:
    """An episode of the show's former host, as it is after it was brought over: its audio is where it was."""
    before = {
        "slug": "pilot",
        "guid": "https://old.example/?p=1",
        "title": "Pilot",
        "description": "How it began.",
        "notes": "<p>How it began.</p>",
        "summary": "",
        "audio": "https://cdn.old.example/pilot.mp3?x=1&y=2",
        "chapters": (),
        "chapters_path": "",
        "transcripts": (),
        "text": (),
        "said": (),
        "voice": "",
        "source": "",
        "review": "",
        "receipt": None,
        "cover": "https://cdn.old.example/pilot.png",
        "film": None,
        "year": None,
        "director": (),
        "rating": None,
    }
    return episode(**{**before, **changes})


def several(count: int, **changes: Any) -> list[Episode]:
    """Episodes that came out a day apart, the oldest first and the last a day before NOW."""
    first = episode(**changes)
    dates = [NOW - timedelta(count - number) for number in range(count)]
    return [
        replace(
            first,
            slug=f"e{number}",
            guid=f"guid-{number}",
            title=f"E{number}",
            audio=f"audio/e{number}-abababab.mp3",
            published=date,
            updated=date,
            history=({**first.history[0], "date": date.isoformat()},),
        )
        for number, date in enumerate(dates)
    ]
