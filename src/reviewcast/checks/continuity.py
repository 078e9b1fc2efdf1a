"""Rules about what listeners have already: nothing of it may change its identity, or vanish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reviewcast.checks.survey import is_audio_of
from reviewcast.notation import day, line
from reviewcast.output import FEED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from reviewcast.checks.survey import Entry, Survey
    from reviewcast.model import Episode
    from reviewcast.subscription import Item, Subscription


# --- against the ledger -----------------------------------------------------------------------------------


def vanished(survey: Survey) -> Iterator[tuple[str, str]]:
    """What was published is still there, but for what was withdrawn."""
    if survey.book is None:
        return
    present = {entry.item.guid for entry in survey.entries} | {
        entry.episode.guid for entry in survey.entries if entry.episode
    }
    episodes = {episode.guid: episode for episode in survey.book.episodes.values()}
    told = set()
    for release in survey.book.released.values():
        if not (survey.place.is_local or survey.address.startswith(release.address)):
            continue  # it was published elsewhere, and may be ahead
        for guid, audio in release.items.items():
            known = episodes.get(guid)
            if guid not in present and guid not in told and not (known and known.withdrawn):
                told.add(guid)
                yield _gone(known.title if known else audio)


def _gone(title: str) -> tuple[str, str]:
    """In the same words whether the ledger or the live feed tells, so that nobody hears it twice."""
    return FEED, f'"{title}" was published and is in the feed no more'


def stale(survey: Survey) -> Iterator[tuple[str, str]]:
    """The feed is of the ledger as it stands."""
    if survey.book is None or not survey.place.is_local:
        return
    released = {guid for release in survey.book.released.values() for guid in release.items}
    for episode in survey.book.episodes.values():
        missing = episode.slug not in survey.told and episode.is_public(survey.now) and episode.guid not in released
        if missing and not _was_to_come(episode):
            yield FEED, f'the ledger has "{episode.title}", and the feed has not'
    for entry in survey.entries:
        if entry.audio not in survey.shared and (why := _difference(entry)):
            yield entry.where, why


def due(survey: Survey) -> Iterator[tuple[str, str]]:
    """What waited for its date is let out."""
    if survey.book is None or not survey.place.is_local:
        return
    for episode in survey.book.episodes.values():
        if episode.slug not in survey.told and episode.is_public(survey.now) and _was_to_come(episode):
            yield FEED, f'"{episode.title}" was to come out on {day(episode.published)}, and is not in the feed yet'


def unreleased(survey: Survey) -> Iterator[tuple[str, str]]:
    """No draft, nothing withdrawn, in the feed."""
    for entry in survey.entries:
        known = entry.episode
        if known and known.withdrawn:
            yield entry.where, "it was withdrawn, and is in the feed"
        elif known and known.draft:
            yield entry.where, "it is a draft, and is in the feed"


def lost_page(survey: Survey) -> Iterator[tuple[str, str]]:
    """Every page of the archive is there."""
    if survey.lost_page:
        yield survey.lost_page, "a feed or a page of the archive names this page, and it cannot be read"


def _was_to_come(episode: Episode) -> bool:
    """Whether its last build was before its date, so that no feed could have had it then."""
    try:
        built = datetime.fromisoformat(episode.history[-1]["date"])
        return built < episode.published
    except (IndexError, KeyError, TypeError, ValueError):
        return False


def _difference(entry: Entry) -> str:
    """What the feed says otherwise than the ledger, where no other rule tells."""
    known, item = entry.episode, entry.item
    if known is None:
        return "it is in the feed, and the ledger knows nothing of it"
    if entry.audio and not is_audio_of(entry, known):
        return f"its audio is not that of the ledger, {known.audio}"
    if entry.recent and line(item.title) != (line(known.title) or known.slug):
        return f'its title in the ledger is "{known.title}"'
    if entry.recent and known.notes and line(item.notes) != line(known.notes):
        return "its notes are not those of the ledger"
    return ""


# --- against a feed that was published --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A feed that listeners have, and the one that is to take its place."""

    before: Subscription
    after: Subscription
    """With the items of its archive."""
    withdrawn: Collection[str]
    """Guids of what was taken out on purpose."""

    def pairs(self) -> Iterator[tuple[Item, Item]]:
        """Items of before and after with the same guid."""
        after = {item.guid: item for item in self.after.items}
        for item in self.before.items:
            if item.guid in after:
                yield item, after[item.guid]

    def renamed(self) -> dict[str, Item]:
        """Guid of before -> the item after that is the same episode by its audio, its page or its title."""
        kept = {item.guid for item in self.before.items}
        new = [item for item in self.after.items if item.guid not in kept]
        found: dict[str, Item] = {}
        for key in _KEYS:
            known = {key(item): item for item in new if key(item)}
            for item in self.gone():
                if key(item) in known:
                    found.setdefault(item.guid, known[key(item)])
        return found

    def gone(self) -> Iterator[Item]:
        """Items whose guid is in the feed no more, though nobody withdrew them."""
        present = {item.guid for item in self.after.items} | set(self.withdrawn)
        return (item for item in self.before.items if item.guid not in present)


def _audio(item: Item) -> str:
    return item.enclosure.url if item.enclosure else ""


_KEYS: tuple[Callable[[Item], str], ...] = (_audio, lambda item: item.link, lambda item: item.title.casefold())


def guid_changed(change: Change) -> Iterator[tuple[str, str]]:
    """No episode with a new guid."""
    for guid, item in change.renamed().items():
        yield _where(item), f'its guid was "{guid}" and is "{item.guid}": every listener would get it again'


def item_vanished(change: Change) -> Iterator[tuple[str, str]]:
    """No episode that is gone."""
    renamed = change.renamed()
    for item in change.gone():
        if item.guid not in renamed:
            yield _gone(item.title or item.guid)


def audio_replaced(change: Change) -> Iterator[tuple[str, str]]:
    """No other file under a name that listeners have."""
    for before, after in change.pairs():
        old, new = before.enclosure, after.enclosure
        if old and new and old.url == new.url and old.length != new.length:
            sizes = f"{old.length} bytes, and now {new.length}"
            yield _where(after), f"its audio had {sizes}, under one name: apps keep the old one"


def show_guid_changed(change: Change) -> Iterator[tuple[str, str]]:
    """The show is the same show."""
    before, after = change.before.guid, change.after.guid
    if before and before.lower() != after.lower():
        yield f"{FEED} channel", f"podcast:guid was {before} and is {after or 'missing'}"


def date_changed(change: Change) -> Iterator[tuple[str, str]]:
    """No episode with another date."""
    for before, after in change.pairs():
        if before.date and after.date and abs(before.date - after.date) > timedelta(seconds=1):
            yield _where(after), f"it was dated {before.date.isoformat()} and is dated {after.date.isoformat()}"


def _where(item: Item) -> str:
    return f'{FEED} "{item.title or item.guid}"'
