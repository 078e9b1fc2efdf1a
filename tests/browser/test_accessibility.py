"""axe-core finds nothing on any kind of page, and no page is wider than its window."""

from __future__ import annotations

import pytest
from waiting import LOADED, until

pytest_plugins = ["browsing"]
pytestmark = pytest.mark.thorough

PAGES = {
    "index": "index.html",
    "list": "episodes/index.html",
    **{
        slug: f"episodes/{slug}/index.html"
        for slug in ("general", "withdrawn", "draft", "to-come", "corrected", "arabic", "bare", "imported")
    },
}
WINDOWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
    "phone in the dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2, "color_scheme": "light"},
}


@pytest.fixture(params=WINDOWS, ids=list(WINDOWS))
def window(request, chromium):
    """A window of one kind."""
    context = chromium.new_context(**WINDOWS[request.param])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(window, served, name):
    """Every rule that axe-core has, those of best practice too, with a sentence playing, matches and keys shown."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install --group browser")
    window.goto(served.address + PAGES[name])
    until(window, "document.readyState === 'complete'")
    if window.locator("[data-search] input").count():
        window.locator("[data-search] input").fill(window.locator(".text span").first.inner_text()[:3])
        window.locator("mark").first.wait_for()
        window.locator(".keys summary").click()
        window.evaluate("location.hash = '#t=' + document.querySelector('.text span').dataset.start")
        window.wait_for_selector(".chapters [aria-current], .text [aria-current]")
    window.wait_for_timeout(300)  # colours that change in two tenths of a second
    found = axe.Axe().run(window)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 640, 820, 1280])
def test_no_page_is_wider_than_its_window(chromium, served, name, width):
    """Down to 320 pixels, which is 1280 at 400 % (WCAG 2.2, 1.4.10)."""
    page = chromium.new_page(viewport={"width": width, "height": 700})
    page.goto(served.address + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_an_error_or_a_foreign_request(chromium, served, name):
    """The policy hinders nothing of our own, the data for machines among it."""
    page = chromium.new_page()
    trouble = []
    page.on("console", lambda said: trouble.append(said.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(served.address) else trouble.append(asked.url))
    page.goto(served.address + PAGES[name])
    page.wait_for_load_state("networkidle")
    page.close()
    assert trouble == []


def test_a_page_opens_from_a_disk(chromium, show_folder, served):
    """With its sheet, its script and its sound, and without a server."""
    page = chromium.new_page()
    page.goto((show_folder / "output/episodes/general/index.html").as_uri())
    until(page, LOADED)
    assert page.locator(".controls").is_visible()
    page.close()
