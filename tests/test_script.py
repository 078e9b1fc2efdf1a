"""From a review to what is said."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewcast.breaths import SPOKEN_LIMIT
from reviewcast.engines import lower
from reviewcast.errors import ReviewError, ShowError
from reviewcast.lexicon import Lexicon
from reviewcast.model import Block, Cast, Facts, Review, Rule, Saying, Section, Show, Span, Voice, Words
from reviewcast.respelling import read as phonetics_of
from reviewcast.script import HANDOVER, PAUSES, write_script

CAST = Cast(Voice("narrator"))
NO_RULES = Lexicon([])
SHOW = Show("Night Reels", author="Ann Ray")
SILENT = Show("Night Reels", words=Words("", "", ""))
OWN = ("opening", "disclosure", "closing")
GOLDEN = Path(__file__).parent / "script"


def review(*blocks: Block, title: str = "A Long Walk", facts: Facts | None = None) -> Review:
    """A review of these blocks, whose headings open sections."""
    sections: list[Section] = []
    for block in blocks:
        if block.kind == "heading" or not sections:
            heading = block if block.kind == "heading" else None
            sections.append(Section(heading, () if heading else (block,)))
        else:
            last = sections[-1]
            sections[-1] = Section(last.heading, (*last.blocks, block))
    return Review("walk.md", "walk", title, 1, tuple(sections), facts or Facts())


def prose(text: str, line: int = 3, spans: tuple[Span, ...] = ()) -> Block:
    """A paragraph."""
    return Block(text, line, spans=spans)


def heading(text: str, level: int = 2, line: int = 9) -> Block:
    """A heading."""
    return Block(text, line, "heading", level)


def said(one: Review, show: Show = SILENT) -> list[str]:
    """The spoken forms."""
    return [utterance.spoken for utterance in write_script(one, NO_RULES, show, CAST).utterances]


REVIEWS = {
    "plain": review(prose("A man walks home. It takes him nine years, and he is late."), prose("Nobody waits.", 5)),
    "chapters": review(
        prose("The lead stands here. It is short."),
        heading("The first part", line=5),
        prose("Something happens. Then it stops.", 7),
        heading("A smaller matter", 3, 9),
        prose("It is small.", 11),
        heading("Is it any good?", line=13),
        prose("It is.", 15),
        title="Does It Walk?",
        facts=Facts(author="Sam J. Reed", film="A Long Walk", year=1925),
    ),
    "no-lead": review(heading("At once"), prose("It starts at once.", 11)),
    "lists-and-quotations": review(
        prose("Three things matter."),
        Block("The light", 5, "item", 1, "1."),
        Block("The dust. It is real.", 6, "item", 1, "2."),
        Block("A point without a number", 7, "item", 1),
        prose("A critic of the day wrote:", 9),
        Block("I slept. I dreamt of a better film.", 11, "quotation", 1),
        Block("I slept well.", 13, "quotation", 1),
        prose("He was wrong.", 15),
    ),
    "unsaid": review(
        prose("🎬"), prose("Good film. 🎉", 5), prose("* * *", 7), heading("✦ ✦ ✦", line=9), prose("The end [[x]].", 11)
    ),
    "title-in-italics": review(
        prose("I saw Mother! Aronofsky did not.", spans=(Span(6, 13, "emphasis"),)), prose("I saw Mother! Eve did.")
    ),
    "long-sentence": review(prose("He walks past a house, a mill, a church; " * 15 + "and then he stops.")),
}


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review_becomes_the_script_it_is_known_to_become(name):
    """The golden scripts hold segment, role, pause, shown and spoken words. UPDATE_GOLDEN=1 writes them anew."""
    script = write_script(REVIEWS[name], NO_RULES, SHOW, CAST)
    rows = [
        [segment.title, *([u.line, u.role, u.pause, u.ends_block, u.text, u.spoken] for u in segment.utterances)]
        for segment in script.segments
    ]
    found = {"segments": rows, "notices": [[notice.line, notice.code, notice.message] for notice in script.notices]}
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        lines = json.dumps(found, ensure_ascii=False, indent=1)
        path.write_text(re.sub(r"\n {4}\s*|\n {3}(?=\])", " ", lines) + "\n", "utf-8")
    assert found == json.loads(path.read_text("utf-8"))


def test_chapters_are_the_headings_of_the_highest_level():
    """A lower heading is spoken inside its chapter; the lead bears the title."""
    script = write_script(REVIEWS["chapters"], NO_RULES, SHOW, CAST)
    assert [segment.title for segment in script.segments] == ["Does It Walk?", "The first part", "Is it any good?"]


def test_a_review_without_a_lead_still_begins_with_its_title():
    """The first chapter holds the opening and the disclosure alone."""
    first, second = write_script(REVIEWS["no-lead"], NO_RULES, SHOW, CAST).segments
    assert first.title == "A Long Walk"
    assert {utterance.role for utterance in first.utterances} == {"opening", "disclosure"}
    assert second.title == "At once"


def test_no_segment_is_empty():
    """Where nothing is said before the first heading, the first heading begins the episode."""
    assert [segment.title for segment in write_script(REVIEWS["no-lead"], NO_RULES, SILENT, CAST).segments] == [
        "At once"
    ]


def test_the_closing_belongs_to_the_last_segment():
    """It comes after everything else, with a pause before it."""
    last = write_script(REVIEWS["chapters"], NO_RULES, SHOW, CAST).segments[-1].utterances
    assert [utterance.role for utterance in last] == ["heading", "prose", "closing", "closing"]
    assert last[1].pause == PAUSES.before_heading


def test_the_review_has_its_own_author():
    """The front matter goes before the show."""
    assert "A review by Sam J. Reed" in " ".join(said(REVIEWS["chapters"], SHOW))


def test_a_template_that_is_empty_is_not_spoken():
    """Opening, disclosure and closing can each be left out."""
    roles = {utterance.role for utterance in write_script(REVIEWS["plain"], NO_RULES, SILENT, CAST).utterances}
    assert roles == {"prose"}


def test_a_wrong_template_names_the_file_and_the_key():
    """The complaint points at show.toml, not at the review."""
    show = Show("X", root=Path("shows/x"), words=Words(opening="{titel}"))
    with pytest.raises(ShowError) as refused:
        write_script(REVIEWS["plain"], NO_RULES, show, CAST)
    assert refused.value.path == str(Path("shows/x/show.toml"))
    assert "opening" in refused.value.message
    assert 'did you mean "title"' in refused.value.message


@pytest.mark.parametrize("blocks", [(), (prose("🎉🎉"),), (prose("…!"), heading("***"))])
def test_a_review_without_a_word_is_refused(blocks):
    """An episode of the opening alone is not made."""
    with pytest.raises(ReviewError) as refused:
        write_script(review(*blocks), NO_RULES, SHOW, CAST)
    assert (refused.value.path, refused.value.line) == ("walk.md", 1)


def test_a_heading_falls_at_its_end():
    """It gets a full stop to be spoken, not to be shown; a question stays one."""
    script = write_script(
        review(heading("The verdict:"), prose("Yes."), heading("Why?"), prose("So.")), NO_RULES, SILENT, CAST
    )
    headings = [(u.text, u.spoken) for u in script.utterances if u.role == "heading"]
    assert headings == [("The verdict:", "The verdict."), ("Why?", "Why?")]


def test_a_list_is_spoken_with_its_numbers():
    """A colon makes the engine pause after the number; the page keeps the full stop."""
    (first, *_) = write_script(review(Block("The light", 3, "item", 1, "3.")), NO_RULES, SILENT, CAST).utterances
    assert (first.text, first.spoken) == ("3. The light", "three: The light")


def test_text_with_nothing_to_say_is_shown_with_its_neighbour():
    """No utterance is silent, and no shown word is lost."""
    script = write_script(REVIEWS["unsaid"], NO_RULES, SILENT, CAST)
    assert [utterance.text for utterance in script.utterances] == ["🎬 Good film. 🎉 * * * ✦ ✦ ✦", "The end [[x]]."]
    assert len(script.segments) == 1


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("It is s'" + "s'" * 99 + ".", ["It is s's's'."]),
        ("U.S.A. " * 300, ["U.S.A. U.S.A. U.S.A."]),
        ("A [[wiki]] <speak>word</speak> 😀 *here*.", ["A wiki speak word /speak here."]),
        ("a\0b \u202ec\u202c d\u200be.", ["ab c de."]),
        ("A word of " + "qz" * 5_000 + " ends.", ["A word of qzqzqz ends."]),
    ],
)
def test_hostile_text_is_spoken_harmlessly_and_reported(text, spoken):
    """It is built, and a notice with the line says what was changed."""
    script = write_script(review(prose(text, 7)), NO_RULES, SILENT, CAST)
    assert [utterance.spoken for utterance in script.utterances] == spoken
    assert script.notices
    assert {notice.line for notice in script.notices} == {7}


def test_a_sentence_of_ten_thousand_words_is_spoken_in_clauses():
    """Each is short enough for the engine, with a short pause between; one notice tells of it."""
    words = " ".join(f"word{n}" for n in range(10_000)) + "."
    script = write_script(review(prose(words)), NO_RULES, SILENT, CAST)
    assert [word for utterance in script.utterances for word in utterance.text.split()] == words.split()
    assert max(len(utterance.spoken) for utterance in script.utterances) <= SPOKEN_LIMIT
    assert {utterance.pause for utterance in script.utterances[:-1]} == {PAUSES.clause}
    assert [notice.code for notice in script.notices] == ["long-sentence"]


def test_a_block_has_one_notice_of_each_kind():
    """A page of emoji does not bury the report."""
    script = write_script(review(prose("One 😀 two. Three 🎉 four. " * 40)), NO_RULES, SILENT, CAST)
    assert [(notice.code, notice.message[-11:]) for notice in script.notices] == [("symbol", "(80 in all)")]


HIDDEN = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def letters(text: str) -> str:
    """What can be seen of *text*, without the white space."""
    return HIDDEN.sub("", text)


WORDS = st.one_of(
    st.sampled_from(["It", "ends.", "Mr.", "“No!”", "so,", "U.S.", "and", "7.5", "—", "😀", "[[x]]", "<b>", "s'" * 50]),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Cf", "Cc"]), max_size=8),
)
BLOCKS = st.builds(
    lambda words, kind, level, number: Block(
        " ".join(" ".join(words).split()),
        3,
        kind,
        level,
        f"{number}." if kind == "item" and number and letters("".join(words)) else "",
    ),
    st.lists(WORDS, max_size=40),
    st.sampled_from(["prose", "heading", "item", "quotation"]),
    st.integers(1, 3),
    st.integers(0, 12),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_no_word_is_lost_and_nothing_harmful_is_spoken(blocks):
    """What is shown is what was written, in order; every utterance is short, clean and says something."""
    script = write_script(review(*blocks, prose("The end.")), NO_RULES, SHOW, CAST)
    body = [utterance for utterance in script.utterances if utterance.role not in OWN]
    written = "".join(letters(f"{block.marker}{block.text}") for block in blocks) + "Theend."
    assert letters("".join(utterance.text for utterance in body)) == written
    for utterance in script.utterances:
        assert not re.search(r"\[\[|\]\]|[<*\x00-\x1f\x7f-\x9f]", utterance.spoken)
        assert len(utterance.spoken) <= SPOKEN_LIMIT
        assert all(len(word) <= 61 for word in utterance.spoken.split())
        assert any(map(str.isalnum, utterance.spoken))
        assert utterance.text == " ".join(utterance.text.split(" "))
        assert utterance.pause > 0


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_segments_begin_with_their_headings(blocks):
    """Every segment but the first begins with the heading it is named after, and ends with a long pause."""
    script = write_script(review(*blocks, prose("The end.")), NO_RULES, SHOW, CAST)
    assert script.segments[0].title == "A Long Walk"
    assert all(segment.utterances[0].role == "heading" for segment in script.segments[1:])
    assert all(segment.utterances[-1].pause == PAUSES.before_heading for segment in script.segments[:-1])
    assert all(segment.utterances[-1].ends_block for segment in script.segments)


def test_words_that_say_how_they_are_said_stay_together():
    """Also where a sentence seems to end among them."""
    said_so = Span(8, 24, "said", saying=Saying("as", "oh no really"))
    block = Block("He said Oh! No. Really!! twice. Then he left.", 3, spans=(said_so,))
    assert said(review(block)) == ["He said oh no really twice.", "Then he left."]


# --- several voices ---------------------------------------------------------------------------------------

NARRATOR, OTHER, THIRD = Voice("narrator"), Voice("other", voice="en-gb"), Voice("third", engine="tone")
SCENES = review(
    prose("The lead."),
    heading("At home", line=5),
    prose("Home it is.", 7),
    Block("A quotation here.", 9, "quotation", 1),
    heading("In the kitchen", 3, 11),
    prose("It boils.", 13),
    heading("Outside", line=15),
    prose("It rains.", 17),
)


def speakers(cast: Cast, show: Show = SILENT) -> list[tuple[str, str]]:
    """What is said, and who says it."""
    return [(each.text, each.voice.profile) for each in write_script(SCENES, NO_RULES, show, cast).utterances]


def test_a_cast_of_one_speaks_everything():
    """Headings, quotations and the show's own words too."""
    assert {who for _, who in speakers(Cast(OTHER), SHOW)} == {"other"}


