"""All reading of audio files, which come from outside and are checked before they are believed.

soundfile reads WAV, FLAC, MP3, Ogg Vorbis and Opus inside this process: it opens no network address and no
playlist. M4A needs the extra ``ffmpeg``, which runs as a child with a whitelist of what it may open.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import subprocess
from typing import TYPE_CHECKING

from reviewcast import stderr, storage
from reviewcast.clip import Clip
from reviewcast.errors import SoundError, did_you_mean
from reviewcast.model import DELIVERY_RATE
from reviewcast.resampling import resample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from soundfile import SoundFile

__all__ = ["decode_mp3", "read", "resample", "shape"]

READABLE = "WAV, MP3, FLAC, Ogg Vorbis or Opus"

_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "FLAC", "OGG", "MP3"})
_MOST_CHANNELS = 8
_RATES = range(8_000, 192_001)
_BLOCK = 1 << 18
"""Frames decoded at once: 6 seconds."""
_MOST_BYTES = 400_000_000
_PATIENCE = 60.0
"""Seconds for ffmpeg, which takes one for ten minutes of music."""


def read(path: Path, *, limit_seconds: float = 600) -> Clip:
    """The sound in *path* at DELIVERY_RATE, 16-bit, mono or stereo; what has more channels is mixed down to mono.

    Raises SoundError, with the path, for anything but an audible file of at most *limit_seconds*.
    """
    import numpy as np

    data = _bytes(path)
    if _is_mpeg4(data, path):
        data = _converted(path, limit_seconds)
    with stderr.muted():
        sound, rate = _decoded(data, path, limit_seconds)
    if not np.isfinite(sound).all():
        raise SoundError("this file holds values that are no sound; export it again", path=str(path))
    sound = resample(sound, rate, DELIVERY_RATE)
    peak = float(np.abs(sound).max(initial=0.0))
    samples = np.rint(sound * np.float32(32_767 / max(1.0, peak))).astype(np.int16)
    if not samples.any():
        raise SoundError("this file is silent; choose another, or none", path=str(path))
    return Clip.from_samples(samples, DELIVERY_RATE)


def encode_wav(clip: Clip) -> bytes:
    """*clip* as a WAV file, 16-bit PCM."""
    import wave

    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((clip.channels, 2, clip.rate, clip.frames, "NONE", ""))
        file.writeframes(clip.pcm)
    return buffer.getvalue()


def decode_mp3(data: bytes) -> Iterator[NDArray[np.float32]]:
    """What an MP3 file plays: (frames, channels), full scale 1, in blocks of some seconds.

    It is decoded from a nameless file: from memory, libsndfile would call back into Python for every few
    kilobytes, and wait for the interpreter each time while other threads compute.
    Raises SoundError when it does not play.
    """
    import soundfile

    try:
        with storage.scratch(data) as scratch, soundfile.SoundFile(scratch.fileno(), closefd=False) as file:
            while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
                yield block
    except soundfile.SoundFileError as error:
        raise SoundError(f"the finished file does not play ({error}); build again") from error


def shape(data: bytes) -> tuple[int, int]:
    """Frames a second and channels of an MP3 file; raises SoundError when it does not play."""
    import soundfile

    try:
        with storage.scratch(data) as scratch, soundfile.SoundFile(scratch.fileno(), closefd=False) as file:
            if file.samplerate not in _RATES:
                raise SoundError(f"{file.samplerate} Hz are no audio; export it at 44100 Hz")
            return file.samplerate, file.channels
    except soundfile.SoundFileError as error:
        raise SoundError(f"the finished file does not play ({error}); build again") from error


def _bytes(path: Path) -> bytes:
    """All bytes of a regular file; whatever else *path* is, it is never waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise SoundError(f"this is not a file; give one that holds {READABLE}", path=str(path))
            if status.st_size > _MOST_BYTES:
                raise SoundError("this file is far too large for music; cut it or export it as FLAC", path=str(path))
            data = file.read()
    except FileNotFoundError as error:
        raise SoundError(f"there is no such file{_sibling(path)}", path=str(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SoundError(f"this file cannot be read: {reason}", path=str(path)) from error
    if not data:
        raise SoundError("this file is empty; export it again", path=str(path))
    return data


def _sibling(path: Path) -> str:
    with contextlib.suppress(OSError):
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])
    return ""


def _decoded(data: bytes, path: Path, limit: float) -> tuple[NDArray[np.float32], int]:
    """Samples of one or two channels, and their rate; at most *limit* seconds are ever decoded."""
    import numpy as np
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            _check(file, path)
            blocks, frames = [], 0
            while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
                frames += len(block)
                if frames > limit * file.samplerate:
                    raise SoundError(f"this lasts more than {limit:g} seconds; cut it", path=str(path))
                blocks.append(block if block.shape[1] <= 2 else block.mean(axis=1, keepdims=True))
            rate: int = file.samplerate
    except soundfile.SoundFileError as error:
        raise SoundError(f"this is not {READABLE}, or it is damaged; export it again", path=str(path)) from error
    if not blocks:
        raise SoundError("this file holds no sound; export it again", path=str(path))
    return np.concatenate(blocks), rate


def _check(file: SoundFile, path: Path) -> None:
    """What the header claims, before anything is made of it."""
    if file.format not in _FORMATS:
        raise SoundError(f"this is {file.format}; export it as {READABLE}", path=str(path))
    if file.channels > _MOST_CHANNELS or file.samplerate not in _RATES:
        raise SoundError(
            f"{file.channels} channels at {file.samplerate} Hz are no music; export it as stereo at 44100 Hz",
            path=str(path),
        )


def _is_mpeg4(data: bytes, path: Path) -> bool:
    """Whether it is for ffmpeg: MPEG-4 by its fifth to eighth byte, bare AAC by its name."""
    return data[4:8] == b"ftyp" or path.suffix.lower() == ".aac"


def _converted(path: Path, limit: float) -> bytes:
    """The first audio track of an M4A or AAC file as WAV, by ffmpeg, which may open this one file and no other."""
    try:
        import imageio_ffmpeg
    except ImportError as error:
        advice = f'export it as {READABLE}, or install M4A reading with: pip install "reviewcast[ffmpeg]"'
        raise SoundError(f"this is M4A, which the base install does not read; {advice}", path=str(path)) from error
    command = [os.path.realpath(imageio_ffmpeg.get_ffmpeg_exe()), "-nostdin", "-v", "error"]
    command += ["-protocol_whitelist", "file,pipe", "-format_whitelist", "mov,aac", "-i", f"file:{path.resolve()}"]
    command += [
        "-map",
        "0:a:0",
        "-t",
        str(limit + 1),
        "-fs",
        str(_MOST_BYTES),
        "-c:a",
        "pcm_s16le",
        "-f",
        "wav",
        "pipe:1",
    ]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoundError("ffmpeg did not manage to read this file; export it as WAV", path=str(path)) from error
    if done.returncode or not done.stdout:
        raise SoundError("this is not M4A or AAC, or it is damaged; export it again", path=str(path))
    return done.stdout
