"""A target looks at more than past purchases."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.naming import PURCHASE, RFM
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import Leaf, asked_at_entry, is_formal, leaves
from designer.domain.condition import Between, Compare, Contains, Did, In, IsSet, Matches, NotDid
from designer.domain.finding import Severity
from designer.domain.scenario import DateTrigger, EventTrigger, InactivityTrigger, Scenario


def check(case: Case) -> Iterator[Problem]:
    """An audience made of recency, frequency and amount of purchases alone.

    Attributes are known by their names, purchases by their events; consents and addresses do not count. A
    trigger that answers something the contact has just done, or a date of their life, looks further.
    """
    scenario = case.scenario
    if _looks_further(scenario):
        return
    asked = [leaf for part in asked_at_entry(scenario) for leaf in leaves(part, case.portfolio)]
    counted = [leaf for leaf in asked if not is_formal(leaf)]
    if counted and all(_is_rfm(leaf) for leaf in counted):
        yield Problem(
            fr="la cible ne regarde que la récence, la fréquence et le montant des achats, qui prédisent"
            " moins que les interactions récentes ; ajoutez-en une, telle qu'une visite ou un clic récents"
            " (did).",
            en="the target looks only at recency, frequency and amount of purchases, which predict less than"
            " recent interactions; add one, such as a recent visit or click (did).",
            path=("audience",) if scenario.audience is not None else ("trigger", "condition"),
        )


def _looks_further(scenario: Scenario) -> bool:
    match scenario.trigger:
        case EventTrigger():
            return True
        case InactivityTrigger(event=event):
            return not PURCHASE.named(event)
        case DateTrigger(attribute=attribute):
            return not RFM.named(attribute)
        case _:
            return False


def _is_rfm(leaf: Leaf) -> bool:
    match leaf:
        case Did(event=event) | NotDid(did=Did(event=event)):
            return PURCHASE.named(event)
        case Compare() | In() | Between() | IsSet() | Contains() | Matches():
            return RFM.named(leaf.field)
        case _:
            return False


RULE = Rule(
    id="target-beyond-rfm",
    severity=Severity.WARNING,
    title={"fr": "La cible regarde plus que les achats", "en": "The target looks at more than purchases"},
    scenario=check,
)
