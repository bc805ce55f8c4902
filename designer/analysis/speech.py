"""The words of the canvas in one language: texts, numbers, dates, durations and schedules.

``words.json`` holds the sentences of the editor, so that what is written on the server says what the screen
says; a test keeps the two the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self, get_args

from babel.dates import format_date, format_datetime
from babel.lists import format_list

from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS, DataModel, Segment
from designer.domain.portfolio import Portfolio
from designer.domain.text import Text, say

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

_ISO = re.compile(
    r"([+-])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_UNITS = {
    "fr": (
        ("an", "ans"),
        ("mois", "mois"),
        ("semaine", "semaines"),
        ("jour", "jours"),
        ("heure", "heures"),
        ("minute", "minutes"),
        ("seconde", "secondes"),
    ),
    "en": (
        ("year", "years"),
        ("month", "months"),
        ("week", "weeks"),
        ("day", "days"),
        ("hour", "hours"),
        ("minute", "minutes"),
        ("second", "seconds"),
    ),
}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
    )
    read["fr"] = {key: french_spaces(words) for key, words in read["fr"].items()}
    return read


def french_signs(words: str) -> str:
    """Words with the no-break spaces and the apostrophes that French is printed with.

    >>> french_signs("l'offre, s'il « l'a »").replace(NBSP, "_")
    'l’offre, s’il «_l’a_»'
    """
    return re.sub(r"(\w)'(?=[\w«])", r"\1’", french_spaces(words))


def french_spaces(words: str) -> str:
    """No-break spaces where French has them, so that words can be typed with plain ones.

    >>> french_spaces("Qui ? « Elle » : 5 %").replace(NBSP, "_").replace(NARROW, ".")
    'Qui.? «_Elle_»_: 5_%'
    """
    words = words.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»").replace(" :", f"{NBSP}:")
    words = re.sub(r" ([;!?])", rf"{NARROW}\1", words)
    return re.sub(r" ([%€])", rf"{NBSP}\1", words)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What keys of the workspace are called; a key without a name is shown as it is."""

    scenarios: Mapping[str, Text] = field(default_factory=dict)
    attributes: Mapping[str, Text] = field(default_factory=dict)
    events: Mapping[str, Text] = field(default_factory=dict)
    segments: Mapping[str, Text] = field(default_factory=dict)
    templates: Mapping[str, Text] = field(default_factory=dict)
    #: The type of an attribute, and of each property of an event, in the words of the data document.
    types: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, portfolio: Portfolio) -> Self:
        """The names and types that a portfolio's documents give."""
        return cls.declared(
            portfolio.data,
            portfolio.segments,
            scenarios={one.key: one.name for one in portfolio.scenarios},
            templates={key: template.name for key, template in portfolio.messages.items()},
        )

    @classmethod
    def declared(
        cls,
        data: DataModel,
        segments: Mapping[str, Segment],
        *,
        scenarios: Mapping[str, Text] | None = None,
        templates: Mapping[str, Text] | None = None,
    ) -> Self:
        """The names and types that the data and the segments give, with those of scenarios and templates."""
        known = {**KNOWN_ATTRIBUTES, **{name: row.type for name, row in data.attributes.items()}}
        properties = {**RECEIPTS, **{name: row.properties for name, row in data.events.items()}}
        return cls(
            scenarios=scenarios or {},
            attributes={name: row.label for name, row in data.attributes.items() if row.label},
            events={name: row.label for name, row in data.events.items() if row.label},
            segments={key: segment.name for key, segment in segments.items() if segment.name},
            templates=templates or {},
            types={name: kind.value for name, kind in known.items()},
            properties={
                event: {name: kind.value for name, kind in kinds.items()}
                for event, kinds in properties.items()
            },
        )

    def over(self, others: Names) -> Self:
        """These names, and those of others for what has none here."""
        kinds = [one.name for one in fields(self)]
        return replace(self, **{kind: {**getattr(others, kind), **getattr(self, kind)} for kind in kinds})


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How one language says things."""

    language: Language = "fr"
    names: Names = Names()

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of that key, with values in their places; ``count`` chooses the plural."""
        sentences = _sentences()[self.language]
        count = values.get("count")
        if isinstance(count, int):
            single = count < 2 if self.language == "fr" else count == 1
            sentence = sentences.get(f"{key}.{'one' if single else 'other'}") or sentences[key]
        else:
            sentence = sentences[key]
        for name, value in values.items():
            words = self.number(value) if isinstance(value, int | float) else str(value)
            sentence = sentence.replace(f"{{{name}}}", words)
        return sentence

    def knows(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in _sentences()[self.language]

    def text(self, text: object) -> str:
        """A text of a document in this language, else in the one it has; nothing where it is none."""
        if isinstance(text, Mapping):
            text = {key: words for key, words in text.items() if isinstance(words, str)}
        elif not isinstance(text, str):
            return ""
        words = say(text, self.language)
        return french_signs(words) if self.language == "fr" else words

    def number(self, value: float) -> str:
        """A figure with the language's separators and at most three digits after the point."""
        if not abs(value) < 1e15:
            return str(value)
        written = f"{value:,.3f}".rstrip("0").rstrip(".")
        if self.language == "en":
            return written
        return written.replace(",", NARROW).replace(".", ",")

    def date(self, iso: str) -> str:
        """A date or an instant of a document as people write it; any other text as it stands."""
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
                return format_date(datetime.fromisoformat(iso), "medium", locale=self._locale)
            if re.match(r"\d{4}-\d{2}-\d{2}T", iso):
                moment = datetime.fromisoformat(iso)
                moment = moment.astimezone(UTC) if moment.tzinfo else moment
                return f"{format_datetime(moment, 'medium', locale=self._locale)} UTC"
        except ValueError:
            return iso
        return iso

    @property
    def _locale(self) -> str:
        return "fr_FR" if self.language == "fr" else "en_GB"

    def listing(self, words: Sequence[str], *, either: bool = False) -> str:
        """``a, b et c``, or ``a, b ou c``."""
        return format_list(list(words), style="or" if either else "standard", locale=self._locale)

    def duration(self, iso: object) -> str:
        """``P2D`` as ``2 jours``, without its sign; an ellipsis where there is none."""
        if not isinstance(iso, str) or not iso:
            return "…"
        counts = _counts(iso)
        if counts is None:
            return iso
        said = [
            f"{self.number(count)}{NBSP}{_plural(count, unit, self.language)}"
            for count, unit in zip(counts, _UNITS[self.language], strict=True)
            if count
        ]
        return " ".join(said) or f"0{NBSP}{_UNITS[self.language][5][0 if self.language == 'fr' else 1]}"

    def weekdays(self, days: Sequence[str], length: str = "long") -> str:
        """``du lundi au vendredi``, ``mar. et jeu.``"""
        wanted = [day for day in _WEEKDAYS if day in days]
        if len(wanted) == 7:
            return self("weekdays.all")
        if wanted == [*_WEEKDAYS[:5]]:
            return self("weekdays.work")
        if wanted == [*_WEEKDAYS[5:]]:
            return self("weekdays.end")
        return self.listing([self(f"weekday.{day}.{length}") for day in wanted])

    def cron(self, expression: str) -> str:
        """``0 9 * * MON`` as ``lundi à 09:00``; an expression of its own as it stands."""
        custom = self("cron.custom", text=expression)
        fields = expression.split()
        if len(fields) != 5 or fields[3] != "*" or not fields[0].isdigit():
            return custom
        minute, hour, day, _, weekdays = fields
        if hour == day == weekdays == "*":
            return self("cron.hourly", minute=minute.zfill(2))
        if not hour.isdigit():
            return custom
        time = f"{hour.zfill(2)}:{minute.zfill(2)}"
        if day == weekdays == "*":
            return self("cron.daily", time=time)
        if day == "*":
            days = cron_days(weekdays)
            if days is None:
                return custom
            return (
                self("cron.daily", time=time)
                if len(days) == 7
                else self("cron.weekly", time=time, days=self.weekdays(days))
            )
        if day.isdigit() and weekdays == "*":
            return self("cron.monthly", time=time, day=int(day))
        return custom

    # ── Names ───────────────────────────────────────────────────────────────────────────────────────────

    def attribute(self, name: str) -> str:
        """An attribute's name."""
        return self._named(name, self.names.attributes)

    def property(self, name: str) -> str:
        """The name of an event's property."""
        return self._named(name, {})

    def event(self, name: str) -> str:
        """An event's name."""
        return self._named(name, self.names.events)

    def segment(self, key: str) -> str:
        """A segment's name."""
        return self.text(self.names.segments.get(key)) or key

    def template(self, key: str) -> str:
        """A message template's name."""
        return self.text(self.names.templates.get(key)) or key

    def scenario(self, key: str) -> str:
        """Another scenario's name."""
        return self.text(self.names.scenarios.get(key)) or key

    def _named(self, name: str, names: Mapping[str, Text]) -> str:
        words = self.text(names.get(name))
        if words and words != name:
            return words
        return self(f"known.{name}") if self.knows(f"known.{name}") else name


def _counts(iso: str) -> list[int] | None:
    """Years to seconds of an ISO 8601 duration, nothing where the text is none."""
    found = _ISO.fullmatch(iso)
    if found is None or not any(part is not None for part in found.groups()[1:]):
        return None
    return [int(part[:9]) if part else 0 for part in found.groups()[1:]]


def is_zero(iso: object) -> bool:
    """Whether a duration is none, so that ``3 days before`` becomes ``on the day``."""
    return iso is None or (isinstance(iso, str) and (counts := _counts(iso)) is not None and not any(counts))


def minutes(iso: object) -> int | None:
    """A fixed duration in minutes, or nothing where only a calendar can tell."""
    counts = _counts(iso) if isinstance(iso, str) and not iso.startswith("-") else None
    if counts is None or counts[0] or counts[1]:
        return None
    _, _, weeks, days, hours, minutes_, _ = counts
    return (weeks * 7 + days) * 1440 + hours * 60 + minutes_


def _plural(count: int, unit: tuple[str, str], language: str) -> str:
    return unit[0] if (count < 2 if language == "fr" else count == 1) else unit[1]


def cron_days(field: str) -> list[str] | None:
    """The weekdays of the last field of a cron expression, ``mon`` first; nothing where it names others."""
    found: set[int] = set()
    for part in field.lower().split(","):
        ends = [_day(end) for end in part.split("-")]
        if not 1 <= len(ends) <= 2 or None in ends or (ends[0] or 0) > (ends[-1] or 0):
            return None
        found.update(range(ends[0] or 0, (ends[-1] or 0) + 1))
    return [_WEEKDAYS[day - 1] for day in sorted(found)]


def _day(word: str) -> int | None:
    if word in _WEEKDAYS:
        return _WEEKDAYS.index(word) + 1
    if word.isdigit() and len(word) == 1 and int(word) <= 7:
        return int(word) or 7
    return None


def in_sentence(label: str) -> str:
    """A label inside a sentence: ``Ville`` is "ville", ``CA 12 mois`` stays."""
    if len(label) > 1 and label[0].isupper() and (label[1].islower() or label[1] in "’'-"):
        return label[0].lower() + label[1:]
    return label


def capital(sentence: str) -> str:
    """The sentence with its first letter a capital."""
    return sentence[:1].upper() + sentence[1:]
