"""Building again when something changed, and only then."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue

import pytest

import sample_episodes
from made_shows import MadeShow, make_show
from reviewcast import storage
from reviewcast.batch import Outcome, Result
from reviewcast.callsheet import Call
from reviewcast.errors import ShowError
from reviewcast.server import Built, rebuilds

LONG = 20.0
"""Seconds within which a change must be seen; it takes about a quarter of one."""
STILL = 0.5
"""Seconds without a build after which we believe that there is none."""
DONE = Outcome((), (), site_changed=False, feed=None, page=None)


class StoppedError(Exception):
    """Ends a test's watch."""


@contextmanager
def watching(show: MadeShow, produce: Callable[[Call], Outcome] = lambda _: DONE) -> Iterator[Queue[Built]]:
    """Builds of *show* as they happen, by *produce*."""
    builds: Queue[Built] = Queue()
    stop = threading.Event()

    def arrange() -> Call:
        if stop.is_set():
            raise StoppedError
        return Call(show.studio, tuple(show.reviews))

    def watch() -> None:
        try:
            for built in rebuilds(arrange, produce):
                builds.put(built)
        except StoppedError:
            pass

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield builds
    finally:
        stop.set()
        (show.root / "reviews").mkdir(exist_ok=True)
        (show.root / "reviews" / "the-end.md").write_text("The end.")
        thread.join(LONG)
        assert not thread.is_alive()


@pytest.fixture
def show(tmp_path: Path) -> MadeShow:
    made = make_show(tmp_path / "show", tone=True)
    made.review("the-general", "A train is stolen.")
    made.rules()
    (made.root / "music").mkdir()
    (made.root / "music" / "tune.flac").write_bytes(b"la")
    (made.root / "face.png").write_bytes(b"face")
    toml = (made.root / "show.toml").read_text()
    toml = toml.replace('intro = "none"', 'intro = "music/tune.flac"')
    (made.root / "show.toml").write_text('cover = "face.png"\n' + toml)
    return made


@pytest.mark.parametrize(
    "name",
    [
        *("reviews/the-general.md", "reviews/new.md", "reviews/the-general.pronunciations.toml"),
        *("reviews/stills/new.jpg", "voices/narrator.toml", "voices/new.toml", "pronunciations.toml"),
        *("music/tune.flac", "face.png"),
    ],
)
def test_a_file_of_the_show_that_changed_is_built(show: MadeShow, name: str) -> None:
    """A review, a rule, a voice, the music, the cover: there before or new."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        path = show.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"something else")
        builds.get(timeout=LONG)


def test_a_file_that_is_put_in_the_place_of_another_is_seen(show: MadeShow) -> None:
    """Many editors save so, and the new one may be as long and as old."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        path = show.reviews[0]
        beside = path.with_name(f".{path.name}.swp")
        shutil.copy2(path, beside)
        beside.replace(path)
        builds.get(timeout=LONG)


def test_a_review_that_went_away_is_seen(show: MadeShow) -> None:
    """Its episode stays, and the producer is to know."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        show.reviews[0].unlink()
        builds.get(timeout=LONG)


NOISE = [
    *("reviews/.the-general.md.swp", "reviews/the-general.md~", "reviews/#the-general.md#", "reviews/4913"),
    *("reviews/.git/index", "reviews/draft.tmp", "output/feed.xml", "ledger/the-general.json", "cache/x", "notes.txt"),
]


def test_what_is_no_part_of_the_show_is_not_built(show: MadeShow) -> None:
    """Editors' own files, and what a build itself writes, would build for ever."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        for name in NOISE:
            (show.root / name).parent.mkdir(exist_ok=True)
            (show.root / name).write_text("noise")
        with pytest.raises(Empty):
            builds.get(timeout=STILL)


