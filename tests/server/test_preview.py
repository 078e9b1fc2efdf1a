"""What the preview changes in feed and pages on their way out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.server import preview

OLD, NEW = "https://example.com/pod/", "http://127.0.0.1:8000/"
HERE = {"", "feed.xml", "audio/a-01234567.mp3", "episodes/the-general/", "a b.txt", "covers/q&a.jpg"}


def readdressed(text: str, old: str = OLD) -> str:
    return preview.readdress(text, old, NEW, HERE.__contains__)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<link href="https://example.com/pod/feed.xml"/>', '<link href="http://127.0.0.1:8000/feed.xml"/>'),
        ("<link>https://example.com/pod/</link>", "<link>http://127.0.0.1:8000/</link>"),
        ('url="https://example.com/pod/a%20b.txt"', 'url="http://127.0.0.1:8000/a%20b.txt"'),
        ('url="https://example.com/pod/covers/q&amp;a.jpg"', 'url="http://127.0.0.1:8000/covers/q&amp;a.jpg"'),
        ("https://example.com/pod/audio/a-01234567.mp3#t=9", "http://127.0.0.1:8000/audio/a-01234567.mp3#t=9"),
        ("https://example.com/pod/feed.xml?x=1", "http://127.0.0.1:8000/feed.xml?x=1"),
        ("&lt;p&gt;https://example.com/pod/feed.xml&lt;/p&gt;", "&lt;p&gt;http://127.0.0.1:8000/feed.xml&lt;/p&gt;"),
        ('href="podcast://example.com/pod/feed.xml"', 'href="podcast://127.0.0.1:8000/feed.xml"'),
        ("?url=https%3A%2F%2Fexample.com%2Fpod%2Ffeed.xml&", "?url=http%3A%2F%2F127.0.0.1%3A8000%2Ffeed.xml&"),
    ],
)
def test_addresses_of_what_is_here_lead_here(before: str, after: str) -> None:
    """In attributes, text, escaped HTML, an app's own scheme and as a part of another address."""
    assert readdressed(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/pod/no-such-page",
        "https://example.com/about",
        "https://example.com/pod",
        "https://example.com/podcast/feed.xml",
        "https://another.example.com/pod/feed.xml",
        "<guid>https://example.com/pod/feed.xml</guid>",
        '<guid isPermaLink="false">https://example.com/pod/audio/a-01234567.mp3</guid>',
        "?url=https%3A%2F%2Fexample.com%2Fpod%2Fother.xml",
    ],
)
def test_what_is_not_here_and_what_is_a_name_stays(text: str) -> None:
    """Another page of the same site is there and not here; an app knows an episode again by its guid."""
    assert readdressed(text) == text


@pytest.mark.parametrize(
    ("old", "before"),
    [
        ("https://example.com/q&a/", "https://example.com/q&a/feed.xml"),
        ("https://example.com/q&a/", "https://example.com/q&amp;a/feed.xml"),
        ("https://example.com/q&a/", "https://example.com/q&amp;amp;a/feed.xml"),
        ("https://example.com/it's/", "https://example.com/it&#x27;s/feed.xml"),
        ("https://xn--exmple-cua.org/", "https://exämple.org/feed.xml"),
        ("https://example.org/kin%C3%B3/", "https://example.org/kinó/feed.xml"),
        ("https://example.org/a+b(c)/", "https://example.org/a+b(c)/feed.xml"),
    ],
)
def test_an_address_is_known_however_it_is_written(old: str, before: str) -> None:
    """Escaped once or twice, in ASCII or as a person writes it, with signs that mean something in a pattern."""
    assert readdressed(before, old) == "http://127.0.0.1:8000/feed.xml"


@settings(deadline=None)
@given(st.text("htps:/example.comd <>&'\"%2F\\guid", max_size=60))
def test_a_text_without_the_address_stays_as_it_is(text: str) -> None:
    """Nothing but addresses of the show is touched."""
    if OLD not in text and "%3A%2F%2F" not in text and "podcast://" not in text:
        assert readdressed(text) == text


@pytest.mark.parametrize(
    ("feed", "address"),
    [
        (b'<atom:link href="https://example.com/pod/feed.xml" rel="self" type="x"/>', OLD),
        (b'<link rel="self" href="https://example.com/pod/feed.xml">', OLD),
        (b"<atom:link rel='self' href='https://example.com/q&amp;a/feed.xml'/>", "https://example.com/q&a/"),
        (
            b'<atom:link href="https://example.com/hub" rel="hub"/><atom:link href="https://a/feed.xml" rel="self"/>',
            "https://a/",
        ),
        (b'<atom:link href="https://example.com/feed.xml" rel="next"/>', ""),
        (b"<rss/>", ""),
        (b"", ""),
        (b"<link " * 20_000, ""),
    ],
)
def test_a_feed_says_where_it_is(feed: bytes, address: str) -> None:
    """Its link rel="self" is the address of the feed."""
    assert preview.address_of(feed) == address


HEAD = "<!doctype html><html><head>"
POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
REST = "</head><body>&lt;/head></body></html>"
PAGE = HEAD + POLICY + REST


def test_a_page_gets_the_script_and_may_ask_for_news() -> None:
    """The script is the last thing in the head, and the page's policy lets it connect to its own server only."""
    policy = POLICY.replace("script-src 'self'", "script-src 'self'; connect-src 'self'")
    script = '<script defer src="/.reviewcast/reload.js" data-version="7"></script>\n'
    assert preview.reloading(PAGE, "7") == HEAD + policy + script + REST


def test_a_page_that_may_connect_already_keeps_its_policy() -> None:
    """A second connect-src would count for nothing, and the first is the page's own."""
    page = PAGE.replace("script-src", "connect-src 'self'; script-src")
    assert preview.reloading(page, "7").count("connect-src") == 1


def test_what_has_no_head_stays_as_it_is() -> None:
    """A fragment is no page."""
    assert preview.reloading("<p>Hello", "7") == "<p>Hello"
