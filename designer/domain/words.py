"""The words on the screen of every closed set, in both languages: one place for editor, pages and API."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from designer.domain.channel import Category, Channel
from designer.domain.condition import Comparison
from designer.domain.scenario import Effect, Family, IfBlocked, IfPast, Late, Lever, Objective, Reentry

Label = Mapping[str, str]


def _label(fr: str, en: str) -> Label:
    return {"fr": fr, "en": en}


LABELS: Mapping[Enum, Label] = {
    Objective.TRANSFORMATION: _label("Transformation", "Conversion"),
    Objective.FIDELISATION: _label("Fidélisation", "Loyalty"),
    Objective.RETENTION: _label("Rétention", "Retention"),
    Objective.SATISFACTION: _label("Satisfaction", "Satisfaction"),
    Objective.ENGAGEMENT: _label("Engagement", "Engagement"),
    Family.TRANSACTIONAL: _label("Moments transactionnels", "Transactions"),
    Family.RELATIONAL: _label("Moments relationnels", "Contacts with the brand"),
    Family.AFTER_SALES: _label("Après-vente", "After sales"),
    Family.LIFE: _label("Vie du client", "The customer's life"),
    Family.CONTRACT: _label("Vie du contrat", "The contract's life"),
    Family.COMMERCIAL: _label("Temps commerciaux", "Commercial calendar"),
    Lever.TRANSACTIONAL_OFFER: _label("Offre transactionnelle", "Transactional offer"),
    Lever.SERVICE_OFFER: _label("Proposition de service", "Service"),
    Lever.INFORMATION: _label("Information", "Information"),
    Lever.RECOGNITION: _label("Reconnaissance", "Recognition"),
    Category.TRANSACTIONAL: _label("Transactionnel", "Transactional"),
    Category.SERVICE: _label("Service", "Service"),
    Category.RELATIONSHIP: _label("Relationnel", "Relationship"),
    Category.COMMERCIAL: _label("Commercial", "Commercial"),
    Channel.EMAIL: _label("E-mail", "E-mail"),
    Channel.SMS: _label("SMS", "SMS"),
    Channel.PUSH: _label("Notification push", "Push"),
    Channel.CALL: _label("Appel", "Call"),
    Channel.MAIL: _label("Courrier", "Letter"),
    Channel.ONSITE: _label("Site et espace client", "On site"),
    Channel.AUDIENCE: _label("Audience publicitaire", "Advertising audience"),
    Channel.WEBHOOK: _label("Webhook", "Webhook"),
    Channel.MEETING: _label("Rendez-vous", "Meeting"),
    IfBlocked.DELAY: _label("Attendre", "Delay"),
    IfBlocked.SKIP: _label("Ne pas envoyer, continuer", "Skip and go on"),
    IfBlocked.EXIT: _label("Sortir du scénario", "Leave the scenario"),
    IfBlocked.FALLBACK: _label("Changer de canal", "Use another channel"),
    IfPast.GO: _label("Continuer", "Go on"),
    IfPast.SKIP: _label("Sauter le message suivant", "Skip the next message"),
    IfPast.EXIT: _label("Sortir du scénario", "Leave the scenario"),
    Reentry.NEVER: _label("Jamais", "Never"),
    Reentry.AFTER_EXIT: _label("Après la sortie", "After leaving"),
    Reentry.PARALLEL: _label("En parallèle", "In parallel"),
    Effect.ENTRY: _label("Empêche d'entrer", "Keeps from entering"),
    Effect.ORDER: _label("Passe avant", "Goes first"),
    Effect.EXIT: _label("Fait sortir", "Takes out"),
    Late.SKIP: _label("Ne pas envoyer", "Skip"),
    Late.SEND: _label("Envoyer quand même", "Send all the same"),
    Comparison.EQ: _label("est", "is"),
    Comparison.NE: _label("n'est pas", "is not"),
    Comparison.GT: _label("supérieur à", "greater than"),
    Comparison.GE: _label("au moins", "at least"),
    Comparison.LT: _label("inférieur à", "less than"),
    Comparison.LE: _label("au plus", "at most"),
}

_OTHER = {
    "never": _label("Une seule fois", "Once"),
    "yearly": _label("Chaque année", "Every year"),
}

#: Every wire word that a choice of the node registry may have.
BY_WORD: Mapping[str, Label] = {
    **{str(member.value): label for member, label in LABELS.items()},
    **_OTHER,
}

#: Icons (Lucide) of the channels.
CHANNEL_ICONS: Mapping[Channel, str] = {
    Channel.EMAIL: "mail",
    Channel.SMS: "message-square-text",
    Channel.PUSH: "bell",
    Channel.CALL: "phone",
    Channel.MAIL: "mailbox",
    Channel.ONSITE: "monitor",
    Channel.AUDIENCE: "megaphone",
    Channel.WEBHOOK: "webhook",
    Channel.MEETING: "handshake",
}


def choices(kind: type[Enum]) -> list[dict[str, object]]:
    """The members of a closed set as ``{"key", "label"}``, in their order."""
    return [{"key": member.value, "label": LABELS[member]} for member in kind]
