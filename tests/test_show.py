"""show.toml: finding it, reading it, and what is said of a wrong one."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from reviewcast import show
from reviewcast.errors import ShowError
from reviewcast.model import Channel, Parts, Show, Sound, Words


def load(folder: Path, text: str) -> Show:
    (folder / "show.toml").write_text(text, encoding="utf-8")
    return show.load(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ShowError) as caught:
        load(folder, text)
    assert caught.value.path == str(folder / "show.toml")
    assert caught.value.line == text.count("\n", 0, text.rindex("=")) + 1
    return caught.value.message


def test_a_title_is_all_that_must_be_there(tmp_path):
    """Everything else has the model's defaults."""
    assert load(tmp_path, 'title = "Reel One"') == Show(title="Reel One", root=tmp_path)


def test_every_key_reaches_the_show(tmp_path):
    """A file that gives every key means exactly the Show with those values."""
    (tmp_path / "tune.flac").touch()
    (tmp_path / "cover.png").touch()
    text = """
        title = "Reel One"
        author = "Ida"
        description = "Old films."
        language = "en-us"
        base_url = "https://example.com/pod/"
        category = "Arts > Books"
        explicit = true
        voice = "draft"
        house_rules = false
        skip = ["Where to watch"]
        cover = "cover.png"
        [sound]
        intro = "tune.flac"
        outro = "none"
        sting = "theme"
        loudness = -19
        channels = 2
        [words]
        opening = "{title}."
        closing = ""
        disclosure = "A machine reads."
        [feed]
        type = "serial"
        complete = true
        frequency = "FREQ=WEEKLY;BYDAY=FR"
        owner = "ida@example.com"
        locked = true
        copyright = "Ida"
        license = "Reel Licence"
        license_url = "https://example.com/lizenz-ä"
        funding = "https://example.com/pay"
        funding_text = "Buy a ticket"
        hub = "https://hub.example.com/"
        verify = "abc123"
        seasons = ["The silents", "Sound"]
        apps = ["https://podcasts.example.com/id1", "https://other.example.com/é"]
    """
    assert load(tmp_path, text) == Show(
        title="Reel One",
        root=tmp_path,
        author="Ida",
        description="Old films.",
        language="en-US",
        base_url="https://example.com/pod",
        category=("Arts", "Books"),
        explicit=True,
        voice="draft",
        house_rules=False,
        skip=("Where to watch",),
        cover=tmp_path / "cover.png",
        sound=Sound(intro=tmp_path / "tune.flac", outro="none", sting="theme", loudness=-19.0, channels=2),
        words=Words(opening="{title}.", closing="", disclosure="A machine reads."),
        feed=Channel(
            type="serial",
            complete=True,
            frequency="FREQ=WEEKLY;BYDAY=FR",
            owner="ida@example.com",
            locked=True,
            copyright="Ida",
            license="Reel Licence",
            license_url="https://example.com/lizenz-%C3%A4",
            funding="https://example.com/pay",
            funding_text="Buy a ticket",
            hub="https://hub.example.com/",
            verify="abc123",
            seasons=("The silents", "Sound"),
            apps=("https://podcasts.example.com/id1", "https://other.example.com/%C3%A9"),
        ),
    )


def test_the_table_of_keys_has_just_what_the_model_has():
    """A field of Show or of one of its tables without a key, or a key without a field, cannot come to be."""
    tables = {"voices": Parts, "sound": Sound, "words": Words, "feed": Channel}
    names = {f"{table}.{field.name}" for table, kind in tables.items() for field in fields(kind)}
    names |= {field.name for field in fields(Show)} - {"root", *tables}
    assert {key.name for key in show.KEYS} == names


def test_voices_of_parts_are_read_in_the_order_of_the_file(tmp_path):
    """Headings and authors may be any words, written with or without quotation marks."""
    text = (
        'title = "A"\n[voices]\nquotation = "quote"\nopening = "joe"\n'
        '[voices.sections]\n"Worth an evening? No. 2" = "emma"\nVerdict = "joe"\n[voices.authors]\n"佐藤" = "heart"\n'
    )
    sections = (("Worth an evening? No. 2", "emma"), ("Verdict", "joe"))
    expected = Parts(quotation="quote", opening="joe", sections=sections, authors=(("佐藤", "heart"),))
    assert load(tmp_path, text).voices == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[voices]\nquotations = "a"', 'did you mean "voices.quotation"?'),
        ('[voices]\nquotation = ""', "write the name of a voice profile"),
        ('[voices]\nsections = "a"', "must be a table of names and texts, such as [voices.sections] and below it"),
        ('[voices.sections]\n"The end." = ""', 'voices.sections: "The end.": is empty'),
        ('[voices.sections]\n"a" = "x"\n"b" = 3', '"b": must be a text'),
        ('[voices.authors]\n" " = "x"', "a name is empty"),
        ('[voices.authors]\n"' + "a" * 300 + '" = "x"', "300 characters long"),
    ],
)
def test_a_wrong_voice_of_a_part_is_refused_at_its_line(tmp_path, text, said):
    """At the line of the entry, where a table has many."""
    assert said in refusal(tmp_path, f'title = "A"\n{text}')


