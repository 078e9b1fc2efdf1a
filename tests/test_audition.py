"""Hearing a name before it is decided: what is in the file, and that it is what a build would make."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from made_shows import MadeShow, make_show
from reviewcast import audition, batch
from reviewcast.audition import Audition
from reviewcast.booth import Engines
from reviewcast.errors import UsageError
from reviewcast.model import Rule, Saying
from reviewcast.report import Silence

TEXT = "Nobody speaks. Anjelica Huston plays the director. Huston’s scenes are few.\n"
WORDS = [f"{one}{two}t" for one in "bdfglmprstvz" for two in ("ai", "ee", "oa", "oo", "ou", "ea")]
RULE = Rule("Huston", Saying("say", "HYOO-stun"))


@pytest.fixture(scope="module")
def voices():
    with Engines(2) as engines:
        yield engines


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show", tone=True)
    made.review("one", TEXT)
    return made


def hear(
    show: MadeShow, voices: Engines, name: str, rule: Rule | None = None, reviews: list[Path] | None = None
) -> Audition:
    return audition.hear(
        name, rule, show.reviews if reviews is None else reviews, show.studio, voices, show.root / "heard"
    )


def labels(heard: Audition) -> list[tuple[str, str]]:
    return [(part.label, part.text) for part in heard.parts]


def sound(heard: Audition) -> tuple[int, dict[str, bytes], float]:
    """Frames a second, the sound of each part by its label, and the seconds of the whole file."""
    with wave.open(str(heard.path)) as file:
        rate, frames = file.getframerate(), file.getnframes()
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        data = file.readframes(frames)
    parts = {
        part.label: data[2 * round(part.start * rate) : 2 * round((part.start + part.seconds) * rate)]
        for part in heard.parts
    }
    return rate, parts, frames / rate


def test_a_trial_is_heard_alone_and_then_in_its_sentence_before_and_after(show, voices):
    """In the first sentence that has the name, also inside a longer name that no rule says."""
    heard = hear(show, voices, "Huston", RULE)
    sentence = "Anjelica Huston plays the director."
    assert labels(heard) == [("alone", "Huston"), ("before", sentence), ("after", sentence)]
    assert heard.parts[1].spoken == sentence != heard.parts[2].spoken
    assert heard.rule == RULE


def test_the_parts_are_where_they_are_said_to_be(show, voices):
    """One after the other, silence between them, and nothing behind the last."""
    heard = hear(show, voices, "Huston", RULE)
    rate, parts, seconds = sound(heard)
    for part, following in zip(heard.parts, heard.parts[1:], strict=False):
        assert following.start == pytest.approx(part.start + part.seconds + 0.6, abs=0.002)
        assert any(parts[part.label])
    assert seconds == pytest.approx(heard.parts[-1].start + heard.parts[-1].seconds, abs=0.002)
    with wave.open(str(heard.path)) as file:
        file.setpos(round((heard.parts[1].start - 0.5) * rate))
        assert not any(file.readframes(round(0.4 * rate)))


def test_before_and_after_sound_different(tmp_path, voices):
    """In the house voice, by the rule that is in no file yet."""
    show = make_show(tmp_path / "real")
    show.review("one", TEXT)
    _, parts, _ = sound(hear(show, voices, "Huston", RULE))
    assert parts["before"] != parts["after"]


def test_a_build_has_the_very_take_that_was_heard(show, voices):
    """Once the rule is in the file its sentence is not recorded again."""
    heard = hear(show, voices, "Huston", RULE)
    show.rules('Huston = "HYOO-stun"')
    (result,) = batch.build(show.reviews, show.studio, Silence()).results
    takes = {take.utterance.spoken: take for take in result.takes}
    after = takes[heard.parts[2].spoken]
    assert (after.reused, [take.reused for take in result.takes].count(True)) == (True, 1)


def test_a_saved_rule_is_heard_against_the_voice_alone(show, voices):
    """What would be spoken without the rule comes before."""
    show.rules('Huston = "HYOO-stun"')
    heard = hear(show, voices, "Huston")
    assert [part.label for part in heard.parts] == ["alone", "before", "after"]
    assert heard.parts[1].spoken == heard.parts[1].text
    assert heard.rule is not None


def test_a_name_without_a_rule_is_heard_once(show, voices):
    """There is nothing to compare it with."""
    heard = hear(show, voices, "Anjelica")
    assert labels(heard) == [("alone", "Anjelica"), ("sentence", "Anjelica Huston plays the director.")]
    assert heard.rule is None


def test_a_name_inside_a_longer_ruled_one_is_heard_where_its_own_rule_acts(show, voices):
    """Its first own sentence, not the first that has it in the other's."""
    show.rules('"Anjelica Huston" = "an-JEL-ih-kuh HYOO-stun"')
    heard = hear(show, voices, "Huston", RULE)
    assert labels(heard)[1:] == [("before", "Huston’s scenes are few."), ("after", "Huston’s scenes are few.")]


