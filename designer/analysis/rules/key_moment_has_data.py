"""A key moment is seen in the data, or the sheet says what is done without it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import attributes_of, events_of
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import (
    DateTrigger,
    EventTrigger,
    InactivityTrigger,
    ManualTrigger,
    Scenario,
)


def check(case: Case) -> Iterator[Problem]:
    """A moment whose data the sheet says are not available, or that no datum shows.

    A trigger by hand shows nothing; there the moment itself must be a datum of the sheet or of the data
    document. Other triggers read data. A sheet in degraded mode says what is done instead.
    """
    scenario = case.scenario
    sheet = scenario.sheet
    moment = sheet.key_moment.moment if sheet.key_moment is not None else None
    if sheet.degraded is not None and (sheet.degraded.missing or sheet.degraded.fallback):
        return
    read = _read(scenario)
    for index, need in enumerate(sheet.data):
        if need.available is False and (need.name == moment or need.name in read):
            yield Problem(
                fr=f"le moment clé ne se repère pas : la donnée « {need.name} » n'est pas disponible ;"
                " rendez-la disponible, ou décrivez le mode dégradé (degraded).",
                en=f"the key moment cannot be seen: the datum '{need.name}' is not available; make it"
                " available, or describe the degraded mode (degraded).",
                path=("sheet", "data", index),
            )
            return
    if moment and isinstance(scenario.trigger, ManualTrigger) and not _known(case, moment):
        yield Problem(
            fr=f"aucune donnée ne repère le moment clé « {moment} » : le scénario n'est pas actionnable ;"
            " liez-le à une donnée (sheet.data) ou à un déclencheur qui la lit, ou décrivez le mode dégradé"
            " (degraded).",
            en=f"no datum shows the key moment '{moment}': the scenario cannot be acted on; bind it to a"
            " datum (sheet.data) or to a trigger that reads one, or describe the degraded mode (degraded).",
            path=("sheet", "key_moment", "moment"),
        )


def _read(scenario: Scenario) -> set[str]:
    """The events and attributes that the trigger reads."""
    match scenario.trigger:
        case EventTrigger(event=event) | InactivityTrigger(event=event):
            return {event}
        case DateTrigger(attribute=attribute):
            return {attribute}
        case _:
            uses = [*events_of(scenario), *attributes_of(scenario)]
            return {use.name for use in uses if use.path[:2] == ("trigger", "condition")}


def _known(case: Case, moment: str) -> bool:
    data = case.portfolio.data
    return (
        any(need.name == moment for need in case.scenario.sheet.data)
        or moment in data.events
        or moment in data.attributes
    )


RULE = Rule(
    id="key-moment-has-data",
    severity=Severity.WARNING,
    to_publish=Severity.ERROR,
    title={"fr": "Le moment clé se repère par une donnée", "en": "The key moment is seen in the data"},
    scenario=check,
)
