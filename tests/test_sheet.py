"""Rule files: what may stand in them, what is said when something else does, and how long ten thousand rules take."""

from __future__ import annotations

import contextlib
import hashlib
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import rulebook, sheet, spelling
from reviewcast.errors import ShowError
from reviewcast.model import Check, Rule, Saying

LONG = """\
schema = 1

[rules]
Byrne = "BURN"
"Ana de Armas" = { say = "AH-nuh duh AR-mus", status = "approved", by = "A. Editor" }  # asked her agent
IMAX = { as = "eye max" }

[rules."A.M.C."]
spell = true

[rules.Comte]
lang = "fr"
reading = "ˈkɔːnt"
engine = { pyttsx3 = "KAWNT", narrator = { ipa = "kˈɔːnt" } }

[rules.Nice]
ipa = "ˈniːs"
case = "smart"
plural = false
fold = true
after = ["in", "to"]
before = []
expect = "nˈiːs"
source = ""
note = \"\"\"
the town
Byrne = no key
\"\"\"

[checks]
Nogi = "ˈnoʊɡi"
Winston = true
"""


def load(folder: Path, data: str | bytes) -> sheet.Sheet:
    path = folder / "pronunciations.toml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return sheet.load(path, "show")


def refusal(folder: Path, data: str | bytes) -> tuple[str, int | None]:
    with pytest.raises(ShowError) as caught:
        load(folder, data)
    assert caught.value.path == str(folder / "pronunciations.toml")
    assert caught.value.message.isprintable()
    return caught.value.message, caught.value.line


def test_every_field_of_a_rule_is_read(tmp_path):
    """Short form and long form, with the file and the line of each."""
    path = str(tmp_path / "pronunciations.toml")
    place = {"scope": "show", "path": path}
    assert load(tmp_path, LONG).rules == (
        Rule("Byrne", Saying("say", "BURN"), line=4, **place),
        Rule("Ana de Armas", Saying("say", "AH-nuh duh AR-mus"), status="approved", by="A. Editor", line=5, **place),
        Rule("IMAX", Saying("as", "eye max"), line=6, **place),
        Rule("A.M.C.", Saying("spell", "A.M.C."), line=8, **place),
        Rule(
            "Comte",
            Saying("lang", "ˈkɔːnt", "fr"),
            engines=(("pyttsx3", Saying("say", "KAWNT")), ("narrator", Saying("ipa", "kˈɔːnt"))),
            line=11,
            **place,
        ),
        Rule(
            "Nice",
            Saying("ipa", "ˈniːs"),
            fold=True,
            after=("in", "to"),
            expect="nˈiːs",
            note="the town Byrne = no key",
            line=16,
            **place,
        ),
    )


def test_checks_are_read_with_and_without_ipa(tmp_path):
    """True means right, whatever it is."""
    path = str(tmp_path / "pronunciations.toml")
    assert load(tmp_path, LONG).checks == (
        Check("Nogi", "ˈnoʊɡi", "show", path, 31),
        Check("Winston", "", "show", path, 32),
    )


def test_a_sheet_knows_the_digest_of_its_bytes(tmp_path):
    """What an edit is compared with."""
    read = load(tmp_path, LONG)
    assert (read.path, read.scope) == (tmp_path / "pronunciations.toml", "show")
    assert read.digest == hashlib.sha256(LONG.encode()).hexdigest()


def test_a_file_that_is_not_there_has_no_rules(tmp_path):
    """Every show may go without."""
    assert sheet.load(tmp_path / "none.toml", "review") == sheet.Sheet(tmp_path / "none.toml", "review")


@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"\xef\xbb\xbfschema = 1\r\n[rules]\r\nByrne = 'BURN'\r\n"])
def test_an_empty_file_a_byte_order_mark_and_windows_lines_are_fine(tmp_path, data):
    """As editors on any system save them."""
    assert len(load(tmp_path, data).rules) == (b"Byrne" in data)


