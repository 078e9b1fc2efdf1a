"""No word lost, no markup spoken, nothing but a ReviewError: on documents nobody wrote by hand."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.document import parse
from reviewcast.errors import ReviewError
from reviewcast.model import Block, Review

COMMON = settings(max_examples=100, deadline=None)

VOCABULARY = """
the film gull's Vinod café don’t 1931 U.S. (aside) “Se7en” rock’n’roll Ширин 20-minute naïve yes, no; why? a.k.a. — …
5/5 M.
"""
WORDS = st.sampled_from(VOCABULARY.split())
LETTERED = WORDS.filter(lambda word: word[0].isalpha() and word[-1].isalpha())
PHRASE = st.lists(WORDS, min_size=1, max_size=3)


def _marked(before: str, after: str):
    return PHRASE.map(lambda words: (before + " ".join(words) + after, words))


INLINE = st.one_of(
    PHRASE.map(lambda words: (" ".join(words), words)),
    LETTERED.map(lambda word: (f"*{word}*", [word])),
    LETTERED.map(lambda word: (f"__{word}__", [word])),
    LETTERED.map(lambda word: (f"**a *{word}*{word}**", ["a", word * 2])),
    _marked("[", "](https://example.org/a_b*c 'title')"),
    _marked("<span class='x'>", "</span>"),
    _marked("<b>", "</b>"),
    _marked("<speak>", "</speak>"),
    _marked("`", "`"),
    _marked("~~", "~~").filter(lambda pair: pair[1][0][0].isalpha() and pair[1][-1][-1].isalpha()),
    _marked("[[Page|", "]]"),
    st.sampled_from(
        [
            ("![left out](a.jpg)", []),
            ("x[^1]", ["x"]),
            ("<!-- left out -->", []),
            ("{{ left.out }}", []),
            ("&amp;", ["&"]),
            (r"\*", ["*"]),
            ("&lt;b&gt;", ["<b>"]),
            ("2 * 3", ["2", "*", "3"]),
            ("<https://example.org/>", ["https://example.org/"]),
            ("a<br>b", ["a", "b"]),
            ("x<br />", ["x"]),
            ("<iframe src='x'></iframe>", []),
        ]
    ),
)


@st.composite
def line(draw, most=6):
    """Markdown of one line that begins with a word, and the words that are seen in it."""
    pieces = [("Now", ["Now"]), *draw(st.lists(INLINE, max_size=most))]
    return " ".join(source for source, _ in pieces), [word for _, words in pieces for word in words]


@st.composite
def block(draw):
    """Markdown of a block, and the words that are spoken of it."""
    source, words = draw(line())
    more, more_words = draw(line())
    forms = {
        "prose": (f"{source}\n{more}", words + more_words),
        "hard break": (f"{source}  \n{more}\\\n{more}", words + more_words * 2),
        "heading": (f"### {source}", words),
        "underlined": (f"{source}\n---", words),
        "html heading": (f"<h2 class='x'><span>Now</span> it's {len(words)}</h2>", ["Now", "it's", str(len(words))]),
        "bold": (f"**Now {len(words)}**", ["Now", str(len(words))]),
        "items": (f"- {source}\n- {more}", words + more_words),
        "numbers": (f"3. {source}\n4. {more}", ["3.", *words, "4.", *more_words]),
        "quotation": (f"> {source}\n>\n> > {more}", words + more_words),
        "nested": (f"- {source}\n\n  > {more}\n\n  1. {source}", [*words, *more_words, "1.", *words]),
        "fold": (f"<details>\n<summary>Now</summary>\n\n{source}\n\n</details>", ["Now", *words]),
        "rule": ("* * *", []),
        "code": ("```\nleft *out*\n```", []),
        "table": ("| left | out |\n|---|---|\n| a | b |", []),
        "picture": ('<figure><img src="a.jpg" alt="left out"></figure>', []),
        "script": ("<script>\nleft('<p>out</p>')\n</script>", []),
        "skip": ("<!-- skip -->\nLeft out.\n<!-- /skip -->", []),
        "liquid": ("{% include left.out %}", []),
        "note": ("[^1]: Left out.", []),
        "term": (f"Now\n: {source}", ["Now", *words]),
    }
    return forms[draw(st.sampled_from(sorted(forms)))]


def blocks_of(review: Review) -> list[Block]:
    """Headings and what stands under them, in the order in which they are spoken."""
    return [
        each
        for section in review.sections
        for each in ([section.heading] if section.heading else []) + [*section.blocks]
    ]


def spoken(review: Review) -> list[str]:
    """All words in the order in which they are spoken, the title first."""
    return [
        *review.title.split(),
        *(word for each in blocks_of(review) for word in [*each.marker.split(), *each.text.split()]),
    ]


def document(blocks) -> tuple[str, list[str]]:
    sources = ["# A title", *(source for source, _ in blocks), "The end."]
    for index in range(len(sources) - 1, 0, -1):
        if sources[index - 1][0].isdigit() and sources[index][0].isdigit():
            sources.insert(index, "<!-- two lists in a row would be one, with the numbers of the first -->")
    source = "\n\n".join(sources)
    return source + "\n", ["A", "title", *(word for _, words in blocks for word in words), "The", "end."]


@COMMON
@given(st.lists(block(), max_size=6), st.sampled_from(["a.md", "a.txt"]))
def test_every_visible_word_of_markdown_is_spoken_in_order_and_no_markup(blocks, name):
    """The words of title and blocks are exactly the visible words that the document was made of."""
    source, words = document(blocks)
    assert spoken(parse(source.encode(), name)) == words


@COMMON
@given(st.lists(block(), max_size=6))
def test_markdown_reads_the_same_whether_or_not_it_holds_raw_html(blocks):
    """The short way, without lxml, and the way through it lead to the same sections."""
    source, _ = document(blocks)
    detour = parse(f"{source}\n<!-- raw -->\n".encode(), "a.md")
    assert parse(source.encode(), "a.md").sections == detour.sections


@COMMON
@given(st.lists(block(), max_size=6))
def test_every_block_says_the_line_it_begins_on(blocks):
    """The first word of every block stands on the line that the block names."""
    source, _ = document(blocks)
    lines = source.split("\n")
    for each in blocks_of(parse(source.encode(), "a.md")):
        assert each.text.split()[0] in lines[each.line - 1]


@COMMON
@given(st.lists(block(), max_size=6))
def test_every_span_lies_on_whole_words_of_its_block(blocks):
    """A span begins and ends inside the text, and neither on a space."""
    for each in blocks_of(parse(document(blocks)[0].encode(), "a.md")):
        marked = [each.text[span.start : span.end] for span in each.spans]
        assert all(words and words == words.strip() for words in marked)


# --- HTML against an independent reader of it

LEFT_OUT = {"script", "style", "iframe", "table", "pre", "svg", "video", "title"}
TAGS = st.sampled_from(
    ["p", "div", "b", "em", "span", "h2", "blockquote", "ul", "li", "a", "section", "x-y", *LEFT_OUT]
)
TEXTS = st.text(st.sampled_from(list("ab é<>&\"'\n“”5—.")), max_size=12).map(escape)


@st.composite
def markup(draw, depth=3):
    """HTML with some end tags left out, as pages have it."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        parts.append(draw(TEXTS))
        if depth:
            tag = draw(TAGS)
            inside = "<b>x</b>" if tag in LEFT_OUT else draw(markup(depth=depth - 1))
            parts.append(f"<{tag} title='a > b'>{inside}" + f"</{tag}>" * (tag in LEFT_OUT or draw(st.booleans())))
        parts.append(draw(st.sampled_from(["", "<br>", "<hr/>", "<img src=x alt=y>", "<!-- c -->"])))
    return "".join(parts)


