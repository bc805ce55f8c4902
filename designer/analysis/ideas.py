"""Ideas for remedies: changes that may help, by the shape that every search for them has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from time import perf_counter

import networkx as nx

from designer.analysis.draft import Draft
from designer.analysis.numbers import quoted
from designer.analysis.pressure import Memo, Question, prove, questions
from designer.analysis.verdict import Proof, Remedy, Row, Verdict
from designer.analysis.words import lasting
from designer.domain.channel import Channel
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    Message,
    Scenario,
    TriggerNode,
    Wait,
)
from designer.domain.text import Text, say
from designer.domain.time import DAY, HOUR, Duration
from designer.domain.words import LABELS

#: The longest wait that is proposed where no window says how long: minutes.
_LONGEST = 90 * DAY
#: How far rows may differ and be the same: their bounds are sums of floats.
_SAME = 1e-9


@dataclass(frozen=True, kw_only=True)
class Idea:
    """A change that may help, not proved yet."""

    kind: str
    label: Text
    draft: Draft
    cost: Text = ""


class Search:
    """What all searches share: ideas about one scenario or several, and the proof of each."""

    def __init__(self, portfolio: Portfolio, rule: str, memo: Memo, before: Proof) -> None:
        self.portfolio = portfolio
        self.rule = rule
        self.memo = memo
        self.before = before
        self.start = Draft(portfolio=portfolio)
        #: When the search is over.
        self.until = inf
        self.question: Question | None = next(
            (question for question in questions(portfolio.policy) if question.rule == rule), None
        )

    def ideas(self) -> Iterator[Idea]:
        """What may help, the best first."""
        raise NotImplementedError

    def gone(self, draft: Draft) -> bool:
        """Whether the problem is no more, looked at alone."""
        raise NotImplementedError

    def proved(self, idea: Idea) -> Remedy | None:
        """The idea as a remedy, where it removes the problem and makes nothing worse."""
        if not self.gone(idea.draft):
            return None
        after = prove(idea.draft.portfolio, memo=self.memo)
        if not self._no_worse(after):
            return None
        row = next((row for row in after.rows if row.rule == self.rule), None)
        return Remedy(
            kind=idea.kind,
            label=idea.label,
            cost=idea.cost,
            changes=idea.draft.changes,
            verdict=self.verdict(row, after),
            worst=None if row is None or row.worst is None else row.worst.lower,
        )

    def verdict(self, row: Row | None, after: Proof) -> Verdict:
        """What the rule says afterwards."""
        return Verdict.SAFE if row is None else row.verdict

    def _no_worse(self, after: Proof) -> bool:
        """Whether no row is worse than it was, and no other message is blocked."""
        rows = {row.rule: row for row in self.before.rows}
        for row in after.rows:
            was = rows.get(row.rule)
            if was is None or row.verdict.rank > was.verdict.rank or most_of(row) > most_of(was) + _SAME:
                return False
        was_blocked = {(one.scenario, one.node): one.verdict.rank for one in self.before.blocked}
        return all(one.verdict.rank <= was_blocked.get((one.scenario, one.node), -1) for one in after.blocked)

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def longest(self) -> int:
        """The most minutes that a wait is lengthened by."""
        width = None if self.question is None else self.question.width
        return _LONGEST if width is None else width

    def least(self, make: Callable[[int], Draft], base: int, guess: int | None = None) -> int | None:
        """The fewest minutes to add with which the problem is gone; nothing when no number helps.

        What is there then, with ``base`` that is there already, is of full hours, but for windows of less
        than a day. ``guess`` is looked at first.
        """
        unit = 1 if self.longest < DAY else HOUR

        def helps(units: int) -> bool:
            return self.gone(make(units * unit - base))

        # of these units the first do not help, as things stand
        low, high = base // unit, -(-(base + self.longest) // unit)
        first = high if guess is None else min(high, -(-(base + guess) // unit))
        if low < first < high and helps(first):
            high = first
            if first - 1 > low and not helps(first - 1):
                low = first - 1
        elif helps(high):
            low = max(low, first) if first < high else low
        else:
            return None
        while high - low > 1 and perf_counter() < self.until:
            middle = (low + high) // 2
            if helps(middle):
                high = middle
            else:
                low = middle
        return high * unit - base

    def longer_wait(self, key: str, wait: Wait, guess: int | None = None) -> Idea | None:
        """The wait lengthened to the least that helps."""
        assert wait.for_ is not None
        base = wait.for_.minutes
        more = self.least(lambda x: self.start.waiting(key, wait.id, base + x), base, guess)
        if more is None:
            return None
        was_fr, was_en = lasting(base)
        now_fr, now_en = lasting(base + more)
        in_fr, in_en = self.inside(key)
        return Idea(
            kind="lengthen",
            label={
                "fr": f"Allonger l'attente « {wait.id} »{in_fr} de {was_fr} à {now_fr}",
                "en": f"Lengthen the wait '{wait.id}'{in_en} from {was_en} to {now_en}",
            },
            draft=self.start.waiting(key, wait.id, base + more),
            cost=later(more),
        )

    def new_wait(self, key: str, node: str, *, before: bool = False, guess: int | None = None) -> Idea | None:
        """A wait inserted after a node, or before it, of the least that helps."""

        def make(minutes: int) -> Draft:
            if before:
                return self.start.pausing_before(key, node, Duration(minutes=minutes))
            return self.start.pausing_after(key, node, minutes)

        more = self.least(make, 0, guess)
        if more is None:
            return None
        fr, en = lasting(more)
        in_fr, in_en = self.inside(key)
        where_fr, where_en = ("avant", "before") if before else ("après", "after")
        node_fr, node_en = quoted(self.start.scenario(key), node)
        if isinstance(self.start.scenario(key).by_id[node], TriggerNode):
            node_fr, node_en = "le déclencheur", "the trigger"
        return Idea(
            kind="insert",
            label={
                "fr": f"Ajouter une attente de {fr} {where_fr} {node_fr}{in_fr}",
                "en": f"Add a wait of {en} {where_en} {node_en}{in_en}",
            },
            draft=make(more),
            cost=later(more),
        )

    def inside(self, key: str) -> tuple[str, str]:
        """`` dans « Relance »``, where more than one scenario is concerned."""
        return "", ""

    def named(self, key: str) -> tuple[str, str]:
        """The name of a scenario or a campaign, as people call it."""
        names = {one.key: one.name for one in self.portfolio.plan.campaigns}
        names.update({one.key: one.name for one in self.portfolio.scenarios})
        name = names.get(key)
        if name is not None:
            return say(name, "fr") or key, say(name, "en") or key
        return key, key

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def other_channels(self, message: Message) -> list[Channel]:
        """The channels in use that the rule does not look at; of a score, the lighter ones."""
        used = dict.fromkeys(
            channel for scenario in self.portfolio.scenarios for channel in scenario.channels
        )
        question = self.question
        if question is not None and question.score is not None:
            score = question.score
            weight = score.weight_of(message.channel)
            lighter = [channel for channel in used if score.weight_of(channel) < weight]
            return sorted(lighter, key=lambda channel: -score.weight_of(channel))
        scope = None if question is None else question.scope.channels
        return [
            channel
            for channel in used
            if channel is not message.channel
            and (question is None or (scope is not None and channel not in scope))
        ]

    def switched(self, scenario: Scenario, message: Message, channel: Channel) -> Idea:
        """A message on another channel."""
        in_fr, in_en = self.inside(scenario.key)
        was, now = LABELS[message.channel], LABELS[channel]
        fr, en = quoted(scenario, message.id)
        return Idea(
            kind="channel",
            label={
                "fr": f"Envoyer {fr}{in_fr} par {now['fr']} au lieu de {was['fr']}",
                "en": f"Send {en}{in_en} by {now['en']} instead of {was['en']}",
            },
            draft=self.start.message(scenario.key, message.id, channel=channel),
            cost={
                "fr": "Le contenu est à écrire pour ce canal, et le contact doit y avoir consenti.",
                "en": "The content is to be written for this channel, and the contact must have consented.",
            },
        )


def most_of(row: Row) -> float:
    """What nobody can pass under a row."""
    return inf if row.worst is None else row.worst.upper


def later(minutes: int) -> Text:
    fr, en = lasting(minutes)
    return {"fr": f"Ce qui suit part {fr} plus tard.", "en": f"What follows leaves {en} later."}


def graph_of(scenario: Scenario) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(scenario.by_id)
    graph.add_edges_from(
        (edge.source, edge.target)
        for edge in scenario.edges
        if edge.source in scenario.by_id and edge.target in scenario.by_id
    )
    return graph


def waits_between(scenario: Scenario, source: str, target: str) -> list[Wait]:
    """The waits of a fixed length from one node to another past no other message, longest first."""
    graph = graph_of(scenario)
    if source not in graph or target not in graph:
        return []
    others = {node.id for node in scenario.nodes if isinstance(node, Message)} - {source, target}
    inner = graph.subgraph(set(graph) - others)
    after = set().union(*({node} | nx.descendants(inner, node) for node in inner[source]))
    before = nx.ancestors(inner, target)
    found = [
        node
        for node in scenario.nodes
        if isinstance(node, Wait)
        and node.id in after
        and node.id in before
        and node.for_ is not None
        and node.for_.exact
    ]
    return sorted(found, key=lambda wait: -wait.for_.minutes if wait.for_ else 0)


def is_passed_by(scenario: Scenario, source: str, target: str, node: str) -> bool:
    """Whether there is a way from one node to another that does not pass a third one."""
    graph = graph_of(scenario)
    graph.remove_node(node)
    return any(after == target or nx.has_path(graph, after, target) for after in graph[source])
