"""``scenario/1``: a scenario's sheet, trigger, rules of entry and priority, and its graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from marshmallow import ValidationError

from designer.domain.channel import Category
from designer.domain.condition import Value
from designer.domain.scenario import (
    Content,
    DataNeed,
    DateTrigger,
    Degraded,
    Deliverable,
    Edge,
    Effect,
    EntersTrigger,
    Entry,
    EntryCap,
    EventTrigger,
    Exit,
    Expected,
    Experiment,
    Family,
    Goal,
    Group,
    IfBlocked,
    IfPast,
    InactivityTrigger,
    KeyMoment,
    Kpi,
    Late,
    Legal,
    Lever,
    ManualTrigger,
    Message,
    Misfire,
    Note,
    Objective,
    OwnRhythm,
    Prevails,
    Priority,
    Reentry,
    Scenario,
    ScheduleTrigger,
    Share,
    Sheet,
    Split,
    SplitPath,
    TaskNode,
    Tint,
    Tone,
    TriggerNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
)
from designer.formats import fields as f
from designer.formats.conditions import condition as tree
from designer.formats.faults import fault

#: How many nodes and how many edges a scenario may have.
LARGEST = 2000
#: How wide and how high a note may be, in pixels of the canvas.
WIDEST = 10_000

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# ── The sheet ───────────────────────────────────────────────────────────────────────────────────────────


class KeyMomentSchema(f.RecordSchema):
    of = KeyMoment

    family = f.word(Family)
    moment = f.free()


class ContentSchema(f.RecordSchema):
    of = Content

    theme = f.words()
    offer = f.words()


class KpiSchema(f.RecordSchema):
    of = Kpi

    metric = f.text(required=True)
    target = f.number()
    within = f.duration(calendar=True)
    benchmark = f.number()
    source = f.words()


class ExpectedSchema(f.RecordSchema):
    of = Expected

    delivered = f.number(low=0, high=1)
    opened = f.number(low=0, high=1)
    clicked = f.number(low=0, high=1)
    replied = f.number(low=0, high=1)
    converted = f.number(low=0, high=1)
    unsubscribed = f.number(low=0, high=1)
    reaction = f.duration(calendar=True)


class DataNeedSchema(f.RecordSchema):
    of = DataNeed

    name = f.text(required=True)
    source = f.free()
    latency = f.free()
    available = f.boolean()


class DeliverableSchema(f.RecordSchema):
    of = Deliverable

    name = f.words(required=True)
    owner = f.free()
    due = f.day()
    status = f.free()


class DegradedSchema(f.RecordSchema):
    of = Degraded

    missing = f.texts()
    fallback = f.words()


class LegalSchema(f.RecordSchema):
    of = Legal

    basis = f.Read(lambda value: f.read_list(value, f.read_words), list)
    notes = f.words()


class SheetSchema(f.RecordSchema):
    of = Sheet

    objective = f.word(Objective)
    description = f.words()
    segments = f.Read(lambda value: f.read_list(value, f.read_name), list)
    key_moment = f.record(KeyMomentSchema)
    lever = f.word(Lever)
    content = f.record(ContentSchema)
    kpis = f.records(KpiSchema)
    expected = f.record(ExpectedSchema)
    data = f.records(DataNeedSchema)
    deliverables = f.records(DeliverableSchema)
    effort_days = f.number(low=0)
    degraded = f.record(DegradedSchema)
    legal = f.record(LegalSchema)
    origin = f.words()
    arbitration = f.words()


# ── Triggers ────────────────────────────────────────────────────────────────────────────────────────────


class EventTriggerSchema(f.RecordSchema):
    of = EventTrigger

    event = f.text(required=True)
    where = tree()


class EntersTriggerSchema(f.RecordSchema):
    of = EntersTrigger

    condition = tree(required=True)
    every = f.duration(sign=">0")


class DateTriggerSchema(f.RecordSchema):
    of = DateTrigger

    attribute = f.text(required=True)
    offset = f.duration(sign="any", calendar=True)
    at = f.time_of_day()
    repeat = f.Read(
        lambda value: f.read_word(value, {"never": False, "yearly": True}),
        lambda yearly: "yearly" if yearly else "never",
        attribute="yearly",
    )


class OwnRhythmSchema(f.RecordSchema):
    of = OwnRhythm

    factor = f.number(low=0)
    lead = f.duration()
    min_events = f.integer(low=2)


class InactivityTriggerSchema(f.RecordSchema):
    of = InactivityTrigger

    event = f.text(required=True)
    after = f.duration(sign=">0", calendar=True)
    own_rhythm = f.record(OwnRhythmSchema)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("after" in values) == ("own_rhythm" in values):
            raise fault(
                "une inactivité a soit after (une durée fixe), soit own_rhythm (le rythme du contact) ;"
                " écrivez l'un des deux.",
                "an inactivity has either after (a fixed time) or own_rhythm (the contact's own);"
                " write one of the two.",
            )
        return values


def _read_cron(value: object) -> str:
    from datetime import UTC, datetime

    from cronsim import CronSim, CronSimError

    expression = f.read_text(value)
    try:
        CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        raise fault(
            f'« {expression} » n\'est pas une expression cron de cinq champs, telle que "0 9 * * MON".',
            f"'{expression}' is not a cron expression of five fields, such as \"0 9 * * MON\".",
        ) from None
    return expression


class ScheduleTriggerSchema(f.RecordSchema):
    of = ScheduleTrigger

    cron = f.Read(_read_cron, required=True)


class ManualTriggerSchema(f.RecordSchema):
    of = ManualTrigger


TRIGGERS = f.OneOf(
    {
        "event": EventTriggerSchema,
        "enters": EntersTriggerSchema,
        "date": DateTriggerSchema,
        "inactivity": InactivityTriggerSchema,
        "schedule": ScheduleTriggerSchema,
        "manual": ManualTriggerSchema,
    }
)


# ── Entry, priority, ends ───────────────────────────────────────────────────────────────────────────────


class EntryCapSchema(f.RecordSchema):
    of = EntryCap

    max = f.integer(low=0, required=True)
    per = f.duration(sign=">0", calendar=True, required=True)


class EntrySchema(f.RecordSchema):
    of = Entry

    reentry = f.word(Reentry)
    gap = f.duration(calendar=True)
    cap = f.record(EntryCapSchema)
    group = f.text()
    backfill = f.boolean()

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        gap = values.get("gap")
        if values.get("reentry") is Reentry.PARALLEL and (gap is None or not (gap.minutes or gap.months)):
            raise ValidationError(
                {
                    "gap": fault(
                        "avec reentry: parallel, un délai positif entre deux entrées est nécessaire ;"
                        " ajoutez gap, tel que P1D.",
                        "with reentry: parallel a time of more than zero between two entries is needed;"
                        " add gap, such as P1D.",
                    ).messages
                }
            )
        return values


class PrevailsSchema(f.RecordSchema):
    of = Prevails

    scenario = f.name(required=True)
    when = tree()
    effect = f.word(Effect)


def _read_prevails(value: object) -> Prevails:
    if isinstance(value, Mapping):
        found: Prevails = f.read_record(value, PrevailsSchema)
        return found
    return Prevails(scenario=f.read_name(value))


def _write_prevails(value: Prevails) -> object:
    written = f.write_record(value, PrevailsSchema)
    return written["scenario"] if len(written) == 1 else written


class PrioritySchema(f.RecordSchema):
    of = Priority

    class_ = f.word(Category, data_key="class")
    value = f.integer(low=0, high=100)
    prevails_over = f.Read(
        lambda value: f.read_list(value, _read_prevails),
        lambda items: [_write_prevails(item) for item in items],
    )


class GoalSchema(f.RecordSchema):
    of = Goal

    event = f.text(required=True)
    where = tree()
    within = f.duration(sign=">0", calendar=True)
    stay = f.boolean()


class MisfireSchema(f.RecordSchema):
    of = Misfire

    late = f.duration()
    then = f.word(Late)


# ── Nodes ───────────────────────────────────────────────────────────────────────────────────────────────


class TriggerNodeSchema(f.RecordSchema):
    of = TriggerNode

    id = f.name(required=True)


def _read_weekdays(value: object) -> frozenset[int]:
    days = {day_: index for index, day_ in enumerate(WEEKDAYS)}
    found = frozenset(f.read_list(value, lambda item: f.read_word(item, days)))
    if not found:
        raise fault("nommez au moins un jour.", "name at least one day.")
    return found


class UntilTimeSchema(f.RecordSchema):
    of = UntilTime

    time = f.time_of_day(required=True)
    weekdays = f.Read(_read_weekdays, lambda days: [WEEKDAYS[index] for index in sorted(days)])


class UntilDateSchema(f.RecordSchema):
    of = UntilDate

    attribute = f.text(required=True)
    offset = f.duration(sign="any", calendar=True)


def _read_until(value: object) -> UntilTime | UntilDate:
    dated = isinstance(value, Mapping) and "attribute" in value
    found: UntilTime | UntilDate = f.read_record(value, UntilDateSchema if dated else UntilTimeSchema)
    return found


def _write_until(value: UntilTime | UntilDate) -> dict[str, Any]:
    return f.write_record(value, UntilDateSchema if isinstance(value, UntilDate) else UntilTimeSchema)


class WaitSchema(f.RecordSchema):
    of = Wait

    id = f.name(required=True)
    for_ = f.duration(data_key="for")
    until = f.Read(_read_until, _write_until)
    if_past = f.word(IfPast)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("for_" in values) == ("until" in values):
            raise fault(
                "une attente a soit for (une durée), soit until (une heure ou une date) ;"
                " écrivez l'un des deux.",
                "a wait has either for (a duration) or until (a time or a date); write one of the two.",
            )
        return values


class WaitEventSchema(f.RecordSchema):
    of = WaitEvent

    id = f.name(required=True)
    event = f.text(required=True)
    where = tree()
    timeout = f.duration(sign=">0")


class SplitPathSchema(f.RecordSchema):
    of = SplitPath

    path = f.name(required=True)
    when = tree(required=True)


class SplitSchema(f.RecordSchema):
    of = Split

    id = f.name(required=True)
    paths = f.records(SplitPathSchema, required=True)


class ShareSchema(f.RecordSchema):
    of = Share

    path = f.name(required=True)
    share = f.number(low=0, high=100, required=True)


class ExperimentSchema(f.RecordSchema):
    of = Experiment

    id = f.name(required=True)
    paths = f.records(ShareSchema, required=True)


class MessageSchema(f.RecordSchema):
    of = Message

    id = f.name(required=True)
    channel = f.sending_channel(required=True)
    template = f.name()
    if_blocked = f.word(IfBlocked)
    fallback = f.sending_channels()
    ttl = f.duration()
    category = f.word(Category)
    weight = f.number(low=0)
    merge = f.text()


class TaskSchema(f.RecordSchema):
    of = TaskNode

    id = f.name(required=True)
    queue = f.text(required=True)
    label = f.words()
    sla = f.duration(sign=">0")


def _read_value(value: object) -> Value:
    return f.read_list(value, f.read_scalar) if isinstance(value, list | tuple) else f.read_scalar(value)


def _write_value(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


class UpdateSchema(f.RecordSchema):
    of = Update

    id = f.name(required=True)
    set = f.Read(
        lambda value: f.read_mapping(value, f.read_text, _read_value),
        lambda values: {attribute: _write_value(value) for attribute, value in values.items()},
        required=True,
    )


class ExitSchema(f.RecordSchema):
    of = Exit

    id = f.name(required=True)


NODES = f.OneOf(
    {
        "trigger": TriggerNodeSchema,
        "message": MessageSchema,
        "wait": WaitSchema,
        "wait_event": WaitEventSchema,
        "split": SplitSchema,
        "experiment": ExperimentSchema,
        "task": TaskSchema,
        "update": UpdateSchema,
        "exit": ExitSchema,
    }
)


class EdgeSchema(f.RecordSchema):
    of = Edge

    source = f.name(data_key="from", required=True)
    path = f.name()
    target = f.name(data_key="to", required=True)


# ── The document ────────────────────────────────────────────────────────────────────────────────────────


def _at_most(values: object, fr: str, en: str) -> object:
    if isinstance(values, list | tuple) and len(values) > LARGEST:
        raise fault(
            f"le scénario a {len(values)} {fr}, {LARGEST} au plus ; partagez-le en plusieurs.",
            f"the scenario has {len(values)} {en}, {LARGEST} at most; make several of it.",
        )
    return values


def _read_point(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fault("on attend ici [x, y].", "[x, y] is expected here.")
    return (f.read_number(value[0]), f.read_number(value[1]))


def _read_size(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fault("on attend ici [largeur, hauteur].", "[width, height] is expected here.")
    return (f.read_number(value[0], low=1, high=WIDEST), f.read_number(value[1], low=1, high=WIDEST))


class NoteSchema(f.RecordSchema):
    of = Note

    id = f.name(required=True)
    text = f.words()
    at = f.Read(_read_point, list, required=True)
    size = f.Read(_read_size, list)
    tone = f.word(Tone)


class GroupSchema(f.RecordSchema):
    of = Group

    id = f.name(required=True)
    title = f.words()
    nodes = f.names(required=True)
    tone = f.word(Tint)


def _read_notes(value: object) -> tuple[Note, ...]:
    return f.read_list(
        _at_most(value, "notes", "notes"), lambda item: cast(Note, f.read_record(item, NoteSchema))
    )


def _read_groups(value: object) -> tuple[Group, ...]:
    groups = f.read_list(
        _at_most(value, "groupes", "groups"), lambda item: cast(Group, f.read_record(item, GroupSchema))
    )
    seen: dict[str, str] = {}
    errors: dict[int, Any] = {}
    for index, group in enumerate(groups):
        for at, node in enumerate(group.nodes):
            first = seen.setdefault(node, group.id)
            if first == group.id and node not in group.nodes[:at]:
                continue
            errors.setdefault(index, {"nodes": {}})["nodes"][at] = fault(
                f"l'étape « {node} » est déjà dans le groupe « {first} » ; laissez-la dans un seul.",
                f"the node '{node}' is in the group '{first}' already; leave it in one of them.",
            ).messages
    if errors:
        raise ValidationError(errors)
    return groups


class ScenarioSchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = Scenario

    key = f.name(required=True)
    name = f.words(required=True)
    sheet = f.record(SheetSchema)
    trigger = f.Read(TRIGGERS.read, TRIGGERS.write, required=True)
    audience = tree()
    entry = f.record(EntrySchema)
    priority = f.record(PrioritySchema)
    exit_when = tree()
    goal = f.record(GoalSchema)
    misfire = f.record(MisfireSchema)
    nodes = f.Read(
        lambda value: NODES.read_all(_at_most(value, "étapes", "nodes")), NODES.write_all, required=True
    )
    edges = f.Read(
        lambda value: f.read_list(
            _at_most(value, "liens", "edges"), lambda item: f.read_record(item, EdgeSchema)
        ),
        lambda items: [f.write_record(item, EdgeSchema) for item in items],
        required=True,
    )
    layout = f.Read(
        lambda value: f.read_mapping(value, str, _read_point),
        lambda points: {node: list(point) for node, point in points.items()},
    )
    placed = f.names()
    notes = f.Read(_read_notes, lambda items: [f.write_record(item, NoteSchema) for item in items])
    groups = f.Read(_read_groups, lambda items: [f.write_record(item, GroupSchema) for item in items])
