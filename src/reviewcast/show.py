"""show.toml: where it is found, what may stand in it, and the Show it means.

KEYS is the one table of the file's keys; the reader, the commented show.toml of ``init`` and a test of the
documentation all use it. Defaults are stated once, in :mod:`reviewcast.model`.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reviewcast import settings
from reviewcast.errors import ShowError, did_you_mean
from reviewcast.model import Channel, Parts, Show, Sound, Words
from reviewcast.notation import url
from reviewcast.settings import Key

FILE = "show.toml"

FREQUENCIES = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
}
"""How often a show comes out, in a word -> as a recurrence rule."""

_UNNAMED = "Film Reviews"
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*")
_SPDX = re.compile(r"[a-z0-9][a-z0-9.+-]*", re.IGNORECASE)


def find(start: Path) -> Path | None:
    """The nearest folder at or above *start* (a file or a folder) that holds a show.toml, or None."""
    here = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would follow a link out of the show it lies in
    for folder in (here, *here.parents):
        with contextlib.suppress(OSError, ValueError):
            if (folder / FILE).is_file():
                return folder
    return None


def load(folder: Path) -> Show:
    """The show whose show.toml lies in *folder*; what the file does not say has the defaults of the model.

    Raises ShowError, with the line, for whatever in the file cannot be meant.
    """
    path = folder / FILE
    if not path.exists():
        raise ShowError('there is no show.toml; lay out a show with "reviewcast init DIR"', path=str(folder))
    values = settings.read(path, KEYS)
    if "title" not in values:
        raise ShowError(f"the title is missing; add a line such as title = {KEYS[0].example}", path=str(path))
    sound = Sound(**_table(values, "sound"))
    words = Words(**_table(values, "words"))
    feed = Channel(**_table(values, "feed"))
    voices = Parts(**_table(values, "voices"))
    _refuse_contradictions(feed, path)
    return Show(root=folder, voices=voices, sound=sound, words=words, feed=feed, **_table(values, ""))


def _refuse_contradictions(feed: Channel, path: Path) -> None:
    """What each key allows and the two together do not."""
    if feed.locked and not feed.owner:
        raise ShowError(
            "[feed] locked needs owner, the address that a host asks before it moves the show", path=str(path)
        )
    if feed.license and not feed.license_url and not _SPDX.fullmatch(feed.license):
        raise ShowError(
            f'[feed] license "{feed.license}" is no SPDX name such as "cc-by-4.0"; add license_url, which says more',
            path=str(path),
        )


def plain(title: str = "") -> Show:
    """The show of a review that is in no show: *title*, "Film Reviews" where it is empty, and the defaults."""
    shown = "".join(character if character.isprintable() else " " for character in title)
    return Show(title=" ".join(shown.split())[:256] or _UNNAMED)


def default(key: Key) -> object:
    """What *key* means where the file does not give it; None for no value at all."""
    value: object = Show(title="")
    for part in key.name.split("."):
        value = getattr(value, part)
    return value


def _table(values: dict[str, Any], table: str) -> dict[str, Any]:
    return {key.leaf: values[key.name] for key in KEYS if key.table == table and key.name in values}


# --- what a value must be: (value, folder of show.toml) -> what is meant ------------------------------------


def _title(value: str, folder: Path) -> str:
    del folder
    if not any(character.isalnum() for character in value):
        raise ValueError("is empty, give the show a name that can be said")
    return value


def _base_url(value: str, folder: Path) -> str:
    """RFC 3986, 3: an absolute address that paths can be put behind."""
    if not value:
        return value
    _address(value, folder)
    if urlsplit(value).query or urlsplit(value).fragment or value.endswith(("?", "#")):
        raise ValueError('paths are put behind it, so leave out what begins with "?" or "#"')
    return value.rstrip("/")


def _address(value: str, folder: Path) -> str:
    """An address on the web, whole (RFC 3986, 3) and in ASCII; empty for none."""
    del folder
    if "@" in value.partition("://")[2].partition("/")[0]:
        raise ValueError("everyone can read it, so leave out the name and password before the @")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if value and (not sound or not url(value) or " " in value or "\\" in value):
        raise ValueError(f'"{value}" is no web address, write one such as "https://example.com/podcast"')
    return url(value)


def _category(value: str, folder: Path) -> tuple[str, ...]:
    del folder
    from reviewcast.apple import check_category

    return check_category(value)


def _template(value: str, folder: Path) -> str:
    del folder
    from reviewcast.wording import check

    check(value)
    return value


def _profile(value: str, folder: Path) -> str:
    del folder
    if not value:
        raise ValueError('is empty, write the name of a voice profile, such as "narrator"')
    return value


def _channels(value: int, folder: Path) -> int:
    del folder
    if value not in {1, 2}:
        raise ValueError(f"{value:g} is not possible, write 1 (mono) or 2 (stereo)")
    return value


def _music(value: str, folder: Path) -> Path | str:
    return value if value in {"theme", "none"} else _file(value, folder, ("theme", "none"))


def _cover(value: str, folder: Path) -> Path:
    return _file(value, folder)


def _file(value: str, folder: Path, others: tuple[str, ...] = ()) -> Path:
    """An existing file, named from the show's folder; what is in it is checked by whoever reads it."""
    choices = "".join(f', or "{other}"' for other in others)
    if not value:
        raise ValueError(f"is empty, write the path of a file{choices}, or delete the line")
    path = folder / value
    with contextlib.suppress(OSError):
        if path.is_dir():
            raise ValueError(f'"{value}" is a folder, write the path of a file{choices}')
        if path.exists():
            return path
    beside = ((Path(value).parent / name).as_posix() for name in _names(path.parent))
    near = did_you_mean(value, (*others, *beside))
    raise ValueError(f'there is no file "{value}" in the show\'s folder{near}')


