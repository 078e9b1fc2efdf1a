"""``init``: a new show that can be built at once."""

from __future__ import annotations

import re
import tomllib

import pytest

from reviewcast import profiles, scaffold, show, storage
from reviewcast.errors import StorageError, UsageError
from reviewcast.model import Show, Voice


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Nothing is installed that need not be."""
    installed(monkeypatch)


def installed(monkeypatch, *engines):
    """Of the neural engines, those."""
    monkeypatch.setattr(
        "reviewcast.engines.missing",
        lambda voice: "" if voice.engine in {"pyttsx3", "tone", *engines} else f'"{voice.profile}" is missing',
    )


def test_a_new_show_means_the_defaults(tmp_path):
    """What init lays out is read without complaint; nothing but the title and the voice differs from the defaults."""
    folder = tmp_path / "ida's-silent_films"
    scaffold.init(folder, title=None)
    assert show.load(folder) == Show(title="Ida's Silent Films", root=folder, voice="narrator")
    assert profiles.load("narrator", folder) == Voice(profile="narrator")


@pytest.mark.parametrize(
    ("engines", "best"),
    [((), "narrator"), (("piper",), "joe"), (("piper", "kokoro"), "heart"), (("kokoro",), "heart")],
)
def test_a_new_show_has_the_best_voice_that_is_installed(tmp_path, monkeypatch, engines, best):
    """By name in show.toml, with the profile of the house for its own, in which everything can be changed."""
    installed(monkeypatch, *engines)
    written = scaffold.init(tmp_path, title="Reel One")
    assert tmp_path / "voices" / f"{best}.toml" in written
    assert show.load(tmp_path).voice == best
    assert profiles.load(best, tmp_path) == profiles.load(best, None)


def test_every_key_is_explained_where_it_stands(tmp_path):
    """With the comment marks taken away every key is there, with a value that is read, below its sentence."""
    scaffold.init(tmp_path, title="Reel One")
    (tmp_path / "cover.jpg").touch()
    for path, keys, read in (
        (tmp_path / "show.toml", show.KEYS, lambda: show.load(tmp_path)),
        (tmp_path / "voices" / "narrator.toml", profiles.KEYS, lambda: profiles.load("narrator", tmp_path)),
    ):
        text = path.read_text(encoding="utf-8")
        flat = " ".join(text.replace("\n# ", " ").split())
        assert all(" ".join(key.help.split()) in flat for key in keys)
        bare = re.sub(r"^# (\w+ = |\[|\")", r"\1", text, flags=re.MULTILINE)
        tree = tomllib.loads(bare)
        assert all((tree[key.table] if key.table else tree)[key.leaf] is not None for key in keys)
        path.write_text(bare, encoding="utf-8")
        read()


def test_an_uncommented_default_changes_nothing(tmp_path):
    """The values in the comments are the defaults: setting them all to what is shown means the same show."""
    scaffold.init(tmp_path, title="Reel One")
    path = tmp_path / "show.toml"
    unset = {key.leaf for key in show.KEYS if show.default(key) in {None, "", ()}}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"# (\w+) = ", line)
        lines.append(line[2:] if match and match[1] not in unset else line)
    path.write_text("\n".join(lines), encoding="utf-8")
    assert show.load(tmp_path) == Show(title="Reel One", root=tmp_path, voice="narrator")


def test_the_files_are_the_ones_a_show_is_made_of(tmp_path):
    """A review, a voice, an empty rule file, the settings last, and git is told what not to keep."""
    written = scaffold.init(tmp_path / "new", title="Reel One")
    names = [path.relative_to(tmp_path / "new").as_posix() for path in written]
    assert names[-1] == "show.toml"
    assert {*names} == {
        ".gitignore",
        "pronunciations.toml",
        "reviews/safety-last.md",
        "show.toml",
        "voices/narrator.toml",
    }
    rules = tomllib.loads((tmp_path / "new" / "pronunciations.toml").read_text(encoding="utf-8"))
    assert rules == {"schema": 1, "rules": {}, "checks": {}}
    ignored = (tmp_path / "new" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if not line.startswith("#")] == ["/output/"]


def test_the_review_of_a_new_show_can_be_read():
    """It is of a length that a first build takes a moment for, and has the shape that reviews have."""
    from reviewcast.document import parse

    review = parse(scaffold._REVIEW.encode(), "safety-last.md")
    words = sum(len(block.text.split()) for section in review.sections for block in section.blocks)
    assert review.title == "The Clock and the Climber"
    assert [section.heading is None for section in review.sections] == [True, False, False]
    assert 100 <= words <= 250


def test_unrelated_files_are_left_alone(tmp_path):
    """A folder that is in use may become a show."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    scaffold.init(tmp_path, title="Reel One")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["show.toml", "voices/narrator.toml", ".gitignore"])
def test_nothing_is_overwritten(tmp_path, name):
    """If one of its files is there, init names it and writes nothing at all."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=re.escape(f"{name} would be overwritten")):
        scaffold.init(tmp_path, title="Reel One")
    assert sorted(tmp_path.rglob("*")) == before
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_dangling_link_is_not_overwritten_either(tmp_path):
    """A link that leads nowhere is still somebody's."""
    (tmp_path / "show.toml").symlink_to(tmp_path / "gone")
    with pytest.raises(UsageError, match=r"show\.toml would be overwritten"):
        scaffold.init(tmp_path, title="Reel One")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    """The message says that a file of that name is there."""
    (tmp_path / "pod").touch()
    with pytest.raises(UsageError, match="a file of that name is there already"):
        scaffold.init(tmp_path / "pod", title="Reel One")


@pytest.mark.parametrize("title", ["", "?!", "a\0b", "x" * 300, "\udc80 film"])
def test_a_title_that_cannot_be_used_is_refused(tmp_path, title):
    """A title given on the command line is held to the same rules as one in show.toml, before anything is written."""
    with pytest.raises(UsageError, match="the title cannot be used"):
        scaffold.init(tmp_path / "new", title=title)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("title", ['A "quoted" title', "back\\slash", "Kümmel – Film №5 🎬", "tab\tand  space"])
def test_any_other_title_comes_back_as_it_was_given(tmp_path, title):
    """Quotes, backslashes and letters of any script survive the way through TOML."""
    scaffold.init(tmp_path, title=title)
    assert show.load(tmp_path).title == " ".join(title.split())


def test_a_folder_without_a_name_gets_a_title(tmp_path):
    """The root of a disk, or a folder named in dashes, does not become an empty title."""
    scaffold.init(tmp_path / "---", title=None)
    assert show.load(tmp_path / "---").title == "My Film Reviews"


def test_a_disk_that_refuses_is_reported(tmp_path, monkeypatch):
    """The refusal comes through as a StorageError, and no show.toml claims that there is a show."""

    def full(path, data):
        raise StorageError("the disk is full", path=str(path))

    monkeypatch.setattr(storage, "write", full)
    with pytest.raises(StorageError):
        scaffold.init(tmp_path, title="Reel One")
    assert not (tmp_path / "show.toml").exists()