def test_quotations_headings_and_the_opening_have_voices_of_their_own():
    """The opening's says the disclosure and the closing as well."""
    script = write_script(SCENES, NO_RULES, SHOW, Cast(NARRATOR, quotation=OTHER, heading=THIRD, opening=OTHER))
    by_role = {each.role: each.voice.profile for each in script.utterances}
    assert by_role == {
        **dict.fromkeys(("opening", "disclosure", "quotation", "closing"), "other"),
        "heading": "third",
        "prose": "narrator",
    }


def test_a_section_has_its_voice_from_its_heading_to_the_next_of_its_level():
    """Lower headings inside it too; capitals and white space do not matter."""
    assert speakers(Cast(NARRATOR, sections=(("at  HOME", OTHER),))) == [
        ("The lead.", "narrator"),
        ("At home", "other"),
        ("Home it is.", "other"),
        ("A quotation here.", "other"),
        ("In the kitchen", "other"),
        ("It boils.", "other"),
        ("Outside", "narrator"),
        ("It rains.", "narrator"),
    ]


def test_a_lower_section_may_have_its_own():
    """What it lies in goes on behind it."""
    below = Cast(NARRATOR, sections=(("In the kitchen", THIRD), ("At home", OTHER)))
    assert dict(speakers(below))["It boils."] == "third"
    assert dict(speakers(below))["Home it is."] == "other"


