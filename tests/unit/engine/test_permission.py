"""A decided message asks the rules of today once more: the same rules, the same minutes as one by one."""

from __future__ import annotations

from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.channel import Category, Channel
from designer.domain.condition import Compare, Comparison, Did
from designer.domain.policy import (
    Calendar,
    Cap,
    Exclusion,
    Gap,
    HalfLife,
    MaxByContact,
    Policy,
    QuietHours,
    Scope,
    Score,
)
from designer.domain.time import DAY
from designer.engine.compile import compile_book
from designer.engine.permission import Wanted, forbidden
from designer.engine.rulebook import Rulebook
from tests.oracle import pressure as plain
from tests.oracle.calendar import zone_of
from tests.oracle.conditions import Facts, History
from tests.unit.engine.build import START, d, event, sent

QUIET = QuietHours(
    channels=frozenset({Channel.SMS, Channel.EMAIL}),
    allow={day: ((time(9), time(12)), (time(14), time(23, 30))) for day in range(6)},
)
OPEN = Compare(how=Comparison.EQ, field="dispute", value=True)
POLICY = Policy(
    timezone="Europe/Paris",
    exclusions=(
        Exclusion(id="signed", when=Did(event="signed", within=d("P2D")), except_=frozenset({"free"})),
        Exclusion(id="dispute", when=OPEN, categories=frozenset({Category.COMMERCIAL})),
    ),
    quiet_hours=(QUIET,),
    caps=(
        Cap(id="week", max=MaxByContact(when=((Did(event="signed"), 3),), else_=2), per=d("P3D")),
        Cap(id="month", max=6, per=Calendar.MONTH, scope=Scope(channels=frozenset({Channel.EMAIL}))),
    ),
    gaps=(Gap(id="gap", min=d("PT7H")), Gap(id="call", min=d("P1D"), after=frozenset({Channel.CALL}))),
    score=Score(threshold=9, decay=HalfLife(half_life=d("P1D"))),
)
BOOK = Rulebook(policy=POLICY)
sends = st.lists(
    st.builds(
        lambda ago, channel, category, weight: sent(START - ago, channel, category, weight=weight),
        st.integers(0, 5 * DAY) | st.sampled_from([420, DAY, 3 * DAY]),
        st.sampled_from(Channel),
        st.sampled_from([Category.SERVICE, Category.COMMERCIAL]),
        st.sampled_from([0.5, 2.0, 8.0]),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
).map(lambda found: sorted(found, key=lambda one: (one.at, one.key)))
wanted = st.builds(
    Wanted,
    channel=st.sampled_from(Channel),
    category=st.sampled_from(Category),
    scenario=st.sampled_from(["free", "other"]),
    weight=st.sampled_from([0.0, 2.0, 9.5]),
)


@settings(max_examples=300, deadline=None)
@given(
    wanted,
    sends,
    st.lists(st.integers(0, 4 * DAY).map(lambda ago: event("signed", START - ago)), max_size=2),
    st.fixed_dictionaries({}, optional={"dispute": st.booleans(), "timezone": st.just("America/New_York")}),
    st.integers(0, DAY),
    st.integers(0, 5 * DAY),
)
def test_the_rules_say_what_they_say_one_by_one(message, left, signed, attributes, later, more):
    at = START + later
    facts = Facts(
        attributes=attributes,
        history=History(sorted(signed, key=lambda one: one.minute)),
        zone=zone_of(attributes, BOOK.zone),
        now=at,
        known_to=at,
        segments={},
        data=BOOK.data,
    )
    bench = plain.Bench(sends=left, facts=facts, limit=at + more)
    asked = plain.Wanted(
        channel=message.channel,
        category=message.category,
        scenario=message.scenario,
        weight=message.weight,
    )
    rules = plain.Rules(POLICY).of(asked)
    blocking = plain.first_blocking(rules, at, asked, bench)
    found = forbidden(
        compile_book(BOOK, first=at, last=at),
        message,
        attributes=attributes,
        events=sorted(signed, key=lambda one: one.minute),
        sends=left,
        at=at,
        limit=at + more,
    )
    if blocking is None:
        assert found is None
    else:
        assert found is not None
        assert found.rule == blocking[0].id
        assert list(found.fillers) == blocking[1]
        assert found.free == plain.first_free(rules, at, asked, bench)
