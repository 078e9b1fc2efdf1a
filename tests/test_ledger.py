"""The ledger: what is decided once and kept."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.errors import ReviewError, ShowError, StorageError
from reviewcast.ledger import (
    Ledger,
    Release,
    episode_guid,
    podcast_guid,
    publication_date,
    read,
    save,
    save_show,
    settle,
    show_guid,
)
from reviewcast.model import Chapter, Correction, Cue, Episode, Facts, Receipt, Withdrawal
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
        {
            "date": LATER.isoformat(),
            "audio": "audio/the-general-cdcdcdcd.mp3",
            "change": "other voice: narrator -> low",
        },
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


# --- drafts, and dates to come ----------------------------------------------------------------------------

DAY = timedelta(days=1)


def dated(date: datetime | None, *, draft: bool = False) -> dict[str, object]:
    return {"review": replace(REVIEW, facts=replace(REVIEW.facts, date=date, draft=draft))}


def test_a_drafts_date_is_taken_anew_until_it_is_out() -> None:
    """It is out from the build on in which it is no draft any more, and then its date stays."""
    draft = record(**dated(None, draft=True))
    later = rebuilt(draft, **dated(None, draft=True), now=NOW + DAY)
    assert (draft.published, later.published) == (NOW, NOW + DAY)
    out = rebuilt(later, **dated(None), now=NOW + 2 * DAY)
    assert out.published == NOW + 2 * DAY
    assert rebuilt(out, **dated(None), now=NOW + 3 * DAY).published == NOW + 2 * DAY


def test_a_scheduled_episode_may_be_put_off() -> None:
    """While its date is to come nobody has it, so the front matter still decides; once out it does no more."""
    waiting = record(**dated(NOW + 10 * DAY))
    assert not waiting.is_public(NOW)
    later = rebuilt(waiting, **dated(NOW + 20 * DAY), now=NOW + DAY)
    assert later.published == NOW + 20 * DAY
    out = rebuilt(later, **dated(NOW + 20 * DAY), now=NOW + 20 * DAY)
    assert out.is_public(NOW + 20 * DAY)
    assert rebuilt(out, **dated(NOW + 30 * DAY), now=NOW + 21 * DAY).published == NOW + 20 * DAY


def test_a_scheduled_episode_may_come_out_at_once() -> None:
    """Without its date in the front matter it is published by the build."""
    waiting = record(**dated(NOW + 10 * DAY))
    assert rebuilt(waiting, **dated(None), now=NOW + DAY).published == NOW + DAY


def test_an_episode_that_came_out_between_two_builds_keeps_its_date() -> None:
    """Feed and pages follow the clock without a build of the review."""
    waiting = record(**dated(NOW + 10 * DAY))
    assert rebuilt(waiting, **dated(NOW + 90 * DAY), now=NOW + 11 * DAY).published == NOW + 10 * DAY


def test_a_clock_that_went_back_does_not_unpublish() -> None:
    """What was out when it was built was out."""
    out = record()
    assert publication_date(out, Facts(date=NOW + 9 * DAY), NOW - 9 * DAY) == out.published


# --- corrections and withdrawals --------------------------------------------------------------------------

OLD, NEW, NEWER = (f"audio/the-general-{digits * 4}.mp3" for digits in ("ab", "cd", "ef"))


def heard(before: Episode, *audio: str) -> Ledger:
    """A ledger in which each of *audio* was published at a destination of its own."""
    released = {
        f"place {at}": Release("https://example.org/", NOW.isoformat(), "", {before.guid: path})
        for at, path in enumerate(audio)
    }
    return Ledger({before.slug: before}, released=released)


def test_new_audio_is_a_correction_where_listeners_have_another() -> None:
    """It says what the history says, of the day of the build."""
    again = record(heard(record(), OLD), audio=NEW, voice="low", now=LATER)
    assert again.correction == Correction(LATER, "other voice: narrator -> low")


@pytest.mark.parametrize("audio", [(), (NEW,)], ids=["never published", "published just so"])
def test_new_audio_is_no_correction_where_listeners_have_no_other(audio: tuple[str, ...]) -> None:
    """Before anything was published an author may build as often as it takes."""
    assert record(heard(record(), *audio), audio=NEW, voice="low", now=LATER).correction is None


def test_one_destination_with_other_audio_makes_it_a_correction() -> None:
    """Some of the listeners have it."""
    assert record(heard(record(), NEW, OLD), audio=NEW, voice="low", now=LATER).correction is not None


def test_other_words_under_the_same_audio_are_no_correction() -> None:
    """Nobody hears them."""
    again = record(heard(record(), OLD), mix=replace(MIX, cues=(replace(MIX.cues[0], text="Other."),)), now=LATER)
    assert again.correction is None


def test_a_correction_tells_all_that_is_new_since_what_listeners_have() -> None:
    """Two builds between two publications are one correction for those who hear the second."""
    first = record()
    second = record(heard(first, OLD), audio=NEW, voice="low", now=LATER)
    third = record(heard(second, OLD), audio=NEWER, voice="high", now=LATER + DAY)
    told = "other voice: narrator -> low; other voice: low -> high"
    assert third.correction == Correction(LATER + DAY, told)
    assert record(heard(second, NEW), audio=NEWER, voice="high").correction.words == "other voice: low -> high"


def test_a_correction_stays_while_the_audio_does() -> None:
    """Built again, published or not, it is noted as it was."""
    second = record(heard(record(), OLD), audio=NEW, voice="low", now=LATER)
    for published in (OLD, NEW):
        again = record(heard(second, published), audio=NEW, voice="low", now=LATER + DAY)
        assert again.correction == second.correction


def test_going_back_to_what_listeners_have_is_no_correction() -> None:
    """A rule that was tried and taken back changed nothing for anybody."""
    second = record(heard(record(), OLD), audio=NEW, voice="low", now=LATER)
    assert record(heard(second, OLD), audio=OLD, now=LATER + DAY).correction is None


def test_the_authors_words_go_before() -> None:
    """They are noted whatever listeners have, on the day they were first said, and again when they change."""
    said = {"review": replace(REVIEW, facts=replace(REVIEW.facts, correction="It was\nKeaton."))}
    first = record(heard(record(), OLD), **said, audio=NEW, voice="low", now=LATER)
    assert first.correction == Correction(LATER, "It was Keaton.")
    again = record(heard(first, NEW), **said, audio=NEWER, voice="high", now=LATER + DAY)
    assert again.correction == first.correction
    other = {"review": replace(REVIEW, facts=replace(REVIEW.facts, correction="It was Bruckman."))}
    assert rebuilt(again, **other).correction == Correction(LATER, "It was Bruckman.")


def test_a_correction_is_in_the_notes() -> None:
    """Apps show it with the episode."""
    again = record(heard(record(), OLD), audio=NEW, voice="low", now=LATER)
    assert "other voice: narrator -&gt; low" in again.notes
    assert "other voice: narrator -&gt; low" in again.summary


def test_a_very_long_correction_is_cut() -> None:
    """A hundred builds between two publications do not fill the notes."""
    book, second = heard(record(), OLD), record()
    for number in range(100):
        second = record(book, audio=f"audio/{number}.mp3", voice=f"number {number}")
        book = heard(second, OLD)
    assert second.correction is not None
    assert len(second.correction.words) <= 500


def test_a_withdrawn_episode_stays_so_over_builds() -> None:
    """Its review may still be there, and changed: only bringing it back brings it back."""
    gone = replace(record(), withdrawn=Withdrawal(NOW, "A scene was confused."))
    again = rebuilt(gone, audio=NEW, voice="low")
    assert again.withdrawn == gone.withdrawn
    assert not again.is_public(LATER)


def test_an_imported_episode_becomes_ours_under_its_own_guid_and_date() -> None:
    """Its subscribers have it already: what is voiced now is the same episode with another audio."""
    imported = replace(
        record(),
        guid="https://old.example.org/?p=1",
        published=NOW - 900 * DAY,
        audio="https://old.example.org/1.mp3",
        receipt=None,
        text=(),
        said=(),
        voice="",
        chapters=(),
        chapters_path="",
        history=({"date": NOW.isoformat(), "audio": "https://old.example.org/1.mp3", "change": "imported"},),
    )
    book = heard(imported, imported.audio)
    voiced = record(book, audio=NEW, now=LATER)
    assert (voiced.guid, voiced.published, voiced.audio) == (imported.guid, imported.published, NEW)
    assert voiced.correction == Correction(LATER, "recorded anew")
    tried = record(heard(voiced, imported.audio, NEW), audio=NEWER, voice="low", now=LATER + DAY)
    assert tried.correction == Correction(LATER + DAY, "other voice: narrator -> low")
    assert record(heard(tried, imported.audio, NEW), audio=NEW, now=LATER + 2 * DAY).correction is None


# --- where the feed was -----------------------------------------------------------------------------------


def test_every_audio_that_listeners_may_have_is_known() -> None:
    """Of each destination, and of no other guid."""
    book = heard(record(), OLD, NEW)
    assert book.audio_of(record().guid) == {OLD, NEW}
    assert book.audio_of("another") == frozenset()


@pytest.mark.parametrize(
    ("addresses", "moved"),
    [
        ((), False),
        (("https://a.org/feed.xml",), True),
        (("https://b.org/feed.xml",), False),
        (("https://a.org/feed.xml", "https://b.org/feed.xml"), True),
    ],
)
def test_a_show_has_moved_when_its_first_listeners_know_another_address(
    addresses: tuple[str, ...], moved: bool
) -> None:
    """The tag for a moved feed stays for those who come late; a show that was never published has not moved."""
    assert Ledger(addresses=addresses).has_moved("https://b.org/feed.xml") is moved


# --- reading and writing ----------------------------------------------------------------------------------


def test_a_ledger_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Episodes by slug, the show's guid and voice, what was published where, and the keys that others keep there."""
    released = {"s3://pod": Release("https://example.org/", NOW.isoformat(), "ab" * 32, {"g1": "audio/a.mp3"})}
    addresses = ("https://old.example.org/feed.xml", "https://example.org/feed.xml")
    more = {"mood": {"blue": [1]}}
    book = Ledger({"the-general": record()}, show_guid("", "A"), "narrator", addresses, released, more)
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
    more = {"zeta": 1, "alpha": 2}
    save_show(tmp_path, Ledger({}, "9b024349-ccf0-5f69-a609-6b82873eab3c", "narrator", more=more))
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


