"""How each file is to be handed out."""

from __future__ import annotations

import pytest

from reviewcast import delivery

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("path", "content_type", "cache_control"),
    [
        ("feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=300"),
        ("archive/12.xml", "application/rss+xml; charset=utf-8", "public, max-age=3600"),
        ("index.html", "text/html; charset=utf-8", "public, max-age=300"),
        ("episodes/the-general/index.html", "text/html; charset=utf-8", "public, max-age=300"),
        ("audio/the-general-1a2b3c4d.mp3", "audio/mpeg", FOR_EVER),
        ("transcripts/the-general-1a2b3c4d.vtt", "text/vtt; charset=utf-8", FOR_EVER),
        ("transcripts/the-general-1a2b3c4d.srt", "application/x-subrip", FOR_EVER),
        ("transcripts/the-general-1a2b3c4d.json", "application/json", FOR_EVER),
        ("chapters/the-general-1a2b3c4d.json", "application/json+chapters", FOR_EVER),
        ("covers/show-1a2b3c4d.jpg", "image/jpeg", FOR_EVER),
        ("assets/page-1a2b3c4d.css", "text/css; charset=utf-8", FOR_EVER),
        ("assets/page-1a2b3c4d.js", "text/javascript; charset=utf-8", FOR_EVER),
        ("cover.jpg", "image/jpeg", "public, max-age=3600"),
        ("audio/the-general.mp3", "audio/mpeg", "public, max-age=3600"),
        ("other/feed.xml", "application/xml", "public, max-age=3600"),
        ("LOGO.PNG", "image/png", "public, max-age=3600"),
        ("CNAME", "application/octet-stream", "public, max-age=3600"),
        ("episodes/x-1a2b3c4d/index.html", "text/html; charset=utf-8", "public, max-age=300"),
    ],
)
def test_every_file_is_handed_out_by_one_table(path: str, content_type: str, cache_control: str) -> None:
    """The preview and a host use the same types and times."""
    assert delivery.headers(path) == {"Content-Type": content_type, "Cache-Control": cache_control}


def test_transcripts_and_chapters_are_shared_with_other_sites() -> None:
    """Players there fetch them by a script; nothing else is theirs."""
    paths = ["transcripts/a-1a2b3c4d.vtt", "chapters/a-1a2b3c4d.json", "feed.xml", "audio/a-1a2b3c4d.mp3", "a.vtt"]
    assert [delivery.is_shared(path) for path in paths] == [True, True, False, False, False]
