"""`designer run`: the runtime without the pages."""

from __future__ import annotations

import click

from designer.cli.output import Output, with_format


@click.command()
@with_format
@click.option("--once", is_flag=True, help="Do one pass, hand over what it decided, and end.")
def run(output: Output, once: bool) -> None:
    """Execute what is live, for real, against the workspace's database.

    Passes follow one another until Ctrl-C; any number of `designer serve --no-runtime` may show the pages.
    """
    from designer.cli.exchanging import workspace_opened
    from designer.logs import start_logging
    from designer.runtime import tick

    start_logging()
    with workspace_opened():
        tick.wake()
