"""Ground truth: what the finished file measures once it is decoded again."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_mixes import mix, speech, talk
from reviewcast import encoding, loudness, mastering, media, mp3, rendering
from reviewcast.cache import Cache
from reviewcast.errors import SoundError
from reviewcast.model import Chapter, Loudness, Tags, Target

TAGS = Tags(
    "“A Title”",
    "A Show",
    "An Author",
    "2026-11-22",
    cover=b"\xff\xd8" + bytes(5000),
    chapters=(Chapter(0, 1, "One"), Chapter(1, 2, "Two")),
)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def produce(made, cache, jobs=2, tags=TAGS, report=None):
    master = mastering.master(made, Target(), cache=cache, jobs=jobs)
    return master, encoding.encode(master, tags, cache=cache, jobs=jobs, report=report)


def finish(master, cache):
    """As production does: correct by what was measured, three times at most."""
    for _ in range(4):
        receipt = encoding.encode(master, TAGS, cache=cache).receipt
        measured = Loudness(receipt.lufs, receipt.true_peak)
        if measured.meets(Target()):
            break
        master = mastering.correct(master, measured)
    return receipt


def decode(data: bytes) -> np.ndarray:
    return np.concatenate(list(media.decode_mp3(data)))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [0.01, 0.3, 0.95])
def test_the_finished_file_meets_its_target(cache, channels, level):
    """Quiet or loud, mono or stereo, with music or not: -16 LUFS, no peak above -1 dBTP, to the sample as long."""
    made = talk(channels=channels, level=level, music=level == 0.3)
    _, enclosure = produce(made, cache)
    sound = decode(enclosure.data)
    measured = loudness.measure([sound], 44_100)
    assert measured.lufs == pytest.approx(-16.0, abs=0.3)
    assert measured.true_peak <= -1.0
    assert sound.shape == (made.frames, channels)


def test_the_receipt_is_what_the_file_measures(cache):
    """Receipt, digest and length are those of the bytes."""
    made = talk()
    _, enclosure = produce(made, cache)
    measured = loudness.measure([decode(enclosure.data)], 44_100)
    assert enclosure.receipt.lufs == pytest.approx(measured.lufs, abs=0.006)
    assert 0 <= enclosure.receipt.true_peak - measured.true_peak <= 0.0101
    assert enclosure.receipt.seconds == enclosure.seconds == made.frames / 44_100
    assert (enclosure.receipt.bitrate, enclosure.receipt.channels, enclosure.type) == (96, 1, "audio/mpeg")
    assert enclosure.digest == hashlib.sha256(enclosure.data).hexdigest()
    assert Loudness(enclosure.receipt.lufs, enclosure.receipt.true_peak).meets(Target())


@pytest.mark.parametrize("channels", [1, 2])
def test_pieces_join_without_a_trace(cache, channels):
    """The file decodes to what went into the encoders, and around every cut to silence."""
    master, enclosure = produce(talk(6, 1.2, channels=channels, music=False), cache)
    decoded = decode(enclosure.data)
    given_sound = [rendering.render(master, index) for index in range(6)]
    error = decoded - np.concatenate(given_sound) * (0.95 / 32_768)
    noise = 20 * np.log10(np.std(error) / np.std(decoded))
    assert noise < -12
    for cut in master.mix.cuts[1:-1]:
        assert np.abs(decoded[cut - 500 : cut + 500]).max() < 2e-4
        assert np.std(error[cut + 1300 : cut + 6000]) < 3 * np.std(error)


def test_pieces_are_encoded_as_well_as_one_row(cache):
    """One encoder for all is no nearer to the original than one for each piece: no bits are lost at joins."""
    master, enclosure = produce(talk(5, 1.2), cache)
    sound = np.concatenate([rendering.render(master, index) for index in range(5)])
    audio = mp3.encode(sound, 96, len(sound) // 1152 + 1)
    one = decode(mp3.info_frame(len(sound) // 1152 + 1, len(sound), audio, 1, 96) + audio)
    wanted = sound * np.float32(0.95 / 32_768)
    assert np.std(decode(enclosure.data) - wanted) < 1.2 * np.std(one - wanted)


def test_jobs_and_the_cache_do_not_change_a_byte(cache, tmp_path):
    """One thread or three, cold, warm or damaged: the same file."""
    made = talk(5, 1.0)
    digests = {produce(made, Cache(tmp_path / "other"), jobs=1)[1].digest}
    digests |= {produce(made, cache, jobs=jobs)[1].digest for jobs in (3, 2)}
    for entry in (tmp_path / "cache" / "frames").glob("??/*"):
        entry.write_bytes(entry.read_bytes()[:-1] + b"x")
    digests.add(produce(made, cache)[1].digest)
    assert len(digests) == 1


def test_only_a_changed_piece_is_encoded_again(cache, monkeypatch):
    """The other pieces' frames come from the cache, and the file is the one a cold build gives."""
    sounds = [speech(1.0, index) for index in range(12)]
    produce(mix(*sounds), cache)
    encoded = []
    encode = mp3.encode
    monkeypatch.setattr(mp3, "encode", lambda *args: encoded.append(len(args[0])) or encode(*args))
    changed = mix(*sounds[:3], speech(1.05, 3), *sounds[4:])
    _, again = produce(changed, cache)
    assert encoded == [changed.cuts[4] - changed.cuts[3]]
    assert again.digest == produce(changed, Cache(cache.root / "cold"))[1].digest