@pytest.mark.parametrize("word", sorted(show.FREQUENCIES))
def test_a_word_says_how_often_a_show_comes_out(tmp_path, word):
    """Words, and the rules of iCalendar (RFC 5545, 3.3.10) that they stand for."""
    for value in (word, show.FREQUENCIES[word]):
        assert load(tmp_path, f'title = "A"\n[feed]\nfrequency = "{value}"').feed.frequency == value


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("locked = true", "locked needs owner"),
        ('license = "My own words"', "add license_url"),
    ],
)
def test_keys_that_need_another_say_which(tmp_path, lines, said):
    """Each is right alone; together they would promise what no host and no listener could look up."""
    (tmp_path / "show.toml").write_text(f'title = "A"\n[feed]\n{lines}', encoding="utf-8")
    with pytest.raises(ShowError, match=said) as caught:
        show.load(tmp_path)
    assert caught.value.path == str(tmp_path / "show.toml")


@pytest.mark.parametrize("lines", ['license = "cc-by-4.0"', 'license = "My own"\nlicense_url = "https://a.org/l"'])
def test_a_licence_is_a_known_name_or_has_an_address(tmp_path, lines):
    """An SPDX name says all; another says where it can be read."""
    assert load(tmp_path, f'title = "A"\n[feed]\n{lines}').feed.license


def test_a_missing_title_is_asked_for(tmp_path):
    """The message says which line to add."""
    (tmp_path / "show.toml").write_text("explicit = true", encoding="utf-8")
    with pytest.raises(ShowError, match='add a line such as title = "Before They Talked"'):
        show.load(tmp_path)


def test_a_folder_that_is_no_show_is_told_how_to_become_one(tmp_path):
    """``--show`` with the wrong folder is answered with the command that makes a show."""
    with pytest.raises(ShowError, match='lay out a show with "reviewcast init DIR"') as caught:
        show.load(tmp_path)
    assert caught.value.path == str(tmp_path)


@pytest.mark.parametrize("title", ["", "  ", "—", "\U0001f3ac"])
def test_a_title_that_cannot_be_said_is_refused(tmp_path, title):
    """An empty title, and one without a letter or digit, is refused with its line."""
    assert "give the show a name that can be said" in refusal(tmp_path, f'\ntitle = "{title}"')


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("example.com", "is no web address"),
        ("ftp://example.com", "is no web address"),
        ("https://", "is no web address"),
        ("https:///feed", "is no web address"),
        ("https://example.com:99999", "is no web address"),
        ("https://[::1", "is no web address"),
        ("https://exa mple.com", "is no web address"),
        ("javascript:alert(1)", "is no web address"),
        ("https://example.com/?a=1", 'leave out what begins with "?"'),
        ("https://example.com/#top", 'leave out what begins with "?"'),
        ("https://me:secret@example.com", "leave out the name and password"),
        ("ftp://me:secret@example.com:99999/?a", "leave out the name and password"),
    ],
)
def test_an_address_that_feeds_could_not_use_is_refused(tmp_path, value, said):
    """Only http and https addresses with a host, and nothing that paths could not follow."""
    message = refusal(tmp_path, f'title = "A"\nbase_url = "{value}"')
    assert said in message
    assert "secret" not in message


def test_an_empty_address_is_none(tmp_path):
    """``base_url = ""`` means the same as leaving it out."""
    assert load(tmp_path, 'title = "A"\nbase_url = ""') == Show(title="A", root=tmp_path)


