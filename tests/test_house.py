"""The promises of the house itself: floors, light start, public names, and a place for everything."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import reviewcast
from reviewcast.cli import COMMANDS

PACKAGE = Path(reviewcast.__file__).parent
ROOT = PACKAGE.parents[1]

FLOORS = (
    {"errors", "notation", "lettering", "clip", "limiter", "resampling", "workers", "phonetics", "player", "stderr"},
    {"model", "storage", "apple", "settings", "wording", "respelling", "spelling"},
    {"sounds", "voicebank"},
    {
        *("show", "profiles", "cache", "media", "loudness", "rendering", "beds", "mp3", "id3", "theme", "cover"),
        *("transcript", "report", "engines", "sentences", "harmless", "namespace", "records", "shownotes"),
        *("history", "subscription", "web", "hosts", "delivery"),
        *("sheet", "lexicon", "normalization", "names", "dictionary", "interchange"),
        *("trimming", "roomtone", "timing"),
    },
    {"reading", "rulebook", "standing", "amendment", "doubt"},
    {"breaths", "casting", "takes", "booth"},
    {
        *("document", "script", "speech", "assembly", "mastering", "encoding", "ledger", "feed", "site", "output"),
        *("hearing", "artwork"),
    },
    {"production"},
    {"fingerprint", "callsheet", "scaffold", "naming", "proving", "linting", "checks", "acquisition", "rehearsal"},
    {"presentation"},
    {"batch", "audition", "comparison", "editing", "inspection", "migration"},
    {"trade", "dossier", "publishing", "withdrawal"},
    {"server"},
    {"cli"},
    {"__main__"},
)
"""From the ground up; the package's own ``__init__`` belongs to none."""

HEAVY = {
    "numpy",
    "pydub",
    "soundfile",
    "soxr",
    "lameenc",
    "lxml",
    "feedgen",
    "PIL",
    "yaml",
    "markdown_it",
    "jinja2",
    "pyttsx3",
    "platformdirs",
    "tomlkit",
    "num2words",
    "starlette",
    "uvicorn",
    "watchfiles",
    "obstore",
    "onnx",
    "onnxruntime",
    "piper",
    "kokoro_onnx",
    "http",
    "ssl",
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rooms_used(path: Path) -> set[str]:
    """The rooms of the package that *path* imports, wherever in the file."""
    used = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "reviewcast":
            used |= {name.name for name in node.names if not name.name.startswith("_")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reviewcast."):
            used.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            used |= {name.name.split(".")[1] for name in node.names if name.name.startswith("reviewcast.")}
    return used - {room(path)}


def floor(name: str) -> int:
    (found,) = [number for number, rooms in enumerate(FLOORS) if name in rooms] or [None]
    assert found is not None, f"{name} is on no floor: add it to FLOORS"
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_floors_below_its_own(path: Path) -> None:
    """Whoever reads a module needs to know only what lies beneath it."""
    if path == PACKAGE / "__init__.py":
        assert not rooms_used(path)
        return
    above = {used for used in rooms_used(path) if floor(used) >= floor(room(path))}
    assert not above, f"{room(path)} reaches for {sorted(above)}"


def test_only_clip_knows_pydub() -> None:
    """The audio library can be exchanged in one file."""
    users = {path.name for path in modules() if "pydub" in imported_names(path)}
    assert users == {"clip.py"}


def imported_names(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)], ids=" ".join
)
def test_help_loads_no_heavy_package(arguments: list[str]) -> None:
    """Asking what a command does costs nothing but click."""
    code = (
        "import sys\nfrom reviewcast.cli import cli\n"
        f"try: cli({arguments!r})\nexcept SystemExit: pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ast.literal_eval(run.stderr.splitlines()[-1]))


def test_the_public_names_are_what_the_package_exports() -> None:
    """Nothing becomes public by accident."""
    assert reviewcast.__all__ == sorted(reviewcast.__all__)
    assert {name for name in reviewcast.__all__ if not hasattr(reviewcast, name)} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """Each command has its section in docs/cli.md."""
    assert f"\n## reviewcast {command}" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_command_reference_is_what_the_commands_say() -> None:
    """docs/cli.md is generated; scripts/docs writes it anew."""
    generated = subprocess.run([sys.executable, ROOT / "scripts" / "docs", "--print"], capture_output=True, check=True)
    assert (ROOT / "docs" / "cli.md").read_bytes() == generated.stdout


def test_the_repository_names_no_machine_path() -> None:
    """A stranger's checkout has no home of ours in it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    forbidden = "/" + "work/"
    guilty = [
        name
        for name in listed.split("\0")
        if name
        and (ROOT / name).suffix in {".py", ".md", ".toml", ".txt", ".html", ""}
        and (ROOT / name).is_file()
        and forbidden in (ROOT / name).read_text(encoding="utf-8", errors="ignore")
    ]
    assert guilty == []
