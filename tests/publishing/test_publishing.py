"""Publishing to a host in memory: what goes there, in which order, and what may go wrong on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory_host import Memory, missing
from published_shows import ADDRESS, Published, lay_out
from reviewcast import ledger, publishing
from reviewcast.errors import HostError, ShowError, UsageError
from reviewcast.hosts import ChangedError


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Two episodes that are out, a draft, one of a date to come, and one that was withdrawn."""
    made = lay_out(tmp_path_factory.mktemp("published") / "show", "sunrise", "metropolis", "regretted")
    made.review("unfinished", more="draft: true\n")
    made.review("tomorrow", "2026-06-01")
    made.build()
    made.withdraw("regretted")
    return made


@pytest.fixture
def made(built: Published, tmp_path: Path) -> Published:
    """The same show, for one test alone."""
    return built.copied(tmp_path / "show")


def publish(made: Published, host: Memory) -> publishing.Outcome:
    return publishing.publish(made.studio, host, look=False)


def codes(outcome: publishing.Outcome | publishing.Plan) -> set[str]:
    return {finding.code for finding in outcome.errors}


# --- what goes there --------------------------------------------------------------------------------------


def test_what_the_feed_names_is_there_and_every_file_is_as_it_was_built(made: Published) -> None:
    """Nothing is missing for a listener, and no byte is another."""
    host = Memory()
    outcome = publish(made, host)
    assert outcome.errors == ()
    assert outcome.feed == "swapped"
    assert missing(host.files, ADDRESS) == []
    assert all((made.root / "output" / key).read_bytes() == data for key, data in host.files.items())


@pytest.mark.parametrize("word", ["unfinished", "tomorrow"])
def test_nothing_of_a_draft_or_of_a_date_to_come_is_sent(made: Published, word: str) -> None:
    """Neither sound nor page nor transcript, though all of them were built."""
    host = Memory()
    publish(made, host)
    assert [key for key in host.files if word in key] == []


def test_of_what_was_withdrawn_only_the_page_is_sent(made: Published) -> None:
    """It says that the episode was withdrawn; the sound stays here."""
    host = Memory()
    publish(made, host)
    assert [key for key in host.files if "regretted" in key] == ["episodes/regretted/index.html"]


def test_what_a_withdrawn_episode_had_is_deleted_when_that_is_asked_for(made: Published) -> None:
    """Once the feed names it no more, its earlier sound too; its page stays, and so does everything of others."""
    book = ledger.read(made.studio.ledger)
    gone, other = book.episodes["regretted"], next(each for each in book.episodes.values() if each.is_public(made.now))
    entry = {"date": made.now.isoformat(), "change": "first published"}
    audio = ["audio/regretted-01234567.mp3", "../secret-01234567.txt", "index.html", other.audio]
    ledger.save(
        made.studio.ledger, replace(gone, history=(*({**entry, "audio": path} for path in audio), *gone.history))
    )
    made.build()
    host, done = Memory(), list[str]()
    others = ["audio/of-somebody-01234567.mp3", "../secret-01234567.txt"]
    host.files |= dict.fromkeys([*gone.files, audio[0], *others], b"still there")
    host.before = done.append
    removed: list[str] = []
    outcome = publishing.publish(made.studio, host, look=False, removed=removed.append)
    assert outcome.feed == "swapped"
    assert sorted(removed) == sorted({*gone.files, audio[0]})
    assert [what for what in done if what.startswith("remove")] == done[-len(removed) :]
    assert {*others, "index.html", other.audio, "episodes/regretted/index.html"} <= set(host.files)
    assert missing(host.files, ADDRESS) == []


def test_no_name_and_no_hidden_file_of_ours_is_sent(made: Published) -> None:
    """The manifest, and whatever else lies in the folder, is nobody's business."""
    (made.root / "output" / "notes.txt").write_text("private")
    host = Memory()
    publish(made, host)
    assert "notes.txt" not in host.files
    assert [key for key in host.files if key.startswith(".")] == []


def test_what_is_named_goes_before_what_names_it_and_the_feed_last(made: Published) -> None:
    """Sound, then pictures, then pages of episodes, then the list of them, then the feed."""
    host = Memory()
    publish(made, host)
    kinds = [next(kind for kind, is_it in enumerate(_KINDS) if is_it(key)) for key in host.puts]
    assert kinds == sorted(kinds)
    assert host.puts[-1] == "feed.xml"
    assert host.puts.count("feed.xml") == 1


_KINDS = (
    lambda key: key.startswith(("audio/", "transcripts/", "chapters/", "covers/", "assets/")),
    lambda key: key == "cover.jpg",
    lambda key: key.startswith("episodes/") and key.count("/") == 2,
    lambda key: key.endswith("index.html"),
    lambda key: key == "feed.xml",
)