def test_a_name_that_only_stands_inside_a_longer_ruled_one_is_heard_as_that_says(show, voices):
    """The trial changes nothing there, and so it is heard once."""
    show.review("one", "Anjelica Huston plays.\n")
    show.rules('"Anjelica Huston" = "an-JEL-ih-kuh HYOO-stun"')
    assert [part.label for part in hear(show, voices, "Huston", RULE).parts] == ["alone", "sentence"]


def test_a_respelling_is_heard_alone(show, voices):
    """It stands in no review."""
    heard = hear(show, voices, "HYOO-stun")
    assert labels(heard) == [("alone", "HYOO-stun")]
    assert heard.rule is not None
    assert heard.parts[0].spoken != "HYOO-stun"


def test_a_word_of_a_review_is_no_respelling(show, voices):
    """Though it would read as one."""
    show.review("one", "Don goes.\n")
    assert hear(show, voices, "Don").rule is None


def test_a_name_that_stands_nowhere_is_heard_alone(show, voices):
    """As the voice reads it, or by the trial."""
    assert labels(hear(show, voices, "Mxyzptlk")) == [("alone", "Mxyzptlk")]
    assert hear(show, voices, "Reedus", Rule("Reedus", Saying("as", "reed us"))).parts[0].spoken == "reed us"


def test_a_guarded_trial_is_heard_alone_and_where_it_acts(show, voices):
    """By itself a guard would silence it."""
    guarded = Rule("Huston", Saying("as", "Hewston"), after=("Anjelica",))
    heard = hear(show, voices, "Huston", guarded)
    assert heard.parts[0].spoken == "Hewston"
    assert [part.label for part in heard.parts] == ["alone", "before", "after"]


def test_what_cannot_be_said_is_refused(show, voices):
    """An empty name, or one of signs."""
    for name in ("…", " "):
        with pytest.raises(UsageError, match="nothing to say"):
            hear(show, voices, name)


def test_the_name_may_come_in_another_typography(show, voices):
    """Curly or straight, in other hyphens."""
    show.review("one", "We met Duncan‑Brewster and O’Neill.\n")
    assert [part.label for part in hear(show, voices, "Duncan-Brewster").parts] == ["alone", "sentence"]
    assert [part.label for part in hear(show, voices, "O'Neill").parts] == ["alone", "sentence"]
    assert [part.label for part in hear(show, voices, "O’Neill").parts] == ["alone", "sentence"]


@pytest.mark.parametrize("name", ["Timothée Chalamet", "Ana de Armas", "O'Neill"])
def test_a_name_is_found_however_the_source_spells_it(show, voices, name):
    """Entities, markup and line breaks of a source are none of its letters."""
    show.review("one", "We like Timoth&eacute;e *Chalamet*, Ana *de\nArmas* and O&rsquo;Neill.\n")
    assert [part.label for part in hear(show, voices, name).parts] == ["alone", "sentence"]


def test_a_name_is_found_in_a_review_in_utf_16(show, voices):
    """As some editors on Windows save it."""
    path = show.review("one", "")
    path.write_bytes(TEXT.encode("utf-16"))
    assert [part.label for part in hear(show, voices, "Anjelica").parts] == ["alone", "sentence"]


def test_a_name_that_the_trial_tears_apart_is_heard_as_it_was(show, voices):
    """Its many words make the sentence too long for one breath, and the cut may fall inside the name."""
    rule = Rule("Ana Nolan", Saying("as", " ".join(WORDS[:38])))
    for before in range(30, 45):
        show.review("one", " ".join([*WORDS[:before], "Ana Nolan", *WORDS[before:72]]) + ".\n")
        assert ("alone", "Ana Nolan") in labels(hear(show, voices, "Ana Nolan", rule))
