"""A witness of the proof, lived through by the real planner under a policy without rules.

The planner is told the facts that make the witness's run happen: who enters when, which way each split
takes, when an event waited for comes, when a task is done. Scenarios made for it follow two conventions: a
split's way is opened by an event ``go-<node>-<path>`` of that very minute (``way``), and every scenario is
entered by an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from designer.analysis.timed import Arc, Timed, timed
from designer.analysis.verdict import Witness
from designer.domain.channel import Channel
from designer.domain.condition import Did
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import Reentry, Scenario, SplitPath
from designer.domain.time import DAY, WEEK, Duration
from tests.unit.engine.build import START, event, person, world

#: Monday 2 February 1998, 00:00 UTC, some weeks after the scenarios went live.
MONDAY = START + 32 * DAY
HOUR = 60


def way(node: str, path: str) -> SplitPath:
    """A way out of a split that is open at the minute of its own event."""
    return SplitPath(path=path, when=Did(event=f"go-{node}-{path}", within=Duration(minutes=1)))


@dataclass(frozen=True)
class Run:
    """One enrolment: the arcs it takes, each with the minutes of leaving and arriving."""

    scenario: str
    entered: int
    steps: tuple[tuple[Arc, int, int], ...] = ()

    @property
    def place(self) -> int:
        return self.steps[-1][0].target if self.steps else 0

    @property
    def at(self) -> int:
        return self.steps[-1][2] if self.steps else self.entered


class Replay:
    """Finds runs that make a witness's messages come due when it says, and lets the planner live them."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.scenarios = {scenario.key: scenario for scenario in portfolio.scenarios}
        self.timed = {s.key: timed(s, portfolio.policy, portfolio.data) for s in portfolio.scenarios}
        triggers = [scenario.trigger.event for scenario in portfolio.scenarios]
        self.shared = {
            s.key: s.trigger.event for s in portfolio.scenarios if triggers.count(s.trigger.event) > 1
        }

    def runs(self, witness: Witness, looked_at) -> tuple[list[Run], int] | None:
        """Runs and the minute of the witness's first message; nothing when there are none."""
        return self._search(witness, looked_at, thorough=False) or self._search(
            witness, looked_at, thorough=True
        )

    def _search(self, witness: Witness, looked_at, *, thorough: bool) -> tuple[list[Run], int] | None:
        self.thorough = thorough
        ticking = any(self.timed[due.scenario].clocks for due in witness.events)
        # clocks tick at whole hours, events that are waited for come minutes after them; without clocks any
        # hour of the week does
        minutes = dict.fromkeys([0, *(-due.at % HOUR for due in witness.events), 1, 2, 3, 59, 58, 57])
        hours = range(WEEK // HOUR)
        for origin in (
            (MONDAY + h * HOUR + m for m in minutes for h in hours) if ticking else (MONDAY + DAY // 2,)
        ):
            dues = [(due.scenario, due.node, origin + due.at) for due in witness.events]
            self.dues_of_all = dues
            found = next(self._live(dues, (), looked_at), None)
            if found is not None:
                return list(found), origin
        return None

    def dues(self, witness: Witness, width: int, looked_at) -> list[tuple[int, str, str]]:
        """The messages looked at that the planner sends in the window from the witness's first one."""
        found = self.runs(witness, looked_at)
        assert found is not None, f"no run makes {witness}"
        runs, origin = found
        facts = {fact.id: fact for run in runs for fact in self._facts(run)}
        who = person(*facts.values(), **{k: v for k, v in witness.contact.items() if "(" not in k})
        policy = self.portfolio.policy
        free = replace(policy, caps=(), gaps=(), score=None, exclusions=(), quiet_hours=(), protect={})
        lived = world(*self.portfolio.scenarios, people=who, policy=free, segments=self.portfolio.segments)
        lived.run(origin + width)
        return [
            (row.at - origin, row.scenario, row.node)
            for out in lived.log
            for row in out.decisions
            if row.verdict.value == "sent"
            and origin <= row.at < origin + width
            and looked_at(row.scenario, row.node)
        ]

    def _live(self, dues, runs: tuple[Run, ...], looked_at) -> Iterator[tuple[Run, ...]]:
        if not dues:
            yield runs
            return
        (key, node, at), rest = dues[0], dues[1:]
        graph = self.timed[key]
        target = self._at(key, node)
        own = [run for run in runs if run.scenario == key]
        parallel = self.scenarios[key].entry.reentry is Reentry.PARALLEL
        for run in own if parallel else own[-1:]:
            for steps in self._ways(graph, run.place, run.at, target, at, looked_at):
                longer = replace(run, steps=run.steps + steps)
                yield from self._live(rest, tuple(longer if r is run else r for r in runs), looked_at)
        for entered, steps in self._prefixes(key, target, at, runs, looked_at):
            for before in self._let_in(key, entered, runs, looked_at):
                run = Run(scenario=key, entered=entered, steps=steps)
                yield from self._live(rest, (*before, run), looked_at)

    def _let_in(self, key: str, entered: int, runs, looked_at) -> Iterator[tuple[Run, ...]]:
        """The runs before, brought to their end where that is needed for another entry."""
        scenario = self.scenarios[key]
        entry = scenario.entry
        own = [run for run in runs if run.scenario == key]
        gap = length(entry.gap) if entry.gap else 0
        if entry.cap is not None:
            inside = [run for run in own if entered - run.entered < length(entry.cap.per)]
            if len(inside) >= entry.cap.max:
                return
        if own and entry.reentry is Reentry.NEVER:
            return
        if own and entry.reentry is Reentry.PARALLEL and min(abs(entered - r.entered) for r in own) < gap:
            return
        must_end = own[-1:] if entry.reentry is Reentry.AFTER_EXIT else []
        if entry.group is not None:
            must_end += [
                run
                for run in runs
                if run not in must_end and self.scenarios[run.scenario].entry.group == entry.group
            ]
        ended = runs
        for run in must_end:
            graph = self.timed[run.scenario]
            latest = entered - (gap if run.scenario == key else 0)
            if run.place == graph.end:
                if run.at > latest:
                    return
                continue
            until = self._soonest_end(graph, run, looked_at)
            if until is None or until > latest:
                return
            steps = next(self._ways(graph, run.place, run.at, graph.end, until, looked_at))
            longer = replace(run, steps=run.steps + steps)
            ended = tuple(longer if other is run else other for other in ended)
        yield ended

    def _soonest_end(self, graph: Timed, run: Run, looked_at) -> int | None:
        """When a run can be over at the soonest without passing a message looked at."""
        soonest, waiting = {run.place: run.at}, [(run.at, run.place)]
        while waiting:
            at, place = heappop(waiting)
            if place == graph.end:
                return at
            message = graph.places[place].message
            if place != run.place and message and looked_at(graph.scenario, graph.places[place].id):
                continue
            for arc in graph.out[place]:
                then = next_tick(arc, at) if arc.clock is not None else at + arc.lo
                if then < soonest.get(arc.target, then + 1):
                    soonest[arc.target] = then
                    heappush(waiting, (then, arc.target))
        return None

    def _prefixes(self, key: str, target: int, at: int, runs, looked_at):
        """Entries and the ways from them to a place at a minute, messages looked at apart."""
        graph = self.timed[key]
        shared = [
            r.entered
            for r in runs
            if r.scenario in self.shared and self.shared.get(key) == self.shared[r.scenario]
        ]
        if shared:
            yield from self._entered_at(shared[0], graph, target, at)
            return
        entry = self.scenarios[key].entry
        step = length(entry.gap) if entry.gap and entry.reentry is Reentry.PARALLEL else WEEK
        for arcs in self._paths(graph, target, looked_at):
            for steps in self._back(arcs, at, step):
                yield (steps[0][1] if steps else at), steps
        if not self.thorough:
            return
        # steps that take neither their least nor their most, entered at a whole hour or with the others
        others = [
            entered
            for other, node, then in self.dues_of_all
            if other != key and key in self.shared and self.shared.get(other) == self.shared[key]
            for arcs in self._paths(self.timed[other], self._at(other, node), looked_at)
            for steps in self._back(arcs, then, WEEK)
            for entered in (steps[0][1] if steps else then,)
        ]
        hours = range(at // HOUR * HOUR, at - 4 * DAY, -HOUR)
        for entered in dict.fromkeys([*others, *hours]):
            if entered <= at:
                yield from self._entered_at(entered, graph, target, at)

    def _entered_at(self, entered: int, graph: Timed, target: int, at: int):
        """The ways from an entry; what lies before the window may be passed."""
        for steps in self._ways(graph, 0, entered, target, at, lambda *_: False):
            yield entered, steps

    def _at(self, key: str, node: str) -> int:
        graph = self.timed[key]
        return next(place for place in graph.messages if graph.places[place].id == node)

    def _paths(self, graph: Timed, target: int, looked_at) -> Iterator[tuple[Arc, ...]]:
        def further(place: int, taken: tuple[Arc, ...]) -> Iterator[tuple[Arc, ...]]:
            if place == target and taken:
                yield taken
                return
            for arc in graph.out[place]:
                if arc not in taken:
                    yield from further(arc.target, (*taken, arc))

        # messages before the window may be passed, as they lie before it or count there
        yield from further(0, ())

    def _back(self, arcs: tuple[Arc, ...], at: int, step: int) -> Iterator[tuple[tuple[Arc, int, int], ...]]:
        if not arcs:
            yield ()
            return
        *before, arc = arcs
        if arc.clock is None:
            longest = arc.hi if arc.hi is not None else arc.lo + DAY
            times = [*range(arc.lo, longest + 1, step), *range(longest, arc.lo - 1, -step)]
            lefts = dict.fromkeys(at - time for time in times)
        elif (at - MONDAY) % WEEK in arc.clock.ticks:
            last = max(t - WEEK if t >= (at - MONDAY) % WEEK else t for t in arc.clock.ticks)
            lefts = range(at, at - ((at - MONDAY) % WEEK - last), -HOUR)
        else:
            return
        for left in lefts:
            for steps in self._back(tuple(before), left, step):
                yield (*steps, (arc, left, at))

    def _ways(self, graph: Timed, place: int, at: int, target: int, until: int, looked_at):
        """Ways from a place to another that arrive at a minute and pass no message looked at."""
        seen: set[tuple[int, int, int]] = set()

        def further(place: int, least: int, slack: int, taken: tuple[Arc, ...]):
            if place == target and taken:
                if least <= until <= least + slack:
                    yield self._timed_steps(taken, at, until)
                return
            if taken and graph.places[place].message and looked_at(graph.scenario, graph.places[place].id):
                return
            if (place, least, slack) in seen or least > until:
                return
            seen.add((place, least, slack))
            for arc in graph.out[place]:
                if arc.clock is not None:
                    yield from further(arc.target, next_tick(arc, least), 0, (*taken, arc))
                else:
                    more = WEEK if arc.hi is None else arc.hi - arc.lo
                    yield from further(arc.target, least + arc.lo, slack + more, (*taken, arc))

        yield from further(place, at, 0, ())

    def _timed_steps(self, arcs: tuple[Arc, ...], at: int, until: int):
        """The minutes of arcs that take their least, but the last ones what is missing."""
        least, marks = at, []
        for arc in arcs:
            left = least
            least = next_tick(arc, least) if arc.clock is not None else least + arc.lo
            marks.append([arc, left, least])
        missing = until - least
        for index in range(len(marks) - 1, -1, -1):
            arc = marks[index][0]
            if missing == 0:
                break
            taken = min(missing, WEEK if arc.hi is None else arc.hi - arc.lo)
            for later in marks[index + 1 :]:
                later[1] += taken
                later[2] += taken
            marks[index][2] += taken
            missing -= taken
        return tuple((arc, left, arrived) for arc, left, arrived in marks)

    def _facts(self, run: Run):
        scenario: Scenario = self.scenarios[run.scenario]
        yield event(scenario.trigger.event, run.entered)
        for arc, left, arrived in run.steps:
            node = scenario.by_id.get(self.timed[run.scenario].places[arc.source].id)
            match type(node).__name__:
                case "Split" if arc.path != "else":
                    yield event(f"go-{node.id}-{arc.path}", left)
                case "WaitEvent" if arc.path == "event":
                    yield event(node.event, arrived)
                case "TaskNode" if arc.path != "expired":
                    answer = f"{run.scenario}/{node.id}@{arrived}"
                    yield event(f"task.{arc.path}", arrived, answer, scenario=run.scenario, node=node.id)


def next_tick(arc: Arc, at: int) -> int:
    """The first minute not before one at which the arc's clock ticks."""
    minute = (at - MONDAY) % WEEK
    return at + min((tick - minute) % WEEK for tick in arc.clock.ticks)


def looked_at_by(portfolio: Portfolio, scope):
    """Whether a rule of that scope counts a message and can hold it back, by scenario and node."""
    rules = portfolio.policy

    def looked_at(key: str, node: str) -> bool:
        scenario = portfolio.scenario(key)
        message = scenario.by_id[node]
        category = scenario.category_of(message)
        rule = rules.rule_of(category)
        channels: frozenset[Channel] = frozenset({message.channel})
        return (
            rule.subject and rule.counts and scope.holds(channels=channels, category=category, scenario=key)
        )

    return looked_at
