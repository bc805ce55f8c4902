"""A scenario that lives: the planner over people made up for it, who answer, refuse, buy and keep silent.

It is the planner of the runtime, with the rules of the scenario's pack; what the people do is drawn, with a
fixed seed. Ways out that few have taken are drawn more often, so that every one of them is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from typing import Final

from designer.domain.channel import Channel
from designer.domain.condition import Condition, Value
from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Person, Send, Unit, Verdict
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import (
    NEXT,
    Edge,
    Experiment,
    Message,
    Node,
    Scenario,
    Split,
    TaskNode,
    Update,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, HOUR, Minute, to_instant, to_minute
from designer.engine.planner import advance
from designer.engine.rulebook import TASK_ANSWERS, Rulebook
from designer.library.people import Literal, Maker, Plan
from designer.library.shelf import Pack

#: A Monday: the first day of the simulated month.
START: Final = to_minute(datetime(2027, 3, 1, tzinfo=UTC))

#: Entries are spread over so many days, and messages counted by day over as many.
DAYS: Final = 31

#: How long a contact is followed from its entry: longer than the longest scenario.
HORIZON: Final = 500 * DAY

SEED: Final = "library"

#: How many people the gallery's month is made of.
PEOPLE: Final = 240

#: How often a contact reaches the goal by itself, and the rule that takes it out.
_GOALS: Final = 0.10
_LEAVING: Final = 0.04

#: How often the way out least taken so far is chosen, whatever people would rather do.
_EXPLORING: Final = 0.3

#: What people rather do at a node, by way out; a way out that is not named has 1.
_LIKELY: Final[Mapping[str, float]] = {"timeout": 1.6, "done": 2.0}

#: An instant that no contact's run comes to.
_NEVER: Final = 1 << 60

Way = tuple[str, str]


@dataclass(kw_only=True)
class Life:
    """What became of the people of one scenario."""

    contacts: int = 0
    entries: int = 0
    #: Why triggers did not become entries.
    refusals: Counter[str] = field(default_factory=Counter)
    #: (node, way out) -> passages.
    ways: Counter[Way] = field(default_factory=Counter)
    #: Node -> passages.
    visits: Counter[str] = field(default_factory=Counter)
    #: Message node -> dispatches.
    sent: Counter[str] = field(default_factory=Counter)
    #: Message node -> first tries that had to wait, and messages that were lost.
    delayed: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    #: The rules that delayed or lost messages.
    rules: Counter[str] = field(default_factory=Counter)
    #: Day since the first -> dispatches.
    by_day: Counter[int] = field(default_factory=Counter)
    #: Day since the first -> dispatches by channel.
    by_channel: dict[Channel, Counter[int]] = field(default_factory=dict)
    #: Why they left: ``end``, ``goal``, ``exit-when``…; those still inside at the horizon are ``inside``.
    ends: Counter[str] = field(default_factory=Counter)
    goals: int = 0
    node_steps: int = 0
    #: Everything that left, by contact, for those who hold it against the policy.
    sends: dict[str, list[Send]] = field(default_factory=dict)
    #: The attributes of those of them who never changed.
    steady: dict[str, Mapping[str, Value]] = field(default_factory=dict)

    def never_taken(self, scenario: Scenario) -> list[Way]:
        """The ways out that nobody took."""
        return [way for way in _every_way(scenario) if not self.ways[way]]

    def never_sent(self, scenario: Scenario) -> list[str]:
        """The messages that nobody was sent."""
        return [node.id for node in scenario.nodes if isinstance(node, Message) and not self.sent[node.id]]

    def covers(self, scenario: Scenario) -> bool:
        """Whether every way out was taken and every message sent."""
        return not self.never_taken(scenario) and not self.never_sent(scenario)


def _every_way(scenario: Scenario) -> Iterable[Way]:
    for edge in scenario.edges:
        yield edge.source, edge.path or NEXT


def month(pack: Pack, key: str, *, people: int = PEOPLE) -> Life:
    """The simulated month of a scenario of a pack; kept, for it is always the same. Raises ``NotFound``."""
    return _month(pack, key, people)


@lru_cache(maxsize=256)
def _month(pack: Pack, key: str, people: int) -> Life:
    return live(pack.portfolio, pack.scenario(key), people=people)


def live(
    portfolio: Portfolio,
    scenario: Scenario,
    *,
    people: int,
    seed: str = SEED,
    until_covered: int | None = None,
) -> Life:
    """Let people live through a scenario, alone in its portfolio's rules.

    With ``until_covered`` it stops after so many people, as soon as every way out was taken and every message
    was sent; else, or where that does not come, all ``people`` are made.
    """
    marked = _marked(scenario)
    book = Rulebook.of(
        [marked],
        published_at=START,
        policy=portfolio.policy,
        segments=portfolio.segments,
        data=portfolio.data,
        seed=seed,
    )
    world = _World(portfolio=portfolio, scenario=scenario, book=book, life=Life())
    for number in range(people):
        _Somebody(world, number, seed).live()
        if until_covered is not None and number + 1 >= until_covered and world.life.covers(scenario):
            break
    return world.life


def _marked(scenario: Scenario) -> Scenario:
    """The scenario with an update that does nothing on each link, so that the way taken can be told.

    It is put only where several ways out of a node lead to the same node.
    """
    shared = Counter((edge.source, edge.target) for edge in scenario.edges)
    nodes: list[Node] = list(scenario.nodes)
    edges: list[Edge] = []
    for edge in scenario.edges:
        if shared[edge.source, edge.target] == 1:
            edges.append(edge)
            continue
        mark = _mark(edge)
        nodes.append(Update(id=mark, set={}))
        edges += [
            Edge(source=edge.source, target=mark, path=edge.path),
            Edge(source=mark, target=edge.target),
        ]
    return replace(scenario, nodes=tuple(nodes), edges=tuple(edges))


def _mark(edge: Edge) -> str:
    return f"{edge.source}~{edge.path or NEXT}"


@dataclass(kw_only=True)
class _World:
    portfolio: Portfolio
    #: As drawn, without the marks.
    scenario: Scenario
    book: Rulebook
    life: Life

    def __post_init__(self) -> None:
        self.maker = Maker(self.portfolio, self.scenario, start=START)
        self.way_of: dict[tuple[str, str], str] = {}
        for edge in self.scenario.edges:
            self.way_of.setdefault((edge.source, edge.target), edge.path or NEXT)
            self.way_of[edge.source, _mark(edge)] = edge.path or NEXT

    def choose(self, random: Random, node: Node) -> str:
        """The way out that somebody shall take."""
        ways = ways_out(node)
        taken = self.life.ways
        if random.random() < _EXPLORING:
            return min(ways, key=lambda way: (taken[node.id, way], random.random()))
        return random.choices(ways, [_LIKELY.get(way, 1.0) for way in ways])[0]


class _Somebody:
    """One contact, from before the entry to the end."""

    def __init__(self, world: _World, number: int, seed: str) -> None:
        self.world = world
        self.maker = world.maker
        self.id = f"p{number}"
        self.random = Random(f"{seed}/{world.scenario.key}/{number}")
        at = START + self.random.randrange(1, DAYS - 1) * DAY + self.random.randrange(7 * HOUR, 19 * HOUR)
        self.plan = self.maker.person(self.random, at)
        self.counted = 0
        self.changed = bool(self.plan.changes)
        self.where: tuple[str, int, int] | None = None
        self.last: dict[str, str] = {}
        self._foresee_first()
        plan = self.plan
        history = [event for event in plan.events if event[0] < START]
        self.ahead: list[tuple[Minute, str, dict[str, Value]]] = sorted(
            (event for event in plan.events if event[0] >= START), key=lambda event: event[0]
        )
        self.changes = sorted(plan.changes, key=lambda change: change[0])
        self.person = Person(
            id=self.id,
            attributes=dict(plan.attributes),
            events=sorted((self._event(*one) for one in history), key=_order),
            enrolments=[],
            stays={},
            marks={},
            taken_to=START - 1,
        )
        self.unit = Unit(key=self.id, people=[self.person], sends=[])
        self.now: Minute = START - 1

    def _event(self, at: Minute, name: str, said: Mapping[str, Value]) -> Event:
        self.counted += 1
        return Event(
            id=f"{self.id}:{self.counted:04d}",
            contact=self.id,
            name=name,
            at=at * 60,
            minute=at,
            properties=dict(said),
        )

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def live(self) -> None:
        life = self.world.life
        life.contacts += 1
        end = self.plan.at + HORIZON
        due: Minute | None = START
        while True:
            ahead = self.ahead[0][0] if self.ahead else _NEVER
            change = self.changes[0][0] if self.changes else _NEVER
            stop = min(ahead, change, _NEVER if due is None else max(due, self.now + 1))
            if stop > end or stop == _NEVER:
                break
            # nothing is due before: what changes now was not so earlier
            self.now = self.person.taken_to = stop - 1
            while self.changes and self.changes[0][0] <= stop:
                _, name, value = self.changes.pop(0)
                self.changed = True
                if value is None:
                    self.person.attributes.pop(name, None)
                else:
                    self.person.attributes[name] = value
            while self.ahead and self.ahead[0][0] <= stop:
                event = self._event(*self.ahead.pop(0))
                self.person.events.append(event)
            self.person.events.sort(key=_order)
            due = self._advance(stop)
            if not self.person.enrolments and self.where is not None and stop > self.plan.at:
                break
        for enrolment in self.person.enrolments:
            life.ends["inside"] += 1
            self._forget(enrolment)
        if self.unit.sends:
            life.sends[self.id] = list(self.unit.sends)
            if not self.changed:
                life.steady[self.id] = self.person.attributes

    def _advance(self, until: Minute) -> Minute | None:
        outcome = advance(self.world.book, self.unit, floor=self.now + 1, until=until)
        self.now = until
        life = self.world.life
        life.node_steps += outcome.node_steps
        self.changed = self.changed or bool(outcome.updates)
        for refusal in outcome.refusals:
            life.refusals[refusal.reason] += 1
        for enrolment in outcome.entered:
            life.entries += 1
            self._someday(enrolment)
        for enrolment_id, node, _visit, _at in outcome.visits:
            before = self.last.get(enrolment_id)
            self.last[enrolment_id] = node
            if "~" not in node:
                life.visits[node] += 1
            # from a mark on, the way has been counted at the mark
            if before is not None and (before, node) in self.world.way_of:
                life.ways[before, self.world.way_of[before, node]] += 1
        for decision in outcome.decisions:
            if decision.verdict is Verdict.DELAYED and decision.attempt == 1:
                life.delayed[decision.node] += 1
            if decision.verdict in (Verdict.SKIPPED, Verdict.EXITED):
                life.lost[decision.node] += 1
            if decision.rule is not None:
                life.rules[decision.rule] += 1
        for dispatch in outcome.dispatches:
            life.sent[dispatch.send.node or ""] += 1
            day = (dispatch.send.at - START) // DAY
            life.by_day[day] += 1
            life.by_channel.setdefault(dispatch.channel, Counter())[day] += 1
        for enrolment in outcome.changed.values():
            if enrolment.left_at is not None:
                life.ends[enrolment.reason or "end"] += 1
                life.goals += enrolment.converted_at is not None
                self._answered(enrolment)
        for enrolment in self.person.enrolments:
            here = (enrolment.node, enrolment.visit, enrolment.entry)
            if here != self.where:
                self.where = here
                self._stand(enrolment)
        if outcome.entered and self.where is None:
            self.where = ("", 0, 0)
        return outcome.next_due[self.id]

    def _answered(self, enrolment: Enrolment) -> None:
        """Count the way out of the event that was waited for, where goal or exit rule come before it.

        The planner looks at goals and exits first: whoever does what was waited for leaves then and there.
        """
        node = self.world.scenario.by_id.get(enrolment.node)
        if not isinstance(node, WaitEvent) or enrolment.reason not in ("goal", "exit-when"):
            return
        if any(
            event.name == node.event and event.minute == enrolment.left_at for event in self.person.events
        ):
            self.world.life.ways[node.id, "event"] += 1

    def _forget(self, enrolment: Enrolment) -> None:
        self.last.pop(enrolment.id, None)

    # ── What people do ──────────────────────────────────────────────────────────────────────────────────

    def _foresee_first(self) -> None:
        """What the splits before the first stop shall find."""
        start = self.world.scenario.start
        if start is not None:
            self._foresee(start, NEXT, self.plan.at, self.plan)

    def _someday(self, enrolment: Enrolment) -> None:
        """Some reach the goal, and some what takes them out, at a time of their own."""
        scenario = self.world.scenario
        goal = scenario.goal
        if goal is not None and self.random.random() < _GOALS:
            within = length(goal.within) if goal.within is not None else 20 * DAY
            at = self.now + self.random.randint(1, max(1, within - 1))
            self._do(at, goal.event, self.maker.properties(self.random, goal.event, goal.where, at))
        if scenario.exit_when is not None and self.random.random() < _LEAVING:
            self._make_true(scenario.exit_when, self.now + self.random.randint(1, 15) * DAY)

    def _stand(self, enrolment: Enrolment) -> None:
        """Decide what the contact does at the node where the enrolment has come to stand."""
        node = self.world.scenario.by_id.get(enrolment.node)
        if isinstance(node, WaitEvent):
            way = self.world.choose(self.random, node)
            allowed = length(node.timeout) if node.timeout is not None else 10 * DAY
            at = self.now + (allowed if way == "timeout" else self.random.randint(1, max(1, allowed - 1)))
            if way == "event":
                self._do(at, node.event, self.maker.properties(self.random, node.event, node.where, at))
            self._foresee(node, way, at)
        elif isinstance(node, TaskNode):
            way = self.world.choose(self.random, node)
            allowed = length(node.sla) if node.sla is not None else 10 * DAY
            at = self.now + (allowed if way == "expired" else self.random.randint(1, max(1, allowed - 1)))
            for name, opened in TASK_ANSWERS.items():
                if opened == way:
                    said = {"scenario": enrolment.scenario, "node": node.id}
                    self._do(at, name, said)
            self._foresee(node, way, at)
        elif isinstance(node, Wait):
            self._foresee(node, NEXT, enrolment.due if enrolment.due is not None else self.now + DAY)
        elif isinstance(node, Message):
            # it waits for a rule to let it pass
            self._foresee(node, NEXT, enrolment.due if enrolment.due is not None else self.now + DAY)

    def _foresee(self, node: Node, way: str, at: Minute, plan: Plan | None = None) -> None:
        """Choose the ways out of the splits that come at once after this way, and make them so."""
        scenario = self.world.scenario
        seen: set[str] = set()
        todo = [scenario.next_of.get((node.id, way))]
        while todo:
            id_ = todo.pop()
            if id_ is None or id_ in seen or id_ not in scenario.by_id:
                continue
            seen.add(id_)
            here = scenario.by_id[id_]
            if isinstance(here, Split):
                chosen = self.world.choose(self.random, here)
                self._choose_way(here, chosen, at, plan)
                todo.append(scenario.next_of.get((id_, chosen)))
            elif isinstance(here, Experiment):
                todo += [scenario.next_of.get((id_, path)) for path in ways_out(here)]
            elif isinstance(here, Message | Update):
                todo.append(scenario.next_of.get((id_, NEXT)))

    def _choose_way(self, split: Split, way: str, at: Minute, plan: Plan | None) -> None:
        for _ in range(6):
            literals: list[Literal] = []
            for path in split.paths:
                wanted = path.path == way
                literals += self.maker.literals(self.random, path.when, wanted=wanted)
                if wanted:
                    break
            if plan is not None:
                if self.maker.impose(self.random, plan, literals, at):
                    return
            elif self._impose(literals, at):
                return

    def _make_true(self, condition: Condition, at: Minute) -> None:
        self._impose(self.maker.literals(self.random, condition, wanted=True), at, late=True)

    def _impose(self, literals: list[Literal], at: Minute, *, late: bool = False) -> bool:
        """Make literals hold at a minute to come, by facts and values from now on; what was stays."""
        told = [(event.minute, event.name, dict(event.properties)) for event in self.person.events]
        plan = Plan(attributes=dict(self.person.attributes), events=[*told, *self.ahead], at=at)
        before = len(plan.events)
        if not self.maker.impose(self.random, plan, literals, at) or len(plan.events) < before:
            return False
        for when, name, said in plan.events[before:]:
            self._do(min(at, max(when, at if late else self.now + 1)), name, said)
        for name in plan.attributes.keys() | self.person.attributes.keys():
            value = plan.attributes.get(name)
            if value != self.person.attributes.get(name):
                self.changes.append((at if late else self.now + 1, name, value))
        self.changes.sort(key=lambda change: change[0])
        return True

    def _do(self, at: Minute, name: str, said: Mapping[str, Value]) -> None:
        self.ahead.append((at, name, dict(said)))
        self.ahead.sort(key=lambda event: event[0])


def _order(event: Event) -> tuple[Minute, int, str]:
    return event.minute, event.at, event.id


def day_of(offset: int) -> datetime:
    """The date of a day of the simulated month."""
    return to_instant(START + offset * DAY)
