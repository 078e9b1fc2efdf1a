"""Audio files from outside: what can be read, and how everything else is refused."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import stat
import sys
import types
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from reviewcast import media
from reviewcast.errors import SoundError

PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret.ts\n"


def sine(seconds: float = 1.0, rate: int = 44_100, channels: int = 1, level: float = 0.5) -> np.ndarray:
    wave_form = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave_form[:, None], channels, axis=1)


def refusal(path: Path, **limits: float) -> str:
    """The sentence with which *path* is refused; it names the file."""
    with pytest.raises(SoundError) as caught:
        media.read(path, **limits)
    assert caught.value.path == str(path)
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize(
    ("name", "subtype"),
    [("a.wav", "PCM_16"), ("b.wav", "PCM_24"), ("c.wav", "FLOAT"), ("a.flac", None), ("a.ogg", None), ("a.mp3", None)],
)
def test_formats_and_rates_are_read(tmp_path, name, subtype, rate):
    """Each format arrives at 44.1 kHz with its length, its channels and its level."""
    path = tmp_path / name
    soundfile.write(path, sine(1.5, rate, 2), rate, subtype=subtype)
    clip = media.read(path)
    assert (clip.rate, clip.channels) == (44_100, 2)
    assert clip.seconds == pytest.approx(1.5, abs=0.06)
    middle = clip.samples()[20_000:40_000]
    assert np.std(middle / 32_767) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_opus_is_read(tmp_path):
    """Opus, which knows 48 kHz only, is read like the rest."""
    soundfile.write(tmp_path / "a.opus", sine(1.0, 48_000), 48_000, format="OGG", subtype="OPUS")
    assert media.read(tmp_path / "a.opus").seconds == pytest.approx(1.0, abs=0.01)


def test_a_file_of_our_own_kind_is_kept_bit_by_bit(tmp_path):
    """16-bit sound at 44.1 kHz loses nothing."""
    samples = np.random.default_rng(1).integers(-30_000, 30_000, (5000, 2)).astype(np.int16)
    soundfile.write(tmp_path / "a.wav", samples, 44_100)
    assert np.abs(media.read(tmp_path / "a.wav").samples() - samples.astype(int)).max() <= 1


def test_surround_is_mixed_down(tmp_path):
    """Six channels become one."""
    soundfile.write(tmp_path / "a.wav", sine(0.5, channels=6), 44_100)
    assert media.read(tmp_path / "a.wav").channels == 1


def test_what_is_above_full_scale_is_turned_down(tmp_path):
    """A floating-point file that goes beyond 1 is not clipped."""
    soundfile.write(tmp_path / "a.wav", sine(0.5, level=3.0), 44_100, subtype="FLOAT")
    samples = media.read(tmp_path / "a.wav").samples()
    assert np.count_nonzero(np.abs(samples.astype(int)) > 32_700) < len(samples) / 20


def test_a_name_decides_nothing(tmp_path):
    """A WAV named .mp3 is still sound."""
    soundfile.write(tmp_path / "a.wav", sine(0.5), 44_100)
    assert media.read((tmp_path / "a.wav").rename(tmp_path / "a.mp3")).seconds == 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"This is a review, not a song.\n" * 50,
        PLAYLIST,
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b'<?xml version="1.0"?><MPD></MPD>',
        b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(200),
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
        bytes(5000),
        os.urandom(2000),
        b"\x7fELF" + bytes(500),
    ],
)
@pytest.mark.parametrize("name", ["music.mp3", "music.wav", "music.raw", "-y.mp3"])
def test_what_is_no_sound_is_refused(tmp_path, name, content):
    """Text, playlists, torn headers and noise are refused by name, whatever they are called."""
    path = tmp_path / name
    path.write_bytes(content)
    assert "export it again" in refusal(path)


def test_a_missing_file_names_its_neighbour(tmp_path):
    """A typing error is pointed out."""
    (tmp_path / "intro.mp3").write_bytes(b"x")
    assert refusal(tmp_path / "intor.mp3") == 'there is no such file; did you mean "intro.mp3"?'


def test_an_empty_file_is_refused(tmp_path):
    """So is one without a byte."""
    (tmp_path / "a.mp3").touch()
    assert "is empty" in refusal(tmp_path / "a.mp3")


def test_a_file_without_frames_or_sound_is_refused(tmp_path):
    """A WAV that holds nothing, and one that holds silence."""
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 1)), 44_100)
    soundfile.write(tmp_path / "quiet.wav", np.zeros((4000, 1)), 44_100)
    assert "no sound" in refusal(tmp_path / "none.wav")
    assert "silent" in refusal(tmp_path / "quiet.wav")


def test_a_long_file_is_refused(tmp_path):
    """Nobody waits for hours of music to be read."""
    soundfile.write(tmp_path / "a.flac", sine(3.0), 44_100)
    assert "more than 2 seconds" in refusal(tmp_path / "a.flac", limit_seconds=2)


@pytest.mark.skipif(os.name != "posix", reason="FIFOs, devices and sockets are POSIX")
def test_what_is_no_file_is_refused_at_once(tmp_path):
    """A folder, a FIFO, a device and a socket are not waited for."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), tmp_path / "s"):
            refusal(path)


