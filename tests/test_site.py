"""The pages: whole and in order for a reader, harmless whatever a show's words are, and the same every time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from time import perf_counter
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from reviewcast import site
from reviewcast.model import Artwork, Channel, Chapter, Correction, Cue, Episode, Receipt, Show, Withdrawal
from reviewcast.site import notes, pages, showing, structured

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
COVER = Artwork("covers/show-01234567.jpg", "covers/show-small-01234567.jpg")
OUTPUT = {
    "index.html",
    "feed.xml",
    "episodes/index.html",
    "episodes/the-general/index.html",
    COVER.full,
    COVER.small,
    EPISODE.audio,
    EPISODE.chapters_path,
    EPISODE.transcripts[0][0],
    *pages.assets(),
}


UTF8 = html.HTMLParser(encoding="utf-8")
"""As a host or a browser reads our pages; libxml2 would look no further than a byte that is not ASCII."""


ELSEWHERE = replace(
    EPISODE,
    audio="https://cdn.example.net:8443/old/1.mp3?a=1",
    text=(),
    chapters=(),
    chapters_path="",
    transcripts=(),
    receipt=None,
    notes="<p onclick='x()'>Our <b>first</b> show.<script>alert(1)</script></p>"
    "<ul><li>One <a href='https://a.example/x?a=1&amp;b=2'>link</a></li><li><a href='javascript:x()'>bad</a></li></ul>",
)
PAGES = ("index.html", "episodes/index.html", "episodes/the-general/index.html")


def rendered(*episodes: Episode, show: Show = SHOW) -> dict[str, bytes]:
    return site.render(show, episodes, cover=COVER, now=NOW)


def parsed(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(data, UTF8)


def index(*episodes: Episode, show: Show = SHOW) -> html.HtmlElement:
    return parsed(rendered(*episodes, show=show)["index.html"])


def listing(*episodes: Episode, show: Show = SHOW) -> html.HtmlElement:
    return parsed(rendered(*episodes, show=show)["episodes/index.html"])


def page(episode: Episode = EPISODE, show: Show = SHOW, *others: Episode) -> html.HtmlElement:
    return parsed(rendered(episode, *others, show=show)[f"episodes/{episode.slug}/index.html"])


def both(episode: Episode = EPISODE, show: Show = SHOW) -> list[html.HtmlElement]:
    return [index(episode, show=show), page(episode, show)]


def data(tree: html.HtmlElement) -> dict[str, dict]:
    """The nodes of a page's JSON-LD by their type."""
    (script,) = tree.xpath("//script[@type='application/ld+json']")
    return {node["@type"]: node for node in json.loads(script.text)["@graph"]}


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
    assert texts(index(*episodes), "//article//h3") == [
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
    assert [(child.tag, " ".join(child.text_content().split())) for child in text if child.tag != "a"] == [
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


def test_every_passage_can_be_played_from():
    """A link with its time before each paragraph, list and quotation, which works without a script."""
    links = page().xpath("//article/a")
    assert [link.get("href").partition("#")[2] for link in links] == ["t=3", "t=7", "t=9", "t=12"]
    assert links[0].get("aria-label") == "Play from 0:03"


def test_the_text_says_when_it_is_over():
    """What is said after the review highlights nothing."""
    assert page().xpath("//article/@data-end") == ["13"]


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


def test_the_voice_is_disclosed():
    """Whoever reads instead of listening is told too."""
    assert "A synthetic voice reads this." in texts(page(), "//section/p")


def test_the_files_can_be_had():
    """The audio, the transcript and the chapters."""
    links = {PurePosixPath(link).suffix for link in page().xpath("//*[@class='files']//a/@href")}
    assert links == {".mp3", ".vtt", ".json"}


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
    own = replace(EPISODE, cover="covers/general.jpg", cover_small="covers/general-small.jpg")
    assert page(own).xpath("//img/@src") == ["../../covers/general-small.jpg"]
    assert index(own).xpath("//article//img/@src") == ["./covers/general-small.jpg"]


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
    assert (showing.length(seconds), showing.clock(seconds)) == (shown, place)


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
    labelled = {*tree.xpath("//label/@for"), *tree.xpath("//label//@id")}
    assert all(
        field.get("id") in labelled or field.xpath("ancestor::label") for field in tree.xpath("//input|//select")
    )
    assert all(texts(tree, "//a | //button"))
    assert not tree.xpath("//audio[not(@controls)] | //audio[not(@aria-label) and not(@aria-labelledby)]")
    names = set(tree.xpath("//@id"))
    assert set(tree.xpath("//@aria-labelledby")) <= names


def test_ids_are_unique():
    """Also where there are several episodes."""
    for tree in (index(EPISODE, later(-1)), listing(EPISODE, later(-1), later(-900)), page()):
        found = tree.xpath("//@id")
        assert len(found) == len(set(found))


@pytest.mark.parametrize("place", PAGES)
def test_relative_links_lead_to_files_of_the_site(place):
    """From a folder on a disk as from a host: every address but canonical and OpenGraph ones is below OUT."""
    tree = parsed(rendered(EPISODE)[place])
    links = tree.xpath("//@src | //a[not(starts-with(@href, 'podcast:'))]/@href | //link[not(@rel='canonical')]/@href")
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
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://example.org/pod/episodes/the-general/index.html"]
    assert tree.xpath("//meta[@property='og:image']/@content") == ["https://example.org/pod/covers/show-01234567.jpg"]
    assert tree.xpath("//meta[@property='og:audio']/@content") == [f"https://example.org/pod/{EPISODE.audio}"]
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
    other = later(-1, slug="other", guid="g2")
    assert rendered(EPISODE, other) == rendered(other, EPISODE)


def test_assets_are_named_by_their_content():
    """A new design gets a new name, so no reader sees an old sheet with a new page."""
    for path, data in pages.assets().items():
        assert re.fullmatch(r"assets/page-[0-9a-f]{8}\.(css|js)", path)
        assert data.strip()


def test_assets_ask_nobody_for_anything():
    """No import, font, image or request leaves the site."""
    for data in pages.assets().values():
        assert not re.search(rb"https?:|@import|url\(|fetch\(|XMLHttp|innerHTML|eval\(", data)


def test_the_policy_allows_only_our_own_files():
    """No inline script or style can run, even if one got in."""
    for tree in both():
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert not tree.xpath("//style | //script[not(@src)][not(@type='application/ld+json')] | //*[@style]")


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
        assert len(tree.xpath("//script")) == 2
        assert {node["@type"] for node in data(tree).values()} <= {"PodcastSeries", "PodcastEpisode", "Review"}
        assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")]
        for link in tree.xpath("//@src | //a/@href | //link[not(@rel='canonical')]/@href"):
            assert re.match(r"\.{1,2}/|#|podcast://example\.org/pod/feed\.xml$", link)
        assert shown(title) in shown(tree.text_content())
        assert shown(episode.title) in shown(tree.text_content())
    for cue in episode.text:
        if cue.text != episode.title:
            assert shown(cue.text) in shown(tree.text_content())


def test_no_control_character_reaches_a_page():
    """A page is valid HTML whatever bytes a title had."""
    pages = rendered(replace(EPISODE, title="a\x00b\x1bc\ud800\ufffed"))
    assert b'<h1 dir="auto">abc?d</h1>' in pages["episodes/the-general/index.html"]


def test_a_word_cannot_end_the_data_for_machines():
    """`</script>` in a title is escaped in the JSON, and comes out of it as it was."""
    tree = page(replace(EPISODE, title="</script><script>alert(1)</script>", film="<!--<script>"))
    assert data(tree)["PodcastEpisode"]["name"] == "</script><script>alert(1)</script>"
    assert data(tree)["Review"]["itemReviewed"]["name"] == "<!--<script>"


@pytest.mark.parametrize(
    "host", ["evil.example;script-src *", "evil.example 'unsafe-inline'", "[::1", "", "a_b'.example"]
)
def test_an_address_cannot_widen_the_policy(host):
    """Where imported audio lies decides one origin; what is no plain host decides none, and is not played."""
    tree = page(replace(ELSEWHERE, audio=f"https://{host}/a.mp3"))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "media-src 'self';" in policy
    assert not tree.xpath("//audio")


# --- many episodes ----------------------------------------------------------------------------------------


def test_the_index_shows_thirty_and_leads_to_all():
    """The others are one link away."""
    tree = index(*(later(-place, slug=f"e{place}", guid=f"{place:03}") for place in range(40)))
    assert len(tree.xpath("//article")) == 30
    assert texts(tree, "//*[@class='more']/a") == ["All 40 episodes"]


def test_the_list_has_every_episode_by_year():
    """The newest year first; drafts and what is to come are absent."""
    episodes = [EPISODE, *(later(-400 * place, slug=f"e{place}", guid=f"g{place}") for place in (1, 2))]
    tree = listing(*episodes, later(0, slug="d", draft=True), later(9, slug="later"))
    assert texts(tree, "//h2") == ["2026", "2025", "2023"]
    assert tree.xpath("//li/a/@href") == ["the-general/index.html", "e1/index.html", "e2/index.html"]


def test_a_page_leads_to_its_neighbours():
    """To the episode before and after it in the feed; the first and last have one."""
    older, newer = later(-1, slug="older", guid="a", title="Older"), later(1, slug="newer", guid="b", title="Newer")
    links = "//nav[@class='neighbours']/a"
    assert texts(page(EPISODE, SHOW, newer, older), links) == ["Previous episode Older", "Next episode Newer"]
    assert texts(page(newer, SHOW, EPISODE, older), links) == ["Previous episode The General at Full Steam"]
    assert page(EPISODE, SHOW, newer, older).xpath(f"{links}/@href") == ["../older/index.html", "../newer/index.html"]


# --- subscribing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://podcasts.apple.com/us/podcast/id1", "Apple Podcasts"),
        ("https://open.spotify.com/show/2", "Spotify"),
        ("https://www.youtube.com/@x", "YouTube"),
        ("https://music.youtube.com/x", "YouTube Music"),
        ("https://pca.st/x", "Pocket Casts"),
        ("https://overcast.fm:443/itunes1", "Overcast"),
        ("https://notspotify.example/show", "notspotify.example"),
    ],
)
def test_apps_are_called_what_people_call_them(address, name):
    """By their host, and by the host itself where it is not known."""
    tree = index(EPISODE, show=replace(SHOW, feed=Channel(apps=(address,))))
    assert texts(tree, "//*[@class='apps']//a[@href=$address]".replace("$address", f"'{address}'")) == [name]


