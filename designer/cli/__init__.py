"""The `designer` command.

Each module here holds a few commands that parse, call one use case and show its answer. What a command needs
is imported when it runs: `designer --help` answers at once, and `designer check` loads neither the web
framework nor the database.

Exit status: 0 fine, 1 findings of severity error, 2 bad usage or unreadable input. stdout carries the answer
alone (one JSON document with `--format json`), stderr everything else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from designer.cli.checking import check
from designer.cli.database import db
from designer.cli.exchanging import export_, import_
from designer.cli.output import printable
from designer.cli.running import run
from designer.cli.serving import demo, serve
from designer.cli.shelving import library
from designer.cli.simulate import simulate
from designer.domain.errors import DesignerError

BAD_INPUT = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="designer", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the technical details of an unexpected failure.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Draw customer-relationship scenarios, and run them within the pressure customers accept."""
    context.obj = {"debug": debug}


for command in (demo, serve, run, check, simulate, library, import_, export_, db):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit with its status; a failure is a message, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(args=given, prog_name="designer", standalone_mode=False)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.ClickException as error:
        error.show()
        status = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except DesignerError as error:
        lines = f"error: {str(error) or error.__doc__}".splitlines()
        click.echo("\n".join(printable(line) for line in lines), err=True)
        status = BAD_INPUT
    except BrokenPipeError:
        # The reader of our output has gone (`designer check … | head`): nothing is left to say, or to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        if "--debug" in given:
            raise
        click.echo(
            f"error: unexpected failure, {type(error).__name__}: {error}\n"
            "Please report it with the output of `designer --debug …`.",
            err=True,
        )
        status = BAD_INPUT
    sys.exit(status if isinstance(status, int) else 0)
