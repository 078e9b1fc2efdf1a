"""``reviewcast check`` from outside, the page that explains it, and shows with which nothing is wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from broken_shows import NOW, REVIEW, Broken, copy_of, sound_show
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Command, Run
from generated_shows import generate
from reviewcast import checks
from reviewcast.checks import LEVELS, captions, imagery, marks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """A copy of the show, to be broken."""
    return copy_of(sound_show(), tmp_path / "show")


@pytest.fixture(scope="module")
def mangled(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """One copy for many examples."""
    return copy_of(sound_show(), tmp_path_factory.mktemp("mangled") / "show")


@pytest.fixture
def check(reviewcast: Command, broken: Broken) -> Callable[..., Run]:
    """The command at the time of that build."""
    epoch = str(int(NOW.timestamp()))
    return lambda *arguments: reviewcast("check", "--show", broken.root, *arguments, SOURCE_DATE_EPOCH=epoch)


def test_every_code_is_explained() -> None:
    """Each has one row on the page, with its level; and the page has no other."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", page, flags=re.MULTILINE)
    assert sorted(rows) == sorted(LEVELS.items())


def test_a_code_has_one_level() -> None:
    """What several rules find under one code is equally grave."""
    for rule in (*checks.RULES, *checks.CHANGES):
        assert rule.level == LEVELS[rule.code]
        assert rule.mend
        assert rule.find.__doc__


def test_a_sound_folder_has_nothing_to_mend(check: Callable[..., Run]) -> None:
    """Exit status 0, and one line."""
    run = check()
    assert (run.status, run.out) == (0, "nothing to mend\n")


def test_errors_come_first_with_what_to_do(check: Callable[..., Run], broken: Broken) -> None:
    """Exit status 1; what is wrong, where, and how to mend it; how many at the end."""
    broken.file("episodes/alpha/index.html").unlink()
    broken.change('role="author"', 'role="reader"')
    run = check("--quick")
    assert run.status == 1
    told = re.findall(r"^(error|warning) .*\[([a-z-]+)\]$", run.out, flags=re.MULTILINE)
    assert told == [("error", "page-missing"), ("warning", "person-role")]
    assert 'run "reviewcast build"' in run.out
    assert run.out.endswith("1 error, 1 warning\n")


def test_json_has_a_row_a_finding_and_a_summary(check: Callable[..., Run], broken: Broken) -> None:
    """As design has it, with ``mend`` beside, and what waits."""
    broken.file("episodes/alpha/index.html").unlink()
    told = check("--quick", "--json")
    assert told.status == 1
    assert [set(row) for row in told.rows[:-1]] == [{"code", "level", "message", "where", "mend"}]
    assert told.summary == {"event": "summary", "errors": 1, "warnings": 0, "scheduled": []}


def test_many_findings_of_one_kind_are_counted(check: Callable[..., Run], broken: Broken) -> None:
    """Nobody reads a thousand lines."""
    readers = "".join(f'<podcast:person role="reader">R{number}</podcast:person>' for number in range(12))
    broken.change("<item>", f"<item>{readers}")
    run = check("--quick")
    assert run.out.count("[person-role]\n") == 8
    assert "and 4 more like it [person-role]" in run.out


def test_what_waits_for_its_date_is_listed(check: Callable[..., Run], broken: Broken) -> None:
    """No finding, and not forgotten."""
    text = REVIEW.format(title="Omega", date="2026-05-03", author="A. Reader")
    (broken.root / "reviews" / "omega.md").write_text(text, encoding="utf-8")
    broken.build()
    assert check("--quick").out == "waits for 3 May 2026: Omega\nnothing to mend\n"
    (row,) = check("--quick", "--json").summary["scheduled"]
    assert row == {"slug": "omega", "title": "Omega", "date": "2026-05-03T00:00:00+00:00"}


def test_a_show_that_was_never_built_is_told_to_build(check: Callable[..., Run], broken: Broken) -> None:
    """There is nothing to check, and that is an error."""
    shutil.rmtree(broken.out)
    run = check()
    assert run.status == 1
    assert "[feed-missing]" in run.out
    assert "reviewcast build" in run.out


