"""Voices beside each other: who is compared, on which words, at which level, and what the page of it holds."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from made_shows import MadeShow, make_show
from reviewcast import comparison, loudness, media
from reviewcast.comparison import passage
from reviewcast.comparison.page import pace
from reviewcast.errors import ShowError, UsageError, VoiceError
from reviewcast.model import Cue, Voice
from reviewcast.voicebank import Kit

TONE = Voice("draft", engine="tone", voice="tone")
ESPEAK = Voice("narrator")
LONG = "The train runs on and the rain comes down upon the roof of every carriage that it has. "
TEXT = f"""\
{LONG}{LONG}{LONG}

## Who is in it?

Nobody else. {LONG}

Anjelica Huston plays the director. {LONG}{LONG}

{LONG}{LONG}
"""


@pytest.fixture
def show(tmp_path) -> MadeShow:
    made = make_show(tmp_path / "show")
    made.review("one", TEXT)
    return made


def text_of(show: MadeShow) -> passage.Text:
    return passage.of_review(show.reviews[0], show.studio)


def words_of(chosen: tuple[tuple[int, str], ...]) -> str:
    return " ".join(words for _, words in chosen)


# --- the words --------------------------------------------------------------------------------------------


def test_a_passage_is_whole_sentences_of_about_that_length(show):
    """From the beginning of the body, without headings and the show's own words."""
    said = words_of(passage.choose(text_of(show), ESPEAK, 12))
    assert said == " ".join(LONG.strip() for _ in range(2))


def test_a_passage_has_one_sentence_at_least(show):
    """However short it is to be."""
    assert words_of(passage.choose(text_of(show), ESPEAK, 0.1)) == LONG.strip()


def test_a_passage_crosses_a_heading_and_leaves_it_out(show):
    """It is what is said, not who announces it."""
    said = words_of(passage.choose(text_of(show), ESPEAK, 24))
    assert f"{LONG}Nobody else." in said
    assert "Who is in it" not in said


def test_a_passage_with_a_name_that_has_a_rule_is_preferred(show):
    """From the beginning of the first paragraph from which it is reached."""
    show.rules('Huston = "HYOO-stun"')
    assert words_of(passage.choose(text_of(show), ESPEAK, 6)).startswith("Anjelica Huston plays the director.")
    assert words_of(passage.choose(text_of(show), ESPEAK, 16)).startswith("Nobody else.")


def test_a_name_far_down_is_not_worth_it(show):
    """Whoever compares voices wants to hear how a review begins."""
    show.rules('Huston = "HYOO-stun"')
    path = show.review("two", f"{LONG * 3}\n\n" * 9 + "Anjelica Huston plays the director.\n")
    chosen = passage.choose(passage.of_review(path, show.studio), ESPEAK, 6)
    assert words_of(chosen) == LONG.strip()


def test_every_voice_says_the_same_words_by_its_own_rules(show):
    """The text is one, what each engine gets is its own."""
    show.rules('[rules.Huston]\nsay = "HYOO-stun"\nengine.pyttsx3 = { as = "Hewston" }')
    text = text_of(show)
    chosen = passage.choose(text, ESPEAK, 6)
    scripts = [passage.excerpt(text, voice, chosen) for voice in (ESPEAK, TONE)]
    assert [words_of(((each.line, each.text),)) for each in scripts[0].utterances] == [words for _, words in chosen]
    assert [each.text for each in scripts[0].utterances] == [each.text for each in scripts[1].utterances]
    assert "Hewston" in scripts[0].utterances[0].spoken
    assert "Hewston" not in scripts[1].utterances[0].spoken


def test_a_repeated_sentence_after_the_passage_is_no_part_of_it(show):
    """Though it has the same words and stands in the same paragraph."""
    chosen = passage.choose(text_of(show), ESPEAK, 6)
    assert len(passage.excerpt(text_of(show), ESPEAK, chosen).utterances) == len(chosen) == 1


