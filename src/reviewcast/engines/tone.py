"""The engine ``tone``: every word a short tone, for tests and for drafts that come up at once.

Deterministic on every machine: numpy adds and multiplies here and nothing else, which IEEE 754 fixes to the
last bit (its sine and its powers differ between processors). It has the rhythm of speech at about -20 dBFS,
and its word times are exact. It can be any voice: another name is another pitch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

from reviewcast.engines import Recording, check_numbers

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

    from reviewcast.engines import Heard
    from reviewcast.model import Voice
    from reviewcast.phonetics import Phones

VERSION = "1"
RATE = 22_050
"""Frames a second, which is espeak-ng's."""

_WORD = re.compile(r"\S+")
_EDGE = 0.012
_LEVEL = 13_000.0


def lower(phones: Phones) -> str:
    """*phones* as words for tones."""
    return "".join(phone.symbol for phone in phones)


class Tone:
    """Speaks in tones, in this process."""

    name = "tone"

    def version(self, voice: Voice) -> str:  # noqa: ARG002 - the protocol's
        """Of the sound, whichever voice it is."""
        return VERSION

    def prepare(self, voice: Voice) -> None:
        """There is nothing to load."""

    def check(self, voice: Voice) -> None:
        """Raise VoiceError for a rate or a pitch out of range; any name will do."""
        check_numbers(voice)

    def voices(self) -> tuple[str, ...]:
        """One name, though any other is taken too."""
        return ("tone",)

    def say(self, spoken: str, voice: Voice) -> Recording:
        """A burst for each word of *spoken* and a gap after it, longer at a comma or a full stop."""
        import numpy as np

        from reviewcast.clip import Clip
        from reviewcast.model import WordTime

        check_numbers(voice)
        pace = 165 / voice.rate
        pieces, words, frames = [], [], 0
        for match in _WORD.finditer(spoken):
            word = match.group()
            letters = sum(map(str.isalnum, word))
            if letters:
                words.append(WordTime(match.start(), frames / RATE))
                pieces.append(_burst(word, int((0.09 + 0.052 * letters) * pace * RATE), voice))
            gap = 0.03 if word[-1].isalnum() else 0.16
            pieces.append(np.zeros(int(gap * pace * RATE), np.int16))
            frames += sum(map(len, pieces[-2:])) if letters else len(pieces[-1])
        if not words:
            return Recording(Clip.silence(RATE // 100, RATE))
        return Recording(Clip.from_samples(np.concatenate(pieces), RATE), tuple(words))

    def lower(self, phones: Phones, voice: Voice) -> str:  # noqa: ARG002 - the protocol's
        """One letter or two a sound: a tone of that length."""
        return lower(phones)

    def transcribe(self, spoken: str, voice: Voice) -> tuple[Heard, ...]:  # noqa: ARG002 - the protocol's
        """It says nothing that could be written."""
        check_numbers(voice)
        return ()

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _burst(word: str, frames: int, voice: Voice) -> NDArray[np.int16]:
    """A tone of three partials on a pitch of the word's own, swelling about five times a second."""
    import numpy as np

    base = 90 + crc32(voice.voice.encode()) % 50
    pitch = (base + crc32(word.casefold().encode()) % 60) * (0.6 + voice.pitch / 125)
    time = np.arange(frames) / RATE
    wave = _sine(time * pitch) + 0.5 * _sine(time * (2 * pitch)) + 0.25 * _sine(time * (5 * pitch))
    swell = 0.6 + 0.4 * _sine(time * 5.0)
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / _EDGE)
    soft = edge * edge * (3 - 2 * edge)
    return np.asarray(np.rint(_LEVEL / 1.75 * wave * swell * swell * soft), dtype=np.int16)


def _sine(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """A parabola for each half wave: within 6 % of a sine, and the same bits everywhere."""
    import numpy as np

    phase = 2 * (turns - np.floor(turns)) - 1
    return np.asarray(-4 * phase * (1 - np.abs(phase)))