class Visible(HTMLParser):
    """The text a browser shows, by the standard library's tokenizer."""

    def __init__(self):
        super().__init__()
        self.text = []
        self.inside = []

    def handle_starttag(self, tag, attrs):
        if tag in LEFT_OUT:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.text.append(data)


@COMMON
@given(markup())
def test_the_visible_text_of_html_is_spoken_in_order(source):
    """Every character that another parser sees in the page is in the title or the blocks, in order."""
    page = f"<h1>T</h1>{source}</body></html><p>end</p>"
    oracle = Visible()
    oracle.feed(page)
    oracle.close()
    review = parse(page.encode(), "a.html")
    found = "".join(spoken(review))
    assert found == "".join("".join(oracle.text).split())


# --- anything at all

MARKS = """
# ,## ,* ,*,**,_,`,> ,- ,1. ,word ,[,],(,),![,]],[[,<,>,<b>,</b>,<div>,</div>,<p>,<!--,-->,<!-- skip -->,<script>,
</script>,<iframe>,&amp;,&#0;,&#xD800;,{{,}},{%,%},{:,},{#a},[^1],[^1]: ,^[,a: ,\\,    ,\t,|,\0,\1,\u202e,\u200b,
\ufeff,é,<br>,<ol reversed>,<li value=x>,<plaintext>,<title>,<a href='x,[gallery],[x a=b],[/x],{% comment %},
{% endcomment %},: ,~~,<td>,</body>,</html>,<svg>,<![CDATA[,<?php ,title: x
"""
LINES = ["\n", "\n\n", "```\n", "---\n", "+++\n", "===\n"]
SOUP = st.lists(st.sampled_from([*MARKS.replace("\n", "").split(","), *LINES]), max_size=40).map("".join)
NAMES = st.sampled_from(["a.md", "a.txt", "a.html", "a"])


def attempt(data: bytes, name: str) -> Review | ReviewError:
    try:
        return parse(data, name)
    except ReviewError as error:
        return error


@COMMON
@given(SOUP, NAMES)
def test_a_soup_of_markup_is_read_or_refused(source, name):
    """Whatever the order of the marks, there is a Review whose words are folded, or a ReviewError."""
    review = attempt(source.encode(), name)
    for each in blocks_of(review) if isinstance(review, Review) else ():
        assert each.text == " ".join(each.text.split()) != ""
        assert 1 <= each.line <= source.count("\n") + 1
        assert all(0 <= span.start < span.end <= len(each.text) for span in each.spans)


@COMMON
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))), NAMES
)
def test_any_bytes_are_read_or_refused(data, name):
    """Arbitrary bytes give a Review or a ReviewError that names the file."""
    result = attempt(data, name)
    assert (result.name if isinstance(result, Review) else result.path) == name


@COMMON
@given(st.text(max_size=200), st.sampled_from(["---", "+++"]))
def test_any_front_matter_is_read_or_refused(text, fence):
    """Arbitrary text between the fences gives a Review or a ReviewError with its line."""
    key = "title: " if fence == "---" else "title = "
    result = attempt(f"{fence}\n{key}{text}\n{fence}\nSome words.\n".encode(errors="ignore"), "a.md")
    assert isinstance(result, Review) or result.line


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
def test_what_is_left_out_is_reported_with_a_line_of_the_file(name):
    """Each omission names a line on which the thing really is."""
    source = "<h1>T</h1>\n\n<img src='a.jpg'>\n\n<script>x()</script>\n\n<pre>code</pre>\n\n<p>Words.</p>\n"
    omissions = parse(source.encode(), name).omissions
    assert [(each.line, each.kind) for each in omissions] == [(3, "image"), (5, "script"), (7, "code")]
