"""Who speaks what: the order in which voices are chosen, and who stands in for a voice that is not installed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewcast import casting
from reviewcast.casting import Casting, StandIn
from reviewcast.errors import ShowError, VoiceError
from reviewcast.model import Block, Facts, Parts, Review, Section, Show

PROFILES = {
    "heart": 'engine = "kokoro"\nvoice = "af_heart"\nfallback = "joe"',
    "joe": 'engine = "piper"\nvoice = "en_US-joe-medium"\nfallback = "narrator"',
    "lonely": 'engine = "kokoro"\nvoice = "af_sky"',
    "sad": 'engine = "piper"\nvoice = "x"\nfallback = "lonely"',
    "low": "pitch = 20",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show's folder with profiles of its own."""
    (tmp_path / "voices").mkdir()
    for name, text in PROFILES.items():
        (tmp_path / "voices" / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "show.toml").write_text('title = "A"\nvoice = "nobody"\n[voices]\nquotation = "nobody"\n')
    return tmp_path


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No neural engine is installed."""
    install(monkeypatch)


def install(monkeypatch: pytest.MonkeyPatch, *engines: str) -> None:
    """Of the neural engines, those are installed."""
    monkeypatch.setattr(
        "reviewcast.engines.missing",
        lambda voice: "" if voice.engine in {"pyttsx3", "tone", *engines} else f'"{voice.profile}" needs its engine',
    )


def review(voice: str | None = None, author: str | None = None, *headings: str) -> Review:
    """A review of a few sections; the last ends with a quotation."""
    words = (Block("Words.", 9), Block("Quoted.", 11, "quotation", 1))
    sections = [Section(Block(heading, 8, "heading", 2), words) for heading in headings]
    facts = Facts(voice=voice, author=author)
    return Review("reviews/a.md", "a", "A", 1, (Section(None, (Block("Lead.", 5),)), *sections), facts)


def show(root: Path | None, **keys: object) -> Show:
    return replace(Show(title="A", root=root, author="Ann Ray"), **keys)


AUTHORS = Parts(authors=(("ann  RAY", "low"), ("Bo", "draft")))


@pytest.mark.parametrize(
    ("asked", "front", "author", "named", "first", "speaks"),
    [
        ("draft", "low", "Bo", "narrator", "quote", "draft"),
        (None, "low", "Bo", "narrator", "quote", "low"),
        (None, None, "Bo", "narrator", "quote", "draft"),
        (None, None, None, "narrator", "quote", "low"),
        (None, None, "Cy", "quote", "draft", "quote"),
        (None, None, "Cy", "", "draft", "draft"),
        (None, None, "Cy", "", None, "narrator"),
    ],
    ids=["asked", "front matter", "author", "author of the show", "show", "first build", "best"],
)
def test_the_nearest_word_on_the_voice_counts(root, asked, front, author, named, first, speaks):
    """Asked for, the review's own, its author's, the show's, that of the first build, the best that is installed."""
    cast = Casting(show(root, voice=named, voices=AUTHORS), asked, first).of(review(front, author))
    assert cast.narrator.profile == speaks


@pytest.mark.parametrize(("engines", "best"), [((), "narrator"), (("piper",), "joe"), (("kokoro", "piper"), "heart")])
def test_the_best_voice_is_the_best_that_is_installed(monkeypatch, engines, best):
    """Kokoro's before Piper's before espeak-ng's."""
    install(monkeypatch, *engines)
    assert casting.best(None) == best


def test_a_broken_profile_of_a_good_name_is_not_the_best(root, monkeypatch):
    """It is told when somebody asks for it."""
    install(monkeypatch, "kokoro")
    (root / "voices" / "heart.toml").write_text("rate = 0", encoding="utf-8")
    assert casting.best(root) == "narrator"


def test_installing_an_extra_leaves_a_show_its_first_voice(root, monkeypatch):
    """What is installed decides once."""
    install(monkeypatch, "piper", "kokoro")
    assert Casting(show(root), None, "narrator").usual().profile == "narrator"


def test_what_was_asked_for_speaks_alone(root):
    """Also quotations, headings and sections."""
    parts = Parts("quote", "quote", "quote", (("One", "low"),))
    cast = Casting(show(root, voices=parts), "draft").of(review(None, None, "One"))
    assert (cast.narrator.profile, cast.quotation, cast.heading, cast.opening, cast.sections) == (
        "draft",
        *[None] * 3,
        (),
    )


