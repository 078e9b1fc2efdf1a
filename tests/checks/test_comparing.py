"""What may not change for listeners from one feed to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from reviewcast import checks, feed, subscription
from reviewcast.model import Artwork
from reviewcast.subscription import Item, Subscription
from sample_episodes import NOW, SHOW, episode

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"


def published(count: int = 3) -> Subscription:
    """A feed of episodes a day apart, the newest first, as an app reads it."""
    episodes = [
        episode(
            slug=f"e{number}",
            guid=f"guid-{number}",
            title=f"Number {number}",
            audio=f"audio/e{number}-01234567.mp3",
            published=NOW - timedelta(days=count - number),
        )
        for number in range(count)
    ]
    files = feed.render(SHOW, GUID, episodes, cover=Artwork("covers/a.jpg", "covers/b.jpg"), now=NOW)
    return subscription.read(files["feed.xml"])


def with_item(before: Subscription, **changes: object) -> Subscription:
    """The same feed with another first item."""
    first, *others = before.items
    return replace(before, items=(replace(first, **changes), *others))


def longer(item: Item) -> dict[str, object]:
    assert item.enclosure
    return {"enclosure": replace(item.enclosure, length="99")}


def moved(item: Item) -> dict[str, object]:
    assert item.date
    return {"date": item.date - timedelta(days=1)}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("guid-changed", lambda before: with_item(before, guid="new")),
        ("guid-changed", lambda before: with_item(before, guid="new", link="", title="Other")),
        ("guid-changed", lambda before: with_item(before, guid="new", enclosure=None, link="")),
        ("vanished", lambda before: replace(before, items=before.items[1:])),
        ("audio-replaced", lambda before: with_item(before, **longer(before.items[0]))),
        ("show-guid", lambda before: replace(before, guid="other")),
        ("show-guid", lambda before: replace(before, guid="")),
        ("date-moved", lambda before: with_item(before, **moved(before.items[0]))),
    ],
)
def test_a_change_that_listeners_would_suffer_from_is_found(
    code: str, change: Callable[[Subscription], Subscription]
) -> None:
    """Exactly one finding, of that code."""
    before = published()
    assert [finding.code for finding in checks.compare(before, change(before), withdrawn=())] == [code]


def test_every_rule_of_changes_is_tested() -> None:
    """A rule that nobody saw at work may find nothing at all."""
    assert {rule.code for rule in checks.CHANGES} == {
        *("guid-changed", "vanished", "audio-replaced", "show-guid", "date-moved")
    }


def test_a_new_episode_a_correction_and_a_withdrawal_are_no_findings() -> None:
    """New guids, new audio under a new name, and what was taken out on purpose."""
    after, gone = published(4), "guid-0"
    corrected = [
        replace(item, enclosure=replace(item.enclosure, url=f"{item.enclosure.url}2", length="7"))
        for item in after.items
        if item.guid != gone and item.enclosure
    ]
    dated = {item.guid: item.date for item in published().items}
    corrected = [replace(item, date=dated.get(item.guid, item.date)) for item in corrected]
    assert checks.compare(published(), replace(after, items=tuple(corrected)), withdrawn={gone}) == ()


def test_a_feed_compared_with_itself_has_no_finding() -> None:
    """Publishing twice changes nothing."""
    assert checks.compare(published(), published(), withdrawn=()) == ()
