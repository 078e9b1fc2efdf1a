"""What goes through the pipes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewcast.engines.wire import REQUEST, SOUND, Request, is_reply, pack_reply


@given(st.text(), st.integers(1, 200))
def test_a_request_is_as_long_as_its_header_says(text, rate):
    """Also with half a surrogate pair in it."""
    data = Request(rate, 50, "espeak", "en-us", text).pack()
    _, _, _, *sizes = REQUEST.unpack_from(data)
    assert REQUEST.size + sum(sizes) == len(data)


@given(st.binary(max_size=50), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3), st.data())
def test_half_a_reply_is_none(payload, words, data):
    """A child that died while it sent is noticed by the length."""
    reply = pack_reply(SOUND, payload, 22_050, tuple(words))
    assert is_reply(reply)
    assert not is_reply(reply[: data.draw(st.integers(0, len(reply) - 1))])
    assert not is_reply(reply + b"\0")
