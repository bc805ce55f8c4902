"""Conditions, durations and rules said in plain French and English."""

from __future__ import annotations

from collections.abc import Mapping

from designer.domain.channel import Channel
from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Comparison,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
    Scalar,
)
from designer.domain.data import DataModel, Segment
from designer.domain.policy import Calendar, Cap, Gap, MaxByContact
from designer.domain.text import Text, say
from designer.domain.time import DAY, HOUR, WEEK, Duration

CHANNELS: Mapping[Channel, Text] = {
    Channel.EMAIL: {"fr": "e-mail", "en": "e-mail"},
    Channel.SMS: {"fr": "SMS", "en": "SMS"},
    Channel.PUSH: {"fr": "notification", "en": "push"},
    Channel.CALL: {"fr": "appel", "en": "call"},
    Channel.MAIL: {"fr": "courrier", "en": "letter"},
    Channel.ONSITE: {"fr": "message sur le site", "en": "on-site message"},
    Channel.AUDIENCE: {"fr": "export d’audience", "en": "audience export"},
    Channel.WEBHOOK: {"fr": "webhook", "en": "webhook"},
    Channel.MEETING: {"fr": "rendez-vous", "en": "meeting"},
}

_COMPARISONS: Mapping[Comparison, Text] = {
    Comparison.EQ: {"fr": "est", "en": "is"},
    Comparison.NE: {"fr": "n’est pas", "en": "is not"},
    Comparison.GT: {"fr": "dépasse", "en": "is more than"},
    Comparison.GE: {"fr": "vaut au moins", "en": "is at least"},
    Comparison.LT: {"fr": "est inférieur à", "en": "is less than"},
    Comparison.LE: {"fr": "vaut au plus", "en": "is at most"},
}

#: Minutes in a unit, and its name for one and for several.
_UNITS = (
    (WEEK, ("semaine", "semaines"), ("week", "weeks")),
    (DAY, ("jour", "jours"), ("day", "days")),
    (HOUR, ("heure", "heures"), ("hour", "hours")),
    (1, ("minute", "minutes"), ("minute", "minutes")),
)