@pytest.mark.parametrize(("written", "language"), [("", "en"), ('lang = "en"\n', "en"), ('lang = "en_gb"\n', "en-GB")])
def test_the_language_is_english(tmp_path, written, language):
    """With its country, where there is one."""
    assert load(tmp_path, f"schema = 1\n{written}").language == language


def test_the_file_of_a_review_stands_beside_it():
    """NAME.pronunciations.toml, whatever the review ends in."""
    assert rulebook.review_file(Path("reviews/a.b.md")) == Path("reviews/a.b.pronunciations.toml")


def test_the_rules_of_the_house_can_be_read():
    """They come with the package, and are read once."""
    assert sheet.house() is sheet.house()
    assert {rule.scope for rule in sheet.house().rules} <= {"house"}


def test_rules_in_no_file_are_checked_alike():
    """What a command is given is a rule like any other; its error names no file."""
    assert sheet.rules_of({"Byrne": {"say": "BURN"}}, "show") == (Rule("Byrne", Saying("say", "BURN")),)
    with pytest.raises(ShowError) as caught:
        sheet.rules_of({"Byrne": {"say": "QURN"}}, "show")
    assert caught.value.path is None


HEAD = "schema = 1\n[rules]\n"


@pytest.mark.parametrize(
    ("rules", "line", "said"),
    [
        ("Byrne = 3", 3, '"Byrne": is said as a text: Byrne = "BURN", or by a table of its own'),
        ('"A B" = true', 3, 'is said as a text: "A B" = "BURN"'),
        ('Byrne = ""', 3, "what is said is empty"),
        ('Byrne = " "', 3, "what is said is empty"),
        (f'Byrne = "{"AH " * 101}"', 3, "is 302 characters long, at most 300 are read"),
        ('A = "AH"\nByrne = "QEEN"', 4, '"Byrne": "QEEN" cannot be said: "q" is not in the key'),
        ('Byrne = "BU\\u0007RN"', 3, "U+0007"),
        ('Byrne = { say = "QEEN" }', 3, '"QEEN" cannot be said'),
        ('[rules.Byrne]\nnote = "x"\nsay = "QEEN"', 5, '"QEEN" cannot be said'),
        ('Byrne = { ipa = "bq" }', 3, '"Byrne": "q" is not a sound'),
        ('Byrne = { ipa = "-." }', 3, '"-." says nothing; write IPA such as "ˈhjuːstən"'),
        ('Byrne = { say = "BURN", expect = "bq" }', 3, '"q" is not a sound'),
        ('Byrne = { sya = "BURN" }', 3, '"sya" is not a key of a rule; did you mean "say"?'),
        ('No.1 = "NUM-ber WUN"', 3, 'a name with a dot in it stands in quotes: "No.1"'),
        ('Byrne = { note = "x" }', 3, "nothing says how it is said; add one of say, ipa, as, spell, lang"),
        ('Byrne = { say = "BURN", ipa = "b" }', 3, "say and ipa both say how it is said; keep one"),
        ('Byrne = { say = "BURN", reading = "b" }', 3, '"reading" belongs to lang'),
        ('Byrne = { as = "see [[b]]" }', 3, '"[[" cannot be spoken; write plain words'),
        ('Byrne = { as = "b]]" }', 3, '"]]" cannot be spoken'),
        ('Byrne = { as = "<b" }', 3, '"<" cannot be spoken'),
        ('Byrne = { as = "b>" }', 3, '">" cannot be spoken'),
        ('Byrne = { as = "..." }', 3, "has nothing to say"),
        ("Byrne = { spell = false }", 3, "spell is true or the letters to say"),
        ("Byrne = { spell = 3 }", 3, 'spell must be a text in "quotes"'),
        ('Byrne = { spell = "日" }', 3, '"日" cannot be spelled'),
        ('Byrne = { lang = "french" }', 3, '"french" is no language tag'),
        ('Byrne = { lang = "fr", reading = "bq" }', 3, '"q" is not a sound'),
        ('Byrne = { say = "BURN", case = "smrat" }', 3, 'case "smrat" is not known, write "smart" or "exact" or "any"'),
        ('Byrne = { say = "BURN", status = "aproved" }', 3, 'did you mean "approved"?'),
        ('Byrne = { say = "BURN", plural = "yes" }', 3, "plural must be true or false"),
        (
            'Byrne = { say = "BURN", after = "in" }',
            3,
            'after must be a list of at most 200 words: after = ["in", "to"]',
        ),
        ('Byrne = { say = "BURN", before = [1] }', 3, 'before must be a text in "quotes"'),
        ('Byrne = { say = "BURN", before = ["!"] }', 3, "before holds words, each with a letter"),
        ('Byrne = { say = "BURN", engine = "x" }', 3, "engine is a table"),
        ('Byrne = { say = "BURN", engine = { p = 3 } }', 3, 'engine p: engine must be a text in "quotes"'),
        ('Byrne = { say = "BURN", engine = { p = "QEEN" } }', 3, 'engine p: "QEEN" cannot be said'),
        ('Byrne = { say = "BURN", engine = { p = {} } }', 3, "engine p: nothing says how it is said"),
        ('Byrne = { say = "BURN", engine = { p = {lang = "fr"} } }', 3, '"lang" is not a key of an engine\'s table'),
        ('Byrne = { say = "BURN", note = 3 }', 3, 'note must be a text in "quotes"'),
        ('"" = "BURN"', 3, "a name has a letter or a digit"),
        ('"…!" = "BURN"', 3, "a name has a letter or a digit"),
        ('"a\\u001b[2J" = "a"\n"a\\u001b[2J" = "b"', 4, '"a?[2J" stands on line 3 already'),
        ('"\\u200b" = "BURN"', 3, "a name has a letter or a digit"),
        ('" Byrne" = "BURN"', 3, "neither begins nor ends with a blank"),
        ('"By\\trne" = "BURN"', 3, "no tab, line break"),
        ('"By\\u0000rne" = "BURN"', 3, "U+0000"),
        (f'{"B" * 101} = "BURN"', 3, "at most 100 characters and 12 words"),
        (f'"{"a " * 12}b" = "BURN"', 3, "at most 100 characters and 12 words"),
        ('nice = "NEES"', 3, '"nice": is a common word and would be changed everywhere'),
        ('Nice = {say = "NEES", case = "any"}', 3, "is a common word"),
        ('Byrne = "BURN"\n\nByrne = "BURN"', 5, '"Byrne" stands on line 3 already; make one of the two'),
        ('Byrne = "BURN"\n[rules.Byrne]\nsay = "BURN"', 4, '"Byrne" stands on line 3 already'),
        ("[rules]", 3, '"rules" stands on line 2 already'),
        ('Byrne = { say = "BURN", say = "BURN" }', 3, "a key stands twice on this line"),
        ('Byrne = "BURN"\nBYRNE = "BURN"', 4, '"BYRNE": differs from "Byrne" on line 3 only in case; keep one'),
        ('"O\'B" = "BURN"\n"O’B" = "BURN"', 4, "only in its apostrophes or blanks"),
        ('"A  B" = "BURN"\n"A B" = "BURN"', 4, "only in its apostrophes or blanks"),
        ('"A-B" = "BURN"\nAB = "BURN"', 4, "only in its hyphens"),
        ('A = "AH"\n[rules.B]\nsay = "BURN"\ncase="exact"\n[rules.b]\nsay = "BURN"', 7, 'give both case = "exact"'),
        (
            '"O\'B" = {say = "BURN", case = "exact"}\n"O’B" = {say = "BURN", case = "exact"}',
            4,
            "only in its apostrophes or blanks; keep one of the two",
        ),
        ('A = { say = "AH", say = "AH" }\n"\\q" = "AH"', 3, "a key stands twice on this line"),
        ("Ana de Armas = 'AH'", 3, 'stands in quotes: "Ana de Armas" = "AH-nuh duh AR-mus"'),
        ("Élan = 'AH'", 3, "this is not TOML"),
        ("Byrne = BURN", 3, 'what is said stands in "quotes"'),
        ('Byrne = "BURN', 3, "this is not TOML"),
        ("x = [\n'a'\n", 4, "this is not TOML"),
        (f"{'x.' * 3000}y = 1", 3, "this line is longer than 5000 characters"),
        ("\n\n[checks]\nNogi = 3", 6, "a check is true, or the IPA that is to be heard: Nogi = true"),
        ("[checks]\nNogi = false", 4, "a check is true"),
        ('[checks]\nNogi = "bq"', 4, '"q" is not a sound'),
        ('[checks]\n"" = true', 4, "a name has a letter or a digit"),
        ("[checks]\nNogi = true\nNOGI = true", 5, '"NOGI": differs from "Nogi" on line 4 only in case; keep one'),
        ("[chekcs]\nNogi = true", 3, '"chekcs" is not a key of a rule file; did you mean "checks"?'),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_line(tmp_path, rules, line, said):
    """One sentence each: what is wrong, and what to do."""
    message, at = refusal(tmp_path, HEAD + rules)
    assert (said in message, at) == (True, line), message


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        ('Byrne = "BURN"', 1, '"Byrne" is not a key of a rule file; rules stand below [rules]'),
        ("[rules]", 1, "write schema = 1 on the first line"),
        ("\nschema = 2", 2, "was made by a newer reviewcast (schema 2); update reviewcast"),
        ('schema = "1"', 1, "write schema = 1"),
        ("schema = true", 1, "write schema = 1"),
        ("schema = 1\nlang = 3", 2, 'write lang = "en"'),
        ('schema = 1\nlang = "de"', 2, 'write lang = "en"'),
        ('schema = 1\nlang = "english"', 2, '"english" is no language tag'),
        ("schema = 1\nrules = 3", 2, "rules is a table: write [rules] on a line of its own"),
        ("schema = 1\n[[checks]]", 2, "checks is a table"),
        (b"schema = 1\n[rules]\nA = '\xff'", 3, "is not UTF-8 text; save it as UTF-8"),
        ("schema = 1".encode("utf-16"), 1, "is not UTF-8 text"),
        (b"schema = 1\n\0", 2, "this is not TOML"),
        (b"schema = 1\nx = " + b"[" * 4_900, None, "nested too deeply"),
        (b"#" * 8_000_001, None, "is larger than 8 MB"),
    ],
)
def test_what_is_no_rule_file_is_said_to_be_none(tmp_path, data, line, said):
    """From a missing table to another file altogether."""
    message, at = refusal(tmp_path, data)
    assert (said in message, at) == (True, line), message


