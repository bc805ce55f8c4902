"""A figure that the sheet expects can be seen on a channel that is used."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.metrics import SEEN_ON, metric_name
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.stated import channels_used
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.source import Path
from designer.domain.words import LABELS


def check(case: Case) -> Iterator[Problem]:
    """Indicators, and the opening rate expected, that none of the channels used can show."""
    used = channels_used(case)
    if used is None:
        return
    sheet = case.scenario.sheet
    stated: list[tuple[str, Path]] = [
        (kpi.metric, ("sheet", "kpis", index)) for index, kpi in enumerate(sheet.kpis)
    ]
    if sheet.expected is not None and sheet.expected.opened:
        stated.append(("open_rate", ("sheet", "expected", "opened")))
    for metric, path in stated:
        channels = SEEN_ON.get(metric)
        if channels is not None and not channels & used:
            name = metric_name(metric)
            wanted = [channel for channel in Channel if channel in channels]
            fr = " ou ".join(LABELS[channel]["fr"] for channel in wanted)
            en = " or ".join(LABELS[channel]["en"] for channel in wanted)
            yield Problem(
                fr=f"« {name['fr']} » se mesure sur le canal {fr}, qu'aucune étape n'utilise : ce chiffre"
                " n'existera pas ; retirez-le ou ajoutez l'étape.",
                en=f"'{name['en']}' is measured on the channel {en}, which no step uses, so that there will"
                " be no such figure; remove it or add the step.",
                path=path,
            )


RULE = Rule(
    id="kpi-can-be-seen",
    severity=Severity.WARNING,
    title={"fr": "Un indicateur peut se mesurer", "en": "An indicator can be measured"},
    scenario=check,
)
