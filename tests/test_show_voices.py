"""The voice of a show over its life: extras come and go, voices change, and several speak in one episode."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Command
from made_shows import MadeShow, make_show
from reviewcast import batch, ledger, production
from reviewcast.batch import Outcome
from reviewcast.model import Script
from reviewcast.report import Silence

VOICES = {
    "joe": 'voice = "en-gb"\nrate = 400\nfallback = "narrator"',
    "narrator": "rate = 400",
    "quote": 'voice = "en-gb-scotland"\nrate = 400',
}
"""Quick stand-ins for the house voices, all of an engine that is always there."""
TOML = 'title = "T"\nhouse_rules = false\n{keys}\n[sound]\nintro = "none"\noutro = "none"\nsting = "none"\n[words]\n\
opening = ""\ndisclosure = ""\nclosing = ""\n{tables}'


class Shelf:
    """Which profiles' voices are not installed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.empty: set[str] = {"heart"}
        monkeypatch.setattr("reviewcast.engines.missing", self.missing)

    def missing(self, voice) -> str:
        return f'the voice "{voice.profile}" is not here' if voice.profile in self.empty else ""


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(monkeypatch)


@pytest.fixture
def show(tmp_path: Path) -> MadeShow:
    """A show that names no voice, with one short review."""
    made = make_show(tmp_path)
    (tmp_path / "voices").mkdir()
    for name, text in VOICES.items():
        (tmp_path / "voices" / f"{name}.toml").write_text(text, encoding="utf-8")
    settings(made)
    made.review("one", "Orlok waits.")
    return made


def settings(made: MadeShow, keys: str = "", tables: str = "") -> None:
    (made.root / "show.toml").write_text(TOML.format(keys=keys, tables=tables), encoding="utf-8")


def build(made: MadeShow, **wishes: object) -> Outcome:
    outcome = batch.build(made.reviews, replace(made.studio, **wishes), Silence())
    assert [result.error for result in outcome.results] == [None] * len(outcome.results)
    return outcome


def spoke(made: MadeShow, name: str = "one", **wishes: object) -> tuple[str, bool]:
    """Build; who narrates that review now, and whether it was left as it was."""
    result = next(result for result in build(made, **wishes).results if result.path.stem == name)
    assert result.episode is not None
    return result.episode.voice, result.unchanged


def kept(made: MadeShow) -> str | None:
    return ledger.first_voice(made.root / "ledger")


def test_a_first_build_without_the_extra_decides_for_good(show, shelf):
    """The extra comes, and neither an old episode nor a new one is in its voice."""
    shelf.empty |= {"joe"}
    assert (spoke(show), kept(show)) == (("narrator", False), "narrator")
    shelf.empty -= {"joe", "heart"}
    assert (spoke(show), kept(show)) == (("narrator", True), "narrator")
    show.review("two", "Nobody sleeps.")
    assert spoke(show, "two") == ("narrator", False)


def test_a_first_build_with_the_extra_keeps_its_voice_when_that_goes(show, shelf):
    """What is there stays; what is new another speaks, which is told; and it comes back with the extra."""
    assert (spoke(show), kept(show)) == (("joe", False), "joe")
    shelf.empty |= {"joe"}
    assert spoke(show) == ("joe", True)
    show.review("two", "Nobody sleeps.")
    (old, new) = build(show).results
    assert (old.unchanged, new.episode.voice, new.episode.absent) == (True, "narrator", ("joe",))
    assert [each.message for each in new.stand_ins] == ['the voice "joe" is not here; "narrator" speaks instead']
    assert kept(show) == "joe"
    assert spoke(show, "two") == ("narrator", True)
    shelf.empty -= {"joe"}
    assert spoke(show, "two") == ("joe", False)
    assert spoke(show, "two") == ("joe", True)


def test_a_voice_that_is_named_speaks_once_it_is_installed(show, shelf):
    """Who was told what to install, and did, hears it at the next build; the ledger keeps who spoke first."""
    shelf.empty |= {"joe"}
    settings(show, 'voice = "joe"')
    assert (spoke(show), kept(show)) == (("narrator", False), "narrator")
    shelf.empty -= {"joe"}
    assert (spoke(show), kept(show)) == (("joe", False), "narrator")


def test_what_listeners_have_is_not_spoken_anew_by_installing(show, shelf):
    """An episode that was published with a stand-in keeps it until its review changes."""
    shelf.empty |= {"joe"}
    settings(show, 'voice = "joe"')
    build(show)
    book = ledger.read(show.root / "ledger")
    (episode,) = book.episodes.values()
    release = ledger.Release("https://example.org/", "2026-01-01", "0" * 64, {episode.guid: episode.audio})
    ledger.save_show(show.root / "ledger", replace(book, released={"there": release}))
    shelf.empty -= {"joe"}
    assert spoke(show) == ("narrator", True)
    show.review("one", "Orlok waits no more.")
    assert spoke(show) == ("joe", False)


def test_rules_are_compared_in_the_voice_that_spoke(show, shelf):
    """A rule file that says nothing new leaves an episode alone, also where its voice is not installed any more."""
    tones = 'engine = "tone"\nfallback = "narrator"'  # which is told of a rule in another way
    (show.root / "voices" / "joe.toml").write_text(tones, encoding="utf-8")
    settings(show, 'voice = "joe"')
    show.rules('Orlok = "OR-lok"')
    assert spoke(show) == ("joe", False)
    shelf.empty |= {"joe"}
    show.rules('Orlok = "OR-lok"\nNobody = "NOH-buh-dee"')
    assert spoke(show) == ("joe", True)
    show.rules('Orlok = "AR-leek"')
    assert spoke(show) == ("narrator", False)


