"""The pages: whole and in order for a reader, harmless whatever a show's words are, and the same every time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from reviewcast import site
from reviewcast.model import Chapter, Cue, Episode, Receipt, Show

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SHOW = Show("Silent Light", author="Ada Reader", description="Old films.", base_url="https://example.org/pod")
TEXT = (
    Cue(1, 2, "This is Silent Light.", 0, "opening", ends_block=True),
    Cue(2, 3, "A synthetic voice reads this.", 0, "disclosure", ends_block=True),
    Cue(3, 4, "A train is stolen.", 0),
    Cue(4, 5, "It is stolen back.", 0, ends_block=True),
    Cue(5, 6, "The chase", 1, "heading", ends_block=True),
    Cue(6, 7, "On the way out", 1, "heading", ends_block=True),
    Cue(7, 8, "1. The cannon.", 1, "item", ends_block=True),
    Cue(8, 9, "The sleepers.", 1, "item", ends_block=True),
    Cue(9, 10, "I was proud,", 1, "quotation"),
    Cue(10, 11, "he said.", 1, "quotation", ends_block=True),
    Cue(11, 12, "The end", 2, "heading", ends_block=True),
    Cue(12, 13, "See it.", 2, ends_block=True),
    Cue(13, 14, "Thank you for listening.", 2, "closing", ends_block=True),
)
EPISODE = Episode(
    slug="the-general",
    guid="g1",
    published=datetime(2026, 3, 1, tzinfo=UTC),
    updated=datetime(2026, 3, 1, tzinfo=UTC),
    title="The General at Full Steam",
    description="A train, twice.",
    notes='<p onclick="x()">notes are for the feed</p>',
    author="Ada Reader",
    language="en-GB",
    explicit=False,
    draft=False,
    audio="audio/the-general-0123abcd.mp3",
    bytes=3_400_000,
    type="audio/mpeg",
    seconds=282.4,
    chapters=(Chapter(0, 5, "The General at Full Steam"), Chapter(5, 11, "The chase"), Chapter(11, 14, "The end")),
    chapters_path="chapters/the-general-0123abcd.json",
    transcripts=(("transcripts/the-general-0123abcd.vtt", "text/vtt"),),
    text=TEXT,
    source="s",
    voice="narrator",
    receipt=Receipt(-16, -1.2, 282.4, 96, 1),
    film="The General",
    year=1926,
    director=("Buster Keaton", "Clyde Bruckman"),
    cast=("Buster Keaton", "Marion Mack"),
    rating="5/5",
)
OUTPUT = {
    "index.html",
    "feed.xml",
    "cover.jpg",
    "episodes/the-general/index.html",
    EPISODE.audio,
    EPISODE.chapters_path,
    EPISODE.transcripts[0][0],
    *site.assets(),
}


UTF8 = html.HTMLParser(encoding="utf-8")
"""As a host or a browser reads our pages; libxml2 would look no further than a byte that is not ASCII."""


def index(*episodes: Episode, show: Show = SHOW) -> html.HtmlElement:
    return html.document_fromstring(site.render_index(show, episodes, cover="cover.jpg", now=NOW), UTF8)


def page(episode: Episode = EPISODE, show: Show = SHOW) -> html.HtmlElement:
    return html.document_fromstring(site.render_episode(show, episode, cover="cover.jpg"), UTF8)


def both(episode: Episode = EPISODE, show: Show = SHOW) -> list[html.HtmlElement]:
    return [index(episode, show=show), page(episode, show)]


def texts(tree: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in tree.xpath(path)]


def later(days: int, **changes) -> Episode:
    return replace(EPISODE, published=EPISODE.published + timedelta(days=days), **changes)


# --- what is on them --------------------------------------------------------------------------------------


def test_the_index_shows_the_show_and_how_to_subscribe():
    """Title, author, description, and the feed's address as text and as a link that works without a script."""
    tree = index(EPISODE)
    assert texts(tree, "//h1") == ["Silent Light"]
    assert texts(tree, "//header/div/p") == ["Reviews by Ada Reader", "Old films."]
    assert texts(tree, "//*[@class='feed']/a[@href='./feed.xml']") == ["https://example.org/pod/feed.xml"]


def test_the_index_lists_an_episode_with_its_facts():
    """Date, length, title, film, year, rating, description and a player that loads nothing yet."""
    (article,) = index(EPISODE).xpath("//article")
    assert " ".join(article.text_content().split()) == (
        "1 March 2026 5 min The General at Full Steam The General (1926) 5/5 A train, twice."
    )
    assert article.xpath(".//audio/@preload") == ["none"]


def test_the_newest_episode_comes_first():
    """By date, and by guid where dates are alike, whatever the order given."""
    episodes = [later(-1, guid="a"), EPISODE, later(-1, guid="b", title="Same Day"), later(1, title="Newest")]
    assert texts(index(*episodes), "//article/h3") == [
        "Newest",
        "The General at Full Steam",
        "The General at Full Steam",
        "Same Day",
    ]


def test_drafts_and_episodes_to_come_are_absent():
    """What is not in the feed is not on the index."""
    assert texts(index(later(0, draft=True), later(30)), "//article") == []
    assert "No episode is out yet" in index(later(30)).text_content()