def test_slashes_at_the_end_of_an_address_go(tmp_path):
    """However many there are, Show.address ends with one."""
    assert load(tmp_path, 'title = "A"\nbase_url = "http://localhost:8000//"').address == "http://localhost:8000/"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('language = "english"', "is no language tag"),
        ("channels = 3", "3 is not possible, write 1 (mono) or 2 (stereo)"),
        ("channels = true", "must be a whole number"),
        ("loudness = -8", "out of range, write a number from -30 to -9 (LUFS)"),
        ("loudness = nan", "out of range"),
        ("loudness = -inf", "out of range"),
        ('voice = ""', "write the name of a voice profile"),
        ('category = "TV & Film > Film Revews"', "Film Reviews"),
        ('opening = "This is {shwo}."', "show"),
        ('closing = "[{title}"', "closing: "),
        ('type = "weekly"', '"episodic"'),
        ('complete = "yes"', "true or false"),
        ('frequency = "often"', '"often" is not known, write one of "daily", "weekly"'),
        ('frequency = "FREQ=WEEKLY;DROP TABLE"', "is not known"),
        ('owner = "ida"', '"ida" is no e-mail address'),
        ('owner = "ida@example.com, bo@example.com"', "is no e-mail address"),
        ('license_url = "example.com/terms"', "is no web address"),
        ('funding = "javascript:alert(1)"', "is no web address"),
        ('funding = "https://exa mple.com"', "is no web address"),
        ('hub = "ftp://hub.example.com"', "is no web address"),
        ('hub = "https://"', "is no web address"),
        ('hub = "https:///feed"', "is no web address"),
        ('hub = "https://a.example.com:99999"', "is no web address"),
        ('funding = "https://ida:secret@example.com"', "leave out the name and password"),
        ('apps = ["https://a.example.com", "b.example.com"]', '"b.example.com" is no web address'),
        ('seasons = "one"', "list"),
        (f'funding_text = "{"x" * 129}"', "128"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(tmp_path, line, said):
    """Each is refused at its line with what to write instead."""
    key = line.split(" ")[0]
    table = "words" if key == "opening" else next(key_.table for key_ in show.KEYS if key_.leaf == key)
    head = f'title = "A"\n[{table}]\n' if table else 'title = "A"\n'
    assert said in refusal(tmp_path, head + line)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("tune.flacc", 'there is no file "tune.flacc" in the show\'s folder; did you mean "tune.flac"?'),
        ("themes", 'did you mean "theme"?'),
        ("./tunes.flac", 'did you mean "tune.flac"?'),
        ("music", "is a folder, write the path of a file"),
        ("", "is empty"),
        ("x" * 600, "there is no file"),
    ],
)
def test_music_that_is_missing_is_named(tmp_path, value, said):
    """A path that leads nowhere is refused with its line, and with the file that was probably meant."""
    (tmp_path / "tune.flac").touch()
    (tmp_path / "music").mkdir()
    assert said in refusal(tmp_path, f'title = "A"\n[sound]\nintro = "{value}"')


def test_music_may_lie_beside_the_show(tmp_path):
    """A path is read from the show's folder, wherever the build was started."""
    (tmp_path / "tune.flac").touch()
    (tmp_path / "pod").mkdir()
    sound = load(tmp_path / "pod", 'title = "A"\n[sound]\nsting = "../tune.flac"').sound
    assert sound.sting == tmp_path / "pod" / "../tune.flac"


def test_a_missing_cover_is_named(tmp_path):
    """A cover has no built-in name: only files are suggested."""
    (tmp_path / "cover.png").touch()
    assert 'did you mean "cover.png"?' in refusal(tmp_path, 'title = "A"\ncover = "covers.png"')


def test_the_nearest_show_is_found(tmp_path):
    """From a review, from a file that is not there yet and from the folder itself, the innermost show counts."""
    inner = tmp_path / "outer" / "inner"
    (inner / "reviews").mkdir(parents=True)
    assert show.find(inner) is None
    (tmp_path / "outer" / "show.toml").touch()
    assert show.find(inner / "reviews" / "a.md") == tmp_path / "outer"
    (inner / "show.toml").touch()
    assert show.find(inner / "reviews") == inner
    assert show.find(inner) == inner
    assert show.find(tmp_path / "elsewhere\0") is None


def test_a_folder_named_show_toml_is_no_show(tmp_path):
    """Only a file makes a folder a show."""
    (tmp_path / "show.toml").mkdir()
    assert show.find(tmp_path) is None


def test_a_relative_path_is_looked_for_from_where_we_are(tmp_path, monkeypatch):
    """``.`` and ``..`` mean what they mean in a shell."""
    (tmp_path / "show.toml").touch()
    (tmp_path / "reviews").mkdir()
    monkeypatch.chdir(tmp_path / "reviews")
    assert show.find(Path("a.md")) == tmp_path
    assert show.find(Path("..")) == tmp_path


@pytest.mark.parametrize(
    ("given", "title"),
    [("A  film\n", "A film"), ("a\0b\u202ec", "a b c"), ("", "Film Reviews"), ("x" * 999, "x" * 256)],
)
def test_a_review_in_no_show_gets_a_plain_one(given, title):
    """Any text becomes a title of one line, and the rest is at its default."""
    assert show.plain(given) == Show(title=title)
