"""Why sent, why not: a decision of the ledger in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from designer.domain.enrolment import Decision, Verdict
from designer.domain.policy import Cap, Gap, Policy
from designer.domain.text import Text, say
from designer.domain.time import Minute, to_instant
from designer.engine.words import CHANNELS, rule_words, words

_RULES: Mapping[str, Text] = {
    "consent": {
        "fr": "le contact n’a pas consenti à ce canal",
        "en": "the contact has not consented to this channel",
    },
    "no-address": {
        "fr": "le contact n’a pas d’adresse pour ce canal",
        "en": "the contact has no address for this channel",
    },
    "suppressed": {
        "fr": "ce canal est fermé pour ce contact (désinscription, rejet ou plainte)",
        "en": "this channel is closed for the contact (unsubscribed, bounced or complained)",
    },
    "quiet-hours": {"fr": "c’est une plage de silence", "en": "these are quiet hours"},
    "score": {
        "fr": "le score de pression dépasserait son seuil",
        "en": "the pressure score would exceed its threshold",
    },
    "control": {
        "fr": "le contact est dans le groupe témoin, auquel rien n’est envoyé",
        "en": "the contact is in the control group, which is sent nothing",
    },
    "misfire": {
        "fr": "l’envoi avait trop de retard",
        "en": "the message was too late",
    },
    "if-past": {
        "fr": "la date attendue était déjà passée",
        "en": "the date waited for had already passed",
    },
}

_VERDICTS: Mapping[Verdict, Text] = {
    Verdict.SENT: {"fr": "Envoyé ({channel})", "en": "Sent ({channel})"},
    Verdict.DELAYED: {"fr": "Reporté au {next}", "en": "Delayed to {next}"},
    Verdict.SKIPPED: {
        "fr": "Non envoyé ({channel}), le parcours continue",
        "en": "Not sent ({channel}), the journey goes on",
    },
    Verdict.EXITED: {
        "fr": "Non envoyé ({channel}), le contact sort",
        "en": "Not sent ({channel}), the contact leaves",
    },
    Verdict.MERGED: {
        "fr": "Joint à un autre message de la même minute ({channel})",
        "en": "Travels in another message of the same minute ({channel})",
    },
    Verdict.FALLBACK: {"fr": "Canal suivant ({channel} bloqué)", "en": "Next channel ({channel} blocked)"},
    Verdict.CONTROL: {"fr": "Retenu", "en": "Held out"},
}

_REFUSALS: Mapping[str, Text] = {
    "audience": {"fr": "n’est pas dans la cible", "en": "is not in the audience"},
    "reentry": {
        "fr": "est déjà entré, et une nouvelle entrée n’est pas permise",
        "en": "has entered before and may not again",
    },
    "gap": {
        "fr": "est entré ou sorti il y a trop peu de temps",
        "en": "entered or left too short a time ago",
    },
    "cap": {"fr": "est déjà entré autant de fois que permis", "en": "has entered as often as allowed"},
    "group": {
        "fr": "est déjà dans un scénario du même groupe",
        "en": "is already in a scenario of the same group",
    },
    "prevailed": {"fr": "est dans un scénario qui prime", "en": "is in a scenario that prevails"},
    "paused": {
        "fr": "est arrivé pendant que le scénario était en pause",
        "en": "came while the scenario was paused",
    },
    "loop": {"fr": "a fait trop d’étapes dans la minute", "en": "has made too many steps within the minute"},
}

_REASONS: Mapping[str, Text] = {
    "end": {"fr": "arrivé à la fin", "en": "reached the end"},
    "exit-when": {"fr": "la règle de sortie s’est appliquée", "en": "the exit rule applied"},
    "goal": {"fr": "objectif atteint", "en": "reached the goal"},
    "if-past": {"fr": "la date attendue était déjà passée", "en": "the date waited for had already passed"},
    "stopped": {"fr": "arrêté à la main", "en": "stopped by hand"},
    "loop": {"fr": "trop d’étapes dans la même minute", "en": "too many steps within one minute"},
}


@dataclass(frozen=True, kw_only=True)
class Why:
    """A decision, said."""

    #: What was decided.
    verdict: str
    #: The rule that decided, in words; empty when none did.
    rule: str
    #: The messages that fill the rule, each as ``scenario › node, date``.
    filled_by: tuple[str, ...]
    #: When it is tried again, local time; empty when it is not.
    next: str
    #: The whole, as one sentence.
    sentence: str


def explain(
    decision: Decision,
    *,
    language: str,
    zone: ZoneInfo,
    policy: Policy | None = None,
    names: Mapping[str, Text] | None = None,
) -> Why:
    """Say why a message left or did not; dates in the zone given, scenarios by the names given."""
    french = language == "fr"
    later = "" if decision.next_at is None else instant_words(decision.next_at, language, zone)
    channel = say(CHANNELS[decision.channel], language)
    verdict = say(_VERDICTS[decision.verdict], language).format(channel=channel, next=later)
    rule = rule_of(decision.rule, language, policy) if decision.rule else ""
    filled = tuple(_reference(one, language, zone, names or {}) for one in decision.blocked_by)
    sentence = verdict
    if rule:
        sentence += f"{' :' if french else ':'} {rule}"
    if filled:
        sentence += f" ({' ; '.join(filled) if french else '; '.join(filled)})"
    return Why(verdict=verdict, rule=rule, filled_by=filled, next=later, sentence=sentence + ".")


def rule_of(rule: str, language: str, policy: Policy | None = None) -> str:
    """A rule's name as it stands in decisions, in words."""
    if rule in _RULES:
        return say(_RULES[rule], language)
    policy = policy or Policy()
    if rule.startswith("exclusion:"):
        key = rule.removeprefix("exclusion:")
        found = next((one for one in policy.exclusions if one.id == key), None)
        if found is None:
            return f"exclusion {key}"
        said = words(found.when, language)
        return f"exclusion « {key} » : {said}" if language == "fr" else f"exclusion “{key}”: {said}"
    rules: tuple[Cap | Gap, ...] = (*policy.caps, *policy.gaps)
    for one in rules:
        if one.id == rule:
            said = rule_words(one, language)
            return f"règle « {rule} » : {said}" if language == "fr" else f"rule “{rule}”: {said}"
    return f"règle « {rule} »" if language == "fr" else f"rule “{rule}”"


