"""The commercial plan: dated campaigns that compete with the scenarios (``plan/1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from designer.domain.channel import Category, Channel
from designer.domain.condition import Condition
from designer.domain.text import Text
from designer.domain.time import Duration


class Together(Enum):
    """How a campaign and a scenario stand to each other for one contact."""

    COMBINE = "combine"
    REPLACE = "replace"
    CONTEXTUALISE = "contextualise"
    PREVAIL = "prevail"
    YIELD = "yield"


@dataclass(frozen=True, kw_only=True)
class Postpone:
    """The campaign leaves this much later for the contact."""

    by: Duration


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One dated mailing to an audience."""

    key: str
    kind: str | None = None
    channel: Channel
    #: Aware UTC instants.
    at: tuple[datetime, ...]
    audience: Condition | None = None
    offer: Text | None = None
    priority: int = 50
    category: Category = Category.COMMERCIAL
    template: str | None = None
    name: Text | None = None
    #: Scenario key -> how the two stand to each other.
    with_: Mapping[str, Together | Postpone] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The commercial plan (*plan d'actions commerciales*)."""

    campaigns: tuple[Campaign, ...] = ()
