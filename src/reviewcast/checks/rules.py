"""Every rule of the doctor in one table: its code, how grave it is, what it finds, how to mend it.

A rule is a function from what it looks at to (where, what is wrong) pairs; it never raises. docs/checks.md has
a row for each, and tests/checks a folder that is damaged so that exactly this rule finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from reviewcast.checks import channel, chapters, continuity, items, pictures, served, sound, transcripts
from reviewcast.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reviewcast.checks.continuity import Change
    from reviewcast.checks.survey import Survey

Seen = TypeVar("Seen")
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule(Generic[Seen]):
    """One thing that can be wrong."""

    code: str
    level: Level
    mend: str
    """What to do about it, as a sentence that follows the finding's."""
    find: Callable[[Seen], Iterable[tuple[str, str]]]

    def findings(self, seen: Seen) -> Iterator[Finding]:
        """Everything of its kind."""
        return (Finding(self.code, self.level, message, where, self.mend) for where, message in self.find(seen))


def _told_by_the_reader(survey: Survey) -> Iterator[tuple[str, str]]:
    """Without a feed that can be read there is no survey: that finding is all there is."""
    del survey
    return iter(())


_ANEW = 'run "reviewcast build"'
_AGAIN = 'delete the file and run "reviewcast build", which makes it anew'
_SETTING = 'put it right in show.toml and run "reviewcast build"'
_REVIEW = 'put it right in the front matter of its review and run "reviewcast build"'
_WITHDRAW = 'run "reviewcast build", or take it out with "reviewcast withdraw"'
_RESTORE = "restore the ledger from version control or a backup, then build; never publish this"
_SERVER = "change the settings of the server; docs/hosting.md has those that each kind of host needs"