def test_gain_ceiling_and_bit_rate_are_part_of_the_key(cache, monkeypatch):
    """Another decision never gets the old frames."""
    master, first = produce(talk(2), cache)
    for other in (replace(master, gain=master.gain - 2), replace(master, ceiling=-9.0)):
        assert encoding.encode(other, TAGS, cache=cache).digest != first.digest


def test_progress_rises_to_the_end(cache):
    """In encoding, and again in checking, a listener hears of progress that never falls and ends at the whole."""
    heard = {"encode": []}

    class Listener:
        def stage(self, name):
            heard[name] = []

        def progress(self, done, total):
            next(reversed(heard.values())).append(done / total)

    produce(talk(3, 1.0), cache, report=Listener())
    assert list(heard) == ["encode", "check"]
    for steps in heard.values():
        assert steps == sorted(steps)
        assert steps[-1] == pytest.approx(1.0)


def test_a_wrong_length_is_an_error(cache, monkeypatch):
    """A file that decodes to another length is never given out."""
    info_frame = mp3.info_frame
    monkeypatch.setattr(mp3, "info_frame", lambda frames, samples, *rest: info_frame(frames, samples - 10, *rest))
    with pytest.raises(SoundError, match="decodes to"):
        produce(talk(2, 1.0), cache)


def test_corrections_arrive(cache):
    """A master far off its target is at it after three corrections by what was measured."""
    master, _ = produce(talk(), cache)
    master = replace(master, gain=master.gain - 3, ceiling=master.ceiling + 0.8)
    receipt = finish(master, cache)
    assert Loudness(receipt.lufs, receipt.true_peak).meets(Target())


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.3, 1.5), st.integers(0, 99)), min_size=1, max_size=5),
    st.floats(0.02, 0.9),
    st.sampled_from([1, 2]),
)
def test_any_episode_meets_its_target(tmp_path_factory, parts, level, channels):
    """Pieces of any number and length: the loudness, the ceiling and the exact length hold."""
    cache = Cache(tmp_path_factory.mktemp("cache"))
    made = mix(*(speech(seconds, seed, level) for seconds, seed in parts), channels=channels)
    receipt = finish(mastering.master(made, Target(), cache=cache), cache)
    assert Loudness(receipt.lufs, receipt.true_peak).meets(Target())
    assert receipt.seconds == made.seconds
