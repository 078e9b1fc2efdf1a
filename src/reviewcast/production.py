"""The walk: one review on its way from bytes to an episode.

:func:`produce` is the one place that knows the order of the stages. They bring heavy packages with them, so
they are imported here only when there is something to produce.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING

from reviewcast import ledger, output, storage
from reviewcast.cache import digest
from reviewcast.casting import Casting
from reviewcast.errors import ReviewError, SoundError
from reviewcast.model import Loudness, Notice, Tags, Target
from reviewcast.notation import content_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from reviewcast.booth import Engines
    from reviewcast.cache import Cache
    from reviewcast.casting import StandIn
    from reviewcast.ledger import Ledger
    from reviewcast.model import Cast, Enclosure, Episode, Mix, Omission, Review, Script, Show, Take, Voice
    from reviewcast.report import Report
    from reviewcast.rulebook import Rulebook

MOST_HOURS = 5
"""Of an episode: memory grows by half a gigabyte an hour, and no listener asked for more."""
_LATER = (
    *("reviewcast.assembly", "reviewcast.mastering", "reviewcast.encoding", "reviewcast.feed", "reviewcast.site"),
    *("soxr", "lameenc", "soundfile", "lxml.etree", "feedgen.feed", "jinja2"),
)
"""What the stages after the voice import when they are called; loading it takes as long as ten sentences."""
_REMARKS = {"key", "encoding", "control"}
"""Kinds of omission that leave nothing out that could be heard: their words say it all."""
_CORRECTIONS = 3
"""How often a master may be corrected by what the decoded file measured."""


@dataclass(frozen=True, slots=True)
class Studio:
    """Where reviews are produced: their show, its folders, the cache, and how wide to work."""

    show: Show
    out: Path
    ledger: Path
    cache: Cache
    now: datetime
    """The time of the build, aware; SOURCE_DATE_EPOCH where that is set."""
    rulebook: Rulebook
    """How names are said."""
    voice: str | None = None
    """A profile that goes before the show's and the review's."""
    jobs: int = 2

    def casting(self, absent: Collection[str] | None = None) -> Casting:
        """What chooses the voices of an episode; it reads the ledger where the voice of the first build counts.

        The profiles that count as not installed are *absent*; None asks what is installed.
        """
        named = self.voice or self.show.voice
        return Casting(self.show, self.voice, None if named else ledger.first_voice(self.ledger), absent)

    def usual_voice(self) -> Voice:
        """The voice of a review that names none.

        Raises ShowError for a profile that is none, VoiceError for a voice that is not installed, nor any fallback.
        """
        return self.casting().usual()


@dataclass(frozen=True, slots=True)
class Draft:
    """A review before its first sound: as read, in the voices chosen for it, as a script."""

    path: Path
    review: Review
    cast: Cast
    script: Script
    stand_ins: tuple[StandIn, ...] = ()
    """Who speaks in whose place."""
    absent: tuple[str, ...] = ()
    """The profiles whose voices were looked for and are not installed."""

    @property
    def voice(self) -> Voice:
        """The narrator's."""
        return self.cast.narrator

    @property
    def requires(self) -> tuple[str, ...]:
        """Files that only the review names, relative to it."""
        return (self.review.facts.cover,) if self.review.facts.cover else ()

    @property
    def said(self) -> tuple[str, ...]:
        """A short digest of what each utterance's engine gets, in their order."""
        return tuple(digest(utterance.spoken)[:8] for utterance in self.script.utterances)

    @property
    def history(self) -> str:
        """The name under which the cache remembers what this review's last build said."""
        return str(self.path.resolve())


@dataclass(frozen=True, slots=True)
class Production:
    """What a review became."""

    episode: Episode
    takes: tuple[Take, ...] = field(default=(), repr=False)
    notices: tuple[Notice, ...] = ()


