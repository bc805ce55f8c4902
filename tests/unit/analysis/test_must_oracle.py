"""What is said to be blocked, against every run of small scenarios: enumerated, and made by the planner."""

import random
from dataclasses import dataclass
from datetime import time

import pytest

from designer.analysis.must import blocked
from designer.analysis.verdict import Verdict
from designer.domain.channel import Category, Channel
from designer.domain.condition import Compare, Comparison
from designer.domain.policy import (
    Calendar,
    Cap,
    Gap,
    HalfLife,
    Linear,
    Policy,
    Pooling,
    QuietHours,
    Scope,
    Score,
    Steps,
)
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import decayed
from designer.domain.scenario import (
    Edge,
    EventTrigger,
    Exit,
    IfBlocked,
    Message,
    Scenario,
    Split,
    SplitPath,
    TriggerNode,
    UntilTime,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import HOUR, Duration
from tests.unit.engine.build import event, m, person, world

CHANNELS = (Channel.EMAIL, Channel.SMS)
#: Plain weeks, weeks in which the clocks change, and weeks of holidays.
BEGINNINGS = tuple(m(day) for day in ("1998-01-01", "1998-03-25", "1998-10-21", "1998-04-30", "1998-12-20"))


def minutes(n: int) -> Duration:
    return Duration(minutes=n)


def scenario_of(
    rng: random.Random, *, unit: int, nodes: int, most_wait: int, until: bool = False
) -> Scenario:
    """A random graph without circles: every way out leads to a later node."""
    made: list = [TriggerNode(id="start")]
    for i in range(nodes):
        kind = rng.choice(("message", "message", "message", "wait", "wait", "ask", "split"))
        if until and kind == "wait" and rng.random() < 0.4:
            kind = "until"
        match kind:
            case "message":
                made.append(
                    Message(
                        id=f"m{i}",
                        channel=rng.choice(CHANNELS),
                        if_blocked=rng.choice((*IfBlocked, IfBlocked.DELAY)),
                        ttl=minutes(rng.choice((0, 1, 2, 3, 5, 8, 20)) * unit),
                        fallback=(rng.choice(CHANNELS),),
                        category=rng.choice((None, None, None, Category.SERVICE, Category.TRANSACTIONAL)),
                        weight=rng.choice((None, None, 1.0, 4.0)),
                    )
                )
            case "wait":
                made.append(Wait(id=f"w{i}", for_=minutes(rng.randint(0, most_wait) * unit)))
            case "until":
                made.append(Wait(id=f"u{i}", until=UntilTime(time=time(rng.choice((6, 12, 21))))))
            case "ask":
                made.append(WaitEvent(id=f"a{i}", event="yes", timeout=minutes(rng.randint(0, 3) * unit)))
            case "split":
                when = Compare(how=Comparison.EQ, field=f"f{i}", value=1)
                made.append(Split(id=f"s{i}", paths=(SplitPath(path="one", when=when),)))
    made.append(Exit(id="end"))
    edges = [
        Edge(
            source=node.id,
            target=rng.choice(made[place + 1 : place + 4] + made[place + 1 : place + 2] * 5).id,
            path=path,
        )
        for place, node in enumerate(made)
        for path in ways_out(node)
    ]
    return Scenario(
        key="s", name="s", trigger=EventTrigger(event="begin"), nodes=tuple(made), edges=tuple(edges)
    )


def scope_of(rng: random.Random) -> Scope:
    return Scope(
        channels=rng.choice((None, None, frozenset({Channel.EMAIL}))),
        categories=rng.choice((None, None, None, frozenset({Category.COMMERCIAL}))),
    )


def policy_of(rng: random.Random, *, unit: int, widest: int) -> Policy:
    decay = rng.choice(
        (
            HalfLife(half_life=minutes(3 * unit)),
            Linear(over=minutes(5 * unit)),
            Steps(steps=((minutes(unit), 1.0), (minutes(4 * unit), 0.3))),
        )
    )
    return Policy(
        timezone="UTC",
        caps=tuple(
            Cap(
                id=f"cap{i}",
                max=rng.choice((0, 1, 1, 1, 2, 2, 3)) if rng.random() < 0.3 else rng.randint(1, 2),
                per=minutes(rng.randint(1, widest) * unit),
                scope=scope_of(rng),
            )
            for i in range(rng.randint(0, 2))
        ),
        gaps=tuple(
            Gap(
                id=f"gap{i}",
                min=minutes(rng.randint(1, widest // 2) * unit),
                after=rng.choice((None, None, frozenset({Channel.SMS}))),
                scope=scope_of(rng),
            )
            for i in range(rng.randint(0, 1))
        ),
        score=Score(threshold=rng.choice((4, 5, 8)), decay=decay) if rng.random() < 0.4 else None,
    )


# ── Enumeration ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Enumeration:
    """Every way, every minute of every wait, by the definitions of the rules."""

    scenario: Scenario
    policy: Policy

    def __post_init__(self):
        self.reached, self.on_time, self.late = set(), set(), set()
        self.go("start", 0, ())

    def go(self, node, t, sends):
        while node is not None:
            at = self.scenario.by_id[node]
            match at:
                case Wait(for_=duration):
                    t += duration.minutes
                case WaitEvent(timeout=allowed):
                    for answer in range(1, allowed.minutes + 1):
                        self.go(self.next(node, "event"), t + answer, sends)
                    node, t = self.next(node, "timeout"), t + allowed.minutes
                    continue
                case Split():
                    self.go(self.next(node, "one"), t, sends)
                    node = self.next(node, "else")
                    continue
                case Message():
                    went_on = self.decide(at, t, sends)
                    if went_on is None:
                        return
                    t, sends = went_on
            node = self.next(node, "next")

    def next(self, node, path):
        return next(
            (e.target for e in self.scenario.edges if e.source == node and (e.path or "next") == path), None
        )

    def decide(self, m, t, sends):
        self.reached.add(m.id)
        category = self.scenario.category_of(m)
        deadline = t + m.ttl.minutes
        channels = (m.channel, *(m.fallback if m.if_blocked is IfBlocked.FALLBACK else ()))
        for channel in channels:
            if self.allowed(m, channel, category, t, sends):
                self.on_time.add(m.id)
                return t, (*sends, (t, channel, category, self.weight(m, channel)))
        for later in range(t + 1, deadline + 1):
            if any(self.allowed(m, channel, category, later, sends) for channel in channels):
                self.late.add(m.id)
                if m.if_blocked is IfBlocked.DELAY:
                    return later, (*sends, (later, m.channel, category, self.weight(m, m.channel)))
                break
        return None if m.if_blocked is IfBlocked.EXIT else (t, sends)

    def weight(self, m, channel):
        return (self.policy.score or Score(threshold=0)).weight_of(channel) if m.weight is None else m.weight

    def allowed(self, m, channel, category, t, sends):
        if not self.policy.rule_of(category).subject:
            return True
        counted = [send for send in sends if self.policy.rule_of(send[2]).counts]
        for cap in self.policy.caps:
            if cap.scope.holds(channels={channel}, category=category, scenario="s"):
                inside = sum(
                    t - cap.per.minutes < at <= t
                    and cap.scope.holds(channels={other}, category=kind, scenario="s")
                    for at, other, kind, _ in counted
                )
                if inside >= cap.max:
                    return False
        for gap in self.policy.gaps:
            if gap.scope.holds(channels={channel}, category=category, scenario="s"):
                for at, other, kind, _ in counted:
                    looked = (
                        other in gap.after
                        if gap.after
                        else gap.scope.holds(channels={other}, category=kind, scenario="s")
                    )
                    if looked and t - at < gap.min.minutes:
                        return False
        score = self.policy.score
        if score is not None:
            now = sum(weight * decayed(score.decay, t - at) for at, _, _, weight in counted)
            if now + self.weight(m, channel) > score.threshold + 1e-9:
                return False
        return True


def said(scenario: Scenario, policy: Policy) -> dict[str, Verdict]:
    return {
        one.node: one.verdict for one in blocked(scenario, Portfolio(policy=policy, scenarios=(scenario,)))
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_message_is_blocked_iff_no_run_lets_it_leave_on_time(seed):
    rng = random.Random(seed)
    verdicts = {Verdict.MUST: 0, Verdict.DEAD: 0}
    for _ in range(400):
        scenario = scenario_of(rng, unit=1, nodes=rng.randint(2, 7), most_wait=4)
        policy = policy_of(rng, unit=1, widest=9)
        runs = Enumeration(scenario, policy)
        found = said(scenario, policy)
        wanted = {
            node: Verdict.MUST if node in runs.late else Verdict.DEAD for node in runs.reached - runs.on_time
        }
        scored = policy.score is not None
        if scored:
            # where the times of earlier messages are not known, the score may not be certain either
            assert found.items() <= wanted.items()
        else:
            assert found == wanted
        for verdict in found.values():
            verdicts[verdict] += 1
    assert min(verdicts.values()) > 20


# ── The planner ─────────────────────────────────────────────────────────────────────────────────────────


def with_clocks(rng: random.Random, policy: Policy) -> Policy:
    hours = [(time(8), time(20)), (time(6), time(12)), (time(20), time(6)), (time(0), time(0))]
    quiet = tuple(
        QuietHours(
            channels=frozenset({rng.choice(CHANNELS)}),
            allow={day: (rng.choice(hours),) for day in range(7)}
            if rng.random() < 0.3
            else dict.fromkeys(range(rng.choice((5, 7))), (rng.choice(hours),)),
            holidays=rng.choice((None, None, "FR")),
        )
        for _ in range(rng.randint(0, 2))
    )
    calendar = (
        (
            Cap(
                id="calendar",
                max=rng.randint(1, 2),
                per=rng.choice((Calendar.DAY, Calendar.WEEK)),
                scope=scope_of(rng),
            ),
        )
        if rng.random() < 0.3
        else ()
    )
    pooling = (
        Pooling(at=time(9), categories=frozenset({Category.COMMERCIAL})) if rng.random() < 0.15 else None
    )
    return Policy(
        timezone=rng.choice(("UTC", "Europe/Paris")),
        caps=(*policy.caps, *calendar),
        gaps=policy.gaps,
        score=policy.score,
        quiet_hours=quiet,
        pooling=pooling,
    )


def planned(
    scenario: Scenario, policy: Policy, rng: random.Random, runs: int
) -> tuple[set[str], set[str], set[str]]:
    """The messages that came due, left on time and left late on some of the planner's runs."""
    reached, on_time, late = set(), set(), set()
    splits = [node.id for node in scenario.nodes if isinstance(node, Split)]
    for _ in range(runs):
        begin = rng.choice(BEGINNINGS) + rng.randint(0, 7 * 24) * HOUR - rng.randint(0, 1)
        facts = [event("begin", begin)]
        at = begin
        for _ in range(4):
            at += rng.choice(
                (1, rng.randint(1, 60), rng.randint(1, 30) * HOUR, rng.randint(1, 30) * HOUR - 1)
            )
            facts.append(event("yes", at))
        contact = person(
            *facts, timezone=policy.timezone, **{f"f{name[1:]}": rng.randint(0, 1) for name in splits}
        )
        place = world(scenario, people=contact, policy=policy).run(begin + 40 * 24 * HOUR)
        for out in place.log:
            for one in out.decisions:
                reached.add(one.node)
                if one.verdict.value == "sent":
                    (on_time if one.at == one.due_at else late).add(one.node)
    return reached, on_time, late


@pytest.mark.parametrize("seed", range(3))
def test_the_planner_never_sends_on_time_what_is_blocked(seed):
    rng = random.Random(100 + seed)
    found = 0
    for _ in range(300):
        scenario = scenario_of(rng, unit=HOUR, nodes=rng.randint(2, 6), most_wait=30, until=True)
        policy = with_clocks(rng, policy_of(rng, unit=6 * HOUR, widest=10))
        verdicts = said(scenario, policy)
        found += len(verdicts)
        if verdicts:
            _, on_time, late = planned(scenario, policy, rng, 12)
            assert not on_time & set(verdicts)
            assert not late & {node for node, verdict in verdicts.items() if verdict is Verdict.DEAD}
    assert found > 15
