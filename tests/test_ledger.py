"""The ledger: what is decided once and kept."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.errors import ReviewError, ShowError, StorageError
from reviewcast.ledger import Ledger, episode_guid, podcast_guid, read, save, save_show, settle, show_guid
from reviewcast.model import Chapter, Cue, Episode, Facts, Receipt
from reviewcast.records import to_json
from sample_episodes import MIX, NOW, REVIEW, SHOW, enclosure, record

if TYPE_CHECKING:
    from pathlib import Path

LATER = NOW + timedelta(days=400)


def rebuilt(before: Episode, **changes: object) -> Episode:
    """The same review built again a year later; *changes* are arguments of ledger.record."""
    return record(Ledger({before.slug: before}, before.guid), **{"now": LATER, **changes})


# --- identity ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["podnews.net/rss", "https://podnews.net/rss", "http://podnews.net/rss//"])
def test_a_shows_guid_is_the_podcast_namespaces(address: str) -> None:
    """The test vector of the namespace's own page, with or without a scheme and slashes."""
    assert podcast_guid(address) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_a_shows_guid_comes_from_its_feeds_address() -> None:
    """Anyone can compute it from where the feed lies; without an address the title serves."""
    assert show_guid("https://example.org/pod", "A") == podcast_guid("example.org/pod/feed.xml")
    assert show_guid("", "A") == podcast_guid("A") != show_guid("", "B")


def test_a_shows_identity_is_decided_once() -> None:
    """A show that moves or is renamed keeps its guid, and the voice of the first build is remembered."""
    first = settle(Ledger(), SHOW, "narrator")
    moved = replace(SHOW, title="Louder Light", base_url="https://example.com")
    assert settle(first, moved, "other") == first
    assert (first.show_guid, first.voice) == (podcast_guid("example.org/pod/feed.xml"), "narrator")


def test_an_episodes_guid_is_its_slugs_in_the_shows_namespace() -> None:
    """uuid5, so that a build from nothing gives the same guid again."""
    guid = show_guid(SHOW.base_url, SHOW.title)
    assert record().guid == episode_guid(guid, "the-general") == str(uuid.uuid5(uuid.UUID(guid), "the-general"))


def test_an_unsettled_ledger_gives_the_guid_a_settled_one_would() -> None:
    """Whether the show's file was written before or after makes no difference."""
    assert record(Ledger()) == record(settle(Ledger(), SHOW, "narrator"))


# --- recording --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"review": replace(REVIEW, title="The General, again")},
        {"review": replace(REVIEW, name="elsewhere/renamed.md")},
        {"review": replace(REVIEW, facts=Facts(date=datetime(2001, 1, 1, tzinfo=UTC)))},
        {"voice": "other", "audio": "audio/the-general-cdcdcdcd.mp3"},
        {"show": replace(SHOW, title="Other", base_url="https://example.com")},
        {"now": NOW - timedelta(days=400)},
        {"now": NOW + timedelta(days=400)},
    ],
    ids=["retitled", "renamed", "redated", "re-voiced", "moved", "clock back", "clock on"],
)
def test_guid_and_date_never_move(changes: dict[str, object]) -> None:
    """A listener's app takes a new guid for a new episode, and a new date for a reason to list it again."""
    first = record()
    again = rebuilt(first, **changes)
    assert (again.guid, again.published) == (first.guid, first.published)


def test_an_unchanged_episode_is_recorded_as_it_was() -> None:
    """Built again a year later from the same things, the record has the same bytes."""
    first = record()
    assert to_json(rebuilt(first)) == to_json(first)


def test_new_audio_moves_the_update_and_is_history() -> None:
    """The line says when, which file and why; the earlier lines stay."""
    first = record()
    again = rebuilt(first, audio="audio/the-general-cdcdcdcd.mp3", voice="low")
    assert again.updated == LATER
    assert again.history == (
        {"date": "2026-03-04T05:06:07+00:00", "audio": first.audio, "change": "first published"},
        {"date": LATER.isoformat(), "audio": "audio/the-general-cdcdcdcd.mp3", "change": "recorded with the voice low"},
    )


def test_new_words_under_the_same_audio_move_the_update_alone() -> None:
    """A word may change in writing only; that is no new recording."""
    first = record()
    again = rebuilt(first, mix=replace(MIX, cues=(replace(MIX.cues[0], text="A trane is stolen."), MIX.cues[1])))
    assert (again.updated, again.history) == (LATER, first.history)


def test_a_new_title_alone_is_no_update() -> None:
    """Only what is heard or read along counts."""
    first = record()
    assert rebuilt(first, review=replace(REVIEW, title="Other")).updated == first.updated


def test_the_front_matters_date_is_the_date_of_publication() -> None:
    """It goes before the clock at the first build, and the record is as old as that."""
    date = datetime(2020, 2, 29, 12, 0, 0, 5, tzinfo=UTC)
    told = record(review=replace(REVIEW, facts=Facts(date=date)))
    assert told.published == told.updated == date.replace(microsecond=0)


def test_without_a_date_the_build_is_the_publication() -> None:
    """To the second: a feed has no finer dates."""
    assert record(now=NOW.replace(microsecond=999_999)).published == NOW


def test_an_episode_says_what_its_file_is() -> None:
    """Length, type and receipt are the finished file's, times to the millisecond."""
    told = record(enclosure=replace(enclosure(b"12345"), seconds=26.12245))
    assert (told.bytes, told.type, told.seconds) == (5, "audio/mpeg", 26.122)
    assert told.receipt == Receipt(-16.01, -1.2, 26.122, 96, 1)
    assert told.chapters == (Chapter(0.0, 12.346, "The General"), Chapter(12.346, 26.1, "The chase"))
    assert told.text == (
        Cue(1.0, 2.0, "A train is stolen.", 0),
        Cue(13.0, 14.5, "It goes on.", 1, "prose", ends_block=True),
    )


