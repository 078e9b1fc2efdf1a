"""Taking over a show that is somewhere else: its guids, dates, audio and settings; and whatever a feed may hold."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Command, tree
from made_shows import MadeShow, make_show
from reviewcast import batch, casting, ledger, migration, records, show, subscription
from reviewcast.errors import HostError, ReviewcastError, ShowError
from reviewcast.migration import markup
from reviewcast.migration.items import Desk
from reviewcast.model import Channel, Chapter, Finding
from reviewcast.report import Silence
from reviewcast.subscription import Enclosure, Item
from serving import serving

FEEDS = Path(__file__).parent / "data" / "feeds"
WANDERER = FEEDS / "wanderer.xml"
SLIPS = FEEDS / "slips.xml"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OLD = "https://old.example.net/wanderer/rss"


def adopt(feed: Path | str, root: Path, **options: bool | datetime) -> migration.Adoption:
    return migration.adopt(str(feed), root, **{"now": NOW, **options})


def episodes(root: Path) -> dict:
    return ledger.read(root / "ledger").episodes


def codes(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.where, finding.code) for finding in findings}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "show"


def test_a_show_that_stays_at_its_address_passes_the_checks(root: Path) -> None:
    """Audio that lies below the show's own address is at the host, and is missed by nobody in the output folder."""
    adopt(WANDERER, root)
    toml = root / "show.toml"
    toml.write_text('base_url = "https://cdn.example.net/w"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    outcome = batch.build([], MadeShow(root).studio, Silence())
    assert outcome.site_changed
    assert [finding for finding in outcome.findings if finding.level == "error"] == []


# --- what is taken over -----------------------------------------------------------------------------------


def test_an_episode_keeps_what_apps_know_it_by(root: Path) -> None:
    """Guid, date, address, length and type are those of the old feed, whatever the guid looks like."""
    adopt(WANDERER, root)
    known = {
        episode.guid: (episode.published.isoformat(), episode.audio, episode.bytes, episode.type, episode.seconds)
        for episode in episodes(root).values()
    }
    cdn = "https://cdn.example.net/w"
    assert known == {
        "https://old.example.net/wanderer/harvest-of-salt.html": (
            "2024-03-15T06:00:00+00:00",
            f"{cdn}/003%20salt.mp3",
            4183000,
            "audio/mpeg",
            281.0,
        ),
        "wanderer-00017": ("2024-03-08T07:00:00+00:00", f"{cdn}/002.mp3", 3900000, "audio/mpeg", 260.0),
        "wanderer-00009": ("2024-03-01T07:00:00+00:00", f"{cdn}/001.mp3", 1200000, "audio/mpeg", 3665.0),
    }


def test_an_episode_keeps_what_listeners_read(root: Path) -> None:
    """Title, notes in the tags that apps show, chapters, season, picture, and whether it is explicit."""
    adopt(WANDERER, root)
    salt, lantern = episodes(root)["harvest-of-salt"], episodes(root)["the-lantern-sisters"]
    assert salt.title == "Harvest of Salt"
    assert salt.description == "A fishing film with no fish. The maker's page."
    page = '<a href="https://example.org/salt?a=1&amp;b=2">The maker\'s page</a>'
    assert salt.summary == f"<p>A fishing film with no fish. {page}.</p>\n"
    items = "<ul>\n<li>00:00 Hello</li>\n<li>01:30 Nets</li>\n</ul>\n"
    assert salt.notes == f"<p>Notes</p>\n<p>A fishing film with no fish.</p>\n{items}"
    assert salt.chapters == (Chapter(0.0, 90.5, "Hello"), Chapter(90.5, 281.0, "Nets"))
    assert (salt.season, salt.episode, salt.cover) == (2, 3, "https://old.example.net/wanderer/salt.jpg")
    assert (salt.explicit, salt.author) == (True, "Nell Harrow")
    assert (lantern.explicit, lantern.author, lantern.season) == (False, "Guest Hand", None)
    kinds = {told.guid: told.episode_type for told in episodes(root).values()}
    assert (salt.episode_type, kinds["wanderer-00009"]) == ("full", "trailer")
    assert (salt.receipt, salt.text, salt.voice, salt.review, salt.source) == (None, (), "", "", "imported")


def test_a_slug_is_of_the_link_or_else_of_the_title(root: Path) -> None:
    """An address that says nothing, such as /?p=17, gives way to the title."""
    adopt(WANDERER, root)
    assert sorted(episodes(root)) == ["before-the-reel", "harvest-of-salt", "the-lantern-sisters"]


def test_the_show_keeps_its_identity(root: Path) -> None:
    """Without a podcast:guid it is made of the old address, as the namespace says; the address is remembered."""
    adopt(WANDERER, root)
    book = ledger.read(root / "ledger")
    assert book.show_guid == ledger.podcast_guid("old.example.net/wanderer/rss")
    assert book.addresses == (OLD,)
    assert book.audio_of("wanderer-00017") == {"https://cdn.example.net/w/002.mp3"}


def test_a_show_that_has_a_guid_keeps_it(root: Path, tmp_path: Path) -> None:
    """Letter for letter but for its case."""
    guid = "917393E3-1B1E-5CEF-ACE4-EDAA54E1F810"
    feed = tmp_path / "feed.xml"
    tag = f"<podcast:guid>{guid}</podcast:guid></channel>"
    feed.write_text(WANDERER.read_text(encoding="utf-8").replace("</channel>", tag), encoding="utf-8")
    adopt(feed, root)
    assert ledger.read(root / "ledger").show_guid == guid.lower()


def test_the_settings_come_from_the_channel(root: Path) -> None:
    """What the feed says of the show stands in show.toml, with the best voice; the rest has its defaults."""
    adopt(WANDERER, root)
    assert show.load(root) == show.Show(
        title="The Wandering Projector",
        root=root,
        author="Nell Harrow",
        description="Films seen in village halls, and what was said after.",
        language="en-GB",
        category=("TV & Film", "Film Reviews"),
        explicit=True,
        voice=casting.best(None),
        feed=Channel(
            type="serial",
            frequency="FREQ=WEEKLY;BYDAY=FR",
            owner="nell@example.net",
            copyright="2024 Nell Harrow",
            license="cc-by-4.0",
            funding="https://old.example.net/tip",
            funding_text="Buy the projector a lamp",
            hub="https://hub.example.net/",
        ),
    )


def test_a_show_that_is_there_keeps_its_settings(root: Path) -> None:
    """show.toml stays byte for byte, and what the feed says otherwise is listed."""
    root.mkdir()
    text = 'title = "The Wandering Projector"\nauthor = "N. Harrow"\nexplicit = true\n'
    (root / "show.toml").write_text(text)
    (root / "cover.jpg").touch()
    adoption = adopt(WANDERER, root)
    assert (root / "show.toml").read_text() == text
    assert adoption.written == ()
    listed = {key: (said, here) for key, said, here in adoption.differences}
    assert listed["author"] == ("Nell Harrow", "N. Harrow")
    assert not {"title", "explicit", "cover"} & set(listed)


def test_a_dry_run_writes_nothing_and_says_the_same(root: Path) -> None:
    """What it tells is what the import does."""
    dry = adopt(WANDERER, root, dry_run=True)
    assert not root.exists()
    done = adopt(WANDERER, root)
    assert dry.taken == done.taken
    assert dry.findings == done.findings
    assert dry.book == done.book
    assert (dry.settings, dry.written) == (done.settings, ())


# --- again, and beside what is there ----------------------------------------------------------------------


@pytest.mark.parametrize("feed", [WANDERER, SLIPS])
def test_a_second_import_changes_nothing(root: Path, feed: Path) -> None:
    """Not a byte, also at another time; all is said to be there."""
    first = adopt(feed, root)
    before = tree(root)
    second = adopt(feed, root, now=NOW + timedelta(days=9))
    assert tree(root) == before
    assert second.taken == ()
    assert {episode.guid for episode in second.kept} == {episode.guid for episode in first.taken}


def test_an_episode_that_came_since_is_taken_and_the_others_stay(root: Path, tmp_path: Path) -> None:
    """The old feed may go on while the new show is being made."""
    text = WANDERER.read_text(encoding="utf-8")
    cut = text.index("  <item>"), text.index("  <item>", text.index("  <item>") + 1)
    feed = tmp_path / "feed.xml"
    feed.write_text(text[: cut[0]] + text[cut[1] :], encoding="utf-8")
    adopt(feed, root)
    before = tree(root / "ledger")
    adoption = adopt(WANDERER, root)
    assert [episode.slug for episode in adoption.taken] == ["harvest-of-salt"]
    after = tree(root / "ledger")
    assert {name: after[name] for name in before if name != "show.json"} == {
        name: before[name] for name in before if name != "show.json"
    }


def test_another_show_is_not_mixed_in(root: Path, tmp_path: Path) -> None:
    """A feed with another guid is refused, and nothing changes."""
    adopt(WANDERER, root)
    before = tree(root)
    feed = tmp_path / "feed.xml"
    tag = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid></channel>"
    feed.write_text(WANDERER.read_text(encoding="utf-8").replace("</channel>", tag), encoding="utf-8")
    with pytest.raises(ShowError, match=r"they are two shows; import into a folder of its own with --show DIR"):
        adopt(feed, root)
    assert tree(root) == before


def test_a_review_takes_over_the_episode_of_its_title(root: Path) -> None:
    """Titles are compared as slugs are made, so capitals and signs do not matter."""
    (root / "reviews").mkdir(parents=True)
    (root / "reviews" / "lantern.md").write_text("---\ntitle: THE LANTERN SISTERS!\n---\n\nTwo sisters.\n")
    (root / "reviews" / "broken.md").write_text("---\ntitle: [\n---\n")
    adopt(WANDERER, root)
    assert episodes(root)["lantern"].guid == "wanderer-00017"


def test_a_record_that_was_built_before_is_kept_and_named(root: Path) -> None:
    """Its item is left out, with the way to take it after all; the record stays byte for byte."""
    (root / "reviews").mkdir(parents=True)
    (root / "reviews" / "lantern.md").write_text("---\ntitle: The Lantern Sisters\n---\n\nTwo sisters.\n")
    adopt(WANDERER, root)
    record = root / "ledger" / "lantern.json"
    record.write_bytes(record.read_bytes().replace(b"wanderer-00017", b"another-guid"))
    before = tree(root / "ledger")
    adoption = adopt(WANDERER, root)
    assert adoption.taken == ()
    (finding,) = [each for each in adoption.findings if each.code == "built-before"]
    assert finding.where == "The Lantern Sisters"
    assert '"lantern", under another guid' in finding.message
    assert "delete ledger/lantern.json" in finding.mend
    assert {name: data for name, data in tree(root / "ledger").items() if name != "show.json"} == {
        name: data for name, data in before.items() if name != "show.json"
    }


# --- slips ------------------------------------------------------------------------------------------------


def test_every_slip_is_told_once_with_its_item(root: Path) -> None:
    """One sentence each, and nothing is said of what is right."""
    adoption = adopt(SLIPS, root)
    assert codes(adoption.findings) == {
        ("the channel", "no-address"),
        ("the channel", "setting"),
        ("No guid", "no-guid"),
        ("No date", "no-date"),
        ("A date without a zone", "no-zone"),
        ("A date that is none", "no-date"),
        ("A date to come", "future-date"),
        ("A guid that was used", "double-guid"),
        ("No audio", "no-audio"),
        ("Audio on my own disk", "no-audio"),
        ("No length", "no-length"),
        ("Two files", "more-audio"),
    }
    assert all(finding.level == "warning" for finding in adoption.findings)


def test_what_can_be_taken_over_is(root: Path) -> None:
    """An item without a guid is known by its audio's address, as apps do it; a date is found for each."""
    adopt(SLIPS, root)
    known = {episode.slug: (episode.guid, episode.published.date().isoformat()) for episode in episodes(root).values()}
    assert known == {
        "whole": ("whole", "2024-02-12"),
        "no-guid": ("https://cdn.example.net/s/no-guid.mp3", "2024-02-11"),
        "no-date": ("no-date", "2024-02-11"),
        "a-date-without-a-zone": ("no-zone", "2024-02-10"),
        "a-date-that-is-none": ("odd-date", "2024-02-10"),
        "a-date-to-come": ("future", "2035-01-01"),
        "no-length": ("no-length", "2024-02-06"),
        "two-files": ("two", "2024-02-05"),
        "untitled": ("untitled", "2024-02-04"),
        "whole-2": ("same-title", "2024-02-03"),
    }
    assert episodes(root)["no-length"].type == "audio/x-m4a"
    assert show.load(root).language == "en"


def test_every_code_is_explained() -> None:
    """docs/moving.md has a row for each, and for no other."""
    package = Path(migration.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    used = set(re.findall(r'(?:_say|_remark|Finding)\(\s*"([a-z-]+)"', source))
    page = (FEEDS.parents[2] / "docs" / "moving.md").read_text(encoding="utf-8")
    table = page[page.index("| Code |") : page.index("### Then")]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert used == {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}


REFUSED = {
    "a page": ("<!DOCTYPE html><html><body>Hello</body></html>", "document type"),
    "a page without a type": ("<html><body>Hello</body></html>", "begins with <html>"),
    "Atom": ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "Atom feed"),
    "entities": ('<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "document type"),
    "nothing": ("", "not well-formed"),
    "half a feed": (WANDERER.read_text(encoding="utf-8")[:2500], "not well-formed"),
    "no channel": ("<rss/>", "no <channel>"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_feed_is_one_sentence(root: Path, tmp_path: Path, what: str) -> None:
    """The file is named, and no show is begun."""
    text, reason = REFUSED[what]
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HostError, match=reason) as refused:
        adopt(path, root)
    assert refused.value.path == str(path)
    assert not [file for file in root.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("ftp://example.org/feed.xml", "no address of the web"),
        ("file:///etc/passwd", "no address of the web"),
        ("https://", "no address of the web"),
        ("http://[", "no address"),
        ("https://me:secret@example.org/feed.xml", "save the feed to a file"),
        ("nowhere.xml", "the feed is not there"),
        ("x" * 5000, "longer than this system allows"),
        ("http://127.0.0.1:9/feed.xml", "127.0.0.1 refuses the connection"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence(root: Path, where: str, reason: str) -> None:
    """No request is made for what is no address, and a password is kept out of the ledger and the message."""
    with pytest.raises(ReviewcastError, match=reason) as refused:
        adopt(where, root)
    assert "secret" not in str(refused.value)


def test_an_empty_feed_is_a_show_without_episodes(root: Path, tmp_path: Path) -> None:
    """There is a guid, and nothing else to take over."""
    path = tmp_path / "feed.xml"
    path.write_text("<rss><channel></channel></rss>")
    adoption = adopt(path, root)
    assert (adoption.items, adoption.taken) == (0, ())
    assert show.load(root).title == "Film Reviews"


# --- from an address --------------------------------------------------------------------------------------


RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Pages</title>{channel}{items}</channel></rss>"""


def item(guid: str, base: str = "https://cdn.example.net/", length: str = "100000") -> str:
    return (
        f"<item><title>{guid}</title><guid isPermaLink='false'>{guid}</guid><pubDate>Mon, 05 Jan 2015 10:00:00 GMT"
        f"</pubDate><enclosure url='{base}{guid}.mp3' length='{length}' type='audio/mpeg'/></item>"
    )


@contextmanager
def hosted(folder: Path, **files: str | bytes) -> Iterator[str]:
    """*files* (name without its suffix, .xml) on a server; ``BASE`` in them becomes its address, which is given."""
    folder.mkdir(exist_ok=True)
    with serving(folder, as_is=True) as base:
        for name, data in files.items():
            text = data.replace("BASE", base).encode() if isinstance(data, str) else data
            (folder / f"{name}.xml").write_bytes(text)
        yield base


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
def test_older_pages_are_followed_to_their_end(tmp_path: Path, root: Path, rel: str) -> None:
    """Also when they are told relative to the page, overlap, or lead round in a circle."""
    link = f'<atom:link rel="{rel}" href="{{}}"/>'
    pages = {
        "feed": RSS.format(channel=link.format("two.xml"), items=item("c") + item("b")),
        "two": RSS.format(channel=link.format("BASEthree.xml"), items=item("b")),
        "three": RSS.format(channel=link.format("feed.xml"), items=item("a")),
    }
    with hosted(tmp_path / "host", **pages) as base:
        adoption = adopt(f"{base}feed.xml", root)
    assert [episode.guid for episode in adoption.taken] == ["c", "b", "a"]
    assert adoption.address == f"{base}feed.xml"
    assert not [finding for finding in adoption.findings if finding.code == "double-guid"]


def test_half_a_feed_is_not_taken_over(tmp_path: Path, root: Path) -> None:
    """A page that cannot be read stops it all: what is on it would be new to every listener later."""
    link = '<atom:link rel="next" href="gone.xml"/>'
    with (
        hosted(tmp_path / "host", feed=RSS.format(channel=link, items=item("a"))) as base,
        pytest.raises(HostError, match=r"gone\.xml answers 404"),
    ):
        adopt(f"{base}feed.xml", root)
    assert not (root / "show.toml").exists()
    assert not (root / "ledger").exists()


def test_an_older_page_at_no_address_is_none(tmp_path: Path, root: Path) -> None:
    """Whatever stands there: it can neither be read nor bring the import down."""
    link = '<atom:link rel="next" href="http://["/>'
    with hosted(tmp_path / "host", feed=RSS.format(channel=link, items=item("a"))) as base:
        assert [episode.guid for episode in adopt(f"{base}feed.xml", root).taken] == ["a"]


def test_audio_as_the_old_host_has_it_keeps_nobody_from_publishing(tmp_path: Path, root: Path) -> None:
    """In clear, without an ending, of a type that we do not write, its first chapter late: no build can mend that."""
    marks = '<psc:chapters><psc:chapter start="5" title="One"/><psc:chapter start="9" title="Two"/></psc:chapters>'
    late = item("b").replace("</item>", f"<itunes:duration>60</itunes:duration>{marks}</item>")
    items = item("a").replace("https://cdn.example.net/a.mp3", "http://cdn.example.net/get?id=3")
    items += late.replace("b.mp3' ", "b.aac' ").replace("audio/mpeg", "audio/aac")
    feed = tmp_path / "feed.xml"
    spaces = '<rss xmlns:psc="http://podlove.org/simple-chapters" '
    feed.write_text(RSS.format(channel="", items=items).replace("<rss ", spaces))
    adopt(feed, root)
    toml = root / "show.toml"
    toml.write_text(f'base_url = "https://new.example.net"\n{toml.read_text(encoding="utf-8")}', encoding="utf-8")
    found = batch.build([], MadeShow(root).studio, Silence()).findings
    assert [finding.code for finding in found if finding.level == "error"] == []
    assert [finding.code for finding in found if finding.code == "audio-imported"] == ["audio-imported"] * 2


def test_a_file_says_that_its_older_pages_are_not_read(tmp_path: Path, root: Path) -> None:
    """With their address, and what to do."""
    path = tmp_path / "feed.xml"
    link = '<atom:link rel="next" href="https://old.example.net/feed-2.xml"/>'
    path.write_text(RSS.format(channel=link, items=item("a")))
    (finding,) = [each for each in adopt(path, root).findings if each.code == "unread-page"]
    assert "https://old.example.net/feed-2.xml" in finding.message


def test_a_missing_length_is_asked_of_the_host(tmp_path: Path, root: Path) -> None:
    """HEAD tells it; where it does not, the finding stays."""
    items = item("there", "BASE", "0") + item("gone", "BASE", "")
    with hosted(tmp_path / "host", feed=RSS.format(channel="", items=items)) as base:
        (tmp_path / "host" / "there.mp3").write_bytes(b"sound" * 1000)
        adoption = adopt(f"{base}feed.xml", root)
    assert {episode.slug: episode.bytes for episode in adoption.taken} == {"there": 5000, "gone": 0}
    assert codes(adoption.findings) == {("gone", "no-length")}


def test_the_cover_comes_along(tmp_path: Path, root: Path) -> None:
    """As cover.jpg, named in show.toml; the show that is made of it has it."""
    from reviewcast import cover

    picture = cover.draw("Pages")
    feed = RSS.format(channel="<itunes:image href='BASEart.png.xml'/>", items=item("a"))
    with hosted(tmp_path / "host", **{"feed": feed, "art.png": picture}) as base:
        adoption = adopt(f"{base}feed.xml", root)
    assert adoption.findings == ()
    assert (root / "cover.jpg").read_bytes() == picture
    assert show.load(root).cover == root / "cover.jpg"


def test_a_cover_that_apps_refuse_is_left_behind(tmp_path: Path, root: Path) -> None:
    """With the reason, and the show is made all the same."""
    feed = RSS.format(channel="<itunes:image href='BASEfeed.xml'/>", items=item("a"))
    with hosted(tmp_path / "host", feed=feed) as base:
        adoption = adopt(f"{base}feed.xml", root)
    (finding,) = adoption.findings
    assert finding.code == "cover"
    assert "not a JPEG or PNG" in finding.message
    assert show.load(root).cover is None


# --- whatever is in it ------------------------------------------------------------------------------------

ANY = st.text(max_size=60)
PIECES = (
    "<p> </p> <ul> <li> </li> </ul> </a> <b> <script> </script> <!-- --> <![CDATA[ ]]> &amp; &#0; &lt;img <br/> \x0b"
    " <table><td> <svg><a> </body> <plaintext> words 🎬 <a|href='javascript:x'> <a|href='mailto:a@b.c'>"
    ' <a|href="https://x.y/&quot;<">'
)
HTML = st.lists(st.sampled_from([" ", *(piece.replace("|", " ") for piece in PIECES.split(" "))]), max_size=30).map(
    "".join
)


@given(HTML | ANY, st.integers(60, 400))
def test_notes_are_paragraphs_lists_and_links_whatever_came_in(text: str, most: int) -> None:
    """Well-formed, in no other tag, no other scheme, and within the bytes that were allowed."""
    found = markup.blocks(text)
    for notes in (markup.html(found), markup.html(found, most)):
        parsed = ET.fromstring(f"<notes>{notes}</notes>")
        assert {element.tag for element in parsed.iter()} <= {"notes", "p", "ul", "li", "a"}
        hrefs = [element.get("href", "") for element in parsed.iter("a")]
        assert all(href.startswith(("https://", "mailto:")) for href in hrefs)
    assert len(markup.html(found, most).encode()) <= most


@given(st.lists(st.builds(
    Item, title=ANY, guid=ANY, permalink=st.booleans(), link=ANY, published=ANY,
    date=st.none() | st.datetimes(timezones=st.just(UTC)), description=HTML | ANY, notes=HTML | ANY,
    enclosure=st.none() | st.builds(Enclosure, ANY.map("https://cdn.example.net/{}".format) | ANY, ANY, ANY),
    enclosures=st.integers(0, 2), duration=ANY, explicit=ANY, author=ANY, season=ANY, episode=ANY, episode_type=ANY,
    image=ANY, transcripts=st.just(()), chapters_url=ANY, chapters_type=ANY,
    psc=st.lists(st.tuples(ANY | st.sampled_from(["0", "1:30", "99:00:00.5"]), ANY), max_size=3).map(tuple),
    persons=st.just(()), texts=st.just({}), tags=st.just(frozenset())), max_size=5))  # fmt: skip
def test_whatever_is_taken_can_be_recorded_and_read_back(items: list[Item]) -> None:
    """A slug that is a file's name, a guid of its own, an aware date; JSON gives the same episode back."""
    channel = subscription.read(b"<rss><channel/></rss>")
    desk = Desk(channel, items, known={}, reviews={}, language="en", author="A", origin="imported", now=NOW)
    taken = [episode for episode in map(desk.take, items) if episode]
    assert len({episode.slug for episode in taken}) == len({episode.guid for episode in taken}) == len(taken)
    for episode in taken:
        assert re.fullmatch(r"[a-z0-9-]{1,80}", episode.slug)
        assert episode.slug != "show"
        assert episode.title
        assert episode.description
        assert records.from_json(records.to_json(episode)) == episode


@pytest.mark.thorough
def test_ten_thousand_items_are_taken_over(tmp_path: Path, root: Path) -> None:
    """All with one title, each with a slug of its own, in 30 seconds of a processor; the disk takes what it takes."""
    path = tmp_path / "feed.xml"
    same = (item(f"guid-{number}").replace(f"<title>guid-{number}<", "<title>Same<") for number in range(10_000))
    path.write_text(RSS.format(channel="", items="".join(same)))
    began = time.process_time()
    adoption = adopt(path, root)
    assert time.process_time() - began < 30
    assert len(adoption.taken) == len(episodes(root)) == 10_000
    assert adopt(path, root).taken == ()


# --- the whole walk ---------------------------------------------------------------------------------------


def offered(root: Path) -> dict[str, tuple[str, str]]:
    """Guid -> (address of the audio, date) as an independent reader finds them in the feed that was built."""
    read = feedparser.parse((root / "output" / "feed.xml").read_bytes())
    assert not read.bozo
    return {entry.id: (entry.enclosures[0].href, entry.published) for entry in read.entries}


def test_a_show_that_was_taken_over_builds_into_the_same_episodes(tmp_path: Path, root: Path) -> None:
    """The feed has the guids, dates and addresses of the old one, so that no app finds anything new in it."""
    reviewcast = Command(tmp_path)
    run = reviewcast("import-feed", WANDERER, "--show", root, "--json")
    assert (run.status, run.err) == (0, "")
    assert run.summary["taken"] == 3
    assert reviewcast("build", "--show", root, "--voice", "draft", "--json").status == 0
    old = {entry.guid: entry for entry in subscription.read(WANDERER.read_bytes()).items}
    new = {entry.guid: entry for entry in subscription.read((root / "output" / "feed.xml").read_bytes()).items}
    assert set(new) == set(old) == set(offered(root))
    for guid, entry in new.items():
        assert entry.date == old[guid].date
        assert entry.enclosure is not None
        assert entry.enclosure.url == old[guid].enclosure.url.replace(" ", "%20")
    channel = subscription.read((root / "output" / "feed.xml").read_bytes())
    assert channel.new_feed_url == "http://localhost:8000/feed.xml"
    assert channel.guid == ledger.podcast_guid("old.example.net/wanderer/rss")
    page = root / "output" / "episodes" / "harvest-of-salt" / "index.html"
    assert "https://cdn.example.net/w/003%20salt.mp3" in page.read_text(encoding="utf-8")


def test_a_review_of_an_imported_episode_takes_over_its_guid_and_date(tmp_path: Path, root: Path) -> None:
    """Its audio is ours from then on, under the old guid and date, with a correction, since listeners have another."""
    (root / "reviews").mkdir(parents=True)
    review = "---\ntitle: The Lantern Sisters\n---\n\nTwo sisters share a lantern, and the night is long.\n"
    (root / "reviews" / "lantern.md").write_text(review)
    reviewcast = Command(tmp_path)
    assert reviewcast("import-feed", WANDERER, "--show", root).status == 0
    run = reviewcast("build", "--show", root, "--voice", "draft", "--json")
    assert run.status == 0, run.err
    (row,) = run.summary["episodes"]
    assert row["guid"] == "wanderer-00017"
    assert offered(root)["wanderer-00017"][0] == f"http://localhost:8000/{row['audio']}"
    assert offered(root)["wanderer-00017"][1] == "Fri, 08 Mar 2024 07:00:00 +0000"
    known = episodes(root)["lantern"]
    assert known.correction is not None
    assert known.correction.words == "recorded anew"
    assert [entry["audio"] for entry in known.history] == ["https://cdn.example.net/w/002.mp3", row["audio"]]
    assert len(offered(root)) == 3
    again = reviewcast("build", "--show", root, "--voice", "draft", "--json")
    assert again.summary["episodes"][0]["unchanged"] is True


def test_a_lost_ledger_comes_back_from_the_feed_that_was_published(tmp_path: Path) -> None:
    """With the reviews still there a build then gives the feed that listeners have, and nothing is a correction."""
    made = make_show(tmp_path / "show", tone=True)
    toml = made.root / "show.toml"
    toml.write_text('base_url = "https://example.org/pod"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("ferry", "quarry"):
        made.review(name, f"The {name} is seen. It begins, it goes on, and it ends.")
    batch.build(made.reviews, made.studio, Silence())
    feed = tmp_path / "feed.xml"
    shutil.move(made.root / "output" / "feed.xml", feed)
    for lost in ("ledger", "output"):
        shutil.rmtree(made.root / lost)
    assert [episode.slug for episode in adopt(feed, made.root).taken] == ["quarry", "ferry"]
    later = replace(made.studio, now=NOW + timedelta(days=9))
    assert not [result.error for result in batch.build(made.reviews, later, Silence()).results if result.error]
    ours, theirs = ((made.root / "output" / "feed.xml").read_bytes(), feed.read_bytes())
    assert re.sub(rb"<lastBuildDate>.*", b"", ours) == re.sub(rb"<lastBuildDate>.*", b"", theirs)


def test_without_a_show_the_folder_must_be_named(tmp_path: Path) -> None:
    """Nothing is laid out where one happens to stand."""
    run = Command(tmp_path)("import-feed", WANDERER)
    assert (run.status, run.out) == (2, "")
    assert "name the folder of the show with --show DIR" in run.err
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_what_it_did_and_what_to_do_next(tmp_path: Path) -> None:
    """The slips on standard error, the rest on standard output; a dry run says would."""
    reviewcast = Command(tmp_path)
    run = reviewcast("import-feed", SLIPS, "--show", "slips", "--dry-run")
    assert run.out.splitlines()[0] == "would take  Slips"
    assert not (tmp_path / "slips").exists()
    run = reviewcast("import-feed", SLIPS, "--show", "slips")
    assert run.status == 0
    assert run.out.splitlines()[0] == "taken over  Slips"
    assert "10 episodes new" in run.out
    assert run.out.splitlines()[-1].startswith("now set base_url in slips/show.toml")
    assert all(line.startswith(("warning: ", "  ")) for line in run.err.splitlines())


@pytest.mark.thorough
@pytest.mark.skipif(
    not shutil.which("gpo"), reason="gPodder is missing: apt-get install --no-install-recommends gpodder"
)
def test_a_subscriber_of_the_old_feed_sees_no_episode_twice(tmp_path: Path, root: Path) -> None:
    """gPodder has the old feed and its audio; taken over and put in its place, the show has 0 new episodes for it."""
    host, home = tmp_path / "host", tmp_path / "gpodder"
    with hosted(host) as base:
        feed = host / "w" / "feed.xml"
        feed.parent.mkdir()
        text = WANDERER.read_text(encoding="utf-8").replace(OLD, f"{base}w/feed.xml").replace("003 salt", "003")
        feed.write_text(text.replace("https://cdn.example.net/w/", base), encoding="utf-8")
        for name in ("001.mp3", "002.mp3", "003.mp3"):
            (host / name).write_bytes(name.encode() * 5_000)
        for words in (("subscribe", f"{base}w/feed.xml", "Wanderer"), ("update",), ("download",)):
            gpo(home, *words)
        before = known_to(home)
        assert len(before) == len(list(home.rglob("*.mp3"))) == 3
        assert Command(tmp_path)("import-feed", f"{base}w/feed.xml", "--show", root).status == 0
        toml = root / "show.toml"
        toml.write_text(re.sub(r'# base_url = ".*"', f'base_url = "{base}w"', toml.read_text(encoding="utf-8")))
        assert Command(tmp_path)("build", "--show", root, "--voice", "draft").status == 0
        shutil.copy(root / "output" / "feed.xml", feed)
        said = gpo(home, "update")
        assert "0 new episodes" in said or "No new episodes" in said
        assert known_to(home) == before


def gpo(home: Path, *words: str) -> str:
    """gPodder's command line with a home of its own; what it said."""
    home.mkdir(exist_ok=True)
    environment = {"GPODDER_HOME": str(home), "HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    run = subprocess.run(["gpo", *words], env=environment, capture_output=True, text=True, timeout=60, check=False)
    return run.stdout


def known_to(home: Path) -> set[tuple[str, str]]:
    """(guid, address) of every episode in gPodder's database."""
    with closing(sqlite3.connect(home / "Database")) as database:
        return set(database.execute("SELECT guid, url FROM episode"))