def test_publishing_again_sends_nothing_and_writes_nothing(made: Published) -> None:
    """Neither at the host nor in the ledger."""
    host = Memory()
    publish(made, host)
    host.puts.clear()
    ledger_before = (made.root / "ledger" / "show.json").read_bytes()
    outcome = publish(made.at(datetime(2026, 3, 2, tzinfo=UTC)), host)
    assert outcome.feed == "same"
    assert host.puts == []
    assert (made.root / "ledger" / "show.json").read_bytes() == ledger_before


def test_a_plan_changes_nothing_anywhere(made: Published) -> None:
    """It says what would be sent, the feed among it."""
    host = Memory()
    before = {path: path.read_bytes() for path in (made.root / "ledger").iterdir()}
    plan = publishing.plan(made.studio, host)
    assert plan.errors == ()
    assert plan.feed is not None
    assert plan.size > sum(file.size for file in plan.files)
    assert host.files == {}
    assert {path: path.read_bytes() for path in (made.root / "ledger").iterdir()} == before


def test_the_ledger_notes_what_listeners_have(made: Published) -> None:
    """Where the feed is, and the guid and audio of all that is in it."""
    host = Memory()
    publish(made, host)
    book = made.book
    public = [book.episodes[slug] for slug in ("metropolis", "sunrise")]
    assert book.addresses == (f"{ADDRESS}/feed.xml",)
    assert book.released["memory:"].items == {episode.guid: episode.audio for episode in public}


def test_a_revoiced_episode_keeps_its_guid_and_gets_another_name(made: Published) -> None:
    """The audio that listeners may be halfway through stays where it is."""
    host = Memory()
    publish(made, host)
    old = made.book.episodes["sunrise"]
    made.review("sunrise", words="a masterpiece")
    made.build()
    outcome = publish(made, host)
    new = made.book.episodes["sunrise"]
    assert outcome.errors == ()
    assert new.guid == old.guid
    assert new.audio != old.audio
    assert {old.audio, new.audio} <= host.files.keys()
    assert missing(host.files, ADDRESS) == []


def test_what_was_withdrawn_may_leave_the_feed(made: Published) -> None:
    """It is no item that vanished."""
    host = Memory()
    publish(made, host)
    made.withdraw("sunrise")
    outcome = publish(made, host)
    assert outcome.errors == ()
    assert b"Sunrise" not in host.files["feed.xml"]


def test_an_episode_whose_date_has_come_goes_out(made: Published) -> None:
    """It waits until the show is built on that day or later."""
    host = Memory()
    publish(made, host)
    later = made.at(datetime(2026, 6, 2, tzinfo=UTC))
    assert codes(publish(later, host)) == {"not-built"}
    later.build()
    assert publish(later, host).errors == ()
    assert b"Tomorrow" in host.files["feed.xml"]


# --- what stands against it -------------------------------------------------------------------------------


def refused(made: Published, host: Memory) -> set[str]:
    """The codes of what stands against publishing; and nothing was sent."""
    before = dict(host.files)
    outcome = publish(made, host)
    assert outcome.feed == "kept"
    assert host.files == before
    return codes(outcome)


def test_a_show_without_an_address_is_refused(made: Published) -> None:
    """Its feed would name the producer's own machine."""
    settings = made.root / "show.toml"
    settings.write_text(settings.read_text().replace(f'base_url = "{ADDRESS}"\n', ""))
    made.build()
    assert "no-address" in refused(made, Memory())


def test_an_address_without_encryption_is_refused(made: Published) -> None:
    """Apps and directories do not take it."""
    settings = made.root / "show.toml"
    settings.write_text(settings.read_text().replace("https://", "http://"))
    made.build()
    assert "insecure-address" in refused(made, Memory())


def test_a_show_that_was_never_built_is_refused(tmp_path: Path) -> None:
    """There is nothing to publish."""
    assert refused(lay_out(tmp_path / "show", "sunrise"), Memory()) == {"not-built"}


def test_a_folder_that_is_not_what_the_settings_say_is_refused(made: Published) -> None:
    """A build comes first."""
    settings = made.root / "show.toml"
    settings.write_text(settings.read_text().replace("Old films", "New films"))
    assert refused(made, Memory()) == {"not-built"}


def test_damaged_audio_is_refused(made: Published) -> None:
    """What the doctor finds in the folder stops it before anything is sent."""
    audio = made.root / "output" / made.book.episodes["sunrise"].audio
    audio.write_bytes(bytes(audio.stat().st_size))
    assert refused(made, Memory()) != set()


def test_a_feed_that_was_edited_by_hand_is_refused(made: Published) -> None:
    """It is not what the ledger says."""
    feed = made.root / "output" / "feed.xml"
    feed.write_bytes(feed.read_bytes().replace(b"Metropolis</title>", b"Metropolix</title>"))
    assert refused(made, Memory()) != set()


