"""``policy/1``: the rules of pressure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import cache
from typing import Any

from marshmallow import ValidationError

from designer.domain.channel import Category, Channel
from designer.domain.policy import (
    DEFAULT_CATEGORIES,
    Calendar,
    Cap,
    CategoryRule,
    Controls,
    CountingUnit,
    Decay,
    Exclusion,
    Gap,
    HalfLife,
    Linear,
    MaxByContact,
    Policy,
    Pooling,
    QuietHours,
    Reading,
    Scope,
    Score,
    Steps,
)
from designer.domain.text import nearest
from designer.domain.time import Duration
from designer.formats import fields as f
from designer.formats.conditions import condition as tree
from designer.formats.conditions import read_condition, write_condition
from designer.formats.faults import fault
from designer.formats.scenario import WEEKDAYS

_CALENDAR = f.words_of(Calendar)
_CATEGORIES = f.words_of(Category)
_CHANNELS = f.words_of(Channel)


# ── Caps and gaps ───────────────────────────────────────────────────────────────────────────────────────


def _read_case(value: object) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fault("on attend ici [condition, maximum].", "[condition, maximum] is expected here.")
    errors: dict[Any, Any] = {}
    with f.collecting(errors, 0):
        when = read_condition(value[0])
    with f.collecting(errors, 1):
        most = f.read_integer(value[1], low=0)
    if errors:
        raise ValidationError(errors)
    return when, most


class MaxSchema(f.RecordSchema):
    of = MaxByContact

    when = f.Read(
        lambda value: f.read_list(value, _read_case),
        lambda cases: [[write_condition(when), most] for when, most in cases],
    )
    else_ = f.integer(low=0, data_key="else", required=True)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"when": (), **values}


def _read_max(value: object) -> int | MaxByContact:
    if isinstance(value, Mapping):
        found: MaxByContact = f.read_record(value, MaxSchema)
        return found
    return f.read_integer(value, low=0)


def _write_max(value: int | MaxByContact) -> object:
    return f.write_record(value, MaxSchema) if isinstance(value, MaxByContact) else value


def _read_gap_max(value: object) -> MaxByContact:
    most = _read_max(value)
    return most if isinstance(most, MaxByContact) else MaxByContact(when=(), else_=most)


def _read_per(value: object) -> Duration | Calendar:
    if isinstance(value, str) and not value.startswith(("P", "-", "+")):
        found: Calendar = f.read_word(value, _CALENDAR)
        return found
    return f.read_duration(value, sign=">0")


def _write_per(value: Duration | Calendar) -> str:
    return value.value if isinstance(value, Calendar) else str(value)


class ScopedSchema(f.RecordSchema):
    """A rule with the filters that say which dispatches it looks at."""

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        filters = {key: values.pop(key) for key in ("channels", "categories", "scenarios") if key in values}
        return {**values, "scope": Scope(**filters)}


class CapSchema(ScopedSchema):
    of = Cap

    id = f.name(required=True)
    max = f.Read(_read_max, _write_max, required=True)
    per = f.Read(_read_per, _write_per, required=True)
    kind = f.Read(lambda value: f.read_word(value, {"rolling": "rolling", "calendar": "calendar"}))
    channels = f.channels(attribute="channels")
    categories = f.categories()
    scenarios = f.name_set()

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        kind, per = values.pop("kind", None), values["per"]
        if kind is not None and (kind == "calendar") != isinstance(per, Calendar):
            raise ValidationError(
                {
                    "per": fault(
                        "un plafond calendaire compte par day, week ou month, un plafond glissant par une"
                        " durée telle que P7D ; accordez per et kind.",
                        "a calendar cap counts per day, week or month, a rolling one per a duration such as"
                        " P7D; make per and kind agree.",
                    ).messages
                }
            )
        return super().complete(values)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if attr == "kind":
            return "calendar" if isinstance(obj.per, Calendar) else None
        return getattr(obj.scope if attr in _FILTERS else obj, attr, default)


class GapSchema(ScopedSchema):
    of = Gap

    id = f.name(required=True)
    min = f.duration(sign=">0", required=True)
    after = f.channels()
    channels = f.channels()
    categories = f.categories()
    scenarios = f.name_set()
    max = f.Read(_read_gap_max, lambda most: _write_max(most) if most.when else most.else_)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return getattr(obj.scope if attr in _FILTERS else obj, attr, default)


_FILTERS = ("channels", "categories", "scenarios")


# ── Score ───────────────────────────────────────────────────────────────────────────────────────────────


class HalfLifeSchema(f.RecordSchema):
    of = HalfLife

    half_life = f.duration(sign=">0", required=True)


def _read_step(value: object) -> tuple[Duration, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fault(
            "on attend ici [âge, facteur], tel que [P7D, 0.6].",
            "[age, factor] is expected here, such as [P7D, 0.6].",
        )
    return f.read_duration(value[0], sign=">0"), f.read_number(value[1], low=0)


def _read_steps(value: object) -> tuple[tuple[Duration, float], ...]:
    steps = f.read_list(value, _read_step)
    ages = [age.minutes for age, _ in steps]
    if not steps or ages != sorted(set(ages)):
        raise fault(
            "les paliers vont du plus récent au plus ancien, au moins un ; rangez-les par âge croissant.",
            "the steps go from the youngest age to the oldest, at least one; order them by growing age.",
        )
    return steps


class StepsSchema(f.RecordSchema):
    of = Steps

    steps = f.Read(_read_steps, lambda steps: [[str(age), factor] for age, factor in steps], required=True)


class LinearSchema(f.RecordSchema):
    of = Linear

    over = f.duration(sign=">0", data_key="linear", required=True)


_DECAYS: Mapping[str, type[f.RecordSchema]] = {
    "half_life": HalfLifeSchema,
    "steps": StepsSchema,
    "linear": LinearSchema,
}


def _read_decay(value: object) -> Decay:
    named = [key for key in value if key in _DECAYS] if isinstance(value, Mapping) else []
    if isinstance(value, Mapping) and len(named) != 1:
        raise fault(
            "on attend ici une seule des clés half_life, steps et linear.",
            "exactly one of the keys half_life, steps and linear is expected here.",
        )
    found: Decay = f.read_record(value, _DECAYS[named[0]] if named else HalfLifeSchema)
    return found


def _write_decay(value: Decay) -> dict[str, Any]:
    schema = next(schema for schema in _DECAYS.values() if schema.of is type(value))
    return f.write_record(value, schema)


class ScoreSchema(f.RecordSchema):
    of = Score

    threshold = f.number(low=0, required=True)
    decay = f.Read(_read_decay, _write_decay)
    reading = f.word(Reading)
    weights = f.Read(
        lambda value: f.read_mapping(
            value, lambda key: f.read_word(key, _CHANNELS), lambda weight: f.read_number(weight, low=0)
        ),
        lambda weights: {channel.value: weights[channel] for channel in Channel if channel in weights},
    )


# ── Exclusions, quiet hours ─────────────────────────────────────────────────────────────────────────────


class ExclusionSchema(f.RecordSchema):
    of = Exclusion

    id = f.name(required=True)
    when = tree(required=True)
    except_ = f.name_set(data_key="except")
    categories = f.categories()


def _read_clock(value: str) -> time:
    return time(0, 0) if value == "24:00" else f.read_time(value)


def _read_span(value: object) -> tuple[time, time]:
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise fault(
            'on attend ici une plage telle que "08:00-20:00".',
            'a span such as "08:00-20:00" is expected here.',
        )
    opens, closes = f.read_time(start.strip()), _read_clock(end.strip())
    if opens == closes and opens != time(0, 0):
        raise fault(
            f'la plage « {value} » est vide ; pour toute la journée, écrivez "00:00-24:00".',
            f"the span '{value}' is empty; for the whole day write \"00:00-24:00\".",
        )
    return opens, closes


def _write_span(span: tuple[time, time]) -> str:
    opens, closes = span
    return f"{f.write_time(opens)}-{'24:00' if closes == time(0, 0) else f.write_time(closes)}"


def _read_days(value: object) -> tuple[int, ...]:
    days: list[int] = []
    for part in str(value).split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        start = _day(first)
        end = _day(last) if dash else start
        days += [day % 7 for day in range(start, (end if end >= start else end + 7) + 1)]
    return tuple(days)


def _day(word: str) -> int:
    if word not in WEEKDAYS:
        near = nearest(word, WEEKDAYS)
        raise fault(
            f"« {word} » n'est pas un jour"
            + (f" ; vouliez-vous dire « {near} » ?" if near else ".")
            + " Écrivez mon, tue, wed, thu, fri, sat ou sun, ou une suite telle que mon-sat.",
            f"'{word}' is not a day"
            + (f"; did you mean '{near}'?" if near else ".")
            + " Write mon, tue, wed, thu, fri, sat or sun, or a run such as mon-sat.",
        )
    return WEEKDAYS.index(word)


def _read_allow(value: object) -> dict[int, tuple[tuple[time, time], ...]]:
    rows = f.read_mapping(
        value, _read_days, lambda spans: f.read_list([spans] if isinstance(spans, str) else spans, _read_span)
    )
    allow: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, spans in rows.items():
        for day in days:
            if day in allow:
                raise fault(
                    f"le jour {WEEKDAYS[day]} est donné deux fois ; réunissez ses plages.",
                    f"the day {WEEKDAYS[day]} is given twice; put its spans together.",
                )
            allow[day] = spans
    return dict(sorted(allow.items()))


def _write_allow(value: Mapping[int, tuple[tuple[time, time], ...]]) -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    run: list[int] = []
    for day in range(8):
        if run and (day == 7 or day not in value or value[day] != value[run[0]]):
            name = WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"
            written[name] = [_write_span(span) for span in value[run[0]]]
            run = []
        if day in value:
            run.append(day)
    return written


#: Countries whose holidays are known without asking: loading all of them takes longer than all the rest.
_ALWAYS = frozenset({"BE", "CA", "CH", "DE", "ES", "FR", "GB", "IE", "IT", "LU", "MC", "NL", "PT", "US"})


@cache
def _countries() -> frozenset[str]:
    from holidays import list_supported_countries

    return frozenset(list_supported_countries(include_aliases=False))


def _read_country(value: object) -> str:
    country = f.read_text(value)
    if country not in _ALWAYS and country not in _countries():
        near = nearest(country, _countries())
        raise fault(
            f"les jours fériés de « {country} » sont inconnus"
            + (f" ; vouliez-vous dire « {near} » ?" if near else ".")
            + " Écrivez un code de pays tel que FR.",
            f"the public holidays of '{country}' are unknown"
            + (f"; did you mean '{near}'?" if near else ".")
            + " Write a country code such as FR.",
        )
    return country


class QuietHoursSchema(f.RecordSchema):
    of = QuietHours

    channels = f.channels()
    allow = f.Read(_read_allow, _write_allow, required=True)
    holidays = f.Read(_read_country)
    categories = f.categories()

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"channels": frozenset(Channel), **values}

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        value = getattr(obj, attr, default)
        return None if attr == "channels" and value == frozenset(Channel) else value


# ── The rest ────────────────────────────────────────────────────────────────────────────────────────────


class CategoryRuleSchema(f.RecordSchema):
    of = CategoryRule

    subject = f.boolean()
    counts = f.boolean()


def _read_categories(value: object) -> dict[Category, CategoryRule]:
    def read_rule(given: object, default: CategoryRule) -> CategoryRule:
        if isinstance(given, Mapping):
            given = {"subject": default.subject, "counts": default.counts, **given}
        found: CategoryRule = f.read_record(given, CategoryRuleSchema)
        return found

    if not isinstance(value, Mapping):
        return f.read_mapping(value, str, lambda _: DEFAULT_CATEGORIES[Category.COMMERCIAL])
    errors: dict[Any, Any] = {}
    rules = dict(DEFAULT_CATEGORIES)
    for key, given in value.items():
        with f.collecting(errors, key):
            category = f.read_word(key, _CATEGORIES)
            rules[category] = read_rule(given, DEFAULT_CATEGORIES[category])
    if errors:
        raise ValidationError(errors)
    return rules


def _write_categories(value: Mapping[Category, CategoryRule]) -> dict[str, dict[str, bool]]:
    return {
        category.value: {"subject": rule.subject, "counts": rule.counts}
        for category in Category
        if (rule := value.get(category)) is not None and rule != DEFAULT_CATEGORIES[category]
    }


class ControlsSchema(f.RecordSchema):
    of = Controls

    global_ = f.number(low=0, high=1, data_key="global")
    per_scenario = f.number(low=0, high=1)


class PoolingSchema(f.RecordSchema):
    of = Pooling

    at = f.time_of_day(required=True)
    categories = f.categories(required=True)


def read_zone(value: object) -> str:
    """The name of an IANA time zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    name = f.read_text(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(name, sorted(available_timezones()))
        raise fault(
            f"« {name} » n'est pas un fuseau horaire"
            + (f" ; vouliez-vous dire « {near} » ?" if near else ", tel que Europe/Paris."),
            f"'{name}' is not a time zone"
            + (f"; did you mean '{near}'?" if near else ", such as Europe/Paris."),
        ) from None
    return name


def _read_protect(value: object) -> dict[str, dict[Category, int]]:
    return f.read_mapping(
        value,
        f.read_name,
        lambda slots: f.read_mapping(
            slots, lambda key: f.read_word(key, _CATEGORIES), lambda kept: f.read_integer(kept, low=0)
        ),
    )


class PolicySchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = Policy

    timezone = f.Read(read_zone)
    caps = f.records(CapSchema)
    gaps = f.records(GapSchema)
    score = f.record(ScoreSchema)
    exclusions = f.records(ExclusionSchema)
    quiet_hours = f.records(QuietHoursSchema)
    categories = f.Read(_read_categories, _write_categories)
    controls = f.record(ControlsSchema)
    unit = f.word(CountingUnit)
    pooling = f.record(PoolingSchema)
    reserve = f.duration(sign=">0")
    protect = f.Read(
        _read_protect,
        lambda slots: {
            cap: {category.value: kept[category] for category in Category if category in kept}
            for cap, kept in slots.items()
        },
    )