def test_a_page_has_the_words_of_the_review_and_no_others():
    """What is said around the review is not its text; headings, lists and quotations are what they are."""
    (text,) = page().xpath("//article")
    assert [(child.tag, " ".join(child.text_content().split())) for child in text] == [
        ("p", "A train is stolen. It is stolen back."),
        ("h2", "The chase"),
        ("h3", "On the way out"),
        ("ul", "1. The cannon. The sleepers."),
        ("blockquote", "I was proud, he said."),
        ("h2", "The end"),
        ("p", "See it."),
    ]


def test_every_sentence_knows_when_it_is_heard():
    """One span a sentence, in order, with the second it starts at."""
    assert [float(start) for start in page().xpath("//article//span/@data-start")] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_a_heading_that_repeats_the_title_is_left_out():
    """The page's own heading says it already."""
    opening = Cue(0, 1, EPISODE.title, 0, "heading", ends_block=True)
    assert EPISODE.title not in texts(
        page(replace(EPISODE, text=(opening, *TEXT))), "//article//*[self::h2 or self::h3]"
    )


def test_chapters_are_links_into_the_audio():
    """A media fragment starts at the chapter even without a script."""
    assert page().xpath("//ol/li/a/@href") == [
        f"../../audio/the-general-0123abcd.mp3#t={start}" for start in ("0", "5", "11")
    ]
    assert texts(page(), "//ol/li/a") == ["The General at Full Steam 0:00", "The chase 0:05", "The end 0:11"]


def test_the_voice_is_disclosed_in_the_footer():
    """Whoever reads instead of listening is told too."""
    assert "A synthetic voice reads this." in texts(page(), "//footer/p")


def test_the_files_can_be_had():
    """The audio, the transcript and the chapters."""
    links = {PurePosixPath(link).suffix for link in page().xpath("//footer//a/@href")}
    assert {".mp3", ".vtt", ".json", ".xml"} <= links


def test_a_review_without_facts_has_a_page_too():
    """No empty row, no word that stands for nothing."""
    bare = replace(
        EPISODE, film=None, year=None, director=(), cast=(), rating=None, description="", chapters=(), text=()
    )
    tree = page(bare, Show("S"))
    assert texts(tree, "//dt") == ["Reviewed by"]
    assert "None" not in tree.text_content()
    assert not tree.xpath("//ol")


def test_an_episode_may_have_a_cover_of_its_own():
    """It stands before the show's, on both pages."""
    own = replace(EPISODE, cover="covers/general.jpg")
    assert page(own).xpath("//img/@src") == ["../../covers/general.jpg"]
    assert index(own).xpath("//article/img/@src") == ["./covers/general.jpg"]


@pytest.mark.parametrize(
    ("seconds", "shown", "place"),
    [
        (0, "0 s", "0:00"),
        (59.4, "59 s", "0:59"),
        (59.6, "1 min", "0:59"),
        (3599, "1 h 0 min", "59:59"),
        (7325, "2 h 2 min", "2:02:05"),
    ],
)
def test_times_are_shown_as_people_say_them(seconds, shown, place):
    """A length is rounded, a place in the sound is not."""
    assert (site.length(seconds), site.clock(seconds)) == (shown, place)


