"""``reviewcast voices hear NAME``: listen to a voice before choosing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import review_option
from reviewcast.cli.lexicon.layout import wrapped
from reviewcast.cli.options import hearing_options, output_options, wishes
from reviewcast.cli.terminal import passing
from reviewcast.cli.voices.studios import studio_for
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from reviewcast.comparison import Heard


@click.command("hear", short_help="Listen to a voice.")
@click.argument("name", metavar="NAME")
@click.option("--text", metavar="TEXT", help="What it says; else a few sentences of ours.")
@review_option("It says the first paragraph of this review.", "--in")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.wav", help="The file; else one in your cache folder."
)
@click.option("--no-play", is_flag=True, help="Only write the file.")
@hearing_options
@output_options
def hear(
    name: str,
    text: str | None,
    review: Path | None,
    out: Path | None,
    *,
    no_play: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Speak a text in the voice NAME, and print the path of the WAV.

    NAME is a profile, or a voice as its engine calls it: en_US-joe-medium, af_heart, en-gb. The rules of the show
    hold, and those of the REVIEW. Where a player is found, it plays.
    """
    from reviewcast import comparison, player
    from reviewcast.booth import Engines
    from reviewcast.document import make_slug

    if text is not None and review is not None:
        raise UsageError("say it one way: --text or --in, not both")
    hopes = wishes(**asked)
    studio = studio_for(hopes, review)
    voice = comparison.voice_called(name, studio.show.root)
    with passing(f"{voice.profile} speaks ...", shown=not quiet), Engines(hopes.jobs) as voices:
        path = out or hopes.cache / "heard" / f"{make_slug(voice.profile)}.wav"
        heard = comparison.hear(voice, studio, voices, path, words=text, review=review)
    if as_json:
        _show_json(heard)
    elif quiet:
        click.echo(heard.path)
    else:
        click.echo(wrapped(" ".join(each.text for each in heard.utterances), "    "))
        click.echo(f"{_described(heard)}\n{heard.path}")
    if not (no_play or as_json or quiet):
        player.play(heard.path)


def _described(heard: Heard) -> str:
    voice = heard.voice
    own = "" if voice.voice == voice.profile else f" ({voice.engine} {voice.voice})"
    return f"{voice.profile}{own}, {heard.seconds:.1f} s"


def _show_json(heard: Heard) -> None:
    for each in heard.utterances:
        click.echo(json.dumps({"event": "sentence", "text": each.text, "spoken": each.spoken}, ensure_ascii=False))
    voice = heard.voice
    summary: dict[str, object] = {
        "event": "summary",
        "name": voice.profile,
        "engine": voice.engine,
        "voice": voice.voice,
    }
    summary |= {"path": str(heard.path), "seconds": round(heard.seconds, 3), "recorded": heard.recorded}
    click.echo(json.dumps(summary, ensure_ascii=False))
