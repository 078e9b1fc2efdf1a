"""An episode's record as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.model import Chapter, Correction, Cue, Episode, Receipt, Role, Withdrawal
from reviewcast.records import SCHEMA, from_json, to_json
from sample_episodes import episode

TEXT = st.text(max_size=20)
MAYBE = st.none() | TEXT
NUMBER = st.floats(-1e6, 1e6)
WHOLE = st.integers(-(10**9), 10**9)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
PATH = st.text("abcé- /.", min_size=1).map(lambda path: re.sub(r"\.+", ".", f"audio/{path}"))
ADDRESS = st.text("abc/-", max_size=9).map(lambda path: f"https://example.org/{path}.mp3?a=1")
MOMENT = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
EPISODES = st.builds(
    Episode,
    slug=st.text("abcé-0", min_size=1),
    guid=st.text(min_size=1, max_size=20).filter(str.strip),
    **dict.fromkeys(("title", "description", "notes", "author", "language", "type", "source", "voice"), TEXT),
    **dict.fromkeys(("summary", "review"), TEXT),
    **dict.fromkeys(("published", "updated"), MOMENT),
    **dict.fromkeys(("film", "rating"), MAYBE),
    **dict.fromkeys(("director", "cast", "tags", "requires", "said"), NAMES),
    **dict.fromkeys(("explicit", "draft"), st.booleans()),
    **dict.fromkeys(("year", "season", "episode"), st.none() | WHOLE),
    episode_type=st.sampled_from(["full", "trailer", "bonus"]),
    audio=PATH | ADDRESS,
    chapters_path=PATH | st.just(""),
    **dict.fromkeys(("cover", "cover_small"), st.none() | PATH | ADDRESS),
    bytes=WHOLE,
    seconds=NUMBER,
    chapters=st.lists(st.builds(Chapter, NUMBER, NUMBER, TEXT), max_size=3).map(tuple),
    transcripts=st.lists(st.tuples(PATH, TEXT), max_size=3).map(tuple),
    text=st.lists(
        st.builds(Cue, NUMBER, NUMBER, TEXT, WHOLE, st.sampled_from(get_args(Role)), st.booleans()), max_size=3
    ).map(tuple),
    receipt=st.none() | st.builds(Receipt, NUMBER, NUMBER, NUMBER, WHOLE, WHOLE),
    rules=st.dictionaries(TEXT, TEXT, max_size=2).map(lambda rules: tuple(sorted(rules.items()))),
    correction=st.none() | st.builds(Correction, MOMENT, TEXT),
    withdrawn=st.none() | st.builds(Withdrawal, MOMENT, TEXT),
    history=st.lists(
        st.fixed_dictionaries({"date": MOMENT.map(datetime.isoformat), "audio": TEXT, "change": TEXT}), max_size=2
    ).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(EPISODES)
def test_a_record_gives_its_episode_back(told: Episode) -> None:
    """Every field of every episode survives the way to the disk and back."""
    assert from_json(to_json(told)) == told


@settings(max_examples=40, deadline=None)
@given(EPISODES)
def test_a_record_is_the_same_bytes_when_written_again(told: Episode) -> None:
    """Version control sees a change only where there is one, a time zone included."""
    assert to_json(from_json(to_json(told))) == to_json(told)


def test_a_record_holds_the_plans_keys() -> None:
    """The keys are a contract: other tools read them."""
    record = json.loads(to_json(episode()))
    assert list(record) == sorted(record)
    keys = (
        "schema slug guid published updated title description notes author film year director cast rating tags"
        " language season episode episode_type explicit draft enclosure chapters chapters_path transcripts cover source"
        " voice receipt history text review requires said rules summary cover_small correction withdrawn"
    )
    assert sorted(record) == sorted(keys.split())
    assert set(record["enclosure"]) == {"path", "bytes", "type", "seconds"}
    assert record["schema"] == SCHEMA == 1


def test_a_record_is_readable_text_that_ends_in_a_newline() -> None:
    """It is UTF-8 with letters as they are, one value a line."""
    data = to_json(episode(title="Café 😀"))
    assert ' "title": "Café 😀",\n'.encode() in data
    assert data.endswith(b"\n}\n")


def test_a_lone_surrogate_survives() -> None:
    """YAML can smuggle one in; it is written as JSON writes it, and the file stays UTF-8."""
    told = episode(title="a\ud800b")
    assert b'"a\\ud800b"' in to_json(told)
    assert from_json(to_json(told)) == told


def test_a_number_that_is_none_is_refused() -> None:
    """JSON has no infinity, so a record never holds one."""
    with pytest.raises(ValueError, match="JSON"):
        to_json(episode(seconds=float("inf")))


def _changed(**changes: Any) -> bytes:
    return json.dumps({**json.loads(to_json(episode())), **changes}).encode()


@pytest.mark.parametrize("key", sorted(json.loads(to_json(episode()))))
def test_a_missing_or_mistyped_key_is_named(key: str) -> None:
    """Whatever is wrong with a value, the message names its key."""
    with pytest.raises(ValueError, match=f'"{key}"'):
        from_json(_changed(**{key: 1.5}))


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"<<<<<<< HEAD",
        b"[" * 100_000,
        b'{"schema": 1}',
        _changed(schema=2),
        _changed(schema=True),
        _changed(episode_type="pilot"),
        _changed(published="yesterday"),
        _changed(published="2026-01-01T00:00:00"),
        _changed(bytes="many", enclosure={"path": "a", "bytes": True, "type": "x", "seconds": 1}),
        _changed(chapters=[3]),
        _changed(text=[{"start": 0, "end": 1, "text": "a", "segment": 0, "role": "shout", "ends_block": False}]),
        _changed(published="0001-01-01T00:00:00+14:00"),
        _changed(updated="9999-12-31T23:59:59-12:00"),
        _changed(guid=" "),
        _changed(enclosure={"path": "a", "bytes": 1, "type": "x", "seconds": float("nan")}),
        _changed(chapters=[{"start": 0, "end": float("inf"), "title": "a"}]),
        to_json(episode()).replace(b'"seconds": 26.122', b'"seconds": 1e999'),
        _changed(history=["first"]),
        _changed(history=[{"date": "2026-01-01T00:00:00", "audio": "a", "change": "first published"}]),
        _changed(history=[{"date": "2026-01-01T00:00:00+00:00", "audio": "a"}]),
        _changed(correction={"date": "2026-01-01T00:00:00+00:00"}),
        _changed(correction={"words": "a"}),
        _changed(withdrawn=True),
        _changed(withdrawn={"date": "today", "reason": ""}),
        _changed(rules=["Keaton"]),
        to_json(episode())[:-20],
        to_json(episode())[:300],
        _changed(tags=[1]),
    ],
)
def test_a_damaged_record_is_refused(damaged: bytes) -> None:
    """A file that is torn, merged badly or from another version is a ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"\w"):
        from_json(damaged)


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:/x", "a\0b", "ftp://example.org/x", "javascript:alert(1)"]
)
@pytest.mark.parametrize("key", ["chapters_path", "cover", "cover_small", "slug", "audio", "transcript"])
def test_a_path_that_leaves_the_output_folder_is_refused(key: str, path: str) -> None:
    """A ledger may come with a stranger's repository, and files are written where it says."""
    rows = {
        "audio": {"enclosure": {"path": path, "bytes": 1, "type": "audio/mpeg", "seconds": 1}},
        "transcript": {"transcripts": [{"path": path, "type": "text/vtt"}]},
    }
    with pytest.raises(ValueError, match="leaves the output folder"):
        from_json(_changed(**rows.get(key, {key: path})))


