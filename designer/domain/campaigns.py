"""The campaigns of the plan as scenarios, so that one planner decides for both.

A campaign is a scenario of one message that starts at fixed instants for everyone in its audience. How it
stands to a scenario (``with``) becomes the rules of priority that scenarios have among themselves:
``prevail`` passes the campaign's message first; ``yield`` keeps it from contacts who stand in the scenario.
The other words change no decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from designer.domain.condition import All
from designer.domain.plan import Campaign, Plan, Together
from designer.domain.scenario import (
    Content,
    DatedTrigger,
    Edge,
    Effect,
    Entry,
    Exit,
    Message,
    Prevails,
    Priority,
    Reentry,
    Scenario,
    Sheet,
    TriggerNode,
)
from designer.domain.time import Duration, to_minute

#: The node of a campaign's only message, as the proof calls it.
MESSAGE = "campaign"
#: The version of a campaign, in which no published scenario is: the plan is not published.
VERSION = 0

_START, _END = "entry", "end"


def running(plan: Plan, taken: Collection[str]) -> Plan:
    """The plan without the campaigns whose key is ``taken``, by a scenario, or by a campaign before it."""
    campaigns: dict[str, Campaign] = {}
    for campaign in plan.campaigns:
        if campaign.key not in taken:
            campaigns.setdefault(campaign.key, campaign)
    return Plan(campaigns=tuple(campaigns.values()))


def scenarios_of(plan: Plan) -> tuple[Scenario, ...]:
    """The campaigns as scenarios, in the order of the plan."""
    return tuple(map(_scenario, plan.campaigns))


def beside(scenario: Scenario, plan: Plan) -> Scenario:
    """The scenario, prevailing over the campaigns that yield to it."""
    yielding = tuple(
        Prevails(scenario=campaign.key, effect=Effect.ENTRY)
        for campaign in plan.campaigns
        if campaign.with_.get(scenario.key) is Together.YIELD
    )
    if not yielding:
        return scenario
    over = (*scenario.priority.prevails_over, *yielding)
    return replace(scenario, priority=replace(scenario.priority, prevails_over=over))


def together(scenarios: Iterable[Scenario], plan: Plan) -> tuple[Scenario, ...]:
    """Everything that runs: the scenarios beside the plan, then its campaigns."""
    scenarios = tuple(scenarios)
    plan = running(plan, {scenario.key for scenario in scenarios})
    return (*(beside(scenario, plan) for scenario in scenarios), *scenarios_of(plan))


def withdrawn(key: str) -> Scenario:
    """What a campaign is once the plan no longer has it: whoever still waits for its message leaves."""
    return Scenario(
        key=key,
        name=key,
        trigger=DatedTrigger(at=()),
        nodes=(TriggerNode(id=_START), Exit(id=MESSAGE)),
        edges=(Edge(source=_START, target=MESSAGE),),
        exit_when=All(parts=()),
    )


def _scenario(campaign: Campaign) -> Scenario:
    over = (key for key, stands in campaign.with_.items() if stands is Together.PREVAIL)
    return Scenario(
        key=campaign.key,
        name=campaign.name or campaign.offer or campaign.key,
        trigger=DatedTrigger(at=tuple(sorted({to_minute(instant) for instant in campaign.at}))),
        nodes=(
            TriggerNode(id=_START),
            Message(id=MESSAGE, channel=campaign.channel, template=campaign.template),
            Exit(id=_END),
        ),
        edges=(Edge(source=_START, target=MESSAGE), Edge(source=MESSAGE, target=_END)),
        sheet=Sheet(content=Content(offer=campaign.offer)),
        audience=campaign.audience,
        # each instant is a mailing of its own, whatever has become of the one before
        entry=Entry(reentry=Reentry.PARALLEL, gap=Duration(minutes=1)),
        priority=Priority(
            class_=campaign.category,
            value=campaign.priority,
            prevails_over=tuple(Prevails(scenario=key, effect=Effect.ORDER) for key in over),
        ),
    )