def test_quotations_and_headings_keep_their_voice_inside_a_section():
    """A quotation is somebody else, whoever reads around it."""
    spoken = dict(speakers(Cast(NARRATOR, quotation=THIRD, heading=NARRATOR, sections=(("At home", OTHER),))))
    assert (spoken["At home"], spoken["A quotation here."], spoken["Home it is."]) == ("narrator", "third", "other")


def test_a_name_obeys_the_same_rule_in_every_voice():
    """Each voice is told in its own way, by one lexicon; a rule may have another saying for a profile."""
    rule = Rule("Huston", Saying("say", "HYOO-stun"), engines=(("third", Saying("as", "hew stun")),))
    one = review(prose("Huston."), Block("Huston!", 5, "quotation", 1), heading("Huston"))
    cast = Cast(NARRATOR, quotation=THIRD, heading=Voice("tones", engine="tone"))
    script = write_script(one, Lexicon([rule]), SILENT, cast)
    spoken = {each.voice.profile: each.spoken for each in script.utterances}
    assert spoken["narrator"].startswith("[[")
    assert spoken["third"] == "hew stun!"
    assert spoken["tones"] == lower(phonetics_of("HYOO-stun"), Voice("tones", engine="tone")) + "."
    assert all(each.rules == (rule,) for each in script.utterances)