@pytest.mark.parametrize("key", ["cover", "slug"])
def test_an_empty_path_is_refused(key: str) -> None:
    """It would be the output folder itself."""
    with pytest.raises(ValueError, match="leaves the output folder"):
        from_json(_changed(**{key: ""}))


@pytest.mark.parametrize("place", ["https://example.org/a.mp3?b=c&d", "http://example.org/%C3%A9.mp3"])
def test_an_imported_episodes_audio_may_lie_elsewhere(place: str) -> None:
    """It is where its subscribers have it from; chapters and transcripts it has none of ours."""
    told = episode(audio=place, cover=place, cover_small=place, receipt=None, text=(), chapters=(), chapters_path="")
    assert from_json(to_json(replace(told, transcripts=()))) == replace(told, transcripts=())


@pytest.mark.parametrize("place", ["https://example.org/a b.mp3", "https://example.org/é.mp3", "https://[/a.mp3"])
def test_an_address_that_no_feed_could_hold_is_refused(place: str) -> None:
    """An address is in ASCII, as it stands in the feed."""
    with pytest.raises(ValueError, match="leaves the output folder"):
        from_json(_changed(cover=place))


@pytest.mark.parametrize("slug", ["a/b", ".hidden"])
def test_a_slug_is_a_files_name(slug: str) -> None:
    """The page of an episode lies in a folder of that name."""
    with pytest.raises(ValueError, match="not a file's name"):
        from_json(_changed(slug=slug))


def test_keys_of_a_later_version_are_passed_over() -> None:
    """Adding to a record is free."""
    assert from_json(_changed(mood="blue")) == replace(episode())
