"""What history shows of reactions, and the events that are supposed to come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.domain.channel import Channel
from designer.domain.data import Segment
from designer.domain.time import DAY
from designer.engine.behaviour import ENOUGH, Behaviours, Rates, measured, wilson
from designer.engine.columns import Base
from designer.engine.membership import members
from designer.engine.rulebook import Rulebook
from designer.engine.whatif import supposed
from tests.unit.engine.build import START, did

MONTH = 30 * DAY


def base(*events: tuple[str, str, int, dict]) -> Base:
    """A base of c0 … c9 with (contact, name, minute from the start, properties)."""
    return Base.of_records(
        [(f"c{number}", {}) for number in range(10)],
        [
            (who, name, (START + at) * 60, START + at, f"e{place:05}", properties)
            for place, (who, name, at, properties) in enumerate(events)
        ],
    )


def history(messages: int, opened: int) -> Base:
    """So many e-mails, an hour apart, the first of them opened after twenty minutes."""
    email = {"channel": "email", "scenario": "offer", "node": "o1"}
    sent = [("c1", "message.sent", 60 * k - 2 * MONTH, email) for k in range(messages)]
    read = [("c1", "message.opened", 60 * k - 2 * MONTH + 20, email) for k in range(opened)]
    return base(*sent, *read)


@given(st.integers(1, 5000), st.data())
def test_wilsons_interval_holds_the_rate_and_narrows(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)

    assert 0 <= low <= successes / trials <= high <= 1
    lower, higher = wilson(4 * successes, 4 * trials)
    assert higher - lower <= high - low + 1e-12


def test_wilsons_interval_is_that_of_the_books():
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert wilson(0, 0) == (0, 1)


def test_rates_are_measured_by_channel():
    found = measured(history(400, 100), START)

    rates = {one.reaction: one for one in found.rates}
    assert (rates["opened"].messages, rates["opened"].followed) == (400, 100)
    assert rates["opened"].rate == 0.25
    assert rates["delivered"].rate == 1.0
    assert found.behaviours().measured["", Channel.EMAIL].opened == 0.25
    assert found.behaviours().measured["", Channel.EMAIL].reaction == 20


def test_too_few_messages_say_nothing():
    assert not measured(history(ENOUGH - 1, 50), START).behaviours().measured


def test_messages_that_may_still_be_read_are_left_out():
    email = {"channel": "email"}
    young = base(("c1", "message.sent", -DAY, email), ("c1", "message.sent", -MONTH, email))

    assert {one.messages for one in measured(young, START).rates} == {1}


def test_segments_are_measured_apart():
    inside = np.zeros(10, dtype=bool)
    inside[1] = True
    found = measured(history(400, 100), START, {"ones": inside, "others": ~inside})

    opened = {one.segment: one.messages for one in found.rates if one.reaction == "opened"}
    assert opened == {"": 400, "ones": 400, "others": 0}


def test_what_is_said_by_hand_stands_beside_what_is_measured():
    by_hand = Behaviours(messages={("offer", "o1"): Rates(opened=0.9)})
    found = measured(history(400, 100), START).behaviours(by_hand)

    assert found.messages == by_hand.messages
    assert found.measured


# ── Events that are supposed ────────────────────────────────────────────────────────────────────────────


def test_known_events_are_those_of_the_base():
    assert supposed("known", base(), Rulebook(), start=START, days=10) is None


def test_replayed_events_come_whole_weeks_later():
    past = base(
        ("c1", "visit", -13 * DAY, {}), ("c2", "visit", -15 * DAY, {}), ("c3", "message.opened", -DAY, {})
    )
    found = supposed("replay", past, Rulebook(), start=START, days=10)

    assert found is not None
    assert (found.person.tolist(), found.minute.tolist()) == ([1], [START + DAY])


def test_rates_are_each_contacts_own_and_drawn_alike_again():
    often = [("c1", "visit", -k * DAY, {}) for k in range(1, 61)]
    rare = [("c2", "visit", -60 * DAY, {})]
    past = base(*often, *rare)
    book = Rulebook(seed="7")
    found = supposed("rates", past, book, start=START, days=300)
    again = supposed("rates", past, book, start=START, days=300)

    assert found is not None
    assert again is not None
    assert all(np.array_equal(one, other) for one, other in zip(found, again, strict=True))
    of_first = int((found.person == 1).sum())
    assert 240 < of_first < 360
    assert int((found.person == 2).sum()) < 25
    assert ((found.minute >= START) & (found.minute < START + 300 * DAY)).all()
    assert {past.names()[row] for row in found.row} == {"visit"}


def test_another_seed_supposes_other_moments():
    past = base(*(("c1", "visit", -k * DAY, {}) for k in range(1, 31)))
    one, other = (supposed("rates", past, Rulebook(seed=seed), start=START, days=30) for seed in "ab")

    assert one is not None
    assert other is not None
    assert one.minute.tolist() != other.minute.tolist()


def test_members_of_a_segment_are_asked_at_a_minute():
    past = base(("c1", "order", -10 * DAY, {}), ("c2", "order", -40 * DAY, {}), ("c3", "order", DAY, {}))
    book = Rulebook(segments={"recent": Segment(key="recent", condition=did("order", "P30D"))})
    found = members(past, book, ["recent", "unheard-of"], START - 1)

    assert np.flatnonzero(found[:, 0]).tolist() == [1]
    assert not found[:, 1].any()