def test_words_are_no_markup(show):
    """What one types is said as it stands."""
    said = passage.first_paragraph(passage.of_words("# One & *two* <b>three</b>", show.studio), TONE)
    assert said[0].text == "# One & *two* <b>three</b>"


@pytest.mark.parametrize("words", ["", "  \n", "***", "\x07"])
def test_nothing_to_say_is_told(show, words):
    """Before anything is started."""
    with pytest.raises(UsageError, match="nothing to say"):
        passage.of_words(words, show.studio)


# --- who --------------------------------------------------------------------------------------------------


def test_a_profile_goes_before_a_model_of_that_name(show):
    """A show may call a voice of its own like one of espeak's."""
    folder = show.root / "voices"
    folder.mkdir()
    (folder / "en-gb.toml").write_text('engine = "tone"\nvoice = "tone"\n', encoding="utf-8")
    assert comparison.voice_called("en-gb", show.root).engine == "tone"
    assert comparison.voice_called("en-gb", None) == Voice("en-gb", voice="en-gb", language="en-GB")


def test_a_model_is_called_as_its_engine_calls_it():
    """Installed or not: whoever speaks with it says what is missing."""
    assert comparison.voice_called("en_US-joe-medium", None).engine == "piper"
    kokoro = comparison.voice_called("af_heart", None)
    assert (kokoro.engine, kokoro.voice, kokoro.language) == ("kokoro", "af_heart", "en-US")
    variant = comparison.voice_called("en-gb+f3", None)
    assert (variant.engine, variant.voice, variant.language) == ("pyttsx3", "en-gb+f3", "en-GB")


@pytest.mark.parametrize(
    ("name", "meant"), [("joee", "joe"), ("af_hart", "af_heart"), ("en_US-jo-medium", "en_US-joe-medium")]
)
def test_a_name_that_is_none_gets_a_guess(name, meant):
    """Of profiles and of models."""
    with pytest.raises(UsageError, match=f'there is no voice "{name}"; did you mean "{meant}"'):
        comparison.voice_called(name, None)


@pytest.mark.parametrize("name", ["", "../../x", "a\x1b[31mb", "x" * 999])
def test_a_name_that_nobody_has_is_one_sentence(name):
    """Whatever is in it: no path is opened, and nothing in it reaches the terminal."""
    with pytest.raises(UsageError) as told:
        comparison.voice_called(name, None)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 200


def test_all_that_are_installed_are_compared_the_show_s_first(show):
    """No tones, and no model that a profile speaks with already."""
    written = (show.root / "show.toml").read_text(encoding="utf-8")
    (show.root / "show.toml").write_text(written.replace('"narrator"', '"quote"'), encoding="utf-8")
    names = [voice.profile for voice in comparison.candidates(show.studio).voices]
    assert names[0] == "quote"
    assert {"joe", "narrator"} <= set(names)
    assert not {"draft", "en_US-joe-medium"} & set(names)


def test_a_model_without_a_profile_is_compared_too(show):
    """After the profiles, by the engine's name."""
    folder = show.root / "voices"
    folder.mkdir()
    for name in ("joe", "joe-quote"):
        (folder / f"{name}.toml").write_text('engine = "tone"\nvoice = "tone"\n', encoding="utf-8")
    voices = comparison.candidates(show.studio).voices
    assert [(each.engine, each.voice) for each in voices if each.profile == "en_US-joe-medium"] == [
        ("piper", "en_US-joe-medium")
    ]
    assert voices.index(next(each for each in voices if each.profile == "narrator")) == 0


def test_more_than_twelve_are_not_compared_and_named(show):
    """A page of films' size helps nobody."""
    folder = show.root / "voices"
    folder.mkdir()
    for number in range(20):
        (folder / f"own {number:02}.toml").write_text(f"rate = {150 + number}\n", encoding="utf-8")
    found = comparison.candidates(show.studio)
    assert len(found.voices) == 12
    assert "own 19" in found.left_out


