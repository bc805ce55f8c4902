"""The planner tries again at the first minute that every rule allows, which a search by minutes finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.channel import Channel
from designer.domain.policy import Calendar, Cap, Policy
from designer.domain.scenario import IfBlocked
from designer.domain.time import Minute
from tests.oracle.calendar import period, zone_named
from tests.oracle.test_pressure import legal, pasts, policies
from tests.unit.engine.build import START, chain, event, message, person, sent, world

LIMIT = 400


def tried(policy: Policy, past: list[tuple[Minute, Channel]], *, zone: str = "UTC", limit: int = LIMIT):
    """The minutes at which one e-mail due at the start is tried, and the last verdict."""
    ask = message("t", ttl=f"PT{limit}M", if_blocked=IfBlocked.DELAY, weight=2.0)
    contact = person(event("begin", START), timezone=zone)
    run = world(chain("s", ask), people=contact, policy=policy, sends=[sent(at, on) for at, on in past])
    run.run(START + limit + 1)
    return [at for _, _, at, _ in run.decisions], run.decisions[-1][0]


@settings(max_examples=120, deadline=None)
@given(policies, pasts)
def test_the_next_try_is_the_first_minute_that_every_rule_allows(policy, past):
    gone = [(at, channel) for at, channel in past if at <= START]
    sends = [sent(at, channel) for at, channel in gone]
    found = next((t for t in range(START, START + LIMIT + 1) if legal(policy, sends, t)), None)
    times, verdict = tried(policy, gone)
    if found is None:
        assert (times, verdict) == ([START], "skipped")
    else:
        assert (times, verdict) == (sorted({START, found}), "sent")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(Calendar)),
    st.integers(0, 3),
    st.lists(st.integers(-3000, 0), max_size=6, unique=True),
)
def test_a_calendar_cap_counts_the_local_period(unit, most, ages):
    policy = Policy(caps=(Cap(id="cap", max=most, per=unit),))
    past = [(START + age, Channel.EMAIL) for age in ages]
    times, verdict = tried(policy, past, zone="Europe/Paris", limit=40 * 1440)
    start, end = period(START, unit, zone_named("Europe/Paris"))
    inside = sum(start <= at < end for at, _ in past)
    if most == 0:
        assert (times, verdict) == ([START], "skipped")
    else:
        assert (times, verdict) == (sorted({START, START if inside < most else end}), "sent")
