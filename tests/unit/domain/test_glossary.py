"""The glossary speaks of things that exist, in both languages, each once."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from designer import domain
from designer.domain.scenario import NODE_KINDS

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
ROWS = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", GLOSSARY.read_text(), re.MULTILINE)
NAMES = {
    name
    for module in pkgutil.iter_modules(domain.__path__)
    for name in vars(importlib.import_module(f"designer.domain.{module.name}"))
}


@pytest.mark.parametrize(("code", "french", "meaning"), ROWS, ids=[row[0] for row in ROWS])
def test_a_word_exists_and_is_explained(code: str, french: str, meaning: str):
    assert code in NAMES
    assert french.strip()
    assert len(meaning.split()) > 3


def test_every_row_is_read_and_every_word_stands_once():
    rows = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("| `")]
    words = [code for code, _, _ in ROWS]
    assert len(rows) == len(words) == len(set(words))
    french = [word.strip() for _, word, _ in ROWS]
    assert len(french) == len(set(french))


def test_every_kind_of_node_is_in_it():
    words = {code for code, _, _ in ROWS}
    assert {record.__name__ for record in NODE_KINDS} - {"TriggerNode"} <= words
    assert "Trigger" in words
