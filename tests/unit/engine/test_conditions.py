"""Conditions as the planner answers them: who may enter, and the minute at which a truth changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from designer.domain.condition import Compare, Comparison, Condition, Did
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Segment, Type
from designer.domain.enrolment import Person, Unit
from designer.domain.scenario import EntersTrigger, Entry, Reentry
from designer.domain.time import Minute
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook
from tests.oracle.conditions import evaluate
from tests.oracle.test_conditions import TABLE, conditions, facts, moments
from tests.unit.engine.build import START, chain, d, did, event, m

VIP = Segment(key="vip", condition=Compare(how=Comparison.GE, field="score", value=80))


def of(*events: Event, taken_to: Minute, **attributes) -> Unit:
    """A contact of whom nothing else is known."""
    person = Person(
        id="c1",
        attributes=attributes,
        events=sorted(events, key=lambda one: (one.minute, one.at, one.id)),
        enrolments=[],
        stays={},
        marks={},
        taken_to=taken_to,
    )
    return Unit(key="u", people=[person], sends=[])


def holds(
    condition: Condition, *events: Event, now: Minute = START, data: DataModel | None = None, **attributes
) -> bool:
    """Whether a contact of whom this is known may enter a scenario for those who satisfy the condition."""
    asked = chain("asked", on="asked", audience=condition)
    book = Rulebook.of([asked], published_at=now, segments={"vip": VIP}, data=data)
    unit = of(*events, event("asked", now), taken_to=now - 1, **attributes)
    return bool(advance(book, unit, floor=now, until=now).entered)


@pytest.mark.parametrize(("condition", "attributes", "truth"), TABLE)
def test_operators(condition, attributes, truth):
    assert holds(condition, **attributes) is truth


def test_declared_types_win_over_the_literal():
    data = DataModel(
        attributes={
            "code": Attribute(name="code", type=Type.NUMBER),
            "on": Attribute(name="on", type=Type.DATE),
        },
        events={"order": EventType(name="order", properties={"amount": Type.NUMBER})},
        declared=True,
    )
    assert holds(Compare(how=Comparison.LT, field="code", value="10"), code="9", data=data)
    assert holds(
        Compare(how=Comparison.EQ, field="on", value="1998-01-01"), on="1998-01-01T10:00:00Z", data=data
    )
    large = Did(event="order", where=Compare(how=Comparison.GT, field="amount", value="99"))
    assert holds(large, event("order", START, amount="1000"), data=data)
    assert not holds(large, event("order", START, amount="98"), data=data)


@pytest.mark.parametrize(("age", "inside"), [(0, True), (59, True), (60, False), (-1, False)])
def test_a_window_is_open_at_its_start_and_closed_at_its_end(age, inside):
    assert holds(did("order", "PT1H"), event("order", START - age)) is inside


@pytest.mark.parametrize(
    ("now", "signed", "inside"),
    [
        ("1998-05-31T12:00", "1998-02-28T12:00", False),
        ("1998-05-31T12:00", "1998-02-28T12:01", True),
        ("1998-04-01T12:00", "1998-01-03T12:00", True),
        ("1998-04-01T12:00", "1997-12-30T12:00", False),
    ],
)
def test_months_are_calendar_months_of_the_contact(now, signed, inside):
    assert holds(did("sign", "P3M"), event("sign", m(signed)), now=m(now), timezone="UTC") is inside


@settings(max_examples=60, deadline=None)
@given(conditions, moments, moments)
def test_a_contact_enters_at_the_very_minute_at_which_a_condition_becomes_true(condition, some, others):
    """Looked at every minute, the truth changes when a search minute by minute says so."""
    events = [*(event("a", at) for at in set(some)), *(event("b", at) for at in set(others))]
    every = EntersTrigger(condition=condition, every=d("PT1M"))
    scenario = chain("s", on=every, entry=Entry(reentry=Reentry.AFTER_EXIT))
    book = Rulebook.of([scenario], published_at=START - 250, segments={"vip": VIP})
    unit = of(*events, taken_to=START - 251, score=7)
    out = advance(book, unit, floor=START - 250, until=START + 320)
    known = facts(*events, score=7)
    truth = [evaluate(condition, replace(known, now=t, known_to=t)) for t in range(START - 251, START + 321)]
    onsets = [START - 250 + t for t, (was, now) in enumerate(pairwise(truth)) if now > was]
    assert [one.entered_at for one in out.entered] == onsets
