"""A feed as an app reads it, whoever wrote it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import subscription
from reviewcast.subscription import Enclosure

WHOLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
 <channel>
  <title> Silent &amp; Light </title>
  <atom:link rel="self" href="https://example.org/feed.xml" type="application/rss+xml"/>
  <atom:link rel="hub" href="https://hub.example.org/"/>
  <atom:link rel="next" href="https://example.org/archive/1.xml"/>
  <link>https://example.org/</link>
  <description><![CDATA[Old <b>films</b>.]]></description>
  <language>en</language>
  <copyright>Ada</copyright>
  <image><title>not this</title><url>https://example.org/no.jpg</url><link>https://example.org/no</link></image>
  <itunes:author>Ada Reader</itunes:author>
  <itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@example.org</itunes:email></itunes:owner>
  <itunes:image href="https://example.org/cover.jpg"/>
  <itunes:category text="TV &amp; Film"><itunes:category text="Film Reviews"/></itunes:category>
  <itunes:category text="Arts"/>
  <itunes:explicit>false</itunes:explicit>
  <itunes:type>serial</itunes:type>
  <itunes:complete>yes</itunes:complete>
  <itunes:new-feed-url>https://new.example.org/feed.xml</itunes:new-feed-url>
  <podcast:guid>519d7cbf-05f6-5423-a512-72c04989e470</podcast:guid>
  <podcast:locked owner="else@example.org">yes</podcast:locked>
  <podcast:license url="https://example.org/l">cc-by-4.0</podcast:license>
  <podcast:funding url="https://example.org/pay">Support</podcast:funding>
  <podcast:medium>podcast</podcast:medium>
  <podcast:updateFrequency rrule="FREQ=WEEKLY">weekly</podcast:updateFrequency>
  <podcast:person>Ada Reader</podcast:person>
  <podcast:txt purpose="ai-content">true</podcast:txt>
  <podcast:txt>words</podcast:txt>
  <item>
   <title>The General</title>
   <link>https://example.org/episodes/the-general/</link>
   <guid isPermaLink="false">g1</guid>
   <pubDate>Wed, 04 Mar 2026 05:06:07 +0100</pubDate>
   <description>Short.</description>
   <content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>
   <enclosure url="https://example.org/a.mp3" length="12" type="audio/mpeg"/>
   <enclosure url="https://example.org/b.mp3" length="13" type="audio/mpeg"/>
   <itunes:duration>1:02</itunes:duration>
   <itunes:explicit>true</itunes:explicit>
   <itunes:author>Ada</itunes:author>
   <itunes:season>1</itunes:season>
   <itunes:episode>2</itunes:episode>
   <itunes:episodeType>full</itunes:episodeType>
   <itunes:image href="https://example.org/own.jpg"/>
   <podcast:transcript url="https://example.org/t.vtt" type="text/vtt" language="en"/>
   <podcast:transcript url="https://example.org/t.srt" type="application/x-subrip"/>
   <podcast:chapters url="https://example.org/c.json" type="application/json+chapters"/>
   <psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="One"/><psc:chapter start="00:01" title="Two"/>
   </psc:chapters>
   <podcast:person role="author" group="writing">Ada Reader</podcast:person>
   <podcast:txt purpose="ai-content">true</podcast:txt>
   <stranger:tag xmlns:stranger="urn:x"><title>not this</title></stranger:tag>
  </item>
  <item/>
 </channel>
</rss>
"""


def feed(channel: str = "", *, head: str = "") -> bytes:
    return WHOLE.partition("<channel>")[0].replace("<rss", f"{head}<rss", 1).encode() + (
        f"<channel>{channel}</channel></rss>".encode()
    )


def refusal(data: bytes) -> str:
    with pytest.raises(ValueError, match="feed") as caught:
        subscription.read(data)
    (sentence,) = str(caught.value).splitlines()
    return sentence


def test_the_channel_is_read_whole() -> None:
    """Every value of a channel, of both tag and attribute, is where the field of its name says."""
    read = subscription.read(WHOLE.encode())
    assert (read.title, read.link, read.description) == ("Silent & Light", "https://example.org/", "Old <b>films</b>.")
    assert read.self_link == "https://example.org/feed.xml"
    assert read.hub == "https://hub.example.org/"
    assert read.links == (
        ("self", "https://example.org/feed.xml", "application/rss+xml"),
        ("hub", "https://hub.example.org/", ""),
        ("next", "https://example.org/archive/1.xml", ""),
    )
    assert read.categories == (("TV & Film", "Film Reviews"), ("Arts",))
    assert (read.language, read.copyright, read.author, read.owner) == ("en", "Ada", "Ada Reader", "ada@example.org")
    assert (read.image, read.explicit) == ("https://example.org/cover.jpg", "false")
    assert (read.type, read.complete, read.new_feed_url) == ("serial", "yes", "https://new.example.org/feed.xml")
    assert (read.guid, read.locked) == ("519d7cbf-05f6-5423-a512-72c04989e470", "yes")
    assert (read.license, read.license_url) == ("cc-by-4.0", "https://example.org/l")
    assert (read.funding, read.funding_text) == ("https://example.org/pay", "Support")
    assert (read.medium, read.frequency) == ("podcast", "FREQ=WEEKLY")
    assert read.persons == (("Ada Reader", "", ""),)
    assert read.texts == {"ai-content": "true", "": "words"}
    assert {"itunes:owner", "podcast:locked", "atom:link", "title"} < read.tags


