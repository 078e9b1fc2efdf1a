"""Rules about the show: what its feed says of it as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewcast import apple, web
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewcast.checks.survey import Survey

_CHANNEL = f"{FEED} channel"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
"""RFC 5646, 2.1, as far as feeds use it."""
_TRUTH = ("true", "false")
_MOST_FEED = 1_000_000
"""Bytes: apps fetch it again every hour."""

ROLES = frozenset(
    role.casefold()
    for role in (
        *("Director", "Assistant Director", "Executive Producer", "Senior Producer", "Producer", "Associate Producer"),
        *("Development Producer", "Creative Director"),
        *("Host", "Co-Host", "Guest Host", "Guest", "Voice Actor", "Narrator", "Announcer", "Reporter"),
        *("Author", "Editorial Director", "Co-Writer", "Writer", "Songwriter", "Guest Writer", "Story Editor"),
        *("Managing Editor", "Script Editor", "Script Coordinator", "Researcher", "Editor", "Fact Checker"),
        *("Translator", "Transcriber", "Logger"),
        *("Studio Coordinator", "Technical Director", "Technical Manager", "Audio Engineer"),
        *("Remote Recording Engineer", "Post Production Engineer"),
        *("Audio Editor", "Sound Designer", "Foley Artist", "Composer", "Theme Music", "Music Production"),
        *("Music Contributor", "Production Coordinator", "Booking Coordinator", "Production Assistant"),
        *("Content Manager", "Marketing Manager", "Sales Representative", "Sales Manager"),
        *("Graphic Designer", "Cover Art Designer", "Social Media Manager", "Consultant", "Intern"),
        *("Camera Operator", "Lighting Designer", "Camera Grip", "Assistant Camera", "Assistant Editor"),
    )
)
"""The taxonomy of the podcast namespace (taxonomy.json), in which capitals do not count."""


def required(survey: Survey) -> Iterator[tuple[str, str]]:
    """Title and description of the show; the title of each item."""
    feed = survey.feed
    for name, value in (("title", feed.title), ("description", feed.description)):
        if not value:
            yield _CHANNEL, f"the show has no {name}, without which no directory lists it"
    for entry in survey.entries:
        if not entry.item.title:
            yield entry.where, "the episode has no title"


def language(survey: Survey) -> Iterator[tuple[str, str]]:
    """A language that apps know."""
    said = survey.feed.language
    if not _LANGUAGE.fullmatch(said):
        yield _CHANNEL, f'the language is "{said}", which is no code of RFC 5646' if said else "no language is given"


def category(survey: Survey) -> Iterator[tuple[str, str]]:
    """Categories, spelled as Apple spells them."""
    if not survey.feed.categories:
        yield _CHANNEL, "no category is given, and Apple asks for one"
    for names in survey.feed.categories:
        wanted = " > ".join(names)
        try:
            right = apple.check_category(wanted) == names
            why = f'"{wanted}" is not spelled as Apple spells it'
        except ValueError as error:
            right, why = False, str(error)
        if not right:
            yield _CHANNEL, why


def explicit(survey: Survey) -> Iterator[tuple[str, str]]:
    """``true`` or ``false``, of the show and of each episode."""
    rows = [(_CHANNEL, survey.feed.explicit), *((entry.where, entry.item.explicit) for entry in survey.entries)]
    for where, said in rows:
        if said not in _TRUTH:
            yield where, f'itunes:explicit is "{said}"; only true and false are understood everywhere'


def self_link(survey: Survey) -> Iterator[tuple[str, str]]:
    """The feed names the address that it has."""
    said = survey.feed.self_link
    if said != survey.address:
        yield _CHANNEL, f'the feed calls itself "{said}", and its address is {survey.address}'


def channel_link(survey: Survey) -> Iterator[tuple[str, str]]:
    """The show's link is a page, not the feed."""
    link = survey.feed.link
    if not link:
        yield _CHANNEL, "the show has no link to a page"
    elif link in {survey.address, survey.feed.self_link}:
        yield _CHANNEL, "the show's link is the feed itself, where listeners expect a page"


def show_guid(survey: Survey) -> Iterator[tuple[str, str]]:
    """The guid of the show is there, and the ledger's."""
    said, known = survey.feed.guid, survey.book.show_guid if survey.book else ""
    if survey.book is None:
        return  # a show of others may do without
    if not said:
        yield _CHANNEL, "podcast:guid is missing, by which apps know the show wherever it moves"
    elif known and said.lower() != known.lower():
        yield _CHANNEL, f"podcast:guid is {said} and the ledger has {known}: apps would take it for another show"


def local_address(survey: Survey) -> Iterator[tuple[str, str]]:
    """Addresses that lead to this machine."""
    if web.is_loopback(survey.address) and survey.place.is_local:
        where = "show.toml" if survey.show and survey.show.root else FEED
        yield where, f"addresses in the feed begin with {survey.address.removesuffix(FEED)}, which only you reach"


def feed_size(survey: Survey) -> Iterator[tuple[str, str]]:
    """A feed that is quickly fetched."""
    if survey.size > _MOST_FEED:
        yield FEED, f"the feed has {survey.size / 1e6:.1f} MB, and apps fetch it again every hour"


def ai_content(survey: Survey) -> Iterator[tuple[str, str]]:
    """The tag that says that a machine speaks: on the show, or on each episode that is ours; others may be persons'."""
    if _says_ai(survey.feed.texts):
        return
    for entry in survey.recent:
        if entry.is_made_here and not _says_ai(entry.item.texts):
            yield entry.where, 'it has no <podcast:txt purpose="ai-content">, and the show has none either'


def summary_tag(survey: Survey) -> Iterator[tuple[str, str]]:
    """A tag of Apple's that is dead and still shown."""
    rows = [(_CHANNEL, survey.feed.tags), *((entry.where, entry.item.tags) for entry in survey.entries)]
    for where, tags in rows:
        if "itunes:summary" in tags:
            yield where, "itunes:summary is there, which some apps show in place of the description"


def person_role(survey: Survey) -> Iterator[tuple[str, str]]:
    """Roles of people that apps know."""
    rows = [(_CHANNEL, survey.feed.persons), *((entry.where, entry.item.persons) for entry in survey.entries)]
    for where, persons in rows:
        for name, role, _ in persons:
            if role and role.casefold() not in ROLES:
                yield where, f'the role of {name} is "{role}", which is not in the podcast taxonomy'


def _says_ai(texts: Mapping[str, str]) -> bool:
    return texts.get("ai-content", "").casefold() == "true"
