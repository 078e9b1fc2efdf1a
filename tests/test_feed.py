"""The feed and its archive, as two independent readers and a strict parser see them."""

from __future__ import annotations

import io
import locale
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast import __version__, feed
from reviewcast.errors import ShowError
from reviewcast.feed import paging
from reviewcast.model import Channel, Chapter, Correction, Episode, Show, Withdrawal
from reviewcast.namespace import NAMESPACES, Extension, Tag
from reviewcast.notation import line
from reviewcast.shownotes import MOST_BYTES
from sample_episodes import COVER, NOW, SHOW, episode, imported, several

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
CONTENT = {"content": "http://purl.org/rss/1.0/modules/content/"}
ANY_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "]]>",
        "<b>&amp;</b>",
        "\x0b\ufffe\ud800",
        "\"quoted\" & 'so'",
        "😀👩‍👩‍👧",
        "\u202eevil\u202c",
        "x" * 10_000,
        "\u05d0\u200f",
    ]
)


def documents(*episodes: Episode, show: Show = SHOW, now: datetime = NOW, **told: Any) -> dict[str, bytes]:
    """The feed and its archive, after podcastparser, feedparser and a strict XML parser have read them all."""
    files = feed.render(show, GUID, episodes, **{"cover": COVER, **told}, now=now)
    for path, data in files.items():
        assert data.endswith(b"</rss>\n")
        assert feedparser.parse(data)["bozo"] is False
        podcastparser.parse(f"https://example.org/{path}", io.BytesIO(data))
    return files


def render(*episodes: Episode, **told: Any) -> bytes:
    """The feed itself."""
    return documents(*episodes, **told)["feed.xml"]


def channel(*episodes: Episode, **told: Any) -> Any:
    return etree.fromstring(render(*episodes, **told))[0]


def texts(element: Any, path: str) -> list[str]:
    return [str(found) for found in element.xpath(path, namespaces=NAMESPACES | CONTENT)]


# --- the channel ------------------------------------------------------------------------------------------


RICH = replace(
    SHOW,
    feed=Channel(
        type="serial",
        frequency="fortnightly",
        owner="ada@example.org",
        locked=True,
        copyright="Ada Reader",
        license="CC-BY-4.0",
        funding="https://example.org/pay?a=1&b=2",
        funding_text="Buy me a ticket",
        hub="https://hub.example/",
        verify="1234-abcd",
        seasons=("The silents", "Sound"),
    ),
)
"""A show that says all it can."""


def golden(name: str, data: bytes) -> None:
    """Compare with the file of that name, but for the version of the program."""
    expected = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    assert data.decode().replace(f"reviewcast {__version__}<", "reviewcast VERSION<") == expected


def test_golden_feed() -> None:
    """All that a show and its episodes can say: Apple's and PSP-1's lists, the podcast namespace and Podlove."""
    own = episode(season=2, episode=7, cover="covers/own-01234567.jpg", published=NOW + timedelta(hours=1))
    own = replace(own, correction=Correction(NOW, "The year was wrong."), summary="<p>Short notes.</p>")
    golden("feed.xml", render(own, imported(), show=RICH, moved=True, now=NOW + timedelta(hours=1)))


def test_golden_page_of_the_archive() -> None:
    """What a page says of the show stays the same whatever comes out; its items are as in the feed."""
    shortened = several(302, notes="<p>Notes.</p>", summary="<p>Notes.</p>", chapters=(), text=())
    page = documents(*shortened, show=RICH)["archive/1.xml"]
    golden("archive.xml", page[: page.index(b"<item>")] + page[page.rindex(b"<item>") :])


def test_the_self_link_comes_before_the_items_and_the_channels_link_is_the_page() -> None:
    """feedgen takes the last link it is given for the channel's; it must not be the feed itself."""
    tags = [child.tag for child in channel(episode())]
    assert tags.count("link") == tags.count(f"{{{NAMESPACES['atom']}}}link") == 1
    assert tags[-1] == "item"


