"""The built-in music: an intro, a sting and an outro of our own, so that nobody has a licence problem.

One motif in D major at 100 beats a minute, for electric piano, celesta, plucked bass and a warm pad. Its
fourth chord is G minor, borrowed from D minor: the moment when the lights go down. The intro plays the motif
once alone (:data:`ENTRY` seconds) and stays under the voice; the sting is the motif's last bar; the outro waits
under the voice (:data:`LEAD` seconds), plays the motif again and comes to rest.

Everything is worked out with numpy at half the delivery rate, since nothing here reaches 11 kHz, and comes up to
44.1 kHz in the inverse transform that ends the reverb. Noise is a function of its place, not of a generator
whose stream may change with numpy's version. Heavy: import it where music is wanted.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from reviewcast.clip import Clip
from reviewcast.model import DELIVERY_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

_RATE = DELIVERY_RATE // 2
_BEAT = 0.6

ENTRY = 8 * _BEAT
"""Seconds of the intro that are meant to be heard alone: the motif; the voice may enter on its last note."""

LEAD = 7 * _BEAT
"""Seconds of the outro that are meant to lie under the last words; a beat later the motif begins."""

_MOTIF = "A4:.5 D5:.5 F#5:1  E5:.5 C#5:.5 A4:1  B4:.5 D5:.5 C#5:.5 F#5:.5  E5:1 D5:.5 Bb4:.5  A4:3"
_CADENCE = "E5:1 D5:.5 Bb4:.5  A4:3"
_RISE = "D4:.5 A4:.5 D5:.5 F#5:.5 A5:.5 E6:4"

_HUM = "F#4:2 E4:2 D4:2 B3:2 A3:4"

_PHRASE = "D3,F#3,A3,C#4,E4:2  C#3,F#3,A3,C#4,E4:2  B2,F#3,A3,C#4,D4:2  G2,G3,Bb3,D4,E4:2"
_UNDER = "D3,F#3,A3,D4,E4:2 D3,F#3,A3,C#4,E4:2  G2,F#3,B3,D4:2 G2,G3,B3,E4:2  D2,F#3,A3,D4,E4:4"
_WAIT = "G2,F#3,B3,D4:2 G2,G3,B3,E4:2  A2,G3,B3,D4,E4:2 A2,G3,A3,C#4,E4:2"
_REST = "D3,F#3,A3,D4,E4:3  D2,F#3,A3,C#4,E4:5"
_TURN = "G2,G3,Bb3,D4,E4:2  D2,F#3,A3,D4,E4:2.75"

_REVERB_SECONDS = 1.8
_REVERB_LEVEL = 0.30
_DRIVE = 0.26
"""Chosen so that the intro measures about -20 LUFS; the assembly brings it to the voice's level anyway."""


Part = Literal["intro", "sting", "outro"]


def render(part: Part, channels: int = 1) -> Clip:
    """The part of that name, in one channel or two."""
    return {"intro": intro, "sting": sting, "outro": outro}[part](channels)


def key(part: Part, channels: int) -> str:
    """A digest, in hex, of all that decides the bytes of a part: its name, this code and numpy."""
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return hashlib.sha256(f"{part} {channels} {np.__version__} {code}".encode()).hexdigest()


@functools.cache
def intro(channels: int = 1) -> Clip:
    """12 s: the motif alone, then a bed under the voice that fades to digital silence. 44.1 kHz, mono or stereo."""
    score = _Score(20, channels)
    score.chords(_PHRASE, 0)
    score.chords(_UNDER, 8)
    score.melody(_MOTIF, 0)
    score.melody(_HUM, 8, touch=0.6)
    return score.render(fade=2.4)


@functools.cache
def sting(channels: int = 1) -> Clip:
    """2.85 s: the motif's last bar, for the turn from one segment to the next. 44.1 kHz, mono or stereo."""
    score = _Score(4.75, channels)
    score.chords(_TURN, 0)
    score.melody(_CADENCE, 0)
    return score.render(fade=1.0)


@functools.cache
def outro(channels: int = 1) -> Clip:
    """14.4 s: two bars under the last words, the motif, and home. 44.1 kHz, mono or stereo."""
    score = _Score(24, channels)
    score.chords(_WAIT, 0)
    score.chords(_PHRASE, 8)
    score.chords(_REST, 16)
    score.melody(_MOTIF, 8)
    score.melody(_RISE, 17.5, touch=0.7)
    return score.render(fade=3.0)