def test_an_item_is_read_whole() -> None:
    """Every value of an item is where the field of its name says; a tag of a strange namespace is passed over."""
    item = subscription.read(WHOLE.encode()).items[0]
    assert (item.title, item.link) == ("The General", "https://example.org/episodes/the-general/")
    assert (item.guid, item.permalink) == ("g1", False)
    assert item.published == "Wed, 04 Mar 2026 05:06:07 +0100"
    assert item.date == datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=1)))
    assert (item.description, item.notes) == ("Short.", "<p>Long.</p>")
    assert item.enclosure == Enclosure("https://example.org/a.mp3", "12", "audio/mpeg")
    assert item.enclosures == 2
    assert (item.duration, item.explicit, item.author) == ("1:02", "true", "Ada")
    assert (item.season, item.episode, item.episode_type) == ("1", "2", "full")
    assert item.image == "https://example.org/own.jpg"
    assert item.transcripts == (
        ("https://example.org/t.vtt", "text/vtt"),
        ("https://example.org/t.srt", "application/x-subrip"),
    )
    assert (item.chapters_url, item.chapters_type) == ("https://example.org/c.json", "application/json+chapters")
    assert item.psc == (("00:00:00.000", "One"), ("00:01", "Two"))
    assert item.persons == (("Ada Reader", "author", "writing"),)
    assert item.texts == {"ai-content": "true"}
    assert {"psc:chapters", "content:encoded", "itunes:duration"} < item.tags
    assert not any("tag" in name for name in item.tags)


def test_what_is_not_there_is_empty() -> None:
    """An item without anything is an item, and its guid, if it had one, would be an address."""
    item = subscription.read(WHOLE.encode()).items[1]
    assert (item.title, item.guid, item.link, item.enclosure, item.enclosures) == ("", "", "", None, 0)
    assert (item.date, item.transcripts, item.psc, item.persons) == (None, (), (), ())
    assert (dict(item.texts), item.tags) == ({}, frozenset())


