"""Several runs of one scenario and of several: sums, chains, parallel entries, common starts, clocks, dates.

Everything is compared with plain enumeration: every path, every wait, every entry, every window.
"""

import random
from functools import lru_cache
from itertools import product
from math import inf

import pytest

from designer import formats
from designer.analysis.together import Together, union
from designer.analysis.webs import next_tick
from designer.domain.channel import Channel
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import total
from designer.domain.time import WEEK

CHANCES = range(12)


def minutes(count: int) -> str:
    return f"PT{count}M"


def drawn(
    rng: random.Random, key: str, *, unit: int = 1, clocks: bool = False, size: int = 4, **changes
) -> dict:
    """A small scenario: a line of messages and waits with forks that skip some of it."""
    nodes: list[dict] = [{"id": "start", "kind": "trigger"}]
    edges: list[dict] = []
    for at in range(size):
        kind = rng.choice(["message", "message", "for", "fork", "until" if clocks else "event"])
        here = f"n{at}"
        if kind == "message":
            nodes.append({"id": here, "kind": "message", "channel": "email"})
        elif kind == "for":
            nodes.append({"id": here, "kind": "wait", "for": minutes(unit * rng.randint(1, 4))})
        elif kind == "event":
            nodes.append(
                {"id": here, "kind": "wait_event", "event": "e", "timeout": minutes(unit * rng.randint(1, 3))}
            )
        elif kind == "until":
            days = rng.choice([None, None, ["mon"], ["tue", "thu"]])
            until = {"time": f"{6 * rng.randint(0, 3):02}:00", **({"weekdays": days} if days else {})}
            nodes.append({"id": here, "kind": "wait", "until": until})
        else:
            shares = [{"path": "a", "share": 50}, {"path": "b", "share": 50}]
            nodes.append({"id": here, "kind": "experiment", "paths": shares})
    nodes.append({"id": "end", "kind": "exit"})
    ids = [node["id"] for node in nodes]
    for at, node in enumerate(nodes[:-1]):
        after = ids[at + 1]
        if node["kind"] == "experiment":
            edges.append({"from": node["id"], "path": "a", "to": after})
            edges.append({"from": node["id"], "path": "b", "to": rng.choice(ids[at + 1 :])})
        elif node["kind"] == "wait_event":
            edges.append({"from": node["id"], "path": "event", "to": after})
            edges.append({"from": node["id"], "path": "timeout", "to": rng.choice(ids[at + 1 :])})
        else:
            edges.append({"from": node["id"], "to": after})
    trigger = {"kind": "event", "event": f"{key}.started"}
    return {
        "format": "scenario/1",
        "key": key,
        "name": key,
        "trigger": trigger,
        "nodes": nodes,
        "edges": edges,
        **changes,
    }


def together(*documents: dict, data: dict | None = None, plan: list | None = None, **how) -> Together:
    portfolio = Portfolio(
        scenarios=tuple(formats.load_scenario(document) for document in documents),
        policy=formats.load_policy({"format": "policy/1"}),
        data=formats.load_data({"format": "data/1", **(data or {})}),
        plan=formats.load_plan({"format": "plan/1", "campaigns": plan or []}),
    )
    return Together(portfolio, **how)


def chosen(whole: Together) -> dict:
    every = {key: {graph.places[at].id for at in graph.messages} for key, graph in whole.graphs.items()}
    return every | {campaign.key: {"campaign"} for campaign in whole.portfolio.plan.campaigns}


def worst(whole: Together, width: int, alive=None):
    every = frozenset(chosen(whole)) if alive is None else frozenset(alive)
    return union(part.value(every) for part in whole.counts(chosen(whole), width))


# ── enumeration ─────────────────────────────────────────────────────────────────────────────────────────


