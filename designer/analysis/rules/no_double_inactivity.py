"""Nobody is found inactive, and relaunched, by two scenarios at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from designer.analysis.atoms import Space, Target
from designer.analysis.rule import Problem, Rule
from designer.analysis.target import Leaf, asked_at_entry, implies, leaves
from designer.domain.condition import All, Condition, Did, NotDid
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Effect, EntersTrigger, InactivityTrigger, Scenario, ScheduleTrigger
from designer.domain.time import DAY, Duration

_MONTH = 30 * DAY

#: A silence that is shorter belongs to a purchase or a form under way.
_SILENCE = _MONTH


@dataclass(frozen=True, kw_only=True)
class _Relaunch:
    """A scenario that answers a silence."""

    scenario: Scenario
    #: The events that have not come, each with the length of the silence; none: each contact's own rhythm.
    silences: dict[str, int | None]
    target: Target


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """Pairs of scenarios that relaunch the inactivity of the same contacts, on the one that passes later.

    Nothing is said where one prevails over the other, where both are of one group of entry, where nobody is
    in both targets, and of steps of one silence: the same event for different times.
    """
    found = [
        (scenario, silences)
        for scenario in portfolio.scenarios
        if (silences := _silences(scenario, portfolio)) is not None
    ]
    if len(found) < 2:
        return
    asked = [All(parts=asked_at_entry(scenario)) for scenario, _ in found]
    space = Space(asked, data=portfolio.data, segments=portfolio.segments)
    relaunches = [
        _Relaunch(scenario=scenario, silences=silences, target=space.target(condition))
        for (scenario, silences), condition in zip(found, asked, strict=True)
    ]
    for one, other in combinations(relaunches, 2):
        if _settled(one.scenario, other.scenario) or _steps(one, other):
            continue
        if space.both(one.target, other.target).nobody:
            continue
        first, later = sorted((one, other), key=lambda relaunch: _rank(relaunch.scenario))
        event, before = next(iter(later.silences)), next(iter(first.silences))
        key = first.scenario.key
        yield Problem(
            fr=f"« {key} » relance déjà l'inactivité des mêmes contacts (« {before} », ici « {event} ») : ils"
            " seraient relancés deux fois ; faites prévaloir l'un sur l'autre (prevails_over), donnez-leur le"
            " même groupe d'entrée (entry.group) ou séparez les cibles.",
            en=f"'{key}' already relaunches the inactivity of the same contacts ('{before}', here"
            f" '{event}'), who would be relaunched twice; let one prevail over the other (prevails_over),"
            " give both one group of entry (entry.group), or part the targets.",
            path=("trigger",),
            document=f"scenario:{later.scenario.key}",
        )


def _silences(scenario: Scenario, portfolio: Portfolio) -> dict[str, int | None] | None:
    """What a scenario waits for in vain before it enrols; nothing where it answers no silence."""
    match scenario.trigger:
        case InactivityTrigger(event=event, after=after):
            return {event: _minutes(after) if after is not None else None}
        case EntersTrigger(condition=condition):
            asked: Condition = condition
        case ScheduleTrigger() if scenario.audience is not None:
            asked = scenario.audience
        case _:
            return None
    silences: dict[str, int | None] = {
        leaf.did.event: _minutes(leaf.did.within)
        for leaf in leaves(asked, portfolio)
        if isinstance(leaf, NotDid) and _is_silence(leaf) and leaf.did.within is not None
    }
    if not silences or not implies(asked, portfolio, _is_silence):
        return None

    def is_reaction(leaf: Leaf) -> bool:
        return isinstance(leaf, Did) and leaf.within is not None and leaf.event not in silences

    # who has just done something else is answered about that
    return None if implies(asked, portfolio, is_reaction) else silences


def _is_silence(leaf: Leaf) -> bool:
    within = leaf.did.within if isinstance(leaf, NotDid) else None
    return within is not None and _minutes(within) >= _SILENCE


def _settled(one: Scenario, other: Scenario) -> bool:
    """Whether the portfolio says what happens to who would be in both."""
    if one.entry.group is not None and one.entry.group == other.entry.group:
        return True
    return any(
        prevails.scenario == loser.key and prevails.effect is not Effect.ORDER
        for winner, loser in ((one, other), (other, one))
        for prevails in winner.priority.prevails_over
    )


def _steps(one: _Relaunch, other: _Relaunch) -> bool:
    """Whether they are steps of one silence: the same events, each for a time of its own."""
    return one.silences.keys() == other.silences.keys() and all(
        length is not None and other.silences[event] not in (None, length)
        for event, length in one.silences.items()
    )


def _minutes(duration: Duration) -> int:
    return duration.minutes + duration.months * _MONTH


def _rank(scenario: Scenario) -> tuple[int, int, str]:
    return scenario.priority.class_.rank, -scenario.priority.value, scenario.key


RULE = Rule(
    id="no-double-inactivity",
    severity=Severity.WARNING,
    title={"fr": "Aucune inactivité relancée deux fois", "en": "No inactivity relaunched twice"},
    portfolio=check,
)