class _Score:
    """Notes laid on a time line, one (channels, frames) buffer."""

    def __init__(self, beats: float, channels: int) -> None:
        self._frames = round(beats * _BEAT * _RATE)
        self._buffer = np.zeros((channels, self._frames), np.float32)

    def melody(self, text: str, beat: float, touch: float = 1.0) -> None:
        """One voice, electric piano with a celesta an octave above; *text* is ``note:beats`` words."""
        for (note,), beats in _parse(text):
            self._add(beat, _electric_piano(note, beats * _BEAT + 0.9), touch * 0.5, pan=-0.15)
            self._add(beat, _celesta(2 * note, 1.2), touch * 0.2, pan=0.35)
            beat += beats

    def chords(self, text: str, beat: float, touch: float = 1.0) -> None:
        """Plucked bass (each word's first note), a rolled chord, and the pad that joins one to the next."""
        for (bass, *notes), beats in _parse(text):
            seconds = beats * _BEAT
            self._add(beat, _bass(bass, seconds + 0.3), touch * 0.55)
            if beats >= 3:
                self._add(beat + 1.5, _bass(bass, seconds - 0.9), touch * 0.3)
            for place, note in enumerate(notes):
                pan = -0.3 + 0.6 * place / len(notes)
                self._add(beat + 0.04 * place, _electric_piano(note, seconds + 0.4), touch * 0.22, pan)
            self._add(beat - 0.25, _pad((2 * bass, *notes), seconds + 1.0), touch * 0.17)
            beat += beats

    def _add(self, beat: float, sound: Sound, level: float, pan: float = 0.0) -> None:
        start = max(0, round(beat * _BEAT * _RATE))
        sound = sound[: self._frames - start]
        sides = (1.0,) if len(self._buffer) == 1 else (1 - pan, 1 + pan)
        for channel, side in zip(self._buffer, sides, strict=True):
            channel[start : start + len(sound)] += np.float32(level * side) * sound

    def render(self, fade: float) -> Clip:
        """Reverb, soft limiting, a last *fade* seconds long to true zero, 16 bits."""
        wet = np.stack([_reverberate(channel, seed) for seed, channel in enumerate(self._buffer)])
        wet = np.tanh(np.float32(_DRIVE) * wet)
        tail = round(fade * DELIVERY_RATE)
        wet[:, -tail:] *= _half_cosine(tail)[::-1]
        head = round(0.004 * DELIVERY_RATE)
        wet[:, :head] *= _half_cosine(head)
        return Clip.from_samples(np.rint(wet.T * 32_767).astype(np.int16), DELIVERY_RATE)


def _parse(text: str) -> list[tuple[tuple[float, ...], float]]:
    """``"D2,F#3:2 A4:.5"`` as [((Hz, Hz), beats), ...]."""
    words = (word.partition(":") for word in text.split())
    return [(tuple(map(_hertz, notes.split(","))), float(beats)) for notes, _, beats in words]


def _hertz(name: str) -> float:
    """Equal temperament, A4 = 440 Hz."""
    semitone = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]]
    semitone += name.count("#") - name.count("b")
    return float(440.0 * 2 ** ((semitone - 9) / 12 + int(name[-1]) - 4))


# --- the instruments: float32 at _RATE, about 1.0 at its loudest; a note that comes back is worked out once ---


def _phase(hertz: float, frames: int) -> Sound:
    """The angle of a steady tone in -pi..pi, counted in 32-bit integers so that it stays exact for any length."""
    step = round(hertz / _RATE * 2**32)
    turns = np.arange(frames, dtype=np.uint32) * np.uint32(step)
    return turns.view(np.int32).astype(np.float32) * np.float32(np.pi / 2**31)