def test_too_many_rules_are_refused(tmp_path):
    """Fifty thousand are read, one more are not."""
    rules = "".join(f"N{number}=1\n" for number in range(sheet.MOST_RULES + 1))
    message, line = refusal(tmp_path, HEAD + rules)
    assert ("holds 50001 names, at most 50000 are read" in message, line) == (True, 2)


def test_a_folder_is_no_rule_file(tmp_path):
    """Nor is anything else that is no file."""
    with pytest.raises(ShowError, match="this is not a file"):
        sheet.load(tmp_path, "show")


def test_a_file_that_cannot_be_reached_is_said_to_be_so(tmp_path):
    """A file where a folder should be, or links that lead to each other."""
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for path in (tmp_path / "file" / "x.toml", tmp_path / "loop"):
        with pytest.raises(ShowError, match="cannot be read: "):
            sheet.load(path, "show")


@pytest.mark.parametrize(
    "rules",
    [
        'Nice = "NEES"',
        'nice = { say = "NEES", after = ["in"] }',
        'nice = { say = "NEES", before = ["work"] }',
        'Nice = { say = "NEES", case = "exact" }\nnice = { say = "NYS", case = "exact" }',
        '"nice work" = "NEES"',
        '"résumé" = "REZ-oo-may"\nresume = "rih-ZOOM"',
        "IMAX.say = 'EYE-maks'",
        '[checks]\n"Byrne" = true\n[rules.Byrne]\nsay = "BURN"',
    ],
)
def test_what_is_clear_is_accepted(tmp_path, rules):
    """A capital, a guard or exact case limits a common word, and a rule and a check may have one name."""
    assert load(tmp_path, HEAD + rules).rules


