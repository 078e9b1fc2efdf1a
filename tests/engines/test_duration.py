"""How long words last, and what cannot be a recording of them."""

from __future__ import annotations

import numpy as np
import pytest

from reviewcast import engines
from reviewcast.clip import Clip
from reviewcast.engines import Recording
from reviewcast.engines.duration import implausible, predicted_seconds
from reviewcast.model import Voice

PROSE = "The projectionist kept a second lamp under the stairs, because the first one never lasted the night."


def sounding(seconds):
    return Recording(Clip.from_samples(np.full(int(seconds * 8_000), 99, np.int16), 8_000))


@pytest.fixture(scope="module")
def espeak():
    with engines.open_engine("pyttsx3", 1) as engine:
        yield engine


@pytest.mark.parametrize("rate", [80, 165, 300, 449])
def test_prose_lasts_as_predicted(espeak, rate):
    """Within a tenth, from the slowest rate to the fastest."""
    assert espeak.say(PROSE, Voice("x", rate=rate)).clip.seconds == pytest.approx(
        predicted_seconds(PROSE, rate), rel=0.1
    )


@pytest.mark.parametrize(
    "spoken",
    [
        "1,000,000",
        "The U.S.A. in 1922",
        "www.example.com",
        "WWW " * 10,
        "I",
        "a",
        "12345678901234567890",
        "🎬🎬",
        "$9.99",
        "&&&&&&",
        "%%%%",
        "e e e e e e",
        "hmm",
        "XXXVIII",
        "日本語",
        "Москва",
        "...",
        "½",
        "O'Neill's",
    ],
)
@pytest.mark.parametrize("rate", [80, 450])
def test_what_espeak_really_does_is_plausible(espeak, spoken, rate):
    """Numbers, spelled letters, symbols and other scripts are far from prose, and right."""
    assert implausible(espeak.say(spoken, Voice("x", rate=rate)), spoken, rate) == ""


BLOCKS = (
    *("[[ hj'u:st@n ]]", "[[ 'A:na# da# 'A@m@s ]]", "[[ g'eIbri|@l b'3:n ]]", "[[ roUm'an lA:kU@b'A:_| ]]"),
    *("[[ 'eI ]]", "[[ bi: ]]", "[[ ,eI,Ems'i: ]]", "[[ str'ENTs ]]", "[[ S@l@m'eI ]]", "[[ tSaI ]]"),
)


@pytest.mark.parametrize("rate", [80, 165, 450])
def test_blocks_of_phones_are_plausible(espeak, rate):
    """One alone, one in a sentence, and twenty in a row: none is refused, and a fifth of the row is."""
    voice = Voice("x", rate=rate)
    for spoken in (*BLOCKS, *(f"She met {block}, and left." for block in BLOCKS), " ".join(BLOCKS * 2)):
        recording = espeak.say(spoken, voice)
        assert implausible(recording, spoken, rate) == "", spoken
        assert recording.clip.seconds == pytest.approx(predicted_seconds(spoken, rate), rel=0.8), spoken
    assert "does not fit" in implausible(sounding(recording.clip.seconds / 5), spoken, rate)


@pytest.mark.parametrize(
    ("recording", "says"),
    [
        (Recording(Clip.from_pcm(b"", 8_000)), "without sound"),
        (Recording(Clip.silence(40_000, 8_000)), "silent"),
        (sounding(1.0), "1.0 seconds"),
        (sounding(80.0), "80.0 seconds"),
    ],
    ids=["empty", "silent", "cut off", "runaway"],
)
def test_what_cannot_be_these_words_is_said(recording, says):
    """No sound, only zeros, a fifth of the length, ten times the length."""
    assert says in implausible(recording, PROSE, 165)


def test_punctuation_alone_may_be_silent():
    """Nothing was to be heard."""
    assert implausible(Recording(Clip.silence(100, 8_000)), "…", 165) == ""