@pytest.mark.parametrize("tag", ["itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:owner", "ttl"])
def test_tags_that_harm_are_not_written(tag: str) -> None:
    """Apple shows a summary instead of the description, and an owner's address, unasked for, invites spam."""
    assert texts(channel(episode()), f".//{tag}") == []


def test_prefixes_are_declared_once_at_the_root() -> None:
    """Readers that look for ``itunes:`` and not for its namespace find it."""
    data = render(episode(), episode(guid="other"))
    assert data.count(b"xmlns:") == data.split(b">", 2)[1].count(b"xmlns:") == 6


def test_a_show_may_be_explicit_and_have_no_subcategory() -> None:
    """True and false are written as words."""
    found = channel(episode(explicit=True), show=replace(SHOW, explicit=True, category=("History",)))
    assert texts(found, ".//itunes:explicit/text()") == ["true", "true"]
    assert texts(found, ".//itunes:category/@text") == ["History"]


def test_a_show_that_says_little_is_complete() -> None:
    """The title stands in for the author, and a sentence for the description."""
    found = channel(show=Show("Bare"))
    assert texts(found, "itunes:author/text()") == ["Bare"]
    assert texts(found, "description/text()") == ["Bare: reviews to listen to."]
    assert texts(found, "link/text()") == ["http://localhost:8000/"]


def test_a_base_url_that_is_no_address_is_refused() -> None:
    """The message names the key and what it should be."""
    with pytest.raises(ShowError, match="base_url"):
        render(show=replace(SHOW, base_url="example"))


@pytest.mark.parametrize(
    ("settings", "path", "told"),
    [
        (Channel(), "podcast:locked[not(@owner)]/text()", ["no"]),
        (Channel(owner="a@b.c"), "podcast:locked[not(@owner)]/text()", ["no"]),
        (Channel(owner="a@b.c", locked=True), "podcast:locked[@owner='a@b.c']/text()", ["yes"]),
        (Channel(complete=True), "itunes:complete/text()", ["yes"]),
        (Channel(complete=True, frequency="weekly"), "podcast:updateFrequency/@*", ["true"]),
        (Channel(frequency="daily"), "podcast:updateFrequency[@rrule='FREQ=DAILY']/text()", ["Daily"]),
        (Channel(frequency="FREQ=WEEKLY;BYDAY=FR"), "podcast:updateFrequency/@rrule", ["FREQ=WEEKLY;BYDAY=FR"]),
        (Channel(license="My-1", license_url="https://l.example/"), "podcast:license/text()", ["My-1"]),
        (Channel(license="My-1", license_url="https://l.example/"), "podcast:license/@url", ["https://l.example/"]),
        (Channel(license="MIT"), "podcast:license[not(@url)]/text()", ["mit"]),
        (Channel(funding_text="Pay"), "podcast:funding", []),
        (Channel(hub="https://hub.example/"), "atom:link[@rel='hub']/@href", ["https://hub.example/"]),
        (Channel(verify="a b"), "podcast:txt[@purpose='applepodcastsverify']/text()", ["a b"]),
    ],
)
def test_a_setting_says_what_it_means(settings: Channel, path: str, told: list[str]) -> None:
    """What the golden feed leaves open: defaults, and one setting without another."""
    assert texts(channel(show=replace(SHOW, feed=settings)), path) == told


def test_a_moved_show_says_where_it_is_now() -> None:
    """Apps that find it at the old address follow."""
    assert texts(channel(moved=True), "itunes:new-feed-url/text()") == ["https://example.org/pod/feed.xml"]
    assert texts(channel(), "itunes:new-feed-url") == []


@given(st.text(st.characters(), max_size=4000) | st.just("\u0641 " * 4000) | st.just("😀" * 4000))
@settings(max_examples=20, deadline=None)
def test_the_shows_description_is_whole_as_far_as_apple_takes_it(text: str) -> None:
    """Less than 4,000 bytes; what is shorter is not touched."""
    (told,) = texts(channel(show=replace(SHOW, description=text)), "description/text()")
    assert len(told.encode()) < 4000
    assert told == line(text) or len(line(text).encode()) > 3980 or not line(text)


