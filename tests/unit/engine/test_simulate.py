"""A simulation counts what the planner decides, whatever the chunks, the workers, the order of the base."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from designer.domain.channel import Category, Channel
from designer.domain.contact import Event
from designer.domain.data import Segment
from designer.domain.enrolment import Person, Unit, Verdict
from designer.domain.errors import BadInput, NotFound
from designer.domain.policy import Cap, Controls, CountingUnit, Gap, HalfLife, Policy, Score
from designer.domain.scenario import Entry, Expected, Goal, Priority, Reentry, Sheet, Wait, WaitEvent
from designer.domain.time import DAY, to_iso
from designer.engine import simulate as simulating
from designer.engine.behaviour import NOBODY, Behaviours, Rates
from designer.engine.columns import Base
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook
from designer.engine.simulate import Result, Stopped, simulate
from designer.engine.story import story
from designer.engine.tables import REACTIONS
from tests.unit.engine.build import START, chain, d, did, graph, m, message, sent

DAYS = 10
AGAIN = Entry(reentry=Reentry.PARALLEL, gap=d("PT1H"))
POLICY = Policy(
    timezone="UTC",
    caps=(Cap(id="week", max=2, per=d("P7D")),),
    gaps=(Gap(id="gap", min=d("P1D")),),
    score=Score(threshold=9, decay=HalfLife(half_life=d("P2D"))),
    controls=Controls(per_scenario=0.1),
)


def scenarios():
    return [
        graph(
            "offer",
            (
                message("o1"),
                WaitEvent(id="wait", event="message.opened", timeout=d("P2D")),
                message("o2", Channel.SMS),
            ),
            "start>o1 o1>wait wait:event>end wait:timeout>o2 o2>end",
            on="visit",
            entry=AGAIN,
            goal=Goal(event="order"),
            sheet=Sheet(expected=Expected(delivered=0.9, opened=0.5, converted=0.2, unsubscribed=0.05)),
        ),
        chain(
            "care",
            Wait(id="w", for_=d("P1D")),
            message("c1", category=Category.RELATIONSHIP),
            on="order",
            entry=AGAIN,
            priority=Priority(class_=Category.RELATIONSHIP, value=90),
        ),
    ]


def book(policy: Policy = POLICY, **others) -> Rulebook:
    segments = {"regulars": Segment(key="regulars", condition=did("order", "P30D"))}
    return Rulebook.of(scenarios(), published_at=START, policy=policy, segments=segments, **others)


def facts(count: int = 40) -> tuple[list, list]:
    """Contacts of households of two, their visits and orders before and after the start."""
    numbers = np.random.default_rng(7)
    known = {"email": "a@example.com", "phone": "+33", "consent_email": True, "consent_sms": "yes"}
    contacts = [(f"c{k:03}", {**known, "household": f"h{k // 2}"}) for k in range(count)]
    events = []
    for number in range(8 * count):
        minute = START + int(numbers.integers(-20 * DAY, DAYS * DAY))
        name = str(numbers.choice(["visit", "order"]))
        events.append((f"c{numbers.integers(count):03}", name, minute * 60, minute, f"e{number:04}", {}))
    for number in range(count):
        minute = START - int(numbers.integers(1, 3 * DAY))
        sent = {"channel": "email", "category": "commercial"}
        events.append((f"c{number:03}", "message.sent", minute * 60, minute, f"s{number:03}", sent))
    return contacts, events


def base() -> Base:
    return Base.of_records(*facts())


def run(base_: Base | None = None, book_: Rulebook | None = None, **others) -> Result:
    wanted = {"start": START, "days": DAYS, "seed": 5, **others}
    return simulate(base() if base_ is None else base_, book_ or book(), **wanted)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


# ── The same decisions as the planner's ─────────────────────────────────────────────────────────────────


def planned(unit: CountingUnit) -> Counter:
    """What the planner decides, unit by unit, as ledger rows without their order."""
    contacts, events = facts()
    policy = replace(POLICY, unit=unit)
    groups: dict[str, Unit] = {}
    for key, attributes in contacts:
        whole = key if unit is CountingUnit.CONTACT else str(attributes["household"])
        group = groups.setdefault(whole, Unit(key=whole, people=[], sends=[]))
        own = [one for one in events if one[0] == key]
        group.people.append(
            Person(
                id=key,
                attributes=dict(attributes),
                events=[
                    Event(id=id_, contact=key, name=name, at=at, minute=minute, properties=properties)
                    for _, name, at, minute, id_, properties in sorted(own, key=lambda one: (one[3], one[4]))
                ],
                enrolments=[],
                stays={},
                marks={},
                taken_to=START - 1,
            )
        )
        for _, name, _, minute, id_, _ in own:
            if name == "message.sent":
                past = sent(minute, weight=POLICY.score.weight_of(Channel.EMAIL))
                group.sends.append(replace(past, key=f"history/{id_}", contact=key))
    found: Counter = Counter()
    rulebook = book(policy, seed="5")
    for group in groups.values():
        group.sends.sort(key=lambda one: (one.at, one.key))
        outcome = advance(rulebook, group, floor=START, until=START + DAYS * DAY - 1)
        for one in outcome.decisions:
            place = (one.contact, one.scenario, one.node, str(one.entry), to_iso(one.at), to_iso(one.due_at))
            found[(*place, one.verdict.value, one.rule or "", len(one.blocked_by))] += 1
    return found


@pytest.mark.parametrize("unit", [CountingUnit.CONTACT, CountingUnit.HOUSEHOLD])
def test_decisions_are_those_of_the_planner(tmp_path, unit):
    run(book_=book(replace(POLICY, unit=unit)), behaviours=NOBODY, ledger=tmp_path / "l.csv")

    told: Counter = Counter()
    for row in rows(tmp_path / "l.csv"):
        place = tuple(row[name] for name in ("contact", "scenario", "node", "entry", "at", "due_at"))
        blockers = len([one for one in row["blocked_by"].split("|") if one])
        told[(*place, row["decision"], row["rule"], blockers)] += 1
    assert told == planned(unit)


def test_the_summary_counts_the_rows_of_the_ledger(tmp_path):
    found = run(ledger=tmp_path / "l.csv").summary

    told = rows(tmp_path / "l.csv")
    verdicts = Counter(row["decision"] for row in told)
    assert found["decisions"] == {verdict.value: verdicts[verdict.value] for verdict in Verdict}
    rules = Counter(row["rule"] for row in told if row["rule"])
    assert {rule: count for rule, count in found["blocked_by"].items() if count} == rules
    sends = Counter(row["scenario"] for row in told if row["decision"] == "sent")
    assert {key: row["sent"] for key, row in found["by_scenario"].items()} == {
        key: sends[key] for key in ("care", "offer")
    }


def test_the_ledger_is_in_order_and_names_who_fills_a_rule(tmp_path):
    run(ledger=tmp_path / "l.csv")

    told = rows(tmp_path / "l.csv")
    keys = [
        (row["at"], row["contact"], row["scenario"], int(row["entry"]), row["node"], int(row["visit"]))
        for row in told
    ]
    assert keys == sorted(keys)
    left = {
        f"{row['scenario']}/{row['node']}@{row['at']}"
        for row in told
        if row["decision"] in ("sent", "control")
    }
    blockers = {one for row in told for one in row["blocked_by"].split("|") if one}
    assert blockers
    assert {one for one in blockers if not one.startswith("history/-@")} <= left


def test_the_fullest_windows_are_those_of_the_ledger(tmp_path):
    found = run(ledger=tmp_path / "l.csv").max_in_window

    sends: dict[str, list[int]] = {}
    for row in rows(tmp_path / "l.csv"):
        if row["decision"] == "sent":
            sends.setdefault(row["contact"], []).append(m(row["at"].removesuffix("Z")))
    width = {"week": 7 * DAY, "gap": DAY}
    for rule, length in width.items():
        most = max(sum(at - length < other <= at for other in own) for own in sends.values() for at in own)
        assert found[rule] == most
    assert 0 < found["score"] <= 9


# ── Whatever the chunks, the workers, the order ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("unit", [CountingUnit.CONTACT, CountingUnit.HOUSEHOLD])
def test_neither_chunks_nor_workers_nor_small_rooms_show(tmp_path, monkeypatch, unit):
    rulebook = book(replace(POLICY, unit=unit))
    whole = run(book_=rulebook, ledger=tmp_path / "whole.csv", workers=1)
    monkeypatch.setattr(simulating, "CHUNK", 3)
    monkeypatch.setattr(simulating, "ROWS", 4)
    parts = run(book_=rulebook, ledger=tmp_path / "parts.csv", workers=3)

    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert same(parts, whole)


def test_the_order_of_contacts_and_events_does_not_show(tmp_path):
    contacts, events = facts()
    run(ledger=tmp_path / "one.csv")
    run(Base.of_records(contacts[::-1], events[::-1]), ledger=tmp_path / "other.csv")

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_parquet_ledgers_are_the_same_byte_for_byte_and_say_what_csv_says(tmp_path):
    for name in ("a.parquet", "b.parquet", "c.csv"):
        run(ledger=tmp_path / name)

    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    frame = pl.read_parquet(tmp_path / "a.parquet")
    stamp = pl.col("at", "due_at").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    told = frame.with_columns(stamp).with_columns(pl.all().cast(pl.String).fill_null(""))
    assert told.rows(named=True) == rows(tmp_path / "c.csv")


def test_another_seed_draws_otherwise(tmp_path):
    run(seed=1, ledger=tmp_path / "1.csv")
    run(seed=2, ledger=tmp_path / "2.csv")

    assert (tmp_path / "1.csv").read_bytes() != (tmp_path / "2.csv").read_bytes()


def same(one: Result, other: Result) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("entered", "left", "passed", "arrived", "decided", "sent", "blocked", "lost", "load")
    ) and (one.heaviest, one.max_in_window) == (other.heaviest, other.max_in_window)


# ── What is counted ─────────────────────────────────────────────────────────────────────────────────────


def test_counts_agree_with_each_other():
    found = run()

    summary = found.summary
    assert found.arrived.sum() == summary["node_steps"]
    assert found.entered.sum() == summary["entries"]
    # whoever entered a node came by a way out, or had just entered the scenario
    assert found.passed.sum() + found.entered.sum() == found.arrived.sum()
    assert found.sent.sum() == found.decided[:, 0].sum() == summary["decisions"]["sent"]
    assert found.left[:, 0].sum() == 0
    assert found.left.sum() <= found.entered.sum()
    assert found.converted.sum() == summary["conversions"] > 0


def test_everybody_is_in_one_bucket_of_each_week():
    found = run()

    regulars = found.segments.index("regulars")
    assert (found.load[:, 0].sum(axis=-1) == 40).all()
    assert (found.load[:, regulars].sum(axis=-1) == found.load[0, regulars, 0].sum()).all()
    assert 0 < found.load[0, regulars, 0].sum() < 40
    every = found.load[:, 0, -1] @ np.arange(13)
    assert every.sum() == found.summary["decisions"]["sent"]


def test_the_heaviest_received_most():
    found = run()

    numbers = [count for _, count, _ in found.heaviest]
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == found.summary["decisions"]["sent"]


def test_a_result_is_kept_and_read_back():
    found = run()

    again = Result.from_bytes(found.to_bytes())
    assert same(again, found)
    assert (again.summary, again.nodes, again.ways) == (found.summary, found.nodes, found.ways)


def test_what_is_no_result_is_said():
    with pytest.raises(BadInput, match="no result"):
        Result.from_bytes(b"something else")


# ── Reactions ───────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_reacts_unless_something_is_expected():
    found = run(behaviours=NOBODY)

    assert found.reacted.sum() == 0


def test_the_sheet_says_how_contacts_react():
    found = run()
    row = found.nodes.index(("offer", 1, "o1"))
    sent_, reacted = found.sent[row].sum(), dict(zip(REACTIONS, found.reacted[row], strict=True))

    assert reacted["delivered"] + reacted["bounced"] == sent_
    assert 0 < reacted["opened"] < reacted["delivered"]
    assert found.reacted[found.nodes.index(("care", 1, "c1"))].sum() == 0


def test_reactions_open_the_ways_that_wait_for_them():
    opened = Behaviours(channels={Channel.EMAIL: Rates(delivered=1, opened=1, reaction=60)}, sheets=False)
    found, silent = run(behaviours=opened), run(behaviours=NOBODY)

    second = found.nodes.index(("offer", 1, "o2"))
    assert found.arrived[second].sum() < silent.arrived[second].sum()


def test_an_unsubscription_closes_the_channel():
    gone = Behaviours(channels={Channel.EMAIL: Rates(unsubscribed=1, reaction=1)}, sheets=False)
    found = run(behaviours=gone)

    assert found.summary["blocked_by"]["suppressed"] > 0
    email = found.channels.index("email")
    assert found.sent[:, email].sum() <= 40


def test_what_is_said_by_hand_prevails():
    silent = Behaviours(scenarios={"offer": Rates(delivered=1, opened=0, converted=0, unsubscribed=0)})
    found = run(behaviours=silent)

    assert found.reacted[:, REACTIONS.index("opened")].sum() == 0
    assert found.reacted[:, REACTIONS.index("delivered")].sum() > 0


def test_segments_may_react_in_their_own_way(tmp_path):
    measured = {
        ("regulars", Channel.EMAIL): Rates(delivered=1, opened=1, reaction=1),
        ("", Channel.EMAIL): Rates(delivered=1, opened=0),
    }
    behaviours = Behaviours(measured=measured, sheets=False)
    found = run(behaviours=behaviours, ledger=tmp_path / "l.csv")

    reacted = dict(zip(REACTIONS, found.reacted.sum(axis=0), strict=True))
    assert 0 < reacted["opened"] < reacted["delivered"]
    keys = [(row["at"], row["contact"]) for row in rows(tmp_path / "l.csv")]
    assert keys == sorted(keys)


@pytest.mark.parametrize("rates", [{"opened": 1.5}, {"delivered": -0.1}, {"reaction": -1}])
def test_rates_are_fractions(rates):
    with pytest.raises(BadInput):
        Rates(**rates)


# ── One story ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("unit", [CountingUnit.CONTACT, CountingUnit.HOUSEHOLD])
@pytest.mark.parametrize("events", ["known", "replay", "rates"])
def test_a_story_tells_what_the_ledger_says_of_the_contact(tmp_path, unit, events):
    rulebook = book(replace(POLICY, unit=unit))
    run(book_=rulebook, ledger=tmp_path / "l.csv", events=events)
    told = story(base(), rulebook, "c007", start=START, days=DAYS, seed=5, events=events)

    mine = [row for row in rows(tmp_path / "l.csv") if row["contact"] == "c007"]
    decisions = [moment for moment in told.own if moment.kind == "decision"]
    assert Counter((to_iso(one.at), one.scenario, one.node, one.word) for one in decisions) == Counter(
        (row["at"], row["scenario"], row["node"], row["decision"]) for row in mine
    )
    assert told.others == (() if unit is CountingUnit.CONTACT else ("c006",))
    assert all(before.at <= after.at for before, after in pairwise(told.moments))


def test_a_story_is_of_somebody():
    with pytest.raises(NotFound, match="nobody"):
        story(base(), book(), "nobody", start=START, days=DAYS)


# ── Going wrong, stopping ───────────────────────────────────────────────────────────────────────────────


def test_a_simulation_of_nobody_is_refused():
    with pytest.raises(BadInput, match="no contacts"):
        run(Base.of_records([]))


def test_a_ledger_has_a_known_kind(tmp_path):
    with pytest.raises(BadInput, match=r"\.csv or \.parquet"):
        run(ledger=tmp_path / "ledger.txt")


def test_a_ledger_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        run(ledger=tmp_path / "missing" / "ledger.csv")


def test_progress_is_told_and_a_stop_is_obeyed(monkeypatch):
    monkeypatch.setattr(simulating, "CHUNK", 7)
    heard: list[tuple[int, int]] = []
    run(progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (40, 40)

    with pytest.raises(Stopped):
        run(cancelled=lambda: True)


def test_an_unknown_source_of_events_is_said():
    with pytest.raises(BadInput, match="known, replay, rates"):
        run(events="guessed")