@pytest.mark.parametrize(
    ("word", "common"), [("the", True), ("Nice", True), ("don’t", True), ("Byrne", False), ("auteur", False)]
)
def test_the_commonest_words_are_known(word, common):
    """In any case, with any apostrophe."""
    assert spelling.is_common(word) is common


def test_the_line_of_a_rule_is_right_beside_texts_of_several_lines(tmp_path):
    """What looks like a key inside a text or a remark is none."""
    text = (
        "schema = 1 # '''\n[rules]\nA.say = '''AH'''\nA.note = '''\nB = 1\n'''\n"
        '# """\n\'B\' = \'BEE\' # """\n[ rules . "C\\u0044" ]\nsay=\'SEE\''
    )
    assert [(rule.written, rule.line) for rule in load(tmp_path, text).rules] == [("A", 3), ("B", 8), ("CD", 9)]


PIECES = ["schema = 1", "[rules]", "[checks]", "[rules.A]", "A = 'AH'", '"b c" = { say = "BEE" }', "say = 'AH'", "A = "]
SIGNS = ["'''", '"', "= true\n", "é", "\0", "[", "]", "{", "}", "x.y = 1\n", "case = 'exact'\n", "#", "\n"]
TOML = st.sampled_from(PIECES).map("{}\n".format) | st.sampled_from(SIGNS)