def runs(graph, entry: int = 0, unit: int = 1) -> list[tuple[tuple[tuple[int, int], ...], int | None]]:
    """Every run entered at a minute: its messages (minute, place), and when it ended, if it did."""
    found = set()

    def walk(place, at, passed):
        if graph.places[place].message is not None:
            passed = (*passed, (at, place))
        found.add((passed, at if place == graph.end else None))
        for arc in graph.out[place]:
            if arc.clock is not None:
                walk(arc.target, next_tick(arc.clock.ticks, at), passed)
            else:
                for takes in range(arc.lo, arc.hi + 1):
                    walk(arc.target, at + takes, passed)

    walk(0, entry, ())
    return sorted(found, key=str)


def inside(messages, opens: int, width: int) -> int:
    return sum(opens <= at < opens + width for at, _ in messages)


def fullest(times, width: int) -> int:
    return max((sum(a <= b < a + width for b in times) for a in times), default=0)


def holds(found, width: int) -> None:
    """The witness attains the lower bound inside one window."""
    assert found.lower == len(found.events) <= found.upper
    assert all(0 <= event.at < width for event in found.events)


# ── free scenarios ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", CHANCES)
def test_free_scenarios_add_up(seed):
    rng = random.Random(seed)
    whole = together(drawn(rng, "a"), drawn(rng, "b"))
    width = rng.randint(1, 6)
    one, other = (runs(whole.graphs[key]) for key in "ab")
    best = 0
    for (x, _), (y, _) in product(one, other):
        for by in range(-20, 21):
            best = max(best, fullest([at for at, _ in x] + [at + by for at, _ in y], width))
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)


# ── one after the other ─────────────────────────────────────────────────────────────────────────────────


def chains(graphs, width, again, most):
    """The fullest window of enrolments one after the other; ``again``: key -> least minutes to its next.

    Enrolments without a message would only take time, and any but the first begins inside the window.
    """
    every = {key: [run for run in runs(graph) if run[0]] for key, graph in graphs.items()}
    best = 0
    seen = set()

    def follow(times, spent, ended):
        nonlocal best
        best = max(best, fullest(times, width))
        for key, found in every.items():
            if spent.count(key) >= most.get(key, inf):
                continue
            soon = max((end + (again[key] if key == other else 1) for other, end in ended), default=0)
            for messages, end in found:
                then = [*times, *(soon + minute for minute, _ in messages)]
                best = max(best, fullest(then, width))
                since = max(then) - width
                if end is None or soon + end > min(minute for minute in then if minute > since) + width:
                    continue
                now = soon + end
                kept = dict(ended) | {key: now}
                state = (
                    tuple(sorted(now - minute for minute in then if minute > since)),
                    tuple(sorted(one for one in (*spent, key) if one in most)),
                    tuple(
                        sorted((other, min(now - at, 9)) for other, at in kept.items() if other not in most)
                    ),
                )
                if state not in seen:
                    seen.add(state)
                    shifted = [minute - now for minute in then if minute > since]
                    follow(shifted, (*spent, key), [(other, at - now) for other, at in kept.items()])

    follow([], (), [])
    return best


@pytest.mark.parametrize("seed", CHANCES)
def test_a_scenario_can_be_entered_again_after_its_gap(seed):
    rng = random.Random(seed)
    gap = rng.randint(1, 4)
    document = drawn(rng, "a", size=3, entry={"reentry": "after_exit", "gap": minutes(gap)})
    whole = together(document)
    width = rng.randint(1, 5)
    found = worst(whole, width)
    holds(found, width)
    assert (found.lower, found.upper) == (chains(whole.graphs, width, {"a": gap}, {}),) * 2


@pytest.mark.parametrize("seed", CHANCES)
def test_members_of_a_group_follow_one_another_once_each(seed):
    rng = random.Random(seed)
    keys = "abc"[: rng.randint(2, 3)]
    whole = together(*(drawn(rng, key, size=3, entry={"group": "g"}) for key in keys))
    width = rng.randint(1, 6)
    best = chains(whole.graphs, width, dict.fromkeys(keys, inf), dict.fromkeys(keys, 1))
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)


