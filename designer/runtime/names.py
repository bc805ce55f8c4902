"""The texts behind the numbers of a compiled rulebook, as rows of the database have them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from designer.domain.channel import Category, Channel
from designer.domain.scenario import Message
from designer.domain.time import Minute
from designer.engine.compile import CHANNELS, Compiled, compile_book, receipt_properties
from designer.engine.draws import identity
from designer.runtime.rules import Rules
from designer.store import bulk


class Names:
    """Rules as the kernel reads them, and what its answers mean.

    An array with a row a node has one more at its end, for -1: a node that its version does not have.
    """

    def __init__(self, rules: Rules, floor: Minute, until: Minute) -> None:
        self.rules = rules
        self.compiled: Compiled = compile_book(rules.book, first=floor, last=until)
        compiled = self.compiled
        #: By version: key, number.
        self.keys = _texts(scenario.key for scenario in compiled.versions)
        self.numbers = np.array(compiled.version_numbers, np.int64)
        #: By node: (key, version, id), its id, its id as JSON, what is before the contact in its send keys.
        self.nodes = [
            (compiled.versions[version].key, compiled.version_numbers[version], node.id)
            for version, node in compiled.nodes
        ]
        self.node_ids = _texts([node for _, _, node in self.nodes] + [""])
        self.node_texts = _texts([bulk.json_text(node) for _, _, node in self.nodes] + ['""'])
        self.prefixes = _texts([f"{key}/{number}/{node}/" for key, number, node in self.nodes] + [""])
        #: By rule name; none where no rule decided.
        self.rule_names = _texts(name or None for name in compiled.rule_names)
        #: Keys of the scenarios that take entries, and of those whose triggers come without an event.
        self.entries = _texts(entry.key for entry in compiled.open)
        self.timed = [entry.key for entry in rules.book.timed_entries]
        self._visits: dict[tuple[int, str], tuple[int, ...]] = {}
        self._visit_texts: dict[tuple[int, bytes], str] = {}
        self._fills: dict[tuple[str, str, str | None], tuple[int, ...]] = {}
        self._identities: dict[str, tuple[int, int]] = {}
        self._receipts: dict[tuple[int, int], str] = {}

    def is_of(self, rules: Rules, floor: Minute, until: Minute) -> bool:
        """Whether it holds for these rules and minutes."""
        return rules is self.rules and compile_book(rules.book, first=floor, last=until) is self.compiled

    @cached_property
    def places(self) -> int:
        """Nodes of the longest version, at least one."""
        return max(1, int(self.compiled.policy["places"]))

    @cached_property
    def weights(self) -> Any:
        """f8[node, channel]: the weight of a message."""
        offers = self.compiled.tables.offers
        weights = np.zeros((len(self.nodes), len(CHANNELS)))
        for place, offer in self.compiled.offer_row.items():
            weights[place] = offers["weight"][offer]
        return weights

    @cached_property
    def counts(self) -> Any:
        """bool[node]: whether a message fills the rules."""
        return self.compiled.tables.nodes["counts"] != 0

    @cached_property
    def templates(self) -> Mapping[int, tuple[str, int | None]]:
        """Node -> the key of its template and the number of the version that was published with it."""
        found: dict[int, tuple[str, int | None]] = {}
        for row, (_, node) in enumerate(self.compiled.nodes):
            if isinstance(node, Message) and node.template:
                key, number, _ = self.nodes[row]
                found[row] = node.template, self.rules.pins.get((key, number), {}).get(node.template)
        return found

    @cached_property
    def template_texts(self) -> Any:
        """By node: the list of its one template, as JSON."""
        return _texts(
            bulk.json_text([self.templates[row][0]] if row in self.templates else [])
            for row in range(len(self.nodes))
        )

    @cached_property
    def pin_texts(self) -> Any:
        """By node: the list of its template's version, as JSON."""
        return _texts(
            bulk.json_text([self.templates[row][1]] if row in self.templates else [])
            for row in range(len(self.nodes))
        )

    def identity(self, contact: str) -> tuple[int, int]:
        """What a contact is drawn by."""
        found = self._identities.get(contact)
        if found is None:
            found = identity(self.rules.book.seed, contact)
            _keep(self._identities, contact, found)
        return found

    def receipt(self, node: int, channel: int) -> str:
        """The properties of the event that a message has left, as JSON."""
        text = self._receipts.get((node, channel))
        if text is None:
            version, message = self.compiled.nodes[node]
            assert isinstance(message, Message)
            scenario = self.compiled.versions[version]
            text = bulk.json_text(receipt_properties(scenario, message, CHANNELS[channel]))
            self._receipts[node, channel] = text
        return text

    def visits(self, version: int, text: str) -> tuple[int, ...]:
        """Visits by node of a version, from the JSON that the database keeps."""
        found = self._visits.get((version, text))
        if found is None:
            counts = json.loads(text)
            nodes = self.compiled.versions[version].nodes
            found = tuple(counts.get(node.id, 0) for node in nodes) + (0,) * (self.places - len(nodes))
            _keep(self._visits, (version, text), found)
        return found

    def visits_text(self, version: int, row: bytes) -> str:
        """The JSON that the database keeps, from an i4 a node."""
        found = self._visit_texts.get((version, row))
        if found is None:
            nodes = self.compiled.versions[version].nodes
            counts = np.frombuffer(row, np.int32).tolist()
            found = bulk.json_text({node.id: n for node, n in zip(nodes, counts, strict=False) if n})
            _keep(self._visit_texts, (version, row), found)
        return found

    def fills(self, channels: str, category: str, scenario: str | None) -> tuple[int, ...]:
        """The words of the rules that a dispatch fills; ``channels`` as JSON."""
        found = self._fills.get((channels, category, scenario))
        if found is None:
            on = frozenset(Channel(channel) for channel in json.loads(channels))
            found = self.compiled.fills(on, Category(category), scenario)
            _keep(self._fills, (channels, category, scenario), found)
        return found


#: Texts kept at most: the same ones come again and again, but nothing says that they must.
_MOST = 100_000


def _keep(known: dict[Any, Any], key: Any, value: Any) -> None:
    if len(known) >= _MOST:
        known.clear()
    known[key] = value


def _texts(values: Any) -> Any:
    """An array of texts, or none, to be picked from by arrays of rows."""
    values = list(values)
    array = np.empty(len(values), object)
    array[:] = values
    return array
