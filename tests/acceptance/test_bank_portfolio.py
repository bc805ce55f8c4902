"""A bank's fifteen scenarios under the policy of its trade: who meets whom, and what each remedy mends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from designer import formats
from designer.analysis.pressure import Memo, prove
from designer.analysis.remedies import remedies
from designer.analysis.verdict import Change, Conflict, Proof, Verdict
from designer.domain.portfolio import Portfolio
from designer.formats.portfolio import read

BANK = Path(__file__).parents[2] / "scenario_library" / "finance"


@pytest.fixture(scope="module")
def bank() -> Portfolio:
    (reading,) = read([BANK])
    assert not reading.findings
    return reading.portfolio


@pytest.fixture(scope="module")
def memo() -> Memo:
    return Memo()


@pytest.fixture(scope="module")
def proof(bank: Portfolio, memo: Memo) -> Proof:
    return prove(bank, memo=memo)


def test_there_are_fifteen_scenarios_under_the_rules_of_the_source(bank: Portfolio) -> None:
    assert len(bank.scenarios) == 15
    (week, _) = bank.policy.caps
    assert (week.max, str(week.per)) == (1, "P7D")
    (gap,) = bank.policy.gaps
    assert str(gap.min) == "P2D"
    financed = next(one for one in bank.policy.exclusions if one.id == "financed-3m")
    assert financed.except_ == {"welcome-financement"}
    # in a life, or so often in a time: nobody goes through one scenario again and again
    assert all(one.entry.cap is not None or one.entry.reentry.value == "never" for one in bank.scenarios)


def test_no_message_is_impossible_and_every_rule_says_whether_it_is_exact(proof: Proof) -> None:
    assert not proof.blocked
    for row in proof.rows:
        assert row.verdict in (Verdict.SAFE, Verdict.MAY)
        assert row.worst is not None and row.worst.exact


def test_the_marriage_and_the_bank_details_meet(proof: Proof) -> None:
    met = {conflict.scenarios for conflict in proof.conflicts if conflict.exempt}
    assert ("changement-rib", "mariage") in met


def test_two_life_moments_can_fall_into_one_week(proof: Proof) -> None:
    met = {c.scenarios: c for c in proof.conflicts if not c.exempt and c.rule == "week-all"}
    conflict = met["demenagement", "mariage"]
    assert conflict.worst is not None and conflict.worst.witness is not None
    assert conflict.worst.lower == 2
    first, last = conflict.worst.witness.events[0], conflict.worst.witness.events[-1]
    assert {first.scenario, last.scenario} == {"demenagement", "mariage"}
    assert last.at - first.at < 7 * 24 * 60


def test_what_owes_a_service_makes_nobody_due_too_much_with_another_service(proof: Proof) -> None:
    services = {"changement-rib", "confirmation-reclamation", "rdv-point-de-vente", "suivi-appel-centre"}
    assert not [c for c in proof.conflicts if set(c.scenarios) <= services]


def some(proof: Proof) -> list[Conflict]:
    """A few conflicts of each kind, one scenario in common at most."""
    chosen: list[Conflict] = []
    for rule in ("week-all", "gap-48h"):
        for exempt in (False, True):
            seen: set[str] = set()
            for conflict in proof.conflicts:
                if (conflict.rule, conflict.exempt) == (rule, exempt) and not seen & set(conflict.scenarios):
                    seen |= set(conflict.scenarios)
                    chosen.append(conflict)
                if len(seen) >= 6:
                    break
    return chosen


def test_every_remedy_offered_removes_its_conflict(bank: Portfolio, proof: Proof, memo: Memo) -> None:
    offered = 0
    for conflict in some(proof):
        for remedy in remedies(bank, conflict, memo=memo, before=proof)[:3]:
            offered += 1
            left = {one.id for one in prove(changed(bank, remedy.changes)).conflicts}
            assert conflict.id not in left, (conflict.id, remedy.label)
    assert offered


def changed(bank: Portfolio, changes: tuple[Change, ...]) -> Portfolio:
    """The bank with its documents changed as a remedy says, read anew."""
    scenarios = {one.key: formats.dump_scenario(one) for one in bank.scenarios}
    policy = formats.dump_policy(bank.policy)
    for change in changes:
        kind, _, key = change.document.partition(":")
        apply(scenarios[key] if kind == "scenario" else policy, change)
    return replace(
        bank,
        scenarios=tuple(formats.load_scenario(scenarios[one.key]) for one in bank.scenarios),
        policy=formats.load_policy(policy),
    )


def apply(document: Any, change: Change) -> None:
    *above, last = change.path
    for step in above:
        document = document.setdefault(step, {}) if isinstance(document, dict) else document[step]
    if change.remove:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(change.value)
    else:
        document[last] = change.value
