"""Every rule has a folder that was built and then damaged, on which the doctor finds exactly it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from broken_shows import BASE, MIDDLE, NEWEST, NOW, OLDEST, REVIEW, Broken, copy_of, sound_show
from PIL import Image

from reviewcast import checks, id3, mp3, show
from reviewcast.checks import RULES
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Tags, Withdrawal


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """A copy of the show to be damaged."""
    return copy_of(sound_show(), tmp_path / "show")


AI = '<podcast:txt purpose="ai-content">true</podcast:txt>'


# --- pictures and sound to break it with --------------------------------------------------------------------


def picture(mode: str, side: int, form: str = "JPEG", *, noise: bool = False) -> bytes:
    image = Image.new(mode, (side, side))
    if noise:
        image = Image.fromarray(np.random.default_rng(1).integers(0, 255, (side, side, 3), np.uint8))
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def cover(data: bytes) -> Callable[[Broken], None]:
    return lambda broken: broken.file("covers/show-????????.jpg").write_bytes(data)  # type: ignore[func-returns-value]


def sounding(broken: Broken, slug: str, *, peak: float) -> bytes:
    """Audio as long as that episode's, with its chapters, at its loudness, and one peak."""
    episode = broken.book.episodes[slug]
    frames = round(episode.seconds * DELIVERY_RATE)
    samples = 0.223 * np.sin(np.arange(frames) * 2 * np.pi * 997 / DELIVERY_RATE)
    samples[frames // 2 : frames // 2 + 20] = peak
    count = frames // MP3_FRAME
    audio = mp3.encode(np.rint(samples[:, None] * 32767).astype(np.int16), 96, count)
    header = mp3.info_frame(count, (count - 1) * MP3_FRAME, audio, 1, 96)
    return id3.tag(Tags("A", "B", "C", "2026-01-01", chapters=episode.chapters)) + header + audio


# --- the damages ----------------------------------------------------------------------------------------------


def no_feed(broken: Broken) -> None:
    (broken.out / "feed.xml").unlink()


def cut_feed(broken: Broken) -> None:
    (broken.out / "feed.xml").write_text(broken.feed[:-400], encoding="utf-8")


def without_base_url(broken: Broken) -> None:
    broken.settings(f'base_url = "{BASE.rstrip("/")}"\n', "")
    broken.change(BASE, "http://localhost:8000/", everywhere=True)


def same_guid(broken: Broken) -> None:
    broken.change_item(MIDDLE, broken.book.episodes[MIDDLE].guid, broken.book.episodes[NEWEST].guid)


def imported(address: str) -> Callable[[Broken], None]:
    """Its audio where it was before, and its chapters as its author left them: they begin late."""

    def damage(broken: Broken) -> None:
        episode = broken.book.episodes[MIDDLE]
        late = tuple(replace(chapter, start=chapter.start + 0.5) for chapter in episode.chapters)
        made_here = {"text": (), "chapters_path": "", "transcripts": (), "review": ""}
        broken.record(MIDDLE, audio=address, receipt=None, chapters=late, **made_here)
        (broken.root / "reviews" / f"{MIDDLE}.md").unlink()
        broken.build()

    return damage


def same_audio(broken: Broken) -> None:
    broken.change_item(MIDDLE, broken.tag(MIDDLE, "enclosure"), broken.tag(NEWEST, "enclosure"))


def foreign_letters(broken: Broken) -> None:
    path = broken.file(f"transcripts/{OLDEST}-*.srt")
    path.rename(path.with_name("alphä.srt"))
    broken.change_item(OLDEST, path.name, "alphä.srt")


def cut_audio(broken: Broken) -> None:
    path = broken.file(f"audio/{OLDEST}-*.mp3")
    path.write_bytes(path.read_bytes()[:-5000])


def other_bytes(broken: Broken) -> None:
    path = broken.file(f"audio/{OLDEST}-*.mp3")
    data = bytearray(path.read_bytes())
    data[-200:-100] = bytes(100)
    path.write_bytes(data)


def no_sound(broken: Broken) -> None:
    path = broken.file(f"audio/{OLDEST}-*.mp3")
    path.write_bytes(b"no sound at all " * (path.stat().st_size // 16) + b"." * (path.stat().st_size % 16))


def loud_peak(broken: Broken) -> None:
    broken.exchange(OLDEST, sounding(broken, OLDEST, peak=0.999))


def torn_tag(broken: Broken) -> None:
    data = broken.file(f"audio/{OLDEST}-*.mp3").read_bytes()
    at = data.index(b"CHAP") + 4
    broken.exchange(OLDEST, data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :])


def redate(written: str) -> Callable[[Broken], None]:
    return retag("pubDate", f"<pubDate>{written}</pubDate>")


def two_enclosures(broken: Broken) -> None:
    broken.change_item(OLDEST, "</item>", broken.tag(OLDEST, "enclosure") + "</item>")


def seconds_as_length(broken: Broken) -> None:
    broken.change_item(OLDEST, f'length="{broken.book.episodes[OLDEST].bytes}"', 'length="9"')


def cut_cover(broken: Broken) -> None:
    path = broken.file("covers/show-????????.jpg")
    path.write_bytes(path.read_bytes()[:-900])


def torn_chapters(broken: Broken) -> None:
    broken.file(f"chapters/{OLDEST}-*.json").write_bytes(b"[")


def numbered(broken: Broken) -> None:
    broken.record(OLDEST, title="Episode 12: Alpha")
    broken.change_item(OLDEST, "<title>Alpha</title>", "<title>Episode 12: Alpha</title>")


def long_description(broken: Broken) -> None:
    broken.change_item(OLDEST, broken.tag(OLDEST, "description"), f"<description>{'long ' * 900}</description>")


def same_notes(broken: Broken) -> None:
    mine, other = (broken.tag(slug, "description") for slug in (MIDDLE, OLDEST))
    beginnings = [text.partition("</p>")[0] for text in (mine, other)]
    broken.change_item(MIDDLE, mine, mine.replace(*beginnings))


def undisclosed(broken: Broken) -> None:
    text = broken.book.episodes[OLDEST].text
    broken.record(OLDEST, text=tuple(cue for cue in text if cue.role != "disclosure"))


def renamed_cover(broken: Broken) -> None:
    path = broken.file("covers/show-????????.jpg")
    path.with_suffix(".png").write_bytes(path.read_bytes())
    broken.change(path.name, path.with_suffix(".png").name, everywhere=True)


def chapters_from_five(broken: Broken) -> None:
    path = broken.file(f"chapters/{OLDEST}-*.json")
    rows = json.loads(path.read_bytes())
    rows["chapters"][0]["startTime"] = 5
    path.write_text(json.dumps(rows), encoding="utf-8")


def short_review(broken: Broken) -> None:
    text = REVIEW.format(title="Delta", date="2026-01-20", author="A. Reader")
    (broken.root / "reviews" / "delta.md").write_text(re.sub("## The story.*", "", text, flags=re.DOTALL))
    broken.build()


def long_episode(broken: Broken) -> None:
    """Four chapters in 25 minutes, as far as ledger and feed tell."""
    chapters = broken.book.episodes[OLDEST].chapters
    more = (*chapters, replace(chapters[-1], start=chapters[-1].start + 1, title="The end"))
    broken.record(OLDEST, seconds=1500.0, chapters=more, notes="Alpha.")
    broken.change_item(OLDEST, broken.tag(OLDEST, "itunes:duration"), "<itunes:duration>1500</itunes:duration>")
    broken.change_item(OLDEST, broken.tag(OLDEST, "psc:chapters"), "")
    broken.change_item(OLDEST, broken.tag(OLDEST, "podcast:chapters"), "")
    rows = "".join(f'<psc:chapter start="{mark.start}" title="{mark.title}"/>' for mark in more)
    broken.change_item(OLDEST, "</item>", f'<psc:chapters version="1.2">{rows}</psc:chapters></item>')
    for name in ("description", "content:encoded"):
        broken.change_item(OLDEST, broken.tag(OLDEST, name), f"<{name}>Alpha.</{name}>")


def in_transcript(pattern: str, replacement: str) -> Callable[[Broken], None]:
    def damage(broken: Broken) -> None:
        path = broken.file(f"transcripts/{OLDEST}-*.vtt")
        text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1)
        assert count
        path.write_text(text, encoding="utf-8")

    return damage


def forgotten(broken: Broken) -> None:
    """What was published, and neither the feed nor the ledger knows any more."""
    broken.release({"a-guid-of-old": "audio/old-01234567.mp3"})


def lost_item(broken: Broken) -> None:
    broken.change(broken.item(MIDDLE), "")


def due_review(broken: Broken) -> None:
    """Dated after the build and before the check."""
    text = REVIEW.format(title="Delta", date="2026-01-20", author="A. Reader")
    (broken.root / "reviews" / "delta.md").write_text(text, encoding="utf-8")
    broken.build(now=datetime(2026, 1, 19, tzinfo=UTC))


def lost_archive(broken: Broken) -> None:
    link = f'<atom:link rel="prev-archive" href="{BASE}archive/1.xml"/>'
    broken.change("<item>", f"{link}<item>")


def change(old: str, new: str, *, everywhere: bool = False) -> Callable[[Broken], None]:
    return lambda broken: broken.change(old, new, everywhere=everywhere)


def item(old: str, new: str) -> Callable[[Broken], None]:
    return lambda broken: broken.change_item(OLDEST, old, new)


def retag(name: str, tag: str) -> Callable[[Broken], None]:
    return lambda broken: broken.change_item(OLDEST, broken.tag(OLDEST, name), tag)


def without(name: str) -> Callable[[Broken], None]:
    return retag(name, "")


def gone(pattern: str) -> Callable[[Broken], None]:
    return lambda broken: broken.file(pattern).unlink()


def record(**changes: object) -> Callable[[Broken], None]:
    return lambda broken: broken.record(OLDEST, **changes) and None


@dataclass(frozen=True)
class Damage:
    """What is done to a sound folder, and the code that it must give."""

    code: str
    name: str
    do: Callable[[Broken], None]
    deep: bool = True


DAMAGES = (
    Damage("feed-missing", "no feed", no_feed),
    Damage("feed-unreadable", "a feed cut short", cut_feed),
    Damage("feed-unreadable", "a bare ampersand", change("Beta &amp; Son", "Beta & Son")),
    Damage("characters", "a vertical tab in a title", change("<title>Gamma", "<title>Gam\x0bma")),
    Damage("characters", "the same by its number", change("<title>Gamma", "<title>Gam&#11;ma")),
    Damage("characters", "a character that is none", change("<title>Gamma", "<title>Gam\ufffema")),
    Damage("required", "no description", change("Three films, and what is to be said of them.", "")),
    Damage("language", "a language in words", change("<language>en<", "<language>English<")),
    Damage("category", "a category misspelt", change('text="TV &amp; Film"', 'text="Film and TV"')),
    Damage("category", "a category in small letters", change('text="Film Reviews"', 'text="film reviews"')),
    Damage("explicit", "yes of the show", change("<itunes:explicit>false", "<itunes:explicit>no")),
    Damage("explicit", "nothing of an episode", without("itunes:explicit")),
    Damage("self-link", "another address", change(f'"{BASE}feed.xml" rel="self"', f'"{BASE}rss.xml" rel="self"')),
    Damage("channel-link", "no page but the feed", change(f"<link>{BASE}</link>", f"<link>{BASE}feed.xml</link>")),
    Damage("show-guid", "another show's", lambda broken: broken.change(broken.book.show_guid or "", "0" * 8)),
    Damage("local-address", "no base_url", without_base_url),
    Damage("feed-size", "a megabyte of comment", change("<item>", f"<!--{'x' * 1_000_000}--><item>")),
    Damage("ai-content", "nowhere", change(AI, "", everywhere=True)),
    Damage("summary-tag", "a summary", item("</item>", "<itunes:summary>Rain.</itunes:summary></item>")),
    Damage("person-role", "a reader", item('role="author"', 'role="reader"')),
    Damage("guid", "another guid", lambda broken: broken.change(broken.book.episodes[OLDEST].guid, "another")),
    Damage("guid", "no guid", without("guid")),
    Damage("guid-twice", "the guid of another", same_guid),
    Damage("enclosure", "no enclosure", without("enclosure")),
    Damage("enclosure", "two enclosures", two_enclosures),
    Damage("enclosure-twice", "the audio of another", same_audio),
    Damage("https", "audio in clear", item('enclosure url="https', 'enclosure url="http')),
    Damage("address", "a name beyond ASCII", foreign_letters),
    Damage("audio-type", "MP3 as M4A", item('type="audio/mpeg"', 'type="audio/mp4"')),
    Damage("audio-imported", "in clear, from elsewhere", imported("http://old.example/get.mp3")),
    Damage("audio-imported", "without an ending, from elsewhere", imported("https://old.example/get?id=3")),
    Damage("audio-missing", "no file", gone(f"audio/{OLDEST}-*.mp3")),
    Damage("length", "cut short", cut_audio),
    Damage("length", "seconds in place of bytes", seconds_as_length),
    Damage("date", "no zone", redate("Thu, 01 Jan 2026 00:00:00")),
    Damage("date", "no date", without("pubDate")),
    Damage("future", "in 2099", redate("Thu, 01 Jan 2099 00:00:00 +0000")),
    Damage("date-moved", "a day before", redate("Wed, 31 Dec 2025 00:00:00 +0000")),
    Damage("duration", "an hour", retag("itunes:duration", "<itunes:duration>1:00:00</itunes:duration>")),
    Damage("duration", "none", without("itunes:duration")),
    Damage("page-missing", "no page", gone(f"episodes/{OLDEST}/index.html")),
    Damage("numbered-title", "a number in the title", numbered),
    Damage("description", "4,500 bytes", long_description),
    Damage("same-notes", "the notes of another", same_notes),
    Damage("disclosure", "not said", undisclosed),
    Damage("cover-missing", "no file", gone("covers/show-????????.jpg")),
    Damage("cover-unreadable", "a text file", cover(b"this is no picture\n")),
    Damage("cover-unreadable", "cut short", cut_cover),
    Damage("cover-size", "200 x 200", cover(picture("RGB", 200))),
    Damage("cover-colours", "CMYK", cover(picture("CMYK", 1400))),
    Damage("cover-colours", "grey", cover(picture("L", 1400))),
    Damage("cover-name", "a PNG named .jpg", cover(picture("RGB", 1400, "PNG"))),
    Damage("cover-name", "a JPEG named .png", renamed_cover),
    Damage("cover-weight", "a noisy picture", cover(picture("RGB", 1400, noise=True))),
    Damage("cover-weight", "40 MB", cover(picture("RGB", 1400) + bytes(40_000_000))),
    Damage("chapters-unreadable", "no JSON", torn_chapters),
    Damage("chapters-unreadable", "no file", gone(f"chapters/{OLDEST}-*.json")),
    Damage("chapters-order", "from 5 s on", chapters_from_five),
    Damage("chapters-unequal", "another title in the feed", item('title="The story"', 'title="Another story"')),
    Damage("chapters-unequal", "another time in the notes", change("00:00:00 Alpha", "00:00:09 Alpha")),
    Damage("chapters-tag", "a frame without end", torn_tag),
    Damage("chapters-few", "no heading", short_review),
    Damage("chapters-many", "four in 25 minutes", long_episode, deep=False),
    Damage("transcript-missing", "no file", gone(f"transcripts/{OLDEST}-*.vtt")),
    Damage("transcript-unreadable", "no WEBVTT", in_transcript("WEBVTT", "WEBVT")),
    Damage("transcript-unreadable", "no time", in_transcript(r"\d\d:\d\d:\d\d\.\d{3} -->", "soon -->")),
    Damage("transcript-times", "far behind the end", in_transcript(r"--> 00:", "--> 09:")),
    Damage("transcript-width", "a long line", in_transcript("(?<=>)Nobody", "Nobody " * 9)),
    Damage("audio-unplayable", "as long, and no sound", no_sound),
    Damage("audio-replaced", "other bytes under the name", other_bytes),
    Damage("loudness", "another target", lambda broken: broken.settings("[sound]", "[sound]\nloudness = -19.0")),
    Damage("peak", "full scale", loud_peak),
    Damage("vanished", "forgotten by the ledger", forgotten),
    Damage("stale", "an item is gone", lost_item),
    Damage("stale", "another title", item("<title>Alpha</title>", "<title>Omega</title>")),
    Damage("stale", "other notes", item("<content:encoded><![CDATA[", "<content:encoded><![CDATA[<p>By hand.</p>")),
    Damage("stale", "a record edited by hand", record(title="Omega")),
    Damage("unreleased", "a draft", record(draft=True)),
    Damage("archive-missing", "no page", lost_archive),
    Damage("due", "not built since", due_review),
)
SERVED = {"served-type", "head", "range", "cors", "conditional"}
"""Rules about a server, which has tests of its own."""


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: f"{damage.code}: {damage.name}")
def test_a_damage_is_found_and_nothing_else(damage: Damage, broken: Broken) -> None:
    """Exactly one code, however many places; and it says where and how to mend it."""
    damage.do(broken)
    found = broken.check(deep=damage.deep)
    assert {finding.code for finding in found} == {damage.code}, found
    assert all(finding.where and finding.message and finding.mend for finding in found)


