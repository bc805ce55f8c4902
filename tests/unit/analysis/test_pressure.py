"""What the proof says of portfolios: rows, verdicts, witnesses and who breaks a rule with whom."""

from dataclasses import replace
from itertools import pairwise

import pytest

from designer import formats
from designer.analysis.pressure import Memo, prove
from designer.analysis.verdict import Verdict
from designer.domain.portfolio import Portfolio

WEEK_ALL = {"id": "week-all", "max": 1, "per": "P7D"}
GAP_48H = {"id": "gap-48h", "min": "PT48H"}
DAY = 1440


def scenario(key: str, *nodes: dict, **changes):
    """A line of nodes under an event of its own; a bare text is an e-mail of that id."""
    inner = [
        {"id": node, "kind": "message", "channel": "email"} if isinstance(node, str) else node
        for node in nodes
    ]
    every = [{"id": "start", "kind": "trigger"}, *inner, {"id": "end", "kind": "exit"}]
    edges = [{"from": one["id"], "to": after["id"]} for one, after in pairwise(every)]
    return formats.load_scenario(
        {
            "format": "scenario/1",
            "key": key,
            "name": key,
            "trigger": {"kind": "event", "event": f"{key}.started"},
            "nodes": every,
            "edges": edges,
            **changes,
        }
    )


def message(id: str, channel: str = "email", **more) -> dict:
    return {"id": id, "kind": "message", "channel": channel, **more}


def wait(id: str, time: str) -> dict:
    return {"id": id, "kind": "wait", "for": time}


def portfolio(*scenarios, data=None, plan=None, segments=None, **policy) -> Portfolio:
    return Portfolio(
        scenarios=scenarios,
        policy=formats.load_policy({"format": "policy/1", **policy}),
        data=formats.load_data({"format": "data/1", **(data or {})}),
        segments=formats.load_segments({"segments": segments or {}}),
        plan=formats.load_plan({"format": "plan/1", "campaigns": plan or []}),
    )


def row(whole: Portfolio, rule: str | None = None):
    rows = prove(whole).rows
    return rows[0] if rule is None else next(row for row in rows if row.rule == rule)


def fixed(*names: str) -> dict:
    return {"attributes": {name: {"type": "text", "mutability": "fixed"} for name in names}}


def sets(whole: Portfolio, *, exempt: bool = False) -> set[tuple[str, ...]]:
    return {conflict.scenarios for conflict in prove(whole).conflicts if conflict.exempt is exempt}


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_policy_there_are_no_rows():
    assert prove(portfolio(scenario("a", "t1"))).rows == ()


def test_there_is_a_row_for_every_cap_every_gap_and_the_score():
    whole = portfolio(
        scenario("a", "t1"),
        caps=[WEEK_ALL, {"id": "month", "max": 6, "per": "month", "kind": "calendar"}],
        gaps=[GAP_48H],
        score={"threshold": 20},
    )
    assert [(row.rule, row.kind) for row in prove(whole).rows] == [
        ("week-all", "cap"),
        ("month", "cap"),
        ("gap-48h", "gap"),
        ("score", "score"),
    ]


def test_the_limit_is_the_least_maximum_where_it_varies():
    most = {"when": [[{"eq": ["vip", True]}, 4], [{"eq": ["vip", False]}, 2]], "else": 3}
    assert row(portfolio(caps=[{**WEEK_ALL, "max": most}])).limit == 2


def test_a_portfolio_of_nothing_is_safe():
    found = row(portfolio(caps=[WEEK_ALL]))
    assert (found.verdict, found.worst.lower, found.worst.exact, found.photo) == (Verdict.SAFE, 0, True, 0)
    assert found.to_json()["witness"] is None


@pytest.mark.parametrize(
    ("changes", "worst"),
    [
        # looked at: the channel, the category and the scenario of the rule
        ({}, 2),
        ({"channels": ["email"]}, 1),
        ({"channels": ["push"]}, 0),
        ({"categories": ["relationship"]}, 1),
        ({"scenarios": ["b"]}, 0),
    ],
)
def test_a_rule_counts_the_messages_it_looks_at(changes, worst):
    one = scenario("a", message("t1"), message("t2", "sms", category="relationship"))
    assert row(portfolio(one, caps=[{**WEEK_ALL, **changes}])).worst.lower == worst


