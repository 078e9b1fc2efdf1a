"""``reviewcast voices compare REVIEW``: the same passage in every installed voice, on one page."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.options import hearing_options, output_options, wishes
from reviewcast.cli.terminal import counted, passing
from reviewcast.cli.voices.studios import studio_for

if TYPE_CHECKING:
    from reviewcast.comparison import Candidates, Comparison, Performance
    from reviewcast.model import Voice


@click.command("compare", short_help="Hear the same passage in every installed voice.")
@click.argument("review", metavar="REVIEW", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.html", help="The page; else one in your cache folder."
)
@click.option(
    "--voice",
    "names",
    multiple=True,
    metavar="NAME",
    help="This voice; again for more. Else all there are, 12 at most.",
)
@click.option(
    "--seconds", type=click.FloatRange(3, 120), default=30.0, metavar="N", help="How long it is, about; else 30."
)
@hearing_options
@output_options
@click.pass_context
def compare(
    context: click.Context,
    /,
    review: Path,
    out: Path | None,
    names: tuple[str, ...],
    *,
    seconds: float,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Record a passage of REVIEW in every installed voice, and write one page to hear them side by side.

    The page says of each how fast it is on this machine, its size and its licence; it opens in any browser and asks
    for nothing else. A voice that fails is named on it, and makes the exit status 1.
    """
    from reviewcast import comparison, storage
    from reviewcast.document import make_slug

    hopes = wishes(**asked)
    studio = studio_for(hopes, review)
    root = studio.show.root
    if names:
        found = comparison.Candidates(tuple(comparison.voice_called(name, root) for name in dict.fromkeys(names)))
    else:
        found = comparison.candidates(studio)
    places = count(1)
    with passing("reading ...", shown=not quiet) as say:

        def begin(voice: Voice) -> None:
            say(f"{next(places)} of {len(found.voices)}  listening to {voice.profile} ...")

        told = comparison.compare(review, found.voices, studio, seconds=seconds, begin=begin)
    path = out or hopes.cache / "heard" / f"voices-{make_slug(told.title)}.html"
    storage.write(path, comparison.render(told, found, studio.show))
    if as_json:
        _show_json(told, found, path)
    elif quiet:
        click.echo(path)
    else:
        _show_text(told, found, path)
    for each in told.performances:
        if each.error:
            click.echo(f"error: {each.voice.profile}: {each.error}", err=True)
    context.exit(1 if any(each.error for each in told.performances) else 0)


def _show_text(told: Comparison, found: Candidates, path: Path) -> None:
    from reviewcast.acquisition import megabytes

    wide = max(len(each.voice.profile) for each in told.performances)
    for each in told.performances:
        if not each.error:
            size = f", {megabytes(each.kit.bytes)}" if each.kit.bytes else ""
            click.echo(f"{each.voice.profile:{wide}}  {each.speed:6.1f} × real time{size}, {each.kit.licence}")
    if found.left_out:
        click.echo(f"note: {counted(len(found.left_out), 'voice')} left out: {', '.join(found.left_out)}", err=True)
    click.echo(path)


def _show_json(told: Comparison, found: Candidates, path: Path) -> None:
    for each in told.performances:
        click.echo(json.dumps({"event": "voice"} | _row(each), ensure_ascii=False))
    failed = sum(bool(each.error) for each in told.performances)
    summary: dict[str, object] = {"event": "summary", "page": str(path), "title": told.title}
    summary["text"] = " ".join(told.words)
    summary |= {"voices": len(told.performances), "failed": failed, "jobs": told.jobs}
    summary |= {"left_out": found.left_out, "absent": dict(found.absent)}
    click.echo(json.dumps(summary, ensure_ascii=False))


def _row(each: Performance) -> dict[str, object]:
    row: dict[str, object] = {"name": each.voice.profile, "engine": each.voice.engine, "voice": each.voice.voice}
    row |= {"licence": each.kit.licence, "caution": each.kit.caution, "bytes": each.kit.bytes}
    if each.error:
        return row | {"error": each.error}
    row |= {"seconds": round(each.seconds, 3), "rate": each.rate}
    return row | {"sound_s": round(each.sound, 3), "work_s": round(each.work, 3), "speed": round(each.speed, 2)}
