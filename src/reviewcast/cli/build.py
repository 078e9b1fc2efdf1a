"""``reviewcast build [REVIEW...]``: from reviews to episodes, a feed and a page."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import told
from reviewcast.cli.options import Output, output_options, show_options, wishes
from reviewcast.cli.terminal import Progress, clock, counted, gone, notice_lines
from reviewcast.errors import ReviewcastError

if TYPE_CHECKING:
    from reviewcast.batch import Outcome, Planned, Result
    from reviewcast.callsheet import Call


@click.command("build")
@click.argument("reviews", nargs=-1, metavar="[REVIEW]...", type=click.Path(path_type=Path))
@show_options
@output_options
@click.option("--dry-run", is_flag=True, help="Say what would be recorded and how long it takes and lasts; do nothing.")
@click.option("--explain", is_flag=True, help="Say of each sentence that is recorded why it is.")
@click.pass_context
def command(
    context: click.Context,
    /,
    reviews: tuple[Path, ...],
    *,
    as_json: bool,
    quiet: bool,
    dry_run: bool,
    explain: bool,
    **asked: Any,
) -> None:
    """Build the episodes of the REVIEWs, the feed and the page.

    A REVIEW is a Markdown, HTML or text file, or a folder of them. With none named, all reviews of the show
    in this folder are built. What did not change is left alone.
    """
    from reviewcast import callsheet

    began = time.monotonic()
    calls = callsheet.arrange(reviews, wishes(**asked))
    output = Output(as_json, quiet)
    if dry_run:
        context.exit(_plan(calls, output, explain=explain))
    with Progress(sum(len(call.reviews) for call in calls), shown=not quiet) as progress:
        teller = _Teller(output, progress, explain=explain)
        outcomes = [teller.build(call) for call in calls]
    if as_json:
        click.echo(json.dumps(_summary(outcomes, time.monotonic() - began), ensure_ascii=False))
    failed = any(result.error for outcome in outcomes for result in outcome.results)
    broken = any(finding.level == "error" for outcome in outcomes for finding in outcome.findings)
    context.exit(1 if failed or broken else 0)


class _Teller:
    """Runs batches and tells what becomes of them, in the form that was asked for."""

    def __init__(self, output: Output, progress: Progress, *, explain: bool) -> None:
        self.output, self.progress, self.explain = output, progress, explain
        self.out = Path()
        self.refused: set[str] = set()
        self.warned: set[str] = set()

    def build(self, call: Call) -> Outcome:
        from reviewcast import batch

        self.out = call.studio.out
        try:
            outcome = batch.build(
                call.reviews,
                call.studio,
                self.progress,
                begin=self.progress.begin,
                done=self.done,
                waiting=lambda: self._say(f"waiting: another build is using {call.studio.out}", err=True),
            )
        except ReviewcastError as error:
            if str(error) in self.refused:
                raise click.exceptions.Exit(error.exit_code) from error
            raise
        for episode in outcome.gone:
            self._complain(f"warning: {gone(episode)}")
        if outcome.feed and not self.output.as_json:
            state = "" if outcome.site_changed else "  (unchanged)"
            self._say(f"feed       {outcome.feed}{state}")
            self._say(f"page       {outcome.page}{state}")
        self._show_findings(outcome)
        return outcome

    def _show_findings(self, outcome: Outcome) -> None:
        """What is broken in full, what could be better as a number: ``check`` tells it at length."""
        for finding in outcome.findings:
            if finding.level == "error":
                self.progress.write(f"error: {told(finding)}", err=True)
        warnings = sum(finding.level == "warning" for finding in outcome.findings)
        if warnings and not self.output.as_json:
            self._say(f'check      {counted(warnings, "warning")}; "reviewcast check" says which')

    def done(self, result: Result) -> None:
        for sentence in (stand_in.message for stand_in in result.stand_ins):
            if sentence not in self.warned:  # once a build, however many reviews it is so in
                self.warned.add(sentence)
                self._complain(f"warning: {sentence}")
        for line in notice_lines(result.path, result.notices):
            self._complain(line)
        if result.error is not None:
            self._refuse(str(result.error))
        elif self.output.as_json:
            self._show_json(result)
        else:
            self._show_text(result)

    def _refuse(self, sentence: str) -> None:
        """What is wrong for all reviews, such as the show's cover, is wrong for each, and is said once."""
        if sentence not in self.refused:
            self.refused.add(sentence)
            self.progress.write(f"error: {sentence}", err=True)

    def _show_json(self, result: Result) -> None:
        for take in result.takes if self.explain else ():
            if not take.reused:
                row = {"event": "take", "line": take.utterance.line, "text": take.utterance.text, "reason": take.reason}
                self.progress.write(json.dumps(row, ensure_ascii=False))
        for stand_in in result.stand_ins:
            row = {"event": "notice", "line": 0, "code": "stand-in", "message": stand_in.message}
            self.progress.write(json.dumps(row | {"review": str(result.path)}, ensure_ascii=False))
        for notice in result.notices:
            row = {"event": "notice", "line": notice.line, "code": notice.code, "message": notice.message}
            self.progress.write(json.dumps(row | {"review": str(result.path)}, ensure_ascii=False))
        self.progress.write(json.dumps({"event": "episode"} | _episode_row(result), ensure_ascii=False))

    def _show_text(self, result: Result) -> None:
        row = _episode_row(result)
        if result.unchanged:
            self._say(f"unchanged  {row['title']}")
            return
        takes: dict[str, int] = row["takes"]
        self._say(f"built      {row['title']}")
        length = f"{clock(row['seconds'])}, {counted(row['segments'], 'chapter')}"
        self._say(f"           {self.out / row['audio']}  {length}")
        self._say(f"           {row['lufs']:.1f} LUFS, peaks at {row['true_peak']:.1f} dBTP")
        self._say(f"           {counted(takes['recorded'], 'sentence')} recorded, {takes['reused']} reused")
        for take in result.takes if self.explain else ():
            if not take.reused:
                self._say(f"  line {take.utterance.line}: {take.reason}: {_short(take.utterance.text)}")

    def _say(self, line: str, *, err: bool = False) -> None:
        if not self.output.quiet:
            self.progress.write(line, err=err or self.output.as_json)

    def _complain(self, line: str) -> None:
        if not self.output.quiet:
            self.progress.write(line, err=True)