@pytest.mark.parametrize("seed", CHANCES)
def test_a_member_of_a_group_that_may_return_keeps_its_gap(seed):
    rng = random.Random(seed)
    gap = rng.randint(1, 4)
    again = {"reentry": "after_exit", "gap": minutes(gap), "group": "g"}
    whole = together(drawn(rng, "a", size=2, entry=again), drawn(rng, "b", size=2, entry={"group": "g"}))
    width = rng.randint(1, 5)
    best = chains(whole.graphs, width, {"a": gap, "b": inf}, {"b": 1})
    found = worst(whole, width)
    assert found.lower <= best <= found.upper
    holds(found, width)


@pytest.mark.parametrize("seed", CHANCES)
def test_a_cap_of_entries_holds(seed):
    rng = random.Random(seed)
    most = rng.randint(1, 3)
    rules = {"reentry": "after_exit", "gap": "PT1M", "cap": {"max": most, "per": "P1D"}}
    whole = together(drawn(rng, "a", size=3, entry=rules))
    width = rng.randint(1, 6)
    best = chains(whole.graphs, width, {"a": 1}, {"a": most})
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)


def test_a_cap_of_entries_shorter_than_the_window_bounds_it():
    rules = {"reentry": "after_exit", "cap": {"max": 2, "per": "P1D"}}
    document = drawn(random.Random(1), "a", size=0, entry=rules)
    document["nodes"][1:1] = [{"id": "m", "kind": "message", "channel": "email"}]
    document["edges"] = [{"from": "start", "to": "m"}, {"from": "m", "to": "end"}]
    found = worst(together(document), 3 * 1440)
    assert 2 <= found.lower <= found.upper == 6
    holds(found, 3 * 1440)
    assert worst(together(document), 1440).upper == 2


# ── entered again while it runs ─────────────────────────────────────────────────────────────────────────


def entered_at(graph, entry: int, width: int) -> int:
    """The most of one run, entered at a minute, due in [0, width)."""
    return max(inside(messages, 0, width) for messages, _ in runs(graph, entry))


@pytest.mark.parametrize("cap", [None, 1, 2])
@pytest.mark.parametrize("seed", range(10))
def test_entries_in_parallel_are_as_many_as_their_distance_allows(seed, cap):
    rng = random.Random(seed)
    gap, width = rng.randint(1, 4), rng.randint(1, 6)
    rules = {"reentry": "parallel", "gap": minutes(gap)}
    if cap is not None:
        rules["cap"] = {"max": cap, "per": "P1D"}
    whole = together(drawn(rng, "a", entry=rules))
    made = {x: entered_at(whole.graphs["a"], x, width) for x in range(-20, width)}

    @lru_cache(None)
    def most(since: int, left: int) -> int:
        return max(
            (made[x] + (most(x + gap, left - 1) if left > 1 else 0) for x in range(since, width)), default=0
        )

    best = most(-20, cap or 40)
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)


def test_parallel_entries_that_can_wait_for_ever_have_no_bound():
    document = drawn(random.Random(1), "a", size=0, entry={"reentry": "parallel", "gap": "P1D"})
    document["nodes"][1:1] = [
        {"id": "w", "kind": "wait_event", "event": "e"},
        {"id": "m", "kind": "message", "channel": "email"},
    ]
    document["edges"] = [
        {"from": "start", "to": "w"},
        {"from": "w", "path": "event", "to": "m"},
        {"from": "m", "to": "end"},
    ]
    assert worst(together(document), 60).upper == inf


def test_entering_again_at_once_after_a_run_of_no_length_has_no_bound():
    document = drawn(random.Random(1), "a", size=0, entry={"reentry": "after_exit"})
    document["nodes"][1:1] = [{"id": "m", "kind": "message", "channel": "email"}]
    document["edges"] = [{"from": "start", "to": "m"}, {"from": "m", "to": "end"}]
    assert worst(together(document), 60).lower == inf
    assert worst(together({**document, "exit_when": {"eq": ["x", 1]}}), 60).lower == inf
    assert worst(together({**document, "entry": {"reentry": "after_exit", "gap": "PT1H"}}), 60).upper == 1


