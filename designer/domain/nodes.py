"""Kinds of nodes and triggers as data: one registry feeds palette, inspector, API, schema and checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from designer.domain.channel import SENDING, Category
from designer.domain.scenario import (
    IfBlocked,
    IfPast,
)
from designer.domain.text import Text


@dataclass(frozen=True, kw_only=True)
class Field:
    """One parameter of a node or a trigger, as the inspector shows it."""

    name: str
    #: text, bilingual, number, integer, boolean, duration, time, weekdays, choice, choices, channel,
    #: channels, condition, where, attribute, event, template, values, paths, shares, cron, until or rhythm
    type: str
    label: Text
    required: bool = False
    default: object = None
    choices: Sequence[str] = ()
    help: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of node, or of trigger."""

    kind: str
    label: Text
    #: One sentence: what it does.
    help: Text
    #: Name of a Lucide icon.
    icon: str
    fields: tuple[Field, ...] = ()
    #: Names of the ways out; nothing where the node's own parameters name them.
    paths: tuple[str, ...] | None = ()


def _text(fr: str, en: str) -> Text:
    return {"fr": fr, "en": en}


_EVENT = Field(name="event", type="event", label=_text("Évènement", "Event"), required=True)
_WHERE = Field(name="where", type="where", label=_text("Seulement si", "Only where"))

KINDS: tuple[Kind, ...] = (
    Kind(
        kind="trigger",
        label=_text("Déclencheur", "Trigger"),
        help=_text("Le point de départ du scénario.", "Where the scenario starts."),
        icon="zap",
        paths=("next",),
    ),
    Kind(
        kind="message",
        label=_text("Message", "Message"),
        help=_text("Écrit au contact sur un canal.", "Writes to the contact on a channel."),
        icon="mail",
        paths=("next",),
        fields=(
            Field(
                name="channel",
                type="channel",
                label=_text("Canal", "Channel"),
                required=True,
                default="email",
                choices=[channel.value for channel in SENDING],
            ),
            Field(name="template", type="template", label=_text("Gabarit", "Template")),
            Field(
                name="if_blocked",
                type="choice",
                label=_text("Si une règle le bloque", "If a rule blocks it"),
                default=IfBlocked.DELAY.value,
                choices=[choice.value for choice in IfBlocked],
            ),
            Field(
                name="ttl",
                type="duration",
                label=_text("Garde son sens pendant", "Makes sense for"),
                default="P5D",
            ),
            Field(name="fallback", type="channels", label=_text("Canaux de repli", "Fallback channels")),
            Field(
                name="category",
                type="choice",
                label=_text("Nature", "Category"),
                choices=[category.value for category in Category],
                help=_text("Par défaut, celle du scénario.", "By default the scenario's."),
            ),
            Field(
                name="weight",
                type="number",
                label=_text("Poids", "Weight"),
                help=_text("Par défaut, celui du canal.", "By default the channel's."),
            ),
            Field(
                name="merge",
                type="text",
                label=_text("Groupe de regroupement", "Merge group"),
                help=_text(
                    "Voyage avec un message du même groupe et du même canal dû à la même minute.",
                    "May travel in a message of the same group and channel due at the same minute.",
                ),
            ),
        ),
    ),
    Kind(
        kind="wait",
        label=_text("Attente", "Wait"),
        help=_text("Attend une durée, une heure ou une date.", "Waits for a time, an hour or a date."),
        icon="clock",
        paths=("next",),
        fields=(
            Field(name="for", type="duration", label=_text("Pendant", "For"), default="P1D"),
            Field(name="until", type="until", label=_text("Jusqu'à", "Until")),
            Field(
                name="if_past",
                type="choice",
                label=_text("Si la date est passée", "If the date has passed"),
                default=IfPast.GO.value,
                choices=[choice.value for choice in IfPast],
            ),
        ),
    ),
    Kind(
        kind="wait_event",
        label=_text("Attente d'un évènement", "Wait for an event"),
        help=_text(
            "Attend un évènement, ou la fin d'un délai.",
            "Waits for an event, or for a time allowed to run out.",
        ),
        icon="hourglass",
        paths=("event", "timeout"),
        fields=(
            _EVENT,
            _WHERE,
            Field(
                name="timeout", type="duration", label=_text("Délai", "Timeout"), required=True, default="P2D"
            ),
        ),
    ),
    Kind(
        kind="split",
        label=_text("Condition", "Split"),
        help=_text(
            "La première condition vraie choisit le chemin.", "The first true condition chooses the way."
        ),
        icon="split",
        paths=None,
        fields=(Field(name="paths", type="paths", label=_text("Chemins", "Ways out"), required=True),),
    ),
    Kind(
        kind="experiment",
        label=_text("Test A/B", "Experiment"),
        help=_text(
            "Répartit les contacts au hasard, par parts.", "Draws the contacts to the ways out by share."
        ),
        icon="flask-conical",
        paths=None,
        fields=(Field(name="paths", type="shares", label=_text("Parts", "Shares"), required=True),),
    ),
    Kind(
        kind="task",
        label=_text("Tâche", "Task"),
        help=_text("Confie une action à une équipe.", "Hands something to do to a team."),
        icon="clipboard-check",
        paths=("done", "refused", "expired"),
        fields=(
            Field(name="queue", type="text", label=_text("File", "Queue"), required=True),
            Field(name="label", type="bilingual", label=_text("Intitulé", "Label")),
            Field(
                name="sla", type="duration", label=_text("À faire sous", "To be done within"), default="P2D"
            ),
        ),
    ),
    Kind(
        kind="update",
        label=_text("Mise à jour", "Update"),
        help=_text(
            "Donne une valeur à des attributs du contact.", "Gives attributes of the contact a value."
        ),
        icon="pencil",
        paths=("next",),
        fields=(Field(name="set", type="values", label=_text("Valeurs", "Values"), required=True),),
    ),
    Kind(
        kind="exit",
        label=_text("Sortie", "Exit"),
        help=_text("La fin du parcours.", "The end of the way."),
        icon="log-out",
        paths=(),
    ),
)