def test_many_changes_at_once_are_one_build(show: MadeShow) -> None:
    """Twenty reviews that are copied in one go; perhaps two, when the copying takes its time."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        for number in range(20):
            show.review(f"film-{number}", "It begins.")
        builds.get(timeout=LONG)
        with pytest.raises(Empty):
            builds.get(timeout=STILL), builds.get(timeout=STILL)


def test_a_change_during_a_build_is_built_after_it(show: MadeShow) -> None:
    """Nobody has to save twice."""
    calls = []

    def produce(call: Call) -> Outcome:
        calls.append(call)
        if len(calls) == 1:
            show.review("the-general", "A train is stolen, and stolen back.")
        return DONE

    with watching(show, produce) as builds:
        builds.get(timeout=LONG)
        builds.get(timeout=LONG)
        with pytest.raises(Empty):
            builds.get(timeout=STILL)


def test_each_build_is_of_the_show_as_it_then_is(show: MadeShow) -> None:
    """show.toml may change, and with it what else is looked at."""
    seen: Queue[str] = Queue()

    def produce(call: Call) -> Outcome:
        seen.put(call.studio.show.title)
        return DONE

    toml = show.root / "show.toml"
    with watching(show, produce):
        assert seen.get(timeout=LONG) == "Films"
        (show.root / "jingles").mkdir()
        (show.root / "jingles" / "new.flac").write_bytes(b"la")
        changed = toml.read_text().replace("Films", "Movies").replace("music/tune", "jingles/new")
        storage.write(toml, changed.encode())
        assert seen.get(timeout=LONG) == "Movies"
        while True:
            try:
                seen.get(timeout=STILL)
            except Empty:
                break
        (show.root / "jingles" / "new.flac").write_bytes(b"la la")
        assert seen.get(timeout=LONG) == "Movies"


def test_a_mistake_is_told_and_the_next_change_is_waited_for(show: MadeShow) -> None:
    """A show.toml that cannot be read, and then can."""
    toml = show.root / "show.toml"
    right = toml.read_text()
    with watching(show) as builds:
        assert builds.get(timeout=LONG).errors == ()
        storage.write(toml, b"title =")  # in one step: what is seen of two is up to the machine
        (error,) = builds.get(timeout=LONG).errors
        assert isinstance(error, ShowError)
        storage.write(toml, right.encode())
        assert builds.get(timeout=LONG).errors == ()


def test_what_a_build_came_to_is_told(show: MadeShow) -> None:
    """New episodes and errors every time; a review that is gone once, since it stays so."""
    episode = sample_episodes.episode()
    wrong = ShowError("wrong")
    results = (
        Result(Path("a.md"), replace(episode, title="New")),
        Result(Path("b.md"), replace(episode, title="Old"), unchanged=True),
        Result(Path("c.md"), error=wrong),
    )
    outcome = Outcome(results, (replace(episode, review="reviews/gone.md"),), site_changed=True, feed=None, page=None)
    with watching(show, lambda _: outcome) as builds:
        first = builds.get(timeout=LONG)
        assert (first.titles, first.errors) == (("New",), (wrong,))
        assert [each.review for each in first.gone] == ["reviews/gone.md"]
        assert first.site_changed
        show.review("another", "It begins.")
        assert builds.get(timeout=LONG).gone == ()


def test_what_a_review_names_is_looked_at_too(show: MadeShow, tmp_path: Path) -> None:
    """A cover of its own that lies somewhere else."""
    picture = tmp_path / "show" / "stills" / "train.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"train")
    episode = replace(sample_episodes.episode(), requires=("../stills/train.jpg",))
    outcome = replace(DONE, results=(Result(show.reviews[0], episode, unchanged=True),))
    with watching(show, lambda _: outcome) as builds:
        builds.get(timeout=LONG)
        with pytest.raises(Empty):
            builds.get(timeout=STILL), builds.get(timeout=STILL)
        picture.write_bytes(b"another train")
        builds.get(timeout=LONG)


def test_a_folder_that_comes_and_goes_stops_nothing(show: MadeShow) -> None:
    """As when a branch is checked out."""
    with watching(show) as builds:
        builds.get(timeout=LONG)
        reviews = show.root / "reviews"
        reviews.rename(show.root / "elsewhere")
        builds.get(timeout=LONG)
        (show.root / "elsewhere").rename(reviews)
        builds.get(timeout=LONG)