def draft(path: Path, studio: Studio, *, absent: Collection[str] | None = None) -> Draft:
    """Read the review at *path*, choose its voices and write its script.

    The profiles that count as not installed are *absent*, so that an episode can be drafted as it was recorded; None
    asks what is installed.

    Raises ReviewError, ShowError for a voice that does not exist, VoiceError for one that is not installed and for
    which none that is stands in.
    """
    from reviewcast import document, script

    review = document.parse(storage.read(path, "the review"), str(path), skip=studio.show.skip)
    _refuse_foreign_cover(review, path, studio.show.root)
    casting = studio.casting(absent)
    cast = casting.of(review)
    written = script.write_script(review, studio.rulebook.lexicon(path), studio.show, cast)
    _refuse_endless(written, review)
    left_out = tuple(Notice(omission.line, omission.kind, _told(omission)) for omission in review.omissions)
    notices = tuple(sorted((*left_out, *written.notices), key=lambda notice: notice.line))
    return Draft(path, review, cast, replace(written, notices=notices), casting.stand_ins, casting.absent)


def _refuse_foreign_cover(review: Review, path: Path, root: Path | None) -> None:
    """A review may come from anyone, and its cover is published: it names none outside its show, or its folder."""
    home = (root or path.parent).resolve()
    if review.facts.cover and not (path.parent / review.facts.cover).resolve().is_relative_to(home):
        raise ReviewError(
            f'its cover "{review.facts.cover}" lies outside {home}; put the picture beside the review and name it so',
            path=review.name,
        )


def _refuse_endless(written: Script, review: Review) -> None:
    seconds = expected_seconds(written)
    if seconds > MOST_HOURS * 3600:
        raise ReviewError(
            f"it would last about {seconds / 3600:.0f} hours, more than an episode's {MOST_HOURS}; split it into parts",
            path=review.name,
        )


def expected_seconds(written: Script) -> float:
    """How long the words of a script last with their pauses, about, without music."""
    from reviewcast.engines.duration import predicted_seconds

    return sum(predicted_seconds(each.spoken, each.voice.rate) + each.pause for each in written.utterances)


def _told(omission: Omission) -> str:
    return omission.what if omission.kind in _REMARKS else f"{omission.kind} left out: {omission.what}"


def produce(
    drafted: Draft,
    studio: Studio,
    engines: Engines,
    book: Ledger,
    source: str,
    report: Report,
    *,
    rehearsed: Mapping[str, str] | None = None,
    spoken: Callable[[], None] = lambda: None,
) -> Production:
    """Bring a drafted review all the way to its episode, on disk and in the ledger.

    *source* is the digest that will tell an unchanged review; takes that were *rehearsed*, by key with their reasons,
    count as recorded; *spoken* is called when the voices have done their part and the engines are free. Raises a
    ReviewcastError that names the file and line; the episode's earlier state is untouched then, and good takes stay
    in the cache.
    """
    written = drafted.script
    with ThreadPoolExecutor(1, "aside") as aside:
        covers = aside.submit(_covers, drafted, studio)
        aside.submit(_wake, studio)
        report.length(expected_seconds(written))
        report.stage("speak")
        takes = _speak(drafted, studio, engines, report, rehearsed)
    spoken()
    report.stage("assemble")
    from reviewcast import assembly

    mix = assembly.assemble(takes, written, studio.show, cache=studio.cache)
    own_cover, picture = covers.result()
    enclosure = finish(mix, _tags(drafted, studio, book, mix, picture), studio, report)
    report.stage("write")
    episode = _record(drafted, mix, enclosure, own_cover, studio, book, source)
    return Production(episode, takes, written.notices)


def _speak(
    drafted: Draft, studio: Studio, engines: Engines, report: Report, rehearsed: Mapping[str, str] | None
) -> tuple[Take, ...]:
    from reviewcast import speech

    return speech.speak(
        drafted.script,
        engines.get,
        studio.cache,
        jobs=studio.jobs,
        report=report,
        history=drafted.history,
        rehearsed=rehearsed,
    )


def _wake(studio: Studio) -> None:
    """Load what the later stages need, and render the music, while the voices record in processes of their own."""
    for module in _LATER:
        import_module(module)
    from reviewcast import assembly

    assembly.music_seconds(studio.show.sound, 1, cache=studio.cache)