def test_only_what_is_counted_and_subject_makes_the_worst():
    one = scenario("a", message("t1", category="transactional"), message("t2", category="service"), "t3")
    assert row(portfolio(one, caps=[WEEK_ALL])).worst.lower == 1


def test_calendar_caps_are_judged_by_the_longest_period():
    day = {"id": "day", "max": 1, "per": "day", "kind": "calendar"}
    # 24 hours apart both fall on the autumn day that has 25
    assert row(portfolio(scenario("a", "t1", wait("w", "PT24H"), "t2"), caps=[day])).worst.lower == 2
    assert row(portfolio(scenario("a", "t1", wait("w", "PT25H"), "t2"), caps=[day])).worst.lower == 1


def test_a_gap_after_a_channel_counts_what_follows_one_dispatch():
    gap = {"id": "after-call", "min": "P2D", "after": ["call"], "channels": ["email"]}
    after = scenario("a", message("c", "call"), wait("w", "P1D"), "t1", wait("v", "P1D"), "t2")
    found = row(portfolio(after, gaps=[gap]))
    assert (found.limit, found.worst.lower) == (1, 2)
    assert [(due.at, due.node) for due in found.worst.witness.events] == [(0, "c"), (DAY, "t1")]
    # no call: nothing to come after
    assert row(portfolio(scenario("a", "t1"), gaps=[gap])).worst.lower == 0


def test_the_peak_of_the_score_is_at_the_last_send():
    one = scenario("a", message("t1", "call"), wait("w", "P7D"), message("t2", "call", ttl="P30D"))
    found = row(portfolio(one, score={"threshold": 10, "decay": {"half_life": "P7D"}}))
    assert found.worst.lower == pytest.approx(12)
    assert found.verdict is Verdict.MUST
    witness = found.worst.witness
    assert [due.at for due in witness.events] == [0, 7 * DAY]
    assert witness.scores == pytest.approx((8, 12))


# ── Golden cases ────────────────────────────────────────────────────────────────────────────────────────


def test_two_scenarios_of_one_message_are_one_too_many_under_one_a_week():
    whole = portfolio(scenario("a", "t1"), scenario("b", "t1"), caps=[WEEK_ALL])
    found = row(whole)
    assert (found.verdict, found.worst.lower, found.worst.upper, found.limit) == (Verdict.MAY, 2, 2, 1)
    assert found.scenarios == ("a", "b")
    assert [(due.at, due.scenario, due.node) for due in found.worst.witness.events] == [
        (0, "a", "t1"),
        (0, "b", "t1"),
    ]
    assert sets(whole) == {("a", "b")}


def test_t1_a_confirmation_that_is_exempt_holds_the_wedding_offer_back():
    offer = scenario("mariage", "offer")
    bank = scenario("changement-rib", "rib", priority={"class": "service"})
    whole = portfolio(offer, bank, gaps=[GAP_48H])
    found = row(whole)
    assert (found.verdict, found.worst.lower) == (Verdict.SAFE, 1)
    assert sets(whole) == set()
    (conflict,) = prove(whole).conflicts
    assert conflict.exempt
    assert set(conflict.scenarios) == {"changement-rib", "mariage"}
    assert {due.scenario for due in conflict.worst.witness.events} == {"changement-rib", "mariage"}


@pytest.mark.parametrize(
    ("nodes", "exempt"),
    [
        (["offer", wait("w", "P1D"), message("rib", category="service")], set()),
        ([message("rib", category="service"), wait("w", "P1D"), "offer"], {("a",)}),
    ],
)
def test_an_exempt_message_holds_back_what_follows_it_in_its_run(nodes, exempt):
    assert sets(portfolio(scenario("a", *nodes), gaps=[GAP_48H]), exempt=True) == exempt


