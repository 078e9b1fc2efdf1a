"""From the ways in which something may be said to its sounds, and back to what an editor writes."""

from __future__ import annotations

import pytest

from reviewcast import phonetics, sounds
from reviewcast.model import Saying


@pytest.mark.parametrize(
    ("saying", "ipa"),
    [
        (Saying("say", "BURN"), "ˈbɜːɹn"),
        (Saying("ipa", "hjˈuːstən"), "ˈhjuːstən"),
        (Saying("spell", ""), "ˌeɪˌɛmˈsiː"),
        (Saying("spell", "UK"), "ˌjuːˈkeɪ"),
        (Saying("lang", "kˈɔːnt", "fr"), "ˈkɔːnt"),
    ],
    ids=lambda each: each.kind if isinstance(each, Saying) else "",
)
def test_every_way_but_other_words_has_sounds(saying, ipa):
    """A respelling, IPA, letters (its own or those written) and the reading of another language become IPA."""
    assert sounds.ipa(saying, "AMC") == ipa


@pytest.mark.parametrize("saying", [Saying("as", "other words"), Saying("lang", "", "fr")], ids=["as", "lang"])
def test_other_words_and_a_reading_not_asked_for_have_none(saying):
    """What is said in other words is read by the engine, and a language that was not asked says nothing."""
    assert (sounds.phones(saying, "AMC"), sounds.ipa(saying, "AMC")) == (None, "")


@pytest.mark.parametrize("saying", [Saying("say", "q7"), Saying("ipa", "%")], ids=["say", "ipa"])
def test_what_cannot_be_read_is_refused(saying):
    """A respelling or an IPA text that is none is the caller's mistake."""
    with pytest.raises(ValueError, match=r"q7|%"):
        sounds.phones(saying, "AMC")


def test_sounds_that_are_not_english_become_the_nearest():
    """What a voice of another language is heard to say has a respelling too."""
    assert sounds.respelled("ʁomˈɛ̃").startswith("roh-")


def test_english_sounds_are_respelled_as_they_are():
    """A respelling of what was heard reads as what was heard."""
    assert phonetics.write_ipa(sounds.heard("hjˈuːstən")) == "ˈhjuːstən"
    assert sounds.respelled("hjˈuːstən") == "HYOO-stun"


def test_silence_has_no_respelling():
    """Where nothing was heard there is nothing to write."""
    assert sounds.respelled("") == ""