RELEASE = {
    "address": "https://example.org/",
    "date": "2026-01-01T00:00:00+00:00",
    "feed": "ab",
    "items": {"g": "a.mp3"},
}


@pytest.mark.parametrize(
    "record",
    [
        {"guid": "me"},
        {"guid": 1},
        {"voice": 1},
        {"addresses": "https://example.org/feed.xml"},
        {"addresses": [1]},
        {"addresses": None},
        {"released": []},
        {"released": None},
        {"released": {"s3": None}},
        {"released": {"s3": {**RELEASE, "items": ["g"]}}},
        {"released": {"s3": {**RELEASE, "items": {"g": None}}}},
        *({"released": {"s3": {**RELEASE, key: 1}}} for key in ("address", "date", "feed")),
        *({"released": {"s3": {k: v for k, v in RELEASE.items() if k != key}}} for key in RELEASE),
    ],
    ids=json.dumps,
)
def test_a_shows_file_of_the_wrong_kind_is_refused(tmp_path: Path, record: dict[str, object]) -> None:
    """What is wrong is named by its key, in one sentence that says what to do."""
    (tmp_path / "show.json").write_text(json.dumps({"schema": 1, **record}))
    (key,) = record
    with pytest.raises(ShowError) as caught:
        read(tmp_path)
    assert re.fullmatch(f'the record cannot be used, since "{key}" [^;]*; restore the file [^;]*', caught.value.message)
    assert caught.value.path == str(tmp_path / "show.json")