def test_parts_have_their_voices(root):
    """By the names of the [voices] table; sections only where the review has them."""
    parts = Parts("quote", "low", "draft", (("One", "low"), ("Two", "draft")))
    cast = Casting(show(root, voice="narrator", voices=parts)).of(review(None, None, "ONE"))
    assert [voice.profile for voice in (cast.quotation, cast.heading, cast.opening) if voice] == [
        "quote",
        "low",
        "draft",
    ]
    assert [(heading, voice.profile) for heading, voice in cast.sections] == [("One", "low")]


# --- standing in ------------------------------------------------------------------------------------------


def test_a_fallback_speaks_where_a_voice_is_not_installed(root):
    """From one to the next until one is there; all that were not are known."""
    chosen = Casting(show(root, voice="heart"))
    assert chosen.usual().profile == "narrator"
    assert chosen.stand_ins == (StandIn("heart", "narrator", '"heart" needs its engine'),)
    assert chosen.stand_ins[0].message == '"heart" needs its engine; "narrator" speaks instead'
    assert chosen.absent == ("heart", "joe")


def test_what_installs_it_stands_in_brackets():
    """The sentence says what is missing, the cure, and who speaks."""
    stand_in = StandIn("joe", "narrator", 'the voice "joe" needs Piper; install it with: pip install x')
    assert stand_in.message == 'the voice "joe" needs Piper (install it with: pip install x); "narrator" speaks instead'


@pytest.mark.parametrize("named", [{"voice": "joe"}, {"voices": Parts("joe")}, {"voices": Parts("", "joe")}])
def test_every_voice_of_the_cast_may_fall_back(root, named):
    """Not only the narrator's."""
    chosen = Casting(show(root, **{"voice": "narrator", **named}))
    chosen.of(review(None, None, "One"))
    assert [each.profile for each in chosen.stand_ins] == ["joe"]


def test_a_kept_voice_that_is_gone_falls_back_too(root):
    """The first build had it; the ledger keeps it, and another speaks meanwhile."""
    chosen = Casting(show(root), None, "joe")
    assert (chosen.usual().profile, chosen.absent) == ("narrator", ("joe",))


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("lonely", '"lonely" needs its engine'),
        ("sad", '"sad" needs its engine; its fallback does not help: "lonely" needs its engine'),
    ],
)
def test_a_voice_that_nobody_stands_in_for_is_refused(root, profile, said):
    """With the sentence that says what to install."""
    with pytest.raises(VoiceError) as caught:
        Casting(show(root, voice=profile)).usual()
    assert caught.value.message == said


def test_a_part_that_nobody_hears_needs_no_voice(root):
    """A review without quotations is not stopped by the voice of quotations."""
    cast = Casting(show(root, voice="narrator", voices=Parts("lonely", "lonely"))).of(review())
    assert (cast.quotation, cast.heading) == (None, None)


def test_an_episode_can_be_cast_as_it_was(root, monkeypatch):
    """Whatever is installed by now."""
    install(monkeypatch, "piper", "kokoro")
    assert Casting(show(root, voice="heart"), None, None, ("heart", "joe")).usual().profile == "narrator"
    assert Casting(show(root, voice="heart"), None, None, ("heart",)).usual().profile == "joe"
    install(monkeypatch)
    assert Casting(show(root, voice="heart"), None, None, ()).usual().profile == "heart"


# --- wrong names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "line"),
    [({"voice": "nobody"}, 2), ({"voice": "low", "voices": Parts("nobody")}, 4)],
    ids=["voice", "part"],
)
def test_a_name_that_is_none_is_told_where_it_stands(root, keys, line):
    """In show.toml with its line, also of a part that this review does not have."""
    with pytest.raises(ShowError, match='there is no voice profile "nobody"') as caught:
        Casting(show(root, **keys)).of(review())
    assert (caught.value.path, caught.value.line) == (str(root / "show.toml"), line)


def test_a_wrong_name_in_a_review_is_told_of_the_review(root):
    """With its path."""
    with pytest.raises(ShowError, match="did you mean") as caught:
        Casting(show(root, voice="low")).of(review("narator"))
    assert caught.value.path == "reviews/a.md"


def test_a_first_voice_whose_profile_is_gone_says_what_to_do(root):
    """The ledger is not edited by hand; show.toml is."""
    with pytest.raises(ShowError, match='it spoke the first build, so name the "voice" that is to speak now'):
        Casting(show(root), None, "nobody").usual()


def test_a_review_in_no_show_has_a_voice_too():
    """The best that is installed, or the one that it names."""
    assert Casting(show(None)).usual().profile == "narrator"
    assert Casting(show(None)).of(review("quote")).narrator.profile == "quote"