def test_what_is_no_web_address_is_no_link():
    """Of apps, funding and licence."""
    bad = "javascript:alert(1)"
    tree = index(EPISODE, show=replace(SHOW, feed=Channel(apps=(bad,), funding=bad, license="Ours", license_url=bad)))
    assert not tree.xpath("//a[contains(@href, 'javascript')]")


@pytest.mark.parametrize(
    ("name", "url", "leads"),
    [
        ("cc-by-nc-4.0", "", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("cc0-1.0", "", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("mit", "", "https://spdx.org/licenses/mit.html"),
        ("Ours", "https://example.org/terms", "https://example.org/terms"),
    ],
)
def test_the_licence_can_be_read(name, url, leads):
    """At its own address, or where that name is explained."""
    tree = page(show=replace(SHOW, feed=Channel(license=name, license_url=url)))
    assert tree.xpath("//footer//a[contains(@rel, 'license')]/@href") == [leads]


def test_apps_on_this_device_are_asked_only_where_they_could_fetch_the_feed():
    """A show without an address has no feed that an app could reach."""
    assert index(EPISODE).xpath("//a[starts-with(@href, 'podcast://')]/@href") == ["podcast://example.org/pod/feed.xml"]
    assert not index(EPISODE, show=Show("S")).xpath("//a[starts-with(@href, 'podcast://')]")


# --- what is not as usual ---------------------------------------------------------------------------------


def test_a_correction_is_said_on_the_page():
    """With its day."""
    told = replace(EPISODE, correction=Correction(datetime(2026, 3, 2, tzinfo=UTC), "It was 1926, not 1927."))
    assert texts(page(told), "//*[@class='note']") == ["Corrected on 2 March 2026: It was 1926, not 1927."]


def test_a_withdrawn_episode_is_gone_but_for_its_title_day_and_reason():
    """No audio, no text, no description, nothing for search engines."""
    told = replace(EPISODE, withdrawn=Withdrawal(datetime(2026, 3, 2, tzinfo=UTC), "The print was mislabelled."))
    tree = page(told)
    assert texts(tree, "//main/*")[:3] == [
        "The General at Full Steam",
        "This episode was withdrawn on 2 March 2026.",
        "The print was mislabelled.",
    ]
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    left = rendered(told)["episodes/the-general/index.html"].decode()
    for word in ("A train", "<audio", ".mp3", "ld+json", "og:audio", ".vtt"):
        assert word not in left
    assert texts(index(told), "//article") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"draft": True}, "This is a draft."),
        ({"published": NOW + timedelta(days=9)}, "This episode comes out on 13 March 2026."),
    ],
)
def test_a_page_that_is_not_out_says_so(changes, said):
    """It asks search engines to pass by, and gives machines no data."""
    tree = page(replace(EPISODE, **changes))
    assert texts(tree, "//*[@class='note']")[0].startswith(said)
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not tree.xpath("//script[@type='application/ld+json']")


