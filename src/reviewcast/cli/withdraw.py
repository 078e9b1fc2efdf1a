"""``reviewcast withdraw SLUG|REVIEW``: take an episode out of the feed, or bring it back."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.options import output_options, place_options, wishes

if TYPE_CHECKING:
    from reviewcast.withdrawal import Outcome


@click.command("withdraw")
@click.argument("name", metavar="SLUG|REVIEW")
@click.option("--reason", default="", metavar="TEXT", help="A sentence for listeners, on the episode's page.")
@click.option("--undo", is_flag=True, help="Bring the episode back as it was.")
@place_options
@output_options
def command(name: str, *, reason: str, undo: bool, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Take an episode out of the feed; its page stays and says so.

    Apps stop offering it, and it stays withdrawn when its review is built again. Those who downloaded it keep it.
    Nothing changes for listeners before you publish.
    """
    from reviewcast import callsheet, withdrawal
    from reviewcast.errors import UsageError

    if undo and reason:
        raise UsageError("--reason goes with a withdrawal, not with --undo")
    review = Path(name)
    studio = callsheet.home(wishes(**asked), review if _is_file(review) else None).studio

    def waiting() -> None:
        click.echo(f"waiting: another build is using {studio.out}", err=True)

    if undo:
        outcome = withdrawal.restore(studio, name, waiting=waiting)
    else:
        outcome = withdrawal.withdraw(studio, name, reason=reason, waiting=waiting)
    if as_json:
        click.echo(json.dumps(_row(outcome), ensure_ascii=False))
    elif not quiet:
        _show(outcome)


def _row(outcome: Outcome) -> dict[str, Any]:
    episode = outcome.episode
    return {
        "event": "summary",
        "slug": episode.slug,
        "guid": episode.guid,
        "title": episode.title,
        "withdrawn": episode.withdrawn.date.isoformat() if episode.withdrawn else None,
        "reason": episode.withdrawn.reason if episode.withdrawn else "",
        "changed": outcome.changed,
        "missing": list(outcome.missing),
        "site_changed": outcome.site_changed,
    }


def _show(outcome: Outcome) -> None:
    episode = outcome.episode
    already = "" if outcome.changed else "  (it was already)"
    if episode.withdrawn:
        click.echo(f"withdrawn  {episode.title}{already}")
        click.echo(f"           {episode.withdrawn.reason or 'no reason given'}")
    else:
        click.echo(f"in place   {episode.title}{already}")
    if outcome.missing:
        review = episode.review or "its review"
        click.echo(f'           its files were deleted; run "reviewcast build {review}" to make them again', err=True)
    elif outcome.site_changed:
        click.echo('           feed and page are written; "reviewcast publish" tells listeners')


def _is_file(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return path.is_file()
    return False