def test_a_show_that_was_heard_before_is_checked_without_decoding_anything(broken: Broken) -> None:
    """What was measured is remembered, and what measures is not even imported."""
    broken.check()
    words = ["check", "--show", str(broken.root), "--cache", str(broken.cache)]
    code = f"import sys; from reviewcast.cli import cli; cli({words}, standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "nothing to mend" in run.stdout
    assert not {"numpy", "reviewcast.media"} & set(run.stdout.split())


def test_a_review_in_no_show_is_checked_too(reviewcast: Command, review: Path) -> None:
    """Its folder is enough: what a build without a show left is found here."""
    reviewcast("build", review, "--voice", "draft", "--quiet")
    run = reviewcast("check", "--json")
    assert run.status == 0
    assert {row["code"] for row in run.rows[:-1]} == {"local-address"}


@pytest.mark.parametrize("arguments", [["nowhere"], []])
def test_nothing_to_check_is_wrong_usage(reviewcast: Command, arguments: list[str]) -> None:
    """A word that is no address, and a folder that is no show."""
    run = reviewcast("check", *arguments)
    assert run.status == 2
    assert run.err.startswith("error: ")


def test_an_address_that_nobody_answers_is_one_finding(reviewcast: Command) -> None:
    """No show is needed to check a feed; a server that is out of reach is told in a sentence."""
    run = reviewcast("check", "http://127.0.0.1:9/feed.xml")
    assert run.status == 1
    assert "[feed-missing]" in run.out


@pytest.mark.thorough
def test_the_sample_show_has_only_what_it_should(reviewcast: Command, tmp_path: Path) -> None:
    """It has no base_url, which is a warning; nothing else is to be said of it."""
    for name in ("show.toml", "pronunciations.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "reviews", tmp_path / "reviews")
    assert reviewcast("build", "--voice", "draft", "--quiet").status == 0
    run = reviewcast("check", "--json")
    assert run.status == 0
    assert [row["code"] for row in run.rows[:-1]] == ["local-address"]


@pytest.mark.thorough
def test_fifty_generated_reviews_have_no_error(reviewcast: Command, tmp_path: Path) -> None:
    """Titles in many scripts, lists, links, quotations, film facts: nothing to mend in any of them."""
    generate(tmp_path / "show", 50)
    building = reviewcast.start("build", "--show", "show", "--quiet")
    assert building.communicate(timeout=600) == ("", "")
    assert building.returncode == 0
    run = reviewcast("check", "--show", "show")
    assert (run.status, run.out) == (0, "nothing to mend\n")


# --- a rule never raises --------------------------------------------------------------------------------------


VALUES = st.sampled_from(["", " ", "-1", "1e9", "nan", "Ω" * 50, "http://[", "//", "../..", "https://example.org/pod/"])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_rule_raises_whatever_stands_in_a_feed(mangled: Broken, data: st.DataObject) -> None:
    """Any value of any tag or attribute may be anything; there are findings, and no traceback."""
    feed = mangled.feed
    places = [match.span(1) for match in re.finditer(r'(?:="|<[\w:]+>)([^"<]*)', feed)]
    try:
        for start, end in sorted(data.draw(st.sets(st.sampled_from(places), max_size=8)), reverse=True):
            value = data.draw(VALUES)
            (mangled.out / "feed.xml").write_text(feed[:start] + value + feed[end:], encoding="utf-8")
            mangled.check(deep=False)
    finally:
        (mangled.out / "feed.xml").write_text(feed, encoding="utf-8")


@given(
    st.binary(max_size=200) | st.sampled_from([b"WEBVTT", b'{"segments": 1}', b'{"chapters": [1e999]}', b"[" * 9000])
)
def test_no_reader_raises_but_valueerror(data: bytes) -> None:
    """Files at a host are anybody's."""
    for kind in ("text/vtt", "application/x-subrip", "application/json"):
        with suppress(ValueError):
            captions.read(data, kind)
    for reader in (marks.listed, imagery.examine):
        with suppress(ValueError):
            reader(data)