def test_an_imported_episode_plays_from_where_it_is():
    """The policy lets sound come from that origin alone, and nothing is asked of it before somebody plays."""
    tree = page(ELSEWHERE)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "media-src 'self' https://cdn.example.net:8443;" in policy
    assert [(audio.get("src"), audio.get("preload")) for audio in tree.xpath("//audio")] == [(ELSEWHERE.audio, "none")]
    assert "media-src 'self' https://cdn.example.net:8443;" in index(ELSEWHERE).xpath("//meta/@content")[0]


def test_notes_of_others_are_read_and_set_anew():
    """Paragraphs, items and links of the web; no element, handler or scheme of theirs."""
    (article,) = page(ELSEWHERE).xpath("//article")
    assert [(child.tag, " ".join(child.text_content().split())) for child in article] == [
        ("p", "Our first show."),
        ("ul", "One link bad"),
    ]
    assert article.xpath(".//@href") == ["https://a.example/x?a=1&b=2"]
    assert {name.attrname for name in article.xpath("./*//@*")} <= {"dir", "role", "href", "rel"}


MARKUP = (
    *("<p>", "</p>", "<li>", "<a href='", "https://x.example", "'>", "</a>", "<script>", "<!--", "-->", "<![CDATA["),
    *("&amp;", "&#0;", "<svg onload=x>", "words ", "<", ">", "\x00", "\ud800"),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=30).map("".join))