@pytest.mark.parametrize(
    "uri",
    [
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_both_addresses_of_the_podcast_namespace_count(uri: str) -> None:
    """The namespace has had two addresses, and feeds of both are about."""
    data = f'<rss><channel xmlns:p="{uri}"><p:guid>abc</p:guid></channel></rss>'.encode()
    assert subscription.read(data).guid == "abc"


def test_apples_namespace_counts_however_it_is_written() -> None:
    """Feeds write ``DTDs/Podcast`` too, as Apple's own examples once did, and apps take it."""
    data = b'<rss><channel xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"><i:type>serial</i:type></channel></rss>'
    assert subscription.read(data).type == "serial"


def test_of_what_is_there_twice_the_first_counts() -> None:
    """Title, link of a relation and text of a purpose alike."""
    read = subscription.read(
        feed(
            '<title>one</title><title>two</title><atom:link rel="self" href="a"/><atom:link rel="self" href="b"/>'
            '<podcast:txt purpose="x">1</podcast:txt><podcast:txt purpose="x">2</podcast:txt>'
        )
    )
    assert (read.title, read.self_link, read.texts) == ("one", "a", {"x": "1"})


def test_the_owner_of_the_lock_stands_in_for_the_owner() -> None:
    """A feed that names no owner, and is locked by one, has an address all the same."""
    assert subscription.read(feed('<podcast:locked owner="a@b.c">yes</podcast:locked>')).owner == "a@b.c"


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("Wed, 04 Mar 2026 05:06:07 +0000", 5),
        ("Wed, 04 Mar 2026 05:06:07 GMT", 5),
        ("4 Mar 2026 05:06:07 EST", 10),
        ("Wed, 04 Mar 2026 05:06:07 -0000", 5),
        ("Wed, 04 Mar 2026 05:06:07", None),
        ("2026-03-04T05:06:07+00:00", None),
        ("Wed, 99 Mar 2026 05:06:07 +0000", None),
        ("Wed, 04 Mar 99999999999 05:06:07 +0000", None),
        ("Wed, 04 Mar 2026 05:06:07 +999999999999", None),
        ("Wed, 04 Mar 1850 05:06:07 +1400", None),
        ("Wed, 04 Mar 9999 05:06:07 -1200", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_counts_when_it_has_a_zone(written: str, hours: int | None) -> None:
    """RFC 2822 with a zone is a moment; everything else is none, and stands in ``published`` as it was written."""
    (item,) = subscription.read(feed(f"<item><pubDate>{written}</pubDate></item>")).items
    assert item.published == written
    assert item.date == (None if hours is None else datetime(2026, 3, 4, hours, 6, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("61", 61), (" 1:01 ", 61), ("1:02:03", 3723), ("01:02:03.5", 3723.5), ("90:00", 5400), ("0", 0)],
)
def test_a_duration_is_read_in_each_of_its_forms(written: str, seconds: float) -> None:
    """Seconds, minutes and seconds, or hours too."""
    assert subscription.seconds(written) == seconds


@pytest.mark.parametrize("written", ["", "a", "1:2:3:4", "-5", "1:", ":1", "1e3", "٣", "9" * 5000, "nan"])
def test_what_is_no_duration_is_none(written: str) -> None:
    """Nothing is guessed, and nothing takes long."""
    assert subscription.seconds(written) is None


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "koi8-r"])
def test_a_feed_may_be_in_the_encoding_that_it_declares(encoding: str) -> None:
    """Old feeds are not all UTF-8."""
    title = "Ж" if encoding == "koi8-r" else "é"
    written = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel><title>{title}</title></channel></rss>'
    assert subscription.read(written.encode(encoding)).title == title


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "nonsense", "idna", "undefined", "punycode", "hex"])
def test_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    """Whatever Python's codecs of that name have to say, it is one sentence."""
    data = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel/></rss>'.encode()
    assert refusal(data) == "the feed declares an encoding that cannot be read; write it in UTF-8"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no element found at line 1"),
        (b"\x1f\x8b\x08", "at line 1"),
        (b"<rss>\n<channel>\n<a></b>", "mismatched tag at line 3"),
        (b"<rss><channel><title>a & b</title></channel></rss>", "at line 1"),
        (b"<rss><channel><title>\x01</title></channel></rss>", "at line 1"),
        (b"<rss><channel>&nbsp;</channel></rss>", "undefined entity at line 1"),
        (b"<rss><channel><itunes:type/></channel></rss>", "unbound prefix at line 1"),
        (b"<rss><channel/></rss><rss/>", "junk after document element"),
        (feed("<item>").replace(b"</channel></rss>", b""), "no element found"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_line(data: bytes, said: str) -> None:
    """Apps stop listening to such a feed; the place says where to look."""
    message = refusal(data)
    assert message.startswith("the feed is not well-formed XML: ")
    assert said in message


@pytest.mark.parametrize(
    "data",
    [
        feed(head='<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        feed(head='<!DOCTYPE rss SYSTEM "file:///etc/passwd">'),
        b"<!DOCTYPE html><html><body>404</body></html>",
    ],
)
def test_a_document_type_is_refused(data: bytes) -> None:
    """With it go entities that grow without end, files of this computer, and web pages."""
    assert refusal(data).startswith("the feed has a document type")


def test_atom_is_refused_by_its_name() -> None:
    """Podcast apps no longer take Atom, so its address is of no use to anyone."""
    assert "Atom" in refusal(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>')


@pytest.mark.parametrize("data", [b"<html/>", b'<rss xmlns="urn:x"/>', b"<opml version='2.0'/>"])
def test_what_is_no_rss_is_refused(data: bytes) -> None:
    """The root says what it is."""
    assert "no RSS feed: it begins with <" in refusal(data)


@pytest.mark.parametrize("data", [b"<rss/>", b"<rss><item/></rss>"])
def test_a_feed_without_a_channel_is_refused(data: bytes) -> None:
    """Then nothing of it is where an app looks."""
    assert "no <channel>" in refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<rss>" * 200,
        b"<rss><channel>" + b"<a/>" * 50_001,
        b"<rss><channel><item>" + b"<a/>" * 50_001,
        b"<rss><channel>" + b"<item/><a/>" * 50_001,
        b"<rss><channel>" + b"<item/>" * 100_001,
    ],
    ids=["deep", "wide", "one item", "between items", "many items"],
)
def test_a_feed_that_would_fill_the_memory_is_refused(data: bytes) -> None:
    """Some thousand bytes of tags become many more when they are read; there is a most of each."""
    assert "than any app would read" in refusal(data)


def test_a_feed_of_more_than_64_mb_is_refused() -> None:
    """It is not even looked at."""
    assert refusal(bytes(64_000_001)) == "the feed has 64 MB, more than any app would read"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(feed))
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    """Nothing else comes out of it than a feed or a ValueError."""
    with suppress(ValueError):
        assert isinstance(subscription.read(data), subscription.Subscription)
