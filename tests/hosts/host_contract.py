"""What every kind of host must do, whatever stands behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_files import FEED, LASTING, PAGE, make, write

from reviewcast.errors import HostError, ReviewcastError
from reviewcast.hosts import ChangedError, File, Host


class Contract:
    """The tests; a class below names the host as the fixture ``host``, which is empty at first."""

    def test_an_empty_host_has_nothing(self, host: Host, tmp_path: Path) -> None:
        """Neither the feed nor any file."""
        files = make(tmp_path / "here")
        assert host.read(FEED) is None
        assert set(host.survey(files).values()) == {"absent"}

    def test_what_was_sent_is_there(self, host: Host, tmp_path: Path) -> None:
        """Told file by file, found by a survey, and verified."""
        files = make(tmp_path / "here")
        told: list[str] = []
        host.send(files, lambda file: told.append(file.key))
        host.verify(files)
        assert sorted(told) == sorted([LASTING, PAGE, FEED])
        assert set(host.survey(files).values()) == {"same"}
        held = host.read(FEED)
        assert held is not None
        assert held.data == b"<rss/>"

    def test_a_survey_tells_what_is_another(self, host: Host, tmp_path: Path) -> None:
        """A page by its content, though it is as long; what is lasting by its length."""
        host.send(make(tmp_path / "there"), lambda _: None)
        files = [
            write(tmp_path / "here", PAGE, b"<p>PAGE</p>"),
            write(tmp_path / "here", LASTING, b"sound" * 999),
            write(tmp_path / "here", FEED, b"<rss/>"),
        ]
        assert host.survey(files) == {PAGE: "other", LASTING: "other", FEED: "same"}

    def test_a_page_takes_the_place_of_an_older_one(self, host: Host, tmp_path: Path) -> None:
        """Also one that was written in the same second and is as long."""
        host.send([write(tmp_path / "here", PAGE, b"<p>page</p>")], lambda _: None)
        new = write(tmp_path / "here", PAGE, b"<p>PAGE</p>")
        host.send([new], lambda _: None)
        host.verify([new])

    def test_a_lasting_file_is_never_overwritten(self, host: Host, tmp_path: Path) -> None:
        """Whoever comes second finds out, at the latest when it is verified."""
        host.send([write(tmp_path / "there", LASTING, b"first")], lambda _: None)
        second = write(tmp_path / "here", LASTING, b"secon")
        with pytest.raises(HostError):
            _send_and_verify(host, second)
        first = write(tmp_path / "look", LASTING, b"first")
        host.verify([first])

    def test_what_is_to_go_goes_and_nothing_else(self, host: Host, tmp_path: Path) -> None:
        """What is gone is told by its name; what was not there is no error, nor is nothing at all."""
        files = make(tmp_path / "here")
        host.send(files, lambda _: None)
        assert list(host.remove([LASTING, "audio/never-89abcdef.mp3"])) == [LASTING]
        assert list(host.remove([])) == []
        assert host.survey(files) == {LASTING: "absent", PAGE: "same", FEED: "same"}
        assert list(host.remove([LASTING])) == []

    def test_the_feed_is_swapped_for_the_one_that_was_read(self, host: Host, tmp_path: Path) -> None:
        """From nothing to the first, and from that to the second."""
        for data in (b"<rss>1</rss>", b"<rss>2</rss>"):
            held = host.read(FEED)
            host.swap(write(tmp_path / "here", FEED, data), held.version if held else None)
            now = host.read(FEED)
            assert now is not None
            assert now.data == data

    def test_a_feed_that_is_another_by_now_is_not_swapped(self, host: Host, tmp_path: Path) -> None:
        """Neither one that somebody changed nor one that somebody put where nothing was."""
        host.swap(write(tmp_path / "here", FEED, b"<rss>1</rss>"), None)
        held = host.read(FEED)
        assert held is not None
        host.swap(write(tmp_path / "here", FEED, b"<rss>2</rss>"), held.version)
        mine = write(tmp_path / "here", FEED, b"<rss>mine</rss>")
        for version in (None, held.version):
            with pytest.raises(ChangedError):
                host.swap(mine, version)
        now = host.read(FEED)
        assert now is not None
        assert now.data == b"<rss>2</rss>"

    def test_what_is_not_as_it_was_sent_is_found(self, host: Host, tmp_path: Path) -> None:
        """Verifying looks at the host, and does not take its word."""
        host.send([write(tmp_path / "there", PAGE, b"<p>short</p>")], lambda _: None)
        with pytest.raises(HostError):
            host.verify([write(tmp_path / "here", PAGE, b"<p>much longer</p>")])

    def test_what_is_not_there_is_found(self, host: Host, tmp_path: Path) -> None:
        """Verifying a file that was never sent fails."""
        with pytest.raises(HostError):
            host.verify([write(tmp_path / "here", PAGE, b"<p>page</p>")])

    def test_a_file_that_changes_while_it_is_sent_is_found(self, host: Host, tmp_path: Path) -> None:
        """A build that runs at the same time cannot put another file in its place unnoticed."""
        file = write(tmp_path / "here", PAGE, b"<p>page</p>")
        file.path.write_bytes(b"<p>another page</p>")
        with pytest.raises(ReviewcastError):
            _send_and_verify(host, file)

    def test_names_with_blanks_and_accents_arrive(self, host: Host, tmp_path: Path) -> None:
        """A cover may be called anything."""
        file = write(tmp_path / "here", "covers/d'été #1 & 'more'-0123abcd.jpg", b"picture")
        host.send([file], lambda _: None)
        host.verify([file])
        assert host.survey([file]) == {file.key: "same"}

    def test_an_empty_list_is_no_work(self, host: Host) -> None:
        """Nothing is sent, and nothing fails."""
        host.send([], lambda _: None)
        host.verify([])
        assert host.survey([]) == {}


def _send_and_verify(host: Host, file: File) -> None:
    host.send([file], lambda _: None)
    host.verify([file])
