"""Documents in sentences, in French or in English: triggers, schedules and delays inside running prose.

Words, figures, durations and conditions are those of the canvas (``speech``, ``phrases``). It reads documents
as they are written, so that an unfinished draft can be told too: what cannot be read is said to be
unfinished, and nothing raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from designer.analysis import phrases
from designer.analysis.speech import Language, Names, Speech, cron_days, french_signs, in_sentence, is_zero
from designer.domain.text import say
from designer.domain.words import BY_WORD

Wire = Mapping[str, Any]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def typeset(words: str, language: str) -> str:
    """Words with the spaces and the apostrophes of the language's printers."""
    return french_signs(words) if language == "fr" else words


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Says parts of documents in one language, with the names of one workspace."""

    language: Language
    names: Names = Names()

    @cached_property
    def speech(self) -> Speech:
        """The words of the canvas in the same language, with the same names."""
        return Speech(language=self.language, names=self.names)

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
        return in_sentence(self.speech.attribute(str(key)))

    def event(self, key: object) -> str:
        """An event by its name, quoted."""
        return self.quoted(self.speech.event(str(key or "")) or "…")

    def segment(self, key: object) -> str:
        """A segment by its name, quoted."""
        return self.quoted(self.speech.segment(str(key)))

    def scenario(self, key: object) -> str:
        """Another scenario by its name, quoted."""
        return self.quoted(self.speech.scenario(str(key)))

    def template(self, key: object) -> str:
        """A template by its name, quoted; nothing where none is chosen."""
        return self.quoted(self.speech.template(str(key))) if key else ""

    def label(self, word: object) -> str:
        """A word of a closed set as the screens have it."""
        known = BY_WORD.get(str(word))
        return known[self.language] if known else str(word)

    def channel(self, word: object) -> str:
        """A channel inside a sentence: ``e-mail``, ``SMS``."""
        return in_sentence(phrases.channel(str(word), self.speech))

    def number(self, value: object) -> str:
        """A figure with the separators of the language; what is none as it is written."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return self.speech.number(value)

    def percent(self, fraction: float) -> str:
        """A fraction of one as a percentage."""
        return self.number(fraction * 100) + self.of(" %", "%")

    def value(self, literal: object) -> str:
        """A literal of a document: texts quoted, yes and no, figures with separators."""
        if isinstance(literal, bool):
            return self.speech("value.yes" if literal else "value.no")
        if isinstance(literal, int | float):
            return self.number(literal)
        if isinstance(literal, Sequence) and not isinstance(literal, str):
            return self.listed(self.value(one) for one in literal)
        return self.quoted(str(literal))

    def listed(self, words: Iterable[str], *, either: bool = False) -> str:
        """``a, b et c``, or ``a, b ou c``."""
        return self.speech.listing(list(words), either=either)

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def duration(self, written: object) -> str:
        """A duration in the units it was written in: ``2 jours``, ``48 heures``; without its sign."""
        return self.speech.duration(written)

    def offset(self, written: object, name: str) -> str:
        """``3 jours avant : rendez-vous``, or the day itself."""
        if is_zero(written):
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
        if len(days) in (0, 7):
            return ""
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            first, last = self._day(days[0]), self._day(days[-1])
            return self.of(f"du {first} au {last}", f"{first} to {last}")
        return self.listed(self.of("le ", "") + self._day(day) for day in days)

    def _day(self, day: int) -> str:
        return self.speech(f"weekday.{_DAYS[day]}.long")

    def cron(self, written: object) -> str:
        """The everyday cron expressions in words, the others as they are written."""
        parts = str(written or "").split()
        plain = len(parts) == 5 and parts[0].isdigit() and parts[1].isdigit() and parts[3] == "*"
        if plain and int(parts[0]) < 60 and int(parts[1]) < 24:
            at = self.of("à ", "at ") + f"{int(parts[1]):02}:{int(parts[0]):02}"
            day, weekdays = parts[2], parts[4]
            if day.isdigit() and weekdays == "*":
                return self.of(f"le {day} du mois {at}", f"on day {day} of the month {at}")
            days = list(_DAYS) if weekdays == "*" else cron_days(weekdays)
            if day == "*" and days:
                return f"{self._cron_days(days)} {at}"
        return self.of(
            f"selon le calendrier {self.quoted(str(written or '…'))}", f"on the schedule “{written}”"
        )

    def _cron_days(self, days: Sequence[str]) -> str:
        if len(days) == 1:
            return self.of("chaque ", "every ") + self._day(_DAYS.index(days[0]))
        return self.weekdays(days) or self.of("chaque jour", "every day")

    # ── Conditions ──────────────────────────────────────────────────────────────────────────────────────

    def condition(self, tree: object) -> str:
        """A condition as a clause without a capital: ``ville est Lyon et âge ≥ 18``."""
        return phrases.condition(tree, self.speech)

    def where(self, condition: object, event: object) -> str:
        """`` avec montant > 100``, after the event it is of; nothing where nothing is asked."""
        if not condition:
            return ""
        said = phrases.where(condition, event, self.speech, enclosed=True)
        return self.of(" avec ", " with ") + said

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
                event = self.event(trigger["event"]) + self.where(trigger.get("where"), trigger["event"])
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
