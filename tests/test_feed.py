"""The feed, as two independent readers and a strict parser see it."""

from __future__ import annotations

import io
import locale
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import podcastparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewcast import __version__
from reviewcast.errors import ShowError
from reviewcast.feed import render_feed
from reviewcast.model import Chapter, Episode, Show
from reviewcast.namespace import NAMESPACES, Extension, Tag
from reviewcast.notation import line
from sample_episodes import NOW, SHOW, episode

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
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


def render(*episodes: Episode, show: Show = SHOW, now: datetime = NOW, cover: str = "cover.jpg") -> bytes:
    """The feed, after podcastparser, feedparser and a strict XML parser have read it without complaint."""
    data = render_feed(show, GUID, episodes, cover=cover, now=now)
    assert data.endswith(b"</rss>\n")
    assert feedparser.parse(data)["bozo"] is False
    podcastparser.parse("https://example.org/feed.xml", io.BytesIO(data))
    return data


def channel(*episodes: Episode, **told: Any) -> Any:
    return etree.fromstring(render(*episodes, **told))[0]


def texts(element: Any, path: str) -> list[str]:
    return [str(found) for found in element.xpath(path, namespaces=NAMESPACES | ATOM)]


def several(count: int) -> list[Episode]:
    """Episodes a day apart, the oldest first."""
    return [
        episode(
            slug=f"e{i}", guid=f"guid-{i}", title=f"E{i}", audio=f"audio/e{i}.mp3", published=NOW - timedelta(count - i)
        )
        for i in range(count)
    ]


# --- the channel ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title/text()", "Silent Light"),
        ("description/text()", "Old films."),
        ("link/text()", "https://example.org/pod/"),
        ("language/text()", "en"),
        ("generator/text()", f"reviewcast {__version__}"),
        ("lastBuildDate/text()", "Wed, 04 Mar 2026 05:06:07 +0000"),
        ("atom:link[@rel='self' and @type='application/rss+xml']/@href", "https://example.org/pod/feed.xml"),
        ("itunes:category/@text", "TV & Film"),
        ("itunes:category/itunes:category/@text", "Film Reviews"),
        ("itunes:explicit/text()", "false"),
        ("itunes:image/@href", "https://example.org/pod/cover.jpg"),
        ("itunes:author/text()", "Ada Reader"),
        ("itunes:type/text()", "episodic"),
        ("podcast:guid/text()", GUID),
        ("podcast:locked/text()", "no"),
        ("podcast:medium/text()", "podcast"),
        ("podcast:txt[@purpose='ai-content']/text()", "true"),
    ],
)
def test_the_channel_has_what_is_required_and_recommended(path: str, value: str) -> None:
    """Each tag of Apple's and PSP-1's lists stands in the channel once."""
    assert texts(channel(episode()), path) == [value]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title/text()", "The General"),
        ("link/text()", "https://example.org/pod/episodes/the-general/"),
        ("guid[@isPermaLink='false']/text()", episode().guid),
        ("pubDate/text()", "Wed, 04 Mar 2026 05:06:07 +0000"),
        ("enclosure/@url", "https://example.org/pod/audio/the-general-abababab.mp3"),
        ("enclosure/@length", "25000"),
        ("enclosure/@type", "audio/mpeg"),
        ("description/text()", episode().notes),
        ("itunes:duration/text()", "26"),
        ("itunes:explicit/text()", "false"),
        ("itunes:episodeType/text()", "full"),
        ("itunes:author/text()", "Ada Reader"),
        ("podcast:person[@role='author' and @group='writing']/text()", "Ada Reader"),
        ("podcast:transcript/@url", "https://example.org/pod/transcripts/the-general-01234567.vtt"),
        ("podcast:transcript/@type", "text/vtt"),
        ("podcast:transcript/@language", "en"),
        ("podcast:chapters/@url", "https://example.org/pod/chapters/the-general-01234567.json"),
        ("podcast:chapters/@type", "application/json+chapters"),
        ("psc:chapters/@version", "1.2"),
        ("podcast:txt[@purpose='ai-content']/text()", "true"),
    ],
)
def test_an_item_has_what_is_required_and_recommended(path: str, value: str) -> None:
    """Each tag of Apple's and PSP-1's lists stands in the item once."""
    assert texts(channel(episode()), f"item/{path}") == [value]


