"""The values that pass from stage to stage, in the order in which they come to be.

All are frozen. Times are seconds (float) from the start of the episode, levels are decibels, positions in
sound are frames (one sample of every channel) at the rate named. Nothing here touches a disk or a clock,
and nothing heavy is imported: audio stays behind :class:`reviewcast.clip.Clip`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from reviewcast.clip import Clip

DELIVERY_RATE = 44_100
"""Frames a second in the finished file; Apple's minimum for MP3."""

MP3_FRAME = 1_152
"""Samples in one MPEG-1 Layer III frame (ISO/IEC 11172-3, 2.4.2.1); every cut is a multiple of it."""


# --- the show ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice profile as it is meant: everything that decides how a sentence sounds."""

    profile: str
    """The profile's name, which is its file's stem."""
    engine: str = "pyttsx3"
    voice: str = "en-us"
    """The engine's own name for the voice."""
    rate: int = 165
    """Words a minute; 165 is a neural voice's own pace."""
    pitch: int = 50
    """0 to 100, 50 is the voice as it was made."""
    gain: float = 0.0
    """Decibels, applied when the takes are joined; it does not alter a take."""
    driver: str = "espeak"
    """pyttsx3 only: ``espeak`` (everywhere), ``sapi5`` (Windows) or ``nsss`` (macOS)."""
    language: str = "en"
    noise: float = 1.0
    """piper only: how freely it varies, from 0 (the same melody every time) over 1 (as it was made) to 2."""
    pause_scale: float = 1.0
    """All pauses of the script are so many times as long."""
    sentence_gap: float = 0.35
    """Seconds between two sentences, before they are scaled."""
    fallback: str = ""
    """The profile that speaks instead where the engine, or the voice, is not installed; empty for none."""

    def recording_key(self) -> tuple[str, ...]:
        """What of the voice decides the bytes of a take; the engine adds its version."""
        own = (f"noise {self.noise:g}",) if self.noise != 1 else ()
        return (self.engine, self.voice, str(self.rate), str(self.pitch), self.driver, *own)


@dataclass(frozen=True, slots=True)
class Parts:
    """The ``[voices]`` table of show.toml: who speaks what, as names of profiles; empty for whoever reads the rest."""

    quotation: str = ""
    heading: str = ""
    opening: str = ""
    """The opening, the disclosure and the closing."""
    sections: tuple[tuple[str, str], ...] = ()
    """(heading, profile): all below a heading of the highest level, and that heading."""
    authors: tuple[tuple[str, str], ...] = ()
    """(author, profile): who reads the reviews of an author that name no voice themselves."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices of one episode; None where the narrator speaks."""

    narrator: Voice
    quotation: Voice | None = None
    heading: Voice | None = None
    opening: Voice | None = None
    sections: tuple[tuple[str, Voice], ...] = ()
    """(heading, voice); headings are compared without regard to case and white space."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The ``[sound]`` table of show.toml."""

    intro: Path | Literal["theme", "none"] = "theme"
    """The show's own file, the built-in theme, or nothing."""
    outro: Path | Literal["theme", "none"] = "theme"
    sting: Path | Literal["theme", "none"] = "theme"
    loudness: float = -16.0
    """LUFS of the finished file."""
    channels: int = 1
    """1 (mono, 96 kbit/s) or 2 (stereo, 128 kbit/s)."""


@dataclass(frozen=True, slots=True)
class Words:
    """The ``[words]`` table of show.toml: templates; a part in square brackets goes when a field of it is empty."""

    opening: str = "This is {show}. {title}.[ A review by {author}.]"
    closing: str = "That was {show}. Thank you for listening."
    disclosure: str = "This episode is read by a synthetic voice."


