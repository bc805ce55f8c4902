"""Inactivity is counted from what the customer does, not from what the accounts department does."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.naming import BUSINESS, INVOICE
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import asked_at_entry, leaves
from designer.domain.condition import Compare, Did, In, InSegment, NotDid
from designer.domain.finding import Severity
from designer.domain.policy import CountingUnit
from designer.domain.scenario import DateTrigger, EntersTrigger, InactivityTrigger, ScheduleTrigger
from designer.domain.source import Path
from designer.domain.time import DAY, Duration

#: So long after an invoice a message no longer reminds of paying it.
_LONG = 90 * DAY
_MONTH = 30 * DAY


def check(case: Case) -> Iterator[Problem]:
    """An inactivity counted from invoices: an error in trade with companies or made to order, else a warning.

    Which trade it is shows in the unit of the policy, the segments and the conditions of the target.
    """
    for name, path in _anchors(case):
        if not INVOICE.named(name):
            continue
        made = _made_to_order(case)
        yield Problem(
            fr=f"l'inactivité compte depuis la facture (« {name} »), qui arrive bien après la décision"
            " d'achat"
            + (", surtout entre entreprises ou sur commande" if made else "")
            + " ; comptez depuis le devis ou la commande.",
            en=f"inactivity is counted from the invoice ('{name}'), which comes long after the decision to"
            " buy"
            + (", above all between companies or to order" if made else "")
            + "; count from the quote or the order.",
            path=path,
            severity=Severity.ERROR if made else None,
        )


def _anchors(case: Case) -> Iterator[tuple[str, Path]]:
    """What the trigger counts a silence from, each with its place."""
    scenario = case.scenario
    match scenario.trigger:
        case InactivityTrigger(event=event):
            yield event, ("trigger", "event")
        case DateTrigger(attribute=attribute, offset=offset) if _length(offset) >= _LONG:
            yield attribute, ("trigger", "attribute")
        case EntersTrigger(condition=condition):
            for leaf in leaves(condition, case.portfolio):
                if isinstance(leaf, NotDid):
                    yield leaf.did.event, ("trigger", "condition")
        case ScheduleTrigger() if scenario.audience is not None:
            for leaf in leaves(scenario.audience, case.portfolio):
                if isinstance(leaf, NotDid):
                    yield leaf.did.event, ("audience",)
        case _:
            pass


def _length(duration: Duration) -> int:
    return duration.minutes + duration.months * _MONTH


def _made_to_order(case: Case) -> bool:
    """Whether it is certain that the target are companies, or buy what is made for them."""
    scenario = case.scenario
    if case.portfolio.policy.unit is CountingUnit.ACCOUNT:
        return True
    names: list[object] = list(scenario.sheet.segments)
    for condition in asked_at_entry(scenario):
        for leaf in leaves(condition, case.portfolio, named=True):
            match leaf:
                case InSegment(segment=segment):
                    names.append(segment)
                case Compare(field=field, value=value):
                    names += [field, value]
                case In(field=field, values=values):
                    names += [field, *values]
                case Did(event=event):
                    names.append(event)
                case _:
                    pass
    return any(BUSINESS.named(name) for name in names)


RULE = Rule(
    id="no-invoice-as-anchor",
    severity=Severity.WARNING,
    title={
        "fr": "L'inactivité ne compte pas depuis la facture",
        "en": "Inactivity is not counted from the invoice",
    },
    scenario=check,
)