def test_any_notes_make_a_page(text):
    """Whatever they hold, the page keeps its shape and only the web is linked to."""
    tree = page(replace(ELSEWHERE, notes=text))
    assert len(tree.xpath("//h1")) == 1
    assert not tree.xpath("//svg | //article//script")
    assert all(re.match(r"https?://|mailto:", link) for link in tree.xpath("//article//@href"))


def test_the_links_of_the_review_are_on_its_page():
    """They are in its notes, since no voice can speak them."""
    told = replace(EPISODE, notes='<p>x</p><ul><li><a href="https://a.example/">The print</a></li></ul>')
    assert page(told).xpath("//section[@aria-labelledby='links']//a/@href") == ["https://a.example/"]


def test_an_imported_episode_of_unknown_length_claims_none():
    """No "0 s", no "0.0 MB"."""
    tree = page(replace(ELSEWHERE, seconds=0, bytes=0))
    assert texts(tree, "//*[@class='meta']") == ["1 March 2026"]
    assert "MB" not in tree.text_content()


# --- for machines -----------------------------------------------------------------------------------------


def test_machines_read_the_show():
    """A PodcastSeries with the feed's address."""
    node = data(index(EPISODE))["PodcastSeries"]
    assert (node["name"], node["webFeed"]) == ("Silent Light", "https://example.org/pod/feed.xml")


def test_machines_read_the_episode_and_its_review():
    """Audio, series, film, author and rating, in the words of schema.org."""
    told = data(page())
    assert told["PodcastEpisode"]["associatedMedia"] == {
        "@type": "AudioObject",
        "contentUrl": f"https://example.org/pod/{EPISODE.audio}",
        "encodingFormat": "audio/mpeg",
        "contentSize": "3400000",
        "duration": "PT4M42S",
        "transcript": f"https://example.org/pod/{EPISODE.transcripts[0][0]}",
    }
    assert told["PodcastEpisode"]["partOfSeries"]["name"] == "Silent Light"
    assert told["Review"]["itemReviewed"]["director"][1] == {"@type": "Person", "name": "Clyde Bruckman"}
    assert told["Review"]["reviewRating"] == {"@type": "Rating", "ratingValue": "5", "bestRating": "5"}