# --- which episodes, in which order -----------------------------------------------------------------------


def test_a_feed_without_episodes_is_valid() -> None:
    """A show begins somewhere; there is no date to give then."""
    found = channel()
    assert texts(found, "item") == texts(found, "lastBuildDate") == []


def test_a_show_without_a_guid_yet_has_no_tag_for_it() -> None:
    """An empty guid would be every such show's."""
    files = feed.render(SHOW, "", [], cover=COVER, now=NOW)
    assert texts(etree.fromstring(files["feed.xml"]), ".//podcast:guid") == []


def test_our_own_tags_are_legal_whatever_they_are_given() -> None:
    """The extension cleans texts and attributes itself, children's too."""
    extension = Extension()
    extension.tags = (Tag("podcast:txt", "a\x00b", {"purpose": "c\ud800d"}, (Tag("pubDate", "\ufffe"),)),)
    written = etree.tostring(extension.extend_rss(etree.Element("item")), encoding="unicode")
    assert "<podcast:txt xmlns" in written
    assert 'purpose="cd">ab<pubDate' in written


def test_the_newest_episode_comes_first() -> None:
    """Whatever order they are given in; on the same second the guid decides."""
    old, middle, new = several(3)
    twin = replace(middle, guid="guid-0-twin", title="twin")
    for given_in in ([old, new, twin, middle], [middle, twin, old, new]):
        assert texts(channel(*given_in), "item/title/text()") == ["E2", "twin", "E1", "E0"]


def test_drafts_and_dates_to_come_stay_out() -> None:
    """They leave no trace, not even in the feed's date; a date of this very second is none to come."""
    hidden = episode(draft=True, title="Draft", updated=NOW + timedelta(days=9))
    to_come = episode(published=NOW + timedelta(seconds=1), guid="other", title="Future")
    shown = episode(guid="shown")
    assert render(hidden, to_come, shown) == render(shown)
    assert texts(channel(to_come, now=NOW + timedelta(seconds=1)), "item/title/text()") == ["Future"]


def test_the_feeds_date_is_the_last_change_of_what_it_shows() -> None:
    """Neither the clock nor what is hidden moves it."""
    changed = episode(updated=NOW + timedelta(days=2))
    assert texts(channel(changed, *several(2)), "lastBuildDate/text()") == ["Fri, 06 Mar 2026 05:06:07 +0000"]
    assert render(changed, now=NOW) == render(changed, now=NOW + timedelta(days=500))


def test_the_same_show_gives_the_same_bytes() -> None:
    """Nothing in the feed comes from the process or the order of things."""
    episodes = several(5)
    assert render(*episodes) == render(*reversed(episodes))


def test_dates_are_told_in_universal_time() -> None:
    """A zone with odd offsets has no RFC 2822 form; the instant is what counts."""
    zone = timezone(timedelta(hours=5, minutes=30))
    (told,) = texts(channel(episode(published=NOW.astimezone(zone))), "item/pubDate/text()")
    assert told.endswith("+0000")
    assert parsedate_to_datetime(told) == NOW


def test_rendering_leaves_the_locale_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """feedgen's own dates switch the locale of the whole process, which other threads would feel."""

    def refuse(*arguments: object) -> str:
        raise AssertionError(f"setlocale{arguments}")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert feed.render(SHOW, GUID, [episode()], cover=COVER, now=NOW)


# --- the archive ------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six episodes in the feed and two on a page."""
    monkeypatch.setattr(paging, "NEWEST", 6)
    monkeypatch.setattr(paging, "PAGE", 2)


ORDER = ("feed.xml", "archive/3.xml", "archive/2.xml", "archive/1.xml")
"""The documents of eleven episodes, the newest first."""


def titles(data: bytes) -> list[str]:
    return texts(etree.fromstring(data), "channel/item/title/text()")


def links(data: bytes) -> dict[str, str]:
    found = etree.fromstring(data).xpath("channel/atom:link", namespaces=NAMESPACES)
    return {link.get("rel"): link.get("href").removeprefix("https://example.org/pod/") for link in found}


