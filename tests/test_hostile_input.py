"""Input from people who slip and people who mean harm: built with a note, or refused with one sentence."""

from __future__ import annotations

import re
import wave
from pathlib import Path

import pytest

from conftest import Command, tree
from test_build import lay_out, numbered

WORDS = "Something is said here that can be heard."


def build(reviewcast: Command, name: str, data: bytes):
    path = reviewcast.folder / name
    path.write_bytes(data)
    return reviewcast("build", path, "--voice", "draft", "--json")


def text(body: str) -> bytes:
    return f"A title\n\n{WORDS}\n\n{body}\n\n{WORDS}\n".encode()


def sentence(words: int) -> bytes:
    return text(" ".join(f"word{n % 97}" for n in range(words)) + ".")


BUILT = {
    "a sentence of 400 words": sentence(400),
    "a sentence of 10,000 words": sentence(10_000),
    "NUL bytes": text("This has a NUL \0 byte and another\0."),
    "right to left": text("The Arabic \u202efilm\u202c title and \u200bzero\u200d width."),
    "emoji among words": text("I loved it 😀 so much 🎬🎬 and so will you 👨‍👩‍👧."),
    "a fragment a hundred times": text("s'" * 100),
    "an abbreviation three hundred times": text("U.S.A." * 300 + " " + "U.S.A. " * 300),
    "phonemes for the engine": text("The name [[h@'l@U]] is said [[ and never closed."),
    "wiki links": text("See [[The General]] and [[Film|the film]]."),
    "SSML": text("<speak>Hello <break time='10s'/> you</speak> and <audio src='http://x/y.wav'/> me."),
    "Latin-1": "Un drôle de café\n\nC'est la vie, et le café était là.\n".encode("latin-1"),
    "UTF-16": "A title\n\nThis is UTF-16, with a mark of order.\n".encode("utf-16"),
    "control characters": text("\x01+200S\x1b[31mred\x07 bell"),
    "surrogates and noncharacters": text("A \ufffe and a \uffff and a \ufdd0 end."),
    "a thousand brackets": text("[" * 1000 + "( and words" + "]" * 1000),
    "XML's enemies": text("]]> <![CDATA[ & &amp; &lt;script&gt; \" ' words"),
}

REPORTED = {
    "NUL bytes",
    "right to left",
    "emoji among words",
    "a fragment a hundred times",
    "an abbreviation three hundred times",
    "phonemes for the engine",
    "control characters",
}


LONG = {"a sentence of 10,000 words"}
"""Half a minute of work: in the thorough run only."""


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.thorough) if case in LONG else case for case in BUILT]
)
def test_strange_text_is_built_and_what_was_made_harmless_is_said(reviewcast: Command, case: str) -> None:
    """Exit status 0, an episode, and a note where something was changed."""
    run = build(reviewcast, "review.md", BUILT[case])
    assert run.status == 0, run.err
    assert len(run.summary["episodes"]) == 1
    notes = [row for row in run.rows if row["event"] == "notice"]
    if case in REPORTED:
        assert notes
        assert all(note["line"] > 0 for note in notes)


REFUSED = {
    "an empty file": (b"", r"review\.md"),
    "only white space": (b" \n\n\t\n", r"review\.md"),
    "only a title": (b"# A title\n", r"review\.md"),
    "only emoji": ("😀 🎬\n\n🎬🎬\n".encode(), r"review\.md"),
    "a binary file": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, r"review\.md"),
    "more than two megabytes": (b"A title\n\n" + b"word " * 420_000, r"review\.md"),
    "a text for a whole day": (text("It goes on and on, and then it goes on. " * 15_000), r"review\.md: .*hours"),
    "a word of a million letters": (text("x" * 1_000_000), r"review\.md:5"),
    "a YAML bomb": (
        b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n".encode() for n in range(8))
        + b"---\n\nWords.\n",
        r"review\.md:2",
    ),
    "a date that does not exist": (b"---\ntitle: T\ndate: 2026-02-30\n---\n\nWords are here.\n", r"review\.md:3"),
    "a slug that leaves the folder": (b"---\nslug: ../../etc/x\n---\n\nWords are here.\n", r"review\.md:2"),
    "a slug that is a device": (b"---\nslug: con\n---\n\nWords are here.\n", r"review\.md:2"),
    "a number for a title's list": (b"---\nyear: soon\n---\n\nWords are here.\n", r"review\.md:2"),
    "a slug that is the ledger's own": (b"---\nslug: show\n---\n\nWords are here.\n", r"review\.md"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_built_is_refused_with_one_sentence(reviewcast: Command, case: str) -> None:
    """It names the file and, where there is one, the line; nothing half-written stays."""
    data, where = REFUSED[case]
    run = build(reviewcast, "review.md", data)
    assert run.status == 1
    (failed,) = run.summary["failed"]
    assert re.search(where, failed["error"])
    assert len(run.err.strip().splitlines()) == 1
    assert not [path for path in reviewcast.folder.glob("output/**/*") if path.is_file()]


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "show", numbered(0))