@pytest.mark.parametrize(
    ("facts", "author", "explicit"),
    [(Facts(), "Ada Reader", False), (Facts(author="Bo", explicit=True), "Bo", True)],
)
def test_the_review_goes_before_the_show(facts: Facts, author: str, explicit: bool) -> None:
    """Author and explicitness come from the front matter where it has them."""
    told = record(review=replace(REVIEW, facts=facts))
    assert (told.author, told.explicit) == (author, explicit)


def test_a_clean_review_in_an_explicit_show_stays_clean() -> None:
    """The front matter's false is an answer, not a gap."""
    told = record(review=replace(REVIEW, facts=Facts(explicit=False)), show=replace(SHOW, explicit=True))
    assert not told.explicit


@pytest.mark.parametrize("slug", ["show", "Show"])
def test_the_slug_of_the_shows_own_file_is_refused(slug: str) -> None:
    """show.json would be overwritten, on some disks by Show.json too."""
    with pytest.raises(ReviewError, match="another slug") as caught:
        record(review=replace(REVIEW, slug=slug))
    assert caught.value.path == REVIEW.name


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=50))
def test_hostile_words_can_be_recorded(text: str) -> None:
    """Controls, lone surrogates and all: what is recorded can be written as UTF-8 and read again."""
    told = record(
        review=replace(REVIEW, title=text),
        show=replace(SHOW, author=text),
        mix=replace(MIX, chapters=(Chapter(0, 1, text),), cues=(Cue(0, 1, text, 0),)),
    )
    shown = (told.title, told.author, told.notes, told.description, told.chapters[0].title, told.text[0].text)
    assert all("\0" not in words and words.encode() is not None for words in shown)


# --- reading and writing ----------------------------------------------------------------------------------


def test_a_ledger_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Episodes by slug, the show's guid and voice, and the keys that others keep in show.json."""
    book = Ledger({"the-general": record()}, show_guid("", "A"), "narrator", {"published": {"s3": ["a"]}})
    save_show(tmp_path, book)
    save(tmp_path, book.episodes["the-general"])
    assert read(tmp_path) == book
    assert sorted(path.name for path in tmp_path.iterdir()) == ["show.json", "the-general.json"]


def test_there_need_be_no_ledger(tmp_path: Path) -> None:
    """Before the first build it is empty, and reading makes nothing."""
    assert read(tmp_path / "ledger") == Ledger()
    assert not (tmp_path / "ledger").exists()


def test_saving_the_same_again_touches_nothing(tmp_path: Path) -> None:
    """It says whether it wrote."""
    book = settle(Ledger(), SHOW, "narrator")
    assert (save_show(tmp_path, book), save(tmp_path, record())) == (True, True)
    assert (save_show(tmp_path, book), save(tmp_path, record())) == (False, False)


def test_the_shows_file_is_sorted_text(tmp_path: Path) -> None:
    """It goes into version control, newline and all."""
    save_show(tmp_path, Ledger({}, "9b024349-ccf0-5f69-a609-6b82873eab3c", "narrator", {"zeta": 1, "alpha": 2}))
    text = (tmp_path / "show.json").read_text()
    assert text.endswith("}\n")
    assert list(json.loads(text)) == ["alpha", "guid", "schema", "voice", "zeta"]


def test_what_others_leave_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    """Hidden files (a killed build's, a file manager's) and other kinds are none of ours."""
    for name in (".reviewcast-x.part", "._the-general.json", "README.md"):
        (tmp_path / name).write_bytes(b"{")
    assert read(tmp_path) == Ledger()


def test_a_record_that_cannot_be_read_is_a_refusal_of_the_disk(tmp_path: Path) -> None:
    """A folder in its place, or a file without permission, is named too."""
    (tmp_path / "the-general.json").mkdir()
    with pytest.raises(StorageError) as caught:
        read(tmp_path)
    assert caught.value.path == str(tmp_path / "the-general.json")


@pytest.mark.parametrize("name", ["show.json", "the-general.json"])
@pytest.mark.parametrize("damage", [b"", b'{"schema": 1', b"<<<<<<< HEAD\n", b"[]", b'{"schema": 9}', b"\xff"])
def test_a_damaged_record_is_named_with_what_to_do(tmp_path: Path, name: str, damage: bytes) -> None:
    """To go on would give every listener the episode again, so the build stops here."""
    (tmp_path / name).write_bytes(damage)
    with pytest.raises(ShowError, match="restore the file from version control") as caught:
        read(tmp_path)
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize("record", [{"guid": "me"}, {"guid": 1}, {"voice": 1}])
def test_a_shows_file_of_the_wrong_kind_is_refused(tmp_path: Path, record: dict[str, object]) -> None:
    """A guid is a UUID, a voice is text."""
    (tmp_path / "show.json").write_text(json.dumps({"schema": 1, **record}))
    with pytest.raises(ShowError, match=r"guid|voice"):
        read(tmp_path)


def test_a_record_under_anothers_name_is_refused(tmp_path: Path) -> None:
    """A copied file would publish the same guid twice."""
    (tmp_path / "copy.json").write_bytes(to_json(record()))
    with pytest.raises(ShowError, match='it is the record of "the-general"'):
        read(tmp_path)