def test_values_that_are_no_sound_are_refused(tmp_path):
    """Not-a-number in a floating-point file."""
    sound = sine(0.2).astype(np.float32)
    sound[7] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, 44_100, subtype="FLOAT")
    assert "values" in refusal(tmp_path / "a.wav")


@pytest.mark.parametrize(("rate", "channels"), [(1, 1), (44_100, 40), (4_000_000, 1)])
def test_a_header_that_asks_for_too_much_is_refused(tmp_path, rate, channels):
    """A rate of 1 Hz would become hours, forty channels gigabytes."""
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\1\2" * channels * 1000)
    refusal(tmp_path / "a.wav")


def test_damaged_mp3_files_are_read_or_refused_in_silence(tmp_path, capfd):
    """Mutations of an MP3 give a clip or a SoundError; nothing of what mpg123 says reaches our output."""
    buffer = io.BytesIO()
    soundfile.write(buffer, sine(3.0), 44_100, format="MP3")
    random = np.random.default_rng(4)
    for index in range(40):
        damaged = bytearray(buffer.getvalue())
        for place in random.integers(0, len(damaged), 40):
            damaged[place] = random.integers(256)
        path = tmp_path / f"{index}.mp3"
        path.write_bytes(damaged[: random.integers(1, len(damaged))] if index % 3 == 0 else damaged)
        with contextlib.suppress(SoundError):
            assert media.read(path).frames
    assert capfd.readouterr() == ("", "")


M4A = b"\0\0\0\x20ftypM4A \0\0\0\0" + bytes(100)


def test_m4a_without_the_extra_says_how_to_get_it(tmp_path, monkeypatch):
    """The base install has no ffmpeg, and says what to do."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    (tmp_path / "a.m4a").write_bytes(M4A)
    assert 'pip install "reviewcast[ffmpeg]"' in refusal(tmp_path / "a.m4a")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for ffmpeg is a shell script")
def test_m4a_goes_through_one_guarded_call(tmp_path, monkeypatch):
    """ffmpeg may open this file and nothing else, and what it gives is checked like any file."""
    soundfile.write(tmp_path / "given.wav", sine(0.5), 44_100)
    program = tmp_path / "ffmpeg"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/called\ncat {tmp_path}/given.wav\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    extra = types.SimpleNamespace(get_ffmpeg_exe=lambda: str(program))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", extra)
    (tmp_path / "a.m4a").write_bytes(M4A)
    assert media.read(tmp_path / "a.m4a").seconds == 0.5
    called = (tmp_path / "called").read_text().split("\n")
    guarded = "-nostdin -v error -protocol_whitelist file,pipe -format_whitelist mov,aac -i"
    assert called[:9] == [*guarded.split(), f"file:{tmp_path / 'a.m4a'}"]
    program.write_text("#!/bin/sh\nexit 1\n")
    assert "not M4A" in refusal(tmp_path / "a.m4a")


def test_what_does_not_play_is_an_error():
    """Finished bytes that are no MP3 are noticed."""
    with pytest.raises(SoundError, match="does not play"):
        list(media.decode_mp3(b"not an MP3"))
