"""Writing rule files: what is asked for is there, all else is as it was, and nothing wrong or unseen is written."""

from __future__ import annotations

import hashlib
import threading
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import amendment, sheet
from reviewcast.errors import ShowError, StorageError

FILE = """\
# Names of the week
schema = 1
lang = "en"

[rules]  # as heard at the premiere
# the uncle
Byrne = "BURN"   # asked his agent
"Ana de Armas" = {say = "AH-nuh duh AR-mus", note = "two words"} # twice

# places

[rules.Nice] # the town
say = 'NEESS' # not the biscuit
after = ["in", "to"]

# what is right already

[checks]
Nogi = true # heard
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pronunciations.toml"
    path.write_text(FILE)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def changed(path: Path) -> list[str]:
    """The lines that differ from FILE: what went after a minus, what came after a plus."""
    before, after = FILE.splitlines(), path.read_text().splitlines()
    gone = [f"-{line}" for line in before if line not in after]
    return gone + [f"+{line}" for line in after if line not in before]


def test_a_new_rule_stands_below_the_others(path):
    """Short, since it says only how it is said; above the inner tables and the remark that belongs to them."""
    amendment.set_rule(path, "Huston", {"say": "HYOO-stun"})
    assert changed(path) == ['+Huston = "HYOO-stun"']
    lines = path.read_text().splitlines()
    assert lines[lines.index('Huston = "HYOO-stun"') - 1].startswith('"Ana de Armas"')


def test_a_changed_rule_keeps_its_place_and_its_remark(path):
    """Only what is said is another."""
    amendment.set_rule(path, "Byrne", {"say": "BY-urn"})
    assert changed(path) == ['-Byrne = "BURN"   # asked his agent', '+Byrne = "BY-urn"   # asked his agent']


@pytest.mark.parametrize(
    ("written", "fields", "lines"),
    [
        ("Byrne", {"note": "x"}, ['+Byrne = {say = "BURN", note = "x"}   # asked his agent']),
        ("Byrne", {"ipa": "bˈɜːɹn"}, ['+Byrne = {ipa = "bˈɜːɹn"}   # asked his agent']),
        (
            "Byrne",
            {"lang": "fr", "reading": "bˈɜːn"},
            ['+Byrne = {lang = "fr", reading = "bˈɜːn"}   # asked his agent'],
        ),
        ("Byrne", {"spell": True, "plural": True}, ["+Byrne = {spell = true, plural = true}   # asked his agent"]),
        ("Byrne", {"say": "BURN", "note": None}, []),
        ("Ana de Armas", {"note": None}, ['+"Ana de Armas" = {say = "AH-nuh duh AR-mus"} # twice']),
        ("Ana de Armas", {"as": "Anna"}, ['+"Ana de Armas" = {note = "two words", as = "Anna"} # twice']),
        ("Nice", {"note": "the town"}, ['+note = "the town"']),
        ("Nice", {"say": "NEES"}, ['+say = "NEES" # not the biscuit']),
        ("Nice", {"after": ["in"]}, ['+after = ["in"]']),
        ("Nice", {"ipa": "nˈiːs"}, ['+ipa = "nˈiːs"']),
        ("A.M.C.", {"spell": True}, ['+"A.M.C." = {spell = true}']),
        ('The "W"', {"say": "DUB"}, [r'+"The \"W\"" = "DUB"']),
        ("Zoë", {"say": "ZOH-ee", "after": ("in", "to")}, ['+"Zoë" = {say = "ZOH-ee", after = ["in", "to"]}']),
        ("X", {"say": "EKS", "engine": {"p": {"as": "ex"}}}, ['+X = {say = "EKS", engine = {p = {as = "ex"}}}']),
    ],
)
def test_fields_are_added_changed_and_taken_out(path, written, fields, lines):
    """A second way to say it takes the place of the first, and the rest of the rule stays."""
    amendment.set_rule(path, written, fields)
    assert [line for line in changed(path) if line.startswith("+")] == lines


def test_another_way_to_say_it_needs_another_approval(path):
    """An approval is of a sound, and stays only with it."""
    amendment.approve(path, "Byrne", by="A. E.")
    amendment.set_rule(path, "Byrne", {"note": "x", "say": "BURN"})
    assert sheet.load(path, "show").rules[0].status == "approved"
    amendment.set_rule(path, "Byrne", {"say": "BY-urn"})
    rule = sheet.load(path, "show").rules[0]
    assert (rule.status, rule.by, rule.note) == ("unverified", "", "x")


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("Byrne", ['+Byrne = {say = "BURN", status = "approved", by = "A. E."}   # asked his agent']),
        ("Nice", ['+status = "approved"', '+by = "A. E."']),
    ],
)
def test_a_rule_is_approved_as_it_stands(path, written, lines):
    """By whom is written beside it."""
    amendment.approve(path, written, by="A. E.")
    assert [line for line in changed(path) if line.startswith("+")] == lines


def test_there_is_nothing_to_approve_without_a_rule(path):
    """A name that is right as it is is a check."""
    with pytest.raises(ShowError, match='there is no rule for "Huston" to approve'):
        amendment.approve(path, "Huston")
    assert path.read_text() == FILE


def test_checks_are_set_and_changed(path):
    """With the IPA that is to be heard, or without."""
    amendment.set_check(path, "Nogi", "nˈoʊɡi")
    amendment.set_check(path, "Ian McShane", None)
    assert changed(path) == ["-Nogi = true # heard", '+Nogi = "nˈoʊɡi" # heard', '+"Ian McShane" = true']


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("Byrne", ['-Byrne = "BURN"   # asked his agent']),
        ("Nogi", ["-Nogi = true # heard"]),
        ("Nice", ["-[rules.Nice] # the town", "-say = 'NEESS' # not the biscuit", '-after = ["in", "to"]']),
    ],
)
def test_a_name_is_taken_out_and_remarks_about_others_stay(path, written, lines):
    """A rule goes with its own line and its own table."""
    assert amendment.unset(path, written)
    assert changed(path) == lines


def test_taking_out_takes_the_rule_and_the_check(path):
    """The name is as if nobody had ever said anything of it."""
    amendment.set_check(path, "Byrne", None)
    assert amendment.unset(path, "Byrne")
    assert "\nByrne" not in path.read_text()


def test_taking_out_what_is_not_there_changes_nothing(path):
    """And says so."""
    assert not amendment.unset(path, "Huston")
    assert path.read_text() == FILE


def test_a_new_file_says_what_it_is(tmp_path):
    """With a remark for the person who opens it, and a place for checks."""
    path = tmp_path / "reviews" / "x.pronunciations.toml"
    amendment.set_rule(path, "Byrne", {"say": "BURN"}, base="")
    text = path.read_text()
    assert text.startswith("# How names are said")
    assert text.endswith('schema = 1\n\n[rules]\nByrne = "BURN"\n\n[checks]\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# mine\n", '# mine\nschema = 1\n\n[rules]\nByrne = "BURN"\n\n[checks]\n'),
        ("schema = 1", 'schema = 1\n\n[rules]\nByrne = "BURN"\n'),
        ("schema = 1\n[rules]", 'schema = 1\n[rules]\nByrne = "BURN"\n'),
        ("schema = 1\n[rules]\n# names\n\n[checks]\n", 'schema = 1\n[rules]\n# names\nByrne = "BURN"\n\n[checks]\n'),
        ("schema = 1\n[rules.A]\nsay = 'AH'", "schema = 1\n[rules.A]\nsay = 'AH'\n\n[rules]\nByrne = \"BURN\"\n"),
        ("schema = 1\n[rules]\nA = 'AH'", "schema = 1\n[rules]\nA = 'AH'\nByrne = \"BURN\"\n"),
        (
            "schema = 1\n[rules.B]\nsay = 'B'\n[checks]\nC = true\n[rules]\nA = 'AH'\n[rules.D]\nsay = 'B'\n",
            "schema = 1\n[rules.B]\nsay = 'B'\n[checks]\nC = true\n[rules]\nA = 'AH'\n+[rules.D]\nsay = 'B'\n".replace(
                "+", 'Byrne = "BURN"\n'
            ),
        ),
    ],
)
def test_a_rule_finds_its_place_in_any_file(tmp_path, before, after):
    """Whatever tables there are, in whatever order, with or without a last line end."""
    path = tmp_path / "x.toml"
    path.write_text(before.replace("'B'", "'BEE'"))
    amendment.set_rule(path, "Byrne", {"say": "BURN"})
    assert path.read_text() == after.replace("'B'", "'BEE'")


def test_windows_lines_and_a_byte_order_mark_stay(path):
    """An editor on Windows finds the file as it was saved there."""
    path.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    amendment.set_rule(path, "Huston", {"say": "HYOO-stun"})
    amendment.set_rule(path, "Byrne", {"say": "BY-urn"})
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\r\n") == data.count(b"\n") == FILE.count("\n") + 1


def test_a_link_is_written_through(tmp_path, path):
    """It stays a link to the file that others share."""
    link = tmp_path / "shows" / "pronunciations.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    amendment.set_rule(link, "Huston", {"say": "HYOO-stun"}, base=digest(path))
    assert link.is_symlink()
    assert "Huston" in path.read_text()


def test_links_that_lead_to_each_other_are_told(tmp_path):
    """There is no file at the end of them."""
    path = tmp_path / "x.toml"
    path.symlink_to(path)
    with pytest.raises(ShowError, match=r"cannot be (found|read)"):
        amendment.set_rule(path, "Byrne", {"say": "BURN"})


@pytest.mark.parametrize(
    ("written", "fields", "said"),
    [
        ("Huston", {"say": "QEEN"}, '"Huston": "QEEN" cannot be said: "q" is not in the key'),
        ("BYRNE", {"say": "BURN"}, 'differs from "Byrne" on line 7 only in case'),
        ("Huston", {"note": "x"}, "nothing says how it is said"),
        ("Huston", {"say": "A", "ipa": "b"}, "say and ipa both say how it is said"),
        ("Huston", {"say": 3}, "is said as a text"),
        ("", {"say": "A"}, "a name has a letter"),
        ("Hu\0", {"say": "A"}, "U+0000"),
        ("nice", {"say": "NEES"}, "is a common word"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(path, written, fields, said):
    """The mistake is told, and the file is as it was."""
    with pytest.raises(ShowError) as caught:
        amendment.set_rule(path, written, fields)
    assert said in caught.value.message
    assert (caught.value.path, caught.value.line) == (str(path), None)
    assert path.read_text() == FILE


def test_a_file_that_was_wrong_before_is_said_to_be_wrong_there(path):
    """With the line, which is the file's own."""
    path.write_text(FILE + "Yaga = 3\n")
    with pytest.raises(ShowError) as caught:
        amendment.set_rule(path, "Huston", {"say": "HYOO-stun"})
    assert caught.value.line == len(FILE.splitlines()) + 1


