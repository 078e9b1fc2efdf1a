"""When words are said, and where they stand in what is shown."""

from __future__ import annotations

import itertools
import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewcast import engines, timing
from reviewcast.model import Voice, WordTime


def timed(spoken: str) -> list[WordTime]:
    """The n-th word of *spoken* after n seconds; a notation is one word."""
    return [WordTime(match.start(), float(n)) for n, match in enumerate(re.finditer(r"(?:\[\[.*?\]\]|\S)+", spoken))]


def placed(text: str, spoken: str) -> list[tuple[str, float, bool]]:
    """What :func:`timing.place` says, with words in place of indices."""
    found = timing.place(text, spoken, timed(spoken))
    return [(text[at:].split(maxsplit=1)[0], seconds, estimated) for at, seconds, estimated in found]


def sure(*words: tuple[str, float]) -> list[tuple[str, float, bool]]:
    return [(*word, False) for word in words]


# --- what is shown ----------------------------------------------------------------------------------------


def test_the_same_words_have_the_same_times() -> None:
    """Quotation marks and dashes belong to the word they touch, or to none."""
    assert placed("“It is — well, fine.”", "It is — well, fine.") == sure(
        ("“It", 0), ("is", 1), ("well,", 3), ("fine.”", 4)
    )


def test_a_number_written_out_begins_with_its_first_word() -> None:
    """One word is shown, four are said."""
    assert placed("It made 1,250 dollars.", "It made one thousand two fifty dollars.") == sure(
        ("It", 0), ("made", 1), ("1,250", 2), ("dollars.", 6)
    )


def test_a_name_in_the_engines_notation_is_the_word_it_stands_for() -> None:
    """Between two words that are the same in both."""
    assert placed("Then John Huston's film.", "Then John [[ h'u:st@nz ]] film.") == sure(
        ("Then", 0), ("John", 1), ("Huston's", 2), ("film.", 3)
    )


def test_of_words_said_as_one_the_first_has_the_time() -> None:
    """What is said of ``Armas`` is inside ``de``'s."""
    assert placed("by Ana de Armas, who", "by Ana [[ d@'aRm@s ]], who") == sure(
        ("by", 0), ("Ana", 1), ("de", 2), ("who", 3)
    )


def test_words_that_are_not_spoken_have_no_time() -> None:
    """A sign that is left out, and a word."""
    assert placed("Good ★ film # really", "Good film really") == sure(("Good", 0), ("film", 1), ("really", 2))


def test_words_that_are_not_shown_have_none_either() -> None:
    """The number of an item may be spoken in front."""
    assert placed("Light.", "one: Light.") == sure(("Light.", 1))


def test_a_sentence_without_a_word_in_common_keeps_its_beginning() -> None:
    """The rest is shared out, and says that it is a guess."""
    assert placed("3 × 4 = 12", "three times four is twelve") == [("3", 0, False), ("4", 1, True), ("12", 3, True)]


def test_an_estimate_stays_one() -> None:
    """What the engine did not know, nobody does."""
    words = [WordTime(0, 0.0), WordTime(4, 1.0, estimated=True)]
    assert timing.place("One two", "One two", words) == ((0, 0.0, False), (4, 1.0, True))


def test_a_time_inside_a_notation_is_of_the_word_it_is_in() -> None:
    """Engines place it somewhere in the block, and give the words of a number two events."""
    words = [WordTime(0, 0.0), WordTime(9, 0.5), WordTime(13, 0.6), WordTime(19, 1.0)]
    assert timing.place("See Huston now", "See [[ h'u:st@n ]] now", words) == (
        (0, 0.0, False),
        (4, 0.5, False),
        (11, 1.0, False),
    )


def test_texts_that_part_for_good_are_followed_to_their_end() -> None:
    """Two hundred other words later the same words are found again or are guesses, but none goes back."""
    text, spoken = " ".join(f"a{n}" for n in range(200)), " ".join(f"b{n}" for n in range(300))
    found = timing.place(text + " end", spoken + " end", timed(spoken + " end"))
    assert len(found) > 190
    assert all(estimated for _, _, estimated in found[1:-1])


WORDS = st.lists(
    st.sampled_from(["a", "b", "film", "Film,", "1977", "[[ f'Ilm ]]", "—", "[[", "]]", "x" * 30, "É", "\u2028"]),
    max_size=60,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(text=WORDS | st.text(max_size=80), spoken=WORDS | st.text(max_size=80), data=st.data())
def test_whatever_is_said_times_ascend_and_words_are_where_they_say(text, spoken, data) -> None:
    """Indices rise, seconds never fall, and each index is that of a word's first character."""
    at = sorted(data.draw(st.lists(st.integers(0, max(0, len(spoken) - 1)), max_size=20)))
    words = [WordTime(position, n / 3) for n, position in enumerate(at)]
    found = timing.place(text, spoken, words)
    places, seconds = [each[0] for each in found], [each[1] for each in found]
    assert places == sorted(set(places))
    assert seconds == sorted(seconds)
    assert all(not text[place].isspace() and not text[:place][-1:].strip() for place in places)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("a " * 20_000, "b " * 20_000), ("a b " * 10_000, "b a " * 10_000), ("1 " * 20_000, "one hundred " * 10_000)],
    ids=["nothing in common", "out of step", "numbers"],
)
def test_a_long_text_takes_its_share_of_time(text, spoken) -> None:
    """Twenty thousand words, two seconds at the most: they grow with the length and not with its square."""
    start = time.process_time()
    timing.place(text, spoken, timed(spoken))
    assert time.process_time() - start < 2


# --- estimates --------------------------------------------------------------------------------------------


def test_an_estimate_begins_at_the_beginning_and_says_that_it_is_one() -> None:
    """A word each, in the order of the text, none at or after the end."""
    spoken = "The film, they say, is two hours long."
    found = timing.estimate(spoken, 3.0)
    assert [word.text_position for word in found] == [match.start() for match in re.finditer(r"\S+", spoken)]
    assert found[0].seconds == 0.0
    assert all(before.seconds < after.seconds < 3.0 for before, after in itertools.pairwise(found))
    assert all(word.estimated for word in found)


@pytest.mark.parametrize("spoken", ["", " ", "— …", "[["])
def test_without_words_there_is_nothing_to_estimate(spoken) -> None:
    """A dash has no time."""
    assert timing.estimate(spoken, 1.0) == ()


def test_estimates_are_nearer_to_the_truth_than_equal_shares() -> None:
    """Against the tones, whose words last as long as their letters and whose times are exact."""
    spoken = "He is not, in so far as one can tell, a disinterested administrator. Is he?"
    with engines.open_engine("tone") as engine:
        recording = engine.say(spoken, Voice("draft", engine="tone", voice="tone"))
    true = np.array([word.seconds for word in recording.words])
    shares = np.arange(len(true)) / len(true) * recording.clip.seconds
    estimates = np.array([word.seconds for word in timing.estimate(spoken, recording.clip.seconds)])
    assert np.abs(estimates - true).mean() < 0.5 * np.abs(shares - true).mean()
    assert np.abs(estimates - true).max() < 0.4
