"""One list of chapters in the four forms that apps read: ID3, JSON, Podlove's in the feed, lines in the notes."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import feedparser
import podcastparser
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import feed, id3, subscription, transcript
from reviewcast.model import Artwork, Chapter, Episode, Tags
from reviewcast.notation import clock, milliseconds
from sample_episodes import MIX, NOW, SHOW, record

HALVES = st.integers(0, 18_000_000).map(lambda number: number / 1000 + 0.0005)
"""Times that stand between two milliseconds, on one side of the middle or the other by the float's last bit."""
FRAMES = st.integers(0, 700_000).map(lambda number: number * 1152 / 44_100)
"""Times at which a piece of sound can begin."""
TIMES = HALVES | FRAMES | st.floats(0, 18_000)
TITLES = st.text(max_size=40)


@dataclass(frozen=True)
class Forms:
    """The chapters as apps find them: (start in milliseconds, title) pairs, in seconds for the notes."""

    id3: list[tuple[int, str]]
    json: list[tuple[int, str]]
    psc: list[tuple[int, str]]
    notes: list[tuple[int, str]]
    ledger: list[tuple[int, str]]
    feed: bytes


def moment(written: str) -> int:
    """``HH:MM:SS.mmm`` or ``HH:MM:SS`` in milliseconds."""
    match = re.fullmatch(r"(\d{2,}):([0-5]\d):([0-5]\d)(?:\.(\d{3}))?", written)
    assert match
    hours, minutes, seconds, rest = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def forms(chapters: tuple[Chapter, ...]) -> Forms:
    """What a build makes of *chapters*, read back by readers of each form."""
    episode: Episode = record(mix=replace(MIX, chapters=chapters))
    rendered = feed.render(SHOW, "", [episode], cover=Artwork("c.jpg", "s.jpg"), now=NOW + timedelta(1))["feed.xml"]
    (item,) = subscription.read(rendered).items
    listed = json.loads(transcript.render_chapters(chapters))["chapters"]
    lines = re.findall(r"<p>(\d{2,}:\d\d:\d\d) ?(.*?)</p>", episode.notes)
    return Forms(
        id3=[(start, title) for start, _, title in id3.read_chapters(id3.tag(Tags("", "", "", "", chapters=chapters)))],
        json=[(round(row["startTime"] * 1000), row["title"]) for row in listed],
        psc=[(moment(start), title) for start, title in item.psc],
        notes=[(moment(start), title) for start, title in lines],
        ledger=[(round(chapter.start * 1000), chapter.title) for chapter in episode.chapters],
        feed=rendered,
    )


def chapters_of(rows: list[tuple[float, str]]) -> tuple[Chapter, ...]:
    rows = sorted(rows, key=lambda row: row[0])
    ends = [start for start, _ in rows[1:]] + [18_001.0]
    return tuple(Chapter(start, end, title) for (start, title), end in zip(rows, ends, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TIMES, TITLES), min_size=2, max_size=6, unique_by=lambda row: row[0]))
def test_the_four_forms_agree_to_the_millisecond(rows: list[tuple[float, str]]) -> None:
    """Whatever the times, ID3, JSON, psc and the ledger tell the same ones, and the notes the same seconds."""
    chapters = chapters_of(rows)
    found = forms(chapters)
    assert found.id3 == found.json == found.psc == found.ledger
    assert [start for start, _ in found.psc] == [milliseconds(chapter.start) for chapter in chapters]
    assert [start for start, _ in found.notes] == [start // 1000 * 1000 for start, _ in found.psc]


def test_the_four_forms_have_the_same_titles() -> None:
    """Line ends, characters that no feed can hold, quotes and other scripts are the same everywhere."""
    titles = ["A\nB\x00\x1f\ud800C", "«Büro» & <b>", "فيلم", "😀 “x”"]
    found = forms(chapters_of([(float(index * 60), title) for index, title in enumerate(titles)]))
    told = ["A BC", "«Büro» & <b>", "فيلم", "😀 “x”"]
    assert [title for _, title in found.id3] == [title for _, title in found.json] == told
    assert [title for _, title in found.psc] == [title for _, title in found.ledger] == told
    assert [title for _, title in found.notes] == ["A BC", "«Büro» &amp; &lt;b&gt;", "فيلم", "😀 “x”"]


def test_other_peoples_readers_find_the_same_times() -> None:
    """feedparser reads the psc chapters to the millisecond; podcastparser, which is gPodder's, to the second."""
    found = forms(chapters_of([(0.0, "One"), (61.0005, "Two"), (3723.9995, "Three")]))
    parsed = podcastparser.parse("https://example.org/feed.xml", io.BytesIO(found.feed))["episodes"][0]["chapters"]
    assert [(row["start"] * 1000, row["title"]) for row in parsed] == [(at // 1000 * 1000, t) for at, t in found.psc]
    rows = feedparser.parse(found.feed).entries[0].psc_chapters["chapters"]
    assert [(round(row["start_parsed"] / timedelta(milliseconds=1)), row["title"]) for row in rows] == found.psc


@settings(max_examples=300, deadline=None)
@given(TIMES)
def test_a_time_is_rounded_in_one_way(seconds: float) -> None:
    """The ledger's three decimals, read again, are the same millisecond, and so is what a clock shows."""
    kept = round(seconds, 3)
    assert milliseconds(kept) == milliseconds(seconds) == moment(clock(seconds)) == moment(clock(kept))
    assert milliseconds(milliseconds(seconds) / 1000) == milliseconds(seconds)
    assert abs(milliseconds(seconds) - seconds * 1000) <= 0.5 + 1e-6


def test_a_half_is_the_case_that_two_ways_of_rounding_would_part() -> None:
    """12.0005 is a little more than a half as a float, and exactly a half when it is multiplied first."""
    assert (round(12.0005 * 1000), round(12.0005, 3)) == (12_000, 12.001)
    assert milliseconds(12.0005) == 12_001


def test_the_end_of_the_last_chapter_is_the_end_of_the_sound() -> None:
    """In ID3 and JSON, which tell ends, as in the ledger."""
    (_, end, _) = id3.read_chapters(id3.tag(Tags("", "", "", "", chapters=MIX.chapters)))[-1]
    listed = json.loads(transcript.render_chapters(MIX.chapters))["chapters"]
    assert end == listed[-1]["endTime"] * 1000 == record().chapters[-1].end * 1000 == 26_100
