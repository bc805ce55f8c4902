"""Whatever graph is drawn, rules report and never raise, and agree with a search that knows no library."""

from datetime import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.analysis import check_scenario
from designer.domain.channel import Channel
from designer.domain.condition import Consents, Not
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    Edge,
    Exit,
    Experiment,
    ManualTrigger,
    Message,
    Scenario,
    Share,
    Split,
    SplitPath,
    TaskNode,
    TriggerNode,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
)
from designer.domain.time import Duration

relaxed = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

IDS = ["a", "b", "c", "d", "e", "f"]
NINE, SIX = time(9), time(18)
ANY = Consents(channel="email")


def of(name: str) -> list:
    """Every kind of node, under one id."""
    return [
        TriggerNode(id=name),
        Message(id=name, channel=Channel.EMAIL),
        Wait(id=name, for_=Duration(minutes=5)),
        Wait(id=name, for_=Duration()),
        Wait(id=name, until=UntilTime(time=NINE)),
        Wait(id=name, until=UntilTime(time=SIX)),
        WaitEvent(id=name, event="x"),
        Split(id=name, paths=(SplitPath(path="yes", when=Not(part=ANY)),)),
        Experiment(id=name, paths=(Share(path="yes", share=50), Share(path="no", share=50))),
        TaskNode(id=name, queue="q"),
        Update(id=name, set={}),
        Exit(id=name),
    ]


@st.composite
def scenarios(draw: st.DrawFn, *, sound: bool = False) -> Scenario:
    used = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=sound))
    nodes = [draw(st.sampled_from(of(name)[1:] if sound else of(name))) for name in used]
    ends = st.sampled_from(used if sound else IDS)
    edges = draw(
        st.lists(
            st.builds(
                Edge, source=ends, target=ends, path=st.sampled_from([None, "yes", "else", "event", "done"])
            ),
            max_size=10,
        )
    )
    if sound:
        nodes, edges = [TriggerNode(id="start"), *nodes], [Edge(source="start", target=used[0]), *edges]
    return Scenario(
        key="s",
        name="s",
        trigger=ManualTrigger(),
        audience=draw(st.none() | st.just(Not(part=ANY))),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )


def below(scenario: Scenario, start: str, without: frozenset[str] = frozenset()) -> set[str]:
    """The nodes that some way of one link or more leads to, nodes of ``without`` apart."""
    found: set[str] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        for edge in scenario.edges:
            if edge.source == node and edge.target not in found | without:
                found.add(edge.target)
                todo.append(edge.target)
    return found


def named(scenario: Scenario, rule: str) -> set[str]:
    return {f.node for f in check_scenario(scenario, Portfolio()) if f.rule == rule}


@relaxed
@given(scenarios())
def test_rules_report_and_never_raise(scenario: Scenario):
    for finding in check_scenario(scenario, Portfolio(templates=frozenset(), columns=frozenset({"id"}))):
        assert finding.node is None or finding.node in scenario.by_id


@relaxed
@given(scenarios(sound=True))
def test_unreachable_nodes_are_those_that_no_way_leads_to(scenario: Scenario):
    reached = {"start"} | below(scenario, "start")
    assert named(scenario, "no-unreachable-node") == set(scenario.by_id) - reached


@relaxed
@given(scenarios(sound=True))
def test_there_is_a_dead_end_if_some_node_cannot_end(scenario: Scenario):
    exits = {node.id for node in scenario.nodes if isinstance(node, Exit)}
    stuck = {node for node in scenario.by_id if node not in exits and not below(scenario, node) & exits}
    # an exit that a link leaves is a fault of its own, and still an end
    dead = named(scenario, "no-dead-end")
    assert bool(dead) == bool(stuck)
    assert dead <= stuck


@relaxed
@given(scenarios(sound=True))
def test_there_is_a_quick_circle_if_one_can_come_back_at_some_moment(scenario: Scenario):
    def holds(node, moment: time | None) -> bool:
        match node:
            case Wait(until=UntilTime(time=at)):
                return at != moment
            case Wait(for_=duration):
                return duration.minutes > 0
            case _:
                return isinstance(node, WaitEvent | TaskNode)

    quick = False
    for moment in (None, NINE, SIX):
        held = frozenset(node.id for node in scenario.nodes if holds(node, moment))
        quick |= any(name in below(scenario, name, held) for name in scenario.by_id if name not in held)
    assert bool(named(scenario, "no-cycle-without-wait")) == quick