@dataclass(frozen=True, slots=True)
class Channel:
    """The ``[feed]`` table of show.toml: what the feed says of the show beside its title."""

    type: Literal["episodic", "serial"] = "episodic"
    """``serial`` asks apps to begin with the oldest episode."""
    complete: bool = False
    """Whether no episode will ever follow."""
    frequency: str = ""
    """``daily``, ``weekly``, ``fortnightly``, ``monthly`` or a rule of RFC 5545 (3.3.10); empty says nothing."""
    owner: str = ""
    """An e-mail address that everyone can read; empty for none."""
    locked: bool = False
    """Whether other hosts are asked not to import the feed; it needs an owner."""
    copyright: str = ""
    license: str = ""
    """An SPDX name such as ``cc-by-4.0``, or the name of a licence of one's own, which needs ``license_url``."""
    license_url: str = ""
    funding: str = ""
    """The address at which listeners can pay."""
    funding_text: str = "Support the show"
    hub: str = ""
    """The address of a WebSub hub, which is told when the feed has changed."""
    verify: str = ""
    """Words that a directory wants to find in the feed before it lists the show."""
    seasons: tuple[str, ...] = ()
    """The names of the seasons, the first first."""
    apps: tuple[str, ...] = ()
    """Addresses of the show in apps and directories, for the page."""


@dataclass(frozen=True, slots=True)
class Show:
    """show.toml as it is meant: typed, checked, with every default filled in."""

    title: str
    root: Path | None = None
    """The show's folder; None for a review that is in no show."""
    author: str = ""
    description: str = ""
    language: str = "en"
    base_url: str = ""
    """Without a slash at its end; empty when the show has none."""
    category: tuple[str, ...] = ("TV & Film", "Film Reviews")
    """Apple's category and, if there is one, its subcategory."""
    explicit: bool = False
    voice: str = ""
    """The name of a profile; empty for the voice of the first build, else the best that is installed."""
    voices: Parts = Parts()
    house_rules: bool = True
    check_names: bool = False
    """Whether a build refuses a review while a name of its cast is unchecked."""
    skip: tuple[str, ...] = ()
    """Headings whose section is left out."""
    cover: Path | None = None
    """A cover of the show's own; None for a drawn one."""
    sound: Sound = Sound()
    words: Words = Words()
    feed: Channel = Channel()

    @property
    def address(self) -> str:
        """What addresses in the feed begin with, with a slash at its end."""
        return f"{self.base_url or 'http://localhost:8000'}/"


# --- the review -------------------------------------------------------------------------------------------

SpanKind = Literal["emphasis", "strong", "link", "said"]
BlockKind = Literal["heading", "prose", "item", "quotation"]


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of a block's text: ``text[start:end]``."""

    start: int
    end: int
    kind: SpanKind
    href: str = ""
    """Where a link leads; empty for the other kinds."""
    saying: Saying | None = None
    """Of ``said``: how these words are said here, and here only."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item or a paragraph of a quotation, without any markup."""

    text: str
    line: int
    """The line of the source on which it begins, from 1."""
    kind: BlockKind = "prose"
    level: int = 0
    """1 to 6 for a heading; the depth of nesting, from 1, for an item or a quotation; 0 for prose."""
    marker: str = ""
    """The number of an item of an ordered list as it is spoken, such as ``3.``; empty otherwise."""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it up to the next heading of any level."""

    heading: Block | None
    """None for the lead, which comes before the first heading."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Something of the source that is not spoken, said so that nobody has to wonder."""

    line: int
    kind: str
    """``image``, ``iframe``, ``script``, ``style``, ``code``, ``table``, ``footnote``, ``section``, ``skip``,
    ``tag`` and the like."""
    what: str
    """A few words that identify it."""


