"""The oracle itself: every operator, the half-open window, the minute at which a truth may change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Comparison,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
)
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Segment, Type
from designer.domain.time import Duration, Minute, to_instant
from tests.oracle.calendar import zone_named
from tests.oracle.conditions import Facts, History, evaluate, flips_at, window_end
from tests.unit.engine.build import START, did, event, m

PARIS = zone_named("Europe/Paris")


def facts(
    *events: Event, now: Minute = START, data: DataModel | None = None, zone=PARIS, **attributes
) -> Facts:
    vip = Segment(key="vip", condition=compare("ge", "score", 80))
    return Facts(
        attributes=attributes,
        history=History(sorted(events, key=lambda e: e.minute)),
        zone=zone,
        now=now,
        known_to=now,
        segments={"vip": vip},
        data=data or DataModel(),
    )


def compare(how: str, field: str, value) -> Compare:
    return Compare(how=Comparison(how), field=field, value=value)


TABLE = [
    (compare("eq", "city", "Lyon"), {"city": "Lyon"}, True),
    (compare("eq", "city", "Lyon"), {"city": "lyon"}, False),  # texts compare exactly
    (compare("eq", "city", "Lyon"), {}, False),  # missing
    (compare("ne", "city", "Lyon"), {}, False),  # missing makes any comparison false…
    (Not(part=compare("eq", "city", "Lyon")), {}, True),  # …and its not true
    (compare("ne", "city", "Lyon"), {"city": "Paris"}, True),
    (compare("ge", "age", 18), {"age": 18}, True),
    (compare("ge", "age", 18), {"age": "18"}, True),  # a cell of a file is read as the literal's type
    (compare("ge", "age", 18), {"age": "eighteen"}, False),  # unreadable is missing
    (Not(part=compare("ge", "age", 18)), {"age": "eighteen"}, True),
    (compare("gt", "age", 18), {"age": 18}, False),
    (compare("lt", "age", 18), {"age": 17.5}, True),
    (compare("le", "age", 18), {"age": 18}, True),
    (compare("eq", "vip", True), {"vip": "oui"}, True),
    (compare("eq", "vip", True), {"vip": 1}, True),
    (compare("eq", "vip", False), {"vip": "0"}, True),
    (compare("eq", "age", 1), {"age": True}, False),  # a boolean is no number
    (compare("eq", "code", "1"), {"code": 1}, False),  # a number is no text
    (In(field="stage", values=("lead", "client")), {"stage": "client"}, True),
    (In(field="stage", values=("lead", "client")), {}, False),
    (Between(field="score", low=40, high=60), {"score": 40}, True),  # both ends in
    (Between(field="score", low=40, high=60), {"score": 60}, True),
    (Between(field="score", low=40, high=60), {"score": 61}, False),
    (IsSet(field="phone"), {"phone": "06"}, True),
    (IsSet(field="phone"), {"phone": ""}, False),
    (IsSet(field="phone"), {}, False),
    (Contains(field="tags", value="vip"), {"tags": ("new", "vip")}, True),
    (Contains(field="tags", value="vi"), {"tags": ("new", "vip")}, False),
    (Contains(field="note", value="vi"), {"note": "a vip"}, True),  # a part of a text
    (Matches(field="email", pattern="*@example.com"), {"email": "a@example.com"}, True),
    (Matches(field="email", pattern="*@example.com"), {"email": "a@example.comm"}, False),
    (Matches(field="email", pattern="?[1]"), {"email": "a[1]"}, True),  # brackets are letters
    (Consents(channel="email"), {"consent_email": "yes"}, True),
    (Consents(channel="email"), {"consent_email": "no"}, False),
    (Consents(channel="email"), {}, False),
    (InSegment(segment="vip"), {"score": 90}, True),
    (InSegment(segment="nobody"), {"score": 90}, False),
    (All(parts=()), {}, True),
    (Any(parts=()), {}, False),
]


@pytest.mark.parametrize(("condition", "attributes", "truth"), TABLE)
def test_operators(condition: Condition, attributes, truth):
    assert evaluate(condition, facts(**attributes)) is truth


def test_declared_types_win_over_the_literal():
    data = DataModel(
        attributes={
            "code": Attribute(name="code", type=Type.NUMBER),
            "on": Attribute(name="on", type=Type.DATE),
        },
        declared=True,
    )
    assert evaluate(compare("lt", "code", "10"), facts(code="9", data=data))
    assert evaluate(compare("eq", "on", "1998-01-01"), facts(on="1998-01-01T10:00:00Z", data=data))


def test_a_window_is_open_at_its_start_and_closed_at_its_end():
    at = START
    for now, inside in [(at, True), (at + 59, True), (at + 60, False), (at - 1, False)]:
        assert evaluate(did("order", "PT1H"), facts(event("order", at), now=now)) is inside


def test_at_least_counts_and_where_chooses():
    orders = [event("order", START - n, amount=n * 100) for n in range(5)]
    assert evaluate(did("order", "PT1H", 5), facts(*orders))
    assert not evaluate(did("order", "PT1H", 6), facts(*orders))
    big = Did(event="order", at_least=2, where=compare("ge", "amount", 300))
    assert evaluate(big, facts(*orders))
    assert evaluate(NotDid(did=Did(event="order", at_least=3, where=big.where)), facts(*orders))


def test_properties_are_read_by_their_declared_type():
    data = DataModel(
        events={"order": EventType(name="order", properties={"amount": Type.NUMBER})}, declared=True
    )
    where = Did(event="order", where=compare("gt", "amount", "99"))
    assert evaluate(where, facts(event("order", START, amount="1000"), data=data))


@pytest.mark.parametrize(
    ("now", "signed", "inside"),
    [
        ("1998-05-31T12:00", "1998-02-28T12:00", False),  # 31 May − 3 months is 28 February, the month's end
        ("1998-05-31T12:00", "1998-02-28T12:01", True),
        ("1998-04-01T12:00", "1998-01-03T12:00", True),  # 88 days ago
        ("1998-04-01T12:00", "1997-12-30T12:00", False),  # 92 days ago
    ],
)
def test_months_are_calendar_months_of_the_contact(now, signed, inside):
    utc = zone_named("UTC")
    assert evaluate(did("sign", "P3M"), facts(event("sign", m(signed)), now=m(now), zone=utc)) is inside


ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(m("1998-01-20"), m("1998-12-20")),
    st.sampled_from([1, 2, 3, 6, 12]),
    st.sampled_from(ZONES),
    st.integers(-9, 9),
)
def test_the_end_of_a_calendar_window_is_the_minute_at_which_the_event_leaves_it(at, months, zone, days):
    zone = zone_named(zone)
    within = Duration(months=months)
    wall = to_instant(at) + timedelta(days=30.44 * months)
    after = max(at, m(wall.strftime("%Y-%m-%dT%H:%M")) + days * 1440)
    order = event("order", at)
    condition = did("order", f"P{months}M")

    def inside(t: Minute) -> bool:
        return evaluate(condition, facts(order, now=t, zone=zone))

    found = window_end(at, within, after, zone)
    until = after + 12 * 1440 if found is None else found
    assert all(inside(t) == inside(after) for t in [*range(after, until, 11), until - 1])
    assert found is None or inside(found) != inside(after)


moments = st.lists(st.integers(START - 200, START + 200), max_size=6)
leaves = st.one_of(
    st.builds(did, st.sampled_from("ab"), st.sampled_from(["PT30M", "PT90M", None]), st.integers(1, 3)),
    st.just(compare("ge", "score", 5)),
    st.just(InSegment(segment="vip")),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, parts=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, parts=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, part=inner),
        st.builds(
            NotDid,
            did=st.builds(did, st.sampled_from("ab"), st.sampled_from(["PT40M", None]), st.integers(1, 2)),
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(conditions, moments, moments)
def test_no_truth_changes_before_the_minute_announced(condition, some, others):
    events = [*(event("a", at) for at in some), *(event("b", at) for at in others)]
    known = facts(*events, now=START, score=7)
    truth = evaluate(condition, known)
    flip = flips_at(condition, known, START)
    first = next(
        (t for t in range(START + 1, START + 300) if evaluate(condition, known.at(t)) != truth), None
    )
    assert first is None or (flip is not None and START < flip <= first)
    assert flip is None or flip > START


def test_events_after_what_is_known_do_not_count():
    known = facts(event("order", START + 10), now=START)
    assert not evaluate(did("order"), known.at(START + 20))
