"""``reviewcast voices add NAME...`` and ``--from FILE...``: get voices."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.options import output_options
from reviewcast.cli.terminal import clock, passing
from reviewcast.errors import ReviewcastError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewcast.acquisition import Adopted, Errand
    from reviewcast.voicebank import Holding

_BAR = 24
_DRAWN_EVERY = 0.1
_TITLES = {"piper": "Piper", "kokoro": "Kokoro"}


@click.command("add", short_help="Fetch a voice, or take one that is here as files.")
@click.argument("names", nargs=-1, metavar="NAME|FILE...")
@click.option("--from", "from_files", is_flag=True, help="What is named are files that are here, or folders of them.")
@click.option("--profile", metavar="PROFILE", help="Write voices/PROFILE.toml of the show for it.")
@click.option("--yes", "-y", is_flag=True, help="Fetch without asking.")
@click.option("--show", type=click.Path(path_type=Path), metavar="DIR", help="The show's folder; else the nearest.")
@output_options
@click.pass_context
def add(context: click.Context, /, names: tuple[str, ...], *, from_files: bool, **asked: Any) -> None:
    """Fetch the official files of the voices NAME..., which may be profiles too, and check them.

    It says what it will fetch, from where, how large it is and under which licence, and asks. Where nobody can
    answer, it fetches nothing without --yes. What was broken off is gone on with. "reviewcast voices list --offers"
    lists what there is.

    With --from, files that are here are taken: official ones, a Piper voice of your own (NAME.onnx with
    NAME.onnx.json), a Kokoro style (NAME.bin). They are copied.
    """
    from reviewcast import acquisition
    from reviewcast.cli.voices.rows import root_of

    root, profile = root_of(asked["show"]), asked["profile"]
    if not names or "" in names:
        raise UsageError('name a voice; "reviewcast voices list --offers" lists what can be fetched')
    if profile is not None:
        _check_single(names)
        acquisition.check_profile(profile, root)
    told = _Telling(as_json=asked["as_json"], quiet=asked["quiet"], root=root, profile=profile)
    done = _adopt(names, told) if from_files else _fetch(names, told, yes=asked["yes"])
    if not done:
        context.exit(1)


def _check_single(named: Sequence[object]) -> None:
    if len(named) > 1:
        raise UsageError("a profile speaks with one voice; name one")


class _Telling:
    """Says what came of it, and what may be done next."""

    def __init__(self, *, as_json: bool, quiet: bool, root: Path | None, profile: str | None) -> None:
        self.as_json, self.quiet, self.root, self.profile = as_json, quiet, root, profile
        self.shown = not (as_json or quiet)
        self._rows: list[dict[str, object]] = []

    def waiting(self) -> None:
        click.echo("waiting for another reviewcast that is getting voices", err=True)

    def arrived(self, holding: Holding, *, voice: str, fetched: bool) -> None:
        """A voice is here."""
        from reviewcast import acquisition, engines
        from reviewcast.model import Voice

        path = acquisition.write_profile(self.profile, voice, holding, self.root) if self.profile else None
        own = acquisition.profiles_of(holding.engine, holding.name, self.root)
        row = {"event": "voice", "name": holding.name, "engine": holding.engine, "fetched": fetched}
        row |= {"bytes": holding.bytes, "source": holding.source, "profiles": list(own)}
        self._rows.append(row)
        needs = engines.missing(Voice(profile=holding.name, engine=holding.engine, voice=holding.name))
        if self.as_json:
            click.echo(json.dumps(row | {"needs": needs}, ensure_ascii=False))
        elif self.shown:
            click.echo(f"{holding.name} is {'here' if fetched else 'here already'} ({_place(holding)})")
            if path:
                click.echo(f"  wrote {path}")
            for line in self._next(voice, (self.profile,) if self.profile else own):
                click.echo(f"  {line}")
        if needs and not self.as_json:
            click.echo(f"note: {needs}", err=True)

    def adopted(self, each: Adopted) -> None:
        """A file was taken."""
        if each.holding is not None:
            self.arrived(each.holding, voice=each.name, fetched=True)
        elif self.as_json:
            click.echo(json.dumps({"event": "file", "name": each.name, "engine": each.engine}, ensure_ascii=False))
        elif self.shown:
            click.echo(f"took {each.name}")
        for note in each.notes:
            click.echo(f"note: {each.name}: {note}", err=True)
        if self.profile and each.holding is None:
            click.echo(f'note: the profile "{self.profile}" is written when the voice is whole', err=True)

    def _next(self, voice: str, own: Sequence[str]) -> tuple[str, str]:
        """What may be done with *voice* now, which the profiles *own* speak with."""
        from reviewcast import acquisition, profiles

        if own:
            return f"hear it: reviewcast voices hear {own[0]}", f'use it:  voice = "{own[0]}" in show.toml'
        short = acquisition.profile_name(voice, profiles.names(self.root))
        return (
            f"hear it: reviewcast voices hear {voice}",
            f"use it:  reviewcast voices add {voice} --profile {short}, which writes voices/{short}.toml",
        )

    def sum_up(self, failed: int) -> None:
        if self.as_json:
            names = [row["name"] for row in self._rows]
            click.echo(json.dumps({"event": "summary", "voices": names, "failed": failed}, ensure_ascii=False))


def _fetch(names: Sequence[str], told: _Telling, *, yes: bool) -> bool:
    """Whether all of *names* are here now; they are not when whoever was asked said no."""
    from reviewcast import acquisition

    with passing("looking at what is here", shown=told.shown):
        tasks = {name: acquisition.errand(name, told.root) for name in dict.fromkeys(names)}
    missing = {file for task in tasks.values() for file in task.missing}
    kept = sum({task.missing: task.kept for task in tasks.values()}.values())
    size = sum(file.bytes for file in missing) - kept
    if missing and not (yes and told.quiet):
        for task in tasks.values():
            _announce(task)
    if missing and not yes and not _agreed(size):
        click.echo("nothing was fetched", err=True)
        return False
    for name, task in tasks.items():
        with _drawn(shown=told.shown) as progress:
            holding = acquisition.fetch(task, progress, waiting=told.waiting)
        speaker = name.partition("#")[2]
        voice = f"{holding.name}#{speaker}" if speaker else holding.name
        told.arrived(holding, voice=voice, fetched=bool(task.missing))
    told.sum_up(0)
    return True


def _adopt(names: Sequence[str], told: _Telling) -> bool:
    """Whether all files were taken; each that is none is told, and the others are taken."""
    from reviewcast import acquisition

    failed = 0
    paths = acquisition.voice_files(Path(name) for name in names)
    if told.profile is not None:
        _check_single(paths)
    for path in paths:
        try:
            with passing(f"looking at {path.name}", shown=told.shown):
                each = acquisition.adopt(path, waiting=told.waiting)
            told.adopted(each)
        except ReviewcastError as error:
            if len(paths) == 1:
                raise
            failed += 1
            click.echo(f"error: {error}", err=True)
    told.sum_up(failed)
    return not failed


def _announce(task: Errand) -> None:
    from reviewcast import voicebank
    from reviewcast.acquisition import megabytes

    offer = task.offer
    if not task.missing:
        return
    click.secho(f"{offer.name}: {offer.about} ({_TITLES[offer.engine]}, {offer.language})", bold=True, err=True)
    click.echo(f"  licence  {offer.licence or 'not stated'}", err=True)
    if offer.caution:
        click.echo(f"  caution  {offer.caution}", err=True)
    for file in task.missing:
        click.echo(f"  fetches  {megabytes(file.bytes):>9}  {file.url}", err=True)
    if task.kept:
        click.echo(f"           {megabytes(task.kept):>9}  of that came before, and is gone on from", err=True)
    click.echo(f"  to       {voicebank.folder()}", err=True)


def _agreed(size: int) -> bool:
    from reviewcast.acquisition import megabytes

    if not sys.stdin.isatty():
        raise UsageError(f"{megabytes(size)} would be fetched and nobody can be asked; agree beforehand with --yes")
    return click.confirm(f"Fetch {megabytes(size)}?", default=True, err=True)


class _drawn:  # noqa: N801 - it is used as a function is
    """A line on standard error with how much came, how much will, and the time left."""

    def __init__(self, *, shown: bool) -> None:
        self._passing = passing("", shown=shown)
        self._began, self._first, self._latest = time.monotonic(), -1, 0.0

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._say = self._passing.__enter__()
        return self._draw

    def __exit__(self, *raised: Any) -> None:
        self._passing.__exit__(*raised)

    def _draw(self, name: str, done: int, total: int) -> None:
        now = time.monotonic()
        if self._first < 0 or done < self._first:
            self._began, self._first = now, done
        if now - self._latest >= _DRAWN_EVERY or done == total:
            self._latest = now
            self._say(_line(name, done, total, now - self._began, done - self._first))


def _line(name: str, done: int, total: int, seconds: float, came: int) -> str:
    filled = round(_BAR * done / total)
    left = f", {clock((total - done) * seconds / came)} left" if came > 0 and seconds > 1 else ""
    return f"[{'#' * filled}{'-' * (_BAR - filled)}] {done / 1e6:.1f} of {total / 1e6:.1f} MB{left}  {name}"


def _place(holding: Holding) -> str:
    from reviewcast.acquisition import megabytes

    where = holding.source if holding.source.startswith("package") else str(holding.files[0].path.parent)
    return f"{megabytes(holding.bytes)}, {where}"
