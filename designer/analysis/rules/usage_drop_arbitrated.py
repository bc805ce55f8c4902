"""Subscribers who pay without using are not woken by accident."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.naming import AUTOMATIC, DROP, PAYING, USAGE
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import Leaf, asked_at_entry, implies, leaves
from designer.domain.condition import (
    Between,
    Compare,
    Comparison,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    NotDid,
)
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import EntersTrigger, InactivityTrigger, Scenario, ScheduleTrigger
from designer.domain.text import Text

_LOW = (Comparison.LT, Comparison.LE)
_HIGH = (Comparison.GT, Comparison.GE)


def check(case: Case) -> Iterator[Problem]:
    """A trigger on a drop of usage whose target has subscribers that renew or pay by themselves.

    They are in the target when its conditions or its segments name them (an error to publish), or when the
    base knows them and the audience does not keep them out (a warning). An arbitration on the sheet ends it.
    """
    scenario = case.scenario
    if _said(scenario.sheet.arbitration) or not _on_usage_drop(scenario, case.portfolio):
        return
    asked = asked_at_entry(scenario)
    if any(implies(part, case.portfolio, _keeps_out, _lets_in) for part in asked):
        return
    named = any(AUTOMATIC.named(key) for key in scenario.sheet.segments) or any(
        _speaks(leaf) for part in asked for leaf in leaves(part, case.portfolio, named=True)
    )
    known = next((name for name in case.portfolio.data.attributes if AUTOMATIC.named(name)), None)
    if named:
        who_fr = "la cible comprend des abonnés qui renouvellent ou paient automatiquement"
        who_en = "the target has subscribers who renew or pay automatically"
    elif known is not None:
        who_fr = f"la cible n'exclut pas les abonnés qui paient ou renouvellent automatiquement (« {known} »)"
        who_en = f"the target does not keep out subscribers who pay or renew automatically ('{known}')"
    else:
        return
    yield Problem(
        fr=f"{who_fr} : une relance sur la baisse d'usage risque d'éveiller l'idée d'arrêter ; excluez-les,"
        " ou écrivez sur la fiche pourquoi relancer malgré tout (arbitration).",
        en=f"{who_en}: a relaunch on a drop of usage may wake the thought of stopping; keep them out, or"
        " write on the sheet why to relaunch all the same (arbitration).",
        path=("audience",) if scenario.audience is not None else ("trigger",),
        severity=None if named else Severity.WARNING,
    )


def _said(text: Text | None) -> bool:
    if text is None:
        return False
    return bool(text.strip()) if isinstance(text, str) else any(words.strip() for words in text.values())


def _on_usage_drop(scenario: Scenario, portfolio: Portfolio) -> bool:
    """Whether what enrols is little usage, or less."""
    match scenario.trigger:
        case InactivityTrigger(event=event):
            return USAGE.named(event)
        case EntersTrigger(condition=condition):
            return implies(condition, portfolio, _is_low, _is_use)
        case ScheduleTrigger():
            audience = scenario.audience
            return audience is not None and implies(audience, portfolio, _is_low, _is_use)
        case _:
            return False


def _is_low(leaf: Leaf) -> bool:
    match leaf:
        case NotDid(did=Did(event=event)):
            return USAGE.named(event)
        case Compare(how=how, field=field, value=value):
            if not USAGE.named(field):
                return False
            return (
                how in _LOW or (how is Comparison.EQ and value == 0) or (how in _HIGH and DROP.named(field))
            )
        case Between(field=field, low=low):
            return USAGE.named(field) and low == 0
        case _:
            return False


def _is_use(leaf: Leaf) -> bool:
    return isinstance(leaf, Did) and USAGE.named(leaf.event)


def _speaks(leaf: Leaf) -> bool:
    """Whether it is about subscriptions that go on by themselves."""
    match leaf:
        case Compare(field=field, value=value) | Contains(field=field, value=value):
            return AUTOMATIC.named(field) or AUTOMATIC.named(value)
        case In(field=field, values=values):
            return AUTOMATIC.named(field) or any(AUTOMATIC.named(value) for value in values)
        case Between(field=field) | IsSet(field=field) | Matches(field=field):
            return AUTOMATIC.named(field)
        case InSegment(segment=segment):
            return AUTOMATIC.named(segment)
        case _:
            return False


def _keeps_out(leaf: Leaf) -> bool:
    """Whether nobody of whom it is true renews or pays automatically."""
    match leaf:
        case Compare(how=Comparison.EQ, field=field, value=value):
            if AUTOMATIC.named(field):
                return value is False
            return PAYING.named(field) and not AUTOMATIC.named(value)
        case Compare(how=Comparison.NE, field=field, value=value):
            return value is True if AUTOMATIC.named(field) else AUTOMATIC.named(value)
        case In(field=field, values=values):
            if AUTOMATIC.named(field):
                return all(value is False for value in values)
            return PAYING.named(field) and not any(AUTOMATIC.named(value) for value in values)
        case _:
            return False


def _lets_in(leaf: Leaf) -> bool:
    """Whether nobody of whom it is untrue renews or pays automatically."""
    return _speaks(leaf) and not _keeps_out(leaf)


RULE = Rule(
    id="usage-drop-arbitrated",
    severity=Severity.WARNING,
    to_publish=Severity.ERROR,
    title={
        "fr": "Relancer qui paie sans utiliser se décide",
        "en": "Waking who pays without using is a decision",
    },
    scenario=check,
)