# ── started by one event ────────────────────────────────────────────────────────────────────────────────

SAME = {"kind": "event", "event": "signup"}


@pytest.mark.parametrize("seed", CHANCES)
def test_one_event_starts_all_at_once(seed):
    rng = random.Random(seed)
    whole = together(drawn(rng, "a", trigger=SAME), drawn(rng, "b", trigger=SAME))
    width = rng.randint(1, 6)
    best = max(sum(entered_at(whole.graphs[key], x, width) for key in "ab") for x in range(-30, width))
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)


def test_what_can_start_again_or_change_its_mind_is_not_held_together():
    documents = [drawn(random.Random(1), key, size=0, trigger=SAME) for key in "ab"]
    for at, document in enumerate(documents):
        document["nodes"][1:1] = [
            {"id": "w", "kind": "wait", "for": minutes(1 + 10 * at)},
            {"id": "m", "kind": "message", "channel": "email"},
        ]
        document["edges"] = [
            {"from": "start", "to": "w"},
            {"from": "w", "to": "m"},
            {"from": "m", "to": "end"},
        ]
    a, b = documents
    volatile = {"attributes": {"stage": {"type": "text", "mutability": "volatile"}}}
    asked = {"audience": {"eq": ["stage", "new"]}}
    assert worst(together(a, b), 10).upper == 1
    assert worst(together(a, b), 11).upper == 2
    assert worst(together(a, {**b, "entry": {"reentry": "after_exit", "gap": "P9D"}}), 10).upper == 2
    assert worst(together({**a, **asked}, b), 10).upper == 1
    assert worst(together({**a, **asked}, b, data=volatile), 10).upper == 2
    assert worst(together(a, b, free=True), 10).upper == 2


# ── the local clock and the plan ────────────────────────────────────────────────────────────────────────

UNIT = 360


def by_clock(graph, opens: int, width: int, entries) -> int:
    return max((inside(messages, opens, width) for x in entries for messages, _ in runs(graph, x)), default=0)


@pytest.mark.parametrize("seed", range(10))
def test_clocks_tick_for_everybody(seed):
    rng = random.Random(seed)
    whole = together(*(drawn(rng, key, unit=UNIT, clocks=True, size=3) for key in "ab"))
    width = UNIT * rng.randint(1, 12) + rng.choice([0, 1])
    before = 3 * WEEK
    made = {
        key: {
            phase: by_clock(graph, phase, width, range(phase - before, phase + width, UNIT))
            for phase in range(0, WEEK, UNIT)
        }
        for key, graph in whole.graphs.items()
    }
    best = max(sum(rows[phase] for rows in made.values()) for phase in range(0, WEEK, UNIT))
    found = worst(whole, width)
    assert (found.lower, found.upper) == (best, best)
    holds(found, width)
    for key in "ab":
        alone = worst(whole, width, {key})
        assert (alone.lower, alone.upper) == (max(made[key].values()),) * 2


def test_a_date_that_stays_holds_what_it_starts_together():
    def before(key: str, days: int, **more):
        document = drawn(random.Random(1), key, size=0)
        document["nodes"][1:1] = [{"id": "m", "kind": "message", "channel": "email"}]
        document["edges"] = [{"from": "start", "to": "m"}, {"from": "m", "to": "end"}]
        trigger = {"kind": "date", "attribute": "birth_date", "offset": f"-P{days}D", "at": "09:00"}
        return {**document, "trigger": {**trigger, "repeat": "yearly", **more}}

    known = {"attributes": {"birth_date": {"type": "date", "mutability": "fixed"}}}
    moving = {"attributes": {"birth_date": {"type": "date", "mutability": "volatile"}}}
    a, b = before("a", 0), before("b", 3)
    assert worst(together(a, b, data=known), 3 * 1440).upper == 1
    found = worst(together(a, b, data=known), 3 * 1440 + 1)
    assert [(event.at, event.scenario) for event in found.events] == [(0, "b"), (3 * 1440, "a")]
    # who changes the date may have both at once; at different hours of the day, hours apart
    assert worst(together(a, b, data=moving), 1).upper == 2
    assert worst(together(a, before("b", 3, at="11:00"), data=moving), 120).upper == 1
    # the same contact again after a year
    again = {"entry": {"reentry": "after_exit"}}
    assert worst(together({**a, **again}, data=known), 31 * 1440).upper == 1


