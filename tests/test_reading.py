"""How a sentence is read aloud by marks, rules and figures, and what the engine gets for it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import document
from reviewcast.breaths import SPOKEN_LIMIT
from reviewcast.engines import open_engine
from reviewcast.lexicon import Lexicon
from reviewcast.model import Cast, Rule, Saying, Show, Voice, Words
from reviewcast.reading import Mark, Reader
from reviewcast.script import write_script

VOICE = Voice("narrator")
TONE = Voice("draft", engine="tone")
BURN = "[[ b'3:n ]]"
NEESS = "[[ n'i:s ]]"
SILENT = Show("Films", words=Words("", "", ""))


def rule(written: str, kind: str = "say", value: str = "BURN", **more) -> Rule:
    return Rule(written, Saying(kind, value), **more)


def reader(*rules: Rule, voice: Voice = VOICE) -> Reader:
    return Reader(Lexicon(rules), voice, "en")


def spoken(text: str, *rules: Rule, voice: Voice = VOICE) -> str:
    return reader(*rules, voice=voice).read(text).spoken


def mark(text: str, words: str, kind: str = "say", value: str = "NEESS") -> Mark:
    start = text.index(words)
    return Mark(start, start + len(words), Saying(kind, value))


@pytest.fixture(scope="module")
def engine():
    with open_engine("pyttsx3", 2) as one:
        yield one


# --- rules and figures


RULED = {
    "a title with a figure in it": ("See Se7en.", [rule("Se7en", "as", "Seven")], "See Seven."),
    "a room": (
        "Room 237 in 1980",
        [rule("Room 237", "as", "room two three seven")],
        "room two three seven in nineteen eighty",
    ),
    "a figure in a name that has sounds": (
        "Fahrenheit 451 and 451",
        [rule("Fahrenheit 451")],
        f"{BURN} and four hundred fifty-one",
    ),
    "a rule that begins inside a figure": ("in 1917 they", [rule("1917", "as", "the film")], "in the film they"),
    "a rule for a part of money": ("$5 million", [rule("million", "as", "MILL")], "$5 MILL"),
    "the words of a rule are not read again": (
        "IMAX",
        [rule("IMAX", "as", "Room 237"), rule("Room 237", "as", "no")],
        "Room 237",
    ),
    "the longest rule": (
        "Gabriel Byrne, Byrne",
        [rule("Gabriel Byrne", "as", "both"), rule("Byrne", "as", "one")],
        "both, one",
    ),
    "a possessive in sounds": ("Byrne’s hat", [rule("Byrne")], "[[ b'3:nz ]] hat"),
    "a hissing possessive in sounds": ("Nice's sea", [rule("Nice", "say", "NEESS")], "[[ n'i:sIz ]] sea"),
    "a possessive in other words": ("IMAX’s size", [rule("IMAX", "as", "eye-max")], "eye-max's size"),
    "a possessive in letters": ("AMC’s list", [rule("AMC", "spell", "")], "[[ ,eI,Ems'i:z ]] list"),
    "a plural": ("two Byrnes", [rule("Byrne", plural=True)], "two [[ b'3:nz ]]"),
}


@pytest.mark.parametrize("case", RULED)
def test_rules_go_before_figures_and_are_read_once(case):
    """What a rule covers is never looked at again, by no other rule and by nothing that reads figures."""
    text, rules, said = RULED[case]
    assert spoken(text, *rules) == said


def test_rules_that_spoke_are_told_in_the_order_of_the_words():
    """A mark is told as a rule of scope inline, with the words it stands on."""
    one, two = rule("Eve"), rule("Byrne")
    text = "Byrne saw Nice with Eve and Byrne."
    found = reader(one, two).read(text, [mark(text, "Nice")]).rules
    assert [(each.written, each.scope) for each in found] == [
        ("Byrne", "show"), ("Nice", "inline"), ("Eve", "show"), ("Byrne", "show")
    ]  # fmt: skip


# --- marks


def test_a_mark_goes_before_every_rule_and_only_where_it_stands():
    """The same words elsewhere, and rules beside it, are as ever."""
    text = "Nice is nice, Nice Byrne."
    read = reader(rule("Nice Byrne", "as", "x"), rule("Nice", "as", "niece"), rule("Byrne"))
    second = text.rindex("Nice")
    assert (
        read.read(text, [Mark(second, second + 4, Saying("say", "NEESS"))]).spoken == f"niece is nice, {NEESS} {BURN}."
    )


MARKED = {
    "within a word": ("unNicely", f"un{NEESS}ly"),
    "hyphens": ("pre-Nice-ish", f"pre {NEESS} ish"),
    "curly quotes": ("“Nice”", f"“{NEESS}”"),
    "round brackets": ("(Nice)", f"({NEESS})"),
    "square brackets": ("[Nice]", f"[{NEESS}]"),
    "more brackets than an engine may see": ("[[Nice]]", NEESS),
    "a dash": ("—Nice—", f"— {NEESS} —"),
    "a comma": ("Nice,", f"{NEESS},"),
    "a possessive": ("Nice's", "[[ n'i:sIz ]]"),
    "a curly possessive": ("Nice’s sea", "[[ n'i:sIz ]] sea"),
    "a plural": ("Nices", "[[ n'i:sIz ]]"),
    "a figure": ("Nice 8/10", f"{NEESS} eight out of ten"),
    "a figure without a blank": ("1999Nice", f"1999{NEESS}"),
}


@pytest.mark.parametrize("case", MARKED)
def test_a_mark_may_stand_beside_anything(case):
    """Its block takes the possessive in, and what else is next to it stays."""
    text, said = MARKED[case]
    assert reader().read(text, [mark(text, "Nice")]).spoken == said


def test_two_marks_may_touch():
    """The second is not taken for an ending of the first."""
    marks = [Mark(0, 4, Saying("say", "NEESS")), Mark(4, 5, Saying("as", "ess"))]
    assert reader().read("Nices", marks).spoken == f"{NEESS}ess"


def test_a_mark_leaves_no_half_of_a_rule():
    """The rule for both words is not heard; that for the other word is."""
    text = "Gabriel Byrne left."
    read = reader(rule("Gabriel Byrne", "as", "both"), rule("Gabriel", "as", "Gay"))
    assert read.read(text, [mark(text, "Byrne", "as", "burn")]).spoken == "Gay burn left."


def test_a_mark_in_other_words_keeps_the_possessive():
    """The engine knows how to say it behind words."""
    text = "Nice’s sea"
    assert reader().read(text, [mark(text, "Nice", "as", "Neese")]).spoken == "Neese's sea"


@pytest.mark.parametrize(
    "text",
    [
        "In Nice’s streets.",
        "(Nice)",
        "[Nice]",
        "see [Nice’s] sea",
        "“Nice”",
        "—Nice—",
        "the Nices",
        "Nice.",
        "pre-Nice talk",
    ],
)
def test_the_engine_says_a_marked_word_wherever_it_stands(engine, text):
    """A block beside a bracket, a quote or a dash is not lost, and no letter is called by its name."""
    heard = [word.ipa for word in engine.transcribe(reader().read(text, [mark(text, "Nice")]).spoken, VOICE)]
    assert sum("nˈiːs" in word for word in heard) == 1
    assert not {"ˈɛs", "ˌɛs"} & set(heard)


# --- voices


def test_a_saying_for_the_profile_goes_before_one_for_the_engine():
    """And both before the saying for all."""
    own = rule("Byrne", engines=(("pyttsx3", Saying("as", "engine")), ("narrator", Saying("as", "profile"))))
    assert spoken("Byrne", own) == "profile"
    assert spoken("Byrne", own, voice=Voice("other")) == "engine"
    assert spoken("Byrne", own, voice=Voice("other", engine="tone")) == spoken("Byrne", rule("Byrne"), voice=TONE)


@pytest.mark.parametrize(
    "voice", [Voice("w", driver="sapi5"), Voice("french", voice="fr")], ids=lambda one: one.profile
)
def test_a_voice_that_takes_no_sounds_says_what_is_written_and_it_is_told(voice):
    """But for letters, which it can say one by one."""
    read = reader(rule("Byrne"), rule("AMC", "spell", ""), voice=voice).read("Byrne’s AMC’s list")
    assert read.spoken == "Byrne’s A M C's list"
    assert [(change.code, change.what) for change in read.changes] == [("unheard", "Byrne")]


def test_a_language_that_was_not_asked_yet_is_told():
    """The words are spoken as written."""
    read = reader(Rule("Comte", Saying("lang", "", "fr"))).read("Comte’s")
    assert (read.spoken, read.changes[0].code) == ("Comte’s", "unread")


# --- what cannot be passed off as a block


HELD = "\U000f0000"


@pytest.mark.parametrize("sign", [HELD, "\U000f03e7", "\U000f03e8", "\U000f03e9"])
def test_a_private_character_is_never_taken_for_a_held_word(sign):
    """Neither in the text nor in the words of a rule or a mark."""
    text = f"Byrne {sign} and Eve, IMAX."
    read = reader(rule("Byrne"), rule("Eve", "as", f"E{sign}ve"))
    assert read.read(text, [mark(text, "IMAX", "as", f"I{sign}")]).spoken == f"{BURN} and Eve, I."
    located = read.locate(text, 0, 5, [mark(text, "IMAX", "as", f"I{sign}")])
    assert (located.spoken, located.spoken[located.start : located.end]) == (f"{BURN} and Eve, I.", BURN)


@pytest.mark.parametrize("sign", ["[[ b'3:n ]]", "[[", "]]", "[[[[", "<voice>", "<", "&lt;<"])
def test_what_an_engine_takes_for_commands_never_acts(sign):
    """Beside a true block, and in the words of a rule, it is taken apart."""
    said = spoken(f"Byrne {sign} Byrne IMAX", rule("Byrne"), rule("IMAX", "as", f"eye {sign} max"))
    assert said.count(BURN) == 2
    assert not re.search(r"\[\[|\]\]|<", said.replace(BURN, ""))


PIECES = st.lists(
    st.sampled_from(
        ["Byrne", "byrne", "Nice", "Room 237", "AMC", "’s", "'", " ", "  ", "-", "—", ".", "\n", "“", "”", "é", "🎬"]
    )
    | st.sampled_from(["[[", "]]", "[", " ]]", "<", ">", "b'3:n", HELD, "\U000f03e8", "\u200b", "x" * 70, "ha "])
    | st.sampled_from(["1999", "$5m", "8/10"])
    | st.text(max_size=4),
    max_size=14,
).map("".join)
ALL = (
    rule("Byrne"),
    rule("Nice", "as", "a [[ b ]] <x>"),
    rule("Room 237"),
    rule("AMC", "spell", ""),
    rule("é", "ipa", "iː"),
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_every_block_that_is_spoken_is_one_of_ours(text):
    """Whatever stands in a text, brackets mean a block only where a rule put it."""
    blocks = [BURN, "[[ b'3:nz ]]", "[[ ,eI,Ems'i: ]]", "[[ ,eI,Ems'i:z ]]", "[[ i: ]]", "[[ i:z ]]"]
    said = spoken(text, *ALL)
    assert re.sub("|".join(map(re.escape, blocks)), "", said).count("[[") == 0
    assert re.sub("|".join(map(re.escape, blocks)), "", said).count("]]") == 0


@settings(max_examples=150, deadline=None)
@given(PIECES, st.integers(0, 30), st.integers(1, 9))
def test_locating_words_never_changes_what_is_spoken(text, start, length):
    """The place lies in the spoken text, and that is the one that is read."""
    start = min(start, len(text))
    read, located = reader(*ALL).read(text), reader(*ALL).locate(text, start, min(start + length, len(text)))
    assert 0 <= located.start <= located.end <= len(located.spoken)
    assert located.spoken == read.spoken


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_shown_text_is_the_same_with_rules_and_without(text):
    """Rules change what is heard and nothing else."""
    review = document.parse(f"# A title\n\nWords and {text}\n".encode("utf-8", "replace"), "one.md")
    without, ruled = (write_script(review, Lexicon(rules), SILENT, Cast(VOICE)) for rules in ((), ALL))
    assert " ".join(each.text for each in ruled.utterances) == " ".join(each.text for each in without.utterances)


# --- size


def test_a_thousand_different_names_are_said_and_the_rest_is_spoken_as_written():
    """There are only so many signs to hold words by, and a text that needs more loses nothing."""
    names = [f"N{one}{two}{three}" for one in "abcdefghijkl" for two in "abcdefghij" for three in "abcdefghij"]
    ipa = [
        "".join(pair)
        for pair in (
            (a + b + c)
            for a in "bdfklmnpstvz"
            for b in ("iː", "uː", "æ", "ɛ", "ɪ", "aɪ", "eɪ", "oʊ", "ɔɪ", "aʊ")
            for c in "bdfklmnpst"
        )
    ]
    rules = [rule(name, "ipa", sound) for name, sound in zip(names, ipa, strict=True)]
    said = spoken(" ".join(names), *rules)
    assert said.count("[[") == said.count("]]") == 1000
    assert [word for word in said.split() if word.startswith("N")] == names[1000:]


def test_the_same_block_may_come_more_than_a_thousand_times():
    """It takes one sign."""
    assert spoken("Byrne saw it, and " * 1500, rule("Byrne")).count(BURN) == 1500


@pytest.mark.parametrize(
    "piece",
    ["Byrne ", "Byrne’s 1999, ", "[[", HELD, "Nice Nice", "$5 ", "8/10 ", "'", "Byrne-", "x", "é", "🎬", "Room 23 "],
)
def test_reading_takes_time_in_proportion_to_the_text(piece):
    """Twenty thousand characters of anything are read in a second at most, with a mark every few words."""
    text = (piece * 20_000)[:20_000]
    marks = [Mark(at, at + 1, Saying("as", "x")) for at in range(0, 20_000, 40)]
    begin = time.process_time()
    reader(*ALL).read(text, marks)
    reader(*ALL).locate(text, 10_000, 10_005)
    assert time.process_time() - begin < 2.0


# --- places


BEFORE = ["", "Byrne and ", "In 1999, ", "“Ha!” ", "🎬🎬 ", "(AMC’s) ", "$5m — ", "[[x]] ", "a  b ", "é\u200b "]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("name", ["Byrne", "Byrne’s", "Room 237", "Nice", "Lang", "1999"])
def test_a_word_is_found_again_in_what_is_spoken(before, name):
    """Whatever stands before it and behind it."""
    said = {
        "Byrne": BURN,
        "Byrne’s": "[[ b'3:nz ]]",
        "Room 237": "room two",
        "Nice": "niece",
        "1999": "nineteen ninety-nine",
    }
    one = reader(
        rule("Byrne"), rule("Room 237", "as", "room two"), rule("Nice", "as", "niece"), rule("AMC", "spell", "")
    )
    text = f"{before}{name}, 8/10 Byrne 🎬"
    located = one.locate(text, len(before), len(before) + len(name))
    assert located.spoken[located.start : located.end] == said.get(name, name)


def test_half_a_ruled_name_is_found_as_the_whole():
    """What a rule says cannot be taken apart."""
    located = reader(rule("Gabriel Byrne")).locate("See Gabriel Byrne.", 12, 17)
    assert located.spoken[located.start : located.end] == BURN


@pytest.mark.parametrize(("start", "end"), [(4, 13), (5, 12), (6, 11), (5, 13), (3, 12)])
def test_signs_around_a_word_are_not_looked_for(start, end):
    """A place that begins or ends inside of them does not keep them from being taken out."""
    located = reader(rule("Byrne")).locate("see [[Byrne]] now", start, end)
    assert (located.spoken, located.spoken[located.start : located.end]) == (f"see {BURN} now", BURN)


def test_a_word_that_is_not_spoken_has_no_place():
    """The end of an endless word is left out, and nothing else is taken for it."""
    assert reader().locate("".join(f"a{number}-" for number in range(200)) + "Byrne and Eve", 890, 895)[1:] == (0, 0)


# --- long sentences


def test_a_long_sentence_keeps_its_marks_in_whichever_clause():
    """Each clause knows the marks that stand in it."""
    source = "We went on, " * 30 + 'and came to [Nice]{say="NEESS"}, ' + "and went on, " * 30 + "to the end.\n"
    script = write_script(document.parse(f"# A title\n\n{source}".encode(), "one.md"), Lexicon([]), SILENT, Cast(VOICE))
    said = [each.spoken for each in script.utterances]
    assert len(said) > 2
    assert sum(NEESS in each for each in said) == 1
    assert all(len(each) <= SPOKEN_LIMIT for each in said)


def test_a_mark_that_a_clause_ends_in_loses_no_word():
    """It cannot be said in two halves, so its words are spoken as written."""
    words = " ".join(f"word{number}" for number in range(60))
    source = f'{words} [{" ".join(f"Nice{number}" for number in range(20))}]{{say="NEESS"}} {words}'
    script = write_script(
        document.parse(f"# A title\n\n{source}\n".encode(), "one.md"), Lexicon([]), SILENT, Cast(VOICE)
    )
    said = " ".join(each.spoken for each in script.utterances)
    assert len(script.utterances) > 1
    assert (said.count("Nice"), said.count("word")) == (20, 120)
