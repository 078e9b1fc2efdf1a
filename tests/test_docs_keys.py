"""The pages about settings: every key has its row, with its default as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reviewcast import document, linting, profiles, scaffold, show
from reviewcast.model import Facts
from reviewcast.sheet import entries

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

WORDS = [
    *(
        "Show",
        "Review",
        "Section",
        "Script",
        "Segment",
        "Utterance",
        "Lexicon",
        "Rule",
        "Respelling",
        "Voice",
        "Engine",
    ),
    *("Take", "Clip", "Mix", "Bed", "Sting", "Cue", "Chapter", "Transcript", "Loudness", "Target", "Master", "Receipt"),
    *("Enclosure", "Episode", "Ledger", "Feed", "Site"),
]
"""The names that the code and the pages share."""

KEYS = [("show-file.md", key, show.default(key)) for key in show.KEYS] + [
    ("voices.md", key, profiles.default(key)) for key in profiles.KEYS
]


def rows(page: str) -> dict[str, str]:
    """The cell after the key, by key, of every table row of *page* that begins with a key.

    Of a key in two tables, such as ``opening``, the latter, which is the one that has a default.
    """
    text = (DOCS / page).read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text, flags=re.MULTILINE))


@pytest.mark.parametrize(("page", "key", "default"), KEYS, ids=lambda value: getattr(value, "name", None))
def test_every_key_has_its_row_with_its_default(page, key, default):
    """A key without a row, or a row with another default than the model's, is a page that lies."""
    cell = rows(page)[key.leaf]
    if default not in {None, "", ()}:
        assert cell == f"`{scaffold.toml_value(default)}`"


@pytest.mark.parametrize("page", ["show-file.md", "voices.md"])
def test_no_page_has_a_key_that_there_is_not(page):
    """What was renamed or taken away leaves its page too."""
    known = {key.leaf for name, key, _ in KEYS if name == page}
    profile_names = {voice.profile for voice in profiles.available(None)}
    assert set(rows(page)) - profile_names == known


def test_every_table_of_the_show_file_has_its_heading():
    """Keys are found by their table."""
    text = (DOCS / "show-file.md").read_text(encoding="utf-8")
    assert {key.table for key in show.KEYS if key.table} == set(
        re.findall(r"^## `\[(\w+)\]`", text, flags=re.MULTILINE)
    )


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_plan_is_in_the_glossary(word):
    """Each has one paragraph that begins with it."""
    assert (DOCS / "glossary.md").read_text(encoding="utf-8").count(f"\n**{word}** — ") == 1


def test_every_key_of_front_matter_is_explained():
    """Each fact a review may state has its place in the table of writing-reviews.md."""
    text = (DOCS / "writing-reviews.md").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"^\| (`[^|]*) \|", text, flags=re.MULTILINE))
    assert {name for name in Facts.__dataclass_fields__ if f"`{name}`" not in cells} == set()


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_between_pages_lead_somewhere(page):
    """A relative link names a file that is there."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_sample_show_is_read_without_complaint():
    """Its settings and its voice are right, and it has one review of the length that an episode wants."""
    sample = show.load(ROOT)
    voice = profiles.load(sample.voice, sample.root)
    assert voice.engine == "piper"
    assert profiles.load(voice.fallback, sample.root).engine == "pyttsx3"
    (path,) = (ROOT / "reviews").glob("*.md")
    review = document.parse(path.read_bytes(), path.name)
    words = sum(len(block.text.split()) for section in review.sections for block in section.blocks)
    assert words >= 700
    assert len([section for section in review.sections if section.heading]) == 4
    assert review.omissions == ()
    assert review.facts.film == "Nosferatu"


def test_every_lint_is_explained():
    """Each code that lint can print has its row."""
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(linting.__file__).parent.glob("*.py"))
    codes = set(re.findall(r"[fF]inding\(\s*\"([a-z-]+)\"", sources))
    page = (DOCS / "pronunciations.md").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"^\| (`[^|]*) \|", page, flags=re.MULTILINE))
    assert len(codes) > 10
    assert {code for code in codes if f"`{code}`" not in cells} == set()


def test_every_key_of_a_rule_is_explained():
    """Each key that a rule may have has its row."""
    page = (DOCS / "pronunciations.md").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"^\| (`[^|]*) \|", page, flags=re.MULTILINE))
    assert {key for key in entries.KEYS if f"`{key}`" not in cells} - {"reading"} == set()
