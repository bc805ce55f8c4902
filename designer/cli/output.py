"""How commands show their answers: tables and progress for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Output:
    """Where the answer of one command goes."""

    #: `text` or `json`.
    format: str

    @property
    def is_json(self) -> bool:
        """Whether a program reads."""
        return self.format == "json"

    def json(self, answer: Mapping[str, Any]) -> None:
        """The whole answer of a command, to stdout."""
        click.echo(json.dumps(answer, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2))

    def note(self, words: str) -> None:
        """A line for the person who waits, to stderr."""
        click.echo(words, err=True)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None
    ) -> None:
        """A table, to stdout; every cell is text and never markup."""
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self.console().print(table)

    def console(self) -> Console:
        """A console on stdout; off a terminal its lines are as long as they need to be."""
        from rich.console import Console

        return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on stderr for work of several steps: call the value with (step, done, total) as it goes on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        # A log has no use for a moving bar: one line a step says what takes the time.
        said: set[str] = set()

        def say(step: str, done: int, total: int) -> None:
            if step not in said:
                said.add(step)
                click.echo(f"{step} ({total})" if total > 1 else step, err=True)

        yield say
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def draw(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield draw


def printable(words: str) -> str:
    r"""Words of a document for a terminal: a control character could move its cursor or set its title.

    >>> printable("a\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)


def with_format(command: Command) -> Command:
    """Give a command `--format`, and its first argument `output`."""

    def chosen(context: click.Context, parameter: click.Parameter, value: str) -> Output:
        return Output(format=value)

    option = click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        callback=chosen,
        help="For people, or one JSON document on stdout.",
    )
    return option(command)


def ready_planner() -> None:
    """Compile the planner where that was never done on this machine, and say so on stderr."""
    from designer.engine import warm

    warm.ensure(lambda words: click.echo(words, err=True))
