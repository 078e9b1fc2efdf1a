"""An episode heard and read in a browser: by the keyboard alone, by the mouse, from a link, and without a script."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from waiting import LOADED, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["browsing"]
pytestmark = pytest.mark.thorough

TIME = "document.querySelector('audio').currentTime"
PAUSED = "document.querySelector('audio').paused"
FOCUSED = "document.activeElement"
SENTENCE = ".text span[data-start]"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> int:
    """Press Tab until the focus is on *selector*; gives how often."""
    for count in range(1, 60):
        press(page, "Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return count
    pytest.fail(f"Tab never comes to {selector}")


def current(page: Page, selector: str) -> list[str]:
    """What of *selector* is marked as what is heard now."""
    return page.locator(f"{selector}[aria-current]").all_text_contents()


# --- by the keyboard alone --------------------------------------------------------------------------------


def test_k_plays_and_pauses(opened):
    """From anywhere on the page; time goes on while it plays."""
    press(opened, "k")
    until(opened, f"!{PAUSED} && {TIME} > 0.3")
    press(opened, "k")
    until(opened, PAUSED)


def test_the_player_itself_is_in_the_tab_order(opened):
    """Whoever knows no letters comes to the browser's own controls."""
    tab_to(opened, "audio")
    press(opened, "Space")
    until(opened, f"!{PAUSED} && {TIME} > 0.2")


def test_a_chapter_is_reached_by_tab_and_enter(opened, served):
    """It plays from there and is marked as current."""
    tab_to(opened, ".chapters li:nth-child(2) a")
    press(opened, "Enter")
    start = served.episode.chapters[1].start
    until(opened, f"!{PAUSED} && {TIME} >= {start - 0.05} && {TIME} < {start + 3}")
    assert current(opened, ".chapters a")[0].startswith("The chase")


def test_n_and_p_step_through_the_chapters(opened, served):
    """To the next one and back to the first."""
    first, second, third = (chapter.start for chapter in served.episode.chapters)
    for key, start in (("n", second), ("n", third), ("n", third), ("p", second), ("p", first), ("p", first)):
        press(opened, key)
        until(opened, f"Math.abs({TIME} - {start}) < 0.1")


def test_j_and_l_step_back_and_ahead(opened):
    """Fifteen seconds back, thirty ahead, within the episode."""
    press(opened, "l")
    until(opened, f"{TIME} > 5")
    before = opened.evaluate(TIME)
    press(opened, "j")
    until(opened, f"{TIME} < {before - 5}")


def test_the_text_is_one_tab_stop(opened):
    """However many sentences it has."""
    assert opened.locator(f"{SENTENCE}[tabindex='0']").count() == 1
    tab_to(opened, SENTENCE)
    press(opened, "Tab")
    assert not opened.evaluate(f"{FOCUSED}.closest('.text') !== null")