CAMPAIGNS = [
    {"key": "x", "channel": "email", "at": ["2027-01-06T08:00:00Z", "2027-01-20T08:00:00Z"]},
    {"key": "y", "channel": "email", "at": ["2027-01-08T08:00:00Z"]},
]


def test_campaigns_keep_their_dates():
    whole = together(plan=CAMPAIGNS)
    assert worst(whole, 2 * 1440).upper == 1
    assert [event.at for event in worst(whole, 2 * 1440 + 1).events] == [0, 2 * 1440]
    assert worst(whole, 2 * 1440 + 1, {"y"}).upper == 1
    assert worst(together(plan=CAMPAIGNS, free=True), 1).upper == 2


def test_campaigns_and_clocks_share_the_week():
    document = drawn(random.Random(1), "a", size=0, trigger={"kind": "schedule", "cron": "0 9 * * FRI"})
    document["nodes"][1:1] = [{"id": "m", "kind": "message", "channel": "email"}]
    document["edges"] = [{"from": "start", "to": "m"}, {"from": "m", "to": "end"}]
    whole = together(document, plan=CAMPAIGNS)
    # Friday 8 January 2027 at 08:00 UTC is 09:00 in Paris
    assert worst(whole, 1).lower == worst(whole, 1).upper == 2
    assert worst(whole, 1, {"a", "x"}).upper == 1
    assert worst(whole, 2 * 1440 + 1).lower == 3
    # from Wednesday 6 to Wednesday 20: exactly a width apart is out
    assert worst(whole, 14 * 1440).upper == 3
    assert worst(whole, 14 * 1440 + 1).lower == 4


def test_a_schedule_comes_again_at_its_next_hour():
    document = drawn(random.Random(1), "a", size=0, trigger={"kind": "schedule", "cron": "0 9 * * MON,WED"})
    document["nodes"][1:1] = [{"id": "m", "kind": "message", "channel": "email"}]
    document["edges"] = [{"from": "start", "to": "m"}, {"from": "m", "to": "end"}]
    for rules in ({"reentry": "after_exit"}, {"reentry": "parallel", "gap": "PT1H"}):
        whole = together({**document, "entry": rules})
        found = [worst(whole, days * 1440 + 1) for days in (1, 2, 5, 7, 14)]
        assert [one.upper for one in found] == [1, 2, 2, 3, 5]
        assert all(one.exact for one in found)


# ── gaps after other channels ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", CHANCES)
def test_what_follows_a_call_is_counted_from_it(seed):
    rng = random.Random(seed)
    one, other = drawn(rng, "a"), drawn(rng, "b")
    for node in (*one["nodes"], *other["nodes"]):
        if node["kind"] == "message" and rng.random() < 0.5:
            node["channel"] = "call"
    whole = together(one, other)
    width = rng.randint(1, 6)

    def of(graph, at, channel):
        return graph.places[at].message.channel.value == channel

    emails = {
        key: {graph.places[at].id for at in graph.messages if of(graph, at, "email")}
        for key, graph in whole.graphs.items()
    }
    best = 0
    for key, graph in whole.graphs.items():
        (rest,) = (one for one in whole.graphs if one != key)
        there = max(
            fullest([at for at, place in messages if of(whole.graphs[rest], place, "email")], width)
            for messages, _ in runs(whole.graphs[rest])
        )
        for messages, _ in runs(graph):
            for index, (at, place) in enumerate(messages):
                if of(graph, place, "call"):
                    here = [t for t, p in messages[index:] if of(graph, p, "email") and t < at + width]
                    best = max(best, 1 + len(here) + there)
    parts = whole.after(emails, [Channel.CALL], width)
    found = union(part.value(frozenset("ab")) for part in parts)
    assert (found.lower, found.upper) == (best, best)
    assert len(found.events) == best