def test_tones_that_were_only_asked_for_are_not_kept(show, shelf):
    """The first build that speaks decides."""
    assert (spoke(show, voice="draft"), kept(show)) == (("draft", False), None)
    assert (spoke(show), kept(show)) == (("joe", False), "joe")


def test_a_voice_that_was_asked_for_at_the_first_build_is_kept(show, shelf):
    """It is the voice of the first build."""
    assert (spoke(show, voice="quote"), kept(show)) == (("quote", False), "quote")
    assert spoke(show) == ("quote", False)  # what was asked for may have been more than a voice
    assert spoke(show) == ("quote", True)


def test_the_voice_of_one_review_is_not_that_of_the_show(show, shelf):
    """Even if it is the first that is built."""
    show.review("one", "Orlok waits.", "voice: quote\n")
    assert (spoke(show), kept(show)) == (("quote", False), "joe")


def test_the_history_tells_of_another_voice(show, shelf):
    """From which to which."""
    build(show)
    settings(show, 'voice = "quote"')
    build(show)
    record = json.loads((show.root / "ledger" / "one.json").read_text(encoding="utf-8"))
    assert record["history"][-1]["change"] == "other voice: joe -> quote"


def test_a_review_with_a_quotation_in_a_second_voice(show, shelf):
    """Both are in one episode, by one set of rules; the ledger has both names."""
    settings(show, 'voice = "narrator"', '[voices]\nquotation = "quote"\n')
    show.rules('Orlok = "OR-lok"')
    show.review("one", "Orlok waits.\n\n> Orlok waits.\n\nNobody sleeps.")
    (result,) = build(show).results
    first, second, third = result.takes
    assert [take.utterance.voice.profile for take in result.takes] == ["narrator", "quote", "narrator"]
    assert first.utterance.rules == second.utterance.rules != ()
    assert first.clip.pcm != second.clip.pcm
    assert not any(take.reused for take in (first, second, third))
    assert (result.episode.voice, result.episode.others) == ("narrator", ("quote",))
    settings(show, 'voice = "narrator"')
    (result,) = build(show).results
    assert [take.reused for take in result.takes] == [True, True, True]
    assert result.episode.history[-1]["change"] == "without the voice quote"


def test_a_voice_that_nobody_can_speak_stops_its_reviews_alone(show, shelf):
    """The build of the others goes on."""
    show.review("two", "Nobody sleeps.", "voice: quote\n")
    shelf.empty |= {"quote"}
    one, two = batch.build(show.reviews, show.studio, Silence()).results
    assert one.error is None
    assert 'the voice "quote" is not here' in str(two.error)
    assert str(two.error).startswith(str(show.root / "reviews" / "two.md"))


def test_a_draft_knows_all_its_voices(show, shelf):
    """The narrator first, when it speaks first."""
    settings(show, 'voice = "narrator"', '[voices]\nquotation = "quote"\n')
    show.review("one", "Orlok waits.\n\n> Orlok waits.")
    script: Script = production.draft(show.reviews[0], show.studio).script
    assert [voice.profile for voice in script.voices] == ["narrator", "quote"]


# --- at the terminal --------------------------------------------------------------------------------------


@pytest.fixture
def far(tmp_path: Path) -> Command:
    """A show of two reviews in a voice that nobody has, with tones to stand in."""
    made = make_show(tmp_path / "show")
    (made.root / "voices").mkdir()
    (made.root / "voices" / "far.toml").write_text('engine = "piper"\nvoice = "xx_XX-nobody-low"\nfallback = "draft"')
    settings(made, 'voice = "far"')
    made.review("one", "Orlok waits.")
    made.review("two", "Nobody sleeps.")
    return Command(made.root)


def test_a_build_says_once_who_speaks_instead(far):
    """However many reviews it is so in; a program is told of each."""
    run = far("build")
    (told,) = [line for line in run.err.splitlines() if line.startswith("warning: ")]
    assert run.status == 0
    assert told.startswith('warning: the voice "far" ')
    assert told.endswith('"draft" speaks instead')
    assert "warning" not in far("build").err  # nothing was recorded
    (far.folder / "reviews" / "two.md").write_text("Everybody sleeps.", encoding="utf-8")
    rows = [row for row in far("build", "--json").rows if row.get("code") == "stand-in"]
    assert [(row["event"], row["review"]) for row in rows] == [("notice", "reviews/two.md")]


def test_who_only_looks_is_told_too(far):
    """By the script, by a dry run, and when a name is heard."""
    for words in (("script", "reviews/one.md"), ("build", "--dry-run"), ("lexicon", "hear", "Orlok", "--no-play")):
        run = far(*words)
        assert run.status == 0
        assert run.err.count('"draft" speaks instead') == 1


def test_a_voice_without_a_fallback_is_refused_once(far):
    """At show.toml, where it is named, and with status 1."""
    path = far.folder / "voices" / "far.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('fallback = "draft"', ""), encoding="utf-8")
    run = far("build")
    assert run.status == 1
    (told,) = run.err.splitlines()
    assert told.startswith('error: show.toml: the voice "far" ')