def test_an_episode_that_would_vanish_is_refused(made: Published) -> None:
    """A published review that becomes a draft again is no way to withdraw it."""
    host = Memory()
    publish(made, host)
    made.review("sunrise", more="draft: true\n")
    made.build()
    assert refused(made, host) == {"vanished"}


def test_a_file_that_did_not_arrive_stops_the_feed(made: Published) -> None:
    """Every stage is verified before the next one is sent."""
    host = Memory()

    def lose(event: str) -> None:
        if event.startswith("verify audio/"):
            raise HostError("it is not there")

    host.before = lose
    with pytest.raises(HostError, match="not there"):
        publish(made, host)
    assert "feed.xml" not in host.files
    assert not [key for key in host.files if key.endswith(".html")]


def test_what_a_host_turns_out_not_to_promise_is_told_once(made: Published) -> None:
    """Some of it shows only when something is sent; what was known before is not said again."""
    host = Memory()
    host.doubts = ("it forgets types",)

    def learn(event: str) -> None:
        if event.startswith("send "):
            host.doubts = ("it forgets types", "it knows no conditions")

    host.before = learn
    found = publish(made, host).findings
    told = [finding.message for finding in found if finding.code == "host-limits"]
    assert told == ["it forgets types", "it knows no conditions"]


def test_what_would_vanish_is_told_once(made: Published) -> None:
    """The ledger and the live feed both know of it."""
    host = Memory()
    publish(made, host)
    made.review("sunrise", more="draft: true\n")
    made.build()
    (error,) = publish(made, host).errors
    assert error.message == '"Sunrise" was published and is in the feed no more'


def test_a_feed_from_somebody_else_is_refused(made: Published, tmp_path: Path) -> None:
    """A colleague published an episode that this ledger does not know: nobody's listeners lose it."""
    host = Memory()
    publish(made, host)
    theirs = made.copied(tmp_path / "colleague")
    theirs.review("their-own", "2026-02-01")
    theirs.build()
    assert publish(theirs, host).errors == ()
    made.review("my-own", "2026-02-02")
    made.build()
    assert refused(made, host) == {"newer-feed"}


def test_an_episode_that_somebody_else_voiced_anew_is_refused(made: Published, tmp_path: Path) -> None:
    """Their correction is not taken back unseen."""
    host = Memory()
    publish(made, host)
    theirs = made.copied(tmp_path / "colleague")
    theirs.review("sunrise", words="a masterpiece")
    theirs.build()
    publish(theirs, host)
    assert refused(made, host) == {"newer-feed"}


def test_a_colleague_with_the_same_ledger_may_publish(made: Published, tmp_path: Path) -> None:
    """Whoever has all that is known of the show may go on from there."""
    host = Memory()
    publish(made, host)
    theirs = made.copied(tmp_path / "colleague")
    theirs.review("their-own", "2026-02-01")
    theirs.build()
    assert publish(theirs, host).errors == ()
    assert missing(host.files, ADDRESS) == []


def test_something_that_is_no_feed_is_not_replaced(made: Published) -> None:
    """A page that answers under the feed's name may be somebody's."""
    host = Memory()
    host.files["feed.xml"] = b"<html>my blog</html>"
    assert refused(made, host) == {"no-feed"}


def test_the_home_page_of_somebody_else_is_not_replaced(made: Published) -> None:
    """A folder where this show was never published is asked for twice."""
    host = Memory()
    host.files["index.html"] = b"<html>my blog</html>"
    assert refused(made, host) == {"taken"}


def test_a_lasting_name_with_other_bytes_is_never_overwritten(made: Published) -> None:
    """Whoever has the old feed would get other sound under the name it knows."""
    host = Memory()
    host.files[made.book.episodes["sunrise"].audio] = b"something else"
    assert refused(made, host) == {"other-bytes"}


def test_pages_of_whoever_published_while_the_sound_was_sent_are_left(made: Published) -> None:
    """Sound takes minutes to send; what others put there meanwhile is seen before a page of theirs is replaced."""
    host = Memory()
    publish(made, host)
    made.review("sunrise", words="good")
    made.build()
    theirs = dict.fromkeys(("index.html", "feed.xml"), b"<rss>theirs</rss>")

    def before(operation: str) -> None:
        if operation.startswith("sent audio/"):
            host.files |= theirs

    host.before = before
    with pytest.raises(ChangedError):
        publish(made, host)
    assert host.files | theirs == host.files


@pytest.mark.parametrize("name", ["cover.jpg", "assets"])
def test_a_link_that_leads_out_of_the_output_folder_is_not_followed(made: Published, name: str) -> None:
    """An output folder may come from a stranger's repository, and what is behind the link is for nobody."""
    path = made.root / "output" / name
    path.rename(made.root / name)
    path.symlink_to(made.root / name)
    assert refused(made, Memory()) == {"leads-out"}