def duration_words(duration: Duration, language: str = "fr") -> str:
    """A duration without its sign, in the largest units that say it exactly.

    >>> duration_words(Duration.parse("PT48H"), "en")
    '2 days'
    """
    parts = []
    months, left = abs(duration.months), abs(duration.minutes)
    if months:
        if months % 12:
            parts.append(f"{months} mois" if language == "fr" else _count(months, ("month", "months")))
        else:
            parts.append(_count(months // 12, ("an", "ans") if language == "fr" else ("year", "years")))
    for size, french, english in _UNITS:
        # weeks only where they say it all: 10 days are not "1 week 3 days"
        if size == WEEK and left % WEEK:
            continue
        number, left = divmod(left, size)
        if number:
            parts.append(_count(number, french if language == "fr" else english))
    return " ".join(parts) or ("0 minute" if language == "fr" else "0 minutes")


def _count(number: int, names: tuple[str, str]) -> str:
    return f"{number} {names[0] if number == 1 else names[1]}"


class Speaker:
    """Says conditions in one language, with the labels of the data document."""

    def __init__(self, language: str, data: DataModel, segments: Mapping[str, Segment]) -> None:
        self.french = language == "fr"
        self.language = language
        self.data = data
        self.segments = segments
        #: Inside a ``where`` the fields are an event's properties, which have no labels.
        self._of_event = False

    def say(self, condition: Condition, *, nested: bool = False) -> str:
        """The condition as a clause; ``nested`` puts what needs it in brackets."""
        match condition:
            case All(parts=()):
                return self._or("toujours", "always")
            case Any(parts=()):
                return self._or("jamais", "never")
            case All(parts=(only,)) | Any(parts=(only,)):
                return self.say(only, nested=nested)
            case All(parts=parts):
                return self._join(parts, self._or(" et ", " and "), nested)
            case Any(parts=parts):
                return self._join(parts, self._or(" ou ", " or "), nested)
            case Not(part=part):
                return self._or("il n’est pas vrai que ", "it is not true that ") + self.say(
                    part, nested=True
                )
            case Did():
                return self._did(condition)
            case NotDid(did=did):
                return self._not_did(did)
            case InSegment(segment=key):
                segment = self.segments.get(key)
                name = say(segment.name, self.language) if segment and segment.name else key
                return self._or(f"fait partie du segment « {name} »", f"is in the segment “{name}”")
            case Consents(channel=channel):
                name = self._channel(channel)
                return self._or(f"a consenti au canal {name}", f"has consented to {name}")
            case _:
                return self._about_field(condition)

    def _about_field(self, condition: Condition) -> str:
        match condition:
            case Compare(how=how, field=field, value=value):
                return f"{self._field(field)} {say(_COMPARISONS[how], self.language)} {self._value(value)}"
            case In(field=field, values=values):
                listed = self._listed(values)
                return self._or(f"{self._field(field)} est {listed}", f"{self._field(field)} is {listed}")
            case Between(field=field, low=low, high=high):
                ends = f"{self._value(low)} {self._or('et', 'and')} {self._value(high)}"
                return f"{self._field(field)} {self._or('est entre', 'is between')} {ends}"
            case IsSet(field=field):
                return f"{self._field(field)} {self._or('est renseigné', 'is known')}"
            case Contains(field=field, value=value):
                return f"{self._field(field)} {self._or('contient', 'contains')} {self._value(value)}"
            case Matches(field=field, pattern=pattern):
                verb = self._or("ressemble à", "looks like")
                return f"{self._field(field)} {verb} {pattern}"
            case _:
                raise TypeError(f"{type(condition).__name__} is not a condition about a field")

    def _did(self, did: Did) -> str:
        event = self._event(did)
        times = ""
        if did.at_least > 1:
            times = self._or(f" au moins {did.at_least} fois", f" at least {did.at_least} times")
        return self._or(f"{event} a eu lieu{times}", f"{event} happened{times}") + self._within(did)

    def _not_did(self, did: Did) -> str:
        event = self._event(did)
        if did.at_least > 1:
            times = self._or(f"moins de {did.at_least} fois", f"fewer than {did.at_least} times")
            return self._or(f"{event} a eu lieu {times}", f"{event} happened {times}") + self._within(did)
        return self._or(f"{event} n’a pas eu lieu", f"{event} did not happen") + self._within(did)

    def _within(self, did: Did) -> str:
        if did.within is None:
            return ""
        span = duration_words(did.within, self.language)
        return self._or(f" depuis {span}", f" in the last {span}")

    def _event(self, did: Did) -> str:
        declared = self.data.events.get(did.event)
        label = say(declared.label, self.language) if declared and declared.label else did.event
        name = self._or(f"« {label} »", f"“{label}”")
        if did.where is None:
            return name
        outside, self._of_event = self._of_event, True
        where = self.say(did.where)
        self._of_event = outside
        return f"{name} ({where})"

    def _join(self, parts: tuple[Condition, ...], word: str, nested: bool) -> str:
        text = word.join(self.say(part, nested=True) for part in parts)
        return f"({text})" if nested else text

    def _field(self, field: str) -> str:
        declared = None if self._of_event else self.data.attributes.get(field)
        return say(declared.label, self.language) if declared and declared.label else field

    def _channel(self, channel: str) -> str:
        return next(
            (say(name, self.language) for one, name in CHANNELS.items() if one.value == channel), channel
        )

    def _value(self, value: Scalar) -> str:
        if isinstance(value, bool):
            return self._or("oui", "yes") if value else self._or("non", "no")
        if isinstance(value, float):
            text = f"{value:g}"
            return text.replace(".", ",") if self.french else text
        return str(value)

    def _listed(self, values: tuple[Scalar, ...]) -> str:
        *most, last = [self._value(value) for value in values] or ["—"]
        return f"{', '.join(most)} {self._or('ou', 'or')} {last}" if most else last

    def _or(self, french: str, english: str) -> str:
        return french if self.french else english


def words(
    condition: Condition | None,
    language: str = "fr",
    data: DataModel | None = None,
    segments: Mapping[str, Segment] | None = None,
) -> str:
    """A condition in plain words; no condition is everybody.

    >>> words(Compare(how=Comparison.GE, field="age", value=18), "en")
    'age is at least 18'
    """
    if condition is None:
        return "tout le monde" if language == "fr" else "everybody"
    return Speaker(language, data or DataModel(), segments or {}).say(condition)


_PERIODS: Mapping[Calendar, Text] = {
    Calendar.DAY: {"fr": "par jour", "en": "a day"},
    Calendar.WEEK: {"fr": "par semaine", "en": "a week"},
    Calendar.MONTH: {"fr": "par mois", "en": "a month"},
}


def rule_words(rule: Cap | Gap, language: str = "fr") -> str:
    """A cap or a gap in a few words: ``at most 2 messages in 1 week, by e-mail``."""
    french = language == "fr"
    channels = [
        say(CHANNELS[channel], language) for channel in Channel if channel in (rule.scope.channels or ())
    ]
    by = f", {'par' if french else 'by'} {', '.join(channels)}" if channels else ""
    if isinstance(rule, Gap):
        span = duration_words(rule.min, language)
        if rule.after:
            after = ", ".join(
                say(CHANNELS[channel], language) for channel in Channel if channel in rule.after
            )
            return (f"au moins {span} après {after}" if french else f"at least {span} after {after}") + by
        return (
            f"au moins {span} entre deux messages" if french else f"at least {span} between two messages"
        ) + by
    most = rule.max.else_ if isinstance(rule.max, MaxByContact) else rule.max
    many = f"{most} message{'s' if most > 1 else ''}"
    if isinstance(rule.per, Calendar):
        span = say(_PERIODS[rule.per], language)
    else:
        span = ("en " if french else "in ") + duration_words(rule.per, language)
    return f"{'au plus' if french else 'at most'} {many} {span}{by}"
