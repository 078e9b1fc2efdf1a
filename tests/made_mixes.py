"""Mixes made of nothing but numpy: bursts of speech-like sound with pauses, and music."""

from __future__ import annotations

import numpy as np

from reviewcast.clip import Clip
from reviewcast.model import DELIVERY_RATE, MP3_FRAME, Bed, Mix

RATE = 22_050
LEAD, TAIL = 0.03, 0.09
"""Seconds of digital silence after and before each cut; a contract of Mix asks for half as much."""


def speech(seconds: float, seed: int, level: float = 0.2) -> np.ndarray:
    """Noise in syllables over a buzz of 110 Hz, with peaks far above its mean, as a synthesiser's are."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    buzz = np.exp(-((time * 110 % 1.0) ** 2) * 15) - 0.23
    syllables = np.clip(np.sin(2 * np.pi * 4 * time + seed), 0, None) ** 0.7
    sound = (buzz + 0.2 * random.standard_normal(len(time))) * syllables * level
    edge = np.minimum(1, np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / 110)
    return np.clip(sound * edge * 32_767, -32_767, 32_767).astype(np.int16)


def piece(sound: np.ndarray) -> np.ndarray:
    """*sound* between digital silence, a whole number of MP3 frames long."""
    whole = np.concatenate((np.zeros(round(LEAD * RATE), np.int16), sound, np.zeros(round(TAIL * RATE), np.int16)))
    return np.pad(whole, (0, -len(whole) % (MP3_FRAME // 2)))


def chord(seconds: float, channels: int = 1, level: float = 0.1) -> Clip:
    """A chord that swells and dies away."""
    time = np.arange(round(seconds * DELIVERY_RATE)) / DELIVERY_RATE
    swell = np.sin(np.pi * np.arange(len(time)) / len(time)) ** 2
    sides = [
        sum(np.sin(2 * np.pi * tone * (1 + side / 500) * time) for tone in (220, 277.2, 329.6)) * swell
        for side in range(channels)
    ]
    return Clip.from_samples(np.rint(np.stack(sides, axis=1) * level / 3 * 32_767).astype(np.int16), DELIVERY_RATE)


def mix(*sounds: np.ndarray, channels: int = 1, music: bool = False) -> Mix:
    """One piece for each of *sounds*; with *music*, a chord under the first."""
    parts = [piece(sound) for sound in sounds]
    cuts = tuple(int(cut) for cut in np.cumsum([0, *(2 * len(part) for part in parts)]))
    beds = ()
    if music:
        clip = chord((cuts[1] - cuts[0]) / DELIVERY_RATE - TAIL - LEAD, channels)
        beds = (Bed(round(LEAD * DELIVERY_RATE), clip, ((0.0, 1.0), (0.5, 1.0), (0.9, 0.16), (clip.seconds, 0.1))),)
    return Mix(Clip.from_samples(np.concatenate(parts), RATE), beds, cuts, channels, (), ())


def talk(pieces: int = 4, seconds: float = 2.0, level: float = 0.2, channels: int = 1, music: bool = True) -> Mix:
    """An episode of some seconds."""
    sounds = [speech(seconds + 0.31 * index, index, level) for index in range(pieces)]
    return mix(*sounds, channels=channels, music=music)
