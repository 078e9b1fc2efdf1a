"""The page that compares voices, in a browser: without a request, for every eye and hand, with and without a script."""

from __future__ import annotations

import json

import pytest
from waiting import until

from made_shows import make_show
from reviewcast import comparison
from reviewcast.model import Voice

pytest_plugins = ["browsing"]
pytestmark = pytest.mark.thorough

TEXT = """\
Nothing in it stands still for long. Keaton runs, and the train runs faster.

It is better than good. Go and see it, and sit near the front.
"""
VOICES = (
    Voice("narrator"),
    Voice("draft", engine="tone", voice="tone"),
    Voice("lost", engine="piper", voice="en_US-nobody-low"),
    Voice("en-gb", voice="en-gb"),
)
WINDOWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
    "phone in the dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2, "color_scheme": "light"},
}
CURRENT = "document.querySelector('.voice[aria-current] h2')?.textContent"
PLAYING = "[...document.querySelectorAll('audio')].filter(audio => !audio.paused).length"
GO = ".turns .go"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A comparison of three voices that speak and one that cannot, and its page."""
    made = make_show(tmp_path_factory.mktemp("compared"))
    told = comparison.compare(made.review("the-general", TEXT), VOICES, made.studio)
    found = comparison.Candidates(VOICES, ("zoe",), (("heart", 'needs Kokoro; install it with: pip install "x"'),))
    path = made.root / "page.html"
    path.write_bytes(comparison.render(told, found, made.studio.show))
    return told, path.as_uri()


@pytest.fixture
def opened(chromium, told):
    """The page from a disk; at the end there was no error, and nothing was asked of anybody."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    trouble = []
    page.on("console", lambda said: trouble.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: trouble.append(asked.url) if asked.url.startswith("http") else None)
    page.goto(told[1])
    until(page, "[...document.querySelectorAll('audio')].every(audio => audio.readyState > 0)")
    yield page
    context.close()
    assert trouble == []


@pytest.mark.parametrize("kind", WINDOWS)
def test_axe_finds_nothing(chromium, told, kind):
    """Every rule that axe-core has, while one voice after another speaks."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install --group browser")
    context = chromium.new_context(**WINDOWS[kind])
    page = context.new_page()
    page.goto(told[1])
    page.locator(GO).click()
    page.locator(".voice[aria-current]").wait_for()
    found = axe.Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_it_is_no_wider_than_its_window(chromium, told, width):
    """Down to 320 pixels (WCAG 2.2, 1.4.10)."""
    page = chromium.new_page(viewport={"width": width, "height": 700})
    page.goto(told[1])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_every_voice_says_the_sentence_in_turn_and_only_that(opened, told):
    """From a little before its beginning to its end, by keyboard alone; then all is as before."""
    place = 2
    opened.locator(".turns select").focus()
    for _ in range(place):
        opened.keyboard.press("ArrowDown")
    assert opened.locator(".passage [data-chosen]").all_text_contents() == [told[0].words[place]]
    opened.locator(GO).focus()
    opened.keyboard.press("Enter")
    for name in ("narrator", "draft", "en-gb"):
        until(opened, f"{CURRENT} === {json.dumps(name)} && {PLAYING} === 1")
        each = next(each for each in told[0].performances if each.voice.profile == name)
        time = opened.evaluate("[...document.querySelectorAll('audio')].find(audio => !audio.paused).currentTime")
        assert each.cues[place].start - 0.1 <= time <= each.cues[place].end + 0.3
    until(opened, f"{PLAYING} === 0 && !{CURRENT}")
    assert opened.locator(GO).inner_text() == "Play it in each voice"
    assert opened.locator(".turns output").inner_text() == ""


def test_it_stops_when_told_so(opened):
    """The same button; no other voice begins."""
    opened.locator(GO).click()
    until(opened, f"{PLAYING} === 1")
    assert opened.locator(GO).inner_text() == "Stop"
    opened.locator(GO).click()
    opened.wait_for_timeout(700)
    assert opened.evaluate(f"[{PLAYING}, {CURRENT} ?? null]") == [0, None]


def test_one_voice_says_the_sentence(opened):
    """Its own button, which says whose it is."""
    opened.get_by_role("button", name="This sentence by en-gb").click()
    until(opened, f"{CURRENT} === 'en-gb' && {PLAYING} === 1")
    until(opened, f"{PLAYING} === 0 && !{CURRENT}")


def test_a_sentence_that_is_clicked_is_played(opened):
    """In each voice."""
    opened.locator(".passage span").nth(1).click()
    until(opened, f"{PLAYING} === 1")
    assert opened.evaluate("document.querySelector('.turns select').selectedIndex") == 1


def test_a_player_stops_the_turns(opened):
    """Whoever presses play wants to hear that one, to its end."""
    opened.locator(GO).click()
    until(opened, f"{PLAYING} === 1")
    opened.evaluate("document.querySelectorAll('audio')[2].play()")
    opened.wait_for_timeout(700)
    assert opened.evaluate("[...document.querySelectorAll('audio')].map(audio => audio.paused)") == [True, True, False]
    assert opened.locator(GO).inner_text() == "Play it in each voice"


def test_without_a_script_players_stand_side_by_side(chromium, told):
    """With the words and the facts; what needs a script is not there."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(told[1])
    assert page.locator("audio[controls]").count() == 3
    assert "Keaton runs" in page.locator(".passage").inner_text()
    assert "en_US-nobody-low" in page.locator(".voice .note").inner_text()
    for selector in (".turns", ".once"):
        assert not page.locator(selector).first.is_visible()
    context.close()
