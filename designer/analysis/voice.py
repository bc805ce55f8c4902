"""Documents in words, in French or in English: conditions, durations and triggers as one would say them.

It reads documents as they are written, so that an unfinished draft can be told too: what cannot be read is
said to be unfinished, and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from designer.domain.portfolio import Portfolio
from designer.domain.text import Text, say
from designer.domain.words import BY_WORD

Wire = Mapping[str, Any]

_NBSP = "\N{NO-BREAK SPACE}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"
_WRITTEN = re.compile(r"[+-]?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_UNITS = (
    ("an", "ans", "year", "years"),
    ("mois", "mois", "month", "months"),
    ("semaine", "semaines", "week", "weeks"),
    ("jour", "jours", "day", "days"),
    ("heure", "heures", "hour", "hours"),
    ("minute", "minutes", "minute", "minutes"),
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_IN = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SIGNS = {
    "eq": ("est", "is"),
    "ne": ("n'est pas", "is not"),
    "gt": ("supérieur à", "above"),
    "ge": ("au moins", "at least"),
    "lt": ("inférieur à", "below"),
    "le": ("au plus", "at most"),
}

#: What every base has, and what the product records itself.
_KNOWN: Mapping[str, tuple[str, str]] = {
    "id": ("identifiant", "identifier"),
    "email": ("adresse e-mail", "e-mail address"),
    "phone": ("téléphone", "phone number"),
    "language": ("langue", "language"),
    "timezone": ("fuseau horaire", "time zone"),
    "household": ("foyer", "household"),
    "account": ("compte", "account"),
    "message.sent": ("Message envoyé", "Message sent"),
    "message.delivered": ("Message remis", "Message delivered"),
    "message.opened": ("Message ouvert", "Message opened"),
    "message.clicked": ("Lien cliqué", "Link clicked"),
    "message.replied": ("Réponse reçue", "Reply received"),
    "message.bounced": ("Message revenu", "Message returned"),
    "message.complained": ("Plainte", "Complaint"),
    "message.unsubscribed": ("Désinscription", "Unsubscribed"),
    "task.done": ("Tâche faite", "Task done"),
    "task.refused": ("Tâche refusée", "Task refused"),
    "task.expired": ("Tâche non faite à temps", "Task not done in time"),
}


@dataclass(frozen=True, kw_only=True)
class Names:
    """What keys are called; a key without a name is said as it is written."""

    scenarios: Mapping[str, Text] = field(default_factory=dict)
    attributes: Mapping[str, Text] = field(default_factory=dict)
    events: Mapping[str, Text] = field(default_factory=dict)
    segments: Mapping[str, Text] = field(default_factory=dict)
    templates: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, portfolio: Portfolio) -> Names:
        """The names that a portfolio's documents give."""
        data = portfolio.data
        return cls(
            scenarios={one.key: one.name for one in portfolio.scenarios},
            attributes={name: row.label for name, row in data.attributes.items() if row.label},
            events={name: row.label for name, row in data.events.items() if row.label},
            segments={key: segment.name for key, segment in portfolio.segments.items() if segment.name},
            templates={key: template.name for key, template in portfolio.messages.items()},
        )


def typeset(words: str, language: str) -> str:
    """Words with the spaces of the language's printers: those of French are not to break."""
    if language != "fr":
        return words
    words = words.replace("« ", f"«{_NBSP}").replace(" »", f"{_NBSP}»").replace(" :", f"{_NBSP}:")
    words = re.sub(r" ([;!?])", f"{_NARROW}\\1", words)
    return re.sub(r" ([%€])", f"{_NBSP}\\1", words)


def capital(words: str) -> str:
    """The words with their first letter a capital."""
    return words[:1].upper() + words[1:]


