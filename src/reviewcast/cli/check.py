"""``reviewcast check``: the doctor, on what was built or on what is published."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import folded
from reviewcast.cli.options import Output, output_options, place_options, wishes
from reviewcast.cli.terminal import counted, passing
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.callsheet import Call, Wishes
    from reviewcast.ledger import Ledger
    from reviewcast.model import Episode, Finding


@click.command("check")
@click.argument("url", required=False)
@place_options
@click.option(
    "--listen/--quick",
    "listens",
    default=None,
    help="Listen to every audio file, or to none; else to those in the folder and to no published ones.",
)
@output_options
@click.pass_context
def command(
    context: click.Context, /, url: str | None, *, listens: bool | None, as_json: bool, quiet: bool, **asked: Any
) -> None:
    """Look for whatever would keep listeners, apps or directories from the show.

    Without a URL the output folder is checked, as it would be published: the feed, its episodes, covers, chapters
    and transcripts, and every audio file is listened to. With the URL of a published feed, that feed is checked,
    and how its server answers. Exit status 1 where there is an error; warnings are allowed. docs/checks.md
    explains each code.
    """
    from reviewcast import checks, ledger

    given = wishes(**asked)
    call = _call(given, needed=url is None)
    book = ledger.read(call.studio.ledger) if call else None
    with passing("looking and listening ...", shown=not (as_json or quiet)):
        if url is None and call:
            studio, deep = call.studio, listens is not False
            found = checks.check_folder(
                studio.out, show=studio.show, book=book, now=given.now, cache=studio.cache, deep=deep
            )
        else:
            found, book = _published(url or "", call, book, given, deep=bool(listens))
    waiting = checks.scheduled(book, given.now) if book else ()
    _tell(found, waiting, Output(as_json, quiet))
    context.exit(1 if any(finding.level == "error" for finding in found) else 0)


def _published(
    url: str, call: Call | None, book: Ledger | None, given: Wishes, *, deep: bool
) -> tuple[tuple[Finding, ...], Ledger | None]:
    """What is to be said of the feed at *url*, and the ledger that it was compared with: ours, if the feed is."""
    from reviewcast import checks
    from reviewcast.cache import Cache

    if not url.startswith(("http://", "https://")):
        raise UsageError(f'"{url}" is no address, which begins with https://; a folder is checked with --out DIR')
    is_ours = call is not None and book is not None and checks.is_of(url, call.studio.show, book)
    show, book = (call.studio.show, book) if call and is_ours else (None, None)
    found = checks.check_address(url, show=show, book=book, now=given.now, cache=Cache(given.cache), deep=deep)
    return found, book


def _call(given: Wishes, *, needed: bool) -> Call | None:
    """The show here, else the folder that a review in no show was built into, else nothing where none is *needed*."""
    from reviewcast import callsheet, output

    try:
        return callsheet.home(given)
    except UsageError:
        out = given.out or Path("output")
        if given.show is None and (out / output.FEED).is_file():
            return callsheet.Call(callsheet.studio(None, given), ())
        if not needed:
            return None
        raise


def _tell(found: Sequence[Finding], waiting: Sequence[Episode], output: Output) -> None:
    errors = sum(finding.level == "error" for finding in found)
    if output.as_json:
        rows = [asdict(finding) for finding in found]
        later = [{"slug": each.slug, "title": each.title, "date": each.published.isoformat()} for each in waiting]
        summary = {"event": "summary", "errors": errors, "warnings": len(found) - errors, "scheduled": later}
        for row in (*rows, summary):
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    shown, more = folded(found)
    for finding in shown:
        if finding.level == "error" or not output.quiet:
            _show(finding)
    if output.quiet:
        return
    from reviewcast.notation import day

    for line in more:
        click.echo(line)
    for episode in waiting:
        click.echo(f"waits for {day(episode.published)}: {episode.title}")
    said = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
    click.echo(said if found else "nothing to mend")


def _show(finding: Finding) -> None:
    colour = "red" if finding.level == "error" else "yellow"
    click.echo(f"{click.style(finding.level, fg=colour, bold=True)}  {finding.where}  [{finding.code}]")
    click.echo(f"  {finding.message}")
    if finding.mend:
        click.echo(click.style(f"  {finding.mend}", dim=True))
    click.echo()