EpisodeType = Literal["full", "trailer", "bonus"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the front matter of a review says; every key may be missing."""

    title: str | None = None
    slug: str | None = None
    date: datetime | None = None
    """Always aware of its time zone (UTC where none was written)."""
    author: str | None = None
    description: str | None = None
    film: str | None = None
    year: int | None = None
    director: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    rating: str | None = None
    tags: tuple[str, ...] = ()
    voice: str | None = None
    season: int | None = None
    episode: int | None = None
    episode_type: EpisodeType | None = None
    explicit: bool | None = None
    draft: bool = False
    cover: str | None = None
    correction: str | None = None
    """What was wrong in an earlier version and is right in this one, in the words of the author."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review as it was written: words and structure, no markup."""

    name: str
    """The path as the person gave it, for messages."""
    slug: str
    title: str
    title_line: int
    """The line the title stands on; 1 where it comes from the file's name."""
    sections: tuple[Section, ...]
    facts: Facts = Facts()
    omissions: tuple[Omission, ...] = ()


# --- the lexicon ------------------------------------------------------------------------------------------

RuleKind = Literal["say", "ipa", "as", "spell", "lang"]
Scope = Literal["inline", "review", "show", "house"]
Status = Literal["unverified", "approved"]


@dataclass(frozen=True, slots=True)
class Saying:
    """How something is said: exactly one way."""

    kind: RuleKind
    value: str
    """A respelling (``say``), IPA (``ipa``), other words (``as``), letters (``spell``), or, for ``lang``, the IPA
    that the voice of another language gave when the rule was made; empty where none was asked yet."""
    language: str = ""
    """Of ``lang`` only, such as ``fr``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a lexicon: what is written, and how it is said."""

    written: str
    saying: Saying
    engines: tuple[tuple[str, Saying], ...] = ()
    """Another saying for an engine (``pyttsx3``) or a voice profile (``narrator``), which goes before ``saying``."""
    case: Literal["smart", "exact", "any"] = "smart"
    plural: bool = False
    """Whether its plural is meant too."""
    fold: bool = False
    """Whether the text may have accents that the rule has not."""
    after: tuple[str, ...] = ()
    """Words of which one must stand right before it; empty for no such wish."""
    before: tuple[str, ...] = ()
    """Words of which one must stand right behind it."""
    expect: str = ""
    """IPA that the engine is to be heard saying in the sentence; empty for no expectation."""
    status: Status = "unverified"
    by: str = ""
    source: str = ""
    note: str = ""
    scope: Scope = "show"
    path: str = ""
    """The file it stands in."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A name that is right as the engine says it."""

    written: str
    expect: str = ""
    """IPA; empty for "right, whatever it is"."""
    scope: Scope = "show"
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check has to say."""

    code: str
    """A short name for the kind, which the documentation explains."""
    level: Literal["error", "warning"]
    message: str
    """One sentence that says what to do."""
    where: str = ""
    """``PATH:LINE``, ``PATH``, or the part of a feed that is meant."""
    mend: str = ""
    """What to do about it, where the message does not say so already."""


# --- the script -------------------------------------------------------------------------------------------

Role = Literal["opening", "disclosure", "heading", "prose", "item", "quotation", "closing"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """The unit of speech and of caching: one sentence, or a clause of a long one."""

    text: str
    """What is shown: the words as written."""
    spoken: str
    """What the engine gets."""
    voice: Voice
    line: int
    """The line of the review it comes from; 0 for the opening, the disclosure and the closing."""
    role: Role = "prose"
    pause: float = 0.35
    """Seconds of silence after it."""
    ends_block: bool = False
    """True for the last utterance of a paragraph, heading, item or quotation."""
    rules: tuple[Rule, ...] = ()
    """The rules of the lexicon that say something in it, in the order of the words."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was changed or left out on the way, and where."""

    line: int
    code: str
    """A short name for the kind, such as ``invisible``, ``repeat``, ``long-word``, ``image``."""
    message: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A chapter to be: a heading of the highest level and what stands under it."""

    title: str
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole episode in words."""

    title: str
    segments: tuple[Segment, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """All utterances in the order they are heard."""
        return tuple(utterance for segment in self.segments for utterance in segment.utterances)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices that speak in it, in the order they enter."""
        return tuple(dict.fromkeys(utterance.voice for utterance in self.utterances))


# --- the takes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordTime:
    """Where a word begins in its take."""

    text_position: int
    """The index of its first character in ``Utterance.spoken``."""
    seconds: float
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Take:
    """One recording of one utterance, mono at the engine's own rate."""

    utterance: Utterance
    clip: Clip
    reused: bool
    """True when it came out of the cache."""
    reason: str = ""
    """Why it was recorded, when it was: ``new sentence``, ``voice changed``, ``damaged in the cache`` ..."""
    words: tuple[WordTime, ...] = ()


# --- the mix ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chapter:
    """A segment on the time line."""

    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance on the time line, as it is shown."""

    start: float
    end: float
    text: str
    segment: int
    """The index of its chapter."""
    role: Role = "prose"
    ends_block: bool = False
    words: tuple[tuple[int, float, bool], ...] = ()
    """Where words begin, ascending in both: (index of the first character in ``text``, seconds, estimated)."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A piece of music laid on the time line, with the curve its level follows."""

    start: int
    """Its first frame on the time line, at DELIVERY_RATE."""
    clip: Clip
    """At DELIVERY_RATE, one or two channels."""
    envelope: tuple[tuple[float, float], ...]
    """(seconds from the bed's start, linear gain) points, joined by straight lines."""
    frames: int = 0
    """How long it sounds; a clip that is shorter begins anew, without a seam. 0 for once through the clip."""

    @property
    def end(self) -> int:
        """The frame of the time line behind its last."""
        return self.start + (self.frames or self.clip.frames)


@dataclass(frozen=True, slots=True)
class Mix:
    """The joined episode before mastering: the voice at its own rate, and the music beside it."""

    voice: Clip
    """Mono, the whole episode long, joined once; its rate divides DELIVERY_RATE."""
    beds: tuple[Bed, ...]
    cuts: tuple[int, ...]
    """Frames at DELIVERY_RATE, ascending, all multiples of MP3_FRAME, from 0 to the end. Around every inner
    cut all is digital silence, so that the pieces between can be mastered and encoded on their own."""
    channels: int
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]

    @property
    def frames(self) -> int:
        """The length of the episode at DELIVERY_RATE."""
        return self.cuts[-1]

    @property
    def seconds(self) -> float:
        """The length of the episode."""
        return self.cuts[-1] / DELIVERY_RATE


# --- the master -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """What the finished file is to measure (ITU-R BS.1770-4, on the file as delivered)."""

    lufs: float = -16.0
    true_peak: float = -1.0
    """dBTP; never above."""
    tolerance: float = 0.3
    """LU to either side."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """A measurement."""

    lufs: float
    true_peak: float

    def meets(self, target: Target) -> bool:
        """Whether it is as loud as asked and nowhere above the ceiling."""
        return abs(self.lufs - target.lufs) <= target.tolerance and self.true_peak <= target.true_peak


@dataclass(frozen=True, slots=True)
class Master:
    """A mix with the decisions that bring it to its target; the sound itself is rendered piece by piece."""

    mix: Mix
    target: Target
    gain: float
    """Decibels before the limiter, the same for the whole episode."""
    ceiling: float
    """The limiter's ceiling in dBFS (sample peak), below the target's by what the encoder adds."""
    predicted: Loudness


@dataclass(frozen=True, slots=True)
class Tags:
    """What the file says of itself (ID3v2.3)."""

    title: str
    show: str
    author: str
    date: str
    """ISO 8601, a day."""
    language: str = "eng"
    """ISO 639-2."""
    comment: str = ""
    cover: bytes = b""
    """JPEG, small; empty for none."""
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the finished file measures after decoding it again: the proof, not the promise."""

    lufs: float
    true_peak: float
    seconds: float
    bitrate: int
    """Kilobits a second."""
    channels: int


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The finished file."""

    data: bytes = field(repr=False)
    digest: str
    """SHA-256 of the bytes, in hex; its first eight digits are in the file's name."""
    type: str
    seconds: float
    receipt: Receipt


# --- the episode ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """That an episode which listeners have is not as it was."""

    date: datetime
    words: str
    """One sentence: what is different now."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an episode was taken out of the feed; its page says so."""

    date: datetime
    reason: str
    """One sentence for listeners; empty when none is given."""


@dataclass(frozen=True, slots=True)
class Artwork:
    """The show's cover as it is published; paths below OUT, whose names change with the picture."""

    full: str
    small: str
    """640 pixels a side, for pages."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One record of the ledger: all that the feed and the site need to know. Paths are below OUT."""

    slug: str
    guid: str
    published: datetime
    updated: datetime
    title: str
    description: str
    """One paragraph, no markup."""
    notes: str
    """The whole show notes, HTML of paragraphs, lists and links only."""
    author: str
    language: str
    explicit: bool
    draft: bool
    audio: str
    """An address (https://) for an episode that was imported and is still where it was."""
    bytes: int
    type: str
    seconds: float
    chapters: tuple[Chapter, ...]
    chapters_path: str
    """Empty where there are no chapters."""
    transcripts: tuple[tuple[str, str], ...]
    """(path, media type) pairs, WebVTT first."""
    text: tuple[Cue, ...]
    """The words as written, with their times: what the page shows."""
    source: str
    """A digest of everything that went into the episode, but for the rules of its lexicon."""
    voice: str
    """The profile of the narrator."""
    receipt: Receipt | None
    """None for an episode that was imported."""
    summary: str = ""
    """The show notes in less than 4,000 bytes, which is what apps show; empty for ``notes`` as they are."""
    film: str | None = None
    year: int | None = None
    director: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    rating: str | None = None
    tags: tuple[str, ...] = ()
    season: int | None = None
    episode: int | None = None
    episode_type: EpisodeType = "full"
    cover: str | None = None
    """A cover of its own; None where the show's serves."""
    cover_small: str | None = None
    """The same in 640 pixels a side."""
    review: str = ""
    """The review's file name; empty for an episode that was imported."""
    requires: tuple[str, ...] = ()
    """Files besides the review that went into it and that only the review names, such as its own cover."""
    said: tuple[str, ...] = ()
    """For each of ``text`` a short digest of what the engine got: with another rule it is another."""
    rules: tuple[tuple[str, str], ...] = ()
    """The rules that spoke in it, as (name, how it is said) pairs, sorted."""
    others: tuple[str, ...] = ()
    """The profiles that speak in it beside the narrator, sorted."""
    absent: tuple[str, ...] = ()
    """The profiles that were to speak in it and whose voice was not installed: others spoke in their place."""
    correction: Correction | None = None
    withdrawn: Withdrawal | None = None
    history: tuple[dict[str, Any], ...] = ()
    """What happened to it: {"date", "audio", "change"}, the oldest first."""

    def is_public(self, now: datetime) -> bool:
        """Whether it is in the feed at *now* (aware): no draft, not withdrawn, not of a date to come."""
        return not self.draft and self.withdrawn is None and self.published <= now

    @property
    def page(self) -> str:
        """Its page below OUT; links name the file, since a bucket serves no folders."""
        return f"episodes/{self.slug}/index.html"

    @property
    def is_elsewhere(self) -> bool:
        """Whether its audio lies at an address of its own, and not below OUT."""
        return "://" in self.audio

    @property
    def files(self) -> tuple[str, ...]:
        """Everything of it below OUT but its page, the audio first."""
        paths = (self.audio, self.chapters_path, *(path for path, _ in self.transcripts), self.cover, self.cover_small)
        return tuple(path for path in paths if path and "://" not in path)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file of the feed or of the site that can be rendered, and what decides its bytes beside the show."""

    path: str
    """Below OUT."""
    render: Callable[[], bytes]
    slugs: tuple[str, ...] = ()
    """The episodes it is made of: with another record of one of them it may be another."""
    state: str = ""
    """What else decides it, such as what is out already."""