TRIGGERS: tuple[Kind, ...] = (
    Kind(
        kind="event",
        label=_text("Un évènement", "An event"),
        help=_text("Un fait sur le contact arrive.", "A fact about the contact arrives."),
        icon="zap",
        fields=(_EVENT, _WHERE),
    ),
    Kind(
        kind="enters",
        label=_text("L'entrée dans une cible", "Entering an audience"),
        help=_text(
            "Le contact se met à remplir une condition.", "The contact starts to satisfy a condition."
        ),
        icon="users",
        fields=(
            Field(name="condition", type="condition", label=_text("Condition", "Condition"), required=True),
            Field(
                name="every",
                type="duration",
                label=_text("Vérifiée toutes les", "Looked at every"),
                default="PT1H",
            ),
        ),
    ),
    Kind(
        kind="date",
        label=_text("Une date du contact", "A date of the contact"),
        help=_text(
            "Un anniversaire, un rendez-vous, une échéance.", "A birthday, an appointment, a due date."
        ),
        icon="calendar",
        fields=(
            Field(name="attribute", type="attribute", label=_text("Attribut", "Attribute"), required=True),
            Field(name="offset", type="duration", label=_text("Décalage", "Offset"), default="PT0M"),
            Field(name="at", type="time", label=_text("À", "At"), default="09:00"),
            Field(
                name="repeat",
                type="choice",
                label=_text("Répétition", "Repeat"),
                default="never",
                choices=["never", "yearly"],
            ),
        ),
    ),
    Kind(
        kind="inactivity",
        label=_text("L'inactivité", "Inactivity"),
        help=_text("Plus d'évènement depuis un temps.", "No such event for a time."),
        icon="moon",
        fields=(
            _EVENT,
            Field(name="after", type="duration", label=_text("Depuis", "For"), default="P180D"),
            Field(name="own_rhythm", type="rhythm", label=_text("Rythme propre", "Own rhythm")),
        ),
    ),
    Kind(
        kind="schedule",
        label=_text("Un calendrier", "A schedule"),
        help=_text("Toute la cible, à chaque échéance.", "Everyone in the audience, each time."),
        icon="repeat",
        fields=(
            Field(
                name="cron",
                type="cron",
                label=_text("Échéances", "When"),
                required=True,
                default="0 9 * * MON",
            ),
        ),
    ),
    Kind(
        kind="manual",
        label=_text("À la main", "By hand"),
        help=_text("Quelqu'un fait entrer des contacts.", "Somebody enters contacts."),
        icon="hand",
    ),
)


def kind_of(word: str) -> Kind:
    """The kind of node of that wire word; ``KeyError`` where there is none."""
    return {kind.kind: kind for kind in KINDS}[word]