@settings(max_examples=200, deadline=None)
@given(st.lists(TOML, max_size=12).map("".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused_in_a_sentence(tmp_path_factory, text):
    """Nothing else escapes, whatever stands in the file."""
    with contextlib.suppress(ShowError):
        sheet.parse(text.encode("utf-8", "surrogatepass"), Path("x.toml"), "show")


SYLLABLES = [start + vowel for start in "bdfgklmnprstvz" for vowel in ("ah", "ee", "oh", "uh", "ay")]


def test_ten_thousand_rules_are_loaded_in_a_blink(tmp_path):
    """Three tenths of a second are the promise; half of that is the measure on a quiet machine."""
    chance = random.Random(1)
    lines = []
    for number in range(10_000):
        one, two, three = chance.choices(SYLLABLES, k=3)
        lines.append(f'"{one.title()}{two} Mc{three.title()}{number}" = "{one}-{two.upper()}-{three}"\n')
    (tmp_path / "many.toml").write_text("schema = 1\n[rules]\n" + "".join(lines))
    spans = []
    for _ in range(3):
        begun = time.process_time()
        assert len(sheet.load(tmp_path / "many.toml", "show").rules) == 10_000
        spans.append(time.process_time() - begun)
    assert min(spans) < (1 if sys.gettrace() is None else 3)  # an eighth of that here; other machines are slower


@pytest.mark.parametrize("line", ['"\\', '"a" . ', "a.", "[[ ", "'", '"""', "a \t", "x = '''"])
def test_hostile_lines_take_time_in_their_length(line):
    """Finding the lines of keys is one pass, whatever the text."""
    from reviewcast.sheet.positions import lines_of

    begun = time.perf_counter()
    lines_of(line * (200_000 // len(line)))
    lines_of((line * 50 + "\n") * 1_000)
    assert time.perf_counter() - begun < 1.5


def test_the_house_file_is_right_and_read_as_any_other():
    """It is taken on trust in a build, so it is checked here to the last syllable."""
    house = sheet.house()
    read = sheet.load(house.path, "house")
    assert [replace(rule, line=None) for rule in read.rules] == list(house.rules)
    assert (read.digest, read.checks, read.language) == (house.digest, (), house.language)
