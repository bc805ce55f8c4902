"""Other ways to rank the same rows: RICE and WSJF, each as those who published it define it."""

from __future__ import annotations

from collections.abc import Mapping

#: Impact of a level, on Intercom's scale: massive 3, high 2, medium 1, low 0.5, minimal 0.25.
IMPACT = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0)
#: SAFe's scale for every part of the cost of delay, and for the size of a job.
FIBONACCI = (1, 2, 3, 5, 8, 13, 20)

#: Months of a quarter, the time that reach is counted in.
_QUARTER = 3
#: Working days of a person-month.
_PERSON_MONTH = 20.0
#: The heat of a priority is of 100; a level, of 5.
_HEAT_OF_A_LEVEL = 20


def rice(*, reach: float, impact: float, confidence: float, effort: float) -> float:
    """Reach × impact × confidence / effort.

    Sean McBride, "RICE: Simple prioritization for product managers", Intercom, 2016: people reached in a
    quarter, the impact on each (3, 2, 1, 0.5, 0.25), confidence (1, 0.8, 0.5), effort in person-months.
    """
    return reach * impact * confidence / effort


def wsjf(*, value: float, urgency: float, opportunity: float, size: float) -> float:
    """Cost of delay over the size of the job.

    "Weighted Shortest Job First", Scaled Agile Framework: user-business value + time criticality + risk
    reduction and opportunity enablement, over job size, each on 1, 2, 3, 5, 8, 13, 20; after D. Reinertsen,
    The Principles of Product Development Flow, 2009.
    """
    return (value + urgency + opportunity) / size


def rice_of_row(
    *, contacts_per_month: float, contactable: float, impact: int, confidence: int, effort_days: float
) -> float:
    """RICE of a row: contacts that may be written to in a quarter, its impact's level, its effort."""
    return rice(
        reach=contacts_per_month * contactable * _QUARTER,
        impact=IMPACT[impact],
        confidence=confidence / 100,
        effort=effort_days / _PERSON_MONTH,
    )


def wsjf_of_row(*, impact: int, heat: int, gain: int, effort_days: float) -> float:
    """WSJF of a row: impact is the value, heat the urgency, the expected gain the opportunity.

    The size is the effort in days, moved up to the next figure of the scale.
    """
    return wsjf(
        value=FIBONACCI[impact],
        urgency=FIBONACCI[round(heat / _HEAT_OF_A_LEVEL)],
        opportunity=FIBONACCI[gain],
        size=next((step for step in FIBONACCI if step >= effort_days), FIBONACCI[-1]),
    )


#: What a method cannot do without, as people are told.
LACKS: Mapping[str, dict[str, str]] = {
    "barred": {
        "fr": "Écarté : un verrou est fermé, ou le comité a décidé de ne pas lancer.",
        "en": "Left out: a gate is closed, or the committee has decided against it.",
    },
    "levels": {
        "fr": "Une note manque ; donnez un niveau sur chaque critère.",
        "en": "A level is missing; give one on every criterion.",
    },
    "none": {
        "fr": "Aucune note ; donnez au moins un niveau.",
        "en": "No level at all; give one at least.",
    },
    "effort": {
        "fr": "La charge en jours manque sur la fiche.",
        "en": "The sheet does not say the effort in days.",
    },
    "reach": {
        "fr": "Le nombre de contacts par mois manque dans l'espérance de gain.",
        "en": "The expected gain does not say how many contacts a month.",
    },
    "impact": {
        "fr": "La note d'impact manque.",
        "en": "The level of the impact is missing.",
    },
    "gain": {
        "fr": "La note d'espérance de gain manque.",
        "en": "The level of the expected gain is missing.",
    },
}