@pytest.mark.parametrize(("count", "pages"), [(300, 0), (301, 1), (400, 1), (401, 2)])
def test_a_page_of_a_hundred_is_made_when_an_episode_leaves_the_feed(count: int, pages: int) -> None:
    """The newest three hundred stand in the feed; a page is always full."""
    newest, made = paging.divide(several(count), NOW)
    assert len(newest) == min(count, 300)
    assert [len(page) for page in made] == [100] * pages


@pytest.mark.usefixtures("small")
def test_who_follows_the_links_finds_every_episode_newest_first() -> None:
    """prev-archive and next lead from the feed to the oldest page, and every document knows both ends."""
    files = documents(*several(11))
    met: list[str] = []
    for path, older in zip(ORDER, (*ORDER[1:], None), strict=True):
        ends = {"self": path, "first": "feed.xml", "last": "archive/1.xml"}
        before = {"prev-archive": older, "next": older} if older else {}
        current = {} if path == "feed.xml" else {"current": "feed.xml"}
        assert links(files[path]) == ends | before | current
        met += titles(files[path])
    assert list(dict.fromkeys(met)) == [f"E{number}" for number in reversed(range(11))]
    assert files.keys() == set(ORDER)


@pytest.mark.usefixtures("small")
def test_gpodders_parser_finds_the_next_page() -> None:
    """Apps that read paged feeds (RFC 5005, 3) go on from the feed to older episodes."""
    files = documents(*several(9))
    for path, older in (("feed.xml", "archive/2.xml"), ("archive/2.xml", "archive/1.xml")):
        seen = podcastparser.parse("", io.BytesIO(files[path]))
        assert seen["paged_feed_next"] == f"https://example.org/pod/{older}"
    assert b"fh:archive/>" not in files["feed.xml"]


CAME = st.tuples(st.integers(-30, 30), st.integers(-30, 0), st.booleans(), st.booleans())
"""When it was published and built, in hours from now; whether it is a draft; whether it was withdrawn."""


def made(rows: list[tuple[int, int, bool, bool]]) -> list[Episode]:
    first, gone = episode(), Withdrawal(NOW, "A mistake.")
    return [
        replace(
            first,
            slug=f"e{number}",
            guid=f"guid-{number}",
            title=f"E{number}",
            published=NOW + timedelta(hours=published),
            history=({"date": (NOW + timedelta(hours=built)).isoformat(), "audio": f"audio/e{number}.mp3"},),
            draft=draft,
            withdrawn=gone if withdrawn else None,
        )
        for number, (published, built, draft, withdrawn) in enumerate(rows)
    ]


