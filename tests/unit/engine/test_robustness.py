"""Whatever a contact's record holds, the planner decides: a bad value is a missing one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.domain.contact import Event
from designer.domain.enrolment import Person, Unit
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook
from tests.unit.engine import town
from tests.unit.engine.build import START

BOOK = Rulebook.of(town.scenarios(), published_at=START, policy=town.policy(), seed="town")

odd = st.one_of(
    st.sampled_from(
        ["", " ", "nan", "inf", "1e999", "9999-12-31", "0001-01-01", "1998-02-30", "P3D", "Europe/", "oui"]
    ),
    st.datetimes().map(lambda at: at.isoformat()),
    st.dates().map(lambda on: on.isoformat()),
    st.text(max_size=8),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.lists(st.text(max_size=3), max_size=3).map(tuple),
)
names = st.sampled_from(
    ["timezone", "birth", "stage", "appointment", "email", "phone", "consent_email", "consent_sms", "score"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(names, odd, max_size=9),
    st.lists(
        st.tuples(st.sampled_from(town.EVENTS), st.dictionaries(st.text(max_size=9), odd, max_size=2)),
        max_size=6,
    ),
)
def test_no_value_stops_the_planner(attributes, facts):
    events = [
        Event(
            id=str(n), contact="c1", name=name, at=(START + n) * 60, minute=START + n, properties=properties
        )
        for n, (name, properties) in enumerate(facts)
    ]
    contact = Person(
        id="c1", attributes=attributes, events=events, enrolments=[], stays={}, marks={}, taken_to=START - 1
    )
    out = advance(BOOK, Unit(key="u", people=[contact], sends=[]), floor=START, until=START + 3 * 1440)
    assert set(out.next_due) == {"c1"}
