"""The command line: one file a command, loaded when it is called.

A command reads its options, calls one function and shows what came back. Standard output is for results,
standard error for progress and complaints. Exit status: 0 done (warnings allowed), 1 something failed and
is named, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

from reviewcast import __version__
from reviewcast.cli.lazy import Lazy
from reviewcast.errors import ReviewcastError

COMMANDS = (
    *("build", "script", "lexicon", "voices", "serve", "check", "publish", "withdraw", "import-feed", "init", "cache"),
)
"""In the order in which a producer meets them; each is a module of this package with a ``command``."""


@click.group(
    cls=Lazy,
    places={name: ("reviewcast.cli." + name.replace("-", "_"), "command") for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="reviewcast")
def cli() -> None:
    """Turn written film reviews into a podcast.

    Run "reviewcast init DIR" to lay out a show, "reviewcast build" in it to make the episodes, the feed and
    the page, "reviewcast script REVIEW" to read what will be said before a sound is made, "reviewcast
    lexicon scan" to find the names that nobody has checked, "reviewcast serve" to look and listen, and
    "reviewcast check" and "reviewcast publish DEST" to bring it to listeners.
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
    except MemoryError:
        click.echo("error: there is not enough memory; close other programs and run again", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was finished is kept, and the same command goes on from there", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
