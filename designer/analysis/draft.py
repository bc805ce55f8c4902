"""A portfolio with changes made to it, and the same changes as they stand in the documents.

Every change is made twice: on the record, so that it can be proved at once, and as a path into the JSON
document, so that whoever holds the document can apply it. Nodes and edges have in the document the places
that they have in the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.analysis.verdict import Change
from designer.domain.channel import Category, Channel
from designer.domain.condition import All, Condition, Not, document_of
from designer.domain.policy import Cap, Exclusion, Gap
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    NEXT,
    Edge,
    Entry,
    Exit,
    IfBlocked,
    Node,
    Reentry,
    Scenario,
    UntilTime,
    Wait,
    ways_out,
)
from designer.domain.time import Duration

#: The words of the weekdays in a document, Monday first.
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A portfolio and what was changed to come to it, in order."""

    portfolio: Portfolio
    changes: tuple[Change, ...] = ()

    def scenario(self, key: str) -> Scenario:
        """One of its scenarios; ``KeyError`` where there is none."""
        found = self.portfolio.scenario(key)
        if found is None:
            raise KeyError(key)
        return found

    # ── Waits ───────────────────────────────────────────────────────────────────────────────────────────

    def waiting(self, key: str, node: str, minutes: int) -> Draft:
        """The wait of that id lasts so many minutes."""
        return self._node(key, node, {"for": Duration(minutes=minutes)}, for_=Duration(minutes=minutes))

    def pausing_after(self, key: str, node: str, minutes: int) -> Draft:
        """A new wait of so many minutes between a node with one way out and what follows it."""
        scenario = self.scenario(key)
        wait = Wait(id=_free_id(scenario, "pause"), for_=Duration(minutes=minutes))
        at = next((at for at, edge in enumerate(scenario.edges) if edge.source == node), None)
        draft = self._added(key, wait, {"for": str(wait.for_)}, beside=node)
        if at is None:
            draft = draft._linked(key, Edge(source=node, target=wait.id))
            end = next((one.id for one in scenario.nodes if isinstance(one, Exit)), None)
            return draft if end is None else draft._linked(key, Edge(source=wait.id, target=end))
        after = scenario.edges[at].target
        return draft._led(key, at, wait.id)._linked(key, Edge(source=wait.id, target=after))

    def pausing_before(self, key: str, node: str, wait: Duration | UntilTime) -> Draft:
        """A new wait on every way to a node: for a time, or until a local time."""
        scenario = self.scenario(key)
        id_ = _free_id(scenario, "pause")
        if isinstance(wait, Duration):
            new, written = Wait(id=id_, for_=wait), {"for": _written(wait)}
        else:
            new, written = Wait(id=id_, until=wait), {"until": _until(wait)}
        draft = self._added(key, new, written, beside=node)
        for at, edge in enumerate(scenario.edges):
            if edge.target == node:
                draft = draft._led(key, at, id_)
        return draft._linked(key, Edge(source=id_, target=node))

    def until(self, key: str, node: str, until: UntilTime) -> Draft:
        """The wait of that id is until another local time."""
        return self._node(key, node, {"until": _until(until)}, until=until)

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def message(
        self,
        key: str,
        node: str,
        *,
        weight: float | None = None,
        channel: Channel | None = None,
        ttl: Duration | None = None,
        if_blocked: IfBlocked | None = None,
        fallback: tuple[Channel, ...] | None = None,
    ) -> Draft:
        """The message of that id with what is given."""
        given: dict[str, Any] = {
            "weight": weight,
            "channel": channel,
            "ttl": ttl,
            "if_blocked": if_blocked,
            "fallback": fallback,
        }
        set_ = {name: value for name, value in given.items() if value is not None}
        return self._node(key, node, set_, **set_)

    # ── Entry and audience ──────────────────────────────────────────────────────────────────────────────

    def entry(
        self,
        key: str,
        *,
        group: str | None = None,
        gap: Duration | None = None,
        reentry: Reentry | None = None,
    ) -> Draft:
        """The rules of entry with what is given."""
        scenario = self.scenario(key)
        given: dict[str, Any] = {"reentry": reentry, "gap": gap, "group": group}
        set_ = {name: value for name, value in given.items() if value is not None}
        written = {name: _written(value) for name, value in set_.items()}
        # a document that says nothing of entry may have no place for one thing
        if scenario.entry == Entry():
            changes = [_change(key, ("entry",), written)]
        else:
            changes = [_change(key, ("entry", name), value) for name, value in written.items()]
        return self._with(replace(scenario, entry=replace(scenario.entry, **set_)), *changes)

    def excluding(self, key: str, condition: Condition) -> Draft:
        """Whoever satisfies the condition does not enter any more."""
        scenario = self.scenario(key)
        match scenario.audience:
            case None:
                audience: Condition = Not(part=condition)
            case All(parts=parts):
                audience = All(parts=(*parts, Not(part=condition)))
            case asked:
                audience = All(parts=(asked, Not(part=condition)))
        return self._with(
            replace(scenario, audience=audience), _change(key, ("audience",), document_of(audience))
        )

    # ── Policy ──────────────────────────────────────────────────────────────────────────────────────────

    def looking_at(self, rule: str, categories: frozenset[Category]) -> Draft:
        """The cap or the gap of that id looks at these categories only."""
        policy = self.portfolio.policy
        words = sorted((category for category in categories), key=lambda category: category.rank)
        changes = []

        def scoped(section: str, rules: tuple[Any, ...]) -> tuple[Any, ...]:
            found = []
            for at, one in enumerate(rules):
                if one.id == rule:
                    one = replace(one, scope=replace(one.scope, categories=categories))
                    path = (section, at, "categories")
                    changes.append(
                        Change(document="policy", path=path, value=[category.value for category in words])
                    )
                found.append(one)
            return tuple(found)

        caps: tuple[Cap, ...] = scoped("caps", policy.caps)
        gaps: tuple[Gap, ...] = scoped("gaps", policy.gaps)
        return Draft(
            portfolio=replace(self.portfolio, policy=replace(policy, caps=caps, gaps=gaps)),
            changes=(*self.changes, *changes),
        )

    def excepting(self, exclusion: str, key: str) -> Draft:
        """The exclusion of that id does not touch the scenario."""
        policy, changes = self.portfolio.policy, []
        found: list[Exclusion] = []
        for at, one in enumerate(policy.exclusions):
            if one.id == exclusion:
                one = replace(one, except_=one.except_ | {key})
                changes.append(
                    Change(document="policy", path=("exclusions", at, "except"), value=sorted(one.except_))
                )
            found.append(one)
        return Draft(
            portfolio=replace(self.portfolio, policy=replace(policy, exclusions=tuple(found))),
            changes=(*self.changes, *changes),
        )

    # ── The parts of a change ───────────────────────────────────────────────────────────────────────────

    def _with(self, scenario: Scenario, *changes: Change) -> Draft:
        scenarios = tuple(
            scenario if other.key == scenario.key else other for other in self.portfolio.scenarios
        )
        return Draft(
            portfolio=replace(self.portfolio, scenarios=scenarios), changes=(*self.changes, *changes)
        )

    def _node(self, key: str, node: str, written: Mapping[str, Any], **fields: Any) -> Draft:
        scenario = self.scenario(key)
        at = next(at for at, one in enumerate(scenario.nodes) if one.id == node)
        changed = replace(scenario.nodes[at], **fields)
        nodes = (*scenario.nodes[:at], changed, *scenario.nodes[at + 1 :])
        changes = [_change(key, ("nodes", at, name), _written(value)) for name, value in written.items()]
        return self._with(replace(scenario, nodes=nodes), *changes)

    def _added(self, key: str, node: Node, written: Mapping[str, Any], *, beside: str) -> Draft:
        scenario = self.scenario(key)
        at = len(scenario.nodes)
        changes = [_change(key, ("nodes", at), {"id": node.id, "kind": "wait", **written})]
        layout = dict(scenario.layout)
        if beside in layout:
            x, y = layout[beside]
            layout[node.id] = (x + 40, y + 60)
            changes.append(_change(key, ("layout", node.id), list(layout[node.id])))
        return self._with(replace(scenario, nodes=(*scenario.nodes, node), layout=layout), *changes)

    def _led(self, key: str, at: int, target: str) -> Draft:
        scenario = self.scenario(key)
        edges = (
            *scenario.edges[:at],
            replace(scenario.edges[at], target=target),
            *scenario.edges[at + 1 :],
        )
        return self._with(replace(scenario, edges=edges), _change(key, ("edges", at, "to"), target))

    def _linked(self, key: str, edge: Edge) -> Draft:
        scenario = self.scenario(key)
        at = len(scenario.edges)
        return self._with(
            replace(scenario, edges=(*scenario.edges, edge)),
            _change(key, ("edges", at), {"from": edge.source, "to": edge.target}),
        )


def has_one_way_out(node: Node) -> bool:
    """Whether a wait can be put right after a node."""
    return ways_out(node) == (NEXT,)


def _change(key: str, path: tuple[str | int, ...], value: Any) -> Change:
    return Change(document=f"scenario:{key}", path=path, value=value)


def _free_id(scenario: Scenario, word: str) -> str:
    taken = {node.id for node in scenario.nodes}
    names = (word, *(f"{word}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _until(until: UntilTime) -> dict[str, Any]:
    written: dict[str, Any] = {"time": until.time.strftime("%H:%M")}
    if len(until.weekdays) < 7:
        written["weekdays"] = [_WEEKDAYS[day] for day in sorted(until.weekdays)]
    return written


def _written(value: Any) -> Any:
    """A field's value as the document has it."""
    match value:
        case Duration():
            return str(value)
        case Channel() | IfBlocked() | Reentry():
            return value.value
        case tuple():
            return [_written(part) for part in value]
        case float() if value == int(value):
            return int(value)
        case _:
            return value
