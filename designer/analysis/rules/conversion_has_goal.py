"""Conversions that the sheet counts are those of the goal."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.metrics import CONVERSIONS, metric_name
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import lasting
from designer.domain.finding import Severity
from designer.domain.time import Duration


def check(case: Case) -> Iterator[Problem]:
    """A conversion indicator without a goal, or counted for longer than the goal is."""
    goal = case.scenario.goal
    for index, kpi in enumerate(case.scenario.sheet.kpis):
        if kpi.metric not in CONVERSIONS:
            continue
        name, path = metric_name(kpi.metric), ("sheet", "kpis", index)
        if goal is None:
            yield Problem(
                fr=f"« {name['fr']} » compte les contacts qui atteignent l'objectif, et le scénario n'en a"
                " pas ; dites l'événement visé (goal) ou retirez l'indicateur.",
                en=f"'{name['en']}' counts the contacts that reach the goal, and the scenario has none; say"
                " the event aimed at (goal) or remove the indicator.",
                path=path,
            )
        elif _longer(kpi.within, goal.within):
            counted, over = _said(goal.within), _said(kpi.within)
            yield Problem(
                fr=f"« {name['fr']} » se lit sur {over[0]}, et l'objectif n'est compté que pendant"
                f" {counted[0]} après l'entrée ; accordez les deux durées.",
                en=f"'{name['en']}' is read over {over[1]}, and the goal is counted for {counted[1]} after"
                " entry only; let both be the same.",
                path=(*path, "within"),
            )


def _longer(one: Duration | None, other: Duration | None) -> bool:
    """Whether one lasts longer for certain: months and days are not compared."""
    if one is None or other is None:
        return False
    if one.months == other.months:
        return one.minutes > other.minutes
    return one.minutes == other.minutes and one.months > other.months


def _said(duration: Duration | None) -> tuple[str, str]:
    if duration is None:
        return "", ""
    if duration.exact:
        return lasting(duration.minutes)
    months = f"{duration.months} mois", f"{duration.months} month{'' if duration.months == 1 else 's'}"
    if not duration.minutes:
        return months
    rest = lasting(duration.minutes)
    return f"{months[0]} {rest[0]}", f"{months[1]} {rest[1]}"


RULE = Rule(
    id="conversion-has-goal",
    severity=Severity.WARNING,
    title={"fr": "Une conversion a son objectif", "en": "A conversion has its goal"},
    scenario=check,
)
