"""Conditional requests, by RFC 9110, 13."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reviewcast.server import conditions

ETAG = '"abc"'
MODIFIED = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
THEN, BEFORE, LATER = (f"Mon, 05 Jan 2026 {hour}:00:00 GMT" for hour in (12, 11, 13))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"if-none-match": ETAG}, 304),
        ({"if-none-match": f"W/{ETAG}"}, 304),
        ({"if-none-match": f'"x,y", {ETAG}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"other"'}, 200),
        ({"if-none-match": "abc"}, 200),
        ({"if-modified-since": THEN}, 304),
        ({"if-modified-since": LATER}, 304),
        ({"if-modified-since": BEFORE}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-modified-since": "Mon, 99 Jan 2026 12:00:00 GMT"}, 200),
        ({"if-none-match": '"other"', "if-modified-since": LATER}, 200),
        ({"if-none-match": ETAG, "if-modified-since": BEFORE}, 304),
        ({"if-match": ETAG}, 200),
        ({"if-match": "*"}, 200),
        ({"if-match": '"other"'}, 412),
        ({"if-match": f"W/{ETAG}"}, 412),
        ({"if-unmodified-since": THEN}, 200),
        ({"if-unmodified-since": BEFORE}, 412),
        ({"if-unmodified-since": "never"}, 200),
        ({"if-match": ETAG, "if-unmodified-since": BEFORE}, 200),
        ({"if-match": '"other"', "if-none-match": ETAG}, 412),
    ],
    ids=str,
)
def test_conditions_are_judged_in_the_order_of_the_standard(asked: dict[str, str], status: int) -> None:
    """If-Match, then If-Unmodified-Since, then If-None-Match, then If-Modified-Since: 13.2.2."""
    assert conditions.status(asked, ETAG, MODIFIED) == status


@pytest.mark.parametrize(
    ("known", "allowed"),
    [
        (None, True),
        (ETAG, True),
        (THEN, True),
        (f"W/{ETAG}", False),
        ('"other"', False),
        (BEFORE, False),
        (LATER, False),
        ("abc", False),
        ("", False),
    ],
)
def test_a_part_goes_only_to_what_the_client_has_the_rest_of(known: str | None, allowed: bool) -> None:
    """If-Range is compared strongly, a date by equality: 13.1.5."""
    asked = {} if known is None else {"if-range": known}
    assert conditions.allows_range(asked, ETAG, MODIFIED) == allowed