def _addresses(value: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    return tuple(_address(each, folder) for each in value)


def _email(value: str, folder: Path) -> str:
    del folder
    if value and not _EMAIL.fullmatch(value):
        raise ValueError(f'"{value}" is no e-mail address, write one such as "show@example.com"')
    return value


def _frequency(value: str, folder: Path) -> str:
    """A word, or a recurrence rule (RFC 5545, 3.3.10) that begins with FREQ."""
    del folder
    if value in FREQUENCIES or _RULE.fullmatch(value):
        return value
    words = ", ".join(f'"{word}"' for word in FREQUENCIES)
    raise ValueError(f'"{value}" is not known, write one of {words}, or a rule such as "FREQ=WEEKLY;BYDAY=FR"')


def _names(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return [entry.name for entry in folder.iterdir() if entry.is_file()]
    return []


_TUNE = '"music/tune.flac"'

KEYS: tuple[Key, ...] = (
    Key(
        "title", str, "The name of the show, as apps list it and as the voice says it.", '"Before They Talked"', _title
    ),
    Key("author", str, "Who reviews, when a review does not name its author.", '"Ada Lovelace"'),
    Key(
        "description",
        str,
        "What the show is about, in a few sentences that apps show before anybody subscribes.",
        '"Silent films, watched again."',
        longest=4000,
    ),
    Key("language", str, "The language of the reviews, such as en or en-US.", '"en"', settings.language),
    Key(
        "base_url",
        str,
        "The web address that the output folder will be served from; the feed's links begin with it.",
        '"https://example.com/podcast"',
        _base_url,
        longest=1000,
    ),
    Key(
        "category",
        str,
        "Apple's category and, after a >, its subcategory.",
        '"TV & Film > Film Reviews"',
        _category,
    ),
    Key("explicit", bool, "Whether the show has language or themes that are not for children.", "false"),
    Key(
        "voice",
        str,
        "The voice profile that reads: a file of voices/, without .toml. Without it the show keeps its first voice.",
        '"narrator"',
        _profile,
    ),
    Key("house_rules", bool, "Whether the pronunciations that come with reviewcast are used.", "true"),
    Key("check_names", bool, "Whether a build refuses a review while a name of its cast is unchecked.", "false"),
    Key("skip", list, "Headings whose section is not read aloud.", '["Related posts", "Where to watch"]'),
    Key(
        "cover",
        str,
        "A square picture of your own, JPEG or PNG, 1400 to 3000 pixels wide; without one a cover is drawn.",
        '"cover.jpg"',
        _cover,
        longest=1000,
    ),
    Key(
        "voices.quotation",
        str,
        "The profile that speaks quotations, if not whoever reads the rest.",
        '"quote"',
        _profile,
    ),
    Key("voices.heading", str, "The profile that speaks headings.", '"quote"', _profile),
    Key(
        "voices.opening",
        str,
        "The profile that speaks the opening, the disclosure and the closing.",
        '"quote"',
        _profile,
    ),
    Key(
        "voices.sections",
        dict,
        "Profiles by section: the heading as it stands in the reviews, and who reads what is below it.",
        '"Worth an evening?" = "quote"',
        _profile,
    ),
    Key(
        "voices.authors",
        dict,
        "Profiles by author: who reads the reviews of an author that name no voice themselves.",
        '"Ada Lovelace" = "narrator"',
        _profile,
    ),
    Key(
        "sound.intro",
        str,
        'Music before the first words: a file of yours, "theme" (built in) or "none".',
        _TUNE,
        _music,
        longest=1000,
    ),
    Key("sound.outro", str, "Music after the last words: a file, theme or none.", _TUNE, _music, longest=1000),
    Key("sound.sting", str, "A short sound between sections: a file, theme or none.", _TUNE, _music, longest=1000),
    Key(
        "sound.loudness",
        float,
        "How loud the finished episode is, in LUFS, from -30 to -9; podcasts are at -16.",
        "-16.0",
        settings.between(-30, -9, "LUFS"),
    ),
    Key("sound.channels", int, "1 for mono (96 kbit/s) or 2 for stereo (128 kbit/s).", "1", _channels),
    Key(
        "words.opening",
        str,
        "What is said first; a part in [square brackets] goes when a field in it is empty.",
        '"This is {show}. {title}."',
        _template,
        longest=1000,
    ),
    Key(
        "words.closing",
        str,
        "What is said last.",
        '"That was {title}. Goodbye."',
        _template,
        longest=1000,
    ),
    Key(
        "words.disclosure",
        str,
        "The sentence that says the voice is synthetic; Apple requires one.",
        '"This episode is read by a synthetic voice."',
        _template,
        longest=1000,
    ),
    Key(
        "feed.type",
        str,
        "episodic, or serial for a show that is to be heard from its oldest episode on.",
        '"episodic"',
        settings.one_of("episodic", "serial"),
    ),
    Key("feed.complete", bool, "Whether the show has ended and no episode will follow.", "false"),
    Key(
        "feed.frequency",
        str,
        "How often an episode comes out: daily, weekly, fortnightly, monthly, or a rule of iCalendar.",
        '"weekly"',
        _frequency,
    ),
    Key("feed.seasons", list, "The names of the seasons, the first first.", '["The silents", "Sound"]'),
    Key(
        "feed.owner",
        str,
        "An e-mail address by which directories ask whether the show is yours; everyone can read it.",
        '"show@example.com"',
        _email,
    ),
    Key("feed.locked", bool, "Whether other hosts are asked not to take the show over; needs owner.", "false"),
    Key("feed.copyright", str, "Whose the show is, without the sign.", '"Ada Lovelace"'),
    Key(
        "feed.license",
        str,
        "The licence of the episodes: an SPDX name, or a name of its own together with license_url.",
        '"cc-by-4.0"',
    ),
    Key("feed.license_url", str, "Where the licence can be read.", '"https://example.com/terms"', _address),
    Key("feed.funding", str, "Where listeners can pay for the show.", '"https://example.com/support"', _address),
    Key("feed.funding_text", str, "What apps write on the button that leads there.", '"Buy us a ticket"', longest=128),
    Key(
        "feed.hub",
        str,
        'A WebSub hub; "publish" tells it that the feed changed, and apps hear of it at once.',
        '"https://pubsubhubbub.appspot.com/"',
        _address,
    ),
    Key("feed.verify", str, "Words that a directory asked you to put into the feed.", '"a1b2c3"'),
    Key(
        "feed.apps",
        list,
        "Addresses of the show in apps and directories; the page links to them.",
        '["https://podcasts.apple.com/podcast/id1"]',
        _addresses,
        longest=1000,
    ),
)