def finish(mix: Mix, tags: Tags, studio: Studio, report: Report) -> Enclosure:
    """Master and encode *mix* until the decoded file measures what the show asks for.

    Raises SoundError when it still does not after three corrections.
    """
    from reviewcast import encoding, mastering

    target = Target(lufs=studio.show.sound.loudness)
    report.stage("master")
    master = mastering.master(mix, target, cache=studio.cache, jobs=studio.jobs, report=report)
    for corrections in range(1 + _CORRECTIONS):
        report.stage("encode")
        enclosure = encoding.encode(master, tags, cache=studio.cache, jobs=studio.jobs, report=report)
        measured = Loudness(enclosure.receipt.lufs, enclosure.receipt.true_peak)
        if measured.meets(target):
            return enclosure
        if corrections < _CORRECTIONS:
            master = mastering.correct(master, measured)
    raise SoundError(
        f"the finished sound measures {measured.lufs:.1f} LUFS with peaks at {measured.true_peak:.1f} dBTP where"
        f" {target.lufs:.1f} LUFS under {target.true_peak:.1f} dBTP were asked for; ask for less in show.toml,"
        " [sound] loudness"
    )


def _covers(drafted: Draft, studio: Studio) -> tuple[bytes | None, bytes]:
    """The episode's own cover, if it has one, and the small picture that goes into its file."""
    from reviewcast import artwork

    name = drafted.review.facts.cover
    own = artwork.checked(drafted.path.parent / name, "the cover", studio.cache) if name else None
    return own, artwork.thumbnail(own or artwork.of_show(studio.show, studio.cache), studio.cache)


def _tags(drafted: Draft, studio: Studio, book: Ledger, mix: Mix, picture: bytes) -> Tags:
    from reviewcast import id3

    facts, show = drafted.review.facts, studio.show
    published = ledger.publication_date(book.episodes.get(drafted.review.slug), facts, studio.now)
    return Tags(
        title=drafted.review.title,
        show=show.title,
        author=facts.author or show.author,
        date=published.date().isoformat(),
        language=id3.language_code(show.language),
        comment=show.words.disclosure,
        cover=picture,
        chapters=mix.chapters,
    )


def _record(
    drafted: Draft, mix: Mix, enclosure: Enclosure, own_cover: bytes | None, studio: Studio, book: Ledger, source: str
) -> Episode:
    from reviewcast import artwork, transcript

    slug, show = drafted.review.slug, studio.show
    author = drafted.review.facts.author or show.author
    pictures, files = artwork.publish(own_cover, slug, studio.cache) if own_cover else (None, {})
    audio = content_name("audio", slug, enclosure.digest, "mp3")
    files[audio] = enclosure.data
    listed = transcript.render_chapters(
        mix.chapters, title=drafted.review.title, author=author, show=show.title, audio=audio
    )
    chapters = _named(files, "chapters", slug, "json", listed)
    transcripts = tuple(
        (_named(files, "transcripts", slug, suffix, data), kind)
        for suffix, kind, data in transcript.render(mix.cues, show=show.title, author=author)
    )
    output.write(studio.out, files)
    episode = ledger.record(
        book,
        drafted.review,
        drafted.script,
        mix,
        enclosure,
        show,
        voice=drafted.voice.profile,
        absent=drafted.absent,
        source=source,
        audio=audio,
        chapters_path=chapters,
        transcripts=transcripts,
        cover=pictures.full if pictures else None,
        cover_small=pictures.small if pictures else None,
        now=studio.now,
        said=drafted.said,
    )
    episode = replace(episode, review=review_name(drafted.path, show.root), requires=drafted.requires)
    ledger.save(studio.ledger, episode)
    return episode


def _named(files: dict[str, bytes], folder: str, slug: str, suffix: str, data: bytes) -> str:
    """Add *data* to *files* under a name that tells its content, and give the name."""
    path = content_name(folder, slug, hashlib.sha256(data).hexdigest(), suffix)
    files[path] = data
    return path


def review_name(path: Path, root: Path | None) -> str:
    """How the ledger names a review: by its path below the show's folder, else by its file's name alone."""
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.name