# --- well made --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tree", both(), ids=["index", "episode"])
def test_headings_descend_one_step_at_a_time(tree):
    """One h1, first; no level is skipped, so that a screen reader's outline holds."""
    levels = [int(heading.tag[1]) for heading in tree.xpath("//*[re:test(local-name(), '^h[1-6]$')]", namespaces=_RE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


_RE = {"re": "http://exslt.org/regular-expressions"}


def test_pages_say_their_language():
    """The index speaks the show's, a page its episode's."""
    assert [tree.get("lang") for tree in both()] == ["en", "en-GB"]


@pytest.mark.parametrize("tree", both(), ids=["index", "episode"])
def test_whatever_can_be_used_is_a_link_a_button_or_a_player(tree):
    """Nothing else takes clicks or focus, every link leads somewhere, and every control has a name."""
    assert not tree.xpath("//*[@tabindex or @role='button' or @onclick]")
    assert not tree.xpath("//a[not(@href)] | //button[not(@type='button')]")
    assert all(texts(tree, "//a | //button"))
    assert not tree.xpath("//audio[not(@controls)] | //audio[not(@aria-label) and not(@aria-labelledby)]")
    names = set(tree.xpath("//@id"))
    assert set(tree.xpath("//@aria-labelledby")) <= names


def test_ids_are_unique():
    """Also on an index of several episodes."""
    found = index(EPISODE, later(-1), later(-2)).xpath("//@id")
    assert len(found) == len(set(found))


@pytest.mark.parametrize("place", ["index.html", "episodes/the-general/index.html"])
def test_relative_links_lead_to_files_of_the_site(place):
    """From a folder on a disk as from a host: every address but canonical and OpenGraph ones is below OUT."""
    tree = index(EPISODE) if place == "index.html" else page()
    links = tree.xpath("//@src | //a/@href | //link[not(@rel='canonical')]/@href")
    assert links
    for link in links:
        parts = urlsplit(link)
        assert not parts.scheme
        assert not parts.netloc
        if parts.path:
            assert resolved(place, unquote(parts.path)) in OUTPUT


def resolved(place: str, link: str) -> str:
    steps: list[str] = []
    for step in (PurePosixPath(place).parent / link).parts:
        if step == "..":
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps)


def test_other_sites_learn_where_a_page_lives():
    """Canonical and OpenGraph addresses are the show's own."""
    tree = page()
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://example.org/pod/episodes/the-general/"]
    assert tree.xpath("//meta[@property='og:image']/@content") == ["https://example.org/pod/cover.jpg"]
    assert tree.xpath("//meta[@property='og:title']/@content") == [EPISODE.title]


def test_a_show_without_an_address_claims_none():
    """localhost is nobody's canonical address."""
    assert not page(show=Show("S")).xpath("//link[@rel='canonical'] | //meta[@property='og:url']")


def test_the_feed_is_announced():
    """Readers and apps find it from any page."""
    for tree in both():
        assert tree.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@title") == ["Silent Light"]


def test_a_draft_is_not_for_search_engines():
    """It has a page to look at, which asks not to be found."""
    assert page(replace(EPISODE, draft=True)).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not page().xpath("//meta[@name='robots']")


def test_pages_are_the_same_every_time():
    """An unchanged show writes nothing."""
    assert site.render_episode(SHOW, EPISODE, cover="c.jpg") == site.render_episode(SHOW, EPISODE, cover="c.jpg")
    one, two = (
        site.render_index(SHOW, order, cover="c.jpg", now=NOW) for order in ([EPISODE, later(-1)], [later(-1), EPISODE])
    )
    assert one == two


def test_assets_are_named_by_their_content():
    """A new design gets a new name, so no reader sees an old sheet with a new page."""
    for path, data in site.assets().items():
        assert re.fullmatch(r"assets/page-[0-9a-f]{8}\.(css|js)", path)
        assert data.strip()


def test_assets_ask_nobody_for_anything():
    """No import, font, image or request leaves the site."""
    for data in site.assets().values():
        assert not re.search(rb"https?:|@import|url\(|fetch\(|XMLHttp|innerHTML|eval\(", data)


def test_the_policy_allows_only_our_own_files():
    """No inline script or style can run, even if one got in."""
    for tree in both():
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert not tree.xpath("//style | //script[not(@src)] | //*[@style]")


# --- hostile words ----------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'></title></script><script>x</script>",
    "javascript:alert(1)",
    "//evil.example/x",
    "../../../etc/passwd",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u202c שלום",
    "a\x00b\x0bc\ufffe\ud800",
    "&lt;b&gt; & &amp;",
    "]]><!--",
)

words = st.one_of(
    st.sampled_from(HOSTILE), st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join), st.text(max_size=30)
)


def shown(text: str) -> str:
    """What of *text* a page can show, white space aside."""
    allowed = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", "", text)
    return "".join(allowed.encode("utf-8", "replace").decode().split())


@st.composite
def hostile_episodes(draw):
    return replace(
        EPISODE,
        **{
            name: draw(words) for name in ("slug", "title", "description", "author", "film", "rating", "audio", "cover")
        },
        **{name: (draw(words), draw(words)) for name in ("director", "cast")},
        chapters=(Chapter(0, 9, draw(words)),),
        chapters_path=draw(words),
        transcripts=((draw(words), draw(words)),),
        text=tuple(
            Cue(place, place + 1, draw(words), 0, draw(st.sampled_from(["prose", "heading", "item", "quotation"])))
            for place in range(4)
        ),
        language=draw(words),
    )


_TAGS = {element.tag for tree in both() for element in tree.iter()}
"""What an ordinary page is made of."""


@settings(max_examples=80, deadline=None)
@given(episode=hostile_episodes(), title=words, description=words)
def test_hostile_words_are_only_words(episode, title, description):
    """No element, handler, scheme, host or comment comes out of a show's words, and they are shown as they are."""
    show = replace(SHOW, title=title, description=description)
    for tree in both(episode, show):
        assert {element.tag for element in tree.iter()} <= _TAGS
        assert len(tree.xpath("//script")) == 1
        assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")]
        for link in tree.xpath("//@src | //a/@href | //link[not(@rel='canonical')]/@href"):
            assert re.match(r"\.{1,2}/|#", link)
        assert shown(title) in shown(tree.text_content())
        assert shown(episode.title) in shown(tree.text_content())
    for cue in episode.text:
        if cue.text != episode.title:
            assert shown(cue.text) in shown(tree.text_content())


def test_the_notes_of_the_feed_are_not_on_the_page():
    """They are HTML, and the page has all that they say."""
    assert "notes are for the feed" not in page().text_content()


def test_no_control_character_reaches_a_page():
    """A page is valid HTML whatever bytes a title had."""
    data = site.render_episode(SHOW, replace(EPISODE, title="a\x00b\x1bc\ud800\ufffed"), cover="cover.jpg")
    assert b'<h1 dir="auto">abc?d</h1>' in data
