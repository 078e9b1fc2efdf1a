"""``reviewcast publish DEST``: bring the output folder to where listeners are."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import folded, told
from reviewcast.cli.options import Output, output_options, place_options, wishes
from reviewcast.cli.terminal import counted
from reviewcast.errors import ReviewcastError

if TYPE_CHECKING:
    from types import TracebackType

    from reviewcast.hosts import File
    from reviewcast.model import Finding
    from reviewcast.publishing import Outcome, Plan


@click.command("publish")
@click.argument("dest", metavar="DEST")
@place_options
@output_options
@click.option("--dry-run", is_flag=True, help="Show what would be sent; change nothing anywhere.")
@click.option(
    "--delete-withdrawn", is_flag=True, help="Delete there what withdrawn episodes had, once the feed is in place."
)
@click.option("--no-look", is_flag=True, help="Do not ask the show's own address whether it serves what was sent.")
@click.pass_context
def command(
    context: click.Context,
    /,
    dest: str,
    *,
    as_json: bool,
    quiet: bool,
    dry_run: bool,
    delete_withdrawn: bool,
    no_look: bool,
    **asked: Any,
) -> None:
    """Publish the show that was built to DEST, the feed last.

    DEST is a folder, s3://BUCKET/PATH (extra "s3"; keys and endpoint from the AWS_ variables), user@host:PATH or
    rsync://HOST/MODULE/PATH (where rsync is installed), or rclone:REMOTE:PATH (where rclone is). Only what listeners
    need is sent, and only what is not there yet; an error of "reviewcast check" stops it before anything is. The old
    feed stays until all that the new one names is there. Nothing is deleted but what withdrawn episodes had, and that
    only when you ask for it.
    """
    from reviewcast import callsheet, publishing

    studio = callsheet.home(wishes(**asked)).studio
    host = publishing.open_host(dest, studio)
    with _Teller(Output(as_json, quiet), dest) as teller:
        if dry_run:
            plan = publishing.plan(studio, host)
            context.exit(teller.show_plan(plan, deletes=delete_withdrawn))
        try:
            outcome = publishing.publish(
                studio,
                host,
                look=not no_look,
                removed=teller.removed if delete_withdrawn else None,
                planned=teller.planned,
                sent=teller.sent,
                waiting=teller.waiting,
            )
        except ReviewcastError as error:
            context.exit(teller.fail(error))
        context.exit(teller.show(outcome))


class _Teller:
    """Tells what is sent, in the form that was asked for."""

    def __init__(self, output: Output, dest: str) -> None:
        self.output, self.dest = output, dest
        self.plan: Plan | None = None
        self.count = self.bytes = 0
        self.drawn = not (output.as_json or output.quiet) and sys.stderr.isatty()

    def __enter__(self) -> _Teller:
        self._draw("checking what was built ...")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def planned(self, plan: Plan) -> None:
        self.plan = plan
        self._clear()
        if plan.files:
            self._draw(f"0 bytes of {_size(plan.size)}")

    def waiting(self) -> None:
        self._clear()
        if not self.output.quiet:
            click.echo("waiting: a build, or another publisher, is using the folder", err=True)

    def sent(self, file: File) -> None:
        self.count, self.bytes = self.count + 1, self.bytes + file.size
        self._clear()
        if self.output.as_json:
            click.echo(json.dumps({"event": "put", "key": file.key, "bytes": file.size}))
        elif not self.output.quiet:
            click.echo(f"sent       {file.key}  {_size(file.size)}")
        if self.plan:
            self._draw(f"{_size(self.bytes)} of {_size(self.plan.size)}")

    def removed(self, key: str) -> None:
        self._clear()
        if self.output.as_json:
            click.echo(json.dumps({"event": "delete", "key": key}))
        elif not self.output.quiet:
            click.echo(f"deleted    {key}")

    def show_plan(self, plan: Plan, *, deletes: bool) -> int:
        """What would be done; gives the exit status."""
        self._clear()
        files = (*plan.files, *([plan.feed] if plan.feed else ()))
        for file in () if plan.errors else files:
            if self.output.as_json:
                click.echo(json.dumps({"event": "plan", "key": file.key, "bytes": file.size}))
            elif not self.output.quiet:
                click.echo(f"would send  {file.key}  {_size(file.size)}")
        for key in plan.retired if deletes and not plan.errors and not self.output.quiet else ():
            row = json.dumps({"event": "plan-delete", "key": key})
            click.echo(row if self.output.as_json else f"would delete, where it is there  {key}")
        self._complain(plan.findings)
        if self.output.as_json:
            self._summarize(plan.findings, len(files), plan.size, plan.unchanged, "planned" if plan.feed else "same")
        elif plan.errors:
            click.echo(f"{plan.to} would be left as it is: {counted(len(plan.errors), 'error')}", err=True)
        elif not self.output.quiet:
            click.echo(f"{_files(len(files), plan.size)} to send, {plan.unchanged} unchanged, to {plan.to}")
        return 1 if plan.errors else 0

    def show(self, outcome: Outcome) -> int:
        """What was done; gives the exit status."""
        self._clear()
        self._complain(outcome.findings)
        if self.output.as_json:
            self._summarize(outcome.findings, self.count, self.bytes, outcome.plan.unchanged, outcome.feed)
        elif outcome.errors:
            message = f"the feed at {self.dest} was left as it is: {counted(len(outcome.errors), 'error')}"
            click.echo(message, err=True)
        elif not self.output.quiet:
            done = {"swapped": "the feed is new", "same": "the feed is the same"}[outcome.feed]
            count = f"{_files(self.count, self.bytes)} sent, {outcome.plan.unchanged} unchanged"
            click.echo(f"published  {self.dest}: {count}, {done}")
        return 1 if outcome.errors else 0

    def fail(self, error: ReviewcastError) -> int:
        """What went wrong on the way; gives the exit status."""
        self._clear()
        click.echo(f"error: {error}", err=True)
        if self.output.as_json:
            findings = self.plan.findings if self.plan else ()
            unchanged = self.plan.unchanged if self.plan else 0
            self._summarize(findings, self.count, self.bytes, unchanged, "kept", error=str(error))
        return error.exit_code

    def _complain(self, findings: tuple[Finding, ...]) -> None:
        brief = self.output.quiet or self.output.as_json
        shown, more = folded(finding for finding in findings if finding.level == "error" or not brief)
        for finding in shown:
            click.echo(f"{finding.level}: {told(finding)}", err=True)
            if finding.mend:
                click.echo(f"  {finding.mend}", err=True)
        for line in more:
            click.echo(line, err=True)

    def _summarize(
        self, findings: tuple[Finding, ...], sent: int, size: int, unchanged: int, feed: str, **more: str
    ) -> None:
        rows = [asdict(finding) for finding in findings]
        warnings = sum(finding.level == "warning" for finding in findings)
        summary = {"event": "summary", "to": self.dest, "sent": sent, "bytes": size, "unchanged": unchanged}
        summary |= {"feed": feed, "findings": rows, "warnings": warnings}
        click.echo(json.dumps(summary | more, ensure_ascii=False))

    def _draw(self, words: str) -> None:
        if self.drawn:
            click.echo(words, nl=False, err=True)

    def _clear(self) -> None:
        if self.drawn:
            click.echo("\r\033[K", nl=False, err=True)


def _files(count: int, size: int) -> str:
    return f"{counted(count, 'file')} ({_size(size)})"


def _size(size: int) -> str:
    """``1.2 MB``, ``34 kB``, ``5 bytes``."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{size / 1e3:.1f} kB"