# ── the score ───────────────────────────────────────────────────────────────────────────────────────────

DECAYS = [
    {"half_life": "PT3M"},
    {"linear": "PT5M"},
    {"steps": [["PT1M", 1.0], ["PT3M", 0.5], ["PT6M", 0.25]]},
]


def score_of(decay: dict):
    return formats.load_policy({"format": "policy/1", "score": {"threshold": 9, "decay": decay}}).score


def highest(score, times) -> float:
    return total(score, [(at, 2.0) for at in times], max(times)) if times else 0


def peak(whole: Together, score, alive=None):
    every = frozenset(chosen(whole)) if alive is None else frozenset(alive)
    return union(part.value(every) for part in whole.scores(chosen(whole), score))


def scored(score, found) -> None:
    assert found.lower == pytest.approx(
        highest(score, [event.at for event in found.events] or [0]) * bool(found.events)
    )


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("seed", range(8))
def test_scores_of_free_scenarios_add_up(seed, decay):
    rng, score = random.Random(seed), score_of(decay)
    whole = together(drawn(rng, "a"), drawn(rng, "b"))
    best = sum(
        max(highest(score, [at for at, _ in m]) for m, _ in runs(graph)) for graph in whole.graphs.values()
    )
    found = peak(whole, score)
    assert found.lower == pytest.approx(best) and found.upper == pytest.approx(best)
    scored(score, found)


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("seed", range(8))
def test_scores_in_a_group_follow_one_another(seed, decay):
    rng, score = random.Random(seed), score_of(decay)
    whole = together(*(drawn(rng, key, size=3, entry={"group": "g"}) for key in "ab"))
    best = 0.0
    for key, graph in whole.graphs.items():
        (rest,) = (other for other in whole.graphs if other != key)
        for messages, end in runs(graph):
            best = max(best, highest(score, [at for at, _ in messages]))
            for after, _ in runs(whole.graphs[rest]) if end is not None else ():
                both = [*(at for at, _ in messages), *(end + 1 + at for at, _ in after)]
                best = max(best, highest(score, both))
    found = peak(whole, score)
    assert found.lower == pytest.approx(best) and found.upper == pytest.approx(best)
    scored(score, found)


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("how", ["parallel", "after_exit", "locked"])
@pytest.mark.parametrize("seed", range(4))
def test_other_scores_are_bounded_from_both_sides(seed, how, decay):
    rng, score = random.Random(seed), score_of(decay)
    gap = rng.randint(2, 4)
    if how == "locked":
        whole = together(drawn(rng, "a", size=3, trigger=SAME), drawn(rng, "b", size=3, trigger=SAME))
        both = product(runs(whole.graphs["a"]), runs(whole.graphs["b"]))
        best = max(
            highest(score, [at for at, _ in (*x, *y) if at <= upto])
            for (x, _), (y, _) in both
            for upto in {at for at, _ in (*x, *y)} or {0}
        )
    else:
        whole = together(drawn(rng, "a", size=3, entry={"reentry": how, "gap": minutes(gap)}))
        best = 0.0
        every = runs(whole.graphs["a"])
        for first, second in product(every, every):
            by = gap if how == "parallel" else None if first[1] is None else first[1] + gap
            times = [at for at, _ in first[0]] + ([] if by is None else [at + by for at, _ in second[0]])
            for upto in set(times):
                best = max(best, highest(score, [at for at in times if at <= upto]))
    found = peak(whole, score)
    assert found.lower <= found.upper + 1e-9 and best <= found.upper + 1e-9
    scored(score, found)
    if how == "locked":
        assert found.lower <= best + 1e-9