def test_an_output_folder_may_be_a_link_itself(made: Published) -> None:
    """It lies where there is room."""
    (made.root / "output").rename(made.root.parent / "elsewhere")
    (made.root / "output").symlink_to(made.root.parent / "elsewhere")
    assert publish(made, Memory()).errors == ()


def test_a_ledger_that_cannot_be_read_is_one_sentence(made: Published) -> None:
    """It names the file."""
    (made.root / "ledger" / "sunrise.json").write_text("{")
    host = Memory()
    with pytest.raises(ShowError, match=r"sunrise\.json"):
        publish(made, host)
    assert host.files == {}


@pytest.mark.parametrize("dest", ["output", "output/audio", ".", "..", "ledger", "reviews", "reviews/site"])
def test_the_shows_own_folders_are_no_place_to_publish_to(
    made: Published, monkeypatch: pytest.MonkeyPatch, dest: str
) -> None:
    """Nor is a folder around them, whose home page would be replaced."""
    monkeypatch.chdir(made.root)
    with pytest.raises(UsageError, match="folder of its own"):
        publishing.open_host(dest, made.studio)


def test_a_folder_beside_the_shows_own_is_a_place(made: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many static hosts want it: a folder of the same repository."""
    monkeypatch.chdir(made.root)
    assert publishing.open_host("public", made.studio).name == "public"


# --- stopped on the way -----------------------------------------------------------------------------------


def faulty(at: int, error: type[BaseException]) -> Memory:
    """A host that fails at operation number *at*, once."""
    count = iter(range(1, 10_000))

    def before(_: str) -> None:
        if next(count) == at:
            raise error("here")

    return Memory(before=before)


@pytest.mark.parametrize(
    ("new", "error"),
    [
        pytest.param(False, KeyboardInterrupt, id="an episode more"),
        pytest.param(True, HostError, id="the first time", marks=pytest.mark.thorough),
    ],
)
def test_stopped_at_any_operation_it_leaves_the_old_feed_or_the_new_and_goes_on_from_there(
    made: Published, new: bool, error: type[BaseException]
) -> None:
    """For the first, the second ... operation until none is left: the feed is whole, names nothing that is not
    there, and publishing again ends as if nothing had happened."""
    start: dict[str, bytes] = {}
    if not new:
        host = Memory()
        publish(made, host)
        start = dict(host.files)
        made.review("nosferatu", "2026-02-01")
        made.review("sunrise", words="a masterpiece")
        made.build()
    book = (made.root / "ledger" / "show.json").read_bytes()
    clean = Memory()
    clean.files = dict(start)
    publish(made, clean)
    at, stopped = 0, True
    while stopped:
        at += 1
        (made.root / "ledger" / "show.json").write_bytes(book)
        host = faulty(at, error)
        host.files = dict(start)
        try:
            publish(made, host)
            stopped = False
        except error:
            assert host.files.get("feed.xml") in {start.get("feed.xml"), clean.files["feed.xml"]}
            assert missing(host.files, ADDRESS) == []
        host.before = lambda _: None
        assert publish(made, host).errors == ()
        assert host.files == clean.files
    assert at > 10


def test_what_was_begun_goes_on_after_another_build(made: Published) -> None:
    """Pages of ours from a first run that was stopped are not taken for somebody else's."""

    def before(operation: str) -> None:
        if operation == "swap":
            raise HostError("here")

    host = Memory(before=before)
    with pytest.raises(HostError):
        publish(made, host)
    assert "index.html" in host.files
    made.review("nosferatu", "2026-02-01")
    made.build()
    host.before = lambda _: None
    assert publish(made, host).errors == ()
    assert missing(host.files, ADDRESS) == []


def test_a_feed_that_changed_in_the_meantime_is_not_replaced(made: Published, tmp_path: Path) -> None:
    """Who publishes second finds out, and nothing of the first is lost."""
    host = Memory()
    publish(made, host)
    made.review("nosferatu", "2026-02-01")
    made.build()

    def before(operation: str) -> None:
        if operation == "swap":
            host.files["feed.xml"] = b"another one"

    host.before = before
    with pytest.raises(HostError, match=r"somebody else changed feed\.xml"):
        publish(made, host)
    assert host.files["feed.xml"] == b"another one"


def test_a_feed_that_did_not_arrive_as_sent_is_an_error(made: Published) -> None:
    """It is read back and compared."""
    host = Memory()

    def before(operation: str) -> None:
        if operation == "swapped":
            host.files["feed.xml"] += b"\n<!-- from the store -->"

    host.before = before
    with pytest.raises(HostError, match="is not what was sent"):
        publish(made, host)