def with_music(show: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (show / name).write_bytes(data)
    (show / "show.toml").write_text(f'title = "Tests"\nvoice = "draft"\n[sound]\nintro = "{name}"\n')


def long_wave(path: Path, seconds: int) -> bytes:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "none"))
        file.writeframes(b"\x00\x10\x00\xf0" * (4000 * seconds))
    return path.read_bytes()


MUSIC = {
    "missing": ("no-such.mp3", None),
    "text": ("music.mp3", b"This is no music, it is a text about music. " * 50),
    "a playlist": ("list.mp3", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n"),
    "a concat script": ("concat.mp3", b"ffconcat version 1.0\nfile secret.wav\n"),
    "empty": ("empty.wav", b""),
}


@pytest.mark.parametrize("case", MUSIC)
def test_music_that_is_none_is_refused_by_name(show: Path, reviewcast: Command, case: str) -> None:
    """One sentence with the music's file; no episode."""
    name, data = MUSIC[case]
    with_music(show, name, data)
    run = reviewcast("build", "--show", show)
    assert run.status in {1, 2}
    assert name in run.err
    assert len(run.err.strip().splitlines()) == 1
    assert not list(show.glob("output/audio/*"))


def test_music_longer_than_the_episode_is_refused_with_both_lengths(show: Path, reviewcast: Command) -> None:
    """So that a producer knows how much to cut."""
    with_music(show, "long.wav", long_wave(show / "long.wav", 300))
    run = reviewcast("build", "--show", show)
    assert run.status == 1
    assert re.search(r"long\.wav: .*300", run.err)


SHOW_FILES = {
    "a wrong type": ('title = "T"\nexplicit = "no"\n', r"show\.toml:2: .*explicit"),
    "an unknown key": ('titel = "T"\n', r'show\.toml:1: .*did you mean "title"'),
    "an unknown table": ('title = "T"\n[sounds]\n', r'show\.toml:2: .*did you mean "sound"'),
    "no title": ('author = "A"\n', r"show\.toml.*title"),
    "no TOML": ("title = \n", r"show\.toml:1"),
    "no category of Apple's": ('title = "T"\ncategory = "TV & Film > Film Review"\n', r"show\.toml:2: .*did you mean"),
    "a loudness for nobody": ('title = "T"\n[sound]\nloudness = 3\n', r"show\.toml:3: .*loudness"),
    "a field no template has": ('title = "T"\n[words]\nopening = "Hear {titel}."\n', r"show\.toml:3: .*did you mean"),
}


@pytest.mark.parametrize("case", SHOW_FILES)
def test_a_mistake_in_show_toml_is_named_with_its_line(show: Path, reviewcast: Command, case: str) -> None:
    """Exit status 2, and a suggestion where one is near."""
    content, expected = SHOW_FILES[case]
    (show / "show.toml").write_text(content)
    run = reviewcast("build", "--show", show)
    assert run.status == 2
    assert re.search(expected, run.err), run.err
    assert not (show / "output").exists()


def test_a_damaged_ledger_stops_the_build_before_it_makes_new_guids(show: Path, reviewcast: Command) -> None:
    """Going on without the record would send every listener the episode again."""
    reviewcast("build", "--show", show)
    record = show / "ledger" / "film-0.json"
    record.write_bytes(record.read_bytes()[:100])
    before = tree(show / "output")
    run = reviewcast("build", "--show", show)
    assert run.status == 2
    assert re.search(r"film-0\.json: .*restore", run.err)
    assert tree(show / "output") == before


def test_a_file_of_gigabytes_is_refused_unread(reviewcast: Command) -> None:
    """It costs neither time nor memory."""
    path = reviewcast.folder / "huge.md"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    run = reviewcast("build", path)
    assert run.status == 1
    assert "huge.md: the review is far too large" in run.err


@pytest.mark.parametrize("way", ["../secret.jpg", "link.jpg", "absolute"])
def test_a_cover_from_outside_is_not_published(reviewcast: Command, way: str) -> None:
    """A review from a stranger cannot put a picture of the machine's on the web, by path or by link."""
    secret = reviewcast.folder / "secret.jpg"
    secret.write_bytes(b"a picture")
    home = reviewcast.folder / "reviews"
    home.mkdir()
    (home / "link.jpg").symlink_to(secret)
    name = str(secret) if way == "absolute" else way
    (home / "film.md").write_text(f"---\ntitle: T\ncover: {name}\n---\n\nSome words are here.\n")
    run = reviewcast("build", home / "film.md", "--voice", "draft")
    assert run.status == 1
    assert re.search(r"film\.md: its cover .* lies outside", run.err)
    assert not [path for path in reviewcast.folder.glob("output/**/*") if path.is_file()]


@pytest.mark.parametrize("title", ["L" * 10_000, "So very long " * 800], ids=["one word", "many words"])
def test_a_title_without_end_makes_an_episode_that_passes_the_check(reviewcast: Command, title: str) -> None:
    """Its first chapter bears the title, and is called the same in all forms of chapters."""
    front, body = f"---\ntitle: {title}\ndate: 2026-01-01\n---", f"{WORDS}\n\n## More\n\n{WORDS}"
    root = lay_out(reviewcast.folder / "show", f"{front}\n\n{body}\n")
    assert reviewcast("build", cwd=root).status == 0
    run = reviewcast("check", "--json", cwd=root)
    assert run.summary["errors"] == 0, run.out


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["build", "dry run"])
def test_what_stands_against_all_reviews_is_said_once(reviewcast: Command, options: tuple[str, ...]) -> None:
    """A show's broken rule file or cover is one sentence, not one for each review."""
    root = lay_out(reviewcast.folder / "show", numbered(1), numbered(2), numbered(3), keys='cover = "cover.jpg"\n')
    (root / "cover.jpg").write_text("This is text.")
    if options:
        (root / "pronunciations.toml").write_text("[rules")
    run = reviewcast("build", *options, cwd=root)
    assert run.status in {1, 2}
    assert run.err.count("error:") == 1, run.err