@given(st.lists(CAME, max_size=30))
@settings(max_examples=60, deadline=None)
def test_every_public_episode_stands_in_the_feed_or_on_one_page(rows: list[tuple[int, int, bool, bool]]) -> None:
    """And nothing else does, on either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "NEWEST", 6)
        patch.setattr(paging, "PAGE", 2)
        files = feed.render(SHOW, GUID, made(rows), cover=COVER, now=NOW)
    newest = set(titles(files.pop("feed.xml")))
    paged = Counter(title for data in files.values() for title in titles(data))
    assert newest | paged.keys() == {episode.title for episode in made(rows) if episode.is_public(NOW)}
    assert not paged or max(paged.values()) == 1


@given(st.lists(CAME, min_size=9, max_size=30), st.integers(-99, 0))
@settings(max_examples=60, deadline=None)
def test_an_episode_that_comes_out_changes_no_page(rows: list[tuple[int, int, bool, bool]], dated: int) -> None:
    """Be it dated back before all others; nor does one that is made or withdrawn before its date."""
    to_come = [(5, -1, False, False), (5, -2, True, False), (5, -3, False, True)]
    later = NOW + timedelta(hours=1)
    new = replace(made([(dated, 1, False, False)])[0], slug="new", guid="new", title="New")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "NEWEST", 6)
        patch.setattr(paging, "PAGE", 2)
        before = paging.divide(made(rows), NOW)[1]
        after = paging.divide([*made([*rows, *to_come]), new], later)[1]
    assert after[: len(before)] == before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("number", range(5))
def test_a_correction_or_withdrawal_changes_only_the_page_it_is_on(number: int) -> None:
    """A withdrawn episode leaves a gap behind, so that the others stay where they are."""
    episodes = several(11)
    before = documents(*episodes)
    old = episodes[number]
    corrected = replace(old, audio="audio/new.mp3", updated=NOW, correction=Correction(NOW, "Louder."))
    for changed in (corrected, replace(old, withdrawn=Withdrawal(NOW, ""))):
        after = documents(*episodes[:number], changed, *episodes[number + 1 :])
        page = f"archive/{number // 2 + 1}.xml"
        assert {path for path in after if after[path] != before.get(path)} - {"feed.xml"} == {page}
        assert (f"E{number}" in titles(after[page])) is (changed is corrected)
        assert (after["feed.xml"] == before["feed.xml"]) is (number < 5)


@pytest.mark.usefixtures("small")
def test_a_page_knows_neither_the_program_nor_what_is_new_of_the_show() -> None:
    """Another version, cover, description, owner or setting leaves it as it is."""
    episodes = several(9)
    other = replace(RICH, description="New.", author="B", explicit=True, category=("Arts",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed.channel, "__version__", "99")
        after = documents(*episodes, show=other, cover=replace(COVER, full="other.jpg"), moved=True)
    before = documents(*episodes)
    assert [path for path in before if before[path] != after[path]] == ["feed.xml"]


def test_a_withdrawn_episode_is_gone_and_the_feeds_date_moves() -> None:
    """Apps that ask whether something changed are told so."""
    gone = episode(withdrawn=Withdrawal(NOW + timedelta(days=1), "A mistake."))
    found = channel(gone, now=NOW + timedelta(days=2))
    assert texts(found, "item") == []
    assert texts(found, "lastBuildDate/text()") == ["Thu, 05 Mar 2026 05:06:07 +0000"]


@pytest.mark.parametrize("written", ["", "soon", 7, "2026-01-01"])
def test_a_history_edited_by_hand_costs_no_feed(written: object) -> None:
    """The date of publication then says when an episode came out."""
    for history in ((), ({},), ({"date": written, "audio": "audio/a.mp3"},), ({"date": written, "audio": 7},)):
        assert titles(render(episode(history=history))) == ["The General"]


@pytest.mark.usefixtures("small")
def test_imported_episodes_take_their_places_by_their_own_dates() -> None:
    """They were out long before they were imported, and what was built since stays in the feed."""
    row = {"date": NOW.isoformat(), "audio": "https://old.example/1.mp3"}
    old = [imported(slug=e.slug, guid=f"old-{e.guid}", published=e.published - timedelta(99)) for e in several(7)]
    files = documents(*several(3), *(replace(episode, history=(row,)) for episode in old))
    assert titles(files["feed.xml"])[:3] == ["E2", "E1", "E0"]


@pytest.mark.thorough
def test_ten_thousand_episodes_take_seconds_and_little_memory() -> None:
    """Two seconds where this was measured, and 40 MB beside the episodes themselves; 98 documents, 30 MB of them."""
    code = """
import resource, sys, time
from reviewcast import feed
from sample_episodes import COVER, NOW, SHOW, several
notes = "<p>" + "Words of a review. " * 60 + "</p>"
episodes = several(10_000, notes=notes, summary=notes)
feed.render(SHOW, "", episodes[:1], cover=COVER, now=NOW)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
files = feed.render(SHOW, "", episodes, cover=COVER, now=NOW)
print(time.process_time() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, len(files))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    seconds, megabytes, files = map(float, run.stdout.split())
    assert (seconds < 6, megabytes < 100, files) == (True, True, 98)


# --- what an item says ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cover", ["covers/a.jpeg", "covers/a.png", "covers/a b.jpg"])
def test_an_image_is_never_dropped(cover: str) -> None:
    """feedgen would leave out a cover whose name ends in .jpeg, without a word."""
    address = "https://example.org/pod/" + cover.replace(" ", "%20")
    found = channel(episode(cover=cover), cover=replace(COVER, full=cover))
    assert texts(found, ".//itunes:image/@href | .//podcast:image/@href") == [address] * 4