def lowered(label: str) -> str:
    """A label inside a sentence: ``Ville`` is "ville", ``CA 12 mois`` stays."""
    inside = label[:1].isupper() and (label[1:2].islower() or label[1:2] in ("'", "’", "-"))
    return label[:1].lower() + label[1:] if inside else label


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Says parts of documents in one language, with the names of one workspace."""

    language: str
    names: Names = Names()

    def of(self, fr: str, en: str) -> str:
        """The one of both that is in its language."""
        return fr if self.language == "fr" else en

    # ── Names and literals ──────────────────────────────────────────────────────────────────────────────

    def text(self, text: object) -> str:
        """A text of a document; nothing where there is none, or where it is no text."""
        if isinstance(text, str):
            return text.strip()
        if isinstance(text, Mapping):
            return say({k: v for k, v in text.items() if isinstance(v, str)}, self.language).strip()
        return ""

    def quoted(self, words: str) -> str:
        """``« Relance »``, ``“Follow-up”``."""
        return self.of(f"« {words} »", f"“{words}”")

    def attribute(self, key: object) -> str:
        """An attribute or a property inside a sentence."""
        name = str(key)
        label = self.text(self.names.attributes.get(name))
        if not label and name.startswith("consent_"):
            channel = self.channel(name.removeprefix("consent_"))
            return self.of(f"consentement {channel}", f"consent to {channel}")
        known = _KNOWN.get(name)
        return lowered(label) if label else (self.of(*known) if known else name)

    def event(self, key: object) -> str:
        """An event by its name, quoted."""
        name = str(key or "")
        known = _KNOWN.get(name)
        label = self.text(self.names.events.get(name)) or (self.of(*known) if known else name)
        return self.quoted(label or "…")

    def segment(self, key: object) -> str:
        """A segment by its name, quoted."""
        return self.quoted(self.text(self.names.segments.get(str(key))) or str(key))

    def scenario(self, key: object) -> str:
        """Another scenario by its name, quoted."""
        return self.quoted(self.text(self.names.scenarios.get(str(key))) or str(key))

    def template(self, key: object) -> str:
        """A template by its name, quoted; nothing where none is chosen."""
        return self.quoted(self.text(self.names.templates.get(str(key))) or str(key)) if key else ""

    def label(self, word: object) -> str:
        """A word of a closed set as the screens have it."""
        known = BY_WORD.get(str(word))
        return known[self.language] if known else str(word)

    def channel(self, word: object) -> str:
        """A channel inside a sentence: ``e-mail``, ``SMS``."""
        return lowered(self.label(word))

    def number(self, value: object) -> str:
        """A figure with the separators of the language."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        written = f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        if self.language == "fr":
            written = written.replace(",", _NARROW).replace(".", ",")
        return written

    def percent(self, fraction: float) -> str:
        """A fraction of one as a percentage."""
        return self.number(round(fraction * 100, 4)) + self.of(" %", "%")

    def value(self, literal: object) -> str:
        """A literal of a document: texts quoted, yes and no, figures with separators."""
        if isinstance(literal, bool):
            return self.of("oui", "yes") if literal else self.of("non", "no")
        if isinstance(literal, int | float):
            return self.number(literal)
        if isinstance(literal, Sequence) and not isinstance(literal, str):
            return self.listed(self.value(one) for one in literal)
        return self.quoted(str(literal))

    def listed(self, words: Iterable[str], *, either: bool = False) -> str:
        """``a, b et c``, or ``a, b ou c``."""
        said = list(words)
        if len(said) < 2:
            return "".join(said)
        last = self.of("ou", "or") if either else self.of("et", "and")
        return f"{', '.join(said[:-1])} {last} {said[-1]}"

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def duration(self, written: object) -> str:
        """A duration in the units it was written in: ``2 jours``, ``48 heures``; without its sign."""
        match = _WRITTEN.fullmatch(str(written)) if written else None
        if match is None:
            return str(written or "…")
        said = []
        for count, (one_fr, many_fr, one_en, many_en) in zip(match.groups(), _UNITS, strict=True):
            if number := int(count or 0):
                unit = (
                    self.of(many_fr, many_en)
                    if number > 1
                    else self.of(one_fr, one_en if number == 1 else many_en)
                )
                said.append(f"{number}{_NBSP}{unit}")
        return self.listed(said) or f"0{_NBSP}minute" + self.of("", "s")

    def offset(self, written: object, name: str) -> str:
        """``3 jours avant : rendez-vous``, or the day itself."""
        match = _WRITTEN.fullmatch(str(written)) if written else None
        if match is None or not any(int(part or 0) for part in match.groups()):
            return self.of(f"le jour : {name}", f"on the day: {name}")
        length = self.duration(written)
        if str(written).startswith("-"):
            return self.of(f"{length} avant : {name}", f"{length} before: {name}")
        return self.of(f"{length} après : {name}", f"{length} after: {name}")

    def weekdays(self, words: object) -> str:
        """``du lundi au vendredi``, ``le samedi et le dimanche``; nothing where every day is meant."""
        if not isinstance(words, Sequence) or isinstance(words, str):
            return ""
        days = sorted({_DAYS.index(str(word).lower()) for word in words if str(word).lower() in _DAYS})
        names = _DAYS_IN[self.language]
        if len(days) in (0, 7):
            return ""
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            first, last = names[days[0]], names[days[-1]]
            return self.of(f"du {first} au {last}", f"{first} to {last}")
        return self.listed(self.of(f"le {names[day]}", names[day]) for day in days)

    def cron(self, written: object) -> str:
        """The everyday cron expressions in words, the others as they are written."""
        parts = str(written or "").split()
        plain = len(parts) == 5 and parts[0].isdigit() and parts[1].isdigit() and parts[3] == "*"
        if plain and int(parts[0]) < 60 and int(parts[1]) < 24:
            at = self.of("à ", "at ") + f"{int(parts[1]):02}:{int(parts[0]):02}"
            day, weekdays = parts[2], parts[4]
            if day == "*" and weekdays == "*":
                return self.of(f"chaque jour {at}", f"every day {at}")
            if day.isdigit() and weekdays == "*":
                of_month = self.of(f"le {day} du mois", f"on day {day} of the month")
                return self.of(f"{of_month} {at}", f"{of_month} {at}")
            if day == "*" and (said := self._cron_days(weekdays)):
                return self.of(f"{said} {at}", f"{said} {at}")
        return self.of(
            f"selon le calendrier {self.quoted(str(written or '…'))}", f"on the schedule “{written}”"
        )

    def _cron_days(self, written: str) -> str:
        words: list[str] = []
        for part in written.split(","):
            first, _to, last = part.partition("-")
            one, other = _cron_day(first), _cron_day(last or first)
            if one is None or other is None or one > other:
                return ""
            words += _DAYS[one : other + 1]
        if len(words) == 1:
            day = _DAYS_IN[self.language][_DAYS.index(words[0])]
            return self.of(f"chaque {day}", f"every {day}")
        return self.weekdays(words)

    # ── Conditions ──────────────────────────────────────────────────────────────────────────────────────

    def condition(self, tree: object, *, inside: bool = False) -> str:
        """A condition as a clause without a capital: ``ville est « Lyon » et âge au moins 18``."""
        if not isinstance(tree, Mapping) or len(tree) != 1:
            return self.of("tout le monde", "everyone") if tree in (None, {}) else self._unfinished()
        operator, body = next(iter(tree.items()))
        say_it = _OPERATORS.get(str(operator))
        try:
            said = say_it(self, body) if say_it else self._unfinished()
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            return self._unfinished()
        return f"({said})" if inside and operator in ("all", "any") and len(body) > 1 else said

    def _unfinished(self) -> str:
        return self.of("une condition à terminer", "a condition to be finished")

    def _all(self, parts: Any) -> str:
        said = [self.condition(part, inside=True) for part in parts]
        return self.of(" et ", " and ").join(said) or self.of("tout le monde", "everyone")

    def _any(self, parts: Any) -> str:
        said = [self.condition(part, inside=True) for part in parts]
        return self.of(" ou ", " or ").join(said) or self.of("personne", "nobody")

    def _not(self, part: Any) -> str:
        if isinstance(part, Mapping) and len(part) == 1:
            operator, body = next(iter(part.items()))
            match operator:
                case "in_segment":
                    return self.of("hors du segment ", "is not in the segment ") + self.segment(body)
                case "consents":
                    channel = self.channel(body)
                    return self.of(f"n'a pas consenti au canal {channel}", f"has not consented to {channel}")
                case "is_set":
                    return self.of(f"{self.attribute(body)} inconnu", f"{self.attribute(body)} is not known")
                case "eq" if isinstance(body[1], bool):
                    # a missing answer is not yes, and is therefore not the same as no
                    return self.of(
                        f"{self.attribute(body[0])} : pas {self.value(body[1])}",
                        f"{self.attribute(body[0])}: not {self.value(body[1])}",
                    )
        said = self.condition(part)
        return self.of(f"pas ({said})", f"not ({said})")

    def _compare(self, body: Any, *, how: str) -> str:
        name, literal = self.attribute(body[0]), body[1]
        if how == "eq" and isinstance(literal, bool):
            return self.of(f"{name} : {self.value(literal)}", f"{name}: {self.value(literal)}")
        return f"{name} {self.of(*_SIGNS[how])} {self.value(literal)}"

    def _in(self, body: Any) -> str:
        values = self.listed([self.value(one) for one in body[1]], either=True)
        return self.of(f"{self.attribute(body[0])} est {values}", f"{self.attribute(body[0])} is {values}")

    def _between(self, body: Any) -> str:
        name, low, high = self.attribute(body[0]), self.value(body[1]), self.value(body[2])
        return self.of(f"{name} de {low} à {high}", f"{name} from {low} to {high}")

    def _did(self, body: Any) -> str:
        times, within = body.get("at_least", 1), body.get("within")
        said = self.of("a eu ", "has had ") + self.event(body["event"])
        if times != 1:
            said += self.of(f" au moins {self.number(times)} fois", f" at least {self.number(times)} times")
        said += self.where(body.get("where"))
        return said + (self.of(" depuis ", " in the last ") + self.duration(within) if within else "")

    def _not_did(self, body: Any) -> str:
        times, within = body.get("at_least", 1), body.get("within")
        event = self.event(body["event"])
        if times != 1:
            often = self.number(times)
            said = self.of(f"n'a pas eu {event} {often} fois", f"has not had {event} {often} times")
        elif within:
            said = self.of(f"n'a pas eu {event}", f"has not had {event}")
        else:
            said = self.of(f"n'a jamais eu {event}", f"has never had {event}")
        said += self.where(body.get("where"))
        return said + (self.of(" depuis ", " for ") + self.duration(within) if within else "")

    def where(self, condition: object) -> str:
        """`` avec montant supérieur à 100``, after the event it is of; nothing where nothing is asked."""
        return self.of(" avec ", " with ") + self.condition(condition, inside=True) if condition else ""

    # ── Triggers ────────────────────────────────────────────────────────────────────────────────────────

    def trigger(self, trigger: object) -> str:
        """What enrols, as a clause after "le contact entre": ``quand « Devis créé » arrive``."""
        try:
            said = self._trigger(trigger) if isinstance(trigger, Mapping) else None
        except (TypeError, ValueError, KeyError, AttributeError):
            said = None
        return said or self.of("par un déclencheur à choisir", "by a trigger to be chosen")

    def _trigger(self, trigger: Wire) -> str | None:
        match trigger.get("kind"):
            case "event" if trigger.get("event"):
                event = self.event(trigger["event"]) + self.where(trigger.get("where"))
                return self.of(f"quand {event} arrive", f"when {event} happens")
            case "enters" if trigger.get("condition"):
                condition = self.condition(trigger["condition"])
                return self.of(
                    f"quand il commence à remplir ce critère : {condition}",
                    f"when this starts to be true of it: {condition}",
                )
            case "date" if trigger.get("attribute"):
                said = self.offset(trigger.get("offset"), self.attribute(trigger["attribute"]))
                said += self.of(f", à {trigger.get('at') or '09:00'}", f", at {trigger.get('at') or '09:00'}")
                yearly = trigger.get("repeat") == "yearly"
                return said + (self.of(", chaque année", ", every year") if yearly else "")
            case "inactivity" if trigger.get("event"):
                event, rhythm = self.event(trigger["event"]), trigger.get("own_rhythm")
                if isinstance(rhythm, Mapping):
                    return self.of(
                        f"quand son propre rythme de {event} est dépassé",
                        f"when its own rhythm of {event} has passed",
                    )
                after = self.duration(trigger.get("after"))
                return self.of(f"après {after} sans {event}", f"after {after} without {event}")
            case "schedule" if trigger.get("cron"):
                said = self.cron(trigger["cron"])
                return self.of(f"avec tout le public, {said}", f"with the whole audience, {said}")
            case "manual":
                return self.of("quand quelqu'un l'inscrit à la main", "when somebody enters it by hand")
            case _:
                return None


