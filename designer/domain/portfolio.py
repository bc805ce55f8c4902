"""A portfolio: scenarios and everything they are checked and run with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from designer.domain.data import DataModel, Segment
from designer.domain.matrix import Matrix
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import Policy
from designer.domain.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Scenarios, policy, data model, segments, plan and the templates of the messages."""

    scenarios: tuple[Scenario, ...] = ()
    policy: Policy = Policy()
    data: DataModel = DataModel()
    segments: Mapping[str, Segment] = field(default_factory=dict)
    #: Whether there is a segments document at all; without one their names are not checked.
    segments_declared: bool = False
    plan: Plan = Plan()
    #: What stands in the folder of a portfolio; a workspace keeps its own apart, as nothing runs by it.
    matrix: Matrix = Matrix()
    #: Keys of the message templates; absent: names are not checked.
    templates: frozenset[str] | None = None
    #: The templates that could be read, by key; what a key without one says is not checked.
    messages: Mapping[str, Template] = field(default_factory=dict)
    #: The attributes that the base of contacts has; absent: not known.
    columns: frozenset[str] | None = None

    @cached_property
    def updated(self) -> frozenset[str]:
        """The attributes that some scenario's updates give a value, whatever the data document says."""
        return frozenset().union(*(scenario.updated for scenario in self.scenarios))

    def scenario(self, key: str) -> Scenario | None:
        """The scenario of that key, if any."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Scenario]:
        # of two under one key the first one is meant
        return {scenario.key: scenario for scenario in reversed(self.scenarios)}
