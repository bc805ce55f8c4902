"""The reference says what there is: every setting, every command, every option."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from designer.cli import cli
from designer.settings import NAMES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name)), command


def test_every_setting_is_documented_and_no_other():
    words = (REFERENCE / "settings.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \|", words, flags=re.MULTILINE)) == set(NAMES)


@pytest.mark.parametrize(("name", "command"), list(commands(cli)))
def test_every_command_is_documented_with_its_options_and_no_other(name, command):
    words = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `designer {name}[ `].*$", words, flags=re.MULTILINE)
    assert row, f"designer {name} has no row"

    documented = set(re.findall(r"--[a-z-]+", row[0].rsplit("|", 2)[1]))
    there = {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }
    assert documented == there