def _decay(frames: int, seconds: float) -> Sound:
    """Falls to 1/e in *seconds*, as a product of two short tables: a tenth of the cost of ``exp``."""
    coarse = np.exp(-np.arange(-(-frames // 256)) * 256 / (_RATE * seconds)).astype(np.float32)
    fine = np.exp(-np.arange(256) / (_RATE * seconds)).astype(np.float32)
    return np.outer(coarse, fine).ravel()[:frames]


@functools.lru_cache(maxsize=32)
def _half_cosine(frames: int) -> Sound:
    """From exactly 0 up towards 1."""
    return (0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / frames)).astype(np.float32)


def _shaped(sound: Sound, attack: float, release: float) -> Sound:
    """With a soft beginning and a soft end of so many seconds."""
    rise, fall = round(attack * _RATE), round(release * _RATE)
    sound[:rise] *= _half_cosine(rise)
    sound[-fall:] *= _half_cosine(fall)[::-1]
    return sound


@functools.lru_cache(maxsize=64)
def _electric_piano(hertz: float, seconds: float) -> Sound:
    """Two detuned reeds by frequency modulation, brighter at the stroke, and the ping of the tine."""
    frames = round(seconds * _RATE)
    fade = _decay(frames, 1.5 * (220 / hertz) ** 0.35)
    modulator = np.sin(_phase(hertz, frames)) * (_decay(frames, 0.35) * np.float32(1.1) + np.float32(0.25))
    reeds = np.sin(_phase(hertz * 1.0006, frames) + modulator) + np.sin(_phase(hertz * 0.9992, frames) + modulator)
    sound = reeds * fade * np.float32(0.5)
    ping = min(frames, round(0.25 * _RATE))
    if hertz * 7 < _RATE / 2.5:
        sound[:ping] += np.sin(_phase(hertz * 7, ping)) * _decay(ping, 0.045) * np.float32(0.15)
    return _shaped(sound, 0.004, 0.25)


@functools.lru_cache(maxsize=64)
def _celesta(hertz: float, seconds: float) -> Sound:
    """A struck bar: its first tone and a fourth-octave overtone that is gone at once."""
    frames = round(seconds * _RATE)
    sound = np.sin(_phase(hertz, frames)) * _decay(frames, 0.42)
    if hertz * 4 < _RATE / 2.5:
        sound += np.sin(_phase(hertz * 4.02, frames)) * _decay(frames, 0.07) * np.float32(0.25)
    return _shaped(sound, 0.002, 0.3)


@functools.lru_cache(maxsize=64)
def _bass(hertz: float, seconds: float) -> Sound:
    """A plucked string: six overtones, the higher the shorter."""
    frames = round(seconds * _RATE)
    sound = np.zeros(frames, np.float32)
    for n in range(1, 7):
        sound += np.sin(_phase(hertz * n, frames)) * _decay(frames, 0.9 / n**0.9) * np.float32(0.8 / n**1.15)
    return _shaped(sound, 0.006, 0.15)


@functools.lru_cache(maxsize=32)
def _pad(notes: tuple[float, ...], seconds: float) -> Sound:
    """Many strings at once: bands of random phase around each overtone, made in the frequency domain."""
    frames = 2 * round(seconds * _RATE / 2)
    spectrum = np.zeros(frames // 2 + 1, np.complex64)
    for note in notes:
        for n in range(1, 7):
            centre, width = note * n * frames / _RATE, note * n**0.8 * frames / _RATE * 0.006 + 0.7
            bins = np.arange(int(centre - 3 * width), int(centre + 3 * width) + 2)
            strength = np.exp(-(((bins - centre) / width) ** 2)) / (n**1.7 * np.sqrt(width))
            spectrum[bins] += strength * np.exp(1j * np.pi * _noise(len(bins), int(bins[0])))
    sound = np.fft.irfft(spectrum, frames).astype(np.float32) * np.float32(frames / 6)
    return _shaped(sound, 0.45, 0.55)


def _reverberate(dry: Sound, seed: int) -> Sound:
    """The sound of a small hall around *dry*, without anything below 30 Hz, at twice its rate."""
    frames = _smooth(len(dry) + round(_REVERB_SECONDS * _RATE))
    spectrum = np.fft.rfft(dry, frames)
    spectrum *= 1 + np.float32(_REVERB_LEVEL) * np.fft.rfft(_hall(seed), frames)
    below = round(30 * frames / _RATE)
    spectrum[:below] *= _half_cosine(below)
    wet = np.fft.irfft(spectrum, 2 * frames)[: 2 * len(dry)]
    return (2 * wet).astype(np.float32)


@functools.cache
def _hall(seed: int) -> Sound:
    """The hall's answer to a click: noise that fades, the treble first, after 15 ms of nothing.

    Sums are taken in a fixed order or in double precision: np.convolve and np.sum of short floats may add them up
    in another order where the memory lies otherwise, and the music would differ in its last bits.
    """
    frames = round(_REVERB_SECONDS * _RATE)
    window = np.hanning(10)[1:-1].astype(np.float32)
    noise = _noise(frames + len(window) - 1, seed << 32).astype(np.float32)
    dark = np.zeros(frames, np.float32)
    for place, weight in enumerate(window):
        dark += weight * noise[place : place + frames]
    noise = noise[:frames]
    answer = dark * _decay(frames, 0.38) + np.float32(0.5) * noise * _decay(frames, 0.12)
    answer[: round(0.015 * _RATE)] = 0
    answer /= np.float32(np.sqrt(np.sum(answer.astype(np.float64) ** 2)))
    return answer


def _noise(frames: int, seed: int) -> NDArray[np.float64]:
    """Evenly spread numbers in -1..1 by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014)."""
    z = (np.arange(frames, dtype=np.uint64) + np.uint64(seed + 1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (z ^ (z >> np.uint64(31))).view(np.int64) / 2.0**63


def _smooth(frames: int) -> int:
    """The next length that has small factors only, for which the transform is quick."""
    size = 1 << max(0, frames.bit_length() - 4)
    return size * -(-frames // size)