def test_a_profile_that_cannot_speak_is_named_with_the_reason(show):
    """One that lacks its model, one that is wrong; the others are compared all the same."""
    folder = show.root / "voices"
    folder.mkdir()
    (folder / "fast.toml").write_text("rate = 5000\n", encoding="utf-8")
    (folder / "far.toml").write_text('engine = "piper"\nvoice = "en_US-nobody-low"\n', encoding="utf-8")
    absent = dict(comparison.candidates(show.studio).absent)
    assert "fast.toml:1: rate" in absent["fast"]
    assert "en_US-nobody-low" in absent["far"]


# --- the sound --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    made = make_show(tmp_path_factory.mktemp("compared"))
    made.rules('Huston = "HYOO-stun"')
    path = made.review("one", TEXT)
    lost = Voice("lost", engine="piper", voice="en_US-nobody-low")
    began: list[str] = []
    told = comparison.compare(
        path, [ESPEAK, lost, TONE], made.studio, seconds=8, begin=lambda voice: began.append(voice.profile)
    )
    return made, told, began


def decoded(data: bytes) -> np.ndarray:
    return np.concatenate(list(media.decode_mp3(data)))


def test_all_are_equally_loud(compared):
    """-16 LUFS on the decoded file, so that ears compare voices and not levels."""
    for each in compared[1].performances:
        if each.data:
            measured = loudness.measure([decoded(each.data)], 44_100)
            assert measured.lufs == pytest.approx(-16, abs=0.3)
            assert measured.true_peak <= -1


def test_they_come_in_the_order_in_which_they_were_named(compared):
    """Though one engine runs after the other."""
    assert [each.voice.profile for each in compared[1].performances] == ["narrator", "lost", "draft"]
    assert sorted(compared[2]) == ["draft", "lost", "narrator"]


def test_a_voice_that_fails_says_why_and_stops_nobody(compared):
    """In its own place."""
    lost = compared[1].performances[1]
    assert "en_US-nobody-low" in lost.error
    assert (lost.data, lost.speed) == (b"", 0.0)


def test_each_sentence_is_where_its_cue_says(compared):
    """One cue a sentence, ascending, inside the file, with sound between start and end and none before."""
    for each in compared[1].performances:
        if each.data:
            sound = np.abs(decoded(each.data)[:, 0])
            assert [cue.text for cue in each.cues] == list(compared[1].words)
            for cue in each.cues:
                assert sound[int(cue.start * 44_100) : int(cue.end * 44_100)].max() > 0.05
                assert sound[int((cue.start - 0.15) * 44_100) : int((cue.start - 0.03) * 44_100)].max() < 0.02


def test_the_speed_is_measured(compared):
    """Of takes recorded now: as many seconds of sound as all sentences have, in some time, and nothing is kept."""
    espeak = compared[1].performances[0]
    assert espeak.sound == pytest.approx(sum(cue.end - cue.start for cue in espeak.cues), rel=0.25)
    assert espeak.speed > 3
    assert espeak.rate == 22_050
    assert not (compared[0].root / "cache" / "take").exists()


def test_no_voice_at_all_is_told(show):
    """There is nothing to compare."""
    with pytest.raises(VoiceError, match="no voice is installed"):
        comparison.compare(show.reviews[0], [], show.studio)


def test_a_wrong_rule_file_stops_everything(show):
    """It would be wrong in every voice."""
    show.rules("Huston = 3")
    with pytest.raises(ShowError, match=r"pronunciations\.toml"):
        comparison.compare(show.reviews[0], [TONE], show.studio)


# --- the page ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(compared):
    found = comparison.Candidates((), ("zoe",), (("heart", "it needs <Kokoro>"),))
    return comparison.render(compared[1], found, compared[0].studio.show).decode()