@pytest.mark.parametrize("text", ["schema = 1\nrules.A = 'AH'\n", "schema = 1\nrules = { A = 'AH' }\n"])
def test_a_layout_that_only_a_person_can_change_is_left_alone(tmp_path, text):
    """Rather told than damaged."""
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(ShowError, match="laid out in a way that only a person can change"):
        amendment.set_rule(path, "Byrne", {"say": "BURN"})
    assert path.read_text() == text


@pytest.mark.parametrize(
    "edit",
    [
        lambda path, base: amendment.set_rule(path, "Huston", {"say": "HYOO-stun"}, base=base),
        lambda path, base: amendment.set_check(path, "Huston", None, base=base),
        lambda path, base: amendment.approve(path, "Byrne", base=base),
        lambda path, base: amendment.unset(path, "Byrne", base=base),
    ],
)
def test_the_second_of_two_people_is_told_and_nothing_is_lost(path, edit):
    """Whoever had seen another file than the one that is there has to look again."""
    seen = digest(path)
    amendment.set_rule(path, "Reedus", {"say": "REE-dus"}, base=seen)
    held = path.read_bytes()
    with pytest.raises(ShowError, match="was changed by someone else meanwhile; nothing was written"):
        edit(path, seen)
    assert path.read_bytes() == held


