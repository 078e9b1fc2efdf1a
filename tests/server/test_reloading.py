"""A page in a browser, while the show is built under it."""

from __future__ import annotations

import shutil
import struct
import wave
from io import BytesIO
from pathlib import Path

import pytest

from reviewcast import storage
from serving import serving

pytestmark = pytest.mark.thorough

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src 'self'; script-src 'self'">
</head><body><h1>{title}</h1><audio controls src="audio/tone-01234567.wav"></audio></body></html>"""


PLAY = """async () => {
  const audio = document.querySelector("audio");
  audio.currentTime = 60;
  audio.playbackRate = 1.5;
  await audio.play();
}"""
STATE = (
    "(({currentTime, paused, playbackRate}) => [currentTime, paused, playbackRate])(document.querySelector('audio'))"
)


def sound(seconds: int) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        made.writeframes(b"".join(struct.pack("<h", at % 50 * 100) for at in range(8000 * seconds)))
    return file.getvalue()


def test_the_page_reloads_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """The new words are on the page, and the episode plays on from its place at its speed."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or pytest.skip("there is no chromium; install it to see pages reload")
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "tone-01234567.wav").write_bytes(sound(120))
    storage.write(tmp_path / "index.html", PAGE.format(title="Before").encode())
    with serving(tmp_path, reload=True) as address, playwright.sync_playwright() as driver:
        options = ["--autoplay-policy=no-user-gesture-required", "--no-sandbox"]
        browser = driver.chromium.launch(executable_path=program, args=options)
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address)
        page.evaluate(PLAY)
        storage.write(tmp_path / "index.html", PAGE.format(title="After").encode())
        storage.write(tmp_path / ".reviewcast.json", b'{"site": "2"}')
        page.get_by_role("heading", name="After").wait_for(timeout=20_000)
        state = [0, True, 1]
        for _ in range(100):  # the audio loads anew
            state = page.evaluate(STATE)
            if state[0] > 60.2:
                break
            page.wait_for_timeout(100)
        assert 60 < state[0] < 90
        assert state[1:] == [False, 1.5]
        assert complaints == []
        browser.close()