def test_the_page_asks_nobody_for_anything(page):
    """No address in it, and a policy that allows its own sound, style and script only."""
    assert not re.search(
        r"(?:https?:)?//[a-z]", re.sub(r"data:audio/mpeg;base64,[^\"]*|sha256-[^']*'", "", unescape(page))
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    for element in ("style", "script"):
        inside = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in unescape(policy)
    assert "default-src 'none'" in unescape(policy)


def test_the_page_holds_every_sound(compared, page):
    """The very bytes, each with a label."""
    sounds = [base64.b64decode(each) for each in re.findall(r'src="data:audio/mpeg;base64,([^"]*)"', page)]
    assert sounds == [each.data for each in compared[1].performances if each.data]
    assert re.findall(r'<audio [^>]*aria-label="([^"]*)"', page) == [
        "narrator reads the passage",
        "draft reads the passage",
    ]


def test_the_page_says_what_a_producer_chooses_by(page):
    """Speed, size, licence, what to write; who failed, who is not here, and who was left out."""
    for words in (
        "GPL-3.0-or-later, no claim on what it says",
        "22,050 Hz",
        "× real time",
        'voice = "narrator"',
        "en_US-nobody-low",
        "it needs <Kokoro>",
        'Left out: <span dir="auto">zoe</span>',
    ):
        assert words in unescape(page)
    assert "it needs &lt;Kokoro&gt;" in page


def test_the_page_says_what_to_write_for_a_voice_without_a_profile(compared):
    """A file's name that can be one, and the language, which rules depend on."""
    made, told, _ = compared
    voice = Voice("en_GB-many-low#7", "piper", "en_GB-many-low#7", language="en-GB")
    one = replace(told.performances[0], voice=voice, kit=Kit("CC0-1.0", 1, "it was trained on from another"))
    page = comparison.render(replace(told, performances=(one,)), comparison.Candidates(()), made.studio.show).decode()
    written = unescape(page)
    assert "voices/many-7.toml" in written
    assert 'engine = "piper"\nvoice = "en_GB-many-low#7"\nlanguage = "en-GB"' in written
    assert "it was trained on from another" in written


def test_nothing_in_a_review_or_a_profile_is_markup_on_the_page(compared):
    """Titles, words and names are shown as they are."""
    made, told, _ = compared
    evil = "</script><script>alert(1)</script>\"'{{ 7*7 }}\x00"
    voice = replace(ESPEAK, profile=evil, voice=evil, engine=evil)
    one = replace(told.performances[0], voice=voice, kit=Kit(evil, 1), cues=(Cue(0, 1, evil, 0),))
    two = replace(told.performances[1], voice=voice, error=evil)
    bad = replace(told, title=evil, review=evil, words=(evil,), performances=(one, two))
    found = comparison.Candidates((), (evil,), ((evil, evil),))
    page = comparison.render(bad, found, made.studio.show).decode()
    assert page.count("<script>") == 1
    assert "49" not in re.sub(r"base64,[^\"]*|sha256-[^']*|<style>.*</style>", "", page, flags=re.DOTALL)
    assert "\x00" not in page


def test_a_voice_that_breaks_a_sentence_elsewhere_only_plays(compared):
    """Its sentences cannot be found one by one."""
    made, told, _ = compared
    one = replace(told.performances[0], cues=told.performances[0].cues[:-1])
    page = comparison.render(replace(told, performances=(one,)), comparison.Candidates(()), made.studio.show).decode()
    assert "<audio" in page
    assert "data-starts" not in page.partition("<script>")[0]


@pytest.mark.parametrize(
    ("speed", "shown"), [(2.24, "2.2 × real time"), (9.96, "10 × real time"), (312.7, "313 × real time")]
)
def test_a_speed_is_told_in_as_many_digits_as_it_is_worth(speed, shown):
    """Nobody chooses by the rest."""
    assert pace(speed) == shown