def test_nothing_is_wrong_with_the_show_itself() -> None:
    """What every damage is done to has no finding, quick or deep."""
    assert sound_show().check() == ()
    assert sound_show().check(deep=False) == ()


def test_every_rule_has_its_damage() -> None:
    """A rule that nobody saw at work may find nothing at all."""
    assert {damage.code for damage in DAMAGES} | SERVED == {rule.code for rule in RULES}


def test_what_was_published_and_is_in_the_ledger_has_not_vanished_when_it_was_withdrawn(broken: Broken) -> None:
    """An episode that was taken out on purpose is no loss."""
    known = broken.book.episodes[MIDDLE]
    broken.release({known.guid: known.audio})
    lost_item(broken)
    assert [finding.code for finding in broken.check(deep=False)] == ["vanished"]
    broken.record(MIDDLE, withdrawn=Withdrawal(NOW, ""))
    assert broken.check(deep=False) == ()


def test_two_records_with_one_guid_are_found_in_the_ledger_too(broken: Broken) -> None:
    """Whoever copies a record by hand copies its guid."""
    book = broken.book
    twin = replace(book.episodes[OLDEST], slug="twin", draft=True)
    book = replace(book, episodes={**book.episodes, "twin": twin})
    found = checks.check_folder(broken.out, show=show.load(broken.root), book=book, now=NOW, deep=False)
    assert "guid-twice" in {finding.code for finding in found}


def test_a_second_check_listens_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was measured is remembered by the content of the file."""
    sound_show().check()
    monkeypatch.setattr("reviewcast.media.decode_mp3", lambda data: pytest.fail("it was decoded again"))
    assert sound_show().check() == ()


def test_scheduled_episodes_are_no_finding(broken: Broken) -> None:
    """An episode that waits for its date waits, and is listed."""
    text = REVIEW.format(title="Delta", date="2026-05-03", author="A. Reader")
    (broken.root / "reviews" / "delta.md").write_text(text, encoding="utf-8")
    broken.build()
    assert broken.check() == ()
    assert [episode.slug for episode in checks.scheduled(broken.book, NOW)] == ["delta"]
    assert checks.scheduled(broken.book, NOW + timedelta(days=365)) == ()