def test_a_record_under_anothers_name_is_refused(tmp_path: Path) -> None:
    """A copied file would publish the same guid twice."""
    (tmp_path / "copy.json").write_bytes(to_json(record()))
    with pytest.raises(ShowError, match='it is the record of "the-general"'):
        read(tmp_path)


def test_two_records_with_one_guid_are_refused(tmp_path: Path) -> None:
    """A record copied and renamed by hand, or merged twice: both files are named, in one sentence."""
    save(tmp_path, record())
    save(tmp_path, replace(record(), slug="the-general-again"))
    with pytest.raises(ShowError) as caught:
        read(tmp_path)
    assert caught.value.path == str(tmp_path / "the-general.json")
    assert caught.value.message == (
        "the-general-again.json has the same guid, and apps would take the two for one episode; delete the one that"
        " is a copy"
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_record_cut_short_anywhere_is_refused(data: st.DataObject) -> None:
    """Not one cut of a record, or of the show's file, is taken for a whole one."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(folder, record())
        save_show(folder, heard(record(), OLD))
        path = folder / data.draw(st.sampled_from(["the-general.json", "show.json"]))
        whole = path.read_bytes()
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 3))])
        with pytest.raises(ShowError, match="it is not JSON") as caught:
            read(folder)
        assert caught.value.path == str(path)
