"""Examples in docstrings are true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import designer

ROOT = Path(designer.__file__).parent
MODULES = [
    ".".join(("designer", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    result = doctest.testmod(import_module(name))

    assert result.attempted
    assert not result.failed