def test_arrows_go_from_sentence_to_sentence_and_enter_plays(opened, served):
    """The focused sentence is a button that says what it does; the others are plain text."""
    tab_to(opened, SENTENCE)
    press(opened, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
    assert opened.evaluate(f"{FOCUSED}.textContent") == served.sentences[2].text
    assert opened.evaluate(f"{FOCUSED}.getAttribute('role')") == "button"
    assert opened.locator(f"{SENTENCE}[role]").count() == 1
    press(opened, "Enter")
    start = served.sentences[2].start
    until(opened, f"!{PAUSED} && {TIME} >= {start - 0.05} && {TIME} < {start + 2}")
    assert current(opened, SENTENCE) == [served.sentences[2].text]


def test_t_goes_to_the_sentence_that_is_heard(opened, served):
    """Listening and reading meet."""
    cue = served.sentences[4]
    opened.evaluate(f"document.querySelector('audio').currentTime = {cue.start + 0.1}")
    opened.wait_for_selector(f"{SENTENCE}[aria-current]")
    press(opened, "t")
    assert opened.evaluate(f"{FOCUSED}.textContent") == cue.text


def test_search_finds_counts_steps_and_clears(opened):
    """Without regard to case, accents and kinds of quotes; the text is afterwards as it was."""
    before = opened.locator(".text").inner_html()
    press(opened, "/")
    opened.keyboard.type("TRAIN")
    told = opened.locator("[data-search] output")
    told.get_by_text("1 of 3").wait_for()
    press(opened, "Enter")
    told.get_by_text("2 of 3").wait_for()
    press(opened, "Shift+Enter", "Shift+Enter")
    told.get_by_text("3 of 3").wait_for()
    assert opened.locator("mark.here").all_text_contents() == ["train"]
    press(opened, "Escape")
    assert opened.locator("mark").count() == 0
    assert opened.locator(".text").inner_text().count("train") == 3
    opened.keyboard.type("it's all one shot,\" schroder")
    told.get_by_text("1 of 1").wait_for()
    assert opened.locator("mark").all_text_contents() == ["It’s all one shot,” Schröder"]
    press(opened, "Escape")
    opened.keyboard.type("zeppelin")
    told.get_by_text("Not found").wait_for()
    press(opened, "Escape")
    opened.evaluate("document.querySelectorAll('.text span').forEach(span => span.normalize())")
    after = opened.locator(".text").inner_html()
    assert _without_stop(after) == _without_stop(before)


def _without_stop(markup: str) -> str:
    """Where the tab stop is may have changed."""
    return re.sub(r' (role="button"|tabindex="-?\d"|aria-description="[^"]*")', "", markup)


def test_a_match_is_where_tab_leads(opened):
    """From the search straight to the sentence that was found, and Enter plays it."""
    press(opened, "/")
    opened.keyboard.type("better than good")
    opened.locator("[data-search] output").get_by_text("1 of 1").wait_for()
    tab_to(opened, SENTENCE)
    assert "better than good" in opened.evaluate(f"{FOCUSED}.textContent")
    press(opened, "Enter")
    until(opened, f"!{PAUSED}")


def test_speed_is_changed_and_remembered(opened):
    """By a letter or in the list; the next page plays as fast."""
    press(opened, "s", "s")
    until(opened, "document.querySelector('audio').playbackRate === 1.5")
    press(opened, "Shift+S")
    until(opened, "document.querySelector('[data-speed]').value === '1.25'")
    opened.reload()
    until(opened, "document.querySelector('audio').playbackRate === 1.25")
    tab_to(opened, "[data-speed]")
    press(opened, "ArrowDown")
    until(opened, "document.querySelector('audio').playbackRate === 1.5")


def test_a_moment_is_shared_as_a_link(opened, served):
    """The link is copied, and leads to that moment with its sentence marked."""
    cue = served.sentences[5]
    opened.evaluate(f"document.querySelector('audio').currentTime = {cue.start + 1.2}")
    opened.wait_for_selector(f"{SENTENCE}[aria-current]")
    press(opened, "c")
    opened.locator(".said").get_by_text("Copied").wait_for()
    link = opened.evaluate("navigator.clipboard.readText()")
    assert link == f"{served.page}#t={int(cue.start + 1.2)}"
    opened.goto("about:blank")
    opened.goto(link)
    until(opened, f"Math.abs({TIME} - {int(cue.start + 1.2)}) < 0.05")
    assert len(current(opened, SENTENCE)) == 1


def test_letters_can_be_switched_off(opened):
    """For those whose voice types them; it is remembered."""
    tab_to(opened, ".keys summary")
    press(opened, "Enter")
    tab_to(opened, "[data-letters]")
    press(opened, "Space")
    opened.reload()
    until(opened, LOADED)
    press(opened, "l", "k")
    opened.wait_for_timeout(300)
    assert opened.evaluate(f"[{TIME}, {PAUSED}]") == [0, True]


def test_letters_typed_into_a_field_are_only_letters(opened):
    """A search for "skl" changes nothing of the sound."""
    press(opened, "/", "s", "k", "l")
    assert opened.evaluate(f"[{PAUSED}, document.querySelector('audio').playbackRate]") == [True, 1]


# --- following --------------------------------------------------------------------------------------------


def test_the_right_sentence_and_chapter_are_marked(opened, served):
    """At the middle of every sentence, that sentence and its chapter; before and after the text, no sentence."""
    for cue in served.sentences:
        middle = (cue.start + cue.end) / 2
        opened.evaluate(f"document.querySelector('audio').currentTime = {middle}")
        until(opened, f"document.querySelector('{SENTENCE}[aria-current]')?.textContent === {json.dumps(cue.text)}")
        chapter = served.episode.chapters[cue.segment].title
        assert current(opened, ".chapters a")[0].startswith(chapter)
    opened.evaluate(f"document.querySelector('audio').currentTime = {served.sentences[-1].end + 0.2}")
    until(opened, f"!document.querySelector('{SENTENCE}[aria-current]')")


def test_the_text_scrolls_along_when_asked(chromium, served):
    """The sentence that is heard comes into view; otherwise the page stays where the reader is."""
    page = chromium.new_page(viewport={"width": 390, "height": 500}, reduced_motion="reduce")
    page.goto(served.page)
    until(page, LOADED)
    page.evaluate(f"document.querySelector('audio').currentTime = {served.sentences[-1].start + 0.1}")
    page.wait_for_selector(f"{SENTENCE}[aria-current]")
    assert page.evaluate("scrollY") == 0
    page.get_by_label("Scroll along").check()
    page.evaluate(f"document.querySelector('audio').currentTime = {served.sentences[-3].start + 0.1}")
    until(page, "document.querySelector('.text [aria-current]').getBoundingClientRect().bottom < innerHeight")
    page.close()


# --- by the mouse, and on other pages ---------------------------------------------------------------------


def test_a_click_on_a_sentence_plays_it(opened, served):
    """And so does one on the time before a paragraph."""
    opened.get_by_text("The train will not mind.").click()
    start = next(cue.start for cue in served.sentences if cue.text == "The train will not mind.")
    until(opened, f"!{PAUSED} && {TIME} >= {start - 0.05}")
    opened.locator(".from").first.click()
    until(opened, f"{TIME} < {start}")


def test_selecting_words_plays_nothing(opened):
    """Somebody copies a sentence."""
    sentence = opened.get_by_text("The train will not mind.")
    box = sentence.bounding_box()
    opened.mouse.move(box["x"] + 2, box["y"] + 8)
    opened.mouse.down()
    opened.mouse.move(box["x"] + 90, box["y"] + 8, steps=4)
    opened.mouse.up()
    assert opened.evaluate("String(getSelection())")
    assert opened.evaluate(PAUSED)


def test_one_episode_plays_at_a_time(opened, served):
    """On the index, the second player stops the first."""
    opened.goto(served.address)
    for place in (0, 1):
        opened.evaluate(f"document.querySelectorAll('audio[src^=\"./audio\"]')[{place}].play()")
    until(opened, "document.querySelectorAll('audio[src^=\"./audio\"]')[0].paused")


def test_the_list_is_filtered(opened, served):
    """By words of title, film or year, in any order and without accents."""
    opened.goto(f"{served.address}episodes/index.html")
    opened.get_by_label("Find an episode").fill("1927 SUNRISE")
    opened.locator("output").get_by_text("1 found").wait_for()
    assert opened.locator(".list li:visible").count() == 1
    assert opened.locator(".list h2:visible").all_text_contents() == ["2025"]


def test_the_address_of_the_feed_is_copied(opened):
    """One press, and the button says so."""
    opened.get_by_role("button", name="Copy", exact=True).click()
    opened.get_by_role("button", name="Copied").wait_for()
    assert opened.evaluate("navigator.clipboard.readText()").endswith("/feed.xml")


# --- without a script -------------------------------------------------------------------------------------


@pytest.fixture
def scriptless(chromium: Browser, served):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.page)
    yield page
    context.close()


def test_without_a_script_the_page_is_whole(scriptless, served):
    """Player, chapters and text are there; what needs a script is not."""
    assert scriptless.locator("audio[controls]").is_visible()
    assert scriptless.locator(".chapters a").count() == len(served.episode.chapters)
    for cue in served.sentences:
        assert cue.text in scriptless.locator(".text").inner_text()
    for selector in (".controls", ".tools", "[data-copy]"):
        assert not scriptless.locator(selector).is_visible()


def test_without_a_script_a_chapter_leads_into_the_audio(scriptless):
    """A link with a media fragment, which the browser's own player understands."""
    href = scriptless.locator(".chapters a").nth(1).get_attribute("href")
    assert ".mp3#t=" in href
    answer = scriptless.request.get(scriptless.evaluate("u => new URL(u, location).href", href).partition("#")[0])
    assert answer.headers["content-type"] == "audio/mpeg"
