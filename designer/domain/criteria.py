"""The nine criteria that a scenario is judged by unless the committee chooses others, with their anchors.

A level is a utility: 5 is always best, so that legal 5 means no constraint and lead time 5 means days. Each
anchor says what can be looked up, so that two people give the same level. Together the weights are 100: 60
for value, 40 for feasibility.
"""

from __future__ import annotations

from designer.domain.matrix import Criterion, Side
from designer.domain.text import Text


def _text(fr: str, en: str) -> Text:
    return {"fr": fr, "en": en}


VOLUME = Criterion(
    key="volume",
    name=_text("Volumétrie", "Volume"),
    group=Side.VALUE,
    weight=15,
    anchors=(
        _text("Moins de 10 contacts par mois", "Fewer than 10 contacts a month"),
        _text("De 10 à 99 contacts par mois", "10 to 99 contacts a month"),
        _text("De 100 à 999 contacts par mois", "100 to 999 contacts a month"),
        _text("De 1 000 à 9 999 contacts par mois", "1,000 to 9,999 contacts a month"),
        _text("De 10 000 à 99 999 contacts par mois", "10,000 to 99,999 contacts a month"),
        _text("100 000 contacts par mois ou plus", "100,000 contacts a month or more"),
    ),
)

IMPACT = Criterion(
    key="impact",
    name=_text("Impact business", "Business impact"),
    group=Side.VALUE,
    weight=25,
    anchors=(
        _text("Aucun indicateur suivi ne changerait", "No indicator that is followed would change"),
        _text(
            "Un indicateur d'activité changerait (ouvertures, visites), ni vente ni satisfaction",
            "An indicator of activity would change (opens, visits), neither sales nor satisfaction",
        ),
        _text(
            "Satisfaction ou fidélité d'un segment en hausse, sans objectif chiffré",
            "A segment's satisfaction or loyalty rises, without a target in figures",
        ),
        _text("Contribue à un objectif chiffré d'une équipe", "Serves one team's target in figures"),
        _text("Contribue à un objectif annuel d'une direction", "Serves a department's target of the year"),
        _text(
            "Contribue à un objectif annuel de l'entreprise",
            "Serves a target of the year of the whole company",
        ),
    ),
)

GAIN = Criterion(
    key="gain",
    name=_text("Espérance de gain", "Expected gain"),
    group=Side.VALUE,
    weight=20,
    anchors=(
        _text("Aucun gain, ou une perte", "No gain, or a loss"),
        _text("Moins de 10 000 € par an", "Less than €10,000 a year"),
        _text("De 10 000 à 49 999 € par an", "€10,000 to €49,999 a year"),
        _text("De 50 000 à 199 999 € par an", "€50,000 to €199,999 a year"),
        _text("De 200 000 à 999 999 € par an", "€200,000 to €999,999 a year"),
        _text("1 million d'euros par an ou plus", "€1 million a year or more"),
    ),
)

DATA = Criterion(
    key="data",
    name=_text("Données disponibles", "Data available"),
    group=Side.FEASIBILITY,
    weight=10,
    anchors=(
        _text("Une donnée indispensable n'existe pas", "A datum it cannot do without does not exist"),
        _text(
            "Elle existe, mais n'atteint pas l'outil et rien n'est planifié",
            "It exists, but does not reach the tool and nothing is planned",
        ),
        _text("Par extraction à la main, à la demande", "By extraction by hand, on request"),
        _text(
            "Par un flux, avec plus d'un jour de retard ou remplie à moins de 80 %",
            "By a feed, more than a day late or less than 80% filled in",
        ),
        _text("Par un flux quotidien, remplie à 80 % au moins", "By a daily feed, at least 80% filled in"),
        _text(
            "À temps pour le déclencheur, remplie à 95 % au moins, qualité contrôlée",
            "In time for the trigger, at least 95% filled in, quality checked",
        ),
    ),
)

TOOLS = Criterion(
    key="tools",
    name=_text("Faisabilité outil", "Feasible with the tools"),
    group=Side.FEASIBILITY,
    weight=8,
    anchors=(
        _text("Aucun outil connu ne sait le faire", "No tool that is known can do it"),
        _text("Demande un outil ou un canal nouveau", "Takes a new tool or a new channel"),
        _text(
            "Demande plus de 10 jours de développement",
            "Takes more than 10 days of development",
        ),
        _text("Demande 10 jours de développement au plus", "Takes 10 days of development at most"),
        _text(
            "Paramétrage seul, jamais fait jusqu'ici",
            "Settings only, never done before",
        ),
        _text(
            "Paramétrage seul, déjà en service pour un autre scénario",
            "Settings only, already in use for another scenario",
        ),
    ),
)

CONTENT = Criterion(
    key="content",
    name=_text("Contenus et offres", "Content and offers"),
    group=Side.FEASIBILITY,
    weight=7,
    anchors=(
        _text("Ni contenu, ni offre décidée", "No content, and no offer decided on"),
        _text("Offre décidée, aucun message rédigé", "Offer decided on, no message written"),
        _text("Moins de la moitié des messages rédigés", "Fewer than half of the messages written"),
        _text("La moitié des messages rédigés, ou plus", "Half of the messages written, or more"),
        _text("Tous les messages rédigés, à valider", "All messages written, to be approved"),
        _text("Tous les messages rédigés et validés", "All messages written and approved"),
    ),
)

LEGAL = Criterion(
    key="legal",
    name=_text("Contraintes juridiques", "Legal constraints"),
    group=Side.FEASIBILITY,
    weight=5,
    anchors=(
        _text("Interdit en l'état", "Forbidden as it stands"),
        _text(
            "Demande une analyse d'impact (AIPD) ou un avis extérieur",
            "Takes an impact assessment (DPIA) or outside advice",
        ),
        _text(
            "Demande une base légale nouvelle ou un consentement à recueillir",
            "Takes a new legal basis or a consent that is not collected yet",
        ),
        _text(
            "Demande une mention ou une ligne du registre nouvelles",
            "Takes a new notice or a new entry in the register",
        ),
        _text(
            "Relecture juridique courante, rien à changer",
            "The usual legal review, nothing to change",
        ),
        _text("Aucune contrainte : déjà validé", "No constraint: approved already"),
    ),
)

LEAD_TIME = Criterion(
    key="lead_time",
    name=_text("Délai de mise en œuvre", "Lead time"),
    group=Side.FEASIBILITY,
    weight=5,
    anchors=(
        _text("Plus de 12 mois", "More than 12 months"),
        _text("De 6 à 12 mois", "6 to 12 months"),
        _text("De 3 à 6 mois", "3 to 6 months"),
        _text("De 1 à 3 mois", "1 to 3 months"),
        _text("D'une semaine à un mois", "One week to one month"),
        _text("Quelques jours, moins d'une semaine", "Days, less than one week"),
    ),
)

DEPARTMENTS = Criterion(
    key="departments",
    name=_text("Interaction avec d'autres directions", "Other departments"),
    group=Side.FEASIBILITY,
    weight=5,
    anchors=(
        _text("Une direction indispensable s'y oppose", "A department it cannot do without is against it"),
        _text("Quatre autres directions ou plus", "Four other departments or more"),
        _text("Trois autres directions", "Three other departments"),
        _text("Deux autres directions", "Two other departments"),
        _text("Une autre direction", "One other department"),
        _text("Aucune autre direction", "No other department"),
    ),
)

#: The columns, in their order.
NINE = (VOLUME, IMPACT, GAIN, DATA, TOOLS, CONTENT, LEGAL, LEAD_TIME, DEPARTMENTS)