def test_t1_with_both_subject_the_two_may_meet():
    offer = scenario("mariage", "offer", priority={"class": "relationship"})
    bank = scenario("changement-rib", "rib", priority={"class": "relationship"})
    whole = portfolio(offer, bank, gaps=[GAP_48H])
    assert row(whole).verdict is Verdict.MAY
    assert sets(whole) == {("mariage", "changement-rib")} or sets(whole) == {("changement-rib", "mariage")}


def test_t2_prevailing_does_not_change_the_worst():
    quote = scenario("relance-devis", "t1", priority={"prevails_over": ["relance-visite-site"]})
    visit = scenario("relance-visite-site", "t1")
    assert row(portfolio(quote, visit, caps=[WEEK_ALL])).worst.lower == 2


def test_t3_exclusions_do_not_change_the_worst():
    signed = {"did": {"event": "contract.signed", "within": "P3M"}}
    rules = [{"id": "financed-3m", "when": signed, "except": ["welcome"]}]
    scenarios = scenario("promo", "t1"), scenario("welcome", "t1")
    with_rule = row(portfolio(*scenarios, caps=[WEEK_ALL], exclusions=rules))
    assert with_rule.worst.lower == row(portfolio(*scenarios, caps=[WEEK_ALL])).worst.lower == 2


@pytest.mark.parametrize(("pause", "verdict"), [("PT48H", Verdict.SAFE), ("PT47H59M", Verdict.MUST)])
def test_t4_a_gap_kept_to_the_minute_is_safe(pause, verdict):
    assert row(portfolio(scenario("a", "t1", wait("w", pause), "t2"), gaps=[GAP_48H])).verdict is verdict


def test_t5_an_email_and_a_call_of_one_week_are_one_too_many():
    whole = portfolio(
        scenario("newsletter", "t1"), scenario("call-list", message("t1", "call")), caps=[WEEK_ALL]
    )
    assert row(whole).verdict is Verdict.MAY
    assert {due.channel.value for due in row(whole).worst.witness.events} == {"email", "call"}


# ── Who meets whom ──────────────────────────────────────────────────────────────────────────────────────


def test_audiences_that_a_fixed_attribute_keeps_apart_never_meet():
    lyon = scenario("a", "t1", audience={"eq": ["city", "Lyon"]})
    nice = scenario("b", "t1", audience={"eq": ["city", "Nice"]})
    whole = portfolio(lyon, nice, data=fixed("city"), caps=[WEEK_ALL])
    assert row(whole).verdict is Verdict.SAFE
    assert sets(whole) == set()


def test_the_photo_trusts_what_may_change_and_the_verdict_does_not():
    data = {"attributes": {"stage": {"type": "text", "mutability": "volatile"}}}
    one = scenario("a", "t1", audience={"eq": ["stage", "prospect"]})
    other = scenario("b", "t1", audience={"eq": ["stage", "client"]})
    found = row(portfolio(one, other, data=data, caps=[WEEK_ALL]))
    assert (found.verdict, found.worst.lower, found.photo) == (Verdict.MAY, 2, 1)


def test_the_witness_names_a_contact_that_is_in_every_audience():
    one = scenario("a", "t1", audience={"eq": ["city", "Lyon"]})
    other = scenario("b", "t1", audience={"in": ["city", ["Nice", "Lyon"]]})
    found = row(portfolio(one, other, data=fixed("city"), caps=[WEEK_ALL]))
    assert found.worst.witness.contact == {"city": "Lyon"}


def test_what_nobody_declares_counts_as_fixed_and_is_told():
    lyon = scenario("a", "t1", audience={"eq": ["city", "Lyon"]})
    nice = scenario("b", "t1", audience={"eq": ["city", "Nice"]})
    proof = prove(portfolio(lyon, nice, caps=[WEEK_ALL]))
    assert proof.rows[0].verdict is Verdict.SAFE
    assert proof.undeclared == ("city",)


def test_minimal_sets_hold_no_smaller_one():
    alone = scenario("alone", "t1", "t2", "t3")
    light = [scenario(key, "t1") for key in ("a", "b", "c")]
    twice = {"id": "two", "max": 2, "per": "P7D"}
    assert sets(portfolio(alone, *light, caps=[twice])) == {("alone",), ("a", "b", "c")}