def refusal_words(reason: str, language: str) -> str:
    """Why a trigger made no entry; the subject is the contact."""
    return say(_REFUSALS.get(reason, reason), language)


def reason_words(reason: str | None, language: str) -> str:
    """Why an enrolment ended."""
    if reason is None:
        return ""
    if reason.startswith("prevailed:"):
        by = reason.removeprefix("prevailed:")
        return f"le scénario « {by} » prime" if language == "fr" else f"the scenario “{by}” prevails"
    if reason.startswith("blocked:"):
        rule = rule_of(reason.removeprefix("blocked:"), language)
        return f"message bloqué : {rule}" if language == "fr" else f"message blocked: {rule}"
    return say(_REASONS.get(reason, reason), language)


def instant_words(minute: Minute, language: str, zone: ZoneInfo) -> str:
    """A minute as local date and time: ``01/03/1998 09:00`` or ``1 Mar 1998 09:00``."""
    when = to_instant(minute).astimezone(zone)
    if language == "fr":
        return when.strftime("%d/%m/%Y %H:%M")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{when.day} {months[when.month - 1]} {when.year} {when:%H:%M}"


def _reference(reference: str, language: str, zone: ZoneInfo, names: Mapping[str, Text]) -> str:
    """``scenario/node@minute`` as people read it."""
    place, _, minute = reference.rpartition("@")
    scenario, _, node = place.partition("/")
    date = instant_words(int(minute), language, zone)
    if scenario == "history":
        return f"{'message antérieur' if language == 'fr' else 'earlier message'}, {date}"
    return f"{say(names.get(scenario), language) or scenario} › {node}, {date}"
