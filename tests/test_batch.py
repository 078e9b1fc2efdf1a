"""A batch: what goes wrong with one review, and is no reason to stop at it."""

from __future__ import annotations

import pytest

from made_shows import make_show
from reviewcast import batch, mastering
from reviewcast.report import Silence


@pytest.mark.parametrize("want", [MemoryError(), RuntimeError("can't start new thread")], ids=["memory", "threads"])
def test_a_review_for_which_memory_is_short_is_named_and_the_others_are_built(tmp_path, monkeypatch, want):
    """One sentence with what to do, as for every other failure."""
    show = make_show(tmp_path, tone=True)
    first, second = show.review("one", "Orlok waits."), show.review("two", "The sea is calm.")
    master, calls = mastering.master, []

    def short(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise want
        return master(*args, **kwargs)

    monkeypatch.setattr(mastering, "master", short)
    failed, built = batch.build([first, second], show.studio, Silence()).results
    assert str(failed.error).startswith(f"{first}: there is not enough memory")
    assert built.episode is not None


@pytest.mark.parametrize(("sentences", "cure"), [(1, "other words"), (5, "another voice")])
def test_what_ails_every_sentence_is_not_mended_by_other_words(tmp_path, monkeypatch, sentences, cure):
    """Five that fail are the voice's fault."""
    from reviewcast.engines.tone import Tone
    from reviewcast.errors import VoiceError

    def die(*_):
        raise VoiceError("its process died")

    monkeypatch.setattr(Tone, "say", die)
    show = make_show(tmp_path, tone=True)
    review = show.review("one", "\n\n".join(f"The sea is calm on day {day}." for day in range(sentences)))
    (result,) = batch.build([review], show.studio, Silence()).results
    assert cure in str(result.error)