# --- pauses -----------------------------------------------------------------------------------------------


def pauses(voice: Voice) -> list[float]:
    """The pauses of a script of one voice."""
    script = write_script(REVIEWS["lists-and-quotations"], NO_RULES, SHOW, Cast(voice))
    return [utterance.pause for utterance in script.utterances]


def test_a_slow_voice_pauses_longer_and_a_fast_one_shorter():
    """By the root of its pace, so gently; at 165 words a minute as it always was."""
    usual = pauses(NARRATOR)
    assert {0.35, PAUSES.paragraph, PAUSES.quotation, PAUSES.item, PAUSES.at_end} <= set(usual)
    for rate in (80, 140, 200, 450):
        assert pauses(replace(NARRATOR, rate=rate)) == pytest.approx(
            [pause * (165 / rate) ** 0.5 for pause in usual], abs=0.001
        )


def test_a_profile_has_the_last_word_on_its_pauses():
    """pause_scale stretches all of them, sentence_gap is that between two sentences."""
    usual = pauses(NARRATOR)
    assert pauses(replace(NARRATOR, pause_scale=2.0)) == pytest.approx([2 * pause for pause in usual])
    closer = pauses(replace(NARRATOR, sentence_gap=0.1))
    assert closer == [0.1 if pause == 0.35 else pause for pause in usual]


def test_however_hasty_a_clause_leaves_room_for_a_cut():
    """A sentence without end is mastered and encoded in pieces, which are cut in its pauses."""
    hasty = Cast(Voice("x", rate=450, pause_scale=0.3))
    script = write_script(REVIEWS["long-sentence"], NO_RULES, SILENT, hasty)
    assert {utterance.pause for utterance in script.utterances[:-1]} == {PAUSES.clause}


def test_one_voice_waits_for_another_to_end():
    """At least as long as before a quotation, also behind a heading; longer pauses stay."""
    script = write_script(SCENES, NO_RULES, SILENT, Cast(NARRATOR, heading=OTHER))
    after = {utterance.text: utterance.pause for utterance in script.utterances}
    assert after["At home"] == HANDOVER > PAUSES.after_heading
    assert after["The lead."] == PAUSES.before_heading > HANDOVER


def test_a_pause_is_that_of_the_voice_before_it():
    """The one that has just ended waits as it does."""
    slow = replace(OTHER, pause_scale=2.0)
    script = write_script(SCENES, NO_RULES, SILENT, Cast(NARRATOR, quotation=slow))
    after = {utterance.text: utterance.pause for utterance in script.utterances}
    assert after["Home it is."] == PAUSES.quotation
    assert after["A quotation here."] == 2 * PAUSES.before_heading
