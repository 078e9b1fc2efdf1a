"""What goes through the pipes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewcast.engines.wire import (
    FAILED,
    FRAME,
    REFUSED,
    REPLY,
    SOUND,
    Request,
    is_reply,
    pack_reply,
    pack_request,
    stamp,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
requests = st.builds(Request, st.integers(0, 999), st.integers(0, 100), texts, texts, texts, st.booleans())
words = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple)


@given(requests)
def test_a_request_arrives_as_it_was_sent(request):
    """Whatever its words are."""
    assert Request.unpack(request.pack()) == request


def test_half_a_pair_becomes_a_question_mark():
    """UTF-8 has no way to say it."""
    assert Request.unpack(Request(165, 50, "espeak", "en-us", "\ud800 half").pack()).text == "? half"


@given(requests, st.data())
def test_half_a_request_is_refused(request, data):
    """And so is one with a byte too many."""
    packed = request.pack()
    for wrong in (packed[: data.draw(st.integers(0, len(packed) - 1))], packed + b"\0"):
        with pytest.raises(ValueError, match="request"):
            Request.unpack(wrong)


@given(st.integers(0, 2**32 - 1), st.binary(max_size=50))
def test_a_request_says_how_long_it_is(ticket, body):
    """Its header has the ticket, the bytes that follow and the seconds."""
    packed = pack_request(ticket, body, 30)
    assert FRAME.unpack_from(packed) == (ticket, len(body), 30)
    assert packed[FRAME.size :] == body


@given(st.sampled_from([SOUND, REFUSED, FAILED]), st.binary(max_size=50), words, st.data())
def test_half_a_reply_is_none(status, payload, words, data):
    """A child that died while it sent is noticed by the length."""
    reply = pack_reply(status, payload, 22_050, words)
    assert is_reply(reply)
    assert not is_reply(reply[: data.draw(st.integers(0, len(reply) - 1))])
    assert not is_reply(reply + b"\0")


def test_a_reply_has_one_of_three_statuses():
    """A child that has lost its wits is noticed by that too."""
    assert not is_reply(b"X" + pack_reply(SOUND, b"")[1:])


@given(st.integers(0, 2**32 - 1), st.binary(max_size=50), words)
def test_a_stamp_changes_the_ticket_alone(ticket, payload, words):
    """A child cannot answer another's request: the ticket is written over what it sent."""
    reply = pack_reply(SOUND, payload, 22_050, words)
    stamped = stamp(stamp(reply, 77), ticket)
    assert REPLY.unpack_from(stamped)[1] == ticket
    assert stamp(stamped, 0) == reply