@pytest.mark.parametrize(
    ("season", "names", "told"), [(1, (), []), (1, ("One", "Two"), ["One"]), (2, ("One",), []), (-1, ("One",), [])]
)
def test_a_season_is_named_where_it_has_a_name(season: int, names: tuple[str, ...], told: list[str]) -> None:
    """The names of show.toml are in the order of the seasons, and there may be fewer."""
    found = channel(episode(season=season), show=replace(SHOW, feed=Channel(seasons=names)))
    assert texts(found, "item/podcast:season/@name") == told


def test_an_imported_episode_is_told_as_it_was() -> None:
    """Its guid and the address of its audio are those its subscribers know, and nothing is said that nobody knows."""
    (seen,) = podcastparser.parse("", io.BytesIO(render(imported())))["episodes"]
    assert (seen["guid"], seen["title"]) == ("https://old.example/?p=1", "Pilot")
    assert seen["enclosures"][0]["url"] == "https://cdn.old.example/pilot.mp3?x=1&y=2"
    assert seen["episode_art_url"] == "https://cdn.old.example/pilot.png"
    unknown = ("psc:chapters", "podcast:chapters", "podcast:transcript", "podcast:txt")
    assert not any(texts(channel(imported()), f"item/{tag}") for tag in unknown)


@pytest.mark.parametrize(
    ("summary", "notes", "told"),
    [
        ("<p>short</p>", "<p>long</p>", "<p>short</p>"),
        ("", "<p>long</p>", "<p>long</p>"),
        ("", "<p>" + "é" * 3000, "<p>A &amp; B</p>"),
        ("x" * 4000, "y" * 5000, "<p>A &amp; B</p>"),
        ("", "", "<p>A &amp; B</p>"),
    ],
)
def test_a_description_is_the_notes_as_far_as_apple_takes_them(summary: str, notes: str, told: str) -> None:
    """Less than 4,000 bytes of HTML, whatever a record holds; the content is the whole notes."""
    found = channel(episode(summary=summary, notes=notes, description="A & B"))
    assert texts(found, "item/description/text()") == [told]
    assert texts(found, "item/content:encoded/text()") == [notes or told]
    assert len(told.encode()) <= MOST_BYTES


@pytest.mark.parametrize(("season", "number", "told"), [(2, 7, ["2", "7", "2", "7"]), (None, None, []), (0, -1, [])])
def test_season_and_episode_are_told_where_they_count(season: int | None, number: int | None, told: list[str]) -> None:
    """Apple wants numbers above zero, or none."""
    found = channel(episode(season=season, episode=number))
    assert texts(found, "item/*[local-name()='season' or local-name()='episode']/text()") == told


@pytest.mark.parametrize("kind", ["full", "trailer", "bonus"])
def test_a_trailer_is_told_from_an_episode(kind: str) -> None:
    """As the front matter has it; an app shows a trailer before all others."""
    assert texts(channel(episode(episode_type=kind)), "item/itunes:episodeType/text()") == [kind]


def test_a_duration_is_whole_seconds() -> None:
    """Fractions are rounded, not refused."""
    assert texts(channel(episode(seconds=61.5)), "item/itunes:duration/text()") == ["62"]


def test_addresses_are_ascii() -> None:
    """Apple takes nothing else; signs that mean something in an address are encoded in a file's name."""
    shown = episode(slug="é #1", audio="audio/é?.mp3", chapters_path="chapters/é.json")
    found = channel(shown, show=replace(SHOW, base_url="https://bücher.example/ä"))
    addresses = texts(found, ".//@url | .//@href | .//link/text()")
    assert all(
        address.isascii() and address.startswith("https://xn--bcher-kva.example/%C3%A4/") for address in addresses
    )
    assert "https://xn--bcher-kva.example/%C3%A4/audio/%C3%A9%3F.mp3" in addresses
    assert "https://xn--bcher-kva.example/%C3%A4/episodes/%C3%A9%20%231/index.html" in addresses


