"""What the voice process does with pyttsx3 and the library, without either."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast.engines.espeak_driver import Espeak, ascending, merged
from reviewcast.engines.wire import Request, RequestError


def espeak(identifier=b"gmw/en-US", rate=165, pitch=50):
    """An Espeak whose library says that it speaks so, whatever was set."""
    instance = object.__new__(Espeak)
    voice = SimpleNamespace(identifier=identifier, name=identifier)
    instance._engine = SimpleNamespace(setProperty=lambda name, value: None)
    instance._driver = SimpleNamespace(take_commands=lambda: None)
    instance._constants = SimpleNamespace(
        RATE=1, PITCH=3, GetCurrentVoice=lambda: SimpleNamespace(contents=voice), ListVoices=lambda spec: []
    )
    instance._library = SimpleNamespace(espeak_GetParameter=lambda index, current: {1: rate, 3: pitch}[index])
    return instance


@pytest.fixture(autouse=True)
def _no_languages(monkeypatch):
    monkeypatch.setattr("reviewcast.engines.espeak_driver._languages", lambda voice: ["en-us"])


def test_a_voice_that_is_as_asked_is_taken():
    """The voice by its language code, the rate and the pitch."""
    espeak().set_voice(Request(165, 50, "espeak", "en-us", ""))


@pytest.mark.parametrize(
    ("instance", "says"),
    [
        (espeak(rate=175), "rate 175 where 165"),
        (espeak(pitch=40), "pitch 40 where 50"),
        (espeak(identifier=b"gmw/en-US+f3"), "no voice"),
    ],
)
def test_a_setting_that_was_lost_is_noticed(instance, says):
    """pyttsx3 holds settings back, and its library's thread races them: what counts is what is read back."""
    with pytest.raises(RequestError, match=says):
        instance.set_voice(Request(165, 50, "espeak", "en-us", ""))


events = st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 10**6)))


@settings(deadline=None)
@given(events)
def test_word_times_ascend(raw):
    """Positions strictly, times weakly, from 0, whatever the library sends."""
    words = ascending(raw)
    assert all(position >= 0 and frame >= 0 for position, frame in words)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(words))


def test_the_first_of_several_events_counts():
    """As for "2025," where three of four events have the same position."""
    raw = [(52, 68019), (55, 71036), (56, 75814), (56, 86151), (56, 96082), (61, 110458)]
    assert ascending(raw) == ((51, 68019), (54, 71036), (55, 75814), (60, 110458))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 40), st.binary(max_size=9))))
def test_every_phone_is_of_some_word(raw):
    """Whatever the library sends, nothing that is heard gets lost, and nothing silent or negative is told."""
    words = merged(raw)
    assert all(position >= 0 and ipa for position, ipa in words)
    heard = "".join(data.decode(errors="ignore") for _, _, data in raw)
    assert "".join(ipa for _, ipa in words).replace(" ", "") == heard.replace(" ", "")


def test_the_words_of_a_number_are_one_word():
    """As for "of 2025, now": four events overlap, and one of silence comes between."""
    raw = [
        (0, 0, b""),
        (1, 2, "ʌv".encode()),
        (4, 4, "tˈuː".encode()),
        (5, 4, "θˈaʊzənd".encode()),
        (5, 4, "twˈɛnti".encode()),
        (5, 4, "fˈaɪv".encode()),
        (8, 1, b""),
        (10, 3, "nˈaʊ".encode()),
    ]
    assert merged(raw) == ((0, "ʌv"), (3, "tˈuː θˈaʊzənd twˈɛnti fˈaɪv"), (9, "nˈaʊ"))


def test_half_a_letter_is_left_out():
    """The library cuts the name of a phone at eight bytes, wherever that is."""
    assert merged([(1, 4, "bˈaɪʊɹ".encode()[:-1])]) == ((0, "bˈaɪʊ"),)