def test_no_film_no_review():
    """An episode that names no film reviews nothing that a machine could look up."""
    assert set(data(page(replace(EPISODE, film=None)))) == {"PodcastEpisode"}


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("9/10", (9, 10)),
        ("3.5 / 4", (3.5, 4)),
        ("3,5/5", (3.5, 5)),
        ("4 out of 5 stars", (4, 5)),
        ("85%", (85, 100)),
        ("★★★½☆", (3.5, 5)),
        ("★★★", None),
        ("B+", None),
        ("11/10", None),
        ("0/0", None),
        ("", None),
        ("9/10, or nearly", None),
    ],
)
def test_a_rating_is_given_to_machines_only_where_it_is_certain(words, rating):
    """Value and best must both be said."""
    assert structured.parse_rating(words) == rating


# --- what it costs ----------------------------------------------------------------------------------------


def test_a_page_of_an_ordinary_review_weighs_little():
    """At most 60 KB with its sheet and script, without audio and cover."""
    words = f"A sentence of a review that says {'a good deal ' * 8}."
    sentences = [
        Cue(place * 6.21, place * 6.21 + 6, words, place // 14, ends_block=place % 5 == 0) for place in range(90)
    ]
    files = rendered(replace(EPISODE, text=tuple(sentences)))
    weight = sum(len(data) for path, data in files.items() if path.startswith(("assets/", "episodes/the-general/")))
    assert weight <= 60_000


@pytest.mark.parametrize(
    "evil", ["<a ", "<!--", "<![CDATA[", "&#", "</", "<p><a href='", "<script>", "<a '\"", "&#9", "9"]
)
def test_notes_that_never_end_are_read_in_time(evil):
    """Unclosed elements of an enemy take no more than their length: a tenth of a second, here with room."""
    begun = perf_counter()
    notes.read("&#" + evil * (notes.MOST // len(evil)))
    assert perf_counter() - begun < 2


def test_pages_are_rendered_quickly():
    """A show of hundreds of episodes is written anew in a second or two."""
    text = tuple(Cue(place * 6, place * 6 + 6, "A sentence of a review. " * 4, place // 14) for place in range(90))
    episodes = [later(-place, slug=f"e{place}", guid=f"g{place}", text=text) for place in range(100)]
    rendered(*episodes[:1])
    begun = perf_counter()
    rendered(*episodes)
    assert (perf_counter() - begun) / 100 < 0.02


def test_a_description_that_is_how_the_text_begins_is_not_shown_above_it():
    """Where the front matter has none, the first sentences would be read twice, one below the other."""
    told = replace(EPISODE, description="A train is stolen. It is stolen…")
    assert not page(told).xpath("//header/p[@class='lede']")
    assert page(EPISODE).xpath("string(//header/p[@class='lede'])") == EPISODE.description


def test_a_single_chapter_is_no_list():
    """There is nowhere to jump to."""
    told = replace(EPISODE, chapters=EPISODE.chapters[:1])
    assert not page(told).xpath("//nav[@class='chapters']")


def test_a_cover_on_another_host_is_not_asked_for():
    """The page of an imported episode shows the show's cover: its own may be anywhere, and the policy forbids it."""
    told = replace(ELSEWHERE, cover="https://cdn.example.net/1.png")
    assert page(told).xpath("string(//img/@src)") == f"../../{COVER.small}"
    assert not index(told).xpath("//article//img")
    assert f"{SHOW.address}{COVER.full}" in page(told).xpath("//meta[@property='og:image']/@content")


def test_notes_that_begin_with_the_description_are_not_shown_twice():
    """Of an imported episode the description is how its notes begin."""
    told = replace(ELSEWHERE, description="Our first show.")
    assert not page(told).xpath("//header/p[@class='lede']")


@pytest.mark.parametrize("kind", ["trailer", "bonus"])
def test_a_trailer_or_a_bonus_is_called_so(kind):
    """On its page and in the index; of an ordinary episode nothing is said."""
    for tree in both(replace(EPISODE, episode_type=kind)):
        assert kind.capitalize() in [text.strip() for text in tree.xpath("//p[@class='meta']//text()")]