def test_gpodders_parser_sees_the_episode_whole() -> None:
    """Title, guid, audio, duration, date and Podlove chapters (to the second), as podcastparser reads them."""
    shown = episode(season=1, episode=3)
    data = render(shown)
    (seen,) = podcastparser.parse("https://example.org/feed.xml", io.BytesIO(data))["episodes"]
    assert (seen["title"], seen["guid"], seen["total_time"], seen["number"]) == ("The General", shown.guid, 26, 3)
    assert seen["published"] == NOW.timestamp()
    assert [(row["start"], row["title"]) for row in seen["chapters"]] == [(0, "The General"), (12, "The chase")]
    (file,) = seen["enclosures"]
    assert (file["url"], file["file_size"], file["mime_type"]) == (
        "https://example.org/pod/audio/the-general-abababab.mp3",
        25_000,
        "audio/mpeg",
    )


def test_feedparser_sees_the_episode_whole() -> None:
    """The show's image and category, the item's transcript and chapters."""
    seen = feedparser.parse(render(episode()))
    assert seen["feed"]["image"]["href"] == "https://example.org/pod/covers/show-01234567.jpg"
    assert seen["feed"]["links"][0]["href"] == "https://example.org/pod/"
    assert seen["entries"][0]["podcast_transcript"]["url"].endswith(".json")  # of several it keeps the last
    assert seen["entries"][0]["podcast_chapters"]["type"] == "application/json+chapters"


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_no_character_breaks_the_feed(text: str, other: str) -> None:
    """Whatever a show and a review say, every reader takes the feed, and the words arrive but for what XML forbids."""
    fixed = Correction(NOW, other)
    shown = episode(title=text, description=other, notes=text, summary=other, author=other, correction=fixed)
    shown = replace(shown, chapters=(Chapter(0, 9, text),), season=1, cover="covers/a.jpg")
    said = Channel(copyright=text, license=other, funding_text=text, funding="https://a.example", seasons=(other,))
    show = replace(SHOW, title=text, author=other, description=other, feed=said)
    found = channel(shown, show=show)
    assert texts(found, "item/title/text()") == [line(text) or shown.slug]
    assert texts(found, "item/psc:chapters/psc:chapter/@title") == [line(text)]
    assert texts(found, "item/itunes:author/text()") == [other for other in [line(other)] if other]


@pytest.mark.parametrize("hostile", ["\x0b", "\ufffe", "\ud800", '"', "<"])
def test_no_record_breaks_the_feed(hostile: str) -> None:
    """A ledger edited by hand may hold anything where only we ever write; a show's category too."""
    fields = ("guid", "slug", "audio", "type", "language", "chapters_path", "cover")
    shown = episode(**dict.fromkeys(fields, f"a{hostile}b"), transcripts=((f"a{hostile}b", f"a{hostile}b"),))
    show = replace(SHOW, language=f"e{hostile}n", category=(f"A{hostile}", f"B{hostile}"))
    found = channel(shown, show=show, cover=replace(COVER, full=f"a{hostile}.jpg"))
    kept = hostile if hostile in '"<' else ""
    assert texts(found, ".//itunes:category/@text") == [f"A{kept}", f"B{kept}"]
    assert texts(found, "item/guid/text()") == [f"a{kept}b"]


def test_a_closing_cdata_mark_in_the_notes_stays_text() -> None:
    """Notes stand in CDATA; its end mark within them opens no way out."""
    found = channel(episode(notes="<p>]]&gt; ]]><script>x</script></p>", summary="]]>"))
    assert texts(found, "item/content:encoded/text()") == ["<p>]]&gt; ]]><script>x</script></p>"]
    assert texts(found, "item/*/*[not(self::psc:chapter)]") == []


def test_an_old_episode_has_a_date_too() -> None:
    """The year 1926 has an RFC 2822 date too."""
    old = datetime(1926, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert texts(channel(episode(published=old)), "item/pubDate/text()") == ["Fri, 31 Dec 1926 23:59:59 +0000"]
