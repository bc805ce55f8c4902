"""``plan/1``: the dated campaigns of the commercial plan."""

from __future__ import annotations

from collections.abc import Mapping

from designer.domain.channel import Category
from designer.domain.plan import Campaign, Plan, Postpone, Together
from designer.formats import fields as f
from designer.formats.conditions import condition as tree

_TOGETHER = f.words_of(Together)


def _read_together(value: object) -> Together | Postpone:
    if isinstance(value, Mapping):
        found: Postpone = f.read_record(value, PostponeSchema)
        return found
    word: Together = f.read_word(value, _TOGETHER)
    return word


def _write_together(value: Together | Postpone) -> object:
    return f.write_record(value, PostponeSchema) if isinstance(value, Postpone) else value.value


class PostponeSchema(f.RecordSchema):
    of = Postpone

    by = f.duration(sign=">0", calendar=True, data_key="postpone", required=True)


class CampaignSchema(f.RecordSchema):
    of = Campaign

    key = f.name(required=True)
    name = f.words()
    kind = f.free()
    channel = f.sending_channel(required=True)
    at = f.Read(
        lambda value: f.read_list(value, f.read_instant),
        lambda instants: [f.write_instant(instant) for instant in instants],
        required=True,
    )
    audience = tree()
    offer = f.words()
    template = f.Read(f.read_name)
    priority = f.integer(low=0, high=100)
    category = f.word(Category)
    with_ = f.Read(
        lambda value: f.read_mapping(value, f.read_name, _read_together),
        lambda items: {scenario: _write_together(item) for scenario, item in items.items()},
        data_key="with",
    )


class PlanSchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = Plan

    campaigns = f.records(CampaignSchema)