def test_the_self_link_comes_before_the_items_and_the_channels_link_is_the_page() -> None:
    """feedgen takes the last link it is given for the channel's; it must not be the feed itself."""
    tags = [etree.QName(child).text for child in channel(episode())]
    assert tags.count("link") == tags.count(f"{{{ATOM['atom']}}}link") == 1
    assert tags[-1] == "item"


@pytest.mark.parametrize("tag", ["itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:owner"])
def test_tags_that_harm_are_not_written(tag: str) -> None:
    """Apple shows a summary instead of the description, and an owner's address invites spam."""
    assert texts(channel(episode()), f".//{tag}") == []


def test_prefixes_are_declared_once_at_the_root() -> None:
    """Readers that look for ``itunes:`` and not for its namespace find it."""
    data = render(episode(), episode(guid="other"))
    assert data.count(b"xmlns:") == data.split(b">", 2)[1].count(b"xmlns:") == 5


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


# --- which episodes, in which order -----------------------------------------------------------------------


def test_a_feed_without_episodes_is_valid() -> None:
    """A show begins somewhere; there is no date to give then."""
    found = channel()
    assert texts(found, "item") == texts(found, "lastBuildDate") == []


def test_a_show_without_a_guid_yet_has_no_tag_for_it() -> None:
    """An empty guid would be every such show's."""
    data = render_feed(SHOW, "", [], cover="cover.jpg", now=NOW)
    assert texts(etree.fromstring(data), ".//podcast:guid") == []


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
    assert render_feed(SHOW, GUID, [episode()], cover="cover.jpg", now=NOW)


# --- what an item says ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cover", ["covers/a.jpeg", "covers/a.png", "covers/a b.jpg"])
def test_an_image_is_never_dropped(cover: str) -> None:
    """feedgen would leave out a cover whose name ends in .jpeg, without a word."""
    address = "https://example.org/pod/" + cover.replace(" ", "%20")
    assert texts(channel(episode(cover=cover), cover=cover), ".//itunes:image/@href") == [address, address]


@pytest.mark.parametrize(("season", "number", "told"), [(2, 7, ["2", "7"]), (None, None, []), (0, 0, [])])
def test_season_and_episode_are_told_where_they_count(season: int | None, number: int | None, told: list[str]) -> None:
    """Apple wants numbers above zero, or none."""
    found = channel(episode(season=season, episode=number))
    assert texts(found, "item/itunes:season/text() | item/itunes:episode/text()") == told


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
    assert "https://xn--bcher-kva.example/%C3%A4/episodes/%C3%A9%20%231/" in addresses


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
    assert seen["feed"]["image"]["href"] == "https://example.org/pod/cover.jpg"
    assert seen["feed"]["links"][0]["href"] == "https://example.org/pod/"
    assert seen["entries"][0]["podcast_transcript"]["url"].endswith(".vtt")
    assert seen["entries"][0]["podcast_chapters"]["type"] == "application/json+chapters"


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_no_character_breaks_the_feed(text: str, other: str) -> None:
    """Whatever a show and a review say, every reader takes the feed, and the words arrive but for what XML forbids."""
    shown = episode(title=text, description=other, notes=text, author=other, chapters=(Chapter(0, 9, text),))
    show = replace(SHOW, title=text, author=other, description=other)
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
    found = channel(shown, show=show, cover=f"a{hostile}.jpg")
    kept = hostile if hostile in '"<' else ""
    assert texts(found, ".//itunes:category/@text") == [f"A{kept}", f"B{kept}"]
    assert texts(found, "item/guid/text()") == [f"a{kept}b"]


def test_a_closing_cdata_mark_in_the_notes_stays_text() -> None:
    """Notes stand in CDATA; its end mark within them opens no way out."""
    found = channel(episode(notes="<p>]]&gt; ]]><script>x</script></p>"))
    assert texts(found, "item/description/text()") == ["<p>]]&gt; ]]><script>x</script></p>"]
    assert texts(found, "item/description/*") == []


def test_golden_item_of_an_old_episode_in_utc() -> None:
    """The year 1926 has an RFC 2822 date too."""
    old = datetime(1926, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert texts(channel(episode(published=old)), "item/pubDate/text()") == ["Fri, 31 Dec 1926 23:59:59 +0000"]