def _plan(calls: tuple[Call, ...], output: Output, *, explain: bool) -> int:
    """Show what a build would do; gives the exit status."""
    from reviewcast import batch

    planned = [(row, call.studio.jobs) for call in calls for row in batch.plan(call.reviews, call.studio)]
    rows = [_plan_row(row, jobs) for row, jobs in planned if not row.error]
    failed = [row for row, _ in planned if row.error]
    if output.as_json:
        errors = [{"review": str(row.path), "error": str(row.error)} for row in failed]
        click.echo(json.dumps({"event": "summary", "episodes": rows, "failed": errors}, ensure_ascii=False))
    elif not output.quiet:
        for row in rows:
            _show_plan(row)
        for take in (take for row, _ in planned if explain and row.plan for take in row.plan.takes if not take.reused):
            click.echo(f"  line {take.utterance.line}: {take.reason}: {_short(take.utterance.text)}")
    stand_ins = (stand_in.message for row, _ in planned for stand_in in row.stand_ins)
    for sentence in dict.fromkeys(() if output.quiet else stand_ins):
        click.echo(f"warning: {sentence}", err=True)
    for sentence in dict.fromkeys(str(row.error) for row in failed):
        click.echo(f"error: {sentence}", err=True)
    return 1 if failed else 0


def _plan_row(row: Planned, jobs: int) -> dict[str, Any]:
    takes = row.plan.takes if row.plan else ()
    return {
        "review": str(row.path),
        "title": row.title,
        "unchanged": row.plan is None,
        "record": sum(not take.reused for take in takes),
        "reuse": sum(take.reused for take in takes),
        "seconds": round(row.seconds, 1),
        "wall_s": round(row.plan.recording_seconds(jobs), 1) if row.plan else 0.0,
    }


def _show_plan(row: dict[str, Any]) -> None:
    if row["unchanged"]:
        click.echo(f"unchanged  {row['title']}")
        return
    click.echo(f"would build  {row['title']}")
    click.echo(f"             {counted(row['record'], 'sentence')} to record, {row['reuse']} to reuse")
    click.echo(f"             about {clock(row['seconds'])} long; recording takes about {row['wall_s']:.1f} s")


def _summary(outcomes: list[Outcome], seconds: float) -> dict[str, Any]:
    results = [result for outcome in outcomes for result in outcome.results]
    return {
        "event": "summary",
        "episodes": [_episode_row(result) for result in results if result.episode],
        "failed": [{"review": str(result.path), "error": str(result.error)} for result in results if result.error],
        "feeds": [str(outcome.feed) for outcome in outcomes if outcome.feed],
        "pages": [str(outcome.page) for outcome in outcomes if outcome.page],
        "findings": [asdict(finding) for outcome in outcomes for finding in outcome.findings],
        "wall_s": round(seconds, 3),
    }


def _episode_row(result: Result) -> dict[str, Any]:
    episode = result.episode
    assert episode is not None
    assert episode.receipt is not None  # only imported episodes have none, and those no review
    recorded = sum(not take.reused for take in result.takes)
    return {
        "slug": episode.slug,
        "guid": episode.guid,
        "title": episode.title,
        "segments": len(episode.chapters),
        "audio": episode.audio,
        "seconds": round(episode.seconds, 3),
        "lufs": round(episode.receipt.lufs, 2),
        "true_peak": round(episode.receipt.true_peak, 2),
        "chapters": [{"start": chapter.start, "title": chapter.title} for chapter in episode.chapters],
        "takes": {"recorded": recorded, "reused": len(episode.text) - recorded},
        "unchanged": result.unchanged,
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