def test_a_file_that_came_meanwhile_is_noticed(path):
    """An empty base means that there was none."""
    with pytest.raises(ShowError, match="was changed by someone else"):
        amendment.set_rule(path, "Huston", {"say": "HYOO-stun"}, base="")


def test_many_edits_at_once_are_all_there(path):
    """The lock lets them in one after the other."""
    edits = [
        threading.Thread(target=amendment.set_rule, args=(path, f"Name{number}", {"say": "NAYM"}))
        for number in range(8)
    ]
    for edit in edits:
        edit.start()
    for edit in edits:
        edit.join()
    assert {f"Name{number}" for number in range(8)} < {rule.written for rule in sheet.load(path, "show").rules}


def test_a_disk_that_refuses_is_named(tmp_path):
    """A folder where the file should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises((ShowError, StorageError)):
        amendment.set_rule(tmp_path / "file" / "x.toml", "Byrne", {"say": "BURN"})


def test_many_rules_are_written_in_one_go(path):
    """An import of a thousand names is one change of the file."""
    amendment.set_rules(
        path, {f"Name {number}": {"say": "NAYM"} for number in range(1_000)} | {"Byrne": {"as": "burn"}}
    )
    rules = {rule.written: rule.saying.value for rule in sheet.load(path, "show").rules}
    assert (len(rules), rules["Name 999"], rules["Byrne"]) == (1_003, "NAYM", "burn")


def test_many_rules_are_changed_in_time_in_their_number(path):
    """Four thousand changes of a file of four thousand rules take no time in the square of that."""
    names = [f"Name {number}" for number in range(4_000)]
    path.write_text("schema = 1\n[rules]\n" + "".join(f'"{name}" = "NAYM"\n' for name in names))
    begun = time.perf_counter()
    amendment.set_rules(path, {name: {"as": "name"} for name in names})
    assert time.perf_counter() - begun < 3
    assert {rule.saying.value for rule in sheet.load(path, "show").rules} == {"name"}


NAMES = st.sampled_from(["Byrne", "Ana de Armas", "A.M.C.", "Zoë", "O'Brien", 'The "W"'])
SHORT = st.sampled_from(['"BURN"', "'BURN'", "{say = 'BURN'}", '{ ipa = "bˈɜːɹn", note = "a # b" }', "{as='bee'}"])
REMARKS = st.sampled_from(["", "\n", "# a remark\n", "\n# of what follows\n", "   # far right\n\n"])
FIELDS = st.sampled_from(
    [{"say": "BEE"}, {"ipa": "bˈiː"}, {"note": "n"}, {"status": "approved"}, {"as": "bee", "after": ["in"]}, None]
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Small rule files in any layout that TOML and a person's taste allow."""
    names = draw(st.lists(NAMES, max_size=5, unique=True))
    short = draw(st.integers(0, len(names)))
    parts = ["[rules]" + draw(st.sampled_from(["", " # r"])) + "\n" + draw(REMARKS)]
    parts[0] += "".join(f"{amendment_key(name)} = {draw(SHORT)} # {name}\n{draw(REMARKS)}" for name in names[:short])
    tables = [f"[rules.{amendment_key(name)}]\nsay = 'BURN'\n{draw(REMARKS)}" for name in names[short:]]
    parts += [*tables, f"[checks]\n{draw(REMARKS)}Nogi = true\n{draw(REMARKS)}"]
    text = "# head\nschema = 1\n" + draw(REMARKS) + "".join(draw(st.permutations(parts)))
    return draw(st.sampled_from([text, text.rstrip("\n"), text.replace("\n", "\r\n")]))


def amendment_key(name: str) -> str:
    return name if name.isascii() and name.isalnum() else f"'{name}'" if '"' in name else f'"{name}"'


def remarks(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@settings(max_examples=120, deadline=None)
@given(files(), NAMES, FIELDS)
def test_remarks_order_and_all_other_rules_survive_any_edit(tmp_path_factory, text, name, fields):
    """Set, changed or taken out: the name asked for is as asked, and everything else is as it was."""
    path = tmp_path_factory.mktemp("edit") / "x.toml"
    path.write_bytes(text.encode())
    before = tomllib.loads(text)
    known = name in before["rules"]
    if fields is None:
        assert amendment.unset(path, name) is known
    elif known or {"say", "ipa", "spell"} & set(fields):
        amendment.set_rule(path, name, fields)
    after = path.read_bytes().decode()
    assert [line for line in remarks(text) if line in remarks(after)] == remarks(text)
    assert after.count("\r\n") in (0, after.count("\n"))
    tree = tomllib.loads(after)
    for rules in (before["rules"], tree["rules"]):
        rules.pop(name, None)
    assert (list(tree["rules"].items()), tree["checks"]) == (list(before["rules"].items()), before["checks"])
