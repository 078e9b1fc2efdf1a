"""The command line: one file a command, loaded when it is called.

A command reads its options, calls one function and shows what came back. Standard output is for results,
standard error for progress and complaints. Exit status: 0 done (warnings allowed), 1 something failed and
is named, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import click

from reviewcast import __version__
from reviewcast.errors import ReviewcastError

COMMANDS = ("build", "script", "init", "cache")
"""In the order in which a producer meets them; each is a module of this package with a ``command``."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"reviewcast.cli.{cmd_name}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reviewcast")
def cli() -> None:
    """Turn written film reviews into a podcast.

    Run "reviewcast init DIR" to lay out a show, "reviewcast build" in it to make the episodes, the feed and
    the page, and "reviewcast script REVIEW" to read what will be said before a sound is made.
    """


def main() -> NoReturn:
    """Run the command line and exit with its status; a person's mistake is one sentence, never a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReviewcastError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was finished is kept, and the next build goes on from there", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