@pytest.mark.parametrize("how", ["parallel", "after_exit", "locked", "group"])
@pytest.mark.parametrize("seed", range(6))
def test_clocks_are_bounded_from_both_sides_whatever_else_holds(seed, how):
    rng = random.Random(seed)
    gap = UNIT * rng.randint(4, 8)
    width = UNIT * rng.randint(4, 12)
    if how in ("parallel", "after_exit"):
        rules = {"entry": {"reentry": how, "gap": minutes(gap)}}
        whole = together(drawn(rng, "a", unit=UNIT, clocks=True, size=3, **rules))
    else:
        rules = {"trigger": SAME} if how == "locked" else {"entry": {"group": "g"}}
        whole = together(*(drawn(rng, key, unit=UNIT, clocks=True, size=3, **rules) for key in "ab"))
    first, *others = whole.graphs.values()
    best = 0
    for opens in range(0, WEEK, UNIT):
        entries = range(opens - 3 * WEEK // 2, opens + width, UNIT)
        every = {x: runs(first, x) for x in entries}
        made = {x: max(inside(messages, opens, width) for messages, _ in every[x]) for x in entries}
        if how == "parallel":
            highest_ = {}
            for x in entries:
                highest_[x] = max(highest_.get(x - UNIT, 0), made[x] + highest_.get(x - gap, 0))
            best = max(best, *highest_.values())
        elif how == "after_exit":
            highest_ = {}
            for x in reversed(entries):
                follow = [
                    inside(messages, opens, width) + (0 if end is None else highest_.get(end + gap, 0))
                    for messages, end in every[x]
                ]
                highest_[x] = max(highest_.get(x + UNIT, 0), *follow)
            best = max(best, *highest_.values())
        elif how == "locked":
            best = max(best, *(made[x] + by_clock(others[0], opens, width, [x]) for x in entries))
        else:
            for one, other in ((first, others[0]), (others[0], first)):
                after = {}
                for x in reversed(entries):
                    after[x] = max(after.get(x + UNIT, 0), by_clock(other, opens, width, [x]))
                for x in entries:
                    for messages, end in runs(one, x):
                        here = inside(messages, opens, width)
                        best = max(best, here + (0 if end is None else after.get(end + UNIT, 0)))
    found = worst(whole, width)
    holds(found, width)
    assert best <= found.upper
    if how != "group":
        # in a group the next may come a minute later, which is off this grid
        assert found.lower <= best


@pytest.mark.parametrize("seed", range(6))
def test_more_members_never_make_less(seed):
    rng = random.Random(seed)
    rules = [{}, {"entry": {"group": "g"}}, {"trigger": SAME}]
    whole = together(*(drawn(rng, key, unit=UNIT, clocks=True, **rng.choice(rules)) for key in "abcd"))
    width = UNIT * rng.randint(2, 12)
    some = frozenset(key for key in "abcd" if rng.random() < 0.5)
    more = some | {rng.choice("abcd")}
    for part in whole.counts(chosen(whole), width):
        assert part.value(some).upper <= part.value(more).upper


@pytest.mark.parametrize("how", ["free", "again"])
@pytest.mark.parametrize("seed", range(5))
def test_scores_by_the_clock_are_bounded_from_both_sides(seed, how):
    rng, score = random.Random(seed), score_of({"half_life": "P2D"})
    rules = {"entry": {"reentry": "after_exit", "gap": minutes(2 * UNIT)}} if how == "again" else {}
    keys = "a" if how == "again" else "ab"
    whole = together(*(drawn(rng, key, unit=UNIT, clocks=True, size=3, **rules) for key in keys))
    best = 0.0
    for last in range(0, WEEK, UNIT):
        here = 0.0
        for graph in whole.graphs.values():
            times = [
                [at for at, _ in messages if at <= last]
                for x in range(last - WEEK, last + 1, UNIT)
                for messages, _ in runs(graph, x)
            ]
            here += max(total(score, [(at, 2.0) for at in one], last) for one in times)
        best = max(best, here)
    found = peak(whole, score)
    assert best <= found.upper + 1e-9 and found.lower <= found.upper
    scored(score, found)
    if how == "free":
        assert found.lower <= best + 1e-9