RULES: tuple[Rule[Survey], ...] = (
    Rule("feed-missing", "error", f"{_ANEW}; of a published feed, check the address", _told_by_the_reader),
    Rule("feed-unreadable", "error", _ANEW, _told_by_the_reader),
    Rule("characters", "error", _ANEW, _told_by_the_reader),
    # the show
    Rule("required", "error", _SETTING, channel.required),
    Rule("language", "error", f'{_SETTING}; English is "en"', channel.language),
    Rule("category", "error", _SETTING, channel.category),
    Rule("explicit", "error", _ANEW, channel.explicit),
    Rule("self-link", "error", "set base_url to where the feed will be, and build", channel.self_link),
    Rule("channel-link", "error", _ANEW, channel.channel_link),
    Rule("show-guid", "error", _RESTORE, channel.show_guid),
    Rule("local-address", "warning", "set base_url in show.toml before you publish", channel.local_address),
    Rule("feed-size", "warning", "shorten the descriptions; older episodes move to the archive", channel.feed_size),
    Rule("ai-content", "warning", _ANEW, channel.ai_content),
    Rule("summary-tag", "warning", "leave it out; the description is enough", channel.summary_tag),
    Rule("person-role", "warning", 'use a role of the taxonomy, such as "author" or "host"', channel.person_role),
    # each episode
    Rule("guid", "error", _RESTORE, items.guid),
    Rule("guid-twice", "error", _RESTORE, items.guid_twice),
    Rule("enclosure", "error", _ANEW, items.enclosure),
    Rule("enclosure-twice", "error", _ANEW, items.enclosure_twice),
    Rule("https", "error", "let base_url begin with https:// and build", items.https),
    Rule("address", "error", "write it in ASCII, percent-encoded, with https:// before it", items.address),
    Rule("audio-type", "error", "name the file as what it is: an .mp3 is audio/mpeg", items.audio_type),
    Rule(
        "audio-imported",
        "warning",
        "move it to a host of yours, and put its address in its record",
        items.audio_imported,
    ),
    Rule("audio-missing", "error", _ANEW, items.audio_missing),
    Rule("length", "error", _AGAIN, items.length),
    Rule("date", "error", _ANEW, items.date),
    Rule("future", "error", 'wait for its date, or correct it, and run "reviewcast build"', items.future),
    Rule("date-moved", "error", _ANEW, items.date_moved),
    Rule("duration", "error", _AGAIN, items.duration),
    Rule("page-missing", "error", f"{_ANEW}; a server must give a folder's index.html", items.page_missing),
    Rule(
        "numbered-title", "warning", "give the number as episode and season in its front matter", items.numbered_title
    ),
    Rule("description", "warning", "shorten the description", items.description),
    Rule("same-notes", "warning", "give each review a description of its own", items.same_notes),
    Rule(
        "disclosure",
        "warning",
        "leave [words] disclosure in show.toml as it is, or in words of yours",
        items.disclosure,
    ),
    # covers
    Rule("cover-missing", "error", _ANEW, pictures.missing),
    Rule("cover-unreadable", "error", _AGAIN, pictures.unreadable),
    Rule("cover-size", "error", "give a square picture of 1400 to 3000 pixels a side, and build", pictures.dimensions),
    Rule("cover-colours", "error", "save the picture as RGB, without transparency, and build", pictures.colours),
    Rule("cover-name", "error", "name a JPEG .jpg and a PNG .png", pictures.name),
    Rule("cover-weight", "warning", "save the picture as JPEG of at most 512 KB", pictures.weight),
    # chapters
    Rule("chapters-unreadable", "error", _AGAIN, chapters.unreadable),
    Rule("chapters-order", "error", _ANEW, chapters.order),
    Rule("chapters-unequal", "error", _ANEW, chapters.unequal),
    Rule("chapters-tag", "error", _AGAIN, chapters.tag),
    Rule("chapters-few", "warning", "fine for a short review; headings in it make chapters", chapters.few),
    Rule("chapters-many", "warning", "use lower headings for the smaller parts of the review", chapters.many),
    # transcripts
    Rule("transcript-missing", "error", _ANEW, transcripts.missing),
    Rule("transcript-unreadable", "error", _AGAIN, transcripts.unreadable),
    Rule("transcript-times", "error", _AGAIN, transcripts.times),
    Rule("transcript-width", "warning", _AGAIN, transcripts.width),
    # the sound
    Rule("audio-unplayable", "error", _AGAIN, sound.unplayable),
    Rule("audio-replaced", "error", f"a name never gets other bytes: {_AGAIN}", sound.replaced),
    Rule("loudness", "warning", _AGAIN, sound.loudness),
    Rule("peak", "warning", _AGAIN, sound.peak),
    # what was published
    Rule("vanished", "error", _WITHDRAW, continuity.vanished),
    Rule("stale", "error", _ANEW, continuity.stale),
    Rule("unreleased", "error", _ANEW, continuity.unreleased),
    Rule("archive-missing", "error", _ANEW, continuity.lost_page),
    Rule("due", "warning", _ANEW, continuity.due),
    # the server
    Rule("https", "error", "serve it from an https:// address", served.feed_encryption),
    Rule("served-type", "error", _SERVER, served.feed_type),
    Rule("served-type", "error", _SERVER, served.served_type),
    Rule("head", "error", _SERVER, served.head),
    Rule("range", "error", _SERVER, served.ranges),
    Rule("cors", "warning", _SERVER, served.cors),
    Rule("conditional", "warning", _SERVER, served.conditional),
)

CHANGES: tuple[Rule[Change], ...] = (
    Rule("guid-changed", "error", _RESTORE, continuity.guid_changed),
    Rule("vanished", "error", _WITHDRAW, continuity.item_vanished),
    Rule("audio-replaced", "error", "publish other audio under another name", continuity.audio_replaced),
    Rule("show-guid", "error", _RESTORE, continuity.show_guid_changed),
    Rule("date-moved", "error", "an episode keeps the date of its first release", continuity.date_changed),
)

LEVELS: dict[str, Level] = {rule.code: rule.level for rule in RULES} | {rule.code: rule.level for rule in CHANGES}
"""Every code, and how grave it is."""


def finding(code: str, where: str, message: str) -> Finding:
    """A finding of that code, with what its rule says of mending."""
    rule = next(rule for rule in RULES if rule.code == code)
    return Finding(code, rule.level, message, where, rule.mend)
