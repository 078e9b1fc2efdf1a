"""``reviewcast publish`` as a producer meets it, with a folder as the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Command, tree
from memory_host import missing
from published_shows import Published, lay_out
from reviewcast import publishing
from scripted_server import Asked, answer, scripted

ADDRESS = "http://127.0.0.1:9/films"
"""Nobody listens there."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Published:
    made = lay_out(tmp_path_factory.mktemp("commanded") / "show", "sunrise", address=ADDRESS)
    made.build()
    return made


@pytest.fixture
def show(built: Published, tmp_path: Path) -> Published:
    return built.copied(tmp_path / "show")


def run(show: Published, *words: object):
    time = str(int(show.now.timestamp()))
    return Command(show.root)("publish", *words, cwd=show.root, SOURCE_DATE_EPOCH=time)


def test_a_folder_gets_what_listeners_need_and_the_second_time_nothing(show: Published) -> None:
    """The rows say what was sent, the summary how much."""
    first = run(show, "../site", "--json")
    assert first.status == 0, first.err
    site = tree(show.root.parent / "site")
    assert missing(site, ADDRESS) == []
    puts = {row["key"]: row["bytes"] for row in first.rows if row["event"] == "put"}
    assert puts == {key: len(data) for key, data in site.items()}
    summary = first.summary
    assert list(summary) == ["event", "to", "sent", "bytes", "unchanged", "feed", "findings", "warnings"]
    assert (summary["to"], summary["feed"], summary["unchanged"]) == ("../site", "swapped", 0)
    assert (summary["sent"], summary["bytes"]) == (len(site), sum(map(len, site.values())))
    assert {row["code"] for row in summary["findings"]} >= {"address-silent"}
    assert list(summary["findings"][0]) == ["code", "level", "message", "where", "mend"]
    second = run(show, "../site", "--json")
    assert [row["event"] for row in second.rows] == ["summary"]
    assert (second.summary["sent"], second.summary["unchanged"], second.summary["feed"]) == (0, len(site), "same")


def test_a_dry_run_shows_the_plan_and_touches_nothing(show: Published) -> None:
    """What would be sent is what is sent; and with --no-look the show's address is not asked."""
    before = tree(show.root / "ledger") | tree(show.root / "output")
    planned = run(show, "../site", "--dry-run", "--json")
    assert planned.status == 0
    assert planned.summary["feed"] == "planned"
    assert not (show.root.parent / "site").exists()
    assert tree(show.root / "ledger") | tree(show.root / "output") == before
    done = run(show, "../site", "--no-look", "--json")
    assert "address-silent" not in done.out
    sent = {(row["key"], row["bytes"]) for row in done.rows if row["event"] == "put"}
    assert {(row["key"], row["bytes"]) for row in planned.rows if row["event"] == "plan"} == sent


def test_what_a_withdrawn_episode_had_is_deleted_at_the_host_on_demand(show: Published) -> None:
    """A dry run says so first; each file is named, and without the option nothing goes."""
    assert run(show, "../site", "--no-look").status == 0
    site = show.root.parent / "site"
    (had,) = (f"audio/{path.name}" for path in (site / "audio").glob("sunrise-*"))
    show.withdraw("sunrise")
    kept = run(show, "../site", "--no-look")
    assert (kept.status, (site / had).exists()) == (0, True)
    planned = run(show, "../site", "--dry-run", "--delete-withdrawn")
    assert f"would delete, where it is there  {had}\n" in planned.out
    assert (site / had).exists()
    done = run(show, "../site", "--no-look", "--delete-withdrawn", "--json")
    assert {"event": "delete", "key": had} in done.rows
    assert not (site / had).exists()
    assert done.summary["feed"] == "same"


def test_a_plan_that_would_be_refused_promises_nothing(show: Published) -> None:
    """No line says that a file would be sent, and what is wrong with the address is said once."""
    settings = show.root / "show.toml"
    settings.write_text(settings.read_text().replace("base_url", "# base_url"))
    assert Command(show.root)("build", cwd=show.root).status == 0
    planned = run(show, "../site", "--dry-run")
    assert (planned.status, planned.out) == (1, "")
    assert "[no-address]" in planned.err
    assert "[local-address]" not in planned.err


def test_a_person_reads_what_happened(show: Published) -> None:
    """Results on standard output, complaints on standard error, and with --quiet neither."""
    planned = run(show, "../site", "--dry-run")
    assert "would send  feed.xml" in planned.out
    first = run(show, "../site")
    assert first.out.splitlines()[-1].startswith("published  ../site: ")
    assert first.out.splitlines()[-1].endswith("0 unchanged, the feed is new")
    assert "[address-silent]" in first.err
    again = run(show, "../site", "--quiet")
    assert (again.status, again.out, again.err) == (0, "", "")


def test_what_stands_against_it_is_named_and_ends_in_1(show: Published) -> None:
    """Every error with its code and what to do; nothing is sent."""
    settings = show.root / "show.toml"
    settings.write_text(settings.read_text().replace(f'base_url = "{ADDRESS}"', ""))
    refused = run(show, "../site")
    assert refused.status == 1
    assert "[no-address]" in refused.err
    assert 'run "reviewcast build"' in refused.err
    assert not (show.root.parent / "site").exists()


@pytest.mark.parametrize("dest", ["output", "-x"])
def test_what_is_no_place_ends_in_2(show: Published, dest: str) -> None:
    """Wrong usage, one sentence."""
    refused = run(show, "--", dest)
    assert refused.status == 2
    assert refused.out == ""


def test_a_failure_on_the_way_is_one_sentence_and_a_summary(show: Published) -> None:
    """The last row says what stopped it."""
    (show.root.parent / "site").mkdir()
    (show.root.parent / "site" / "audio").write_text("in the way")
    failed = run(show, "../site", "--json")
    assert failed.status == 1
    assert len(failed.err.splitlines()) == 1
    assert "a file stands where a folder is needed" in failed.summary["error"]
    assert failed.summary["feed"] == "kept"


def test_the_hub_is_told_of_a_new_feed_once(show: Published) -> None:
    """With the address of the feed, as WebSub has it; a feed that is the same is no news."""
    told: list[bytes] = []

    def hub(asked: Asked) -> bytes:
        told.append(asked.body)
        return answer(b"", "204 No Content")

    with scripted(hub) as at:
        settings = show.root / "show.toml"
        settings.write_text(settings.read_text() + f'[feed]\nhub = "{at}/hub"\n')
        show.build()
        for _ in range(2):
            outcome = publishing.publish(
                show.studio, publishing.open_host(str(show.root.parent / "site"), show.studio), look=False
            )
            assert outcome.errors == ()
    assert told == [b"hub.mode=publish&hub.url=http%3A%2F%2F127.0.0.1%3A9%2Ffilms%2Ffeed.xml"]


def test_a_hub_that_does_not_listen_is_a_warning(show: Published) -> None:
    """The feed is out all the same."""
    settings = show.root / "show.toml"
    settings.write_text(settings.read_text() + '[feed]\nhub = "http://127.0.0.1:9/hub"\n')
    show.build()
    site = publishing.open_host(str(show.root.parent / "site"), show.studio)
    done = publishing.publish(show.studio, site, look=False)
    assert "hub-silent" in {finding.code for finding in done.findings if finding.level == "warning"}
    assert done.feed == "swapped"
