"""Conditions asked outside a pass are answered as one by one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.condition import All, Any, Compare, Comparison, Did, InSegment, IsSet, Not, NotDid
from designer.domain.data import DataModel, Segment
from designer.domain.errors import BadInput
from designer.domain.time import DAY, Duration
from designer.engine.asking import Asker
from tests.oracle.conditions import Facts, History, evaluate
from tests.unit.engine.build import START, did, event

PARIS = ZoneInfo("Europe/Paris")
BIG = Compare(how=Comparison.GE, field="score", value=10)
SEGMENTS = {
    "big": Segment(key="big", condition=BIG),
    "regular": Segment(key="regular", condition=Did(event="order", at_least=2)),
}
zones = st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "nowhere"])
people = st.fixed_dictionaries({}, optional={"score": st.integers(0, 20), "timezone": zones})
windows = st.none() | st.sampled_from(["PT1H", "P1D", "P7D", "P1M", "P3M", "P14M"]).map(Duration.parse)
wheres = st.none() | st.just(BIG) | st.just(InSegment(segment="big"))


def dids_with(where) -> st.SearchStrategy[Did]:
    return st.builds(
        Did,
        event=st.sampled_from(["order", "visit", "never"]),
        within=windows,
        at_least=st.integers(0, 3),
        where=where,
    )


# what else has happened may be asked inside a where
nested = st.recursive(
    dids_with(wheres) | st.sampled_from([BIG, InSegment(segment="regular"), InSegment(segment="nobody")]),
    lambda parts: st.one_of(
        st.builds(All, parts=st.lists(parts, max_size=2).map(tuple)),
        st.builds(Any, parts=st.lists(parts, max_size=2).map(tuple)),
        st.builds(Not, part=parts),
        st.builds(NotDid, did=dids_with(parts)),
        dids_with(parts),
    ),
    max_leaves=4,
)
dids = dids_with(wheres | nested)
conditions = st.recursive(
    dids
    | st.builds(NotDid, did=dids)
    | st.sampled_from([BIG, IsSet(field="score"), InSegment(segment="big"), InSegment(segment="regular")]),
    lambda parts: st.one_of(
        st.builds(All, parts=st.lists(parts, max_size=3).map(tuple)),
        st.builds(Any, parts=st.lists(parts, max_size=3).map(tuple)),
        st.builds(Not, part=parts),
    ),
    max_leaves=6,
)
happened = st.lists(
    st.builds(
        lambda name, ago, score: event(name, START - ago, score=score),
        st.sampled_from(["order", "visit", "other"]),
        st.integers(-2 * DAY, 500 * DAY) | st.sampled_from([0, 60, DAY, 7 * DAY, 31 * DAY, 92 * DAY]),
        st.integers(0, 20),
    ),
    max_size=5,
)


def ask(*asked) -> Asker:
    return Asker(asked, segments=SEGMENTS, data=DataModel(), zone=PARIS)


def plain(condition, attributes, events, now) -> bool:
    own = str(attributes.get("timezone"))
    facts = Facts(
        attributes=attributes,
        history=History(sorted(events, key=lambda one: one.minute)),
        zone=ZoneInfo(own) if own in {"America/New_York", "Asia/Kolkata"} else PARIS,
        now=now,
        known_to=now,
        segments=SEGMENTS,
        data=DataModel(),
    )
    return evaluate(condition, facts)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(conditions, min_size=1, max_size=4),
    st.lists(st.tuples(people, happened), max_size=4),
    st.integers(-40 * DAY, 40 * DAY),
)
def test_the_answers_are_the_plain_ones(asked, crowd, shift):
    now = START + shift
    found = ask(*asked).holds([one for one, _ in crowd], [events for _, events in crowd], now)
    assert found.tolist() == [
        [plain(condition, attributes, events, now) for condition in asked] for attributes, events in crowd
    ]


def test_no_condition_holds_of_everybody():
    assert ask(None, BIG).of_one({}, [], START) == [True, False]


def test_it_says_which_events_it_looks_at():
    assert set(ask(BIG, did("order"), InSegment(segment="regular"), NotDid(did=did("visit"))).events) == {
        "order",
        "visit",
    }


def test_contacts_bring_zones_of_their_own():
    asker = ask(did("order", "P1M"))
    month = [event("order", START - 31 * DAY + 90)]
    for zone in ("Europe/Paris", "Pacific/Apia", "Europe/Paris"):
        attributes = {"timezone": zone}
        facts = Facts(
            attributes=attributes,
            history=History(month),
            zone=ZoneInfo(zone),
            now=START,
            known_to=START,
            segments={},
            data=DataModel(),
        )
        assert asker.of_one(attributes, month, START) == [evaluate(did("order", "P1M"), facts)]


def test_a_segment_that_stands_in_itself_is_refused():
    with pytest.raises(BadInput, match="stands in itself"):
        Asker(
            [InSegment(segment="loop")],
            segments={"loop": Segment(key="loop", condition=InSegment(segment="loop"))},
            data=DataModel(),
            zone=PARIS,
        )


def test_many_dids_in_one_where_are_refused():
    inner = tuple(did(f"e{n}") for n in range(7))
    with pytest.raises(BadInput, match="asks 7 times what else has happened"):
        ask(Did(event="order", where=All(parts=inner)))