def test_a_lost_record_of_the_show_leaves_the_feed_as_it_was(reviewcast: Command) -> None:
    """Without it the feed would go out without the guid by which apps know the show."""
    root = lay_out(reviewcast.folder / "show", numbered(1))
    assert reviewcast("build", cwd=root).status == 0
    before = tree(root / "output")
    (root / "ledger" / "show.json").unlink()
    for command in (["build"], ["withdraw", "film-0", "--reason", "It is gone."]):
        run = reviewcast(*command, cwd=root)
        assert (run.status, run.err.count("\n")) == (2, 1), run.err
        assert "show.json" in run.err
        assert tree(root / "output") == before


@pytest.mark.parametrize("words", ["3:10 to Yuma", "--> 5", ") - ", "00:00.000 --> 99:00.000"])
def test_words_that_look_like_a_time_are_no_chapter(reviewcast: Command, words: str) -> None:
    """A film may be called 3:10 to Yuma, and its review begin so: what the notes say besides chapters is no list."""
    front = f'title: "{words} x"\nfilm: "{words}"\ndate: 2026-01-01\ndescription: "{words} is one."'
    root = lay_out(reviewcast.folder / "show", f"---\n{front}\n---\n\n{words} is a film.\n\n## {words} y\n\n{WORDS}\n")
    assert reviewcast("build", cwd=root).status == 0
    run = reviewcast("check", "--json", cwd=root)
    assert run.summary["errors"] == 0, run.out
