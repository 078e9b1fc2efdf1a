"""The show's music, at its level against the voice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from reviewcast.beds import Track, fit
from reviewcast.clip import Clip
from reviewcast.errors import SoundError
from reviewcast.model import DELIVERY_RATE

if TYPE_CHECKING:
    from reviewcast.cache import Cache
    from reviewcast.model import Sound

_ENTRY, _ENTRY_SHARE = 5.0, 0.4
_LEAD, _LEAD_SHARE = 4.0, 0.3
"""For a show's own music, seconds and share of its length, whichever is less: of an intro before the voice enters,
of an outro under the last words."""


@dataclass(frozen=True, slots=True)
class Music:
    """What is played; None for nothing."""

    intro: Track | None = None
    sting: Track | None = None
    outro: Track | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a show's music is found."""

    sound: Sound
    cache: Cache | None

    def choose(self, voice: float, spoken: float) -> Music:
        """All of it, fit for a *voice* of so many dBFS that speaks for so many seconds.

        Raises SoundError for music of the show's own that cannot be read or is longer than what is *spoken*.
        """
        return Music(self._intro(voice, spoken), self._sting(voice, spoken), self._outro(voice, spoken))

    def _intro(self, voice: float, spoken: float) -> Track | None:
        if self.sound.intro == "none":
            return None
        if isinstance(self.sound.intro, Path):
            clip = _own(self.sound.intro, self.sound.channels, spoken)
            entry = min(_ENTRY, _ENTRY_SHARE * clip.seconds)
        else:
            from reviewcast import theme

            clip, entry = self._built_in("intro"), theme.ENTRY
        return fit(clip, voice, entry, under=(entry, clip.seconds))

    def _sting(self, voice: float, spoken: float) -> Track | None:
        if self.sound.sting == "none":
            return None
        if isinstance(self.sound.sting, Path):
            return fit(_own(self.sound.sting, self.sound.channels, spoken), voice)
        return fit(self._built_in("sting"), voice)

    def _outro(self, voice: float, spoken: float) -> Track | None:
        if self.sound.outro == "none":
            return None
        if isinstance(self.sound.outro, Path):
            clip = _own(self.sound.outro, self.sound.channels, spoken)
            lead = min(_LEAD, _LEAD_SHARE * clip.seconds)
        else:
            from reviewcast import theme

            clip, lead = self._built_in("outro"), theme.LEAD
        return fit(clip, voice, lead, under=(0.0, lead))

    def _built_in(self, part: Literal["intro", "sting", "outro"]) -> Clip:
        """A part of the built-in theme, out of the cache or rendered."""
        from reviewcast import theme

        channels = self.sound.channels
        if self.cache is None:
            return theme.render(part, channels)
        key = theme.key(part, channels)
        pcm = self.cache.get("music", key)
        if pcm is None:
            pcm = theme.render(part, channels).pcm
            self.cache.put("music", key, pcm)
        return Clip.from_pcm(pcm, DELIVERY_RATE, channels)


def _own(path: Path, channels: int, spoken: float) -> Clip:
    """A show's own file: mixed down for a mono show, refused when it is longer than what is *spoken*."""
    from reviewcast import media

    clip = media.read(path)
    if clip.seconds > spoken:
        raise SoundError(
            f"this music lasts {clip.seconds:.1f} s, longer than the {spoken:.1f} s that are spoken; "
            f"cut it to under {max(1, int(spoken))} seconds",
            path=str(path),
        )
    if clip.channels > channels:
        return Clip.from_samples(np.rint(clip.samples().mean(axis=1)).astype(np.int16), clip.rate)
    return clip
