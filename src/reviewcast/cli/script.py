"""``reviewcast script REVIEW``: read what will be said before a sound is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.options import output_options, show_options, wishes

if TYPE_CHECKING:
    from reviewcast.model import Script, Utterance


@click.command("script")
@click.argument("review", type=click.Path(path_type=Path))
@show_options
@output_options
def command(review: Path, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Show what will be said of REVIEW, sentence by sentence, before any sound is made.

    Each row has the line of the review, the voice, and the words as shown; where the voice gets something
    else, that stands below after an arrow. What is left out or made harmless is listed on standard error.
    """
    from reviewcast import callsheet, production

    (call,) = callsheet.arrange([review], wishes(**asked))
    for path in call.reviews:
        drafted = production.draft(path, call.studio)
        written = drafted.script
        for stand_in in () if quiet else drafted.stand_ins:
            click.echo(f"warning: {stand_in.message}", err=True)
        if as_json:
            _show_json(written)
        elif not quiet:
            _show_text(written, path)


def _show_json(script: Script) -> None:
    for index, segment in enumerate(script.segments):
        for utterance in segment.utterances:
            click.echo(json.dumps(_row(utterance, index), ensure_ascii=False))
    notices = [{"line": notice.line, "code": notice.code, "message": notice.message} for notice in script.notices]
    summary = {"event": "summary", "title": script.title, "segments": len(script.segments), "notices": notices}
    click.echo(json.dumps(summary | {"utterances": len(script.utterances)}, ensure_ascii=False))


def _row(utterance: Utterance, segment: int) -> dict[str, object]:
    return {
        "line": utterance.line,
        "text": utterance.text,
        "spoken": utterance.spoken,
        "voice": utterance.voice.profile,
        "segment": segment,
        "role": utterance.role,
        "pause": utterance.pause,
        "rules": [rule.written for rule in utterance.rules],
    }


def _show_text(script: Script, path: Path) -> None:
    width = max(len(utterance.voice.profile) for utterance in script.utterances)
    for segment in script.segments:
        click.secho(f"\n{segment.title}", bold=True)
        for utterance in segment.utterances:
            line = str(utterance.line or "").rjust(5)
            click.echo(f"{line}  {utterance.voice.profile:{width}}  {utterance.text}")
            if utterance.spoken != utterance.text:
                click.secho(f"{'':5}  {'':{width}}  → {utterance.spoken}", dim=True)
    for notice in script.notices:
        click.echo(f"note: {path}:{notice.line}: {notice.message}", err=True)
