"""How many of the designed actions answer the customer, rather than the calendar."""

from __future__ import annotations

from dataclasses import dataclass

from designer.domain.portfolio import Portfolio
from designer.domain.scenario import EntersTrigger, EventTrigger, InactivityTrigger, Message

#: From this share on, included, it is well.
ENOUGH = 0.25

#: What the customer did, came to, or has stopped doing.
_BY_THE_CUSTOMER = (EventTrigger, EntersTrigger, InactivityTrigger)


@dataclass(frozen=True, kw_only=True)
class Triggered:
    """Messages of scenarios that a customer triggers, among all of scenarios and campaigns."""

    triggered: int
    total: int

    @property
    def share(self) -> float | None:
        """Nothing where there are no actions."""
        return self.triggered / self.total if self.total else None

    @property
    def ok(self) -> bool:
        """Whether it is a quarter at least."""
        return self.total > 0 and self.triggered >= ENOUGH * self.total


def triggered(portfolio: Portfolio) -> Triggered:
    """The count over what is designed: each message of a scenario, and each campaign, once."""
    by_scenario = {
        one.key: sum(isinstance(node, Message) for node in one.nodes) for one in portfolio.scenarios
    }
    answering = [one.key for one in portfolio.scenarios if isinstance(one.trigger, _BY_THE_CUSTOMER)]
    return Triggered(
        triggered=sum(by_scenario[key] for key in answering),
        total=sum(by_scenario.values()) + len(portfolio.plan.campaigns),
    )