def test_three_that_meet_two_by_two_but_never_all_three_are_no_conflict():
    cities = {"a": ["x", "y"], "b": ["y", "z"], "c": ["x", "z"]}
    three = [scenario(key, "t1", audience={"in": ["city", where]}) for key, where in cities.items()]
    twice = {"id": "two", "max": 2, "per": "P7D"}
    whole = portfolio(*three, data=fixed("city"), caps=[twice])
    assert row(whole).verdict is Verdict.SAFE
    assert sets(whole) == set()


def test_pairs_say_who_can_meet_trusting_what_is_fixed_and_trusting_all():
    data = {"attributes": {"stage": {"type": "text", "mutability": "volatile"}}}
    one = scenario("a", "t1", audience={"eq": ["stage", "prospect"]})
    other = scenario("b", "t1", audience={"eq": ["stage", "client"]})
    (pair,) = prove(portfolio(one, other, data=data, caps=[WEEK_ALL])).pairs
    assert (pair.rule, pair.one, pair.other) == ("week-all", "a", "b")
    assert (pair.possible, pair.photo, pair.worst, pair.limit) == (True, False, 2, 1)


def test_campaigns_of_the_plan_are_scenarios_of_one_message():
    plan = [{"key": "sales", "channel": "email", "at": ["2027-01-06T08:00:00Z"]}]
    whole = portfolio(scenario("a", "t1"), plan=plan, caps=[WEEK_ALL])
    assert row(whole).worst.lower == 2
    assert sets(whole) == {("a", "sales")}


def test_two_campaigns_a_week_apart_never_share_a_window():
    plan = [
        {"key": "one", "channel": "email", "at": ["2027-01-06T08:00:00Z"]},
        {"key": "two", "channel": "email", "at": ["2027-01-13T08:00:00Z"]},
    ]
    assert row(portfolio(plan=plan, caps=[WEEK_ALL])).verdict is Verdict.SAFE


# ── Bounds ──────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_bound_the_row_says_null():
    again = scenario("a", "t1", entry={"reentry": "after_exit"})
    found = row(portfolio(again, caps=[WEEK_ALL]))
    assert (found.verdict, found.worst) == (Verdict.UNBOUNDED, None)
    answer = found.to_json()
    assert (answer["worst"], answer["lower"], answer["upper"], answer["exact"]) == (None, None, None, False)


def test_a_message_heavier_than_the_threshold_is_dead():
    found = row(portfolio(scenario("a", message("t1", "call")), score={"threshold": 5}))
    assert (found.verdict, found.worst.lower) == (Verdict.DEAD, 8)


# ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_proof_from_memory_says_the_same():
    memo = Memo()
    one, other = scenario("a", "t1", "t2"), scenario("b", "t1")
    before = portfolio(one, other, caps=[WEEK_ALL])
    after = portfolio(scenario("a", "t1"), other, caps=[WEEK_ALL])
    prove(before, memo=memo)
    for whole in (after, before, after):
        assert prove(whole, memo=memo).rows == prove(whole).rows
        assert prove(whole, memo=memo).conflicts == prove(whole).conflicts


def test_the_same_records_again_are_the_same_proof():
    memo = Memo()
    whole = portfolio(scenario("a", "t1", "t2"), scenario("b", "t1"), caps=[WEEK_ALL])
    proof = prove(whole, memo=memo)
    assert prove(replace(whole, scenarios=(*whole.scenarios,)), memo=memo) is proof
    assert prove(replace(whole, scenarios=whole.scenarios[:1]), memo=memo) is not proof
    other = replace(whole, policy=replace(whole.policy, caps=()))
    assert prove(other, memo=memo).rows == ()
    assert prove(whole, memo=memo) is proof


def test_the_figure_of_the_photo_is_attained_like_the_worst():
    data = {"attributes": {"stage": {"type": "text", "mutability": "volatile"}}}
    stages = ["prospect", "client", "client"]
    many = [
        scenario(key, "t1", audience={"eq": ["stage", stage]})
        for key, stage in zip("abc", stages, strict=True)
    ]
    found = row(portfolio(*many, data=data, caps=[WEEK_ALL]))
    assert (found.worst.lower, found.photo) == (3, 2)
