"""``reviewcast serve``: the show as listeners will see it, on this machine."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import told
from reviewcast.cli.options import Output, output_options, show_options, wishes
from reviewcast.cli.terminal import Progress, counted, gone
from reviewcast.errors import UsageError

if TYPE_CHECKING:
    from reviewcast.batch import Outcome
    from reviewcast.callsheet import Call
    from reviewcast.server import Built


@click.command("serve")
@show_options
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Where to listen; else 8000 or the next free.")
@click.option("--watch", is_flag=True, help="Build when a file of the show changes, and reload the page.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@output_options
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    port: int | None,
    watch: bool,
    opens: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Serve the show on this machine until Ctrl-C: the page in a browser, the feed in a podcast app.

    Only programs on this machine are answered. The feed and the pages are those of the last build, with
    addresses that lead here; with --watch the show is built first, and again after every change.
    """
    from reviewcast import server

    arrange = partial(_arrange, asked)
    call = arrange()
    _refuse_nothing(call, watch=watch)
    teller = _Teller(Output(as_json, quiet), opens=opens)
    try:
        application = server.application(call.studio.out, reload=watch)
        with server.listening(application, server.bind(port)) as address:
            teller.serving(address)
            for built in server.rebuilds(arrange, teller.produce) if watch else ():
                teller.built(built)
                teller.ready(address)
            teller.ready(address)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        teller.stopped()
        context.exit(130)


def _arrange(asked: dict[str, Any]) -> Call:
    """The show here as it is now, or the folder that reviews in no show were built into."""
    from reviewcast import callsheet, show

    wanted = wishes(**asked)
    if wanted.show is None and show.find(Path.cwd()) is None:
        return callsheet.Call(callsheet.studio(None, wanted), ())
    return callsheet.home(wanted)


def _refuse_nothing(call: Call, *, watch: bool) -> None:
    out, in_show = call.studio.out, call.studio.show.root is not None
    if watch and not in_show:
        raise UsageError("there is no show.toml here, and nothing to watch; go to the show, or name it by --show")
    if not watch and not (out / "index.html").is_file():
        also = ', or "reviewcast serve --watch", which builds' if in_show else ""
        raise UsageError(f'there is no page in {out} yet; run "reviewcast build" first{also}')


class _Teller:
    """Says what is served and built, in the form that was asked for."""

    def __init__(self, output: Output, *, opens: bool) -> None:
        self.output, self.opens = output, opens
        self.builds = 0
        self.failed = False
        """Whether the last build had errors."""

    def say(self, line: str, *, err: bool = False) -> None:
        if not self.output.quiet:
            click.echo(line, err=err or self.output.as_json)

    def serving(self, address: str) -> None:
        if self.output.as_json:
            _row("serving", page=address, feed=f"{address}feed.xml")
            return
        click.echo(f"page       {address}")
        click.echo(f"feed       {address}feed.xml")
        self.say("Ctrl-C stops it", err=True)

    def ready(self, address: str) -> None:
        """Open the page, if that was asked for and not done."""
        if self.opens:
            import webbrowser

            self.opens = False
            if not webbrowser.open(address):
                self.say(f"note: no browser was found; open {address} in yours", err=True)

    def produce(self, call: Call) -> Outcome:
        from reviewcast import batch

        with Progress(len(call.reviews), shown=not self.output.quiet) as progress:
            waiting = partial(self.say, f"waiting: another build is using {call.studio.out}", err=True)
            return batch.build(call.reviews, call.studio, progress, begin=progress.begin, waiting=waiting)

    def stopped(self) -> None:
        if self.output.as_json:
            _row("summary", builds=self.builds, failed=self.failed)
        self.say("stopped", err=True)

    def built(self, built: Built) -> None:
        self.builds += 1
        errors = [str(error) for error in built.errors]
        errors += [told(each) for each in built.findings if each.level == "error"]
        for error in dict.fromkeys(errors):
            click.echo(f"error: {error}", err=True)
        for episode in built.gone:
            click.echo(f"warning: {gone(episode)}", err=True)
        if self.output.as_json:
            seconds = round(built.seconds, 3)
            _row("built", episodes=built.titles, site_changed=built.site_changed, errors=errors, seconds=seconds)
        elif built.titles or built.site_changed:
            self.say(f"built      {_what(built.titles)} ({built.seconds:.1f} s)")
        elif self.failed and not errors:
            self.say("mended     the show is as it was built")
        self.failed = bool(errors)


def _what(titles: tuple[str, ...]) -> str:
    if not titles:
        return "the feed and the pages"
    return titles[0] if len(titles) == 1 else counted(len(titles), "episode")


def _row(event: str, **values: object) -> None:
    click.echo(json.dumps({"event": event, **values}, ensure_ascii=False))