def _cron_day(word: str) -> int | None:
    """A weekday of a cron expression, 0 for Monday."""
    if word.isdigit() and int(word) <= 7:
        return (int(word) - 1) % 7
    return _DAYS.index(word.lower()) if word.lower() in _DAYS else None


_OPERATORS: Mapping[str, Callable[[Voice, Any], str]] = {
    "all": Voice._all,
    "any": Voice._any,
    "not": Voice._not,
    **{how: partial(Voice._compare, how=how) for how in _SIGNS},
    "in": Voice._in,
    "between": Voice._between,
    "is_set": lambda voice, body: voice.of(
        f"{voice.attribute(body)} connu", f"{voice.attribute(body)} is known"
    ),
    "contains": lambda voice, body: voice.of(
        f"{voice.attribute(body[0])} contient {voice.value(body[1])}",
        f"{voice.attribute(body[0])} contains {voice.value(body[1])}",
    ),
    "matches": lambda voice, body: voice.of(
        f"{voice.attribute(body[0])} ressemble à {voice.value(body[1])}",
        f"{voice.attribute(body[0])} looks like {voice.value(body[1])}",
    ),
    "did": Voice._did,
    "not_did": Voice._not_did,
    "in_segment": lambda voice, body: (
        voice.of("dans le segment ", "is in the segment ") + voice.segment(body)
    ),
    "consents": lambda voice, body: voice.of(
        f"a consenti au canal {voice.channel(body)}", f"has consented to {voice.channel(body)}"
    ),
}
